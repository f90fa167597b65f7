//! A storage in memory some of whose verbs fail on demand.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use scanpost_core::Stored;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Forgotten, Reported, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    Backlog, Body, Bundle, Hold, Incoming, Job, JobFilter, JobId, JobPage, JobState, Rest, Sent,
    Settlement, Spool,
};
use scanpost_store::MemoryStore;

#[derive(Default)]
pub(crate) struct Shaky {
    pub(crate) memory: MemoryStore,
    /// How often each verb will still fail.
    failing: Mutex<HashMap<&'static str, u32>>,
}

impl Shaky {
    /// The next `times` calls of a verb fail.
    pub(crate) fn fail(&self, verb: &'static str, times: u32) {
        self.failing.lock().unwrap().insert(verb, times);
    }

    /// How often a verb will still fail.
    pub(crate) fn failures_left(&self, verb: &'static str) -> u32 {
        self.failing.lock().unwrap().get(verb).copied().unwrap_or(0)
    }

    fn or_fail<'a, T: Send + 'a>(
        &'a self,
        verb: &'static str,
        call: impl FnOnce() -> Stored<'a, T> + Send + 'a,
    ) -> Stored<'a, T> {
        let fails = self.failing.lock().unwrap().get_mut(verb).is_some_and(|left| {
            let fails = *left > 0;
            *left = left.saturating_sub(1);
            fails
        });
        if fails {
            let fault = Fault::new(Code::StorageFailed).words(format_args!("no {verb} today"));
            return Box::pin(async { Err(fault) });
        }
        call()
    }
}

impl Spool for Shaky {
    fn incoming(&self) -> Box<dyn Incoming> {
        self.memory.incoming()
    }
    fn claim(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Job>> {
        self.or_fail("claim", move || self.memory.claim(account, now, policy, most))
    }
    fn next_due(&self, account: AccountName) -> Stored<'_, Option<Time>> {
        self.memory.next_due(account)
    }
    fn body(&self, job: JobId) -> Stored<'_, Body> {
        self.or_fail("body", move || self.memory.body(job))
    }
    fn settle(&self, job: JobId, settlement: Settlement, now: Time) -> Stored<'_, Option<Job>> {
        self.or_fail("settle", move || self.memory.settle(job, settlement, now))
    }
    fn jobs_of_message(&self, message_id: String, most: usize) -> Stored<'_, Vec<Job>> {
        self.memory.jobs_of_message(message_id, most)
    }
    fn note_reports(&self, job: JobId, told: Vec<Reported>, now: Time) -> Stored<'_, bool> {
        self.memory.note_reports(job, told, now)
    }
    fn sent_since(&self, account: AccountName, since: Time) -> Stored<'_, Vec<Sent>> {
        self.or_fail("sent_since", move || self.memory.sent_since(account, since))
    }
    fn claim_probe(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
    ) -> Stored<'_, Option<Job>> {
        self.or_fail("claim", move || self.memory.claim_probe(account, now, policy))
    }
    fn expire(
        &self,
        account: AccountName,
        before: Time,
        why: Fault,
        now: Time,
    ) -> Stored<'_, usize> {
        self.or_fail("expire", move || self.memory.expire(account, before, why, now))
    }
    fn recover(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        self.memory.recover(now, longest_wait)
    }
    fn hold(&self, account: AccountName, fault: Fault, now: Time) -> Stored<'_, ()> {
        self.or_fail("hold", move || self.memory.hold(account, fault, now))
    }
    fn release(&self, account: AccountName, now: Time) -> Stored<'_, bool> {
        self.or_fail("release", move || self.memory.release(account, now))
    }
    fn held(&self, account: AccountName) -> Stored<'_, Option<Hold>> {
        self.or_fail("held", move || self.memory.held(account))
    }
    fn put_rest(&self, account: AccountName, rest: Option<Rest>, now: Time) -> Stored<'_, ()> {
        self.or_fail("put_rest", move || self.memory.put_rest(account, rest, now))
    }
    fn rest(&self, account: AccountName) -> Stored<'_, Option<Rest>> {
        self.or_fail("rest", move || self.memory.rest(account))
    }
    fn jobs(&self, filter: JobFilter) -> Stored<'_, JobPage> {
        self.memory.jobs(filter)
    }
    fn job(&self, id: JobId) -> Stored<'_, Option<Job>> {
        self.memory.job(id)
    }
    fn counts(&self) -> Stored<'_, Vec<(JobState, u64)>> {
        self.memory.counts()
    }
    fn bundles(&self) -> Stored<'_, Vec<Bundle>> {
        self.memory.bundles()
    }
    fn reroute(
        &self,
        bundle: Bundle,
        to: AccountName,
        most: usize,
        now: Time,
    ) -> Stored<'_, usize> {
        self.memory.reroute(bundle, to, most, now)
    }
    fn retry(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.retry(id, stamp)
    }
    fn hold_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.hold_job(id, stamp)
    }
    fn release_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.release_job(id, stamp)
    }
    fn note_download(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.note_download(id, stamp)
    }
    fn delete(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.delete(id, stamp)
    }
    fn shift(&self, jump: Jump, now: Time) -> Stored<'_, ()> {
        self.memory.shift(jump, now)
    }
    fn forget_jobs(
        &self,
        after: Option<JobId>,
        before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<JobId>> {
        self.memory.forget_jobs(after, before, most)
    }

    fn backlogs(&self) -> Stored<'_, Vec<Backlog>> {
        self.memory.backlogs()
    }

    fn free_bytes(&self) -> Stored<'_, u64> {
        self.memory.free_bytes()
    }
}
