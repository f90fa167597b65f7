//! The keeper of one account's grant: one task, so that there is one refresh at a time.
//!
//! Everything that changes a grant passes through the account's keeper: the person's sign-in, the
//! refresh ahead of need, the sign-out. Whoever needs a token asks it and gets the one in hand at
//! once; only when that one is too old does the asker wait for the refresh.
//!
//! The order of a refresh: ask the provider; write the new grant durably, naming the generation that
//! was read; only then is the new access token given to anybody. So a power cut never leaves us with
//! a refresh token that a strictly rotating server has already taken back. If the disk refuses, the
//! new grant is held in memory and the writing repeated.
//!
//! This file is the handle that others hold. The task behind it:
//!
//! - `desk`: what lies on the keeper's desk, and the loop that waits for what comes next
//! - `tokens`: who gets a token, who waits for one
//! - `refresh`: when a grant is renewed, and what the answer makes of it
//! - `sign_in`: a person comes by device code, or goes
//! - `obtaining`: a person comes by browser, or the app by itself
//! - `writing`: durable first, then in use
//!
//! Not here: what an answer makes of a grant ([`super::grant`], pure), how it is asked ([`super::wire`]).

mod desk;
mod obtaining;
mod refresh;
mod sign_in;
mod tokens;
mod writing;

use std::collections::BTreeSet;
use std::sync::Arc;

use scanpost_proto::oauth::AuthorizationResponse;
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::account::{Account, Accounts, Generation};
use super::authorization_code::{Address, Bearer, BrowserMark};
use super::grant::{Given, Live, TokenStatus};
use super::scopes::Needs;
use super::seal::Sealer;
use crate::clock::{Clock, Jump, Time};
use crate::fault::{Code, Fault};
use crate::network::Network;
use crate::settings::RefreshPolicy;
use crate::trust::Trust;
use desk::Desk;

/// More askers than this wait at the door until the keeper has time.
const MOST_REQUESTS: usize = 64;

/// A token to show to a mail server.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub token: SecretString,
    /// Names this token when it is refused: see [`Keeper::token_after`].
    pub generation: Generation,
}

/// What everybody may know of a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantStatus {
    pub token_status: TokenStatus,
    /// What the account is used for.
    pub needs: Needs,
    /// The way, the day, the person, and what was granted.
    pub given: Option<Given>,
    /// What the account's functions need and was not granted.
    pub missing_scopes: Vec<String>,
    /// It can be renewed.
    pub lasting: bool,
    pub refreshed_at: Option<Time>,
    pub next_refresh_at: Option<Time>,
    /// When the provider ends it, if it is not used any more until then; as far as that is known.
    pub lapses_at: Option<Time>,
    /// Why the token is invalid, what hindered its last refresh, or why its new tokens are held in
    /// memory only.
    pub fault: Option<Fault>,
    /// Why nobody is signed in: nobody ever was, or the sign-in has ended. Nothing: somebody is.
    pub signed_out: Option<Fault>,
    /// The code that is on the screen.
    pub code: Option<ShownCode>,
    /// Until when a browser that was sent to the provider is waited for.
    pub browser_until: Option<Instant>,
    /// Why the last sign-in came to nothing, or is held in memory only.
    pub sign_in_fault: Option<Fault>,
}

/// A user code while it can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCode {
    pub user_code: String,
    pub verification_uri: String,
    pub deadline: Instant,
}

/// The handle to an account's keeper. Dropping the last one ends the task.
#[derive(Clone, Debug)]
pub struct Keeper {
    requests: mpsc::Sender<Request>,
    status: watch::Receiver<GrantStatus>,
    trust: Arc<Trust>,
}

#[derive(Debug)]
enum Request {
    Token {
        refused: Option<Generation>,
        answer: oneshot::Sender<Result<AccessToken, Fault>>,
    },
    Renew {
        answer: oneshot::Sender<Result<AccessToken, Fault>>,
    },
    SignIn {
        by: Option<String>,
        answer: oneshot::Sender<Result<ShownCode, Fault>>,
    },
    BeginAuthorization {
        asked: AskedByBrowser,
        answer: oneshot::Sender<Result<Address, Fault>>,
    },
    FinishAuthorization {
        response: AuthorizationResponse,
        bearer: Bearer,
        answer: oneshot::Sender<SignedIn>,
    },
    KeepSignInsOf {
        who: Arc<BTreeSet<String>>,
        answer: oneshot::Sender<()>,
    },
    SignInAsApp {
        by: Option<String>,
        answer: oneshot::Sender<SignedIn>,
    },
    CancelSignIn {
        answer: oneshot::Sender<()>,
    },
    SignInInterrupted {
        answer: oneshot::Sender<()>,
    },
    SignOut {
        by: Option<String>,
        answer: oneshot::Sender<Result<(), Fault>>,
    },
    AccountChanged {
        account: Box<Account>,
        by: Option<String>,
        answer: oneshot::Sender<()>,
    },
    Adopt {
        live: Box<Live>,
        by: Option<String>,
        answer: oneshot::Sender<SignedIn>,
    },
    Leave,
    ClockSet(Jump),
    TryAgain,
}

/// What came of a sign-in that asks for its tokens at once.
pub(crate) type SignedIn = Result<(), Fault>;

/// A sign-in by browser, as a person asks for it.
#[derive(Debug)]
pub(crate) struct AskedByBrowser {
    redirect_uri: String,
    login_hint: Option<String>,
    browser: Option<BrowserMark>,
    by: Option<String>,
}

impl Keeper {
    /// Reads the account's grant and starts its keeper, until `stop`.
    pub async fn start(
        account: &Account,
        store: Arc<dyn Accounts>,
        sealer: Arc<Sealer>,
        clock: Clock,
        policy: RefreshPolicy,
        network: Network,
        stop: CancellationToken,
    ) -> Result<Keeper, Fault> {
        let (requests, inbox) = mpsc::channel(MOST_REQUESTS);
        let mut desk = Desk::new(account, store, sealer, clock, policy, network);
        let trust = desk.wire.trust();
        desk.read().await?;
        let (shown, status) = watch::channel(desk.status());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = desk.keep(inbox, shown) => {}
            }
        });
        Ok(Keeper { requests, status, trust })
    }

    /// A token that is good for now.
    pub async fn token(&self) -> Result<AccessToken, Fault> {
        self.ask(|answer| Request::Token { refused: None, answer }).await?
    }

    /// A token that is newer than the one that a mail server refused.
    pub async fn token_after(&self, refused: Generation) -> Result<AccessToken, Fault> {
        self.ask(|answer| Request::Token { refused: Some(refused), answer }).await?
    }

    /// A token as new as it can be had now. A person asks for it: the wait after an earlier failure is
    /// cut short.
    pub async fn renewed(&self) -> Result<AccessToken, Fault> {
        self.ask(|answer| Request::Renew { answer }).await?
    }

    /// Begins a sign-in by device code, or shows the code that can still be used. `by`: who asks for
    /// it stands in the journal when it has gone well.
    pub async fn sign_in(&self, by: Option<String>) -> Result<ShownCode, Fault> {
        self.ask(|answer| Request::SignIn { by, answer }).await?
    }

    /// Begins a sign-in by browser: where to send it. There is one at a time; a new one replaces an
    /// earlier one, whose return is then not known any more. `browser`: the one that may come back by
    /// itself.
    pub async fn begin_authorization(
        &self,
        redirect_uri: String,
        login_hint: Option<String>,
        browser: Option<BrowserMark>,
        by: Option<String>,
    ) -> Result<Address, Fault> {
        let asked = AskedByBrowser { redirect_uri, login_hint, browser, by };
        self.ask(|answer| Request::BeginAuthorization { asked, answer }).await?
    }

    /// A browser has come back. A return without the right state, or that another browser brings,
    /// changes nothing. While the provider cannot be reached the code is kept, so the same return may
    /// be tried again within its time.
    pub async fn finish_authorization(
        &self,
        response: AuthorizationResponse,
        bearer: Bearer,
    ) -> Result<(), Fault> {
        self.ask(|answer| Request::FinishAuthorization { response, bearer, answer }).await?
    }

    /// Only these may sign in still: what anybody else has begun is over.
    pub async fn keep_sign_ins_of(&self, who: Arc<BTreeSet<String>>) -> Result<(), Fault> {
        self.ask(|answer| Request::KeepSignInsOf { who, answer }).await
    }

    /// Lets the app get a token for itself, with the account's credential.
    pub async fn sign_in_as_app(&self, by: Option<String>) -> Result<(), Fault> {
        self.ask(|answer| Request::SignInAsApp { by, answer }).await?
    }

    pub async fn cancel_sign_in(&self) -> Result<(), Fault> {
        self.ask(|answer| Request::CancelSignIn { answer }).await
    }

    /// An earlier run had a code on the screen. Says so until somebody begins anew.
    pub async fn sign_in_interrupted(&self) -> Result<(), Fault> {
        self.ask(|answer| Request::SignInInterrupted { answer }).await
    }

    /// Takes the grant of somebody who has just signed in ([`super::visit`]), if it is theirs to give.
    pub async fn adopt(&self, live: Live, by: Option<String>) -> Result<(), Fault> {
        self.ask(|answer| Request::Adopt { live: Box::new(live), by, answer }).await?
    }

    /// Ends the keeper as soon as nothing is under way, and returns then.
    pub async fn leave(&self) {
        // One that has ended already need not be told.
        let _ = self.requests.send(Request::Leave).await;
        self.requests.closed().await;
    }

    /// Erases the tokens, here and in the storage.
    pub async fn sign_out(&self, by: Option<String>) -> Result<(), Fault> {
        self.ask(|answer| Request::SignOut { by, answer }).await?
    }

    /// The account's settings for signing in were changed: its credential, what it is used for, its
    /// client id and tenant. When this returns, the status shows what that did. Another CA comes with
    /// an imported file, and then the account gets another keeper.
    pub async fn account_changed(&self, account: Account, by: Option<String>) -> Result<(), Fault> {
        let account = Box::new(account);
        self.ask(|answer| Request::AccountChanged { account, by, answer }).await
    }

    /// The provider may be in reach again: the wait after a failed refresh is over.
    pub async fn try_again(&self) {
        // Nobody is there any more when scanpost stops.
        let _ = self.requests.send(Request::TryAgain).await;
    }

    /// Somebody set the machine's clock.
    pub async fn clock_set(&self, jump: Jump) {
        // A keeper that has ended has nothing to move.
        let _ = self.requests.send(Request::ClockSet(jump)).await;
    }

    /// Whom the account believes; delivery believes the same.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The same, for another caller of the provider's servers.
    pub(crate) fn shared_trust(&self) -> Arc<Trust> {
        self.trust.clone()
    }

    /// How it stands, and a way to wait for the next change.
    pub fn status(&self) -> watch::Receiver<GrantStatus> {
        self.status.clone()
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<T>) -> Request,
    ) -> Result<T, Fault> {
        let (answer, answered) = oneshot::channel();
        let ended = || Fault::new(Code::Stopping);
        self.requests.send(request(answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())
    }
}
