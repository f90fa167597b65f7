//! Accounts and their sealed grants.

use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Account, AccountName, Accounts, Generation, PutGrant, StoredGrant};

use super::{MemoryStore, done};

impl Accounts for MemoryStore {
    fn accounts(&self) -> Stored<'_, Vec<Account>> {
        done(self.state().accounts.clone())
    }

    fn put_account(&self, account: Account) -> Stored<'_, bool> {
        let mut state = self.state();
        if let Some(known) = state.accounts.iter_mut().find(|known| known.name == account.name) {
            *known = account;
            return done(false);
        }
        state.write_of_account(&account.name, Event::AccountAdded, account.added_at);
        state.accounts.push(account);
        done(true)
    }

    fn remove_account(&self, name: AccountName, at: Time) -> Stored<'_, bool> {
        let mut state = self.state();
        let known = state.accounts.iter().any(|account| account.name == name);
        let busy =
            state.jobs.values().any(|kept| kept.job.account == name && !kept.job.state.is_final());
        if !known || busy {
            return done(false);
        }
        state.accounts.retain(|account| account.name != name);
        state.grants.entry(name.clone()).or_default().forget();
        state.holds.remove(&name);
        state.write_of_account(&name, Event::AccountRemoved, at);
        done(true)
    }

    fn grant(&self, name: AccountName) -> Stored<'_, Option<StoredGrant>> {
        let record = self.state().grants.get(&name).cloned().unwrap_or_default();
        done(record.stored())
    }

    fn put_grant_if(
        &self,
        name: AccountName,
        seen: Option<Generation>,
        sealed: Option<Vec<u8>>,
        event: Event,
        at: Time,
    ) -> Stored<'_, PutGrant> {
        let mut state = self.state();
        if !state.accounts.iter().any(|account| account.name == name) {
            let missing = Fault::new(Code::AccountMissing).fact("account", &name);
            return Box::pin(std::future::ready(Err(missing)));
        }
        let outcome = state.grants.entry(name.clone()).or_default().put_if(seen, sealed);
        if let PutGrant::Done(_) = outcome {
            state.write_of_account(&name, event, at);
        }
        done(outcome)
    }
}
