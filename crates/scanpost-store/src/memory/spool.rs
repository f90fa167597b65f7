//! The spool in memory: its verbs, each one turn of the lock. What they do to jobs stands in `jobs`, how a mail
//! comes in in `incoming`.

use std::collections::BTreeMap;
use std::future::ready;
use std::io::Cursor;
use std::ops::Bound;
use std::time::Duration;

use scanpost_core::Stored;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Forgotten, Reported, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    Backlog, Body, Bundle, Hold, Incoming, Job, JobFilter, JobId, JobPage, JobState, Rest, Sent,
    Settlement, Spool,
};

use super::incoming::IncomingMail;
use super::{Kept, MemoryStore, done};
use crate::life;

impl Spool for MemoryStore {
    fn incoming(&self) -> Box<dyn Incoming> {
        Box::new(IncomingMail::new(self))
    }

    fn claim(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Job>> {
        done(self.state().claim(&account, now, &policy, most))
    }

    fn next_due(&self, account: AccountName) -> Stored<'_, Option<Time>> {
        let state = self.state();
        done(state.waiting(&account).first().map(|(due_at, _)| *due_at))
    }

    fn body(&self, job: JobId) -> Stored<'_, Body> {
        let octets = self.state().jobs.get(&job).and_then(|kept| kept.octets.clone());
        let body = octets.map(|octets| Box::pin(Cursor::new(octets)) as Body);
        Box::pin(ready(body.ok_or_else(|| Code::BodyMissing.into())))
    }

    fn settle(&self, job: JobId, settlement: Settlement, now: Time) -> Stored<'_, Option<Job>> {
        Box::pin(ready(self.state().settle(job, &settlement, now)))
    }

    fn sent_since(&self, account: AccountName, since: Time) -> Stored<'_, Vec<Sent>> {
        let state = self.state();
        let of_account = state.sent.iter().filter(|(of, sent)| *of == account && sent.at >= since);
        let mut sent: Vec<Sent> = of_account.map(|(_, sent)| *sent).collect();
        sent.sort_by_key(|sent| sent.at);
        done(sent)
    }

    fn claim_probe(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
    ) -> Stored<'_, Option<Job>> {
        let mut state = self.state();
        let oldest = state.waiting_though_held(&account).into_iter().next();
        let due = oldest.filter(|(due_at, _)| *due_at <= now).map(|(_, id)| id);
        done(state.begin_attempts(due, now, &policy).pop())
    }

    fn expire(
        &self,
        account: AccountName,
        before: Time,
        why: Fault,
        now: Time,
    ) -> Stored<'_, usize> {
        done(self.state().expire(&account, before, &why, now))
    }

    fn recover(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        done(self.state().recover(now, longest_wait))
    }

    fn hold(&self, account: AccountName, fault: Fault, now: Time) -> Stored<'_, ()> {
        let mut state = self.state();
        if let Some(hold) = state.holds.get_mut(&account) {
            hold.fault = fault;
            return done(());
        }
        state.write_of_account(&account, Event::AccountHeld { fault: fault.clone() }, now);
        state.holds.insert(account, Hold { fault, since: now });
        done(())
    }

    fn release(&self, account: AccountName, now: Time) -> Stored<'_, bool> {
        let mut state = self.state();
        if state.holds.remove(&account).is_none() {
            return done(false);
        }
        for kept in state.jobs.values_mut() {
            if kept.job.account == account && kept.job.state == JobState::Waiting {
                kept.job.due_at = Some(now);
            }
        }
        state.write_of_account(&account, Event::AccountReleased, now);
        done(true)
    }

    fn held(&self, account: AccountName) -> Stored<'_, Option<Hold>> {
        done(self.state().holds.get(&account).cloned())
    }

    fn put_rest(&self, account: AccountName, rest: Option<Rest>, now: Time) -> Stored<'_, ()> {
        let mut state = self.state();
        match rest {
            Some(rest) => {
                let event = Event::AccountRests { fault: rest.fault.clone(), until: rest.until };
                state.rests.insert(account.clone(), rest);
                state.write_of_account(&account, event, now);
            }
            None if state.rests.remove(&account).is_some() => {
                state.write_of_account(&account, Event::AccountRested, now);
            }
            None => {}
        }
        done(())
    }

    fn rest(&self, account: AccountName) -> Stored<'_, Option<Rest>> {
        done(self.state().rests.get(&account).cloned())
    }

    fn jobs(&self, filter: JobFilter) -> Stored<'_, JobPage> {
        let state = self.state();
        // What an index finds is not looked at: the same is scanned as in a database.
        let is_indexed = |job: &&Job| {
            filter.state.is_none_or(|state| job.state == state)
                && filter.before.is_none_or(|before| job.id < before)
        };
        let newest_first = state.jobs.values().rev().map(|kept| &kept.job).filter(is_indexed);
        Box::pin(ready(filter.page(newest_first.cloned().map(Ok))))
    }

    fn job(&self, id: JobId) -> Stored<'_, Option<Job>> {
        done(self.state().jobs.get(&id).map(|kept| kept.job.clone()))
    }

    fn jobs_of_message(&self, message_id: String, most: usize) -> Stored<'_, Vec<Job>> {
        let state = self.state();
        let is_one = |kept: &&Kept| kept.message_id.as_ref() == Some(&message_id);
        let newest_first = state.jobs.values().rev().filter(is_one);
        done(newest_first.take(most).map(|kept| kept.job.clone()).collect())
    }

    fn note_reports(&self, id: JobId, told: Vec<Reported>, now: Time) -> Stored<'_, bool> {
        let mut state = self.state();
        let Some(job) = state.jobs.get(&id).map(|kept| kept.job.clone()) else {
            return done(false);
        };
        let story = state.journal.iter().filter(|entry| entry.job == Some(id));
        let story: Vec<_> = story.cloned().collect();
        for event in life::reported(&story, &told) {
            state.write_of_job(&job, event, now);
        }
        done(true)
    }

    fn counts(&self) -> Stored<'_, Vec<(JobState, u64)>> {
        let state = self.state();
        let count = |wanted| state.jobs.values().filter(|kept| kept.job.state == wanted).count();
        done(JobState::ALL.into_iter().map(|state| (state, count(state) as u64)).collect())
    }

    fn backlogs(&self) -> Stored<'_, Vec<Backlog>> {
        let mut backlogs: BTreeMap<AccountName, Backlog> = BTreeMap::new();
        for Kept { job, .. } in self.state().jobs.values().filter(|kept| !kept.job.state.is_final())
        {
            let account = job.account.clone();
            let none = Backlog { account: account.clone(), jobs: 0, octets: 0, since: None };
            let backlog = backlogs.entry(account).or_insert(none);
            backlog.jobs += 1;
            backlog.octets += job.size_bytes;
            if job.state != JobState::Held {
                let since = backlog.since.unwrap_or(job.accepted_at);
                backlog.since = Some(since.min(job.accepted_at));
            }
        }
        done(backlogs.into_values().collect())
    }

    fn bundles(&self) -> Stored<'_, Vec<Bundle>> {
        done(self.state().bundles())
    }

    fn reroute(
        &self,
        bundle: Bundle,
        to: AccountName,
        most: usize,
        now: Time,
    ) -> Stored<'_, usize> {
        done(self.state().reroute(&bundle, &to, most.min(JobFilter::MOST), now))
    }

    fn retry(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change(id, stamp, life::retry))
    }

    fn hold_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change(id, stamp, |job, _| life::hold_job(job)))
    }

    fn release_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change(id, stamp, life::release_job))
    }

    fn note_download(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        done(self.state().change(id, stamp, |job, _| life::download(job)))
    }

    fn delete(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        let mut state = self.state();
        let Some(kept) = state.jobs.get_mut(&id) else {
            return done(false);
        };
        if kept.job.state == JobState::Delivering {
            return done(false);
        }
        let job = kept.job.clone();
        state.remove(id);
        state.write_of_job(&job, Event::JobDeleted, stamp);
        done(true)
    }

    fn forget_jobs(
        &self,
        after: Option<JobId>,
        before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<JobId>> {
        let mut state = self.state();
        let behind = after.map_or(Bound::Unbounded, Bound::Excluded);
        let looked_at = state.jobs.range((behind, Bound::Unbounded)).take(most);
        let looked_at: Vec<_> = looked_at
            .take_while(|(_, kept)| kept.job.accepted_at < before)
            .map(|(id, kept)| (*id, life::is_forgotten(&kept.job, before)))
            .collect();
        let read_to = looked_at.last().map(|(id, _)| *id).filter(|_| looked_at.len() == most);
        let old: Vec<_> = looked_at.into_iter().filter(|(_, old)| *old).map(|(id, _)| id).collect();
        for id in &old {
            state.remove(*id);
            state.journal.retain(|entry| entry.job != Some(*id) || entry.by.is_some());
        }
        done(Forgotten { removed: old.len(), read_to })
    }

    fn shift(&self, jump: Jump, now: Time) -> Stored<'_, ()> {
        let mut state = self.state();
        for kept in state.jobs.values_mut().filter(|kept| !kept.job.state.is_final()) {
            kept.job.accepted_at = kept.job.accepted_at.shifted(jump);
            kept.job.due_at = kept.job.due_at.map(|due_at| due_at.shifted(jump));
        }
        for hold in state.holds.values_mut() {
            hold.since = hold.since.shifted(jump);
        }
        for (_, sent) in &mut state.sent {
            sent.at = sent.at.shifted(jump);
        }
        state.shift_arrivals(jump);
        for rest in state.rests.values_mut() {
            rest.until = rest.until.shifted(jump);
        }
        for changed_at in state.grants_changed_at.values_mut() {
            *changed_at = changed_at.shifted(jump);
        }
        state.write(None, None, Event::ClockSet { by_millis: jump.0 }, now);
        done(())
    }

    fn free_bytes(&self) -> Stored<'_, u64> {
        let state = self.state();
        done(state.room_bytes.saturating_sub(state.used_bytes))
    }
}
