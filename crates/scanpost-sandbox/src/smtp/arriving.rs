//! The text of a mail on its way in: gathered in memory, of which all connections share one
//! limit.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;

/// A client's word for the size of its mail is trusted up to here.
const PROMISE_LIMIT: u64 = 1024 * 1024;

/// Room for mails that are arriving.
#[derive(Debug)]
pub(crate) struct Room {
    limit: u64,
    taken: AtomicU64,
}

impl Room {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, taken: AtomicU64::new(0) }
    }
}

/// One mail; gives its room back when it is dropped.
#[derive(Debug)]
pub(super) struct Arriving {
    octets: Vec<u8>,
    room: Arc<Room>,
}

impl Arriving {
    pub(super) fn new(room: Arc<Room>) -> Self {
        Self { octets: Vec::new(), room }
    }

    /// A new mail begins; `size` is what its client announces.
    pub(super) fn begin(&mut self, size: Option<u64>) {
        self.drop_octets();
        let promised = size.unwrap_or(0).min(PROMISE_LIMIT);
        self.octets.reserve(usize::try_from(promised).unwrap_or(0));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// `false` if there is no room for these octets; the mail is dropped then.
    pub(super) fn push(&mut self, octets: &[u8]) -> bool {
        let more = octets.len() as u64;
        if self.room.taken.fetch_add(more, Ordering::Relaxed) + more > self.room.limit {
            self.room.taken.fetch_sub(more, Ordering::Relaxed);
            self.drop_octets();
            return false;
        }
        self.octets.extend_from_slice(octets);
        true
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The whole mail, which now lies in its mailbox's room.
    pub(super) fn finish(&mut self) -> Bytes {
        self.give_back();
        let mut octets = mem::take(&mut self.octets);
        if octets.capacity() - octets.len() > octets.len() / 8 {
            octets.shrink_to_fit();
        }
        octets.into()
    }

    pub(super) fn drop_octets(&mut self) {
        self.give_back();
        self.octets = Vec::new();
    }

    fn give_back(&self) {
        self.room.taken.fetch_sub(self.octets.len() as u64, Ordering::Relaxed);
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.give_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_share_the_room_and_give_it_back() {
        let room = Arc::new(Room::new(10));
        let mut first = Arriving::new(room.clone());
        let mut second = Arriving::new(room.clone());
        assert!(first.push(b"123456"));
        assert!(!second.push(b"12345"), "eleven do not fit");
        assert_eq!(&first.finish()[..], b"123456");
        assert!(second.push(b"1234567890"));
        drop(second);
        assert!(first.push(b"1234567890"));
        first.begin(Some(u64::MAX));
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}
