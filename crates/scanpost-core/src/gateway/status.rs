//! Everything at a glance.

use super::Gateway;
use super::views::StatusView;
use crate::fault::Fault;

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
            devices_without_account: inner.devices.without_account(),
            jobs: inner.store.counts().await?,
            listeners,
            free_bytes: inner.store.free_bytes().await?,
            checks_certificates: inner.network.now().checks_certificates,
        })
    }
}
