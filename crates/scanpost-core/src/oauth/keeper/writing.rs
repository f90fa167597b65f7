//! Durable first, then in use: how a grant gets to the storage and from there.
//!
//! A change names the generation that was read. If another was faster, it is read again: a refresh
//! then belongs to a grant that is no more, and is thrown away; a person's sign-in is newer than
//! anything, and is written over it.

use std::time::Duration;

use tokio::time::Instant;

use super::desk::Desk;
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::PutGrant;
use crate::oauth::grant::Grant;

/// A grant that is newer than the one in the storage. It is in use only when it lies there; until
/// then it is held here, one at most, and written again and again: a full disk costs no grant.
pub(super) struct Unwritten {
    pub(super) grant: Grant,
    pub(super) event: Event,
    /// The person who caused it.
    pub(super) by: Option<String>,
    /// Why the storage did not take it; nothing before the first refusal.
    pub(super) fault: Option<Fault>,
    /// When it is written again.
    pub(super) write_at: Instant,
}

impl Unwritten {
    pub(super) fn is_sign_in(&self) -> bool {
        matches!(self.event, Event::SignedIn { .. })
    }
}

/// How soon a grant that could not be written is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

impl Desk {
    /// Takes the grant that lies in the storage.
    pub(super) async fn read(&mut self) -> Result<(), Fault> {
        let stored = self.store.grant(self.name.clone()).await?;
        self.generation = stored.as_ref().map(|stored| stored.generation);
        self.token_since = self.generation.unwrap_or_default();
        let opened = stored.map(|stored| self.sealer.open(&self.name, &stored.sealed)).transpose();
        match opened {
            Ok(grant) => {
                let (app, now) = (self.app(), self.clock.now());
                let grant = grant.unwrap_or_default().read_at(now).for_app(&app, now);
                self.grant = grant.named(&self.name, &self.account.address);
                self.unreadable = None;
            }
            Err(fault) => {
                tracing::error!(event = "grant.unreadable", account = %self.name);
                self.grant = Grant::Absent;
                self.unreadable = Some(fault);
            }
        }
        Ok(())
    }

    /// Makes `next` the grant. Without an event it is nothing that must survive a power cut: the
    /// same tokens, the same trouble.
    pub(super) async fn put(&mut self, next: Grant, event: Option<Event>, by: Option<String>) {
        if let Some(event) = event {
            let write_at = Instant::now();
            self.unwritten = Some(Unwritten { grant: next, event, by, fault: None, write_at });
            self.write().await;
        } else {
            self.grant = next;
            self.answer_all();
        }
    }

    /// Writes what the storage has not taken yet.
    pub(super) async fn write(&mut self) {
        let Some(unwritten) = &self.unwritten else { return };
        let is_sign_in = unwritten.is_sign_in();
        let (grant, event) = (unwritten.grant.clone(), unwritten.event.clone());
        let sealed = self.sealer.seal(&self.name, &grant);
        let name = self.name.clone();
        let stamp = Stamp { at: self.clock.now(), by: unwritten.by.clone() };
        let has_new_token = matches!(event, Event::TokenRefreshed | Event::SignedIn { .. });
        match self.store.put_grant_if(name, self.generation, sealed, event, stamp).await {
            Ok(PutGrant::Done(generation)) => {
                self.generation = Some(generation);
                if has_new_token {
                    self.token_since = generation;
                }
                self.grant = grant;
                self.unreadable = None;
                self.unwritten = None;
                self.answer_all();
            }
            Ok(PutGrant::Changed) => self.overtaken(is_sign_in).await,
            Err(fault) => {
                tracing::error!(event = "grant.not-written", account = %self.name, fault = %fault);
                self.write_again_later(&fault);
            }
        }
    }

    /// Another was faster.
    async fn overtaken(&mut self, is_sign_in: bool) {
        if !is_sign_in {
            self.unwritten = None;
        }
        match self.read().await {
            Ok(()) if is_sign_in => {} // written again at once, over what was read
            Ok(()) => self.answer_all(),
            Err(fault) => {
                tracing::error!(event = "grant.not-read", account = %self.name, fault = %fault);
                self.write_again_later(&fault);
            }
        }
    }

    fn write_again_later(&mut self, why: &Fault) {
        let code = match why.code {
            Code::DiskFull => Code::TokensNoRoom,
            _ => Code::TokensNotWritten,
        };
        let fault = Fault::new(code).fact("account", &self.name).words(why);
        if let Some(unwritten) = &mut self.unwritten {
            unwritten.write_at = Instant::now() + WRITE_AGAIN;
            unwritten.fault = Some(fault.clone());
        }
        self.refuse_all(&fault);
    }
}
