//! Which jobs are taken up next: devices in turn ([`crate::turns`]), within a device the oldest first.
//!
//! A busy device costs nothing: its other jobs are not looked at, because an index leads from device to
//! device and to the oldest job of each.

use rusqlite::{Connection, OptionalExtension, params};
use scanpost_core::clock::Time;
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{Job, JobId};
use uuid::Uuid;

use super::jobs::{find, key, limit, millis};
use super::journal;
use super::trouble::Trouble;
use super::writer::Desk;
use crate::life;
use crate::turns::{Candidate, deal, in_turn};

/// Where it stands who was served when. It lies in memory, and a transaction that fails takes back what
/// it wrote there too.
pub(super) fn make_turns(connection: &Connection) -> Result<(), Trouble> {
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY;
         CREATE TEMP TABLE turns (
             account TEXT    NOT NULL,
             device  TEXT    NOT NULL,
             served  INTEGER NOT NULL,
             PRIMARY KEY (account, device)
         ) STRICT, WITHOUT ROWID;",
    )?;
    Ok(())
}

/// A device is gone, and with it its turns.
pub(super) fn forget(connection: &Connection, device: &str) -> Result<(), Trouble> {
    connection.prepare_cached("DELETE FROM temp.turns WHERE device = ?1")?.execute([device])?;
    Ok(())
}

pub(super) fn claim(
    desk: &mut Desk<'_>,
    account: &AccountName,
    now: Time,
    policy: &RetryPolicy,
    most: usize,
) -> Result<Vec<Job>, Trouble> {
    let most = usize::try_from(limit(most)).unwrap_or_default();
    let held = "SELECT 1 FROM holds WHERE account = ?1";
    if desk.connection.prepare_cached(held)?.exists([account.as_str()])? || most == 0 {
        return Ok(Vec::new());
    }
    let mut devices = in_turn(candidates(desk.connection, account, now)?);
    devices.truncate(most);
    // Where each slot has a device, nobody's second job comes into question.
    let of_each = if devices.len() == most { 1 } else { most };
    let mut jobs = Vec::with_capacity(devices.len());
    for one in &devices {
        jobs.push(match of_each {
            1 => vec![one.first.1],
            _ => oldest(desk.connection, account, &one.device, now, of_each)?,
        });
    }
    let claimed = begin_attempts(desk, deal(&jobs, most), now, policy)?;
    serve(desk.connection, account, &claimed)?;
    Ok(claimed)
}

/// One job of an account that is held: the oldest of all.
pub(super) fn claim_probe(
    desk: &mut Desk<'_>,
    account: &AccountName,
    now: Time,
    policy: &RetryPolicy,
) -> Result<Option<Job>, Trouble> {
    let due = desk
        .connection
        .prepare_cached(
            "SELECT id FROM jobs WHERE account = ?1 AND state = 'waiting' AND due_at <= ?2
             ORDER BY due_at, id LIMIT 1",
        )?
        .query_one(params![account.as_str(), now.0], |row| Ok(job_id(row.get(0)?)))
        .optional()?;
    Ok(begin_attempts(desk, due, now, policy)?.pop())
}

/// The devices with something due; each is one step of the index.
fn candidates(
    connection: &Connection,
    account: &AccountName,
    now: Time,
) -> Result<Vec<Candidate>, Trouble> {
    connection
        .prepare_cached(CANDIDATES)?
        .query_and_then(params![account.as_str(), now.0], |row| {
            Ok(Candidate {
                device: row.get(0)?,
                served: row.get::<_, i64>(1)?.unsigned_abs(),
                first: (Time(row.get(2)?), job_id(row.get(3)?)),
            })
        })?
        .collect()
}

fn oldest(
    connection: &Connection,
    account: &AccountName,
    device: &str,
    now: Time,
    most: usize,
) -> Result<Vec<JobId>, Trouble> {
    connection
        .prepare_cached(OLDEST)?
        .query_and_then(params![account.as_str(), device, now.0, limit(most)], |row| {
            Ok(job_id(row.get(0)?))
        })?
        .collect()
}

fn begin_attempts(
    desk: &mut Desk<'_>,
    due: impl IntoIterator<Item = JobId>,
    now: Time,
    policy: &RetryPolicy,
) -> Result<Vec<Job>, Trouble> {
    let mut claim = desk
        .connection
        .prepare_cached("UPDATE jobs SET state = ?2, tries = ?3, due_at = ?4 WHERE id = ?1")?;
    let mut claimed = Vec::new();
    for id in due {
        let Some(mut job) = find(desk.connection, id)? else { continue };
        let event = life::begin_attempt(&mut job, now, policy);
        claim.execute(params![key(id), job.state.as_str(), job.tries, millis(job.due_at)])?;
        journal::write_of_job(desk.connection, &job, &event, now)?;
        claimed.push(job);
    }
    Ok(claimed)
}

/// Who was served goes to the end.
fn serve(connection: &Connection, account: &AccountName, claimed: &[Job]) -> Result<(), Trouble> {
    let mut serve = connection.prepare_cached(
        "INSERT INTO temp.turns (account, device, served)
         VALUES (?1, ?2, (SELECT coalesce(max(served), 0) + 1 FROM temp.turns))
         ON CONFLICT (account, device) DO UPDATE SET served = excluded.served",
    )?;
    for job in claimed {
        serve.execute(params![account.as_str(), job.device])?;
    }
    Ok(())
}

fn job_id(octets: [u8; 16]) -> JobId {
    JobId(Uuid::from_bytes(octets))
}

const CANDIDATES: &str = "WITH RECURSIVE waiting (device) AS (
                 SELECT (SELECT device FROM jobs WHERE account = ?1 AND state = 'waiting'
                         ORDER BY device LIMIT 1)
                 UNION ALL
                 SELECT (SELECT device FROM jobs
                         WHERE account = ?1 AND state = 'waiting' AND device > waiting.device
                         ORDER BY device LIMIT 1)
                 FROM waiting WHERE device IS NOT NULL
             )
             SELECT waiting.device, coalesce(turns.served, 0), jobs.due_at, jobs.id
             FROM waiting
             JOIN jobs ON jobs.id = (
                 SELECT id FROM jobs AS oldest
                 WHERE account = ?1 AND state = 'waiting' AND oldest.device = waiting.device
                 ORDER BY due_at, id LIMIT 1)
             LEFT JOIN temp.turns AS turns
                 ON turns.account = ?1 AND turns.device = waiting.device
             WHERE jobs.due_at <= ?2";

const OLDEST: &str = "SELECT id FROM jobs
             WHERE account = ?1 AND device = ?2 AND state = 'waiting' AND due_at <= ?3
             ORDER BY due_at, id LIMIT ?4";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::migrations::migrate;
    use crate::sqlite::plan::plan;

    /// A claim costs the same, however many jobs wait: each step is led by an index, and nothing is sorted.
    #[test]
    fn who_is_next_is_found_by_an_index_that_has_the_devices_in_order() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection).unwrap();
        make_turns(&connection).unwrap();
        for statement in [CANDIDATES, OLDEST] {
            let steps = plan(&connection, statement);
            let of_jobs = |step: &&String| step.contains("jobs") || step.contains("oldest");
            for step in steps.iter().filter(of_jobs) {
                assert!(step.starts_with("SEARCH"), "{step}: {steps:#?}");
            }
            assert!(steps.iter().any(|step| step.contains("jobs_of_devices")), "{steps:#?}");
            assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:#?}");
        }
    }
}
