//! Accounts and their sealed grants.

use scanpost_core::Stored;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::{Account, AccountName, Accounts, Generation, PutGrant, StoredGrant};
use scanpost_core::record::{Kind, Put, Record, Revision};

use super::{MemoryStore, done};

impl Accounts for MemoryStore {
    fn accounts(&self) -> Stored<'_, Vec<Account>> {
        done(self.state().accounts.clone())
    }

    fn put_account(&self, account: Account, stamp: Stamp) -> Stored<'_, Put> {
        let mut state = self.state();
        let there = state.accounts.iter().position(|known| known.name == account.name);
        let revision = there.map(|place| state.accounts[place].revision).unwrap_or_default();
        if revision != account.revision {
            return done(Put::Changed);
        }
        let name = account.name.clone();
        let account = Account { revision: revision.next(), ..account };
        if let Some(place) = there {
            state.accounts[place] = account;
            state.write_of_account(&name, Event::AccountChanged, stamp);
            return done(Put::Replaced);
        }
        state.accounts.push(account);
        state.write_of_account(&name, Event::AccountAdded, stamp);
        done(Put::Added)
    }

    fn put_signed_in(
        &self,
        account: Account,
        sealed: Vec<u8>,
        signed_in: Event,
        (record, used): (Record, Event),
        stamp: Stamp,
    ) -> Stored<'_, Put> {
        let mut state = self.state();
        let key = (Kind::Site, record.name.clone());
        let seen = state.records.get(&key).map(|there| there.revision).unwrap_or_default();
        let is_taken = state.accounts.iter().any(|known| known.name == account.name);
        if is_taken || account.revision != Revision::default() || seen != record.revision {
            return done(Put::Changed);
        }
        let name = account.name.clone();
        state.accounts.push(Account { revision: account.revision.next(), ..account });
        state.write_of_account(&name, Event::AccountAdded, stamp.clone());
        // An account that is new has no grant.
        state.grants.entry(name.clone()).or_default().put_if(None, Some(sealed));
        state.grants_changed_at.insert(name.clone(), stamp.at);
        state.write_of_account(&name, signed_in, stamp.clone());
        state.records.insert(key, Record { revision: record.revision.next(), ..record });
        state.write(None, None, used, stamp);
        done(Put::Added)
    }

    fn remove_account(&self, name: AccountName, stamp: Stamp) -> Stored<'_, bool> {
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
        state.rests.remove(&name);
        state.write_of_account(&name, Event::AccountRemoved, stamp);
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
        stamp: Stamp,
    ) -> Stored<'_, PutGrant> {
        let mut state = self.state();
        let known = if name.is_of_user() {
            state.users.values().any(|user| user.account() == name)
        } else {
            state.accounts.iter().any(|account| account.name == name)
        };
        if !known {
            let missing = Fault::new(Code::AccountMissing).fact("account", &name);
            return Box::pin(std::future::ready(Err(missing)));
        }
        let outcome = state.grants.entry(name.clone()).or_default().put_if(seen, sealed);
        if let PutGrant::Done(_) = outcome {
            state.grants_changed_at.insert(name.clone(), stamp.at);
            state.write_of_account(&name, event, stamp);
        }
        done(outcome)
    }
}
