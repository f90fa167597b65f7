//! What travels over the control socket, in JSON: the command line reads and writes these types.
//!
//! Most of it is core's own views; here stands what they do not cover. Moments are milliseconds
//! since 1970, as in [`scanpost_core::clock::Time`].

mod accounts;
mod receiving;
mod sheet;
mod users;

use scanpost_core::account::AccountName;
use scanpost_core::administrator::Privileges;
use scanpost_core::clock::Time;
use scanpost_core::fault::Fault;
use scanpost_core::record::Revision;
use scanpost_core::site::{Appearance, FaxServer, History, MailSettings, Notices, Panel, Slots};
use scanpost_core::spool::{Hold, JobFilter, JobId, JobState};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use accounts::{
    AccountView, AddAccount, Back, BrowserView, CameBack, Certificate, ChangeSignIn,
    ConnectionView, ConsentView, CredentialView, ExaminationView, Examine, GrantView, Returned,
    SetCertificate, SetSecret, SignInView, SignNewcomerIn, SlotSignInView,
};
pub use receiving::{
    Arrival, ArrivalDeleted, ArrivalsQuery, Claims, Deleted, PollAnswer, Polled, QuarantineQuery,
    ReceivingFunctionView, ReceivingSettingsView, ReceivingView, SetReceiving,
};
pub use scanpost_core::device::Stranger;
pub use scanpost_core::gateway::views::{
    AdministratorView, ApiTokenView, DeviceCheckView, DeviceView, JobView, RestView, TypedView,
};
pub use scanpost_core::gateway::views::{
    AppearanceView, FaxServerView, HistoryView, ImportView, ImportedView, MailSettingsView,
    NoticesView, PanelView, SlotsView, StatusView,
};
pub use scanpost_core::gateway::{Deed, DeviceChange, NewDevice, Retried, Whose};
pub use scanpost_core::spool::Job;
pub use scanpost_core::support::{Question, found::Found};
pub use sheet::{PrintSheet, Sheet, SheetPrintView, SheetQuery};
pub use users::{
    ImportedUsers, NewUser, NewUserRules, RemovedUser, Scans, UserChange, UserRulesView, UserView,
    UsersTable, UsersView,
};

/// The answer to `POST /api/v1/devices`, which takes a [`NewDevice`]. The password is shown this once; scanpost keeps only its hash.
#[derive(Clone, Serialize, Deserialize)]
pub struct DeviceAdded {
    pub device: DeviceView,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for DeviceAdded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceAdded").field("device", &self.device).finish_non_exhaustive()
    }
}

/// The query of `GET /api/v1/jobs`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<JobState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountName>,
    /// The device's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Accepted at this moment or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// Accepted before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Part of a recipient, the sender or the device; or how the job's number begins. Looked for
    /// among [`JobFilter::MOST_SCANNED`] jobs at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The next page: jobs older than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<JobId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
}

impl JobsQuery {
    /// What the gateway is asked; `most` where nothing else was said.
    pub fn filter(self, most: usize) -> JobFilter {
        JobFilter {
            state: self.state,
            account: self.account,
            device: self.device,
            since: self.since,
            until: self.until,
            search: self.search,
            before: self.before,
            most: self.most.unwrap_or(most).min(JobFilter::MOST),
        }
    }
}

/// `GET /api/v1/jobs`: one job of the list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobListed {
    #[serde(flatten)]
    pub job: Job,
    /// The user whose mail it is, by name; nothing where the account is the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Why its account's queue waits for a person, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

impl JobListed {
    pub fn of(job: Job, whose: &Whose) -> Self {
        let user = whose.user(&job.account).map(|user| user.name.clone());
        let hold = whose.hold(&job.account).filter(|_| !job.state.is_final()).cloned();
        Self { job, user, hold }
    }
}

/// `POST /api/v1/jobs/do`: one thing that is done to some jobs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoToJobs {
    pub deed: Deed,
    /// [`scanpost_core::gateway::Deeds::MOST`] at most.
    pub jobs: Vec<JobId>,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsDone {
    pub done: usize,
    /// Jobs that it could not be done to; they stay as they are.
    pub refused: Vec<JobRefused>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRefused {
    pub job: JobId,
    pub problem: Problem,
}

/// What is to be seen by its reader alone: it prints as nothing.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// `POST /api/v1/administrators`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddAdministrator {
    pub name: String,
    /// Without one it is made and given back, this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    pub privileges: Privileges,
}

/// `PUT /api/v1/administrators/NAME`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePrivileges {
    /// The one that was read.
    pub revision: Revision,
    pub privileges: Privileges,
}

/// `POST /api/v1/administrators/NAME/password`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// Without one it is made and given back, this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// The answer to both: the password, if it was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordSet {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

/// `POST /api/v1/tokens`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddApiToken {
    pub name: String,
    pub privileges: Privileges,
}

/// The answer: the token itself, this once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApiTokenAdded {
    pub token: Secret,
    #[serde(flatten)]
    pub of: ApiTokenView,
}

/// The query of `GET /api/v1/audit`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// The next page: entries older than the one of this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
}

/// `POST /api/v1/page-link`: where the page opens, without host and port.
#[derive(Clone, Serialize, Deserialize)]
pub struct PageLink {
    /// `/enter?code=…`
    pub path: String,
}

impl std::fmt::Debug for PageLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageLink(…)")
    }
}

/// Every refusal (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// A fault's code, an objection's reason, or `not-found`, `invalid`.
    pub code: String,
    /// What happened.
    pub title: String,
    /// The next step, and who does it; empty where the title says it already.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// The field of the request that the title is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// All that is wrong, where it is more than one field; the title is the first one's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// What the other side said, and the facts for support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Fault>>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub title: String,
    pub next: String,
}

/// `PUT /api/v1/mail-settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetMailSettings {
    /// The one that was read.
    pub revision: Revision,
    pub settings: MailSettings,
    /// A new one; without it the stored one stays, as long as proxy and user stay the same.
    #[serde(default)]
    pub proxy_password: Option<SecretString>,
}

/// `PUT /api/v1/notices`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetNotices {
    /// The one that was read.
    pub revision: Revision,
    pub settings: Notices,
    /// A new one; without it the stored one stays, as long as it goes to the same place.
    #[serde(default)]
    pub webhook_secret: Option<SecretString>,
}

/// `PUT /api/v1/appearance`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAppearance {
    pub revision: Revision,
    pub settings: Appearance,
}

/// `PUT /api/v1/history`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetHistory {
    /// The one that was read.
    pub revision: Revision,
    pub settings: History,
}

/// `POST /api/v1/mail-settings/authorities`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportAuthorities {
    pub pem: String,
}

/// How many of them are new.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AuthoritiesImported {
    pub new: usize,
}

/// `PUT /api/v1/slots`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSlots {
    /// The one that was read.
    pub revision: Revision,
    pub slots: Slots,
}

/// The query of `PUT /api/v1/settings`.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportQuery {
    /// Only says what would be done.
    pub dry_run: bool,
}

/// `PUT /api/v1/fax-server`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetFaxServer {
    /// The one that was read.
    pub revision: Revision,
    pub settings: FaxServer,
}

/// `PUT /api/v1/panel`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPanel {
    /// The one that was read.
    pub revision: Revision,
    pub settings: Panel,
}
