//! An account at work: its keeper, and when serving its queue.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::shown_codes::forget_when_over;
use super::{Duty, Inner, Running};
use crate::clock::Clock;
use crate::delivery::{self, ConnectionStatus, Queue, Share, Tools};
use crate::fault::Fault;
use crate::journal::News;
use crate::oauth::Account;
use crate::oauth::keeper::{GrantStatus, Keeper};

impl Inner {
    /// Puts an account of the site to work.
    pub(super) async fn run(&self, account: Account) -> Result<(), Fault> {
        let (running, keeper) = Box::pin(self.put_to_work(account)).await?;
        let name = running.account.name.clone();
        self.recall_code(&name, &keeper).await?;
        let (status, store, clock) = (keeper.status(), self.store.clone(), self.clock.clone());
        let forget = forget_when_over(name.clone(), status, store, clock);
        let stopped = running.stop.clone();
        self.tasks.spawn(async move { stopped.run_until_cancelled(forget).await });
        self.accounts.lock().await.insert(name, running);
        Ok(())
    }

    /// Starts the keeper of an account and, when serving, its queue.
    pub(super) async fn put_to_work(&self, account: Account) -> Result<(Running, Keeper), Fault> {
        let stop = self.stop.child_token();
        let share = self.share(&account).await?;
        let keeper = Keeper::start(
            &account,
            self.store.clone(),
            self.sealer.clone(),
            self.clock.clone(),
            self.settings.refresh,
            self.network.leaving_by(account.network.clone()),
            stop.clone(),
        )
        .await?;
        self.tasks.spawn(pass_on(keeper.status(), self.news.clone(), stop.clone()));
        let queue = (self.duty == Duty::Serve).then(|| {
            let tools = Tools {
                account: account.clone(),
                spool: self.store.clone(),
                devices: self.devices.clone(),
                keeper: keeper.clone(),
                clock: self.clock.clone(),
                news: self.news.clone(),
                retry: self.settings.retry,
                settings: self.settings.delivery,
                share: share.clone(),
            };
            let (queue, task) = Queue::start(tools, &self.bells, stop.clone());
            self.tasks.spawn(async move {
                if let Err(error) = task.await {
                    tracing::error!(event = "queue.broke-down", %error);
                }
            });
            queue
        });
        let checked = Arc::new(watch::Sender::new(None));
        if queue.is_none() {
            let shown = (checked.clone(), self.news.clone());
            let at = (keeper.clone(), share.clone());
            let check = Box::pin(check_sign_ins(account.clone(), at, self.clock.clone(), shown));
            let stop = stop.clone();
            self.tasks.spawn(async move { stop.run_until_cancelled(check).await });
        }
        let running = Running { account, keeper: keeper.clone(), queue, share, checked, stop };
        Ok((running, keeper))
    }
}

impl Running {
    /// The account has changed, and its keeper knows. What waits for another way out goes at once.
    pub(super) fn goes_on_as(&mut self, account: Account) {
        self.share.set_limits(account.limits());
        let has_moved = account.network != self.account.network;
        if let Some(queue) = self.queue.as_ref().filter(|_| has_moved) {
            queue.hurry();
        }
        self.account = account;
    }
}

/// Without a queue somebody else must see what a new sign-in is worth at the mail server.
async fn check_sign_ins(
    account: Account,
    (keeper, share): (Keeper, Share),
    clock: Clock,
    (shown, news): (Arc<watch::Sender<Option<ConnectionStatus>>>, News),
) {
    let mut status = keeper.status();
    let seen =
        |status: &GrantStatus| (status.given.as_ref().map(|given| given.at), status.needs.sending);
    let (mut known, _) = seen(&status.borrow_and_update());
    while status.changed().await.is_ok() {
        let (now, sends) = seen(&status.borrow_and_update());
        if sends && now != known && now.is_some() {
            let connection = Box::pin(delivery::check(&account, &keeper, &share, &clock)).await;
            shown.send_replace(Some(connection));
            news.happened();
        }
        known = now;
    }
}

/// A change of a grant is news.
async fn pass_on(mut status: watch::Receiver<GrantStatus>, news: News, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            changed = status.changed() => match changed {
                Ok(()) => news.happened(),
                Err(_) => return,
            },
        }
    }
}
