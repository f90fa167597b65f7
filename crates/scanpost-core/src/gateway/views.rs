//! What the pages, the API and the command line are shown. No view holds a token or a password; a new
//! password or API token, shown once, is the single exception, and it is typed as a secret.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::administrator::Privileges;
use crate::clock::Time;
use crate::fault::Fault;
use crate::journal::Entry;
use crate::oauth::{AccountName, TokenStatus};
use crate::record::Revision;
use crate::spool::{Hold, Job, JobState};

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
    pub hold: Option<Hold>,
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

/// How the last log-in at the mail server went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    pub at: Time,
    /// Nothing: it went well.
    pub fault: Option<Fault>,
}

/// A device as the administrator sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeviceView {
    pub name: String,
    pub ranges: Vec<String>,
    pub user: Option<String>,
    pub tls_required: bool,
    pub account: Option<AccountName>,
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

/// One job with its whole story.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobView {
    /// Its `due_at` is the moment at which its account's queue lets it go; nothing while that is held.
    #[serde(flatten)]
    pub job: Job,
    /// Its account's queue waits for a person.
    pub hold: Option<Hold>,
    pub story: Vec<Entry>,
}

/// Everything at a glance.
#[derive(Clone, Debug, Serialize)]
pub struct StatusView {
    pub version: &'static str,
    pub now: Time,
    pub started_at: Time,
    pub accounts: Vec<AccountView>,
    pub devices: usize,
    pub jobs: Vec<(JobState, u64)>,
    pub listeners: Vec<ListenerView>,
    pub free_bytes: u64,
}

/// One address on which scanpost listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListenerView {
    /// `smtp`, `smtps`, `web`.
    pub what: &'static str,
    pub address: String,
}
