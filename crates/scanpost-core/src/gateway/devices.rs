//! Devices: who may send.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::views::{AddedDevice, DeviceView};
use super::{By, Gateway, GatewayError};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::device::{self, Device, Login, TlsFloor};
use crate::fault::Fault;
use crate::objection::{Objection, Reason};
use crate::password;
use crate::record::{Put, Revision};

/// A device as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Gateway {
    pub async fn devices(&self) -> Result<Vec<DeviceView>, Fault> {
        Ok(self.inner.store.devices().await?.iter().map(view_of_device).collect())
    }
}

impl By<'_> {
    /// Adds a device. Its password, if it has one, is shown this once.
    pub async fn add_device(&self, new: NewDevice) -> Result<AddedDevice, GatewayError> {
        self.may(Privilege::Devices)?;
        check_device(&new)?;
        if let Some(account) = &new.account {
            self.inner().keeper(account).await?;
        }
        let (login, password) = match new.user {
            Some(user) => {
                let password = password::make();
                let hash = self.inner().hash(&password).await?;
                (Some(Login { user, password: hash }), Some(password))
            }
            None => (None, None),
        };
        let device = Device {
            name: new.name,
            ranges: new.ranges,
            login,
            tls: new.tls,
            account: new.account,
            revision: Revision::default(),
        };
        let view = view_of_device(&device);
        let (name, stamp) = (device.name.clone(), self.stamp());
        match self.inner().store.put_device(device, stamp).await? {
            Put::Added => {}
            Put::Replaced | Put::Changed => {
                return Err(Objection::new(Reason::DeviceExists, name).into());
            }
        }
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        Ok(AddedDevice { device: view, password })
    }

    pub async fn remove_device(&self, name: &str) -> Result<(), GatewayError> {
        self.may(Privilege::Devices)?;
        if !self.inner().store.remove_device(name.to_owned(), self.stamp()).await? {
            return Err(Objection::new(Reason::NoSuchDevice, name.escape_debug()).into());
        }
        self.inner().reload_registry().await?;
        self.inner().news.happened();
        Ok(())
    }
}

fn check_device(new: &NewDevice) -> Result<(), Objection> {
    if !device::is_name(&new.name) {
        return Err(Objection::new(Reason::DeviceNameInvalid, new.name.escape_debug()));
    }
    if let Some(user) = &new.user
        && (user.is_empty() || user.len() > LONGEST_USER || user.chars().any(char::is_control))
    {
        return Err(Objection::new(Reason::DeviceUserInvalid, user.escape_debug()));
    }
    if new.ranges.is_empty() && new.user.is_none() {
        return Err(Objection::new(Reason::DeviceUnidentified, &new.name));
    }
    Ok(())
}

fn view_of_device(device: &Device) -> DeviceView {
    DeviceView {
        name: device.name.clone(),
        ranges: device.ranges.iter().map(ToString::to_string).collect(),
        user: device.login.as_ref().map(|login| login.user.clone()),
        tls_required: device.tls == TlsFloor::Required,
        account: device.account.clone(),
    }
}

/// Longest user of a device, in octets.
const LONGEST_USER: usize = 64;
