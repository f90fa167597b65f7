//! What has ended is remembered for some time, and then forgotten: piece by piece, so that nobody waits for it.
//!
//! A clock that was just set, or that is wrong after a start, must not cost the history: nothing is forgotten
//! in the first hour, nor on the day after somebody has set it.

use std::time::Duration;

use tokio::time::Instant;

use super::views::HistoryView;
use super::{By, Gateway, GatewayError, Inner};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::journal::Event;
use crate::receive::ArrivalFilter;
use crate::record::Revision;
use crate::site::{History, HistoryEntered, Seen};

/// So often it is looked for what is old enough; so long after a start, too.
const PAUSE: Duration = Duration::from_hours(1);

/// So long nothing is forgotten after the clock was set.
pub(super) const PAUSE_AFTER_A_JUMP: Duration = Duration::from_hours(24);

/// Jobs, or entries, that are looked at in one transaction: some milliseconds.
const PIECE: usize = 200;

/// Between two of them everybody else's turn comes.
const BREATH: Duration = Duration::from_millis(50);

impl Gateway {
    /// How long is remembered what has ended.
    pub async fn history(&self) -> Result<HistoryView, Fault> {
        let Seen { revision, value } = self.inner.part::<History>().await?;
        Ok(HistoryView { revision, settings: value })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were read.
    pub async fn set_history(
        &self,
        seen: Revision,
        entered: HistoryEntered,
    ) -> Result<HistoryView, GatewayError> {
        self.may(Privilege::Administrators)?;
        let part = Seen { revision: seen, value: entered.check()? };
        self.inner().put_part(&part, Event::HistoryChanged, self.stamp()).await?;
        self.inner().news.happened();
        Ok(self.gateway.history().await?)
    }
}

impl Inner {
    /// Forgets what is old enough, every now and then, until scanpost stops.
    pub(super) async fn forget_the_old(&self) {
        let mut jumps = self.jumps.subscribe();
        let mut next_at = Instant::now() + PAUSE;
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                Ok(()) = jumps.changed() => next_at = Instant::now() + PAUSE_AFTER_A_JUMP,
                () = tokio::time::sleep_until(next_at) => {
                    next_at = Instant::now() + PAUSE;
                    if let Err(fault) = self.forget().await {
                        tracing::warn!(event = "history.not-forgotten", %fault);
                    }
                }
            }
        }
    }

    async fn forget(&self) -> Result<(), Fault> {
        let history: History = self.part().await?.value;
        let now = self.clock.now();
        let (before, people_before) = (now - history.of_jobs(), now - history.of_people());
        let (mut jobs, mut entries, mut arrivals) = (0, 0, 0);
        let mut after = None;
        loop {
            let piece = self.store.forget_jobs(after, before, PIECE).await?;
            jobs += piece.removed;
            after = piece.read_to;
            if after.is_none() {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        let mut after = 0;
        loop {
            let piece = self.store.forget_entries(after, before, people_before, PIECE).await?;
            entries += piece.removed;
            let Some(read_to) = piece.read_to else { break };
            after = read_to;
            tokio::time::sleep(BREATH).await;
        }
        // The same octets must be known again for as long as a mailbox may give them once more.
        let before = before.min(now - self.settings.receive.remember_for);
        loop {
            let removed = self.store.forget_arrivals(before).await?;
            arrivals += removed;
            if removed < ArrivalFilter::MOST {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
        if jobs + entries + arrivals > 0 {
            tracing::info!(event = "history.forgotten", jobs, entries, arrivals);
            self.news.happened();
        }
        Ok(())
    }
}
