//! Octets on their way into the memory, of a mail from a device or of one that was fetched.

use std::future::ready;

use bytes::{Bytes, BytesMut};
use scanpost_core::Stored;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::spool::{Incoming, NewJob};

use super::MemoryStore;

/// A mail on its way in. What it holds counts as used until it is kept and ended, or dropped.
pub(super) struct IncomingMail {
    pub(super) store: MemoryStore,
    /// Nothing once some of it found no room: the mail is not whole any more.
    pub(super) octets: Option<BytesMut>,
}

impl IncomingMail {
    pub(super) fn new(store: &MemoryStore) -> Self {
        Self { store: store.clone(), octets: Some(BytesMut::new()) }
    }

    pub(super) fn take(&mut self, octets: &[u8]) -> Result<(), Fault> {
        let mut state = self.store.state();
        match self.octets.as_mut() {
            Some(so_far) if state.room_bytes - state.used_bytes >= octets.len() as u64 => {
                state.used_bytes += octets.len() as u64;
                so_far.extend_from_slice(octets);
                Ok(())
            }
            _ => {
                state.give_back(self.octets.take());
                Err(Code::DiskFull.into())
            }
        }
    }
}

impl Incoming for IncomingMail {
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()> {
        Box::pin(ready(self.take(&octets)))
    }

    fn keep_as(mut self: Box<Self>, jobs: Vec<NewJob>) -> Stored<'static, ()> {
        let kept = match self.octets.take() {
            Some(octets) => self.store.state().keep_as(&jobs, octets.freeze()),
            None => Err(Code::DiskFull.into()),
        };
        Box::pin(ready(kept))
    }
}

impl Drop for IncomingMail {
    fn drop(&mut self) {
        let octets = self.octets.take();
        self.store.state().give_back(octets);
    }
}
