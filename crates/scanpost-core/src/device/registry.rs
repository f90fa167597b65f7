//! Which device is this? Answered for every connection, from memory.
//!
//! The registry is loaded from the storage at the start and replaced whole when the administrator
//! changes a device, so a connection sees one consistent list and waits for no disk.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::SecretString;

use super::password::Checker;
use super::{Device, TlsFloor};
use crate::account::AccountName;
use crate::fault::{Code, Fault};

/// A device that has shown who it is; only [`Registry`] makes one.
#[derive(Clone, Debug)]
pub struct Known {
    device: Arc<Device>,
    account: Option<AccountName>,
}

impl Known {
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The account that its mails go out by; nothing while no account is set up.
    pub fn account(&self) -> Option<&AccountName> {
        self.account.as_ref()
    }
}

/// The devices that may send.
#[derive(Debug, Default)]
pub struct Registry {
    lists: RwLock<Lists>,
    passwords: Checker,
}

#[derive(Clone, Debug, Default)]
struct Lists {
    devices: Vec<Arc<Device>>,
    /// All accounts, in the order in which they were added.
    accounts: Vec<AccountName>,
}

impl Registry {
    /// Puts new lists in the place of the old ones.
    pub fn replace(&self, devices: Vec<Device>, accounts: Vec<AccountName>) {
        let devices = devices.into_iter().map(Arc::new).collect();
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Lists { devices, accounts };
    }

    /// How many devices there are.
    pub fn count(&self) -> usize {
        self.read().devices.len()
    }

    /// The device that this address alone makes known: one without a password. The narrowest range
    /// wins.
    pub fn by_address(&self, peer: IpAddr) -> Option<Known> {
        let peer = peer.to_canonical();
        let lists = self.read();
        lists
            .devices
            .iter()
            .filter(|device| device.login.is_none())
            .filter_map(|device| Some((narrowest(device, peer)?, device)))
            .max_by_key(|(prefix, _)| *prefix)
            .map(|(_, device)| lists.known(device))
    }

    /// The device that user, password and address together make known.
    pub async fn by_login(
        &self,
        peer: IpAddr,
        user: &str,
        password: &SecretString,
        encrypted: bool,
    ) -> Result<Known, Fault> {
        let peer = peer.to_canonical();
        let named = self.read().devices.iter().find_map(|device| {
            let login = device.login.as_ref()?;
            let named = login.user.eq_ignore_ascii_case(user) && allows_address(device, peer);
            named.then(|| (device.clone(), login.password.clone()))
        });
        let Some((device, kept)) = named else {
            return Err(Code::DevicePasswordWrong.into());
        };
        if !self.passwords.is_right(&kept, password).await {
            return Err(Code::DevicePasswordWrong.into());
        }
        if device.tls == TlsFloor::Required && !encrypted {
            return Err(Code::DeviceTlsRequired.into());
        }
        Ok(self.read().known(&device))
    }

    /// Whether a log-in without TLS can succeed from this address; only then it is offered.
    pub fn allows_clear_login(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.read().devices.iter().any(|device| {
            device.login.is_some()
                && device.tls == TlsFloor::Optional
                && allows_address(device, peer)
        })
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Lists> {
        self.lists.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists {
    fn known(&self, device: &Arc<Device>) -> Known {
        let account = device.account.clone().or_else(|| self.accounts.first().cloned());
        Known { device: device.clone(), account }
    }
}

fn allows_address(device: &Device, peer: IpAddr) -> bool {
    (device.ranges.is_empty() && device.login.is_some()) || narrowest(device, peer).is_some()
}

/// The length of the narrowest range of the device that holds this address.
fn narrowest(device: &Device, peer: IpAddr) -> Option<u8> {
    device.ranges.iter().filter(|range| range.contains(&peer)).map(ipnet::IpNet::prefix_len).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Login, PasswordHash};

    fn device(
        name: &str,
        ranges: &[&str],
        password: Option<&SecretString>,
        tls: TlsFloor,
    ) -> Device {
        Device {
            name: name.to_owned(),
            ranges: ranges.iter().map(|range| range.parse().expect("a range")).collect(),
            login: password.map(|password| Login {
                user: name.to_owned(),
                password: PasswordHash::of(password),
            }),
            tls,
            account: None,
        }
    }

    fn registry(devices: Vec<Device>) -> Registry {
        let registry = Registry::default();
        registry.replace(devices, Vec::new());
        registry
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn the_narrowest_range_names_the_device_and_strangers_are_unknown() {
        let registry = registry(vec![
            device("floor", &["10.0.0.0/8"], None, TlsFloor::Optional),
            device("copier", &["10.1.2.3/32"], None, TlsFloor::Optional),
        ]);
        let name = |from| registry.by_address(ip(from)).map(|known| known.device().name.clone());
        assert_eq!(name("10.1.2.3").as_deref(), Some("copier"));
        assert_eq!(name("::ffff:10.1.2.3").as_deref(), Some("copier"));
        assert_eq!(name("10.1.2.4").as_deref(), Some("floor"));
        assert_eq!(name("192.0.2.1"), None);
    }

    #[test]
    fn an_entry_without_range_and_without_password_lets_nobody_in() {
        let registry = registry(vec![device("empty", &[], None, TlsFloor::Optional)]);
        assert!(registry.by_address(ip("10.0.0.1")).is_none());
    }

    #[tokio::test]
    async fn a_login_needs_the_password_the_address_and_the_encryption_of_its_entry() {
        let password = SecretString::from("right");
        let registry =
            registry(vec![device("copier", &["10.0.0.0/8"], Some(&password), TlsFloor::Required)]);
        let try_login = async |from: &str, user: &str, word: &str, encrypted| {
            registry
                .by_login(ip(from), user, &SecretString::from(word), encrypted)
                .await
                .map(|known| known.device().name.clone())
                .map_err(|fault| fault.code)
        };
        assert_eq!(try_login("10.0.0.1", "Copier", "right", true).await.as_deref(), Ok("copier"));
        assert_eq!(
            try_login("10.0.0.1", "copier", "wrong", true).await,
            Err(Code::DevicePasswordWrong)
        );
        assert_eq!(
            try_login("10.0.0.1", "other", "right", true).await,
            Err(Code::DevicePasswordWrong)
        );
        assert_eq!(
            try_login("192.0.2.1", "copier", "right", true).await,
            Err(Code::DevicePasswordWrong)
        );
        assert_eq!(
            try_login("10.0.0.1", "copier", "right", false).await,
            Err(Code::DeviceTlsRequired)
        );
        assert!(registry.by_address(ip("10.0.0.1")).is_none(), "the address alone is not enough");
        assert!(!registry.allows_clear_login(ip("10.0.0.1")));
    }
}
