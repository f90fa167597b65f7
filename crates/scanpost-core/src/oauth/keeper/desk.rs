//! What lies on the keeper's desk, and the loop that waits for what comes next.
//!
//! One request, one answer of the provider or one moment is dealt with at a time. Nothing here waits
//! for the provider: what is under way lies on the desk as a future, so that dropping it ends it.

use std::future::pending;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use scanpost_proto::oauth::{TokenAnswer, Tokens};
use tokio::sync::{mpsc, oneshot, watch};

use super::writing::Unwritten;
use super::{AccessToken, GrantStatus, Request, ShownCode};
use crate::account::AccountName;
use crate::clock::{Clock, Jump, Time};
use crate::fault::Fault;
use crate::oauth::device_code::Begun;
use crate::oauth::grant::{Grant, TokenStatus};
use crate::oauth::seal::Sealer;
use crate::oauth::wire::Wire;
use crate::oauth::{Account, Accounts, Generation};
use crate::settings::RefreshPolicy;

pub(super) struct Desk {
    pub(super) name: AccountName,
    pub(super) wire: Arc<Wire>,
    pub(super) store: Arc<dyn Accounts>,
    pub(super) sealer: Arc<Sealer>,
    pub(super) clock: Clock,
    pub(super) policy: RefreshPolicy,

    pub(super) grant: Grant,
    /// The generation of `grant` in the storage.
    pub(super) generation: Option<Generation>,
    /// The generation in which the access token of `grant` came: its name.
    pub(super) token_since: Generation,
    /// Why the grant in the storage cannot be read. It stays there until a person signs in or out.
    pub(super) unreadable: Option<Fault>,
    /// A newer grant that the storage has not taken yet.
    pub(super) unwritten: Option<Unwritten>,

    pub(super) refreshing: Option<BoxFuture<'static, Result<TokenAnswer, Fault>>>,
    /// Refreshes that failed, in a row.
    pub(super) failures: u32,
    /// No refresh by itself before this moment.
    pub(super) not_before: Option<Time>,
    /// Who waits for the refresh that is under way.
    pub(super) asking: Vec<Asker>,

    /// A code pair that has been asked for, and who waits to see it.
    pub(super) beginning: Option<BoxFuture<'static, Result<Begun, Fault>>>,
    pub(super) awaiting_code: Vec<oneshot::Sender<Result<ShownCode, Fault>>>,
    pub(super) sign_in: Option<SignIn>,
    pub(super) sign_in_fault: Option<Fault>,
}

/// Somebody who needs a token, and the one that a mail server has refused.
pub(super) struct Asker {
    pub(super) refused: Option<Generation>,
    pub(super) answer: oneshot::Sender<Result<AccessToken, Fault>>,
}

/// A code that is on a screen.
pub(super) struct SignIn {
    pub(super) shown: ShownCode,
    pub(super) polling: BoxFuture<'static, Result<Tokens, Fault>>,
}

impl Desk {
    pub(super) fn new(
        account: &Account,
        store: Arc<dyn Accounts>,
        sealer: Arc<Sealer>,
        clock: Clock,
        policy: RefreshPolicy,
    ) -> Self {
        Desk {
            name: account.name.clone(),
            wire: Arc::new(Wire::new(account.provider.clone())),
            store,
            sealer,
            clock,
            policy,
            grant: Grant::Absent,
            generation: None,
            token_since: Generation::default(),
            unreadable: None,
            unwritten: None,
            refreshing: None,
            failures: 0,
            not_before: None,
            asking: Vec::new(),
            beginning: None,
            awaiting_code: Vec::new(),
            sign_in: None,
            sign_in_fault: None,
        }
    }

    /// Works until the last handle is gone.
    pub(super) async fn keep(
        mut self,
        mut inbox: mpsc::Receiver<Request>,
        shown: watch::Sender<GrantStatus>,
    ) {
        loop {
            let may_refresh = self.refreshing.is_none() && self.unwritten.is_none();
            let refresh_at = self.next_refresh_at().filter(|_| may_refresh);
            let write_at = self.unwritten.as_ref().map(|unwritten| unwritten.write_at);
            let clock = self.clock.clone();
            tokio::select! {
                request = inbox.recv() => match request {
                    Some(request) => self.handle(request).await,
                    None => return,
                },
                answer = or_never(self.refreshing.as_mut()) => self.refreshed(answer).await,
                begun = or_never(self.beginning.as_mut()) => self.begun(begun),
                result = or_never(self.sign_in.as_mut().map(|sign_in| &mut sign_in.polling)) => {
                    self.signed_in(result).await;
                }
                () = or_never(refresh_at.map(|moment| Box::pin(clock.sleep_until(moment)))) => {
                    self.begin_refresh();
                }
                () = or_never(write_at.map(|moment| Box::pin(tokio::time::sleep_until(moment)))) => {
                    self.write().await;
                }
            }
            let status = self.status();
            shown.send_if_modified(|old| (*old != status).then(|| *old = status).is_some());
        }
    }

    async fn handle(&mut self, request: Request) {
        match request {
            Request::Token { refused, answer } => self.give_token(Asker { refused, answer }),
            Request::SignIn { answer } => self.begin_sign_in(answer),
            Request::CancelSignIn { answer } => {
                self.forget_sign_in();
                let _ = answer.send(()); // the asker may have left
            }
            Request::SignOut { answer } => {
                let _ = answer.send(self.sign_out().await);
            }
            Request::ClockSet(jump) => self.clock_set(jump),
        }
    }

    fn clock_set(&mut self, jump: Jump) {
        self.grant = std::mem::take(&mut self.grant).shifted(jump);
        self.not_before = self.not_before.map(|moment| moment.shifted(jump));
        if let Some(unwritten) = &mut self.unwritten {
            unwritten.grant = std::mem::take(&mut unwritten.grant).shifted(jump);
        }
    }

    pub(super) fn status(&self) -> GrantStatus {
        let live = self.grant.live();
        let token_status = match (&self.sign_in, &self.unreadable) {
            (Some(_), _) => TokenStatus::WaitingForAuthorisation,
            (None, Some(_)) => TokenStatus::Invalid,
            (None, None) => self.grant.token_status(),
        };
        // New tokens that the storage does not take: said where a person looks for them.
        let (new_sign_in, new_token) = match &self.unwritten {
            Some(unwritten) if unwritten.is_sign_in() => (unwritten.fault.as_ref(), None),
            Some(unwritten) => (None, unwritten.fault.as_ref()),
            None => (None, None),
        };
        let standing = self.unreadable.as_ref().or(self.grant.trouble());
        GrantStatus {
            token_status,
            given: live.map(|live| live.given.clone()),
            refreshed_at: live.map(|live| live.refreshed_at),
            next_refresh_at: self.next_refresh_at(),
            fault: new_token.or(standing).cloned(),
            code: self.sign_in.as_ref().map(|sign_in| sign_in.shown.clone()),
            sign_in_fault: new_sign_in.or(self.sign_in_fault.as_ref()).cloned(),
        }
    }
}

/// Waits for a future that may not be there.
async fn or_never<F: Future + Unpin>(future: Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}
