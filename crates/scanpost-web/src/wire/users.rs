//! Users as they travel.

use scanpost_core::record::Revision;
use scanpost_core::site::UserRules;
use serde::{Deserialize, Serialize};

pub use scanpost_core::gateway::NewUser;
pub use scanpost_core::gateway::views::{
    ImportedUsers, RemovedUser, UserRulesView, UserView, UsersView,
};
pub use scanpost_core::user::Scans;

/// What a user is changed to: all but the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// That of the user as it was read.
    pub revision: Revision,
    pub name: String,
    #[serde(default)]
    pub matches: Vec<String>,
}

/// Many users, one a line: `name,address[,other addresses]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsersTable {
    pub table: String,
}

/// What is set for users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUserRules {
    /// That of the settings as they were read.
    pub revision: Revision,
    pub rules: UserRules,
}
