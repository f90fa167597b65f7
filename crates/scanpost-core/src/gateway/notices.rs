//! Notices: who is told what, and how the channels stand.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::views::{ChannelView, NoticesView};
use super::{By, Gateway, GatewayError, Inner};
use crate::administrator::Privilege;
use crate::fault::Fault;
use crate::journal::{Event, Stamp};
use crate::notify::channel::Channel;
use crate::notify::foresight::{AccountSeen, LONG_WAIT, Said};
use crate::notify::mail::Mailing;
use crate::notify::webhook::Target;
use crate::notify::{Reader, Setup, Tools};
use crate::oauth::Account;
use crate::record::Revision;
use crate::site::{MailSettings, Notices, NoticesEntered, Seen, Slot, Slots, changed_fields};
use crate::spool::{JobFilter, JobState};

/// What the secret of the webhook is sealed for.
pub(super) const WEBHOOK_SECRET: &str = "webhook-secret";

/// How often it is looked at what will go wrong.
const LOOK_AHEAD: Duration = Duration::from_mins(10);

/// The bookmark of what was said ahead.
const FORESIGHT: &str = "foresight";

impl Gateway {
    /// The settings of the notices, and how each channel stands.
    pub async fn notices(&self) -> Result<NoticesView, Fault> {
        let inner = &self.inner;
        let seen: Seen<Notices> = inner.part().await?;
        let accounts = inner.account_names().await?;
        let slots: Slots = inner.part().await?.value;
        let sends_by = slots.chosen(Slot::Notices, &accounts);
        let held = match sends_by.account() {
            Some(account) => inner.store.held(account.clone()).await?,
            None => None,
        };
        let channel =
            |channel: Channel| ChannelView { channel, standing: inner.standings.of(channel) };
        Ok(NoticesView {
            revision: seen.revision,
            has_secret: seen.value.webhook.as_ref().is_some_and(|one| one.sealed_secret.is_some()),
            settings: Notices { webhook: seen.value.webhook.map(without_secret), ..seen.value },
            to: inner.part::<MailSettings>().await?.value.administrator_address,
            sends_by,
            held,
            channels: Channel::ALL.map(channel).to_vec(),
        })
    }
}

impl By<'_> {
    /// Stores what was entered, if all of it is right and the settings still are those that were read.
    pub async fn set_notices(
        &self,
        seen: Revision,
        entered: NoticesEntered,
    ) -> Result<NoticesView, GatewayError> {
        self.may(Privilege::MailSettings)?;
        let inner = self.inner();
        let before: Seen<Notices> = inner.part().await?;
        let seal = |secret: &SecretString| inner.sealer.seal_setting(WEBHOOK_SECRET, secret);
        let value = entered.check(&before.value, &seal)?;
        let changed = Event::NoticesChanged { fields: changed_fields(&before.value, &value) };
        let part = Seen { revision: seen, value };
        inner.put_part(&part, changed, self.stamp()).await?;
        inner.reload_notices().await?;
        inner.news.happened();
        Ok(self.gateway.notices().await?)
    }

    /// Sends a notice by every channel, to see whether it arrives.
    pub async fn try_notices(&self) -> Result<(), GatewayError> {
        self.may(Privilege::MailSettings)?;
        self.inner().store.note(Event::NoticeTried, self.stamp()).await?;
        self.inner().news.happened();
        Ok(())
    }
}

impl Inner {
    /// Lets the stored settings of the notices take effect.
    pub(super) async fn reload_notices(&self) -> Result<(), Fault> {
        let notices: Notices = self.part().await?.value;
        let to = self.part::<MailSettings>().await?.value.administrator_address;
        let slots: Slots = self.part().await?.value;
        let accounts = self.store.accounts().await?;
        let names: Vec<_> = accounts.iter().map(|account| account.name.clone()).collect();
        let sends_by = slots.chosen(Slot::Notices, &names);
        let is_it = |account: &&Account| Some(&account.name) == sends_by.account();
        let by = accounts.iter().find(is_it).map(|account| Mailing {
            account: account.name.clone(),
            from: account.address.clone(),
            to,
        });
        self.refuses_while_signed_out.store(notices.refuse_while_signed_out, Ordering::Relaxed);
        self.refuse_for_the_signed_out().await;
        let bounce = by.clone().filter(|_| notices.bounces);
        self.devices.report_to_senders(bounce.is_some());
        let setup = Setup {
            language: notices.language,
            hostname: self.settings.submission.hostname.clone(),
            webhook: notices.webhook.map(|webhook| Target {
                secret: webhook.sealed_secret.and_then(|sealed| self.webhook_secret(&sealed)),
                url: webhook.url,
            }),
            syslog: notices.syslog,
            mail: by.filter(|by| notices.mail && !by.to.is_empty()),
            summary_hour: notices.summary_hour,
            bounce,
        };
        self.notices.send_replace(Arc::new(setup));
        Ok(())
    }

    /// A secret that this key does not open must not keep the gateway from starting: the receiver then says
    /// itself that it wants one.
    fn webhook_secret(&self, sealed: &str) -> Option<SecretString> {
        let opened = self.sealer.open_setting(WEBHOOK_SECRET, sealed);
        opened
            .inspect_err(|fault| tracing::error!(event = "webhook.secret-unreadable", %fault))
            .ok()
    }

    /// One reader for each channel.
    pub(super) fn read_for_notices(&self) {
        let tools = Tools {
            journal: self.store.clone(),
            spool: self.store.clone(),
            bells: self.bells.clone(),
            clock: self.clock.clone(),
            network: self.network.clone(),
            news: self.news.clone(),
            zone: TimeZone::system(),
            setup: self.notices.subscribe(),
            standings: self.standings.clone(),
        };
        for channel in Channel::ALL {
            self.tasks.spawn(Reader::new(channel, tools.clone()).run(self.stop.clone()));
        }
    }

    /// Keeps in mind for which accounts mails are refused, if the administrator wants that at all.
    pub(super) async fn follow_sign_ins(&self) {
        let mut news = self.news.follow();
        loop {
            self.refuse_for_the_signed_out().await;
            tokio::select! {
                () = self.stop.cancelled() => return,
                // A change of a grant is news.
                Ok(()) = news.changed() => {}
            }
        }
    }

    async fn refuse_for_the_signed_out(&self) {
        let mut signed_out = BTreeMap::new();
        if self.refuses_while_signed_out.load(Ordering::Relaxed) {
            for (name, running) in &*self.accounts.lock().await {
                if let Some(fault) = &running.keeper.status().borrow().signed_out {
                    signed_out.insert(name.clone(), fault.clone());
                }
            }
        }
        self.devices.refuse_mails_of(signed_out);
    }

    /// Looks ahead every now and then, and writes down what it sees.
    pub(super) async fn look_ahead(&self) {
        loop {
            if let Err(fault) = self.warn().await {
                tracing::warn!(event = "notices.no-foresight", %fault);
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK_AHEAD) => {}
            }
        }
    }

    async fn warn(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        let stored = self.store.bookmark(FORESIGHT).await?;
        let before: Said =
            stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let mut said = before.clone();
        let free_bytes = self.store.free_bytes().await?;
        let reserve_bytes = self.settings.submission.disk_reserve_bytes;
        let accounts = self.seen_accounts().await?;
        for (account, fault) in said.look(&accounts, free_bytes, reserve_bytes, now) {
            let (event, stamp) = (Event::Warned { fault }, Stamp::from(now));
            match account {
                Some(account) => self.store.note_of(account, event, stamp).await?,
                None => self.store.note(event, stamp).await?,
            }
            self.news.happened();
        }
        if said != before {
            let text = serde_json::to_string(&said).expect("it has text keys");
            self.store.put_bookmark(FORESIGHT, text).await?;
        }
        Ok(())
    }

    async fn seen_accounts(&self) -> Result<Vec<AccountSeen>, Fault> {
        let now = self.clock.now();
        let mut lapses = BTreeMap::new();
        for (name, running) in &*self.accounts.lock().await {
            lapses.insert(name.clone(), running.keeper.status().borrow().lapses_at);
        }
        let mut seen = Vec::new();
        for account in self.store.accounts().await? {
            let filter = JobFilter {
                state: Some(JobState::Waiting),
                account: Some(account.name.clone()),
                until: Some(now - LONG_WAIT),
                most: 1,
                ..JobFilter::default()
            };
            // That an account is held was told already.
            let is_held = self.store.held(account.name.clone()).await?.is_some();
            let has_waited_long = !is_held && !self.store.jobs(filter).await?.jobs.is_empty();
            seen.push(AccountSeen {
                lapses_at: lapses.get(&account.name).copied().flatten(),
                credential_ends_at: account.credential.and_then(|credential| credential.ends_at),
                has_waited_long,
                name: account.name,
            });
        }
        Ok(seen)
    }
}

/// What a page may see of it.
fn without_secret(webhook: crate::site::notices::Webhook) -> crate::site::notices::Webhook {
    crate::site::notices::Webhook { sealed_secret: None, ..webhook }
}
