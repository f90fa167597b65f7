//! A gateway with an account that is signed in at the sandbox, and one device that may fetch its mail.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::device::TlsFloor;
use scanpost_core::door::Encryption;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::gateway::{DeviceChange, Duty, Gateway, NewAccount, NewDevice, Parts};
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use scanpost_core::oauth::{AccountName, Provider, Services, TokenStatus};
use scanpost_core::settings::{Settings, VisitSettings};
use scanpost_core::site::Slots;
use scanpost_sandbox::{Options, Pop3Load, Sandbox, Situation};
use scanpost_store::MemoryStore;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const USER: &str = "copier";

/// Longer than anything here takes, shorter than a person's patience.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) gateway: Gateway,
    pub(crate) pop3: SocketAddr,
    pub(crate) pop3s: SocketAddr,
    /// Of the device [`USER`].
    pub(crate) password: String,
    pub(crate) certificate: String,
}

impl Stage {
    /// The account is that of all devices, and it is signed in.
    pub(crate) async fn set() -> Self {
        Self::set_with(|_| {}).await
    }

    pub(crate) async fn set_with(change: impl FnOnce(&mut VisitSettings)) -> Self {
        let stage = Self::signed_out(change).await;
        stage.sign_in().await;
        stage
    }

    pub(crate) async fn signed_out(change: impl FnOnce(&mut VisitSettings)) -> Self {
        let mailboxes = vec![MAILBOX.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        sandbox.change_switches(|switches| switches.interval_seconds = 1);
        let identity = Identity::make(vec!["localhost".to_owned()]).unwrap();
        let mut settings = Settings::default();
        change(&mut settings.receive.visits);
        let parts = Parts {
            store: Arc::new(MemoryStore::new()),
            sealer: Sealer::new(&[1; KEY_BYTES]),
            clock: Clock::machine(),
            settings,
            tls: Acceptor::new(&identity).unwrap(),
            services: Services::default(),
        };
        let gateway = Gateway::start(parts, Duty::Serve).await.unwrap();
        let pop3 = listen(&gateway, Encryption::OnRequest).await;
        let pop3s = listen(&gateway, Encryption::FromTheStart).await;
        let provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        let console = gateway.by(&Actor::Console);
        let account = NewAccount::to_send(name(), MAILBOX.to_owned(), provider);
        console.add_account(account).await.unwrap();
        let seen = gateway.slots().await.unwrap().revision;
        let slots = Slots { device_mailbox: Some(name()), ..Slots::default() };
        console.set_slots(seen, slots).await.unwrap();
        let device = NewDevice {
            name: USER.to_owned(),
            user: Some(USER.to_owned()),
            fetches: true,
            profile: None,
            ..NewDevice::default()
        };
        let added = console.add_device(device).await.unwrap();
        let password = added.password.unwrap().expose_secret().to_owned();
        let certificate = identity.chain_pem;
        Self { sandbox, gateway, pop3, pop3s, password, certificate }
    }

    pub(crate) async fn sign_in(&self) {
        let code = self.gateway.by(&Actor::Console).sign_in(&name()).await.unwrap();
        assert!(self.sandbox.approve(&code.user_code, MAILBOX));
        let mut changes = self.gateway.changes();
        let signed_in = async {
            loop {
                let account = self.gateway.account(&name()).await.unwrap();
                if account.sign_in.is_none() && account.token_status == TokenStatus::Retrieved {
                    return;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, signed_in).await.expect("it comes about");
    }

    /// The administrator changes the device.
    pub(crate) async fn change_device(&self, change: impl FnOnce(&mut DeviceChange)) {
        let device = self.gateway.device(USER).await.unwrap();
        let mut changed = DeviceChange {
            revision: device.revision,
            ranges: Vec::new(),
            user: device.user,
            tls: TlsFloor::Optional,
            account: device.account,
            sender: device.sender,
            fetches: device.fetches,
            profile: None,
            wide: false,
        };
        change(&mut changed);
        self.gateway.by(&Actor::Console).change_device(USER, changed).await.unwrap();
    }

    pub(crate) fn put(&self, subject: &str) -> u64 {
        let mail = format!("Subject: {subject}\r\n\r\nThe text of {subject}.\r\n.dotted\r\n");
        self.sandbox.put_mail(MAILBOX, mail)
    }

    pub(crate) fn turn_on(&self, situation: &str) {
        let situation = Situation::named(situation).unwrap();
        self.sandbox.change_switches(|switches| situation.turn_on(switches));
    }

    /// The subjects that are left at the provider.
    pub(crate) fn left(&self) -> Vec<String> {
        self.sandbox.mailbox(MAILBOX).iter().map(|mail| mail.subject()).collect()
    }

    pub(crate) fn load(&self) -> Pop3Load {
        self.sandbox.pop3_load(MAILBOX)
    }
}

pub(crate) fn name() -> AccountName {
    "scans".parse().unwrap()
}

async fn listen(gateway: &Gateway, encryption: Encryption) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    gateway.listen_for_visits(listener, encryption);
    address
}
