//! Jobs that wait and go on by another account.
//!
//! Recipients are JSON: within its texts a quotation mark has a backslash before it, so `"fax":` stands there
//! as the name of a field and as nothing else.

use rusqlite::{Connection, params};
use scanpost_core::clock::Time;
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::{Bundle, Job};

use super::jobs::{columns, key, limit, millis, read_job};
use super::journal;
use super::trouble::Trouble;
use super::writer::Desk;
use crate::life;

pub(super) fn bundles(connection: &Connection) -> Result<Vec<Bundle>, Trouble> {
    connection
        .prepare_cached(
            "SELECT DISTINCT account, device, instr(recipients, '\"fax\":') > 0 FROM jobs
             WHERE state IN ('waiting', 'held') AND account NOT GLOB 'user.*'
             ORDER BY 1, 2, 3",
        )?
        .query_and_then([], |row| {
            let account = row.get::<_, String>(0)?.parse().map_err(Trouble::Unreadable)?;
            Ok(Bundle { account, device: row.get(1)?, faxes: row.get(2)? })
        })?
        .collect()
}

pub(super) fn reroute(
    desk: &mut Desk<'_>,
    bundle: &Bundle,
    to: &AccountName,
    most: usize,
    now: Time,
) -> Result<usize, Trouble> {
    let Bundle { account, device, faxes } = bundle;
    let jobs = desk
        .connection
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM jobs WHERE state IN ('waiting', 'held') AND account = ?1 AND device = ?2
                AND (instr(recipients, '\"fax\":') > 0) = ?3
              ORDER BY id LIMIT ?4"
        ))?
        .query_and_then(params![account.as_str(), device, faxes, limit(most)], read_job)?
        .collect::<Result<Vec<Job>, Trouble>>()?;
    let mut rerouted = 0;
    for mut job in jobs {
        let Some(event) = life::reroute(&mut job, to, now) else { continue };
        desk.connection
            .prepare_cached(
                "UPDATE jobs SET account = ?2, due_at = ?3, fault = NULL WHERE id = ?1",
            )?
            .execute(params![key(job.id), to.as_str(), millis(job.due_at)])?;
        journal::write_of_job(desk.connection, &job, &event, now)?;
        rerouted += 1;
    }
    Ok(rerouted)
}
