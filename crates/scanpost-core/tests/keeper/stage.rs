//! An account, its keeper, and a storage that can be watched, stopped and broken.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scanpost_core::Stored;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Journal, Stamp};
use scanpost_core::network::Network;
use scanpost_core::oauth::Way;
use scanpost_core::oauth::grant::{Given, GrantTokens, Live};
use scanpost_core::oauth::keeper::{AccessToken, GrantStatus, Keeper};
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{
    Account, AccountName, Accounts, Generation, Grant, Provider, PutGrant, StoredGrant,
};
use scanpost_core::record::{Put, Record};
use scanpost_core::settings::RefreshPolicy;
use scanpost_store::MemoryStore;
use secrecy::ExposeSecret;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) const HOUR: Duration = Duration::from_hours(1);
/// Longer than anything is waited for, as a rule in time that is skipped.
const PATIENCE: Duration = Duration::from_mins(20);

pub(crate) const NOW: Time = Time(1_795_252_500_000);

/// The storage in memory, with a hand on it.
pub(crate) struct Store {
    pub(crate) memory: MemoryStore,
    /// The next so many writes fail.
    pub(crate) fail: AtomicUsize,
    /// Writes take a permit; as a rule there are plenty.
    pub(crate) permits: Semaphore,
    /// Writes that were begun.
    pub(crate) writes: watch::Sender<usize>,
}

impl Accounts for Store {
    fn accounts(&self) -> Stored<'_, Vec<Account>> {
        self.memory.accounts()
    }
    fn put_account(&self, account: Account, stamp: Stamp) -> Stored<'_, Put> {
        self.memory.put_account(account, stamp)
    }
    fn put_signed_in(
        &self,
        account: Account,
        sealed: Vec<u8>,
        signed_in: Event,
        used: (Record, Event),
        stamp: Stamp,
    ) -> Stored<'_, Put> {
        self.memory.put_signed_in(account, sealed, signed_in, used, stamp)
    }
    fn remove_account(&self, name: AccountName, stamp: Stamp) -> Stored<'_, bool> {
        self.memory.remove_account(name, stamp)
    }
    fn grant(&self, name: AccountName) -> Stored<'_, Option<StoredGrant>> {
        self.memory.grant(name)
    }
    fn put_grant_if(
        &self,
        name: AccountName,
        seen: Option<Generation>,
        sealed: Option<Vec<u8>>,
        event: Event,
        stamp: Stamp,
    ) -> Stored<'_, PutGrant> {
        Box::pin(async move {
            self.writes.send_modify(|writes| *writes += 1);
            let breaks = self
                .fail
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok();
            if breaks {
                return Err(Fault::new(Code::DiskFull).words("no space left on device"));
            }
            self.permits.acquire().await.unwrap().forget();
            self.memory.put_grant_if(name, seen, sealed, event, stamp).await
        })
    }
}

/// One account; keepers can be started on it again and again.
pub(crate) struct Stage {
    pub(crate) account: Account,
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) key: Mutex<[u8; 32]>,
    pub(crate) policy: RefreshPolicy,
}

impl Stage {
    pub(crate) async fn at(url: &str) -> Self {
        let toml = format!(
            r#"
            name = "test"
            title = "Test"
            [oauth]
            device_authorization_endpoint = "{url}/devicecode"
            token_endpoint = "{url}/token"
            client_id = "app"
            scopes = ["send"]
            sign_in = ["device-code"]
            [smtp]
            host = "localhost"
            port = 587
            "#
        );
        Self::with(Provider::parse(&toml).unwrap()).await
    }

    /// An account at this provider.
    pub(crate) async fn with(provider: Provider) -> Self {
        let name = "scans".parse().unwrap();
        let account = Account::new(name, "scans@sandbox.example".to_owned(), provider, NOW);
        let memory = MemoryStore::new();
        memory.put_account(account.clone(), NOW.into()).await.unwrap();
        let store = Store {
            memory,
            fail: AtomicUsize::new(0),
            permits: Semaphore::new(1_000_000),
            writes: watch::Sender::new(0),
        };
        Self {
            account,
            store: Arc::new(store),
            clock: Clock::by_hand(NOW),
            key: Mutex::new([7; 32]),
            policy: RefreshPolicy::default(),
        }
    }

    /// A keeper, as after a start of the program. It ends when the guard is dropped.
    pub(crate) async fn keeper(&self) -> (Keeper, DropGuard) {
        let stop = CancellationToken::new();
        let keeper = Keeper::start(
            &self.account,
            self.store.clone(),
            Arc::new(self.sealer()),
            self.clock.clone(),
            self.policy,
            Network::default(),
            stop.clone(),
        )
        .await
        .unwrap();
        (keeper, stop.drop_guard())
    }

    /// Lays a grant into the storage, past any keeper.
    pub(crate) async fn lay_down(&self, grant: &Grant) {
        let name = self.account.name.clone();
        let seen = self.store.memory.grant(name.clone()).await.unwrap();
        let sealed = self.sealer().seal(&name, grant);
        let seen = seen.map(|seen| seen.generation);
        let put = self
            .store
            .memory
            .put_grant_if(name, seen, sealed, Event::TokenRefreshed, NOW.into())
            .await;
        assert!(matches!(put, Ok(PutGrant::Done(_))), "{put:?}");
    }

    /// The grant as it lies in the storage.
    pub(crate) async fn stored(&self) -> Option<Grant> {
        let name = self.account.name.clone();
        let stored = self.store.memory.grant(name.clone()).await.unwrap()?;
        Some(self.sealer().open(&name, &stored.sealed).unwrap())
    }

    /// The refresh token as it lies in the storage.
    pub(crate) async fn stored_refresh_token(&self) -> Option<String> {
        let grant = self.stored().await?;
        let token = grant.live()?.tokens.refresh_token.as_ref()?;
        Some(token.expose_secret().to_owned())
    }

    /// The journal, newest first.
    pub(crate) async fn journal(&self) -> Vec<scanpost_core::journal::Entry> {
        self.store.memory.latest(1000).await.unwrap()
    }

    /// What the journal says of the grant, oldest first.
    pub(crate) async fn events(&self) -> Vec<Event> {
        let events = self.journal().await.into_iter().rev().map(|entry| entry.event);
        events.filter(|event| !matches!(event, Event::AccountAdded)).collect()
    }

    fn sealer(&self) -> Sealer {
        Sealer::new(&self.key.lock().unwrap())
    }
}

/// A grant whose access token has this long to live.
pub(crate) fn grant(left: Duration) -> Grant {
    Grant::Live(Live {
        tokens: GrantTokens {
            access_token: "access-0".into(),
            access_ends_at: NOW + left,
            refresh_token: Some("refresh-0".into()),
        },
        given: Given {
            way: Way::DeviceCode,
            at: NOW,
            signed_in_as: None,
            scopes: vec![],
            requested: vec![],
            proves: false,
            issued_to: None,
        },
        refreshed_at: NOW - (HOUR.saturating_sub(left)),
        hindered: None,
    })
}

/// Tokens that carry the number of their answer.
pub(crate) fn tokens(number: usize, life: u64) -> String {
    format!(
        r#"{{"token_type":"Bearer","expires_in":{life},"access_token":"access-{number}","refresh_token":"refresh-{number}"}}"#
    )
}

pub(crate) fn text(token: &AccessToken) -> String {
    token.token.expose_secret().to_owned()
}

/// Waits until the keeper's status fits.
pub(crate) async fn status_when(
    keeper: &Keeper,
    fits: impl FnMut(&GrantStatus) -> bool,
) -> GrantStatus {
    let mut status = keeper.status();
    let fitting = tokio::time::timeout(PATIENCE, status.wait_for(fits));
    fitting.await.expect("it comes about").expect("the keeper runs").clone()
}
