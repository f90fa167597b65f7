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

/// The same of octets.
const MOST_OCTETS: u64 = 10_000_000_000;

impl Limits {
    /// More connections than this to one mailbox no provider allows.
    pub const MOST_CONNECTIONS: u32 = 20;
    /// More than this of anything else is a slip of the hand.
    pub const MOST: u32 = 1_000_000;

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
        let most = |name| if name == "connections" { Self::MOST_CONNECTIONS } else { Self::MOST };
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
    use crate::oauth::Provider;

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
    fn a_provider_that_was_stored_before_limits_were_data_has_those_that_are_known_of_it_now() {
        let now = Provider::named("exchange-online").expect("is known");
        let mut stored = serde_json::to_value(&now).expect("it can be written");
        stored.as_object_mut().expect("an object").remove("limits");
        stored["smtp"]["connections"] = 2.into();
        let read: Provider = serde_json::from_value(stored.clone()).expect("it can be read");
        let limits = Limits { connections: Some(2), ..now.limits() };
        assert_eq!((read.limits(), read.check()), (limits, Ok(())));
        stored["name"] = "own".into();
        let own: Provider = serde_json::from_value(stored).expect("it can be read");
        assert_eq!(own.limits(), Limits { connections: Some(2), ..Limits::default() });
        let template = Provider::template().limits();
        assert_eq!((template.connections(), template.messages_a_minute), (3, None));
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
        assert!(!fits(Limits { recipients_a_day: Some(Limits::MOST + 1), ..Limits::default() }));
        assert!(!fits(Limits { recipients_a_message: Some(0), ..Limits::default() }));
        assert!(!fits(Limits { message_octets: Some(0), ..Limits::default() }));
    }
}
