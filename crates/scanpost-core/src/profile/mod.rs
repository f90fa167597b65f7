//! Profiles: how the maker of a printer calls things, where they stand on its pages, what it fixes, and
//! the codes that its jobs carry. All of it is data (`profiles/<name>.toml` and its words in
//! `profiles/<name>.<language>.ftl`), so that another maker is another file: `docs/profiles.md`.
//!
//! - [`Name`]: the profiles that are compiled in, by name
//! - [`read`]: a file becomes a [`Profile`], or a sentence that says what is wrong with it
//! - [`row`]: what can stand in a line of the page of the mail server
//! - [`codes`]: the numbers by which a maker knows some of the causes
//!
//! The words of a profile lie over those of `locales/`: whoever speaks in a profile's voice
//! (`words::Voice`) uses the maker's word where there is one. The journal, the log, the API and the command
//! line speak as ever.
//!
//! Not here: what is stored and what is shown; the gateway's verbs and the pages do that.

pub mod codes;
mod files;
pub mod read;
pub mod row;

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::device::SenderRule;
use crate::site::{Function, Slot};
pub use codes::{JobCode, MakersCode, ProfileCode, job_codes};
pub use read::Unfit;
pub use row::Row;

/// A profile that is compiled in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(&'static str);

impl Name {
    /// scanpost's own words.
    pub const NEUTRAL: Name = Name("neutral");

    /// All of them, the neutral one first.
    pub fn all() -> impl Iterator<Item = Name> {
        files::FILES.iter().map(|file| Name(file.name))
    }

    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Its words in English and in Swedish, as Fluent.
    pub(crate) fn words(self) -> [&'static str; 2] {
        self.file().words
    }

    /// Where it stands among all.
    pub(crate) fn place(self) -> usize {
        let place = files::FILES.iter().position(|file| file.name == self.0);
        place.expect("names are made of the list alone")
    }

    fn file(self) -> &'static files::File {
        &files::FILES[self.place()]
    }
}

impl Default for Name {
    fn default() -> Self {
        Self::NEUTRAL
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Name::all().find(|name| name.0 == text).ok_or_else(|| {
            let all: Vec<_> = Name::all().map(Name::as_str).collect();
            format!("'{}' is no profile: use one of {}", text.escape_debug(), all.join(", "))
        })
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// How one maker's devices call and show things.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Profile {
    /// As the profile stands in a list: `Epson`.
    pub title: String,
    /// What its devices do with mail.
    pub functions: Vec<Function>,
    #[serde(default)]
    pub slots: Sharing,
    #[serde(default)]
    pub sender: Sender,
    #[serde(default)]
    pub sign_in: SignIn,
    #[serde(default)]
    pub fixed: Fixed,
    /// Mail services to choose from, in their order. Empty: all that scanpost knows.
    #[serde(default)]
    pub services: Vec<String>,
    /// The menus, each way to a page.
    #[serde(default, rename = "menu")]
    pub menus: Vec<Menu>,
    #[serde(rename = "page")]
    pub pages: Vec<Page>,
    #[serde(default, rename = "code")]
    pub codes: Vec<MakersCode>,
}

/// Whether a page says that its sign-in serves several functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sharing {
    /// The functions that send have one sign-in and change together; each that receives has its own.
    Shared,
    /// The maker does not speak of it.
    #[default]
    Separate,
}

/// What becomes of a sender that is not the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// Each device's own rule decides.
    #[default]
    AsTheDevice,
    /// Unless the administrator's address is set as the sender, it must be the account's.
    MustMatch,
}

/// How a sign-in goes on the maker's pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct SignIn {
    /// There is one more button between the first one and the code.
    pub asks_first: bool,
    /// The button stays there after somebody has signed in.
    pub stays: bool,
    /// The state stands to the right of the button, and not before it.
    pub state_last: bool,
}

/// What an administrator cannot choose at this maker's devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fixed {
    pub port: Option<u16>,
    pub encryption: Option<crate::network::Encryption>,
    pub smtp_authentication: Option<bool>,
}

/// One way through the menus.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    pub steps: Vec<Step>,
    pub opens: Opens,
}

/// One click in a menu.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The heading below which it stands: the id of a word.
    pub under: Option<String>,
    /// What is clicked: the id of a word.
    pub click: String,
}

/// Where a menu leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Opens {
    /// scanpost's status.
    Status,
    /// The list of jobs.
    Jobs,
    /// How the mail server stands, as on the control panel.
    MailServer,
    /// The status sheet, to be printed.
    Sheet,
    /// A page of the profile.
    Page(String),
}

impl From<String> for Opens {
    fn from(text: String) -> Self {
        match text.as_str() {
            "status" => Opens::Status,
            "jobs" => Opens::Jobs,
            "mail-server" => Opens::MailServer,
            "sheet" => Opens::Sheet,
            _ => Opens::Page(text),
        }
    }
}

/// One page about the mail server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Page {
    /// As it stands in an address.
    pub name: String,
    /// The id of a word.
    pub title: String,
    /// Whose account it is about.
    pub slot: Slot,
    /// Rows that stand there and are of no use with OAuth 2.0.
    #[serde(default)]
    pub not_used: Vec<Row>,
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// Rows below a heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The id of a word; none: without a heading.
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

impl Profile {
    pub fn of(name: Name) -> &'static Profile {
        &PROFILES[name.place()]
    }

    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == name)
    }

    /// The functions that a page's sign-in serves.
    pub fn served_by(&self, slot: Slot) -> impl Iterator<Item = Function> {
        self.functions.iter().copied().filter(move |function| function.slot() == slot)
    }

    /// What becomes of the sender of this maker's devices. `auto`: the administrator's address is the sender.
    pub fn sender_rule(&self, own: &SenderRule, auto: bool) -> SenderRule {
        match (self.sender, own) {
            (Sender::MustMatch, SenderRule::Account) if !auto => SenderRule::MustMatch,
            _ => own.clone(),
        }
    }

    /// The code that its jobs carry for a cause, if the maker has one.
    pub fn code(&self, cause: crate::fault::Code) -> Option<&MakersCode> {
        self.codes.iter().find(|code| code.covers(cause))
    }
}

/// Each is read when one is wanted for the first time.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read = |file: &files::File| Profile::read(file.name, file.toml, file.words);
    files::FILES.iter().map(|file| read(file).expect("a test reads every profile")).collect()
});

/// What every profile but the neutral one says in its own words: how a sign-in stands, and its buttons.
pub const WORDS: [&str; 12] = [
    "token-status-not-retrieved",
    "token-status-waiting-for-authorisation",
    "token-status-retrieved",
    "token-status-invalid",
    "sign-in",
    "sign-out",
    "sign-out-title",
    "sign-out-text",
    "sign-out-yes",
    "sign-out-no",
    "row-status",
    "method-oauth",
];

#[cfg(test)]
mod tests;
