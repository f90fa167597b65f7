//! Devices, in the order in which they were added, and what was last seen of them.

use rusqlite::OptionalExtension;
use scanpost_core::Stored;
use scanpost_core::device::{Device, Devices, Facts};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::record::{Put, Revision};

use super::trouble::Trouble;
use super::writer::Desk;
use super::{SqliteStore, claims, journal};

impl Devices for SqliteStore {
    fn devices(&self) -> Stored<'_, Vec<Device>> {
        Box::pin(self.readers.read(|connection| {
            connection
                .prepare_cached("SELECT device FROM devices ORDER BY number")?
                .query_and_then([], |row| {
                    let device: String = row.get(0)?;
                    Ok(serde_json::from_str(&device)?)
                })?
                .collect()
        }))
    }

    fn put_device(&self, device: Device, stamp: Stamp) -> Stored<'_, Put> {
        Box::pin(self.writer.write(move |desk| put(desk, &device, stamp.clone())))
    }

    fn remove_device(&self, name: String, stamp: Stamp) -> Stored<'_, bool> {
        Box::pin(self.writer.write(move |desk| remove(desk, &name, stamp.clone())))
    }

    fn sightings(&self) -> Stored<'_, Vec<(String, Facts)>> {
        Box::pin(self.readers.read(|connection| {
            connection
                .prepare_cached("SELECT device, facts FROM sightings ORDER BY device")?
                .query_and_then([], |row| {
                    let facts: String = row.get(1)?;
                    Ok((row.get(0)?, serde_json::from_str(&facts)?))
                })?
                .collect()
        }))
    }

    fn note_sightings(&self, seen: Vec<(String, Facts)>) -> Stored<'_, ()> {
        Box::pin(self.writer.write(move |desk| note(desk, &seen)))
    }
}

fn put(desk: &mut Desk<'_>, device: &Device, stamp: Stamp) -> Result<Put, Trouble> {
    let there = desk
        .connection
        .prepare_cached("SELECT device FROM devices WHERE name = ?1")?
        .query_one([&device.name], |row| row.get::<_, String>(0))
        .optional()?;
    let revision = match &there {
        Some(stored) => serde_json::from_str::<Device>(stored)?.revision,
        None => Revision::default(),
    };
    if revision != device.revision {
        return Ok(Put::Changed);
    }
    let name = device.name.clone();
    let stored = serde_json::to_string(&Device { revision: revision.next(), ..device.clone() })?;
    desk.connection
        .prepare_cached(
            "INSERT INTO devices (name, device) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET device = ?2",
        )?
        .execute([&name, &stored])?;
    let (put, event) = if there.is_some() {
        (Put::Replaced, Event::DeviceChanged { device: name })
    } else {
        (Put::Added, Event::DeviceAdded { device: name })
    };
    journal::write(desk.connection, None, None, &event, stamp)?;
    Ok(put)
}

fn remove(desk: &mut Desk<'_>, name: &str, stamp: Stamp) -> Result<bool, Trouble> {
    if desk.connection.execute("DELETE FROM devices WHERE name = ?1", [name])? == 0 {
        return Ok(false);
    }
    desk.connection.execute("DELETE FROM sightings WHERE device = ?1", [name])?;
    claims::forget(desk.connection, name)?;
    let event = Event::DeviceRemoved { device: name.to_owned() };
    journal::write(desk.connection, None, None, &event, stamp)?;
    Ok(true)
}

fn note(desk: &mut Desk<'_>, seen: &[(String, Facts)]) -> Result<(), Trouble> {
    let mut note = desk.connection.prepare_cached(
        "INSERT OR REPLACE INTO sightings (device, facts)
         SELECT name, ?2 FROM devices WHERE name = ?1",
    )?;
    for (name, facts) in seen {
        note.execute([name, &serde_json::to_string(facts)?])?;
    }
    Ok(())
}
