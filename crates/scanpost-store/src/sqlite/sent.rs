//! What providers took, minute by minute, for a day ([`Sent`]).

use rusqlite::{Connection, params};
use scanpost_core::clock::{Jump, Time};
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::Sent;

use super::trouble::Trouble;
use crate::life::{SENT_IS_KEPT, SENT_TOGETHER};

/// A mail was taken for so many recipients.
pub(super) fn note(
    connection: &Connection,
    account: &AccountName,
    recipients: u32,
    now: Time,
) -> Result<(), Trouble> {
    let added = connection
        .prepare_cached(
            "UPDATE sent SET mails = mails + 1, recipients = recipients + ?3
             WHERE at > ?2 AND at <= ?4 AND account = ?1",
        )?
        .execute(params![account.as_str(), (now - SENT_TOGETHER).0, recipients, now.0])?;
    if added > 0 {
        return Ok(());
    }
    connection
        .prepare_cached("DELETE FROM sent WHERE at < ?1")?
        .execute([(now - SENT_IS_KEPT).0])?;
    connection
        .prepare_cached("INSERT INTO sent (account, at, mails, recipients) VALUES (?1, ?2, 1, ?3)")?
        .execute(params![account.as_str(), now.0, recipients])?;
    Ok(())
}

pub(super) fn since(
    connection: &Connection,
    account: &AccountName,
    since: Time,
) -> Result<Vec<Sent>, Trouble> {
    connection
        .prepare_cached(
            "SELECT at, mails, recipients FROM sent WHERE at >= ?2 AND account = ?1
             ORDER BY at, rowid",
        )?
        .query_and_then(params![account.as_str(), since.0], |row| {
            Ok(Sent { at: Time(row.get(0)?), mails: row.get(1)?, recipients: row.get(2)? })
        })?
        .collect()
}

pub(super) fn shift(connection: &Connection, jump: Jump) -> Result<(), Trouble> {
    connection.execute("UPDATE sent SET at = at + ?1", [jump.0])?;
    Ok(())
}
