//! One address and one name in a header: what they say, and how they are written rightly
//! (RFC 5322 §3.2.4, §3.2.5, §3.4.1; names beyond ASCII: RFC 2047 §5, RFC 6532 §3.2).
//!
//! Octets above 127 are letters here whatever their character set is: a name is written anew only
//! around them.

use super::lines::whole_letters;
use crate::mailbox::is_mailbox;

/// The address that these octets mean, with comments, blanks and a source route taken out; nothing
/// if they mean none.
pub(super) fn address(octets: &[u8]) -> Option<String> {
    if octets.len() > LONGEST_ADDRESS {
        return None;
    }
    let mut plain = Vec::with_capacity(octets.len());
    let mut at = 0;
    while let Some(octet) = octets.get(at) {
        let end = match octet {
            b'"' => quote_end(octets, at),
            b'(' => comment_end(octets, at),
            _ => None,
        };
        let part = &octets[at..end.unwrap_or(at + 1)];
        if !(is_blank(*octet) || *octet == b'(' && end.is_some()) {
            plain.extend_from_slice(part);
        }
        at += part.len();
    }
    let text = String::from_utf8(plain).ok()?;
    let mailbox = match text.split_once(':') {
        Some((route, mailbox)) if route.starts_with('@') => mailbox,
        _ => &text,
    };
    is_mailbox(mailbox).then(|| mailbox.to_owned())
}

/// `name <address>`, the name in quotes where it needs them.
pub(super) fn written(name: &[u8], address: &str) -> Vec<u8> {
    let mut entry = phrase(name);
    if entry.is_empty() {
        return address.as_bytes().to_vec();
    }
    entry.extend_from_slice(b" <");
    entry.extend_from_slice(address.as_bytes());
    entry.push(b'>');
    entry
}

/// Whether a word may stand in a name as it is: atoms and quoted strings. Dots are an old custom
/// (RFC 5322 §4.1).
pub(super) fn is_phrase_word(word: &[u8]) -> bool {
    let mut at = 0;
    while let Some(octet) = word.get(at) {
        at = match octet {
            b'"' => match quote_end(word, at) {
                Some(end) => end,
                None => return false,
            },
            octet if is_atom_letter(*octet) => at + 1,
            _ => return false,
        };
    }
    true
}

/// Behind the quoted string that begins at `at`, if it ends.
pub(super) fn quote_end(octets: &[u8], at: usize) -> Option<usize> {
    let mut escaped = false;
    let length = octets[at + 1..].iter().position(|octet| {
        let ends = *octet == b'"' && !escaped;
        escaped = *octet == b'\\' && !escaped;
        ends
    })?;
    Some(at + length + 2)
}

/// Behind the comment that begins at `at`, and the comments within it (RFC 5322 §3.2.2), if it ends.
pub(super) fn comment_end(octets: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    let length = octets[at..].iter().position(|octet| {
        match octet {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(at + length + 1)
}

/// What parts words; a fold is one too.
pub(super) fn is_blank(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\r' | b'\n')
}

/// A name as RFC 5322 §3.2.5 wants it. Encoded words stay outside of quotes, where they are read.
fn phrase(name: &[u8]) -> Vec<u8> {
    let words = shortened(words(name));
    if words.iter().any(|word| is_encoded(word)) {
        let mended: Vec<Vec<u8>> = words.into_iter().map(mended_word).collect();
        return mended.join(&b' ');
    }
    let plain = |word: &Vec<u8>| word.iter().all(|octet| is_atom_letter(*octet));
    let whole = words.join(&b' ');
    if words.iter().all(plain) { whole } else { quoted(&whole) }
}

/// As many words as are a name still; a word that is none by itself is cut.
fn shortened(mut words: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut room = LONGEST_NAME;
    words.retain_mut(|word| {
        let is_first = room == LONGEST_NAME;
        if is_first && word.len() > LONGEST_NAME {
            word.truncate(whole_letters(word, LONGEST_NAME));
        }
        let fits = word.len() <= room;
        room = if fits { room - word.len() } else { 0 };
        fits && !word.is_empty()
    });
    words
}

fn mended_word(word: Vec<u8>) -> Vec<u8> {
    if is_encoded(&word) {
        encoded_rightly(&word)
    } else if word.iter().all(|octet| is_atom_letter(*octet)) {
        word
    } else {
        quoted(&word)
    }
}

/// The words of a name, quotes taken off.
fn words(name: &[u8]) -> Vec<Vec<u8>> {
    let mut plain = Vec::with_capacity(name.len());
    let mut quotes_end = true;
    let mut at = 0;
    while let Some(octet) = name.get(at) {
        let end = if *octet == b'"' && quotes_end { quote_end(name, at) } else { None };
        quotes_end &= end.is_some() || *octet != b'"';
        if let Some(end) = end {
            let mut escaped = false;
            plain.extend(name[at + 1..end - 1].iter().filter(|octet| {
                escaped = **octet == b'\\' && !escaped;
                !escaped
            }));
            at = end;
        } else {
            plain.push(*octet);
            at += 1;
        }
    }
    plain.split(|octet| is_blank(*octet)).filter(|word| !word.is_empty()).map(Vec::from).collect()
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut quoted = vec![b'"'];
    for octet in text {
        if matches!(octet, b'"' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(*octet);
    }
    quoted.push(b'"');
    quoted
}

/// `=?charset?encoding?text?=` (RFC 2047 §2).
fn is_encoded(word: &[u8]) -> bool {
    word.len() > 6 && word.starts_with(b"=?") && word.ends_with(b"?=")
}

/// In a name, `Q` has few letters that stand for themselves (RFC 2047 §5 (3)); a comma is not one.
fn encoded_rightly(word: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(word.len());
    for octet in word {
        if is_atom_letter(*octet) && *octet != b'.' {
            mended.push(*octet);
        } else {
            mended.extend_from_slice(format!("={octet:02X}").as_bytes());
        }
    }
    mended
}

fn is_atom_letter(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || !octet.is_ascii() || b"!#$%&'*+-/=?^_`{|}~.".contains(&octet)
}

/// A name that is written anew is cut to this: with its address it stays within a line, whatever needs
/// quoting in it.
const LONGEST_NAME: usize = 200;

/// Comments and blanks included.
const LONGEST_ADDRESS: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_through_comments_blanks_and_routes() {
        let table: &[(&[u8], Option<&str>)] = &[
            (b"a@b", Some("a@b")),
            (b" a @ b.example ", Some("a@b.example")),
            (b"a(who)@b(where (there))", Some("a@b")),
            (b"@old.example,@older.example:a@b", Some("a@b")),
            (br#""front office"@b"#, Some(r#""front office"@b"#)),
            ("büro@b".as_bytes(), Some("büro@b")),
            (b"b\xfcro@b", None),
            (b"scanner", None),
            (b"a@b@c", None),
            (b"a(b@c", None),
            (br#""a@b"#, None),
            (b"", None),
        ];
        for (octets, expected) in table {
            assert_eq!(address(octets).as_deref(), *expected, "{}", octets.escape_ascii());
        }
    }

    #[test]
    fn a_name_gets_quotes_where_it_needs_them() {
        let table = [
            ("Scanner", "Scanner <a@b>"),
            ("Scanner  2nd\r\n floor", "Scanner 2nd floor <a@b>"),
            ("J. Smith", "J. Smith <a@b>"),
            ("a@b", r#""a@b" <a@b>"#),
            ("Smith, John", r#""Smith, John" <a@b>"#),
            (r#""Smith", John"#, r#""Smith, John" <a@b>"#),
            (r#"6" scanner"#, r#""6\" scanner" <a@b>"#),
            (r"C:\scan", r#""C:\\scan" <a@b>"#),
            (r#""a \"b\" c", d"#, r#""a \"b\" c, d" <a@b>"#),
            ("Büro", "Büro <a@b>"),
            ("=?utf-8?Q?B=C3=BCro,_1?= (new)", r#"=?utf-8?Q?B=C3=BCro=2C_1?= "(new)" <a@b>"#),
            ("", "a@b"),
            (" ", "a@b"),
            (&"word ".repeat(100), &format!("{}word <a@b>", "word ".repeat(49))),
            (&"-@".repeat(500), &format!("\"{}\" <a@b>", "-@".repeat(100))),
            (&format!("-{}", "ü".repeat(500)), &format!("-{} <a@b>", "ü".repeat(99))),
        ];
        for (name, expected) in table {
            let entry = String::from_utf8(written(name.as_bytes(), "a@b")).expect("text");
            assert_eq!(entry, expected, "{name}");
        }
    }
}
