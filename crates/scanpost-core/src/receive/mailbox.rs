//! One mailbox: the only one here that connects to it, for all functions that read it and all devices that
//! fetch their mail from it.
//!
//! A mailbox takes one connection at a time (RFC 1939 §4 locks it), so one task holds it. Each reader
//! has a token of its own and a schedule of its own: trouble with the token of one never stops another.
//!
//! A person may ask for a poll. One that is under way may have read its list already, so whoever asks
//! meanwhile gets the next one.
//!
//! Between two polls it does the errands of visits ([`super::visits`]), in the order in which they come. A
//! poll that is due goes before them.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::select_all;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::poll::{Poll, Polled};
use super::schedule::{Ended, LogIns, Portion, Schedule};
use super::seats::{Seat, Seats};
use super::sort::{Filters, Sorting};
use super::visits::{Counter, Errand, Visited, Visitor};
use super::{Arrivals, MailboxName};
use crate::clock::{Clock, Time};
use crate::fault::{Code, Fault};
use crate::journal::{Journal, News};
use crate::network::Server;
use crate::oauth::Account;
use crate::oauth::keeper::{GrantStatus, Keeper};
use crate::settings::ReceiveSettings;
use crate::site::Function;
use crate::spool::Spool;

/// More than this do not wait for a poll.
const MOST_ASKERS: usize = 16;

/// No sleep is longer than this.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// No poll lasts longer: a server that drips would else hold the mailbox for ever. No errand of a device
/// does either.
const LONGEST_POLL: Duration = Duration::from_hours(2);

/// Whoever has had its turn at the mailbox goes on until somebody else waits; looked at so often.
const WHO_WAITS: Duration = Duration::from_secs(5);

/// Who reads a mailbox, and by which right.
#[derive(Clone, Debug)]
pub struct Reader {
    pub function: Function,
    pub account: Account,
    pub keeper: Keeper,
    /// How often it looks.
    pub interval: Duration,
}

/// A mailbox and its readers.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: MailboxName,
    pub server: Server,
    /// Which mails its readers want.
    pub filters: Filters,
    pub readers: Vec<Reader>,
    /// The accounts by which devices read it.
    pub visited: Vec<Visited>,
}

impl Plan {
    /// Whether a mailbox that runs by one of them need not be started anew for the other. An account
    /// that was changed may have another keeper.
    pub fn is_same(&self, other: &Plan) -> bool {
        let readers = |plan: &Plan| -> Vec<(Function, Account, Duration)> {
            let of = |one: &Reader| (one.function, one.account.clone(), one.interval);
            plan.readers.iter().map(of).collect()
        };
        let visited = |plan: &Plan| -> Vec<Account> {
            plan.visited.iter().map(|visited| visited.account.clone()).collect()
        };
        (&self.name, &self.server, &self.filters) == (&other.name, &other.server, &other.filters)
            && readers(self) == readers(other)
            && visited(self) == visited(other)
    }
}

/// What polls work with.
pub struct Tools {
    pub arrivals: Arc<dyn Arrivals>,
    pub spool: Arc<dyn Spool>,
    pub journal: Arc<dyn Journal>,
    pub clock: Clock,
    pub news: News,
    pub settings: ReceiveSettings,
    /// Rung when something is to be handed on.
    pub bell: Arc<Notify>,
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tools").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// How a reader's polls stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Nothing before the first.
    pub last: Option<Polled>,
    pub next_at: Option<Time>,
    /// A poll is under way.
    pub is_polling: bool,
    /// How many there were since this mailbox was set up, by the class of what hindered them; nothing: nothing did.
    pub polls: BTreeMap<Option<&'static str>, u64>,
}

/// The handle to a mailbox's task.
#[derive(Clone, Debug)]
pub struct Mailbox {
    asked: mpsc::Sender<Asked>,
    standings: Vec<(Function, watch::Receiver<Standing>)>,
    visitors: Vec<Visitor>,
}

#[derive(Debug)]
struct Asked {
    function: Function,
    answer: oneshot::Sender<Polled>,
}

impl Mailbox {
    /// Starts to poll as soon as nobody else does there, until `stop`.
    pub fn start(
        plan: Plan,
        tools: Tools,
        seats: &Seats,
        stop: CancellationToken,
    ) -> (Mailbox, JoinHandle<()>) {
        let (asked, asks) = mpsc::channel(MOST_ASKERS);
        let (errand, errands) = mpsc::channel(tools.settings.visits.most_waiting);
        let (now, portion) = (tools.clock.now(), Portion::new(tools.settings.most_mails));
        let is_visited = !plan.visited.is_empty();
        let at = (plan.name.clone(), plan.server.clone());
        let visits = tools.settings.visits.clone();
        let counter = Counter::new(at, plan.visited, tools.clock.clone(), visits);
        let visitors = counter.visitors(&errand);
        let sorting = Sorting {
            functions: plan.readers.iter().map(|reader| reader.function).collect(),
            address: plan
                .readers
                .first()
                .map_or_else(String::new, |one| one.account.address.clone()),
            filters: plan.filters,
            is_visited,
        };
        let mut standings = Vec::new();
        let mut desks = Vec::new();
        for reader in plan.readers {
            let (shown, standing) = watch::channel(Standing::default());
            standings.push((reader.function, standing));
            desks.push(Desk {
                schedule: Schedule::new(reader.interval, now, chance()),
                grant: reader.keeper.status(),
                given_at: given_at(&reader.keeper.status().borrow()),
                reader,
                asking: Vec::new(),
                shown,
            });
        }
        let seat = seats.at(&plan.name);
        let task = Task {
            tools,
            name: plan.name,
            server: plan.server,
            sorting,
            desks,
            counter,
            log_ins: LogIns::default(),
            troublesome: HashSet::new(),
            portion,
            stop,
        };
        (Mailbox { asked, standings, visitors }, tokio::spawn(task.run(seat, asks, errands)))
    }

    /// Polls for a function at once, and says what that came to. Nothing if it does not read this
    /// mailbox, or too many ask.
    pub async fn poll(&self, function: Function) -> Option<Polled> {
        let (answer, answered) = oneshot::channel();
        self.asked.try_send(Asked { function, answer }).ok()?;
        answered.await.ok()
    }

    /// What has hindered its polls may be over: those that it has hindered follow at once.
    pub fn hurry(&self, hindered_by: Code) {
        for (function, standing) in &self.standings {
            let last = standing.borrow().last.clone();
            if last.and_then(|last| last.fault).is_some_and(|fault| fault.code == hindered_by) {
                let (answer, _) = oneshot::channel();
                let _ = self.asked.try_send(Asked { function: *function, answer }); // else many ask already
            }
        }
    }

    /// Where devices that read it by their accounts send their errands.
    pub fn visitors(&self) -> &[Visitor] {
        &self.visitors
    }

    /// How the polls of a function stand; nothing if it does not read this mailbox.
    pub fn standing(&self, function: Function) -> Option<Standing> {
        let standing = self.standings.iter().find(|(of, _)| *of == function)?;
        Some(standing.1.borrow().clone())
    }
}

struct Task {
    tools: Tools,
    name: MailboxName,
    server: Server,
    sorting: Sorting,
    desks: Vec<Desk>,
    counter: Counter,
    log_ins: LogIns,
    troublesome: HashSet<String>,
    portion: Portion,
    stop: CancellationToken,
}

/// Why the task looks at its desks again.
enum Woken {
    Time,
    SignIn(usize),
    Person(Asked),
    Device(Errand),
    /// The connection for devices has nothing to do any more.
    Idle,
}

/// What lies before a reader.
struct Desk {
    reader: Reader,
    schedule: Schedule,
    grant: watch::Receiver<GrantStatus>,
    given_at: Option<Time>,
    asking: Vec<oneshot::Sender<Polled>>,
    shown: watch::Sender<Standing>,
}

impl Task {
    async fn run(
        mut self,
        seat: Seat,
        mut asks: mpsc::Receiver<Asked>,
        mut errands: mpsc::Receiver<Errand>,
    ) {
        let (stop, clock) = (self.stop.clone(), self.tools.clock.clone());
        let Some(_seated) = stop.run_until_cancelled(seat.lock()).await else { return };
        while !stop.is_cancelled() {
            while let Ok(asked) = asks.try_recv() {
                self.ask(asked); // all that came during a poll share the next one
            }
            let now = clock.now();
            let allowed_at = self.log_ins.next_at(now);
            let dues: Vec<Time> = self
                .desks
                .iter_mut()
                .map(|desk| desk.schedule.due_at(now).max(allowed_at))
                .collect();
            for (desk, due_at) in self.desks.iter().zip(&dues) {
                if desk.show_next(*due_at) {
                    self.tools.news.happened();
                }
            }
            let (place, due_at) = earliest(&dues);
            if due_at <= now {
                self.counter.leave().await;
                self.poll(place).await;
                self.counter.forget_lists();
                // Devices do not wait for as many polls as a full mailbox needs.
                for _ in 0..errands.len() {
                    if let Ok(errand) = errands.try_recv() {
                        self.serve(errand, &errands).await;
                    }
                }
                continue;
            }
            match self.wait_until(due_at, &mut asks, &mut errands).await {
                Woken::Time => {}
                Woken::SignIn(place) => self.desks[place].schedule.hurry(),
                Woken::Person(asked) => self.ask(asked),
                Woken::Device(errand) => self.serve(errand, &errands).await,
                Woken::Idle => self.counter.leave().await,
            }
        }
        self.counter.leave().await;
    }

    async fn wait_until(
        &mut self,
        due_at: Time,
        asks: &mut mpsc::Receiver<Asked>,
        errands: &mut mpsc::Receiver<Errand>,
    ) -> Woken {
        let stop = &self.stop;
        // Looked at anew soon: the clock may be set, the machine suspended.
        let wait = self.tools.clock.now().until(due_at).min(LONGEST_SLEEP);
        let leaves_at = self.counter.leaves_at();
        tokio::select! {
            () = stop.cancelled() => Woken::Time,
            () = tokio::time::sleep(wait) => Woken::Time,
            () = sleep_until(leaves_at.unwrap_or_else(Instant::now)), if leaves_at.is_some() => Woken::Idle,
            place = sign_in(&mut self.desks) => Woken::SignIn(place),
            Some(asked) = asks.recv() => Woken::Person(asked),
            Some(errand) = errands.recv() => Woken::Device(errand),
        }
    }

    /// Does it, as long as nobody waits; then for one turn.
    async fn serve(&mut self, errand: Errand, others: &mpsc::Receiver<Errand>) {
        let turn = self.tools.settings.visits.longest_turn;
        let clock = &self.tools.clock;
        let dues = self.desks.iter_mut().map(|desk| desk.schedule.due_at(clock.now()));
        let due_at = dues.min();
        let is_awaited = || !others.is_empty() || due_at.is_some_and(|at| at <= clock.now());
        let awaited = async {
            tokio::time::sleep(turn).await;
            while !is_awaited() {
                tokio::time::sleep(WHO_WAITS).await;
            }
        };
        let serving = timeout(LONGEST_POLL, self.counter.serve(errand, &mut self.log_ins));
        let served = self.stop.run_until_cancelled(async {
            tokio::select! {
                served = serving => served.ok(),
                () = awaited => None,
            }
        });
        let served = served.await.flatten();
        if served.is_none() {
            self.counter.drop_line(); // it was left in the middle of something
        }
    }

    fn ask(&mut self, asked: Asked) {
        let desk = self.desks.iter_mut().find(|desk| desk.reader.function == asked.function);
        if let Some(desk) = desk
            && desk.asking.len() < MOST_ASKERS
        {
            desk.asking.push(asked.answer); // another one hears that nobody can tell
            desk.schedule.hurry();
        }
    }

    async fn poll(&mut self, place: usize) {
        let desk = &mut self.desks[place];
        let asking = std::mem::take(&mut desk.asking);
        let waiting_before = desk.shown.borrow().last.as_ref().map_or(0, |last| last.waiting);
        desk.shown.send_modify(|shown| shown.is_polling = true);
        self.tools.news.happened();
        let mut poll = Poll {
            tools: &self.tools,
            name: &self.name,
            server: &self.server,
            reader: &desk.reader,
            sorting: &self.sorting,
            troublesome: &mut self.troublesome,
            polled: Polled::default(),
            most: self.portion.most(),
            dealt_with: 0,
            waiting_before,
            is_full: false,
            delay: None,
            stop: &self.stop,
        };
        let ended = timeout(LONGEST_POLL, poll.run()).await.unwrap_or_else(|_| {
            let fault = Fault::new(Code::ServerSilent).words("the poll lasted too long");
            poll.polled.fault = Some(fault.clone());
            Ended::Badly(fault)
        });
        self.portion.ended(&ended, poll.dealt_with);
        let (mut polled, delay) = (poll.polled, poll.delay);
        let now = self.tools.clock.now();
        polled.at = now;
        if let Some(fault) = &polled.fault {
            let function = desk.reader.function.as_str();
            tracing::warn!(event = "poll.trouble", mailbox = %self.name, function, %fault);
        }
        if delay.is_some() {
            self.log_ins.logged_in(now, delay);
        }
        desk.schedule.ended(&ended, delay, now, chance());
        desk.show_end(&polled);
        for asker in asking {
            let _ = asker.send(polled.clone()); // the asker may have left
        }
        self.tools.news.happened();
    }
}

impl Desk {
    /// Somebody has signed in, or out.
    async fn signed_in(&mut self) {
        loop {
            if self.grant.changed().await.is_err() {
                return std::future::pending().await; // the keeper has ended; so does this, by its stop
            }
            let now = given_at(&self.grant.borrow_and_update());
            if now != self.given_at {
                self.given_at = now;
                return;
            }
        }
    }

    fn show_end(&self, polled: &Polled) {
        let class = polled.fault.as_ref().map(|fault| fault.class().as_str());
        self.shown.send_modify(|shown| {
            shown.is_polling = false;
            *shown.polls.entry(class).or_default() += 1;
            shown.last = Some(polled.clone());
        });
    }

    /// True if it was not shown yet.
    fn show_next(&self, due_at: Time) -> bool {
        self.shown.send_if_modified(|shown| shown.next_at.replace(due_at) != Some(due_at))
    }
}

/// Waits until somebody has signed in, or out; gives the place of the desk.
async fn sign_in(desks: &mut [Desk]) -> usize {
    if desks.is_empty() {
        return std::future::pending().await;
    }
    select_all(desks.iter_mut().map(|desk| Box::pin(desk.signed_in()))).await.1
}

/// When the grant was given that counts now.
pub(super) fn given_at(status: &GrantStatus) -> Option<Time> {
    status.given.as_ref().map(|given| given.at)
}

/// Its place, and the moment.
fn earliest(dues: &[Time]) -> (usize, Time) {
    let all = dues.iter().copied().enumerate();
    all.min_by_key(|(_, due_at)| *due_at).unwrap_or((0, Time(i64::MAX)))
}

/// A number from 0 to 255.
fn chance() -> u8 {
    let mut octet = [0];
    // Without chance all wait alike; nothing depends on it.
    let _ = getrandom::fill(&mut octet);
    octet[0]
}
