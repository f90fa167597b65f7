//! Internet fax: mails, TIFFs and PDFs as they come, and as nobody should send them.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod mails;
mod notifications;
mod pdfs;
mod printed;
mod properties;
mod stage;
mod tiffs;
