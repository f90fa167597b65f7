//! Telling people: what of the journal they must hear of, and by which channel.
//!
//! ```text
//!  journal ──▶ judge ──▶ book ──▶ outbox ──▶ webhook, syslog, mail
//!            (a notice?) (many of the same are one; nothing twice)
//! ```
//!
//! - [`judge`]: which entries of the journal are worth a notice (pure)
//! - [`book`]: what a reader remembers: how far it has read, what waits to be told (pure)
//! - [`reader`]: reads behind its bookmark, one task for each channel
//! - [`channel`]: a way to people, and whether it is set up
//! - [`webhook`], [`syslog`], [`mail`]: the channels
//! - [`bounce`]: tells the sender of a mail that it failed (RFC 3464)
//! - [`disposition`]: tells who sent a fax what became of it (RFC 8098)
//! - [`summary`]: what happened within a day
//! - [`foresight`]: what will go wrong unless somebody acts (pure)
//! - [`wording`]: a notice as sentences
//!
//! Each channel has a bookmark of its own, so that one that hangs does not hold up the others. What is to
//! be told is written down before it is told, and struck out afterwards; so nothing is lost over a
//! restart. A receiver can tell doubles by the notice's number; a mail is never made twice, because its
//! job has a name that follows from that number.
//!
//! There is no notice about a notice: jobs that scanpost makes itself ([`OWN_DEVICE`]) are not told of,
//! whatever becomes of them. No secret stands in a notice; what a provider said does.

pub mod book;
pub mod bounce;
pub mod channel;
pub mod disposition;
pub mod foresight;
pub mod judge;
pub mod mail;
pub mod reader;
pub mod summary;
pub mod syslog;
pub mod webhook;
pub mod wording;

use serde::{Deserialize, Serialize};

use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::{Class, Fault};
use crate::spool::JobId;
pub use channel::{Setup, Standing};
pub use judge::judge;
pub use reader::{Reader, Tools};

/// The device whose mails are scanpost's own. No other device is called so.
pub const OWN_DEVICE: &str = "scanpost";

/// The device whose mails are faxes that came in and are sent on. No other device is called so. When one fails the
/// administrator is told; its sender is the account itself, and would learn nothing.
pub const FAX_DEVICE: &str = "scanpost-fax";

/// Why people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// An account's mails wait for a person.
    AccountHeld,
    /// They go out again.
    AccountFlows,
    /// The provider has ended the sign-in.
    SignInEnded,
    /// Something will go wrong unless somebody acts.
    Warning,
    /// Some or all recipients of a mail do not get it.
    JobFailed,
    /// A mail was handed over, and came back later.
    MailReturned,
    /// A mail may have arrived, and is not sent again.
    JobUncertain,
    /// A mail was handed over, as its sender wanted to hear.
    JobRelayed,
    /// A mail that came in is not handed on; a person must look at it.
    ArrivalQuarantined,
    /// What happened within a day.
    Summary,
    /// A person wants to see whether notices arrive.
    Trial,
}

impl Cause {
    pub const ALL: [Cause; 11] = [
        Cause::AccountHeld,
        Cause::AccountFlows,
        Cause::SignInEnded,
        Cause::Warning,
        Cause::JobFailed,
        Cause::MailReturned,
        Cause::JobUncertain,
        Cause::JobRelayed,
        Cause::ArrivalQuarantined,
        Cause::Summary,
        Cause::Trial,
    ];

    /// The word as it stands in JSON and in syslog.
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::AccountHeld => "account-held",
            Cause::AccountFlows => "account-flows",
            Cause::SignInEnded => "sign-in-ended",
            Cause::Warning => "warning",
            Cause::JobFailed => "job-failed",
            Cause::MailReturned => "mail-returned",
            Cause::JobUncertain => "job-uncertain",
            Cause::JobRelayed => "job-relayed",
            Cause::ArrivalQuarantined => "arrival-quarantined",
            Cause::Summary => "summary",
            Cause::Trial => "trial",
        }
    }
}

/// How pressing it is; the numbers are those of syslog (RFC 5424 §6.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A person must act, or no mail goes out.
    Error = 3,
    Warning = 4,
    Notice = 5,
    Informational = 6,
}

impl Severity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
            Severity::Informational => "informational",
        }
    }
}

/// One thing that people are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Of the newest entry of the journal that it tells of.
    pub number: i64,
    pub at: Time,
    pub cause: Cause,
    /// How many of the same it tells of.
    pub count: u32,
    /// When the first of them was.
    pub since: Time,
    pub account: Option<AccountName>,
    /// The newest of the jobs.
    pub job: Option<JobId>,
    pub device: Option<String>,
    pub fault: Option<Fault>,
    /// What a summary counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<summary::Tally>,
}

impl Notice {
    /// It follows from the class of the fault.
    pub fn severity(&self) -> Severity {
        match self.fault.as_ref().map(Fault::class) {
            Some(
                Class::HoldForSignIn
                | Class::HoldForTenant
                | Class::HoldForSettings
                | Class::NotTaken,
            ) => Severity::Error,
            Some(Class::Uncertain | Class::RecipientFailed | Class::MailFailed) => {
                Severity::Warning
            }
            Some(Class::RetryLater | Class::WaitUntilReset) => match self.cause {
                // Waiting alone has not helped.
                Cause::JobFailed | Cause::MailReturned | Cause::JobUncertain | Cause::Warning => {
                    Severity::Warning
                }
                _ => Severity::Notice,
            },
            None => match self.cause {
                Cause::JobFailed | Cause::MailReturned | Cause::JobUncertain => Severity::Warning,
                Cause::Summary | Cause::Trial => Severity::Informational,
                _ => Severity::Notice,
            },
        }
    }

    /// Told together they are one: the newest speaks, and the others are counted.
    fn and(self, newer: Notice) -> Notice {
        Notice { count: self.count.saturating_add(newer.count), since: self.since, ..newer }
    }

    fn is_of_the_same_as(&self, other: &Notice) -> bool {
        let code = |notice: &Notice| match notice.cause {
            // One warning is not another.
            Cause::Warning => notice.fault.as_ref().map(|fault| fault.code),
            _ => None,
        };
        self.cause == other.cause && self.account == other.account && code(self) == code(other)
    }
}
