//! Which device is this? Answered for every connection, from memory.
//!
//! The registry is loaded from the storage at the start and replaced whole when the administrator
//! changes a device, so a connection sees one consistent list and waits for no disk.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::SecretString;

use super::{Device, SenderRule, Sightings, TlsFloor};
use crate::account::AccountName;
use crate::fault::{Code, Fault};
use crate::fax::Desk;
use crate::password::Checker;

/// A device that has shown who it is; only [`Registry`] makes one.
#[derive(Clone, Debug)]
pub struct Known {
    device: Arc<Device>,
    sends_by: Option<SendsBy>,
}

/// The account that a device's mails go out by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendsBy {
    pub account: AccountName,
    /// The mailbox.
    pub address: String,
}

impl Known {
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The account that its mails go out by; nothing while no account is set up.
    pub fn sends_by(&self) -> Option<&SendsBy> {
        self.sends_by.as_ref()
    }
}

/// Why a log-in made no device known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKnown {
    /// It is wrong, and will be the next time.
    Refused(Fault),
    /// Too many others are logging in: whether it is right cannot be told now.
    Busy,
}

impl From<Code> for NotKnown {
    fn from(code: Code) -> Self {
        NotKnown::Refused(code.into())
    }
}

/// The devices that may send.
#[derive(Debug, Default)]
pub struct Registry {
    lists: RwLock<Lists>,
    passwords: Arc<Checker>,
    sightings: Sightings,
    /// Accounts whose mails are refused, because nobody is signed in; and why nobody is.
    refused: RwLock<BTreeMap<AccountName, Fault>>,
    /// Whether the senders of mails get reports.
    reports: AtomicBool,
    faxes: Desk,
}

#[derive(Clone, Debug, Default)]
struct Lists {
    devices: Vec<Arc<Device>>,
    /// The account that a device's mails go out by, by its name.
    accounts: HashMap<String, SendsBy>,
}

impl Registry {
    /// One that has its passwords checked there.
    pub fn new(passwords: Arc<Checker>) -> Self {
        Self { passwords, ..Self::default() }
    }

    /// Puts new lists in the place of the old ones: the devices, and by their names the accounts that
    /// their mails go out by.
    pub fn replace(&self, devices: Vec<Device>, accounts: HashMap<String, SendsBy>) {
        self.sightings.keep_only(devices.iter().map(|device| device.name.as_str()));
        let devices = devices.into_iter().map(Arc::new).collect();
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Lists { devices, accounts };
        self.sightings.forget_strangers(|address| self.expects(address));
    }

    /// What becomes of the From of a device's mails; that of any device if it is no more.
    pub fn sender_rule(&self, device: &str) -> SenderRule {
        let lists = self.read();
        let named = lists.devices.iter().find(|one| one.name == device);
        named.map(|device| device.sender.clone()).unwrap_or_default()
    }

    /// The account that a device's mails go out by; nothing: it has none, or is no more.
    pub fn sends_by(&self, device: &str) -> Option<SendsBy> {
        self.read().accounts.get(device).cloned()
    }

    /// Of these accounts no mail is taken until somebody has signed in; of all others they are.
    pub fn refuse_mails_of(&self, accounts: BTreeMap<AccountName, Fault>) {
        *self.refused.write().unwrap_or_else(PoisonError::into_inner) = accounts;
    }

    /// Why mails for the account are refused, where nobody is signed in; nothing: they are taken.
    pub fn refuses_mails_of(&self, account: &AccountName) -> Option<Fault> {
        self.refused.read().unwrap_or_else(PoisonError::into_inner).get(account).cloned()
    }

    /// Whether senders are told from now on what became of their mails.
    pub fn report_to_senders(&self, on: bool) {
        self.reports.store(on, Ordering::Relaxed);
    }

    /// Whether senders are told what became of their mails. Only then DSN may be offered (RFC 3461).
    pub fn reports_to_senders(&self) -> bool {
        self.reports.load(Ordering::Relaxed)
    }

    /// Whom their recipients mean.
    pub fn faxes(&self) -> &Desk {
        &self.faxes
    }

    /// What was last seen of the devices.
    pub fn sightings(&self) -> &Sightings {
        &self.sightings
    }

    /// The name of the device whose user somebody gave, or whose range the address lies in: whom a
    /// refusal concerns.
    pub fn meant(&self, peer: IpAddr, user: Option<&str>) -> Option<String> {
        let peer = peer.to_canonical();
        let lists = self.read();
        let has_user = |device: &&Arc<Device>| {
            let login = device.login.as_ref();
            user.is_some_and(|user| {
                login.is_some_and(|login| login.user.eq_ignore_ascii_case(user))
            })
        };
        let by_user = lists.devices.iter().find(has_user);
        let in_range = |device: &&Arc<Device>| narrowest(device, peer);
        let by_address = || {
            lists.devices.iter().filter(|device| in_range(device).is_some()).max_by_key(in_range)
        };
        by_user.or_else(by_address).map(|device| device.name.clone())
    }

    /// The names of all devices.
    pub fn names(&self) -> Vec<String> {
        self.read().devices.iter().map(|device| device.name.clone()).collect()
    }

    /// How many devices there are.
    pub fn count(&self) -> usize {
        self.read().devices.len()
    }

    /// How many of them have no account that their mails could go out by.
    pub fn without_account(&self) -> usize {
        let lists = self.read();
        let refused = lists.devices.iter().filter(|one| !lists.accounts.contains_key(&one.name));
        refused.count()
    }

    /// How many of them send from their users' own mailboxes.
    pub fn of_users(&self) -> usize {
        self.read().devices.iter().filter(|one| one.sender == SenderRule::PerUser).count()
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
    ) -> Result<Known, NotKnown> {
        let peer = peer.to_canonical();
        let named = {
            let lists = self.read();
            let named = lists.devices.iter().find(|device| {
                device.login.as_ref().is_some_and(|login| login.user.eq_ignore_ascii_case(user))
                    && allows_address(device, peer)
            });
            named.map(|device| lists.known(device))
        };
        let kept = named.as_ref().and_then(|named| Some(&named.device.login.as_ref()?.password));
        if !self.passwords.is_right_as_before(kept, password).await.map_err(|_| NotKnown::Busy)? {
            return Err(Code::DevicePasswordWrong.into());
        }
        // While the password was being hashed the entry may have been removed.
        let known = named.and_then(|named| self.again(&named, peer));
        let known = known.ok_or(Code::DevicePasswordWrong)?;
        if known.device.tls == TlsFloor::Required && !encrypted {
            return Err(Code::DeviceTlsRequired.into());
        }
        Ok(known)
    }

    /// What is known now of a device that has shown who it is: its entry may have been removed or
    /// changed since. One that has logged in must still have the same password.
    pub fn again(&self, known: &Known, peer: IpAddr) -> Option<Known> {
        let before = &known.device;
        if before.login.is_none() {
            return self.by_address(peer);
        }
        let peer = peer.to_canonical();
        let lists = self.read();
        let same = lists.devices.iter().find(|device| {
            device.name == before.name
                && device.login == before.login
                && allows_address(device, peer)
        });
        same.map(|device| lists.known(device))
    }

    /// Whether an entry names this address, with or without a password.
    pub fn expects(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.read().devices.iter().any(|device| narrowest(device, peer).is_some())
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
        let sends_by = self.accounts.get(&device.name).cloned();
        Known { device: device.clone(), sends_by }
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
    use crate::device::Login;
    use crate::password::PasswordHash;
    use crate::record::Revision;

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
            sender: SenderRule::default(),
            fetches: false,
            profile: None,
            revision: Revision::default(),
        }
    }

    fn registry(devices: Vec<Device>) -> Registry {
        let registry = Registry::default();
        registry.replace(devices, HashMap::new());
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
        };
        assert_eq!(try_login("10.0.0.1", "Copier", "right", true).await, Ok("copier".to_owned()));
        let refused = [
            ("10.0.0.1", "copier", "wrong", true, Code::DevicePasswordWrong),
            ("10.0.0.1", "other", "right", true, Code::DevicePasswordWrong),
            ("192.0.2.1", "copier", "right", true, Code::DevicePasswordWrong),
            ("10.0.0.1", "copier", "right", false, Code::DeviceTlsRequired),
        ];
        for (from, user, word, encrypted, code) in refused {
            assert_eq!(try_login(from, user, word, encrypted).await, Err(code.into()), "{code}");
        }
        assert!(registry.by_address(ip("10.0.0.1")).is_none(), "the address alone is not enough");
        assert!(!registry.allows_clear_login(ip("10.0.0.1")));
    }

    #[tokio::test]
    async fn who_was_known_is_known_again_only_as_long_as_the_entry_stays_the_same() {
        let password = SecretString::from("right");
        let entry = device("copier", &["10.0.0.0/8"], Some(&password), TlsFloor::Optional);
        let registry = registry(vec![entry.clone()]);
        let peer = ip("10.0.0.1");
        let known = registry.by_login(peer, "copier", &password, false).await.expect("it is right");
        let mut moved = entry.clone();
        moved.ranges = vec!["192.0.2.0/24".parse().expect("a range")];
        let mut encrypting = entry.clone();
        encrypting.tls = TlsFloor::Required;
        let anew = device("copier", &["10.0.0.0/8"], Some(&password), TlsFloor::Optional);
        let table = [
            ("the same", vec![entry], true),
            ("another setting", vec![encrypting], true),
            ("removed", vec![], false),
            ("another range", vec![moved], false),
            ("removed and added anew, so with another password", vec![anew], false),
        ];
        for (what, entries, still) in table {
            registry.replace(entries, HashMap::new());
            assert_eq!(registry.again(&known, peer).is_some(), still, "{what}");
        }
    }

    #[test]
    fn who_is_known_by_address_is_asked_for_by_address_again() {
        let registry = registry(vec![device("copier", &["10.1.2.3/32"], None, TlsFloor::Optional)]);
        let peer = ip("10.1.2.3");
        let known = registry.by_address(peer).expect("it is known");
        let floor = device("floor", &["10.0.0.0/8"], None, TlsFloor::Optional);
        registry.replace(vec![floor], HashMap::new());
        let again = registry.again(&known, peer).expect("another entry names it");
        assert_eq!(again.device().name, "floor");
        registry.replace(Vec::new(), HashMap::new());
        assert!(registry.again(&known, peer).is_none());
    }

    #[test]
    fn an_address_in_a_range_is_expected_with_or_without_a_password() {
        let password = SecretString::from("right");
        let registry = registry(vec![
            device("copier", &["10.0.0.0/8"], Some(&password), TlsFloor::Required),
            device("roaming", &[], Some(&password), TlsFloor::Required),
        ]);
        assert!(registry.expects(ip("10.1.2.3")) && registry.expects(ip("::ffff:10.1.2.3")));
        assert!(!registry.expects(ip("192.0.2.1")), "the roaming one may be anybody");
    }
}
