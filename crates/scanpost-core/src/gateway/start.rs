//! How a gateway starts: its stations are built, what is stored is read, what runs by itself begins.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::at_work::AtWork;
use super::consents::Consents;
use super::doctor::Examinations;
use super::governors::Governors;
use super::newcomers::Newcomers;
use super::receiving::Receiving;
use super::sheet::Prints;
use super::visits_of_users::VisitsOfUsers;
use super::{Duty, Gateway, Inner, Parts};
use crate::administrator::guard::Guard;
use crate::administrator::roster::Roster;
use crate::clock::Clock;
use crate::device::Registry;
use crate::door::Door;
use crate::door::tls::Acceptor;
use crate::fault::Fault;
use crate::journal::News;
use crate::meter::Meter;
use crate::network::Network;
use crate::password::Checker;
use crate::printer::Printers;
use crate::receive::Visits;
use crate::settings::SubmissionSettings;
use crate::spool::Bells;
use crate::submission::Submission;
use crate::user::Directory;

impl Gateway {
    /// Starts the stations. What an earlier run left under way waits again.
    pub async fn start(parts: Parts, duty: Duty) -> Result<Gateway, Fault> {
        let meter = Meter::begin(parts.store.clone()).await?;
        if duty == Duty::Serve {
            let longest_wait = parts.settings.retry.longest_wait;
            let interrupted = parts.store.recover(parts.clock.now(), longest_wait).await?;
            if interrupted > 0 {
                tracing::info!(event = "spool.recovered", interrupted);
            }
        }
        let inner = Arc::new(Inner::of(parts, duty, meter));
        inner.read_what_is_stored().await?;
        inner.begin(|inner| async move { inner.watch_machine().await });
        inner.begin(|inner| async move { inner.write_sightings().await });
        if duty == Duty::Serve {
            inner.read_for_notices();
            inner.start_handing_on().await?;
            inner.begin(|inner| async move { inner.look_ahead().await });
            inner.begin(|inner| async move { inner.forget_the_old().await });
            inner.begin(|inner| async move { inner.follow_sign_ins().await });
            inner.begin(|inner| async move { inner.work_for_users().await });
            inner.begin(|inner| async move { inner.renew_unused().await });
            inner.begin(|inner| async move { inner.end_what_waits_too_long().await });
            inner.begin(|inner| async move { inner.reroute_what_comes_back().await });
        }
        Ok(Gateway { inner })
    }
}

impl Inner {
    /// The stations, each with what it needs. Nothing is at work yet.
    fn of(parts: Parts, duty: Duty, meter: Meter) -> Self {
        let Parts { store, sealer, clock, settings, tls, services } = parts;
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
        Inner {
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
            asks: Mutex::default(),
            visits_of_users: VisitsOfUsers::default(),
            newcomers: Newcomers::default(),
            started_at,
            jumps: watch::Sender::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Settings take effect, and the accounts go to work.
    async fn read_what_is_stored(self: &Arc<Self>) -> Result<(), Fault> {
        self.reload_appearance().await?;
        self.reload_network().await?;
        for account in self.store.accounts().await? {
            self.run(account).await?;
        }
        self.reload_receiving().await?;
        self.reload_users().await?;
        self.reload_notices().await?;
        self.reload_roster().await?;
        self.devices.sightings().recall(self.store.sightings().await?);
        Ok(())
    }

    /// What runs by itself until the stop.
    fn begin<Doing>(self: &Arc<Self>, what: impl FnOnce(Arc<Self>) -> Doing)
    where
        Doing: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(what(self.clone()));
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
