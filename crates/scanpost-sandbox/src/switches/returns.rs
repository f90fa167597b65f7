//! What comes back to the sender of a mail that was taken: the 250 was not the last word.

use serde::{Deserialize, Serialize};

use super::{EnhancedCode, Fault};

/// `only` is a pattern for the recipient.
pub type Return = Fault<ReturnMoment, ReturnDoes>;

/// When it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnMoment {
    /// When the mail is kept, for each of its recipients.
    Kept,
}

/// What lies in the inbox of the envelope's sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnDoes {
    /// A report that the mail did not reach this recipient (RFC 3464), in whose inbox it does not
    /// lie then. `text` is what the far server said, such as `550 5.1.10 …` without the codes.
    Bounce { code: u16, enhanced: EnhancedCode, text: String },
    /// The recipient has the mail, and its mailbox says that nobody is there (RFC 3834).
    OutOfOffice { text: String },
}
