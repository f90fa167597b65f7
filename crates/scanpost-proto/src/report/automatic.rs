//! Whether a machine wrote a mail, so that no machine answers it (RFC 3834 §2, RFC 5230 §4.6).

use mail_parser::{HeaderName, HeaderValue, Message};

/// Why a mail is not answered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Automatic {
    /// It is a report or a notification by its type (RFC 6522).
    Report,
    /// It says so itself (RFC 3834 §5).
    Said,
    /// Nothing may come back to it: its return path is empty (RFC 5321 §4.5.5).
    NoReturn,
    /// A list spread it (RFC 2369, RFC 2919).
    List,
    /// Its precedence is that of bulk mail.
    Bulk,
    /// It wants no such answer: Exchange's X-Auto-Response-Suppress.
    Suppressed,
    /// Its author is a server, by its name.
    Daemon,
}

impl Automatic {
    /// For whoever looks at it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Automatic::Report => "it is a report",
            Automatic::Said => "it says that a machine wrote it",
            Automatic::NoReturn => "its return path is empty",
            Automatic::List => "a list spread it",
            Automatic::Bulk => "it is bulk mail",
            Automatic::Suppressed => "it asks for no automatic answer",
            Automatic::Daemon => "a mail server is its author",
        }
    }
}

/// Why the mail is automatic; nothing: a person may have written it.
pub(crate) fn automatic(message: &Message<'_>) -> Option<Automatic> {
    let says = |name, words: &[&str]| {
        first_words(message, name)
            .any(|said| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
    };
    let kind = message.header(HeaderName::ContentType).and_then(HeaderValue::as_content_type);
    let is_report = kind.is_some_and(|kind| {
        let subtype = kind.subtype().unwrap_or_default();
        kind.ctype().eq_ignore_ascii_case("multipart") && subtype.eq_ignore_ascii_case("report")
    });
    if is_report {
        Some(Automatic::Report)
    } else if first_words(message, "Auto-Submitted").any(|said| !said.eq_ignore_ascii_case("no"))
        || says("X-Autoreply", &["yes"])
    {
        Some(Automatic::Said)
    } else if first_words(message, "Return-Path").any(|path| path == "<>") {
        Some(Automatic::NoReturn)
    } else if OF_LISTS.iter().any(|name| message.header(*name).is_some()) {
        Some(Automatic::List)
    } else if says("Precedence", &["bulk", "list", "junk", "auto_reply"]) {
        Some(Automatic::Bulk)
    } else if first_words(message, "X-Auto-Response-Suppress")
        .any(|said| !said.eq_ignore_ascii_case("none"))
    {
        Some(Automatic::Suppressed)
    } else {
        authors(message).any(is_daemon).then_some(Automatic::Daemon)
    }
}

/// Whether an address is one under which mail servers write, not people.
pub(super) fn is_daemon(address: &str) -> bool {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local).to_ascii_lowercase();
    let of_exchange = local.strip_prefix("microsoftexchange");
    matches!(local.as_str(), "mailer-daemon" | "maildaemon" | "postmaster")
        || of_exchange.is_some_and(|number| {
            number.len() == 32 && number.bytes().all(|octet| octet.is_ascii_hexdigit())
        })
}

/// Whom From names. A mail has one such field (RFC 5322 §3.6): of two, servers check the one and
/// readers show the other, so neither counts.
pub(super) fn authors<'a>(message: &'a Message<'_>) -> impl Iterator<Item = &'a str> {
    let is_one = message.header_values(HeaderName::From).count() == 1;
    let from = message.from().filter(|_| is_one).into_iter().flat_map(|from| from.iter());
    from.filter_map(|author| author.address())
}

/// Of every field of that name, what stands before parameters and comments.
fn first_words<'a>(message: &'a Message<'_>, name: &'static str) -> impl Iterator<Item = &'a str> {
    let texts = message.header_values(name).filter_map(HeaderValue::as_text);
    texts.filter_map(|text| text.split([';', '(', ' ', '\t', ',']).find(|word| !word.is_empty()))
}

/// What lists put into a mail (RFC 2369, RFC 2919).
const OF_LISTS: [&str; 6] =
    ["List-Id", "List-Post", "List-Unsubscribe", "List-Help", "List-Subscribe", "List-Owner"];
