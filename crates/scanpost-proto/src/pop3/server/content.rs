//! A mail on its way to the client: dot-stuffed (RFC 1939 §3), for TOP cut after so many lines.

use memchr::memchr;

use crate::smtp::client::Stuffing;

/// A mail that RETR or TOP asked for.
pub(super) struct Content {
    stuffing: Stuffing,
    head: Option<Head>,
    /// Its first octets have gone out, behind `+OK`.
    pub(super) begun: bool,
}

/// What TOP wants: the head, the empty line, and so many lines of the text (RFC 1939 §7).
struct Head {
    lines_left: usize,
    in_text: bool,
    /// Nothing but CR has come of this line.
    line_empty: bool,
}

impl Content {
    pub(super) fn new(lines: Option<usize>) -> Self {
        let head = |lines_left| Head { lines_left, in_text: false, line_empty: true };
        Self { stuffing: Stuffing::default(), head: lines.map(head), begun: false }
    }

    /// Appends octets of the mail as far as they are wanted; says whether more are.
    pub(super) fn write(&mut self, octets: &[u8], out: &mut Vec<u8>) -> bool {
        let wanted = self.head.as_mut().map_or(octets.len(), |head| head.wanted(octets));
        self.stuffing.write(&octets[..wanted], out);
        self.head.as_ref().is_none_or(|head| !head.is_enough())
    }

    pub(super) fn end(self, out: &mut Vec<u8>) {
        self.stuffing.end(out);
    }
}

impl Head {
    fn is_enough(&self) -> bool {
        self.in_text && self.lines_left == 0
    }

    /// How many of these octets belong to what TOP wants.
    fn wanted(&mut self, octets: &[u8]) -> usize {
        let mut at = 0;
        while at < octets.len() && !self.is_enough() {
            let rest = &octets[at..];
            let end = memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            self.line_empty &= line.iter().all(|octet| *octet == b'\r');
            at += line.len() + usize::from(end.is_some());
            if end.is_some() {
                if self.in_text {
                    self.lines_left -= 1;
                }
                self.in_text |= self.line_empty;
                self.line_empty = true;
            }
        }
        at
    }
}
