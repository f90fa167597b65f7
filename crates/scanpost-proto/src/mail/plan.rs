//! What a mail is to become, and what was done to it for that.

use super::cover::Cover;

/// What the mends take from outside: the same for each time that a mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For a mail without a Message-ID, without angle brackets: `id@domain`.
    pub message_id: String,
    /// For a mail without a Date that can be read (RFC 5322 §3.3).
    pub date: String,
    pub author: Author,
    /// What is put before the mail's own text.
    pub cover: Option<Cover>,
}

/// Whom From names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whom the mail names; this address if it names nobody.
    AsWritten { or_else: String },
    /// This address, with the name that the mail has; Sender names nobody else.
    Replaced {
        by: String,
        /// Replies go to whom the mail named.
        replies_to_original: bool,
    },
}

/// One thing that was wrong and is mended. `was`: what stood there, shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mended {
    /// LF, CR or CR CR LF became CRLF.
    LineEnds,
    /// Lines over 998 octets were broken.
    LongLines,
    /// The empty line behind the header was missing.
    HeaderEnded,
    MessageIdAdded,
    MessageIdBracketed,
    DateAdded,
    /// It could not be read.
    DateReplaced {
        was: String,
    },
    FromAdded,
    /// Another address than the mail's own.
    FromReplaced {
        was: String,
    },
    /// Names whom From had named.
    ReplyToAdded,
    /// It named another than From.
    SenderDropped {
        was: String,
    },
    /// Neither To nor Cc named anybody.
    ToAdded,
    /// Quotes, brackets or separators were wrong.
    AddressesWritten {
        field: &'static str,
    },
    /// It stood there more than once.
    RepeatedDropped {
        field: &'static str,
    },
    /// It stood there more than once; now one names all.
    RepeatedJoined {
        field: &'static str,
    },
    /// It had no value.
    EmptyDropped {
        field: &'static str,
    },
    /// The header is too long to be mended: the mail passed as it was.
    HeaderTooLong,
    /// A text was put before what the mail holds.
    CoverAdded,
}

impl Mended {
    /// Every word, in the order of the enum.
    pub const WORDS: [&str; 18] = [
        "line-ends",
        "long-lines",
        "header-ended",
        "message-id-added",
        "message-id-bracketed",
        "date-added",
        "date-replaced",
        "from-added",
        "from-replaced",
        "reply-to-added",
        "sender-dropped",
        "to-added",
        "addresses-written",
        "repeated-dropped",
        "repeated-joined",
        "empty-dropped",
        "header-too-long",
        "cover-added",
    ];

    /// What was done, in one word that never changes.
    pub fn word(&self) -> &'static str {
        let number = match self {
            Mended::LineEnds => 0,
            Mended::LongLines => 1,
            Mended::HeaderEnded => 2,
            Mended::MessageIdAdded => 3,
            Mended::MessageIdBracketed => 4,
            Mended::DateAdded => 5,
            Mended::DateReplaced { .. } => 6,
            Mended::FromAdded => 7,
            Mended::FromReplaced { .. } => 8,
            Mended::ReplyToAdded => 9,
            Mended::SenderDropped { .. } => 10,
            Mended::ToAdded => 11,
            Mended::AddressesWritten { .. } => 12,
            Mended::RepeatedDropped { .. } => 13,
            Mended::RepeatedJoined { .. } => 14,
            Mended::EmptyDropped { .. } => 15,
            Mended::HeaderTooLong => 16,
            Mended::CoverAdded => 17,
        };
        Self::WORDS[number]
    }

    /// The field that it was done to, where that is not in the word.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Mended::AddressesWritten { field }
            | Mended::RepeatedDropped { field }
            | Mended::RepeatedJoined { field }
            | Mended::EmptyDropped { field } => Some(field),
            _ => None,
        }
    }

    /// What stood there before.
    pub fn was(&self) -> Option<&str> {
        match self {
            Mended::DateReplaced { was }
            | Mended::FromReplaced { was }
            | Mended::SenderDropped { was } => Some(was),
            _ => None,
        }
    }
}
