//! The SMTP client that hands mails to a provider (RFC 5321, RFC 6409), without a socket.
//!
//! 1. The server greets, EHLO asks what it offers (RFC 5321 §3.1, §4.1.1.1).
//! 2. STARTTLS, and EHLO again, for nothing that was said in the clear counts (RFC 3207 §4.2).
//! 3. The token is shown in two steps, AUTH and then the answer to 334 (RFC 4954 §4), as
//!    `sasl/showing.rs` tells.
//! 4. For each mail: the envelope (transaction.rs), the text (stuffing.rs), the final dot.
//!
//! The driver writes what `take_output` gives, reads with `reply_wait` as its limit, gives what it
//! read to `receive`, and does what `next_step` says. Before it takes the final dot out to be
//! written, it gives `receive` all that has arrived.
//!
//! **Out of step means broken.** A reply is counted for a command only if that command was taken
//! out before the reply came. Octets behind the reply to STARTTLS, a reply in the middle of the
//! text, a 250 for DATA, a second reply behind the first: each ends the connection, for the next
//! thing to be taken wrongly could be the reply to the final dot, and then a mail would be lost
//! (or, with octets from before the handshake, a stranger would speak for the server: the client's
//! side of CVE-2011-0411). Only 421 may come at any time (RFC 5321 §3.8).
//!
//! Not here: sockets, TLS, when to try again, and what a refusal means for a job.
//!
//! A mail of one line, to a relay that wants no token:
//!
//! ```
//! use scanpost_proto::smtp::client::{Envelope, Security, Session, Step};
//!
//! let mut session = Session::new("mfp01.example.com", Security::Implicit);
//! let server = ["220 relay\r\n", "250 relay\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 kept\r\n"];
//! let mut delivered = false;
//! for reply in server {
//!     session.receive(reply.as_bytes());
//!     while let Some(step) = session.next_step() {
//!         match step {
//!             Step::Authenticate => session.skip_authentication(),
//!             Step::Ready => session.send(&Envelope {
//!                 from: "scan@example.com".to_owned(),
//!                 to: vec!["anna@example.com".to_owned()],
//!                 ..Envelope::default()
//!             }),
//!             Step::Body => {
//!                 session.body(b"A scan.\r\n");
//!                 session.body_end();
//!             }
//!             Step::Finished(result) => delivered = result.mail.is_ok(),
//!             other => panic!("{other:?}"),
//!         }
//!     }
//!     let _to_the_socket = session.take_output();
//! }
//! assert!(delivered);
//! ```

mod capabilities;
mod exchange;
mod output;
mod reader;
mod session;
mod state;
mod step;
mod stuffing;
mod transaction;

pub use capabilities::Capabilities;
pub use output::Output;
pub use session::Session;
pub use step::{Envelope, MailResult, Security, Stage, Step};
pub(crate) use stuffing::Stuffing;

pub use crate::sasl::Bearer;
