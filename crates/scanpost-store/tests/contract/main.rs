//! The contract of the storage, sentence by sentence, for every backend.
//!
//! What is tested stands in the docs of the traits in `scanpost-core`. A new backend is added in
//! `backends` and must pass everything here.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod accounts;
mod arrivals;
mod attempts;
mod devices;
mod differential;
mod doubts;
mod history;
mod journal;
mod keeping;
mod messages;
mod queue;
mod records;
mod sent;
mod stage;
mod turns;
mod users;
