//! Until when accounts wait for the end of a limit.

use rusqlite::{Connection, OptionalExtension, params};
use scanpost_core::clock::{Jump, Time};
use scanpost_core::journal::Event;
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::Rest;

use super::journal;
use super::trouble::Trouble;
use super::writer::Desk;

pub(super) fn put(
    desk: &mut Desk<'_>,
    account: &AccountName,
    rest: Option<&Rest>,
    now: Time,
) -> Result<(), Trouble> {
    let Some(rest) = rest else { return end(desk, account, now) };
    desk.connection
        .prepare_cached(
            "INSERT INTO rests (account, fault, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (account) DO UPDATE SET fault = ?2, until = ?3",
        )?
        .execute(params![account.as_str(), serde_json::to_string(&rest.fault)?, rest.until.0])?;
    let event = Event::AccountRests { fault: rest.fault.clone(), until: rest.until };
    journal::write_of_account(desk.connection, account, &event, now)
}

fn end(desk: &mut Desk<'_>, account: &AccountName, now: Time) -> Result<(), Trouble> {
    if forget(desk, account)? {
        journal::write_of_account(desk.connection, account, &Event::AccountRested, now)?;
    }
    Ok(())
}

/// True if it rested.
pub(super) fn forget(desk: &mut Desk<'_>, account: &AccountName) -> Result<bool, Trouble> {
    let gone = desk
        .connection
        .prepare_cached("DELETE FROM rests WHERE account = ?1")?
        .execute([account.as_str()])?;
    Ok(gone > 0)
}

pub(super) fn find(
    connection: &Connection,
    account: &AccountName,
) -> Result<Option<Rest>, Trouble> {
    let row = connection
        .prepare_cached("SELECT fault, until FROM rests WHERE account = ?1")?
        .query_one([account.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .optional()?;
    let Some((fault, until)) = row else { return Ok(None) };
    Ok(Some(Rest { fault: serde_json::from_str(&fault)?, until: Time(until) }))
}

pub(super) fn shift(connection: &Connection, jump: Jump) -> Result<(), Trouble> {
    connection.execute("UPDATE rests SET until = until + ?1", [jump.0])?;
    Ok(())
}
