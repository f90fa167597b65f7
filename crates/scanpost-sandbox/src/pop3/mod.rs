//! POP3: the inbox as Exchange Online shows it, or Gmail.
//!
//! The dialogue is scanpost-proto's server machine in the provider's words (`dialect.rs`); TLS
//! comes first or by STLS. The connection (`connection.rs`) hands the machine one command at a
//! time (`lines.rs`): so a fault can strike before a command is heard (`fate.rs`) and spoil the
//! reply on its way (`manner.rs`). Who may log in and what a mail is stands in `answers.rs`, what
//! is in the inbox and what it says wrongly of itself in `inbox.rs`.

mod answers;
mod connection;
mod dialect;
mod fate;
mod inbox;
mod lines;
mod manner;

pub(crate) use self::{
    connection::{Connection, Door},
    dialect::{IN_USE, LOGIN_DELAY},
};
