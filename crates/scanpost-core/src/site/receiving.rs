//! What becomes of mails that are received, and how often they are fetched.
//!
//! What a person types is [`ReceivingEntered`]; its check makes [`Receiving`] of it, or says in one pass what
//! is wrong with each field. Which account reads for a function stands in the slots, where its mails are
//! fetched in the mail settings.
//!
//! A folder for faxes lies below the one that the owner of the machine has named at the start: whoever may
//! change settings on a page is not let into the rest of the disk. A printer is known by its URI, `ipp` or
//! `ipps` (RFC 3510, RFC 7472).

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::mail_settings::number;
use super::slots::Function;
use crate::account::is_address;
use crate::objection::{Objection, Reason};

/// How often a mailbox is looked at, in minutes; providers want no more than once a minute.
const INTERVAL: RangeInclusive<u16> = 1..=1440;

/// Entries of a list of senders.
const MOST_SENDERS: usize = 100;

/// Whom a fax is sent on to, and words in the subject of a question.
const MOST_OTHERS: usize = 20;

/// Longest word in the subject of a question, in characters.
const LONGEST_WORD: usize = 64;

/// Longest path of a folder, in octets.
const LONGEST_PATH: usize = 1024;

/// Longest URI of a printer, in octets (RFC 8011 §5.1.6).
const LONGEST_URI: usize = 1023;

/// What becomes of mails that are received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Receiving {
    /// How often mails are fetched for a function, in minutes. Missing: as the POP3 server of the mail
    /// settings says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub intervals: BTreeMap<Function, u16>,
    pub fax: FaxReceiving,
    pub status: StatusAnswers,
    pub print: MailPrinting,
}

impl Receiving {
    /// Whether somebody else gets what comes in than before, or what tells of this scanpost.
    pub fn leads_elsewhere(&self, before: &Self) -> bool {
        self.fax != before.fax
            || self.print.printer != before.print.printer
            || self.print.senders != before.print.senders
            || self.status.senders != before.status.senders
    }
}

/// What becomes of a fax.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct FaxReceiving {
    pub to: Destination,
    /// Whether a sender who asks for it hears what became of the fax (RFC 8098).
    pub confirm: bool,
    /// What was entered of the ways that are not chosen now.
    #[serde(skip_serializing_if = "OtherWays::are_none")]
    pub other_ways: OtherWays,
}

/// What was entered of ways that a fax does not go: it need not be typed again when one of them is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct OtherWays {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<PrinterUri>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<String>,
}

impl OtherWays {
    fn are_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Where a fax is handed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Destination {
    Folder {
        /// Below the folder for faxes. None: that one itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        path: Option<String>,
    },
    Printer {
        uri: PrinterUri,
    },
    Mail {
        to: Vec<String>,
    },
}

impl Default for Destination {
    fn default() -> Self {
        Self::Folder { path: None }
    }
}

impl Destination {
    /// The word as it stands in JSON and forms.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Destination::Folder { .. } => "folder",
            Destination::Printer { .. } => "printer",
            Destination::Mail { .. } => "mail",
        }
    }
}

/// Which questions about the status are answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct StatusAnswers {
    /// One of them must stand in the subject. Default: `status`.
    pub words: Vec<String>,
    /// Who is answered: `anna@example.com`, or `@example.com` for a whole domain. Default: nobody.
    pub senders: Vec<String>,
    /// What becomes of the other mails.
    pub others: Others,
}

impl Default for StatusAnswers {
    fn default() -> Self {
        Self { words: vec![USUAL_WORD.to_owned()], senders: Vec::new(), others: Others::default() }
    }
}

/// Which mails are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct MailPrinting {
    /// None: none is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printer: Option<PrinterUri>,
    /// Whose mails: `anna@example.com`, or `@example.com` for a whole domain. Default: nobody's.
    pub senders: Vec<String>,
    /// What becomes of the other mails.
    pub others: Others,
}

/// What becomes of mails that nobody acts upon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Others {
    /// They stay in the mailbox.
    #[default]
    Leave,
    Remove,
}

impl Others {
    pub const ALL: [Others; 2] = [Others::Leave, Others::Remove];

    pub const fn as_str(self) -> &'static str {
        match self {
            Others::Leave => "leave",
            Others::Remove => "remove",
        }
    }
}

/// A printer's address: `ipp://printer.example/ipp/print`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PrinterUri(String);

impl PrinterUri {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PrinterUri {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_printer_uri(text) {
            return Ok(Self(text.to_owned()));
        }
        // What stands before an "@" may be a password.
        let shown = text.rsplit('@').next().unwrap_or_default().escape_debug();
        Err(format!(
            "'{shown}' is no URI of a printer: use ipp:// or ipps://, without a user or password in it"
        ))
    }
}

impl TryFrom<String> for PrinterUri {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PrinterUri> for String {
    fn from(uri: PrinterUri) -> Self {
        uri.0
    }
}

impl fmt::Display for PrinterUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A host, and no password, which the page would show.
fn is_printer_uri(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else { return false };
    matches!(url.scheme(), "ipp" | "ipps")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && text.len() <= LONGEST_URI
        && text.bytes().all(|octet| octet.is_ascii_graphic())
}

/// The settings as a person types them. Lists are entries between commas, semicolons or line ends; `on` and
/// `off` stand for switches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReceivingEntered {
    /// Empty: as the POP3 server says.
    pub fax_interval: String,
    pub status_interval: String,
    pub print_interval: String,
    pub reports_interval: String,
    /// `folder`, `printer` or `mail`; each has a field of its own.
    pub fax_to: String,
    pub fax_path: String,
    pub fax_printer: String,
    pub fax_mail: String,
    pub fax_confirm: String,
    pub status_words: String,
    pub status_senders: String,
    pub status_others: String,
    pub print_printer: String,
    pub print_senders: String,
    pub print_others: String,
}

impl Receiving {
    /// As a person would have typed them.
    pub fn entered(&self) -> ReceivingEntered {
        let interval = |function: Function| {
            self.intervals.get(&function).map(ToString::to_string).unwrap_or_default()
        };
        let mut entered = ReceivingEntered {
            fax_interval: interval(Function::InternetFaxReceive),
            status_interval: interval(Function::EmailStatus),
            print_interval: interval(Function::PrintMail),
            reports_interval: interval(Function::DeliveryReports),
            fax_to: self.fax.to.as_str().to_owned(),
            fax_path: self.fax.other_ways.path.clone().unwrap_or_default(),
            fax_printer: self
                .fax
                .other_ways
                .printer
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            fax_mail: self.fax.other_ways.mail.join("\n"),
            fax_confirm: if self.fax.confirm { "on" } else { "off" }.to_owned(),
            status_words: self.status.words.join(", "),
            status_senders: self.status.senders.join("\n"),
            status_others: self.status.others.as_str().to_owned(),
            print_printer: self.print.printer.as_ref().map(ToString::to_string).unwrap_or_default(),
            print_senders: self.print.senders.join("\n"),
            print_others: self.print.others.as_str().to_owned(),
        };
        match &self.fax.to {
            Destination::Folder { path } => entered.fax_path = path.clone().unwrap_or_default(),
            Destination::Printer { uri } => entered.fax_printer = uri.to_string(),
            Destination::Mail { to } => entered.fax_mail = to.join("\n"),
        }
        entered
    }

    /// The rules of [`ReceivingEntered::check`], for settings that nobody has typed.
    pub fn check(&self, fax_folders: Option<&Path>) -> Result<Receiving, Vec<Objection>> {
        let unfit = self.intervals.keys().find(|function| !Function::POLLED.contains(function));
        if let Some(function) = unfit {
            return Err(vec![Objection::new(Reason::NotReceiving, function.as_str())]);
        }
        self.entered().check(fax_folders)
    }
}

impl ReceivingEntered {
    /// The settings, or what is wrong with each field. `fax_folders` is where folders for faxes may lie.
    pub fn check(&self, fax_folders: Option<&Path>) -> Result<Receiving, Vec<Objection>> {
        let mut wrong = Vec::new();
        let intervals = self.intervals(&mut wrong);
        let to = self.destination(fax_folders, &mut wrong);
        let receiving = Receiving {
            intervals,
            fax: FaxReceiving {
                other_ways: self.other_ways(&to, fax_folders),
                to,
                confirm: self.fax_confirm == "on",
            },
            status: StatusAnswers {
                words: self.words(&mut wrong),
                senders: senders(&self.status_senders, "status_senders", &mut wrong),
                others: others(&self.status_others),
            },
            print: MailPrinting {
                printer: match self.print_printer.trim() {
                    "" => None,
                    uri => printer(uri, "print_printer", &mut wrong),
                },
                senders: senders(&self.print_senders, "print_senders", &mut wrong),
                others: others(&self.print_others),
            },
        };
        if wrong.is_empty() { Ok(receiving) } else { Err(wrong) }
    }

    fn intervals(&self, wrong: &mut Vec<Objection>) -> BTreeMap<Function, u16> {
        let fields = [
            (Function::InternetFaxReceive, &self.fax_interval, "fax_interval"),
            (Function::EmailStatus, &self.status_interval, "status_interval"),
            (Function::PrintMail, &self.print_interval, "print_interval"),
            (Function::DeliveryReports, &self.reports_interval, "reports_interval"),
        ];
        let entered = fields.into_iter().filter(|(_, text, _)| !text.trim().is_empty());
        entered.map(|(of, text, field)| (of, number(text, &INTERVAL, field, wrong))).collect()
    }

    fn destination(&self, fax_folders: Option<&Path>, wrong: &mut Vec<Objection>) -> Destination {
        match self.fax_to.as_str() {
            "printer" => match printer(self.fax_printer.trim(), "fax_printer", wrong) {
                Some(uri) => Destination::Printer { uri },
                None => Destination::default(),
            },
            "mail" => {
                let to = list(&self.fax_mail, MOST_OTHERS, "fax_mail", wrong);
                if to.is_empty() {
                    wrong.push(Objection::new(Reason::FaxAddressMissing, ""));
                }
                if let Some(bad) = to.iter().find(|one| !is_address(one)) {
                    let about = bad.escape_debug();
                    wrong.push(Objection::new(Reason::AddressInvalid, about).at("fax_mail"));
                }
                Destination::Mail { to }
            }
            // A form that leaves it out means the usual way.
            "folder" | "" => {
                let path = Some(self.fax_path.trim().to_owned()).filter(|path| !path.is_empty());
                if let Some(root) = fax_folders
                    && path.as_ref().is_some_and(|path| folder(root, Some(path)).is_none())
                {
                    wrong.push(Objection::new(Reason::FaxPathInvalid, root.display()));
                }
                Destination::Folder { path }
            }
            other => {
                wrong.push(Objection::new(Reason::FaxWayUnknown, other.escape_debug()));
                Destination::default()
            }
        }
    }

    /// Whatever of them could be chosen; of what could not, nobody is told: it does not count.
    fn other_ways(&self, chosen: &Destination, fax_folders: Option<&Path>) -> OtherWays {
        let way = |fax_to: &str| {
            let other = ReceivingEntered { fax_to: fax_to.to_owned(), ..self.clone() };
            let mut wrong = Vec::new();
            let way = other.destination(fax_folders, &mut wrong);
            (fax_to != chosen.as_str() && wrong.is_empty()).then_some(way)
        };
        let mut ways = OtherWays::default();
        for way in ["folder", "printer", "mail"].into_iter().filter_map(way) {
            match way {
                Destination::Folder { path } => ways.path = path,
                Destination::Printer { uri } => ways.printer = Some(uri),
                Destination::Mail { to } => ways.mail = to,
            }
        }
        ways
    }

    fn words(&self, wrong: &mut Vec<Objection>) -> Vec<String> {
        let text = match self.status_words.trim() {
            "" => USUAL_WORD,
            text => text,
        };
        let words = list(text, MOST_OTHERS, "status_words", wrong);
        let is_unfit = |word: &&String| {
            word.chars().count() > LONGEST_WORD || word.chars().any(char::is_control)
        };
        if let Some(bad) = words.iter().find(is_unfit) {
            let about = bad.escape_debug();
            wrong.push(Objection::new(Reason::StatusWordInvalid, about));
        }
        words
    }
}

/// The folder for faxes that `path` means, below `root`; nothing where it leads anywhere else.
pub fn folder(root: &Path, path: Option<&str>) -> Option<PathBuf> {
    let path = Path::new(path.unwrap_or_default());
    let is_plain = |part: Component| matches!(part, Component::Normal(_) | Component::RootDir);
    let folder = root.join(path);
    let good = path.components().all(is_plain)
        && path.as_os_str().len() <= LONGEST_PATH
        && !path.to_string_lossy().chars().any(char::is_control)
        && folder.starts_with(root);
    // Without what changes nothing, such as `.` and doubled slashes.
    good.then(|| folder.components().collect())
}

/// The entries, each once.
fn list(text: &str, most: usize, field: &'static str, wrong: &mut Vec<Objection>) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for entry in text.split([',', ';', '\n']).map(str::trim).filter(|entry| !entry.is_empty()) {
        if !entries.iter().any(|known| known.eq_ignore_ascii_case(entry)) {
            entries.push(entry.to_owned());
        }
    }
    if entries.len() > most {
        wrong.push(Objection::new(Reason::TooManyEntries, most).at(field));
    }
    entries
}

fn senders(text: &str, field: &'static str, wrong: &mut Vec<Objection>) -> Vec<String> {
    let senders = list(text, MOST_SENDERS, field, wrong);
    // A domain is what makes an address of a name.
    let is_sender = |entry: &str| match entry.strip_prefix('@') {
        Some(domain) => is_address(&format!("a@{domain}")),
        None => is_address(entry),
    };
    if let Some(bad) = senders.iter().find(|entry| !is_sender(entry)) {
        wrong.push(Objection::new(Reason::SenderEntryInvalid, bad.escape_debug()).at(field));
    }
    senders
}

fn printer(text: &str, field: &'static str, wrong: &mut Vec<Objection>) -> Option<PrinterUri> {
    let uri = text.parse().ok();
    if uri.is_none() {
        wrong.push(Objection::new(Reason::PrinterUriInvalid, text.escape_debug()).at(field));
    }
    uri
}

fn others(word: &str) -> Others {
    Others::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default()
}

/// What stands in the subject of a question where nobody has said it.
const USUAL_WORD: &str = "status";

#[cfg(test)]
mod tests;
