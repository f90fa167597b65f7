//! One mailbox at a provider that scanpost acts for, and what its storage can do.
//!
//! A grant is stored sealed, under a generation. Who changes it names the generation that was
//! read; if another was faster, nothing is written and the answer says so. So no lock is held
//! while the provider thinks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::provider::Provider;
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
    #[serde(default)]
    pub revision: Revision,
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
