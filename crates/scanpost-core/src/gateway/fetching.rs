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
    doors: Option<Vec<PopDoorView>>,
    usual: Option<AccountName>,
    /// Of each account.
    addresses: Vec<(AccountName, String)>,
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

    fn pop_doors(&self) -> Vec<PopDoorView> {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let doors = listeners.iter().filter_map(|listener| {
            let encryption = match listener.what.as_str() {
                "pop3" => Encryption::Starttls,
                "pop3s" => Encryption::FromTheStart,
                _ => return None,
            };
            let listens: SocketAddr = listener.address.parse().ok()?;
            let server = (!listens.ip().is_unspecified()).then(|| listens.ip().to_string());
            Some(PopDoorView { server, port: listens.port(), encryption })
        });
        doors.collect()
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
        let mut missing = Vec::new();
        if self.doors.as_ref().is_some_and(Vec::is_empty) {
            missing.push(MissingToFetch::Door);
        }
        if mailbox.is_none() {
            missing.push(MissingToFetch::Mailbox);
        }
        Some(FetchingView { doors: self.doors.clone().unwrap_or_default(), mailbox, missing })
    }
}
