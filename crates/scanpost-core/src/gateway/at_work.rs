//! Users for whom somebody is at work: a keeper and a queue each, only while there is something to do.
//!
//! Ten thousand users have no task and no memory of their own. When a mail of one comes, or the user signs
//! in, the account is put to work like one of the site; when nothing has been under way for a while, it
//! rests again ([`crate::delivery::Queue::leave`]). So many are at work at once and no more; the others wait
//! their turn, and who has had nothing to do for longest makes room.
//!
//! Grants that nobody uses are renewed by and by, a few a minute, so that they never lapse for want of use. Scans
//! that wait for somebody who never comes end as those of the site do, also where nobody is at work for them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, timeout};

use super::{Inner, Running};
use crate::account::AccountName;
use crate::clock::Time;
use crate::delivery::Queue;
use crate::fault::{Code, Fault};
use crate::oauth::Account;
use crate::oauth::keeper::Keeper;
use crate::site::{Slot, Slots};
use crate::user::User;

/// How often it is looked who has had nothing to do.
const LOOK: Duration = Duration::from_secs(5);

/// How often users with work are looked for in the storage: retries that are due, and knocks that were lost.
const SWEEP: Duration = Duration::from_mins(1);

/// So many are taken from the storage at once.
const BATCH: usize = 500;

/// How often scans that have waited for too long are looked for. So long after a start, too: a clock that is
/// wrong at first must not end what waits.
const EXPIRY_PAUSE: Duration = Duration::from_hours(1);

/// A refresh that is not over by then is left to its keeper.
const LONGEST_RENEWAL: Duration = Duration::from_secs(40);

/// Who is at work.
#[derive(Default)]
pub(super) struct AtWork {
    /// Held during changes only, never across a call to a provider.
    users: Mutex<BTreeMap<AccountName, Worker>>,
}

enum Worker {
    Busy(Box<Running>),
    /// Comes to its end; nobody may take its place before.
    Leaving,
}

/// Who waits until somebody is at work for them.
#[derive(Default)]
struct Waiting {
    turn: VecDeque<AccountName>,
    known: BTreeSet<AccountName>,
}

impl Waiting {
    fn add(&mut self, accounts: impl IntoIterator<Item = AccountName>) {
        for account in accounts {
            if self.known.insert(account.clone()) {
                self.turn.push_back(account);
            }
        }
    }

    fn next(&mut self) -> Option<AccountName> {
        let next = self.turn.pop_front()?;
        self.known.remove(&next);
        Some(next)
    }
}

impl Inner {
    /// Puts users to work as their mails come, until scanpost stops.
    pub(super) async fn work_for_users(self: Arc<Self>) {
        let (mut waiting, mut sweep_at) = (Waiting::default(), Instant::now());
        let mut held_after = None;
        loop {
            waiting.add(self.bells.take_knocks());
            if sweep_at <= Instant::now() {
                sweep_at = Instant::now() + SWEEP;
                match self.users_with_work(&mut held_after).await {
                    Ok(found) => waiting.add(found),
                    Err(fault) => tracing::error!(event = "users.storage-failed", %fault),
                }
            }
            self.serve(&mut waiting).await;
            self.let_go(self.settings.users.idle, usize::MAX).await;
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = self.bells.knocked() => {}
                () = sleep(LOOK) => {}
            }
        }
    }

    async fn serve(self: &Arc<Self>, waiting: &mut Waiting) {
        while !waiting.turn.is_empty() {
            let free = self.free_places().await;
            if free == 0 {
                // Who has nothing to do makes room; the next look finds it.
                return self.let_go(Duration::ZERO, waiting.turn.len()).await;
            }
            let Some(account) = waiting.next() else { return };
            if let Err(fault) = self.work_for(&account).await {
                tracing::error!(event = "users.not-at-work", %account, %fault);
            }
        }
    }

    /// Puts the user of this account to work, if there is one and something could come of it.
    async fn work_for(&self, account: &AccountName) -> Result<(), Fault> {
        let Some(user) = self.store.user_of(account.clone()).await? else { return Ok(()) };
        let is_held = self.store.held(account.clone()).await?.is_some();
        if !is_held && self.store.next_due(account.clone()).await?.is_none() {
            return Ok(()); // nothing to do
        }
        if self.store.grant(account.clone()).await?.is_none() {
            if let Err(fault) = self.ask_to_sign_in(&user).await {
                tracing::error!(event = "user.not-asked", %account, %fault);
            }
            if is_held {
                return Ok(()); // nothing goes out before the user signs in
            }
        }
        self.at_work(&user).await.map(drop)
    }

    /// The keeper of this user, with a queue beside it. Whoever is leaving is waited for.
    pub(super) async fn at_work(&self, user: &User) -> Result<Keeper, Fault> {
        let account = self.account_of_user(user).await?;
        let name = account.name.clone();
        loop {
            let mut users = self.at_work.users.lock().await;
            match users.get(&name) {
                Some(Worker::Busy(running)) => return Ok(running.keeper.clone()),
                Some(Worker::Leaving) => {}
                None => {
                    let (running, keeper) = Box::pin(self.put_to_work(account)).await?;
                    users.insert(name, Worker::Busy(Box::new(running)));
                    return Ok(keeper);
                }
            }
            drop(users);
            tokio::select! {
                () = self.stop.cancelled() => return Err(Code::Stopping.into()),
                () = sleep(Duration::from_millis(20)) => {}
            }
        }
    }

    /// The account of a user: the app is that of the account which the site sends by.
    pub(super) async fn account_of_user(&self, user: &User) -> Result<Account, Fault> {
        let app = self.app_of_users().await?;
        Ok(app.for_user(user.account(), user.address.clone(), user.name.clone()))
    }

    /// The account which the site sends by.
    pub(super) async fn app_of_users(&self) -> Result<Account, Fault> {
        let slots: Slots = self.part().await?.value;
        let accounts = self.accounts.lock().await;
        let names: Vec<_> = accounts.keys().cloned().collect();
        let chosen = slots.chosen(Slot::Sending, &names);
        let running = chosen.account().and_then(|name| accounts.get(name));
        running.map(|running| running.account.clone()).ok_or_else(|| Code::AccountMissing.into())
    }

    /// Who has had nothing to do for so long ends, `most` of them, the longest idle first.
    async fn let_go(self: &Arc<Self>, idle: Duration, most: usize) {
        let mut users = self.at_work.users.lock().await;
        let now = Instant::now();
        let idle_since = |worker: &Worker| match worker {
            Worker::Busy(running) => idle_since(running).filter(|since| *since + idle <= now),
            Worker::Leaving => None,
        };
        let mut idle: Vec<_> = users
            .iter()
            .filter_map(|(name, worker)| Some((idle_since(worker)?, name.clone())))
            .collect();
        idle.sort();
        for (_, name) in idle.into_iter().take(most) {
            if let Some(Worker::Busy(running)) = users.insert(name.clone(), Worker::Leaving) {
                self.tasks.spawn(Arc::clone(self).part_with(name, *running));
            }
        }
    }

    /// Lets a user's queue and keeper come to their end, and looks for what came meanwhile.
    async fn part_with(self: Arc<Self>, name: AccountName, running: Running) {
        let needs_sign_in = running.keeper.status().borrow().given.is_none();
        let leave = async {
            if let Some(queue) = &running.queue {
                queue.leave().await;
            }
            running.keeper.leave().await;
        };
        if self.stop.run_until_cancelled(leave).await.is_none() {
            return;
        }
        running.stop.cancel();
        self.bells.remove(&name);
        self.at_work.users.lock().await.remove(&name);
        // A ring between the queue's last look and the end of its bell.
        let due = self.store.next_due(name.clone()).await;
        let is_due = due.is_ok_and(|due| due.is_some_and(|due| due <= self.clock.now()));
        // Who signed out while at work, and scanned then, is asked to sign in like everybody.
        if is_due || needs_sign_in {
            self.bells.ring(&name);
        }
    }

    /// Ends the work for a user now, whatever is under way at the provider.
    pub(super) async fn stop_work(&self, name: &AccountName) {
        if let Some(Worker::Busy(running)) = self.at_work.users.lock().await.remove(name) {
            running.stop.cancel();
        }
        self.bells.remove(name);
    }

    /// The app of all users is another one: who is at work goes on with the new one.
    pub(super) async fn app_of_users_changed(&self) -> Result<(), Fault> {
        let Ok(app) = self.app_of_users().await else { return Ok(()) };
        for worker in self.at_work.users.lock().await.values_mut() {
            let Worker::Busy(running) = worker else { continue };
            let old = &running.account;
            let user = old.owner.user().unwrap_or_default().to_owned();
            let account = app.for_user(old.name.clone(), old.address.clone(), user);
            if account != running.account {
                running.keeper.account_changed(account.clone(), None).await?;
                running.goes_on_as(account);
            }
        }
        Ok(())
    }

    /// The user's queue, while somebody is at work.
    pub(super) async fn queue_of_user(&self, name: &AccountName) -> Option<Queue> {
        match self.at_work.users.lock().await.get(name)? {
            Worker::Busy(running) => running.queue.clone(),
            Worker::Leaving => None,
        }
    }

    /// The keepers of the users at work.
    pub(super) async fn keepers_at_work(&self) -> Vec<Keeper> {
        let users = self.at_work.users.lock().await;
        let busy = users.values().filter_map(|worker| match worker {
            Worker::Busy(running) => Some(running.keeper.clone()),
            Worker::Leaving => None,
        });
        busy.collect()
    }

    async fn free_places(&self) -> usize {
        let taken = self.at_work.users.lock().await.len();
        self.settings.users.most_at_work.saturating_sub(taken)
    }

    /// Whose mails are due; and some of those who are held although they have signed in, in turn: whether
    /// that is over, only a look tells.
    async fn users_with_work(
        &self,
        held_after: &mut Option<AccountName>,
    ) -> Result<Vec<AccountName>, Fault> {
        let most = (self.settings.users.most_at_work / 2).max(1);
        let mut all = self.store.held_users(held_after.take(), most).await?;
        *held_after = all.last().cloned().filter(|_| all.len() == most);
        let mut after = None;
        loop {
            let found = self.store.users_with_work(self.clock.now(), after, BATCH).await?;
            after = found.last().cloned();
            let is_last = found.len() < BATCH;
            all.extend(found);
            if is_last {
                break;
            }
        }
        let users = self.at_work.users.lock().await;
        all.retain(|account| !users.contains_key(account));
        Ok(all)
    }

    // Scans that nobody comes for

    /// Ends them, until scanpost stops.
    pub(super) async fn end_what_waits_too_long(&self) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(EXPIRY_PAUSE) => {}
            }
            if let Err(fault) = self.end_overdue().await {
                tracing::error!(event = "users.storage-failed", %fault);
            }
        }
    }

    async fn end_overdue(&self) -> Result<(), Fault> {
        let hold_for = self.settings.retry.hold_for;
        loop {
            let now = self.clock.now();
            let mut ended = 0;
            for account in self.store.users_waiting_since(now - hold_for, BATCH).await? {
                let Some(hold) = self.store.held(account.clone()).await? else { continue };
                let why = Fault::held_too_long(&hold.fault, hold_for);
                let of_user = self.store.expire(account.clone(), now - hold_for, why, now).await?;
                tracing::warn!(event = "queue.expired", %account, ended = of_user);
                ended += of_user;
            }
            if ended == 0 {
                return Ok(());
            }
            self.news.happened();
        }
    }

    // Grants that nobody uses

    /// Renews them, a few a minute, until scanpost stops.
    pub(super) async fn renew_unused(&self) {
        let mut after = None;
        loop {
            match self.renew_some(after.take()).await {
                Ok(read_to) => after = read_to,
                Err(fault) => tracing::error!(event = "users.storage-failed", %fault),
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = sleep(Duration::from_mins(1)) => {}
            }
        }
    }

    /// Renews the next few, and says behind which to go on; nothing: from the beginning.
    pub(super) async fn renew_some(
        &self,
        after: Option<(Time, AccountName)>,
    ) -> Result<Option<(Time, AccountName)>, Fault> {
        let (users, now) = (self.settings.users, self.clock.now());
        let most = users.renewals_a_minute;
        let old = self.store.unrenewed_users(now - users.renew_after, after, most).await?;
        for (_, account) in &old {
            if self.free_places().await > 0
                && let Some(user) = self.store.user_of(account.clone()).await?
            {
                let keeper = self.at_work(&user).await?;
                // How that goes stands in the journal; who cannot be renewed now is tried another day.
                let _ = timeout(LONGEST_RENEWAL, keeper.renewed()).await;
            }
        }
        Ok(old.last().cloned().filter(|_| old.len() == most))
    }
}

/// Since when nothing is under way.
fn idle_since(running: &Running) -> Option<Instant> {
    running.queue.as_ref().and_then(Queue::idle_since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_waits_once_and_in_turn() {
        let (a, b) = (AccountName::of_user(&[1; 16]), AccountName::of_user(&[2; 16]));
        let mut waiting = Waiting::default();
        waiting.add([a.clone(), b.clone(), a.clone()]);
        assert_eq!(waiting.next(), Some(a.clone()));
        waiting.add([a.clone(), b.clone()]);
        assert_eq!([waiting.next(), waiting.next(), waiting.next()], [Some(b), Some(a), None]);
    }
}
