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
//! A grant is never lost by accident: whatever a refresh meets, the refresh token stays until a
//! person signs in anew or signs out (design, invariant 6).

use std::fmt;
use std::time::Duration;

use scanpost_proto::oauth::{OauthError, TokenAnswer, Tokens};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::provider::SignInWay;
use crate::clock::{Jump, Time};
use crate::fault::{Code, Fault};

/// What the administrator sees; the words are the printer makers' (Sharp's state table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenStatus {
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
    pub way: SignInWay,
    pub at: Time,
    /// The name in the id token, if there is one; shown, never trusted.
    pub signed_in_as: Option<String>,
    pub scopes: Vec<String>,
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

    /// The same grant after somebody set the machine's clock.
    pub fn shifted(mut self, jump: Jump) -> Self {
        let shift = |live: &mut Live| {
            live.tokens.access_ends_at = live.tokens.access_ends_at.shifted(jump);
            live.refreshed_at = live.refreshed_at.shifted(jump);
        };
        match &mut self {
            Grant::Absent => {}
            Grant::Live(live) => shift(live),
            Grant::Lapsed(lapsed) => shift(&mut lapsed.last),
        }
        self
    }
}

impl Live {
    /// What a person's consent gives. `requested` stands in where the provider names no scopes
    /// (RFC 6749 §5.1: then they are as requested).
    pub fn granted(tokens: Tokens, way: SignInWay, requested: &[String], now: Time) -> Self {
        let signed_in_as = tokens.id_token.as_ref().and_then(scanpost_proto::oauth::signed_in_name);
        let scopes = tokens.scopes.unwrap_or_else(|| requested.to_vec());
        Self {
            tokens: GrantTokens {
                access_token: tokens.access_token,
                access_ends_at: now + tokens.expires_in,
                refresh_token: tokens.refresh_token,
            },
            given: Given { way, at: now, signed_in_as, scopes },
            refreshed_at: now,
            hindered: None,
        }
    }

    /// What the answer to a refresh makes of the grant (RFC 6749 §5 and §6).
    pub fn refreshed(mut self, answer: TokenAnswer, now: Time) -> Grant {
        let fault = match answer {
            TokenAnswer::Tokens(new) => return Grant::Live(self.renewed(new, now)),
            TokenAnswer::Refused(error) => refusal(&error),
            TokenAnswer::Busy { .. } => Fault::new(Code::SignInBusy),
            TokenAnswer::Nonsense(what) => Fault::new(Code::SignInNonsense).words(what),
            // These belong to polling a device code; as the answer to a refresh they are noise.
            TokenAnswer::Pending | TokenAnswer::SlowDown { .. } => Fault::new(Code::SignInNonsense)
                .words("the answer to a refresh was that of a device code"),
        };
        match fault.code {
            Code::GrantRevoked | Code::GrantUnclear => {
                Grant::Lapsed(Lapsed { why: fault, since: now, last: self })
            }
            // Network, provider or settings: the refresh token is as good as before.
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
    /// An unclear refusal is asked again now and then; a definite one only by a person.
    pub fn may_recover(&self) -> bool {
        self.why.code == Code::GrantUnclear
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
            TokenAnswer::Refused(error) => Polled::Ended(refusal_of_code(&error)),
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

/// What a refused poll means. State follows from `error`, advice from the number (provider facts 1.4).
fn refusal_of_code(error: &OauthError) -> Fault {
    let code = match error.error.as_str() {
        "authorization_declined" | "access_denied" if blocked(error).is_none() => {
            Code::SignInDeclined
        }
        "expired_token" => Code::CodeExpired,
        _ => return refusal(error).instead_of_lapse(),
    };
    Fault::new(code).words(&error.description)
}

impl Fault {
    /// Before anything was granted nothing can lapse: the same word then refuses the sign-in.
    fn instead_of_lapse(mut self) -> Self {
        if matches!(self.code, Code::GrantRevoked | Code::GrantUnclear) {
            self.code = Code::SignInRefused;
        }
        self
    }
}

/// What a refusal means, at the poll, at the device authorization or at a refresh.
pub(super) fn refusal(error: &OauthError) -> Fault {
    let code = blocked(error).unwrap_or(match error.error.as_str() {
        "invalid_grant" | "interaction_required" | "login_required" if is_definite(error) => {
            Code::GrantRevoked
        }
        "invalid_grant" | "interaction_required" | "login_required" => Code::GrantUnclear,
        "consent_required" => Code::ConsentNeeded,
        "invalid_scope" | "invalid_resource" => Code::ScopeRefused,
        "invalid_client" => Code::ClientRefused,
        "unauthorized_client" | "invalid_request" | "unsupported_grant_type" => Code::AppUnknown,
        _ => Code::SignInRefused,
    });
    let fault = Fault::new(code).words(&error.description).fact("error", &error.error);
    let fault = match error.codes.first() {
        Some(number) => fault.fact("number", format!("AADSTS{number}")),
        None => fault,
    };
    [("trace", &error.trace_id), ("correlation", &error.correlation_id), ("at", &error.timestamp)]
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
        .fold(fault, |fault, (name, value)| fault.fact(name, value))
}

/// Entra's numbers that name the cause whatever `error` they come with (provider facts 1.8 and 2).
fn blocked(error: &OauthError) -> Option<Code> {
    error.codes.iter().find_map(|number| match number {
        7_000_218 => Some(Code::PublicClientOff),
        530_033 | 530_035 | 530_036 | 53003 | 50097 | 53000..=53002 => {
            Some(Code::DeviceCodeBlocked)
        }
        65001 | 90094 | 90095 => Some(Code::ConsentNeeded),
        700_016 | 90002 | 50059 | 50194 | 9_002_332 | 90038 => Some(Code::AppUnknown),
        70011 | 700_022 => Some(Code::ScopeRefused),
        7_000_215 | 7_000_222 | 700_025 => Some(Code::ClientRefused),
        // A malformed request is our mistake and says nothing about the grant.
        9_002_313 | 90014 | 900_144 => Some(Code::SignInNonsense),
        50033 | 50087 | 50088 | 50196 | 90006 | 90012 | 90024 | 90033 | 90036 | 90055 | 90090 => {
            Some(Code::SignInBusy)
        }
        _ => None,
    })
}

/// Numbers by which the provider says for certain that this refresh token is over, or that a person
/// must come back (state R of provider facts 2).
fn is_definite(error: &OauthError) -> bool {
    const OVER: [u32; 26] = [
        50055, 50057, 50072, 50074, 50076, 50078, 50079, 50085, 50089, 50126, 50132, 50133, 50134,
        50144, 50158, 50173, 50199, 51004, 54005, 70000, 70008, 70043, 700_082, 700_084, 530_032,
        70001,
    ];
    error.codes.iter().any(|number| OVER.contains(number))
}
