//! Whose mail it is: a device names somebody, and that is a user or nobody.
//!
//! Devices name people in From, in the envelope, or in both, and put a name of the machine into the
//! other. So whoever From names goes first, then the envelope's sender; of each the whole address, then
//! what stands before the `@`. Where the site lets it, an address of one of its domains becomes a user by
//! being named (no list, no LDAP): a right to send it has only when somebody has signed in to it.

use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use super::{PutUsers, User, Users, key};
use crate::account::is_address;
use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::journal::Stamp;
use crate::record::Put;

/// More people than this one mail does not name as its authors.
const MOST_AUTHORS: usize = 10;

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
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Directory")
    }
}

impl Directory {
    pub fn new(users: Arc<dyn Users>, clock: Clock) -> Self {
        Self { users, clock, admits: RwLock::default() }
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
        let name = address.split_once('@').map_or(address, |(name, _)| name).to_owned();
        let user = User { name, address: address.to_owned(), ..User::default() };
        let by = Stamp::from(self.clock.now());
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
