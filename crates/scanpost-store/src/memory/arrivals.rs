//! The arrivals in memory.

use std::future::ready;
use std::io::Cursor;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{ArrivalStep, Event, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{
    Addressed, Arrival, ArrivalFilter, ArrivalId, ArrivalState, Arrivals, Arriving, Fingerprint,
    LeftMail, MailboxName, NewArrival, Outcome, TakenIn,
};
use scanpost_core::settings::RetryPolicy;
use scanpost_core::site::Function;
use scanpost_core::spool::Body;

use super::incoming::IncomingMail;
use super::{MemoryStore, State, done};
use crate::arrival_life as life;

/// An arrival with what only the storage knows of it.
pub(super) struct TakenMail {
    arrival: Arrival,
    /// Nothing once it is in a final state.
    octets: Option<Bytes>,
}

impl Arrivals for MemoryStore {
    fn arriving(&self) -> Box<dyn Arriving> {
        Box::new(IncomingMail::new(self))
    }

    fn marks(
        &self,
        mailbox: MailboxName,
        after: Option<Fingerprint>,
        most: usize,
    ) -> Stored<'_, Vec<(Fingerprint, Mark)>> {
        let state = self.state();
        let of_mailbox = state.marks.iter().filter(|((of, _), _)| *of == mailbox);
        let behind = of_mailbox.map(|((_, uidl), mark)| (*uidl, *mark));
        done(behind.filter(|(uidl, _)| Some(*uidl) > after).take(most).collect())
    }

    fn leave(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        mails: Vec<LeftMail>,
        now: Time,
    ) -> Stored<'_, ()> {
        let mut state = self.state();
        for LeftMail { uidl, head, rules, why } in mails {
            let key = (mailbox.clone(), Fingerprint::of(uidl.as_bytes()));
            let known = state.marks.insert(key, Mark::Left { head, rules });
            if !matches!(known, Some(Mark::Left { head: known, .. }) if known == head) {
                state.write_of_account(&account, Event::MailLeft { uidl, fault: why }, now);
            }
        }
        done(())
    }

    fn gone(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        uidls: Vec<Fingerprint>,
        now: Time,
    ) -> Stored<'_, usize> {
        let mut state = self.state();
        let removed =
            uidls.into_iter().filter_map(|uidl| state.marks.remove(&(mailbox.clone(), uidl)));
        let removed: Vec<Mark> = removed.collect();
        let mails = removed.iter().filter(|mark| matches!(mark, Mark::Taken { .. })).count();
        if mails > 0 {
            state.write_of_account(&account, Event::MailsGone { mails }, now);
        }
        done(removed.len())
    }

    fn claim_arrivals(
        &self,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Arrival>> {
        let mut state = self.state();
        let due = state.waiting_arrivals().into_iter().filter(|(due_at, _)| *due_at <= now);
        let due: Vec<ArrivalId> =
            due.map(|(_, id)| id).take(most.min(ArrivalFilter::MOST)).collect();
        let begin = |id| {
            state.change_arrival(id, now.into(), |arrival, now| {
                Some(life::begin_handing_on(arrival, now, &policy))
            })
        };
        done(due.into_iter().filter_map(begin).collect())
    }

    fn next_arrival_due(&self) -> Stored<'_, Option<Time>> {
        done(self.state().waiting_arrivals().first().map(|(due_at, _)| *due_at))
    }

    fn addressed(&self, function: Function, since: Time, to: String) -> Stored<'_, Addressed> {
        let state = self.state();
        let arrivals = state.arrivals.values().map(|taken| &taken.arrival);
        let handed_on = arrivals.filter(|arrival| {
            arrival.function == function
                && arrival.state == ArrivalState::HandedOn
                && arrival.ended_at.is_some_and(|at| at >= since)
        });
        let places = handed_on.filter_map(|arrival| arrival.place.as_deref());
        let places: Vec<&str> = places.filter(|place| place.contains('@')).collect();
        let to_one = places.iter().filter(|place| place.eq_ignore_ascii_case(&to)).count();
        let count = |arrivals| u32::try_from(arrivals).unwrap_or(u32::MAX);
        done(Addressed { to_one: count(to_one), to_all: count(places.len()) })
    }

    fn arrival_body(&self, id: ArrivalId) -> Stored<'_, Body> {
        let octets = self.state().arrivals.get(&id).and_then(|taken| taken.octets.clone());
        let body = octets.map(|octets| Box::pin(Cursor::new(octets)) as Body);
        Box::pin(ready(body.ok_or_else(|| Code::BodyMissing.into())))
    }

    fn settle_arrival(
        &self,
        id: ArrivalId,
        outcome: Outcome,
        now: Time,
    ) -> Stored<'_, Option<Arrival>> {
        let settle = |arrival: &mut Arrival, now| life::settle(arrival, &outcome, now);
        done(self.state().change_arrival(id, now.into(), settle))
    }

    fn recover_arrivals(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        let mut state = self.state();
        let mut interrupted = Vec::new();
        for TakenMail { arrival, .. } in state.arrivals.values_mut() {
            match arrival.state {
                ArrivalState::HandingOn => interrupted.push(arrival.id),
                ArrivalState::Waiting if arrival.due_at > Some(now + longest_wait) => {
                    arrival.due_at = Some(now);
                }
                _ => {}
            }
        }
        for id in &interrupted {
            state.change_arrival(*id, now.into(), |arrival, now| {
                Some(life::interrupt(arrival, now))
            });
        }
        done(interrupted.len())
    }

    fn arrivals(&self, filter: ArrivalFilter) -> Stored<'_, Vec<Arrival>> {
        let state = self.state();
        let newest_first = state.arrivals.values().rev().map(|taken| &taken.arrival);
        let wanted = newest_first.filter(|arrival| {
            filter.state.is_none_or(|state| arrival.state == state)
                && filter.function.is_none_or(|function| arrival.function == function)
                && filter.before.is_none_or(|before| arrival.id < before)
        });
        done(wanted.take(filter.most.min(ArrivalFilter::MOST)).cloned().collect())
    }

    fn arrival(&self, id: ArrivalId) -> Stored<'_, Option<Arrival>> {
        done(self.state().arrivals.get(&id).map(|taken| taken.arrival.clone()))
    }

    fn count_arrivals(&self) -> Stored<'_, Vec<(ArrivalState, u64)>> {
        let state = self.state();
        let count = |wanted| {
            state.arrivals.values().filter(|taken| taken.arrival.state == wanted).count() as u64
        };
        done(ArrivalState::ALL.into_iter().map(|state| (state, count(state))).collect())
    }

    fn retry_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change_arrival(id, stamp, life::retry).is_some())
    }

    fn note_arrival_download(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        let download = |arrival: &mut Arrival, _| life::download(arrival);
        done(self.state().change_arrival(id, stamp, download).is_some())
    }

    fn delete_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change_arrival(id, stamp, life::delete).is_some())
    }

    fn forget_arrivals(&self, ended_before: Time) -> Stored<'_, usize> {
        let mut state = self.state();
        let is_old = |taken: &TakenMail| taken.arrival.ended_at.is_some_and(|at| at < ended_before);
        let old = state.arrivals.values().filter(|taken| is_old(taken));
        let old: Vec<_> = old.map(|taken| taken.arrival.id).take(ArrivalFilter::MOST).collect();
        for id in &old {
            state.arrivals.remove(id);
        }
        done(old.len())
    }
}

impl Arriving for IncomingMail {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        Box::pin(ready(self.take(&octets)))
    }

    fn take_in(mut self: Box<Self>, arrival: NewArrival) -> Stored<'static, TakenIn> {
        let taken = match self.octets.take() {
            Some(octets) => self.store.state().take_in(&arrival, octets),
            None => Err(Code::DiskFull.into()),
        };
        Box::pin(ready(taken))
    }
}

impl State {
    fn take_in(&mut self, new: &NewArrival, octets: BytesMut) -> Result<TakenIn, Fault> {
        if self.arrivals.contains_key(&new.id) {
            self.give_back(Some(octets));
            return Err(
                Fault::new(Code::StorageFailed).words("an arrival of this id is kept already")
            );
        }
        let key = (new.mailbox.clone(), Fingerprint::of(new.uidl.as_bytes()));
        self.marks.insert(key, Mark::Taken { head: new.head });
        let is_the_same = |there: &Arrival| {
            (there.mailbox.address(), there.digest) == (new.mailbox.address(), new.digest)
                && there.taken_at >= new.remembered_since
        };
        let there = self.arrivals.values().map(|taken| &taken.arrival).find(|one| is_the_same(one));
        if let Some(there) = there.cloned() {
            self.give_back(Some(octets));
            self.write_of_arrival(&there, ArrivalStep::CameAgain, new.taken_at);
            return Ok(TakenIn::Again(there.id));
        }
        let (arrival, step) = life::taken_in(new, octets.len() as u64);
        self.write_of_arrival(&arrival, step, new.taken_at);
        let taken = TakenMail { arrival, octets: Some(octets.freeze()) };
        self.arrivals.insert(new.id, taken);
        Ok(TakenIn::New)
    }

    /// Changes an arrival as the verb says, if it can be done to it; gives it as it is then.
    fn change_arrival(
        &mut self,
        id: ArrivalId,
        stamp: Stamp,
        verb: impl FnOnce(&mut Arrival, Time) -> Option<ArrivalStep>,
    ) -> Option<Arrival> {
        let taken = self.arrivals.get_mut(&id)?;
        let step = verb(&mut taken.arrival, stamp.at)?;
        let arrival = taken.arrival.clone();
        let octets = if arrival.state.is_final() { taken.octets.take() } else { None };
        self.give_back(octets);
        self.write_of_arrival(&arrival, step, stamp);
        Some(arrival)
    }

    /// In the order of claims.
    fn waiting_arrivals(&self) -> Vec<(Time, ArrivalId)> {
        let waiting = self.arrivals.values().map(|taken| &taken.arrival);
        let waiting = waiting.filter(|arrival| arrival.state == ArrivalState::Waiting);
        let mut waiting: Vec<_> =
            waiting.filter_map(|arrival| Some((arrival.due_at?, arrival.id))).collect();
        waiting.sort_unstable();
        waiting
    }

    /// Somebody set the clock: what waits, and what is remembered, moves with it.
    pub(super) fn shift_arrivals(&mut self, jump: scanpost_core::clock::Jump) {
        for TakenMail { arrival, .. } in self.arrivals.values_mut() {
            arrival.taken_at = arrival.taken_at.shifted(jump);
            arrival.due_at = arrival.due_at.map(|due_at| due_at.shifted(jump));
        }
    }

    fn write_of_arrival(&mut self, arrival: &Arrival, step: ArrivalStep, stamp: impl Into<Stamp>) {
        let event = Event::Arrival { arrival: arrival.id, step };
        self.write_of_account(&arrival.account, event, stamp);
    }
}
