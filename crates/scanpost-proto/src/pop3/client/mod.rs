//! The POP3 client that takes mails out of a provider's mailbox (RFC 1939), without a socket.
//!
//! 1. The server greets, CAPA asks what it offers (RFC 2449 §5). A server without CAPA is lived with.
//! 2. On port 110 STLS, and CAPA again, for nothing that was said in the clear counts (RFC 2595 §4).
//! 3. The token is shown in two steps, AUTH and then the answer to `+` (RFC 5034 §4), as
//!    `sasl/showing.rs` tells.
//! 4. Then the driver's commands, one at a time. Each ends with `Finished`; what comes before it,
//!    the entries of a list (listing.rs) or the octets of a mail (unstuffing.rs), is handed over as
//!    it comes and never gathered, so a mailbox may have a million messages and a mail any length.
//! 5. QUIT. Only its `+OK` means that what was deleted is gone (RFC 1939 §6).
//!
//! The driver reads with `reply_wait` as its limit, hands what it read to `next_step` and does what
//! the steps say until there is none, writes what `take_output` gives, and reads again.
//!
//! **Out of step means broken.** A reply is counted for a command only if that command was taken
//! out before the reply began to come, and what has been read must have been handed over before
//! that. Octets behind the `+OK` to STLS, a `+OK` to AUTH where a prompt is due, a second reply
//! behind the first: each ends the connection, for the next thing to be taken wrongly could be the
//! `+OK` to DELE or QUIT, and then a mail would count as gone that is not (or, with octets from
//! before the handshake, a stranger would speak for the server: the client's side of
//! CVE-2011-0411). Only `-ERR` may come unasked: servers say it before they close.
//!
//! Not here: sockets, TLS, when to visit a mailbox again, which messages are wanted, how long a mail
//! may be, and what a refusal means. Not spoken: USER and PASS, APOP.
//!
//! A mailbox with one mail, which is fetched and deleted:
//!
//! ```
//! use scanpost_proto::pop3::client::{Bearer, Security, Session, Step};
//!
//! let mut session = Session::new(Security::Implicit);
//! let bearer = Bearer {
//!     user: "fax@example.com".to_owned(),
//!     token: "EwBAAl3BAAUFFpUAo7J3".into(),
//!     host: "pop.example.com".to_owned(),
//!     port: 995,
//! };
//! let server = [
//!     "+OK ready\r\n",
//!     "+OK\r\nUIDL\r\nSASL XOAUTH2\r\n.\r\n",
//!     "+ \r\n",
//!     "+OK in\r\n",
//!     "+OK\r\n1 id-1\r\n.\r\n",
//!     "+OK\r\nA fax.\r\n..\r\n.\r\n",
//!     "+OK deleted\r\n",
//!     "+OK bye\r\n",
//! ];
//! let (mut uidl, mut mail, mut finished) = (None, Vec::new(), 0);
//! for reply in server {
//!     let mut input = reply.as_bytes();
//!     while let Some(step) = session.next_step(&mut input) {
//!         match step {
//!             Step::Authenticate => session.authenticate(&bearer),
//!             Step::Ready => session.uidl(),
//!             Step::Uidl { number: 1, uidl: id } => uidl = Some(id),
//!             Step::Content(octets) => mail.extend_from_slice(octets),
//!             Step::Finished(Ok(_)) => {
//!                 finished += 1;
//!                 match finished {
//!                     1 => session.retrieve(1),
//!                     // Here the mail is kept; only then is it deleted.
//!                     2 => session.delete(1),
//!                     _ => session.quit(),
//!                 }
//!             }
//!             other => panic!("{other:?}"),
//!         }
//!     }
//!     let _to_the_socket = session.take_output();
//! }
//! assert_eq!((uidl.as_deref(), &mail[..], finished), (Some("id-1"), &b"A fax.\r\n.\r\n"[..], 4));
//! ```

mod capabilities;
mod listing;
mod session;
mod state;
mod status;
mod step;
mod unstuffing;

pub use capabilities::Capabilities;
pub use session::Session;
pub use step::{Security, Stage, Step};

pub use crate::sasl::Bearer;
