//! The storage verbs on SQLite: one folder with a database and the large mails.
//!
//! ```text
//!  verbs ──▶ writer: one thread, group commit ──▶ scanpost.db   jobs, arrivals, small bodies,
//!  questions ──▶ readers: two connections ───────▶              accounts, devices, journal
//!  large bodies ──▶ mails/incoming-… ── sync, rename ──▶ mails/<job or arrival>
//! ```
//!
//! - `connect`: durability and memory of a connection
//! - `migrations`: how the tables come about
//! - `writer` with `commit`, `readers`: how verbs and questions reach the database
//! - `incoming`, `outgoing`, `mails`: octets on their way in and out, and the large ones in files
//! - `spool` with `jobs`, `claims`, `reroutes` and `sent`, `receiving` with `arrivals`, `accounts`, `users`, `devices`, `journal`: the verbs
//! - `history`: what is old enough to be forgotten
//! - `room`: what the database gives back to the disk
//! - `reserve`: room that is kept back for what makes room on a full disk
//! - `owner`: one running gateway for a folder
//! - `trouble`: what can go wrong, as a fault

mod accounts;
mod arrivals;
mod claims;
mod commit;
mod connect;
mod devices;
#[cfg(test)]
mod full_disk;
mod history;
mod incoming;
mod jobs;
mod journal;
mod mails;
mod migrations;
mod outgoing;
mod owner;
#[cfg(test)]
mod plan;
mod readers;
mod receiving;
mod records;
mod reroutes;
mod reserve;
mod rests;
mod room;
mod sent;
mod spool;
mod trouble;
mod users;
mod writer;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use scanpost_core::fault::Fault;

use mails::Mails;
use owner::Owner;
use readers::Readers;
use reserve::Reserve;
use trouble::Trouble;
use writer::{Writer, WriterThread};

/// The storage verbs on SQLite.
///
/// Dropped, it first carries out what waits, then closes the database.
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
    mails: Arc<Mails>,
    owner: Arc<Owner>,
    /// Last, so that the writer outlives the readers and folds the log into the database.
    _thread: WriterThread,
}

impl SqliteStore {
    /// Opens the storage in `folder`, and makes it if it is not there. Waits for the disk: call it
    /// at the start, not from a task.
    pub fn open(folder: &Path) -> Result<Arc<SqliteStore>, Fault> {
        Ok(Arc::new(Self::open_or_trouble(folder)?))
    }

    fn open_or_trouble(folder: &Path) -> Result<SqliteStore, Trouble> {
        connect::private_folder(folder)?;
        let database = folder.join("scanpost.db");
        let reserve = Reserve::at(folder.join("scanpost.reserve"));
        let connection = match open_database(&database) {
            // To make room on a full disk, one must first be able to start.
            Err(trouble) if trouble.is_full_disk() => {
                reserve.give_up();
                open_database(&database)?
            }
            opened => opened?,
        };
        let mails = Mails::open(folder.join("mails"))?;
        let (writer, thread) = Writer::start(connection, reserve)?;
        Ok(SqliteStore {
            readers: Readers::of(&database),
            writer,
            mails,
            owner: Arc::new(Owner::of(folder.join("scanpost.lock"))),
            _thread: thread,
        })
    }
}

fn open_database(database: &Path) -> Result<Connection, Trouble> {
    let connection = connect::writer(database)?;
    migrations::migrate(&connection)?;
    claims::make_turns(&connection)?;
    Ok(connection)
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("mails", &self.mails).finish_non_exhaustive()
    }
}
