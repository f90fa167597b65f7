//! The whole gateway on SQLite, the sandbox, and a device that speaks bare SMTP. Time is real.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::door::Encryption;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::gateway::views::AccountView;
use scanpost_core::gateway::{DeviceChange, Duty, Gateway, NewAccount, NewDevice, Parts};
use scanpost_core::journal::{Event, Journal};
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use scanpost_core::oauth::{AccountName, Provider, Services, TokenStatus};
use scanpost_core::settings::{ReceiveSettings, Settings, UserSettings};
use scanpost_core::spool::{Job, JobFilter};
use scanpost_sandbox::{Options, Sandbox};
use scanpost_store::SqliteStore;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const ALARMS: &str = "alarms@sandbox.example";
pub(crate) const ANNA: &str = "anna@sandbox.example";

/// Longer than anything here takes, shorter than a person's patience.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    gateway: Option<Gateway>,
    store: Option<Arc<SqliteStore>>,
    pub(crate) account: AccountName,
    smtp: SocketAddr,
    folder: TempDir,
    setting: Setting,
}

/// What a stage may have otherwise than a gateway has it as a rule.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) clock: Clock,
    pub(crate) users: UserSettings,
    /// Of people, beside the usual ones.
    pub(crate) mailboxes: Vec<String>,
}

impl Default for Setting {
    fn default() -> Self {
        Self { clock: Clock::machine(), users: UserSettings::default(), mailboxes: Vec::new() }
    }
}

impl Stage {
    /// An account, a device, and nobody signed in.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A device that sends for users beside; the site's account is signed in.
    pub(crate) async fn for_users() -> Self {
        Self::for_users_in(Setting::default()).await
    }

    pub(crate) async fn for_users_in(setting: Setting) -> Self {
        let provider = |sandbox: &Sandbox| Provider::parse(&sandbox.provider_toml()).unwrap();
        let stage = Self::start_in(setting, provider).await;
        stage.sign_in().await;
        let by = stage.gateway().by(&Actor::Console);
        let view = stage.gateway().device("printer").await.unwrap();
        let change = DeviceChange {
            revision: view.revision,
            ranges: vec!["127.0.0.0/8".parse().unwrap()],
            user: None,
            tls: TlsFloor::Optional,
            account: None,
            sender: SenderRule::PerUser,
            fetches: false,
            profile: None,
            wide: false,
        };
        by.change_device("printer", change).await.unwrap();
        stage
    }

    /// The same, with a provider that differs from the sandbox.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Provider)) -> Self {
        let changed = |sandbox: &Sandbox| {
            let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
            change(&mut provider);
            provider
        };
        Self::start_at(changed).await
    }

    pub(crate) async fn start_at(provider: impl FnOnce(&Sandbox) -> Provider) -> Self {
        Self::start_in(Setting::default(), provider).await
    }

    async fn start_in(setting: Setting, provider: impl FnOnce(&Sandbox) -> Provider) -> Self {
        let mut mailboxes = [MAILBOX, ANNA, ALARMS].map(str::to_owned).to_vec();
        mailboxes.extend(setting.mailboxes.iter().cloned());
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        sandbox.change_switches(|switches| switches.interval_seconds = 1);
        let folder = tempfile::tempdir().unwrap();
        let (gateway, smtp, store) = run(&folder, &setting).await;
        let account: AccountName = "scans".parse().unwrap();
        let provider = provider(&sandbox);
        gateway
            .by(&Actor::Console)
            .add_account(NewAccount::to_send(account.clone(), MAILBOX.to_owned(), provider))
            .await
            .unwrap();
        let device = NewDevice {
            name: "printer".to_owned(),
            ranges: vec!["127.0.0.0/8".parse().unwrap()],
            user: None,
            tls: TlsFloor::Optional,
            account: None,
            wide: false,
            fetches: false,
            profile: None,
            sender: SenderRule::default(),
        };
        gateway.by(&Actor::Console).add_device(device).await.unwrap();
        let (gateway, store) = (Some(gateway), Some(store));
        Self { sandbox, gateway, store, account, smtp, folder, setting }
    }

    pub(crate) async fn signed_in() -> Self {
        let stage = Self::start().await;
        stage.sign_in().await;
        stage
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        self.gateway.as_ref().expect("it runs, except within a restart")
    }

    pub(crate) async fn account(&self) -> AccountView {
        self.gateway().account(&self.account).await.unwrap()
    }

    pub(crate) async fn sign_in(&self) {
        let code = self.gateway().by(&Actor::Console).sign_in(&self.account).await.unwrap();
        assert!(self.sandbox.approve(&code.user_code, MAILBOX));
        self.until(async || {
            let account = self.account().await;
            let signed_in =
                account.sign_in.is_none() && account.token_status == TokenStatus::Retrieved;
            signed_in && account.connection.is_some() // it logs in once, to see
        })
        .await;
    }

    /// The same after so long a time, here and at the provider.
    pub(crate) async fn restart_after(&mut self, time: Duration) {
        self.sandbox.advance(time);
        self.setting.clock = Clock::by_hand(self.setting.clock.now() + time);
        self.restart().await;
    }

    /// Stops the gateway in good order and starts it on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.gateway().stop().await;
        (self.gateway, self.store) = (None, None);
        let (gateway, smtp, store) = run(&self.folder, &self.setting).await;
        (self.gateway, self.store, self.smtp) = (Some(gateway), Some(store), smtp);
    }

    /// All that has happened, newest first.
    pub(crate) async fn journal(&self) -> Vec<Event> {
        let entries = self.store().latest(1000).await.unwrap();
        entries.into_iter().map(|entry| entry.event).collect()
    }

    pub(crate) fn store(&self) -> &SqliteStore {
        self.store.as_ref().expect("it is open, except within a restart")
    }

    /// Waits until the journal says so.
    pub(crate) async fn has_happened(&self, what: impl Fn(&Event) -> bool) {
        let happened = async {
            while !self.journal().await.iter().any(&what) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, happened).await.expect("it comes about");
    }

    /// Waits until something is so; looks whenever the gateway has news.
    pub(crate) async fn until(&self, mut so: impl AsyncFnMut() -> bool) {
        let mut changes = self.gateway().changes();
        let found = async {
            while !so().await {
                changes.changed().await.expect("the gateway runs");
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("it comes about");
    }

    /// Where faxes are put.
    pub(crate) fn faxes(&self) -> PathBuf {
        faxes(&self.folder)
    }

    pub(crate) async fn jobs(&self) -> Vec<Job> {
        let filter = JobFilter { most: 1000, ..JobFilter::default() };
        self.gateway().jobs(filter).await.unwrap().jobs
    }

    /// Waits until every job has come to its end.
    pub(crate) async fn all_ended(&self) {
        self.until(async || self.jobs().await.iter().all(|job| job.state.is_final())).await;
    }

    /// Large mails that lie on the disk.
    pub(crate) fn files_of_mails(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("mails")).unwrap().count()
    }

    pub(crate) fn log_ins(&self) -> usize {
        let sign_ins = self.sandbox.sign_ins();
        sign_ins.iter().filter(|sign_in| sign_in.what == "logged in to SMTP").count()
    }

    pub(crate) async fn device(&self) -> Device {
        Device::connect(self.smtp).await
    }
}

fn faxes(folder: &TempDir) -> PathBuf {
    folder.path().join("faxes")
}

async fn run(folder: &TempDir, setting: &Setting) -> (Gateway, SocketAddr, Arc<SqliteStore>) {
    let identity = Identity::make(vec!["localhost".to_owned()]).unwrap();
    let opened = async {
        // The last task of an earlier gateway may hold the folder for a moment longer.
        loop {
            match SqliteStore::open(folder.path()) {
                Ok(store) => return store,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    let store = tokio::time::timeout(PATIENCE, opened).await.expect("the folder is free");
    let fax_folder = Some(faxes(folder));
    let receive = ReceiveSettings { fax_folder, ..ReceiveSettings::default() };
    let settings = Settings { receive, users: setting.users, ..Settings::default() };
    let parts = Parts {
        store: store.clone(),
        sealer: Sealer::new(&[1; KEY_BYTES]),
        clock: setting.clock.clone(),
        settings,
        tls: Acceptor::new(&identity).unwrap(),
        services: Services::default(),
    };
    let gateway = Gateway::start(parts, Duty::Serve).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let smtp = listener.local_addr().unwrap();
    gateway.listen(listener, Encryption::OnRequest);
    (gateway, smtp, store)
}

/// A device that knows nothing but lines.
pub(crate) struct Device {
    stream: BufReader<TcpStream>,
}

impl Device {
    pub(crate) async fn connect(smtp: SocketAddr) -> Self {
        let stream = BufReader::new(TcpStream::connect(smtp).await.unwrap());
        let mut device = Self { stream };
        device.expect("220").await;
        device.order("HELO copier", "250").await;
        device
    }

    /// Sends a mail, its text with dots stuffed already, and waits for the 250 after the dot.
    pub(crate) async fn send(&mut self, to: &[&str], stuffed: &[u8]) {
        self.order("MAIL FROM:<copier@example.com>", "250").await;
        self.send_from_here(to, stuffed, "250 2.0.0").await;
    }

    /// The rest of it behind MAIL, up to this reply.
    pub(crate) async fn send_from_here(&mut self, to: &[&str], stuffed: &[u8], reply: &str) {
        for to in to {
            self.order(&format!("RCPT TO:<{to}>"), "250").await;
        }
        self.order("DATA", "354").await;
        self.stream.write_all(stuffed).await.unwrap();
        self.order(".", reply).await;
    }

    pub(crate) async fn order(&mut self, line: &str, expected: &str) {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        self.expect(expected).await;
    }

    async fn expect(&mut self, expected: &str) {
        let mut reply = String::new();
        self.stream.read_line(&mut reply).await.unwrap();
        assert!(reply.starts_with(expected), "{expected} was expected: {reply}");
    }
}
