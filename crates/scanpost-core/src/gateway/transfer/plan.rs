//! What a file of settings comes to: each thing in it, whether it is there already, and what is to be written.
//!
//! Everything is looked at before the first thing is stored, so a file with a mistake changes nothing.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::NOT_EXPORTED;
use crate::account::AccountName;
use crate::administrator::person::{self, Administrator};
use crate::device::Device;
use crate::fault::Fault;
use crate::gateway::accounts::{check_account, check_number};
use crate::gateway::administrators::check_administrators;
use crate::gateway::devices::{check_devices, check_entry};
use crate::gateway::mail_settings::not_here;
use crate::gateway::notices::WEBHOOK_SECRET;
use crate::gateway::slots::unknown_accounts;
use crate::gateway::users::name_taken;
use crate::gateway::views::Thing;
use crate::gateway::{GatewayError, Inner};
use crate::oauth::{Account, TokenStatus};
use crate::objection::{Objection, Reason};
use crate::record::{Record, Revision};
use crate::site::document::AuthorityEntry;
use crate::site::{self, Authorities, Document, FaxServer, MailSettings, Part, Receiving, Seen};
use crate::user::{self, User};

/// One thing of a file, and what is to be done with it.
pub(super) struct Planned {
    pub(super) thing: Thing,
    pub(super) name: String,
    /// Nothing: it is there already, just so.
    pub(super) write: Option<Write>,
    pub(super) is_there: bool,
    /// Somebody is signing it in at this moment, and would have to begin anew.
    pub(super) ends_sign_in: bool,
}

/// What is stored of it.
pub(super) enum Write {
    Account(Box<Account>),
    Device(Device),
    Authorities(Seen<Authorities>),
    MailSettings(Box<Seen<MailSettings>>),
    Receiving(Box<Seen<Receiving>>),
    FaxServer(Box<Seen<FaxServer>>),
    /// Another part of the site's settings.
    Part(Record),
    Users(Vec<User>),
    Administrator(Administrator),
}

impl Inner {
    /// What a file comes to, in the order in which it can be stored; or what is wrong with it.
    pub(super) async fn plan(&self, mut document: Document) -> Result<Vec<Planned>, GatewayError> {
        let accounts = std::mem::take(&mut document.accounts);
        let (mut planned, names) = self.plan_accounts(accounts).await?;
        planned.extend(self.plan_authorities(&document.authorities).await?);
        planned.extend(self.plan_ways(&mut document, &names).await?);
        planned.extend(self.plan_parts(&mut document).await?);
        planned.extend(self.plan_devices(document.devices, &names).await?);
        planned.extend(self.plan_users(document.users).await?);
        planned.extend(self.plan_administrators(document.administrators)?);
        Ok(planned)
    }

    /// The accounts, and the names of all that there are then.
    async fn plan_accounts(
        &self,
        tables: Vec<Table>,
    ) -> Result<(Vec<Planned>, Vec<AccountName>), GatewayError> {
        let (mut planned, mut names) = (Vec::new(), self.account_names().await?);
        let now = self.clock.now();
        let accounts: BTreeMap<AccountName, Account> =
            self.store.accounts().await?.into_iter().map(|one| (one.name.clone(), one)).collect();
        for table in tables {
            let new: Account = imported(table, &[("added_at", Value::Integer(now.0))])?;
            let there = accounts.get(&new.name);
            let added_at = there.map_or(now, |there| there.added_at);
            let revision = there.map_or_else(Revision::default, |there| there.revision);
            let new = Account { added_at, revision, ..new };
            check_account(&new)?;
            if !names.contains(&new.name) {
                names.push(new.name.clone());
            }
            let is_there = there.is_some();
            let is_new = there != Some(&new);
            let ends_sign_in = is_there && is_new && self.is_signing_in(&new.name).await;
            let name = new.name.to_string();
            let write = is_new.then(|| Write::Account(Box::new(new)));
            planned.push(Planned { thing: Thing::Account, name, write, is_there, ends_sign_in });
        }
        check_number(names.len())?;
        Ok((planned, names))
    }

    async fn plan_authorities(
        &self,
        entries: &[AuthorityEntry],
    ) -> Result<Option<Planned>, GatewayError> {
        if entries.is_empty() {
            return Ok(None);
        }
        let there: Seen<Authorities> = self.part().await?;
        let mut new = there.clone();
        for entry in entries {
            new.value.import(&entry.pem)?;
        }
        let write = (new != there).then_some(Write::Authorities(new));
        Ok(Some(Planned::part(Thing::Authorities, write)))
    }

    /// The parts that say where mails, faxes and tokens go, and by whom: to change them may take more than the
    /// privilege.
    async fn plan_ways(
        &self,
        document: &mut Document,
        accounts: &[AccountName],
    ) -> Result<Vec<Planned>, GatewayError> {
        let mut planned = Vec::new();
        if let Some(settings) = document.mail_settings.take() {
            settings.check()?;
            if let Some(objection) = not_here(&settings) {
                return Err(objection.into());
            }
            if let Some(proxy) = &settings.proxy {
                self.proxy(proxy)?;
            }
            let new = self.unless_stored(settings).await?.map(Box::new);
            planned.push(Planned::part(Thing::MailSettings, new.map(Write::MailSettings)));
        }
        if let Some(slots) = document.slots.take() {
            let unknown = unknown_accounts(&slots, accounts);
            if !unknown.is_empty() {
                return Err(unknown.into());
            }
            planned.push(self.plan_part(Thing::Slots, slots).await?);
        }
        if let Some(receiving) = document.receiving.take() {
            let receiving = receiving.check(self.settings.receive.fax_folder.as_deref())?;
            let new = self.unless_stored(receiving).await?.map(Box::new);
            planned.push(Planned::part(Thing::Receiving, new.map(Write::Receiving)));
        }
        if let Some(fax_server) = document.fax_server.take() {
            fax_server.check()?;
            let new = self.unless_stored(fax_server).await?.map(Box::new);
            planned.push(Planned::part(Thing::FaxServer, new.map(Write::FaxServer)));
        }
        Ok(planned)
    }

    /// The other parts of the site's settings.
    async fn plan_parts(&self, document: &mut Document) -> Result<Vec<Planned>, GatewayError> {
        let mut planned = Vec::new();
        if let Some(notices) = document.notices.take() {
            notices.check()?;
            let webhook = notices.webhook.as_ref();
            if let Some(sealed) = webhook.and_then(|webhook| webhook.sealed_secret.as_ref()) {
                self.sealer.open_setting(WEBHOOK_SECRET, sealed)?;
            }
            planned.push(self.plan_part(Thing::Notices, notices).await?);
        }
        if let Some(history) = document.history.take() {
            history.check()?;
            planned.push(self.plan_part(Thing::History, history).await?);
        }
        if let Some(panel) = document.panel.take() {
            panel.check()?;
            planned.push(self.plan_part(Thing::Panel, panel).await?);
        }
        if let Some(appearance) = document.appearance.take() {
            planned.push(self.plan_part(Thing::Appearance, appearance).await?);
        }
        if let Some(rules) = document.user_rules.take() {
            rules.check()?;
            planned.push(self.plan_part(Thing::UserRules, rules).await?);
        }
        Ok(planned)
    }

    async fn plan_part<T>(&self, thing: Thing, value: T) -> Result<Planned, Fault>
    where
        T: Part + PartialEq,
    {
        let new = self.unless_stored(value).await?;
        Ok(Planned::part(thing, new.map(|new| Write::Part(site::write(&new)))))
    }

    /// In the stead of what is stored; nothing where that is the same.
    async fn unless_stored<T: Part + PartialEq>(&self, value: T) -> Result<Option<Seen<T>>, Fault> {
        let there: Seen<T> = self.part().await?;
        let new = Seen { revision: there.revision, value };
        Ok((new != there).then_some(new))
    }

    async fn plan_devices(
        &self,
        tables: Vec<Table>,
        accounts: &[AccountName],
    ) -> Result<Vec<Planned>, GatewayError> {
        let known = self.store.devices().await?;
        let mut planned = Vec::with_capacity(tables.len());
        for table in tables {
            let new: Device = imported(table, &[])?;
            // Whoever keeps a wide range in a file has meant it.
            check_entry(&new, true, &known)?;
            if let Some(account) = new.account.as_ref().filter(|name| !accounts.contains(name)) {
                return Err(Objection::new(Reason::SlotAccountUnknown, account).into());
            }
            let there = known.iter().find(|there| there.name == new.name);
            let revision = there.map_or_else(Revision::default, |there| there.revision);
            let new = Device { revision, ..new };
            let name = new.name.clone();
            let write = (there != Some(&new)).then_some(Write::Device(new));
            let is_there = there.is_some();
            let ends_sign_in = false;
            planned.push(Planned { thing: Thing::Device, name, write, is_there, ends_sign_in });
        }
        let new = planned.iter().filter(|one| !one.is_there).count();
        check_devices(known.len() + new)?;
        Ok(planned)
    }

    /// All of them are one thing: they are stored together or not at all.
    async fn plan_users(&self, tables: Vec<Table>) -> Result<Option<Planned>, GatewayError> {
        if tables.is_empty() {
            return Ok(None);
        }
        let mut changed = false;
        let mut users = Vec::with_capacity(tables.len());
        let mut named: HashMap<String, String> = HashMap::new();
        for table in tables {
            let new: User = imported(table, &[])?;
            new.check()?;
            for name in new.keys() {
                if let Some(other) = named.insert(name.clone(), new.address.clone()) {
                    return Err(name_taken(&other, &name).into());
                }
            }
            let there = self.store.user(new.address.clone()).await?;
            let revision = there.as_ref().map_or_else(Revision::default, |there| there.revision);
            changed |= there.as_ref() != Some(&User { revision, ..new.clone() });
            users.push(new);
        }
        // Who is in the file may give a name up by it.
        for name in named.keys() {
            let other = self.store.user_named(vec![name.clone()]).await?;
            if let Some(other) =
                other.filter(|other| !named.contains_key(&user::key(&other.address)))
            {
                return Err(name_taken(&other.address, name).into());
            }
        }
        let name = users.len().to_string();
        let write = changed.then_some(Write::Users(users));
        Ok(Some(Planned { name, ..Planned::part(Thing::Users, write) }))
    }

    fn plan_administrators(&self, tables: Vec<Table>) -> Result<Vec<Planned>, GatewayError> {
        let known = self.roster.lists().administrators.clone();
        let mut after = known.clone();
        let mut planned = Vec::with_capacity(tables.len());
        for mut table in tables {
            let name = table.remove("name").and_then(|name| name.as_str().map(str::to_owned));
            let name = name.unwrap_or_default();
            if !person::is_name(&name) {
                let reason = Reason::AdministratorNameInvalid;
                return Err(Objection::new(reason, name.escape_debug()).into());
            }
            let there = known.iter().find(|there| person::is_same_name(&there.name, &name));
            let added_at = there.map_or(self.clock.now(), |there| there.body.added_at);
            let body: person::Body = imported(table, &[("added_at", Value::Integer(added_at.0))])?;
            let new = match there {
                Some(there) => Administrator { body, ..there.clone() },
                None => Administrator { name, revision: Revision::default(), body },
            };
            after.retain(|one| !person::is_same_name(&one.name, &new.name));
            after.push(new.clone());
            let (name, is_there) = (new.name.clone(), there.is_some());
            let write = (there != Some(&new)).then_some(Write::Administrator(new));
            let (thing, ends_sign_in) = (Thing::Administrator, false);
            planned.push(Planned { thing, name, write, is_there, ends_sign_in });
        }
        check_administrators(&known, &after)?;
        Ok(planned)
    }

    async fn is_signing_in(&self, name: &AccountName) -> bool {
        let accounts = self.accounts.lock().await;
        accounts.get(name).is_some_and(|running| {
            let status = running.keeper.status().borrow().token_status;
            status == TokenStatus::WaitingForAuthorisation
        })
    }
}

impl Planned {
    /// A part of the site's settings: it is always there, if only with its defaults.
    fn part(thing: Thing, write: Option<Write>) -> Self {
        Self { thing, name: String::new(), write, is_there: true, ends_sign_in: false }
    }
}

/// The stored thing again, with what only this installation knows.
fn imported<T: DeserializeOwned>(mut table: Table, own: &[(&str, Value)]) -> Result<T, Objection> {
    let name = table.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    for key in NOT_EXPORTED {
        table.remove(key);
    }
    table.extend(own.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    table.try_into().map_err(|error: toml::de::Error| {
        let of_what = if name.is_empty() { name } else { format!("{name}: ") };
        Objection::new(Reason::SettingsUnreadable, format!("{of_what}{}", error.message()))
    })
}
