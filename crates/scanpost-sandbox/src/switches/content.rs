//! What Exchange does not take in a mail (provider-facts 3.7, the end).

use serde::{Deserialize, Serialize};

use super::{Fault, SmtpDoes};

/// A mistake in a mail, and what is done about it at the final dot.
pub type ContentFault = Fault<Mistake, SmtpDoes>;

/// What can be wrong in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mistake {
    /// A CR without LF or an LF without CR (RFC 5321 §2.3.8).
    BareLineEnd,
    /// A line of more than 998 octets (RFC 5322 §2.1.1).
    LongLine,
    /// No From field.
    NoFrom,
    /// No Date field.
    NoDate,
    /// The From field is not as RFC 5322 §3.4 wants it: an `@` or a comma in a display name
    /// without quotation marks, or an angle bracket that is not closed.
    FromMalformed,
    /// The sender, in the envelope or in the From field, is neither the mailbox nor one in whose
    /// name it may send.
    FromOfAnother,
}

impl Mistake {
    pub const ALL: [Self; 6] = [
        Self::BareLineEnd,
        Self::LongLine,
        Self::NoFrom,
        Self::NoDate,
        Self::FromMalformed,
        Self::FromOfAnother,
    ];

    /// In Exchange Online's words, as far as provider-facts 3.5 has them.
    pub fn refusal(self) -> SmtpDoes {
        match self {
            Self::FromOfAnother => send_as_denied(),
            Self::FromMalformed => {
                SmtpDoes::answer(550, (5, 7, 512), "From header does not follow RFC 5322")
            }
            Self::BareLineEnd | Self::LongLine | Self::NoFrom | Self::NoDate => {
                SmtpDoes::answer(554, (5, 6, 0), "Invalid message content")
            }
        }
    }
}

impl ContentFault {
    /// Every mail with this mistake is refused, as Exchange Online does it.
    pub fn refused(mistake: Mistake) -> Self {
        Self::always(mistake, mistake.refusal())
    }
}

/// `554 5.2.252`, which comes after DATA.
pub(crate) fn send_as_denied() -> SmtpDoes {
    let words = "SendAsDenied; {mailbox} not allowed to send as {from}; \
                 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied";
    SmtpDoes::answer(554, (5, 2, 252), words)
}

/// The right to send in another's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendAs {
    /// Who has it: an address, or a pattern with `*` for any letters.
    pub mailbox: String,
    /// In whose name, likewise.
    pub address: String,
}
