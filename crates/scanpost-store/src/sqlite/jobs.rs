//! The spool's verbs in SQL: each function is the inside of one transaction of the writer.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::Fault;
use scanpost_core::journal::{Event, Reported, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::{Backlog, Job, JobFilter, JobId, JobPage, JobState, NewJob, Settlement};
use uuid::Uuid;

use super::accounts;
use super::arrivals;
use super::journal;
use super::mails::{Mails, Unkept};
use super::trouble::Trouble;
use super::writer::Desk;
use super::{rests, sent};
use crate::life;

/// The columns of a job, in the order in which [`read_job`] reads them.
macro_rules! columns {
    () => {
        "id, account, device, accepted_at, size_bytes, sender, recipients, eight_bit, state, \
         tries, due_at, ended_at, fault, uncertain, reports"
    };
}
pub(super) use columns;

/// Where the octets of a mail lie that is to be kept.
pub(super) enum Octets {
    InRow(Vec<u8>),
    InFile(Arc<Unkept>),
}

pub(super) fn keep(
    desk: &mut Desk<'_>,
    new: &NewJob,
    size_bytes: u64,
    octets: &Octets,
) -> Result<(), Trouble> {
    let (job, event) = life::accepted(new, size_bytes);
    insert(desk.connection, &job, matches!(octets, Octets::InFile(_)))?;
    match octets {
        Octets::InRow(octets) => {
            desk.connection
                .prepare_cached("INSERT INTO bodies (job, octets) VALUES (?1, ?2)")?
                .execute(params![key(job.id), octets])?;
        }
        Octets::InFile(file) => {
            let file = Arc::clone(file);
            desk.after_commit(move || file.stays());
        }
    }
    journal::write_of_job(desk.connection, &job, &event, new.accepted_at)
}

pub(super) fn settle(
    desk: &mut Desk<'_>,
    mails: &Arc<Mails>,
    id: JobId,
    settlement: &Settlement,
    now: Time,
) -> Result<Option<Job>, Trouble> {
    let Some(mut job) = find(desk.connection, id)? else {
        return Ok(None);
    };
    if job.state.is_final() {
        return Ok(Some(job));
    }
    let events = life::settle(&mut job, settlement, now)?;
    update(desk.connection, &job)?;
    if let Some(message_id) = &settlement.route.message_id {
        desk.connection
            .prepare_cached("UPDATE jobs SET message_id = ?2 WHERE id = ?1")?
            .execute(params![key(id), message_id])?;
    }
    for event in &events {
        journal::write_of_job(desk.connection, &job, event, now)?;
    }
    if let Some(recipients) = life::taken(settlement) {
        sent::note(desk.connection, &job.account, recipients, now)?;
    }
    if job.state.is_final() {
        remove_octets(desk, mails, id)?;
    }
    Ok(Some(job))
}

pub(super) fn of_message(
    connection: &Connection,
    message_id: &str,
    most: usize,
) -> Result<Vec<Job>, Trouble> {
    connection
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM jobs WHERE message_id = ?1 ORDER BY id DESC LIMIT ?2"
        ))?
        .query_and_then(params![message_id, limit(most)], read_job)?
        .collect()
}

pub(super) fn note_reports(
    connection: &Connection,
    id: JobId,
    told: &[Reported],
    now: Time,
) -> Result<bool, Trouble> {
    let Some(job) = find(connection, id)? else { return Ok(false) };
    for event in life::reported(&journal::story(connection, id)?, told) {
        journal::write_of_job(connection, &job, &event, now)?;
    }
    Ok(true)
}

/// Ends what has waited for too long.
pub(super) fn expire(
    desk: &mut Desk<'_>,
    mails: &Arc<Mails>,
    account: &AccountName,
    before: Time,
    why: &Fault,
    now: Time,
) -> Result<usize, Trouble> {
    let too_old = desk
        .connection
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM jobs WHERE account = ?1 AND state = 'waiting' AND accepted_at < ?2
             ORDER BY id LIMIT ?3"
        ))?
        .query_and_then(params![account.as_str(), before.0, limit(JobFilter::MOST)], read_job)?
        .collect::<Result<Vec<Job>, Trouble>>()?;
    let mut ended = 0;
    for mut job in too_old {
        let Some(event) = life::expire(&mut job, why, now) else { continue };
        update(desk.connection, &job)?;
        journal::write_of_job(desk.connection, &job, &event, now)?;
        remove_octets(desk, mails, job.id)?;
        ended += 1;
    }
    Ok(ended)
}

/// The part of a recovery that is a transaction; stray files are another matter.
pub(super) fn recover(
    desk: &mut Desk<'_>,
    now: Time,
    longest_wait: Duration,
) -> Result<usize, Trouble> {
    let connection = desk.connection;
    let mut interrupted = connection
        .prepare_cached(concat!("SELECT ", columns!(), " FROM jobs WHERE state = 'delivering'"))?
        .query_and_then([], read_job)?
        .collect::<Result<Vec<Job>, Trouble>>()?;
    for job in &mut interrupted {
        let event = life::interrupt_attempt(job, now);
        update(connection, job)?;
        journal::write_of_job(connection, job, &event, now)?;
    }
    connection.execute(
        "UPDATE jobs SET due_at = ?1 WHERE state = 'waiting' AND due_at > ?2",
        params![now.0, (now + longest_wait).0],
    )?;
    Ok(interrupted.len())
}

pub(super) fn hold(
    desk: &mut Desk<'_>,
    account: &AccountName,
    fault: &Fault,
    now: Time,
) -> Result<(), Trouble> {
    let words = serde_json::to_string(fault)?;
    let held_already = desk
        .connection
        .prepare_cached("UPDATE holds SET fault = ?2 WHERE account = ?1")?
        .execute(params![account.as_str(), words])?;
    if held_already > 0 {
        return Ok(());
    }
    desk.connection
        .prepare_cached("INSERT INTO holds (account, fault, since) VALUES (?1, ?2, ?3)")?
        .execute(params![account.as_str(), words, now.0])?;
    let event = Event::AccountHeld { fault: fault.clone() };
    journal::write_of_account(desk.connection, account, &event, now)
}

pub(super) fn release(
    desk: &mut Desk<'_>,
    account: &AccountName,
    now: Time,
) -> Result<bool, Trouble> {
    let held = desk
        .connection
        .prepare_cached("DELETE FROM holds WHERE account = ?1")?
        .execute([account.as_str()])?;
    if held == 0 {
        return Ok(false);
    }
    // All at the same moment, so that they go out in the order of their ids: as they came.
    desk.connection
        .prepare_cached("UPDATE jobs SET due_at = ?2 WHERE account = ?1 AND state = 'waiting'")?
        .execute(params![account.as_str(), now.0])?;
    journal::write_of_account(desk.connection, account, &Event::AccountReleased, now)?;
    Ok(true)
}

/// Changes a job as the verb says, if it can be done to it; true if so.
pub(super) fn change(
    desk: &mut Desk<'_>,
    id: JobId,
    stamp: &Stamp,
    verb: impl Fn(&mut Job, Time) -> Option<Event>,
) -> Result<bool, Trouble> {
    let Some(mut job) = find(desk.connection, id)? else {
        return Ok(false);
    };
    let Some(event) = verb(&mut job, stamp.at) else {
        return Ok(false);
    };
    update(desk.connection, &job)?;
    journal::write_of_job(desk.connection, &job, &event, stamp.clone())?;
    Ok(true)
}

pub(super) fn delete(
    desk: &mut Desk<'_>,
    mails: &Arc<Mails>,
    id: JobId,
    stamp: Stamp,
) -> Result<bool, Trouble> {
    let Some(job) = find(desk.connection, id)? else {
        return Ok(false);
    };
    if job.state == JobState::Delivering {
        return Ok(false);
    }
    if !job.state.is_final() {
        remove_octets(desk, mails, id)?;
    }
    desk.connection.prepare_cached("DELETE FROM jobs WHERE id = ?1")?.execute([key(id)])?;
    journal::write_of_job(desk.connection, &job, &Event::JobDeleted, stamp)?;
    Ok(true)
}

pub(super) fn shift(desk: &mut Desk<'_>, jump: Jump, now: Time) -> Result<(), Trouble> {
    desk.connection.execute(
        "UPDATE jobs SET accepted_at = accepted_at + ?1, due_at = due_at + ?1
         WHERE state IN ('waiting', 'held', 'delivering')",
        [jump.0],
    )?;
    desk.connection.execute("UPDATE holds SET since = since + ?1", [jump.0])?;
    sent::shift(desk.connection, jump)?;
    arrivals::shift(desk.connection, jump)?;
    rests::shift(desk.connection, jump)?;
    accounts::shift(desk.connection, jump)?;
    journal::write(desk.connection, None, None, &Event::ClockSet { by_millis: jump.0 }, now)
}

/// Takes the octets of a job away whose row says that they are there.
fn remove_octets(desk: &mut Desk<'_>, mails: &Arc<Mails>, id: JobId) -> Result<(), Trouble> {
    let in_row =
        desk.connection.prepare_cached("DELETE FROM bodies WHERE job = ?1")?.execute([key(id)])?;
    if in_row == 0 {
        let mails = Arc::clone(mails);
        desk.after_commit(move || mails.remove(id.0));
    }
    Ok(())
}

pub(super) fn find(connection: &Connection, id: JobId) -> Result<Option<Job>, Trouble> {
    connection
        .prepare_cached(concat!("SELECT ", columns!(), " FROM jobs WHERE id = ?1"))?
        .query_and_then([key(id)], read_job)?
        .next()
        .transpose()
}

pub(super) fn list(connection: &Connection, filter: &JobFilter) -> Result<JobPage, Trouble> {
    // Two statements, so that each has an index that brings the rows in order. What no index knows
    // is looked for in what comes, and no more is read than is looked at.
    let of_all =
        concat!("SELECT ", columns!(), " FROM jobs WHERE id < ?1 AND ?2 IS NULL ORDER BY id DESC");
    let of_one_state =
        concat!("SELECT ", columns!(), " FROM jobs WHERE id < ?1 AND state = ?2 ORDER BY id DESC");
    let before = filter.before.as_ref().map_or(AFTER_EVERY_ID.as_slice(), |id| id.0.as_bytes());
    let mut rows =
        connection.prepare_cached(if filter.state.is_some() { of_one_state } else { of_all })?;
    filter.page(rows.query_and_then(params![before, filter.state.map(JobState::as_str)], read_job)?)
}

pub(super) fn counts(connection: &Connection) -> Result<Vec<(JobState, u64)>, Trouble> {
    let mut count = connection.prepare_cached("SELECT jobs FROM counts WHERE state = ?1")?;
    JobState::ALL
        .into_iter()
        .map(|state| {
            let jobs: i64 = count.query_one([state.as_str()], |row| row.get(0))?;
            Ok((state, jobs.unsigned_abs()))
        })
        .collect()
}

pub(super) fn backlogs(connection: &Connection) -> Result<Vec<Backlog>, Trouble> {
    connection
        .prepare_cached(
            "SELECT account, count(*), sum(size_bytes),
                    min(CASE WHEN state <> 'held' THEN accepted_at END)
             FROM jobs WHERE state IN ('waiting', 'held', 'delivering')
             GROUP BY account ORDER BY account",
        )?
        .query_and_then([], |row| {
            Ok(Backlog {
                account: row.get::<_, String>(0)?.parse().map_err(Trouble::Unreadable)?,
                jobs: row.get::<_, i64>(1)?.unsigned_abs(),
                octets: row.get::<_, i64>(2)?.unsigned_abs(),
                since: row.get::<_, Option<i64>>(3)?.map(Time),
            })
        })?
        .collect()
}

pub(super) fn next_due(
    connection: &Connection,
    account: &AccountName,
) -> Result<Option<Time>, Trouble> {
    let due = connection
        .prepare_cached(
            "SELECT due_at FROM jobs WHERE account = ?1 AND state = 'waiting'
               AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.account = ?1)
             ORDER BY due_at LIMIT 1",
        )?
        .query_one([account.as_str()], |row| row.get(0))
        .optional()?;
    Ok(due.map(Time))
}

/// Where the octets of a job lie that has not ended.
pub(super) enum Place {
    InRow(Vec<u8>),
    InFile,
}

pub(super) fn place(connection: &Connection, id: JobId) -> Result<Option<Place>, Trouble> {
    let place = connection
        .prepare_cached(
            "SELECT in_file, octets FROM jobs LEFT JOIN bodies ON bodies.job = jobs.id
             WHERE id = ?1 AND state IN ('waiting', 'held', 'delivering')",
        )?
        .query_one([key(id)], |row| {
            let (in_file, octets) = (row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?);
            Ok(if in_file { Some(Place::InFile) } else { octets.map(Place::InRow) })
        })
        .optional()?;
    Ok(place.flatten())
}

fn insert(connection: &Connection, job: &Job, in_file: bool) -> Result<(), Trouble> {
    let size_bytes = i64::try_from(job.size_bytes)
        .map_err(|_| Trouble::Unreadable("a mail larger than any disk".to_owned()))?;
    let reports = (!job.reports.is_empty()).then(|| serde_json::to_string(&job.reports));
    let reports = reports.transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO jobs (id, account, device, accepted_at, size_bytes, sender, recipients,
                               eight_bit, in_file, state, tries, due_at, reports)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            key(job.id),
            job.account.as_str(),
            job.device,
            job.accepted_at.0,
            size_bytes,
            job.sender,
            serde_json::to_string(&job.recipients)?,
            job.eight_bit,
            in_file,
            job.state.as_str(),
            job.tries,
            millis(job.due_at),
            reports,
        ])?;
    Ok(())
}

/// Writes back what verbs change in a job that is not under way (any more).
fn update(connection: &Connection, job: &Job) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "UPDATE jobs SET recipients = ?2, state = ?3, tries = ?4, due_at = ?5,
                             ended_at = ?6, fault = ?7, uncertain = ?8
             WHERE id = ?1",
        )?
        .execute(params![
            key(job.id),
            serde_json::to_string(&job.recipients)?,
            job.state.as_str(),
            job.tries,
            millis(job.due_at),
            millis(job.ended_at),
            job.fault.as_ref().map(serde_json::to_string).transpose()?,
            job.uncertain,
        ])?;
    Ok(())
}

pub(super) fn read_job(row: &Row<'_>) -> Result<Job, Trouble> {
    let state: String = row.get(8)?;
    Ok(Job {
        id: JobId(Uuid::from_bytes(row.get(0)?)),
        account: row.get::<_, String>(1)?.parse().map_err(Trouble::Unreadable)?,
        device: row.get(2)?,
        accepted_at: Time(row.get(3)?),
        size_bytes: row.get::<_, i64>(4)?.unsigned_abs(),
        sender: row.get(5)?,
        recipients: serde_json::from_str(row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?)?,
        eight_bit: row.get(7)?,
        state: JobState::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| Trouble::Unreadable(format!("a job in state '{state}'")))?,
        tries: row.get(9)?,
        due_at: row.get::<_, Option<i64>>(10)?.map(Time),
        ended_at: row.get::<_, Option<i64>>(11)?.map(Time),
        fault: row
            .get::<_, Option<String>>(12)?
            .map(|fault| serde_json::from_str(&fault))
            .transpose()?,
        uncertain: row.get(13)?,
        reports: row
            .get::<_, Option<String>>(14)?
            .map(|reports| serde_json::from_str(&reports))
            .transpose()?
            .unwrap_or_default(),
    })
}

/// An id as it is stored: its 16 octets.
pub(super) fn key(id: JobId) -> [u8; 16] {
    id.0.into_bytes()
}

/// How many rows a statement may give.
pub(super) fn limit(most: usize) -> i64 {
    i64::try_from(most.min(JobFilter::MOST)).expect("the cap is a small number")
}

pub(super) fn millis(moment: Option<Time>) -> Option<i64> {
    moment.map(|moment| moment.0)
}

/// Sorts behind every id, because it is longer than the largest.
pub(super) const AFTER_EVERY_ID: [u8; 17] = [0xff; 17];
