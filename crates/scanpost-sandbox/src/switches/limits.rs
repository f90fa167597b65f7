//! How much the provider takes of a mailbox (provider-facts 3.7). What came is recorded without
//! limits too: [`Load`](crate::Load).

use serde::{Deserialize, Serialize};

/// What is taken of one mailbox. The default is all that comes, with 500 recipients a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections at once that have logged in.
    pub connections: Option<u32>,
    /// How one more is told.
    pub over_connections: OverConnections,
    /// MAIL commands within 60 seconds; at one more the connection ends with 421 4.4.2.
    pub messages_per_minute: Option<u32>,
    /// Recipients of mails that were taken within 24 hours.
    pub recipients_per_day: Option<u32>,
    /// How more are told.
    pub over_quota: OverQuota,
    /// Recipients of one mail; each more is told 452 4.5.3. Default: 500.
    pub recipients_per_message: u32,
    /// Octets of a mail, told 552 5.3.4 at `MAIL SIZE=` and after DATA. EHLO shows
    /// [`Switches::size_limit`](super::Switches::size_limit) all the same.
    pub message_octets: Option<u64>,
    /// POP3 sessions at once that have logged in.
    pub pop3_sessions: Option<u32>,
    /// How one more is told.
    pub over_pop3_sessions: OverPop3Sessions,
    /// Log-ins at POP3 within 60 seconds; one more is told `-ERR [LOGIN-DELAY]` (RFC 2449 §8.1.1).
    pub pop3_log_ins_per_minute: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: None,
            over_connections: OverConnections::ClosedAtLogIn,
            messages_per_minute: None,
            recipients_per_day: None,
            over_quota: OverQuota::AtMail,
            recipients_per_message: 500,
            message_octets: None,
            pop3_sessions: None,
            over_pop3_sessions: OverPop3Sessions::ClosedAtLogIn,
            pop3_log_ins_per_minute: None,
        }
    }
}

impl Limits {
    /// Those of a mailbox of Exchange Online that nobody has changed.
    pub fn exchange() -> Self {
        Self {
            connections: Some(3),
            messages_per_minute: Some(30),
            recipients_per_day: Some(10_000),
            message_octets: Some(35 * 1024 * 1024),
            // As users report it (provider-facts 4.1).
            pop3_sessions: Some(20),
            ..Self::default()
        }
    }
}

/// What happens to a connection too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverConnections {
    /// 421 4.3.2 in place of 235.
    ClosedAtLogIn,
    /// It may log in; but a mail that is sent while as many others of the mailbox as allowed are
    /// on their way gets 432 4.3.2 after DATA.
    ThreadLimitAfterData,
}

/// What happens to a POP3 session too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverPop3Sessions {
    /// `-ERR` in place of `+OK`, and the connection is closed.
    ClosedAtLogIn,
    /// `-ERR [IN-USE]` (RFC 2449 §8.1.2); the client may try again on the same connection.
    InUse,
}

/// How a mailbox is told that it has had enough recipients for the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverQuota {
    /// 550 5.2.2 to MAIL when none are left, and after DATA when there are too few.
    AtMail,
    /// 554 5.2.0 after DATA.
    AfterData,
}

/// Whose limits they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxLimits {
    /// An address, or a pattern with `*` for any letters.
    pub who: String,
    pub limits: Limits,
}

impl MailboxLimits {
    pub fn of(who: &str, limits: Limits) -> Self {
        Self { who: who.to_owned(), limits }
    }
}
