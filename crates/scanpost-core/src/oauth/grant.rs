//! The life of a grant. Every arrow is a pure function: state and answer in, state out.
//!
//! ```text
//!            begin            approved
//!  Absent ─────────▶ Asked ─────────────▶ Live ◀───┐ refreshed, or hindered:
//!    ▲                 │                   │ └─────┘ network, 5xx, 429, settings
//!    │   expired,      ▼                   │ the provider's definite word,
//!    └── declined ── (as before)           ▼ or an unclear one
//!    └────────────── signed out ──────── Lapsed ──▶ Live  by a new sign-in, or by a refresh
//! ```
//!
//! [`Asked`] lives beside the stored grant, in memory: while a code is on the screen the old grant
//! goes on working, and after a power cut a code is not resumed but asked for anew (provider facts 7).
//!
//! With another client id, tenant or provider the account's app is another one, and a person's grant
//! lapses; see [`Grant::for_app`].
//!
//! A grant is never lost by accident: whatever a refresh meets, the refresh token stays until a
//! person signs in anew or signs out (design, invariant 6).

use std::fmt;
use std::time::Duration;

use scanpost_proto::oauth::{TokenAnswer, Tokens};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::provider::{Provider, Way};
use super::refusal;
use crate::account::AccountName;
use crate::clock::{Jump, Time};
use crate::fault::{Class, Code, Fault};

/// What the administrator sees; the words are the printer makers' (Sharp's state table).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenStatus {
    #[default]
    NotRetrieved,
    WaitingForAuthorisation,
    Retrieved,
    Invalid,
}

impl TokenStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            TokenStatus::NotRetrieved => "not-retrieved",
            TokenStatus::WaitingForAuthorisation => "waiting-for-authorisation",
            TokenStatus::Retrieved => "retrieved",
            TokenStatus::Invalid => "invalid",
        }
    }
}

/// What is stored of the right to act for an account.
#[derive(Clone, Debug, Default)]
pub enum Grant {
    /// Nobody has signed in, or somebody has signed out.
    #[default]
    Absent,
    /// Signed in; may be hindered for the moment.
    Live(Live),
    /// A person must sign in again. The tokens are kept until then.
    Lapsed(Lapsed),
}

/// A grant that works, or will again by itself.
#[derive(Clone, Debug)]
pub struct Live {
    pub tokens: GrantTokens,
    /// How and when a person gave it.
    pub given: Given,
    pub refreshed_at: Time,
    /// What hindered the last refresh.
    pub hindered: Option<Fault>,
}

/// How a grant was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub way: Way,
    pub at: Time,
    /// The name in the id token, if there is one; shown, never trusted.
    pub signed_in_as: Option<String>,
    /// What was granted.
    pub scopes: Vec<String>,
    /// What was asked for: a refresh asks for the same, whatever the settings say by then. Empty for
    /// grants of an earlier time.
    #[serde(default)]
    pub requested: Vec<String>,
    /// The app proved itself, and must do so again at each refresh.
    #[serde(default)]
    pub proves: bool,
    /// None for grants of an earlier time: then it is the account's app.
    #[serde(default)]
    pub issued_to: Option<IssuedTo>,
}

/// The app that a grant was given to, and where. A refresh token is good for that app alone (RFC 6749
/// §6), and is asked for at the same endpoint, which names the tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedTo {
    pub client_id: String,
    pub token_endpoint: String,
}

impl IssuedTo {
    /// What a sign-in at this provider gives its grant to.
    pub fn app_at(provider: &Provider) -> Self {
        let client_id = provider.oauth.client_id.clone();
        Self { client_id, token_endpoint: provider.token_url() }
    }
}

/// The tokens themselves. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub struct GrantTokens {
    pub access_token: SecretString,
    pub access_ends_at: Time,
    /// None where the provider gave none: then the grant ends with the access token.
    pub refresh_token: Option<SecretString>,
}

impl fmt::Debug for GrantTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantTokens(…, until {})", self.access_ends_at)
    }
}

/// A grant that waits for a person.
#[derive(Clone, Debug)]
pub struct Lapsed {
    pub why: Fault,
    pub since: Time,
    /// Kept: an unclear word may turn out to be a passing one.
    pub last: Live,
}

impl Grant {
    pub fn token_status(&self) -> TokenStatus {
        match self {
            Grant::Absent => TokenStatus::NotRetrieved,
            Grant::Live(_) => TokenStatus::Retrieved,
            Grant::Lapsed(_) => TokenStatus::Invalid,
        }
    }

    /// The grant with its tokens, whether it works or not.
    pub fn live(&self) -> Option<&Live> {
        match self {
            Grant::Absent => None,
            Grant::Live(live) => Some(live),
            Grant::Lapsed(lapsed) => Some(&lapsed.last),
        }
    }

    /// What is wrong with it, if anything is.
    pub fn trouble(&self) -> Option<&Fault> {
        match self {
            Grant::Absent => None,
            Grant::Live(live) => live.hindered.as_ref(),
            Grant::Lapsed(lapsed) => Some(&lapsed.why),
        }
    }

    /// The same grant; a sentence about its trouble can then name account and mailbox.
    #[must_use]
    pub fn named(mut self, account: &AccountName, address: &str) -> Self {
        let trouble = match &mut self {
            Grant::Absent => None,
            Grant::Live(live) => live.hindered.as_mut(),
            Grant::Lapsed(lapsed) => Some(&mut lapsed.why),
        };
        if let Some(fault) = trouble {
            fault.facts.insert("account".to_owned(), account.to_string());
            fault.facts.insert("address".to_owned(), address.to_owned());
        }
        self
    }

    /// The grant as it was read from the disk. A clock that was ahead when it was written would
    /// make an old token look young for as long; then it counts as refreshed just now.
    #[must_use]
    pub fn read_at(self, now: Time) -> Self {
        let ahead = self.live().map_or(0, |live| live.refreshed_at.0.saturating_sub(now.0));
        if ahead > 0 { self.shifted(Jump(-ahead)) } else { self }
    }

    /// The same grant after somebody set the machine's clock.
    #[must_use]
    pub fn shifted(mut self, jump: Jump) -> Self {
        if let Some(live) = self.live_mut() {
            live.tokens.access_ends_at = live.tokens.access_ends_at.shifted(jump);
            live.refreshed_at = live.refreshed_at.shifted(jump);
        }
        self
    }

    /// What the grant is to an account of this app. A person's grant to another app waits for a new
    /// sign-in; its tokens are shown to nobody, and kept, because with the earlier settings it is
    /// good again. An app's own grant needs no person: the token in hand has ended.
    #[must_use]
    pub fn for_app(mut self, app: &IssuedTo, now: Time) -> Self {
        let waits = self.is_of_other_app();
        let Some(live) = self.live_mut() else { return self };
        let issued_to = live.given.issued_to.get_or_insert_with(|| app.clone());
        if issued_to == app {
            return match self {
                Grant::Lapsed(lapsed) if waits => Grant::Live(lapsed.last),
                as_before => as_before,
            };
        }
        if live.given.way == Way::ClientCredentials {
            issued_to.clone_from(app);
            live.tokens.access_ends_at = now;
            return Grant::Live(live.clone());
        }
        if waits {
            return self;
        }
        let last = live.clone();
        Grant::Lapsed(Lapsed { why: Code::GrantOfOtherApp.into(), since: now, last })
    }

    /// Whether it waits for a new sign-in because the account's app is another one.
    pub fn is_of_other_app(&self) -> bool {
        self.trouble().is_some_and(|fault| fault.code == Code::GrantOfOtherApp)
    }

    fn live_mut(&mut self) -> Option<&mut Live> {
        match self {
            Grant::Absent => None,
            Grant::Live(live) => Some(live),
            Grant::Lapsed(lapsed) => Some(&mut lapsed.last),
        }
    }
}

impl Live {
    /// What a person's consent gives. `requested` stands in where the provider names no scopes
    /// (RFC 6749 §5.1: then they are as requested).
    pub fn granted(tokens: Tokens, way: Way, requested: &[String], now: Time) -> Self {
        let signed_in_as = tokens.id_token.as_ref().and_then(scanpost_proto::oauth::signed_in_name);
        let scopes = tokens.scopes.unwrap_or_else(|| requested.to_vec());
        Self {
            tokens: GrantTokens {
                access_token: tokens.access_token,
                access_ends_at: now + tokens.expires_in,
                refresh_token: tokens.refresh_token,
            },
            given: Given {
                way,
                at: now,
                signed_in_as,
                scopes,
                requested: requested.to_vec(),
                proves: false,
                issued_to: None,
            },
            refreshed_at: now,
            hindered: None,
        }
    }

    /// Whether there is something to ask for a new access token with; an app just asks again.
    pub fn is_lasting(&self) -> bool {
        self.tokens.refresh_token.is_some() || self.given.way == Way::ClientCredentials
    }

    /// When the provider lets it lapse if it is used no more; nothing where it does not, or does not
    /// say so.
    pub fn lapses_at(&self, idle_days: Option<u32>) -> Option<Time> {
        if !self.is_lasting() {
            return Some(self.tokens.access_ends_at);
        }
        let idle = idle_days.filter(|_| self.given.way != Way::ClientCredentials)?;
        Some(self.refreshed_at + Duration::from_hours(24) * idle)
    }

    /// How long the access token lives in all.
    pub fn life(&self) -> Duration {
        self.refreshed_at.until(self.tokens.access_ends_at)
    }

    /// What the answer to a refresh makes of the grant (RFC 6749 §5 and §6).
    pub fn refreshed(mut self, answer: TokenAnswer, now: Time) -> Grant {
        let fault = match answer {
            TokenAnswer::Tokens(new) => return Grant::Live(self.renewed(new, now)),
            TokenAnswer::Refused(error) => refusal::of_refresh(&error),
            TokenAnswer::Busy { .. } => Fault::new(Code::SignInBusy),
            TokenAnswer::Nonsense(what) => Fault::new(Code::SignInNonsense).words(what),
            // These belong to polling a device code; as the answer to a refresh they are noise.
            TokenAnswer::Pending | TokenAnswer::SlowDown { .. } => Fault::new(Code::SignInNonsense)
                .words("the answer to a refresh was that of a device code"),
        };
        match fault.class() {
            // The provider refuses until somebody acts there, for certain or perhaps.
            Class::HoldForSignIn | Class::HoldForTenant => {
                Grant::Lapsed(Lapsed { why: fault, since: now, last: self })
            }
            // Network, a busy provider, our settings: the refresh token is as good as before.
            _ => {
                self.hindered = Some(fault);
                Grant::Live(self)
            }
        }
    }

    /// There is nothing left to refresh it with.
    pub fn ended(self, why: Fault, now: Time) -> Grant {
        Grant::Lapsed(Lapsed { why, since: now, last: self })
    }

    /// The authorization server could not be asked.
    pub fn hindered(mut self, fault: Fault) -> Grant {
        self.hindered = Some(fault);
        Grant::Live(self)
    }

    fn renewed(self, new: Tokens, now: Time) -> Self {
        Self {
            tokens: GrantTokens {
                access_token: new.access_token,
                access_ends_at: now + new.expires_in,
                // Gmail and others send no new one: the old one goes on (RFC 6749 §6).
                refresh_token: new.refresh_token.or(self.tokens.refresh_token),
            },
            refreshed_at: now,
            hindered: None,
            ..self
        }
    }
}

impl Lapsed {
    /// An unclear refusal, and one that the tenant's administrator can take back, is asked again
    /// now and then. The definite end of the grant is mended only by a person who signs in.
    pub fn may_recover(&self) -> bool {
        !matches!(
            self.why.code,
            Code::GrantRevoked | Code::GrantIdle | Code::GrantOfWebPage | Code::GrantOfOtherApp
        )
    }

    /// What the answer to one more refresh makes of it.
    pub fn refreshed(self, answer: TokenAnswer, now: Time) -> Grant {
        match self.last.clone().refreshed(answer, now) {
            Grant::Lapsed(again) => Grant::Lapsed(Lapsed { since: self.since, ..again }),
            Grant::Live(live) if live.hindered.is_none() => Grant::Live(live),
            // Not reached, or no clear answer: it stays as it was.
            Grant::Live(_) | Grant::Absent => Grant::Lapsed(self),
        }
    }
}

/// A code pair that a person was shown (RFC 8628 §3.2), with its own monotonic deadline.
pub struct Asked {
    pub device_code: SecretString,
    pub user_code: String,
    pub verification_uri: String,
    pub interval: Duration,
    /// Polls that found nobody, in a row: the wait grows, 5 → 10 → 20 → 40 s (provider facts 7).
    unreached: u32,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked(…, at {})", self.verification_uri)
    }
}

/// What follows from one poll.
#[derive(Debug)]
pub enum Polled {
    /// Ask again after this wait, counted from the end of the last reply.
    Wait(Duration),
    Granted(Tokens),
    /// The code is used up; a person may ask for a new one.
    Ended(Fault),
}

/// `slow_down` makes every later wait this much longer (RFC 8628 §3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// No wait between polls is longer than this, however often the network failed.
const LONGEST_POLL_WAIT: Duration = Duration::from_secs(40);

impl Asked {
    pub fn new(answer: scanpost_proto::oauth::DeviceAuthorization) -> Self {
        Self {
            device_code: answer.device_code,
            user_code: answer.user_code,
            verification_uri: answer.verification_uri,
            interval: answer.interval,
            unreached: 0,
        }
    }

    /// Allow list: only "pending", "slow down" and trouble on the way go on; all else ends it.
    pub fn answered(&mut self, answer: TokenAnswer) -> Polled {
        match answer {
            TokenAnswer::Tokens(tokens) => Polled::Granted(tokens),
            TokenAnswer::Pending => {
                self.unreached = 0;
                Polled::Wait(self.interval)
            }
            TokenAnswer::SlowDown { interval } => {
                self.unreached = 0;
                self.interval = interval.unwrap_or(Duration::ZERO).max(self.interval + SLOWER);
                Polled::Wait(self.interval)
            }
            TokenAnswer::Busy { retry_after } => {
                Polled::Wait(self.not_reached().max(retry_after.unwrap_or(Duration::ZERO)))
            }
            TokenAnswer::Refused(error) => Polled::Ended(refusal::of_poll(&error)),
            TokenAnswer::Nonsense(what) => {
                Polled::Ended(Fault::new(Code::SignInNonsense).words(what))
            }
        }
    }

    /// Nobody answered: the code stays, the wait grows.
    pub fn not_reached(&mut self) -> Duration {
        self.unreached = self.unreached.saturating_add(1);
        let doubled = self.interval.saturating_mul(2u32.saturating_pow(self.unreached));
        doubled.min(LONGEST_POLL_WAIT.max(self.interval))
    }
}

#[cfg(test)]
mod tests;
