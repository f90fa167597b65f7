//! Where a header ends, read as leniently as firmware writes it.
//!
//! A header is fields, folded or not, up to an empty line (RFC 5322 §2.2). The lenient part:
//!
//! - Lines may end with LF, CR, or CR CR LF. A CR in the middle of a field is not an end but stray,
//!   and becomes a blank; it is an end if a fold, another field or an empty line follows.
//! - The empty line may be missing: a line that is no field and no fold begins the text.
//! - A field's name may have blanks behind it (§4.5.8), a text may be absent.
//!
//! What was read is kept with its line ends made regular, so all that comes after reads CRLF alone.
//! Nothing depends on the pieces that the octets come in.

use memchr::memchr2;

use super::header::{Header, Separator};
use super::lines::LONGEST_LINE;

/// A header longer than this is left as it is.
pub const LONGEST_HEADER: usize = 256 * 1024;

/// Octets are taken in steps of this size, so that of a large piece of text little is held.
const STEP: usize = 4096;

/// Gathers a header out of the pieces of a mail.
#[derive(Debug, Default)]
pub struct HeaderReader {
    /// As it came.
    octets: Vec<u8>,
    /// The fields so far, with regular line ends.
    regular: Vec<u8>,
    line_ends: bool,
    /// Where the line begins that is being read, and whether it is known to be one of a header.
    line: usize,
    line_is_header: bool,
    /// Up to where that line is in `regular`, and up to where it was searched for its end.
    copied: usize,
    searched: usize,
}

/// What came of reading.
#[derive(Debug)]
pub enum Gathered {
    /// The header, and the octets behind it that were taken with it.
    Whole(Header, Vec<u8>),
    /// It is longer than [`LONGEST_HEADER`]: the octets that were taken, as they came.
    TooLong(Vec<u8>),
}

/// What stands at a CR or LF.
enum LineEnd {
    End { length: usize, regular: bool },
    Stray,
}

/// What a line of a header, or the place behind one, is.
enum Kind {
    Header,
    /// An empty line of so many octets.
    Empty {
        length: usize,
        regular: bool,
    },
    Text,
    Nothing,
}

impl HeaderReader {
    /// Takes octets of the mail. Returns how many, and the header once it is whole; call no more
    /// then.
    pub fn read(&mut self, piece: &[u8]) -> (usize, Option<Gathered>) {
        let mut taken = 0;
        while taken < piece.len() {
            let room = STEP.min(LONGEST_HEADER - self.octets.len());
            if room == 0 {
                return (taken, Some(Gathered::TooLong(std::mem::take(&mut self.octets))));
            }
            let step = &piece[taken..piece.len().min(taken + room)];
            self.octets.extend_from_slice(step);
            taken += step.len();
            if let Some(gathered) = self.advance(false) {
                return (taken, Some(gathered));
            }
        }
        (taken, None)
    }

    /// The mail has ended, and with it the header.
    pub fn end(mut self) -> Gathered {
        self.advance(true).unwrap_or_else(|| Gathered::TooLong(std::mem::take(&mut self.octets)))
    }

    /// Goes on, line by line. `whole`: nothing follows. `None`: more octets are needed.
    fn advance(&mut self, whole: bool) -> Option<Gathered> {
        loop {
            if !self.line_is_header {
                match self.kind(whole)? {
                    Kind::Header => self.line_is_header = true,
                    Kind::Empty { length, regular } => {
                        self.line_ends |= !regular;
                        return Some(self.gathered(Separator::There, self.line + length));
                    }
                    Kind::Text => return Some(self.gathered(Separator::Missing, self.line)),
                    Kind::Nothing => return Some(self.gathered(Separator::NoText, self.line)),
                }
            }
            self.take_line(whole)?;
        }
    }

    /// What the line at `line` is, told by its first octets.
    fn kind(&self, whole: bool) -> Option<Kind> {
        let rest = &self.octets[self.line..];
        match rest.first() {
            None => whole.then_some(Kind::Nothing),
            Some(b'\r' | b'\n') => match line_end(rest, whole)? {
                LineEnd::End { length, regular } => Some(Kind::Empty { length, regular }),
                LineEnd::Stray => Some(Kind::Empty { length: 1, regular: false }),
            },
            Some(b' ' | b'\t') if self.line > 0 => Some(Kind::Header),
            Some(b' ' | b'\t') => Some(Kind::Text),
            Some(_) => {
                let field = begins_field(rest, whole)?;
                Some(if field { Kind::Header } else { Kind::Text })
            }
        }
    }

    /// Takes the rest of a line that belongs to the header.
    fn take_line(&mut self, whole: bool) -> Option<()> {
        loop {
            let Some(found) = memchr2(b'\r', b'\n', &self.octets[self.searched..]) else {
                self.searched = self.octets.len();
                return whole.then(|| self.end_line(self.octets.len(), 0, false));
            };
            let at = self.searched + found;
            self.searched = at;
            match line_end(&self.octets[at..], whole)? {
                LineEnd::End { length, regular } => {
                    self.end_line(at, length, regular);
                    return Some(());
                }
                LineEnd::Stray => {
                    self.regular.extend_from_slice(&self.octets[self.copied..at]);
                    self.regular.push(b' ');
                    self.line_ends = true;
                    self.searched = at + 1;
                    self.copied = at + 1;
                }
            }
        }
    }

    fn end_line(&mut self, at: usize, length: usize, regular: bool) {
        self.regular.extend_from_slice(&self.octets[self.copied..at]);
        self.regular.extend_from_slice(b"\r\n");
        self.line_ends |= !regular;
        self.line_is_header = false;
        self.line = at + length;
        self.copied = self.line;
        self.searched = self.line;
    }

    fn gathered(&mut self, separator: Separator, text: usize) -> Gathered {
        let behind = self.octets.split_off(text);
        let fields = std::mem::take(&mut self.regular);
        Gathered::Whole(Header::new(fields, separator, self.line_ends), behind)
    }
}

/// What the CR or LF in front is. `None`: that depends on octets that are not here yet.
fn line_end(octets: &[u8], whole: bool) -> Option<LineEnd> {
    let bare = LineEnd::End { length: 1, regular: false };
    Some(match octets {
        [b'\r', b'\n', ..] => LineEnd::End { length: 2, regular: true },
        [b'\r', b'\r', b'\n', ..] => LineEnd::End { length: 3, regular: false },
        [b'\r'] | [b'\r', b'\r'] if !whole => return None,
        [b'\r', b' ' | b'\t' | b'\r', ..] | [b'\n', ..] | [b'\r'] => bare,
        [_, behind @ ..] => {
            if begins_field(behind, whole)? {
                bare
            } else {
                LineEnd::Stray
            }
        }
        [] => return None,
    })
}

/// Whether a field begins here: a name of printable letters, perhaps blanks, a colon (RFC 5322
/// §2.2, §4.5.8). `None`: that depends on octets that are not here yet.
fn begins_field(octets: &[u8], whole: bool) -> Option<bool> {
    let seen = &octets[..octets.len().min(LONGEST_LINE)];
    let name = seen.iter().take_while(|octet| octet.is_ascii_graphic() && **octet != b':').count();
    let behind = seen[name..].iter().find(|octet| !matches!(octet, b' ' | b'\t'));
    match behind {
        Some(octet) => Some(name > 0 && *octet == b':'),
        None if whole || seen.len() == LONGEST_LINE => Some(false),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields, text, whether the empty line was there, whether line ends were mended.
    fn read(mail: &[u8], size: usize) -> (String, String, Separator, bool) {
        let mut reader = HeaderReader::default();
        let mut pieces = mail.chunks(size);
        for piece in pieces.by_ref() {
            if let (taken, Some(gathered)) = reader.read(piece) {
                return told(
                    gathered,
                    &[&piece[taken..], pieces.collect::<Vec<_>>().concat().as_slice()].concat(),
                );
            }
        }
        told(reader.end(), b"")
    }

    fn told(gathered: Gathered, later: &[u8]) -> (String, String, Separator, bool) {
        let Gathered::Whole(header, behind) = gathered else { panic!("too long") };
        let text = [&behind[..], later].concat();
        let told = |octets: &[u8]| octets.escape_ascii().to_string();
        (told(header.fields()), told(&text), header.separator(), header.mended_line_ends())
    }

    #[test]
    fn the_header_ends_where_a_lenient_reader_ends_it() {
        use Separator::{Missing, NoText, There};
        let table: &[(&[u8], &str, &str, Separator, bool)] = &[
            (b"A: 1\r\n\r\ntext\r\n", r"A: 1\r\n", r"text\r\n", There, false),
            (b"A: 1\n\ntext\n", r"A: 1\r\n", r"text\n", There, true),
            (b"A: 1\rB: 2\r\rtext", r"A: 1\r\nB: 2\r\n", r"text", There, true),
            (b"A: 1\r\r\nB: 2\r\r\n\r\r\ntext", r"A: 1\r\nB: 2\r\n", r"text", There, true),
            (b"A: 1\n\r\ntext", r"A: 1\r\n", r"text", There, true),
            (b"A: 1\r\n\rtext", r"A: 1\r\n", r"text", There, true),
            (b"A: 1\r\n 2\r\n\t3\r\n\r\n", r"A: 1\r\n 2\r\n\t3\r\n", "", There, false),
            (b"A: 1\r 2\r\n\r\n", r"A: 1\r\n 2\r\n", "", There, true),
            (b"A: one\rtwo\r\nB: 2\r\n\r\n", r"A: one two\r\nB: 2\r\n", "", There, true),
            (b"A : 1\r\n\r\n", r"A : 1\r\n", "", There, false),
            (b"A:\r\n\r\n", r"A:\r\n", "", There, false),
            (b"A: 1\r\nHello you\r\n", r"A: 1\r\n", r"Hello you\r\n", Missing, false),
            (b"A: 1\r\nHello\rB: 2\r\n", r"A: 1\r\n", r"Hello\rB: 2\r\n", Missing, false),
            (b" A: 1\r\n", "", r" A: 1\r\n", Missing, false),
            (b"\r\ntext", "", "text", There, false),
            (b"\xe4: 1\r\n", "", r"\xe4: 1\r\n", Missing, false),
            (b": 1\r\n", "", r": 1\r\n", Missing, false),
            (b"A: 1\r\nB: 2", r"A: 1\r\nB: 2\r\n", "", NoText, true),
            (b"A: 1\r", r"A: 1\r\n", "", NoText, true),
            (b"A: 1\r\r", r"A: 1\r\n", "", There, true),
            (b"A: 1\r\nB", r"A: 1\r\n", "B", Missing, false),
            (b"A: 1\rB", r"A: 1 B\r\n", "", NoText, true),
            (b"", "", "", NoText, false),
        ];
        for (mail, fields, text, separator, mended) in table {
            let expected = ((*fields).to_owned(), (*text).to_owned(), *separator, *mended);
            for size in [1, 2, 3, 7, 1000] {
                assert_eq!(read(mail, size), expected, "{} by {size}", mail.escape_ascii());
            }
        }
    }

    #[test]
    fn a_text_of_one_endless_line_is_no_header() {
        let mail = [b'x'; 3 * LONGEST_LINE];
        let (fields, text, separator, _) = read(&mail, 100);
        assert_eq!((fields.len(), text.len(), separator), (0, mail.len(), Separator::Missing));
    }

    #[test]
    fn a_header_over_the_limit_comes_back_as_it_was() {
        let mail = b"X-Long: \rstray and so on\n".repeat(LONGEST_HEADER / 20);
        for size in [mail.len(), 999] {
            let (mut reader, mut back) = (HeaderReader::default(), Vec::new());
            for piece in mail.chunks(size) {
                let (taken, gathered) = reader.read(piece);
                if let Some(Gathered::TooLong(octets)) = gathered {
                    assert_eq!(octets.len(), LONGEST_HEADER);
                    back.extend_from_slice(&octets);
                    back.extend_from_slice(&piece[taken..]);
                    break;
                }
                assert!(gathered.is_none());
            }
            assert_eq!(back, mail[..back.len()]);
            assert!(back.len() >= LONGEST_HEADER);
        }
    }
}
