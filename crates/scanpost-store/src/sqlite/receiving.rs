//! The arrivals on SQLite: which verb goes to the writer, which question to a reader.
//!
//! On a full disk nothing is taken in, but what is here is still handed on or removed, because that
//! makes room: each verb on that way has the reserve.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::journal::Stamp;
use scanpost_core::oauth::AccountName;
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{
    Addressed, Arrival, ArrivalFilter, ArrivalId, ArrivalState, Arrivals, Arriving, Fingerprint,
    LeftMail, MailboxName, NewArrival, Outcome, TakenIn,
};
use scanpost_core::settings::RetryPolicy;
use scanpost_core::site::Function;
use scanpost_core::spool::Body;

use super::SqliteStore;
use super::arrivals;
use super::incoming::IncomingMail;
use super::outgoing;
use super::writer::Desk;
use crate::arrival_life as life;

impl Arrivals for SqliteStore {
    fn arriving(&self) -> Box<dyn Arriving> {
        Box::new(IncomingMail::new(self.writer.clone(), Arc::clone(&self.mails)))
    }

    fn marks(
        &self,
        mailbox: MailboxName,
        after: Option<Fingerprint>,
        most: usize,
    ) -> Stored<'_, Vec<(Fingerprint, Mark)>> {
        let marks = move |connection: &_| arrivals::marks(connection, &mailbox, after, most);
        Box::pin(self.readers.read(marks))
    }

    fn leave(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        mails: Vec<LeftMail>,
        now: Time,
    ) -> Stored<'_, ()> {
        let leave =
            move |desk: &mut Desk<'_>| arrivals::leave(desk, &account, &mailbox, &mails, now);
        Box::pin(self.writer.write(leave))
    }

    fn gone(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        uidls: Vec<Fingerprint>,
        now: Time,
    ) -> Stored<'_, usize> {
        let gone = move |desk: &mut Desk<'_>| arrivals::gone(desk, &account, &mailbox, &uidls, now);
        Box::pin(self.writer.write_with_reserve(gone))
    }

    fn claim_arrivals(
        &self,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Arrival>> {
        let claim = move |desk: &mut Desk<'_>| arrivals::claim(desk, now, &policy, most);
        Box::pin(self.writer.record_with_reserve(claim))
    }

    fn next_arrival_due(&self) -> Stored<'_, Option<Time>> {
        Box::pin(self.readers.read(arrivals::next_due))
    }

    fn addressed(&self, function: Function, since: Time, to: String) -> Stored<'_, Addressed> {
        Box::pin(
            self.readers
                .read(move |connection| arrivals::addressed(connection, function, since, &to)),
        )
    }

    fn arrival_body(&self, id: ArrivalId) -> Stored<'_, Body> {
        let mails = Arc::clone(&self.mails);
        Box::pin(
            self.readers.read(move |connection| {
                outgoing::open(&mails, arrivals::place(connection, id)?, id.0)
            }),
        )
    }

    fn settle_arrival(
        &self,
        id: ArrivalId,
        outcome: Outcome,
        now: Time,
    ) -> Stored<'_, Option<Arrival>> {
        let mails = Arc::clone(&self.mails);
        let settle = move |desk: &mut Desk<'_>| {
            arrivals::change(desk, &mails, id, &now.into(), |arrival, now| {
                life::settle(arrival, &outcome, now)
            })
        };
        Box::pin(self.writer.write_with_reserve(settle))
    }

    fn recover_arrivals(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        let recover = move |desk: &mut Desk<'_>| arrivals::recover(desk, now, longest_wait);
        Box::pin(self.writer.write_with_reserve(recover))
    }

    fn arrivals(&self, filter: ArrivalFilter) -> Stored<'_, Vec<Arrival>> {
        Box::pin(self.readers.read(move |connection| arrivals::list(connection, &filter)))
    }

    fn arrival(&self, id: ArrivalId) -> Stored<'_, Option<Arrival>> {
        Box::pin(self.readers.read(move |connection| arrivals::find(connection, id)))
    }

    fn count_arrivals(&self) -> Stored<'_, Vec<(ArrivalState, u64)>> {
        Box::pin(self.readers.read(arrivals::counts))
    }

    fn retry_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        let mails = Arc::clone(&self.mails);
        let retry = move |desk: &mut Desk<'_>| {
            Ok(arrivals::change(desk, &mails, id, &stamp, life::retry)?.is_some())
        };
        Box::pin(self.writer.write_with_reserve(retry))
    }

    fn note_arrival_download(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        let mails = Arc::clone(&self.mails);
        let download = move |desk: &mut Desk<'_>| {
            let download = |arrival: &mut Arrival, _| life::download(arrival);
            Ok(arrivals::change(desk, &mails, id, &stamp, download)?.is_some())
        };
        Box::pin(self.writer.write(download))
    }

    fn delete_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        let mails = Arc::clone(&self.mails);
        let delete = move |desk: &mut Desk<'_>| {
            Ok(arrivals::change(desk, &mails, id, &stamp, life::delete)?.is_some())
        };
        Box::pin(self.writer.write_with_reserve(delete))
    }

    fn forget_arrivals(&self, ended_before: Time) -> Stored<'_, usize> {
        let forget = move |desk: &mut Desk<'_>| arrivals::forget(desk, ended_before);
        Box::pin(self.writer.write_with_reserve(forget))
    }
}

impl Arriving for IncomingMail {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        Box::pin(self.take(octets))
    }

    fn take_in(self: Box<Self>, arrival: NewArrival) -> Stored<'static, TakenIn> {
        Box::pin(async move {
            let (writer, size_bytes) = (self.writer.clone(), self.size_bytes);
            let octets = self.make_durable(arrival.id.0).await?;
            writer.write(move |desk| arrivals::take_in(desk, &arrival, size_bytes, &octets)).await
        })
    }
}
