//! Mails that are made when they are read: a mail of 100 MB, or 50,000 small ones, that hold next
//! to no memory.

use std::{iter, sync::Arc, sync::OnceLock};

use bytes::Bytes;
use serde::Deserialize;

/// What a generated mail consists of: a beginning, something that is repeated, and an end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generated {
    /// The header, the empty line and what else stands once. `{n}` is the mail's number in eight
    /// digits, so that no two mails are the same.
    pub start: String,
    /// Comes so many times.
    pub filler: String,
    pub times: u64,
    pub end: String,
}

impl Generated {
    /// A mail of plain text with so many octets, or as few more as its header needs.
    pub fn text(octets: u64) -> Self {
        let start = "From: Generated <generated@sandbox.example>\r\n\
                     Subject: Generated mail {n}\r\n\
                     Message-ID: <generated-{n}@sandbox.example>\r\n\r\n";
        let mut mail = Self {
            start: start.to_owned(),
            filler: format!("{}\r\n", "0123456789".repeat(7)),
            times: 0,
            end: String::new(),
        };
        let line = mail.filler.len() as u64;
        let left = octets.saturating_sub(mail.size(0));
        mail.times = left / line;
        let rest = usize::try_from(left % line).unwrap_or_default();
        // One octet alone is no line: it goes into the line before.
        mail.end = match rest {
            0 => String::new(),
            1 if mail.times > 0 => {
                mail.times -= 1;
                format!("{}x\r\n", mail.filler.trim_end())
            }
            _ => format!("{}\r\n", "x".repeat(rest.saturating_sub(2))),
        };
        mail
    }

    /// The mail, if it is not too large.
    pub(super) fn fitting(self) -> Option<Self> {
        let filler = (self.filler.len() as u64).checked_mul(self.times)?;
        (filler <= OCTETS_LIMIT && self.start.len() + self.end.len() <= EDGES_LIMIT).then_some(self)
    }

    fn size(&self, number: u64) -> u64 {
        let edges = self.beginning(number).len() + self.end.len();
        edges as u64 + self.filler.len() as u64 * self.times
    }

    fn beginning(&self, number: u64) -> String {
        self.start.replace("{n}", &format!("{number:08}"))
    }

    fn pieces(&self, number: u64) -> impl Iterator<Item = Bytes> + use<> {
        let at_once = (PIECE / self.filler.len().max(1)).max(1);
        let repeated = |times: u64| {
            let times = usize::try_from(times).unwrap_or(at_once).min(at_once);
            Bytes::from(self.filler.repeat(times))
        };
        let blocks = self.times / at_once as u64;
        let (block, rest) = (repeated(self.times), repeated(self.times % at_once as u64));
        iter::once(Bytes::from(self.beginning(number)))
            .chain((0..blocks).map(move |_| block.clone()))
            .chain([rest, Bytes::from(self.end.clone())])
            .filter(|piece| !piece.is_empty())
    }
}

/// What a mail holds: octets that came, or the way to make them.
#[derive(Debug)]
pub(super) enum Contents {
    Came(Bytes),
    Generated { mail: Arc<Generated>, whole: OnceLock<Bytes> },
}

impl From<Bytes> for Contents {
    fn from(octets: Bytes) -> Self {
        Self::Came(octets)
    }
}

impl From<Arc<Generated>> for Contents {
    fn from(mail: Arc<Generated>) -> Self {
        Self::Generated { mail, whole: OnceLock::new() }
    }
}

impl Contents {
    pub(super) fn whole(&self, number: u64) -> &Bytes {
        match self {
            Self::Came(octets) => octets,
            Self::Generated { mail, whole } => whole.get_or_init(|| {
                mail.pieces(number)
                    .fold(Vec::new(), |mut all, piece| {
                        all.extend_from_slice(&piece);
                        all
                    })
                    .into()
            }),
        }
    }

    pub(super) fn size(&self, number: u64) -> u64 {
        match self {
            Self::Came(octets) => octets.len() as u64,
            Self::Generated { mail, .. } => mail.size(number),
        }
    }

    /// All that came, or the start of what is generated.
    pub(super) fn beginning(&self, number: u64) -> Bytes {
        match self {
            Self::Came(octets) => octets.clone(),
            Self::Generated { mail, .. } => mail.beginning(number).into(),
        }
    }

    pub(super) fn pieces(&self, number: u64) -> impl Iterator<Item = Bytes> + use<> {
        let (came, generated) = match self {
            Self::Came(octets) => (octets.clone(), None),
            Self::Generated { mail, .. } => (Bytes::new(), Some(mail.pieces(number))),
        };
        let starts = (0..came.len()).step_by(PIECE);
        let came = starts.map(move |at| came.slice(at..came.len().min(at + PIECE)));
        came.chain(generated.into_iter().flatten())
    }
}

/// Octets of one piece, about.
const PIECE: usize = 32 * 1024;

/// Generated mails have no more filler than this.
const OCTETS_LIMIT: u64 = 1 << 30;

/// Octets that stand once in a generated mail.
const EDGES_LIMIT: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_the_octets_that_were_asked_for_and_ends_with_a_line() {
        let least = Generated::text(0).size(1);
        for octets in least..least + 300 {
            let mail = Arc::new(Generated::text(octets));
            let contents = Contents::from(mail);
            let whole = contents.whole(7);
            let one_octet_is_no_line = u64::from(octets == least + 1);
            assert_eq!(whole.len() as u64, octets + one_octet_is_no_line);
            assert_eq!(contents.size(7), whole.len() as u64);
            assert!(whole.ends_with(b"\r\n"), "{octets}");
        }
    }

    #[test]
    fn the_pieces_of_a_mail_are_the_whole_mail_and_none_is_large() {
        let large = Contents::from(Arc::new(Generated::text(1_000_003)));
        let came = Contents::from(large.whole(1).clone());
        for contents in [large, came] {
            let pieces: Vec<Bytes> = contents.pieces(1).collect();
            assert!(pieces.iter().all(|piece| piece.len() <= PIECE));
            assert_eq!(pieces.concat(), contents.whole(1)[..]);
        }
    }

    #[test]
    fn each_mail_has_its_number_in_it() {
        let contents = Contents::from(Arc::new(Generated::text(200)));
        assert_ne!(contents.whole(1), Contents::from(Arc::new(Generated::text(200))).whole(2));
        assert!(contents.beginning(12).windows(8).any(|digits| digits == b"00000012"));
    }

    #[test]
    fn a_mail_beyond_the_limits_is_not_made() {
        let huge = Generated { times: u64::MAX, ..Generated::text(1000) };
        assert_eq!(huge.fitting(), None);
        let long = Generated { end: "x".repeat(EDGES_LIMIT), ..Generated::text(1000) };
        assert_eq!(long.fitting(), None);
    }
}
