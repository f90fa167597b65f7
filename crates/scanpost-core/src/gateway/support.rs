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
            let server = reached_at(listens.ip(), checked.address, checked.seen_from_there)?;
            let server = server.to_string();
            Some(TypedView { server, port: listens.port(), security, account: None })
        });
        smtp.collect()
    }
}

/// Where a listener is for a device; nothing where there is no way. `own`: this machine's address, as seen
/// from there. Who listens on 0.0.0.0 hears nobody by IPv6.
fn reached_at(listens: IpAddr, device: IpAddr, own: Option<IpAddr>) -> Option<IpAddr> {
    if listens.is_unspecified() {
        return own.filter(|own| listens.is_ipv6() || own.is_ipv4());
    }
    (!listens.is_loopback() || device.is_loopback()).then_some(listens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_an_address_alone_at_which_somebody_listens() {
        for (listens, device, own, expected) in [
            ("0.0.0.0", "192.0.2.17", "192.0.2.1", Some("192.0.2.1")),
            ("0.0.0.0", "2001:db8::17", "2001:db8::1", None),
            ("::", "2001:db8::17", "2001:db8::1", Some("2001:db8::1")),
            ("::", "192.0.2.17", "192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1", "2001:db8::17", "2001:db8::1", Some("192.0.2.1")),
            ("127.0.0.1", "192.0.2.17", "192.0.2.1", None),
            ("127.0.0.1", "127.0.0.1", "127.0.0.1", Some("127.0.0.1")),
        ] {
            let ip = |text: &str| text.parse().expect("an address");
            let reached = reached_at(ip(listens), ip(device), Some(ip(own)));
            assert_eq!(reached, expected.map(ip), "{listens} {device}");
            let unknown = reached_at(ip("::"), ip(device), None);
            assert_eq!(unknown, None, "no way leads there");
        }
    }
}
