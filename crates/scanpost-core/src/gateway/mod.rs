//! The only wiring: builds the stations, gives them what they need, and offers the verbs of the
//! administrator to the pages, the API and the command line.
//!
//! - this file: what a gateway consists of, where it listens, how it stops; `start`: how it begins
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
mod rerouting;
mod running;
mod sheet;
mod shown_codes;
mod sign_in;
mod slots;
mod start;
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

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::AccountName;
use crate::administrator::guard::Guard;
use crate::administrator::roster::Roster;
use crate::clock::{Clock, Time};
use crate::delivery::{ConnectionStatus, Queue, Share};
use crate::device::{Devices, Registry};
use crate::door::Encryption;
use crate::door::tls::Acceptor;
use crate::journal::{Journal, News};
use crate::meter::Meter;
use crate::network::Network;
use crate::notify::Setup;
use crate::notify::channel::Standings;
use crate::oauth::keeper::Keeper;
use crate::oauth::seal::Sealer;
use crate::oauth::{Account, Accounts, Services};
use crate::password::Checker;
use crate::printer::Printers;
use crate::receive::{Arrivals, Visits};
use crate::record::Records;
use crate::settings::Settings;
use crate::site::Appearance;
use crate::spool::{Bells, Spool};
use crate::submission::Submission;
use crate::user::{Asks, Directory, Users};
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
use newcomers::Newcomers;
pub use newcomers::{NewcomerView, SlotSignInView};
use receiving::Receiving;
use sheet::Prints;
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
    /// Who was asked to sign in of late.
    asks: Mutex<Asks>,
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
