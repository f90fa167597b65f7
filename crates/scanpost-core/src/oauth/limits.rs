//! How much a provider takes of one mailbox: data of the provider, which an account may set otherwise.
//!
//! Sources: provider facts 3.7 (Exchange Online), 5.1 (Gmail), 5.2 (Outlook.com). Whoever keeps them is
//! `delivery::governor`.

use serde::{Deserialize, Serialize};

/// How much a provider takes of one mailbox. What is left out is not known, and not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Connections at once. Left out: 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<u32>,
    /// Mails within any 60 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_a_minute: Option<u32>,
    /// Mails within any 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_a_day: Option<u32>,
    /// Recipients of all mails within any 24 hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients_a_day: Option<u32>,
    /// Recipients of one mail; more of them get it in further mails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients_a_message: Option<u32>,
    /// Octets of a mail as it is sent. No mail is refused by it, because many a mailbox may send more:
    /// the server decides (RFC 1870). It is shown, so that a person knows what is usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_octets: Option<u64>,
}

/// More connections than this to one mailbox no provider allows.
const MOST_CONNECTIONS: u32 = 20;

/// What stands for a limit that nobody needs, to be told from a slip of the hand.
const MOST: u32 = 1_000_000;
const MOST_OCTETS: u64 = 10_000_000_000;

impl Limits {
    /// These, and where nothing is said, the others.
    #[must_use]
    pub fn or(self, others: Limits) -> Limits {
        Limits {
            connections: self.connections.or(others.connections),
            messages_a_minute: self.messages_a_minute.or(others.messages_a_minute),
            messages_a_day: self.messages_a_day.or(others.messages_a_day),
            recipients_a_day: self.recipients_a_day.or(others.recipients_a_day),
            recipients_a_message: self.recipients_a_message.or(others.recipients_a_message),
            message_octets: self.message_octets.or(others.message_octets),
        }
    }

    /// Connections at once.
    pub fn connections(&self) -> usize {
        self.connections.map_or(3, |most| usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// Nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Limits::default()
    }

    /// Whether each can be right; else which one not, and what it can be.
    pub fn check(&self) -> Result<(), String> {
        let most = |name| if name == "connections" { MOST_CONNECTIONS } else { MOST };
        for (name, value) in [
            ("connections", self.connections),
            ("messages_a_minute", self.messages_a_minute),
            ("messages_a_day", self.messages_a_day),
            ("recipients_a_day", self.recipients_a_day),
            ("recipients_a_message", self.recipients_a_message),
        ] {
            if value.is_some_and(|value| !(1..=most(name)).contains(&value)) {
                return Err(format!("{name}: 1 – {}", most(name)));
            }
        }
        match self.message_octets {
            Some(octets) if !(1..=MOST_OCTETS).contains(&octets) => {
                Err(format!("message_octets: 1 – {MOST_OCTETS}"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accounts_own_limit_goes_before_the_providers() {
        let provider =
            Limits { connections: Some(3), messages_a_minute: Some(30), ..Limits::default() };
        let own =
            Limits { messages_a_minute: Some(10), messages_a_day: Some(500), ..Limits::default() };
        let expected = Limits { connections: Some(3), ..own };
        assert_eq!(own.or(provider), expected);
        assert_eq!(Limits::default().or(provider), provider);
    }

    #[test]
    fn no_limit_is_nothing_and_none_is_beyond_all_reason() {
        let fits = |limits: Limits| limits.check().is_ok();
        assert!(fits(Limits::default()));
        for connections in [0, 21, u32::MAX] {
            assert!(!fits(Limits { connections: Some(connections), ..Limits::default() }));
        }
        assert!(fits(Limits { connections: Some(20), ..Limits::default() }));
        assert!(!fits(Limits { messages_a_minute: Some(0), ..Limits::default() }));
        assert!(!fits(Limits { messages_a_day: Some(0), ..Limits::default() }));
        assert!(!fits(Limits { recipients_a_day: Some(MOST + 1), ..Limits::default() }));
        assert!(!fits(Limits { recipients_a_message: Some(0), ..Limits::default() }));
        assert!(!fits(Limits { message_octets: Some(0), ..Limits::default() }));
    }
}
