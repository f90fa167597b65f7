//! The task behind a queue's handle: it decides; attempts run beside it and tell it how they ended.

mod lines;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{ConnectionStatus, Flow, MOST_CHECKS};
use crate::delivery::attempt::{Done, Outcome, Tools};
use crate::delivery::governor::{Limit, Pass};
use crate::delivery::line::Line;
use crate::delivery::mood::{GrantSeen, Held, Mood, Resting, Round, Works};
use crate::delivery::settlement::Ended;
use crate::fault::{Code, Fault};
use crate::journal::Route;
use crate::spool::{Job, Rest};

/// However quiet it is, the queue looks for work this often: a lost signal costs a delay, not a mail.
const LONGEST_SLEEP: Duration = Duration::from_mins(1);

/// How often mails that got too old are looked for where nothing goes out. So long after a start, too: a
/// clock that is wrong at first must not end what waits.
const EXPIRY_PAUSE: Duration = Duration::from_hours(1);

/// How soon a storage that failed is asked again.
const STORAGE_PAUSE: Duration = Duration::from_secs(2);

/// How long attempts get to come to their end when scanpost stops. The whole program ends five seconds
/// after it was told to.
const FAREWELL: Duration = Duration::from_secs(4);

pub(super) struct Desk {
    tools: Arc<Tools>,
    bell: Arc<Notify>,
    hurry: Arc<Notify>,
    shown: Shown,
    /// Somebody wants the queue to end as soon as nothing is under way.
    leave: CancellationToken,
    mood: Mood,
    /// Open connections without work, the one used last at the end.
    idle: Vec<Line>,
    running: JoinSet<Done>,
    /// What each running task is about.
    tasks: HashMap<Id, Task>,
    /// Somebody has signed in, or asks: whether the account can log in is to be seen.
    check_wanted: bool,
    /// Who waits to hear how the next log-in went.
    asking: Vec<oneshot::Sender<ConnectionStatus>>,
    expire_at: Instant,
    /// The rest that the storage knows of.
    rest_written: Option<(Code, Instant)>,
    /// What is due finds no room before then.
    full: Option<(Instant, Limit)>,
}

/// What others see of the queue.
pub(super) struct Shown {
    pub(super) connection: watch::Sender<Option<ConnectionStatus>>,
    pub(super) flow: watch::Sender<Flow>,
    pub(super) idle_since: watch::Sender<Option<Instant>>,
}

/// What a task that runs beside the queue is about.
struct Task {
    /// Nothing: it is a log-in for its own sake.
    job: Option<Job>,
    /// It goes ahead to see whether the others can follow.
    probes: bool,
    /// The grant as it stood before. One that has come since is not to blame.
    seen: GrantSeen,
}

impl Desk {
    pub(super) fn new(
        tools: Tools,
        bell: Arc<Notify>,
        hurry: Arc<Notify>,
        shown: Shown,
        leave: CancellationToken,
    ) -> Self {
        Self {
            tools: Arc::new(tools),
            bell,
            hurry,
            shown,
            leave,
            mood: Mood::Open,
            idle: Vec::new(),
            running: JoinSet::new(),
            tasks: HashMap::new(),
            check_wanted: false,
            asking: Vec::new(),
            expire_at: Instant::now() + EXPIRY_PAUSE,
            rest_written: None,
            full: None,
        }
    }

    pub(super) async fn run(
        mut self,
        mut checks: mpsc::Receiver<oneshot::Sender<ConnectionStatus>>,
        stop: CancellationToken,
    ) {
        let mut grant = self.tools.keeper.status();
        let mut given_at = grant.borrow_and_update().given.as_ref().map(|given| given.at);
        let (bell, hurry) = (self.bell.clone(), self.hurry.clone());
        let share = self.tools.share.clone();
        self.read_standstill(&stop).await;
        self.show_flow();
        let leave = self.leave.clone();
        loop {
            if leave.is_cancelled() && self.running.is_empty() {
                break;
            }
            let wake_at = match self.look_for_work().await {
                Ok(wake_at) => wake_at,
                Err(fault) => {
                    tracing::error!(event = "queue.storage-failed", account = %self.tools.account.name, fault = %fault);
                    Instant::now() + STORAGE_PAUSE
                }
            };
            self.check_if_wanted();
            self.show_flow();
            self.show_idle();
            tokio::select! {
                () = stop.cancelled() => break,
                () = leave.cancelled(), if !leave.is_cancelled() => {}
                Some(ended) = self.running.join_next_with_id() => self.ended(ended),
                () = bell.notified() => {}
                () = share.changed() => self.make_way(),
                () = hurry.notified() => self.mood.hurry(Instant::now()),
                Some(asker) = checks.recv() => {
                    self.check_wanted = true;
                    if self.asking.len() < MOST_CHECKS {
                        self.asking.push(asker); // another one hears that nobody can tell
                    }
                }
                Ok(()) = grant.changed() => {
                    let now_given = grant.borrow_and_update().given.as_ref().map(|given| given.at);
                    if now_given != given_at {
                        // Signed in or out: the open connections are those of an earlier grant.
                        self.hang_up(self.idle.len());
                        self.check_wanted = now_given.is_some() && self.sends();
                        given_at = now_given;
                    }
                }
                () = sleep_until(wake_at) => {}
            }
        }
        self.finish().await;
    }

    /// Only this queue holds, rests and goes on, so what the storage knows is read once.
    async fn read_standstill(&mut self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let Err(fault) = self.try_to_read_standstill().await else { return };
            let account = &self.tools.account.name;
            tracing::error!(event = "queue.storage-failed", %account, %fault);
            tokio::time::sleep(STORAGE_PAUSE).await;
        }
    }

    async fn try_to_read_standstill(&mut self) -> Result<(), Fault> {
        let (spool, account) = (self.tools.spool.clone(), &self.tools.account);
        let (hold, rest) =
            (spool.held(account.name.clone()).await?, spool.rest(account.name.clone()).await?);
        if let Some(rest) = rest {
            // The account may have another mailbox by now.
            let is_of_it = rest.fault.facts.get("address").is_none_or(|of| *of == account.address);
            let left = self.tools.clock.now().until(rest.until);
            let resting = Resting::from_storage(rest.fault, left, Instant::now());
            self.rest_written = Some((resting.fault.code, resting.until()));
            if is_of_it {
                self.mood = Mood::Resting(resting);
            }
        }
        if let Some(hold) = hold {
            self.mood = Mood::Held(Held::from_storage(hold, self.grant_seen()));
        }
        Ok(())
    }

    /// The storage hears of a rest and of its end.
    async fn write_rest(&mut self, now: Instant) -> Result<(), Fault> {
        let rest = self.mood.rest();
        let to_write = rest.map(|(fault, until)| (fault.code, until));
        if to_write == self.rest_written {
            return Ok(());
        }
        let (tools, clock_now) = (self.tools.clone(), self.tools.clock.now());
        let rest = rest.map(|(fault, until)| Rest {
            fault: fault.clone(),
            until: clock_now + until.saturating_duration_since(now),
        });
        tools.spool.put_rest(tools.account.name.clone(), rest, clock_now).await?;
        self.rest_written = to_write;
        tools.news.happened();
        Ok(())
    }

    /// Starts what can be started now, and says when to look again.
    async fn look_for_work(&mut self) -> Result<Instant, Fault> {
        self.hang_up_idle();
        let now = Instant::now();
        if self.leave.is_cancelled() {
            return Ok(now + LONGEST_SLEEP); // the end of what is under way wakes the queue
        }
        self.expire(now).await?;
        self.write_rest(now).await?;
        self.full = None;
        if !matches!(self.mood, Mood::Open) {
            self.tools.share.leave();
        }
        let wake_at = match self.mood.round(now) {
            Round::Held => self.look_at_hold(now).await?,
            Round::Wait(until) => until,
            Round::OneJob => self.start_attempts(1, true).await?,
            Round::Flow => {
                let connections = self.tools.share.limits().connections();
                self.start_attempts(connections, false).await?
            }
        };
        let idle_ends = self.idle.first().map(|line| line.idle_since + self.idle_wait());
        Ok(wake_at.min(now + LONGEST_SLEEP).min(idle_ends.unwrap_or(wake_at)))
    }

    /// Claims due jobs until `allowed` are under way, and says when the next is due. `probes`: what goes
    /// out goes ahead of the others.
    async fn start_attempts(&mut self, allowed: usize, probes: bool) -> Result<Instant, Fault> {
        let tools = self.tools.clone();
        let latest = Instant::now() + LONGEST_SLEEP;
        let free = allowed.saturating_sub(self.running.len());
        if free == 0 {
            return Ok(latest); // the end of an attempt wakes the queue
        }
        let passes = tools.share.reserve(free, self.idle.len(), Instant::now());
        if passes.is_empty() {
            return self.wait_for_room().await;
        }
        let (name, now) = (tools.account.name.clone(), tools.clock.now());
        let claimed = tools.spool.claim(name.clone(), now, tools.retry, passes.len()).await?;
        let all_taken = claimed.len() < passes.len();
        for (job, pass) in claimed.into_iter().zip(passes) {
            self.mood.probe_started(Instant::now());
            self.start_attempt(job, probes, pass);
        }
        if !all_taken {
            return Ok(latest);
        }
        let next_due = tools.spool.next_due(name).await?;
        Ok(next_due.map_or(latest, |due_at| Instant::now() + tools.clock.now().until(due_at)))
    }

    /// The mailbox has no room now. If something is due, it rests until there is some.
    async fn wait_for_room(&mut self) -> Result<Instant, Fault> {
        let (tools, latest) = (self.tools.clone(), Instant::now() + LONGEST_SLEEP);
        let due_at = tools.spool.next_due(tools.account.name.clone()).await?;
        let wait = due_at.map(|due_at| tools.clock.now().until(due_at));
        match wait {
            None => {
                tools.share.leave();
                return Ok(latest);
            }
            Some(wait) if !wait.is_zero() => {
                tools.share.leave();
                return Ok(Instant::now() + wait);
            }
            Some(_) => tools.share.wait(),
        }
        let room = tools.share.room(Instant::now());
        self.full = room.until.zip(room.limit);
        Ok(room.until.unwrap_or(latest)) // or when something is given back
    }

    fn start_attempt(&mut self, job: Job, probes: bool, pass: Pass) {
        let (tools, line) = (self.tools.clone(), self.idle.pop());
        let task = Task { probes, ..self.task(Some(job.clone())) };
        let account = &self.tools.account.name;
        let span = tracing::info_span!("attempt", job = %job.id, %account, number = job.tries);
        let attempt = async move { tools.attempt(job, line, pass).await };
        let running = self.running.spawn(attempt.instrument(span));
        self.tasks.insert(running.id(), task);
        self.tools.news.happened();
    }

    /// Where nothing goes out, mails get old: who has waited for too long ends, and says so.
    async fn expire(&mut self, now: Instant) -> Result<(), Fault> {
        let Some(why) = self.mood.standstill().filter(|_| self.expire_at <= now) else {
            return Ok(());
        };
        let (tools, hold_for) = (self.tools.clone(), self.tools.retry.hold_for);
        let why = Fault::held_too_long(why, hold_for);
        let (name, at) = (tools.account.name.clone(), tools.clock.now());
        let ended = tools.spool.expire(name, at - hold_for, why, at).await?;
        if ended == 0 {
            self.expire_at = now + EXPIRY_PAUSE; // else there may be more
        } else {
            tracing::warn!(event = "queue.expired", account = %tools.account.name, ended);
            tools.news.happened();
        }
        Ok(())
    }

    /// A log-in for its own sake. While a task is under way none is needed: its end will tell.
    fn check_if_wanted(&mut self) {
        let wanted = std::mem::take(&mut self.check_wanted) && !self.leave.is_cancelled();
        if !wanted || !self.running.is_empty() {
            return;
        }
        let (tools, task) = (self.tools.clone(), self.task(None));
        let running = self.running.spawn(async move { tools.check().await });
        self.tasks.insert(running.id(), task);
    }

    /// A held account flows again when a person has acted, or when a probe has got through.
    async fn look_at_hold(&mut self, now: Instant) -> Result<Instant, Fault> {
        let (tools, seen) = (self.tools.clone(), self.grant_seen());
        let name = tools.account.name.clone();
        // Who only receives and has nothing to send is not asked to log in, and so never seen to work.
        let holds_nothing = !self.sends()
            && self.running.is_empty()
            && tools.spool.next_due(name.clone()).await?.is_none();
        let Mood::Held(held) = &mut self.mood else { return Ok(now) };
        if held.is_over(&seen) || holds_nothing {
            tools.spool.release(name.clone(), tools.clock.now()).await?;
            tracing::info!(event = "queue.released", account = %name);
            self.mood = Mood::Open;
            tools.news.happened();
            return Ok(now);
        }
        if !held.written {
            tools.spool.hold(name.clone(), held.fault.clone(), tools.clock.now()).await?;
            tracing::warn!(event = "queue.held", account = %name, fault = %held.fault);
            held.written = true;
            tools.news.happened();
        }
        if held.probe_at > now {
            return Ok(held.probe_at);
        }
        let next_probe = now + tools.settings.probe_wait;
        if self.running.is_empty() {
            held.probe_at = next_probe;
            match held.needs {
                Works::LogIn => {
                    let task = self.task(None);
                    let running = self.running.spawn(async move { tools.probe().await });
                    self.tasks.insert(running.id(), task);
                }
                Works::Mail => {
                    let pass = tools.share.reserve(1, self.idle.len(), Instant::now()).pop();
                    let (now, retry) = (tools.clock.now(), tools.retry);
                    if let Some(pass) = pass
                        && let Some(job) = tools.spool.claim_probe(name, now, retry).await?
                    {
                        self.start_attempt(job, true, pass);
                    }
                }
            }
        }
        Ok(next_probe) // or when what still runs has ended
    }

    fn ended(&mut self, ended: Result<(Id, Done), JoinError>) {
        let (id, done) = match ended {
            Ok((id, done)) => (id, done),
            Err(error) => return self.broke_down(&error),
        };
        let Some(task) = self.tasks.remove(&id) else { return };
        let now = Instant::now();
        match done.outcome {
            Outcome::Reached(works) => {
                self.mood.reached(works, task.probes);
                self.show(None);
            }
            Outcome::Trouble(fault) => {
                tracing::warn!(event = "queue.trouble", account = %self.tools.account.name, fault = %fault);
                self.mood.trouble(&fault, task.seen, now, self.tools.settings.probe_wait);
                self.show(Some(fault));
            }
        }
        if let Some(line) = done.line {
            self.keep_line(line);
        }
        if self.mood.is_stuck() {
            self.hang_up(self.idle.len());
        }
        // Before the storage knows of a hold: whoever reads of it there sees here that nothing goes out.
        self.show_flow();
    }

    /// An attempt ended in a panic: our mistake. The job is tried again later, not at once.
    fn broke_down(&mut self, error: &JoinError) {
        let Some(Task { job: Some(job), .. }) = self.tasks.remove(&error.id()) else { return };
        tracing::error!(event = "attempt.broke-down", job = %job.id);
        let (tools, task) = (self.tools.clone(), self.task(Some(job.clone())));
        let running = self.running.spawn(async move {
            let fault = Some(Fault::new(Code::AttemptInterrupted));
            let ended = Ended::Shown { results: Vec::new(), fault };
            tools.settle(&job, ended, Route::default()).await;
            Done::logged_in(None)
        });
        self.tasks.insert(running.id(), task);
    }

    fn task(&self, job: Option<Job>) -> Task {
        Task { probes: job.is_none(), job, seen: self.grant_seen() }
    }

    /// An account that only receives was never given the right to log in here.
    fn sends(&self) -> bool {
        self.tools.keeper.status().borrow().needs.sending
    }

    fn grant_seen(&self) -> GrantSeen {
        GrantSeen::of(&self.tools.keeper.status().borrow())
    }

    fn show(&mut self, fault: Option<Fault>) {
        let status = ConnectionStatus { at: self.tools.clock.now(), fault };
        for asker in self.asking.drain(..) {
            let _ = asker.send(status.clone()); // the asker may have left
        }
        self.shown.connection.send_replace(Some(status));
        self.tools.news.happened();
    }

    fn show_flow(&self) {
        let full = self.full.map(|(until, limit)| Flow::Full { until, limit: limit.code() });
        let flow = match self.mood.flow(Instant::now()) {
            Flow::Open => full.unwrap_or(Flow::Open),
            flow => flow,
        };
        let is_news = self
            .shown
            .flow
            .send_if_modified(|shown| (*shown != flow).then(|| *shown = flow).is_some());
        if is_news {
            self.tools.news.happened();
        }
    }

    fn show_idle(&self) {
        let is_idle = self.running.is_empty();
        self.shown.idle_since.send_if_modified(|since| {
            let changed = since.is_some() != is_idle;
            if changed {
                *since = is_idle.then(Instant::now);
            }
            changed
        });
    }

    /// Lets running attempts come to their end, so that none is in doubt.
    async fn finish(&mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if timeout(FAREWELL, all).await.is_err() {
            tracing::warn!(event = "queue.cut-off", account = %self.tools.account.name);
        }
        self.hang_up(self.idle.len());
    }
}
