//! A person comes, or goes. Who may begin a sign-in is the gateway's matter.

use scanpost_proto::oauth::Tokens;
use tokio::sync::oneshot;

use super::ShownCode;
use super::desk::{Desk, SignIn};
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::oauth::PutGrant;
use crate::oauth::Way;
use crate::oauth::device_code::{self, Begun};
use crate::oauth::grant::{Grant, Live};

/// More than this do not wait for the same code.
const MOST_AWAITING: usize = 64;

impl Desk {
    /// Shows the code that can still be used, or asks the provider for one.
    pub(super) fn begin_sign_in(&mut self, answer: oneshot::Sender<Result<ShownCode, Fault>>) {
        if let Some(sign_in) = &self.sign_in {
            let _ = answer.send(Ok(sign_in.shown.clone())); // the asker may have left
            return;
        }
        self.awaiting_code.retain(|answer| !answer.is_closed());
        if self.awaiting_code.len() >= MOST_AWAITING {
            let full = Fault::new(Code::SignInBusy).words("too many wait for the same code");
            let _ = answer.send(Err(full));
            return;
        }
        self.awaiting_code.push(answer);
        if self.beginning.is_none() {
            let wire = self.wire.clone();
            self.beginning = Some(Box::pin(async move { device_code::begin(&wire).await }));
        }
    }

    /// The provider has answered with a code pair: show it, and poll.
    pub(super) fn begun(&mut self, begun: Result<Begun, Fault>) {
        self.beginning = None;
        let shown = begun.map(|Begun { asked, deadline }| {
            let shown = ShownCode {
                user_code: asked.user_code.clone(),
                verification_uri: asked.verification_uri.clone(),
                deadline,
            };
            let wire = self.wire.clone();
            let polling =
                Box::pin(device_code::until_granted(asked, deadline, async move |asked| {
                    wire.poll(&asked.device_code).await
                }));
            self.sign_in = Some(SignIn { shown: shown.clone(), polling });
            shown
        });
        self.sign_in_fault = shown.as_ref().err().cloned();
        for answer in std::mem::take(&mut self.awaiting_code) {
            let _ = answer.send(shown.clone());
        }
    }

    /// Dropping the futures ends asking and polling at once.
    pub(super) fn forget_sign_in(&mut self) {
        self.beginning = None;
        self.sign_in = None;
        self.sign_in_fault = None;
        let cancelled = Fault::new(Code::SignInDeclined).words("the sign-in was cancelled");
        for answer in std::mem::take(&mut self.awaiting_code) {
            let _ = answer.send(Err(cancelled.clone()));
        }
    }

    /// The person has decided, or the code has ended.
    pub(super) async fn signed_in(&mut self, result: Result<Tokens, Fault>) {
        self.sign_in = None;
        let tokens = match result {
            Ok(tokens) => tokens,
            Err(fault) => {
                tracing::warn!(event = "grant.sign-in-failed", account = %self.name, fault = %fault.code);
                self.sign_in_fault = Some(fault);
                return;
            }
        };
        let requested = &self.wire.provider().oauth.scopes;
        let live = Live::granted(tokens, Way::DeviceCode, requested, self.clock.now());
        let event = Event::SignedIn {
            signed_in_as: live.given.signed_in_as.clone(),
            scopes: live.given.scopes.clone(),
        };
        tracing::info!(event = "grant.signed-in", account = %self.name);
        self.refreshing = None; // of the old grant
        self.failures = 0;
        self.not_before = None;
        self.put(Grant::Live(live), Some(event)).await;
    }

    /// Erases the grant, first in the storage. If that fails, everything is as it was: a refresh
    /// that is under way goes on, because its answer may hold the only refresh token that counts.
    pub(super) async fn sign_out(&mut self) -> Result<(), Fault> {
        self.forget_sign_in();
        loop {
            let (name, now) = (self.name.clone(), self.clock.now());
            let put =
                self.store.put_grant_if(name, self.generation, None, Event::SignedOut, now.into());
            match put.await? {
                PutGrant::Done(generation) => {
                    self.generation = Some(generation);
                    break;
                }
                PutGrant::Changed => self.read().await?, // a person's word counts over any change
            }
        }
        self.grant = Grant::Absent;
        self.unreadable = None;
        self.unwritten = None;
        self.refreshing = None;
        self.failures = 0;
        self.not_before = None;
        self.answer_all();
        Ok(())
    }
}
