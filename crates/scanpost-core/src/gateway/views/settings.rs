//! What is set, as the administrator sees it, and what an import of settings has done.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::network::Server;
use crate::notify::Standing;
use crate::notify::channel::Channel;
use crate::record::Revision;
use crate::site::{
    Appearance, AuthorityView, Chosen, FaxServer, Function, History, MailSettings, Notices, Panel,
    Receiving, Slot, Slots,
};
use crate::spool::Hold;

/// Which account each function uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsView {
    pub revision: Revision,
    pub slots: Slots,
    pub functions: Vec<FunctionView>,
    /// Devices that send by an account of their own.
    pub deviations: Vec<DeviationView>,
}

/// One function and its account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionView {
    pub function: Function,
    pub slot: Slot,
    pub chosen: Chosen,
}

/// A device that sends by an account of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviationView {
    pub device: String,
    pub account: AccountName,
    /// Otherwise its mails are refused.
    pub is_there: bool,
}

/// The mail settings, and what stands around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettingsView {
    pub revision: Revision,
    pub settings: MailSettings,
    /// Each account's own server: the provider's data, no setting.
    pub primary: Vec<PrimaryView>,
    pub authorities: Vec<AuthorityView>,
}

/// One account's own server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryView {
    pub account: AccountName,
    pub provider: String,
    pub server: Server,
}

/// The settings of the notices, and what has become of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesView {
    pub revision: Revision,
    /// Without the secret of the webhook.
    pub settings: Notices,
    pub has_secret: bool,
    /// The administrator's address: who gets the mails. Empty: nobody.
    pub to: String,
    /// The account that they go out by.
    pub sends_by: Chosen,
    /// That account waits for a person, and no mail goes out.
    pub held: Option<Hold>,
    pub channels: Vec<ChannelView>,
}

/// One channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    pub channel: Channel,
    #[serde(flatten)]
    pub standing: Standing,
}

/// How long is remembered what has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    pub revision: Revision,
    pub settings: History,
}

/// In whose words the pages speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppearanceView {
    pub revision: Revision,
    pub settings: Appearance,
}

/// The fax server, and whether faxes can go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaxServerView {
    pub revision: Revision,
    pub settings: FaxServer,
    /// The account that faxes go out by.
    pub chosen: Chosen,
}

/// From where the page for a control panel is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelView {
    pub revision: Revision,
    pub settings: Panel,
}

/// What becomes of mails that are received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingSettingsView {
    pub revision: Revision,
    pub settings: Receiving,
    /// Below which a folder for faxes lies; nothing where the program has named none.
    pub fax_folders: Option<PathBuf>,
}

/// What an import has done, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Nothing was done: it is what would be.
    pub dry_run: bool,
    pub things: Vec<ImportedView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedView {
    pub thing: Thing,
    /// Empty where there is only one.
    pub name: String,
    pub outcome: Outcome,
    /// A sign-in of this account that was under way ends by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends_sign_in: bool,
}

/// What a file of settings names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    MailSettings,
    Slots,
    Receiving,
    FaxServer,
    Notices,
    History,
    Panel,
    Appearance,
    UserRules,
    Users,
    Authorities,
    Account,
    Device,
    Administrator,
}

impl Thing {
    /// What it takes to change it by itself; none: all privileges.
    pub const fn privilege(self) -> Option<Privilege> {
        match self {
            Thing::MailSettings
            | Thing::Authorities
            | Thing::Receiving
            | Thing::FaxServer
            | Thing::Notices
            | Thing::Appearance => Some(Privilege::MailSettings),
            Thing::Slots | Thing::Account => Some(Privilege::Accounts),
            Thing::Device | Thing::Users | Thing::UserRules => Some(Privilege::Devices),
            Thing::History | Thing::Panel => Some(Privilege::Administrators),
            Thing::Administrator => None,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Thing::MailSettings => "mail-settings",
            Thing::Slots => "slots",
            Thing::Receiving => "receiving",
            Thing::FaxServer => "fax-server",
            Thing::Notices => "notices",
            Thing::History => "history",
            Thing::Panel => "panel",
            Thing::Appearance => "appearance",
            Thing::UserRules => "user-rules",
            Thing::Users => "users",
            Thing::Authorities => "authorities",
            Thing::Account => "account",
            Thing::Device => "device",
            Thing::Administrator => "administrator",
        }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Added,
    Changed,
    /// It was so already.
    Same,
    /// The storage failed, or somebody else was faster; the log says which.
    NotDone,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Added => "added",
            Outcome::Changed => "changed",
            Outcome::Same => "same",
            Outcome::NotDone => "not-done",
        }
    }
}
