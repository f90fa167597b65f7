//! Receiving against a POP3 server with every bad habit: real sockets, real TLS, tokens of the sandbox,
//! a storage that fails at a chosen verb. Intervals are skipped while no octets are under way.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod crashes;
mod days;
mod handing_on;
mod office;
mod printer;
mod printing;
mod server;
mod shaky;
mod situations;
mod sorted;
mod stage;
