//! One group of verbs, one transaction.
//!
//! A verb that fails takes nobody with it: the group is rolled back and each of its verbs is run
//! again, alone. (Savepoints cannot do this: on a full disk SQLite may roll back the whole
//! transaction, the neighbours' work with it.)
//!
//! A full disk takes no mail, but a verb that makes room must not fail for want of room: alone, it
//! gets the [`Reserve`], and then what the log can give back.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use scanpost_core::fault::Fault;

use super::reserve::Reserve;
use super::room;
use super::trouble::Trouble;
use super::writer::{Desk, Verb};

/// Commits a group together or, if that fails, each of its verbs alone; answers all of them.
pub(super) fn commit_group(
    connection: &Connection,
    reserve: &Reserve,
    mut group: Vec<Box<dyn Verb>>,
) {
    match commit(connection, &mut group) {
        Ok(()) => answer_all(group, &Ok(())),
        Err(failure) if failure.concerns_all() => answer_all(group, &Err(failure.into())),
        Err(failure) if group.len() == 1 => {
            let durable = commit_in_need(connection, reserve, &mut group, failure);
            answer_all(group, &durable.map_err(Fault::from));
        }
        Err(_) => {
            for verb in group {
                commit_group(connection, reserve, vec![verb]);
            }
        }
    }
}

/// Runs a verb that met a full disk again, after each step that may make room, if it has a right to
/// that.
fn commit_in_need(
    connection: &Connection,
    reserve: &Reserve,
    verb: &mut [Box<dyn Verb>],
    mut failure: Failure,
) -> Result<(), Failure> {
    if !verb.iter().all(|verb| verb.terms().reserve) {
        return Err(failure);
    }
    // The log last: what it moves into the database may take room before it gives any back.
    let steps: [&dyn Fn(); 2] = [&|| reserve.give_up(), &|| room::fold_log(connection)];
    for make_room in steps {
        if !failure.trouble().is_full_disk() {
            break;
        }
        make_room();
        match commit(connection, verb) {
            Ok(()) => return Ok(()),
            Err(again) => failure = again,
        }
    }
    Err(failure)
}

fn answer_all(group: Vec<Box<dyn Verb>>, durable: &Result<(), Fault>) {
    for verb in group {
        verb.answer(durable.clone());
    }
}

/// Where a transaction failed.
enum Failure {
    /// Nothing was tried yet.
    Begin(Trouble),
    Work(Trouble),
}

impl Failure {
    fn trouble(&self) -> &Trouble {
        match self {
            Failure::Begin(trouble) | Failure::Work(trouble) => trouble,
        }
    }

    /// Trying each verb alone would meet the same, unless one of them has the reserve.
    fn concerns_all(&self) -> bool {
        matches!(self, Failure::Begin(trouble) if !trouble.is_full_disk())
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Begin(trouble) | Failure::Work(trouble) => trouble.into(),
        }
    }
}

impl<E: Into<Trouble>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Work(error.into())
    }
}

/// One transaction. Left early, it is rolled back.
fn commit(connection: &Connection, verbs: &mut [Box<dyn Verb>]) -> Result<(), Failure> {
    flush_at_commit(connection, verbs.iter().any(|verb| verb.terms().flushed))
        .map_err(|error| Failure::Begin(error.into()))?;
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)
        .map_err(|error| Failure::Begin(error.into()))?;
    let mut desk = Desk::of(connection);
    for verb in verbs {
        verb.run(&mut desk)?;
    }
    transaction.commit()?;
    desk.committed();
    Ok(())
}

/// Whether the next commit returns only when the disk has it. What is committed without that is on the disk
/// with the next commit that waits, because both lie in one log.
fn flush_at_commit(connection: &Connection, wanted: bool) -> rusqlite::Result<()> {
    let level = if wanted { FULL } else { NORMAL };
    let now: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if now == level { Ok(()) } else { connection.pragma_update(None, "synchronous", level) }
}

/// What SQLite calls the two in the mode of a write-ahead log.
const NORMAL: i64 = 1;
const FULL: i64 = 2;
