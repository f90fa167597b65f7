//! All settings out to a file and in again.
//!
//! Import looks at everything first, and does nothing if one thing cannot be right. Then each thing
//! is stored by itself, as if an administrator had entered it; what was done before a storage failed
//! stays done, the report says so, and to import the same file again does the rest.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::accounts::{check_account, check_number};
use super::administrators::check_administrators;
use super::devices::{check_devices, check_entry};
use super::mail_settings::not_here;
use super::notices::WEBHOOK_SECRET;
use super::slots::unknown_accounts;
use super::views::{ImportView, ImportedView, Outcome, Thing};
use super::{By, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::person::{self, Administrator};
use crate::administrator::{Privilege, Privileges};
use crate::device::Device;
use crate::fault::Fault;
use crate::journal::Event;
use crate::oauth::{Account, TokenStatus};
use crate::objection::{Objection, Reason};
use crate::record::{Put, Revision};
use crate::site::document::{AuthorityEntry, SCHEMA};
use crate::site::{
    Appearance, Authorities, Document, FaxServer, History, MailSettings, Notices, Panel, Receiving,
    Seen, Slots, UserRules,
};
use crate::user::{User, UserFilter};

/// What every stored thing has and no file names: they are of one installation.
const NOT_EXPORTED: [&str; 2] = ["added_at", "revision"];

/// One thing of a file, and what is to be done with it.
struct Planned {
    thing: Thing,
    name: String,
    /// Nothing: it is there already, just so.
    write: Option<Write>,
    is_there: bool,
    /// Somebody is signing it in at this moment, and would have to begin anew.
    ends_sign_in: bool,
}

enum Write {
    Account(Box<Account>),
    Device(Device),
    Authorities(Seen<Authorities>),
    MailSettings(Box<Seen<MailSettings>>),
    Slots(Seen<Slots>),
    Receiving(Box<Seen<Receiving>>),
    FaxServer(Box<Seen<FaxServer>>),
    Notices(Seen<Notices>),
    History(Seen<History>),
    Panel(Seen<Panel>),
    Appearance(Seen<Appearance>),
    UserRules(Seen<UserRules>),
    Users(Vec<User>),
    Administrator(Administrator),
}

impl By<'_> {
    /// All settings. Passwords are hashes, other secrets are sealed. Hashes can be guessed at in peace,
    /// those of people with all privileges too; so it takes all privileges to have them, and the file
    /// is the same whoever asks.
    pub async fn export_settings(&self) -> Result<Document, GatewayError> {
        self.may_give(&Privileges::All)?;
        Ok(self.inner().document().await?)
    }

    /// Adds and changes what the file names. `dry_run` only says what would be done.
    pub async fn import_settings(
        &self,
        document: Document,
        dry_run: bool,
    ) -> Result<ImportView, GatewayError> {
        self.may(Privilege::Administrators)?;
        let planned = self.inner().plan(document).await?;
        for thing in planned.iter().filter(|one| one.write.is_some()).map(|one| one.thing) {
            match thing.privilege() {
                Some(privilege) => self.may(privilege)?,
                // Who could give more than they have themselves would have it, too.
                None => self.may_give(&Privileges::All)?,
            }
        }
        for write in planned.iter().filter_map(|one| one.write.as_ref()) {
            match write {
                Write::Authorities(_) => self.may_believe_more()?,
                Write::MailSettings(new) => {
                    let before: Seen<MailSettings> = self.inner().part().await?;
                    self.may_lead_tokens(&new.value, &before.value)?;
                }
                Write::Receiving(new) => {
                    let before: Seen<Receiving> = self.inner().part().await?;
                    self.may_lead_contents(&new.value, &before.value)?;
                }
                Write::FaxServer(new) => {
                    let before: Seen<FaxServer> = self.inner().part().await?;
                    self.may_lead_faxes(&new.value, &before.value)?;
                }
                Write::Account(_)
                | Write::Device(_)
                | Write::Slots(_)
                | Write::Notices(_)
                | Write::History(_)
                | Write::Panel(_)
                | Write::Appearance(_)
                | Write::UserRules(_)
                | Write::Users(_)
                | Write::Administrator(_) => {}
            }
        }
        let mut done = Vec::with_capacity(planned.len());
        for Planned { thing, name, write, is_there, ends_sign_in } in planned {
            let outcome = match (write, is_there) {
                (None, _) => Outcome::Same,
                (Some(_), false) if dry_run => Outcome::Added,
                (Some(_), true) if dry_run => Outcome::Changed,
                (Some(write), _) => match self.write(write).await {
                    Ok(()) if is_there => Outcome::Changed,
                    Ok(()) => Outcome::Added,
                    Err(error) => {
                        tracing::error!(event = "settings.not-imported", %error);
                        Outcome::NotDone
                    }
                },
            };
            done.push(ImportedView { thing, name, outcome, ends_sign_in });
        }
        if !dry_run && done.iter().any(|one| one.outcome != Outcome::Same) {
            self.inner().reload_appearance().await?;
            self.inner().reload_network().await?;
        }
        Ok(ImportView { dry_run, things: done })
    }

    async fn write(&self, write: Write) -> Result<(), GatewayError> {
        let (inner, stamp) = (self.inner(), self.stamp());
        let imported = Event::SettingsImported;
        let put = match write {
            Write::Authorities(part) => return inner.put_part(&part, imported, stamp).await,
            Write::MailSettings(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::Receiving(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::FaxServer(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::Notices(part) => return inner.put_part(&part, imported, stamp).await,
            Write::Panel(part) => return inner.put_part(&part, imported, stamp).await,
            Write::History(part) => return inner.put_part(&part, imported, stamp).await,
            Write::Appearance(part) => return inner.put_part(&part, imported, stamp).await,
            Write::UserRules(part) => {
                inner.put_part(&part, imported, stamp).await?;
                return Ok(inner.reload_users().await?);
            }
            Write::Users(users) => return self.put_users(users).await.map(drop),
            Write::Slots(part) => return inner.put_part(&part, imported, stamp).await,
            Write::Administrator(person) => return self.put_imported(&person).await,
            Write::Device(device) => inner.store.put_device(device, stamp).await?,
            Write::Account(account) => {
                let put = inner.store.put_account((*account).clone(), stamp).await?;
                if put != Put::Changed {
                    let revision = account.revision.next();
                    inner.run_anew(Account { revision, ..*account }).await?;
                }
                put
            }
        };
        match put {
            Put::Added | Put::Replaced => Ok(()),
            Put::Changed => Err(Objection::new(Reason::ChangedMeanwhile, "settings").into()),
        }
    }
}

impl Inner {
    async fn document(&self) -> Result<Document, Fault> {
        let authorities = self.part::<Authorities>().await?.value;
        let entry =
            |(pem, subject): (&str, String)| AuthorityEntry { subject, pem: pem.to_owned() };
        let subjects = authorities.views().into_iter().map(|view| view.subject);
        let mut accounts = self.store.accounts().await?;
        accounts.sort_by(|one, other| one.name.cmp(&other.name));
        let mut devices = self.store.devices().await?;
        devices.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Document {
            schema: SCHEMA,
            mail_settings: Some(self.part().await?.value),
            slots: Some(self.part().await?.value),
            receiving: Some(self.part().await?.value),
            fax_server: Some(self.part().await?.value),
            notices: Some(self.part().await?.value),
            history: Some(self.part().await?.value),
            panel: Some(self.part().await?.value),
            appearance: Some(self.part().await?.value),
            user_rules: Some(self.part().await?.value),
            authorities: authorities.pems().zip(subjects).map(entry).collect(),
            accounts: accounts.iter().map(exported).collect(),
            devices: devices.iter().map(exported).collect(),
            users: self.all_users().await?.iter().map(exported).collect(),
            administrators: self.roster.lists().administrators.iter().map(of_person).collect(),
        })
    }

    /// What a file comes to, in the order in which it can be stored; or what is wrong with it.
    async fn plan(&self, document: Document) -> Result<Vec<Planned>, GatewayError> {
        let mut planned = Vec::new();
        let mut names = self.account_names().await?;
        let now = self.clock.now();
        let accounts: BTreeMap<AccountName, Account> =
            self.store.accounts().await?.into_iter().map(|one| (one.name.clone(), one)).collect();
        for table in document.accounts {
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
        planned.extend(self.plan_authorities(&document.authorities).await?);
        if let Some(settings) = document.mail_settings {
            settings.check()?;
            if let Some(objection) = not_here(&settings) {
                return Err(objection.into());
            }
            if let Some(proxy) = &settings.proxy {
                self.proxy(proxy)?;
            }
            let there: Seen<MailSettings> = self.part().await?;
            let new = Seen { revision: there.revision, value: settings };
            let write = (new != there).then(|| Write::MailSettings(Box::new(new)));
            planned.push(Planned::part(Thing::MailSettings, write));
        }
        if let Some(slots) = document.slots {
            let unknown = unknown_accounts(&slots, &names);
            if !unknown.is_empty() {
                return Err(unknown.into());
            }
            let there: Seen<Slots> = self.part().await?;
            let new = Seen { revision: there.revision, value: slots };
            planned.push(Planned::part(Thing::Slots, (new != there).then_some(Write::Slots(new))));
        }
        if let Some(receiving) = document.receiving {
            let value = receiving.check(self.settings.receive.fax_folder.as_deref())?;
            let there: Seen<Receiving> = self.part().await?;
            let new = Seen { revision: there.revision, value };
            let write = (new != there).then(|| Write::Receiving(Box::new(new)));
            planned.push(Planned::part(Thing::Receiving, write));
        }
        if let Some(fax_server) = document.fax_server {
            fax_server.check()?;
            let there: Seen<FaxServer> = self.part().await?;
            let new = Seen { revision: there.revision, value: fax_server };
            let write = (new != there).then(|| Write::FaxServer(Box::new(new)));
            planned.push(Planned::part(Thing::FaxServer, write));
        }
        if let Some(notices) = document.notices {
            notices.check()?;
            if let Some(sealed) =
                notices.webhook.as_ref().and_then(|one| one.sealed_secret.as_ref())
            {
                self.sealer.open_setting(WEBHOOK_SECRET, sealed)?;
            }
            let there: Seen<Notices> = self.part().await?;
            let new = Seen { revision: there.revision, value: notices };
            let write = (new != there).then_some(Write::Notices(new));
            planned.push(Planned::part(Thing::Notices, write));
        }
        if let Some(history) = document.history {
            history.check()?;
            let there: Seen<History> = self.part().await?;
            let new = Seen { revision: there.revision, value: history };
            let write = (new != there).then_some(Write::History(new));
            planned.push(Planned::part(Thing::History, write));
        }
        if let Some(panel) = document.panel {
            panel.check()?;
            let there: Seen<Panel> = self.part().await?;
            let new = Seen { revision: there.revision, value: panel };
            let write = (new != there).then_some(Write::Panel(new));
            planned.push(Planned::part(Thing::Panel, write));
        }
        if let Some(value) = document.appearance {
            let there: Seen<Appearance> = self.part().await?;
            let new = Seen { revision: there.revision, value };
            let write = (new != there).then_some(Write::Appearance(new));
            planned.push(Planned::part(Thing::Appearance, write));
        }
        if let Some(rules) = document.user_rules {
            rules.check()?;
            let there: Seen<UserRules> = self.part().await?;
            let new = Seen { revision: there.revision, value: rules };
            let write = (new != there).then_some(Write::UserRules(new));
            planned.push(Planned::part(Thing::UserRules, write));
        }
        planned.extend(self.plan_devices(document.devices, &names).await?);
        planned.extend(self.plan_users(document.users).await?);
        planned.extend(self.plan_administrators(document.administrators)?);
        Ok(planned)
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
        for table in tables {
            let new: User = imported(table, &[])?;
            new.check()?;
            let there = self.store.user(new.address.clone()).await?;
            let revision = there.as_ref().map_or_else(Revision::default, |there| there.revision);
            changed |= there.as_ref() != Some(&User { revision, ..new.clone() });
            users.push(new);
        }
        let name = users.len().to_string();
        let write = changed.then_some(Write::Users(users));
        Ok(Some(Planned { name, ..Planned::part(Thing::Users, write) }))
    }

    async fn all_users(&self) -> Result<Vec<User>, Fault> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let filter = UserFilter { after, search: String::new(), most: UserFilter::MOST };
            let page = self.store.users(filter).await?;
            after = page.last().map(|user| user.address.clone());
            let is_last = page.len() < UserFilter::MOST;
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
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

    /// Puts an account to work in the place of the one of its name. Its grant stays.
    async fn run_anew(&self, account: Account) -> Result<(), Fault> {
        if let Some(running) = self.accounts.lock().await.remove(&account.name) {
            running.stop.cancel();
        }
        self.run(account).await
    }
}

impl Planned {
    /// A part of the site's settings: it is always there, if only with its defaults.
    fn part(thing: Thing, write: Option<Write>) -> Self {
        Self { thing, name: String::new(), write, is_there: true, ends_sign_in: false }
    }
}

/// An administrator as the file has it.
fn of_person(person: &Administrator) -> Table {
    let mut table = exported(&person.body);
    table.insert("name".to_owned(), Value::String(person.name.clone()));
    table
}

/// A stored thing as the file has it.
fn exported(thing: &impl Serialize) -> Table {
    let mut table = Table::try_from(thing).expect("what is stored has text keys");
    for key in NOT_EXPORTED {
        table.remove(key);
    }
    table
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
