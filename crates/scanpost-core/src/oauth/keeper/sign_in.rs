//! A person comes by device code, or goes. Who may begin a sign-in is the gateway's matter.

use std::collections::BTreeSet;

use scanpost_proto::oauth::Tokens;
use tokio::sync::oneshot;

use super::ShownCode;
use super::desk::{Desk, SignIn};
use super::obtaining::{Browser, Obtaining};
use crate::fault::{Code, Fault};
use crate::journal::{Event, Stamp};
use crate::oauth::PutGrant;
use crate::oauth::device_code::{self, Begun};
use crate::oauth::grant::{Grant, Live};
use crate::oauth::notice::is_other_name;
use crate::oauth::provider::Way;

/// More than this do not wait for the same code.
const MOST_AWAITING: usize = 64;

impl Desk {
    /// Shows the code that can still be used, or asks the provider for one.
    pub(super) fn begin_sign_in(
        &mut self,
        by: Option<String>,
        answer: oneshot::Sender<Result<ShownCode, Fault>>,
    ) {
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
            self.browser = None;
            self.begun_by = by;
            let (wire, scopes) = (self.wire.clone(), self.scopes(Way::DeviceCode));
            self.beginning = Some(Box::pin(async move { device_code::begin(&wire, scopes).await }));
        }
    }

    /// The provider has answered with a code pair: show it, and poll.
    pub(super) fn begun(&mut self, begun: Result<Begun, Fault>) {
        self.beginning = None;
        let shown = begun.map(|Begun { asked, requested, deadline }| {
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
            let by = self.begun_by.take();
            self.sign_in = Some(SignIn { shown: shown.clone(), by, requested, polling });
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
        self.browser = None;
        self.sign_in_fault = None;
        let cancelled = Fault::new(Code::SignInDeclined).words("the sign-in was cancelled");
        for answer in std::mem::take(&mut self.awaiting_code) {
            let _ = answer.send(Err(cancelled.clone()));
        }
        if let Some(obtaining) = self.obtaining.take() {
            let _ = obtaining.answer.send(Err(cancelled));
        }
    }

    /// The person has decided, or the code has ended.
    pub(super) async fn signed_in(&mut self, result: Result<Tokens, Fault>) {
        let Some(SignIn { by, requested, .. }) = self.sign_in.take() else { return };
        match result {
            Ok(tokens) => {
                let now = self.clock.now();
                let live = Live::granted(tokens, Way::DeviceCode, &requested, now);
                match self.may_be_replaced_by(&live) {
                    Ok(()) => self.establish(live, by).await,
                    Err(fault) => self.sign_in_failed(fault),
                }
            }
            Err(fault) => self.sign_in_failed(fault),
        }
    }

    pub(super) fn sign_in_failed(&mut self, fault: Fault) {
        tracing::warn!(event = "grant.sign-in-failed", account = %self.name, fault = %fault.code);
        self.sign_in_fault = Some(fault);
    }

    /// A grant that works goes on, rather than become somebody else's: whoever it is was led here by
    /// mistake or on purpose, and mails would stop or leave as theirs. The mailbox itself and whoever
    /// signed in before may renew it.
    pub(super) fn may_be_replaced_by(&self, new: &Live) -> Result<(), Fault> {
        self.account.admits(new.given.signed_in_as.as_deref())?;
        let standing = self.unwritten.as_ref().map_or(&self.grant, |unwritten| &unwritten.grant);
        let (Grant::Live(old), Some(name)) = (standing, &new.given.signed_in_as) else {
            return Ok(());
        };
        let address = &self.account.address;
        let former = old.given.signed_in_as.as_ref();
        if [Some(address), former].into_iter().flatten().any(|known| !is_other_name(name, known)) {
            return Ok(());
        }
        Err(Fault::new(Code::SignedInAsOther)
            .fact("account", &self.name)
            .fact("address", address)
            .fact("name", name)
            .fact("former", former.unwrap_or(address)))
    }

    /// Ends what was begun by somebody who is none of these.
    pub(super) fn keep_sign_ins_of(&mut self, who: &BTreeSet<String>) {
        let begun = [
            self.beginning.as_ref().and(self.begun_by.as_deref()),
            self.sign_in.as_ref().and_then(|sign_in| sign_in.by.as_deref()),
            self.browser.as_ref().and_then(Browser::by),
            self.obtaining.as_ref().and_then(Obtaining::by),
        ];
        if begun.into_iter().flatten().any(|by| !who.contains(by)) {
            self.forget_sign_in();
            self.sign_in_failed(Code::BeginnerGone.into());
        }
    }

    /// A grant that somebody brings who has just signed in elsewhere in scanpost.
    pub(super) async fn adopt(&mut self, live: Live, by: Option<String>) -> Result<(), Fault> {
        self.may_be_replaced_by(&live)?;
        self.establish(live, by).await;
        let held = self.unwritten.as_ref().and_then(|held| held.fault.clone());
        held.map_or(Ok(()), Err)
    }

    /// A new grant takes the place of whatever there was.
    pub(super) async fn establish(&mut self, mut live: Live, by: Option<String>) {
        live.given.issued_to = Some(self.app());
        let event = Event::SignedIn {
            way: Some(live.given.way),
            signed_in_as: live.given.signed_in_as.clone(),
            scopes: live.given.scopes.clone(),
        };
        tracing::info!(event = "grant.signed-in", account = %self.name);
        self.refreshing = None; // of the old grant
        self.failures = 0;
        self.not_before = None;
        self.sign_in_fault = None;
        self.put(Grant::Live(live), Some(event), by).await;
    }

    /// The account is another app's by now. What is under way for the earlier one is over, and from
    /// this moment none of its tokens goes anywhere, whatever the storage says.
    pub(super) async fn app_changed(&mut self, by: Option<String>) {
        self.forget_sign_in();
        self.refreshing = None;
        let (standing, unwritten) = match self.unwritten.take() {
            Some(unwritten) => (unwritten.grant, Some(unwritten.event)),
            None => (self.grant.clone(), None),
        };
        let next = standing.for_app(&self.app(), self.clock.now());
        let next = next.named(&self.name, &self.account.address);
        let lapsed = next.trouble().filter(|_| next.is_of_other_app());
        let event = lapsed.map(|fault| Event::GrantLapsed { fault: fault.clone() }).or(unwritten);
        self.grant = next.clone();
        self.put(next, event, by).await;
    }

    /// Erases the grant, first in the storage. If that fails, everything is as it was: a refresh
    /// that is under way goes on, because its answer may hold the only refresh token that counts.
    pub(super) async fn sign_out(&mut self, by: Option<String>) -> Result<(), Fault> {
        self.forget_sign_in();
        loop {
            let (name, seen) = (self.name.clone(), self.generation);
            let stamp = Stamp { at: self.clock.now(), by: by.clone() };
            let put = self.store.put_grant_if(name, seen, None, Event::SignedOut, stamp);
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
