//! What the machine goes through: its clock is set, it sleeps, it comes into another network.
//!
//! Looked at every few seconds. A set clock moves all stored moments with it. After a sleep the limits of
//! the mailboxes have gone on, and every queue looks at once. A new address of the machine ends the pauses of
//! queues that found no server: what was out of reach may be there again. Without that, no pause is longer
//! than five minutes (`delivery/mood`).

use std::time::Duration;

use super::Inner;
use crate::clock::Jump;
use crate::delivery::Flow;
use crate::network::reach::Reach;

/// How often it is looked at.
const CHECK: Duration = Duration::from_secs(5);

impl Inner {
    /// Follows what the machine goes through until scanpost stops.
    pub(super) async fn watch_machine(&self) {
        let mut reach = Reach::now();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(CHECK) => {}
            }
            if let Some(time) = self.clock.slept() {
                tracing::info!(event = "machine.slept", seconds = time.as_secs());
                self.governors.slept(time);
                self.hurry(|_| true).await;
            }
            let before = std::mem::replace(&mut reach, Reach::now());
            if reach.is_new_since(before) {
                tracing::info!(event = "network.changed");
                self.hurry(|flow| matches!(flow, Flow::Paused { .. })).await;
            }
            if let Some(jump) = self.clock.jump() {
                self.follow(jump).await;
            }
        }
    }

    async fn hurry(&self, which: impl Fn(Flow) -> bool) {
        for running in self.accounts.lock().await.values() {
            if let Some(queue) = running.queue.as_ref().filter(|queue| which(queue.flow())) {
                running.keeper.try_again().await;
                queue.hurry();
            }
        }
    }

    /// Moves everything that waits, as somebody has set the clock.
    async fn follow(&self, jump: Jump) {
        tracing::warn!(event = "clock.set", by_millis = jump.0);
        if let Err(fault) = self.store.shift(jump, self.clock.now()).await {
            tracing::error!(event = "clock.not-followed", fault = %fault);
            return; // compared again soon
        }
        self.clock.adopt(jump);
        self.jumps.send_modify(|count| *count += 1);
        for running in self.accounts.lock().await.values() {
            running.keeper.clock_set(jump).await;
            self.bells.ring(&running.account.name);
        }
        for keeper in self.keepers_at_work().await {
            keeper.clock_set(jump).await;
        }
        self.news.happened();
    }
}
