//! Submission over real sockets: who may send, what a printer hears, what is kept of it.
//!
//! A whole gateway on the memory store, an account that nobody has signed in (so nothing leaves), and
//! a printer that says octets.

mod bad_days;
mod crowds;
mod fax;
mod privileges;
mod removed;
mod seen;
mod stage;
mod who_may_send;
