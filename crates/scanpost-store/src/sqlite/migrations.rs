//! How the tables come about: numbered steps, forward only, each in one transaction.
//!
//! `PRAGMA user_version` says how many steps a database has behind it. A step that was released is
//! never changed; what must change becomes the next step.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use scanpost_core::fault::{Code, Fault};

use super::trouble::Trouble;

const STEPS: [&str; 13] = [
    include_str!("../../migrations/0001-first.sql"),
    include_str!("../../migrations/0002-records.sql"),
    include_str!("../../migrations/0003-holds-and-sightings.sql"),
    include_str!("../../migrations/0004-uncertain.sql"),
    include_str!("../../migrations/0005-turns-and-sent.sql"),
    include_str!("../../migrations/0006-bookmarks.sql"),
    include_str!("../../migrations/0007-reports.sql"),
    include_str!("../../migrations/0008-arrivals.sql"),
    include_str!("../../migrations/0009-rests.sql"),
    include_str!("../../migrations/0010-messages.sql"),
    include_str!("../../migrations/0011-marks.sql"),
    include_str!("../../migrations/0012-users.sql"),
    include_str!("../../migrations/0013-digests.sql"),
];

/// Brings a database to the present form.
pub(super) fn migrate(connection: &Connection) -> Result<(), Trouble> {
    loop {
        // Read inside the transaction: two programs may open a new folder at the same moment.
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let done: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let Some(step) = STEPS.get(done as usize) else {
            return if done as usize == STEPS.len() { Ok(()) } else { Err(newer(done)) };
        };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", done + 1)?;
        transaction.commit()?;
    }
}

fn newer(done: u32) -> Trouble {
    let known = STEPS.len();
    Trouble::Refused(Fault::new(Code::StorageFailed).words(format_args!(
        "the database has form {done} and this scanpost knows {known}: start the newer scanpost"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_again_changes_nothing() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection).unwrap();
        migrate(&connection).unwrap();
        let version: u32 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version as usize, STEPS.len());
    }

    #[test]
    fn a_database_of_a_newer_scanpost_is_left_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 1000).unwrap();
        let fault = Fault::from(migrate(&connection).unwrap_err());
        assert!(fault.words.unwrap().contains("newer"));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }
}
