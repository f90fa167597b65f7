//! Accounts and their sealed grants.

use rusqlite::{Connection, OptionalExtension, params};
use scanpost_core::Stored;
use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::{Account, AccountName, Accounts, Generation, PutGrant, StoredGrant};
use scanpost_core::record::{Kind, Put, Record, Revision};

use super::trouble::Trouble;
use super::writer::Desk;
use super::{SqliteStore, journal, records, rests};
use crate::generations::GrantRecord;

impl Accounts for SqliteStore {
    fn accounts(&self) -> Stored<'_, Vec<Account>> {
        Box::pin(self.readers.read(|connection| {
            connection
                .prepare_cached("SELECT account FROM accounts ORDER BY number")?
                .query_and_then([], |row| {
                    let account: String = row.get(0)?;
                    Ok(serde_json::from_str(&account)?)
                })?
                .collect()
        }))
    }

    fn put_account(&self, account: Account, stamp: Stamp) -> Stored<'_, Put> {
        Box::pin(self.writer.write(move |desk| put(desk, &account, stamp.clone())))
    }

    fn put_signed_in(
        &self,
        account: Account,
        sealed: Vec<u8>,
        signed_in: Event,
        (record, used): (Record, Event),
        stamp: Stamp,
    ) -> Stored<'_, Put> {
        Box::pin(self.writer.write(move |desk| {
            let is_other = !is_new(desk.connection, &account)?
                || !records::is_as_read(desk.connection, Kind::Site, &record)?;
            if is_other {
                return Ok(Put::Changed);
            }
            let added = put(desk, &account, stamp.clone())?;
            // An account that is new has no grant.
            put_grant(desk, &account.name, None, Some(&sealed), &signed_in, stamp.clone())?;
            records::put(desk, Kind::Site, &record, &used, stamp.clone())?;
            Ok(added)
        }))
    }

    fn remove_account(&self, name: AccountName, stamp: Stamp) -> Stored<'_, bool> {
        let remove = move |desk: &mut Desk<'_>| remove(desk, &name, stamp.clone());
        Box::pin(self.writer.write_with_reserve(remove))
    }

    fn grant(&self, name: AccountName) -> Stored<'_, Option<StoredGrant>> {
        Box::pin(self.readers.read(move |connection| Ok(grant(connection, &name)?.stored())))
    }

    fn put_grant_if(
        &self,
        name: AccountName,
        seen: Option<Generation>,
        sealed: Option<Vec<u8>>,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, PutGrant> {
        let signs_out = sealed.is_none();
        let put = move |desk: &mut Desk<'_>| {
            put_grant(desk, &name, seen, sealed.as_deref(), &event, stamp.clone())
        };
        if signs_out {
            // Whoever takes a right away must not be kept from it by a full disk.
            Box::pin(self.writer.write_with_reserve(put))
        } else {
            Box::pin(self.writer.write(put))
        }
    }
}

fn is_new(connection: &Connection, account: &Account) -> Result<bool, Trouble> {
    let is_there: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM accounts WHERE name = ?1)")?
        .query_one([account.name.as_str()], |row| row.get(0))?;
    Ok(!is_there && account.revision == Revision::default())
}

fn put(desk: &mut Desk<'_>, account: &Account, stamp: Stamp) -> Result<Put, Trouble> {
    let there = desk
        .connection
        .prepare_cached("SELECT account FROM accounts WHERE name = ?1")?
        .query_one([account.name.as_str()], |row| row.get::<_, String>(0))
        .optional()?;
    let revision = match &there {
        Some(stored) => serde_json::from_str::<Account>(stored)?.revision,
        None => Revision::default(),
    };
    if revision != account.revision {
        return Ok(Put::Changed);
    }
    let stored = serde_json::to_string(&Account { revision: revision.next(), ..account.clone() })?;
    desk.connection
        .prepare_cached(
            "INSERT INTO accounts (name, account) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET account = ?2",
        )?
        .execute([account.name.as_str(), &stored])?;
    let (put, event) = if there.is_some() {
        (Put::Replaced, Event::AccountChanged)
    } else {
        (Put::Added, Event::AccountAdded)
    };
    journal::write_of_account(desk.connection, &account.name, &event, stamp)?;
    Ok(put)
}

fn remove(desk: &mut Desk<'_>, name: &AccountName, stamp: Stamp) -> Result<bool, Trouble> {
    let removed = desk.connection.execute(
        "DELETE FROM accounts WHERE name = ?1 AND NOT EXISTS
           (SELECT 1 FROM jobs WHERE account = ?1 AND state IN ('waiting', 'held', 'delivering'))",
        [name.as_str()],
    )?;
    if removed == 0 {
        return Ok(false);
    }
    forget_grant(desk.connection, name, stamp.at)?;
    desk.connection.execute("DELETE FROM holds WHERE account = ?1", [name.as_str()])?;
    rests::forget(desk, name)?;
    journal::write_of_account(desk.connection, name, &Event::AccountRemoved, stamp)?;
    Ok(true)
}

fn put_grant(
    desk: &mut Desk<'_>,
    name: &AccountName,
    seen: Option<Generation>,
    sealed: Option<&[u8]>,
    event: &Event,
    stamp: Stamp,
) -> Result<PutGrant, Trouble> {
    let known = if name.is_of_user() {
        "SELECT EXISTS (SELECT 1 FROM users WHERE account = ?1)"
    } else {
        "SELECT EXISTS (SELECT 1 FROM accounts WHERE name = ?1)"
    };
    let known: bool =
        desk.connection.prepare_cached(known)?.query_one([name.as_str()], |row| row.get(0))?;
    if !known {
        return Err(Fault::new(Code::AccountMissing).fact("account", name).into());
    }
    let mut record = grant(desk.connection, name)?;
    let outcome = record.put_if(seen, sealed.map(<[u8]>::to_vec));
    if let PutGrant::Done(_) = outcome {
        write_grant(desk.connection, name, &record, stamp.at)?;
        journal::write_of_account(desk.connection, name, event, stamp)?;
    }
    Ok(outcome)
}

/// The grant ends with its account; the generation goes on counting.
pub(super) fn forget_grant(
    connection: &Connection,
    name: &AccountName,
    now: Time,
) -> Result<(), Trouble> {
    let mut record = grant(connection, name)?;
    record.forget();
    write_grant(connection, name, &record, now)
}

/// Somebody set the machine's clock.
pub(super) fn shift(connection: &Connection, jump: Jump) -> Result<(), Trouble> {
    connection.execute("UPDATE grants SET changed_at = changed_at + ?1", [jump.0])?;
    Ok(())
}

fn grant(connection: &Connection, name: &AccountName) -> Result<GrantRecord, Trouble> {
    let found = connection
        .prepare_cached("SELECT generation, sealed FROM grants WHERE account = ?1")?
        .query_one([name.as_str()], |row| {
            let generation = Generation(row.get::<_, i64>(0)?.unsigned_abs());
            Ok(GrantRecord { generation, sealed: row.get(1)? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn write_grant(
    connection: &Connection,
    name: &AccountName,
    record: &GrantRecord,
    now: Time,
) -> Result<(), Trouble> {
    let generation = i64::try_from(record.generation.0).map_err(|_| {
        Trouble::Unreadable("more changes of a grant than can be counted".to_owned())
    })?;
    connection
        .prepare_cached(
            "INSERT INTO grants (account, generation, sealed, changed_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account) DO UPDATE SET generation = ?2, sealed = ?3, changed_at = ?4",
        )?
        .execute(params![name.as_str(), generation, record.sealed, now.0])?;
    Ok(())
}
