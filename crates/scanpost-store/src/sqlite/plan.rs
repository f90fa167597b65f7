//! How `SQLite` would answer a statement, for tests of what it costs.

use rusqlite::Connection;

/// Its steps, as `EXPLAIN QUERY PLAN` has them.
pub(super) fn plan(connection: &Connection, statement: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
    let steps = plan.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>();
    steps.unwrap()
}
