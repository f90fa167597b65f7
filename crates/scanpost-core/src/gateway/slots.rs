//! Slots: which account each function uses.

use super::views::{DeviationView, FunctionView, SlotsView};
use super::{By, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::device::SendsBy;
use crate::fault::Fault;
use crate::journal::{Event, Stamp};
use crate::objection::{Objection, Reason};
use crate::profile::Profile;
use crate::record::{Kind, Put, Record, Revision};
use crate::site::{self, Function, Part, Seen, Slot, Slots};

impl Gateway {
    /// Every function with its account, and the devices that send by another one.
    pub async fn slots(&self) -> Result<SlotsView, Fault> {
        let seen: Seen<Slots> = self.inner.part().await?;
        let accounts = self.inner.account_names().await?;
        let function = |function: Function| FunctionView {
            function,
            slot: function.slot(),
            chosen: seen.value.chosen(function.slot(), &accounts),
        };
        let sending = seen.value.chosen(Slot::Sending, &accounts);
        let deviates = |account: &AccountName| Some(account) != sending.account();
        let devices = self.inner.store.devices().await?;
        let deviations = devices.into_iter().filter_map(|device| {
            let account = device.account.filter(deviates)?;
            let is_there = accounts.contains(&account);
            Some(DeviationView { device: device.name, account, is_there })
        });
        Ok(SlotsView {
            revision: seen.revision,
            functions: Function::ALL.map(function).to_vec(),
            deviations: deviations.collect(),
            slots: seen.value,
        })
    }
}

impl By<'_> {
    /// Chooses the accounts, if the slots still are those that were read.
    pub async fn set_slots(&self, seen: Revision, slots: Slots) -> Result<SlotsView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let inner = self.inner();
        let unknown = unknown_accounts(&slots, &inner.account_names().await?);
        if !unknown.is_empty() {
            return Err(unknown.into());
        }
        let part = Seen { revision: seen, value: slots };
        inner.put_part(&part, Event::SlotsChanged, self.stamp()).await?;
        self.let_receive(&part.value).await?;
        inner.slots_have_changed().await?;
        inner.news.happened();
        Ok(self.gateway.slots().await?)
    }
}

impl Inner {
    /// One part of the site's settings as it is stored.
    pub(super) async fn part<T: Part>(&self) -> Result<Seen<T>, Fault> {
        site::read(&self.store.records(Kind::Site).await?)
    }

    /// Stores a part, if it still is the one that was read.
    pub(super) async fn put_part<T: Part>(
        &self,
        part: &Seen<T>,
        event: Event,
        stamp: Stamp,
    ) -> Result<(), GatewayError> {
        self.put_site_record(site::write(part), event, stamp).await
    }

    /// The same of a part as it is stored, whichever it is.
    pub(super) async fn put_site_record(
        &self,
        record: Record,
        event: Event,
        stamp: Stamp,
    ) -> Result<(), GatewayError> {
        let name = record.name.clone();
        match self.store.put_record(Kind::Site, record, event, stamp).await? {
            Put::Added | Put::Replaced => Ok(()),
            Put::Changed => Err(Objection::new(Reason::ChangedMeanwhile, name).into()),
        }
    }

    /// Whoever sends or receives by a slot hears of it.
    pub(super) async fn slots_have_changed(&self) -> Result<(), Fault> {
        self.reload_registry().await?;
        self.reload_notices().await?;
        self.app_of_users_changed().await
    }

    /// In the order in which they were added.
    pub(super) async fn account_names(&self) -> Result<Vec<AccountName>, Fault> {
        let accounts = self.store.accounts().await?;
        Ok(accounts.into_iter().map(|account| account.name).collect())
    }

    /// What submission knows of devices and their accounts, delivery of the secondary server, and receiving
    /// of its mailboxes.
    pub(super) async fn reload_registry(&self) -> Result<(), Fault> {
        let records = self.store.records(Kind::Site).await?;
        let slots = site::read::<Slots>(&records)?.value;
        let stored = self.store.accounts().await?;
        let accounts: Vec<AccountName> = stored.iter().map(|one| one.name.clone()).collect();
        let mail_settings = site::read::<site::MailSettings>(&records)?.value;
        let site_profile = site::read::<site::Appearance>(&records)?.value.profile;
        let mut devices = self.store.devices().await?;
        for device in &mut devices {
            let profile = Profile::of(device.profile.unwrap_or(site_profile));
            device.sender =
                profile.sender_rule(&device.sender, mail_settings.auto_specify_sender_name);
        }
        let sends_by = devices.iter().filter_map(|device| {
            let account = slots.sends_by(device.account.as_ref(), &accounts)?;
            let address = stored.iter().find(|one| one.name == account)?.address.clone();
            Some((device.name.clone(), SendsBy { account, address }))
        });
        let sends_by = sends_by.collect();
        self.devices.replace(devices, sends_by);
        let faxed_by = slots.chosen(Slot::FaxServer, &accounts).account().cloned();
        let fax_server = site::read::<site::FaxServer>(&records)?.value;
        self.devices.faxes().replace(fax_server, faxed_by);
        let secondary = mail_settings.secondary_server;
        let sending = slots.sends_by(None, &accounts);
        self.network.set_secondary(sending.zip(secondary));
        self.reroute_what_waits().await?;
        self.reload_receiving().await
    }
}

/// What is wrong with slots that name accounts which are not there.
pub(super) fn unknown_accounts(slots: &Slots, accounts: &[AccountName]) -> Vec<Objection> {
    let unknown = |slot: Slot| {
        let name = slots.get(slot).filter(|name| !accounts.contains(name))?;
        Some(Objection::new(Reason::SlotAccountUnknown, name).at(slot.as_str()))
    };
    Slot::ALL.into_iter().filter_map(unknown).collect()
}
