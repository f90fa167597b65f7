//! Devices, in the order in which they were added.

use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::device::{Device, Devices};
use scanpost_core::journal::Event;

use super::{MemoryStore, done};

impl Devices for MemoryStore {
    fn devices(&self) -> Stored<'_, Vec<Device>> {
        done(self.state().devices.clone())
    }

    fn put_device(&self, device: Device, at: Time) -> Stored<'_, bool> {
        let mut state = self.state();
        if let Some(known) = state.devices.iter_mut().find(|known| known.name == device.name) {
            *known = device;
            return done(false);
        }
        let event = Event::DeviceAdded { device: device.name.clone() };
        state.write(None, None, event, at);
        state.devices.push(device);
        done(true)
    }

    fn remove_device(&self, name: String, at: Time) -> Stored<'_, bool> {
        let mut state = self.state();
        let before = state.devices.len();
        state.devices.retain(|device| device.name != name);
        if state.devices.len() == before {
            return done(false);
        }
        state.write(None, None, Event::DeviceRemoved { device: name }, at);
        done(true)
    }
}
