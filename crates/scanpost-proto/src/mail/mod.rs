//! A mail as a printer wrote it, made fit for a provider that is stricter than the printer.
//!
//! Firmware writes mails without Date or Message-ID, with `scanner@example.com <scanner@example.com>`
//! for a From, with LF for line ends and with lines of ten thousand octets. Providers refuse that, or
//! refuse a From that is not the account's. What is wrong is mended here; all else stays the same
//! octets, in the same order. The same mail and the same [`Plan`] give the same octets each time, so a
//! mail that is sent again is the same mail.
//!
//! - [`Mender`]: a whole mail in pieces, header and text: what delivery uses
//! - [`HeaderReader`] and [`Header`]: where the header ends, and whom it names as the author
//! - [`Cover`]: a text that is put before what the mail holds
//! - [`repair`]: which splices a header needs (pure)
//! - [`LineMender`]: line ends and long lines
//! - [`Mended`]: what was done, for the story of the mail
//!
//! Nothing but one line and the header is ever held, and the header is at most [`LONGEST_HEADER`].

mod address;
mod cover;
mod date;
mod entry;
mod header;
mod lines;
mod mender;
mod plan;
mod reader;
mod repair;
mod splice;

pub use cover::Cover;
pub use header::Header;
pub use lines::{LONGEST_LINE, LineMender};
pub use mender::Mender;
pub use plan::{Author, Mended, Plan};
pub use reader::{Gathered, HeaderReader, LONGEST_HEADER};
pub use repair::repair;
