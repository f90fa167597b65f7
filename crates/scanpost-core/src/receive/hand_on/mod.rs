//! Handing on: what becomes of an arrival once it is here.
//!
//! - `fax`: a fax goes to where an administrator wants it
//! - `documents`: the documents of a mail, each in a file of its own
//! - `folder`: files that are there whole or not at all
//!
//! Each function has a file with one verb, which [`HandingOn`] calls: it gets an `Errand` and says where the
//! arrival is now, or what hinders it.
//!
//! The attempt and the later retry are written down before anything is handed on, so a crash repeats
//! at most one attempt; into a folder a second one writes the same files again. What can never be
//! handed on goes into quarantine and keeps its octets until a person has looked at it; what cannot be
//! handed on now waits.

mod documents;
mod fax;
mod folder;

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Arrival, Arrivals, Outcome};
use crate::clock::Clock;
use crate::fault::{Class, Code, Fault};
use crate::journal::News;
use crate::record::{Kind, Records};
use crate::settings::{ReceiveSettings, RetryPolicy};
use crate::site::{self, Function, Receiving};
use crate::spool::Body;

/// Looked for by itself so often: a bell that was not heard costs a delay, not a fax.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// The storage failed: so long it is left alone.
const STORAGE_PAUSE: Duration = Duration::from_secs(5);

/// Hands on what has arrived.
pub struct HandingOn {
    pub arrivals: Arc<dyn Arrivals>,
    /// What an administrator has set; read for each arrival.
    pub records: Arc<dyn Records>,
    pub clock: Clock,
    pub news: News,
    pub retry: RetryPolicy,
    pub settings: ReceiveSettings,
    /// Rung when something has arrived.
    pub bell: Arc<Notify>,
}

impl fmt::Debug for HandingOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandingOn").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl HandingOn {
    /// One arrival after the other, until `stop`. One that is under way comes to its end.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let wait = match self.next().await {
                Ok(None) => continue,
                Ok(Some(wait)) => wait,
                Err(fault) => {
                    tracing::error!(event = "arrivals.storage-failed", %fault);
                    STORAGE_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.bell.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Hands on what is due; how long to wait, where nothing is.
    async fn next(&self) -> Result<Option<Duration>, Fault> {
        let now = self.clock.now();
        let Some(arrival) = self.arrivals.claim_arrivals(now, self.retry, 1).await?.pop() else {
            let due_at = self.arrivals.next_arrival_due().await?;
            let wait = due_at.map_or(LONGEST_SLEEP, |due_at| now.until(due_at));
            return Ok(Some(wait.min(LONGEST_SLEEP)));
        };
        let id = arrival.id;
        let outcome = self.outcome(&arrival, self.hand_on(&arrival).await);
        match &outcome {
            Outcome::HandedOn { .. } => tracing::info!(event = "arrival.handed-on", arrival = %id),
            Outcome::Retry { fault, .. } => {
                tracing::warn!(event = "arrival.not-handed-on", arrival = %id, %fault);
            }
            Outcome::Quarantined { fault } => {
                tracing::warn!(event = "arrival.quarantined", arrival = %id, %fault);
            }
        }
        self.settle(&arrival, outcome).await;
        self.news.happened();
        Ok(None)
    }

    /// What is not written down would be handed on once more after a restart.
    async fn settle(&self, arrival: &Arrival, outcome: Outcome) {
        while let Err(fault) =
            self.arrivals.settle_arrival(arrival.id, outcome.clone(), self.clock.now()).await
        {
            tracing::error!(event = "arrivals.storage-failed", %fault);
            tokio::time::sleep(STORAGE_PAUSE).await;
        }
    }

    fn outcome(&self, arrival: &Arrival, handed_on: Result<String, Fault>) -> Outcome {
        match handed_on {
            Ok(place) => Outcome::HandedOn { place },
            Err(fault) if fault.class() == Class::MailFailed => Outcome::Quarantined { fault },
            Err(fault) => {
                let at = arrival.due_at.unwrap_or_else(|| self.clock.now() + self.retry.first_wait);
                Outcome::Retry { at, fault }
            }
        }
    }

    /// To whom it is for; says where that is.
    async fn hand_on(&self, arrival: &Arrival) -> Result<String, Fault> {
        let site = Site::read(self).await?;
        let errand = Errand { arrival, tools: self, site };
        match arrival.function {
            Function::InternetFaxReceive => fax::hand_on(&errand).await,
            // No other function takes mails in.
            function => Err(Fault::new(Code::ArrivalUnreadable)
                .words(format_args!("no {} here", function.as_str()))),
        }
    }
}

/// One arrival on its way, and what may be needed for it.
struct Errand<'a> {
    arrival: &'a Arrival,
    tools: &'a HandingOn,
    site: Site,
}

/// What an administrator has set, as it stands now.
struct Site {
    receiving: Receiving,
}

impl Site {
    async fn read(tools: &HandingOn) -> Result<Self, Fault> {
        let records = tools.records.records(Kind::Site).await?;
        Ok(Self { receiving: site::read(&records)?.value })
    }
}

impl Errand<'_> {
    /// Does what takes a while, or waits for a disk, with the arrival's octets.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(Waiting) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let body = self.tools.arrivals.arrival_body(self.arrival.id).await?;
        let mail = Waiting { body, runtime: Handle::current() };
        let done = tokio::task::spawn_blocking(move || work(mail)).await;
        // A panic is our mistake; a person looks at the mail that led to it.
        done.unwrap_or_else(|error| Err(Fault::new(Code::ArrivalUnreadable).words(error)))
    }
}

/// The octets of an arrival, for a thread that may wait for them.
struct Waiting {
    body: Body,
    runtime: Handle,
}

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.runtime.block_on(self.body.read(buffer))
    }
}
