//! The ledger must balance: the whole gateway between printers and the sandbox, all over sockets, on
//! paused time. Whatever goes wrong on the way, every mail that a printer heard 250 for arrives once at
//! each of its recipients, or stands in a state that says why not.
//!
//! - `matrix`: every step of the protocol × every fault that the sandbox can switch, one cell each;
//!   `cells` is the table, made of the sandbox's own lists
//! - `day`: a working day of 200 printers, with an outage and a revoked token
//! - `ledger`: what was promised against what became of it
//! - `house`: gateway, sandbox, storage and printers; `gate`: a wall before the mail server; `metronome`:
//!   what moves time on beside a disk

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]
#![expect(clippy::print_stdout, reason = "names the cell, and shows what a day came to")]

mod cells;
mod day;
mod gate;
mod house;
mod ledger;
mod matrix;
mod metronome;
mod printer;
