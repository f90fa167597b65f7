//! Where and how a POP3 session fails, and what an inbox says wrongly of itself.

use serde::{Deserialize, Serialize};

use super::Fault;

/// Its `only` goes by the UIDL at `retr`, `top` and `dele`, and elsewhere by the mailbox.
pub type Pop3Fault = Fault<Pop3Moment, Pop3Does>;

/// Where a session can fail. A refusal leaves everything as it was, except at `deleted`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pop3Moment {
    /// Instead of, or before, the greeting.
    Greeting,
    /// CAPA before TLS.
    Capa,
    /// STLS, before its `+OK`. What happens after it is a [`TlsFault`](super::TlsFault).
    Stls,
    /// CAPA under TLS.
    CapaAfterTls,
    /// When the client has shown its token, before anybody looks at it.
    Auth,
    /// The token is good and the inbox would be opened.
    Opened,
    Stat,
    List,
    Uidl,
    Retr,
    Top,
    Dele,
    /// QUIT, before anything is deleted.
    Quit,
    /// QUIT, when what was to be deleted is gone and the `+OK` would go out: the uncertain moment.
    Deleted,
}

impl Pop3Moment {
    /// Every moment, in the order of a session.
    pub const ALL: [Self; 14] = [
        Self::Greeting,
        Self::Capa,
        Self::Stls,
        Self::CapaAfterTls,
        Self::Auth,
        Self::Opened,
        Self::Stat,
        Self::List,
        Self::Uidl,
        Self::Retr,
        Self::Top,
        Self::Dele,
        Self::Quit,
        Self::Deleted,
    ];
}

/// How a session fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pop3Does {
    /// `-ERR` with this text, in which `{mailbox}` is filled in; then, if so wanted and always
    /// after `greeting`, the connection is closed.
    Answer {
        text: String,
        #[serde(default)]
        close: bool,
    },
    /// At `auth`: this challenge first, in base64, and `-ERR` when the client has answered it, as
    /// Gmail does (provider-facts 4.3). Elsewhere it is an `Answer`.
    Challenge { challenge: String, text: String },
    /// These octets in place of the reply, which is a refusal as the server sees it. The connection
    /// stays open.
    Nonsense { text: String },
    /// One line of the usual reply is filled up to so many octets: of a list the last one before
    /// its dot, else the first.
    LongLine { octets: u32 },
    /// The usual reply, a mail with it, comes so many octets at a time, with a pause before each
    /// further piece.
    Pieces { octets: u16, milliseconds: u64 },
    /// The usual reply stops after so many octets, at `retr` and `top` those of the mail alone; one
    /// that is shorter stops at its end, a mail before its dot.
    Stop { after_octets: u64, then: Ending },
    /// At `capa` and `capa_after_tls`: the list lacks these capabilities or SASL mechanisms (such
    /// as `UIDL`, `TOP`, `STLS`, `SASL` or `XOAUTH2`), and who uses them is refused. Elsewhere
    /// nothing happens.
    Unlist { keywords: Vec<String> },
    /// The connection is closed without a word.
    Close,
    /// The same, by TCP reset.
    Reset,
    /// No reply ever comes.
    Hang,
    /// The usual reply comes this much later.
    Wait { milliseconds: u64 },
}

/// What comes after the last octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The connection is closed.
    Close,
    /// The same, by TCP reset.
    Reset,
    /// Nothing ever.
    Hang,
    /// The dot that ends a list or a mail, as if it were whole.
    Dot,
}

impl Pop3Does {
    pub fn answer(text: &str) -> Self {
        Self::Answer { text: text.to_owned(), close: false }
    }

    /// The same, and the connection is closed.
    pub fn answer_and_close(text: &str) -> Self {
        Self::Answer { text: text.to_owned(), close: true }
    }

    pub fn nonsense(text: &str) -> Self {
        Self::Nonsense { text: text.to_owned() }
    }

    pub fn unlist(keywords: &[&str]) -> Self {
        Self::Unlist { keywords: keywords.iter().map(ToString::to_string).collect() }
    }

    pub fn stop(after_octets: u64, then: Ending) -> Self {
        Self::Stop { after_octets, then }
    }
}

/// Something that an inbox says wrongly for a whole session. All that fit do, not the first alone.
pub type InboxFault = Fault<InboxMoment, InboxSays>;

/// When it is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxMoment {
    /// At log-in.
    Opened,
}

/// What LIST and STAT, or UIDL, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxSays {
    /// Sizes are up to 30 % too small or too large, the same ones every time, as Exchange Online
    /// estimates them.
    SizesEstimated,
    /// Every mail has no octets.
    SizesZero,
    /// Every mail has 5,000,000,000 octets.
    SizesHuge,
    /// The UIDLs are others in every session.
    UidlsOfSession,
    /// A UIDL is the mail's number in the session: after a deletion it comes again for another
    /// mail.
    UidlsOfPlace,
    /// Two mails at a time have the same UIDL.
    UidlsInPairs,
}
