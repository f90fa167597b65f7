//! Everything at a glance.

use serde::{Deserialize, Serialize};

use super::Gateway;
use super::views::AccountView;
use crate::clock::Time;
use crate::fault::Fault;
use crate::receive::ArrivalState;
use crate::site::Function;
use crate::spool::JobState;

/// Everything at a glance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StatusView {
    pub version: String,
    pub now: Time,
    pub started_at: Time,
    pub accounts: Vec<AccountView>,
    pub devices: usize,
    /// Devices whose mails are refused, because no account is chosen for them.
    pub devices_without_account: usize,
    /// Devices whose mails go out from their users' own mailboxes.
    pub devices_of_users: usize,
    /// Whether the provider refuses users, because their organisation has not consented.
    pub users_lack_consent: bool,
    pub jobs: Vec<(JobState, u64)>,
    pub listeners: Vec<ListenerView>,
    pub free_bytes: u64,
    /// Whether mail servers must prove who they are; an administrator can switch that off.
    pub checks_certificates: bool,
    /// Mails that came in, by their state.
    pub arrivals: Vec<(ArrivalState, u64)>,
    /// Functions whose mailbox is not looked into, or was not at last.
    pub receiving_faults: Vec<ReceivingFault>,
}

/// What keeps a function from receiving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingFault {
    pub function: Function,
    pub fault: Fault,
}

/// One address on which scanpost listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListenerView {
    /// `smtp`, `smtps`, `web`.
    pub what: String,
    pub address: String,
}

impl Gateway {
    /// Everything at a glance.
    pub async fn status(&self) -> Result<StatusView, Fault> {
        let inner = &self.inner;
        let listeners =
            inner.listeners.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let receiving = self.receiving().await?;
        let faults = receiving.functions.iter().filter_map(|view| {
            let fault = view.hindered_by()?.clone();
            Some(ReceivingFault { function: view.function, fault })
        });
        let receiving_faults = faults.collect();
        Ok(StatusView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now: inner.clock.now(),
            started_at: inner.started_at,
            accounts: self.accounts().await?,
            devices: inner.devices.count(),
            devices_without_account: inner.devices.without_account(),
            devices_of_users: inner.devices.of_users(),
            users_lack_consent: inner.lacks_consent().await?,
            jobs: inner.store.counts().await?,
            listeners,
            free_bytes: inner.store.free_bytes().await?,
            checks_certificates: inner.network.now().checks_certificates,
            arrivals: receiving.arrivals,
            receiving_faults,
        })
    }
}
