//! Devices that fetch their mail by POP3: which mailbox each of them reads.
//!
//! It is that of the device's own account, else that of the slot for all devices. A device that fetches
//! sees what comes to that mailbox, so whoever lets it must be allowed to choose accounts too.

use tokio::net::TcpListener;

use super::receiving::server_of;
use super::{By, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::device::Device;
use crate::door::Encryption;
use crate::fault::{Code, Fault};
use crate::network::Server;
use crate::oauth::Account;
use crate::receive::visits::Mailboxes;
use crate::receive::{Mailbox, Visited, Visitor};
use crate::record::Kind;
use crate::site::{self, MailSettings, Slots};

/// An account by which devices read, and at which server, or why not.
pub(super) struct ForDevices {
    pub(super) account: Account,
    pub(super) from: Result<Server, Fault>,
}

impl Gateway {
    /// Lets devices fetch their mail at this listener until [`Gateway::stop`].
    pub fn listen_for_visits(&self, listener: TcpListener, encryption: Encryption) {
        let what = match encryption {
            Encryption::OnRequest => "pop3",
            Encryption::FromTheStart => "pop3s",
        };
        if let Ok(address) = listener.local_addr() {
            self.announce(what, address.to_string());
        }
        let serving =
            self.inner.visits.clone().listen(listener, encryption, self.inner.stop.clone());
        self.inner.tasks.spawn(serving);
    }
}

impl By<'_> {
    /// Whoever lets a device fetch mail lets it read an account's mailbox.
    pub(super) fn may_let_fetch(&self, device: &Device) -> Result<(), GatewayError> {
        if device.fetches { self.may(Privilege::Accounts) } else { Ok(()) }
    }

    /// The account by which a device fetches gets the right to ask for that at its next sign-in.
    pub(super) async fn let_fetch(&self, device: &Device) -> Result<(), GatewayError> {
        match &device.account {
            Some(account) if device.fetches => self.let_receive_by(account).await,
            _ => Ok(()),
        }
    }
}

impl Inner {
    /// The accounts by which devices read their mailbox.
    pub(super) async fn for_devices(&self) -> Result<Vec<ForDevices>, Fault> {
        let records = self.store.records(Kind::Site).await?;
        let pop = site::read::<MailSettings>(&records)?.value.pop;
        let usual = usual_account(&site::read::<Slots>(&records)?.value);
        let devices = self.store.devices().await?;
        let fetching = devices.iter().filter(|device| device.fetches);
        let mut names: Vec<AccountName> = fetching
            .filter_map(|device| device.account.clone().or_else(|| usual.clone()))
            .collect();
        names.extend(usual); // also before the first device is entered
        names.sort_unstable();
        names.dedup();
        let accounts = self.store.accounts().await?.into_iter();
        let read = accounts.filter(|account| names.contains(&account.name));
        Ok(read
            .map(|account| ForDevices { from: server_of(&account, pop.as_ref()), account })
            .collect())
    }

    /// What the mailbox's task needs to know of an account that devices read by.
    pub(super) async fn visited(&self, account: &Account) -> Option<Visited> {
        // An account without a keeper is just being added or removed; it is looked at again then.
        let keeper = self.keeper(&account.name).await.ok()?;
        Some(Visited { account: account.clone(), keeper })
    }

    /// From now on devices read these mailboxes.
    pub(super) async fn show_to_devices<'a>(
        &self,
        running: impl Iterator<Item = &'a Mailbox>,
    ) -> Result<(), Fault> {
        let usual = usual_account(&site::read(&self.store.records(Kind::Site).await?)?.value);
        let visitors: Vec<Visitor> = running.flat_map(Mailbox::visitors).cloned().collect();
        let of_accounts =
            self.for_devices().await?.into_iter().map(|ForDevices { account, from }| {
                let visitor = || visitors.iter().find(|visitor| *visitor.account() == account.name);
                let open = from.and_then(|_| visitor().cloned().ok_or(Code::AccountMissing.into()));
                (account.name, open)
            });
        let of_accounts = of_accounts.collect();
        self.visits.replace(Mailboxes { usual, of_accounts });
        Ok(())
    }
}

/// The account of devices that have none of their own.
pub(super) fn usual_account(slots: &Slots) -> Option<AccountName> {
    slots.get(site::Slot::DeviceMailbox).cloned()
}
