//! What is entered on a device that fetches its mail by POP3, and what is missing before it can.

use std::net::SocketAddr;
use std::sync::PoisonError;

use super::views::{FetchingView, MissingToFetch, PopDoorView};
use super::visits::usual_account;
use super::{Duty, Inner};
use crate::account::AccountName;
use crate::device::Device;
use crate::fault::Fault;
use crate::network::Encryption;
use crate::record::Kind;
use crate::site::{self, Slots};

/// The same for all devices.
pub(super) struct WaysToFetch {
    /// Nothing: scanpost does not serve now, so nobody knows which doors it will open.
    doors: Option<Vec<PopDoor>>,
    usual: Option<AccountName>,
    /// Of each account.
    addresses: Vec<(AccountName, String)>,
}

/// A POP3 server that is open.
struct PopDoor {
    listens: SocketAddr,
    encryption: Encryption,
}

impl Inner {
    pub(super) async fn ways_to_fetch(&self) -> Result<WaysToFetch, Fault> {
        let slots: Slots = site::read(&self.store.records(Kind::Site).await?)?.value;
        let accounts = self.store.accounts().await?.into_iter();
        Ok(WaysToFetch {
            doors: (self.duty == Duty::Serve).then(|| self.pop_doors()),
            usual: usual_account(&slots),
            addresses: accounts.map(|account| (account.name, account.address)).collect(),
        })
    }

    fn pop_doors(&self) -> Vec<PopDoor> {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let doors = listeners.iter().filter_map(|listener| {
            let encryption = match listener.what.as_str() {
                "pop3" => Encryption::Starttls,
                "pop3s" => Encryption::FromTheStart,
                _ => return None,
            };
            let listens: SocketAddr = listener.address.parse().ok()?;
            Some(PopDoor { listens, encryption })
        });
        doors.collect()
    }
}

impl PopDoor {
    /// What is entered on the device; nothing where it does not come to this door: at a loopback address whoever
    /// runs on this machine is let in alone.
    fn seen_by(&self, device: &Device) -> Option<PopDoorView> {
        let at = self.listens.ip();
        let is_here = device.ranges.iter().any(|range| range.network().is_loopback());
        let is_open = !at.is_loopback() || is_here;
        let server = (!at.is_unspecified()).then(|| at.to_string());
        let (port, encryption) = (self.listens.port(), self.encryption);
        is_open.then_some(PopDoorView { server, port, encryption })
    }
}

impl WaysToFetch {
    /// Nothing for a device that may not.
    pub(super) fn of(&self, device: &Device) -> Option<FetchingView> {
        if !device.fetches {
            return None;
        }
        let account = device.account.as_ref().or(self.usual.as_ref());
        let mailbox = self.addresses.iter().find(|(name, _)| Some(name) == account);
        let mailbox = mailbox.map(|(_, address)| address.clone());
        let all = self.doors.as_deref().unwrap_or_default();
        let doors: Vec<_> = all.iter().filter_map(|door| door.seen_by(device)).collect();
        let mut missing = Vec::new();
        match &self.doors {
            Some(all) if all.is_empty() => missing.push(MissingToFetch::Door),
            Some(_) if doors.is_empty() => missing.push(MissingToFetch::WayToDoor),
            _ => {}
        }
        if mailbox.is_none() {
            missing.push(MissingToFetch::Mailbox);
        }
        Some(FetchingView { doors, mailbox, missing })
    }
}
