//! Whose POP3 server it is: what it offers and in which words (provider-facts 4.1 and 4.3).

use scanpost_proto::pop3::server::{Mechanism, Rules, Tls, Ways, Wording};

use super::{connection::Door, fate::Refusal};
use crate::{
    smtp::{GMAIL_CHALLENGE, HOSTNAME},
    switches::{Quirk, Switches},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Exchange,
    Gmail,
}

impl Dialect {
    pub(super) fn of(switches: &Switches) -> Self {
        if switches.has(Quirk::Gmail) { Self::Gmail } else { Self::Exchange }
    }

    /// The rules of a new connection. Without TLS nobody can sign in.
    pub(super) fn rules(self, door: Door) -> Rules {
        let mechanisms = match self {
            Self::Exchange => vec![Mechanism::Plain, Mechanism::Xoauth2],
            Self::Gmail => vec![Mechanism::Plain, Mechanism::Xoauth2, Mechanism::Oauthbearer],
        };
        Rules {
            tls: match door {
                Door::Tls => Tls::Established,
                Door::Stls => Tls::Offered,
            },
            before_tls: Ways::default(),
            after_tls: Ways { password: true, mechanisms },
            initial_response: self == Self::Gmail,
            wording: self.wording(),
            ..Rules::default()
        }
    }

    fn wording(self) -> Wording {
        match self {
            Self::Exchange => Wording::exchange(HOSTNAME),
            Self::Gmail => Wording {
                capabilities: ["TOP", "UIDL", "RESP-CODES", "EXPIRE 0", "LOGIN-DELAY 300"]
                    .map(str::to_owned)
                    .into(),
                greeting: "Gpop ready for requests".to_owned(),
                password_refused: GMAIL_REFUSES.to_owned(),
                token_refused: GMAIL_REFUSES.to_owned(),
                unknown_command: GMAIL_BAD_COMMAND.to_owned(),
                unknown_mechanism: GMAIL_BAD_COMMAND.to_owned(),
                bye: "Farewell.".to_owned(),
                ..Wording::gmail()
            },
        }
    }

    /// What is said to a bad token in place of the wording's sentence.
    pub(super) fn refuses_tokens(self) -> Option<Refusal> {
        let challenge = Some(GMAIL_CHALLENGE.to_owned());
        match self {
            Self::Exchange => None,
            Self::Gmail => Some(Refusal { challenge, ..Refusal::says(GMAIL_REFUSES) }),
        }
    }

    /// What is said to a command or a mechanism that is not there.
    pub(super) fn not_known(self) -> &'static str {
        match self {
            Self::Exchange => "Protocol error. 14",
            Self::Gmail => GMAIL_BAD_COMMAND,
        }
    }
}

const GMAIL_REFUSES: &str = "[AUTH] Username and password not accepted.";

/// Also said to a client that answers the challenge with anything but giving up.
pub(super) const GMAIL_BAD_COMMAND: &str = "bad command";

/// One more session than the mailbox may have; no transcript shows Exchange's words.
pub(super) const TOO_MANY_SESSIONS: &str = "[SYS/TEMP] Too many connections. Connection is closed.";

/// The same where the mailbox is locked (RFC 2449 §8.1.2).
pub(crate) const IN_USE: &str = "[IN-USE] Do you have another POP session running?";

/// The mailbox was asked too often (RFC 2449 §8.1.1).
pub(crate) const LOGIN_DELAY: &str = "[LOGIN-DELAY] minimum time between mail checks violation";

/// A client that says nothing for too long.
pub(super) const IDLE: &str = "Connection is closed. 12";
