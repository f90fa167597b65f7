//! Line ends and long lines: every line ends with CRLF and has [`LONGEST_LINE`] octets at most
//! (RFC 5322 §2.1.1, §2.3).
//!
//! A bare LF, a bare CR, and the CR CR LF of a text mode that was applied twice become CRLF. A line
//! that is too long is broken, at a place that depends on its octets alone and never on how they were
//! read:
//!
//! - a line of base64 letters alone (RFC 2045 §6.8): between two of its groups of four
//! - before the last blank, which then begins the next line; in a header that is a fold
//!   (RFC 5322 §2.2.3)
//! - where no blank is: with CRLF and a space, as Postfix does, but never within a letter of UTF-8
//!
//! So a line of a header that is broken stays one field: it has a colon, and what follows begins with
//! a blank.

use memchr::memchr2;

/// RFC 5322 §2.1.1, without the CRLF.
pub const LONGEST_LINE: usize = 998;

/// Mends a text that comes in pieces. Holds one line at most.
#[derive(Debug, Default)]
pub struct LineMender {
    /// The line so far, or what follows its last break.
    line: Vec<u8>,
    pending: Pending,
    line_ends: bool,
    long_lines: bool,
}

/// CRs at the end of what was read: what they are is told by what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pending {
    #[default]
    None,
    Cr,
    CrCr,
}

impl LineMender {
    /// Appends the next piece of the text, mended, except what its last line may still need.
    pub fn write(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        out.reserve(piece.len() + piece.len() / 64);
        let mut rest = piece;
        while let Some(first) = rest.first() {
            if self.pending != Pending::None {
                let taken = self.behind_cr(*first, out);
                rest = &rest[usize::from(taken)..];
                continue;
            }
            if self.line.is_empty() {
                let clean = clean_lines(rest);
                out.extend_from_slice(&rest[..clean]);
                rest = &rest[clean..];
            }
            let text = memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
            self.text(&rest[..text], out);
            match rest.get(text) {
                Some(b'\r') => self.pending = Pending::Cr,
                Some(_) => self.bare_end(out),
                None => return,
            }
            rest = &rest[text + 1..];
        }
    }

    /// Writes what was held back. A last line without an end gets one.
    pub fn end(&mut self, out: &mut Vec<u8>) {
        match std::mem::take(&mut self.pending) {
            Pending::None if self.line.is_empty() => {}
            Pending::None | Pending::Cr => self.bare_end(out),
            Pending::CrCr => {
                self.bare_end(out);
                self.bare_end(out);
            }
        }
    }

    /// Whether a line end was mended.
    pub fn mended_line_ends(&self) -> bool {
        self.line_ends
    }

    /// Whether a line was broken.
    pub fn broke_lines(&self) -> bool {
        self.long_lines
    }

    /// What a CR was, told by the octet behind it. True if that octet belongs to it.
    fn behind_cr(&mut self, octet: u8, out: &mut Vec<u8>) -> bool {
        match (std::mem::take(&mut self.pending), octet) {
            (Pending::CrCr, b'\n') => self.bare_end(out),
            (_, b'\n') => self.end_line(out),
            (Pending::CrCr, b'\r') => {
                self.bare_end(out);
                self.pending = Pending::CrCr;
            }
            (_, b'\r') => self.pending = Pending::CrCr,
            (Pending::CrCr, _) => {
                self.bare_end(out);
                self.bare_end(out);
                return false;
            }
            _ => {
                self.bare_end(out);
                return false;
            }
        }
        true
    }

    fn text(&mut self, mut text: &[u8], out: &mut Vec<u8>) {
        while !text.is_empty() {
            let room = LONGEST_LINE + 1 - self.line.len();
            let (now, later) = text.split_at(room.min(text.len()));
            self.line.extend_from_slice(now);
            if self.line.len() > LONGEST_LINE {
                self.break_line(out);
            }
            text = later;
        }
    }

    fn break_line(&mut self, out: &mut Vec<u8>) {
        self.long_lines = true;
        let (at, with_space) = place_to_break(&self.line);
        out.extend_from_slice(&self.line[..at]);
        out.extend_from_slice(b"\r\n");
        self.line.drain(..at);
        if with_space {
            self.line.insert(0, b' ');
        }
    }

    fn bare_end(&mut self, out: &mut Vec<u8>) {
        self.line_ends = true;
        self.end_line(out);
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.line);
        out.extend_from_slice(b"\r\n");
        self.line.clear();
    }
}

/// How many octets at the front are whole lines that need nothing.
fn clean_lines(text: &[u8]) -> usize {
    let mut clean = 0;
    while let Some(length) = memchr2(b'\r', b'\n', &text[clean..]) {
        let end = clean + length;
        if length > LONGEST_LINE || !text[end..].starts_with(b"\r\n") {
            break;
        }
        clean = end + 2;
    }
    clean
}

/// Where a line that has just become too long is broken, and whether a space goes to the front of
/// what follows.
fn place_to_break(line: &[u8]) -> (usize, bool) {
    if line.iter().all(|octet| is_base64(*octet)) {
        return (LONGEST_LINE - LONGEST_LINE % 4, false);
    }
    let is_blank = |octet: &u8| matches!(octet, b' ' | b'\t');
    let first_word = line.iter().position(|octet| !is_blank(octet)).unwrap_or(line.len());
    match line.iter().rposition(is_blank) {
        Some(blank) if blank > first_word => (blank, false),
        _ => (whole_letters(line, LONGEST_LINE), true),
    }
}

/// The last place up to `at` that lies between two letters; `at` itself if this is no UTF-8.
pub(super) fn whole_letters(line: &[u8], at: usize) -> usize {
    const LONGEST_LETTER: usize = 4;
    let begins_letter = |at: &usize| line[*at] & 0b1100_0000 != 0b1000_0000;
    (at.saturating_sub(LONGEST_LETTER - 1)..=at).rev().find(begins_letter).unwrap_or(at)
}

fn is_base64(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &[u8]) -> (Vec<u8>, bool, bool) {
        let (mut mender, mut out) = (LineMender::default(), Vec::new());
        mender.write(text, &mut out);
        mender.end(&mut out);
        (out, mender.mended_line_ends(), mender.broke_lines())
    }

    #[test]
    fn every_line_end_becomes_crlf() {
        let table: &[(&[u8], &[u8])] = &[
            (b"a\nb\n", b"a\r\nb\r\n"),
            (b"a\rb\r", b"a\r\nb\r\n"),
            (b"a\r\r\nb\r\r\n", b"a\r\nb\r\n"),
            (b"a\n\nb", b"a\r\n\r\nb\r\n"),
            (b"a\r\rb", b"a\r\n\r\nb\r\n"),
            (b"a\r\r\r\nb\r\n", b"a\r\n\r\nb\r\n"),
            (b"a\n\rb\r\n", b"a\r\n\r\nb\r\n"),
            (b"a\r\r", b"a\r\n\r\n"),
            (b"a", b"a\r\n"),
        ];
        for (text, expected) in table {
            let (out, line_ends, long_lines) = mended(text);
            assert_eq!(out, *expected, "{}", text.escape_ascii());
            assert!(line_ends && !long_lines, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn what_needs_nothing_stays() {
        let longest = [&[b'x'; LONGEST_LINE][..], b"\r\n"].concat();
        for text in [&b""[..], b"\r\n", b"a\r\n\r\nb\r\n", &longest] {
            assert_eq!(mended(text), (text.to_vec(), false, false));
        }
    }

    #[test]
    fn a_line_of_base64_is_broken_between_its_groups_and_decodes_the_same() {
        let (out, _, long_lines) = mended(&[&[b'Q'; 2000][..], b"\r\n"].concat());
        let lines: Vec<usize> = out.split(|octet| *octet == b'\n').map(<[u8]>::len).collect();
        assert_eq!(lines, [997, 997, 9, 0]);
        assert!(long_lines);
        assert_eq!(out.trim_ascii_end().len(), 2000 + 4);
    }

    #[test]
    fn a_line_of_words_is_broken_before_its_last_blank() {
        let text = format!("{} {} end\r\n", "x".repeat(600), "y-".repeat(300));
        let (out, ..) = mended(text.as_bytes());
        let expected = format!("{}\r\n {} end\r\n", "x".repeat(600), "y-".repeat(300));
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }

    #[test]
    fn a_line_without_blanks_is_broken_with_a_space() {
        let (out, ..) = mended(&[b'-'; 1000]);
        assert_eq!(out, [&[b'-'; 998][..], b"\r\n --\r\n"].concat());
        let (out, ..) = mended(&[&[b' '; 10][..], &[b'-'; 1000]].concat());
        assert!(out.starts_with(&[&[b' '; 10][..], b"-"].concat()), "no line of blanks is made");
    }

    #[test]
    fn no_letter_of_utf_8_is_broken() {
        for letter in ["ä", "€", "🖨"] {
            for front in 0..4 {
                let text = format!("{}{}\r\n", "-".repeat(front), letter.repeat(1000));
                let (out, ..) = mended(text.as_bytes());
                let out = String::from_utf8(out).expect("every letter is whole");
                assert_eq!(out.replace("\r\n ", "").trim_end(), text.trim_end());
                assert!(out.lines().all(|line| line.len() <= LONGEST_LINE));
            }
        }
    }

    #[test]
    fn what_is_no_utf_8_is_broken_too() {
        let (out, ..) = mended(&[0x80; 3000]);
        assert!(out.split(|octet| *octet == b'\n').all(|line| line.len() <= LONGEST_LINE + 1));
    }
}
