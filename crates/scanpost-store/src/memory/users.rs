//! Users, by address and by all that a device may name them by.

use std::collections::BTreeSet;
use std::ops::Bound;

use scanpost_core::Stored;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::record::{Put, Revision};
use scanpost_core::spool::{Hold, JobFilter, JobId, JobState};
use scanpost_core::user::{MOST_USERS, PutUsers, Removed, Scans, User, UserFilter, Users, key};

use super::{MemoryStore, State, done};

impl Users for MemoryStore {
    fn user(&self, address: String) -> Stored<'_, Option<User>> {
        done(self.state().users.get(&key(&address)).cloned())
    }

    fn user_of(&self, account: AccountName) -> Stored<'_, Option<User>> {
        let state = self.state();
        done(state.users.values().find(|user| user.account() == account).cloned())
    }

    fn user_named(&self, keys: Vec<String>) -> Stored<'_, Option<User>> {
        let state = self.state();
        let address = keys.iter().find_map(|key| state.user_names.get(key));
        done(address.and_then(|address| state.users.get(address)).cloned())
    }

    fn users(&self, filter: UserFilter) -> Stored<'_, Vec<User>> {
        let after = filter.after.map_or(Bound::Unbounded, |after| Bound::Excluded(key(&after)));
        let search = filter.search.to_lowercase();
        let state = self.state();
        let behind = state.users.range((after, Bound::Unbounded)).map(|(_, user)| user);
        let found = behind.filter(|user| user.holds(&search));
        done(found.take(filter.most.min(UserFilter::MOST)).cloned().collect())
    }

    fn count_users(&self) -> Stored<'_, u64> {
        done(self.state().users.len() as u64)
    }

    fn put_user(&self, user: User, stamp: Stamp) -> Stored<'_, Result<Put, PutUsers>> {
        let mut state = self.state();
        let there = state.users.get(&key(&user.address)).map(|there| there.revision);
        if there.unwrap_or_default() != user.revision {
            return done(Ok(Put::Changed));
        }
        if there.is_none() && state.users.len() as u64 >= MOST_USERS {
            return done(Err(PutUsers::TooMany));
        }
        if let Some(taken) = state.taken(std::slice::from_ref(&user)) {
            return done(Err(taken));
        }
        let (account, named) = (user.account(), user.address.clone());
        state.write_user(user, there, stamp.at);
        let (put, event) = match there {
            Some(_) => (Put::Replaced, Event::UserChanged { user: named }),
            None => (Put::Added, Event::UserAdded { user: named }),
        };
        state.write_of_account(&account, event, stamp);
        done(Ok(put))
    }

    fn import_users(&self, users: Vec<User>, stamp: Stamp) -> Stored<'_, PutUsers> {
        let mut state = self.state();
        if let Some(taken) = state.taken(&users) {
            return done(taken);
        }
        let (mut new, mut others) = (Vec::new(), Vec::new());
        for user in users {
            match state.users.get(&key(&user.address)) {
                None => new.push(user),
                Some(there) => {
                    let revision = there.revision;
                    if (User { revision, ..user.clone() }) != *there {
                        others.push((user, revision));
                    }
                }
            }
        }
        if (state.users.len() + new.len()) as u64 > MOST_USERS {
            return done(PutUsers::TooMany);
        }
        let (added, changed) = (new.len(), others.len());
        for (user, _) in &others {
            state.forget_names(&user.address);
        }
        for user in new {
            state.write_user(user, None, stamp.at);
        }
        for (user, revision) in others {
            state.write_user(user, Some(revision), stamp.at);
        }
        state.write(None, None, Event::UsersImported { added, changed }, stamp);
        done(PutUsers::Done { added, changed })
    }

    fn remove_user(
        &self,
        address: String,
        scans: Option<Scans>,
        stamp: Stamp,
    ) -> Stored<'_, Removed> {
        let mut state = self.state();
        let Some(user) = state.users.get(&key(&address)).cloned() else {
            return done(Removed::NotThere);
        };
        let account = user.account();
        let open = state.open_jobs(&account);
        let number = open.len() as u64;
        if scans.is_none() && number > 0 {
            return done(Removed::Asks(number));
        }
        if open.iter().any(|(_, under_way)| *under_way) {
            return done(Removed::UnderWay);
        }
        state.holds.remove(&account);
        let (kept, deleted) = match scans {
            Some(Scans::Delete) => (0, number),
            Some(Scans::Keep) | None => (number, 0),
        };
        if deleted > 0 {
            for (id, _) in open {
                let Some(job) = state.jobs.get(&id).map(|kept| kept.job.clone()) else { continue };
                state.remove(id);
                state.write_of_job(&job, Event::JobDeleted, stamp.clone());
            }
        }
        if kept > 0 {
            let fault = Fault::new(Code::UserGone).fact("user", &user.name);
            state.write_of_account(&account, Event::AccountHeld { fault: fault.clone() }, stamp.at);
            state.holds.insert(account.clone(), Hold { fault, since: stamp.at });
        }
        state.grants.entry(account.clone()).or_default().forget();
        state.rests.remove(&account);
        state.forget_names(&address);
        state.users.remove(&key(&address));
        let event = Event::UserRemoved { user: user.address, kept, deleted };
        state.write_of_account(&account, event, stamp);
        done(Removed::Done { kept, deleted })
    }

    fn scans_of(&self, account: AccountName) -> Stored<'_, u64> {
        done(self.state().open_jobs(&account).len() as u64)
    }

    fn users_with_work(
        &self,
        now: Time,
        after: Option<AccountName>,
        most: usize,
    ) -> Stored<'_, Vec<AccountName>> {
        let state = self.state();
        let accounts: BTreeSet<_> = state.users.values().map(User::account).collect();
        let has_work = |account: &AccountName| {
            let due = state.waiting(account).first().is_some_and(|(due_at, _)| *due_at <= now);
            due && !state.holds.contains_key(account)
        };
        let behind = accounts.into_iter().filter(|account| Some(account) > after.as_ref());
        done(behind.filter(has_work).take(most.min(JobFilter::MOST)).collect())
    }

    fn held_users(&self, after: Option<AccountName>, most: usize) -> Stored<'_, Vec<AccountName>> {
        let state = self.state();
        let held = state.holds.keys().filter(|account| {
            let grant = state.grants.get(account);
            account.is_of_user() && grant.is_some_and(|one| one.sealed.is_some())
        });
        let behind = held.filter(|account| Some(*account) > after.as_ref());
        done(behind.take(most.min(JobFilter::MOST)).cloned().collect())
    }

    fn users_waiting_since(&self, before: Time, most: usize) -> Stored<'_, Vec<AccountName>> {
        let state = self.state();
        let waits = |account: &&AccountName| {
            let jobs = state.open.iter().filter_map(|id| Some(&state.jobs.get(id)?.job));
            let mut own = jobs.filter(|job| job.account == **account);
            own.any(|job| job.state == JobState::Waiting && job.accepted_at < before)
        };
        let held = state.holds.keys().filter(|account| account.is_of_user());
        done(held.filter(waits).take(most.min(JobFilter::MOST)).cloned().collect())
    }

    fn unrenewed_users(
        &self,
        before: Time,
        after: Option<(Time, AccountName)>,
        most: usize,
    ) -> Stored<'_, Vec<(Time, AccountName)>> {
        let state = self.state();
        let has_grant = |account: &AccountName| {
            state.grants.get(account).is_some_and(|one| one.sealed.is_some())
        };
        let old = state
            .grants_changed_at
            .iter()
            .filter(|(account, at)| account.is_of_user() && **at < before && has_grant(account));
        let mut old: Vec<_> = old.map(|(account, at)| (*at, account.clone())).collect();
        old.sort();
        let behind = old.into_iter().filter(|one| Some(one) > after.as_ref());
        done(behind.take(most.min(JobFilter::MOST)).collect())
    }
}

impl State {
    /// Whether two users would be named alike once all of these are stored.
    fn taken(&self, users: &[User]) -> Option<PutUsers> {
        let stored: BTreeSet<_> = users.iter().map(|user| key(&user.address)).collect();
        let mut named = BTreeSet::new();
        for user in users {
            for name in user.keys() {
                let owner = self.user_names.get(&name).filter(|owner| !stored.contains(*owner));
                if owner.is_some() || !named.insert(name.clone()) {
                    let address = owner.unwrap_or(&user.address).clone();
                    return Some(PutUsers::Taken { address, text: name });
                }
            }
        }
        None
    }

    /// `seen`: nothing for a new user; what waited for an earlier one of this mailbox goes on.
    fn write_user(&mut self, user: User, seen: Option<Revision>, now: Time) {
        let account = user.account();
        if seen.is_none() && self.holds.remove(&account).is_some() {
            self.write_of_account(&account, Event::AccountReleased, now);
        }
        self.forget_names(&user.address);
        let address = key(&user.address);
        for name in user.keys() {
            self.user_names.insert(name, address.clone());
        }
        let revision = seen.unwrap_or_default().next();
        self.users.insert(address, User { revision, ..user });
    }

    fn forget_names(&mut self, address: &str) {
        let address = key(address);
        self.user_names.retain(|_, of| *of != address);
    }

    /// Its jobs that have not ended, and whether each is on its way this moment.
    fn open_jobs(&self, account: &AccountName) -> Vec<(JobId, bool)> {
        let jobs = self.open.iter().filter_map(|id| self.jobs.get(id));
        let own = jobs.filter(|kept| kept.job.account == *account);
        own.map(|kept| (kept.job.id, kept.job.state == JobState::Delivering)).collect()
    }
}
