//! The hash of a mail, its head, and the hash of that, while its octets pass.

use sha2::{Digest as _, Sha256};

use super::{Digest, Fingerprint};

/// Octets of a head that are kept to be looked at.
const LONGEST_KEPT: usize = 64 * 1024;

/// Octets that pass, in pieces cut anywhere.
#[derive(Default)]
pub(super) struct Hashing {
    whole: Sha256,
    head: Sha256,
    kept: Vec<u8>,
    at: At,
}

/// Where in the head the next octet stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum At {
    #[default]
    StartOfLine,
    /// Behind a CR at the start of a line.
    EmptyLine,
    InLine,
    /// Behind the empty line that ends the head.
    Body,
}

impl Hashing {
    pub(super) fn pass(&mut self, octets: &[u8]) {
        self.whole.update(octets);
        let in_head =
            octets.iter().take_while(|octet| self.at.is_before_the_end_at(**octet)).count();
        self.head.update(&octets[..in_head]);
        let room = LONGEST_KEPT - self.kept.len();
        self.kept.extend_from_slice(&octets[..in_head.min(room)]);
    }

    /// The octets of the head, or its beginning.
    pub(super) fn octets_of_the_head(&self) -> &[u8] {
        &self.kept
    }

    /// Of all octets.
    pub(super) fn whole(&self) -> Digest {
        Digest(self.whole.clone().finalize().into())
    }

    /// Of the octets up to the first empty line and without it; of all, where there is none.
    pub(super) fn head(&self) -> Fingerprint {
        Fingerprint::half_of(&self.head.clone().finalize().into())
    }
}

impl At {
    /// Takes the next octet; false if it ends the head, or stands behind it.
    fn is_before_the_end_at(&mut self, octet: u8) -> bool {
        *self = match (*self, octet) {
            (At::Body, _) | (At::StartOfLine | At::EmptyLine, b'\n') => At::Body,
            (At::StartOfLine, b'\r') => At::EmptyLine,
            (_, b'\n') => At::StartOfLine,
            _ => At::InLine,
        };
        *self != At::Body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(pieces: &[&[u8]]) -> (Digest, Fingerprint) {
        let mut hashing = Hashing::default();
        for piece in pieces {
            hashing.pass(piece);
        }
        (hashing.whole(), hashing.head())
    }

    #[test]
    fn a_head_ends_at_the_first_empty_line_wherever_the_octets_are_cut() {
        let mail = b"From: a\r\n\tb\r\n\r\nA fax.\r\n\r\nNo head.\r\n";
        let (whole, head) = hashed(&[mail]);
        for cut in 0..=mail.len() {
            assert_eq!(hashed(&[&mail[..cut], &mail[cut..]]), (whole, head), "cut at {cut}");
        }
        let (of_the_top, head_alone) = hashed(&[b"From: a\r\n\tb\r\n\r\n"]);
        assert_eq!(head, head_alone);
        assert_ne!(whole, of_the_top);
    }

    #[test]
    fn bare_line_ends_count_and_a_mail_without_a_body_is_all_head() {
        let head = |mail: &[u8]| hashed(&[mail]).1;
        assert_eq!(head(b"A: b\n\nbody"), head(b"A: b\n\nother"));
        assert_ne!(head(b"A: b\r\nC: d\r\n"), head(b"A: b\r\nC: e\r\n"));
    }
}
