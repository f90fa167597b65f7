//! What a server offers, out of its reply to EHLO (RFC 5321 §4.1.1.1).

use crate::sasl::{self, Mechanism};
use crate::smtp::Reply;

/// The extensions that this client makes use of, and the limits that a sender wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each extension is offered or not, on its own
pub struct Capabilities {
    /// RFC 1870: the size may be told with MAIL.
    pub size: bool,
    /// RFC 1870: the largest mail in octets, where the server names a limit.
    pub size_limit: Option<u64>,
    /// RFC 2920.
    pub pipelining: bool,
    /// RFC 6152.
    pub eight_bit: bool,
    /// RFC 6531.
    pub utf8: bool,
    /// RFC 3461.
    pub dsn: bool,
    /// RFC 3207.
    pub starttls: bool,
    /// RFC 4954: the words behind AUTH, in upper case, also those unknown to us. The first 50.
    pub mechanisms: Vec<String>,
}

impl Capabilities {
    /// The first line is the server's name, the others an extension each.
    pub(super) fn read(ehlo: &Reply) -> Self {
        let mut offered = Self::default();
        for line in ehlo.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // `AUTH=` is how servers said it before RFC 2554.
            let mut words = line.split([' ', '=', '\t']).filter(|word| !word.is_empty());
            match words.next() {
                Some("SIZE") => {
                    offered.size = true;
                    // Zero means that there is no fixed limit (RFC 1870 §3).
                    let limit = words.next().and_then(|limit| limit.parse().ok());
                    offered.size_limit = limit.filter(|limit| *limit != 0);
                }
                Some("PIPELINING") => offered.pipelining = true,
                Some("8BITMIME") => offered.eight_bit = true,
                Some("SMTPUTF8") => offered.utf8 = true,
                Some("DSN") => offered.dsn = true,
                Some("STARTTLS") => offered.starttls = true,
                Some("AUTH") => sasl::note_mechanisms(words, &mut offered.mechanisms),
                _ => {}
            }
        }
        offered
    }

    /// How a token is to be shown.
    pub(super) fn bearer_mechanism(&self) -> Option<Mechanism> {
        sasl::bearer_mechanism(&self.mechanisms)
    }
}
