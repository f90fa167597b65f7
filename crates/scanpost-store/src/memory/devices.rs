//! Devices, in the order in which they were added.

use scanpost_core::Stored;
use scanpost_core::device::{Device, Devices, Facts};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::record::Put;

use super::{MemoryStore, done};

impl Devices for MemoryStore {
    fn devices(&self) -> Stored<'_, Vec<Device>> {
        done(self.state().devices.clone())
    }

    fn put_device(&self, device: Device, stamp: Stamp) -> Stored<'_, Put> {
        let mut state = self.state();
        let there = state.devices.iter().position(|known| known.name == device.name);
        let revision = there.map(|place| state.devices[place].revision).unwrap_or_default();
        if revision != device.revision {
            return done(Put::Changed);
        }
        let name = device.name.clone();
        let device = Device { revision: revision.next(), ..device };
        if let Some(place) = there {
            state.devices[place] = device;
            state.write(None, None, Event::DeviceChanged { device: name }, stamp);
            return done(Put::Replaced);
        }
        state.devices.push(device);
        state.write(None, None, Event::DeviceAdded { device: name }, stamp);
        done(Put::Added)
    }

    fn remove_device(&self, name: String, stamp: Stamp) -> Stored<'_, bool> {
        let mut state = self.state();
        let before = state.devices.len();
        state.devices.retain(|device| device.name != name);
        if state.devices.len() == before {
            return done(false);
        }
        state.sightings.remove(&name);
        state.turns.retain(|(_, device), _| *device != name);
        state.write(None, None, Event::DeviceRemoved { device: name }, stamp);
        done(true)
    }

    fn sightings(&self) -> Stored<'_, Vec<(String, Facts)>> {
        let state = self.state();
        done(state.sightings.iter().map(|(name, facts)| (name.clone(), facts.clone())).collect())
    }

    fn note_sightings(&self, seen: Vec<(String, Facts)>) -> Stored<'_, ()> {
        let mut state = self.state();
        for (name, facts) in seen {
            if state.devices.iter().any(|device| device.name == name) {
                state.sightings.insert(name, facts);
            }
        }
        done(())
    }
}
