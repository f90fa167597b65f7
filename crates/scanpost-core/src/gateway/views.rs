//! What the pages, the API and the command line are shown. No view holds a token or a password; a new
//! password or API token, shown once, is the single exception, and it is typed as a secret.

mod settings;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use self::settings::{
    AppearanceView, ChannelView, DeviationView, FaxServerView, FunctionView, HistoryView,
    ImportView, ImportedView, MailSettingsView, NoticesView, Outcome, PanelView, PrimaryView,
    ReceivingSettingsView, SlotsView, Thing,
};
pub use super::status::{ListenerView, ReceivingFault, StatusView};
use crate::administrator::Privileges;
use crate::clock::Time;
use crate::device::{Facts, SenderRule};
use crate::doctor::Chart;
use crate::fault::{Code, Fault};
use crate::id::id;
use crate::journal::Entry;
use crate::network::{Encryption, Exit, Server};
use crate::oauth::credential::Proof;
use crate::oauth::provider::SmtpSecurity;
use crate::oauth::{AccountName, AppCredential, Limits, Needs, TokenStatus, Way};
use crate::profile::{self, JobCode, ProfileCode};
use crate::receive::{ArrivalState, Polled};
use crate::record::Revision;
use crate::site::{Chosen, Function, Slot, UserRules};
use crate::spool::{Hold, Job};
use crate::support::{Heard, Support};
use crate::user::User;

/// One account as the administrator sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountView {
    pub name: AccountName,
    pub address: String,
    pub provider: String,
    pub token_status: TokenStatus,
    /// A code that is on the screen now.
    pub sign_in: Option<SignInView>,
    /// Why the last sign-in came to nothing, or is held in memory only.
    pub sign_in_fault: Option<Fault>,
    pub signed_in_as: Option<String>,
    pub signed_in_at: Option<Time>,
    pub refreshed_at: Option<Time>,
    pub next_refresh_at: Option<Time>,
    /// Why the token is invalid, what hindered its last refresh, or why its new tokens are held in
    /// memory only.
    pub token_fault: Option<Fault>,
    /// The last real log-in at the mail server; another thing than the token status.
    pub connection: Option<ConnectionView>,
    /// How its mailbox was opened by POP3 at last, where a function receives by it.
    #[serde(default)]
    pub receiving: Option<ConnectionView>,
    pub hold: Option<Hold>,
    /// Its queue waits for the end of a limit.
    pub rest: Option<RestView>,
    pub network: NetworkView,
}

/// By which network an account's provider is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkView {
    /// The account's own choice; nothing: the site's holds.
    pub own: Option<Exit>,
    /// What holds; nothing: the system chooses.
    pub used: Option<Exit>,
    /// It leads nowhere.
    pub fault: Option<Fault>,
}

/// A limit of an account was reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestView {
    pub limit: Code,
    /// By then it is over, as far as is known.
    pub until: Time,
}

/// A code pair on the screen (RFC 8628 §3.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInView {
    pub user_code: String,
    pub verification_uri: String,
    /// On the machine's clock, for display; the deadline itself is monotonic.
    pub expires_at: Time,
    pub seconds_left: u64,
}

/// How an account's sign-in stands, and what could be done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantView {
    pub token_status: TokenStatus,
    /// The way to propose, and all that the provider offers.
    pub way: Way,
    pub ways: Vec<Way>,
    /// What the account is used for, and what the next sign-in would therefore ask for.
    pub needs: Needs,
    pub would_ask: Vec<String>,
    /// How the grant was given; nothing where there is none.
    pub given_way: Option<Way>,
    pub granted: Vec<String>,
    /// What is needed and was not granted.
    pub missing: Vec<String>,
    /// Who signed in, and the mailbox that was expected; another one is right for a shared mailbox.
    pub signed_in_as: Option<String>,
    pub expected: String,
    pub is_other_name: bool,
    pub signed_in_at: Option<Time>,
    pub refreshed_at: Option<Time>,
    pub next_refresh_at: Option<Time>,
    /// When the provider ends it, if it is not used any more until then; as far as that is known.
    pub lapses_at: Option<Time>,
    /// It can be renewed.
    pub lasting: bool,
    /// A browser was sent to the provider and may come back for so long.
    pub browser_seconds_left: Option<u64>,
    pub credential: Option<CredentialView>,
    pub client_id: String,
    pub tenant: Option<String>,
    /// Where the browser ends when a person pastes its last address; nothing where that cannot be.
    pub paste_from: Option<String>,
    /// The provider has a page for admin consent.
    pub can_consent: bool,
    /// What is set for this account and differs from the provider's limits.
    #[serde(default)]
    pub limits: Limits,
    /// The provider's, which hold where nothing is set.
    #[serde(default)]
    pub usual_limits: Limits,
    /// What a person should know, each with its next step; none of it stops a mail.
    pub notices: Vec<Fault>,
    /// To be named with a change.
    pub revision: Revision,
}

/// What an app proves itself with, as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialView {
    /// `secret` or `certificate`.
    pub kind: String,
    pub added_at: Time,
    pub ends_at: Option<Time>,
    /// As the provider's portal shows it.
    pub thumbprint: Option<String>,
}

impl From<&AppCredential> for CredentialView {
    fn from(credential: &AppCredential) -> Self {
        let (kind, thumbprint) = match &credential.proof {
            Proof::Secret => ("secret", None),
            Proof::Certificate(certificate) => ("certificate", Some(certificate.thumbprint())),
        };
        let (added_at, ends_at) = (credential.added_at, credential.ends_at);
        Self { kind: kind.to_owned(), added_at, ends_at, thumbprint }
    }
}

/// Where to send the administrator's browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BrowserView {
    pub url: String,
    /// Must be registered at the provider.
    pub redirect_uri: String,
    pub seconds_left: u64,
}

/// A tenant's administrator has consented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentView {
    pub account: AccountName,
    pub tenant: String,
    pub scopes: Vec<String>,
}

/// How the last log-in at the mail server went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    pub at: Time,
    /// Nothing: it went well.
    pub fault: Option<Fault>,
}

/// What the doctor found, or has found so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminationView {
    pub account: AccountName,
    /// Who gets the test mail, if there is one.
    pub mail_to: Option<String>,
    pub begun_at: Time,
    /// Nothing: it is under way.
    pub ended_at: Option<Time>,
    pub steps: Chart,
}

/// A device as the administrator sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeviceView {
    pub name: String,
    pub ranges: Vec<String>,
    pub user: Option<String>,
    pub tls_required: bool,
    pub account: Option<AccountName>,
    #[serde(default)]
    pub sender: SenderRule,
    /// It may fetch mails by POP3.
    #[serde(default)]
    pub fetches: bool,
    /// What is entered on it for that; nothing where it may not.
    #[serde(default)]
    pub fetching: Option<FetchingView>,
    /// What its jobs show; nothing: what the site shows.
    #[serde(default)]
    pub profile: Option<profile::Name>,
    /// Counts its changes; a change names the one that was read.
    #[serde(default)]
    pub revision: Revision,
    #[serde(flatten)]
    pub facts: Facts,
}

/// How a device fetches its mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchingView {
    /// Where; none while scanpost does not serve.
    pub doors: Vec<PopDoorView>,
    /// The address of the mailbox that it reads.
    pub mailbox: Option<String>,
    /// What is missing before it can.
    pub missing: Vec<MissingToFetch>,
}

/// A POP3 server of scanpost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopDoorView {
    /// Nothing: by whatever address this machine has.
    pub server: Option<String>,
    pub port: u16,
    pub encryption: Encryption,
}

/// What a device lacks that is to fetch its mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MissingToFetch {
    /// No POP3 server of scanpost is open.
    Door,
    /// Those that are open take connections of this machine alone.
    WayToDoor,
    /// No account is chosen for it, and none for all devices.
    Mailbox,
}

/// A device that was just added.
#[derive(Clone, Debug)]
pub struct AddedDevice {
    pub device: DeviceView,
    /// Shown once and stored only as a hash.
    pub password: Option<SecretString>,
}

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorView {
    pub name: String,
    pub privileges: Privileges,
    pub added_at: Time,
    pub revision: Revision,
}

/// A program that may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenView {
    pub name: String,
    pub privileges: Privileges,
    pub added_at: Time,
    pub added_by: String,
    /// Since scanpost was started.
    pub used_at: Option<Time>,
}

/// An API token that was just made.
#[derive(Clone, Debug)]
pub struct AddedApiToken {
    pub token: ApiTokenView,
    /// Shown once and stored only as a hash.
    pub shown: SecretString,
}

/// A user as the administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    #[serde(flatten)]
    pub user: User,
    /// Their account, as it stands in their jobs.
    pub account: AccountName,
    pub signed_in_at: Option<Time>,
    /// Why the sign-in has ended, or hindered the last mail.
    pub fault: Option<Fault>,
    /// Scans that have not ended.
    pub scans: u64,
}

/// One page of the users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersView {
    pub users: Vec<UserView>,
    /// Behind which the next page begins; nothing: this is the last.
    pub next: Option<String>,
    /// All users, whatever is searched for.
    pub count: u64,
}

/// What an administrator sets for users, and whose app they sign in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRulesView {
    pub revision: Revision,
    pub rules: UserRules,
    /// The site's account whose app it is; nothing: no user can sign in.
    pub app: Option<AccountName>,
    /// The provider has a page where an administrator of the tenant consents for all of it.
    pub can_consent: bool,
    /// The organisation's consent to that app, as far as it came back here.
    pub consent: Option<ConsentGiven>,
    /// The provider has refused users of late because there is none.
    pub lacks_consent: bool,
}

/// An organisation has consented to the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentGiven {
    /// As the provider names it.
    pub organisation: String,
    pub at: Time,
    /// Who made the link.
    pub by: Option<String>,
}

/// What came of an import of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedUsers {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
}

/// What came of removing a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedUser {
    pub kept: u64,
    pub deleted: u64,
}

/// One job with its whole story.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobView {
    /// Its `due_at` is the moment at which its account's queue lets it go; nothing while that is held.
    #[serde(flatten)]
    pub job: Job,
    /// The user whose mail it is, by name; nothing where the account is the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Its account's queue waits for a person.
    pub hold: Option<Hold>,
    /// The numbers by which makers of printers know what stands, or stood, in its way.
    pub codes: Vec<JobCode>,
    /// The one of its device's profile, else of the site's.
    pub profile_code: Option<ProfileCode>,
    pub story: Vec<Entry>,
}

/// Receiving: the functions that are served, and how much has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingView {
    pub functions: Vec<ReceivingFunctionView>,
    pub arrivals: Vec<(ArrivalState, u64)>,
}

/// One function that receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingFunctionView {
    pub function: Function,
    pub slot: Slot,
    pub chosen: Chosen,
    /// The mailbox of the slot's account, and how its token stands; nothing where there is none.
    pub address: Option<String>,
    pub token_status: Option<TokenStatus>,
    /// Where its mails are fetched.
    pub server: Option<Server>,
    pub interval_minutes: u64,
    /// Why they are not fetched at all.
    pub fault: Option<Fault>,
    /// Since the start.
    pub last_poll: Option<Polled>,
    pub next_poll_at: Option<Time>,
    pub is_polling: bool,
}

impl ReceivingFunctionView {
    /// Why nothing is fetched, or why the last poll failed. That no account is chosen is nobody's trouble.
    pub fn hindered_by(&self) -> Option<&Fault> {
        let of_poll = self.last_poll.as_ref().and_then(|polled| polled.fault.as_ref());
        self.fault.as_ref().filter(|_| self.chosen.account().is_some()).or(of_poll)
    }
}

id! {
    /// A sheet that went to a printer.
    PrintId
}

/// A sheet on its way to a printer, or what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPrintView {
    pub id: PrintId,
    pub begun_at: Time,
    /// Nothing: it is under way.
    pub ended_at: Option<Time>,
    /// What hinders the printer, or why the sheet was not printed.
    pub fault: Option<Fault>,
}

/// What was found out about a device, and what is typed into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCheckView {
    /// Its name or address, as it was asked.
    pub host: String,
    pub maker: Option<String>,
    pub model: Option<String>,
    /// What it says of its firmware.
    pub firmware: Vec<String>,
    pub by_snmp: Heard,
    pub by_ipp: Heard,
    #[serde(flatten)]
    pub support: Support,
    /// Where it is set on the device that it signs in itself, in its maker's words; empty where it cannot.
    pub menu: Vec<String>,
    /// The entry that its address belongs to.
    pub known_as: Option<String>,
    /// What is typed into it where it signs in itself.
    pub itself: Option<TypedView>,
    /// What is typed into it where it sends through scanpost, the usual choice first; empty where scanpost
    /// cannot be reached from there.
    pub through_scanpost: Vec<TypedView>,
}

impl DeviceCheckView {
    /// What it is, or else where it is. Many models are said with their maker.
    pub fn called(&self) -> String {
        match (&self.maker, &self.model) {
            (Some(maker), Some(model)) if !model.to_lowercase().contains(&maker.to_lowercase()) => {
                format!("{maker} {model}")
            }
            (_, Some(model)) => model.clone(),
            _ => self.host.clone(),
        }
    }

    /// Nothing answered; maybe nobody is there.
    pub fn is_silent(&self) -> bool {
        (self.by_snmp, self.by_ipp) == (Heard::Silent, Heard::Silent)
    }
}

/// Settings that are typed into a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedView {
    pub server: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// The mailbox that signs in; none where the device does not sign in at a provider.
    pub account: Option<String>,
}
