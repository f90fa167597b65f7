//! Mails that nobody here wrote, or in the style of what nobody here can change: they go through the
//! gateway to a provider out of foreign parts, and are read there by a parser that is not ours.
//!
//! - [`programs`]: msmtp, curl, swaks and Python write their own mails
//! - [`samples`]: what Outlook, Apple Mail and the makes of scanners write, as files in `samples/`;
//!   [`table`] says what becomes of each
//! - [`same`]: what was not mended is the same octets

mod programs;
mod same;
mod samples;
mod table;
