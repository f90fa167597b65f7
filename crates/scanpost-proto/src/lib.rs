//! The protocols of mail and of OAuth as state machines: bytes in, steps out.
//!
//! Nothing in here owns a socket, a file, a clock or a source of chance, and nothing waits. A
//! driver (in scanpost-core and scanpost-sandbox) reads and writes; these machines say what the
//! bytes mean and what comes next. So a test of a conversation is a few lines, a fuzzer can reach
//! every state, and any event loop can drive them.
//!
//! - [`smtp`]: the server that printers talk to and the client that talks to the provider
//! - [`pop3`]: the client that fetches mail from the provider, and the server that devices ask for it
//! - [`mail`]: a mail as a printer wrote it, made fit for the provider
//! - [`fax`]: a mail that carries an internet fax: its documents, and whether they may be passed on
//! - [`report`]: a mail that a machine wrote about a mail: bounces, automatic replies
//! - [`sasl`]: the words by which a mail server is shown a token or a password
//! - [`oauth`]: requests and answers of the authorization server

pub mod fax;
mod line;
pub mod mail;
mod mailbox;
pub mod oauth;
pub mod pop3;
pub mod report;
pub mod sasl;
pub mod smtp;
