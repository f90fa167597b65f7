//! What a mail is to become, and what was done to it for that.

/// What the mends take from outside: the same for each time that a mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For a mail without a Message-ID, without angle brackets: `id@domain`.
    pub message_id: String,
    /// For a mail without a Date that can be read (RFC 5322 §3.3).
    pub date: String,
    pub author: Author,
}

/// Whom From names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whom the mail names; this address if it names nobody.
    AsWritten { or_else: String },
    /// This address, with the name that the mail has. Replies go to whom the mail named, and Sender
    /// names nobody else.
    Replaced { by: String },
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
}
