//! One account's queue: which job goes next, when to wait, when to hold.
//!
//! One task decides; attempts run beside it, as many at once as the provider allows connections.
//! The queue is in one of three moods:
//!
//! - open: due jobs are claimed and go out
//! - paused: the server or the network does not answer; the waits grow, and then one job goes ahead
//!   to see. An outage belongs to the account, so it does not lengthen the waits of single jobs.
//! - on hold: a person must act. It flows again when somebody signs in, and every now and then the
//!   queue looks by itself whether the tenant has been changed. Nothing is dropped meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OnceCell, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::attempt::{Context, Done, Outcome, passes};
use super::line::Line;
use crate::clock::{Clock, Time};
use crate::fault::{Code, Fault, Remedy};
use crate::journal::{News, Route};
use crate::oauth::keeper::Keeper;
use crate::oauth::{Account, TokenStatus};
use crate::settings::{DeliverySettings, RetryPolicy};
use crate::spool::{Bells, Hold, Job, Settlement, Spool};

/// However quiet it is, the queue looks for work this often: a lost signal costs a delay, not a mail.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// After the first failure to reach the server; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// How long attempts get to come to their end when scanpost stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// How the last log-in at the mail server went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionStatus {
    pub at: Time,
    /// Nothing: it went well.
    pub fault: Option<Fault>,
}

/// The handle to an account's queue.
#[derive(Clone, Debug)]
pub struct Queue {
    connection: watch::Receiver<Option<ConnectionStatus>>,
}

impl Queue {
    /// Starts the account's queue, until `stop`.
    pub fn start(
        account: Account,
        spool: Arc<dyn Spool>,
        keeper: Keeper,
        bells: &Bells,
        clock: Clock,
        news: News,
        (retry, settings): (RetryPolicy, DeliverySettings),
        stop: CancellationToken,
    ) -> (Queue, tokio::task::JoinHandle<()>) {
        let (shown, connection) = watch::channel(None);
        let bell = bells.of(&account.name);
        let context =
            Context { account, spool, keeper, clock, news, retry, settings, tls: OnceCell::new() };
        let desk = Desk {
            context: Arc::new(context),
            bell,
            shown,
            idle: Vec::new(),
            running: JoinSet::new(),
            jobs: HashMap::new(),
            hold: None,
            probe_at: None,
            failures: 0,
            paused_until: None,
        };
        (Queue { connection }, tokio::spawn(desk.run(stop)))
    }

    /// How the last log-in went; nothing before the first.
    pub fn connection(&self) -> watch::Receiver<Option<ConnectionStatus>> {
        self.connection.clone()
    }
}

struct Desk {
    context: Arc<Context>,
    bell: Arc<Notify>,
    shown: watch::Sender<Option<ConnectionStatus>>,
    /// Open connections without work, the one used last at the end.
    idle: Vec<Line>,
    running: JoinSet<Done>,
    /// The job of each running attempt.
    jobs: HashMap<Id, Job>,
    hold: Option<Hold>,
    /// When a held account is looked at again.
    probe_at: Option<Time>,
    /// Failures to reach the server, in a row.
    failures: u32,
    paused_until: Option<Time>,
}

impl Desk {
    async fn run(mut self, stop: CancellationToken) {
        let mut grant = self.context.keeper.status();
        let bell = self.bell.clone();
        let clock = self.context.clock.clone();
        self.read_hold(&stop).await;
        loop {
            let wake_at = match self.look_for_work().await {
                Ok(wake_at) => wake_at,
                Err(fault) => {
                    tracing::error!(event = "queue.not-read", account = %self.context.account.name, fault = %fault);
                    clock.now() + FIRST_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = self.running.join_next_with_id() => self.ended(ended).await,
                () = bell.notified() => {}
                Ok(()) = grant.changed() => {
                    if grant.borrow_and_update().token_status == TokenStatus::NotRetrieved {
                        self.hang_up(self.idle.len());
                    }
                }
                () = clock.sleep_until(wake_at) => {}
            }
        }
        self.finish().await;
    }

    /// Only this queue holds and releases, so the hold is read once.
    async fn read_hold(&mut self, stop: &CancellationToken) {
        let name = &self.context.account.name;
        while !stop.is_cancelled() {
            match self.context.spool.held(name.clone()).await {
                Ok(hold) => {
                    self.hold = hold;
                    return;
                }
                Err(fault) => {
                    tracing::error!(event = "queue.not-read", account = %name, fault = %fault);
                    self.context.clock.sleep_until(self.context.clock.now() + FIRST_PAUSE).await;
                }
            }
        }
    }

    /// Starts what can be started now, and says when to look again.
    async fn look_for_work(&mut self) -> Result<Time, Fault> {
        self.hang_up_idle();
        let now = self.context.clock.now();
        let latest = now + LONGEST_SLEEP;
        let name = &self.context.account.name;
        if let Some(hold) = self.hold.clone() {
            return self.look_at_hold(&hold, now).await.map(|wake_at| wake_at.min(latest));
        }
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Ok(until.min(latest));
        }
        // After a failure one job goes ahead; the others follow when it got through.
        let allowed =
            if self.failures > 0 { 1 } else { self.context.account.provider.smtp.connections };
        let free = allowed.saturating_sub(self.running.len());
        if free == 0 {
            return Ok(latest);
        }
        let claimed = self.context.spool.claim(name.clone(), now, self.context.retry, free).await?;
        let all_taken = claimed.len() < free;
        for job in claimed {
            let (context, line) = (self.context.clone(), self.idle.pop());
            let attempt = {
                let job = job.clone();
                async move { context.attempt(job, line).await }
            };
            let task = self.running.spawn(attempt);
            self.jobs.insert(task.id(), job);
            self.context.news.happened();
        }
        let next_due =
            if all_taken { self.context.spool.next_due(name.clone()).await? } else { None };
        Ok(next_due.unwrap_or(latest).min(latest))
    }

    /// A held account flows again when a person has acted, or when a probe gets through.
    async fn look_at_hold(&mut self, hold: &Hold, now: Time) -> Result<Time, Fault> {
        let status = self.context.keeper.status().borrow().clone();
        let signed_in_since = status.given.is_some_and(|given| given.at > hold.since);
        let refreshed_since = status.refreshed_at.is_some_and(|at| at > hold.since);
        let waited_for_token = hold.fault.remedy() == Remedy::SignIn;
        if status.token_status == TokenStatus::Retrieved
            && (signed_in_since || (waited_for_token && refreshed_since))
        {
            self.release().await?;
            return Ok(now);
        }
        let probe_at = *self.probe_at.get_or_insert(now + self.context.settings.probe_wait);
        if now < probe_at || !self.running.is_empty() {
            return Ok(probe_at.max(now + FIRST_PAUSE));
        }
        let context = self.context.clone();
        self.running.spawn(async move { context.probe().await });
        let next = now + self.context.settings.probe_wait;
        self.probe_at = Some(next);
        Ok(next)
    }

    async fn ended(&mut self, ended: Result<(Id, Done), JoinError>) {
        let (id, done) = match ended {
            Ok((id, done)) => (id, done),
            Err(error) => return self.broke_down(&error).await,
        };
        self.jobs.remove(&id);
        if let Some(line) = done.line {
            self.keep_line(line);
        }
        let result = match done.outcome {
            Outcome::Reached => self.reached().await,
            Outcome::Trouble(fault) => self.trouble(fault).await,
        };
        if let Err(fault) = result {
            tracing::error!(event = "queue.not-written", account = %self.context.account.name, fault = %fault);
        }
    }

    /// A log-in went well.
    async fn reached(&mut self) -> Result<(), Fault> {
        self.failures = 0;
        self.paused_until = None;
        self.show(None);
        if self.hold.is_some() { self.release().await } else { Ok(()) }
    }

    /// The account is in trouble.
    async fn trouble(&mut self, fault: Fault) -> Result<(), Fault> {
        self.show(Some(fault.clone()));
        let now = self.context.clock.now();
        let name = self.context.account.name.clone();
        if passes(&fault) {
            self.failures = self.failures.saturating_add(1);
            let doubled = FIRST_PAUSE.saturating_mul(2u32.saturating_pow(self.failures - 1));
            self.paused_until = Some(now + doubled.min(LONGEST_PAUSE));
            tracing::warn!(event = "queue.paused", account = %name, fault = %fault);
            return Ok(());
        }
        if self.hold.as_ref().is_none_or(|hold| hold.fault != fault) {
            tracing::warn!(event = "queue.held", account = %name, fault = %fault);
            self.context.spool.hold(name, fault.clone(), now).await?;
            let since = self.hold.as_ref().map_or(now, |hold| hold.since);
            self.hold = Some(Hold { fault, since });
        }
        self.hang_up(self.idle.len());
        Ok(())
    }

    async fn release(&mut self) -> Result<(), Fault> {
        let name = self.context.account.name.clone();
        tracing::info!(event = "queue.released", account = %name);
        self.context.spool.release(name, self.context.clock.now()).await?;
        self.hold = None;
        self.probe_at = None;
        self.failures = 0;
        self.paused_until = None;
        Ok(())
    }

    /// An attempt ended in a panic: our mistake. The job is tried again later, not at once.
    async fn broke_down(&mut self, error: &JoinError) {
        let Some(job) = self.jobs.remove(&error.id()) else { return };
        tracing::error!(event = "attempt.broke-down", job = %job.id);
        let now = self.context.clock.now();
        let settlement = Settlement {
            results: Vec::new(),
            retry_at: job.due_at.unwrap_or(now + self.context.retry.longest_wait),
            route: Route::default(),
            fault: Some(Fault::new(Code::AttemptInterrupted)),
        };
        if let Err(fault) = self.context.spool.settle(job.id, settlement, now).await {
            tracing::error!(event = "attempt.not-settled", job = %job.id, fault = %fault);
        }
    }

    fn show(&self, fault: Option<Fault>) {
        let at = self.context.clock.now();
        self.shown.send_replace(Some(ConnectionStatus { at, fault }));
        self.context.news.happened();
    }

    // Connections

    fn keep_line(&mut self, line: Line) {
        if line.mails < self.context.settings.mails_per_connection {
            self.idle.push(line);
        } else {
            tokio::spawn(line.close());
        }
    }

    fn hang_up_idle(&mut self) {
        let too_long = |line: &Line| line.idle_since.elapsed() >= self.context.settings.idle_wait;
        let old = self.idle.iter().take_while(|line| too_long(line)).count();
        self.hang_up(old);
    }

    fn hang_up(&mut self, count: usize) {
        for line in self.idle.drain(..count) {
            tokio::spawn(line.close());
        }
    }

    /// Lets running attempts come to their end, so that none is in doubt.
    async fn finish(&mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, all).await.is_err() {
            tracing::warn!(event = "queue.cut-off", account = %self.context.account.name);
        }
        self.hang_up(self.idle.len());
    }
}
