//! The POP3 server for old devices, over real sockets: a gateway, the sandbox as its provider, and devices
//! of bare octets.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod admission;
mod breaks;
mod device;
mod mails;
mod stage;
mod turns;
