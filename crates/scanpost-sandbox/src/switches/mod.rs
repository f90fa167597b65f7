//! The switches: how a test or a person makes the provider behave badly.
//!
//! All of them are data. Rust sets them through [`Sandbox::set_switches`](crate::Sandbox), another
//! process by `POST /switches` with the same in JSON, and the web page by the situations that
//! `situations` name. A [`Fault`] strikes at a named moment, a number of times or until it is
//! taken back, for everybody or only for one address, mailbox or connection, always or by chance.
//!
//! - `fault`: when one strikes; `oauth`, `tls`, `smtp`, `pop3`: where and how
//! - `content`: what a mail may hold and in whose name; `limits`: how much is taken of a mailbox
//! - `returns`: what comes back to a sender after the 250
//!
//! What real providers do in these ways: provider-facts sections 7 and 9, RFC 8628 §3.5 (slow
//! down, interval), RFC 9700 §4.14 (strict rotation).

mod content;
mod fault;
mod limits;
mod oauth;
mod pop3;
mod returns;
mod smtp;
mod tls;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub(crate) use self::{content::send_as_denied, smtp::reply};
pub use self::{
    content::{ContentFault, Mistake, SendAs},
    fault::{Fault, When},
    limits::{Limits, MailboxLimits, OverConnections, OverPop3Sessions, OverQuota},
    oauth::{HttpDoes, HttpFault, HttpMoment},
    pop3::{Ending, InboxFault, InboxMoment, InboxSays, Pop3Does, Pop3Fault, Pop3Moment},
    returns::{Return, ReturnDoes, ReturnMoment},
    smtp::{EnhancedCode, SmtpDoes, SmtpFault, SmtpMoment},
    tls::{TlsDoes, TlsFault, TlsMoment},
};
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
    /// Faults of POP3, the first that fits strikes. Default: none.
    pub pop3_faults: Vec<Pop3Fault>,
    /// What inboxes say wrongly of themselves over POP3, all that fit. Default: nothing.
    pub inbox_faults: Vec<InboxFault>,
    /// Faults of the TLS handshakes of the mail servers. Default: none.
    pub tls_faults: Vec<TlsFault>,
    /// Mistakes for which a mail is not taken at the final dot, checked in this order. Default:
    /// none, so that a mail need be nothing but octets.
    pub content_faults: Vec<ContentFault>,
    /// Who may send in whose name, for [`Mistake::FromOfAnother`]. Default: everybody in its own.
    pub send_as: Vec<SendAs>,
    /// What is taken of mailboxes, the first that fits counts. Default: all that comes, with 500
    /// recipients a message.
    pub limits: Vec<MailboxLimits>,
    /// What comes back to the sender of a mail that was taken. Default: nothing.
    pub returns: Vec<Return>,
    /// Decides when a fault with a chance strikes. Default: none, which is
    /// [`Options::seed`](crate::Options::seed).
    pub seed: Option<u64>,
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
            pop3_faults: Vec::new(),
            inbox_faults: Vec::new(),
            tls_faults: Vec::new(),
            content_faults: Vec::new(),
            send_as: Vec::new(),
            limits: Vec::new(),
            returns: Vec::new(),
            seed: None,
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

    /// How much is taken of this mailbox: the first that fits.
    pub(crate) fn limits_of(&self, mailbox: &str) -> Limits {
        let of_mailbox = self.limits.iter().find(|limits| matches(&limits.who, mailbox));
        of_mailbox.map_or_else(Limits::default, |limits| limits.limits)
    }

    /// Whether a mailbox may send in the name of an address.
    pub(crate) fn may_send_as(&self, mailbox: &str, address: &str) -> bool {
        mailbox.eq_ignore_ascii_case(address)
            || self
                .send_as
                .iter()
                .any(|right| matches(&right.mailbox, mailbox) && matches(&right.address, address))
    }

    /// No list grows beyond a hundred entries.
    pub(crate) fn cut(&mut self) {
        self.http_faults.truncate(ENTRIES_LIMIT);
        self.smtp_faults.truncate(ENTRIES_LIMIT);
        self.pop3_faults.truncate(ENTRIES_LIMIT);
        self.inbox_faults.truncate(ENTRIES_LIMIT);
        self.tls_faults.truncate(ENTRIES_LIMIT);
        self.content_faults.truncate(ENTRIES_LIMIT);
        self.returns.truncate(ENTRIES_LIMIT);
        self.users.truncate(ENTRIES_LIMIT);
        self.send_as.truncate(ENTRIES_LIMIT);
        self.limits.truncate(ENTRIES_LIMIT);
    }
}

/// More faults, switched users or limits than this at once are left out.
const ENTRIES_LIMIT: usize = 100;

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
    /// one, no device code for mail, errors without numbers, SMTP and POP3 explain before they
    /// refuse, POP3 takes a token on AUTH's own line and by OAUTHBEARER too.
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
    fn every_family_of_switches_can_be_written_in_json() {
        let json = r#"{
            "smtp_faults": [
                {"at": "mail", "does": {"wait": {"milliseconds": 5}}, "per_mille": 20},
                {"at": "ehlo", "does": {"unlist": {"keywords": ["STARTTLS"]}}, "connection": 3}
            ],
            "pop3_faults": [
                {"at": "auth", "does": {"answer": {"text": "[IN-USE] Busy"}}, "mailbox": "scans@*"},
                {"at": "retr", "does": {"stop": {"after_octets": 9, "then": "hang"}}, "times": 1}
            ],
            "inbox_faults": [{"at": "opened", "does": "uidls_of_place", "per_mille": 500}],
            "tls_faults": [{"at": "smtp", "does": "expired", "times": 1}],
            "content_faults": [
                {"at": "no_date", "mailbox": "scans@*", "does": {"nonsense": {"text": "?"}}}
            ],
            "send_as": [{"mailbox": "scans@*", "address": "boss@*"}],
            "limits": [{"who": "*", "limits": {"connections": 3, "over_quota": "after_data"}}],
            "returns": [
                {"at": "kept", "only": "gone@*", "does": {"bounce":
                    {"code": 550, "enhanced": "5.1.10", "text": "No such recipient"}}}
            ],
            "seed": 7
        }"#;
        let unlisted = SmtpDoes::unlist(&["STARTTLS"]);
        let gone = ReturnDoes::Bounce {
            code: 550,
            enhanced: EnhancedCode::new(5, 1, 10),
            text: "No such recipient".to_owned(),
        };
        let limits =
            Limits { connections: Some(3), over_quota: OverQuota::AfterData, ..Limits::default() };
        let switches = Switches {
            smtp_faults: vec![
                Fault::always(SmtpMoment::Mail, SmtpDoes::Wait { milliseconds: 5 }).per_mille(20),
                Fault::always(SmtpMoment::Ehlo, unlisted).on_connection(3),
            ],
            pop3_faults: vec![
                Fault::always(Pop3Moment::Auth, Pop3Does::answer("[IN-USE] Busy"))
                    .of_mailbox("scans@*"),
                Fault::next(1, Pop3Moment::Retr, Pop3Does::stop(9, Ending::Hang)),
            ],
            inbox_faults: vec![
                Fault::always(InboxMoment::Opened, InboxSays::UidlsOfPlace).per_mille(500),
            ],
            tls_faults: vec![Fault::next(1, TlsMoment::Smtp, TlsDoes::Expired)],
            content_faults: vec![
                Fault::always(Mistake::NoDate, SmtpDoes::nonsense("?")).of_mailbox("scans@*"),
            ],
            send_as: vec![SendAs { mailbox: "scans@*".to_owned(), address: "boss@*".to_owned() }],
            limits: vec![MailboxLimits::of("*", limits)],
            returns: vec![Fault::always(ReturnMoment::Kept, gone).only("gone@*")],
            seed: Some(7),
            ..Switches::default()
        };
        assert_eq!(serde_json::from_str::<Switches>(json).unwrap(), switches);
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
