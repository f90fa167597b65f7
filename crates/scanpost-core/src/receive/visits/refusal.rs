//! Why a device does not get what it asks for, and what it hears: a response code (RFC 2449 §8, RFC 3206)
//! and a sentence that says what to do. Pure.
//!
//! `[AUTH]` is said of the device's own password alone: trouble with scanpost's sign-in at the provider is
//! not mended by entering another password at the device.

use std::time::Duration;

use scanpost_proto::pop3;

use crate::fault::{Class, Code, Fault};

/// Why something is not done for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::receive) enum Refusal {
    /// Others are having their turn, or too many wait for theirs.
    Busy,
    /// The provider wants time between two log-ins.
    TooSoon(Duration),
    /// The mail is no longer there.
    Gone,
    /// Several mails have its name.
    Unclear,
    /// The device has read another mailbox so far: the administrator has chosen one anew.
    OtherMailbox,
    Trouble(Fault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Refusal::Trouble(fault)
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Refusal::Trouble(code.into())
    }
}

const OTHERS: &str = "Other devices are reading this mailbox. Try again in a minute.";
const GONE: &str = "This mail is no longer in the mailbox. Fetch the list anew.";
const UNCLEAR: &str = "Several mails have the same name by now. Fetch the list anew.";
const CHANGED: &str = "scanpost's settings have changed. Log in anew.";

impl Refusal {
    pub(super) fn code(&self) -> pop3::Code {
        match self {
            Refusal::Busy => pop3::Code::InUse,
            Refusal::TooSoon(_) => pop3::Code::LoginDelay,
            Refusal::Gone | Refusal::Unclear | Refusal::OtherMailbox => pop3::Code::SysTemp,
            Refusal::Trouble(fault) => code_of(fault),
        }
    }

    pub(super) fn sentence(&self) -> String {
        match self {
            Refusal::Busy => OTHERS.to_owned(),
            Refusal::TooSoon(wait) => {
                let seconds = wait.as_secs().max(1);
                format!(
                    "The mail server asks for time between two visits. Try again in {seconds} seconds."
                )
            }
            Refusal::Gone => GONE.to_owned(),
            Refusal::Unclear => UNCLEAR.to_owned(),
            Refusal::OtherMailbox => CHANGED.to_owned(),
            Refusal::Trouble(fault) => fault.sentence(),
        }
    }

    /// Both, as they stand behind `-ERR`.
    pub(super) fn text(&self) -> String {
        said(self.code(), &self.sentence())
    }
}

/// A code and a sentence, as they stand behind `-ERR`.
pub(super) fn said(code: pop3::Code, sentence: &str) -> String {
    format!("[{}] {sentence}", code.word())
}

/// What time mends, and what a person must.
fn code_of(fault: &Fault) -> pop3::Code {
    match (fault.code, fault.class()) {
        (Code::DevicePasswordWrong | Code::DeviceTlsRequired, _) => pop3::Code::Auth,
        (Code::MailboxInUse, _) => pop3::Code::InUse,
        (Code::LoginTooOften, _) => pop3::Code::LoginDelay,
        (_, class) if class.passes() => pop3::Code::SysTemp,
        (_, Class::RecipientFailed | Class::MailFailed) => pop3::Code::SysTemp,
        _ => pop3::Code::SysPerm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_says_whether_time_mends_it_or_a_person_must() {
        let table = [
            (Refusal::Busy, "[IN-USE] "),
            (Refusal::TooSoon(Duration::from_secs(9)), "[LOGIN-DELAY] "),
            (Refusal::Gone, "[SYS/TEMP] "),
            (Refusal::Unclear, "[SYS/TEMP] "),
            (Refusal::OtherMailbox, "[SYS/TEMP] "),
            (Code::DevicePasswordWrong.into(), "[AUTH] "),
            (Code::DeviceTlsRequired.into(), "[AUTH] "),
            (Code::DeviceMayNotFetch.into(), "[SYS/PERM] "),
            (Code::AccountMissing.into(), "[SYS/PERM] "),
            (Code::SignInNeeded.into(), "[SYS/PERM] "),
            (Code::PopLoginRefused.into(), "[SYS/PERM] "),
            (Code::GrantScopeMissing.into(), "[SYS/PERM] "),
            (Code::MailboxInUse.into(), "[IN-USE] "),
            (Code::LoginTooOften.into(), "[LOGIN-DELAY] "),
            (Code::ServerBusy.into(), "[SYS/TEMP] "),
            (Code::ConnectionLost.into(), "[SYS/TEMP] "),
        ];
        for (refusal, code) in table {
            assert!(refusal.text().starts_with(code), "{refusal:?}: {}", refusal.text());
        }
    }

    #[test]
    fn every_fault_can_be_said_in_one_line_of_512_octets() {
        for code in Code::ALL {
            let text = Refusal::from(*code).text();
            assert!(text.len() <= 505 && text.is_ascii(), "RFC 2449 §4: {text}");
        }
    }
}
