//! Who can log in and which API tokens there are, in memory: asked for every request.
//!
//! The roster is loaded from the storage at the start and replaced whole with every change, so a
//! privilege that was taken away is gone with the next request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use secrecy::SecretString;

use super::person::{self, Administrator, LogIn};
use super::token::ApiToken;
use super::{Actor, Privileges};
use crate::clock::Time;

#[derive(Debug, Default)]
pub(crate) struct Roster {
    lists: RwLock<Arc<Lists>>,
    /// When each token was used last, since the start.
    token_uses: Mutex<HashMap<String, Time>>,
}

#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) administrators: Vec<Administrator>,
    pub(crate) tokens: Vec<ApiToken>,
}

impl Roster {
    /// Puts new lists in the place of the old ones.
    pub(crate) fn replace(&self, lists: Lists) {
        let mut uses = self.token_uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.retain(|name, _| lists.tokens.iter().any(|token| token.name == *name));
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
    }

    pub(crate) fn lists(&self) -> Arc<Lists> {
        self.lists.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What whoever logged in may do now; nothing: they are gone, or have another password.
    pub(crate) fn actor(&self, log_in: &LogIn) -> Option<Actor> {
        let lists = self.lists();
        lists.administrators.iter().find(|person| person.is(log_in)).map(Administrator::actor)
    }

    /// Whose token this is.
    pub(crate) fn actor_of_token(&self, shown: &SecretString, now: Time) -> Option<Actor> {
        let lists = self.lists();
        let token = lists.tokens.iter().find(|token| token.is(shown))?;
        let mut uses = self.token_uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.insert(token.name.clone(), now);
        Some(token.actor())
    }

    pub(crate) fn token_used_at(&self, name: &str) -> Option<Time> {
        self.token_uses.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }
}

impl Lists {
    pub(crate) fn administrator(&self, name: &str) -> Option<&Administrator> {
        self.administrators.iter().find(|person| person::is_same_name(&person.name, name))
    }

    pub(crate) fn token(&self, name: &str) -> Option<&ApiToken> {
        self.tokens.iter().find(|token| token.name == name)
    }

    /// Whether nobody but this one has all privileges.
    pub(crate) fn is_last_with_all(&self, name: &str) -> bool {
        let has_all = |person: &&Administrator| person.body.privileges == Privileges::All;
        let mut with_all = self.administrators.iter().filter(has_all);
        with_all.next().is_some_and(|first| first.name == name) && with_all.next().is_none()
    }
}
