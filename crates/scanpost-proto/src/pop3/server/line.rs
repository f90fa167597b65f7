//! One line of the client, gathered from however many reads it comes in.
//!
//! A line ends at LF, with or without CR before it. A line may carry a password or a token: its
//! buffer is made at full size once a line needs it, so that nothing is left behind by growing,
//! and is wiped after use.

use memchr::memchr;
use zeroize::Zeroizing;

/// The longest line that any state allows, line end included: an answer to AUTH (RFC 4954 §4 has
/// the figure for SMTP, RFC 5034 none).
pub(super) const LONGEST: usize = 12_288;

/// A whole line.
pub(super) struct Line {
    /// Without its line end; cut at [`LONGEST`].
    pub(super) octets: Zeroizing<Vec<u8>>,
    /// As it came, with its line end.
    pub(super) length: usize,
}

#[derive(Default)]
pub(super) struct LineBuffer {
    kept: Zeroizing<Vec<u8>>,
    length: usize,
}

impl LineBuffer {
    /// Takes octets up to the end of the line, if it is there. Returns how many.
    pub(super) fn gather(&mut self, input: &[u8]) -> (usize, Option<Line>) {
        let end = memchr(b'\n', input).map(|at| at + 1);
        let piece = &input[..end.unwrap_or(input.len())];
        if self.kept.capacity() == 0 {
            // A whole line in one read, the usual case, takes no more than it is long.
            let whole = end.is_some() && piece.len() < LONGEST;
            self.kept.reserve_exact(if whole { piece.len() } else { LONGEST });
        }
        let room = LONGEST - self.kept.len();
        self.kept.extend_from_slice(&piece[..piece.len().min(room)]);
        self.length = self.length.saturating_add(piece.len());
        (piece.len(), end.map(|_| self.finish()))
    }

    fn finish(&mut self) -> Line {
        let mut octets = std::mem::take(&mut self.kept);
        for end in [b'\n', b'\r'] {
            if octets.last() == Some(&end) {
                octets.pop();
            }
        }
        let length = std::mem::take(&mut self.length);
        Line { octets, length }
    }
}
