//! The only wiring: builds the stations, gives them what they need, and offers the verbs of the
//! administrator to the pages, the API and the command line.
//!
//! - this file: start, listen, stop
//! - [`By`]: what an actor can do, one file for each thing that it is about
//! - [`views`]: what an administrator is shown; [`metrics`]: what a monitoring system is
//!
//! For every account run a keeper (its grant) and, when serving, a queue (its mails); for every mailbox
//! that a function reads, a task that polls it.

mod accounts;
mod administrators;
mod appearance;
mod arrivals;
mod asking;
mod at_work;
mod by;
mod consents;
mod credentials;
mod devices;
mod doctor;
mod error;
mod fax_server;
mod fetching;
mod governors;
mod history;
mod jobs;
mod log_in;
mod machine;
mod mail_settings;
pub mod metrics;
mod newcomers;
mod notices;
mod panel;
mod receiving;
mod sheet;
mod shown_codes;
mod sign_in;
mod slots;
mod status;
mod support;
mod transfer;
mod users;
pub mod views;
mod visits;
mod visits_of_users;
mod whose;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::AccountName;
use crate::administrator::guard::Guard;
use crate::administrator::roster::Roster;
use crate::clock::{Clock, Time};
use crate::delivery::{self, ConnectionStatus, Queue, Share};
use crate::device::{Devices, Registry};
use crate::door::tls::Acceptor;
use crate::door::{Door, Encryption};
use crate::fault::Fault;
use crate::journal::{Journal, News};
use crate::meter::Meter;
use crate::network::Network;
use crate::notify::Setup;
use crate::notify::channel::Standings;
use crate::oauth::keeper::{GrantStatus, Keeper};
use crate::oauth::seal::Sealer;
use crate::oauth::{Account, Accounts, Services};
use crate::password::Checker;
use crate::printer::Printers;
use crate::receive::{Arrivals, Visits};
use crate::record::Records;
use crate::settings::{Settings, SubmissionSettings};
use crate::site::Appearance;
use crate::spool::{Bells, Spool};
use crate::submission::Submission;
use crate::user::{Directory, Users};
pub use accounts::NewAccount;
pub use arrivals::{DeletedArrival, DeletedArrivals};
use at_work::AtWork;
pub use by::By;
use consents::Consents;
pub use devices::{DeviceChange, NewDevice};
use doctor::Examinations;
pub use error::GatewayError;
use governors::Governors;
pub use jobs::{Deed, Deeds, Download, Retried};
use log_in::Refusals;
pub use newcomers::NewcomerView;
use newcomers::Newcomers;
use receiving::Receiving;
use sheet::Prints;
use shown_codes::forget_when_over;
pub use sign_in::{RETURN_PATH, ReturnTo, SignInSettings};
pub use users::NewUser;
use views::ListenerView;
use visits_of_users::VisitsOfUsers;
pub use visits_of_users::{ComesBy, VisitView};
pub use whose::{Owner, Whose};

/// Everything that a storage must be able to do.
pub trait Store: Spool + Arrivals + Accounts + Devices + Users + Records + Journal {}
impl<T: Spool + Arrivals + Accounts + Devices + Users + Records + Journal> Store for T {}

/// What a gateway is made of.
pub struct Parts {
    pub store: Arc<dyn Store>,
    pub sealer: Sealer,
    pub clock: Clock,
    pub settings: Settings,
    pub tls: Acceptor,
    pub services: Services,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What a gateway is started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Takes mails and delivers them.
    Serve,
    /// Only for the administrator's verbs, while no gateway serves the same storage.
    Administer,
}

/// How often it is written down what was seen of devices.
const SIGHTINGS_PAUSE: Duration = Duration::from_mins(1);

/// The gateway. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gateway")
    }
}

struct Inner {
    store: Arc<dyn Store>,
    sealer: Arc<Sealer>,
    clock: Clock,
    settings: Settings,
    services: Services,
    duty: Duty,
    passwords: Arc<Checker>,
    /// As it is stored; every page asks for it.
    appearance: Mutex<Appearance>,
    devices: Arc<Registry>,
    roster: Roster,
    guard: Guard,
    refusals: Mutex<Refusals>,
    /// Held while administrators or API tokens are changed.
    administering: tokio::sync::Mutex<()>,
    network: Network,
    governors: Governors,
    bells: Arc<Bells>,
    news: News,
    meter: Meter,
    /// Who is told what goes wrong; and how that goes.
    notices: watch::Sender<Arc<Setup>>,
    standings: Arc<Standings>,
    /// Mails are refused while nobody is signed in.
    refuses_while_signed_out: AtomicBool,
    submission: Arc<Submission>,
    visits: Arc<Visits>,
    /// The accounts, each with its keeper and queue. Held during changes only, never across a call
    /// to a provider.
    accounts: tokio::sync::Mutex<BTreeMap<AccountName, Running>>,
    listeners: Mutex<Vec<ListenerView>>,
    consents: Consents,
    examinations: Examinations,
    receiving: Receiving,
    printers: Arc<Printers>,
    /// Status sheets on their way to a printer.
    prints: Prints,
    /// Whose mail it is, where a device sends for users.
    directory: Arc<Directory>,
    at_work: AtWork,
    visits_of_users: VisitsOfUsers,
    newcomers: Newcomers,
    started_at: Time,
    /// Counts how often the clock was set.
    jumps: watch::Sender<u64>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// One account at work.
struct Running {
    account: Account,
    keeper: Keeper,
    queue: Option<Queue>,
    /// In the limits of its mailbox.
    share: Share,
    /// How a log-in for its own sake went, where no queue knows it.
    checked: Arc<watch::Sender<Option<ConnectionStatus>>>,
    stop: CancellationToken,
}

impl Gateway {
    /// Starts the stations. What an earlier run left under way waits again.
    pub async fn start(parts: Parts, duty: Duty) -> Result<Gateway, Fault> {
        let Parts { store, sealer, clock, settings, tls, services } = parts;
        let meter = Meter::begin(store.clone()).await?;
        if duty == Duty::Serve {
            let interrupted = store.recover(clock.now(), settings.retry.longest_wait).await?;
            if interrupted > 0 {
                tracing::info!(event = "spool.recovered", interrupted);
            }
        }
        let passwords = Arc::new(Checker::default());
        let devices = Arc::new(Registry::new(passwords.clone()));
        let (bells, news) = (Arc::new(Bells::default()), News::default());
        let told = (clock.clone(), news.clone());
        let door = door_of(&settings.submission, devices.clone(), told, tls);
        let fetching = settings.receive.visits.clone();
        let visit_door = door.another((&fetching).into(), fetching.stop_grace);
        let visits = Visits::new(visit_door, fetching, store.clone(), clock.clone());
        let sending = settings.submission.clone();
        let directory = Arc::new(Directory::new(store.clone(), clock.clone()));
        let submission =
            Submission::new(store.clone(), bells.clone(), door, directory.clone(), sending);
        let network = Network::default();
        let printers = Arc::new(Printers::new(network.clone(), clock.clone()));
        let (started_at, guard) = (clock.now(), Guard::new(settings.log_in));
        let inner = Inner {
            store,
            sealer: Arc::new(sealer),
            clock,
            settings,
            services,
            duty,
            passwords,
            appearance: Mutex::default(),
            devices,
            roster: Roster::default(),
            guard,
            refusals: Mutex::default(),
            administering: tokio::sync::Mutex::default(),
            network,
            governors: Governors::default(),
            bells,
            news,
            meter,
            notices: watch::Sender::default(),
            standings: Arc::default(),
            refuses_while_signed_out: AtomicBool::default(),
            submission,
            visits,
            accounts: tokio::sync::Mutex::default(),
            listeners: Mutex::default(),
            consents: Consents::default(),
            examinations: Examinations::default(),
            receiving: Receiving::default(),
            printers,
            prints: Prints::default(),
            directory,
            at_work: AtWork::default(),
            visits_of_users: VisitsOfUsers::default(),
            newcomers: Newcomers::default(),
            started_at,
            jumps: watch::Sender::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let gateway = Gateway { inner: Arc::new(inner) };
        gateway.inner.reload_appearance().await?;
        gateway.inner.reload_network().await?;
        for account in gateway.inner.store.accounts().await? {
            gateway.inner.run(account).await?;
        }
        gateway.inner.reload_receiving().await?;
        gateway.inner.reload_users().await?;
        gateway.inner.reload_notices().await?;
        gateway.inner.reload_roster().await?;
        gateway.inner.devices.sightings().recall(gateway.inner.store.sightings().await?);
        let inner = gateway.inner.clone();
        gateway.inner.tasks.spawn(async move { inner.watch_machine().await });
        let inner = gateway.inner.clone();
        gateway.inner.tasks.spawn(async move { inner.write_sightings().await });
        if duty == Duty::Serve {
            gateway.inner.read_for_notices();
            gateway.inner.start_handing_on().await?;
            let inner = gateway.inner.clone();
            gateway.inner.tasks.spawn(async move { inner.look_ahead().await });
            let inner = gateway.inner.clone();
            gateway.inner.tasks.spawn(async move { inner.forget_the_old().await });
            let inner = gateway.inner.clone();
            gateway.inner.tasks.spawn(async move { inner.follow_sign_ins().await });
            let inner = gateway.inner.clone();
            gateway.inner.tasks.spawn(async move { inner.work_for_users().await });
            let inner = gateway.inner.clone();
            gateway.inner.tasks.spawn(async move { inner.renew_unused().await });
        }
        Ok(gateway)
    }

    /// Takes mails of devices at this listener until [`Gateway::stop`].
    pub fn listen(&self, listener: TcpListener, encryption: Encryption) {
        let what = match encryption {
            Encryption::OnRequest => "smtp",
            Encryption::FromTheStart => "smtps",
        };
        if let Ok(address) = listener.local_addr() {
            self.announce(what, address.to_string());
        }
        let serving =
            self.inner.submission.clone().listen(listener, encryption, self.inner.stop.clone());
        self.inner.tasks.spawn(serving);
    }

    /// Makes known that scanpost listens there; the status shows it.
    pub fn announce(&self, what: &'static str, address: String) {
        let mut listeners = self.inner.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.push(ListenerView { what: what.to_owned(), address });
    }

    /// Counts up with everything that a page may show.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.news.follow()
    }

    /// Lets what is under way come to its end, for some seconds at most.
    pub async fn stop(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}

impl Inner {
    /// Puts an account of the site to work.
    async fn run(&self, account: Account) -> Result<(), Fault> {
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
    async fn put_to_work(&self, account: Account) -> Result<(Running, Keeper), Fault> {
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
            let (queue, task) = Queue::start(
                account.clone(),
                self.store.clone(),
                self.devices.clone(),
                keeper.clone(),
                &self.bells,
                self.clock.clone(),
                self.news.clone(),
                (self.settings.retry, self.settings.delivery),
                share.clone(),
                stop.clone(),
            );
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

    /// Writes down what was seen of devices: once a minute, and at the end.
    async fn write_sightings(&self) {
        loop {
            let is_end = tokio::select! {
                () = self.stop.cancelled() => true,
                () = tokio::time::sleep(SIGHTINGS_PAUSE) => false,
            };
            let sightings = self.devices.sightings();
            let seen = sightings.take_unwritten();
            if !seen.is_empty()
                && let Err(fault) = self.store.note_sightings(seen.clone()).await
            {
                tracing::warn!(event = "device.sightings-not-written", fault = %fault);
                sightings.not_written(seen);
            }
            if is_end {
                return;
            }
        }
    }
}

/// The door of the devices that send, at which the house takes its measures against guessing.
fn door_of(
    settings: &SubmissionSettings,
    devices: Arc<Registry>,
    told: (Clock, News),
    tls: Acceptor,
) -> Door {
    let guessing = (settings.most_guesses, settings.guess_pause);
    Door::new(devices, told, tls, guessing, (settings.into(), settings.stop_grace))
}

/// Without a queue somebody else must see what a new sign-in is worth at the mail server.
async fn check_sign_ins(
    account: Account,
    (keeper, share): (Keeper, Share),
    clock: Clock,
    (shown, news): (Arc<watch::Sender<Option<ConnectionStatus>>>, News),
) {
    let mut status = keeper.status();
    let given_at = |status: &GrantStatus| status.given.as_ref().map(|given| given.at);
    let mut known = given_at(&status.borrow_and_update());
    while status.changed().await.is_ok() {
        let now = given_at(&status.borrow_and_update());
        if now != known && now.is_some() {
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
