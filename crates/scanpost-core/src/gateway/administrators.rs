//! Administrators and API tokens: who may ask, and who has asked for what.
//!
//! Nobody gives, changes or takes away what they do not have themselves. The last administrator with
//! all privileges stays. One change is made after the other, so that two who remove each other at
//! the same moment do not leave scanpost with nobody.

use secrecy::SecretString;

use super::views::{AddedApiToken, AdministratorView, ApiTokenView};
use super::{By, Gateway, GatewayError, Inner};
use crate::administrator::person::{self, Administrator, LogIn};
use crate::administrator::roster::Lists;
use crate::administrator::token::ApiToken;
use crate::administrator::{Privilege, Privileges, new_password};
use crate::device;
use crate::fault::Fault;
use crate::journal::{Entry, Event};
use crate::objection::{Objection, Reason};
use crate::password::{self, PasswordHash};
use crate::record::{Kind, Put, Revision};

impl Gateway {
    /// Whether anybody can log in. Until then only the machine's own administrator gets in.
    pub fn has_administrators(&self) -> bool {
        !self.inner.roster.lists().administrators.is_empty()
    }
}

impl By<'_> {
    pub fn administrators(&self) -> Result<Vec<AdministratorView>, GatewayError> {
        self.may(Privilege::Administrators)?;
        let lists = self.inner().roster.lists();
        Ok(lists.administrators.iter().map(view).collect())
    }

    pub fn administrator(&self, name: &str) -> Result<AdministratorView, GatewayError> {
        self.may(Privilege::Administrators)?;
        Ok(view(found(&self.inner().roster.lists(), name)?))
    }

    /// Adds an administrator. Without a password one is made and given back, this once.
    pub async fn add_administrator(
        &self,
        name: &str,
        password: Option<SecretString>,
        privileges: Privileges,
    ) -> Result<Option<SecretString>, GatewayError> {
        self.may_give(&privileges)?;
        if !person::is_name(name) {
            let reason = Reason::AdministratorNameInvalid;
            return Err(Objection::new(reason, name.escape_debug()).into());
        }
        let (password, made) = self.password(password, name).await?;
        let _order = self.inner().administering.lock().await;
        let lists = self.inner().roster.lists();
        if let Some(person) = lists.administrator(name) {
            return Err(Objection::new(Reason::AdministratorExists, &person.name).into());
        }
        if lists.administrators.len() >= MOST_ADMINISTRATORS {
            let reason = Reason::TooManyAdministrators;
            return Err(Objection::new(reason, MOST_ADMINISTRATORS).into());
        }
        let added_at = self.inner().clock.now();
        let body = person::Body { password, privileges, added_at };
        let name = name.to_owned();
        let event = Event::AdministratorAdded { administrator: name.clone() };
        self.put(&Administrator { name, revision: Revision::default(), body }, event).await?;
        Ok(made)
    }

    /// Gives other privileges to the administrator that was read with this revision.
    pub async fn change_privileges(
        &self,
        name: &str,
        seen: Revision,
        privileges: Privileges,
    ) -> Result<(), GatewayError> {
        self.may_give(&privileges)?;
        let _order = self.inner().administering.lock().await;
        let lists = self.inner().roster.lists();
        let mut person = self.touchable(&lists, name)?;
        if person.revision != seen {
            return Err(changed(name));
        }
        if privileges != Privileges::All {
            keep_last(&lists, &person.name)?;
        }
        person.body.privileges = privileges;
        let event = Event::AdministratorChanged { administrator: person.name.clone() };
        self.put(&person, event).await
    }

    /// Gives an administrator a new password, who has forgotten theirs. Without one it is made and
    /// given back, this once. Their sessions end.
    pub async fn reset_password(
        &self,
        name: &str,
        password: Option<SecretString>,
    ) -> Result<Option<SecretString>, GatewayError> {
        self.may(Privilege::Administrators)?;
        let (password, made) = self.password(password, name).await?;
        let _order = self.inner().administering.lock().await;
        let mut person = self.touchable(&self.inner().roster.lists(), name)?;
        person.body.password = password;
        let event = Event::AdministratorPasswordChanged { administrator: person.name.clone() };
        self.put(&person, event).await?;
        Ok(made)
    }

    /// What everybody may: to change the own password. The log-in that is given back goes on; all
    /// others of the same person have ended.
    pub async fn change_own_password(
        &self,
        log_in: &LogIn,
        current: &SecretString,
        password: SecretString,
    ) -> Result<LogIn, GatewayError> {
        let inner = self.inner();
        let named = found(&inner.roster.lists(), log_in.name())?.clone();
        let own = inner.passwords.is_right(Some(&named.body.password), current).await;
        if !own.map_err(|_| busy())? {
            return Err(Objection::new(Reason::PasswordWrong, "").into());
        }
        let (password, _) = self.password(Some(password), log_in.name()).await?;
        let _order = inner.administering.lock().await;
        let mut person = found(&inner.roster.lists(), log_in.name())?.clone();
        if !person.is(log_in) {
            return Err(changed(log_in.name()));
        }
        person.body.password = password;
        let event = Event::AdministratorPasswordChanged { administrator: person.name.clone() };
        self.put(&person, event).await?;
        Ok(person.log_in())
    }

    /// Removes an administrator. Their sessions end at once.
    pub async fn remove_administrator(&self, name: &str) -> Result<(), GatewayError> {
        self.may(Privilege::Administrators)?;
        let _order = self.inner().administering.lock().await;
        let lists = self.inner().roster.lists();
        let Administrator { name, revision, .. } = self.touchable(&lists, name)?;
        keep_last(&lists, &name)?;
        let event = Event::AdministratorRemoved { administrator: name.clone() };
        self.remove(Kind::Administrator, name, revision, event).await
    }

    pub fn api_tokens(&self) -> Result<Vec<ApiTokenView>, GatewayError> {
        self.may(Privilege::Administrators)?;
        let lists = self.inner().roster.lists();
        Ok(lists.tokens.iter().map(|token| self.inner().view_of_token(token)).collect())
    }

    /// Makes an API token. What its user must know is shown this once.
    pub async fn add_api_token(
        &self,
        name: &str,
        privileges: Privileges,
    ) -> Result<AddedApiToken, GatewayError> {
        self.may_give(&privileges)?;
        if !device::is_name(name) {
            return Err(Objection::new(Reason::ApiTokenNameInvalid, name.escape_debug()).into());
        }
        let _order = self.inner().administering.lock().await;
        let lists = self.inner().roster.lists();
        if lists.token(name).is_some() {
            return Err(Objection::new(Reason::ApiTokenExists, name).into());
        }
        if lists.tokens.len() >= MOST_API_TOKENS {
            return Err(Objection::new(Reason::TooManyApiTokens, MOST_API_TOKENS).into());
        }
        let (at, by) = (self.inner().clock.now(), self.actor.to_string());
        let (token, shown) = ApiToken::make(name.to_owned(), privileges, at, by);
        let event = Event::ApiTokenAdded { token: name.to_owned() };
        let put =
            self.inner().store.put_record(Kind::ApiToken, token.record(), event, self.stamp());
        self.done(put.await? != Put::Changed, name).await?;
        Ok(AddedApiToken { token: self.inner().view_of_token(&token), shown })
    }

    /// Withdraws an API token, which allows no more than the actor may: the next request with it is
    /// refused.
    pub async fn remove_api_token(&self, name: &str) -> Result<(), GatewayError> {
        self.may(Privilege::Administrators)?;
        let _order = self.inner().administering.lock().await;
        let lists = self.inner().roster.lists();
        let token = lists.token(name);
        let token = token.ok_or_else(|| {
            GatewayError::from(Objection::new(Reason::NoSuchApiToken, name.escape_debug()))
        })?;
        self.may_give(&token.body.privileges)?;
        let (name, seen) = (token.name.clone(), token.revision);
        let event = Event::ApiTokenRemoved { token: name.clone() };
        self.remove(Kind::ApiToken, name, seen, event).await
    }

    /// What people did, newest first: at most `most`, older than the entry `before`.
    pub async fn audit(
        &self,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<Entry>, GatewayError> {
        self.may(Privilege::Administrators)?;
        Ok(self.inner().store.audit(before, most).await?)
    }

    pub(super) fn may_give(&self, privileges: &Privileges) -> Result<(), GatewayError> {
        self.may(Privilege::Administrators)?;
        if self.actor.covers(privileges) {
            return Ok(());
        }
        Err(Objection::new(Reason::PrivilegesBeyondOwn, "").into())
    }

    /// The administrator of this name, who has no more privileges than the actor.
    fn touchable(&self, lists: &Lists, name: &str) -> Result<Administrator, GatewayError> {
        let person = found(lists, name)?;
        self.may_give(&person.body.privileges)?;
        Ok(person.clone())
    }

    /// The hash of the password, and the password itself if it was made here.
    async fn password(
        &self,
        chosen: Option<SecretString>,
        name: &str,
    ) -> Result<(PasswordHash, Option<SecretString>), GatewayError> {
        let (password, made) = if let Some(chosen) = chosen {
            new_password::check(&chosen, name)?;
            (chosen, None)
        } else {
            let made = password::make();
            (made.clone(), Some(made))
        };
        let hash = self.inner().hash(&password).await?;
        Ok((hash, made))
    }

    /// Stores an administrator of a file, if it still is the one that was compared with it.
    pub(super) async fn put_imported(&self, person: &Administrator) -> Result<(), GatewayError> {
        let _order = self.inner().administering.lock().await;
        let administrator = person.name.clone();
        let event = if person.revision == Revision::default() {
            Event::AdministratorAdded { administrator }
        } else {
            Event::AdministratorChanged { administrator }
        };
        self.put(person, event).await
    }

    async fn put(&self, person: &Administrator, event: Event) -> Result<(), GatewayError> {
        let store = &self.inner().store;
        let put = store.put_record(Kind::Administrator, person.record(), event, self.stamp());
        self.done(put.await? != Put::Changed, &person.name).await
    }

    async fn remove(
        &self,
        kind: Kind,
        name: String,
        seen: Revision,
        event: Event,
    ) -> Result<(), GatewayError> {
        let removed =
            self.inner().store.remove_record(kind, name.clone(), seen, event, self.stamp());
        self.done(removed.await?, &name).await
    }

    /// After a change was written, or not: the roster is read again in either case.
    async fn done(&self, written: bool, name: &str) -> Result<(), GatewayError> {
        self.inner().reload_roster().await?;
        self.inner().end_sign_ins_of_others().await;
        self.inner().news.happened();
        if written { Ok(()) } else { Err(changed(name)) }
    }
}

impl Inner {
    /// The hash of a new password, when its turn has come.
    pub(super) async fn hash(&self, password: &SecretString) -> Result<PasswordHash, GatewayError> {
        self.passwords.hash(password).await.map_err(|_| busy())
    }

    pub(super) async fn reload_roster(&self) -> Result<(), Fault> {
        let people = self.store.records(Kind::Administrator).await?;
        let tokens = self.store.records(Kind::ApiToken).await?;
        let lists = Lists {
            administrators: people.iter().filter_map(Administrator::read).collect(),
            tokens: tokens.iter().filter_map(ApiToken::read).collect(),
        };
        if lists.administrators.len() < people.len() || lists.tokens.len() < tokens.len() {
            tracing::error!(event = "roster.unreadable", "some records cannot be read");
        }
        self.roster.replace(lists);
        Ok(())
    }

    fn view_of_token(&self, token: &ApiToken) -> ApiTokenView {
        ApiTokenView {
            name: token.name.clone(),
            privileges: token.body.privileges.clone(),
            added_at: token.body.added_at,
            added_by: token.body.added_by.clone(),
            used_at: self.roster.token_used_at(&token.name),
        }
    }
}

fn view(person: &Administrator) -> AdministratorView {
    AdministratorView {
        name: person.name.clone(),
        privileges: person.body.privileges.clone(),
        added_at: person.body.added_at,
        revision: person.revision,
    }
}

fn found<'a>(lists: &'a Lists, name: &str) -> Result<&'a Administrator, GatewayError> {
    lists
        .administrator(name)
        .ok_or_else(|| Objection::new(Reason::NoSuchAdministrator, name.escape_debug()).into())
}

fn keep_last(lists: &Lists, name: &str) -> Result<(), Objection> {
    if lists.is_last_with_all(name) {
        return Err(Objection::new(Reason::LastAdministrator, name));
    }
    Ok(())
}

/// Whether these administrators can stand in the place of those: there are not too many, and where
/// somebody had all privileges somebody still has.
pub(super) fn check_administrators(
    before: &[Administrator],
    after: &[Administrator],
) -> Result<(), Objection> {
    if after.len() > MOST_ADMINISTRATORS {
        return Err(Objection::new(Reason::TooManyAdministrators, MOST_ADMINISTRATORS));
    }
    let with_all = |one: &&Administrator| one.body.privileges == Privileges::All;
    match (before.iter().find(with_all), after.iter().find(with_all)) {
        (Some(last), None) => Err(Objection::new(Reason::LastAdministrator, &last.name)),
        _ => Ok(()),
    }
}

fn changed(name: &str) -> GatewayError {
    Objection::new(Reason::ChangedMeanwhile, name).into()
}

fn busy() -> GatewayError {
    Objection::new(Reason::LogInBusy, "").into()
}

/// More of them nobody oversees.
const MOST_ADMINISTRATORS: usize = 100;
const MOST_API_TOKENS: usize = 100;
