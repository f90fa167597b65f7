//! How the database is opened: what is promised about durability, and how much memory it may take.

use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::trouble::Trouble;

/// How long another program's transaction is waited for.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Kept pages of the writer and of one reader, in KiB. Measured: more memory gives no more speed,
/// because the pages that a mail touches are few and fresh.
const WRITER_CACHE_KIB: i64 = 1024;
const READER_CACHE_KIB: i64 = 256;

/// The write-ahead log is moved into the database when it is this long, in pages of 4 KiB.
const CHECKPOINT_PAGES: i64 = 2000;

/// A log that one large transaction made longer than this is cut back, in octets.
const LONGEST_LOG_BYTES: i64 = 16 * 1024 * 1024;

/// Room for every statement of the writer.
const CACHED_STATEMENTS: usize = 64;

/// Makes a folder that only this user may enter, durably.
pub(super) fn private_folder(folder: &Path) -> Result<(), Trouble> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        File::open(parent)?.sync_all()?;
    }
    Ok(())
}

/// The writer's connection; makes the database if there is none.
pub(super) fn writer(database: &Path) -> Result<Connection, Trouble> {
    private_file(database)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(database, flags, WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A commit returns when the log is synced: what was answered survives a power cut. `commit` lets those
    // off that need not.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LONGEST_LOG_BYTES)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(connection)
}

/// A connection that can only read.
pub(super) fn reader(database: &Path) -> Result<Connection, Trouble> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(database, flags, READER_CACHE_KIB)
}

fn open(database: &Path, flags: OpenFlags, cache_kib: i64) -> Result<Connection, Trouble> {
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    // A negative size is in KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    Ok(connection)
}

/// Only this user may read the database; SQLite gives its log the same rights.
fn private_file(database: &Path) -> Result<(), Trouble> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(database)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(())
}
