//! Why something that a person asked for is not done.
//!
//! An objection is no fault: nothing went wrong. What was asked is not there, cannot be right, or
//! does not go as things stand; the person reads why and asks for something else. The sentence and
//! the next step stand in `locales/*/objections.ftl` under the reason's name, in every language; a
//! test holds the two together.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of objection it is; the HTTP status and the exit code follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no such thing.
    NotFound,
    /// It does not go as things stand.
    Conflict,
    /// What was entered cannot be right.
    Invalid,
    /// Whoever asks lacks the privilege.
    NotPermitted,
    /// Nobody knows who asks.
    NotAdmitted,
    /// Too much was asked for; it can be asked again later.
    TooOften,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $kind:ident $(, $field:literal)?;)*) => {
        /// The stable name of an objection. Documented, never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Reason { $($(#[$doc])* #[serde(rename = $word)] $name,)* }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The word as it stands in JSON; also the id of its sentence.
            pub const fn as_str(self) -> &'static str {
                match self { $(Reason::$name => $word,)* }
            }

            pub const fn kind(self) -> Kind {
                match self { $(Reason::$name => Kind::$kind,)* }
            }

            /// The field of a form that the sentence belongs to, as a rule.
            const fn field(self) -> Option<&'static str> {
                match self { $(Reason::$name => reasons!(@field $($field)?),)* }
            }
        }
    };
    (@field) => { None };
    (@field $field:literal) => { Some($field) };
}

reasons! {
    NoSuchAccount = "no-such-account", NotFound;
    NoSuchDevice = "no-such-device", NotFound;
    NoSuchJob = "no-such-job", NotFound;
    /// A mail that was taken out of a mailbox; `about`: its number.
    NoSuchArrival = "no-such-arrival", NotFound;

    /// No function uses it; `about`: what was asked for.
    NoSuchSlot = "no-such-slot", NotFound;
    /// Whoever signs in would take the place of another account; `about`: that one.
    SlotHasAccount = "slot-has-account", Conflict;

    /// Another account has the name.
    AccountExists = "account-exists", Conflict, "name";
    /// Mails of the account have not ended; removing it would lose them.
    AccountBusy = "account-busy", Conflict;
    DeviceExists = "device-exists", Conflict, "name";
    /// Only a waiting job can be tried again.
    JobNotWaiting = "job-not-waiting", Conflict;
    /// It is being handed on, or has been already, or was deleted.
    ArrivalNotWaiting = "arrival-not-waiting", Conflict;
    /// It has been handed on, or was deleted, and its octets are not kept any more.
    ArrivalGone = "arrival-gone", Conflict;
    /// No mailbox is read for this function.
    NotPolled = "not-polled", Conflict;
    /// It does not receive.
    NotReceiving = "not-a-receiving-function", Invalid;
    JobUnderWay = "job-under-way", Conflict;
    /// Nobody holds the job back.
    JobNotHeld = "job-not-held", Conflict;
    /// The job has ended, and its mail is not kept any more.
    MailGone = "mail-gone", Conflict;
    /// It goes out from a user's own mailbox, and is that user's alone.
    MailOfUser = "mail-of-user", NotPermitted;
    /// More jobs at once than are changed in one go; `about` is how many are.
    JobsTooMany = "jobs-too-many", Invalid;
    /// Somebody else has changed it since it was read.
    ChangedMeanwhile = "changed-meanwhile", Conflict;

    AccountNameInvalid = "account-name-invalid", Invalid, "name";
    AddressInvalid = "address-invalid", Invalid, "address";
    /// The provider has no app of its own that scanpost could use.
    ClientIdMissing = "client-id-missing", Invalid, "client_id";
    /// With characters that no provider's ids have.
    ClientIdInvalid = "client-id-invalid", Invalid, "client_id";
    /// Apps at Entra are called by GUIDs.
    ClientIdNotGuid = "client-id-not-guid", Invalid, "client_id";
    /// No GUID, domain or word such as `organizations`.
    TenantInvalid = "tenant-invalid", Invalid, "tenant";
    /// Empty, too long, or with characters that no secret has.
    ClientSecretInvalid = "client-secret-invalid", Invalid, "client_secret";
    CertificateUnreadable = "certificate-unreadable", Invalid, "certificate";
    CertificateWithoutKey = "certificate-without-key", Invalid, "certificate";
    /// Entra takes RSA certificates only.
    CertificateNotRsa = "certificate-not-rsa", Invalid, "certificate";
    CertificateOfOtherKey = "certificate-of-other-key", Invalid, "certificate";
    /// The provider's file is not of the form; `about` is what the reader of TOML says.
    ProviderUnreadable = "provider-unreadable", Invalid, "provider";
    /// Tokens would travel to this address in clear, or to somebody else than it seems.
    ProviderEndpointUnsafe = "provider-endpoint-unsafe", Invalid, "provider";
    LimitOutOfRange = "limit-out-of-range", Invalid, "limits";
    ProviderCaUnreadable = "provider-ca-unreadable", Invalid, "provider";
    ProviderIncomplete = "provider-incomplete", Invalid, "provider";
    JobNumberInvalid = "job-number-invalid", Invalid;
    ArrivalNumberInvalid = "arrival-number-invalid", Invalid;
    DeviceNameInvalid = "device-name-invalid", Invalid, "name";
    /// Neither a name, nor an IP address, nor the URI of a printer.
    DeviceAddressInvalid = "device-address-invalid", Invalid, "address";
    /// No address belongs to the name.
    DeviceAddressUnknown = "device-address-unknown", Invalid, "address";
    /// No port, or a community that no device takes.
    SnmpInvalid = "snmp-invalid", Invalid, "snmp_port";
    /// The local network cannot be searched; `about` is what the system says.
    SearchNotPossible = "search-not-possible", Conflict;
    DeviceUserInvalid = "device-user-invalid", Invalid, "user";
    /// Another device at the same addresses has the user; `about` is its name.
    DeviceUserTaken = "device-user-taken", Conflict, "user";
    /// There is no password without a user.
    DeviceWithoutUser = "device-without-user", Conflict;
    DeviceRangeInvalid = "device-range-invalid", Invalid, "ranges";
    /// Of the addresses that see the panel without a log-in.
    PanelRangeWide = "panel-range-wide", Invalid, "addresses";
    /// So wide a range, without a password, lets strangers send.
    DeviceRangeWide = "device-range-wide", Invalid, "ranges";
    DeviceRangesTooMany = "device-ranges-too-many", Invalid, "ranges";
    /// A table of senders has an entry that is no address.
    SenderAliasInvalid = "sender-alias-invalid", Invalid, "sender";
    /// The table is empty, or has more than `about` entries.
    SenderAliasesNumber = "sender-aliases-number", Invalid, "sender";
    /// What fetches mail must log in with a user of its own.
    DeviceFetchesWithoutUser = "device-fetches-without-user", Invalid, "user";
    /// Neither an address nor a user says which device it is.
    DeviceUnidentified = "device-unidentified", Invalid, "ranges";

    NoSuchUser = "no-such-user", NotFound;
    UserExists = "user-exists", Conflict, "address";
    UserNameInvalid = "user-name-invalid", Invalid, "name";
    /// Neither an address nor what can stand before the `@` of one.
    UserMatchInvalid = "user-match-invalid", Invalid, "matches";
    /// `about` is how many there may be.
    UserMatchesTooMany = "user-matches-too-many", Invalid, "matches";
    /// A device would take two users for each other; `about`: by what, and whose it is.
    UserMatchTaken = "user-match-taken", Conflict, "matches";
    /// `about` is how many there may be.
    TooManyUsers = "too-many-users", Conflict;
    /// Somebody must say what becomes of them; `about` is how many.
    UserScansWait = "user-scans-wait", Conflict;
    /// One of them is on its way this moment.
    UserScansUnderWay = "user-scans-under-way", Conflict;
    /// Nobody is a user's account but the user's own; such names are kept for them.
    AccountNameOfUsers = "account-name-of-users", Invalid, "name";
    /// A domain that addresses may have; `about` is what was entered.
    UserDomainInvalid = "user-domain-invalid", Invalid, "domains";
    UsersFileEmpty = "users-file-empty", Invalid, "file";
    /// `about` is how many MiB there may be.
    UsersFileTooLarge = "users-file-too-large", Invalid, "file";
    /// Of a line of a table of users; `about` is its number, and what stands there.
    UserLineShort = "user-line-short", Invalid, "file";
    UserLineName = "user-line-name", Invalid, "file";
    UserLineAddress = "user-line-address", Invalid, "file";
    UserLineMatch = "user-line-match", Invalid, "file";
    UserLineLong = "user-line-long", Invalid, "file";
    UserLineTwice = "user-line-twice", Invalid, "file";
    UserLineQuotes = "user-line-quotes", Invalid, "file";

    NoSuchAdministrator = "no-such-administrator", NotFound;
    NoSuchApiToken = "no-such-api-token", NotFound;
    AdministratorExists = "administrator-exists", Conflict, "name";
    ApiTokenExists = "api-token-exists", Conflict, "name";
    /// Without them nobody could administer scanpost from the page any more.
    LastAdministrator = "last-administrator", Conflict;
    /// `about` is how many there may be.
    TooManyAccounts = "too-many-accounts", Conflict;
    /// `about` is how many there may be.
    TooManyDevices = "too-many-devices", Conflict;
    /// More than `about` of them nobody can oversee.
    TooManyAdministrators = "too-many-administrators", Conflict;
    TooManyApiTokens = "too-many-api-tokens", Conflict;
    /// There is an administrator already.
    SetUpDone = "set-up-done", Conflict;
    AdministratorNameInvalid = "administrator-name-invalid", Invalid, "name";
    ApiTokenNameInvalid = "api-token-name-invalid", Invalid, "name";
    SetUpCodeWrong = "set-up-code-wrong", Invalid, "code";
    PasswordTooShort = "password-too-short", Invalid, "password";
    PasswordTooLong = "password-too-long", Invalid, "password";
    PasswordTooCommon = "password-too-common", Invalid, "password";
    PasswordIsName = "password-is-name", Invalid, "password";
    PasswordsDiffer = "passwords-differ", Invalid, "again";
    /// The present one, before it is changed.
    PasswordWrong = "password-wrong", Invalid, "current";

    /// Name or password: which of them is not told.
    LogInRefused = "log-in-refused", NotAdmitted;
    /// Too many sign-ins of users were begun; `about` is the minutes to wait.
    SignInTooOften = "sign-in-too-often", TooOften;
    /// A link that was used, has ended, or never was.
    TicketUnknown = "ticket-unknown", NotFound;
    /// The time on the users' page is over.
    VisitEnded = "visit-ended", NotFound;
    /// Where users find the page; no address that a browser opens.
    PageAddressInvalid = "page-address-invalid", Invalid, "page_address";
    /// Neither a session nor an API token.
    LogInNeeded = "log-in-needed", NotAdmitted;
    ApiTokenUnknown = "api-token-unknown", NotAdmitted;
    /// Too many wrong passwords; `about` is the minutes to wait.
    LogInTooOften = "log-in-too-often", TooOften;
    /// Too many are logging in this moment.
    LogInBusy = "log-in-busy", TooOften;

    /// Whoever asks would give somebody more than they have themselves.
    PrivilegesBeyondOwn = "privileges-beyond-own", NotPermitted;
    HostInvalid = "host-invalid", Invalid, "host";
    /// `about` is the range that it must be in.
    NumberInvalid = "number-invalid", Invalid;
    /// Too long, or with control characters.
    NameInvalid = "name-invalid", Invalid;
    /// It leads out of the folder for faxes, which `about` names.
    FaxPathInvalid = "fax-path-invalid", Invalid, "fax_path";
    /// None of the ways that a fax can go.
    FaxWayUnknown = "fax-way-unknown", Invalid, "fax_to";
    /// Too long for a subject, or with control characters.
    StatusWordInvalid = "status-word-invalid", Invalid, "status_words";
    /// Faxes are to go by mail, to nobody.
    FaxAddressMissing = "fax-address-missing", Invalid, "fax_mail";
    /// No address with the number in it once.
    FaxPatternInvalid = "fax-pattern-invalid", Invalid, "pattern";
    /// The pattern wants numbers of the whole world, and nobody can tell of which country one is.
    FaxCountryCodeMissing = "fax-country-code-missing", Invalid, "country_code";
    /// Neither a country code nor what is dialled before one.
    FaxPrefixInvalid = "fax-prefix-invalid", Invalid;
    /// The prefix of country codes stands in front of every number of this country too.
    FaxPrefixesAlike = "fax-prefixes-alike", Invalid, "international_prefix";
    /// No number can be in this range.
    FaxRangeInvalid = "fax-range-invalid", Invalid;
    /// All numbers of an allowed range are denied; `about`: the range.
    FaxRangeDenied = "fax-range-denied", Invalid, "allowed";
    /// No number is allowed.
    FaxNumbersMissing = "fax-numbers-missing", Invalid, "allowed";
    /// By what devices are to say that a recipient is a fax number.
    FaxDomainInvalid = "fax-domain-invalid", Invalid, "domain";
    /// Every mail to somebody at an account's own domain would be taken for a fax.
    FaxDomainOfAccount = "fax-domain-of-account", Conflict, "domain";
    /// Too long, or with braces around an unknown word; `about`: octets that there may be.
    FaxCoverInvalid = "fax-cover-invalid", Invalid, "cover";
    /// A sheet that went to a printer; `about`: its number.
    NoSuchPrint = "no-such-print", NotFound;
    /// No printer is chosen for the control panel.
    NoPanelPrinter = "no-panel-printer", Conflict;
    /// `about` is how many sheets may be on their way to printers at once.
    TooManyPrints = "too-many-prints", Conflict;
    /// On this printer, which is `about`.
    PrintUnderWay = "print-under-way", Conflict;
    /// No `ipp` or `ipps` URI, or one with a password.
    PrinterUriInvalid = "printer-uri-invalid", Invalid;
    /// Neither an address nor `@` and a domain.
    SenderEntryInvalid = "sender-entry-invalid", Invalid;
    /// A list of more entries than `about`.
    TooManyEntries = "too-many-entries", Invalid;
    /// Neither an address of this machine nor one of its interfaces.
    NetworkInvalid = "network-invalid", Invalid, "network";
    /// The stored one belongs to another proxy or user.
    ProxyPasswordMissing = "proxy-password-missing", Invalid, "proxy_password";
    /// Neither https nor on this machine, or no address at all.
    WebhookUrlUnsafe = "webhook-url-unsafe", Invalid, "webhook_url";
    /// With characters that no header takes, or too long.
    WebhookSecretInvalid = "webhook-secret-invalid", Invalid, "webhook_secret";
    /// The stored one belongs to another receiver.
    WebhookSecretMissing = "webhook-secret-missing", Invalid, "webhook_secret";
    /// The text holds no certificate; `about` says why.
    CaUnreadable = "ca-unreadable", Invalid, "pem";
    /// `about` is how many there may be.
    TooManyAuthorities = "too-many-authorities", Conflict, "pem";
    NoSuchAuthority = "no-such-authority", NotFound;
    /// `about` is which profiles there are.
    ProfileUnknown = "profile-unknown", Invalid, "profile";
    /// The maker whose profile the site has leaves no choice; `about` is what it is fixed to.
    FixedByProfile = "fixed-by-profile", Invalid;
    /// A slot names an account that is not there.
    SlotAccountUnknown = "slot-account-unknown", Invalid;
    /// The file is not of the form; `about` is what the reader of TOML says.
    SettingsUnreadable = "settings-unreadable", Invalid, "file";
    /// The file is of a later version.
    SettingsOfAnotherSchema = "settings-of-another-schema", Invalid, "file";

    /// Access tokens would go to another server, or past a check of who it is; that takes the
    /// privilege for accounts as well.
    TokensElsewhere = "tokens-elsewhere", NotPermitted;
    /// `about` is the privilege's word.
    NotPermitted = "not-permitted", NotPermitted;
}

/// Why it is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    pub reason: Reason,
    /// What it is about: a name, a number, what was entered. The sentence may show it.
    pub about: String,
    /// The field of a form that it belongs to.
    pub field: Option<&'static str>,
}

impl Objection {
    pub fn new(reason: Reason, about: impl fmt::Display) -> Self {
        Self { reason, about: about.to_string(), field: reason.field() }
    }

    /// The same, about this field: a reason can be that of several.
    #[must_use]
    pub fn at(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }
}

/// For the log; people read [`crate::words::objection`].
impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.as_str(), self.about)
    }
}
