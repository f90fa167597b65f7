//! What a provider's reply means: the one table of replies, read from the top; the first line that fits
//! decides, and the last lines fit everything.
//!
//! Sources: provider facts 3.5, 5.1 and 10; RFC 5321 §4.2 (codes), RFC 3463 (enhanced
//! codes). A line may ask for words of the reply, because Exchange Online gives several causes the same
//! codes: `535 5.7.139` has six.
//!
//! Deviation: some 5xx of Exchange Online speak of the account (a quota, a block), not of the mail, and
//! end when somebody acts or a day has passed. The same mail may then be taken, so it waits.

use std::fmt;
use std::ops::RangeInclusive;

use scanpost_proto::smtp::{Enhanced, Reply};

use super::{Code, Fault};

/// What a reply was the answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Everything before the first mail: greeting, EHLO, STARTTLS, AUTH.
    LogIn,
    /// One recipient, at RCPT.
    Recipient,
    /// A whole mail: at MAIL, at DATA, or after the final dot.
    Mail,
}

/// The fault that a reply is. 2xx and 3xx are none and are not asked about.
pub fn fault(moment: Moment, reply: &Reply) -> Fault {
    Fault::new(meaning(moment, reply)).words(reply)
}

/// What the reply means.
pub fn meaning(moment: Moment, reply: &Reply) -> Code {
    TABLE.iter().find(|line| line.fits(moment, reply)).map_or(Code::MailRefused, |line| line.means)
}

/// The replies that lead to a cause, as an administrator may find them in a log.
pub fn leading_to(code: Code) -> impl Iterator<Item = String> {
    TABLE.iter().filter(move |line| line.means == code).map(Line::to_string)
}

/// Whether only a mail shows it: a log-in goes well all the same.
pub(crate) fn shows_in_mails_only(code: Code) -> bool {
    let mut lines = TABLE.iter().filter(|line| line.means == code).peekable();
    lines.peek().is_some() && lines.all(|line| !line.at.covers(Moment::LogIn))
}

/// One line of the table.
struct Line {
    at: At,
    codes: RangeInclusive<u16>,
    status: Status,
    /// Must occur in the reply, in whichever case; empty: need not.
    says: &'static str,
    means: Code,
}

/// When a line counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Any,
    LogIn,
    /// For a recipient or a whole mail.
    Mails,
    Recipient,
    Mail,
}

/// Subject and detail of the enhanced code.
enum Status {
    Any,
    Is(u16, u16),
    Within(u16, RangeInclusive<u16>),
}

impl At {
    fn covers(self, moment: Moment) -> bool {
        match self {
            At::Any => true,
            At::LogIn => moment == Moment::LogIn,
            At::Mails => moment != Moment::LogIn,
            At::Recipient => moment == Moment::Recipient,
            At::Mail => moment == Moment::Mail,
        }
    }
}

impl Status {
    fn fits(&self, enhanced: Option<Enhanced>) -> bool {
        match (self, enhanced) {
            (Status::Any, _) => true,
            (Status::Is(subject, detail), Some(Enhanced(_, s, d))) => (*subject, *detail) == (s, d),
            (Status::Within(subject, details), Some(Enhanced(_, s, d))) => {
                *subject == s && details.contains(&d)
            }
            (_, None) => false,
        }
    }
}

impl Line {
    fn fits(&self, moment: Moment, reply: &Reply) -> bool {
        self.at.covers(moment)
            && self.codes.contains(&reply.code)
            && self.status.fits(reply.enhanced)
            && (self.says.is_empty() || says(reply, self.says))
    }
}

/// A reply of several lines is one text.
fn says(reply: &Reply, words: &str) -> bool {
    reply.lines.join(" ").to_ascii_lowercase().contains(&words.to_ascii_lowercase())
}

/// `535 5.7.139 “disabled for the Tenant” (at log-in)`
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.codes == (0..=u16::MAX) {
            return f.write_str("all else");
        }
        let digit = self.codes.start() / 100;
        if self.codes.start() == self.codes.end() {
            write!(f, "{}", self.codes.start())?;
        } else {
            write!(f, "{digit}xx")?;
        }
        match &self.status {
            Status::Any => {}
            Status::Is(subject, detail) => write!(f, " {digit}.{subject}.{detail}")?,
            Status::Within(subject, details) => {
                write!(f, " {digit}.{subject}.{}–{}", details.start(), details.end())?;
            }
        }
        if !self.says.is_empty() {
            write!(f, " “{}”", self.says)?;
        }
        f.write_str(match self.at {
            At::Any | At::Mails => "",
            At::LogIn => " (at log-in)",
            At::Recipient => " (for a recipient)",
            At::Mail => " (for the mail)",
        })
    }
}

const fn line(
    at: At,
    codes: RangeInclusive<u16>,
    status: Status,
    says: &'static str,
    means: Code,
) -> Line {
    Line { at, codes, status, says, means }
}

/// This code and no other.
const fn only(code: u16) -> RangeInclusive<u16> {
    code..=code
}

const LATER: RangeInclusive<u16> = 400..=499;
const NO: RangeInclusive<u16> = 500..=599;

use At::{Any, LogIn, Mail, Mails, Recipient};
use Status::{Is, Within};

const TABLE: &[Line] = &[
    // The log-in. Six causes, one code: the words tell them apart.
    line(LogIn, NO, Is(7, 139), "disabled for the Tenant", Code::SmtpAuthOffTenant),
    line(LogIn, NO, Is(7, 139), "disabled for the Mailbox", Code::SmtpAuthOffMailbox),
    line(LogIn, NO, Is(7, 139), "basic authentication is disabled", Code::BasicAuthOff),
    line(LogIn, NO, Is(7, 139), "security defaults", Code::LoginSecurityDefaults),
    line(LogIn, NO, Is(7, 139), "did not meet the criteria", Code::LoginPolicyBlocked),
    line(LogIn, NO, Is(7, 139), "credentials were incorrect", Code::LoginWrong),
    line(LogIn, NO, Is(7, 139), "STS service was unreachable", Code::LoginDirectoryUnreachable),
    line(Any, NO, Is(7, 30), "", Code::BasicAuthOff),
    line(LogIn, NO, Is(7, 8), "", Code::LoginNotAccepted),
    line(LogIn, only(535), Status::Any, "", Code::LoginRefused),
    line(LogIn, only(504), Status::Any, "", Code::OauthMissing),
    line(LogIn, NO, Within(5, 100..=199), "", Code::LoginMalformed),
    line(LogIn, only(500), Is(5, 2), "", Code::LoginMalformed),
    line(LogIn, only(530), Status::Any, "", Code::LoginMalformed),
    line(LogIn, only(534), Status::Any, "", Code::LoginRefused),
    line(LogIn, only(454), Status::Any, "too many login attempts", Code::LoginTooOften),
    line(LogIn, only(454), Status::Any, "TLS", Code::ServerBusy),
    line(LogIn, only(454), Status::Any, "", Code::LoginDeferred),
    // Not now. What names its limit comes before what shares its codes.
    line(Any, LATER, Is(7, 66), "", Code::TlsTooOld),
    line(Any, LATER, Status::Any, "submission rate", Code::RateLimit),
    line(Mails, only(450), Is(2, 1), "peak", Code::RateLimit),
    line(Any, LATER, Status::Any, "concurrent connections", Code::ConnectionLimit),
    line(Any, only(432), Is(3, 2), "sender thread limit", Code::ConnectionLimit),
    line(Any, only(421), Is(4, 1), "", Code::ServerTiredOfWaiting),
    line(Any, only(421), Is(4, 2), "", Code::ServerTiredOfWaiting),
    line(Any, LATER, Status::Any, "timeout waiting for client", Code::ServerTiredOfWaiting),
    line(Any, only(421), Is(7, 0), "too many errors", Code::TooManyErrors),
    line(Any, LATER, Status::Any, "queue quota exceeded", Code::OrganisationQueueFull),
    line(Any, only(451), Is(7, 0), "PRX4", Code::MailboxUnreached),
    line(Any, only(451), Is(7, 0), "temporary server error", Code::ServerBusy),
    line(Any, LATER, Within(7, 500..=699), "", Code::AddressThrottled),
    line(Any, LATER, Within(7, 850..=899), "", Code::AddressThrottled),
    line(Mails, only(452), Is(5, 3), "", Code::TooManyRecipients),
    line(Mails, only(452), Is(3, 1), "", Code::ServerBusy),
    line(Any, LATER, Is(3, 2), "", Code::ServerBusy),
    line(Any, only(421), Status::Any, "", Code::ServerBusy),
    line(LogIn, LATER, Status::Any, "", Code::ServerBusy),
    // In the middle of a connection: who we are is forgotten, and the mail is not to blame.
    line(Mails, NO, Is(7, 57), "", Code::LoginLost),
    line(Mails, only(503), Status::Any, "", Code::LoginLost),
    line(Mails, only(530), Status::Any, "", Code::LoginLost),
    line(Mails, only(535), Status::Any, "", Code::LoginLost),
    line(Mails, only(538), Status::Any, "", Code::LoginLost),
    // Limits of a day.
    line(Mails, NO, Status::Any, "submission quota", Code::SubmissionQuota),
    line(Mails, NO, Status::Any, "SubmissionQuotaExceeded", Code::SubmissionQuota),
    line(Mails, NO, Is(4, 5), "", Code::SubmissionQuota),
    line(Mails, NO, Within(7, 232..=233), "", Code::ExternalRecipientLimit),
    line(Mails, NO, Is(7, 236), "", Code::ExternalRecipientLimit),
    // The account, or all of its organisation.
    line(Mails, NO, Status::Any, "ShutoffQuotaExceeded", Code::MailboxFull),
    line(Mail, NO, Is(2, 2), "", Code::MailboxFull),
    line(Mails, NO, Is(1, 8), "", Code::SenderBlocked),
    line(Mails, NO, Within(7, 501..=503), "", Code::SenderBanned),
    line(Mails, NO, Is(7, 511), "", Code::SenderBanned),
    line(Mails, NO, Is(7, 703), "", Code::TenantBlocked),
    line(Mails, NO, Is(7, 705), "", Code::TenantThreshold),
    line(Mails, NO, Is(7, 708), "", Code::TenantAddressRefused),
    line(Mails, NO, Is(7, 750), "", Code::DomainUnregistered),
    line(Mails, NO, Is(7, 64), "", Code::RelayRefused),
    line(Mails, NO, Is(7, 68), "", Code::RelayRefused),
    // One mail.
    line(Mails, NO, Status::Any, "SendAsDenied", Code::SendAsDenied),
    line(Mails, NO, Is(2, 252), "", Code::SendAsDenied),
    line(Mails, NO, Is(7, 60), "", Code::SendAsDenied),
    line(Mails, NO, Is(3, 4), "", Code::MailTooLarge),
    line(Mail, NO, Is(2, 3), "", Code::SendSizeLimit),
    line(Mail, only(552), Status::Any, "", Code::MailTooLarge),
    line(Mails, NO, Is(7, 512), "", Code::FromMalformed),
    line(Mails, NO, Is(6, 0), "", Code::MailMalformed),
    line(Mails, NO, Is(6, 11), "", Code::MailMalformed),
    // One recipient.
    line(Mails, NO, Is(1, 1), "", Code::RecipientUnknown),
    line(Mails, NO, Is(1, 10), "", Code::RecipientUnknown),
    line(Recipient, NO, Is(1, 3), "", Code::RecipientMalformed),
    line(Recipient, NO, Is(1, 7), "", Code::RecipientMalformed),
    line(Mail, NO, Is(1, 3), "", Code::SenderMalformed),
    line(Mail, NO, Is(1, 7), "", Code::SenderMalformed),
    line(Recipient, NO, Is(2, 2), "", Code::RecipientFull),
    line(Recipient, NO, Is(2, 3), "", Code::RecipientRestricted),
    // RFC 5321 §4.5.3.1.10: 552 is how older servers say 452.
    line(Recipient, only(552), Status::Any, "too many recipients", Code::TooManyRecipients),
    line(Recipient, NO, Is(5, 3), "", Code::TooManyRecipients),
    line(Recipient, NO, Is(7, 1), "", Code::RecipientRestricted),
    line(Mails, NO, Is(7, 12), "", Code::RecipientRestricted),
    line(Mails, NO, Is(7, 124), "", Code::RecipientRestricted),
    line(Mails, NO, Within(7, 133..=134), "", Code::RecipientRestricted),
    line(Mails, NO, Is(7, 136), "", Code::RecipientRestricted),
    // A command that the server does not understand.
    line(Mails, 500..=502, Status::Any, "", Code::CommandRefused),
    line(Mails, only(504), Status::Any, "", Code::CommandRefused),
    line(Mails, only(555), Status::Any, "", Code::CommandRefused),
    line(Mails, NO, Within(5, 0..=199), "", Code::CommandRefused),
    // All else.
    line(LogIn, NO, Status::Any, "", Code::ServerRefused),
    line(Any, LATER, Status::Any, "", Code::MailDeferred),
    line(Recipient, NO, Status::Any, "", Code::RecipientRefused),
    line(Any, 0..=u16::MAX, Status::Any, "", Code::MailRefused),
];

#[cfg(test)]
mod tests;
