//! Who may send: the printers and scanners that scanpost knows.
//!
//! A device is known by the address it comes from, by user and password, or by both. Whoever is not
//! known is refused: scanpost relays for nobody else (design, invariant 10).
//!
//! - [`Device`] is what the administrator entered
//! - [`password`] makes, keeps and checks a device's password
//! - [`registry`] answers, for one connection, which device this is

pub mod password;
pub mod registry;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::Stored;
use crate::account::AccountName;
pub use password::PasswordHash;
pub use registry::{Known, Registry};

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
    /// Unique, as the administrator calls it.
    pub name: String,
    /// Addresses it may come from. Empty: from anywhere, if it has a password.
    pub ranges: Vec<IpNet>,
    /// User and password that it must give, if any.
    pub login: Option<Login>,
    pub tls: TlsFloor,
    /// The account its mails go out by. None: the only account there is, or the first one.
    pub account: Option<AccountName>,
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
    /// Adds a device, or replaces the one of the same name; true if it was new.
    fn put_device(&self, device: Device, at: crate::clock::Time) -> Stored<'_, bool>;
    /// True if there was one.
    fn remove_device(&self, name: String, at: crate::clock::Time) -> Stored<'_, bool>;
}
