//! When something goes wrong: how often, for whom, on which connection, how likely.

use serde::{Deserialize, Serialize};

/// One thing that goes wrong: where, how, and under which conditions, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault<At, Does> {
    pub at: At,
    pub does: Does,
    /// How often it strikes; `None` is always.
    #[serde(default)]
    pub times: Option<u32>,
    /// A pattern with `*` for any letters: the recipient at `rcpt` and of a return, the sender at
    /// `mail`, the UIDL of a mail over POP3, the mailbox later on and at the token endpoint. `None`
    /// is everybody.
    #[serde(default)]
    pub only: Option<String>,
    /// A pattern for the mailbox that the connection was opened for, at AUTH the one that is
    /// named. Before AUTH nothing fits it. `None` is every mailbox, and none.
    #[serde(default)]
    pub mailbox: Option<String>,
    /// The number of the connection at its door, from 1 since the sandbox started; see
    /// [`Sandbox::smtp_connections`](crate::Sandbox::smtp_connections) and
    /// [`Sandbox::pop3_connections`](crate::Sandbox::pop3_connections). Of OAuth it is the number
    /// of the request. `None` is every connection.
    #[serde(default)]
    pub connection: Option<u64>,
    /// How likely it strikes, in thousandths; `None` is for certain. What falls depends on the
    /// seed, the number of the connection and how far it has come, and on nothing else: the same
    /// connections meet the same faults in every run.
    #[serde(default)]
    pub per_mille: Option<u16>,
}

/// When a situation's faults strike; what is left out is not changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// Only so many times.
    pub times: Option<u32>,
    /// Only for mailboxes that fit this pattern.
    pub mailbox: Option<String>,
    /// Only on the connection with this number.
    pub connection: Option<u64>,
    /// Only so often in a thousand times.
    pub per_mille: Option<u16>,
}

impl<At, Does> Fault<At, Does> {
    /// Strikes every time.
    pub fn always(at: At, does: Does) -> Self {
        Self { at, does, times: None, only: None, mailbox: None, connection: None, per_mille: None }
    }

    /// Strikes the next `times` times.
    pub fn next(times: u32, at: At, does: Does) -> Self {
        Self { times: Some(times), ..Self::always(at, does) }
    }

    /// Strikes only the first `times` times.
    #[must_use]
    pub fn first(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Strikes only for addresses that fit `pattern`.
    #[must_use]
    pub fn only(mut self, pattern: &str) -> Self {
        self.only = Some(pattern.to_owned());
        self
    }

    /// Strikes only on connections of mailboxes that fit `pattern`.
    #[must_use]
    pub fn of_mailbox(mut self, pattern: &str) -> Self {
        self.mailbox = Some(pattern.to_owned());
        self
    }

    /// Strikes only on the connection with this number.
    #[must_use]
    pub fn on_connection(mut self, number: u64) -> Self {
        self.connection = Some(number);
        self
    }

    /// Strikes so often in a thousand times.
    #[must_use]
    pub fn per_mille(mut self, likelihood: u16) -> Self {
        self.per_mille = Some(likelihood);
        self
    }

    /// Strikes only when `when` says so too.
    pub fn narrow(&mut self, when: &When) {
        self.times = when.times.or(self.times);
        self.mailbox = when.mailbox.clone().or(self.mailbox.take());
        self.connection = when.connection.or(self.connection);
        self.per_mille = when.per_mille.or(self.per_mille);
    }
}
