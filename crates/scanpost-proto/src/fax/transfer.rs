//! A part's octets out of their transfer encoding (RFC 2045 §6), line by line.
//!
//! Lenient, as senders are: letters that base64 does not know are passed over (§6.8), a `=` that begins
//! nothing stays itself (§6.7). What comes behind the padding of base64 is not the document's.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Decodes one part.
pub(super) enum Transfer {
    /// 7bit, 8bit, binary, and whatever else is not known: as it is.
    Plain {
        /// The end of the last line, which belongs to the boundary behind it, if one comes (RFC 2046 §5.1.1).
        line_end: Vec<u8>,
    },
    Base64 {
        letters: Vec<u8>,
        is_over: bool,
    },
    QuotedPrintable {
        /// A `=` and what came behind it in the same line, as long as that is not all.
        escape: Vec<u8>,
        line_end: Vec<u8>,
    },
}

impl Transfer {
    /// By the value of Content-Transfer-Encoding.
    pub(super) fn of(name: &str) -> Self {
        if name.eq_ignore_ascii_case("base64") {
            Transfer::Base64 { letters: Vec::new(), is_over: false }
        } else if name.eq_ignore_ascii_case("quoted-printable") {
            Transfer::QuotedPrintable { escape: Vec::new(), line_end: Vec::new() }
        } else {
            Transfer::Plain { line_end: Vec::new() }
        }
    }

    /// A line, or a piece of one that is too long.
    pub(super) fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        match self {
            Transfer::Plain { line_end } => {
                out.append(line_end);
                let (text, end) = divided(line);
                out.extend_from_slice(text);
                line_end.extend_from_slice(end);
            }
            Transfer::Base64 { letters, is_over } => base64_line(line, letters, is_over, out),
            Transfer::QuotedPrintable { escape, line_end } => {
                out.append(line_end);
                quoted_line(line, escape, line_end, out);
            }
        }
    }

    /// The part is over; before a boundary the last end of a line is not the part's.
    pub(super) fn end(&mut self, at_boundary: bool, out: &mut Vec<u8>) {
        match self {
            Transfer::Base64 { letters, .. } => decode_letters(letters, letters.len(), out),
            Transfer::Plain { line_end } => {
                if !at_boundary {
                    out.append(line_end);
                }
            }
            Transfer::QuotedPrintable { escape, line_end } => {
                out.append(escape);
                if !at_boundary {
                    out.append(line_end);
                }
            }
        }
    }
}

fn base64_line(line: &[u8], letters: &mut Vec<u8>, is_over: &mut bool, out: &mut Vec<u8>) {
    if *is_over {
        return;
    }
    let until = line.iter().position(|octet| *octet == b'=');
    let is_letter = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/');
    letters.extend(line[..until.unwrap_or(line.len())].iter().copied().filter(is_letter));
    if until.is_some() {
        *is_over = true;
        decode_letters(letters, letters.len(), out);
    } else {
        decode_letters(letters, letters.len() / 4 * 4, out);
    }
}

/// One letter that is left over means nothing.
fn decode_letters(letters: &mut Vec<u8>, count: usize, out: &mut Vec<u8>) {
    let whole = if count % 4 == 1 { count - 1 } else { count };
    DECODER
        .decode_vec(&letters[..whole], out)
        .expect("nothing but letters of base64, in a possible number");
    letters.drain(..count);
}

fn quoted_line(line: &[u8], escape: &mut Vec<u8>, line_end: &mut Vec<u8>, out: &mut Vec<u8>) {
    let (text, end) = divided(line);
    // Blanks at the end of a line were put there on the way (§6.7, rule 3).
    let text = if end.is_empty() { text } else { text.trim_ascii_end() };
    for octet in text {
        if escape.is_empty() {
            if *octet == b'=' {
                escape.push(*octet);
            } else {
                out.push(*octet);
            }
            continue;
        }
        escape.push(*octet);
        if escape.len() == 3 {
            match (hex(escape[1]), hex(escape[2])) {
                (Some(high), Some(low)) => out.push(high << 4 | low),
                _ => out.extend_from_slice(escape),
            }
            escape.clear();
        }
    }
    if end.is_empty() {
        return;
    }
    if escape == b"=" {
        escape.clear(); // a soft break: the line goes on
    } else {
        out.append(escape);
        line_end.extend_from_slice(end);
    }
}

fn hex(letter: u8) -> Option<u8> {
    let digit = char::from(letter).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// A line and its end, if it has one.
pub(super) fn divided(line: &[u8]) -> (&[u8], &[u8]) {
    let length = match line {
        [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] => text.len(),
        _ => line.len(),
    };
    line.split_at(length)
}

const DECODER: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(name: &str, lines: &[&str]) -> String {
        let (mut transfer, mut out) = (Transfer::of(name), Vec::new());
        for line in lines {
            transfer.line(line.as_bytes(), &mut out);
        }
        transfer.end(true, &mut out);
        out.escape_ascii().to_string()
    }

    #[test]
    fn a_part_comes_out_of_its_encoding_however_its_lines_are_cut() {
        for (name, lines, expected) in [
            ("7bit", &["one\r\n", "two\n", "\r\n"][..], r"one\r\ntwo\n"),
            ("BASE64", &["SUkq\r\n", "AA==\r\n"], r"II*\x00"),
            ("base64", &["S U!kqA\n", "A"], r"II*\x00"),
            ("base64", &["SUkqA"], "II*"),
            ("base64", &["SUkqAA==SUkq\r\n", "SUkq"], r"II*\x00"),
            ("quoted-printable", &["a=3Db =\r\n", "c  \r\n", "d\r\n"], r"a=b c\r\nd"),
            ("quoted-printable", &["a=", "3", "Db\r\n"], "a=b"),
            ("quoted-printable", &["a=zz=4\r\n"], "a=zz=4"),
        ] {
            assert_eq!(decoded(name, lines), expected, "{name} {lines:?}");
        }
    }
}
