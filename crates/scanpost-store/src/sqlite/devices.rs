//! Devices, in the order in which they were added.

use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::device::{Device, Devices};
use scanpost_core::journal::Event;

use super::trouble::Trouble;
use super::writer::Desk;
use super::{SqliteStore, journal};

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

    fn put_device(&self, device: Device, at: Time) -> Stored<'_, bool> {
        Box::pin(self.writer.write(move |desk| put(desk, &device, at)))
    }

    fn remove_device(&self, name: String, at: Time) -> Stored<'_, bool> {
        Box::pin(self.writer.write(move |desk| remove(desk, &name, at)))
    }
}

fn put(desk: &mut Desk<'_>, device: &Device, at: Time) -> Result<bool, Trouble> {
    let stored = serde_json::to_string(device)?;
    let replaced = desk
        .connection
        .execute("UPDATE devices SET device = ?2 WHERE name = ?1", [&device.name, &stored])?;
    if replaced > 0 {
        return Ok(false);
    }
    desk.connection
        .execute("INSERT INTO devices (name, device) VALUES (?1, ?2)", [&device.name, &stored])?;
    let event = Event::DeviceAdded { device: device.name.clone() };
    journal::write(desk.connection, None, None, &event, at)?;
    Ok(true)
}

fn remove(desk: &mut Desk<'_>, name: &str, at: Time) -> Result<bool, Trouble> {
    if desk.connection.execute("DELETE FROM devices WHERE name = ?1", [name])? == 0 {
        return Ok(false);
    }
    let event = Event::DeviceRemoved { device: name.to_owned() };
    journal::write(desk.connection, None, None, &event, at)?;
    Ok(true)
}
