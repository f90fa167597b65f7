//! Users, by address and by all that a device may name them by.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};
use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::record::{Put, Revision};
use scanpost_core::spool::JobId;
use scanpost_core::user::{
    self, MOST_USERS, PutUsers, Removed, Scans, User, UserFilter, Users, account_of,
};
use uuid::Uuid;

use super::mails::Mails;
use super::trouble::Trouble;
use super::writer::Desk;
use super::{SqliteStore, accounts, jobs, journal, rests};

impl Users for SqliteStore {
    fn user(&self, address: String) -> Stored<'_, Option<User>> {
        Box::pin(self.readers.read(move |connection| find(connection, &address)))
    }

    fn user_of(&self, account: AccountName) -> Stored<'_, Option<User>> {
        Box::pin(self.readers.read(move |connection| {
            let mut find =
                connection.prepare_cached("SELECT user FROM users WHERE account = ?1")?;
            let user = find.query_one([account.as_str()], text).optional()?;
            Ok(user.map(|user| serde_json::from_str(&user)).transpose()?)
        }))
    }

    fn user_named(&self, keys: Vec<String>) -> Stored<'_, Option<User>> {
        Box::pin(self.readers.read(move |connection| {
            for key in &keys {
                if let Some(address) = owner(connection, key)? {
                    return find(connection, &address);
                }
            }
            Ok(None)
        }))
    }

    fn users(&self, filter: UserFilter) -> Stored<'_, Vec<User>> {
        Box::pin(self.readers.read(move |connection| page(connection, &filter)))
    }

    fn count_users(&self) -> Stored<'_, u64> {
        Box::pin(self.readers.read(count))
    }

    fn put_user(&self, user: User, stamp: Stamp) -> Stored<'_, Result<Put, PutUsers>> {
        Box::pin(self.writer.write(move |desk| put(desk, &user, stamp.clone())))
    }

    fn import_users(&self, users: Vec<User>, stamp: Stamp) -> Stored<'_, PutUsers> {
        Box::pin(self.writer.write(move |desk| import(desk, &users, stamp.clone())))
    }

    fn remove_user(
        &self,
        address: String,
        scans: Option<Scans>,
        stamp: Stamp,
    ) -> Stored<'_, Removed> {
        let mails = Arc::clone(&self.mails);
        let remove =
            move |desk: &mut Desk<'_>| remove(desk, &mails, &address, scans, stamp.clone());
        Box::pin(self.writer.write_with_reserve(remove))
    }

    fn scans_of(&self, account: AccountName) -> Stored<'_, u64> {
        Box::pin(
            self.readers.read(move |connection| Ok(open_jobs(connection, &account)?.len() as u64)),
        )
    }

    fn users_with_work(
        &self,
        now: Time,
        after: Option<AccountName>,
        most: usize,
    ) -> Stored<'_, Vec<AccountName>> {
        Box::pin(self.readers.read(move |connection| {
            let after = after.as_ref().map_or("", AccountName::as_str);
            connection
                .prepare_cached(
                    "SELECT account FROM users WHERE account > ?1
                       AND EXISTS (SELECT 1 FROM jobs INDEXED BY jobs_waiting
                                   WHERE jobs.account = users.account AND state = 'waiting'
                                     AND due_at <= ?2)
                       AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.account = users.account)
                     ORDER BY account LIMIT ?3",
                )?
                .query_and_then(params![after, now.0, jobs::limit(most)], |row| {
                    account_name(&row.get::<_, String>(0)?)
                })?
                .collect()
        }))
    }

    fn held_users(&self, after: Option<AccountName>, most: usize) -> Stored<'_, Vec<AccountName>> {
        Box::pin(self.readers.read(move |connection| {
            let after = after.as_ref().map_or("", AccountName::as_str);
            connection
                .prepare_cached(
                    "SELECT account FROM holds WHERE account GLOB 'user.*' AND account > ?1
                       AND EXISTS (SELECT 1 FROM grants
                                   WHERE grants.account = holds.account AND sealed IS NOT NULL)
                     ORDER BY account LIMIT ?2",
                )?
                .query_and_then(params![after, jobs::limit(most)], |row| {
                    account_name(&row.get::<_, String>(0)?)
                })?
                .collect()
        }))
    }

    fn users_waiting_since(&self, before: Time, most: usize) -> Stored<'_, Vec<AccountName>> {
        Box::pin(self.readers.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT account FROM holds WHERE account GLOB 'user.*'
                       AND EXISTS (SELECT 1 FROM jobs INDEXED BY jobs_waiting
                                   WHERE jobs.account = holds.account AND state = 'waiting'
                                     AND accepted_at < ?1)
                     ORDER BY account LIMIT ?2",
                )?
                .query_and_then(params![before.0, jobs::limit(most)], |row| {
                    account_name(&row.get::<_, String>(0)?)
                })?
                .collect()
        }))
    }

    fn unrenewed_users(
        &self,
        before: Time,
        after: Option<(Time, AccountName)>,
        most: usize,
    ) -> Stored<'_, Vec<(Time, AccountName)>> {
        Box::pin(self.readers.read(move |connection| {
            let (at, account) = match &after {
                Some((at, account)) => (at.0, account.as_str()),
                None => (i64::MIN, ""),
            };
            connection
                .prepare_cached(
                    "SELECT changed_at, account FROM grants
                     WHERE sealed IS NOT NULL AND account GLOB 'user.*'
                       AND changed_at < ?1 AND (changed_at, account) > (?2, ?3)
                     ORDER BY changed_at, account LIMIT ?4",
                )?
                .query_and_then(params![before.0, at, account, jobs::limit(most)], |row| {
                    Ok((Time(row.get(0)?), account_name(&row.get::<_, String>(1)?)?))
                })?
                .collect()
        }))
    }
}

fn put(desk: &mut Desk<'_>, user: &User, stamp: Stamp) -> Result<Result<Put, PutUsers>, Trouble> {
    let there = find(desk.connection, &user.address)?;
    if there.as_ref().map(|there| there.revision).unwrap_or_default() != user.revision {
        return Ok(Ok(Put::Changed));
    }
    if there.is_none() && count(desk.connection)? >= MOST_USERS {
        return Ok(Err(PutUsers::TooMany));
    }
    if let Some(taken) = taken(desk.connection, user)? {
        return Ok(Err(taken));
    }
    match there {
        Some(_) => write(desk.connection, user, user.revision)?,
        None => come(desk, user, stamp.at)?,
    }
    let named = user.address.clone();
    let (put, event) = match there {
        Some(_) => (Put::Replaced, Event::UserChanged { user: named }),
        None => (Put::Added, Event::UserAdded { user: named }),
    };
    journal::write_of_account(desk.connection, &user.account(), &event, stamp)?;
    Ok(Ok(put))
}

fn import(desk: &mut Desk<'_>, users: &[User], stamp: Stamp) -> Result<PutUsers, Trouble> {
    if let Some(taken) = taken_by_import(desk.connection, users)? {
        return Ok(taken);
    }
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for user in users {
        match find(desk.connection, &user.address)? {
            None => new.push(user),
            Some(there) => {
                let revision = there.revision;
                if (User { revision, ..user.clone() }) != there {
                    changed.push((user, revision));
                }
            }
        }
    }
    if count(desk.connection)? + new.len() as u64 > MOST_USERS {
        return Ok(PutUsers::TooMany);
    }
    let done = PutUsers::Done { added: new.len(), changed: changed.len() };
    // Who gives a name up in this import may give it to another one of it.
    for (user, _) in &changed {
        forget_names(desk.connection, &user.address)?;
    }
    for user in &new {
        come(desk, user, stamp.at)?;
    }
    for (user, revision) in &changed {
        write(desk.connection, user, *revision)?;
    }
    let event = Event::UsersImported { added: new.len(), changed: changed.len() };
    journal::write(desk.connection, None, None, &event, stamp)?;
    Ok(done)
}

/// A new user; what waited for an earlier one of this mailbox goes on.
fn come(desk: &mut Desk<'_>, user: &User, now: Time) -> Result<(), Trouble> {
    write(desk.connection, user, Revision::default())?;
    jobs::release(desk, &user.account(), now)?;
    Ok(())
}

fn remove(
    desk: &mut Desk<'_>,
    mails: &Arc<Mails>,
    address: &str,
    scans: Option<Scans>,
    stamp: Stamp,
) -> Result<Removed, Trouble> {
    let Some(user) = find(desk.connection, address)? else { return Ok(Removed::NotThere) };
    let account = user.account();
    let open = open_jobs(desk.connection, &account)?;
    let number = open.len() as u64;
    if scans.is_none() && number > 0 {
        return Ok(Removed::Asks(number));
    }
    if open.iter().any(|(_, under_way)| *under_way) {
        return Ok(Removed::UnderWay);
    }
    desk.connection.execute("DELETE FROM holds WHERE account = ?1", [account.as_str()])?;
    let (kept, deleted) = match scans {
        Some(Scans::Delete) => {
            for (job, _) in &open {
                jobs::delete(desk, mails, *job, stamp.clone())?;
            }
            (0, number)
        }
        Some(Scans::Keep) | None => (number, 0),
    };
    if kept > 0 {
        let why = Fault::new(Code::UserGone).fact("user", &user.name);
        jobs::hold(desk, &account, &why, stamp.at)?;
    }
    accounts::forget_grant(desk.connection, &account, stamp.at)?;
    rests::forget(desk, &account)?;
    forget_names(desk.connection, address)?;
    desk.connection.execute("DELETE FROM users WHERE address = ?1", [user::key(address)])?;
    let event = Event::UserRemoved { user: user.address, kept, deleted };
    journal::write_of_account(desk.connection, &account, &event, stamp)?;
    Ok(Removed::Done { kept, deleted })
}

fn find(connection: &Connection, address: &str) -> Result<Option<User>, Trouble> {
    let user = connection
        .prepare_cached("SELECT user FROM users WHERE address = ?1")?
        .query_one([user::key(address)], text)
        .optional()?;
    Ok(user.map(|user| serde_json::from_str(&user)).transpose()?)
}

fn page(connection: &Connection, filter: &UserFilter) -> Result<Vec<User>, Trouble> {
    let after = filter.after.as_deref().map(user::key).unwrap_or_default();
    let search = filter.search.to_lowercase();
    let most = filter.most.min(UserFilter::MOST);
    let mut statement =
        connection.prepare_cached("SELECT user FROM users WHERE address > ?1 ORDER BY address")?;
    let mut rows = statement.query([after])?;
    let mut users = Vec::new();
    while users.len() < most
        && let Some(row) = rows.next()?
    {
        let user: User = serde_json::from_str(&text(row)?)?;
        if user.holds(&search) {
            users.push(user);
        }
    }
    Ok(users)
}

fn count(connection: &Connection) -> Result<u64, Trouble> {
    let count = connection
        .prepare_cached("SELECT count(*) FROM users")?
        .query_one([], |row| row.get::<_, i64>(0))?;
    Ok(count.unsigned_abs())
}

/// Who is named so.
fn owner(connection: &Connection, name: &str) -> Result<Option<String>, Trouble> {
    let mut find = connection.prepare_cached("SELECT address FROM user_names WHERE name = ?1")?;
    Ok(find.query_one([name], text).optional()?)
}

/// Whether another user is named as this one would be.
fn taken(connection: &Connection, user: &User) -> Result<Option<PutUsers>, Trouble> {
    for name in user.keys() {
        if let Some(address) = owner(connection, &name)?
            && address != user::key(&user.address)
        {
            return Ok(Some(PutUsers::Taken { address, text: name }));
        }
    }
    Ok(None)
}

/// Whether two users would be named alike once all of these are stored.
fn taken_by_import(connection: &Connection, users: &[User]) -> Result<Option<PutUsers>, Trouble> {
    let imported: BTreeSet<_> = users.iter().map(|user| user::key(&user.address)).collect();
    let mut named = BTreeSet::new();
    for user in users {
        for name in user.keys() {
            let owner = owner(connection, &name)?.filter(|owner| !imported.contains(owner));
            if owner.is_some() || !named.insert(name.clone()) {
                let address = owner.unwrap_or_else(|| user.address.clone());
                return Ok(Some(PutUsers::Taken { address, text: name }));
            }
        }
    }
    Ok(None)
}

fn write(connection: &Connection, user: &User, seen: Revision) -> Result<(), Trouble> {
    let stored = serde_json::to_string(&User { revision: seen.next(), ..user.clone() })?;
    let address = user::key(&user.address);
    connection
        .prepare_cached(
            "INSERT INTO users (address, account, user) VALUES (?1, ?2, ?3)
             ON CONFLICT (address) DO UPDATE SET user = ?3",
        )?
        .execute([&address, account_of(&address).as_str(), &stored])?;
    forget_names(connection, &address)?;
    write_names(connection, user)
}

fn write_names(connection: &Connection, user: &User) -> Result<(), Trouble> {
    let mut write = connection
        .prepare_cached("INSERT OR REPLACE INTO user_names (name, address) VALUES (?1, ?2)")?;
    for name in user.keys() {
        write.execute([name, user::key(&user.address)])?;
    }
    Ok(())
}

fn forget_names(connection: &Connection, address: &str) -> Result<(), Trouble> {
    connection
        .prepare_cached("DELETE FROM user_names WHERE address = ?1")?
        .execute([user::key(address)])?;
    Ok(())
}

/// Its jobs that have not ended, and whether each is on its way this moment.
fn open_jobs(
    connection: &Connection,
    account: &AccountName,
) -> Result<Vec<(JobId, bool)>, Trouble> {
    connection
        .prepare_cached(
            "SELECT id, 0 FROM jobs WHERE account = ?1 AND state = 'waiting'
             UNION ALL
             SELECT id, state = 'delivering' FROM jobs
             WHERE state IN ('held', 'delivering') AND account = ?1",
        )?
        .query_and_then([account.as_str()], |row| {
            Ok((JobId(Uuid::from_bytes(row.get(0)?)), row.get(1)?))
        })?
        .collect()
}

fn account_name(stored: &str) -> Result<AccountName, Trouble> {
    stored.parse().map_err(Trouble::Unreadable)
}

fn text(row: &Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}
