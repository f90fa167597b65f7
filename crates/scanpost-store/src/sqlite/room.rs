//! Room on the disk: how much there is, and what the database does not need any more.
//!
//! A queue that waited long leaves free pages behind. They are used again first; but when there are
//! many, the database gives them back to the disk, a little at a time and only while it rests.

use std::io;
use std::path::Path;

use rusqlite::Connection;

/// Free pages that are kept for the next mails: 16 MiB.
const KEPT_PAGES: i64 = 4096;

/// Pages given back in one transaction: some milliseconds.
const PAGES_AT_ONCE: i64 = 512;

/// Free octets where a folder lies, without those that only the system's administrator may use.
pub(super) fn free_bytes(folder: &Path) -> io::Result<u64> {
    let room = rustix::fs::statvfs(folder)?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

/// Moves the write-ahead log into the database and cuts it off, as far as there is room for that.
pub(super) fn fold_log(connection: &Connection) {
    let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    if let Err(error) = folded {
        tracing::warn!(name: "store.log_not_folded", %error);
    }
}

/// Gives some room back; true if there is more to give.
pub(super) fn give_back(connection: &Connection) -> bool {
    // Not now, then after the next rest: nothing depends on it.
    give_back_some(connection).unwrap_or_else(|error| {
        tracing::warn!(name: "store.room_not_given_back", %error);
        false
    })
}

fn give_back_some(connection: &Connection) -> rusqlite::Result<bool> {
    let spare = free_pages(connection)? - KEPT_PAGES;
    if spare <= 0 {
        return Ok(false);
    }
    let pages = spare.min(PAGES_AT_ONCE);
    let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
    // One row for each page; the statement is one transaction.
    let mut given = vacuum.query([])?;
    while given.next()?.is_some() {}
    Ok(spare > pages)
}

fn free_pages(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA freelist_count")?.query_one([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_long_queue_the_database_shrinks_to_what_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        let connection = super::super::connect::writer(&folder.path().join("test.db")).unwrap();
        connection.execute_batch("CREATE TABLE bodies (octets BLOB)").unwrap();
        connection
            .execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
                 INSERT INTO bodies SELECT zeroblob(40000) FROM n",
                [],
            )
            .unwrap();
        assert!(!give_back(&connection), "nothing is free yet");
        connection.execute("DELETE FROM bodies", []).unwrap();
        let before = free_pages(&connection).unwrap();
        assert!(before > KEPT_PAGES + 2 * PAGES_AT_ONCE, "{before}");
        let mut steps = 1;
        while give_back(&connection) {
            steps += 1;
        }
        assert_eq!(steps, (before - KEPT_PAGES + PAGES_AT_ONCE - 1) / PAGES_AT_ONCE);
        assert_eq!(free_pages(&connection).unwrap(), KEPT_PAGES);
    }
}
