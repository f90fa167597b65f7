//! What lies on the keeper's desk, and the loop that waits for what comes next.
//!
//! One request, one answer of the provider or one moment is dealt with at a time. Nothing here waits
//! for the provider: what is under way lies on the desk as a future, so that dropping it ends it.

use std::future::pending;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use scanpost_proto::oauth::{TokenAnswer, Tokens};
use tokio::sync::{mpsc, oneshot, watch};

use super::obtaining::{Browser, Obtaining};
use super::writing::Unwritten;
use super::{AccessToken, GrantStatus, Request, ShownCode};
use crate::account::AccountName;
use crate::clock::{Clock, Jump, Time};
use crate::fault::{Code, Fault};
use crate::network::Network;
use crate::oauth::credential::Shown;
use crate::oauth::device_code::Begun;
use crate::oauth::grant::{Given, Grant, IssuedTo, Live, TokenStatus};
use crate::oauth::provider::Way;
use crate::oauth::seal::Sealer;
use crate::oauth::wire::Wire;
use crate::oauth::{Account, Accounts, Generation};
use crate::settings::RefreshPolicy;

pub(super) struct Desk {
    pub(super) name: AccountName,
    pub(super) account: Account,
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
    /// Who asked for it first.
    pub(super) begun_by: Option<String>,
    pub(super) sign_in: Option<SignIn>,
    /// A browser that was sent to the provider.
    pub(super) browser: Option<Browser>,
    /// A new sign-in's request for tokens that is under way.
    pub(super) obtaining: Option<Obtaining>,
    pub(super) sign_in_fault: Option<Fault>,
    /// Who waits until the status shows what they asked for.
    pub(super) awaiting_status: Vec<oneshot::Sender<()>>,
    /// Nobody needs this keeper for now; it ends when nothing is under way.
    pub(super) leaving: bool,
}

/// Somebody who needs a token, and the one that a mail server has refused.
pub(super) struct Asker {
    pub(super) refused: Option<Generation>,
    pub(super) answer: oneshot::Sender<Result<AccessToken, Fault>>,
}

/// A code that is on a screen.
pub(super) struct SignIn {
    pub(super) shown: ShownCode,
    pub(super) by: Option<String>,
    pub(super) requested: Vec<String>,
    pub(super) polling: BoxFuture<'static, Result<Tokens, Fault>>,
}

impl Desk {
    pub(super) fn new(
        account: &Account,
        store: Arc<dyn Accounts>,
        sealer: Arc<Sealer>,
        clock: Clock,
        policy: RefreshPolicy,
        network: Network,
    ) -> Self {
        Desk {
            name: account.name.clone(),
            account: account.clone(),
            wire: Arc::new(Wire::new(account.provider.clone(), network)),
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
            begun_by: None,
            sign_in: None,
            browser: None,
            obtaining: None,
            sign_in_fault: None,
            awaiting_status: Vec::new(),
            leaving: false,
        }
    }

    /// Works until the last handle is gone.
    pub(super) async fn keep(
        mut self,
        mut inbox: mpsc::Receiver<Request>,
        shown: watch::Sender<GrantStatus>,
    ) {
        loop {
            if self.leaving && self.is_at_rest() {
                return;
            }
            let may_refresh =
                self.refreshing.is_none() && self.unwritten.is_none() && !self.leaving;
            let refresh_at = self.next_refresh_at().filter(|_| may_refresh);
            let write_at = self.unwritten.as_ref().map(|unwritten| unwritten.write_at);
            let browser_until = self.browser.as_ref().map(Browser::deadline);
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
                answer = or_never(self.obtaining.as_mut().map(|obtaining| &mut obtaining.asking)) => {
                    self.obtained(answer).await;
                }
                () = or_never(browser_until.map(|end| Box::pin(tokio::time::sleep_until(end)))) => {
                    self.browser_stayed_away();
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
            for answer in self.awaiting_status.drain(..) {
                let _ = answer.send(()); // the asker may have left
            }
        }
    }

    async fn handle(&mut self, request: Request) {
        match request {
            Request::Token { refused, answer } => self.give_token(Asker { refused, answer }),
            Request::Renew { answer } => self.renew(answer),
            Request::SignIn { by, answer } => self.begin_sign_in(by, answer),
            Request::BeginAuthorization { asked, answer } => {
                let _ = answer.send(self.send_browser(asked));
            }
            Request::FinishAuthorization { response, bearer, answer } => {
                self.browser_returned(response, &bearer, answer);
            }
            Request::KeepSignInsOf { who, answer } => {
                self.keep_sign_ins_of(&who);
                self.awaiting_status.push(answer);
            }
            Request::SignInAsApp { by, answer } => self.sign_in_as_app(by, answer),
            Request::CancelSignIn { answer } => {
                self.forget_sign_in();
                let _ = answer.send(()); // the asker may have left
            }
            Request::SignInInterrupted { answer } => {
                if self.sign_in.is_none() {
                    self.sign_in_fault = Some(Code::SignInInterrupted.into());
                }
                self.awaiting_status.push(answer);
            }
            Request::SignOut { by, answer } => {
                let _ = answer.send(self.sign_out(by).await);
            }
            Request::AccountChanged { account, by, answer } => {
                self.account_changed(*account, by).await;
                self.awaiting_status.push(answer);
            }
            Request::Adopt { live, by, answer } => {
                let established = self.adopt(*live, by).await;
                let _ = answer.send(established); // the asker may have left
            }
            Request::Leave => self.leaving = true,
            Request::ClockSet(jump) => self.clock_set(jump),
            Request::TryAgain => self.not_before = None,
        }
    }

    /// Nothing is under way that would be lost with this desk.
    fn is_at_rest(&self) -> bool {
        self.refreshing.is_none()
            && self.unwritten.is_none()
            && self.beginning.is_none()
            && self.sign_in.is_none()
            && self.browser.is_none()
            && self.obtaining.is_none()
    }

    /// What hindered the grant may be mended by that: it is looked into at once.
    async fn account_changed(&mut self, account: Account, by: Option<String>) {
        let app = self.app();
        if account.provider != self.account.provider {
            self.wire = Arc::new(self.wire.with_provider(account.provider.clone()));
        }
        self.wire.trust().network().leave_by(account.network.clone());
        self.account = account;
        self.not_before = None;
        self.failures = 0;
        if self.app() != app {
            self.app_changed(by).await;
        }
    }

    /// The app that the account's grants are given to.
    pub(super) fn app(&self) -> IssuedTo {
        IssuedTo::app_at(self.wire.provider())
    }

    /// What the app proves itself with, for one request.
    pub(super) fn proof(&self, proves: bool) -> Result<Shown, Fault> {
        if !proves {
            return Ok(Shown::Nothing);
        }
        let missing = || Fault::new(Code::CredentialMissing).fact("account", &self.name);
        let credential = self.account.credential.as_ref().ok_or_else(missing)?;
        let provider = self.wire.provider();
        let (client_id, url) = (&provider.oauth.client_id, provider.token_url());
        credential.show(self.account.app_account(), &self.sealer, client_id, &url, self.clock.now())
    }

    /// What a sign-in in this way asks for.
    pub(super) fn scopes(&self, way: Way) -> Vec<String> {
        self.wire.provider().oauth.scopes.asked(way, self.account.needs)
    }

    fn clock_set(&mut self, jump: Jump) {
        self.grant = std::mem::take(&mut self.grant).shifted(jump);
        self.not_before = self.not_before.map(|moment| moment.shifted(jump));
        if let Some(unwritten) = &mut self.unwritten {
            unwritten.grant = std::mem::take(&mut unwritten.grant).shifted(jump);
        }
    }

    pub(super) fn status(&self) -> GrantStatus {
        // What another app was given is not this account's: nobody counts on it, and open connections
        // of it are hung up.
        let live = self.grant.live().filter(|_| !self.grant.is_of_other_app());
        let waits = self.sign_in.is_some() || self.browser.is_some() || self.obtaining.is_some();
        let token_status = match &self.unreadable {
            _ if waits => TokenStatus::WaitingForAuthorisation,
            Some(_) => TokenStatus::Invalid,
            None => self.grant.token_status(),
        };
        let oauth = &self.wire.provider().oauth;
        let missing = |given: &Given| match given.way {
            Way::ClientCredentials => Vec::new(),
            Way::DeviceCode | Way::AuthorizationCode => {
                oauth.scopes.missing(self.account.needs, &given.scopes)
            }
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
            needs: self.account.needs,
            given: live.map(|live| live.given.clone()),
            missing_scopes: live.map(|live| missing(&live.given)).unwrap_or_default(),
            lasting: live.is_some_and(Live::is_lasting),
            refreshed_at: live.map(|live| live.refreshed_at),
            next_refresh_at: self.next_refresh_at(),
            lapses_at: live.and_then(|live| live.lapses_at(oauth.idle_days)),
            fault: new_token.or(standing).cloned(),
            signed_out: self.signed_out(),
            code: self.sign_in.as_ref().map(|sign_in| sign_in.shown.clone()),
            browser_until: self.browser.as_ref().map(Browser::deadline),
            sign_in_fault: new_sign_in.or(self.sign_in_fault.as_ref()).cloned(),
        }
    }

    fn signed_out(&self) -> Option<Fault> {
        let of_the_grant = match &self.grant {
            Grant::Live(_) if !self.grant.is_of_other_app() => None,
            Grant::Lapsed(lapsed) => Some(lapsed.why.clone()),
            Grant::Absent | Grant::Live(_) => Some(self.account.sign_in_needed()),
        };
        self.unreadable.clone().or(of_the_grant)
    }
}

/// Waits for a future that may not be there.
async fn or_never<F: Future + Unpin>(future: Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}
