//! One mailbox at a provider that scanpost acts for, and what its storage can do.
//!
//! A grant is stored sealed, under a generation. Who changes it names the generation that was
//! read; if another was faster, nothing is written and the answer says so. So no lock is held
//! while the provider thinks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::credential::AppCredential;
use super::limits::Limits;
use super::provider::{Provider, Way};
use super::scopes::Needs;
use crate::Stored;
pub use crate::account::AccountName;
use crate::clock::Time;
use crate::journal::{Event, Stamp};
use crate::record::{Put, Revision};

/// One mailbox at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: AccountName,
    /// The mailbox: `user=` of the SASL answer, and the sender of its mails.
    pub address: String,
    pub provider: Provider,
    pub added_at: Time,
    /// The way of sign-in that an administrator chose; none: the first that the provider offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
    /// What it is used for, and so what is asked for at a sign-in.
    #[serde(default)]
    pub needs: Needs,
    /// What the app proves itself with at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<AppCredential>,
    /// What the provider takes of this mailbox, where that differs from the provider's data.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    #[serde(default)]
    pub revision: Revision,
}

impl Account {
    /// An account for sending, of which nothing else is set.
    pub fn new(name: AccountName, address: String, provider: Provider, added_at: Time) -> Self {
        Self {
            name,
            address,
            provider,
            added_at,
            way: None,
            needs: Needs::default(),
            credential: None,
            limits: Limits::default(),
            revision: Revision::default(),
        }
    }

    /// How much is taken of its mailbox.
    pub fn limits(&self) -> Limits {
        self.limits.or(self.provider.limits())
    }

    /// The way in which this account is signed in.
    pub fn way(&self) -> Way {
        let first = self.provider.oauth.sign_in.iter().find(|way| self.provider.offers(**way));
        self.way.or(first.copied()).unwrap_or(Way::DeviceCode)
    }
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

    /// Adds an account, or replaces the one of the same name if it still is the one that was read:
    /// its revision is that of `account`. Writes [`Event::AccountAdded`] or
    /// [`Event::AccountChanged`].
    fn put_account(&self, account: Account, stamp: Stamp) -> Stored<'_, Put>;

    /// Removes account, grant and hold. True if there was one. False as well, and nothing is removed,
    /// while jobs of the account have not ended: they would be lost.
    fn remove_account(&self, name: AccountName, stamp: Stamp) -> Stored<'_, bool>;

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
        stamp: Stamp,
    ) -> Stored<'_, PutGrant>;
}
