//! Codes that are on a screen, remembered over a restart.
//!
//! A code is not resumed (provider facts 7), and whoever approves it at the provider hears there that
//! all is well. So that a code is not lost without a word, it is written down while it can be used; at
//! the next start the account says that its sign-in was interrupted, until somebody begins a new one
//! or signs in. What is written down holds no secret.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Inner, Store};
use crate::account::AccountName;
use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::keeper::{GrantStatus, Keeper};
use crate::record::{Kind, Record, Revision};

/// What the record of a code says.
const ON_SCREEN: &str = "\"on-screen\"";
const INTERRUPTED: &str = "\"interrupted\"";

impl Inner {
    /// Writes down that there is a code, before anybody sees it.
    pub(super) async fn note_code(
        &self,
        name: &AccountName,
        keeper: &Keeper,
        stamp: Stamp,
    ) -> Result<(), Fault> {
        let there = found(&*self.store, name).await?;
        if there.as_ref().is_some_and(|record| record.body == ON_SCREEN) {
            return Ok(()); // the same code, shown again
        }
        let record = Record {
            name: name.to_string(),
            revision: there.map_or_else(Revision::default, |there| there.revision),
            body: ON_SCREEN.to_owned(),
        };
        let event = Event::SignInBegun { of: name.clone() };
        self.store.put_record(Kind::SignIn, record, event, stamp).await?;
        if !is_noted(&keeper.status().borrow()) {
            self.forget_code(name).await?; // it has ended meanwhile, and nobody else looks any more
        }
        Ok(())
    }

    /// What an earlier run left: its code is worth nothing any more.
    pub(super) async fn recall_code(
        &self,
        name: &AccountName,
        keeper: &Keeper,
    ) -> Result<(), Fault> {
        let Some(record) = found(&*self.store, name).await? else { return Ok(()) };
        keeper.sign_in_interrupted().await?;
        if record.body == INTERRUPTED {
            return Ok(());
        }
        tracing::warn!(event = "grant.sign-in-interrupted", account = %name);
        let record = Record { body: INTERRUPTED.to_owned(), ..record };
        let event = Event::SignInInterrupted { of: name.clone() };
        self.store.put_record(Kind::SignIn, record, event, self.clock.now().into()).await?;
        Ok(())
    }

    /// Nothing is under way any more.
    pub(super) async fn forget_code(&self, name: &AccountName) -> Result<(), Fault> {
        forget(&*self.store, &self.clock, name).await
    }
}

/// Forgets a code when it has come to its end, whatever that was.
pub(super) async fn forget_when_over(
    name: AccountName,
    mut status: watch::Receiver<GrantStatus>,
    store: Arc<dyn Store>,
    clock: Clock,
) {
    let mut noted = is_noted(&status.borrow_and_update());
    while status.changed().await.is_ok() {
        let before = std::mem::replace(&mut noted, is_noted(&status.borrow_and_update()));
        if before
            && !noted
            && let Err(fault) = forget(&*store, &clock, &name).await
        {
            // Then the next start says once too often that a new code is needed.
            tracing::error!(event = "grant.code-not-forgotten", account = %name, %fault);
        }
    }
}

fn is_noted(status: &GrantStatus) -> bool {
    let fault = status.sign_in_fault.as_ref();
    status.code.is_some() || fault.is_some_and(|fault| fault.code == Code::SignInInterrupted)
}

async fn forget(store: &dyn Store, clock: &Clock, name: &AccountName) -> Result<(), Fault> {
    let Some(record) = found(store, name).await? else { return Ok(()) };
    let event = Event::SignInEnded { of: name.clone() };
    let stamp = clock.now().into();
    store.remove_record(Kind::SignIn, record.name, record.revision, event, stamp).await?;
    Ok(())
}

async fn found(store: &dyn Store, name: &AccountName) -> Result<Option<Record>, Fault> {
    let records = store.records(Kind::SignIn).await?;
    Ok(records.into_iter().find(|record| record.name == name.as_str()))
}
