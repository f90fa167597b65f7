//! The arrivals' verbs in SQL: each function is the inside of one transaction of the writer.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use scanpost_core::clock::{Jump, Time};
use scanpost_core::journal::{ArrivalStep, Event, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::receive::ledger::Mark;
use scanpost_core::receive::{
    Addressed, Arrival, ArrivalFilter, ArrivalId, ArrivalState, Digest, Fingerprint, LeftMail,
    MailboxName, NewArrival, TakenIn,
};
use scanpost_core::settings::RetryPolicy;
use scanpost_core::site::Function;
use uuid::Uuid;

use super::jobs::{AFTER_EVERY_ID, Octets, Place, limit, millis};
use super::journal;
use super::mails::Mails;
use super::trouble::Trouble;
use super::writer::Desk;
use crate::arrival_life as life;

/// The columns of an arrival, in the order in which [`read_arrival`] reads them.
macro_rules! columns {
    () => {
        "id, function, account, mailbox, uidl, digest, taken_at, size_bytes, state, tries, due_at, \
         ended_at, fault, place"
    };
}

/// What is handed on next. By itself, SQLite takes the index of all states, and sorts whatever waits for each.
const DUE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM arrivals INDEXED BY arrivals_waiting
     WHERE state = 'waiting' AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2"
);

/// When that is.
const NEXT_DUE: &str = "SELECT due_at FROM arrivals INDEXED BY arrivals_waiting
     WHERE state = 'waiting' ORDER BY due_at LIMIT 1";

/// Takes a mail in, unless the same octets are here already. Octets that are not needed go when they are
/// dropped.
pub(super) fn take_in(
    desk: &mut Desk<'_>,
    new: &NewArrival,
    size_bytes: u64,
    octets: &Octets,
) -> Result<TakenIn, Trouble> {
    mark(desk.connection, &new.mailbox, &new.uidl, Mark::Taken { head: new.head })?;
    if let Some(there) = remembered(desk.connection, new)? {
        write(desk.connection, &there, ArrivalStep::CameAgain, new.taken_at)?;
        return Ok(TakenIn::Again(there.id));
    }
    let (arrival, step) = life::taken_in(new, size_bytes);
    insert(desk.connection, &arrival, matches!(octets, Octets::InFile(_)))?;
    match octets {
        Octets::InRow(octets) => {
            desk.connection
                .prepare_cached("INSERT INTO arrival_bodies (arrival, octets) VALUES (?1, ?2)")?
                .execute(params![key(arrival.id), octets])?;
        }
        Octets::InFile(file) => {
            let file = Arc::clone(file);
            desk.after_commit(move || file.stays());
        }
    }
    write(desk.connection, &arrival, step, new.taken_at)?;
    Ok(TakenIn::New)
}

pub(super) fn marks(
    connection: &Connection,
    mailbox: &MailboxName,
    after: Option<Fingerprint>,
    most: usize,
) -> Result<Vec<(Fingerprint, Mark)>, Trouble> {
    // The empty octets stand before all others.
    let after = after.as_ref().map_or(&[][..], |after| &after.0);
    connection
        .prepare_cached(
            "SELECT uidl, head, rules FROM mailbox_ledger WHERE mailbox = ?1 AND uidl > ?2
             ORDER BY uidl LIMIT ?3",
        )?
        .query_and_then(
            params![mailbox.0, after, i64::try_from(most).unwrap_or(i64::MAX)],
            |row| {
                let (uidl, head, rules) = (row.get(0)?, Fingerprint(row.get(1)?), row.get(2)?);
                Ok((Fingerprint(uidl), read_mark(head, rules)))
            },
        )?
        .collect()
}

fn read_mark(head: Fingerprint, rules: Option<[u8; 16]>) -> Mark {
    match rules {
        Some(rules) => Mark::Left { head, rules: Fingerprint(rules) },
        None => Mark::Taken { head },
    }
}

pub(super) fn leave(
    desk: &mut Desk<'_>,
    account: &AccountName,
    mailbox: &MailboxName,
    mails: &[LeftMail],
    now: Time,
) -> Result<(), Trouble> {
    for LeftMail { uidl, head, rules, why } in mails {
        let known = desk
            .connection
            .prepare_cached(
                "SELECT head FROM mailbox_ledger
                 WHERE mailbox = ?1 AND uidl = ?2 AND rules IS NOT NULL",
            )?
            .query_one(params![mailbox.0, Fingerprint::of(uidl.as_bytes()).0], |row| row.get(0))
            .optional()?;
        mark(desk.connection, mailbox, uidl, Mark::Left { head: *head, rules: *rules })?;
        if known != Some(head.0) {
            let event = Event::MailLeft { uidl: uidl.clone(), fault: why.clone() };
            journal::write_of_account(desk.connection, account, &event, now)?;
        }
    }
    Ok(())
}

pub(super) fn gone(
    desk: &mut Desk<'_>,
    account: &AccountName,
    mailbox: &MailboxName,
    uidls: &[Fingerprint],
    now: Time,
) -> Result<usize, Trouble> {
    let mut remove = desk.connection.prepare_cached(
        "DELETE FROM mailbox_ledger WHERE mailbox = ?1 AND uidl = ?2 RETURNING rules IS NULL",
    )?;
    let (mut removed, mut mails) = (0, 0);
    for uidl in uidls {
        let was_taken =
            remove.query_one(params![mailbox.0, uidl.0], |row| row.get(0)).optional()?;
        removed += usize::from(was_taken.is_some());
        mails += usize::from(was_taken == Some(true));
    }
    if mails > 0 {
        journal::write_of_account(desk.connection, account, &Event::MailsGone { mails }, now)?;
    }
    Ok(removed)
}

pub(super) fn claim(
    desk: &mut Desk<'_>,
    now: Time,
    policy: &RetryPolicy,
    most: usize,
) -> Result<Vec<Arrival>, Trouble> {
    let due = desk
        .connection
        .prepare_cached(DUE)?
        .query_and_then(params![now.0, limit(most)], read_arrival)?
        .collect::<Result<Vec<Arrival>, Trouble>>()?;
    due.into_iter()
        .map(|mut arrival| {
            let step = life::begin_handing_on(&mut arrival, now, policy);
            update(desk.connection, &arrival)?;
            write(desk.connection, &arrival, step, now)?;
            Ok(arrival)
        })
        .collect()
}

pub(super) fn next_due(connection: &Connection) -> Result<Option<Time>, Trouble> {
    let due = connection.prepare_cached(NEXT_DUE)?.query_one([], |row| row.get(0)).optional()?;
    Ok(due.map(Time))
}

/// Changes an arrival as the verb says, if it can be done to it; gives it as it is then.
pub(super) fn change(
    desk: &mut Desk<'_>,
    mails: &Arc<Mails>,
    id: ArrivalId,
    stamp: &Stamp,
    verb: impl Fn(&mut Arrival, Time) -> Option<ArrivalStep>,
) -> Result<Option<Arrival>, Trouble> {
    let Some(mut arrival) = find(desk.connection, id)? else {
        return Ok(None);
    };
    let Some(step) = verb(&mut arrival, stamp.at) else {
        return Ok(None);
    };
    update(desk.connection, &arrival)?;
    if arrival.state.is_final() {
        remove_octets(desk, mails, id)?;
    }
    write(desk.connection, &arrival, step, stamp.clone())?;
    Ok(Some(arrival))
}

pub(super) fn recover(
    desk: &mut Desk<'_>,
    now: Time,
    longest_wait: Duration,
) -> Result<usize, Trouble> {
    let mut interrupted = desk
        .connection
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM arrivals WHERE state = 'handing-on'"
        ))?
        .query_and_then([], read_arrival)?
        .collect::<Result<Vec<Arrival>, Trouble>>()?;
    for arrival in &mut interrupted {
        let step = life::interrupt(arrival, now);
        update(desk.connection, arrival)?;
        write(desk.connection, arrival, step, now)?;
    }
    desk.connection.execute(
        "UPDATE arrivals SET due_at = ?1 WHERE state = 'waiting' AND due_at > ?2",
        params![now.0, (now + longest_wait).0],
    )?;
    Ok(interrupted.len())
}

pub(super) fn forget(desk: &mut Desk<'_>, ended_before: Time) -> Result<usize, Trouble> {
    let forgotten = desk
        .connection
        .prepare_cached(
            "DELETE FROM arrivals WHERE id IN
                 (SELECT id FROM arrivals WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2)",
        )?
        .execute(params![ended_before.0, limit(ArrivalFilter::MOST)])?;
    Ok(forgotten)
}

/// Somebody set the clock: what waits, and what is remembered, moves with it.
pub(super) fn shift(connection: &Connection, jump: Jump) -> Result<(), Trouble> {
    connection
        .execute("UPDATE arrivals SET taken_at = taken_at + ?1, due_at = due_at + ?1", [jump.0])?;
    Ok(())
}

pub(super) fn find(connection: &Connection, id: ArrivalId) -> Result<Option<Arrival>, Trouble> {
    connection
        .prepare_cached(concat!("SELECT ", columns!(), " FROM arrivals WHERE id = ?1"))?
        .query_and_then([key(id)], read_arrival)?
        .next()
        .transpose()
}

pub(super) fn list(
    connection: &Connection,
    filter: &ArrivalFilter,
) -> Result<Vec<Arrival>, Trouble> {
    // Two statements, so that each has an index that brings the rows in order.
    let of_all = concat!(
        "SELECT ",
        columns!(),
        " FROM arrivals WHERE id < ?1 AND ?2 IS NULL AND (?3 IS NULL OR function = ?3)
         ORDER BY id DESC LIMIT ?4"
    );
    let of_one_state = concat!(
        "SELECT ",
        columns!(),
        " FROM arrivals WHERE id < ?1 AND state = ?2 AND (?3 IS NULL OR function = ?3)
         ORDER BY id DESC LIMIT ?4"
    );
    let before = filter.before.as_ref().map_or(AFTER_EVERY_ID.as_slice(), |id| id.0.as_bytes());
    let (state, function) =
        (filter.state.map(ArrivalState::as_str), filter.function.map(Function::as_str));
    connection
        .prepare_cached(if state.is_some() { of_one_state } else { of_all })?
        .query_and_then(params![before, state, function, limit(filter.most)], read_arrival)?
        .collect()
}

pub(super) fn counts(connection: &Connection) -> Result<Vec<(ArrivalState, u64)>, Trouble> {
    let mut count = connection.prepare_cached("SELECT count(*) FROM arrivals WHERE state = ?1")?;
    ArrivalState::ALL
        .into_iter()
        .map(|state| {
            let arrivals: i64 = count.query_one([state.as_str()], |row| row.get(0))?;
            Ok((state, arrivals.unsigned_abs()))
        })
        .collect()
}

/// How many of the function were handed on to this address since then, and to any.
pub(super) fn addressed(
    connection: &Connection,
    function: Function,
    since: Time,
    to: &str,
) -> Result<Addressed, Trouble> {
    connection
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE place = ?3 COLLATE NOCASE), count(*)
             FROM arrivals INDEXED BY arrivals_ended
             WHERE ended_at >= ?1 AND function = ?2 AND state = 'handed-on'
                 AND instr(place, '@') > 0",
        )?
        .query_one(params![since.0, function.as_str(), to], |row| {
            Ok(Addressed { to_one: row.get(0)?, to_all: row.get(1)? })
        })
        .map_err(Trouble::from)
}

/// Where the octets of an arrival lie that is not in a final state.
pub(super) fn place(connection: &Connection, id: ArrivalId) -> Result<Option<Place>, Trouble> {
    let place = connection
        .prepare_cached(
            "SELECT in_file, octets FROM arrivals
             LEFT JOIN arrival_bodies ON arrival_bodies.arrival = arrivals.id
             WHERE id = ?1 AND state IN ('waiting', 'handing-on', 'quarantined')",
        )?
        .query_one([key(id)], |row| {
            let (in_file, octets) = (row.get(0)?, row.get::<_, Option<Vec<u8>>>(1)?);
            Ok(if in_file { Some(Place::InFile) } else { octets.map(Place::InRow) })
        })
        .optional()?;
    Ok(place.flatten())
}

/// The same octets, taken out of a mailbox of the same address lately.
fn remembered(connection: &Connection, new: &NewArrival) -> Result<Option<Arrival>, Trouble> {
    let address = format!("{} ", new.mailbox.address());
    connection
        .prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM arrivals WHERE digest = ?1 AND taken_at >= ?2
              AND substr(mailbox, 1, length(?3)) = ?3 LIMIT 1"
        ))?
        .query_and_then(params![new.digest.0, new.remembered_since.0, address], read_arrival)?
        .next()
        .transpose()
}

fn mark(
    connection: &Connection,
    mailbox: &MailboxName,
    uidl: &str,
    mark: Mark,
) -> Result<(), Trouble> {
    let (head, rules) = match mark {
        Mark::Taken { head } => (head, None),
        Mark::Left { head, rules } => (head, Some(rules.0)),
    };
    connection
        .prepare_cached(
            "INSERT INTO mailbox_ledger (mailbox, uidl, head, rules) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (mailbox, uidl) DO UPDATE SET head = ?3, rules = ?4",
        )?
        .execute(params![mailbox.0, Fingerprint::of(uidl.as_bytes()).0, head.0, rules])?;
    Ok(())
}

fn insert(connection: &Connection, arrival: &Arrival, in_file: bool) -> Result<(), Trouble> {
    let size_bytes = i64::try_from(arrival.size_bytes)
        .map_err(|_| Trouble::Unreadable("a mail larger than any disk".to_owned()))?;
    connection
        .prepare_cached(
            "INSERT INTO arrivals (id, function, account, mailbox, uidl, digest, taken_at,
                                   size_bytes, in_file, state, tries, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            key(arrival.id),
            arrival.function.as_str(),
            arrival.account.as_str(),
            arrival.mailbox.0,
            arrival.uidl,
            arrival.digest.0,
            arrival.taken_at.0,
            size_bytes,
            in_file,
            arrival.state.as_str(),
            arrival.tries,
            millis(arrival.due_at),
        ])?;
    Ok(())
}

/// Writes back what verbs change in an arrival.
fn update(connection: &Connection, arrival: &Arrival) -> Result<(), Trouble> {
    connection
        .prepare_cached(
            "UPDATE arrivals SET state = ?2, tries = ?3, due_at = ?4, ended_at = ?5, fault = ?6,
                                 place = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            key(arrival.id),
            arrival.state.as_str(),
            arrival.tries,
            millis(arrival.due_at),
            millis(arrival.ended_at),
            arrival.fault.as_ref().map(serde_json::to_string).transpose()?,
            arrival.place,
        ])?;
    Ok(())
}

/// Takes the octets of an arrival away.
fn remove_octets(desk: &mut Desk<'_>, mails: &Arc<Mails>, id: ArrivalId) -> Result<(), Trouble> {
    let in_row = desk
        .connection
        .prepare_cached("DELETE FROM arrival_bodies WHERE arrival = ?1")?
        .execute([key(id)])?;
    if in_row == 0 {
        let mails = Arc::clone(mails);
        desk.after_commit(move || mails.remove(id.0));
    }
    Ok(())
}

fn write(
    connection: &Connection,
    arrival: &Arrival,
    step: ArrivalStep,
    stamp: impl Into<Stamp>,
) -> Result<(), Trouble> {
    let event = Event::Arrival { arrival: arrival.id, step };
    journal::write_of_account(connection, &arrival.account, &event, stamp)
}

fn read_arrival(row: &Row<'_>) -> Result<Arrival, Trouble> {
    let (function, state): (String, String) = (row.get(1)?, row.get(8)?);
    Ok(Arrival {
        id: ArrivalId(Uuid::from_bytes(row.get(0)?)),
        function: Function::ALL
            .into_iter()
            .find(|known| known.as_str() == function)
            .ok_or_else(|| Trouble::Unreadable(format!("an arrival for '{function}'")))?,
        account: row.get::<_, String>(2)?.parse().map_err(Trouble::Unreadable)?,
        mailbox: MailboxName(row.get(3)?),
        uidl: row.get(4)?,
        digest: Digest(row.get(5)?),
        taken_at: Time(row.get(6)?),
        size_bytes: row.get::<_, i64>(7)?.unsigned_abs(),
        state: ArrivalState::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| Trouble::Unreadable(format!("an arrival in state '{state}'")))?,
        tries: row.get(9)?,
        due_at: row.get::<_, Option<i64>>(10)?.map(Time),
        ended_at: row.get::<_, Option<i64>>(11)?.map(Time),
        fault: row
            .get::<_, Option<String>>(12)?
            .map(|fault| serde_json::from_str(&fault))
            .transpose()?,
        place: row.get(13)?,
    })
}

/// An id as it is stored: its 16 octets.
fn key(id: ArrivalId) -> [u8; 16] {
    id.0.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::migrations::migrate;
    use crate::sqlite::plan::plan;

    /// Each look costs the same, however many wait.
    #[test]
    fn what_is_handed_on_next_is_found_by_an_index_that_has_it_in_order() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection).unwrap();
        for statement in [DUE, NEXT_DUE] {
            let steps = plan(&connection, statement);
            let [step] = steps.as_slice() else { panic!("something is sorted: {steps:#?}") };
            assert!(step.contains("arrivals_waiting"), "{step}");
        }
    }
}
