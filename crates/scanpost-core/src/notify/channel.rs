//! The ways to people, and which of them are set up.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::mail::Mailing;
use super::webhook::Target;
use crate::clock::Time;
use crate::site::notices::SyslogServer;
use crate::words::Language;

/// A way to people. Each has a reader of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Webhook,
    Syslog,
    /// To the administrator.
    Mail,
    /// To the sender of a mail that failed.
    Bounce,
}

impl Channel {
    pub const ALL: [Channel; 4] =
        [Channel::Webhook, Channel::Syslog, Channel::Mail, Channel::Bounce];

    /// The word as it stands in JSON; also the name of its bookmark.
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::Webhook => "webhook",
            Channel::Syslog => "syslog",
            Channel::Mail => "mail",
            Channel::Bounce => "bounce",
        }
    }

    pub(super) fn is_on(self, setup: &Setup) -> bool {
        match self {
            Channel::Webhook => setup.webhook.is_some(),
            Channel::Syslog => setup.syslog.is_some(),
            Channel::Mail => setup.mail.is_some(),
            Channel::Bounce => setup.bounce.is_some(),
        }
    }
}

/// What is set up, with its secrets opened. A channel of which nothing is said is off.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    pub language: Language,
    /// What this machine calls itself.
    pub hostname: String,
    pub webhook: Option<Target>,
    pub syslog: Option<SyslogServer>,
    pub mail: Option<Mailing>,
    /// The hour at which the administrator gets a summary.
    pub summary_hour: Option<u8>,
    /// By which account the senders of mails that failed are told; the recipient is each one's own.
    pub bounce: Option<Mailing>,
}

/// How a channel stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub on: bool,
    /// Notices that are still to be told.
    pub waiting: usize,
    /// Notices that could not be told within a day.
    pub missed: u64,
    pub told_at: Option<Time>,
    /// Why the last one did not get through, in the machine's words.
    pub trouble: Option<String>,
}

/// How all channels stand; the readers write it, the page reads it.
#[derive(Debug, Default)]
pub struct Standings(Mutex<BTreeMap<Channel, Standing>>);

impl Standings {
    pub fn of(&self, channel: Channel) -> Standing {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&channel).cloned().unwrap_or_default()
    }

    pub(super) fn change(&self, channel: Channel, change: impl FnOnce(&mut Standing)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(all.entry(channel).or_default());
    }
}
