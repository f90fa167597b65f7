//! An account that is signed in, a way out, and somebody who examines both.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use scanpost_core::clock::{Clock, Time};
use scanpost_core::delivery::Governor;
use scanpost_core::doctor::{Chart, Patient, examine};
use scanpost_core::fault::Fault;
use scanpost_core::network::{Names, Network, Outward};
use scanpost_core::oauth::keeper::Keeper;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Account, Accounts, Provider, TokenStatus};
use scanpost_core::settings::RefreshPolicy;
use scanpost_sandbox::{Options, Sandbox};
use scanpost_store::MemoryStore;
use tokio_util::sync::CancellationToken;

pub(crate) const MAILBOX: &str = "scans@sandbox.example";
pub(crate) const ANNA: &str = "anna@sandbox.example";

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) account: Account,
    pub(crate) outward: Outward,
    pub(crate) mail_to: Option<&'static str>,
    pub(crate) free_bytes: Result<u64, Fault>,
    store: Arc<MemoryStore>,
    clock: Clock,
}

impl Stage {
    /// Nobody has signed in.
    pub(crate) async fn new() -> Self {
        let mailboxes = vec![MAILBOX.to_owned(), ANNA.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        let provider = Provider::parse(&sandbox.provider_toml()).unwrap();
        let account = Account::new("scans".parse().unwrap(), MAILBOX.to_owned(), provider, Time(0));
        let store = Arc::new(MemoryStore::default());
        store.put_account(account.clone(), Time(0).into()).await.unwrap();
        Self {
            clock: Clock::by_hand(Time(sandbox.now().as_millisecond())),
            outward: Outward { names: Names::by(known_here), ..Outward::default() },
            mail_to: Some(ANNA),
            free_bytes: Ok(1_000_000_000),
            sandbox,
            account,
            store,
        }
    }

    pub(crate) async fn signed_in() -> Self {
        let stage = Self::new().await;
        stage.sign_in_as(MAILBOX).await;
        stage
    }

    /// Somebody signs the account in.
    pub(crate) async fn sign_in_as(&self, mailbox: &str) {
        let stop = CancellationToken::new();
        let keeper = self.keeper(&stop).await;
        let code = keeper.sign_in(None).await.unwrap();
        assert!(self.sandbox.approve(&code.user_code, mailbox));
        let mut status = keeper.status();
        let signed_in = status.wait_for(|status| {
            status.code.is_none() && status.token_status == TokenStatus::Retrieved
        });
        signed_in.await.unwrap();
        stop.cancel();
    }

    /// The chart, and every chart that was told on the way.
    pub(crate) async fn examined(&self) -> (Chart, Vec<Chart>) {
        let stop = CancellationToken::new();
        let patient = Patient {
            account: self.account.clone(),
            keeper: self.keeper(&stop).await,
            share: Arc::new(Governor::default()).share(self.account.limits()),
            clock: self.clock.clone(),
            free_bytes: self.free_bytes.clone(),
            reserve_bytes: 64_000_000,
        };
        let mut told = Vec::new();
        let chart = examine(&patient, self.mail_to, |chart| told.push(chart.clone())).await;
        stop.cancel();
        (chart, told)
    }

    async fn keeper(&self, stop: &CancellationToken) -> Keeper {
        let network = Network::default();
        network.change(self.outward.clone());
        Keeper::start(
            &self.account,
            self.store.clone(),
            Arc::new(Sealer::new(&[7; 32])),
            self.clock.clone(),
            RefreshPolicy::default(),
            network,
            stop.clone(),
        )
        .await
        .unwrap()
    }
}

/// The name service of these tests: this machine has one address, one name is never answered, and
/// others are not known.
async fn known_here(host: String, port: u16) -> io::Result<Vec<SocketAddr>> {
    match (&*host, host.parse()) {
        (_, Ok(address)) => Ok(vec![SocketAddr::new(address, port)]),
        ("localhost", _) => Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]),
        ("smtp.silent.test", _) => std::future::pending().await,
        _ => {
            Err(io::Error::other("failed to lookup address information: Name or service not known"))
        }
    }
}
