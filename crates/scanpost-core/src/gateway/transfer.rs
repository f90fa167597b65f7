//! All settings out to a file and in again.
//!
//! Import looks at everything first, and does nothing if one thing cannot be right. Then each thing
//! is stored by itself, as if an administrator had entered it; what was done before a storage failed
//! stays done, the report says so, and to import the same file again does the rest.
//!
//! - this file: the export, and who may import what, and how it is stored
//! - `plan`: what a file comes to, or what is wrong with it

mod plan;

use serde::Serialize;
use toml::{Table, Value};

use self::plan::{Planned, Write};
use super::views::{ImportView, ImportedView, Outcome};
use super::{By, GatewayError, Inner};
use crate::administrator::person::Administrator;
use crate::administrator::{Privilege, Privileges};
use crate::fault::Fault;
use crate::journal::Event;
use crate::oauth::Account;
use crate::objection::{Objection, Reason};
use crate::record::Put;
use crate::site::document::{AuthorityEntry, SCHEMA};
use crate::site::{Authorities, Document, FaxServer, MailSettings, Receiving, Seen};
use crate::user::{User, UserFilter};

/// What every stored thing has and no file names: they are of one installation.
const NOT_EXPORTED: [&str; 2] = ["added_at", "revision"];

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
        self.may_import(&planned).await?;
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
            self.inner().reload_users().await?;
        }
        Ok(ImportView { dry_run, things: done })
    }

    /// It takes the same as to enter each thing by itself.
    async fn may_import(&self, planned: &[Planned]) -> Result<(), GatewayError> {
        for Planned { thing, write, .. } in planned {
            let Some(write) = write else { continue };
            match thing.privilege() {
                Some(privilege) => self.may(privilege)?,
                // Who could give more than they have themselves would have it, too.
                None => self.may_give(&Privileges::All)?,
            }
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
                    self.leaves_mailboxes(&new.value).await?;
                }
                Write::Account(_)
                | Write::Device(_)
                | Write::Part(_)
                | Write::Users(_)
                | Write::Administrator(_) => {}
            }
        }
        Ok(())
    }

    async fn write(&self, write: Write) -> Result<(), GatewayError> {
        let (inner, stamp) = (self.inner(), self.stamp());
        let imported = Event::SettingsImported;
        let put = match write {
            Write::Authorities(part) => return inner.put_part(&part, imported, stamp).await,
            Write::MailSettings(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::Receiving(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::FaxServer(part) => return inner.put_part(&*part, imported, stamp).await,
            Write::Part(record) => return inner.put_site_record(record, imported, stamp).await,
            Write::Users(users) => return self.put_users(users).await.map(drop),
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

    /// Puts an account to work in the place of the one of its name. Its grant stays.
    async fn run_anew(&self, account: Account) -> Result<(), Fault> {
        if let Some(running) = self.accounts.lock().await.remove(&account.name) {
            running.stop.cancel();
        }
        self.run(account).await
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
