//! What a header needs, field by field (RFC 5322 §3.6), and nothing else.
//!
//! 1. A field that may stand once stands once: of several, lists are joined (firmware writes one To
//!    a recipient) and of others the first that says something stays.
//! 2. Addresses are written as §3.4 has them; fields that name nobody are dropped.
//! 3. From names whom the [`Plan`] wants.
//! 4. Message-ID, Date and To are there.
//!
//! Lines are broken first, and the result is read again until nothing is left to do. So a header
//! that has been through here comes through unchanged the next time.

use super::address::written;
use super::date::is_date;
use super::entry::{Entry, List, read_list};
use super::header::{Field, Header, Separator, fields, first_with_value, is_blank, named};
use super::lines::LineMender;
use super::plan::{Author, Mended, Plan};
use super::splice::{Splice, spliced};

/// A header as it is to go out, the empty line behind it included, and what was done to it.
pub fn repair(header: &Header, plan: &Plan) -> (Vec<u8>, Vec<Mended>) {
    let mut mended = Vec::new();
    if header.mended_line_ends() {
        mended.push(Mended::LineEnds);
    }
    let mut block = broken(header.fields(), &mut mended);
    for _ in 0..MOST_ROUNDS {
        let (splices, done) = needed(&block, plan);
        if splices.is_empty() {
            break;
        }
        for one in done {
            note(&mut mended, one);
        }
        block = broken(&spliced(&block, splices), &mut mended);
    }
    match header.separator() {
        Separator::There => block.extend_from_slice(b"\r\n"),
        Separator::Missing => {
            mended.push(Mended::HeaderEnded);
            block.extend_from_slice(b"\r\n");
        }
        Separator::NoText => {}
    }
    (block, mended)
}

/// The block with its long lines broken.
fn broken(block: &[u8], mended: &mut Vec<Mended>) -> Vec<u8> {
    let (mut lines, mut out) = (LineMender::default(), Vec::new());
    lines.write(block, &mut out);
    lines.end(&mut out);
    if lines.broke_lines() {
        note(mended, Mended::LongLines);
    }
    out
}

fn note(mended: &mut Vec<Mended>, one: Mended) {
    if !mended.contains(&one) {
        mended.push(one);
    }
}

/// What is to be done to a block, and how that is told.
fn needed(block: &[u8], plan: &Plan) -> (Vec<Splice>, Vec<Mended>) {
    let fields = fields(block);
    let mut reading = Reading { block, fields: &fields, splices: Vec::new(), mended: Vec::new() };
    reading.each_once();
    if reading.splices.is_empty() {
        reading.addresses();
        reading.author(&plan.author);
        reading.recipients();
        reading.date(&plan.date);
        reading.message_id(&plan.message_id);
    }
    (reading.splices, reading.mended)
}

/// One reading of a block, and what it finds to do.
struct Reading<'a> {
    block: &'a [u8],
    fields: &'a [Field],
    splices: Vec<Splice>,
    mended: Vec<Mended>,
}

impl<'a> Reading<'a> {
    fn each_once(&mut self) {
        for (name, is_list) in SINGLE_FIELDS {
            if named(self.block, self.fields, name).count() < 2 {
                continue;
            }
            let Some(stays) = self.first(name) else { continue };
            let others = named(self.block, self.fields, name)
                .filter(|field| field.whole.start != stays.whole.start);
            let (mut joined, mut dropped) = (Vec::new(), Vec::new());
            for other in others {
                let value = self.value(other);
                if is_list && !is_blank(value) {
                    joined.extend_from_slice(b",\r\n ");
                    joined.extend_from_slice(value.trim_ascii());
                }
                dropped.push(other.whole.clone());
            }
            let at = stays.value.end;
            self.mended.push(if joined.is_empty() {
                Mended::RepeatedDropped { field: name }
            } else {
                self.splices.push(Splice { at: at..at, with: joined });
                Mended::RepeatedJoined { field: name }
            });
            self.splices.extend(dropped.into_iter().map(|at| Splice { at, with: Vec::new() }));
        }
    }

    fn addresses(&mut self) {
        for name in ADDRESS_FIELDS {
            let Some(field) = self.first(name) else { continue };
            let value = self.value(field);
            if !is_blank(value) {
                let list = read_list(value);
                self.write_rightly(name, field, &list);
            } else if name != "To" {
                self.drop_field(field);
                self.mended.push(Mended::EmptyDropped { field: name });
            }
        }
    }

    fn author(&mut self, author: &Author) {
        let wanted = match author {
            Author::AsWritten { or_else } => or_else,
            Author::Replaced { by, .. } => by,
        };
        let Some(field) = self.first("From") else {
            self.append("From", wanted);
            return self.mended.push(Mended::FromAdded);
        };
        let value = self.value(field);
        let list = read_list(value);
        let stays = match author {
            Author::AsWritten { .. } => {
                list.has_group || list.entries.iter().any(|entry| entry.address.is_some())
            }
            Author::Replaced { by, .. } => {
                self.drop_other_sender(by);
                !list.has_group && matches!(&list.entries[..], [one] if one.names(by))
            }
        };
        if stays {
            return self.write_rightly("From", field, &list);
        }
        self.replace_author(field, &list, wanted);
        if matches!(author, Author::Replaced { replies_to_original: true, .. }) {
            self.reply_to(field, &list);
        }
    }

    /// The address changes, the name stays.
    fn replace_author(&mut self, field: &Field, list: &List, by: &str) {
        let value = self.value(field);
        let mended = if is_blank(value) {
            Mended::FromAdded
        } else {
            Mended::FromReplaced { was: told(value, list) }
        };
        self.mended.push(mended);
        match &list.entries[..] {
            [one] if !list.has_group && one.is_right && one.address.is_some() => {
                self.splice_within(field, one.address_at.clone(), by.into());
            }
            entries => {
                let name = entries.first().map_or(&[][..], |entry| &value[entry.name.clone()]);
                let with = [b" ", &written(name, by)[..]].concat();
                self.splice_within(field, 0..value.len(), with);
            }
        }
    }

    /// Replies still go to whom the mail had named.
    fn reply_to(&mut self, from: &Field, list: &List) {
        let taken = self.first("Reply-To").is_some_and(|field| !is_blank(self.value(field)));
        let value = self.value(from);
        let entries: Vec<Vec<u8>> =
            list.entries.iter().filter_map(|entry| entry.written_rightly(value)).collect();
        if taken || entries.is_empty() {
            return;
        }
        let with = [b"Reply-To: ", &entries.join(&b",\r\n "[..])[..], b"\r\n"].concat();
        self.splices.push(Splice { at: from.whole.end..from.whole.end, with });
        self.mended.push(Mended::ReplyToAdded);
    }

    fn drop_other_sender(&mut self, from: &str) {
        let Some(field) = self.first("Sender") else { return };
        let value = self.value(field);
        let list = read_list(value);
        if is_blank(value) || matches!(&list.entries[..], [one] if one.names(from)) {
            return;
        }
        // It may just have been written rightly; that is of no use any more.
        self.splices.retain(|splice| !field.whole.contains(&splice.at.start));
        self.mended.retain(|one| *one != Mended::AddressesWritten { field: "Sender" });
        self.drop_field(field);
        self.mended.push(Mended::SenderDropped { was: told(value, &list) });
    }

    /// Somebody is named, if only nobody in particular (RFC 5322 §3.4, "group").
    fn recipients(&mut self) {
        const NOBODY: &str = "undisclosed-recipients:;";
        let names_somebody =
            |name| self.first(name).is_some_and(|field| !is_blank(self.value(field)));
        let (to, copies) = (names_somebody("To"), names_somebody("Cc"));
        match self.first("To") {
            _ if to => {}
            Some(field) if copies => {
                self.drop_field(field);
                self.mended.push(Mended::EmptyDropped { field: "To" });
            }
            Some(field) => {
                self.splice_within(field, 0..field.value.len(), format!(" {NOBODY}").into());
                self.mended.push(Mended::ToAdded);
            }
            None if copies => {}
            None => {
                self.append("To", NOBODY);
                self.mended.push(Mended::ToAdded);
            }
        }
    }

    fn date(&mut self, date: &str) {
        let Some(field) = self.first("Date") else {
            self.append("Date", date);
            return self.mended.push(Mended::DateAdded);
        };
        let value = self.value(field);
        if is_date(value) {
            return;
        }
        self.mended.push(if is_blank(value) {
            Mended::DateAdded
        } else {
            Mended::DateReplaced { was: shortened(value) }
        });
        self.splice_within(field, 0..value.len(), format!(" {date}").into());
    }

    fn message_id(&mut self, id: &str) {
        let Some(field) = self.first("Message-ID") else {
            self.append("Message-ID", &format!("<{id}>"));
            return self.mended.push(Mended::MessageIdAdded);
        };
        let value = self.value(field);
        let whole = 0..value.len();
        let text = value.trim_ascii();
        if text.is_empty() || text == b"<>" {
            self.mended.push(Mended::MessageIdAdded);
            self.splice_within(field, whole, format!(" <{id}>").into());
        } else if text.contains(&b'@') && text.iter().all(|octet| is_bare_id_letter(*octet)) {
            self.mended.push(Mended::MessageIdBracketed);
            self.splice_within(field, whole, [b" <", text, b">"].concat());
        }
    }

    // The splices

    fn write_rightly(&mut self, name: &'static str, field: &Field, list: &List) {
        let value = self.value(field);
        // Between entries that cannot be read, what is written anew may be what stood there.
        let written: Vec<_> = list
            .entries
            .iter()
            .filter_map(|entry| Some((entry.whole.clone(), entry.written_rightly(value)?)))
            .filter(|(at, with)| value[at.clone()] != with[..])
            .collect();
        if !written.is_empty() || !list.semicolons.is_empty() {
            self.mended.push(Mended::AddressesWritten { field: name });
        }
        for (at, with) in written {
            self.splice_within(field, at, with);
        }
        for at in list.semicolons.iter().copied() {
            let is_last = is_blank(&value[at + 1..]);
            self.splice_within(field, at..at + 1, if is_last { vec![] } else { vec![b','] });
        }
    }

    fn splice_within(&mut self, field: &Field, at: std::ops::Range<usize>, with: Vec<u8>) {
        let start = field.value.start;
        self.splices.push(Splice { at: start + at.start..start + at.end, with });
    }

    fn drop_field(&mut self, field: &Field) {
        self.splices.push(Splice { at: field.whole.clone(), with: Vec::new() });
    }

    fn append(&mut self, name: &str, value: &str) {
        let end = self.block.len();
        let with = format!("{name}: {value}\r\n").into();
        self.splices.push(Splice { at: end..end, with });
    }

    fn first(&self, name: &'a str) -> Option<&'a Field> {
        first_with_value(self.block, self.fields, name)
    }

    fn value(&self, field: &Field) -> &'a [u8] {
        &self.block[field.value.clone()]
    }
}

impl Entry {
    fn names(&self, address: &str) -> bool {
        self.address.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(address))
    }

    /// As it is, if it is right; nothing without an address.
    fn written_rightly(&self, value: &[u8]) -> Option<Vec<u8>> {
        let address = self.address.as_deref()?;
        Some(if self.is_right {
            value[self.whole.clone()].to_vec()
        } else {
            written(&value[self.name.clone()], address)
        })
    }
}

/// Whom a value named, or else what it said.
fn told(value: &[u8], list: &List) -> String {
    let addresses: Vec<&str> =
        list.entries.iter().filter_map(|entry| entry.address.as_deref()).collect();
    if addresses.is_empty() { shortened(value) } else { shortened(addresses.join(", ").as_bytes()) }
}

fn shortened(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value.trim_ascii());
    text.chars().filter(|c| !c.is_control()).take(MOST_TOLD).collect()
}

fn is_bare_id_letter(octet: u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'<' | b'>')
}

/// What may stand once in a header (RFC 5322 §3.6), and whether it is a list.
const SINGLE_FIELDS: [(&str, bool); 11] = [
    ("From", false),
    ("Sender", false),
    ("Reply-To", true),
    ("To", true),
    ("Cc", true),
    ("Bcc", true),
    ("Date", false),
    ("Message-ID", false),
    ("In-Reply-To", false),
    ("References", false),
    ("Subject", false),
];

/// From is looked at by itself; Bcc is taken out by the provider, and may be empty.
const ADDRESS_FIELDS: [&str; 4] = ["Sender", "Reply-To", "To", "Cc"];

/// Two do nearly always: one joins what was repeated, one writes what was wrong. A fold in the middle
/// of an address makes it another, which takes one more.
const MOST_ROUNDS: usize = 6;

/// Letters of a value that the story of a mail keeps.
const MOST_TOLD: usize = 254;
