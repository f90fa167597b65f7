//! Whose jobs a list shows: the user of each, and what the queue of its account waits for.
//!
//! The name of a user's account tells nobody who that is, because it stands in logs. Whoever administers
//! sees the user instead.

use std::collections::{BTreeMap, BTreeSet};

use super::Gateway;
use crate::account::AccountName;
use crate::fault::Fault;
use crate::spool::{Hold, Job};
use crate::user::User;

/// What is known of the accounts in a list.
#[derive(Clone, Debug, Default)]
pub struct Whose(BTreeMap<AccountName, Owner>);

/// What is known of one account.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    pub user: Option<User>,
    pub hold: Option<Hold>,
}

impl FromIterator<(AccountName, Owner)> for Whose {
    fn from_iter<T: IntoIterator<Item = (AccountName, Owner)>>(owners: T) -> Self {
        Self(owners.into_iter().collect())
    }
}

impl Whose {
    /// The user of this account; nothing: it is the site's, or its user was removed.
    pub fn user(&self, account: &AccountName) -> Option<&User> {
        self.0.get(account)?.user.as_ref()
    }

    /// Why the account's queue waits for a person, if it does.
    pub fn hold(&self, account: &AccountName) -> Option<&Hold> {
        self.0.get(account)?.hold.as_ref()
    }

    /// What stands, or stood, in the way of a job.
    pub fn hindrance<'a>(&'a self, job: &'a Job) -> Option<&'a Fault> {
        job.hindrance(self.hold(&job.account).map(|hold| &hold.fault))
    }
}

impl Gateway {
    /// Whose the jobs of a page are.
    pub async fn whose_jobs(&self, jobs: &[Job]) -> Result<Whose, Fault> {
        self.whose(jobs.iter().map(|job| job.account.clone()).collect()).await
    }

    pub async fn whose(&self, accounts: BTreeSet<AccountName>) -> Result<Whose, Fault> {
        let mut owners = BTreeMap::new();
        for account in accounts {
            let user = if account.is_of_user() {
                self.inner.store.user_of(account.clone()).await?
            } else {
                None
            };
            let hold = self.inner.store.held(account.clone()).await?;
            owners.insert(account, Owner { user, hold });
        }
        Ok(Whose(owners))
    }
}
