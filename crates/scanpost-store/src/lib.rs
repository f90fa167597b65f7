//! The storage verbs: what the spool, the arrivals, the accounts, the devices and the journal ask of a disk.
//!
//! - [`SqliteStore`]: the default, one folder on one machine
//! - [`MemoryStore`]: nothing survives; for tests and for devices without a disk
//! - `life`, `arrival_life`, `generations`, `turns`: what each verb makes of a job, an arrival or a grant,
//!   and whose turn it is, the same for both
//!
//! A verb is one transaction, durable when it returns, and writes its own journal entries. The
//! contract stands in the docs of the traits in `scanpost-core`; `tests/contract.rs` holds every
//! backend to it. No SQL lives outside this crate.

mod arrival_life;
mod generations;
mod life;
mod memory;
mod sqlite;
mod turns;

pub use memory::MemoryStore;
pub use sqlite::SqliteStore;
