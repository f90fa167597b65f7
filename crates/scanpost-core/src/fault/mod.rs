//! What can go wrong, what becomes of the mail, who must act, and what the printer is told.
//!
//! - [`table`]: every cause has a stable code; its row says what is done about it ([`Class`]) and what
//!   an SMTP client hears. Whether that is a 4xx or a 5xx follows from the class and is typed nowhere by
//!   hand
//! - [`replies`]: what a provider's reply means, the one table of them
//! - [`pop`]: the same of a POP3 server's `-ERR`
//! - [`causes`]: what an error of TLS, of the name service or of a socket means
//! - [`fax`]: what a flaw of a fax means
//!
//! The sentence for the administrator and the next step stand in `locales/*/faults.ftl` under the same
//! code, in every language; a test holds the two together. What a provider said is carried along word
//! for word, as evidence. `docs/faults.md` is made of all of it.
//!
//! The SMTP text names no host, account or file: a stranger may read it. A device that is known may
//! read what it has said itself, and whom it should name instead.

pub mod causes;
pub mod fax;
pub mod pop;
pub mod replies;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use scanpost_proto::smtp::Reply;
use serde::{Deserialize, Serialize};

pub use table::Code;

/// What is done about a fault, and so who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nobody must act: it is tried again by itself.
    RetryLater,
    /// A limit was reached: the account rests until that is over, and goes on by itself.
    WaitUntilReset,
    /// The account waits until the administrator has signed it in (again).
    HoldForSignIn,
    /// The account waits until the tenant's administrator has changed something at the provider.
    HoldForTenant,
    /// The account waits until the administrator has mended a setting of scanpost or of its network.
    HoldForSettings,
    /// The mail may have arrived. It is sent again, but not without end.
    Uncertain,
    /// This recipient does not get the mail, whatever is tried; the others may.
    RecipientFailed,
    /// This mail is not delivered, whatever is tried.
    MailFailed,
    /// scanpost does not take the mail from the device until somebody has mended what is wrong.
    NotTaken,
}

impl Class {
    pub const ALL: [Class; 9] = [
        Class::RetryLater,
        Class::WaitUntilReset,
        Class::HoldForSignIn,
        Class::HoldForTenant,
        Class::HoldForSettings,
        Class::Uncertain,
        Class::RecipientFailed,
        Class::MailFailed,
        Class::NotTaken,
    ];

    /// The word as it stands in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::RetryLater => "retry-later",
            Class::WaitUntilReset => "wait-until-reset",
            Class::HoldForSignIn => "hold-for-sign-in",
            Class::HoldForTenant => "hold-for-tenant",
            Class::HoldForSettings => "hold-for-settings",
            Class::Uncertain => "uncertain",
            Class::RecipientFailed => "recipient-failed",
            Class::MailFailed => "mail-failed",
            Class::NotTaken => "not-taken",
        }
    }

    /// Time alone mends it.
    pub const fn passes(self) -> bool {
        matches!(self, Class::RetryLater | Class::WaitUntilReset | Class::Uncertain)
    }

    /// It concerns the account, whichever mail met it: every other one would meet it too.
    pub const fn is_of_the_account(self) -> bool {
        matches!(
            self,
            Class::WaitUntilReset
                | Class::HoldForSignIn
                | Class::HoldForTenant
                | Class::HoldForSettings
        )
    }

    /// Of a reply code: whether the device may well send the same mail again.
    const fn digit(self) -> u8 {
        match self {
            Class::RecipientFailed | Class::MailFailed | Class::NotTaken => 5,
            _ => 4,
        }
    }
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub code: Code,
    /// What the sentence names: `account`, `host`, `seconds`, ... Never a secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// What the other side said, or the machine; word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// So much of a fact stands in a reply, whose line has 512 octets (RFC 5321 §4.5.3.1.5).
const LONGEST_IN_REPLY: usize = 128;

/// What others said is cut to this many characters before it is kept.
const LONGEST_WORDS: usize = 1000;

impl Fault {
    pub fn new(code: Code) -> Self {
        Self { code, facts: BTreeMap::new(), words: None }
    }

    /// What ends a mail whose account has stood still for so long; `why` it did.
    pub fn held_too_long(why: &Fault, held: Duration) -> Self {
        let days = held.as_secs() / 86_400;
        Self::new(Code::HeldTooLong).fact("last", why.code).fact("days", days).words(why)
    }

    /// Names a fact for the sentence.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Keeps what the other side said.
    #[must_use]
    pub fn words(mut self, words: impl fmt::Display) -> Self {
        self.words = Some(words.to_string().chars().take(LONGEST_WORDS).collect());
        self
    }

    /// The same without what names a person or a place of the machine, for everybody who stands at a printer: its sentence says so much
    /// less, and what the other side said is left out.
    #[must_use]
    pub fn of_nobody(&self) -> Self {
        self.without(&["sender", "name", "former", "folder", "user"])
    }

    /// The same where it is about a user's scan, whose mailbox names the user.
    #[must_use]
    pub fn of_no_user(&self) -> Self {
        self.of_nobody().without(&["address", "account"])
    }

    fn without(&self, names: &[&str]) -> Self {
        let mut facts = self.facts.clone();
        facts.retain(|name, _| !names.contains(&name.as_str()));
        Self { code: self.code, facts, words: None }
    }

    pub fn class(&self) -> Class {
        self.code.class()
    }

    /// What an SMTP client hears.
    pub fn reply(&self) -> Reply {
        let (tail, subject, detail) = self.code.row().smtp;
        let digit = self.class().digit();
        let text = self.sentence();
        Reply::new(u16::from(digit) * 100 + tail, (digit, subject, detail), &text)
    }

    /// The words of that, for a client of another protocol.
    pub fn sentence(&self) -> String {
        self.filled(self.code.row().text)
    }

    /// `text` with the facts that it names in braces, each short and in printable ASCII.
    fn filled(&self, text: &str) -> String {
        self.facts.iter().fold(text.to_owned(), |text, (name, value)| {
            let plain = |c: char| if c == ' ' || c.is_ascii_graphic() { c } else { '?' };
            let value: String = value.chars().take(LONGEST_IN_REPLY).map(plain).collect();
            text.replace(&format!("{{{name}}}"), &value)
        })
    }
}

/// For logs: the code and what the other side said. People read `words::fault`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match &self.words {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Fault::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let mut seen: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Code::ALL.len());
    }

    #[test]
    fn a_full_disk_is_452_4_3_1_and_an_unknown_device_is_550_5_7_1() {
        let full = Fault::new(Code::DiskFull).reply();
        assert!(full.to_string().starts_with("452 4.3.1 "), "{full}");
        let unknown = Fault::new(Code::DeviceUnknown).reply();
        assert!(unknown.to_string().starts_with("550 5.7.1 "), "{unknown}");
    }

    #[test]
    fn every_reply_says_the_next_step_in_one_line_of_allowed_length() {
        for code in Code::ALL {
            let reply = Fault::new(*code).reply().to_string();
            assert!(reply.len() <= 510, "RFC 5321 §4.5.3.1.5: {reply}");
            assert!(reply.is_ascii(), "{reply}");
        }
    }

    #[test]
    fn a_reply_names_short_plain_facts_and_stays_one_line() {
        let long = format!("{}@x", "ä\r\n".repeat(100));
        let fault = Fault::new(Code::SenderMismatch).fact("sender", long).fact("address", "a@b");
        let reply = fault.reply().to_string();
        assert!(reply.starts_with("550 5.7.1 The device sends as ???"), "{reply}");
        assert!(reply.contains("only as a@b:") && reply.len() <= 510, "{reply}");
    }

    #[test]
    fn a_code_is_stored_under_its_name() {
        for code in Code::ALL {
            let stored = serde_json::to_string(code).expect("a name");
            assert_eq!(stored, format!("\"{}\"", code.as_str()));
        }
    }
}
