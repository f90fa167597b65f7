//! Who does it: every verb that changes something belongs to an actor.
//!
//! `gateway.by(&actor)` gives the verbs; each first asks whether the actor may, and hands the
//! actor's name to the storage, which writes it into the journal with what was done.

use super::{Gateway, GatewayError, Inner};
use crate::administrator::{Actor, Privilege};
use crate::journal::Stamp;
use crate::objection::{Objection, Reason};

/// What an actor can do. The verbs stand in the files beside this one, by what they are about.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub(super) gateway: &'a Gateway,
    pub(super) actor: &'a Actor,
}

impl Gateway {
    /// The verbs of an actor. That the actor is who it says is the caller's to know: the pages ask
    /// for a log-in, the command line comes through a socket that only the administrator of the
    /// machine can open (design, invariant 10).
    pub fn by<'a>(&'a self, actor: &'a Actor) -> By<'a> {
        By { gateway: self, actor }
    }
}

impl By<'_> {
    pub(super) fn inner(&self) -> &Inner {
        &self.gateway.inner
    }

    /// Refuses who lacks the privilege.
    pub(super) fn may(&self, privilege: Privilege) -> Result<(), GatewayError> {
        if self.actor.may(privilege) {
            return Ok(());
        }
        Err(Objection::new(Reason::NotPermitted, privilege.as_str()).into())
    }

    /// Now, and by whom.
    pub(super) fn stamp(&self) -> Stamp {
        Stamp { at: self.inner().clock.now(), by: Some(self.actor.to_string()) }
    }
}
