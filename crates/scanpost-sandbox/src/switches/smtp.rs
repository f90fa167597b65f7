//! Where and how a submission fails.

use scanpost_proto::smtp::{Enhanced, Reply};
use serde::{Deserialize, Serialize};

use super::Fault;

pub type SmtpFault = Fault<SmtpMoment, SmtpDoes>;

/// Where a submission can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpMoment {
    /// Instead of, or before, the greeting.
    Greeting,
    /// The first EHLO on the connection.
    Ehlo,
    /// STARTTLS, before its 220. What happens after it is a [`TlsFault`](super::TlsFault).
    StartTls,
    /// The EHLO after the TLS handshake.
    EhloAfterTls,
    /// When the client has shown its token.
    Auth,
    Mail,
    Rcpt,
    /// DATA, before 354.
    Data,
    /// With the first octets of the mail.
    Body,
    /// After the final dot, before the mail is kept.
    FinalDot,
    /// After the final dot, when the mail is kept and the 250 would go out: the uncertain moment.
    Kept,
    /// QUIT, before its 221.
    Quit,
}

impl SmtpMoment {
    /// Every moment, in the order of a submission.
    pub const ALL: [Self; 12] = [
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::EhloAfterTls,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Body,
        Self::FinalDot,
        Self::Kept,
        Self::Quit,
    ];
}

/// How a submission fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpDoes {
    /// This reply; after 421 the connection is closed. `{mailbox}` and `{from}` in the text are
    /// filled in, and a line feed begins another line of the reply.
    Answer {
        code: u16,
        /// Such as `5.7.3`.
        #[serde(default)]
        enhanced: Option<EnhancedCode>,
        text: String,
    },
    /// At `auth`: a 334 with this challenge first, in base64, and the reply when the client has
    /// answered it, as Gmail does (provider-facts 3.3). Elsewhere it is an `Answer`.
    Challenge {
        challenge: String,
        code: u16,
        #[serde(default)]
        enhanced: Option<EnhancedCode>,
        text: String,
    },
    /// These octets in place of the reply, which is a refusal as the server sees it (at `kept` the
    /// mail is kept, though). The connection stays open.
    Nonsense { text: String },
    /// The usual reply comes so many octets at a time, with a pause before each further piece.
    Pieces { octets: u16, milliseconds: u64 },
    /// At `ehlo` and `ehlo_after_tls`: the list lacks these keywords or AUTH mechanisms (such as
    /// `STARTTLS`, `SIZE`, `AUTH` or `XOAUTH2`), and who uses them is refused. Elsewhere nothing
    /// happens.
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

impl SmtpDoes {
    /// A reply in the words that SMTP writes, such as `answer(535, (5, 7, 3), "…")`.
    pub fn answer(code: u16, enhanced: (u8, u16, u16), text: &str) -> Self {
        let enhanced = Some(EnhancedCode(Enhanced(enhanced.0, enhanced.1, enhanced.2)));
        Self::Answer { code, enhanced, text: text.to_owned() }
    }

    /// A reply as it stands on the wire, such as `535 5.7.3 Authentication unsuccessful`; `None`
    /// if it is none.
    pub fn read(reply: &str) -> Option<Self> {
        let (code, rest) = reply.split_once(' ')?;
        let code = code.parse().ok().filter(|code| (200..600).contains(code))?;
        let enhanced = rest.split_once(' ').and_then(|(enhanced, text)| {
            Some((EnhancedCode::try_from(enhanced.to_owned()).ok()?, text))
        });
        let (enhanced, text) = match enhanced {
            Some((enhanced, text)) => (Some(enhanced), text),
            None => (None, rest),
        };
        Some(Self::Answer { code, enhanced, text: text.to_owned() })
    }

    pub fn nonsense(text: &str) -> Self {
        Self::Nonsense { text: text.to_owned() }
    }

    pub fn unlist(keywords: &[&str]) -> Self {
        Self::Unlist { keywords: keywords.iter().map(ToString::to_string).collect() }
    }
}

/// The reply that a fault answers with.
pub(crate) fn reply(code: u16, enhanced: Option<EnhancedCode>, text: &str) -> Reply {
    let lines = text.split('\n').map(str::to_owned).collect();
    Reply { code, enhanced: enhanced.map(|code| code.0), lines }
}

/// An enhanced status code that is written as `5.7.3` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnhancedCode(pub Enhanced);

impl EnhancedCode {
    pub fn new(class: u8, subject: u16, detail: u16) -> Self {
        Self(Enhanced(class, subject, detail))
    }
}

impl From<EnhancedCode> for String {
    fn from(code: EnhancedCode) -> Self {
        code.0.to_string()
    }
}

impl TryFrom<String> for EnhancedCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut digits = text.split('.');
        let mut next = || digits.next().and_then(|part| part.parse::<u16>().ok());
        match (next(), next(), next(), next()) {
            (Some(class @ (2 | 4 | 5)), Some(subject), Some(detail), None) => {
                let class = u8::try_from(class).unwrap_or(5);
                Ok(Self(Enhanced(class, subject, detail)))
            }
            _ => Err(format!("{text:?} is not an enhanced status code such as 5.7.3")),
        }
    }
}
