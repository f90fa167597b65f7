//! How delivery learns that a mail has arrived, without knowing who brought it.
//!
//! One bell for each account. A bell that is rung while nobody listens keeps one ring, so a signal is
//! never lost between looking for work and waiting for it; and as delivery also wakes by time, a
//! lost one would cost a delay, not a mail.
//!
//! A user's account has a bell only while somebody is at work for it. Without one the ring is a knock:
//! whoever puts users to work hears it ([`Bells::knocked`]).

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::account::AccountName;

/// More users than this do not knock at once; the others are found by their work a minute later.
const MOST_KNOCKING: usize = 4096;

/// The bells of all accounts.
#[derive(Debug, Default)]
pub struct Bells {
    rung: Mutex<HashMap<AccountName, Arc<Notify>>>,
    knocking: Mutex<BTreeSet<AccountName>>,
    knocked: Notify,
}

impl Bells {
    /// The account's bell, to wait at.
    pub fn of(&self, account: &AccountName) -> Arc<Notify> {
        let mut bells = self.bells();
        match bells.get(account) {
            Some(bell) => bell.clone(),
            None => bells.entry(account.clone()).or_default().clone(),
        }
    }

    /// There is something to do for the account.
    pub fn ring(&self, account: &AccountName) {
        if account.is_of_user() {
            let bell = self.bells().get(account).cloned();
            return match bell {
                Some(bell) => bell.notify_one(),
                None => self.knock(account),
            };
        }
        self.of(account).notify_one();
    }

    /// The account is gone, and its bell with it.
    pub fn remove(&self, account: &AccountName) {
        self.bells().remove(account);
    }

    /// Waits until there is something to do for a user for whom nobody is at work.
    pub async fn knocked(&self) {
        self.knocked.notified().await;
    }

    /// The users who have knocked since.
    pub fn take_knocks(&self) -> BTreeSet<AccountName> {
        std::mem::take(&mut *self.knocking.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn knock(&self, account: &AccountName) {
        let mut knocking = self.knocking.lock().unwrap_or_else(PoisonError::into_inner);
        if knocking.len() < MOST_KNOCKING {
            knocking.insert(account.clone());
        }
        self.knocked.notify_one();
    }

    fn bells(&self) -> MutexGuard<'_, HashMap<AccountName, Arc<Notify>>> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_user_has_a_bell_while_somebody_is_at_work_and_knocks_otherwise() {
        let (bells, anna) = (Bells::default(), AccountName::of_user(&[1; 16]));
        bells.ring(&anna);
        bells.ring(&anna);
        bells.knocked().await;
        assert_eq!(bells.take_knocks(), BTreeSet::from([anna.clone()]));
        let bell = bells.of(&anna);
        bells.ring(&anna);
        bell.notified().await;
        assert_eq!(bells.take_knocks(), BTreeSet::new());
        bells.remove(&anna);
        bells.ring(&anna);
        assert_eq!(bells.take_knocks().len(), 1);
    }

    #[test]
    fn so_many_knock_and_no_more() {
        let bells = Bells::default();
        for number in 0..MOST_KNOCKING + 9 {
            bells.ring(&AccountName::of_user(&number.to_be_bytes()));
        }
        assert_eq!(bells.take_knocks().len(), MOST_KNOCKING);
    }
}
