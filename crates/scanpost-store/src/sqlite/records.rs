//! Records: what has a kind, a name, a revision and a body that is not looked into.

use rusqlite::{Connection, OptionalExtension, params};
use scanpost_core::Stored;
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::record::{Kind, Put, Record, Records, Revision};

use super::trouble::Trouble;
use super::writer::Desk;
use super::{SqliteStore, journal};

impl Records for SqliteStore {
    fn records(&self, kind: Kind) -> Stored<'_, Vec<Record>> {
        Box::pin(self.readers.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT name, revision, body FROM records WHERE kind = ?1 ORDER BY name",
                )?
                .query_and_then([kind.as_str()], |row| {
                    let revision = revision(row.get(1)?);
                    Ok(Record { name: row.get(0)?, revision, body: row.get(2)? })
                })?
                .collect()
        }))
    }

    fn put_record(
        &self,
        kind: Kind,
        record: Record,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, Put> {
        Box::pin(self.writer.write(move |desk| put(desk, kind, &record, &event, stamp.clone())))
    }

    fn remove_record(
        &self,
        kind: Kind,
        name: String,
        seen: Revision,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, bool> {
        Box::pin(
            self.writer.write(move |desk| remove(desk, kind, &name, seen, &event, stamp.clone())),
        )
    }
}

/// Whether nobody has changed it since it was read.
pub(super) fn is_as_read(
    connection: &Connection,
    kind: Kind,
    record: &Record,
) -> Result<bool, Trouble> {
    Ok(found(connection, kind, &record.name)?.unwrap_or_default() == record.revision)
}

pub(super) fn put(
    desk: &mut Desk<'_>,
    kind: Kind,
    record: &Record,
    event: &Event,
    stamp: Stamp,
) -> Result<Put, Trouble> {
    let there = found(desk.connection, kind, &record.name)?;
    if there.unwrap_or_default() != record.revision {
        return Ok(Put::Changed);
    }
    desk.connection
        .prepare_cached(
            "INSERT INTO records (kind, name, revision, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, name) DO UPDATE SET revision = ?3, body = ?4",
        )?
        .execute(params![
            kind.as_str(),
            record.name,
            record.revision.next().0.cast_signed(),
            record.body
        ])?;
    journal::write(desk.connection, None, None, event, stamp)?;
    Ok(if there.is_some() { Put::Replaced } else { Put::Added })
}

fn remove(
    desk: &mut Desk<'_>,
    kind: Kind,
    name: &str,
    seen: Revision,
    event: &Event,
    stamp: Stamp,
) -> Result<bool, Trouble> {
    let removed = desk
        .connection
        .prepare_cached("DELETE FROM records WHERE kind = ?1 AND name = ?2 AND revision = ?3")?
        .execute(params![kind.as_str(), name, seen.0.cast_signed()])?;
    if removed == 0 {
        return Ok(false);
    }
    journal::write(desk.connection, None, None, event, stamp)?;
    Ok(true)
}

fn found(connection: &Connection, kind: Kind, name: &str) -> Result<Option<Revision>, Trouble> {
    let found = connection
        .prepare_cached("SELECT revision FROM records WHERE kind = ?1 AND name = ?2")?
        .query_one([kind.as_str(), name], |row| row.get(0))
        .optional()?;
    Ok(found.map(revision))
}

fn revision(stored: i64) -> Revision {
    Revision(stored.cast_unsigned())
}
