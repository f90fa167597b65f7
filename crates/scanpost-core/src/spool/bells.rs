//! How delivery learns that a mail has arrived, without knowing who brought it.
//!
//! One bell for each account. A bell that is rung while nobody listens keeps one ring, so a signal is
//! never lost between looking for work and waiting for it; and as delivery also wakes by time, a
//! lost one would cost a delay, not a mail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::account::AccountName;

/// The bells of all accounts.
#[derive(Debug, Default)]
pub struct Bells {
    bells: Mutex<HashMap<AccountName, Arc<Notify>>>,
}

impl Bells {
    /// The account's bell, to wait at.
    pub fn of(&self, account: &AccountName) -> Arc<Notify> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        match bells.get(account) {
            Some(bell) => bell.clone(),
            None => bells.entry(account.clone()).or_default().clone(),
        }
    }

    /// There is something to do for the account.
    pub fn ring(&self, account: &AccountName) {
        self.of(account).notify_one();
    }

    /// The account is gone, and its bell with it.
    pub fn remove(&self, account: &AccountName) {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
    }
}
