//! The spool on SQLite: which verb goes to the writer, which question to a reader.
//!
//! On a full disk no mail comes in, but those that are there still go out or are deleted, because
//! that makes room: each verb on that way has the reserve.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::OptionalExtension;
use scanpost_core::Stored;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::Fault;
use scanpost_core::journal::{Forgotten, Reported, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::receive::ArrivalId;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    Backlog, Body, Bundle, Hold, Incoming, Job, JobFilter, JobId, JobPage, JobState, Rest, Sent,
    Settlement, Spool,
};

use super::SqliteStore;
use super::arrivals;
use super::claims;
use super::history;
use super::incoming::IncomingMail;
use super::jobs::{self, Place};
use super::mails::Mails;
use super::outgoing;
use super::readers::blocking;
use super::reroutes;
use super::rests;
use super::room;
use super::sent;
use super::trouble::Trouble;
use super::writer::Desk;
use crate::life;

impl Spool for SqliteStore {
    fn incoming(&self) -> Box<dyn Incoming> {
        Box::new(IncomingMail::new(self.writer.clone(), Arc::clone(&self.mails)))
    }

    fn claim(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Job>> {
        let claim = move |desk: &mut Desk<'_>| claims::claim(desk, &account, now, &policy, most);
        Box::pin(self.writer.record_with_reserve(claim))
    }

    fn next_due(&self, account: AccountName) -> Stored<'_, Option<Time>> {
        Box::pin(self.readers.read(move |connection| jobs::next_due(connection, &account)))
    }

    fn body(&self, job: JobId) -> Stored<'_, Body> {
        let mails = Arc::clone(&self.mails);
        Box::pin(
            self.readers.read(move |connection| {
                outgoing::open(&mails, jobs::place(connection, job)?, job.0)
            }),
        )
    }

    fn settle(&self, job: JobId, settlement: Settlement, now: Time) -> Stored<'_, Option<Job>> {
        let mails = Arc::clone(&self.mails);
        let settle = move |desk: &mut Desk<'_>| jobs::settle(desk, &mails, job, &settlement, now);
        Box::pin(self.writer.write_with_reserve(settle))
    }

    fn sent_since(&self, account: AccountName, since: Time) -> Stored<'_, Vec<Sent>> {
        Box::pin(self.readers.read(move |connection| sent::since(connection, &account, since)))
    }

    fn claim_probe(
        &self,
        account: AccountName,
        now: Time,
        policy: RetryPolicy,
    ) -> Stored<'_, Option<Job>> {
        let claim = move |desk: &mut Desk<'_>| claims::claim_probe(desk, &account, now, &policy);
        Box::pin(self.writer.record_with_reserve(claim))
    }

    fn expire(
        &self,
        account: AccountName,
        before: Time,
        why: Fault,
        now: Time,
    ) -> Stored<'_, usize> {
        let mails = Arc::clone(&self.mails);
        let expire =
            move |desk: &mut Desk<'_>| jobs::expire(desk, &mails, &account, before, &why, now);
        Box::pin(self.writer.write_with_reserve(expire))
    }

    fn recover(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize> {
        Box::pin(async move {
            let owner = Arc::clone(&self.owner);
            blocking(move || owner.take()).await??;
            let recover = move |desk: &mut Desk<'_>| jobs::recover(desk, now, longest_wait);
            let interrupted = self.writer.write_with_reserve(recover).await?;
            let mails = Arc::clone(&self.mails);
            self.readers.read(move |connection| remove_strays(connection, &mails)).await?;
            Ok(interrupted)
        })
    }

    fn hold(&self, account: AccountName, fault: Fault, now: Time) -> Stored<'_, ()> {
        Box::pin(self.writer.write(move |desk| jobs::hold(desk, &account, &fault, now)))
    }

    fn release(&self, account: AccountName, now: Time) -> Stored<'_, bool> {
        let release = move |desk: &mut Desk<'_>| jobs::release(desk, &account, now);
        Box::pin(self.writer.write_with_reserve(release))
    }

    fn held(&self, account: AccountName) -> Stored<'_, Option<Hold>> {
        Box::pin(self.readers.read(move |connection| {
            let hold = connection
                .prepare_cached("SELECT fault, since FROM holds WHERE account = ?1")?
                .query_one([account.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
                .optional()?;
            let Some((fault, since)) = hold else {
                return Ok(None);
            };
            Ok(Some(Hold { fault: serde_json::from_str(&fault)?, since: Time(since) }))
        }))
    }

    fn put_rest(&self, account: AccountName, rest: Option<Rest>, now: Time) -> Stored<'_, ()> {
        let put = move |desk: &mut Desk<'_>| rests::put(desk, &account, rest.as_ref(), now);
        Box::pin(self.writer.write_with_reserve(put))
    }

    fn rest(&self, account: AccountName) -> Stored<'_, Option<Rest>> {
        Box::pin(self.readers.read(move |connection| rests::find(connection, &account)))
    }

    fn jobs(&self, filter: JobFilter) -> Stored<'_, JobPage> {
        Box::pin(self.readers.read(move |connection| jobs::list(connection, &filter)))
    }

    fn job(&self, id: JobId) -> Stored<'_, Option<Job>> {
        Box::pin(self.readers.read(move |connection| jobs::find(connection, id)))
    }

    fn jobs_of_message(&self, message_id: String, most: usize) -> Stored<'_, Vec<Job>> {
        Box::pin(
            self.readers.read(move |connection| jobs::of_message(connection, &message_id, most)),
        )
    }

    fn note_reports(&self, id: JobId, told: Vec<Reported>, now: Time) -> Stored<'_, bool> {
        Box::pin(self.writer.write(move |desk| jobs::note_reports(desk.connection, id, &told, now)))
    }

    fn counts(&self) -> Stored<'_, Vec<(JobState, u64)>> {
        Box::pin(self.readers.read(jobs::counts))
    }

    fn backlogs(&self) -> Stored<'_, Vec<Backlog>> {
        Box::pin(self.readers.read(jobs::backlogs))
    }

    fn bundles(&self) -> Stored<'_, Vec<Bundle>> {
        Box::pin(self.readers.read(reroutes::bundles))
    }

    fn reroute(
        &self,
        bundle: Bundle,
        to: AccountName,
        most: usize,
        now: Time,
    ) -> Stored<'_, usize> {
        let reroute = move |desk: &mut Desk<'_>| reroutes::reroute(desk, &bundle, &to, most, now);
        Box::pin(self.writer.write_with_reserve(reroute))
    }

    fn retry(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        Box::pin(self.writer.write(move |desk| jobs::change(desk, id, &stamp, life::retry)))
    }

    fn hold_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        let hold = |job: &mut Job, _| life::hold_job(job);
        Box::pin(self.writer.write(move |desk| jobs::change(desk, id, &stamp, hold)))
    }

    fn release_job(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        let release = move |desk: &mut Desk<'_>| jobs::change(desk, id, &stamp, life::release_job);
        Box::pin(self.writer.write_with_reserve(release))
    }

    fn note_download(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        let download = |job: &mut Job, _| life::download(job);
        Box::pin(self.writer.write(move |desk| jobs::change(desk, id, &stamp, download)))
    }

    fn delete(&self, id: JobId, stamp: Stamp) -> Stored<'_, bool> {
        let mails = Arc::clone(&self.mails);
        let delete = move |desk: &mut Desk<'_>| jobs::delete(desk, &mails, id, stamp.clone());
        Box::pin(self.writer.write_with_reserve(delete))
    }

    fn forget_jobs(
        &self,
        after: Option<JobId>,
        before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<JobId>> {
        let forget = move |desk: &mut Desk<'_>| history::forget_jobs(desk, after, before, most);
        Box::pin(self.writer.write_with_reserve(forget))
    }

    fn shift(&self, jump: Jump, now: Time) -> Stored<'_, ()> {
        Box::pin(self.writer.write(move |desk| jobs::shift(desk, jump, now)))
    }

    fn free_bytes(&self) -> Stored<'_, u64> {
        let mails = Arc::clone(&self.mails);
        Box::pin(async move {
            // Answered out of the kernel's memory: not worth a change of threads for every mail.
            Ok(room::free_bytes(mails.folder()).map_err(Trouble::Disk)?)
        })
    }
}

/// Removes files that belong to no job and no arrival that has not ended. The folder is read before the
/// rows are asked for, so a mail that is kept meanwhile is either left alone or found to have its row.
fn remove_strays(connection: &rusqlite::Connection, mails: &Mails) -> Result<(), Trouble> {
    for (name, id) in mails.strays()? {
        let places = match id {
            Some(id) => {
                [jobs::place(connection, JobId(id))?, arrivals::place(connection, ArrivalId(id))?]
            }
            None => [None, None],
        };
        if !places.into_iter().flatten().any(|place| matches!(place, Place::InFile)) {
            mails.remove_named(&name);
        }
    }
    Ok(())
}
