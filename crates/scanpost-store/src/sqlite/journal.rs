//! The journal's rows. They are written inside the verbs; alone only what changes nothing else.

use rusqlite::{Connection, OptionalExtension, Row, params};
use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::journal::{Entry, Event, Forgotten, Journal, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::{Job, JobId};
use uuid::Uuid;

use super::SqliteStore;
use super::history;
use super::jobs::{key, limit};
use super::trouble::Trouble;
use super::writer::Desk;

/// What happened to a job.
pub(super) fn write_of_job(
    connection: &Connection,
    job: &Job,
    event: &Event,
    stamp: impl Into<Stamp>,
) -> Result<(), Trouble> {
    write(connection, Some(job.id), Some(&job.account), event, stamp)
}

/// What happened to an account.
pub(super) fn write_of_account(
    connection: &Connection,
    account: &AccountName,
    event: &Event,
    stamp: impl Into<Stamp>,
) -> Result<(), Trouble> {
    write(connection, None, Some(account), event, stamp)
}

pub(super) fn write(
    connection: &Connection,
    job: Option<JobId>,
    account: Option<&AccountName>,
    event: &Event,
    stamp: impl Into<Stamp>,
) -> Result<(), Trouble> {
    let Stamp { at, by } = stamp.into();
    connection
        .prepare_cached(
            "INSERT INTO journal (at, job, account, event, person) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            at.0,
            job.map(key),
            account.map(AccountName::as_str),
            serde_json::to_string(event)?,
            by,
        ])?;
    Ok(())
}

/// All of one job, oldest first.
pub(super) fn story(connection: &Connection, job: JobId) -> Result<Vec<Entry>, Trouble> {
    connection
        .prepare_cached(
            "SELECT number, at, job, account, event, person FROM journal
             WHERE job = ?1 ORDER BY number",
        )?
        .query_and_then([key(job)], read_entry)?
        .collect()
}

impl Journal for SqliteStore {
    fn note(&self, event: Event, stamp: Stamp) -> Stored<'_, ()> {
        Box::pin(
            self.writer
                .write(move |desk| write(desk.connection, None, None, &event, stamp.clone())),
        )
    }

    fn note_of(&self, account: AccountName, event: Event, stamp: Stamp) -> Stored<'_, ()> {
        Box::pin(
            self.writer.write(move |desk| {
                write_of_account(desk.connection, &account, &event, stamp.clone())
            }),
        )
    }

    fn story(&self, job: JobId) -> Stored<'_, Vec<Entry>> {
        Box::pin(self.readers.read(move |connection| story(connection, job)))
    }

    fn latest(&self, most: usize) -> Stored<'_, Vec<Entry>> {
        Box::pin(self.readers.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT number, at, job, account, event, person FROM journal
                     ORDER BY number DESC LIMIT ?1",
                )?
                .query_and_then([limit(most)], read_entry)?
                .collect()
        }))
    }

    fn audit(&self, before: Option<i64>, most: usize) -> Stored<'_, Vec<Entry>> {
        Box::pin(self.readers.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT number, at, job, account, event, person FROM journal
                     WHERE person IS NOT NULL AND number < ?1 ORDER BY number DESC LIMIT ?2",
                )?
                .query_and_then([before.unwrap_or(i64::MAX), limit(most)], read_entry)?
                .collect()
        }))
    }

    fn after(&self, number: i64, most: usize) -> Stored<'_, Vec<Entry>> {
        Box::pin(self.readers.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT number, at, job, account, event, person FROM journal
                     WHERE number > ?1 ORDER BY number LIMIT ?2",
                )?
                .query_and_then([number, limit(most)], read_entry)?
                .collect()
        }))
    }

    fn bookmark(&self, reader: &'static str) -> Stored<'_, Option<String>> {
        Box::pin(self.readers.read(move |connection| {
            let place = connection
                .prepare_cached("SELECT place FROM bookmarks WHERE reader = ?1")?
                .query_one([reader], |row| row.get(0))
                .optional()?;
            Ok(place)
        }))
    }

    fn forget_entries(
        &self,
        after: i64,
        before: Time,
        people_before: Time,
        most: usize,
    ) -> Stored<'_, Forgotten<i64>> {
        let forget = move |desk: &mut Desk<'_>| {
            history::forget_entries(desk, after, before, people_before, most)
        };
        Box::pin(self.writer.write_with_reserve(forget))
    }

    fn put_bookmark(&self, reader: &'static str, place: String) -> Stored<'_, ()> {
        Box::pin(self.writer.write(move |desk| {
            desk.connection
                .prepare_cached(
                    "INSERT INTO bookmarks (reader, place) VALUES (?1, ?2)
                     ON CONFLICT (reader) DO UPDATE SET place = ?2",
                )?
                .execute([reader, &place])?;
            Ok(())
        }))
    }
}

fn read_entry(row: &Row<'_>) -> Result<Entry, Trouble> {
    let account: Option<String> = row.get(3)?;
    let event = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Entry {
        number: row.get(0)?,
        at: Time(row.get(1)?),
        job: row.get::<_, Option<[u8; 16]>>(2)?.map(|octets| JobId(Uuid::from_bytes(octets))),
        account: account.map(|name| name.parse()).transpose().map_err(Trouble::Unreadable)?,
        by: row.get(5)?,
        event: serde_json::from_str(event)?,
    })
}
