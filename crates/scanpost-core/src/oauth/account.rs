//! One mailbox at a provider that scanpost acts for, and what its storage can do.
//!
//! A grant is stored sealed, under a generation. Who changes it names the generation that was
//! read; if another was faster, nothing is written and the answer says so. So no lock is held
//! while the provider thinks.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::credential::AppCredential;
use super::limits::Limits;
use super::notice::is_other_name;
use super::provider::{Provider, Way};
use super::scopes::Needs;
use crate::Stored;
pub use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::network::Exit;
use crate::record::{Put, Record, Revision};

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
    /// By which network its provider is reached; nothing: by the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Exit>,
    #[serde(default)]
    pub revision: Revision,
    /// Whose it is. A user's is never stored: all of it follows from the site's account and the user.
    #[serde(skip)]
    pub owner: Owner,
}

impl Owner {
    /// The user's name.
    pub fn user(&self) -> Option<&str> {
        match self {
            Owner::Site => None,
            Owner::User { user, .. } => Some(user),
        }
    }
}

/// Whose an account is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    /// The site's: an administrator signs it in, and may do so as somebody else.
    #[default]
    Site,
    /// A user's: nobody but they themselves can sign it in.
    User {
        /// Their name.
        user: String,
        /// The site's account whose app it uses, and whose credential.
        app: AccountName,
    },
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
            network: None,
            revision: Revision::default(),
            owner: Owner::Site,
        }
    }

    /// The account of a user, with the app of this one.
    #[must_use]
    pub fn for_user(&self, name: AccountName, address: String, user: String) -> Self {
        Self {
            name,
            address,
            needs: Needs::default(),
            revision: Revision::default(),
            owner: Owner::User { user, app: self.name.clone() },
            ..self.clone()
        }
    }

    /// The account that its credential was sealed for.
    pub fn app_account(&self) -> &AccountName {
        match &self.owner {
            Owner::Site => &self.name,
            Owner::User { app, .. } => app,
        }
    }

    /// That nobody is signed in.
    pub fn sign_in_needed(&self) -> Fault {
        match &self.owner {
            Owner::Site => Fault::new(Code::SignInNeeded).fact("account", &self.name),
            Owner::User { user, .. } => {
                Fault::new(Code::UserSignInNeeded).fact("user", user).fact("address", &self.address)
            }
        }
    }

    /// Whether whoever has signed in may have this account. The site's may be anybody's: a shared mailbox
    /// is signed in by one of those who may use it.
    pub fn admits(&self, signed_in_as: Option<&str>) -> Result<(), Fault> {
        let refused = |code| Fault::new(code).fact("address", &self.address);
        match (&self.owner, signed_in_as) {
            (Owner::User { .. }, None) => Err(refused(Code::UserSignInNameless)),
            (Owner::User { .. }, Some(name)) if is_other_name(name, &self.address) => {
                Err(refused(Code::UserSignedInAsOther).fact("name", name))
            }
            (Owner::Site | Owner::User { .. }, _) => Ok(()),
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

    /// Adds an account that somebody has just signed in, with its grant and with the record of the site by which it
    /// is used: all of it or nothing. [`Put::Changed`]: there is an account of the name, or the record is another
    /// one than was read. Writes [`Event::AccountAdded`], `signed_in` and the record's event.
    fn put_signed_in(
        &self,
        account: Account,
        sealed: Vec<u8>,
        signed_in: Event,
        used: (Record, Event),
        stamp: Stamp,
    ) -> Stored<'_, Put>;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_but_the_user_signs_a_users_account_in() {
        let provider = Provider::named("exchange-online").expect("is known");
        let name: AccountName = "scans".parse().expect("a name");
        let site = Account::new(name, "scans@contoso.example".to_owned(), provider, Time(7));
        let anna = AccountName::of_user(&[1; 16]);
        let users = site.for_user(anna, "Anna@contoso.example".to_owned(), "Anna".to_owned());
        let table = [
            (&site, Some("bo@contoso.example"), None),
            (&site, None, None),
            (&users, Some("anna@CONTOSO.example"), None),
            (&users, Some("bo@contoso.example"), Some(Code::UserSignedInAsOther)),
            (&users, Some("anna@contoso.example.evil"), Some(Code::UserSignedInAsOther)),
            (&users, Some(""), Some(Code::UserSignedInAsOther)),
            (&users, None, Some(Code::UserSignInNameless)),
        ];
        for (account, name, code) in table {
            assert_eq!(account.admits(name).err().map(|fault| fault.code), code, "{name:?}");
        }
        assert_eq!(site.sign_in_needed().code, Code::SignInNeeded);
        assert_eq!(users.sign_in_needed().facts["user"], "Anna");
        assert_eq!(users.provider, site.provider, "the app is the same");
    }
}
