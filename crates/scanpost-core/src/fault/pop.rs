//! What a POP3 server's `-ERR` means. Its words are free, so little can be read out of them: the
//! response code (RFC 2449 §8, RFC 3206), and otherwise what it was the answer to.
//!
//! Source: provider facts 4. Exchange Online says the same `Authentication failure: unknown user name or
//! bad password.` to a token that has ended, to a mailbox for which POP is switched off, and to one that
//! the person may not open; so a person must look.

use scanpost_proto::pop3::{self, Reply};

use super::{Code, Fault};

/// What a reply was the answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Everything until the mailbox is open.
    LogIn,
    /// A list of the mails.
    List,
    /// One mail.
    Mail,
    /// DELE, or QUIT with mails to delete.
    Deletion,
}

/// The fault that a `-ERR` is.
pub fn fault(moment: Moment, reply: &Reply) -> Fault {
    Fault::new(meaning(moment, reply)).words(reply)
}

fn meaning(moment: Moment, reply: &Reply) -> Code {
    match (reply.code, moment) {
        (Some(pop3::Code::InUse), _) => Code::MailboxInUse,
        (Some(pop3::Code::LoginDelay), _) => Code::LoginTooOften,
        (Some(pop3::Code::SysTemp), _) => Code::ServerBusy,
        (Some(pop3::Code::Auth | pop3::Code::SysPerm) | None, Moment::LogIn) => {
            if reply.text.contains("Protocol error") {
                Code::LoginMalformed
            } else {
                Code::PopLoginRefused
            }
        }
        (_, Moment::List) => Code::UidlMissing,
        (_, Moment::Mail) => Code::MailNotGiven,
        (_, Moment::Deletion) => Code::MailNotDeleted,
    }
}
