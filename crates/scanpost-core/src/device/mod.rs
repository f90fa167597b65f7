//! Who may send: the printers and scanners that scanpost knows.
//!
//! A device is known by the address it comes from, by user and password, or by both. Whoever is not
//! known is refused: scanpost relays for nobody else (design, invariant 10).
//!
//! - [`Device`] is what the administrator entered
//! - [`registry`] answers, for one connection, which device this is
//! - [`range`] reads the addresses that a device may come from
//! - [`sender`]: what becomes of the From that it writes
//! - [`sightings`] remembers what was last seen of each device, and of strangers

pub mod range;
pub mod registry;
pub mod sender;
pub mod sightings;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::Stored;
use crate::account::AccountName;
use crate::journal::Stamp;
use crate::password::PasswordHash;
use crate::profile;
use crate::record::{Put, Revision};
pub use registry::{Known, NotKnown, Registry, SendsBy};
pub use sender::SenderRule;
pub use sightings::{Facts, Refusal, Sighting, Sightings, Stranger};

/// Whether a device must encrypt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsFloor {
    /// STARTTLS or TLS from the first octet; anything else is refused.
    Required,
    /// Also without: many old printers cannot do otherwise.
    #[default]
    Optional,
}

/// One printer or scanner, or a group of them that shares an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Unique, as the administrator calls it; [`is_name`] says what a name may be.
    pub name: String,
    /// Addresses it may come from. Empty: from anywhere, if it has a password.
    pub ranges: Vec<IpNet>,
    /// User and password that it must give, if any.
    pub login: Option<Login>,
    pub tls: TlsFloor,
    /// Its own account for sending, and for the mails that it fetches. None: that of all sending
    /// functions, and that of all devices that fetch.
    pub account: Option<AccountName>,
    #[serde(default)]
    pub sender: SenderRule,
    /// It may fetch mails by POP3, with its user and password.
    #[serde(default)]
    pub fetches: bool,
    /// What its jobs show. None: what the site shows.
    #[serde(default)]
    pub profile: Option<profile::Name>,
    #[serde(default)]
    pub revision: Revision,
}

/// Longest name of a device, in characters.
const LONGEST_NAME: usize = 64;

/// Whether a device may be called so: 1 to 64 letters, digits, blanks, dots, hyphens and underscores,
/// a letter or digit first and no blank last. Such a name is safe in an address of the page, where
/// `.` and `..` are ways and no names, and on the command line, where a hyphen begins an option.
pub fn is_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    name.chars().count() <= LONGEST_NAME
        && name.chars().all(allowed)
        && name.starts_with(char::is_alphanumeric)
        && !name.ends_with(' ')
}

/// How a device logs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    pub user: String,
    pub password: PasswordHash,
}

/// What the devices' storage can do.
pub trait Devices: Send + Sync {
    fn devices(&self) -> Stored<'_, Vec<Device>>;
    /// Adds a device, or replaces the one of the same name if it still is the one that was read:
    /// its revision is that of `device`. Writes [`crate::journal::Event::DeviceAdded`] or
    /// [`crate::journal::Event::DeviceChanged`].
    fn put_device(&self, device: Device, stamp: Stamp) -> Stored<'_, Put>;
    /// True if there was one. What was seen of it goes too.
    fn remove_device(&self, name: String, stamp: Stamp) -> Stored<'_, bool>;

    /// What was written down of each device.
    fn sightings(&self) -> Stored<'_, Vec<(String, Facts)>>;
    /// Writes down what was seen; of devices that are no more nothing is kept. No event: it is no
    /// change, and would drown those that are.
    fn note_sightings(&self, seen: Vec<(String, Facts)>) -> Stored<'_, ()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_of_an_earlier_time_sends_as_its_account() {
        let stored = r#"{"name":"copier","ranges":["192.0.2.1/32"],"login":null,"tls":"optional","account":null,"revision":3}"#;
        let device: Device = serde_json::from_str(stored).expect("an earlier row");
        assert_eq!(device.sender, SenderRule::Account);
    }

    #[test]
    fn a_devices_name_is_one_in_an_address_and_on_the_command_line_too() {
        let longest = "x".repeat(LONGEST_NAME);
        for good in ["copier", "Kopiator plan 2", "Förråd_1.b", "3rd-floor", "C3520.", &longest] {
            assert!(is_name(good), "{good}");
        }
        let too_long = "x".repeat(LONGEST_NAME + 1);
        let bad = [
            "",
            " ",
            ".",
            "..",
            ".hidden",
            "-rf",
            "_x",
            " copier",
            "copier ",
            "a/b",
            "a\\b",
            "a\nb",
            "a\tb",
            "a\0b",
            "a%2fb",
            "a?b",
            "a#b",
            "<b>",
            "a'b",
            "a\u{202e}b",
            &too_long,
        ];
        for bad in bad {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
