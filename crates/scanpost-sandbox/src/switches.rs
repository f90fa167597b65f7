//! The switches: how a test or a person makes the provider behave badly.
//!
//! All of them are data. Rust sets them through [`Sandbox::set_switches`](crate::Sandbox), another
//! process by `POST /switches` with the same in JSON, and the web page by the situations that
//! `situations.rs` names. A [`Fault`] strikes at a named moment, a number of times or until it is
//! taken back, and for everybody or only for an address that fits a pattern.
//!
//! What real providers do in these ways: provider-facts sections 7 and 9, RFC 8628 §3.5 (slow
//! down, interval), RFC 9700 §4.14 (strict rotation).

use std::collections::BTreeSet;

use scanpost_proto::smtp::{Enhanced, Reply};
use serde::{Deserialize, Serialize};

use crate::switchboard::matches;

/// Everything that can be switched. The default is the provider on a good day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Ways in which this provider differs from Entra on a good day. Default: none.
    pub quirks: BTreeSet<Quirk>,
    /// How long a device code lives. Default: 900, as Entra's.
    pub code_lifetime_seconds: u64,
    /// How far apart polls shall be. Default: 5, as Entra's.
    pub interval_seconds: u64,
    /// How long an access token lives. Default: none, which is between 60 and 90 minutes.
    pub access_token_lifetime_seconds: Option<u64>,
    /// What is the matter with users. Default: nothing.
    pub users: Vec<UserSwitch>,
    /// How far the provider's clock is ahead of the real one, or behind it. Default: 0.
    pub clock_skew_seconds: i64,
    /// The largest mail that SMTP takes, in octets. Default: 157,286,400, as Exchange Online's.
    pub size_limit: u64,
    /// Faults of the OAuth endpoints, the first that fits strikes. Default: none.
    pub http_faults: Vec<HttpFault>,
    /// Faults of SMTP submission, the first that fits strikes. Default: none.
    pub smtp_faults: Vec<SmtpFault>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            quirks: BTreeSet::new(),
            code_lifetime_seconds: 900,
            interval_seconds: 5,
            access_token_lifetime_seconds: None,
            users: Vec::new(),
            clock_skew_seconds: 0,
            size_limit: 157_286_400,
            http_faults: Vec::new(),
            smtp_faults: Vec::new(),
        }
    }
}

impl Switches {
    pub fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// What is the matter with this user: the first that fits.
    pub(crate) fn state_of(&self, user: &str) -> Option<UserState> {
        let of_user = self.users.iter().find(|switch| matches(&switch.who, user))?;
        Some(of_user.state)
    }
}

/// A lasting way in which the provider is unlike Entra on a good day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quirk {
    /// "Allow public client flows" is off: AADSTS7000218, but only after the person signed in.
    PublicClientFlowsOff,
    /// Security defaults are on: the browser refuses device codes (AADSTS530035).
    SecurityDefaults,
    /// Conditional Access refuses device codes in the browser (AADSTS53003).
    DeviceCodeBlocked,
    /// The two above let the person pass, and it is the poll that is refused.
    BlocksToldAtPoll,
    /// Conditional Access refuses to refresh what came from a device code (AADSTS530036).
    DeviceCodeRefreshBlocked,
    /// Conditional Access refuses every sign-in and every refresh (AADSTS53003).
    SignInBlocked,
    /// Consent is gone: refreshes are refused (AADSTS65001) until somebody consents again.
    ConsentWithdrawn,
    /// Users cannot consent (AADSTS90094), and app-only tokens carry no role, until an
    /// administrator has consented.
    AdminConsentNeeded,
    /// The service principal has no right to any mailbox: app-only tokens open none.
    NoMailboxPermission,
    /// The client secrets have expired (AADSTS7000222).
    ClientSecretExpired,
    /// Gmail's dialect: a refresh token only for `access_type=offline` with a consent, never a new
    /// one, no device code for mail, errors without numbers, SMTP explains before it refuses.
    Gmail,
    /// The granted scope is percent-encoded.
    PercentEncodedScope,
    /// The granted scope is left out.
    NoScope,
    /// Polls that come too early are told `slow_down`, and five seconds are added for good.
    SlowDown,
    /// An OAuth error is answered with HTTP 200.
    ErrorsWith200,
    /// Numbers in OAuth answers are strings.
    NumbersAsStrings,
    /// The device authorization names no `interval`.
    NoInterval,
    /// The device authorization has a `verification_uri_complete`.
    VerificationUriComplete,
    /// A refresh token works once; its second use revokes every token that came from it.
    StrictRotation,
    /// A refresh gives no new refresh token: the old one goes on, as at Gmail.
    KeepsRefreshToken,
}

/// What is the matter with some users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSwitch {
    /// An address, or a pattern with `*` for any letters.
    pub who: String,
    pub state: UserState,
}

/// What can be the matter with a user, provider-facts section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// AADSTS50057, at sign-in and at refresh.
    Disabled,
    /// AADSTS50053, at sign-in.
    Locked,
    /// AADSTS50055, at sign-in: an expired password ends no refresh token.
    PasswordExpired,
    /// AADSTS50076 at the refresh of what was signed in without it; a new sign-in has it.
    MfaNeeded,
    /// AADSTS50105, at sign-in and at refresh: the app is for other users.
    NotAssigned,
}

/// One thing that goes wrong: where, how, how often, for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault<At, Does> {
    pub at: At,
    pub does: Does,
    /// How often it strikes; `None` is always.
    #[serde(default)]
    pub times: Option<u32>,
    /// A pattern with `*` for any letters: the recipient at `rcpt`, the sender at `mail`, the
    /// mailbox later on and at the token endpoint. `None` is everybody.
    #[serde(default)]
    pub only: Option<String>,
}

pub type HttpFault = Fault<HttpMoment, HttpDoes>;
pub type SmtpFault = Fault<SmtpMoment, SmtpDoes>;

impl<At, Does> Fault<At, Does> {
    /// Strikes every time.
    pub fn always(at: At, does: Does) -> Self {
        Self { at, does, times: None, only: None }
    }

    /// Strikes the next `times` times.
    pub fn next(times: u32, at: At, does: Does) -> Self {
        Self { at, does, times: Some(times), only: None }
    }

    /// Strikes only for addresses that fit `pattern`.
    #[must_use]
    pub fn only(mut self, pattern: &str) -> Self {
        self.only = Some(pattern.to_owned());
        self
    }
}

/// Where an OAuth endpoint can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpMoment {
    /// The pages on which a person signs in or consents.
    Page,
    /// The request for a device code.
    DeviceAuthorization,
    /// The token request with a device code.
    Poll,
    /// The token request with an authorization code.
    Code,
    /// The token request of an app for itself.
    ClientCredentials,
    /// The token request with a refresh token.
    Refresh,
    /// Any token request.
    Token,
}

/// How an OAuth endpoint fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpDoes {
    /// This status with no useful body: 503, 429, …
    Status {
        status: u16,
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// A page for people where JSON was wanted, with this status.
    HtmlPage { status: u16 },
    /// An OAuth error; without a code it is as bare as RFC 6749 §5.2 allows.
    Refuse {
        error: String,
        #[serde(default)]
        code: Option<u32>,
    },
    /// The connection is broken in the middle of the body.
    Reset,
    /// No answer ever comes.
    Hang,
    /// The usual answer comes this much later.
    Wait { milliseconds: u64 },
}

/// Where a submission can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpMoment {
    /// Instead of, or before, the greeting.
    Greeting,
    /// The first EHLO on the connection.
    Ehlo,
    /// The EHLO after the TLS handshake.
    EhloAfterTls,
    Auth,
    Mail,
    Rcpt,
    /// DATA, before 354.
    Data,
    /// With the first octets of the mail.
    Body,
    /// After the final dot, before the mail is kept.
    FinalDot,
    /// After the final dot, when the mail is kept and the 250 would go out: the uncertain moment.
    Kept,
}

/// How a submission fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpDoes {
    /// This reply; after 421 the connection is closed.
    Answer {
        code: u16,
        /// Such as `5.7.3`.
        #[serde(default)]
        enhanced: Option<EnhancedCode>,
        text: String,
    },
    /// The connection is closed without a word.
    Close,
    /// No reply ever comes.
    Hang,
    /// The usual reply comes this much later.
    Wait { milliseconds: u64 },
}

impl SmtpDoes {
    /// A reply in the words that SMTP writes, such as `answer(535, (5, 7, 3), "…")`.
    pub fn answer(code: u16, enhanced: (u8, u16, u16), text: &str) -> Self {
        let enhanced = Some(EnhancedCode(Enhanced(enhanced.0, enhanced.1, enhanced.2)));
        Self::Answer { code, enhanced, text: text.to_owned() }
    }
}

/// The reply that a fault answers with.
pub(crate) fn reply(code: u16, enhanced: Option<EnhancedCode>, text: &str) -> Reply {
    Reply { code, enhanced: enhanced.map(|code| code.0), lines: vec![text.to_owned()] }
}

/// An enhanced status code that is written as `5.7.3` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnhancedCode(pub Enhanced);

impl From<EnhancedCode> for String {
    fn from(code: EnhancedCode) -> Self {
        code.0.to_string()
    }
}

impl TryFrom<String> for EnhancedCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut digits = text.split('.');
        let mut next = || digits.next().and_then(|part| part.parse::<u16>().ok());
        match (next(), next(), next(), next()) {
            (Some(class @ (2 | 4 | 5)), Some(subject), Some(detail), None) => {
                let class = u8::try_from(class).unwrap_or(5);
                Ok(Self(Enhanced(class, subject, detail)))
            }
            _ => Err(format!("{text:?} is not an enhanced status code such as 5.7.3")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_travel_as_json_and_missing_ones_are_at_their_default() {
        let json = r#"{
            "quirks": ["strict_rotation"],
            "smtp_faults": [
                {"at": "rcpt", "only": "nobody@*", "does": {"answer":
                    {"code": 550, "enhanced": "5.1.10", "text": "No such recipient"}}},
                {"at": "kept", "does": "close", "times": 1}
            ]
        }"#;
        let switches: Switches = serde_json::from_str(json).unwrap();
        assert!(switches.has(Quirk::StrictRotation));
        assert_eq!(switches.code_lifetime_seconds, 900);
        assert_eq!(
            switches.smtp_faults,
            [
                Fault::always(
                    SmtpMoment::Rcpt,
                    SmtpDoes::answer(550, (5, 1, 10), "No such recipient")
                )
                .only("nobody@*"),
                Fault::next(1, SmtpMoment::Kept, SmtpDoes::Close),
            ]
        );
        let again = serde_json::to_string(&switches).unwrap();
        assert_eq!(serde_json::from_str::<Switches>(&again).unwrap(), switches);
    }

    #[test]
    fn a_misspelt_switch_or_code_is_an_error() {
        assert!(serde_json::from_str::<Switches>(r#"{"quirk": []}"#).is_err());
        for code in ["5.7", "5.7.3.1", "6.7.3", "a.b.c", ""] {
            assert!(EnhancedCode::try_from(code.to_owned()).is_err(), "{code}");
        }
    }
}
