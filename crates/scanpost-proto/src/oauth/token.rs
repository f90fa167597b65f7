//! The token endpoint's answers and what they mean.
//!
//! RFC 6749 §5, RFC 8628 §3.5. The grant's next state follows from which kind of
//! answer it is; only `Refused` is the provider's definite word.
//!
//! Order of reading: trouble of the server (408, 429, 5xx) comes first, because an error word
//! beneath such a status is not meant; but `slow_down` and `authorization_pending` are believed
//! there too, as some servers send them with 429. Google sends pending with 428, `slow_down` with
//! 403, GitHub all of them with 200: the word counts.

use std::time::Duration;

use secrecy::SecretString;

use super::device::INTERVAL_LIMITS;
use super::error::OauthError;
use super::json::Answer;
use super::percent;
use super::response::{Response, retry_wait};

/// What the token endpoint answered.
#[derive(Debug)]
pub enum TokenAnswer {
    Tokens(Tokens),
    /// The person has not decided yet: poll again after the interval.
    Pending,
    /// Poll more slowly, for good: by five seconds, or as the server says (RFC 8628 §3.5).
    SlowDown {
        interval: Option<Duration>,
    },
    /// The server's definite no.
    Refused(OauthError),
    /// Not now: 408, 429, 5xx or a word that means the same.
    Busy {
        retry_after: Option<Duration>,
    },
    /// Not an answer of an authorization server; says in a few words what it was.
    Nonsense(String),
}

/// What the right to act for an account is made of (RFC 6749 §5.1).
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access_token: SecretString,
    /// Google sends none with a refresh: then the old one stays.
    pub refresh_token: Option<SecretString>,
    /// Life of the access token. Default: 1 hour; longest: 31 days.
    pub expires_in: Duration,
    /// What was granted. `None`: as asked for (RFC 6749 §5.1).
    pub scopes: Option<Vec<String>>,
    pub id_token: Option<SecretString>,
}

impl TokenAnswer {
    /// Reads the server's answer; `retry_after` is that header's number of seconds.
    pub fn read(status: u16, retry_after: Option<u64>, body: &[u8]) -> Self {
        let retry_after = retry_after.map(retry_wait);
        match Response::read(status, body) {
            Response::Given(mut answer) => match Tokens::read(&mut answer) {
                Ok(tokens) => Self::Tokens(tokens),
                Err(what) => Self::Nonsense(what.to_owned()),
            },
            Response::Error { error, busy, answer } => match error.error.as_str() {
                "authorization_pending" => Self::Pending,
                "slow_down" => {
                    let told = answer.seconds("interval", INTERVAL_LIMITS);
                    Self::SlowDown { interval: told.or(retry_after) }
                }
                _ if busy => Self::Busy { retry_after },
                _ => Self::Refused(error),
            },
            Response::Busy => Self::Busy { retry_after },
            Response::Nonsense(what) => Self::Nonsense(what),
        }
    }
}

impl Tokens {
    fn read(answer: &mut Answer) -> Result<Self, &'static str> {
        // RFC 6749 §7.1: a token of a type that we do not know must not be used. A missing type
        // (required by §5.1, forgotten by some) is taken for the only one that is in use.
        let kind = answer.text("token_type", 20).unwrap_or_else(|| "Bearer".to_owned());
        if !kind.eq_ignore_ascii_case("bearer") {
            return Err("a token that is not a bearer token");
        }
        let access_token = answer
            .take_bearer_token("access_token")
            .ok_or("a token answer without access_token")?;
        Ok(Self {
            access_token,
            refresh_token: answer.take_secret("refresh_token"),
            expires_in: answer.seconds("expires_in", (0, 31 * 86_400)).unwrap_or(DEFAULT_LIFE),
            scopes: answer
                .words("scope")
                .map(|words| granted(&words))
                .filter(|scopes| !scopes.is_empty()),
            id_token: answer.take_secret("id_token"),
        })
    }
}

/// The scopes in plain writing: some servers percent-encode them, spaces and all.
fn granted(words: &[String]) -> Vec<String> {
    let decoded = words.iter().map(|word| percent_decoded(word)).collect::<Vec<_>>();
    let single = decoded.iter().flat_map(|word| word.split_whitespace());
    single
        .filter(|scope| scope.len() <= SCOPE_LIMIT)
        .take(SCOPES_LIMIT)
        .map(str::to_owned)
        .collect()
}

/// Text with its percent-encoding undone, fit for people.
fn percent_decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent::decode(text)).replace(char::is_control, "")
}

const DEFAULT_LIFE: Duration = Duration::from_hours(1);

/// So many scopes are kept, of so many octets each.
const SCOPES_LIMIT: usize = 100;
const SCOPE_LIMIT: usize = 512;
