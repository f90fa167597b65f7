//! One mailbox at a provider that scanpost acts for, and what its storage can do.
//!
//! A grant is stored sealed, under a generation. Who changes it names the generation that was
//! read; if another was faster, nothing is written and the answer says so. So no lock is held
//! while the provider thinks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::provider::Provider;
use crate::Stored;
use crate::clock::Time;
use crate::journal::Event;

/// What the administrator calls an account: `scans`. Unique.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountName(String);

/// Longest name of an account, in characters.
const LONGEST_NAME: usize = 64;

impl AccountName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(allowed) {
            return Err(format!(
                "'{name}' cannot be an account's name: use 1 to {LONGEST_NAME} letters, digits, dots, hyphens or underscores"
            ));
        }
        Ok(Self(name.to_owned()))
    }
}

impl TryFrom<String> for AccountName {
    type Error = String;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<AccountName> for String {
    fn from(name: AccountName) -> Self {
        name.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One mailbox at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: AccountName,
    /// The mailbox: `user=` of the SASL answer, and the sender of its mails.
    pub address: String,
    pub provider: Provider,
    pub added_at: Time,
}

/// Counts the changes of one account's grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(pub u64);

/// A grant as it lies in the storage.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredGrant {
    pub generation: Generation,
    /// Sealed by [`super::seal`]; the storage cannot read it.
    pub sealed: Vec<u8>,
}

impl fmt::Debug for StoredGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredGrant({:?}, {} octets)", self.generation, self.sealed.len())
    }
}

/// What became of a change to a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutGrant {
    /// Durable, under this generation.
    Done(Generation),
    /// Another was faster; read again.
    Changed,
}

/// What the accounts' storage can do.
pub trait Accounts: Send + Sync {
    /// In the order in which they were added.
    fn accounts(&self) -> Stored<'_, Vec<Account>>;

    /// Adds an account, or replaces the settings of the one of the same name; true if it was new.
    fn put_account(&self, account: Account) -> Stored<'_, bool>;

    /// Removes account, grant and hold. True if there was one. False as well, and nothing is removed,
    /// while jobs of the account have not ended: they would be lost.
    fn remove_account(&self, name: AccountName, at: Time) -> Stored<'_, bool>;

    fn grant(&self, name: AccountName) -> Stored<'_, Option<StoredGrant>>;

    /// Replaces the grant if its generation is still `seen` (none: there is no grant yet), and writes
    /// `event` to the journal. Durable when it returns. `sealed: None` removes the grant; the
    /// generation goes on counting.
    fn put_grant_if(
        &self,
        name: AccountName,
        seen: Option<Generation>,
        sealed: Option<Vec<u8>>,
        event: Event,
        at: Time,
    ) -> Stored<'_, PutGrant>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        assert!("scans".parse::<AccountName>().is_ok());
        assert!("front-office_2.b".parse::<AccountName>().is_ok());
        for bad in ["", "a b", "a/b", "å", "<script>", &"x".repeat(65)] {
            assert!(bad.parse::<AccountName>().is_err(), "{bad}");
        }
    }
}
