//! Log-in: a name and a password, or an API token, become an actor.
//!
//! Whether the name or the password was wrong is not told, and takes the same time. Who is not let
//! in is written down, but not each attempt: a guesser must not fill the journal.

use std::net::IpAddr;
use std::sync::PoisonError;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;

use super::{Gateway, GatewayError, Inner};
use crate::administrator::Actor;
use crate::administrator::guard::{Visitor, Wait};
use crate::administrator::person::{Administrator, LogIn};
use crate::journal::{Event, Stamp};
use crate::objection::{Objection, Reason};

impl Gateway {
    /// Lets an administrator in who knows the password.
    pub async fn log_in(
        &self,
        of: Visitor,
        name: &str,
        password: &SecretString,
    ) -> Result<LogIn, GatewayError> {
        let inner = &self.inner;
        let person = inner.roster.lists().administrator(name).cloned();
        let begun = inner.guard.begin(of, name, person.is_some());
        if let Err(wait) = begun {
            inner.note_refusal(of.address, person.as_ref()).await?;
            return Err(too_often(wait).into());
        }
        let kept = person.as_ref().map(|person| &person.body.password);
        let right = inner.passwords.is_right(kept, password).await;
        let right = right.map_err(|_| Objection::new(Reason::LogInBusy, ""))?;
        // While the password was being hashed, the administrator may have been removed.
        let log_in = person.as_ref().filter(|_| right).map(Administrator::log_in);
        let Some(log_in) = log_in.filter(|log_in| self.actor(log_in).is_some()) else {
            inner.note_refusal(of.address, person.as_ref()).await?;
            return Err(Objection::new(Reason::LogInRefused, "").into());
        };
        inner.guard.was_right(of, name);
        inner.note_refusals_before().await?;
        let by = Some(log_in.name().to_owned());
        inner.store.note(Event::LoggedIn, Stamp { at: inner.clock.now(), by }).await?;
        tracing::info!(event = "log-in.admitted", address = %of.address);
        Ok(log_in)
    }

    /// What whoever logged in may do now. Nothing: they are gone, or have another password since.
    pub fn actor(&self, log_in: &LogIn) -> Option<Actor> {
        self.inner.roster.actor(log_in)
    }

    /// Whose API token this is.
    pub fn actor_of_token(
        &self,
        address: IpAddr,
        shown: &SecretString,
    ) -> Result<Actor, Objection> {
        let inner = &self.inner;
        if let Some(actor) = inner.roster.actor_of_token(shown, inner.clock.now()) {
            return Ok(actor);
        }
        inner.guard.wrong_token(address).map_err(too_often)?;
        tracing::warn!(event = "api-token.refused", %address);
        Err(Objection::new(Reason::ApiTokenUnknown, ""))
    }
}

impl Inner {
    /// Counts a refusal, and writes down how many there were, unless that was done a short while ago.
    async fn note_refusal(
        &self,
        address: IpAddr,
        named: Option<&Administrator>,
    ) -> Result<(), GatewayError> {
        tracing::warn!(event = "log-in.refused", %address);
        let administrator = named.map(|person| person.name.clone());
        let due = self.refusals.lock().unwrap_or_else(PoisonError::into_inner).count(
            address,
            administrator,
            Instant::now(),
        );
        self.write_refusals(due).await
    }

    /// Before a log-in is written down, what came before it is.
    pub(super) async fn note_refusals_before(&self) -> Result<(), GatewayError> {
        let due = self.refusals.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now());
        self.write_refusals(due).await
    }

    async fn write_refusals(&self, due: Option<Unwritten>) -> Result<(), GatewayError> {
        let Some(Unwritten { attempts, administrator, address }) = due else { return Ok(()) };
        let stamp = Stamp { at: self.clock.now(), by: Some(address.to_string()) };
        let event = Event::LogInRefused { administrator, attempts };
        Ok(self.store.note(event, stamp).await?)
    }
}

fn too_often(Wait(left): Wait) -> Objection {
    Objection::new(Reason::LogInTooOften, left.as_secs().div_ceil(60).max(1))
}

/// Refused log-ins that the journal does not know of yet.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    unwritten: Option<Unwritten>,
    written_at: Option<Instant>,
}

#[derive(Debug, PartialEq, Eq)]
struct Unwritten {
    attempts: u64,
    administrator: Option<String>,
    address: IpAddr,
}

impl Refusals {
    /// What is due to be written down.
    fn count(
        &mut self,
        address: IpAddr,
        administrator: Option<String>,
        now: Instant,
    ) -> Option<Unwritten> {
        let before = self.unwritten.take().map_or(0, |before| before.attempts);
        self.unwritten = Some(Unwritten { attempts: before + 1, administrator, address });
        let is_due = self.written_at.is_none_or(|at| now.duration_since(at) >= LEAST_GAP);
        if is_due { self.take(now) } else { None }
    }

    fn take(&mut self, now: Instant) -> Option<Unwritten> {
        let unwritten = self.unwritten.take()?;
        self.written_at = Some(now);
        Some(unwritten)
    }
}

/// Between two entries of refused log-ins.
const LEAST_GAP: Duration = Duration::from_mins(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_refusals_are_two_entries_that_count_them_all() {
        let mut refusals = Refusals::default();
        let (address, begin) = (IpAddr::from([192, 0, 2, 7]), Instant::now());
        let written: Vec<u64> = (0..1000)
            .filter_map(|_| refusals.count(address, None, begin))
            .map(|entry| entry.attempts)
            .collect();
        assert_eq!(written, [1]);
        let later = refusals.count(address, None, begin + LEAST_GAP).map(|entry| entry.attempts);
        assert_eq!(later, Some(1000));
        assert_eq!(refusals.take(begin), None);
    }
}
