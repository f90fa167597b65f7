//! Whose mail it is: a device names somebody, and that is a user or nobody.
//!
//! Devices name people in From, in the envelope, or in both, and put a name of the machine into the
//! other. So whoever From names goes first, then the envelope's sender; of each the whole address, then
//! what stands before the `@`. Where the site lets it, an address of one of its domains becomes a user by
//! being named (no list, no LDAP): a right to send it has only when somebody has signed in to it. So many a
//! device makes in a quarter of an hour and no more: each may be written to, and need not be there at all.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{PutUsers, User, Users, key};
use crate::account::is_address;
use crate::clock::{Clock, Time};
use crate::fault::{Code, Fault};
use crate::journal::Stamp;
use crate::record::Put;

/// More people than this one mail does not name as its authors.
const MOST_AUTHORS: usize = 10;

/// So many people whom nobody has entered become users by one device within [`NEWCOMERS_COUNT`]: more than
/// come by at a copier in that time.
const MOST_NEWCOMERS: usize = 30;
const NEWCOMERS_COUNT: Duration = Duration::from_mins(15);

/// Who becomes a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Admits {
    /// Those whom an administrator has added.
    #[default]
    KnownUsers,
    /// Beside them whoever has an address of one of these domains.
    Domains(Vec<String>),
}

impl Admits {
    /// Whether this address may become a user by being named.
    pub fn admits(&self, address: &str) -> bool {
        let Admits::Domains(domains) = self else { return false };
        let Some((_, domain)) = address.rsplit_once('@') else { return false };
        is_address(address) && domains.iter().any(|one| one.eq_ignore_ascii_case(domain))
    }
}

/// Answers whose mail it is.
pub struct Directory {
    users: Arc<dyn Users>,
    clock: Clock,
    admits: RwLock<Admits>,
    newcomers: Mutex<Newcomers>,
}

/// When each device has made users of late, the oldest first.
#[derive(Debug, Default)]
struct Newcomers(HashMap<String, VecDeque<Time>>);

impl Newcomers {
    /// Counts one more of this device; false: it is one too many, and not counted.
    fn may_come(&mut self, device: &str, now: Time) -> bool {
        self.0.retain(|_, times| {
            times.retain(|time| now.since(*time) < NEWCOMERS_COUNT);
            !times.is_empty()
        });
        let times = self.0.entry(device.to_owned()).or_default();
        let may = times.len() < MOST_NEWCOMERS;
        if may {
            times.push_back(now);
        }
        may
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Directory")
    }
}

impl Directory {
    pub fn new(users: Arc<dyn Users>, clock: Clock) -> Self {
        Self { users, clock, admits: RwLock::default(), newcomers: Mutex::default() }
    }

    /// From now on these become users.
    pub fn admit(&self, admits: Admits) {
        *self.admits.write().unwrap_or_else(PoisonError::into_inner) = admits;
    }

    /// The user whom a mail of this device belongs to. `authors`: whom From names.
    pub async fn user_of_mail(
        &self,
        authors: &[String],
        envelope: &str,
        device: &str,
    ) -> Result<User, Fault> {
        let named = named(authors, envelope);
        let keys = named.iter().flat_map(|address| keys(address)).collect();
        if let Some(user) = self.users.user_named(keys).await? {
            return Ok(user);
        }
        let admits = self.admits.read().unwrap_or_else(PoisonError::into_inner).clone();
        match named.iter().find(|address| admits.admits(address)) {
            Some(address) => self.welcome(address, device).await,
            None => Err(unknown(named.first().copied().unwrap_or_default(), device)),
        }
    }

    /// A person whom nobody has entered, and whom the site lets become a user.
    async fn welcome(&self, address: &str, device: &str) -> Result<User, Fault> {
        let now = self.clock.now();
        if !self.newcomers.lock().unwrap_or_else(PoisonError::into_inner).may_come(device, now) {
            return Err(Fault::new(Code::TooManyNewcomers).fact("device", device));
        }
        let name = address.split_once('@').map_or(address, |(name, _)| name).to_owned();
        let user = User { name, address: address.to_owned(), ..User::default() };
        let by = Stamp::from(now);
        match self.users.put_user(user.clone(), by).await? {
            Ok(Put::Added | Put::Replaced) => Ok(user),
            // Another mail of theirs was faster.
            Ok(Put::Changed) | Err(PutUsers::Taken { .. } | PutUsers::Done { .. }) => {
                let there = self.users.user_named(vec![key(address)]).await?;
                there.ok_or_else(|| unknown(address, device))
            }
            Err(PutUsers::TooMany) => Err(unknown(address, device)),
        }
    }
}

/// The addresses that a mail names as its senders, in the order in which they count.
fn named<'a>(authors: &'a [String], envelope: &'a str) -> Vec<&'a str> {
    let authors = authors.iter().take(MOST_AUTHORS).map(String::as_str);
    authors.chain([envelope]).filter(|address| !address.is_empty()).collect()
}

/// What a user may be found by.
fn keys(address: &str) -> Vec<String> {
    let whole = key(address);
    let name = whole.split_once('@').map(|(name, _)| name.to_owned());
    std::iter::once(whole).chain(name).collect()
}

fn unknown(address: &str, device: &str) -> Fault {
    Fault::new(Code::SenderIsNoUser).fact("sender", address).fact("device", device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_goes_before_the_envelope_and_the_address_before_the_name_in_it() {
        let authors = ["Anna@b.example".to_owned(), String::new()];
        assert_eq!(named(&authors, "copier@b.example"), ["Anna@b.example", "copier@b.example"]);
        assert_eq!(named(&[], ""), [""; 0]);
        assert_eq!(keys("Anna@B.example"), ["anna@b.example", "anna"]);
        assert_eq!(keys("anna"), ["anna"]);
    }

    #[test]
    fn a_device_makes_so_many_users_within_a_quarter_of_an_hour_and_no_more() {
        let (mut newcomers, begin) = (Newcomers::default(), Time(0));
        assert!((0..MOST_NEWCOMERS).all(|_| newcomers.may_come("copier", begin)));
        assert!(!newcomers.may_come("copier", begin));
        assert!(newcomers.may_come("other", begin), "each device for itself");
        assert!(newcomers.may_come("copier", begin + NEWCOMERS_COUNT));
        assert_eq!(newcomers.0.len(), 1, "nothing is remembered of who is long past");
    }

    #[test]
    fn an_address_becomes_a_user_only_in_a_domain_that_the_site_lets() {
        let domains = Admits::Domains(vec!["Contoso.example".to_owned()]);
        let table = [
            (&domains, "anna@contoso.EXAMPLE", true),
            (&domains, "anna@sub.contoso.example", false),
            (&domains, "anna@contoso.example.evil", false),
            (&domains, "a b@contoso.example", false),
            (&domains, "@contoso.example", false),
            (&domains, "contoso.example", false),
            (&Admits::KnownUsers, "anna@contoso.example", false),
        ];
        for (admits, address, may) in table {
            assert_eq!(admits.admits(address), may, "{address}");
        }
    }
}
