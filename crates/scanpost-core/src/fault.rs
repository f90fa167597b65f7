//! What can go wrong, who must act, and what the printer is told.
//!
//! Every fault has a stable code. Its row in [`Code::row`] says who must act ([`Remedy`]) and what an
//! SMTP client hears; whether that is a 4xx or a 5xx follows from the remedy and is typed nowhere by
//! hand. The sentence for the administrator and the next step stand in `locales/*/faults.ftl` under
//! the same code, in every language; a test holds the two together. What a provider said is carried
//! along word for word, as evidence.
//!
//! The SMTP text names no host, account or file: a stranger may read it.

use std::collections::BTreeMap;
use std::fmt;

use scanpost_proto::smtp::Reply;
use serde::{Deserialize, Serialize};

/// Who must do what before it can go well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Nobody: it is tried again by itself.
    RetryLater,
    /// The administrator signs the account in (again).
    SignIn,
    /// The tenant's administrator changes something at the provider.
    ChangeTenant,
    /// The administrator mends a setting of scanpost or of the device.
    FixSettings,
    /// The sender changes the mail; trying again does not help.
    ChangeMail,
}

impl Remedy {
    /// Whether the same thing may go well later without a change to the mail or the device.
    fn class_digit(self) -> u16 {
        match self {
            Remedy::RetryLater | Remedy::SignIn | Remedy::ChangeTenant => 4,
            Remedy::FixSettings | Remedy::ChangeMail => 5,
        }
    }
}

/// One row of the table of faults.
struct Row {
    code: &'static str,
    remedy: Remedy,
    /// The last two digits of the reply code, and subject and detail of the enhanced code (RFC 3463).
    smtp: (u16, u16, u16),
    text: &'static str,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $remedy:ident, ($tail:literal, $subject:literal, $detail:literal), $text:expr;)*) => {
        /// The stable name of a fault. Documented, never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $code)] $name,)* }

        impl Code {
            /// Every fault there is.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            const fn row(self) -> Row {
                match self {
                    $(Code::$name => Row {
                        code: $code, remedy: Remedy::$remedy, smtp: ($tail, $subject, $detail), text: $text,
                    },)*
                }
            }
        }
    };
}

/// What an SMTP client hears of a sign-in that fails for one of many reasons.
const AGAIN: &str = "To use this function you must sign in to the e-mail service again. Contact your administrator.";
const BLOCKED: &str =
    "The sign-in is blocked by the provider's settings. Contact your administrator.";
const SETTINGS_WRONG: &str = "The sign-in settings are wrong. Contact your administrator.";

faults! {
    // Between the device and scanpost.
    /// No device is registered for this address or user.
    DeviceUnknown = "device-unknown", FixSettings, (50, 7, 1),
        "This device is not registered with scanpost. The administrator can add it.";
    /// User or password of the device is wrong.
    DevicePasswordWrong = "device-password-wrong", FixSettings, (35, 7, 8),
        "User or password is wrong. Compare them with the device's entry in scanpost.";
    /// The device's entry asks for TLS and the device did not use it.
    DeviceTlsRequired = "device-tls-required", FixSettings, (30, 7, 0),
        "This device must use STARTTLS or TLS. Switch encryption on in the device's mail settings.";
    /// No account is set up or chosen, so nothing can ever be sent.
    AccountMissing = "account-missing", FixSettings, (50, 3, 5),
        "scanpost has no mail account for this device. The administrator must choose one.";
    /// The mail has passed so many servers that it must be going in a circle (RFC 5321 §6.3).
    MailLoop = "mail-loop", ChangeMail, (54, 4, 6),
        "This mail is going in a circle. Check that the provider does not send mail back to scanpost.";
    /// More connections at once than are allowed.
    TooManyConnections = "too-many-connections", RetryLater, (21, 3, 2),
        "Too many connections at the moment. The device should try again in a minute.";
    /// More connections at once from one address than it may have.
    TooManyConnectionsOfAddress = "too-many-connections-of-address", RetryLater, (21, 7, 0),
        "Too many connections from this address. Close some and try again in a minute; the administrator can add the device to scanpost, which allows it more.";
    /// Too many wrong passwords from this address.
    TooManyGuesses = "too-many-guesses", RetryLater, (21, 7, 0),
        "Too many failed log-ins. Wait a minute, then check user and password in the device.";
    /// Whether user and password are right cannot be told now (RFC 4954 §6).
    DeviceLogInDeferred = "device-log-in-deferred", RetryLater, (54, 7, 0),
        "Too many log-ins are waiting to be checked. The device should try again in a minute.";
    /// The last word to somebody whom no entry knows and who does not stop (RFC 5321 §3.8).
    DeviceUnknownInsists = "device-unknown-insists", RetryLater, (21, 7, 0),
        "The connection ends, because this device is not registered with scanpost. Ask the administrator to add it, then send again.";
    /// The device kept silent for too long (RFC 5321 §4.5.3.2.7).
    DeviceSilent = "device-silent", RetryLater, (21, 4, 2),
        "Nothing was heard from the device for too long. It should connect again.";
    /// scanpost is being stopped.
    Stopping = "stopping", RetryLater, (21, 3, 2),
        "scanpost is stopping. The device should try again in a minute.";

    // The disk.
    /// No room for another mail.
    DiskFull = "disk-full", RetryLater, (52, 3, 1),
        "There is no room left to keep the mail safely. Free space on scanpost's disk; then send again.";
    /// The storage failed in another way.
    StorageFailed = "storage-failed", RetryLater, (51, 3, 0),
        "The mail could not be kept safely. Look in scanpost's log; then send again.";

    // Signing in and staying signed in.
    /// Nobody has signed this account in.
    SignInNeeded = "sign-in-needed", SignIn, (50, 7, 0),
        "To use this function you must sign in to the e-mail service. Contact your administrator.";
    /// The code was not used in time.
    CodeExpired = "sign-in-code-expired", SignIn, (50, 7, 0),
        "The sign-in was not finished in time. Contact your administrator.";
    /// The person declined.
    SignInDeclined = "sign-in-declined", SignIn, (50, 7, 0),
        "The sign-in was declined. Contact your administrator.";
    /// AADSTS7000218: public client flows are off for the app.
    PublicClientOff = "sign-in-public-client-off", ChangeTenant, (50, 7, 0), BLOCKED;
    /// Security defaults or Conditional Access block the device code.
    DeviceCodeBlocked = "sign-in-device-code-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The provider's data say that device code cannot give the right to send mail.
    DeviceCodeNotOffered = "sign-in-device-code-not-offered", FixSettings, (50, 7, 0),
        "The provider does not allow this way of sign-in. Contact your administrator.";
    /// Somebody must consent for the organisation.
    ConsentNeeded = "sign-in-consent-needed", ChangeTenant, (50, 7, 0),
        "The organisation has not consented yet. Contact your administrator.";
    /// Client id or tenant is not known at the provider.
    AppUnknown = "sign-in-app-unknown", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider refuses the scopes.
    ScopeRefused = "sign-in-scope-refused", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider refused the client's own proof (secret, certificate).
    ClientRefused = "sign-in-client-refused", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// Refused for a reason of which nothing more is known.
    SignInRefused = "sign-in-refused", SignIn, (50, 7, 0),
        "The provider refused the sign-in. Contact your administrator.";
    /// The person is not in this tenant.
    UserUnknown = "sign-in-user-unknown", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The account is of another kind or tenant than the app is for.
    AccountNotAllowed = "sign-in-account-not-allowed", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// An administrator of a partner, where only the organisation's own accounts may.
    PartnerBlocked = "sign-in-partner-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// Locked after too many attempts, or from a place that the provider does not trust.
    UserLocked = "sign-in-user-locked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The account is switched off.
    UserDisabled = "sign-in-user-disabled", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The app is only for users to whom it is assigned.
    UserNotAssigned = "sign-in-user-not-assigned", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The password has expired.
    PasswordExpired = "sign-in-password-expired", SignIn, (50, 7, 0), AGAIN;
    /// User or password was wrong on the provider's page.
    PasswordWrong = "sign-in-password-wrong", SignIn, (50, 7, 0), AGAIN;
    /// A second factor has to be shown.
    MfaNeeded = "sign-in-mfa-needed", SignIn, (50, 7, 0), AGAIN;
    /// A second factor has to be registered first.
    MfaSetUpNeeded = "sign-in-mfa-set-up-needed", SignIn, (50, 7, 0), AGAIN;
    /// A second factor cannot be registered from here.
    MfaSetUpBlocked = "sign-in-mfa-set-up-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The provider wants the person to confirm something in the browser.
    ConfirmationNeeded = "sign-in-confirmation-needed", SignIn, (50, 7, 0), AGAIN;
    /// AADSTS530035: security defaults.
    SecurityDefaults = "sign-in-security-defaults", ChangeTenant, (50, 7, 0), BLOCKED;
    /// AADSTS53003: Conditional Access, whatever the way of sign-in.
    PolicyBlocked = "sign-in-policy-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// Conditional Access wants a managed device, which no printer is.
    DeviceNotManaged = "sign-in-device-not-managed", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The provider takes the account for endangered.
    RiskBlocked = "sign-in-risk-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// Only an administrator can consent.
    AdminConsentNeeded = "sign-in-admin-consent-needed", ChangeTenant, (50, 7, 0), BLOCKED;
    /// Consent was asked for, and an administrator has not answered yet.
    ConsentRequested = "sign-in-consent-requested", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The app is switched off in the tenant.
    AppDisabled = "sign-in-app-disabled", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The app is registered for another kind of account.
    AppAudience = "sign-in-app-audience", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The tenant must be named.
    TenantMissing = "sign-in-tenant-missing", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// There is no such tenant in this cloud.
    TenantUnknown = "sign-in-tenant-unknown", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's registration lacks a permission, or the tenant lacks the service.
    PermissionsMissing = "sign-in-permissions-missing", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's registration does not allow this way of sign-in.
    WayRefused = "sign-in-way-refused", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The address to return to is not registered.
    RedirectRefused = "sign-in-redirect-refused", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// A public client sent a secret.
    SecretUnwanted = "sign-in-secret-unwanted", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The client secret is wrong; often it is the secret's id.
    SecretWrong = "sign-in-secret-wrong", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The client secret or certificate has expired.
    SecretExpired = "sign-in-secret-expired", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider does not know the certificate by which the app proves itself.
    CertificateRefused = "sign-in-certificate-refused", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// This machine's clock and the provider's differ too much.
    ClockWrong = "sign-in-clock-wrong", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The clocks of the tenant's own directory differ too much.
    DirectoryClockWrong = "sign-in-directory-clock-wrong", ChangeTenant, (50, 7, 0), BLOCKED;
    /// The provider does not reach the tenant's own directory.
    DirectoryUnreachable = "sign-in-directory-unreachable", RetryLater, (51, 4, 5),
        "The provider is busy at the moment. It is tried again.";
    /// The provider could not read what scanpost asked.
    RequestMalformed = "sign-in-request-malformed", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// This attempt is over, whatever it was; a new one may go well.
    StartAgain = "sign-in-start-again", SignIn, (50, 7, 0), AGAIN;
    /// A return from the provider's page that belongs to no sign-in that is under way here.
    ReturnUnknown = "sign-in-return-unknown", SignIn, (50, 7, 0), AGAIN;
    /// What was pasted, or came, is not the end of a sign-in.
    ReturnUnreadable = "sign-in-return-unreadable", SignIn, (50, 7, 0), AGAIN;
    /// The answer belongs to another sign-in than was begun, or comes from another server.
    ReturnMixedUp = "sign-in-return-mixed-up", SignIn, (50, 7, 0), AGAIN;
    /// The provider's data do not offer this way of sign-in.
    WayNotOffered = "sign-in-way-not-offered", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The browser must not be sent back to this address.
    RedirectNotAllowed = "sign-in-redirect-not-allowed", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app has nothing by which to prove itself.
    CredentialMissing = "sign-in-credential-missing", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The stored secret or key of the app cannot be opened with this key.
    CredentialUnreadable = "sign-in-credential-unreadable", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's secret or certificate ends within a month.
    CredentialEnds = "sign-in-credential-ends", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's secret or certificate has ended, by its date.
    CredentialEnded = "sign-in-credential-ended", FixSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider's definite word: a person must sign in again.
    GrantRevoked = "grant-revoked", SignIn, (50, 7, 0), AGAIN;
    /// `invalid_grant` without a reason: kept, and tried again.
    GrantUnclear = "grant-unclear", SignIn, (50, 7, 0),
        "The provider does not renew the sign-in. Contact your administrator.";
    /// Unused for longer than the provider allows.
    GrantIdle = "grant-idle", SignIn, (50, 7, 0), AGAIN;
    /// A policy wants a new sign-in now and then.
    GrantTooOld = "grant-too-old", SignIn, (50, 7, 0), AGAIN;
    /// A sign-in that was given to a web page's script lasts a day.
    GrantOfWebPage = "grant-of-web-page", SignIn, (50, 7, 0), AGAIN;
    /// The account's client id, tenant or provider is another one by now.
    GrantOfOtherApp = "grant-of-other-app", SignIn, (50, 7, 0), AGAIN;
    /// AADSTS530036: what came from a device code is not renewed any more.
    GrantOfDeviceCode = "grant-of-device-code-blocked", ChangeTenant, (50, 7, 0), BLOCKED;
    /// A permission that is needed was not granted.
    GrantScopeMissing = "grant-scope-missing", SignIn, (50, 7, 0), AGAIN;
    /// No refresh token came, so the grant ends with its first access token.
    GrantNotLasting = "grant-not-lasting", SignIn, (50, 7, 0), AGAIN;
    /// Somebody else signed in than the mailbox; right for a shared one.
    GrantOtherName = "grant-other-name", SignIn, (50, 7, 0), AGAIN;
    /// New tokens wait in memory for room on the disk.
    TokensNoRoom = "tokens-no-room", RetryLater, (52, 3, 1),
        "scanpost's disk is full. Contact your administrator.";
    /// New tokens wait in memory, because the storage fails.
    TokensNotWritten = "tokens-not-written", RetryLater, (51, 3, 0),
        "scanpost cannot write to its disk. Contact your administrator.";
    /// The stored tokens cannot be opened with this key.
    TokensUnreadable = "tokens-unreadable", SignIn, (50, 7, 0),
        "The stored sign-in cannot be read. Contact your administrator.";
    /// A sealed secret of the settings cannot be opened with this key.
    SettingUnreadable = "setting-unreadable", FixSettings, (51, 3, 5),
        "A setting of scanpost cannot be read. Contact your administrator.";
    /// The authorization server cannot be reached.
    SignInUnreachable = "sign-in-server-unreachable", RetryLater, (51, 4, 1),
        "The provider cannot be reached at the moment. It is tried again.";
    /// The authorization server asks to wait, or has trouble of its own.
    SignInBusy = "sign-in-server-busy", RetryLater, (51, 4, 5),
        "The provider is busy at the moment. It is tried again.";
    /// The authorization server's answer is not one.
    SignInNonsense = "sign-in-answer-unreadable", RetryLater, (51, 5, 0),
        "The provider's answer could not be read. It is tried again.";

    // Between scanpost and the provider.
    /// No connection to the mail server.
    ServerUnreachable = "server-unreachable", RetryLater, (51, 4, 1),
        "The mail server cannot be reached at the moment. It is tried again.";
    /// The mail server kept silent for too long.
    ServerSilent = "server-silent", RetryLater, (51, 4, 2),
        "The mail server does not answer at the moment. It is tried again.";
    /// The connection broke before the mail was handed over.
    ConnectionLost = "connection-lost", RetryLater, (51, 4, 2),
        "The connection to the mail server broke. It is tried again.";
    /// The server's bytes are not SMTP.
    ServerNonsense = "server-answer-unreadable", RetryLater, (51, 5, 0),
        "The mail server's answer could not be read. It is tried again.";
    /// The certificate is not to be trusted.
    CertificateUntrusted = "certificate-untrusted", FixSettings, (50, 7, 5),
        "The mail server's certificate is not trusted. Contact your administrator.";
    /// TLS failed otherwise.
    TlsFailed = "tls-failed", RetryLater, (51, 7, 5),
        "No encrypted connection to the mail server. It is tried again.";
    /// The server offers no STARTTLS.
    StarttlsMissing = "starttls-missing", FixSettings, (50, 7, 5),
        "The mail server offers no encryption. Contact your administrator.";
    /// The server offers no log-in with a token.
    OauthMissing = "oauth-missing", FixSettings, (50, 7, 5),
        "The mail server offers no log-in with OAuth 2.0. Contact your administrator.";
    /// 535: the provider refuses a token that is fresh.
    LoginRefused = "login-refused", ChangeTenant, (50, 7, 3),
        "The mail server refuses the log-in. Contact your administrator.";
    /// 535 5.7.139: authenticated SMTP is off for the whole tenant, and not on for this mailbox.
    SmtpAuthOffTenant = "smtp-auth-off-tenant", ChangeTenant, (50, 7, 3),
        "The organisation does not allow programs to send mail. Contact your administrator.";
    /// 535 5.7.139: authenticated SMTP is off for this mailbox.
    SmtpAuthOffMailbox = "smtp-auth-off-mailbox", ChangeTenant, (50, 7, 3),
        "The mailbox does not allow programs to send mail. Contact your administrator.";
    /// 454: the provider cannot check the token now.
    LoginDeferred = "login-deferred", RetryLater, (54, 7, 0),
        "The mail server cannot check the log-in at the moment. It is tried again.";
    /// 4xx: not now.
    MailDeferred = "mail-deferred", RetryLater, (51, 5, 0),
        "The mail server asks to wait. It is tried again.";
    /// 5xx for one recipient.
    RecipientRefused = "recipient-refused", ChangeMail, (50, 1, 1),
        "The mail server refuses this recipient. Check the address.";
    /// 5xx for the whole mail.
    MailRefused = "mail-refused", ChangeMail, (54, 6, 0),
        "The mail server refuses this mail.";
    /// The final dot was sent and no reply came: it may have arrived.
    DeliveryUncertain = "delivery-uncertain", RetryLater, (51, 4, 2),
        "It is not known whether the mail server took the mail. It is tried again.";
    /// scanpost was stopped or the power failed during an attempt.
    AttemptInterrupted = "attempt-interrupted", RetryLater, (51, 3, 0),
        "The attempt was interrupted. It is tried again.";
    /// Tried until the longest age.
    GaveUp = "gave-up", ChangeMail, (54, 4, 7),
        "The mail could not be delivered in time.";
    /// A mail lies in the spool without its body; our own mistake or a damaged disk.
    BodyMissing = "body-missing", ChangeMail, (54, 3, 0),
        "The stored mail cannot be read. Scan it again.";
}

impl Code {
    /// The code as it stands in logs, pages and documents.
    pub const fn as_str(self) -> &'static str {
        self.row().code
    }

    /// Whether it is about signing in or staying signed in; then a new token may be the end of it.
    pub fn is_about_the_sign_in(self) -> bool {
        let code = self.as_str();
        code.starts_with("sign-in-") || code.starts_with("grant-")
    }

    /// Who must act.
    pub const fn remedy(self) -> Remedy {
        self.row().remedy
    }

    /// Whether the mail server refused a log-in, for whichever reason.
    pub const fn is_login_refusal(self) -> bool {
        matches!(self, Code::LoginRefused | Code::SmtpAuthOffTenant | Code::SmtpAuthOffMailbox)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub code: Code,
    /// What the sentence names: `account`, `host`, `seconds`, ... Never a secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// What the other side said, or the machine; word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What others said is cut to this many characters before it is kept.
const LONGEST_WORDS: usize = 1000;

impl Fault {
    pub fn new(code: Code) -> Self {
        Self { code, facts: BTreeMap::new(), words: None }
    }

    /// Names a fact for the sentence.
    #[must_use]
    pub fn fact(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Keeps what the other side said.
    #[must_use]
    pub fn words(mut self, words: impl fmt::Display) -> Self {
        self.words = Some(words.to_string().chars().take(LONGEST_WORDS).collect());
        self
    }

    pub fn remedy(&self) -> Remedy {
        self.code.remedy()
    }

    /// What an SMTP client hears.
    pub fn reply(&self) -> Reply {
        let row = self.code.row();
        let class = row.remedy.class_digit();
        let (tail, subject, detail) = row.smtp;
        let class_of_enhanced = if class == 4 { 4 } else { 5 };
        Reply::new(class * 100 + tail, (class_of_enhanced, subject, detail), row.text)
    }
}

/// For logs: the code and what the other side said. People read `words::fault`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match &self.words {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Fault::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique() {
        let mut seen: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Code::ALL.len());
    }

    #[test]
    fn a_full_disk_is_452_4_3_1_and_an_unknown_device_is_550_5_7_1() {
        let full = Fault::new(Code::DiskFull).reply();
        assert!(full.to_string().starts_with("452 4.3.1 "), "{full}");
        let unknown = Fault::new(Code::DeviceUnknown).reply();
        assert!(unknown.to_string().starts_with("550 5.7.1 "), "{unknown}");
    }

    #[test]
    fn every_reply_says_the_next_step_in_one_line_of_allowed_length() {
        for code in Code::ALL {
            let reply = Fault::new(*code).reply().to_string();
            assert!(reply.len() <= 510, "RFC 5321 §4.5.3.1.5: {reply}");
            assert!(reply.is_ascii(), "{reply}");
        }
    }

    #[test]
    fn a_code_is_stored_under_its_name() {
        for code in Code::ALL {
            let stored = serde_json::to_string(code).expect("a name");
            assert_eq!(stored, format!("\"{}\"", code.as_str()));
        }
    }
}
