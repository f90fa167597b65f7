//! The house: printers, the gateway on a storage, and the sandbox, in time that can be skipped.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::door::Encryption;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::fault::Class;
use scanpost_core::gateway::views::AccountView;
use scanpost_core::gateway::{Duty, Gateway, NewAccount, NewDevice, Parts, Store};
use scanpost_core::journal::{Entry, Event};
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use scanpost_core::oauth::{AccountName, Provider, Services, TokenStatus};
use scanpost_core::settings::Settings;
use scanpost_core::spool::{Job, JobFilter, JobId, JobState};
use scanpost_sandbox::{Options, Sandbox};
use scanpost_store::{MemoryStore, SqliteStore};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::ledger::{Balance, Copy, Ledger};
use crate::metronome::Metronome;
use crate::printer::Printer;

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const ANNA: &str = "anna@sandbox.example";
pub(crate) const BO: &str = "bo@sandbox.example";

/// The first printer; the others follow it.
const FIRST_PRINTER: Ipv4Addr = Ipv4Addr::new(127, 1, 0, 0);

/// Where mails are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Memory,
    /// SQLite, in a folder of its own.
    Disk,
}

pub(crate) struct House {
    pub(crate) sandbox: Sandbox,
    pub(crate) gateway: Gateway,
    store: Arc<dyn Store>,
    clock: Clock,
    account: AccountName,
    smtp: SocketAddr,
    ledger: Ledger,
    journal: Vec<Entry>,
    sent: usize,
    /// What the ledger came to the last time.
    pub(crate) balanced: Balance,
    _metronome: Option<Metronome>,
    _folder: TempDir,
}

impl House {
    /// Signed in and at work, with so many printers.
    pub(crate) async fn with(
        storage: Storage,
        printers: u16,
        sandbox: Sandbox,
        change: impl FnOnce(&mut Provider),
    ) -> Self {
        let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        change(&mut provider);
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = match storage {
            Storage::Memory => Arc::new(MemoryStore::new()),
            Storage::Disk => SqliteStore::open(folder.path()).unwrap(),
        };
        let clock = Clock::by_hand(Time(1_795_244_400_000)); // 2026-11-21T07:00:00Z
        let identity = Identity::make(vec!["localhost".to_owned()]).unwrap();
        let parts = Parts {
            store: store.clone(),
            sealer: Sealer::new(&[1; KEY_BYTES]),
            clock: clock.clone(),
            settings: Settings::default(),
            tls: Acceptor::new(&identity).unwrap(),
            services: Services::default(),
        };
        let gateway = Gateway::start(parts, Duty::Serve).await.unwrap();
        let metronome = (storage == Storage::Disk).then(|| Metronome::start(gateway.changes()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = listener.local_addr().unwrap();
        gateway.listen(listener, Encryption::OnRequest);
        let account: AccountName = "scans".parse().unwrap();
        let new = NewAccount::to_send(account.clone(), MAILBOX.to_owned(), provider);
        gateway.by(&Actor::Console).add_account(new).await.unwrap();
        for number in 0..printers {
            let device = NewDevice {
                name: printer_name(number),
                ranges: vec![address(number).into()],
                user: None,
                tls: TlsFloor::Optional,
                account: None,
                wide: false,
                fetches: false,
                profile: None,
                sender: SenderRule::default(),
            };
            gateway.by(&Actor::Console).add_device(device).await.unwrap();
        }
        let (ledger, journal) = (Ledger::default(), Vec::new());
        let house = Self {
            sandbox,
            gateway,
            store,
            clock,
            account,
            smtp,
            ledger,
            journal,
            sent: 0,
            balanced: Balance::default(),
            _metronome: metronome,
            _folder: folder,
        };
        house.sign_in().await;
        house
    }

    /// The sandbox that most houses stand beside.
    pub(crate) async fn sandbox() -> Sandbox {
        let mailboxes = [MAILBOX, ANNA, BO].map(str::to_owned).to_vec();
        Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap()
    }

    /// What the gateway's clock shows.
    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// A person signs the account in by a code, and waits until that is done.
    pub(crate) async fn sign_in(&self) {
        let code = self.gateway.by(&Actor::Console).sign_in(&self.account).await.unwrap();
        assert!(self.sandbox.approve(&code.user_code, MAILBOX), "the person may sign in");
        let signed_in = async || {
            let account = self.account().await;
            account.sign_in.is_none() && account.token_status == TokenStatus::Retrieved
        };
        assert!(self.comes(Duration::from_hours(1), signed_in).await, "nobody can sign in");
    }

    pub(crate) async fn account(&self) -> AccountView {
        self.gateway.account(&self.account).await.unwrap()
    }

    /// Whether the gateway shows that a person must sign in.
    pub(crate) async fn wants_a_sign_in(&self) -> bool {
        let account = self.account().await;
        let held = account.hold.map(|hold| hold.fault.class());
        account.token_status != TokenStatus::Retrieved || held == Some(Class::HoldForSignIn)
    }

    /// A printer sends a mail, which is written into the ledger; with a Message-ID of its own or without.
    pub(crate) async fn send(&mut self, printer: u16, to: &[&str], names_itself: bool) -> JobId {
        self.sent += 1;
        let own = format!("<{}@printer.example>", self.sent);
        let from = (address(printer), 0).into();
        let mut printer = Printer::at(from, self.smtp).await;
        let job = printer.send(to, names_itself.then_some(own.as_str())).await;
        let message_id = if names_itself { own } else { format!("<{job}@sandbox.example>") };
        self.ledger.promise(message_id, job, to);
        job
    }

    /// Waits until something is so, for so long at most; looks whenever there is news.
    pub(crate) async fn comes(&self, within: Duration, mut so: impl AsyncFnMut() -> bool) -> bool {
        let mut changes = self.gateway.changes();
        let found = async {
            while !so().await {
                changes.changed().await.expect("the gateway runs");
            }
        };
        tokio::time::timeout(within, found).await.is_ok()
    }

    /// Waits until every job has come to its end. False if that takes longer.
    pub(crate) async fn rests_within(&self, long: Duration) -> bool {
        self.comes(long, async || {
            let counts = self.gateway.job_counts().await.unwrap();
            counts.iter().all(|(state, count)| state.is_final() || *count == 0)
        })
        .await
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.store.job(id).await.unwrap().expect("the job is kept")
    }

    pub(crate) async fn jobs(&self) -> Vec<Job> {
        let mut filter = JobFilter { most: JobFilter::MOST, ..JobFilter::default() };
        let mut jobs = Vec::new();
        loop {
            let page = self.store.jobs(filter.clone()).await.unwrap();
            jobs.extend(page.jobs);
            match page.older {
                Some(older) => filter.before = Some(older),
                None => return jobs,
            }
        }
    }

    /// What has happened since the last time, and all before it. The memory forgets old entries, so the
    /// house copies them now and then.
    pub(crate) async fn copy_journal(&mut self) {
        loop {
            let last = self.journal.last().map_or(0, |entry| entry.number);
            let entries = self.store.after(last, JobFilter::MOST).await.unwrap();
            if entries.is_empty() {
                return;
            }
            self.journal.extend(entries);
        }
    }

    /// Balances the ledger. `denied`: the provider keeps mails that it says it has not taken; those do
    /// not count, because nobody can know.
    pub(crate) async fn balance(&mut self, denied: bool) -> Result<Balance, String> {
        self.copy_journal().await;
        let deliveries = self.sandbox.deliveries();
        let believed = deliveries.iter().filter(|delivery| delivery.answered() || !denied);
        let copies: Vec<Copy> = believed
            .map(|delivery| Copy {
                message_id: delivery.message_id.clone().unwrap_or_default(),
                to: delivery.to.clone(),
            })
            .collect();
        self.ledger.balance(&copies, &self.jobs().await, &self.journal)
    }

    /// Why the attempts at a job ended as they did.
    pub(crate) async fn story(&self, id: JobId) -> String {
        let story = self.store.story(id).await.unwrap().into_iter();
        let attempt = |entry: Entry| match entry.event {
            Event::AttemptEnded { fault, .. } => Some(format!("{} {fault:?}", entry.at)),
            _ => None,
        };
        story.filter_map(attempt).collect::<Vec<_>>().join("; ")
    }

    /// Why jobs failed, in the words of the last ones.
    pub(crate) async fn reasons(&self) -> Vec<String> {
        let failed = self.jobs().await.into_iter().filter(|job| job.state != JobState::Delivered);
        let reason = |job: Job| match job.fault {
            Some(fault) => format!("{:?} {fault}", job.state),
            None => format!("{:?} {:?}", job.state, job.recipients),
        };
        failed.take(5).map(reason).collect()
    }

    pub(crate) async fn close(self) {
        self.gateway.stop().await;
        self.sandbox.stop().await;
    }
}

pub(crate) fn printer_name(number: u16) -> String {
    format!("printer-{number:03}")
}

fn address(printer: u16) -> std::net::IpAddr {
    Ipv4Addr::from(u32::from(FIRST_PRINTER) + 1 + u32::from(printer)).into()
}
