//! Reports on mails that were sent, and automatic replies, as servers write them.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

mod heads;
mod properties;
mod reports;

use scanpost_proto::report::{Reader, Report};

/// A sample, with the line ends that mails have.
pub(crate) fn sample(name: &str) -> String {
    let path = format!("{}/tests/report/samples/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap().replace('\n', "\r\n")
}

pub(crate) const SAMPLES: [&str; 8] = [
    "exchange-online",
    "postfix",
    "gmail",
    "exim-prose",
    "exchange-out-of-office",
    "sieve-vacation",
    "gmail-vacation",
    "letter",
];

/// Read in pieces of this size.
pub(crate) fn read(mail: &[u8], piece: usize) -> Report {
    let mut reader = Reader::new();
    mail.chunks(piece.max(1)).for_each(|octets| reader.read(octets));
    reader.end()
}
