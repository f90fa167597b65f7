//! Users: who they are, who has signed in, and how an administrator adds, imports and removes them.
//!
//! An administrator sees that somebody has signed in, since when, and how many scans wait; never a mail.

use serde::{Deserialize, Serialize};

use super::consents::app as app_of;
use super::views::{ConsentGiven, ImportedUsers, RemovedUser, UserRulesView, UserView, UsersView};
use super::{By, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::Privilege;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::{Grant, PutGrant};
use crate::objection::{Objection, Reason};
use crate::record::{Put, Revision};
use crate::site::{Consent, Consents, Seen, UserRules};
use crate::user::{
    Admits, MOST_USERS, PutUsers, Removed, Scans, User, UserFilter, account_of, csv,
};

/// A user as it is entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    pub name: String,
    pub address: String,
    #[serde(default)]
    pub matches: Vec<String>,
    /// That of the user as it was read; 0: a new one.
    #[serde(default)]
    pub revision: Revision,
}

impl Gateway {
    /// One page of the users, by address.
    pub async fn users(&self, filter: UserFilter) -> Result<UsersView, Fault> {
        let inner = &self.inner;
        let most = filter.most.min(UserFilter::MOST);
        let users = inner.store.users(UserFilter { most: most + 1, ..filter }).await?;
        let next = (users.len() > most).then(|| users[most - 1].address.clone());
        let mut views = Vec::with_capacity(most);
        for user in users.into_iter().take(most) {
            views.push(inner.user_view(user).await?);
        }
        Ok(UsersView { users: views, next, count: self.count_users().await? })
    }

    pub async fn count_users(&self) -> Result<u64, Fault> {
        self.inner.store.count_users().await
    }

    pub async fn user(&self, address: &str) -> Result<UserView, GatewayError> {
        let user = self.inner.store.user(address.to_owned()).await?;
        let user = user.ok_or_else(|| no_user(address))?;
        Ok(self.inner.user_view(user).await?)
    }

    pub async fn user_rules(&self) -> Result<UserRulesView, Fault> {
        let seen: Seen<UserRules> = self.inner.part().await?;
        let app = self.inner.app_of_users().await.ok();
        let can_consent =
            app.as_ref().is_some_and(|app| app.provider.admin_consent_url().is_some());
        let consents: Seen<Consents> = self.inner.part().await?;
        let consent = app.as_ref().and_then(|app| consents.value.to(&app_of(app))).map(|consent| {
            let Consent { organisation, at, by, .. } = consent.clone();
            ConsentGiven { organisation, at, by }
        });
        Ok(UserRulesView {
            revision: seen.revision,
            rules: seen.value,
            app: app.map(|app| app.name),
            can_consent,
            consent,
            lacks_consent: self.inner.lacks_consent().await?,
        })
    }
}

impl By<'_> {
    /// Adds a user, or changes one whom nobody has changed since.
    pub async fn put_user(&self, new: NewUser) -> Result<UserView, GatewayError> {
        self.may(Privilege::Devices)?;
        let NewUser { name, address, matches, revision } = new;
        let user = User { name: name.trim().to_owned(), address, matches, revision };
        user.check()?;
        let address = user.address.clone();
        match self.inner().store.put_user(user, self.stamp()).await? {
            Ok(Put::Added | Put::Replaced) => {}
            Ok(Put::Changed) if revision == Revision::default() => {
                return Err(Objection::new(Reason::UserExists, address).into());
            }
            Ok(Put::Changed) => {
                return Err(Objection::new(Reason::ChangedMeanwhile, address).into());
            }
            Err(why) => return Err(objection(&why).into()),
        }
        self.inner().bells.ring(&account_of(&address));
        self.inner().news.happened();
        self.gateway.user(&address).await
    }

    /// Adds and changes all users of a table, or none of them.
    pub async fn import_users(&self, table: &str) -> Result<ImportedUsers, GatewayError> {
        self.may(Privilege::Devices)?;
        let users = csv::read(table)?;
        self.put_users(users).await
    }

    pub(super) async fn put_users(&self, users: Vec<User>) -> Result<ImportedUsers, GatewayError> {
        let all = users.len();
        match self.inner().store.import_users(users, self.stamp()).await? {
            PutUsers::Done { added, changed } => {
                self.inner().news.happened();
                Ok(ImportedUsers { added, changed, same: all - added - changed })
            }
            why => Err(objection(&why).into()),
        }
    }

    /// Removes a user with the sign-in. Where scans wait, somebody says what becomes of them: without a
    /// word nothing is removed, and the objection says how many they are.
    pub async fn remove_user(
        &self,
        address: &str,
        scans: Option<Scans>,
    ) -> Result<RemovedUser, GatewayError> {
        self.may(Privilege::Devices)?;
        let account = account_of(address);
        let removed =
            self.inner().store.remove_user(address.to_owned(), scans, self.stamp()).await?;
        match removed {
            Removed::Done { kept, deleted } => {
                self.inner().stop_work(&account).await;
                self.inner().news.happened();
                Ok(RemovedUser { kept, deleted })
            }
            Removed::Asks(scans) => Err(Objection::new(Reason::UserScansWait, scans).into()),
            Removed::UnderWay => Err(Objection::new(Reason::UserScansUnderWay, address).into()),
            Removed::NotThere => Err(no_user(address).into()),
        }
    }

    /// Ends a user's sign-in; scans that come then wait until they sign in again.
    pub async fn sign_out_user(&self, address: &str) -> Result<UserView, GatewayError> {
        self.may(Privilege::Devices)?;
        let user = self.inner().store.user(address.to_owned()).await?;
        let user = user.ok_or_else(|| no_user(address))?;
        self.inner().sign_out_user(&user, self.stamp().by).await?;
        self.gateway.user(address).await
    }

    /// Says who becomes a user and who is asked to sign in, if it still is what was read.
    pub async fn set_user_rules(
        &self,
        seen: Revision,
        rules: UserRules,
    ) -> Result<UserRulesView, GatewayError> {
        self.may(Privilege::Devices)?;
        rules.check()?;
        let before: Seen<UserRules> = self.inner().part().await?;
        let fields = crate::site::changed_fields(&before.value, &rules);
        let part = Seen { revision: seen, value: rules };
        let event = Event::UserSettingsChanged { fields };
        self.inner().put_part(&part, event, self.stamp()).await?;
        self.inner().reload_users().await?;
        self.inner().news.happened();
        Ok(self.gateway.user_rules().await?)
    }
}

impl Inner {
    /// Who becomes a user by scanning.
    pub(super) async fn reload_users(&self) -> Result<(), Fault> {
        let rules: UserRules = self.part().await?.value;
        let admits = match rules.domains {
            none if none.is_empty() => Admits::KnownUsers,
            domains => Admits::Domains(domains),
        };
        self.directory.admit(admits);
        Ok(())
    }

    pub(super) async fn sign_out_user(
        &self,
        user: &User,
        by: Option<String>,
    ) -> Result<(), GatewayError> {
        match self.at_work(user).await {
            Ok(keeper) => keeper.sign_out(by).await?,
            // Without an app nobody can be at work; the grant can go all the same.
            Err(fault) if fault.code == Code::AccountMissing => {
                self.erase_grant(&user.account(), by).await?;
            }
            Err(fault) => return Err(fault.into()),
        }
        self.news.happened();
        Ok(())
    }

    async fn erase_grant(&self, name: &AccountName, by: Option<String>) -> Result<(), Fault> {
        loop {
            let stamp = Stamp { at: self.clock.now(), by: by.clone() };
            let seen = self.store.grant(name.clone()).await?.map(|stored| stored.generation);
            if seen.is_none() {
                return Ok(());
            }
            let put = self.store.put_grant_if(name.clone(), seen, None, Event::SignedOut, stamp);
            if let PutGrant::Done(_) = put.await? {
                return Ok(());
            }
        }
    }

    pub(super) async fn user_view(&self, user: User) -> Result<UserView, Fault> {
        let account = user.account();
        let stored = self.store.grant(account.clone()).await?;
        let opened = stored.map(|stored| self.sealer.open(&account, &stored.sealed)).transpose();
        let (given, trouble) = match opened {
            Ok(grant) => {
                let grant: Grant = grant.unwrap_or_default();
                (grant.live().map(|live| live.given.at), grant.trouble().cloned())
            }
            Err(fault) => (None, Some(fault)),
        };
        let hold = self.store.held(account.clone()).await?;
        let scans = self.store.scans_of(account.clone()).await?;
        let fault = trouble.or(hold.map(|hold| hold.fault));
        Ok(UserView { user, account, signed_in_at: given, fault, scans })
    }
}

fn no_user(address: &str) -> Objection {
    Objection::new(Reason::NoSuchUser, address.escape_debug())
}

/// A device would take the two for each other.
pub(in crate::gateway) fn name_taken(address: &str, name: &str) -> Objection {
    Objection::new(Reason::UserMatchTaken, format!("{name} ({address})"))
}

fn objection(why: &PutUsers) -> Objection {
    match why {
        PutUsers::Taken { address, text } => name_taken(address, text),
        PutUsers::TooMany | PutUsers::Done { .. } => {
            Objection::new(Reason::TooManyUsers, MOST_USERS)
        }
    }
}
