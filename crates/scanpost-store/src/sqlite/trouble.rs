//! What goes wrong inside a verb, and which fault it is outside.
//!
//! A full disk is told apart from all else, because the device then hears 452 and a person must
//! make room. The machine's own words travel in the fault.

use std::io;

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use scanpost_core::fault::{Code, Fault};

#[derive(Debug)]
pub(super) enum Trouble {
    Sqlite(rusqlite::Error),
    Disk(io::Error),
    /// A stored value is not what this scanpost writes.
    Unreadable(String),
    /// The verb itself says no.
    Refused(Fault),
    /// Our own mistake: the verb panicked.
    Panicked,
}

impl Trouble {
    /// There is no room on the disk.
    pub(super) fn is_full_disk(&self) -> bool {
        match self {
            Trouble::Sqlite(error) => no_room_in_sqlite(error),
            Trouble::Disk(error) => no_room_on_disk(error),
            Trouble::Unreadable(_) | Trouble::Refused(_) | Trouble::Panicked => false,
        }
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        let full = trouble.is_full_disk();
        let of_disk = Fault::new(if full { Code::DiskFull } else { Code::StorageFailed });
        match trouble {
            Trouble::Sqlite(error) => of_disk.words(error),
            Trouble::Disk(error) => of_disk.words(error),
            Trouble::Unreadable(what) => Fault::new(Code::StorageFailed).words(what),
            Trouble::Refused(fault) => fault,
            Trouble::Panicked => Fault::new(Code::StorageFailed).words("a storage verb panicked"),
        }
    }
}

fn no_room_in_sqlite(error: &rusqlite::Error) -> bool {
    let rusqlite::Error::SqliteFailure(code, _) = error else {
        return false;
    };
    // SQLITE_IOERR_SHMSIZE: the index of the write-ahead log could not grow, which is how a full
    // disk shows there.
    code.code == ErrorCode::DiskFull || code.extended_code == SQLITE_IOERR_SHMSIZE
}

fn no_room_on_disk(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}
