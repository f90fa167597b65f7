//! A mail's octets out of what comes over the wire, however it is cut.
//!
//! RFC 1939 §3: a dot that begins a line is not the mail's, and a line of one dot ends it. A line
//! begins behind CRLF alone: servers hand over mails with a bare LF in them, and if that counted, a
//! mail with a dot behind one would end early and its rest would be taken for replies. So a bare LF
//! and a stray CR stay in the mail as they are.
//!
//! Nothing is copied: the mail comes in pieces of the octets that were read.

use memchr::memmem;

/// Where in a line the reader is; lives across cuts.
#[derive(Default)]
pub(super) enum Unstuffing {
    #[default]
    LineStart,
    /// Behind a dot that began a line.
    Dot,
    /// Behind a dot that began a line, and CR.
    DotCr,
    /// Behind a CR.
    Cr,
    Within,
}

/// What comes next.
pub(super) enum Piece<'a> {
    Octets(&'a [u8]),
    /// That was the mail.
    End,
    /// The octets are used up.
    More,
}

impl Unstuffing {
    /// Takes octets off the input up to the next piece.
    pub(super) fn read<'a>(&mut self, input: &mut &'a [u8]) -> Piece<'a> {
        while let Some((first, rest)) = input.split_first() {
            *self = match (&self, first) {
                (Self::LineStart, b'.') => Self::Dot,
                (Self::Dot, b'\r') => Self::DotCr,
                (Self::DotCr, b'\n') => {
                    *input = rest;
                    return Piece::End;
                }
                // The CR came with an earlier piece, perhaps with an earlier read.
                (Self::DotCr, _) => {
                    *self = Self::Cr;
                    return Piece::Octets(b"\r");
                }
                (Self::Dot, _) => Self::Within,
                (Self::LineStart | Self::Cr | Self::Within, _) => {
                    return Piece::Octets(self.run(input));
                }
            };
            if !matches!(self, Self::Within) {
                *input = rest;
            }
        }
        Piece::More
    }

    /// Octets that are the mail's as they are: up to a dot that begins a line, or all.
    fn run<'a>(&mut self, input: &mut &'a [u8]) -> &'a [u8] {
        let behind_cr = matches!(self, Self::Cr);
        let end = if behind_cr && input.starts_with(b"\n.") {
            1
        } else {
            memmem::find(input, b"\r\n.").map_or(input.len(), |at| at + 2)
        };
        let (run, rest) = input.split_at(end);
        *self = match run {
            b"\n" if behind_cr => Self::LineStart,
            [.., b'\r', b'\n'] => Self::LineStart,
            [.., b'\r'] => Self::Cr,
            _ => Self::Within,
        };
        *input = rest;
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mail and what stands behind its end, if that came.
    fn read(wire: &[u8], cut: usize) -> (Vec<u8>, Option<usize>) {
        let (mut unstuffing, mut mail, mut seen) = (Unstuffing::default(), Vec::new(), 0);
        for mut piece in wire.chunks(cut) {
            seen += piece.len();
            loop {
                match unstuffing.read(&mut piece) {
                    Piece::Octets(octets) => mail.extend_from_slice(octets),
                    Piece::End => return (mail, Some(wire.len() - seen + piece.len())),
                    Piece::More => break,
                }
            }
        }
        (mail, None)
    }

    #[test]
    fn a_mail_ends_at_crlf_dot_crlf_alone_and_loses_its_stuffing_alone() {
        let table: [(&str, &str, Option<usize>); 16] = [
            (".\r\n", "", Some(0)),
            ("a\r\n.\r\n+OK", "a\r\n", Some(3)),
            ("..\r\n.\r\n", ".\r\n", Some(0)),
            ("...\r\n..b\r\n.\r\n", "..\r\n.b\r\n", Some(0)),
            (".b\r\n.\r\n", "b\r\n", Some(0)),
            ("a\n.\r\n\r\n.\r\n", "a\n.\r\n\r\n", Some(0)),
            ("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", Some(0)),
            ("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", Some(0)),
            ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", Some(0)),
            ("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n", Some(0)),
            ("a\r.\r\n.\r\n", "a\r.\r\n", Some(0)),
            ("a\r\r\n.\r\n", "a\r\r\n", Some(0)),
            ("\r\n\r\n.\r\n", "\r\n\r\n", Some(0)),
            ("\n.\r\n.\r\n", "\n.\r\n", Some(0)),
            ("a\r\n.\r", "a\r\n", None),
            ("a.\r\n", "a.\r\n", None),
        ];
        for (wire, mail, behind) in table {
            for cut in 1..=wire.len() {
                let expected = (mail.as_bytes().to_vec(), behind);
                assert_eq!(read(wire.as_bytes(), cut), expected, "{wire:?} in cuts of {cut}");
            }
        }
    }
}
