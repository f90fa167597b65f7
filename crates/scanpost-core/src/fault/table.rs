//! Every cause by its name: what is done about it, and what an SMTP client hears.
//!
//! A row is a cause; [`Class`] says what becomes of the mail. Rows are added, never renamed: codes stand
//! in journals, in exports and in the mind of whoever looks after the printers.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Class;

/// What an SMTP client hears of a sign-in that fails for one of many reasons.
const AGAIN: &str = "To use this function you must sign in to the e-mail service again. Contact your administrator.";
const BLOCKED: &str =
    "The sign-in is blocked by the provider's settings. Contact your administrator.";
const SETTINGS_WRONG: &str = "The sign-in settings are wrong. Contact your administrator.";

/// The same of the mail server.
const UNREACHED: &str = "The mail server cannot be reached at the moment. It is tried again.";
const WAITS: &str = "The mail server asks to wait. It is tried again.";
const NOT_LET_IN: &str = "The mail server refuses the log-in. Contact your administrator.";
const INSECURE: &str = "No safe connection to the mail server. Contact your administrator.";
const STOPPED: &str =
    "The mail service takes no mail from this account at the moment. Contact your administrator.";
const REFUSED: &str = "The mail server refuses this mail.";
const NOBODY: &str = "The mail server refuses this recipient. Check the address.";
const MAILBOX_UNFIT: &str =
    "The mail server cannot name the mails of this mailbox. Contact your administrator.";

/// One row of the table of faults.
pub(super) struct Row {
    code: &'static str,
    class: Class,
    /// The last two digits of the reply code, and subject and detail of the enhanced code (RFC 3463).
    pub(super) smtp: (u16, u16, u16),
    pub(super) text: &'static str,
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $class:ident, ($tail:literal, $subject:literal, $detail:literal), $text:expr;)*) => {
        /// The stable name of a fault. Documented, never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Code { $($(#[$doc])* #[serde(rename = $code)] $name,)* }

        impl Code {
            /// Every fault there is.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            pub(super) const fn row(self) -> Row {
                match self {
                    $(Code::$name => Row {
                        code: $code, class: Class::$class, smtp: ($tail, $subject, $detail), text: $text,
                    },)*
                }
            }
        }
    };
}

faults! {
    // Between the device and scanpost.
    /// No device is registered for this address or user.
    DeviceUnknown = "device-unknown", NotTaken, (50, 7, 1),
        "This device is not registered with scanpost. The administrator can add it.";
    /// User or password of the device is wrong.
    DevicePasswordWrong = "device-password-wrong", NotTaken, (35, 7, 8),
        "User or password is wrong. Compare them with the device's entry in scanpost.";
    /// The device's entry asks for TLS and the device did not use it.
    DeviceTlsRequired = "device-tls-required", NotTaken, (30, 7, 0),
        "This device must use STARTTLS or TLS. Switch encryption on in the device's mail settings.";
    /// The device's entry does not let it fetch mails.
    DeviceMayNotFetch = "device-may-not-fetch", NotTaken, (50, 7, 1),
        "This device may not fetch mail. The administrator can let it, in its entry in scanpost.";
    /// The device's entry lets it send as its account alone, and it names somebody else.
    SenderMismatch = "sender-mismatch", NotTaken, (50, 7, 1),
        "The device sends as {sender} and may send only as {address}: enter that as the sender in the device's mail settings.";
    /// The device sends for users, and whom the mail names is none.
    SenderIsNoUser = "sender-is-no-user", NotTaken, (50, 7, 1),
        "{sender} is not a user in scanpost. Enter your own e-mail address as the sender; the administrator can add you.";
    /// The device makes users of more people than can have come by.
    TooManyNewcomers = "too-many-newcomers", RetryLater, (51, 7, 0),
        "This device has named too many new users. Send again in a quarter of an hour.";
    /// A fax number, where faxes are sent by nobody.
    FaxServerOff = "fax-server-off", NotTaken, (50, 3, 5),
        "Faxing is not set up in scanpost. The administrator can set it up under Settings, Fax server.";
    /// What is no number stands where one belongs.
    FaxNumberInvalid = "fax-number-invalid", NotTaken, (50, 1, 3),
        "{number} is not a fax number: enter 2 to 20 digits, with + first if the country code is in it.";
    /// Nobody can tell in which area, or country, the number is.
    FaxAreaMissing = "fax-area-missing", NotTaken, (50, 1, 3),
        "{number} lacks its area code: enter it in full, as from another town, or with + and the country code.";
    /// Of the numbers that may be faxed to it is none.
    FaxNumberRefused = "fax-number-refused", NotTaken, (50, 7, 1),
        "Faxes to {number} are not allowed. Check the number; the administrator can allow it.";
    /// No account is set up or chosen, so nothing can ever be sent.
    AccountMissing = "account-missing", NotTaken, (50, 3, 5),
        "scanpost has no mail account for this device. The administrator must choose one.";
    /// The mail has passed so many servers that it must be going in a circle (RFC 5321 §6.3).
    MailLoop = "mail-loop", NotTaken, (54, 4, 6),
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

    /// Little room is left: before long, mails are refused.
    DiskLow = "disk-low", RetryLater, (52, 3, 1),
        "There is little room left to keep mails. Free space on scanpost's disk.";
    /// Mails have waited for long, for whatever reason.
    JobsWaitLong = "jobs-wait-long", RetryLater, (51, 4, 7),
        "Mails wait for long. Contact your administrator.";

    // Signing in and staying signed in.
    /// Nobody has signed this account in.
    SignInNeeded = "sign-in-needed", HoldForSignIn, (50, 7, 0),
        "To use this function you must sign in to the e-mail service. Contact your administrator.";
    /// The code was not used in time.
    CodeExpired = "sign-in-code-expired", HoldForSignIn, (50, 7, 0),
        "The sign-in was not finished in time. Contact your administrator.";
    /// The person declined.
    SignInDeclined = "sign-in-declined", HoldForSignIn, (50, 7, 0),
        "The sign-in was declined. Contact your administrator.";
    /// AADSTS7000218: public client flows are off for the app.
    PublicClientOff = "sign-in-public-client-off", HoldForTenant, (50, 7, 0), BLOCKED;
    /// Security defaults or Conditional Access block the device code.
    DeviceCodeBlocked = "sign-in-device-code-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The provider's data say that device code cannot give the right to send mail.
    DeviceCodeNotOffered = "sign-in-device-code-not-offered", HoldForSettings, (50, 7, 0),
        "The provider does not allow this way of sign-in. Contact your administrator.";
    /// Somebody must consent for the organisation.
    ConsentNeeded = "sign-in-consent-needed", HoldForTenant, (50, 7, 0),
        "The organisation has not consented yet. Contact your administrator.";
    /// Client id or tenant is not known at the provider.
    AppUnknown = "sign-in-app-unknown", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider refuses the scopes.
    ScopeRefused = "sign-in-scope-refused", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider refused the client's own proof (secret, certificate).
    ClientRefused = "sign-in-client-refused", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// Refused for a reason of which nothing more is known.
    SignInRefused = "sign-in-refused", HoldForSignIn, (50, 7, 0),
        "The provider refused the sign-in. Contact your administrator.";
    /// The person is not in this tenant.
    UserUnknown = "sign-in-user-unknown", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The account is of another kind or tenant than the app is for.
    AccountNotAllowed = "sign-in-account-not-allowed", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// An administrator of a partner, where only the organisation's own accounts may.
    PartnerBlocked = "sign-in-partner-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// Locked after too many attempts, or from a place that the provider does not trust.
    UserLocked = "sign-in-user-locked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The account is switched off.
    UserDisabled = "sign-in-user-disabled", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The app is only for users to whom it is assigned.
    UserNotAssigned = "sign-in-user-not-assigned", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The password has expired.
    PasswordExpired = "sign-in-password-expired", HoldForSignIn, (50, 7, 0), AGAIN;
    /// User or password was wrong on the provider's page.
    PasswordWrong = "sign-in-password-wrong", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A second factor has to be shown.
    MfaNeeded = "sign-in-mfa-needed", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A second factor has to be registered first.
    MfaSetUpNeeded = "sign-in-mfa-set-up-needed", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A second factor cannot be registered from here.
    MfaSetUpBlocked = "sign-in-mfa-set-up-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The provider wants the person to confirm something in the browser.
    ConfirmationNeeded = "sign-in-confirmation-needed", HoldForSignIn, (50, 7, 0), AGAIN;
    /// AADSTS530035: security defaults.
    SecurityDefaults = "sign-in-security-defaults", HoldForTenant, (50, 7, 0), BLOCKED;
    /// AADSTS53003: Conditional Access, whatever the way of sign-in.
    PolicyBlocked = "sign-in-policy-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// Conditional Access wants a managed device, which no printer is.
    DeviceNotManaged = "sign-in-device-not-managed", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The provider takes the account for endangered.
    RiskBlocked = "sign-in-risk-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// Only an administrator can consent.
    AdminConsentNeeded = "sign-in-admin-consent-needed", HoldForTenant, (50, 7, 0), BLOCKED;
    /// Consent was asked for, and an administrator has not answered yet.
    ConsentRequested = "sign-in-consent-requested", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The app is switched off in the tenant.
    AppDisabled = "sign-in-app-disabled", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The app is registered for another kind of account.
    AppAudience = "sign-in-app-audience", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The tenant must be named.
    TenantMissing = "sign-in-tenant-missing", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// There is no such tenant in this cloud.
    TenantUnknown = "sign-in-tenant-unknown", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's registration lacks a permission, or the tenant lacks the service.
    PermissionsMissing = "sign-in-permissions-missing", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's registration does not allow this way of sign-in.
    WayRefused = "sign-in-way-refused", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The address to return to is not registered.
    RedirectRefused = "sign-in-redirect-refused", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// A public client sent a secret.
    SecretUnwanted = "sign-in-secret-unwanted", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The client secret is wrong; often it is the secret's id.
    SecretWrong = "sign-in-secret-wrong", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The client secret or certificate has expired.
    SecretExpired = "sign-in-secret-expired", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider does not know the certificate by which the app proves itself.
    CertificateRefused = "sign-in-certificate-refused", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// This machine's clock and the provider's differ too much.
    ClockWrong = "sign-in-clock-wrong", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The clocks of the tenant's own directory differ too much.
    DirectoryClockWrong = "sign-in-directory-clock-wrong", HoldForTenant, (50, 7, 0), BLOCKED;
    /// The provider does not reach the tenant's own directory.
    DirectoryUnreachable = "sign-in-directory-unreachable", RetryLater, (51, 4, 5),
        "The provider is busy at the moment. It is tried again.";
    /// The provider could not read what scanpost asked.
    RequestMalformed = "sign-in-request-malformed", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// This attempt is over, whatever it was; a new one may go well.
    StartAgain = "sign-in-start-again", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A return from the provider's page that belongs to no sign-in that is under way here.
    ReturnUnknown = "sign-in-return-unknown", HoldForSignIn, (50, 7, 0), AGAIN;
    /// What was pasted, or came, is not the end of a sign-in.
    ReturnUnreadable = "sign-in-return-unreadable", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The answer belongs to another sign-in than was begun, or comes from another server.
    ReturnMixedUp = "sign-in-return-mixed-up", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A return that another browser brings than the one that was sent out.
    ReturnOtherBrowser = "sign-in-return-other-browser", HoldForSignIn, (50, 7, 0), AGAIN;
    /// Somebody else than before has signed in to an account that works.
    SignedInAsOther = "sign-in-other-name", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The user has not signed in to the own mailbox, or has signed out.
    UserSignInNeeded = "user-sign-in-needed", HoldForSignIn, (50, 7, 0),
        "You must sign in to your e-mail account before your scans are sent.";
    /// Somebody else has signed in than the user whose mailbox it is.
    UserSignedInAsOther = "user-sign-in-other-name", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The provider does not say who has signed in, so it could be anybody.
    UserSignInNameless = "user-sign-in-nameless", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The user was removed while scans waited.
    UserGone = "user-removed", HoldForSettings, (50, 7, 0),
        "The user of this mail is no longer in scanpost. Contact your administrator.";
    /// Somebody signed in where the account follows from who that is, and the provider gave no address.
    SignInWithoutAddress = "sign-in-without-address", HoldForSignIn, (50, 7, 0), AGAIN;
    /// Another account was chosen while somebody signed in where there was none.
    SignInOvertaken = "sign-in-overtaken", HoldForSignIn, (50, 7, 0), AGAIN;
    /// Who began the sign-in was removed meanwhile, or may not sign accounts in any more.
    BeginnerGone = "sign-in-beginner-gone", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A restart came between the code and its use.
    SignInInterrupted = "sign-in-interrupted", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The provider's data do not offer this way of sign-in.
    WayNotOffered = "sign-in-way-not-offered", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The browser must not be sent back to this address.
    RedirectNotAllowed = "sign-in-redirect-not-allowed", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app has nothing by which to prove itself.
    CredentialMissing = "sign-in-credential-missing", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The stored secret or key of the app cannot be opened with this key.
    CredentialUnreadable = "sign-in-credential-unreadable", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The sign-in lapses within a week, because it could not be renewed for long.
    SignInEndsSoon = "sign-in-ends-soon", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The app's secret or certificate ends within a month.
    CredentialEnds = "sign-in-credential-ends", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The app's secret or certificate has ended, by its date.
    CredentialEnded = "sign-in-credential-ended", HoldForSettings, (50, 7, 0), SETTINGS_WRONG;
    /// The provider's definite word: a person must sign in again.
    GrantRevoked = "grant-revoked", HoldForSignIn, (50, 7, 0), AGAIN;
    /// `invalid_grant` without a reason: kept, and tried again.
    GrantUnclear = "grant-unclear", HoldForSignIn, (50, 7, 0),
        "The provider does not renew the sign-in. Contact your administrator.";
    /// Unused for longer than the provider allows.
    GrantIdle = "grant-idle", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A policy wants a new sign-in now and then.
    GrantTooOld = "grant-too-old", HoldForSignIn, (50, 7, 0), AGAIN;
    /// A sign-in that was given to a web page's script lasts a day.
    GrantOfWebPage = "grant-of-web-page", HoldForSignIn, (50, 7, 0), AGAIN;
    /// The account's client id, tenant or provider is another one by now.
    GrantOfOtherApp = "grant-of-other-app", HoldForSignIn, (50, 7, 0), AGAIN;
    /// AADSTS530036: what came from a device code is not renewed any more.
    GrantOfDeviceCode = "grant-of-device-code-blocked", HoldForTenant, (50, 7, 0), BLOCKED;
    /// A permission that is needed was not granted.
    GrantScopeMissing = "grant-scope-missing", HoldForSignIn, (50, 7, 0), AGAIN;
    /// No refresh token came, so the grant ends with its first access token.
    GrantNotLasting = "grant-not-lasting", HoldForSignIn, (50, 7, 0), AGAIN;
    /// Somebody else signed in than the mailbox; right for a shared one.
    GrantOtherName = "grant-other-name", HoldForSignIn, (50, 7, 0), AGAIN;
    /// New tokens wait in memory for room on the disk.
    TokensNoRoom = "tokens-no-room", RetryLater, (52, 3, 1),
        "scanpost's disk is full. Contact your administrator.";
    /// New tokens wait in memory, because the storage fails.
    TokensNotWritten = "tokens-not-written", RetryLater, (51, 3, 0),
        "scanpost cannot write to its disk. Contact your administrator.";
    /// The stored tokens cannot be opened with this key.
    TokensUnreadable = "tokens-unreadable", HoldForSignIn, (50, 7, 0),
        "The stored sign-in cannot be read. Contact your administrator.";
    /// A sealed secret of the settings cannot be opened with this key.
    SettingUnreadable = "setting-unreadable", HoldForSettings, (51, 3, 5),
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
    /// The network that was chosen for the way to the provider does not lead out of this machine.
    NetworkWithoutWay = "network-without-way", RetryLater, (51, 4, 4), UNREACHED;
    /// There is no server of this name: the name does not exist, or has no address.
    ServerNameUnknown = "server-name-unknown", RetryLater, (51, 4, 4), UNREACHED;
    /// The name service does not answer.
    NamesUnanswered = "names-unanswered", RetryLater, (51, 4, 3), UNREACHED;
    /// The machine is there, and nobody listens at this port.
    ConnectionRefused = "connection-refused", RetryLater, (51, 4, 1), UNREACHED;
    /// Nothing comes back: a firewall that drops, or no such machine.
    ConnectionTimedOut = "connection-timed-out", RetryLater, (51, 4, 1), UNREACHED;
    /// The proxy does not connect us.
    ProxyRefused = "proxy-refused", RetryLater, (51, 4, 1), UNREACHED;
    /// The mail server kept silent for too long.
    ServerSilent = "server-silent", RetryLater, (51, 4, 2),
        "The mail server does not answer at the moment. It is tried again.";
    /// The connection broke before the mail was handed over.
    ConnectionLost = "connection-lost", RetryLater, (51, 4, 2),
        "The connection to the mail server broke. It is tried again.";
    /// The server's bytes are not SMTP.
    ServerNonsense = "server-answer-unreadable", RetryLater, (51, 5, 0),
        "The mail server's answer could not be read. It is tried again.";
    /// 5xx before anybody could log in: the server wants nothing to do with us.
    ServerRefused = "server-refused", HoldForSettings, (50, 7, 1), NOT_LET_IN;
    /// The certificate is not to be trusted.
    CertificateUntrusted = "certificate-untrusted", HoldForSettings, (50, 7, 5),
        "The mail server's certificate is not trusted. Contact your administrator.";
    /// It was good until lately.
    CertificateExpired = "certificate-expired", HoldForSettings, (50, 7, 5), INSECURE;
    /// It will be good later: mostly our own clock is slow.
    CertificateNotYetValid = "certificate-not-yet-valid", HoldForSettings, (50, 7, 5), INSECURE;
    /// It belongs to another name.
    CertificateOfOtherName = "certificate-of-other-name", HoldForSettings, (50, 7, 5), INSECURE;
    /// TLS failed otherwise.
    TlsFailed = "tls-failed", RetryLater, (51, 7, 5),
        "No encrypted connection to the mail server. It is tried again.";
    /// No version of TLS that is still safe is common to both.
    TlsTooOld = "tls-too-old", HoldForSettings, (50, 7, 5), INSECURE;
    /// The server offers no STARTTLS.
    StarttlsMissing = "starttls-missing", HoldForSettings, (50, 7, 5),
        "The mail server offers no encryption. Contact your administrator.";
    /// The server offers no log-in with a token.
    OauthMissing = "oauth-missing", HoldForSettings, (50, 7, 5),
        "The mail server offers no log-in with OAuth 2.0. Contact your administrator.";
    /// 535: the provider refuses a token that is fresh.
    LoginRefused = "login-refused", HoldForTenant, (50, 7, 3),
        "The mail server refuses the log-in. Contact your administrator.";
    /// 535 5.7.139: authenticated SMTP is off for the whole tenant, and not on for this mailbox.
    SmtpAuthOffTenant = "smtp-auth-off-tenant", HoldForTenant, (50, 7, 3),
        "The organisation does not allow programs to send mail. Contact your administrator.";
    /// 535 5.7.139: authenticated SMTP is off for this mailbox.
    SmtpAuthOffMailbox = "smtp-auth-off-mailbox", HoldForTenant, (50, 7, 3),
        "The mailbox does not allow programs to send mail. Contact your administrator.";
    /// 535 5.7.139, 550 5.7.30: passwords are not taken any more.
    BasicAuthOff = "basic-auth-off", HoldForTenant, (50, 7, 3), NOT_LET_IN;
    /// 535 5.7.139: security defaults block the log-in.
    LoginSecurityDefaults = "login-security-defaults", HoldForTenant, (50, 7, 3), NOT_LET_IN;
    /// 535 5.7.139: Conditional Access, mostly.
    LoginPolicyBlocked = "login-policy-blocked", HoldForTenant, (50, 7, 3), NOT_LET_IN;
    /// 535 5.7.139: the credentials were incorrect.
    LoginWrong = "login-wrong", HoldForSignIn, (50, 7, 3), AGAIN;
    /// 535 5.7.139: the organisation's own log-in service does not answer the provider.
    LoginDirectoryUnreachable = "login-directory-unreachable", HoldForTenant, (50, 7, 3), NOT_LET_IN;
    /// 535 5.7.8, Gmail's word for a token that it does not take for this mailbox.
    LoginNotAccepted = "login-not-accepted", HoldForSignIn, (50, 7, 3), AGAIN;
    /// Somebody else's token, and this mailbox is not open to them.
    LoginOtherMailbox = "login-other-mailbox", HoldForSignIn, (50, 7, 3), AGAIN;
    /// A token for another service than the mail server.
    LoginOtherService = "login-token-of-other-service", HoldForSettings, (50, 7, 3), NOT_LET_IN;
    /// A token of another national cloud than the mail server's.
    LoginOtherCloud = "login-token-of-other-cloud", HoldForSettings, (50, 7, 3), NOT_LET_IN;
    /// The server does not understand how the token is shown.
    LoginMalformed = "login-malformed", HoldForSettings, (50, 7, 3), NOT_LET_IN;
    /// 454: the provider cannot check the token now.
    LoginDeferred = "login-deferred", RetryLater, (54, 7, 0),
        "The mail server cannot check the log-in at the moment. It is tried again.";
    /// Gmail's 454: too many log-ins for now.
    LoginTooOften = "login-too-often", WaitUntilReset, (54, 7, 0), WAITS;
    /// In the middle of a connection the server thinks that nobody has logged in.
    LoginLost = "login-lost", RetryLater, (51, 7, 0), WAITS;

    // The mail service asks to wait.
    /// 421, 451, 452: the server has trouble of its own.
    ServerBusy = "server-busy", RetryLater, (51, 4, 5), WAITS;
    /// The server ended a connection on which nothing had happened for too long.
    ServerTiredOfWaiting = "server-tired-of-waiting", RetryLater, (51, 4, 2), WAITS;
    /// 451 4.7.0 with PRX4: the part of the service where the mailbox lives does not answer.
    MailboxUnreached = "mailbox-unreached", RetryLater, (51, 4, 1), WAITS;
    /// More connections at once than the mailbox may have.
    ConnectionLimit = "connection-limit", RetryLater, (51, 4, 5), WAITS;
    /// More mails in a minute than the mailbox may send.
    RateLimit = "rate-limit", WaitUntilReset, (51, 4, 5), WAITS;
    /// 421: too many errors on one connection.
    TooManyErrors = "too-many-errors", RetryLater, (51, 4, 5), WAITS;
    /// The queue of the whole organisation at the provider is full.
    OrganisationQueueFull = "organisation-queue-full", RetryLater, (51, 4, 5), WAITS;
    /// The provider slows down everything that comes from this network address.
    AddressThrottled = "address-throttled", RetryLater, (51, 7, 0), WAITS;
    /// More recipients than one mail may have; the others get it in another one.
    TooManyRecipients = "too-many-recipients", RetryLater, (52, 5, 3), WAITS;
    /// As many recipients as a mailbox may reach in a day.
    SubmissionQuota = "submission-quota", WaitUntilReset, (52, 7, 0), WAITS;
    /// As many recipients outside as the organisation may reach in a day.
    ExternalRecipientLimit = "external-recipient-limit", WaitUntilReset, (52, 7, 0), WAITS;

    // The mail service takes nothing from this account until somebody acts.
    /// 5.1.8: the mailbox is on the list of restricted senders.
    SenderBlocked = "sender-blocked", HoldForTenant, (50, 7, 1), STOPPED;
    /// The mailbox itself is full, so that it cannot keep what it sends.
    MailboxFull = "mailbox-full", HoldForTenant, (52, 2, 2), STOPPED;
    /// 5.7.501 and its like: banned for what it sent.
    SenderBanned = "sender-banned", HoldForTenant, (50, 7, 1), STOPPED;
    /// 5.7.703: the organisation is on the provider's block list.
    TenantBlocked = "tenant-blocked", HoldForTenant, (50, 7, 1), STOPPED;
    /// 5.7.705: the organisation has sent more than the provider believes.
    TenantThreshold = "tenant-threshold", HoldForTenant, (50, 7, 1), STOPPED;
    /// 5.7.708: new organisations may not send from this network address.
    TenantAddressRefused = "tenant-address-refused", HoldForTenant, (50, 7, 1), STOPPED;
    /// 5.7.750: mail comes from a domain that the organisation has not registered.
    DomainUnregistered = "domain-unregistered", HoldForTenant, (50, 7, 1), STOPPED;
    /// 5.7.64, 5.7.68: this server relays for nobody whom it does not know.
    RelayRefused = "relay-refused", HoldForTenant, (50, 7, 1), STOPPED;

    // A mailbox that is read.
    /// Somebody else has the mailbox open (RFC 2449 §8.1.1).
    MailboxInUse = "mailbox-in-use", RetryLater, (51, 4, 5), WAITS;
    /// The mailbox is not opened for a token that is fresh.
    PopLoginRefused = "pop-login-refused", HoldForTenant, (50, 7, 3), NOT_LET_IN;
    /// No server to fetch mails from: neither the provider's data nor the mail settings name one.
    PopServerMissing = "pop-server-missing", HoldForSettings, (50, 3, 5), SETTINGS_WRONG;
    /// UIDL is refused, without which nobody knows what was taken already.
    UidlMissing = "mailbox-without-uidl", HoldForSettings, (50, 3, 5), MAILBOX_UNFIT;
    /// The server lists a mail and does not give it.
    MailNotGiven = "mail-not-given", RetryLater, (51, 4, 2), WAITS;
    /// The server has not said that the mails which were taken in are deleted.
    MailNotDeleted = "mail-not-deleted", RetryLater, (51, 4, 2), WAITS;
    /// As many mails as may wait for a person already do.
    QuarantineFull = "quarantine-full", HoldForSettings, (51, 3, 1), SETTINGS_WRONG;
    /// Larger than scanpost takes in.
    ArrivalTooLarge = "arrival-too-large", MailFailed, (52, 3, 4), REFUSED;
    /// No function that reads the mailbox takes it.
    MailForNobody = "mail-for-nobody", MailFailed, (50, 7, 1), REFUSED;
    /// Nothing here makes sense of it.
    ArrivalUnreadable = "arrival-unreadable", MailFailed, (54, 6, 0), REFUSED;
    /// A mail to the fax mailbox in which there is no fax.
    FaxMissing = "fax-missing", MailFailed, (54, 6, 0), REFUSED;
    /// It was sent on before: to the mailbox that it came from, or by another scanpost.
    FaxCameBack = "fax-came-back", MailFailed, (54, 4, 6), REFUSED;
    /// The mail with it has not come to its end.
    FaxOnItsWay = "fax-on-its-way", RetryLater, (51, 4, 1), WAITS;
    /// The mail with it was refused, by all or some.
    FaxNotSentOn = "fax-not-sent-on", MailFailed, (54, 6, 0), REFUSED;
    /// The folder for faxes takes no file.
    FaxFolderUnwritable = "fax-folder-unwritable", RetryLater, (51, 3, 0), WAITS;

    // A printer that prints what has come by mail.
    /// None is chosen.
    PrinterMissing = "printer-missing", HoldForSettings, (50, 3, 5), SETTINGS_WRONG;
    /// It is off, or not on the network.
    PrinterUnreachable = "printer-unreachable", RetryLater, (51, 4, 1), WAITS;
    /// No paper.
    PrinterOutOfPaper = "printer-out-of-paper", RetryLater, (51, 3, 0), WAITS;
    /// Paper is stuck in it.
    PrinterJammed = "printer-jammed", RetryLater, (51, 3, 0), WAITS;
    /// A cover is open, toner is out, somebody has paused it.
    PrinterStopped = "printer-stopped", RetryLater, (51, 3, 0), WAITS;
    /// It takes no job now.
    PrinterBusy = "printer-busy", RetryLater, (51, 3, 2), WAITS;
    /// It has the job, and does not come to its end.
    PrinterSlow = "printer-slow", RetryLater, (51, 3, 2), WAITS;
    /// It wants to know who prints.
    PrinterLocked = "printer-locked", HoldForSettings, (50, 7, 1), SETTINGS_WRONG;
    /// There is no printer at this address.
    PrinterAddressWrong = "printer-address-wrong", HoldForSettings, (50, 3, 5), SETTINGS_WRONG;
    /// It does not print documents of this kind.
    PrinterFormatRefused = "printer-format-refused", MailFailed, (54, 6, 1), REFUSED;
    /// It has refused the job, or given it up.
    PrintRefused = "print-refused", MailFailed, (54, 6, 0), REFUSED;
    /// Somebody has removed the job at the printer.
    PrintCanceled = "print-canceled", MailFailed, (54, 6, 0), REFUSED;
    /// The job was sent, and the printer cannot say what became of it.
    PrintUncertain = "print-uncertain", Uncertain, (54, 4, 2), REFUSED;
    /// The job was sent to another printer than the one that is chosen now.
    PrintElsewhere = "print-elsewhere", Uncertain, (54, 4, 2), REFUSED;

    // One mail, or one recipient of it.
    /// 4xx: not now.
    MailDeferred = "mail-deferred", RetryLater, (51, 5, 0),
        "The mail server asks to wait. It is tried again.";
    /// 5xx for one recipient.
    RecipientRefused = "recipient-refused", RecipientFailed, (50, 1, 1),
        "The mail server refuses this recipient. Check the address.";
    /// 5.1.1, 5.1.10: there is no such recipient.
    RecipientUnknown = "recipient-unknown", RecipientFailed, (50, 1, 1), NOBODY;
    /// 5.1.3: this is no address.
    RecipientMalformed = "recipient-malformed", RecipientFailed, (53, 1, 3), NOBODY;
    /// 5.2.2 for a recipient.
    RecipientFull = "recipient-full", RecipientFailed, (52, 2, 2), NOBODY;
    /// The recipient does not take mail from everybody.
    RecipientRestricted = "recipient-restricted", RecipientFailed, (50, 7, 1), NOBODY;
    /// 5xx for the whole mail.
    MailRefused = "mail-refused", MailFailed, (54, 6, 0),
        "The mail server refuses this mail.";
    /// The mailbox may not send in the name that the mail bears. Exchange says so now and then where it
    /// is not so, and is asked [more than once](Code::patience).
    SendAsDenied = "send-as-denied", MailFailed, (50, 7, 60), REFUSED;
    /// The envelope's sender is no address.
    SenderMalformed = "sender-malformed", MailFailed, (53, 1, 7), REFUSED;
    /// Larger than the server takes from anybody.
    MailTooLarge = "mail-too-large", MailFailed, (52, 3, 4), "The mail is too large for the mail server.";
    /// Larger than the mailbox or the organisation may send.
    SendSizeLimit = "send-size-limit", MailFailed, (52, 3, 4), "The mail is too large for the mail server.";
    /// The mail's content is not as it must be.
    MailMalformed = "mail-malformed", MailFailed, (54, 6, 0), REFUSED;
    /// 5.7.512: the From field is not as it must be (RFC 5322 §3.6.2).
    FromMalformed = "from-malformed", MailFailed, (54, 6, 0), REFUSED;
    /// The server does not understand a command.
    CommandRefused = "command-refused", MailFailed, (54, 5, 0), REFUSED;
    /// The final dot was sent and no reply came: it may have arrived.
    DeliveryUncertain = "delivery-uncertain", Uncertain, (51, 4, 2),
        "It is not known whether the mail server took the mail. It is tried again.";
    /// The same, and it has been sent again so often that this is the end of it.
    StayedUncertain = "stayed-uncertain", Uncertain, (54, 4, 2),
        "It is not known whether the mail server took the mail.";
    /// scanpost was stopped or the power failed during an attempt.
    AttemptInterrupted = "attempt-interrupted", RetryLater, (51, 3, 0),
        "The attempt was interrupted. It is tried again.";
    /// Tried until the longest age.
    GaveUp = "gave-up", MailFailed, (54, 4, 7),
        "The mail could not be delivered in time.";
    /// Its account waited for so long that the mail was of no use any more.
    HeldTooLong = "held-too-long", MailFailed, (54, 4, 7),
        "The mail could not be delivered in time.";
    /// A mail lies in the spool without its body; our own mistake or a damaged disk.
    BodyMissing = "body-missing", MailFailed, (54, 3, 0),
        "The stored mail cannot be read. Scan it again.";

    // A fax that came by mail and is not handed on: a person looks at it.
    /// Parts in parts, or too many of them.
    FaxMailOverdone = "fax-mail-overdone", MailFailed, (54, 6, 0), REFUSED;
    /// The TIFF contradicts itself or ends too early.
    FaxTiffBroken = "fax-tiff-broken", MailFailed, (54, 6, 0), REFUSED;
    /// A TIFF that fax machines do not understand (RFC 3949).
    FaxTiffUnsupported = "fax-tiff-unsupported", MailFailed, (54, 6, 0), REFUSED;
    /// More or larger pages than a fax has.
    FaxTiffOverdone = "fax-tiff-overdone", MailFailed, (52, 3, 4), REFUSED;
    /// The PDF has no beginning or no end.
    FaxPdfBroken = "fax-pdf-broken", MailFailed, (54, 6, 0), REFUSED;
    /// The PDF is locked by a password or a right.
    FaxPdfEncrypted = "fax-pdf-encrypted", MailFailed, (54, 6, 0), REFUSED;
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

    /// What is done about it.
    pub const fn class(self) -> Class {
        self.row().class
    }

    /// After how long a limit has passed; nothing where it is no limit. Provider facts 3.5, 3.7: a
    /// minute for the rate, a sliding day for recipients.
    pub const fn reset(self) -> Option<Duration> {
        match self {
            Code::RateLimit => Some(Duration::from_mins(1)),
            Code::LoginTooOften => Some(Duration::from_mins(15)),
            Code::SubmissionQuota | Code::ExternalRecipientLimit => Some(Duration::from_hours(24)),
            _ => None,
        }
    }

    /// How many times in a row it must be heard before it is believed. 1: at once.
    pub const fn patience(self) -> u32 {
        match self {
            Code::SendAsDenied => 3,
            _ => 1,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
