//! The doctor against the sandbox: real sockets, real TLS, and each fault by its step and its code.
//!
//! Time is paused, so that what keeps silent costs nothing.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod faults;
mod good_days;
mod stage;
