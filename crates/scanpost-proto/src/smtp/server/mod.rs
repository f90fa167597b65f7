//! The server side of SMTP: what a device says, turned into steps for a driver.
//!
//! A [`Session`] is fed the octets of one connection. It speaks the dialogue by itself, and asks
//! by [`Step`]s what only the driver can know or do: whether a password is right, whether a
//! recipient is allowed, where the mail goes. Promises are kept by types: the 250 for a mail wants
//! a [`Receipt`].
//!
//! - [`Session`]: `session.rs`, with the commands in `dialogue.rs` and AUTH in `sign_in.rs`
//! - reading: the crate's `line.rs` gathers a line, `command.rs` and `path.rs` say what it means,
//!   `body.rs` takes the mail out of DATA
//! - what the driver decides beforehand: [`Rules`], with the texts in [`Wording`]
//!
//! Spoken: RFC 5321, PIPELINING (RFC 2920), SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8
//! (RFC 6531), ENHANCEDSTATUSCODES (RFC 2034), DSN parameters (RFC 3461), STARTTLS (RFC 3207), AUTH
//! (RFC 4954). Not spoken: BDAT (RFC 3030); it is refused and its octets are skipped, also where a
//! stand-in's EHLO list shows CHUNKING.
//!
//! Deviations, in favour of old devices: a command may end with a bare LF, except DATA; blanks and
//! missing angle brackets in MAIL and RCPT are overlooked. The end of a mail is `<CRLF>.<CRLF>`
//! alone.
//!
//! A device sends a mail of one line:
//!
//! ```
//! use scanpost_proto::smtp::server::{Receipt, Rules, Session, Step};
//!
//! struct Kept;
//! impl Receipt for Kept {
//!     fn queue_id(&self) -> String {
//!         "7f3a".to_owned()
//!     }
//! }
//!
//! let mut session = Session::new(Rules::default());
//! assert_eq!(session.take_output(), b"220 localhost ESMTP scanpost\r\n");
//!
//! let mut input: &[u8] = b"HELO mfp\r\nMAIL FROM:<mfp@example.com>\r\n\
//!     RCPT TO:<anna@example.com>\r\nDATA\r\nA scan.\r\n.\r\nQUIT\r\n";
//! let mut mail = Vec::new();
//! while !input.is_empty() {
//!     let taken = session.receive(input);
//!     input = &input[taken..];
//!     while let Some(step) = session.next_step() {
//!         match step {
//!             Step::Mail(_) | Step::Recipient(_) | Step::Data => session.accepted(),
//!             Step::Body(octets) => mail.extend(octets),
//!             Step::End(_) => session.kept(&Kept), // after `mail` is on the disk
//!             _ => {}
//!         }
//!     }
//! }
//! assert_eq!(mail, b"A scan.\r\n");
//! let output = String::from_utf8(session.take_output())?;
//! assert!(output.ends_with(
//!     "250 2.0.0 Kept as 7f3a.\r\n221 2.0.0 localhost closes the connection.\r\n"
//! ));
//! # Ok::<(), std::string::FromUtf8Error>(())
//! ```

mod body;
mod command;
mod dialogue;
mod envelope;
mod path;
mod rules;
mod session;
mod sign_in;
mod step;
mod wording;

pub use envelope::{BodyType, Envelope, MailFrom, RcptTo};
pub use rules::{Rules, Tls};
pub use session::Session;
pub use step::{Receipt, Step};
pub use wording::{Capability, Wording};

pub use crate::sasl::{Credentials, Mechanism};
pub use crate::smtp::{Notify, Ret};
