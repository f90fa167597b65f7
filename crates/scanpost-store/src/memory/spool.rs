//! The spool in memory.

use std::collections::BTreeMap;
use std::future::ready;
use std::io::Cursor;
use std::ops::Bound;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use scanpost_core::Stored;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Forgotten, Reported, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    Backlog, Body, Hold, Incoming, Job, JobFilter, JobId, JobPage, JobState, NewJob, Rest, Sent,
    Settlement, Spool,
};

use super::{Kept, MOST_ENDED, MemoryStore, State, done};
use crate::life::{self, SENT_IS_KEPT, SENT_TOGETHER};
use crate::turns::{Candidate, deal, in_turn};

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

impl State {
    /// All of them or none. Octets that several jobs have count once for each.
    fn keep_as(&mut self, jobs: &[NewJob], octets: Bytes) -> Result<(), Fault> {
        let more = octets.len() as u64 * (jobs.len() as u64).saturating_sub(1);
        let refused = if jobs.iter().any(|new| self.jobs.contains_key(&new.id)) {
            Some(Fault::new(Code::StorageFailed).words("a job of this id is kept already"))
        } else {
            let has_room = self.room_bytes.saturating_sub(self.used_bytes) >= more;
            (!has_room).then(|| Code::DiskFull.into())
        };
        if let Some(fault) = refused {
            self.give_back(Some(octets));
            return Err(fault);
        }
        self.used_bytes += more;
        for new in jobs {
            let (job, event) = life::accepted(new, octets.len() as u64);
            self.write_of_job(&job, event, new.accepted_at);
            let octets = Some(octets.clone());
            self.jobs.insert(new.id, Kept { job, octets, message_id: None });
            self.open.insert(new.id);
        }
        Ok(())
    }

    /// Changes a job as the verb says, if it can be done to it; true if so.
    fn change(
        &mut self,
        id: JobId,
        stamp: Stamp,
        verb: impl FnOnce(&mut Job, Time) -> Option<Event>,
    ) -> bool {
        let Some(kept) = self.jobs.get_mut(&id) else {
            return false;
        };
        let Some(event) = verb(&mut kept.job, stamp.at) else {
            return false;
        };
        let job = kept.job.clone();
        self.write_of_job(&job, event, stamp);
        true
    }

    /// The account's waiting jobs in the order of claims; none while it is held.
    pub(super) fn waiting(&self, account: &AccountName) -> Vec<(Time, JobId)> {
        if self.holds.contains_key(account) {
            return Vec::new();
        }
        self.waiting_though_held(account)
    }

    fn waiting_though_held(&self, account: &AccountName) -> Vec<(Time, JobId)> {
        let mut waiting: Vec<_> = self
            .open
            .iter()
            .filter_map(|id| Some(&self.jobs.get(id)?.job))
            .filter(|job| job.state == JobState::Waiting && job.account == *account)
            .filter_map(|job| Some((job.due_at?, job.id)))
            .collect();
        waiting.sort_unstable();
        waiting
    }

    fn claim(
        &mut self,
        account: &AccountName,
        now: Time,
        policy: &RetryPolicy,
        most: usize,
    ) -> Vec<Job> {
        let most = most.min(JobFilter::MOST);
        let due = self.waiting(account).into_iter().filter(|(due_at, _)| *due_at <= now);
        let mut of_devices: BTreeMap<String, Vec<(Time, JobId)>> = BTreeMap::new();
        for (due_at, id) in due {
            let device = self.jobs.get(&id).map(|kept| kept.job.device.clone());
            of_devices.entry(device.unwrap_or_default()).or_default().push((due_at, id));
        }
        let candidates = of_devices.iter().filter_map(|(device, jobs)| {
            let served = self.turns.get(&(account.clone(), device.clone())).copied();
            let (served, first) = (served.unwrap_or_default(), *jobs.first()?);
            Some(Candidate { device: device.clone(), served, first })
        });
        let in_turn = in_turn(candidates.collect());
        let ids = |one: &Candidate| of_devices[&one.device].iter().map(|(_, id)| *id).collect();
        let jobs: Vec<Vec<JobId>> = in_turn.iter().take(most).map(ids).collect();
        let claimed = self.begin_attempts(deal(&jobs, most), now, policy);
        for job in &claimed {
            let served = self.turns.values().max().copied().unwrap_or_default() + 1;
            self.turns.insert((account.clone(), job.device.clone()), served);
        }
        claimed
    }

    fn begin_attempts(
        &mut self,
        due: impl IntoIterator<Item = JobId>,
        now: Time,
        policy: &RetryPolicy,
    ) -> Vec<Job> {
        let mut claimed = Vec::new();
        for id in due {
            let Some(kept) = self.jobs.get_mut(&id) else {
                continue;
            };
            let event = life::begin_attempt(&mut kept.job, now, policy);
            let job = kept.job.clone();
            self.write_of_job(&job, event, now);
            claimed.push(job);
        }
        claimed
    }

    fn settle(
        &mut self,
        id: JobId,
        settlement: &Settlement,
        now: Time,
    ) -> Result<Option<Job>, Fault> {
        let Some(kept) = self.jobs.get_mut(&id) else {
            return Ok(None);
        };
        let mut job = kept.job.clone();
        if job.state.is_final() {
            return Ok(Some(job));
        }
        let events = life::settle(&mut job, settlement, now)?;
        kept.job = job.clone();
        if let Some(message_id) = &settlement.route.message_id {
            kept.message_id = Some(message_id.clone());
        }
        for event in events {
            self.write_of_job(&job, event, now);
        }
        if let Some(recipients) = life::taken(settlement) {
            self.note_sent(&job.account, recipients, now);
        }
        if job.state.is_final() {
            self.end(id);
        }
        Ok(Some(job))
    }

    /// A mail was taken for so many recipients.
    fn note_sent(&mut self, account: &AccountName, recipients: u32, now: Time) {
        let is_together = |at: Time| at > now - SENT_TOGETHER && at <= now;
        let mut added = false;
        for (of, sent) in &mut self.sent {
            if of == account && is_together(sent.at) {
                sent.mails = sent.mails.saturating_add(1);
                sent.recipients = sent.recipients.saturating_add(recipients);
                added = true;
            }
        }
        if !added {
            self.sent.retain(|(_, sent)| sent.at >= now - SENT_IS_KEPT);
            self.sent.push((account.clone(), Sent { at: now, mails: 1, recipients }));
        }
    }

    fn expire(&mut self, account: &AccountName, before: Time, why: &Fault, now: Time) -> usize {
        let is_too_old = |job: &Job| {
            job.account == *account && job.state == JobState::Waiting && job.accepted_at < before
        };
        let too_old = self.jobs.values().map(|kept| &kept.job).filter(|job| is_too_old(job));
        let too_old: Vec<JobId> = too_old.map(|job| job.id).take(JobFilter::MOST).collect();
        for id in &too_old {
            if self.change(*id, now.into(), |job, now| life::expire(job, why, now)) {
                self.end(*id);
            }
        }
        too_old.len()
    }

    fn recover(&mut self, now: Time, longest_wait: Duration) -> usize {
        let mut interrupted = Vec::new();
        for kept in self.jobs.values_mut() {
            let job = &mut kept.job;
            if job.state == JobState::Delivering {
                let event = life::interrupt_attempt(job, now);
                interrupted.push((job.clone(), event));
            } else if job.due_at.is_some_and(|due_at| due_at > now + longest_wait) {
                job.due_at = Some(now);
            }
        }
        let count = interrupted.len();
        for (job, event) in interrupted {
            self.write_of_job(&job, event, now);
        }
        count
    }

    /// A job has ended: its octets go, and the oldest of those that have ended.
    fn end(&mut self, id: JobId) {
        self.remove_octets(id);
        self.open.remove(&id);
        self.ended.insert(id);
        if self.ended.len() > MOST_ENDED
            && let Some(oldest) = self.ended.pop_first()
        {
            self.jobs.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, id: JobId) {
        self.remove_octets(id);
        self.open.remove(&id);
        self.ended.remove(&id);
        self.jobs.remove(&id);
    }

    fn remove_octets(&mut self, id: JobId) {
        let octets = self.jobs.get_mut(&id).and_then(|kept| kept.octets.take());
        self.give_back(octets);
    }

    /// The room of these octets is free again.
    pub(super) fn give_back(&mut self, octets: Option<impl AsRef<[u8]>>) {
        let bytes = octets.map_or(0, |octets| octets.as_ref().len() as u64);
        self.used_bytes = self.used_bytes.saturating_sub(bytes);
    }
}

/// A mail on its way in. What it holds counts as used until it is kept and ended, or dropped.
pub(super) struct IncomingMail {
    pub(super) store: MemoryStore,
    /// Nothing once some of it found no room: the mail is not whole any more.
    pub(super) octets: Option<BytesMut>,
}

impl IncomingMail {
    pub(super) fn new(store: &MemoryStore) -> Self {
        Self { store: store.clone(), octets: Some(BytesMut::new()) }
    }

    pub(super) fn take(&mut self, octets: &[u8]) -> Result<(), Fault> {
        let mut state = self.store.state();
        match self.octets.as_mut() {
            Some(so_far) if state.room_bytes - state.used_bytes >= octets.len() as u64 => {
                state.used_bytes += octets.len() as u64;
                so_far.extend_from_slice(octets);
                Ok(())
            }
            _ => {
                state.give_back(self.octets.take());
                Err(Code::DiskFull.into())
            }
        }
    }
}

impl Incoming for IncomingMail {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        Box::pin(ready(self.take(&octets)))
    }

    fn keep_as(mut self: Box<Self>, jobs: Vec<NewJob>) -> Stored<'static, ()> {
        let kept = match self.octets.take() {
            Some(octets) => self.store.state().keep_as(&jobs, octets.freeze()),
            None => Err(Code::DiskFull.into()),
        };
        Box::pin(ready(kept))
    }
}

impl Drop for IncomingMail {
    fn drop(&mut self) {
        let octets = self.octets.take();
        self.store.state().give_back(octets);
    }
}
