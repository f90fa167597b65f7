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
//! Not here: what an answer makes of a grant ([`super::grant`], pure), how it is asked ([`super::wire`]).

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use scanpost_proto::oauth::{TokenAnswer, Tokens};
use secrecy::SecretString;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::account::{Account, AccountName, Accounts, Generation, PutGrant};
use super::device_code::{self, Begun};
use super::grant::{Given, Grant, Live, TokenStatus};
use super::provider::SignInWay;
use super::seal::Sealer;
use super::wire::Wire;
use crate::clock::{Clock, Jump, Time};
use crate::fault::{Code, Fault};
use crate::journal::Event;
use crate::settings::RefreshPolicy;

/// More askers than this wait at the door until the keeper has time.
const MOST_REQUESTS: usize = 64;

/// How soon a grant that could not be written is written again.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// A token to show to a mail server.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub token: SecretString,
    /// Names this token when it is refused: see [`Keeper::token_after`].
    pub generation: Generation,
}

/// What everybody may know of a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantStatus {
    pub token_status: TokenStatus,
    pub given: Option<Given>,
    pub refreshed_at: Option<Time>,
    pub next_refresh_at: Option<Time>,
    /// Why the token is invalid, or what hindered its last refresh.
    pub fault: Option<Fault>,
    /// The code that is on the screen.
    pub code: Option<ShownCode>,
    /// Why the last sign-in came to nothing.
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
}

#[derive(Debug)]
enum Request {
    Token { refused: Option<Generation>, answer: oneshot::Sender<Result<AccessToken, Fault>> },
    SignIn { answer: oneshot::Sender<Result<ShownCode, Fault>> },
    CancelSignIn { answer: oneshot::Sender<()> },
    SignOut { answer: oneshot::Sender<Result<(), Fault>> },
    ClockSet(Jump),
}

impl Keeper {
    /// Reads the account's grant and starts its keeper, until `stop`.
    pub async fn start(
        account: &Account,
        store: Arc<dyn Accounts>,
        sealer: Arc<Sealer>,
        clock: Clock,
        policy: RefreshPolicy,
        stop: CancellationToken,
    ) -> Result<Keeper, Fault> {
        let (requests, inbox) = mpsc::channel(MOST_REQUESTS);
        let mut desk = Desk {
            name: account.name.clone(),
            wire: Arc::new(Wire::new(account.provider.clone())),
            store,
            sealer,
            clock,
            policy,
            grant: Grant::Absent,
            generation: None,
            unwritten: None,
            refreshing: None,
            failures: 0,
            not_before: None,
            asking: Vec::new(),
            beginning: None,
            awaiting_code: Vec::new(),
            sign_in: None,
            sign_in_fault: None,
        };
        desk.read().await?;
        let (shown, status) = watch::channel(desk.status());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = desk.keep(inbox, shown) => {}
            }
        });
        Ok(Keeper { requests, status })
    }

    /// A token that is good for now.
    pub async fn token(&self) -> Result<AccessToken, Fault> {
        self.ask(|answer| Request::Token { refused: None, answer }).await?
    }

    /// A token that is newer than the one that a mail server refused.
    pub async fn token_after(&self, refused: Generation) -> Result<AccessToken, Fault> {
        self.ask(|answer| Request::Token { refused: Some(refused), answer }).await?
    }

    /// Begins a sign-in by device code, or shows the code that can still be used.
    pub async fn sign_in(&self) -> Result<ShownCode, Fault> {
        self.ask(|answer| Request::SignIn { answer }).await?
    }

    pub async fn cancel_sign_in(&self) -> Result<(), Fault> {
        self.ask(|answer| Request::CancelSignIn { answer }).await
    }

    /// Erases the tokens, here and in the storage.
    pub async fn sign_out(&self) -> Result<(), Fault> {
        self.ask(|answer| Request::SignOut { answer }).await?
    }

    /// Somebody set the machine's clock.
    pub async fn clock_set(&self, jump: Jump) {
        // A keeper that has ended has nothing to move.
        let _ = self.requests.send(Request::ClockSet(jump)).await;
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
        let ended = |_| Fault::new(Code::Stopping);
        self.requests.send(request(answer)).await.map_err(|_| ended(()))?;
        answered.await.map_err(|_| ended(()))
    }
}

/// What the keeper has on its desk.
struct Desk {
    name: AccountName,
    wire: Arc<Wire>,
    store: Arc<dyn Accounts>,
    sealer: Arc<Sealer>,
    clock: Clock,
    policy: RefreshPolicy,
    grant: Grant,
    /// The generation of `grant` in the storage.
    generation: Option<Generation>,
    /// A newer grant that the storage has not taken yet.
    unwritten: Option<(Grant, Event)>,
    refreshing: Option<BoxFuture<'static, Result<TokenAnswer, Fault>>>,
    /// Refreshes that failed, in a row.
    failures: u32,
    /// No refresh by itself before this moment.
    not_before: Option<Time>,
    /// Who waits for the refresh that is under way.
    asking: Vec<(Option<Generation>, oneshot::Sender<Result<AccessToken, Fault>>)>,
    /// A code pair that has been asked for, and who waits to see it.
    beginning: Option<BoxFuture<'static, Result<Begun, Fault>>>,
    awaiting_code: Vec<oneshot::Sender<Result<ShownCode, Fault>>>,
    sign_in: Option<SignIn>,
    sign_in_fault: Option<Fault>,
}

struct SignIn {
    shown: ShownCode,
    polling: BoxFuture<'static, Result<Tokens, Fault>>,
}

impl Desk {
    async fn keep(mut self, mut inbox: mpsc::Receiver<Request>, shown: watch::Sender<GrantStatus>) {
        loop {
            let refresh_at = self.next_refresh_at();
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
                () = sleep_or_never(&clock, refresh_at), if self.refreshing.is_none() && self.unwritten.is_none() => {
                    self.begin_refresh();
                }
                () = tokio::time::sleep(WRITE_AGAIN), if self.unwritten.is_some() => self.write().await,
            }
            let status = self.status();
            shown.send_if_modified(|old| (*old != status).then(|| *old = status).is_some());
        }
    }

    async fn handle(&mut self, request: Request) {
        match request {
            Request::Token { refused, answer } => self.give_token(refused, answer),
            Request::SignIn { answer } => self.begin_sign_in(answer),
            Request::CancelSignIn { answer } => {
                self.forget_sign_in();
                let _ = answer.send(());
            }
            Request::SignOut { answer } => {
                let _ = answer.send(self.sign_out().await);
            }
            Request::ClockSet(jump) => self.clock_set(jump),
        }
    }

    // Tokens

    /// Gives the token in hand, or starts a refresh and lets the asker wait for it.
    fn give_token(
        &mut self,
        refused: Option<Generation>,
        answer: oneshot::Sender<Result<AccessToken, Fault>>,
    ) {
        match self.token_in_hand(refused) {
            Ok(token) => {
                let _ = answer.send(Ok(token));
            }
            Err(None) => {
                self.asking.push((refused, answer));
                if self.refreshing.is_none() && self.unwritten.is_none() {
                    self.begin_refresh();
                }
            }
            Err(Some(fault)) => {
                let _ = answer.send(Err(fault));
            }
        }
    }

    /// `Err(None)`: a refresh may give one.
    fn token_in_hand(&self, refused: Option<Generation>) -> Result<AccessToken, Option<Fault>> {
        let (live, lapsed) = match &self.grant {
            Grant::Absent => {
                return Err(Some(Fault::new(Code::SignInNeeded).fact("account", &self.name)));
            }
            Grant::Live(live) => (live, None),
            Grant::Lapsed(lapsed) => (&lapsed.last, Some(lapsed)),
        };
        if let Some(lapsed) = lapsed.filter(|lapsed| !lapsed.may_recover()) {
            return Err(Some(lapsed.why.clone()));
        }
        let generation = self.generation.unwrap_or_default();
        let left = self.clock.now().until(live.tokens.access_ends_at);
        if left > self.policy.least_left.min(life(live) / 4) && refused != Some(generation) {
            return Ok(AccessToken { token: live.tokens.access_token.clone(), generation });
        }
        // While the wait after a failed refresh runs, more askers do not make more requests.
        let waiting = self.not_before.is_some_and(|moment| moment > self.clock.now());
        let hindrance = lapsed.map(|lapsed| &lapsed.why).or(live.hindered.as_ref());
        Err(hindrance.filter(|_| waiting).cloned())
    }

    // Refresh

    /// When the grant is renewed by itself: ahead of the token's end, and so often that it never
    /// lapses for want of use.
    fn next_refresh_at(&self) -> Option<Time> {
        let (live, may) = match &self.grant {
            Grant::Absent => return None,
            Grant::Live(live) => (live, true),
            Grant::Lapsed(lapsed) => (&lapsed.last, lapsed.may_recover()),
        };
        if !may || live.tokens.refresh_token.is_none() && live.hindered.is_some() {
            return None;
        }
        let ahead = self.policy.ahead.min(life(live) / 2);
        let wanted = (live.tokens.access_ends_at - ahead)
            .min(live.refreshed_at + self.policy.at_least_every)
            .max(live.refreshed_at + self.policy.first_wait.min(life(live) / 2));
        Some(wanted.max(self.not_before.unwrap_or(wanted)))
    }

    fn begin_refresh(&mut self) {
        let Some(live) = self.grant.live() else { return };
        let Some(refresh_token) = live.tokens.refresh_token.clone() else {
            self.refreshing = Some(Box::pin(async {
                Err(Fault::new(Code::GrantRevoked).words("the provider gave no refresh token"))
            }));
            return;
        };
        let wire = self.wire.clone();
        self.refreshing = Some(Box::pin(async move { wire.refresh(&refresh_token).await }));
    }

    async fn refreshed(&mut self, answer: Result<TokenAnswer, Fault>) {
        self.refreshing = None;
        let now = self.clock.now();
        let told = match &answer {
            Ok(TokenAnswer::Busy { retry_after }) => *retry_after,
            _ => None,
        };
        let next = match (self.grant.clone(), answer) {
            (Grant::Absent, _) => return, // signed out meanwhile
            (Grant::Live(live), Ok(answer)) => live.refreshed(answer, now),
            (Grant::Live(live), Err(fault)) if fault.code == Code::GrantRevoked => {
                live.ended(fault, now)
            }
            (Grant::Live(live), Err(fault)) => live.hindered(fault),
            (Grant::Lapsed(lapsed), Ok(answer)) => lapsed.refreshed(answer, now),
            (Grant::Lapsed(lapsed), Err(_)) => Grant::Lapsed(lapsed),
        };
        match trouble(&next) {
            None => {
                self.failures = 0;
                self.not_before = None;
            }
            Some(fault) => {
                self.failures = self.failures.saturating_add(1);
                self.not_before =
                    Some(now + self.policy.wait(self.failures).max(told.unwrap_or_default()));
                tracing::warn!(event = "grant.not-refreshed", account = %self.name, fault = %fault.code);
            }
        }
        let event = self.event_of(&next);
        self.put(next, event).await;
    }

    /// What the journal says of a step; nothing where nothing new happened.
    fn event_of(&self, next: &Grant) -> Option<Event> {
        let known = trouble(&self.grant).map(|fault| fault.code);
        match (next, trouble(next)) {
            (_, None) => Some(Event::TokenRefreshed),
            (_, Some(fault)) if known == Some(fault.code) => None,
            (Grant::Lapsed(_), Some(fault)) => Some(Event::GrantLapsed { fault: fault.clone() }),
            (_, Some(fault)) => Some(Event::GrantHindered { fault: fault.clone() }),
        }
    }

    // Sign-in and sign-out

    fn begin_sign_in(&mut self, answer: oneshot::Sender<Result<ShownCode, Fault>>) {
        if let Some(sign_in) = &self.sign_in {
            let _ = answer.send(Ok(sign_in.shown.clone())); // the asker may have left
            return;
        }
        self.awaiting_code.push(answer);
        if self.beginning.is_none() {
            let wire = self.wire.clone();
            self.beginning = Some(Box::pin(async move { device_code::begin(&wire).await }));
        }
    }

    /// The provider has answered with a code pair: show it, and poll.
    fn begun(&mut self, begun: Result<Begun, Fault>) {
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
    fn forget_sign_in(&mut self) {
        self.beginning = None;
        self.awaiting_code.clear();
        self.sign_in = None;
        self.sign_in_fault = None;
    }

    async fn signed_in(&mut self, result: Result<Tokens, Fault>) {
        self.sign_in = None;
        match result {
            Ok(tokens) => {
                let requested = &self.wire.provider().oauth.scopes;
                let live =
                    Live::granted(tokens, SignInWay::DeviceCode, requested, self.clock.now());
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
            Err(fault) => {
                tracing::warn!(event = "grant.sign-in-failed", account = %self.name, fault = %fault.code);
                self.sign_in_fault = Some(fault);
            }
        }
    }

    async fn sign_out(&mut self) -> Result<(), Fault> {
        self.forget_sign_in();
        self.refreshing = None;
        self.unwritten = None;
        loop {
            let now = self.clock.now();
            let put = self.store.put_grant_if(
                self.name.clone(),
                self.generation,
                None,
                Event::SignedOut,
                now,
            );
            match put.await? {
                PutGrant::Done(generation) => {
                    self.generation = Some(generation);
                    self.grant = Grant::Absent;
                    self.answer_all();
                    return Ok(());
                }
                PutGrant::Changed => self.read().await?,
            }
        }
    }

    // Storage

    async fn read(&mut self) -> Result<(), Fault> {
        let stored = self.store.grant(self.name.clone()).await?;
        self.generation = stored.as_ref().map(|stored| stored.generation);
        self.grant = match stored {
            // A grant that was removed keeps its generation and has no octets.
            Some(stored) if !stored.sealed.is_empty() => {
                match self.sealer.open(&self.name, &stored.sealed) {
                    Ok(grant) => grant,
                    Err(fault) => {
                        tracing::error!(event = "grant.unreadable", account = %self.name);
                        self.sign_in_fault = Some(fault);
                        Grant::Absent
                    }
                }
            }
            _ => Grant::Absent,
        };
        Ok(())
    }

    /// Makes `next` the grant: durable first, then in use.
    async fn put(&mut self, next: Grant, event: Option<Event>) {
        match event {
            Some(event) => {
                self.unwritten = Some((next, event));
                self.write().await;
            }
            // Nothing that must survive a power cut: the same tokens, the same trouble.
            None => {
                self.grant = next;
                self.answer_all();
            }
        }
    }

    async fn write(&mut self) {
        let Some((next, event)) = self.unwritten.clone() else { return };
        let sealed = self.sealer.seal(&self.name, &next);
        let put = self.store.put_grant_if(
            self.name.clone(),
            self.generation,
            sealed,
            event,
            self.clock.now(),
        );
        match put.await {
            Ok(PutGrant::Done(generation)) => {
                self.generation = Some(generation);
                self.grant = next;
                self.unwritten = None;
                self.answer_all();
            }
            Ok(PutGrant::Changed) => {
                // Another was faster. A refresh then belongs to a grant that is no more; a person's
                // sign-in is newer than anything, and is written over it.
                let unwritten = self.unwritten.take();
                self.unwritten =
                    unwritten.filter(|(_, event)| matches!(event, Event::SignedIn { .. }));
                if let Err(fault) = self.read().await {
                    tracing::error!(event = "grant.not-read", account = %self.name, fault = %fault);
                }
                self.answer_all();
            }
            Err(fault) => {
                tracing::error!(event = "grant.not-written", account = %self.name, fault = %fault);
                self.refuse_all(&fault);
            }
        }
    }

    fn answer_all(&mut self) {
        for (refused, answer) in std::mem::take(&mut self.asking) {
            let given = self.token_in_hand(refused).map_err(|fault| {
                let unknown = || {
                    Fault::new(Code::SignInNonsense).words("the refreshed token is already too old")
                };
                fault.or_else(|| trouble(&self.grant).cloned()).unwrap_or_else(unknown)
            });
            let _ = answer.send(given);
        }
    }

    fn refuse_all(&mut self, fault: &Fault) {
        for (_, answer) in std::mem::take(&mut self.asking) {
            let _ = answer.send(Err(fault.clone()));
        }
    }

    fn clock_set(&mut self, jump: Jump) {
        self.grant = std::mem::take(&mut self.grant).shifted(jump);
        self.not_before = self.not_before.map(|moment| moment.shifted(jump));
        if let Some((grant, event)) = self.unwritten.take() {
            self.unwritten = Some((grant.shifted(jump), event));
        }
    }

    fn status(&self) -> GrantStatus {
        let live = self.grant.live();
        let token_status = match &self.sign_in {
            Some(_) => TokenStatus::WaitingForAuthorisation,
            None => self.grant.token_status(),
        };
        GrantStatus {
            token_status,
            given: live.map(|live| live.given.clone()),
            refreshed_at: live.map(|live| live.refreshed_at),
            next_refresh_at: self.next_refresh_at(),
            fault: trouble(&self.grant).cloned(),
            code: self.sign_in.as_ref().map(|sign_in| sign_in.shown.clone()),
            sign_in_fault: self.sign_in_fault.clone(),
        }
    }
}

/// How long the access token lives in all.
fn life(live: &Live) -> Duration {
    live.refreshed_at.until(live.tokens.access_ends_at)
}

/// What is wrong with a grant, if anything is.
fn trouble(grant: &Grant) -> Option<&Fault> {
    match grant {
        Grant::Absent => None,
        Grant::Live(live) => live.hindered.as_ref(),
        Grant::Lapsed(lapsed) => Some(&lapsed.why),
    }
}

/// Waits for a future that may not be there.
async fn or_never<F: Future + Unpin>(future: Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

async fn sleep_or_never(clock: &Clock, moment: Option<Time>) {
    match moment {
        Some(moment) => clock.sleep_until(moment).await,
        None => pending().await,
    }
}
