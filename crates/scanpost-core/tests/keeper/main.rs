//! The keeper of a grant against an authorization server that does as it is told, and a storage that
//! can be watched, stopped and broken. Where only the order of things matters the time is real; where
//! schedules matter it is paused.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod provider;
mod refreshing;
mod signing_in;
mod stage;
mod storing;
mod ways;
