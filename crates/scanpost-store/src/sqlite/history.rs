//! What is old enough to be forgotten, in pieces: each is one short transaction, so that mails that come in
//! meanwhile do not wait.
//!
//! Both orders, of jobs and of entries, are those of time, so the first that is too young ends the search. A
//! clock that was wrong may disturb them; then something stays until the next piece, and nothing goes that
//! has not ended.

use rusqlite::params;
use scanpost_core::clock::Time;
use scanpost_core::journal::Forgotten;
use scanpost_core::spool::{Job, JobId};
use uuid::Uuid;

use super::jobs::{find, key, limit};
use super::trouble::Trouble;
use super::writer::Desk;
use crate::life;

pub(super) fn forget_jobs(
    desk: &mut Desk<'_>,
    after: Option<JobId>,
    before: Time,
    most: usize,
) -> Result<Forgotten<JobId>, Trouble> {
    let connection = desk.connection;
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let looked_at: Vec<(JobId, Time)> = connection
        .prepare_cached("SELECT id, accepted_at FROM jobs WHERE id > ?1 ORDER BY id LIMIT ?2")?
        .query_and_then(params![after.as_bytes(), limit(most)], |row| {
            Ok::<_, Trouble>((JobId(Uuid::from_bytes(row.get(0)?)), Time(row.get(1)?)))
        })?
        .collect::<Result<_, _>>()?;
    let of_time = looked_at.into_iter().take_while(|(_, accepted_at)| *accepted_at < before);
    let ids: Vec<JobId> = of_time.map(|(id, _)| id).collect();
    let jobs = ids.iter().map(|id| find(connection, *id)).collect::<Result<Vec<_>, _>>()?;
    let is_old = |job: &Job| life::is_forgotten(job, before);
    let old: Vec<JobId> =
        jobs.iter().flatten().filter(|job| is_old(job)).map(|job| job.id).collect();
    let mut story =
        connection.prepare_cached("DELETE FROM journal WHERE job = ?1 AND person IS NULL")?;
    let mut job = connection.prepare_cached("DELETE FROM jobs WHERE id = ?1")?;
    for id in &old {
        story.execute([key(*id)])?;
        job.execute([key(*id)])?;
    }
    let is_piece = i64::try_from(ids.len()).is_ok_and(|count| count == limit(most));
    Ok(Forgotten { removed: old.len(), read_to: ids.last().copied().filter(|_| is_piece) })
}

pub(super) fn forget_entries(
    desk: &mut Desk<'_>,
    after: i64,
    before: Time,
    people_before: Time,
    most: usize,
) -> Result<Forgotten<i64>, Trouble> {
    let connection = desk.connection;
    let looked_at: Vec<(i64, Time, bool)> = connection
        .prepare_cached(
            "SELECT number, at, person IS NOT NULL
                    OR EXISTS (SELECT 1 FROM jobs WHERE jobs.id = journal.job)
             FROM journal WHERE number > ?1 ORDER BY number LIMIT ?2",
        )?
        .query_and_then(params![after, limit(most)], |row| {
            Ok::<_, Trouble>((row.get(0)?, Time(row.get(1)?), row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    let old = looked_at.iter().take_while(|(_, at, _)| *at < before);
    let mut remove = connection.prepare_cached(
        "DELETE FROM journal WHERE number = ?1
         AND (?2 = 0 OR at < ?3 AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = journal.job))",
    )?;
    let (mut removed, mut seen) = (0, 0_i64);
    for (number, _, is_kept_longer) in old {
        removed += remove.execute(params![number, is_kept_longer, people_before.0])?;
        seen += 1;
    }
    let is_piece = seen == limit(most);
    let last = looked_at.last().map(|(number, ..)| *number);
    Ok(Forgotten { removed, read_to: last.filter(|_| is_piece) })
}
