//! One line of the other side, gathered from however many reads it comes in.
//!
//! Both servers read commands and answers to AUTH by it, the POP3 client reads replies and lists. A
//! line ends at LF. The CR that belongs before it may be missing: some devices end commands with LF
//! alone, and [`Line::crlf`] tells. That is safe outside of mails only; where a *mail* ends is not
//! decided here but by SMTP's `server/body.rs` and POP3's `client/unstuffing.rs`, which know CRLF
//! alone.
//!
//! At most [`LONGEST`] octets of a line are held, whatever comes. A line may carry a password or a
//! token, so it is wiped after use, and the buffer grows by hand: a `Vec` that moves leaves a copy
//! of its old contents behind.

use std::fmt;

use memchr::memchr;
use zeroize::Zeroizing;

/// The longest line that any state allows: an answer within AUTH, line end included (RFC 4954 §4
/// has the figure for SMTP; RFC 5034 has none for POP3, which takes the same).
pub(crate) const LONGEST: usize = 12_288;

/// A whole line.
pub(crate) struct Line {
    /// Without its line end; cut at [`LONGEST`].
    pub(crate) octets: Zeroizing<Vec<u8>>,
    /// As it came, with its line end.
    pub(crate) length: u64,
    /// Whether it ended with CRLF, as RFC 5321 §2.3.8 wants it.
    pub(crate) crlf: bool,
}

#[derive(Default)]
pub(crate) struct LineBuffer {
    kept: Zeroizing<Vec<u8>>,
    length: u64,
}

impl LineBuffer {
    /// Takes octets up to the end of the line, if it is there. Returns how many.
    pub(crate) fn gather(&mut self, input: &[u8]) -> (usize, Option<Line>) {
        let end = memchr(b'\n', input).map(|at| at + 1);
        let piece = &input[..end.unwrap_or(input.len())];
        self.length = self.length.saturating_add(piece.len() as u64);
        let room = LONGEST - self.kept.len();
        self.keep(&piece[..piece.len().min(room)]);
        (piece.len(), end.map(|_| self.finish()))
    }

    /// Whether no octet of a next line has come yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Octets of the line so far, also those that are not held.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Moves to a larger place by hand, so that the smaller one is wiped.
    fn keep(&mut self, piece: &[u8]) {
        let needed = self.kept.len() + piece.len();
        if needed > self.kept.capacity() {
            let capacity = needed.next_power_of_two().min(LONGEST).max(needed);
            let mut roomier = Zeroizing::new(Vec::with_capacity(capacity));
            roomier.extend_from_slice(&self.kept);
            self.kept = roomier;
        }
        self.kept.extend_from_slice(piece);
    }

    fn finish(&mut self) -> Line {
        let mut octets = std::mem::take(&mut self.kept);
        let length = std::mem::take(&mut self.length);
        let crlf = octets.ends_with(b"\r\n");
        if octets.ends_with(b"\n") {
            octets.pop();
        }
        if crlf {
            octets.pop();
        }
        Line { octets, length, crlf }
    }
}

/// Shows no octet: they may be a password.
impl fmt::Debug for LineBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineBuffer({} octets)", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_comes_whole_from_many_reads() {
        let mut buffer = LineBuffer::default();
        assert!(matches!(buffer.gather(b"NO"), (2, None)));
        assert!(matches!(buffer.gather(b"OP\r"), (3, None)));
        let (taken, line) = buffer.gather(b"\nQUIT\r\n");
        let line = line.expect("the line has ended");
        assert_eq!((taken, &line.octets[..], line.length, line.crlf), (1, &b"NOOP"[..], 6, true));
        assert!(buffer.is_empty());
    }

    #[test]
    fn a_bare_lf_ends_a_line_and_is_told() {
        let (_, line) = LineBuffer::default().gather(b"NOOP\n");
        let line = line.expect("the line has ended");
        assert_eq!((&line.octets[..], line.crlf), (&b"NOOP"[..], false));
    }

    proptest! {
        #[test]
        fn an_endless_line_is_not_held(read in 1_usize..9000, reads in 1_usize..20) {
            let mut buffer = LineBuffer::default();
            for _ in 0..reads {
                buffer.gather(&vec![b'x'; read]);
                prop_assert!(buffer.kept.capacity() <= LONGEST);
            }
            let (_, line) = buffer.gather(b"\r\n");
            prop_assert_eq!(line.map(|line| line.length), Some((read * reads) as u64 + 2));
            prop_assert!(buffer.kept.capacity() <= LONGEST);
        }
    }
}
