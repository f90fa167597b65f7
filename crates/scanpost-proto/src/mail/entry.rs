//! A list of addresses (RFC 5322 §3.4), read as firmware writes it.
//!
//! Each [`Entry`] says where it stands, so that one that is right is left alone and one that is wrong
//! is replaced by itself. What is read, beyond the standard:
//!
//! - `a@b <a@b>` and `Smith, John <a@b>`: an `@` or a comma in a name without quotes. What has no
//!   address cannot be an entry, so its comma belongs to the name of the next.
//! - `Scanner a@b`, `Scanner <a@b`, `<<a@b>>`, `<a@b> Scanner`: brackets missing, too many, in front
//! - `a@b; c@d`: the separator of address books
//! - a quote, bracket or parenthesis that never ends is a letter like others
//!
//! A group (`undisclosed-recipients:;`) is right, and what is in it are no entries for us.

use std::ops::Range;

use super::address::{address, comment_end, is_blank, is_phrase_word, quote_end};

/// The entries of one value.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) entries: Vec<Entry>,
    /// Where a semicolon parts two entries, or stands behind the last.
    pub(super) semicolons: Vec<usize>,
    pub(super) has_group: bool,
}

/// One entry; ranges are within the value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) whole: Range<usize>,
    /// Empty if there is no name.
    pub(super) name: Range<usize>,
    /// Where the address stands, and what it says; nothing if there is none.
    pub(super) address_at: Range<usize>,
    pub(super) address: Option<String>,
    /// Whether it is written as the standard has it, the old syntax included (RFC 5322 §4.4).
    pub(super) is_right: bool,
}

#[derive(Debug)]
enum Token {
    Part(Part),
    Comma,
    Semicolon,
}

#[derive(Debug)]
struct Part {
    kind: Kind,
    at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Letters and quoted strings without a blank between them.
    Word,
    Comment,
    /// With its brackets.
    Angle,
}

/// Reads the value of an address field.
pub(super) fn read_list(value: &[u8]) -> List {
    let mut list = List::default();
    let mut draft = Draft::default();
    // How many entries stood before a word with a colon, which may begin a group.
    let mut group_from = None;
    for (at, token) in tokens(value) {
        match token {
            Token::Comma if draft.is_a_name_alone() => draft.has_comma = true,
            Token::Comma => list.entries.extend(std::mem::take(&mut draft).finished(value)),
            Token::Semicolon => {
                let entry = std::mem::take(&mut draft);
                if let Some(before) = group_from.take() {
                    list.entries.truncate(before);
                    list.has_group = true;
                } else {
                    list.entries.extend(entry.finished(value));
                    list.semicolons.push(at);
                }
            }
            Token::Part(part) => {
                if part.has_outside_quotes(value, b':') {
                    group_from.get_or_insert(list.entries.len());
                }
                draft.push(value, part);
            }
        }
    }
    list.entries.extend(draft.finished(value));
    list
}

impl Part {
    fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }

    fn has_outside_quotes(&self, value: &[u8], wanted: u8) -> bool {
        self.is(Kind::Word) && outside_quotes(&value[self.at.clone()], wanted)
    }
}

/// An entry whose parts are being gathered.
#[derive(Default)]
struct Draft {
    parts: Vec<Part>,
    has_word: bool,
    /// Or what looks like one.
    has_address: bool,
    has_comma: bool,
}

impl Draft {
    fn push(&mut self, value: &[u8], part: Part) {
        self.has_word |= part.is(Kind::Word);
        self.has_address |= part.is(Kind::Angle) || part.has_outside_quotes(value, b'@');
        self.parts.push(part);
    }

    fn is_a_name_alone(&self) -> bool {
        self.has_word && !self.has_address
    }

    fn finished(self, value: &[u8]) -> Option<Entry> {
        let whole = self.parts.first()?.at.start..self.parts.last()?.at.end;
        match self.parts.iter().rposition(|part| part.is(Kind::Angle)) {
            Some(angle) => Some(self.with_angle(value, whole, angle)),
            None => self.without_angle(value, whole),
        }
    }

    /// `angle` is the last.
    fn with_angle(&self, value: &[u8], whole: Range<usize>, angle: usize) -> Entry {
        let first = self.parts.iter().position(|part| part.is(Kind::Angle)).unwrap_or(angle);
        let (before, behind) = (&self.parts[..first], &self.parts[angle + 1..]);
        let brackets = &self.parts[angle].at;
        let inner = trimmed(value, brackets.start + 1..brackets.end - 1);
        let right = |part: &Part| part.is(Kind::Comment) || is_phrase_word(&value[part.at.clone()]);
        let name = words_span(value, before).or_else(|| words_span(value, behind));
        Entry {
            is_right: !self.has_comma
                && first == angle
                && before.iter().all(right)
                && !behind.iter().any(|part| part.is(Kind::Word)),
            name: name.unwrap_or(whole.start..whole.start),
            address: address(&value[inner.clone()]),
            address_at: inner,
            whole,
        }
    }

    fn without_angle(&self, value: &[u8], whole: Range<usize>) -> Option<Entry> {
        let words: Vec<Range<usize>> = self
            .parts
            .iter()
            .filter(|part| part.is(Kind::Word))
            .map(|part| part.at.clone())
            .collect();
        let all = words.first()?.start..words.last()?.end;
        if !self.has_comma && is_one_address(value, &words) {
            return Some(Entry {
                name: all.start..all.start,
                address: address(&value[all.clone()]),
                address_at: all,
                is_right: true,
                whole,
            });
        }
        let found = words.iter().rev().find_map(|word| {
            let inner = within_strays(value, word.clone());
            address(&value[inner.clone()]).map(|address| (word.clone(), inner, address))
        });
        let Some((word, inner, address)) = found else {
            let address_at = all.end..all.end;
            return Some(Entry { whole, name: all, address_at, address: None, is_right: false });
        };
        let before = all.start..word.start;
        let name = if before.is_empty() { word.end..all.end } else { before };
        let name = trimmed(value, name);
        Some(Entry { whole, name, address_at: inner, address: Some(address), is_right: false })
    }
}

/// `a@b`, also in the old way with blanks around its dots and its `@` (RFC 5322 §4.4).
fn is_one_address(value: &[u8], words: &[Range<usize>]) -> bool {
    let joins = |octet: u8| matches!(octet, b'.' | b'@');
    let joined =
        words.windows(2).all(|pair| joins(value[pair[0].end - 1]) || joins(value[pair[1].start]));
    let all = words[0].start..words[words.len() - 1].end;
    joined && address(&value[all]).is_some()
}

/// Without the brackets and quotes that stand alone at its ends.
fn within_strays(value: &[u8], mut range: Range<usize>) -> Range<usize> {
    let is_stray = |octet: u8| matches!(octet, b'<' | b'>' | b'\'' | b'"');
    while !range.is_empty() && is_stray(value[range.start]) {
        range.start += 1;
    }
    while !range.is_empty() && is_stray(value[range.end - 1]) {
        range.end -= 1;
    }
    range
}

/// From the first to the last word that is more than stray brackets.
fn words_span(value: &[u8], parts: &[Part]) -> Option<Range<usize>> {
    let says_something =
        |part: &&Part| part.is(Kind::Word) && !within_strays(value, part.at.clone()).is_empty();
    let first = parts.iter().find(says_something)?;
    let last = parts.iter().rfind(says_something)?;
    Some(first.at.start..last.at.end)
}

fn trimmed(value: &[u8], mut range: Range<usize>) -> Range<usize> {
    while !range.is_empty() && is_blank(value[range.start]) {
        range.start += 1;
    }
    while !range.is_empty() && is_blank(value[range.end - 1]) {
        range.end -= 1;
    }
    range
}

/// The tokens, and where each begins.
fn tokens(value: &[u8]) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    let mut ends = Ends::default();
    let mut at = 0;
    while let Some(octet) = value.get(at) {
        let (end, token) = match octet {
            octet if is_blank(*octet) => {
                at += 1;
                continue;
            }
            b',' => (at + 1, Token::Comma),
            b';' => (at + 1, Token::Semicolon),
            _ => {
                let (kind, end) = ends
                    .bracketed(value, at)
                    .unwrap_or_else(|| (Kind::Word, ends.word_end(value, at)));
                (end, Token::Part(Part { kind, at: at..end }))
            }
        };
        tokens.push((at, token));
        at = end;
    }
    tokens
}

/// Finds where a thing ends that has opened. For an end that is not there one search is enough, or
/// a value of quotes alone would be searched once for each of them.
#[derive(Default)]
struct Ends {
    no_comment_ends: bool,
    no_quote_ends: bool,
}

impl Ends {
    /// The comment or address in brackets that begins here, and its end.
    fn bracketed(&mut self, value: &[u8], at: usize) -> Option<(Kind, usize)> {
        match value[at] {
            b'(' if !self.no_comment_ends => {
                let end = comment_end(value, at);
                self.no_comment_ends = end.is_none();
                end.map(|end| (Kind::Comment, end))
            }
            b'<' => self.angle_end(value, at).map(|end| (Kind::Angle, end)),
            _ => None,
        }
    }

    fn quote_end(&mut self, value: &[u8], at: usize) -> Option<usize> {
        if self.no_quote_ends {
            return None;
        }
        let end = quote_end(value, at);
        self.no_quote_ends = end.is_none();
        end
    }

    /// Behind the bracket that closes. A comma before it means that it is missing, unless the commas
    /// of a source route stand there.
    fn angle_end(&mut self, value: &[u8], open: usize) -> Option<usize> {
        let is_route = value[open + 1..].iter().find(|octet| !is_blank(**octet)) == Some(&b'@');
        let mut at = open + 1;
        while let Some(octet) = value.get(at) {
            match octet {
                b'>' => return Some(at + 1),
                b'<' => return None,
                b',' if !is_route => return None,
                b'"' => at = self.quote_end(value, at).unwrap_or(at + 1),
                _ => at += 1,
            }
        }
        None
    }

    fn word_end(&mut self, value: &[u8], start: usize) -> usize {
        let mut at = start;
        while let Some(octet) = value.get(at) {
            at = match octet {
                octet if is_blank(*octet) => break,
                b',' | b';' => break,
                b'"' => self.quote_end(value, at).unwrap_or(at + 1),
                b'(' | b'<' if at > start && self.bracketed(value, at).is_some() => break,
                _ => at + 1,
            };
        }
        at
    }
}

/// Whether a word has this octet outside of its quoted strings.
fn outside_quotes(word: &[u8], wanted: u8) -> bool {
    let mut ends = Ends::default();
    let mut at = 0;
    while let Some(octet) = word.get(at) {
        if *octet == wanted {
            return true;
        }
        at = match octet {
            b'"' => ends.quote_end(word, at).unwrap_or(at + 1),
            _ => at + 1,
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, address and whether it is right, of each entry.
    fn entries(value: &str) -> Vec<(String, String, bool)> {
        let told = |entry: &Entry| {
            let name = value[entry.name.clone()].to_owned();
            (name, entry.address.clone().unwrap_or_default(), entry.is_right)
        };
        read_list(value.as_bytes()).entries.iter().map(told).collect()
    }

    #[test]
    fn what_is_right_is_seen_to_be_right() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("a@b", &[("", "a@b")]),
            ("<a@b>", &[("", "a@b")]),
            (" Scanner <a@b>", &[("Scanner", "a@b")]),
            (r#""Smith, John" <a@b>"#, &[(r#""Smith, John""#, "a@b")]),
            ("J. R. Smith <a@b>", &[("J. R. Smith", "a@b")]),
            ("a@b (Scanner, 2nd floor)", &[("", "a@b")]),
            ("=?utf-8?B?QsO8cm8=?= <a@b>", &[("=?utf-8?B?QsO8cm8=?=", "a@b")]),
            ("Büro\r\n\t<a@b>", &[("Büro", "a@b")]),
            ("a @ b . example", &[("", "a@b.example")]),
            ("X <@old.example,@older.example:a@b>", &[("X", "a@b")]),
            (r#""front office"@b"#, &[("", r#""front office"@b"#)]),
            ("a@b, C <c@d>,, e@f,", &[("", "a@b"), ("C", "c@d"), ("", "e@f")]),
        ];
        for (value, expected) in table {
            let expected: Vec<_> = expected
                .iter()
                .map(|(name, address)| ((*name).to_owned(), (*address).to_owned(), true))
                .collect();
            assert_eq!(entries(value), expected, "{value}");
        }
    }

    #[test]
    fn what_firmware_writes_is_read_and_seen_to_be_wrong() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("a@b <a@b>", &[("a@b", "a@b")]),
            ("Smith, John <a@b>", &[("Smith, John", "a@b")]),
            ("MFP: 2nd floor <a@b>", &[("MFP: 2nd floor", "a@b")]),
            ("Scanner [2] <a@b>", &[("Scanner [2]", "a@b")]),
            ("Scanner a@b", &[("Scanner", "a@b")]),
            ("a@b Scanner", &[("Scanner", "a@b")]),
            ("Scanner <a@b", &[("Scanner", "a@b")]),
            ("Scanner a@b>", &[("Scanner", "a@b")]),
            ("<a@b> Scanner", &[("Scanner", "a@b")]),
            ("<<a@b>>", &[("", "a@b")]),
            ("<a@b> <a@b>", &[("", "a@b")]),
            ("'a@b'", &[("", "a@b")]),
            (r#""Scanner <a@b>"#, &[(r#""Scanner"#, "a@b")]),
            ("Scanner (2nd floor <a@b>", &[("Scanner (2nd floor", "a@b")]),
            ("6\" Printer <a@b>", &[("6\" Printer", "a@b")]),
            ("X <a@b, Y <c@d>", &[("X", "a@b")]),
        ];
        for (value, expected) in table {
            let (name, address) = expected[0];
            let expected = (name.to_owned(), address.to_owned(), false);
            assert_eq!(entries(value)[0], expected, "{value}");
        }
        let book = entries("Smith, John <a@b>; Doe, Jane <c@d>");
        assert_eq!(book[1], ("Doe, Jane".to_owned(), "c@d".to_owned(), false));
    }

    #[test]
    fn what_has_no_address_has_none() {
        let told = |name: &str| vec![(name.to_owned(), String::new(), false)];
        assert_eq!(entries("Scanner"), told("Scanner"));
        assert_eq!(entries("Smith, John"), told("Smith, John"));
        assert_eq!(entries("(nobody)"), []);
        assert_eq!(entries(" \r\n "), []);
        assert_eq!(entries("Scanner <scanner>")[0].1, "");
        assert_eq!(entries("<>")[0].1, "");
    }

    #[test]
    fn a_group_is_left_alone() {
        for value in ["undisclosed-recipients:;", "Office: a@b, c@d;"] {
            let list = read_list(value.as_bytes());
            assert!(list.has_group && list.entries.is_empty(), "{value}");
        }
        let list = read_list(b"a@b, Office: c@d, e@f;, g@h");
        assert_eq!(list.entries.len(), 2);
        assert!(list.has_group && list.semicolons.is_empty());
        let list = read_list(b"a@b; c@d;");
        assert!(!list.has_group);
        assert_eq!(list.semicolons, [3, 8]);
    }

    #[test]
    fn what_never_ends_is_read_in_one_pass() {
        for octet in ["(", "<", "\"", "\\", "a(", "<\"", "a<", ",(", "(<", "\\\"", ", a", "a@b ("] {
            let value = octet.repeat(300_000 / octet.len());
            assert!(read_list(value.as_bytes()).entries.len() < 2, "{octet}");
        }
    }
}
