//! A storage of arrivals in memory some of whose verbs fail on demand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::Stamp;
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{
    Addressed, Arrival, ArrivalFilter, ArrivalId, ArrivalState, Arrivals, Arriving, Fingerprint,
    LeftMail, MailboxName, NewArrival, Outcome, TakenIn,
};
use scanpost_core::settings::RetryPolicy;
use scanpost_core::site::Function;
use scanpost_core::spool::Body;
use scanpost_store::MemoryStore;
use tokio::sync::Barrier;

/// Which verb fails, at which of its next calls, and whether it is carried out all the same.
pub(crate) struct Failing {
    pub(crate) verb: &'static str,
    pub(crate) calls_before: u32,
    pub(crate) is_done: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Shaky {
    pub(crate) memory: MemoryStore,
    failing: Arc<Mutex<Option<Failing>>>,
    flush: Arc<Mutex<Option<Arc<Barrier>>>>,
}

impl Shaky {
    pub(crate) fn fail(&self, failing: Failing) {
        *self.failing.lock().unwrap() = Some(failing);
    }

    /// From now on a flush of the disk waits until it serves so many mails.
    pub(crate) fn flush_together(&self, mails: usize) {
        *self.flush.lock().unwrap() = Some(Arc::new(Barrier::new(mails)));
    }

    /// Whether the failure has come about.
    pub(crate) fn has_failed(&self) -> bool {
        self.failing.lock().unwrap().is_none()
    }

    /// Whether this call fails, and is done all the same.
    fn strikes(&self, verb: &'static str) -> Option<bool> {
        let mut failing = self.failing.lock().unwrap();
        let of_verb = failing.as_mut().filter(|failing| failing.verb == verb)?;
        if of_verb.calls_before > 0 {
            of_verb.calls_before -= 1;
            return None;
        }
        failing.take().map(|failing| failing.is_done)
    }

    fn or_fail<'a, T: Send + 'a>(
        &self,
        verb: &'static str,
        call: impl FnOnce() -> Stored<'a, T>,
    ) -> Stored<'a, T> {
        let fault = move || Fault::new(Code::StorageFailed).words(format_args!("no {verb} today"));
        match self.strikes(verb) {
            None => call(),
            Some(false) => Box::pin(async move { Err(fault()) }),
            Some(true) => {
                let done = call();
                Box::pin(async move { done.await.and(Err(fault())) })
            }
        }
    }
}

struct ShakyArriving {
    arriving: Box<dyn Arriving>,
    shaky: Shaky,
}

impl Arriving for ShakyArriving {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        let shaky = self.shaky.clone();
        shaky.or_fail("write", || self.arriving.write(octets))
    }
    fn take_in(self: Box<Self>, arrival: NewArrival) -> Stored<'static, TakenIn> {
        let Self { arriving, shaky } = *self;
        let flush = shaky.flush.lock().unwrap().clone();
        shaky.or_fail("take_in", || {
            Box::pin(async move {
                if let Some(flush) = flush {
                    flush.wait().await;
                }
                arriving.take_in(arrival).await
            })
        })
    }
}

impl Arrivals for Shaky {
    fn arriving(&self) -> Box<dyn Arriving> {
        Box::new(ShakyArriving { arriving: self.memory.arriving(), shaky: self.clone() })
    }
    fn marks(
        &self,
        mailbox: MailboxName,
        after: Option<Fingerprint>,
        most: usize,
    ) -> Stored<'_, Vec<(Fingerprint, Mark)>> {
        self.or_fail("marks", || self.memory.marks(mailbox, after, most))
    }
    fn leave(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        mails: Vec<LeftMail>,
        now: Time,
    ) -> Stored<'_, ()> {
        self.or_fail("leave", || self.memory.leave(account, mailbox, mails, now))
    }
    fn gone(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        uidls: Vec<Fingerprint>,
        now: Time,
    ) -> Stored<'_, usize> {
        self.or_fail("gone", || self.memory.gone(account, mailbox, uidls, now))
    }
    fn claim_arrivals(
        &self,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Arrival>> {
        self.or_fail("claim", || self.memory.claim_arrivals(now, policy, most))
    }
    fn next_arrival_due(&self) -> Stored<'_, Option<Time>> {
        self.memory.next_arrival_due()
    }
    fn addressed(&self, function: Function, since: Time, to: String) -> Stored<'_, Addressed> {
        self.memory.addressed(function, since, to)
    }
    fn arrival_body(&self, id: ArrivalId) -> Stored<'_, Body> {
        self.memory.arrival_body(id)
    }
    fn settle_arrival(
        &self,
        id: ArrivalId,
        outcome: Outcome,
        now: Time,
    ) -> Stored<'_, Option<Arrival>> {
        self.or_fail("settle", || self.memory.settle_arrival(id, outcome, now))
    }
    fn recover_arrivals(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        self.memory.recover_arrivals(now, longest_wait)
    }
    fn arrivals(&self, filter: ArrivalFilter) -> Stored<'_, Vec<Arrival>> {
        self.memory.arrivals(filter)
    }
    fn arrival(&self, id: ArrivalId) -> Stored<'_, Option<Arrival>> {
        self.memory.arrival(id)
    }
    fn count_arrivals(&self) -> Stored<'_, Vec<(ArrivalState, u64)>> {
        self.memory.count_arrivals()
    }
    fn retry_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.retry_arrival(id, stamp)
    }
    fn note_arrival_download(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.note_arrival_download(id, stamp)
    }

    fn delete_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.delete_arrival(id, stamp)
    }
    fn forget_arrivals(&self, ended_before: Time) -> Stored<'_, usize> {
        self.memory.forget_arrivals(ended_before)
    }
}
