//! What a device can do itself, and what is typed into it.

use std::net::{IpAddr, SocketAddr};
use std::sync::PoisonError;

use super::views::{DeviceCheckView, TypedView};
use super::{By, Gateway, GatewayError};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::oauth::provider::SmtpSecurity;
use crate::objection::{Objection, Reason};
use crate::site::{Seen, Slots};
use crate::support::{self, Checked, Question, found};

impl By<'_> {
    /// Asks a device what it is, and says whether it can sign in itself.
    pub async fn check_device(&self, question: &Question) -> Result<DeviceCheckView, GatewayError> {
        self.may(Privilege::Devices)?;
        let checked = support::check(&self.inner().printers, question).await?;
        Ok(self.gateway.view_of_check(checked).await?)
    }

    /// The devices that make themselves known on the local network.
    pub async fn find_devices(&self) -> Result<Vec<found::Found>, GatewayError> {
        self.may(Privilege::Devices)?;
        let found = found::find(found::SEARCH).await;
        found.map_err(|why| Objection::new(Reason::SearchNotPossible, why).into())
    }
}

impl Gateway {
    async fn view_of_check(&self, checked: Checked) -> Result<DeviceCheckView, Fault> {
        let cannot = checked.judged.menu.is_empty();
        let itself = if cannot { None } else { self.provider_to_type().await? };
        Ok(DeviceCheckView {
            known_as: self.inner.devices.meant(checked.address, None),
            itself,
            through_scanpost: self.scanpost_to_type(&checked),
            host: checked.host,
            maker: checked.judged.maker,
            model: checked.judged.model,
            firmware: checked.firmware,
            by_snmp: checked.by_snmp,
            by_ipp: checked.by_ipp,
            support: checked.judged.support,
            menu: checked.judged.menu,
        })
    }

    /// The server of the account that sends, if one is set up.
    async fn provider_to_type(&self) -> Result<Option<TypedView>, Fault> {
        let slots: Seen<Slots> = self.inner.part().await?;
        let accounts = self.inner.store.accounts().await?;
        let names: Vec<_> = accounts.iter().map(|one| one.name.clone()).collect();
        let sends = slots.value.sends_by(None, &names);
        let account = accounts.into_iter().find(|account| Some(&account.name) == sends.as_ref());
        Ok(account.map(|account| TypedView {
            server: account.provider.smtp.host,
            port: account.provider.smtp.port,
            security: account.provider.smtp.security,
            account: Some(account.address),
        }))
    }

    /// This machine's listeners that the device can reach.
    fn scanpost_to_type(&self, checked: &Checked) -> Vec<TypedView> {
        let listeners = self.inner.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let smtp = listeners.iter().filter_map(|listener| {
            let security = match listener.what.as_str() {
                "smtp" => SmtpSecurity::Starttls,
                "smtps" => SmtpSecurity::Implicit,
                _ => return None,
            };
            let listens: SocketAddr = listener.address.parse().ok()?;
            let server = reached_at(listens.ip(), checked)?.to_string();
            Some(TypedView { server, port: listens.port(), security, account: None })
        });
        smtp.collect()
    }
}

/// Where a listener is for the device; nothing where there is no way.
fn reached_at(listens: IpAddr, checked: &Checked) -> Option<IpAddr> {
    if listens.is_unspecified() {
        return checked.seen_from_there;
    }
    (!listens.is_loopback() || checked.address.is_loopback()).then_some(listens)
}
