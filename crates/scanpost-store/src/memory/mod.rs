//! The storage verbs in memory: nothing survives the process.
//!
//! For tests, and for small devices that have no disk to trust. All lies behind one lock that is
//! held for the moment of a verb; a verb first finds out whether it can be done and only then
//! changes anything, so it is a transaction as well. Memory is bounded: octets by the room that was
//! given, ended jobs and journal by a number; the oldest go first.

mod accounts;
mod arrivals;
mod devices;
mod incoming;
mod jobs;
mod records;
mod reroutes;
mod spool;
mod users;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::device::{Device, Facts};
use scanpost_core::journal::{Entry, Event, Forgotten, Journal, Stamp};
use scanpost_core::oauth::{Account, AccountName};
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{ArrivalId, Fingerprint, MailboxName};
use scanpost_core::record::{Kind, Record};
use scanpost_core::spool::{Hold, Job, JobFilter, JobId, Rest, Sent};
use scanpost_core::user::User;

use crate::generations::GrantRecord;
use arrivals::TakenMail;

/// Octets of mails that may lie in memory, if nothing else is said: 256 MiB.
const USUAL_ROOM_BYTES: u64 = 256 * 1024 * 1024;

/// Jobs that have ended and are remembered.
const MOST_ENDED: usize = 10_000;

/// Entries of the journal that are remembered.
const MOST_ENTRIES: usize = 50_000;

/// The storage verbs in memory. A clone is another handle of the same storage.
#[derive(Clone)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
}

impl MemoryStore {
    pub fn new() -> Self {
        Self::with_room(USUAL_ROOM_BYTES)
    }

    /// A storage that is full when so many octets of mails lie in it.
    pub fn with_room(room_bytes: u64) -> Self {
        let state = State { room_bytes, ..State::default() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Verbs decide before they change anything, so a panic elsewhere leaves nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} jobs)", self.state().jobs.len())
    }
}

#[derive(Default)]
struct State {
    jobs: BTreeMap<JobId, Kept>,
    /// Those of `jobs` that have not ended: who looks for work need not look through the history.
    open: BTreeSet<JobId>,
    /// Those of `jobs` that have ended, in the order of their ids.
    ended: BTreeSet<JobId>,
    holds: BTreeMap<AccountName, Hold>,
    rests: BTreeMap<AccountName, Rest>,
    /// When each device of an account was last served: see `turns`.
    turns: BTreeMap<(AccountName, String), u64>,
    /// What providers took, in the order in which it was noted; for a day.
    sent: Vec<(AccountName, Sent)>,
    arrivals: BTreeMap<ArrivalId, TakenMail>,
    /// The ledger of the mailboxes.
    marks: BTreeMap<(MailboxName, Fingerprint), Mark>,
    accounts: Vec<Account>,
    grants: BTreeMap<AccountName, GrantRecord>,
    /// When each grant was changed last.
    grants_changed_at: BTreeMap<AccountName, Time>,
    /// By address, in small letters.
    users: BTreeMap<String, User>,
    /// By all that a device may name a user by: the address, in small letters.
    user_names: BTreeMap<String, String>,
    devices: Vec<Device>,
    sightings: BTreeMap<String, Facts>,
    records: BTreeMap<(Kind, String), Record>,
    journal: VecDeque<Entry>,
    bookmarks: BTreeMap<&'static str, String>,
    /// Number of the newest entry.
    last_number: i64,
    room_bytes: u64,
    /// Octets of all mails, those that are coming in too.
    used_bytes: u64,
}

/// A job with what only the storage knows of it.
struct Kept {
    job: Job,
    /// Nothing once the job has ended.
    octets: Option<Bytes>,
    /// Under which the mail went out.
    message_id: Option<String>,
}

impl State {
    fn write_of_job(&mut self, job: &Job, event: Event, stamp: impl Into<Stamp>) {
        self.write(Some(job.id), Some(job.account.clone()), event, stamp);
    }

    fn write_of_account(&mut self, account: &AccountName, event: Event, stamp: impl Into<Stamp>) {
        self.write(None, Some(account.clone()), event, stamp);
    }

    fn write(
        &mut self,
        job: Option<JobId>,
        account: Option<AccountName>,
        event: Event,
        stamp: impl Into<Stamp>,
    ) {
        let Stamp { at, by } = stamp.into();
        self.last_number += 1;
        let number = self.last_number;
        self.journal.push_back(Entry { number, at, job, account, by, event });
        if self.journal.len() > MOST_ENTRIES {
            self.journal.pop_front();
        }
    }
}

impl Journal for MemoryStore {
    fn note(&self, event: Event, stamp: Stamp) -> Stored<'_, ()> {
        self.state().write(None, None, event, stamp);
        done(())
    }

    fn note_of(&self, account: AccountName, event: Event, stamp: Stamp) -> Stored<'_, ()> {
        self.state().write_of_account(&account, event, stamp);
        done(())
    }

    fn story(&self, job: JobId) -> Stored<'_, Vec<Entry>> {
        let state = self.state();
        let story = state.journal.iter().filter(|entry| entry.job == Some(job)).cloned().collect();
        done(story)
    }

    fn latest(&self, most: usize) -> Stored<'_, Vec<Entry>> {
        let most = most.min(JobFilter::MOST);
        done(self.state().journal.iter().rev().take(most).cloned().collect())
    }

    fn audit(&self, before: Option<i64>, most: usize) -> Stored<'_, Vec<Entry>> {
        let (before, most) = (before.unwrap_or(i64::MAX), most.min(JobFilter::MOST));
        let state = self.state();
        let newest = state.journal.iter().rev();
        let of_people = newest.filter(|entry| entry.by.is_some() && entry.number < before);
        done(of_people.take(most).cloned().collect())
    }

    fn after(&self, number: i64, most: usize) -> Stored<'_, Vec<Entry>> {
        let most = most.min(JobFilter::MOST);
        let state = self.state();
        let first = state.journal.partition_point(|entry| entry.number <= number);
        done(state.journal.range(first..).take(most).cloned().collect())
    }

    fn bookmark(&self, reader: &'static str) -> Stored<'_, Option<String>> {
        done(self.state().bookmarks.get(reader).cloned())
    }

    fn forget_entries(
        &self,
        after: i64,
        before: Time,
        people_before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<i64>> {
        let mut state = self.state();
        let State { journal, jobs, .. } = &mut *state;
        let first = journal.partition_point(|entry| entry.number <= after);
        let looked_at = journal.range(first..).take(most).take_while(|entry| entry.at < before);
        let numbers: Vec<_> = looked_at.map(|entry| entry.number).collect();
        let read_to = numbers.last().copied().filter(|_| numbers.len() == most);
        let there = journal.len();
        journal.retain(|entry| {
            let old = if entry.by.is_some() { people_before } else { before };
            let is_of_a_job = entry.job.is_some_and(|job| jobs.contains_key(&job));
            is_of_a_job || entry.at >= old || numbers.binary_search(&entry.number).is_err()
        });
        done(Forgotten { removed: there - journal.len(), read_to })
    }

    fn put_bookmark(&self, reader: &'static str, place: String) -> Stored<'_, ()> {
        self.state().bookmarks.insert(reader, place);
        done(())
    }
}

/// The answer of a verb that has been carried out already.
fn done<T: Send + 'static>(answer: T) -> Stored<'static, T> {
    Box::pin(ready(Ok(answer)))
}
