//! The way out: by which network, through which proxy, with how much patience, and believing whom
//! scanpost reaches the provider.
//!
//! An administrator changes these while connections are open. So [`Network`] is asked at every new
//! connection, and what is made from its answer (a TLS client, an HTTP client) is [`Made`] anew when
//! the answer has changed. A connection that is open carries what is under way on it, and nothing new.
//!
//! - [`dial`]: a connection to a mail server, with proxy and own address
//! - [`names`]: who turns a name into addresses; `race`: which of them answers first
//! - [`way_out`]: whether a chosen network leads out of this machine at all
//! - [`proxy`]: the HTTP proxy, and how one asks it for a connection (RFC 9110 §9.3.6)

pub mod dial;
pub mod names;
pub mod proxy;
mod race;
pub mod reach;
pub mod way_out;

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};

use crate::account::AccountName;
use crate::fault::Fault;
pub use dial::{Dialled, dial};
pub use names::Names;
pub use proxy::Proxy;

/// How the connection to a mail server is encrypted. There is no way without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encryption {
    /// In clear until both agree on TLS (RFC 3207, RFC 2595).
    #[default]
    Starttls,
    /// TLS from the first octet (RFC 8314 §3).
    FromTheStart,
}

impl Encryption {
    pub const ALL: [Encryption; 2] = [Encryption::Starttls, Encryption::FromTheStart];

    /// The word as it stands in forms, JSON and TOML.
    pub const fn as_str(self) -> &'static str {
        match self {
            Encryption::Starttls => "starttls",
            Encryption::FromTheStart => "from-the-start",
        }
    }
}

/// A mail server to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub encryption: Encryption,
}

/// Where connections leave this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Exit {
    /// An address of this machine.
    Address(IpAddr),
    /// A network interface by its name: `eth1`.
    Interface(String),
}

/// Longest name of a network interface, in octets: what Linux allows, less the final zero.
const LONGEST_INTERFACE: usize = 15;

/// Neither an address nor the name of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoExit;

impl fmt::Display for NoExit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither an address nor the name of a network interface")
    }
}

impl FromStr for Exit {
    type Err = NoExit;

    fn from_str(text: &str) -> Result<Self, NoExit> {
        if let Ok(address) = text.parse() {
            return Ok(Exit::Address(address));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let good = (1..=LONGEST_INTERFACE).contains(&text.len())
            && text.chars().all(plain)
            && text.starts_with(|c: char| c.is_ascii_alphabetic());
        if good { Ok(Exit::Interface(text.to_owned())) } else { Err(NoExit) }
    }
}

impl TryFrom<String> for Exit {
    type Error = NoExit;

    fn try_from(text: String) -> Result<Self, NoExit> {
        text.parse()
    }
}

impl From<Exit> for String {
    fn from(exit: Exit) -> Self {
        exit.to_string()
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Address(address) => address.fmt(f),
            Exit::Interface(name) => f.write_str(name),
        }
    }
}

/// How scanpost reaches out now.
#[derive(Clone, Debug)]
pub struct Outward {
    /// How long a connection may take to come about.
    pub timeout: Duration,
    /// None: the system chooses.
    pub exit: Option<Exit>,
    pub proxy: Option<Proxy>,
    /// Whether a mail server must prove who it is. The authorization server always must.
    pub checks_certificates: bool,
    /// Authorities that are believed beside the system's.
    pub authorities: Vec<CertificateDer<'static>>,
    /// Where mails of this account go when its own server cannot be reached.
    pub secondary: Option<(AccountName, Server)>,
    pub names: Names,
    /// Counts the changes; [`Network::change`] and [`Network::leave_by`] set it.
    pub change: u64,
}

impl Default for Outward {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            exit: None,
            proxy: None,
            checks_certificates: true,
            authorities: Vec::new(),
            secondary: None,
            names: Names::default(),
            change: 0,
        }
    }
}

impl Outward {
    /// The secondary server of this account.
    pub fn secondary_of(&self, account: &AccountName) -> Option<&Server> {
        self.secondary.as_ref().filter(|(of, _)| of == account).map(|(_, server)| server)
    }
}

/// The way out as it stands now. Cheap to clone; all clones share it.
#[derive(Clone, Debug)]
pub struct Network {
    shared: Arc<watch::Sender<Arc<Outward>>>,
    own: Arc<watch::Sender<Own>>,
}

/// An account's own exit, which goes before that of the site; and how often it has changed.
#[derive(Clone, Debug, Default)]
struct Own {
    exit: Option<Exit>,
    changes: u64,
}

impl Default for Network {
    fn default() -> Self {
        Self { shared: Arc::new(watch::Sender::new(Arc::default())), own: Arc::default() }
    }
}

impl Network {
    pub fn now(&self) -> Arc<Outward> {
        let (now, own) = (self.shared.borrow().clone(), self.own.borrow().clone());
        if own.exit.is_none() && own.changes == 0 {
            return now;
        }
        let exit = own.exit.or_else(|| now.exit.clone());
        // Either count only grows, so no two states have the same sum.
        Arc::new(Outward { exit, change: now.change + own.changes, ..(*now).clone() })
    }

    /// The same, left by this exit where there is one, whatever the site's is.
    #[must_use]
    pub fn leaving_by(&self, exit: Option<Exit>) -> Self {
        let own = Own { exit, changes: 0 };
        Self { shared: self.shared.clone(), own: Arc::new(watch::Sender::new(own)) }
    }

    /// From now on this one, and all its clones, are left by this exit, or by the site's.
    pub fn leave_by(&self, exit: Option<Exit>) {
        self.own.send_if_modified(|own| {
            let is_other = own.exit != exit;
            if is_other {
                *own = Own { exit, changes: own.changes + 1 };
            }
            is_other
        });
    }

    /// From now on connections are made like this; the secondary server stays. The system's root
    /// certificates are read again.
    pub fn change(&self, outward: Outward) {
        self.shared.send_modify(|now| {
            let (change, secondary) = (now.change + 1, now.secondary.clone());
            *now = Arc::new(Outward { secondary, change, ..outward });
        });
    }

    /// Where mails of this account go when its own server cannot be reached.
    pub fn set_secondary(&self, secondary: Option<(AccountName, Server)>) {
        self.shared.send_modify(|now| *now = Arc::new(Outward { secondary, ..(**now).clone() }));
    }
}

/// Something that is made from the way out as it stands, and again when that has changed. All clones
/// share it.
#[derive(Clone, Debug)]
pub struct Made<T>(Arc<Mutex<Option<(u64, T)>>>);

impl<T> Default for Made<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Made<T> {
    /// The thing, made by `make` if there is none for `outward` yet.
    pub async fn get(
        &self,
        outward: &Outward,
        make: impl AsyncFnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut kept = self.0.lock().await;
        if let Some((change, thing)) = &*kept
            && *change == outward.change
        {
            return Ok(thing.clone());
        }
        let thing = make().await?;
        *kept = Some((outward.change, thing.clone()));
        Ok(thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_is_an_address_or_an_interface() {
        let address = |text: &str| Exit::Address(text.parse().expect("an address"));
        assert_eq!("192.0.2.7".parse(), Ok(address("192.0.2.7")));
        assert_eq!("2001:db8::7".parse(), Ok(address("2001:db8::7")));
        for name in ["eth1", "enp3s0", "wlan0", "br-lan", "eth0.12"] {
            assert_eq!(name.parse(), Ok(Exit::Interface(name.to_owned())), "{name}");
        }
        for bad in ["", "1eth", "eth 1", "eth1/../x", "192.0.2.256", "a-name-that-is-long", "é0"] {
            assert_eq!(bad.parse::<Exit>(), Err(NoExit), "{bad}");
        }
    }

    #[test]
    fn an_accounts_own_exit_goes_before_the_sites_and_all_else_is_shared() {
        let exit = |name: &str| Some(name.parse().expect("an exit"));
        let site = Network::default();
        let (own, usual) = (site.leaving_by(exit("eth1")), site.leaving_by(None));
        let timeout = Duration::from_secs(7);
        site.change(Outward { exit: exit("eth0"), timeout, ..Outward::default() });
        assert_eq!((own.now().exit.clone(), own.now().timeout), (exit("eth1"), timeout));
        assert_eq!((usual.now().exit.clone(), usual.now().change), (exit("eth0"), 1));

        let clone = own.clone();
        for (now, change) in [(exit("eth2"), 2), (exit("eth2"), 2), (None, 3)] {
            clone.leave_by(now.clone());
            let now = now.or_else(|| exit("eth0"));
            assert_eq!((own.now().exit.clone(), own.now().change), (now, change));
        }
        assert_eq!(usual.now().change, 1, "nobody else's");
    }

    #[tokio::test]
    async fn what_is_made_from_the_way_out_is_made_again_when_that_changes() {
        let (network, made) = (Network::default(), Made::default());
        let get = async |word: &'static str| made.get(&network.now(), async || Ok(word)).await;
        assert_eq!(get("first").await, Ok("first"));
        assert_eq!(get("second").await, Ok("first"));
        network.change(Outward::default());
        assert_eq!(get("third").await, Ok("third"));
    }
}
