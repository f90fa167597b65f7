//! The switches: how a test or a person makes the provider behave badly.
//!
//! All of them are data. Rust sets them through [`Sandbox::set_switches`](crate::Sandbox), another
//! process by `POST /switches` with the same in JSON, and the web page by the situations that
//! `situations.rs` names. A [`Fault`] strikes at a named moment, a number of times or until it is
//! taken back, and for everybody or only for an address that fits a pattern.
//!
//! What real providers do in these ways: provider-facts sections 7 and 9, RFC 8628 §3.5 (slow
//! down, interval), RFC 9700 §4.14 (strict rotation).

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use scanpost_proto::smtp::{Enhanced, Reply};
use serde::{Deserialize, Serialize};

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
}

/// A lasting way in which the provider is unlike Entra on a good day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quirk {
    /// "Allow public client flows" is off: AADSTS7000218, but only after the person signed in.
    PublicClientFlowsOff,
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
    /// The request for a device code.
    DeviceAuthorization,
    /// The token request with a device code.
    Poll,
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

/// The switches of a running sandbox.
#[derive(Debug, Default)]
pub(crate) struct Switchboard {
    switches: Mutex<Switches>,
    strikes: AtomicU64,
}

impl Switchboard {
    pub(crate) fn now(&self) -> Switches {
        self.lock().clone()
    }

    pub(crate) fn set(&self, switches: Switches) {
        self.change(|now| *now = switches);
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Switches)) {
        let mut switches = self.lock();
        change(&mut switches);
        switches.http_faults.truncate(FAULTS_LIMIT);
        switches.smtp_faults.truncate(FAULTS_LIMIT);
    }

    /// What goes wrong at this moment of a submission, if anything; counted as one strike.
    pub(crate) fn smtp(&self, at: SmtpMoment, address: &str) -> Option<SmtpDoes> {
        let does = strike(&mut self.lock().smtp_faults, |fault| fault.at == at, address);
        self.count(does)
    }

    /// What goes wrong with this request, if anything; counted as one strike.
    pub(crate) fn http(&self, at: HttpMoment, address: &str) -> Option<HttpDoes> {
        let fits = |fault: &HttpFault| {
            fault.at == at || fault.at == HttpMoment::Token && at != HttpMoment::DeviceAuthorization
        };
        let does = strike(&mut self.lock().http_faults, fits, address);
        self.count(does)
    }

    /// How many faults have struck since the start.
    pub(crate) fn strikes(&self) -> u64 {
        self.strikes.load(Ordering::Relaxed)
    }

    fn count<Does>(&self, does: Option<Does>) -> Option<Does> {
        self.strikes.fetch_add(u64::from(does.is_some()), Ordering::Relaxed);
        does
    }

    fn lock(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().expect("no holder of the switches panics")
    }
}

/// More faults than this at once are left out.
const FAULTS_LIMIT: usize = 100;

fn strike<At, Does: Clone>(
    faults: &mut Vec<Fault<At, Does>>,
    fits: impl Fn(&Fault<At, Does>) -> bool,
    address: &str,
) -> Option<Does> {
    let place = faults.iter().position(|fault| {
        fits(fault)
            && fault.times != Some(0)
            && fault.only.as_ref().is_none_or(|pattern| matches(pattern, address))
    })?;
    let does = faults[place].does.clone();
    if let Some(times) = &mut faults[place].times {
        *times -= 1;
        if *times == 0 {
            faults.remove(place);
        }
    }
    Some(does)
}

/// Whether `text` fits `pattern`, in which `*` stands for any letters. Case does not matter.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let text = text.to_ascii_lowercase();
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = tail.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_a_person_expects() {
        let table = [
            ("nobody@*", "nobody@example.com", true),
            ("nobody@*", "somebody@example.com", false),
            ("*", "", true),
            ("*@example.com", "A@EXAMPLE.com", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("exact@example.com", "exact@example.com", true),
            ("exact@example.com", "exact@example.com.au", false),
        ];
        for (pattern, text, fits) in table {
            assert_eq!(matches(pattern, text), fits, "{pattern} against {text}");
        }
    }

    #[test]
    fn a_fault_for_the_next_two_strikes_twice_and_is_gone() {
        let switchboard = Switchboard::default();
        switchboard.change(|switches| {
            switches.smtp_faults.push(Fault::next(2, SmtpMoment::Mail, SmtpDoes::Close));
        });
        assert_eq!(switchboard.smtp(SmtpMoment::Rcpt, ""), None);
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), Some(SmtpDoes::Close));
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), Some(SmtpDoes::Close));
        assert_eq!(switchboard.smtp(SmtpMoment::Mail, ""), None);
        assert_eq!(switchboard.now(), Switches::default());
    }

    #[test]
    fn a_fault_of_the_token_endpoint_strikes_polls_and_refreshes_but_no_code_request() {
        let switchboard = Switchboard::default();
        let away = HttpDoes::Status { status: 503, retry_after: None };
        switchboard.change(|switches| {
            switches.http_faults.push(Fault::always(HttpMoment::Token, away.clone()));
        });
        assert_eq!(switchboard.http(HttpMoment::Poll, ""), Some(away.clone()));
        assert_eq!(switchboard.http(HttpMoment::Refresh, ""), Some(away));
        assert_eq!(switchboard.http(HttpMoment::DeviceAuthorization, ""), None);
    }

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
