//! Devices: who may send.

use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::fetching::WaysToFetch;
use super::views::{AddedDevice, DeviceView};
use super::{By, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::device::{self, Device, Login, SenderRule, Stranger, TlsFloor, range};
use crate::fault::Fault;
use crate::notify::{FAX_DEVICE, OWN_DEVICE};
use crate::objection::{Objection, Reason};
use crate::password;
use crate::profile;
use crate::record::{Put, Revision};

/// How often it is written down what was seen of devices.
const SIGHTINGS_PAUSE: Duration = Duration::from_mins(1);

/// A device as it is entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    pub name: String,
    #[serde(default)]
    pub ranges: Vec<IpNet>,
    /// With a user, a password is made and shown once.
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub tls: TlsFloor,
    #[serde(default)]
    pub account: Option<AccountName>,
    #[serde(default)]
    pub sender: SenderRule,
    /// It may fetch mails by POP3.
    #[serde(default)]
    pub fetches: bool,
    /// What its jobs show. None: what the site shows.
    #[serde(default)]
    pub profile: Option<profile::Name>,
    /// That the ranges hold half the world is meant.
    #[serde(default)]
    pub wide: bool,
}

/// What a device is changed to: all of it, but its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceChange {
    /// That of the device as it was read.
    pub revision: Revision,
    #[serde(default)]
    pub ranges: Vec<IpNet>,
    /// A device that had no user gets a password. One that has keeps it, under another name too.
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub tls: TlsFloor,
    #[serde(default)]
    pub account: Option<AccountName>,
    #[serde(default)]
    pub sender: SenderRule,
    #[serde(default)]
    pub fetches: bool,
    #[serde(default)]
    pub profile: Option<profile::Name>,
    #[serde(default)]
    pub wide: bool,
}

impl Gateway {
    pub async fn devices(&self) -> Result<Vec<DeviceView>, Fault> {
        let devices = self.inner.store.devices().await?;
        let ways = self.inner.ways_to_fetch().await?;
        Ok(devices.iter().map(|device| self.inner.view_of(device, &ways)).collect())
    }

    pub async fn device(&self, name: &str) -> Result<DeviceView, GatewayError> {
        let ways = self.inner.ways_to_fetch().await?;
        Ok(self.inner.view_of(&self.inner.device(name).await?, &ways))
    }

    /// Addresses that no device accounts for and that were refused since the start, the last first.
    pub fn strangers(&self) -> Vec<Stranger> {
        self.inner.devices.sightings().strangers()
    }
}

impl By<'_> {
    /// Adds a device. Its password, if it has one, is shown this once.
    pub async fn add_device(&self, new: NewDevice) -> Result<AddedDevice, GatewayError> {
        self.may(Privilege::Devices)?;
        if !is_free_name(&new.name) {
            return Err(Objection::new(Reason::DeviceNameInvalid, new.name.escape_debug()).into());
        }
        let (login, password) = match new.user {
            Some(user) => self.inner().with_password(user).await?,
            None => (None, None),
        };
        let device = Device {
            name: new.name,
            ranges: new.ranges,
            login,
            tls: new.tls,
            account: new.account,
            sender: new.sender,
            fetches: new.fetches,
            profile: new.profile,
            revision: Revision::default(),
        };
        self.inner().check_device(&device, new.wide).await?;
        let devices = self.inner().store.devices().await?;
        if devices.iter().all(|there| there.name != device.name) {
            check_devices(devices.len() + 1)?;
        }
        self.put_device(device, password, Reason::DeviceExists).await
    }

    /// Changes a device that nobody has changed since it was read. What it has proved before counts
    /// no longer where its user or its addresses are others now.
    pub async fn change_device(
        &self,
        name: &str,
        change: DeviceChange,
    ) -> Result<AddedDevice, GatewayError> {
        self.may(Privilege::Devices)?;
        let before = self.inner().device(name).await?;
        if change.revision != before.revision {
            return Err(Objection::new(Reason::ChangedMeanwhile, name).into());
        }
        let (login, password) = match (change.user, before.login) {
            (Some(user), Some(login)) => (Some(Login { user, ..login }), None),
            (Some(user), None) => self.inner().with_password(user).await?,
            (None, _) => (None, None),
        };
        let device = Device {
            name: before.name,
            ranges: change.ranges,
            login,
            tls: change.tls,
            account: change.account,
            sender: change.sender,
            fetches: change.fetches,
            profile: change.profile,
            revision: change.revision,
        };
        self.inner().check_device(&device, change.wide).await?;
        self.put_device(device, password, Reason::ChangedMeanwhile).await
    }

    /// Gives a device with a user another password, shown this once. The old one ends at once.
    pub async fn new_device_password(&self, name: &str) -> Result<AddedDevice, GatewayError> {
        self.may(Privilege::Devices)?;
        let before = self.inner().device(name).await?;
        let Some(login) = before.login else {
            return Err(Objection::new(Reason::DeviceWithoutUser, name).into());
        };
        let (login, password) = self.inner().with_password(login.user).await?;
        self.put_device(Device { login, ..before }, password, Reason::ChangedMeanwhile).await
    }

    pub async fn remove_device(&self, name: &str) -> Result<(), GatewayError> {
        self.may(Privilege::Devices)?;
        if !self.inner().store.remove_device(name.to_owned(), self.stamp()).await? {
            return Err(no_device(name).into());
        }
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        Ok(())
    }

    /// `if_changed`: what it means that another revision is stored.
    async fn put_device(
        &self,
        device: Device,
        password: Option<SecretString>,
        if_changed: Reason,
    ) -> Result<AddedDevice, GatewayError> {
        let inner = self.inner();
        let name = device.name.clone();
        self.may_let_fetch(&device)?;
        match inner.store.put_device(device.clone(), self.stamp()).await? {
            Put::Added | Put::Replaced => {}
            Put::Changed => return Err(Objection::new(if_changed, name).into()),
        }
        self.let_fetch(&device).await?;
        inner.reload_registry().await?;
        inner.news.happened();
        let ways = inner.ways_to_fetch().await?;
        let device = inner.view_of(&inner.device(&name).await?, &ways);
        Ok(AddedDevice { device, password })
    }
}

impl Inner {
    /// Writes down what was seen of devices: once a minute, and at the end.
    pub(super) async fn write_sightings(&self) {
        loop {
            let is_end = tokio::select! {
                () = self.stop.cancelled() => true,
                () = tokio::time::sleep(SIGHTINGS_PAUSE) => false,
            };
            let sightings = self.devices.sightings();
            let seen = sightings.take_unwritten();
            if !seen.is_empty()
                && let Err(fault) = self.store.note_sightings(seen.clone()).await
            {
                tracing::warn!(event = "device.sightings-not-written", fault = %fault);
                sightings.not_written(seen);
            }
            if is_end {
                return;
            }
        }
    }

    async fn device(&self, name: &str) -> Result<Device, GatewayError> {
        let devices = self.store.devices().await?;
        let device = devices.into_iter().find(|device| device.name == name);
        device.ok_or_else(|| no_device(name).into())
    }

    fn view_of(&self, device: &Device, ways: &WaysToFetch) -> DeviceView {
        DeviceView {
            name: device.name.clone(),
            ranges: device.ranges.iter().map(ToString::to_string).collect(),
            user: device.login.as_ref().map(|login| login.user.clone()),
            tls_required: device.tls == TlsFloor::Required,
            account: device.account.clone(),
            sender: device.sender.clone(),
            fetches: device.fetches,
            fetching: ways.of(device),
            profile: device.profile,
            revision: device.revision,
            facts: self.devices.sightings().of(&device.name),
        }
    }

    /// A log-in with a new password.
    async fn with_password(
        &self,
        user: String,
    ) -> Result<(Option<Login>, Option<SecretString>), GatewayError> {
        let made = password::make();
        let password = self.hash(&made).await?;
        Ok((Some(Login { user, password }), Some(made)))
    }

    /// Whether a device can be as it is entered.
    async fn check_device(&self, device: &Device, wide_is_meant: bool) -> Result<(), GatewayError> {
        check_entry(device, wide_is_meant, &self.store.devices().await?)?;
        if let Some(account) = &device.account {
            self.keeper(account).await?;
        }
        Ok(())
    }
}

/// What is wrong with an entry, beside its account.
pub(super) fn check_entry(
    device: &Device,
    wide_is_meant: bool,
    others: &[Device],
) -> Result<(), Objection> {
    if !is_free_name(&device.name) {
        return Err(Objection::new(Reason::DeviceNameInvalid, device.name.escape_debug()));
    }
    check_ranges(device, wide_is_meant)?;
    device.sender.check()?;
    let Some(login) = &device.login else {
        if device.fetches {
            return Err(Objection::new(Reason::DeviceFetchesWithoutUser, &device.name));
        }
        return Ok(());
    };
    check_user(&login.user)?;
    match others.iter().find(|other| is_mistaken_for(device, other)) {
        Some(other) => Err(Objection::new(Reason::DeviceUserTaken, &other.name)),
        None => Ok(()),
    }
}

/// Whether there may be so many devices.
pub(super) fn check_devices(devices: usize) -> Result<(), Objection> {
    if devices > MOST_DEVICES {
        return Err(Objection::new(Reason::TooManyDevices, MOST_DEVICES));
    }
    Ok(())
}

fn check_ranges(device: &Device, wide_is_meant: bool) -> Result<(), Objection> {
    if device.ranges.is_empty() && device.login.is_none() {
        return Err(Objection::new(Reason::DeviceUnidentified, &device.name));
    }
    if device.ranges.len() > range::MOST_RANGES {
        return Err(Objection::new(Reason::DeviceRangesTooMany, range::MOST_RANGES));
    }
    // A password keeps strangers out, from wherever they come.
    let is_open = device.login.is_none() && !wide_is_meant;
    match device.ranges.iter().find(|range| range::is_wide(range)) {
        Some(wide) if is_open => Err(Objection::new(Reason::DeviceRangeWide, wide)),
        _ => Ok(()),
    }
}

fn check_user(user: &str) -> Result<(), Objection> {
    if user.is_empty() || user.len() > LONGEST_USER || user.chars().any(char::is_control) {
        return Err(Objection::new(Reason::DeviceUserInvalid, user.escape_debug()));
    }
    Ok(())
}

/// Whether the two have one user and could come from one address: one of them could never log in.
fn is_mistaken_for(device: &Device, other: &Device) -> bool {
    let (Some(login), Some(of_other)) = (&device.login, &other.login) else { return false };
    let meet = || {
        let pairs =
            || device.ranges.iter().flat_map(|one| other.ranges.iter().map(move |two| (one, two)));
        device.ranges.is_empty()
            || other.ranges.is_empty()
            || pairs().any(|(one, two)| range::overlap(one, two))
    };
    device.name != other.name && login.user.eq_ignore_ascii_case(&of_other.user) && meet()
}

fn no_device(name: &str) -> Objection {
    Objection::new(Reason::NoSuchDevice, name.escape_debug())
}

/// All of them are looked through at each connection. A large site has some hundred printers, and
/// one entry can hold a whole network of them.
const MOST_DEVICES: usize = 1000;

/// Longest user of a device, in octets.
const LONGEST_USER: usize = 64;

/// Whether a device may be called so: scanpost's own mails have a device too.
fn is_free_name(name: &str) -> bool {
    device::is_name(name) && name != OWN_DEVICE && name != FAX_DEVICE
}
