//! Whom a mail names as its sender, where the device may name its account alone
//! ([`SenderRule::MustMatch`]): the envelope is looked at with MAIL, the header at the final dot.
//!
//! Where the device sends for users ([`SenderRule::PerUser`]), the header says whose mail it is.
//!
//! A mail that names nobody is let through: delivery puts the account's address there. So is an empty
//! envelope sender, which stands for a notice (RFC 5321 §4.5.5).

use scanpost_proto::mail::{Gathered, HeaderReader};

use crate::device::{Known, SenderRule};
use crate::fault::{Code, Fault};

/// Whether the device may give this sender with MAIL.
pub(super) fn check_envelope(known: &Known, sender: &str) -> Result<(), Fault> {
    if sender.is_empty() { Ok(()) } else { check(known, &[sender.to_owned()]) }
}

/// Reads a mail's header on its way to the disk.
pub(super) struct Authors(Reading);

enum Reading {
    /// Nobody wants to know.
    Unasked,
    Header(HeaderReader),
    Read(Vec<String>),
    /// The header is too long for anybody to tell.
    Unreadable,
}

impl Authors {
    pub(super) fn of_mail_from(known: Option<&Known>) -> Self {
        let asks = |rule: &SenderRule| matches!(rule, SenderRule::MustMatch | SenderRule::PerUser);
        let asked = known.is_some_and(|known| asks(&known.device().sender));
        Self(if asked { Reading::Header(HeaderReader::default()) } else { Reading::Unasked })
    }

    /// Takes the next octets of the mail; costs nothing once the header is over.
    pub(super) fn read(&mut self, octets: &[u8]) {
        if let Reading::Header(reader) = &mut self.0
            && let (_, Some(gathered)) = reader.read(octets)
        {
            self.0 = Reading::of(gathered);
        }
    }

    /// Whom the mail names, where somebody wants to know; `?` where nobody can tell.
    pub(super) fn named(self) -> Vec<String> {
        let reading = match self.0 {
            Reading::Header(reader) => Reading::of(reader.end()),
            other => other,
        };
        match reading {
            Reading::Read(authors) => authors,
            Reading::Unreadable => vec!["?".to_owned()],
            Reading::Unasked | Reading::Header(_) => Vec::new(),
        }
    }
}

impl Reading {
    fn of(gathered: Gathered) -> Self {
        match gathered {
            Gathered::Whole(header, _) => Reading::Read(header.authors()),
            Gathered::TooLong(_) => Reading::Unreadable,
        }
    }
}

/// Whether the device may send as all of these.
pub(super) fn check(known: &Known, senders: &[String]) -> Result<(), Fault> {
    let Some(own) = known.sends_by() else { return Ok(()) };
    let is_other = |sender: &&String| !sender.eq_ignore_ascii_case(&own.address);
    match senders.iter().find(is_other) {
        Some(other) if known.device().sender == SenderRule::MustMatch => {
            let fault = Fault::new(Code::SenderMismatch).fact("device", &known.device().name);
            Err(fault.fact("sender", other).fact("address", &own.address))
        }
        _ => Ok(()),
    }
}
