//! A header with regular line ends, and its fields (RFC 5322 §2.2).

use std::ops::Range;

use mail_parser::MessageParser;

use super::entry::read_list;

/// The header of a mail, without the empty line behind it.
#[derive(Clone, Debug)]
pub struct Header {
    fields: Vec<u8>,
    separator: Separator,
    line_ends: bool,
}

/// What stands between header and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    There,
    /// The text begins behind the last field.
    Missing,
    /// The mail ends with its last field.
    NoText,
}

/// Where a field stands in a block of fields.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// With its line end.
    pub(super) whole: Range<usize>,
    pub(super) name: Range<usize>,
    /// From behind the colon to the line end, folds and all.
    pub(super) value: Range<usize>,
}

impl Header {
    /// `fields`: lines that end with CRLF, of which the first is no fold.
    pub(super) fn new(fields: Vec<u8>, separator: Separator, line_ends: bool) -> Self {
        Self { fields, separator, line_ends }
    }

    /// The addresses that From names; none if there are none that can be read.
    pub fn authors(&self) -> Vec<String> {
        let fields = fields(&self.fields);
        let from = first_with_value(&self.fields, &fields, "From");
        let value = from.map_or(&[][..], |from| &self.fields[from.value.clone()]);
        read_list(value).entries.into_iter().filter_map(|entry| entry.address).collect()
    }

    /// The Message-ID without its brackets; nothing where it has none, or one that [`repair`] replaces.
    ///
    /// [`repair`]: super::repair()
    pub fn message_id(&self) -> Option<String> {
        let fields = fields(&self.fields);
        let field = first_with_value(&self.fields, &fields, "Message-ID")?;
        let value = self.fields[field.value.clone()].trim_ascii();
        let value = value.strip_prefix(b"<").unwrap_or(value);
        let id = value.strip_suffix(b">").unwrap_or(value);
        let is_one = !id.is_empty() && id.iter().all(u8::is_ascii_graphic);
        is_one.then(|| String::from_utf8_lossy(id).into_owned())
    }

    /// What Subject says, decoded (RFC 2047); empty if it says nothing.
    pub fn subject(&self) -> String {
        let parsed = MessageParser::default().parse_headers(&self.fields);
        parsed.as_ref().and_then(|mail| mail.subject()).unwrap_or_default().to_owned()
    }

    pub(super) fn fields(&self) -> &[u8] {
        &self.fields
    }

    pub(super) fn separator(&self) -> Separator {
        self.separator
    }

    /// Whether its line ends were other than CRLF.
    pub(super) fn mended_line_ends(&self) -> bool {
        self.line_ends
    }
}

/// The fields of a block, in order.
pub(super) fn fields(block: &[u8]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut start = 0;
    for line in block.split_inclusive(|octet| *octet == b'\n') {
        let end = start + line.len();
        match fields.last_mut() {
            Some(field) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                field.whole.end = end;
                field.value.end = end - 2;
            }
            _ => fields.extend(field(line, start)),
        }
        start = end;
    }
    fields
}

/// The fields of this name.
pub(super) fn named<'a>(
    block: &'a [u8],
    fields: &'a [Field],
    name: &'a str,
) -> impl Iterator<Item = &'a Field> {
    fields
        .iter()
        .filter(move |field| block[field.name.clone()].eq_ignore_ascii_case(name.as_bytes()))
}

/// Of the fields of this name the first that says something, or else the first.
pub(super) fn first_with_value<'a>(
    block: &'a [u8],
    fields: &'a [Field],
    name: &'a str,
) -> Option<&'a Field> {
    named(block, fields, name)
        .find(|field| !is_blank(&block[field.value.clone()]))
        .or_else(|| named(block, fields, name).next())
}

pub(super) fn is_blank(value: &[u8]) -> bool {
    value.trim_ascii().is_empty()
}

fn field(line: &[u8], start: usize) -> Option<Field> {
    let colon = line.iter().position(|octet| *octet == b':')?;
    let name = line[..colon].trim_ascii_end();
    Some(Field {
        whole: start..start + line.len(),
        name: start..start + name.len(),
        value: start + colon + 1..start + line.len() - 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_read_with_and_without_brackets() {
        for (field, expected) in [
            ("Message-ID: <1@a.example>", Some("1@a.example")),
            ("message-id:1@a.example", Some("1@a.example")),
            ("Message-ID:\r\n <1@a.example> ", Some("1@a.example")),
            ("Message-ID: <>", None),
            ("Message-ID:", None),
            ("Message-ID: <1@a.example> <2@b.example>", None),
            ("Subject: x", None),
        ] {
            let header = Header::new(format!("{field}\r\n").into(), Separator::There, false);
            assert_eq!(header.message_id().as_deref(), expected, "{field}");
        }
    }

    #[test]
    fn a_subject_is_read_in_every_language() {
        for (field, expected) in [
            ("Subject: Scan 7", "Scan 7"),
            ("Subject: =?utf-8?B?w4Vzw6U=?=", "Åså"),
            ("Subject:", ""),
            ("From: a@b", ""),
        ] {
            let header = Header::new(format!("{field}\r\n").into(), Separator::There, false);
            assert_eq!(header.subject(), expected, "{field}");
        }
    }

    #[test]
    fn fields_have_names_and_values_folds_and_all() {
        let block = b"From : a@b\r\nSubject: one:\r\n two\r\nX:\r\n";
        let told: Vec<(String, String)> = fields(block)
            .into_iter()
            .map(|field| {
                let text = |range: Range<usize>| block[range].escape_ascii().to_string();
                (text(field.name), text(field.value))
            })
            .collect();
        let expected = [("From", " a@b"), ("Subject", r" one:\r\n two"), ("X", "")];
        assert_eq!(told, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
