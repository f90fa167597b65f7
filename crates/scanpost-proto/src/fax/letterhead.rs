//! What a mail's own header says: who sent it, and who wants to hear what became of it.
//!
//! A disposition notification (RFC 8098) is asked for by a field of the mail, and any stranger can write
//! one. It is sent by itself only to one address, and only where the mail would bounce to as well
//! (§2.1); never about a mail that a machine wrote or a list spread (RFC 3834 §2), and never about a
//! notification.

use mail_parser::{Addr, Address, HeaderName, HeaderValue, Message, MessageParser};

use super::part::text;
use crate::report::{SenderCheck, automatic, sender_check};

/// Recipients that are shown.
const MOST_SHOWN: usize = 20;

/// The field of a mail that says that a scanpost has sent on what is in it.
pub const SENT_ON: &str = "Scanpost-Sent-On";

/// The mail, for whoever looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// The author's address.
    pub from: Option<String>,
    /// The author's name and address, as a person reads them; so too the recipients.
    pub author: Option<String>,
    pub to: Option<String>,
    /// As the sender wrote it.
    pub date: Option<String>,
    pub subject: Option<String>,
    /// Without its brackets.
    pub message_id: Option<String>,
    /// A scanpost has sent it on ([`SENT_ON`]).
    pub is_sent_on: bool,
    pub notification: Notification,
}

/// Whether somebody wants to hear what became of the mail, and may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notification {
    NotAsked,
    /// Asked for, and not sent: why, for whoever looks at it.
    Withheld(&'static str),
    Asked {
        /// Who wants to hear of it.
        by: String,
        /// As the sender wrote to whom the mail goes: `rfc822; fax@example.com` (RFC 8098 §2.3).
        original_recipient: Option<String>,
    },
}

impl Letterhead {
    /// `header`: with the empty line behind it.
    pub fn read(header: &[u8]) -> Self {
        let parser = MessageParser::new()
            .with_mime_headers()
            .with_minimal_headers()
            .header_id(HeaderName::MessageId)
            .header_address(HeaderName::DispositionNotificationTo)
            .header_raw(HeaderName::ReturnPath)
            .default_header_text();
        let Some(message) = parser.parse_headers(header) else {
            let notification = Notification::NotAsked;
            return Self {
                from: None,
                author: None,
                to: None,
                date: None,
                subject: None,
                message_id: None,
                is_sent_on: false,
                notification,
            };
        };
        Self {
            from: message.from().and_then(|from| from.first()?.address()).map(str::to_owned),
            author: message.from().and_then(shown),
            to: message.to().and_then(shown),
            date: message.header_raw(HeaderName::Date).map(|date| date.trim().to_owned()),
            subject: message.subject().map(str::to_owned),
            message_id: message.message_id().map(str::to_owned),
            is_sent_on: message.header(SENT_ON).is_some(),
            notification: notification(&message),
        }
    }
}

/// `Anna Berg <anna@example.com>, bo@example.com`
fn shown(addresses: &Address<'_>) -> Option<String> {
    let one = |one: &Addr<'_>| {
        let address = one.address()?;
        let named = one.name().map(|name| format!("{name} <{address}>"));
        Some(named.unwrap_or_else(|| address.to_owned()))
    };
    let shown: Vec<String> = addresses.iter().take(MOST_SHOWN).filter_map(one).collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

fn notification(message: &Message<'_>) -> Notification {
    let mut wishes = message.header_values(HeaderName::DispositionNotificationTo);
    let Some(asking) = wishes.next() else { return Notification::NotAsked };
    let asking = asking.as_address().map(addresses).unwrap_or_default();
    let ([by], None) = (asking.as_slice(), wishes.next()) else {
        return Notification::Withheld("not exactly one address asks for it");
    };
    if automatic(message).is_some() {
        return Notification::Withheld("a machine wrote the mail, or a list spread it");
    }
    if sender_check(message) == SenderCheck::Failed {
        return Notification::Withheld("the mail server says that its sender is a false one");
    }
    if !comes_from(message, by) {
        return Notification::Withheld("another one asks for it than the mail came from");
    }
    let said = |name: &'static str| message.header(name).and_then(text);
    if said("Disposition-Notification-Options").is_some_and(|options| is_required(&options)) {
        return Notification::Withheld("it is wanted in a way that is not known here");
    }
    Notification::Asked { by: by.clone(), original_recipient: said("Original-Recipient") }
}

/// Whether the mail would bounce to there. The mailbox's server says it on top; another one below that says
/// otherwise is the sender's.
fn comes_from(message: &Message<'_>, address: &str) -> bool {
    let mut paths = message.header_values(HeaderName::ReturnPath).peekable();
    let is_it = |path: &HeaderValue<'_>| {
        let path = text(path).unwrap_or_default();
        let path = path.trim().trim_start_matches('<').trim_end_matches('>').trim();
        path.eq_ignore_ascii_case(address)
    };
    paths.peek().is_some() && paths.all(is_it)
}

/// RFC 8098 §2.2: no option is known here, so one that is required cannot be met.
fn is_required(options: &str) -> bool {
    options.to_ascii_lowercase().split(['=', ',', ';']).any(|word| word.trim() == "required")
}

/// Each once.
fn addresses(list: &Address<'_>) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    for address in list.iter().filter_map(|one| one.address()) {
        if !addresses.iter().any(|known| known.eq_ignore_ascii_case(address)) {
            addresses.push(address.to_owned());
        }
    }
    addresses
}
