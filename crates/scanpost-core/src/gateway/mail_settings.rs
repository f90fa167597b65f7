//! Mail settings and imported authorities: stored, and in effect for every new connection.

use std::net::{IpAddr, UdpSocket};
use std::path::Path;

use secrecy::SecretString;

use super::views::{MailSettingsView, PrimaryView};
use super::{By, Gateway, GatewayError, Inner};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::journal::Event;
use crate::network::{Exit, Outward, Proxy};
use crate::objection::{Objection, Reason};
use crate::profile::Profile;
use crate::record::Revision;
use crate::site::mail_settings::{ProxyLogin, ProxyServer};
use crate::site::{Authorities, Entered, MailSettings, Part, Seen, changed_fields};

/// What the password of the proxy is sealed for.
const PROXY_PASSWORD: &str = "proxy-password";

impl Gateway {
    /// The mail settings, with what the providers fix and the authorities that were imported.
    pub async fn mail_settings(&self) -> Result<MailSettingsView, Fault> {
        let seen: Seen<MailSettings> = self.inner.part().await?;
        let authorities: Seen<Authorities> = self.inner.part().await?;
        let accounts = self.inner.store.accounts().await?;
        let primary = accounts.into_iter().map(|account| PrimaryView {
            account: account.name,
            provider: account.provider.title,
            server: crate::delivery::primary(&account.provider.smtp),
        });
        Ok(MailSettingsView {
            revision: seen.revision,
            settings: seen.value,
            primary: primary.collect(),
            authorities: authorities.value.views(),
        })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were
    /// read. New connections are made by it.
    pub async fn set_mail_settings(
        &self,
        seen: Revision,
        entered: Entered,
    ) -> Result<MailSettingsView, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let inner = self.inner();
        let before: Seen<MailSettings> = inner.part().await?;
        if before.revision != seen {
            return Err(changed());
        }
        let seal = |password: &SecretString| inner.sealer.seal_setting(PROXY_PASSWORD, password);
        let settings = entered.check(&before.value, &seal)?;
        if let Some(objection) = fixed_otherwise(&settings, Profile::of(self.gateway.profile())) {
            return Err(objection.into());
        }
        if let Some(objection) = not_here(&settings) {
            return Err(objection.into());
        }
        self.may_lead_tokens(&settings, &before.value)?;
        let changed =
            Event::MailSettingsChanged { fields: changed_fields(&before.value, &settings) };
        let part = Seen { revision: seen, value: settings };
        inner.put_part(&part, changed, self.stamp()).await?;
        inner.reload_network().await?;
        Ok(self.gateway.mail_settings().await?)
    }

    /// Believes the certificates of a PEM text from now on; how many of them are new.
    pub async fn import_authorities(&self, pem: &str) -> Result<usize, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let mut authorities: Seen<Authorities> = self.inner().part().await?;
        let new = authorities.value.import(pem)?;
        if new > 0 {
            self.may_believe_more()?;
            self.put_authorities(authorities).await?;
        }
        Ok(new)
    }

    /// Believes the certificate no longer.
    pub async fn remove_authority(&self, fingerprint: &str) -> Result<(), GatewayError> {
        self.may(Privilege::MailSettings)?;
        let mut authorities: Seen<Authorities> = self.inner().part().await?;
        if !authorities.value.remove(fingerprint) {
            let about = fingerprint.escape_debug();
            return Err(Objection::new(Reason::NoSuchAuthority, about).into());
        }
        self.put_authorities(authorities).await
    }

    /// Reads the system's root certificates again: they may have been updated.
    pub async fn update_roots(&self) -> Result<(), GatewayError> {
        self.may(Privilege::MailSettings)?;
        Ok(self.inner().reload_network().await?)
    }

    /// Whoever leads tokens somewhere could use them there as the account itself, past everything that
    /// the other privileges allow: it takes that for accounts as well.
    pub(super) fn may_lead_tokens(
        &self,
        settings: &MailSettings,
        before: &MailSettings,
    ) -> Result<(), GatewayError> {
        let ways = settings.new_ways_for_tokens(before);
        if ways.is_empty() || self.actor.may(Privilege::Accounts) {
            return Ok(());
        }
        let refused = |field| Objection::new(Reason::TokensElsewhere, "").at(field);
        Err(ways.into_iter().map(refused).collect::<Vec<_>>().into())
    }

    /// The same of whom accounts believe when they show their tokens.
    pub(super) fn may_believe_more(&self) -> Result<(), GatewayError> {
        if self.actor.may(Privilege::Accounts) {
            return Ok(());
        }
        Err(Objection::new(Reason::TokensElsewhere, "").at("pem").into())
    }

    async fn put_authorities(&self, authorities: Seen<Authorities>) -> Result<(), GatewayError> {
        let inner = self.inner();
        let changed = Event::MailSettingsChanged { fields: vec![Authorities::NAME.to_owned()] };
        inner.put_part(&authorities, changed, self.stamp()).await?;
        Ok(inner.reload_network().await?)
    }
}

impl Inner {
    /// Lets the stored settings take effect. Queues that wait look at once whether it helps.
    pub(super) async fn reload_network(&self) -> Result<(), Fault> {
        let settings = self.part::<MailSettings>().await?.value;
        let authorities = self.part::<Authorities>().await?.value;
        if !settings.certificate_validation {
            tracing::warn!(event = "certificates.not-validated");
        }
        self.network.change(Outward {
            timeout: std::time::Duration::from_secs(settings.timeout_seconds.into()),
            exit: settings.network,
            proxy: settings.proxy.as_ref().map(|proxy| self.proxy_at_least(proxy)),
            checks_certificates: settings.certificate_validation,
            authorities: authorities.certificates(),
            ..Outward::default()
        });
        self.reload_registry().await?;
        self.reload_notices().await?;
        for running in self.accounts.lock().await.values() {
            if let Some(queue) = &running.queue {
                queue.hurry();
            }
        }
        self.news.happened();
        Ok(())
    }

    /// The proxy, with its password opened.
    pub(super) fn proxy(&self, proxy: &ProxyServer) -> Result<Proxy, Fault> {
        let login = match &proxy.login {
            None => None,
            Some(ProxyLogin { user, sealed_password }) => {
                Some((user.clone(), self.sealer.open_setting(PROXY_PASSWORD, sealed_password)?))
            }
        };
        Ok(Proxy { host: proxy.host.clone(), port: proxy.port, login })
    }

    /// A password that this key does not open must not keep the gateway from starting: the proxy
    /// then says itself that it wants one.
    fn proxy_at_least(&self, proxy: &ProxyServer) -> Proxy {
        self.proxy(proxy).unwrap_or_else(|fault| {
            tracing::error!(event = "proxy.password-unreadable", %fault);
            Proxy { host: proxy.host.clone(), port: proxy.port, login: None }
        })
    }
}

pub(super) fn changed() -> GatewayError {
    Objection::new(Reason::ChangedMeanwhile, "mail-settings").into()
}

/// What is wrong with a server of one's own where the maker fixes how its devices send.
fn fixed_otherwise(settings: &MailSettings, profile: &Profile) -> Option<Objection> {
    let (server, fixed) = (settings.secondary_server.as_ref()?, profile.fixed);
    let port = fixed.port.filter(|port| *port != server.port);
    let encryption = fixed.encryption.filter(|encryption| *encryption != server.encryption);
    let objection = |about: &dyn std::fmt::Display| Objection::new(Reason::FixedByProfile, about);
    match (port, encryption) {
        (Some(port), _) => Some(objection(&port).at("secondary_port")),
        (None, Some(encryption)) => {
            Some(objection(&encryption.as_str()).at("secondary_encryption"))
        }
        (None, None) => None,
    }
}

/// What is wrong with a network that this machine does not have.
pub(super) fn not_here(settings: &MailSettings) -> Option<Objection> {
    settings.network.as_ref().and_then(is_elsewhere)
}

/// A network as somebody types it; empty: none is chosen.
pub(super) fn read_network(typed: &str) -> Result<Option<Exit>, Objection> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let invalid = |_| Objection::new(Reason::NetworkInvalid, typed.trim().escape_debug());
    let exit: Exit = typed.trim().parse().map_err(invalid)?;
    match is_elsewhere(&exit) {
        Some(objection) => Err(objection),
        None => Ok(Some(exit)),
    }
}

fn is_elsewhere(exit: &Exit) -> Option<Objection> {
    let is_here = match exit {
        Exit::Address(address) => is_own(*address),
        Exit::Interface(name) => Path::new("/sys/class/net").join(name).exists(),
    };
    (!is_here).then(|| Objection::new(Reason::NetworkInvalid, exit))
}

/// Whether an address is one of this machine: only then a socket can be bound to it.
fn is_own(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}
