//! What a mail's header says, as far as it decides whom the mail is for.

use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser};

use super::authentication::{SenderCheck, sender_check};
use super::automatic::{Automatic, authors, automatic, is_daemon};

/// Octets of a Message-ID. A longer one is none (RFC 5322 §2.1.1).
pub const LONGEST_ID: usize = 900;

/// So many mails that a mail answers are looked at.
pub const MOST_ANSWERED: usize = 20;

/// Authors, and those to whom an answer goes.
const MOST_ADDRESSES: usize = 20;

/// Letters of a subject.
const LONGEST_SUBJECT: usize = 998;

/// The header of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whom From names.
    pub authors: Vec<String>,
    /// Where an answer is wanted: Reply-To, or else From (RFC 5322 §3.6.2).
    pub answer_to: Vec<String>,
    pub subject: Option<String>,
    /// Without its brackets, as those below.
    pub message_id: Option<String>,
    /// The mails that it answers, the nearest first: In-Reply-To, then References from its end.
    pub answers: Vec<String>,
    /// The recipients whom it reports as failed outside of any report (Exim and Gmail).
    pub failed: Vec<String>,
    pub kind: Kind,
    /// Why no machine may answer it.
    pub automatic: Option<Automatic>,
    pub sender_check: SenderCheck,
}

/// What a mail is, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What became of a mail (RFC 3464, or prose of a server).
    DeliveryReport,
    /// The recipient's mailbox answers by itself (RFC 3834 §1.1, RFC 5230).
    AutomaticReply,
    /// All else.
    Letter,
}

impl Head {
    /// `header`: with or without the empty line behind it.
    pub fn read(header: &[u8]) -> Self {
        let parser = MessageParser::new()
            .with_mime_headers()
            .with_minimal_headers()
            .header_id(HeaderName::MessageId)
            .header_id(HeaderName::InReplyTo)
            .header_id(HeaderName::References)
            .header_raw(HeaderName::ReturnPath)
            .default_header_text();
        // A field that ends with the octets would not be read.
        let whole = [header, b"\r\n\r\n"].concat();
        parser.parse_headers(&whole).map_or_else(Self::empty, |message| Self::of(&message))
    }

    fn empty() -> Self {
        Self {
            authors: Vec::new(),
            answer_to: Vec::new(),
            subject: None,
            message_id: None,
            answers: Vec::new(),
            failed: Vec::new(),
            kind: Kind::Letter,
            automatic: None,
            sender_check: SenderCheck::Unchecked,
        }
    }

    fn of(message: &Message<'_>) -> Self {
        let authors: Vec<_> = authors(message).take(MOST_ADDRESSES).map(str::to_owned).collect();
        let reply_to = message.reply_to().map(addresses).unwrap_or_default();
        let automatic = automatic(message);
        let failed = failed(message);
        let answers = answers(message);
        let is_failure = !failed.is_empty();
        let subject = message.subject().map(|said| said.chars().take(LONGEST_SUBJECT).collect());
        Self {
            answer_to: if reply_to.is_empty() { authors.clone() } else { reply_to },
            authors,
            subject,
            message_id: ids(message, HeaderName::MessageId).next(),
            kind: kind(message, automatic, is_failure, !answers.is_empty()),
            answers,
            failed,
            automatic,
            sender_check: sender_check(message),
        }
    }
}

fn kind(
    message: &Message<'_>,
    automatic: Option<Automatic>,
    is_failure: bool,
    answers_something: bool,
) -> Kind {
    match automatic {
        Some(Automatic::Report) => {
            let kind =
                message.header(HeaderName::ContentType).and_then(HeaderValue::as_content_type);
            let of = kind.and_then(|kind| kind.attribute("report-type")).unwrap_or_default();
            // Without the parameter it is what nearly all of them are.
            if of.is_empty() || of.to_ascii_lowercase().ends_with("delivery-status") {
                Kind::DeliveryReport
            } else {
                Kind::Letter
            }
        }
        None | Some(Automatic::List) => Kind::Letter,
        Some(_) if is_failure || authors(message).any(is_daemon) => Kind::DeliveryReport,
        Some(_) if is_reply(message) || answers_something => Kind::AutomaticReply,
        Some(_) => Kind::Letter,
    }
}

/// It says that it answers something, though perhaps not what (RFC 3834 §5.1.2).
fn is_reply(message: &Message<'_>) -> bool {
    let said = message.header("Auto-Submitted").and_then(HeaderValue::as_text).unwrap_or_default();
    said.trim().to_ascii_lowercase().starts_with("auto-replied")
}

fn answers(message: &Message<'_>) -> Vec<String> {
    let mut references: Vec<_> = ids(message, HeaderName::References).collect();
    references.reverse();
    let mut answers: Vec<String> = Vec::new();
    for id in ids(message, HeaderName::InReplyTo).chain(references) {
        if answers.len() < MOST_ANSWERED && !answers.contains(&id) {
            answers.push(id);
        }
    }
    answers
}

/// The Message-IDs of a field, in order.
fn ids(message: &Message<'_>, name: HeaderName<'static>) -> impl Iterator<Item = String> {
    let value = message.header(name);
    let one = value.and_then(HeaderValue::as_text).map(str::to_owned);
    let list = value.and_then(HeaderValue::as_text_list).unwrap_or_default();
    let list: Vec<String> = list.iter().map(|id| id.as_ref().to_owned()).collect();
    // A text of a list would be its first entry once more.
    let all = if list.is_empty() { one.into_iter().collect() } else { list };
    all.into_iter().filter(|id| is_id(id))
}

/// One word of plain letters.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= LONGEST_ID
        && id.bytes().all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'<' | b'>'))
}

fn failed(message: &Message<'_>) -> Vec<String> {
    let fields = message.header_values("X-Failed-Recipients").filter_map(HeaderValue::as_text);
    let addresses = fields.flat_map(|field| field.split(',')).map(str::trim);
    let addresses = addresses.filter(|address| !address.is_empty() && is_id(address));
    addresses.take(MOST_ADDRESSES).map(str::to_owned).collect()
}

fn addresses(list: &Address<'_>) -> Vec<String> {
    let addresses = list.iter().filter_map(|one| one.address());
    addresses.take(MOST_ADDRESSES).map(str::to_owned).collect()
}
