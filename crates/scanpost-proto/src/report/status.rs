//! The part of a report that is for machines: fields about the mail, then a group of fields about each
//! recipient (RFC 3464 §2.1), read by mail-parser.

use mail_parser::{HeaderValue, Message, MessageParser};

use super::reader::MOST_RECIPIENTS;
use crate::smtp::{Enhanced, Reply};

/// Letters of what a server says that are kept.
pub const LONGEST_WORDS: usize = 500;

/// Letters of an address (RFC 5321 §4.5.3.1).
const LONGEST_ADDRESS: usize = 320;

/// What is told of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// To whom it did not, or did, come in the end.
    pub recipient: String,
    /// As the sender first named it, where that is said (RFC 3464 §2.3.1).
    pub original: Option<String>,
    pub action: Action,
    pub status: Option<Enhanced>,
    /// What the other server said, word for word; on one line.
    pub diagnostic: Option<String>,
}

/// RFC 3464 §2.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Failed,
    /// It is still being tried.
    Delayed,
    Delivered,
    /// It went on to a server that does not report.
    Relayed,
    /// It went on to the members of a list.
    Expanded,
}

impl Action {
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Failed => "failed",
            Action::Delayed => "delayed",
            Action::Delivered => "delivered",
            Action::Relayed => "relayed",
            Action::Expanded => "expanded",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        let all = [Self::Failed, Self::Delayed, Self::Delivered, Self::Relayed, Self::Expanded];
        all.into_iter().find(|action| word.eq_ignore_ascii_case(action.as_str()))
    }
}

impl Told {
    /// What was said of the recipient, as the reply of a server that it most often is. Where the report
    /// gives none, one that says the same is made of the status, or of the action.
    pub fn reply(&self) -> Reply {
        let words = self.diagnostic.as_deref().unwrap_or_default();
        let (code, behind) = code_of(words).unwrap_or((None, words));
        let (enhanced, behind) = match enhanced_at(behind) {
            Some((enhanced, behind)) => (Some(enhanced), behind),
            None => (self.status, behind),
        };
        let code = code.unwrap_or(match (enhanced.or(self.status), self.action) {
            (Some(Enhanced(4, ..)), _) | (None, Action::Delayed) => 450,
            (Some(Enhanced(5, ..)), _) | (None, Action::Failed) => 550,
            _ => 250,
        });
        Reply { code, enhanced, lines: vec![behind.to_owned()] }
    }
}

/// What the fields say of the mail and of its recipients.
pub(super) struct Status {
    pub(super) envid: Option<String>,
    pub(super) told: Vec<Told>,
}

/// `octets`: the part, free of MIME.
pub(super) fn read(octets: &[u8]) -> Status {
    let parser = MessageParser::new().with_mime_headers().default_header_text();
    let mut status = Status { envid: None, told: Vec::new() };
    for group in (Groups { rest: octets }) {
        // A field that ends with the octets would not be read.
        let group = [group, b"\r\n\r\n"].concat();
        let Some(fields) = parser.parse_headers(&group) else { continue };
        let envid = field(&fields, "Original-Envelope-Id").map(on_one_line);
        status.envid = status.envid.or(envid);
        if status.told.len() < MOST_RECIPIENTS {
            status.told.extend(told(&fields));
        }
    }
    status
}

fn told(fields: &Message<'_>) -> Option<Told> {
    let original = field(fields, "Original-Recipient").map(address);
    let recipient = field(fields, "Final-Recipient").map(address).or_else(|| original.clone())?;
    let action = Action::of_word(first_word(field(fields, "Action")?))?;
    let status = field(fields, "Status").and_then(enhanced_at).map(|(enhanced, _)| enhanced);
    let diagnostic = field(fields, "Diagnostic-Code");
    let diagnostic = diagnostic
        .map(|said| on_one_line(said.split_once(';').map_or(said, |(_type, words)| words)));
    let diagnostic = diagnostic.filter(|words| !words.is_empty());
    let original = original.filter(|original| *original != recipient);
    Some(Told { recipient, original, action, status, diagnostic })
}

/// The text of a field, unfolded and decoded.
fn field<'a>(fields: &'a Message<'_>, name: &'static str) -> Option<&'a str> {
    let text = fields.header(name).and_then(HeaderValue::as_text)?.trim();
    (!text.is_empty()).then_some(text)
}

/// `rfc822; <bo@contoso.example>` → `bo@contoso.example`.
fn address(said: &str) -> String {
    let address = said.split_once(';').map_or(said, |(_type, address)| address).trim();
    let address = address.strip_prefix('<').unwrap_or(address);
    let address = address.strip_suffix('>').unwrap_or(address);
    on_one_line(address).chars().take(LONGEST_ADDRESS).collect()
}

fn first_word(said: &str) -> &str {
    said.split([' ', '\t', '(', ';']).next().unwrap_or_default()
}

/// What a stranger says begins no line.
pub(super) fn on_one_line(said: &str) -> String {
    let words = said.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_WORDS).collect()
}

/// `550-5.1.1 …` → 550 and what stands behind it.
pub(super) fn code_of(said: &str) -> Option<(Option<u16>, &str)> {
    let said = said.trim_start_matches(['#', '<', ' ']);
    let (code, behind) = said.split_at_checked(3)?;
    let is_code = code.starts_with(['2', '4', '5']) && code.bytes().all(|o| o.is_ascii_digit());
    let is_end = behind.is_empty() || behind.starts_with([' ', '-', '\t']);
    let code = code.parse().ok().filter(|_| is_code && is_end)?;
    Some((Some(code), behind.get(1..).unwrap_or_default().trim_start()))
}

/// `5.1.1 …` or `#5.1.1 …` → the enhanced code and what stands behind it (RFC 3463 §2).
fn enhanced_at(said: &str) -> Option<(Enhanced, &str)> {
    let said = said.trim_start().trim_start_matches('#');
    let end = said.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(said.len());
    let (code, behind) = said.split_at(end);
    let mut numbers = code.trim_end_matches('.').splitn(3, '.');
    let class: u8 = numbers.next()?.parse().ok()?;
    let enhanced = Enhanced(class, number(numbers.next()?)?, number(numbers.next()?)?);
    matches!(class, 2 | 4 | 5).then(|| (enhanced, behind.trim_start()))
}

/// Of three digits at most.
fn number(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|_| digits.len() <= 3)
}

/// Groups of lines with empty lines between them.
struct Groups<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Groups<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let lines = |octets: &'a [u8]| octets.split_inclusive(|octet| *octet == b'\n');
        let blank: usize =
            lines(self.rest).take_while(|line| line.trim_ascii().is_empty()).map(<[u8]>::len).sum();
        let rest = &self.rest[blank..];
        let length =
            lines(rest).take_while(|line| !line.trim_ascii().is_empty()).map(<[u8]>::len).sum();
        let (group, rest) = rest.split_at(length);
        self.rest = rest;
        (!group.is_empty()).then_some(group)
    }
}
