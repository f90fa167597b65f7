//! What an administrator can do. The pages, the API and the command line have no other way in.
//!
//! Who may call them is decided by the callers: the pages ask for a log-in, the command line comes
//! through a socket that only the administrator can open (design, invariant 10).

use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::refusal::{Conflict, GatewayError, Invalid, Missing};
use super::views::{AccountView, AddedDevice, ConnectionView, DeviceView, SignInView, StatusView};
use super::{Gateway, Inner, Running};
use crate::account::AccountName;
use crate::device::{Device, Login, PasswordHash, TlsFloor, password};
use crate::fault::Fault;
use crate::oauth::keeper::{Keeper, ShownCode};
use crate::oauth::{Account, Provider};
use crate::record::Revision;

/// A device as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDevice {
    pub name: String,
    #[serde(default)]
    pub ranges: Vec<IpNet>,
    /// With a user, a password is made and shown once.
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub tls: TlsFloor,
    #[serde(default)]
    pub account: Option<AccountName>,
}

/// Longest name or user of a device, in characters.
const LONGEST_NAME: usize = 64;

/// Longest mail address, in octets (RFC 5321 §4.5.3.1.3, without the angle brackets).
const LONGEST_ADDRESS: usize = 254;

impl Gateway {
    /// Everything at a glance.
    pub async fn status(&self) -> Result<StatusView, Fault> {
        let inner = &self.inner;
        let listeners =
            inner.listeners.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Ok(StatusView {
            version: env!("CARGO_PKG_VERSION"),
            now: inner.clock.now(),
            started_at: inner.started_at,
            accounts: self.accounts().await?,
            devices: inner.devices.count(),
            jobs: inner.store.counts().await?,
            listeners,
            free_bytes: inner.store.free_bytes().await?,
        })
    }

    // Accounts

    /// All accounts, by name.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Fault> {
        let names: Vec<_> = self.inner.accounts.lock().await.keys().cloned().collect();
        let mut views = Vec::with_capacity(names.len());
        for name in names {
            match self.account(&name).await {
                Ok(view) => views.push(view),
                Err(GatewayError::Fault(fault)) => return Err(fault),
                Err(_) => {} // removed this moment
            }
        }
        Ok(views)
    }

    pub async fn account(&self, name: &AccountName) -> Result<AccountView, GatewayError> {
        let hold = self.inner.store.held(name.clone()).await?;
        let accounts = self.inner.accounts.lock().await;
        let running = accounts.get(name).ok_or_else(|| no_account(name))?;
        let grant = running.keeper.status().borrow().clone();
        let connection =
            running.queue.as_ref().and_then(|queue| queue.connection().borrow().clone());
        Ok(AccountView {
            name: name.clone(),
            address: running.account.address.clone(),
            provider: running.account.provider.title.clone(),
            token_status: grant.token_status,
            sign_in: grant.code.map(|code| self.inner.show(code)),
            sign_in_fault: grant.sign_in_fault,
            signed_in_as: grant.given.as_ref().and_then(|given| given.signed_in_as.clone()),
            signed_in_at: grant.given.as_ref().map(|given| given.at),
            refreshed_at: grant.refreshed_at,
            next_refresh_at: grant.next_refresh_at,
            token_fault: grant.fault,
            connection: connection
                .map(|connection| ConnectionView { at: connection.at, fault: connection.fault }),
            hold,
        })
    }

    /// Adds an account. Nobody is signed in yet.
    pub async fn add_account(
        &self,
        name: AccountName,
        address: String,
        provider: Provider,
    ) -> Result<AccountView, GatewayError> {
        check_account(&address, &provider).map_err(GatewayError::Invalid)?;
        if self.inner.accounts.lock().await.contains_key(&name) {
            return Err(GatewayError::Conflict(Conflict::AccountExists(name)));
        }
        let account = Account {
            name: name.clone(),
            address,
            provider,
            added_at: self.inner.clock.now(),
            revision: Revision::default(),
        };
        self.inner.store.put_account(account.clone(), account.added_at.into()).await?;
        self.inner.run(account).await?;
        self.inner.reload_registry().await?;
        self.inner.news.happened();
        self.account(&name).await
    }

    /// Removes an account with its grant, unless mails still wait for it.
    pub async fn remove_account(&self, name: &AccountName) -> Result<(), GatewayError> {
        let keeper = self.inner.keeper(name).await?;
        if !self.inner.store.remove_account(name.clone(), self.inner.clock.now().into()).await? {
            return Err(GatewayError::Conflict(Conflict::AccountHasMails(name.clone())));
        }
        drop(keeper);
        if let Some(running) = self.inner.accounts.lock().await.remove(name) {
            running.stop.cancel();
        }
        self.inner.bells.remove(name);
        self.inner.reload_registry().await?;
        self.inner.news.happened();
        Ok(())
    }

    // Sign-in

    /// Begins a sign-in by device code, or shows the code that can still be used.
    pub async fn sign_in(&self, name: &AccountName) -> Result<SignInView, GatewayError> {
        let code = self.inner.keeper(name).await?.sign_in().await?;
        Ok(self.inner.show(code))
    }

    pub async fn cancel_sign_in(&self, name: &AccountName) -> Result<(), GatewayError> {
        Ok(self.inner.keeper(name).await?.cancel_sign_in().await?)
    }

    /// Erases the account's tokens.
    pub async fn sign_out(&self, name: &AccountName) -> Result<(), GatewayError> {
        Ok(self.inner.keeper(name).await?.sign_out().await?)
    }

    // Devices

    pub async fn devices(&self) -> Result<Vec<DeviceView>, Fault> {
        Ok(self.inner.store.devices().await?.iter().map(view_of_device).collect())
    }

    /// Adds a device. Its password, if it has one, is shown this once.
    pub async fn add_device(&self, new: NewDevice) -> Result<AddedDevice, GatewayError> {
        let devices = self.inner.store.devices().await?;
        check_device(&new, &devices)?;
        if let Some(account) = &new.account {
            self.inner.keeper(account).await?;
        }
        let (login, password) = match new.user {
            Some(user) => {
                let password = password::make();
                (Some(Login { user, password: hash(password.clone()).await }), Some(password))
            }
            None => (None, None),
        };
        let device = Device {
            name: new.name,
            ranges: new.ranges,
            login,
            tls: new.tls,
            account: new.account,
            revision: Revision::default(),
        };
        let view = view_of_device(&device);
        self.inner.store.put_device(device, self.inner.clock.now().into()).await?;
        self.inner.reload_registry().await?;
        self.inner.news.happened();
        Ok(AddedDevice { device: view, password })
    }

    pub async fn remove_device(&self, name: &str) -> Result<(), GatewayError> {
        if !self.inner.store.remove_device(name.to_owned(), self.inner.clock.now().into()).await? {
            return Err(GatewayError::NotFound(Missing::Device(name.to_owned())));
        }
        self.inner.reload_registry().await?;
        self.inner.news.happened();
        Ok(())
    }
}

impl Inner {
    async fn keeper(&self, name: &AccountName) -> Result<Keeper, GatewayError> {
        let accounts = self.accounts.lock().await;
        let running: Option<&Running> = accounts.get(name);
        running.map(|running| running.keeper.clone()).ok_or_else(|| no_account(name))
    }

    fn show(&self, code: ShownCode) -> SignInView {
        let left = code.deadline.saturating_duration_since(Instant::now());
        SignInView {
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            expires_at: self.clock.now() + left,
            seconds_left: left.as_secs(),
        }
    }
}

fn no_account(name: &AccountName) -> GatewayError {
    GatewayError::NotFound(Missing::Account(name.clone()))
}

fn check_account(address: &str, provider: &Provider) -> Result<(), Invalid> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>');
    let good = address
        .split_once('@')
        .is_some_and(|(user, domain)| !user.is_empty() && !domain.is_empty());
    if !good || address.len() > LONGEST_ADDRESS || !address.chars().all(plain) {
        return Err(Invalid::Address(address.to_owned()));
    }
    if provider.oauth.client_id.is_empty() {
        return Err(Invalid::ClientIdMissing(provider.title.clone()));
    }
    provider.check().map_err(Invalid::Provider)
}

fn check_device(new: &NewDevice, devices: &[Device]) -> Result<(), GatewayError> {
    let plain = |text: &str| {
        !text.is_empty() && text.len() <= LONGEST_NAME && !text.chars().any(char::is_control)
    };
    if !plain(&new.name) || new.user.as_deref().is_some_and(|user| !plain(user)) {
        return Err(GatewayError::Invalid(Invalid::DeviceName { longest: LONGEST_NAME }));
    }
    if new.ranges.is_empty() && new.user.is_none() {
        return Err(GatewayError::Invalid(Invalid::DeviceUnknowable));
    }
    if devices.iter().any(|device| device.name == new.name) {
        return Err(GatewayError::Conflict(Conflict::DeviceExists(new.name.clone())));
    }
    Ok(())
}

fn view_of_device(device: &Device) -> DeviceView {
    DeviceView {
        name: device.name.clone(),
        ranges: device.ranges.iter().map(ToString::to_string).collect(),
        user: device.login.as_ref().map(|login| login.user.clone()),
        tls_required: device.tls == TlsFloor::Required,
        account: device.account.clone(),
    }
}

async fn hash(password: SecretString) -> PasswordHash {
    tokio::task::spawn_blocking(move || PasswordHash::of(&password))
        .await
        .expect("hashing a password does not panic")
}
