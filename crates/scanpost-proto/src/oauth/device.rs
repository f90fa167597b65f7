//! Device authorization: how a printer without a browser gets a code for a person (RFC 8628).
//!
//! 1. The request names the client and the scopes (§3.1).
//! 2. The answer holds the device code, which is secret, and the user code with the address where
//!    a person enters it (§3.2).
//!
//! Deviations: Google says `verification_url`; node-oidc-provider sends no `interval`, which then
//! is five seconds (§3.2); `expires_in` is required, and yet we take 15 minutes if it is missing.

use std::time::Duration;

use secrecy::SecretString;

use super::error::OauthError;
use super::form::Form;
use super::json::Answer;
use super::response::{Response, retry_wait};

/// RFC 8628 §3.1. The scopes are checked by this request already.
pub fn device_authorization_form(client_id: &str, scopes: &[String]) -> Form {
    Form::default().with("client_id", client_id).with_scopes(scopes)
}

/// What came of asking for a code.
#[derive(Debug)]
pub enum DeviceAnswer {
    Code(DeviceAuthorization),
    /// The server's definite no.
    Refused(OauthError),
    /// Not now: 408, 429, 5xx or a word that means the same.
    Busy {
        retry_after: Option<Duration>,
    },
    /// Not an answer of an authorization server; says in a few words what it was.
    Nonsense(String),
}

/// A code pair, RFC 8628 §3.2.
#[derive(Clone, Debug)]
pub struct DeviceAuthorization {
    /// For polling; never shown.
    pub device_code: SecretString,
    /// For the person; opaque to us.
    pub user_code: String,
    /// Where the person enters it: an http or https address.
    pub verification_uri: String,
    /// The same with the code in it. Entra sends none.
    pub verification_uri_complete: Option<String>,
    /// How long the pair lives. Default: 15 minutes; longest: 1 day.
    pub expires_in: Duration,
    /// Shortest wait between two polls. Default: 5 seconds; longest: 10 minutes.
    pub interval: Duration,
    /// The provider's own sentence for the person.
    pub message: Option<String>,
}

impl DeviceAnswer {
    /// Reads the server's answer; `retry_after` is that header's number of seconds.
    pub fn read(status: u16, retry_after: Option<u64>, body: &[u8]) -> Self {
        let retry_after = retry_after.map(retry_wait);
        match Response::read(status, body) {
            Response::Given(mut answer) => match DeviceAuthorization::read(&mut answer) {
                Ok(code) => Self::Code(code),
                Err(missing) => Self::Nonsense(format!("a device code answer without {missing}")),
            },
            Response::Error { busy: true, .. } | Response::Busy => Self::Busy { retry_after },
            Response::Error { error, .. } => Self::Refused(error),
            Response::Nonsense(what) => Self::Nonsense(what),
        }
    }
}

impl DeviceAuthorization {
    /// `Err` names the member that is missing or of no use.
    fn read(answer: &mut Answer) -> Result<Self, &'static str> {
        Ok(Self {
            device_code: answer.take_secret("device_code").ok_or("device_code")?,
            user_code: answer.text("user_code", USER_CODE_LIMIT).ok_or("user_code")?,
            verification_uri: web_address(answer, "verification_uri")
                .or_else(|| web_address(answer, "verification_url"))
                .ok_or("verification_uri")?,
            verification_uri_complete: web_address(answer, "verification_uri_complete")
                .or_else(|| web_address(answer, "verification_url_complete")),
            expires_in: answer.seconds("expires_in", (0, 86_400)).unwrap_or(DEFAULT_LIFE),
            interval: answer.seconds("interval", INTERVAL_LIMITS).unwrap_or(DEFAULT_INTERVAL),
            message: answer.text("message", MESSAGE_LIMIT),
        })
    }
}

/// An address that may stand in a link of our own page: `javascript:` may not.
fn web_address(answer: &Answer, name: &str) -> Option<String> {
    let address = answer.text(name, ADDRESS_LIMIT + 1)?;
    let scheme = address.split_once("://")?.0;
    let known = ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let whole = address.len() <= ADDRESS_LIMIT && !address.contains(' ');
    (known && whole).then_some(address)
}

/// Shortest and longest interval between polls that a server can ask for, in seconds.
pub(super) const INTERVAL_LIMITS: (u64, u64) = (1, 600);

const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
const DEFAULT_LIFE: Duration = Duration::from_mins(15);

/// Longest texts that are kept, in characters.
const USER_CODE_LIMIT: usize = 64;
const ADDRESS_LIMIT: usize = 2_000;
const MESSAGE_LIMIT: usize = 1_000;
