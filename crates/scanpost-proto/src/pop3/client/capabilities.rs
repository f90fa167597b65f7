//! What a server offers, out of its list behind CAPA (RFC 2449 §5, §6).

use std::time::Duration;

use crate::sasl::{self, Mechanism};

/// The capabilities that this client makes use of. Nothing is offered by a server without CAPA; its
/// optional commands may be tried all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// RFC 1939 §7.
    pub top: bool,
    /// RFC 1939 §7.
    pub uidl: bool,
    /// RFC 2595 §4.
    pub stls: bool,
    /// RFC 2449 §6.5: so long a client has to stay away between two visits.
    pub login_delay: Option<Duration>,
    /// RFC 5034 §3: the words behind SASL, in upper case, also those unknown to us. The first 50.
    pub mechanisms: Vec<String>,
}

impl Capabilities {
    /// Takes one line of the list.
    pub(super) fn note(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line).to_ascii_uppercase();
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("TOP") => self.top = true,
            Some("UIDL") => self.uidl = true,
            Some("STLS") => self.stls = true,
            // `USER` behind the figure means that it may be another one for this mailbox.
            Some("LOGIN-DELAY") => {
                let seconds = words.next().and_then(|word| word.parse::<u32>().ok());
                self.login_delay = seconds.map(|seconds| Duration::from_secs(seconds.into()));
            }
            Some("SASL") => sasl::note_mechanisms(words, &mut self.mechanisms),
            _ => {}
        }
    }

    /// How a token is to be shown. Where no mechanism is named, XOAUTH2 is tried: the list may be
    /// missing, and the providers have it.
    pub(super) fn bearer_mechanism(&self) -> Option<Mechanism> {
        if self.mechanisms.is_empty() {
            return Some(Mechanism::Xoauth2);
        }
        sasl::bearer_mechanism(&self.mechanisms)
    }
}
