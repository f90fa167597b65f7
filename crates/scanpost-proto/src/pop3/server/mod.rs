//! The server side of POP3: what a client says, turned into steps for a driver.
//!
//! A [`Session`] is fed the octets of one connection. In RFC 1939's words: it begins in the
//! AUTHORIZATION state (`sign_in.rs`), where the driver says whether credentials are right and
//! hands in the mailbox as a list of sizes and names; in the TRANSACTION state (`mailbox.rs`) it
//! answers by itself, a long list in parts, and asks the driver for a mail's octets only; QUIT gives the driver the list
//! of deletions, and only the driver's word makes the last `+OK`. A connection that ends without
//! QUIT deletes nothing (RFC 1939 §6).
//!
//! Spoken: RFC 1939 with TOP and UIDL, CAPA (RFC 2449), STLS (RFC 2595 §4), AUTH (RFC 5034). Not
//! spoken: APOP, which keeps passwords readable on the server.
//!
//! The driver may hold the mails itself or pass them on from a provider as they come. Therefore no
//! size is ever promised: those in the list may be estimates, and RETR tells none (RFC 1939 §5 leaves
//! the words behind `+OK` open). A mail that breaks off on its way ends the connection.
//!
//! Not here: the timer that ends an idle session (RFC 1939 §3: no sooner than 10 minutes), and the
//! mailbox itself.

mod content;
mod mailbox;
mod rules;
mod session;
mod sign_in;
mod step;
mod wording;

pub use mailbox::Entry;
pub use rules::{Rules, Tls, Ways};
pub use session::Session;
pub use step::Step;
pub use wording::Wording;

pub use crate::sasl::{Credentials, Mechanism};
