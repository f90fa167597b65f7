//! A user's way to the own sign-in, on a page that needs no log-in (`docs/decisions/0019`).
//!
//! 1. Somebody types an address, or comes by a ticket: a visit begins ([`Gateway::begin_visit`]), known by
//!    the key in one browser's cookie. Of addresses that are no user's too, and it looks the same.
//! 2. A code is shown, or the browser goes to the provider. Both belong to this visit alone.
//! 3. Whoever signed in there must be the address that was typed. Else nothing is kept.
//! 4. For five minutes the user sees the own sign-in and can end it, or sees why there is none. Then, or with "Done", nothing is left.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use scanpost_proto::oauth::AuthorizationResponse;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tokio_util::sync::DropGuard;

use super::consents::is_of_consent;
use super::sign_in::ReturnTo;
use super::views::{BrowserView, SignInView};
use super::{Gateway, GatewayError, Inner};
use crate::account::{AccountName, is_address};
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::oauth::authorization_code::{Away, Bearer, BrowserMark, Returned};
use crate::oauth::grant::Live;
use crate::oauth::keeper::ShownCode;
use crate::oauth::visit;
use crate::oauth::wire::Wire;
use crate::oauth::{Account, Way};
use crate::objection::{Objection, Reason};
use crate::user::pace::Pace;
use crate::user::tickets::{Tickets, hash_of, random_key};
use crate::user::{User, account_of};

/// How long a visit lasts in which nobody has signed in.
const LONGEST_VISIT: Duration = Duration::from_mins(15);

/// How long a user sees the own sign-in, or why there is none.
const ENDED_LASTS: Duration = Duration::from_mins(5);

/// What is under way on the users' page.
#[derive(Default)]
pub(super) struct VisitsOfUsers(Mutex<State>);

#[derive(Default)]
struct State {
    /// By the hash of the key.
    visits: BTreeMap<[u8; 32], Visit>,
    pace: Pace,
    tickets: Tickets,
    /// Whoever wanted to sign in last was refused for want of the organisation's consent.
    lacks_consent: bool,
}

struct Visit {
    address: String,
    step: Step,
    until: Instant,
}

enum Step {
    Begun,
    Code { shown: ShownCode, _polling: DropGuard },
    Away(Arc<Away>),
    Failed(Fault),
    SignedIn,
}

/// By what somebody comes.
#[derive(Clone, Copy, Debug)]
pub enum ComesBy<'a> {
    /// The address that was typed.
    Address(&'a str),
    Ticket(&'a str),
}

/// What the visitor sees.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum VisitView {
    /// Nobody has begun anything, or it has ended.
    Nobody,
    Begun {
        address: String,
    },
    Code {
        address: String,
        code: SignInView,
    },
    /// The browser was sent to the provider.
    Away {
        address: String,
    },
    Failed {
        address: String,
        fault: Fault,
        seconds_left: u64,
    },
    SignedIn {
        name: String,
        address: String,
        /// Nothing: signed out by now.
        since: Option<Time>,
        /// Scans that have not ended.
        scans: u64,
        seconds_left: u64,
    },
}

impl Gateway {
    /// The ways in which a user can sign in; empty where no account is set up to send by.
    pub async fn ways_of_users(&self) -> Vec<Way> {
        let Ok(app) = self.inner.app_of_users().await else { return Vec::new() };
        let ways = app.provider.oauth.sign_in.iter().copied();
        ways.filter(|way| *way != Way::ClientCredentials && app.provider.offers(*way)).collect()
    }

    /// Begins a visit; the key is for one browser.
    pub async fn begin_visit(
        &self,
        by: ComesBy<'_>,
        client: IpAddr,
    ) -> Result<SecretString, GatewayError> {
        self.inner.app_of_users().await?;
        let mut state = self.inner.visits_of_users.state();
        let now = Instant::now();
        let address = match by {
            ComesBy::Address(typed) => typed.trim().to_owned(),
            ComesBy::Ticket(ticket) => {
                let unknown = || Objection::new(Reason::TicketUnknown, "");
                state.tickets.take(ticket, now).ok_or_else(unknown)?
            }
        };
        if !is_address(&address) {
            return Err(Objection::new(Reason::AddressInvalid, address.escape_debug()).into());
        }
        state.visits.retain(|_, visit| visit.until > now);
        let settings = &self.inner.settings.users;
        if state.visits.len() >= settings.most_sign_ins
            || !state.pace.may_begin(&address, client, settings, now)
        {
            return Err(Objection::new(Reason::SignInTooOften, "15").into());
        }
        let key = random_key();
        let until = now + LONGEST_VISIT;
        state.visits.insert(hash_of(&key), Visit { address, step: Step::Begun, until });
        Ok(SecretString::from(key))
    }

    /// Whether this ticket could be used.
    pub fn is_ticket(&self, ticket: &str) -> bool {
        self.inner.visits_of_users.state().tickets.is_good(ticket, Instant::now())
    }

    /// Shows a code to this visitor.
    pub async fn visit_with_code(&self, key: &SecretString) -> Result<(), GatewayError> {
        let inner = &self.inner;
        let (address, _) = inner.visits_of_users.of(key)?;
        let (account, user) = inner.account_of_address(&address).await?;
        let wire = Arc::new(Wire::new(
            account.provider.clone(),
            inner.network.leaving_by(account.network.clone()),
        ));
        let clock = inner.clock.clone();
        let begun = visit::with_code(wire, account.needs, clock, user.is_some()).await?;
        let stop = inner.stop.child_token();
        let (shown, hash) = (begun.shown, hash_of(key.expose_secret()));
        let polling = stop.clone().drop_guard();
        inner.visits_of_users.step(hash, Step::Code { shown, _polling: polling });
        let (inner, granted) = (inner.clone(), begun.granted);
        self.inner.tasks.spawn(async move {
            if let Some(result) = stop.run_until_cancelled(granted).await {
                inner.end_visit(hash, result).await;
            }
        });
        Ok(())
    }

    /// Where to send this visitor's browser, and what the visit is called on the way.
    pub async fn visit_in_browser(
        &self,
        key: &SecretString,
        back: ReturnTo,
        browser: BrowserMark,
    ) -> Result<(AccountName, BrowserView), GatewayError> {
        let (address, _) = self.inner.visits_of_users.of(key)?;
        let (account, _) = self.inner.account_of_address(&address).await?;
        let redirect_uri = super::sign_in::redirect_uri(&account, back)?;
        let mut away = visit::in_browser(&account, redirect_uri.clone())?;
        away.browser = Some(browser);
        let seconds_left =
            away.address.deadline.saturating_duration_since(Instant::now()).as_secs();
        let view = BrowserView { url: away.address.url.clone(), redirect_uri, seconds_left };
        let hash = hash_of(key.expose_secret());
        self.inner.visits_of_users.step(hash, Step::Away(Arc::new(away)));
        Ok((name_of(hash), view))
    }

    /// How this visit stands.
    pub async fn visit(&self, key: &SecretString) -> Result<VisitView, GatewayError> {
        let inner = &self.inner;
        let hash = hash_of(key.expose_secret());
        let (address, seconds_left) = {
            let mut state = inner.visits_of_users.state();
            let now = Instant::now();
            state.visits.retain(|_, visit| visit.until > now);
            let Some(visit) = state.visits.get(&hash) else { return Ok(VisitView::Nobody) };
            let address = visit.address.clone();
            let seconds_left = visit.until.saturating_duration_since(now).as_secs();
            match &visit.step {
                Step::Begun => return Ok(VisitView::Begun { address }),
                Step::Code { shown, .. } => {
                    let code = inner.show(shown.clone());
                    return Ok(VisitView::Code { address, code });
                }
                Step::Away(_) => return Ok(VisitView::Away { address }),
                Step::Failed(fault) => {
                    let fault = fault.clone();
                    return Ok(VisitView::Failed { address, fault, seconds_left });
                }
                Step::SignedIn => (address, seconds_left),
            }
        };
        let Some(user) = inner.store.user(address).await? else { return Ok(VisitView::Nobody) };
        let view = inner.user_view(user).await?;
        Ok(VisitView::SignedIn {
            name: view.user.name,
            address: view.user.address,
            since: view.signed_in_at,
            scans: view.scans,
            seconds_left,
        })
    }

    /// A user who has signed in on this visit ends the own sign-in.
    pub async fn visitor_signs_out(&self, key: &SecretString) -> Result<(), GatewayError> {
        let (address, signed_in) = self.inner.visits_of_users.of(key)?;
        if !signed_in {
            return Err(no_visit().into());
        }
        let user = self.inner.store.user(address.clone()).await?.ok_or_else(no_visit)?;
        self.inner.sign_out_user(&user, Some(address)).await
    }

    /// Nothing of this visit is left.
    pub fn end_visit(&self, key: &SecretString) {
        let hash = hash_of(key.expose_secret());
        self.inner.visits_of_users.state().visits.remove(&hash);
    }
}

impl VisitsOfUsers {
    fn state(&self) -> MutexGuard<'_, State> {
        // The lists are whole after every statement, so a panic elsewhere does not matter.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose visit it is, and whether that is proved.
    fn of(&self, key: &SecretString) -> Result<(String, bool), Objection> {
        let hash = hash_of(key.expose_secret());
        let state = self.state();
        let visit = state.visits.get(&hash).filter(|visit| visit.until > Instant::now());
        let visit = visit.ok_or_else(no_visit)?;
        Ok((visit.address.clone(), matches!(visit.step, Step::SignedIn)))
    }

    /// The visit has come further; one that was ended meanwhile stays ended.
    fn step(&self, hash: [u8; 32], step: Step) {
        if let Some(visit) = self.state().visits.get_mut(&hash) {
            let now = Instant::now();
            visit.until = match &step {
                Step::SignedIn | Step::Failed(_) => now + ENDED_LASTS,
                Step::Code { shown, .. } => shown.deadline.max(now) + ENDED_LASTS,
                _ => now + LONGEST_VISIT,
            };
            visit.step = step;
        }
    }

    /// What the provider has shown of the organisation's consent.
    pub(super) fn consent_is(&self, there: bool) {
        self.state().lacks_consent = !there;
    }

    pub(super) fn lacks_consent(&self) -> bool {
        self.state().lacks_consent
    }

    /// A ticket for this user.
    pub(super) fn ticket(&self, address: &str) -> SecretString {
        self.state().tickets.make(address, Instant::now())
    }

    /// Those whose browser is at the provider.
    fn away(&self) -> Vec<([u8; 32], String, Arc<Away>)> {
        let state = self.state();
        let away = state.visits.iter().filter_map(|(hash, visit)| match &visit.step {
            Step::Away(away) => Some((*hash, visit.address.clone(), away.clone())),
            _ => None,
        });
        away.collect()
    }
}

impl Inner {
    /// The account of this address, and its user if it is one's.
    async fn account_of_address(
        &self,
        address: &str,
    ) -> Result<(Account, Option<User>), GatewayError> {
        let user = self.store.user(address.to_owned()).await?;
        let account = if let Some(user) = &user {
            self.account_of_user(user).await?
        } else {
            let app = self.app_of_users().await?;
            app.for_user(account_of(address), address.to_owned(), String::new())
        };
        Ok((account, user))
    }

    /// What came of a sign-in. Only the user's own becomes a grant.
    async fn end_visit(&self, hash: [u8; 32], result: Result<Live, Fault>) {
        let address = self.visits_of_users.state().visits.get(&hash).map(|one| one.address.clone());
        let Some(address) = address else { return }; // ended meanwhile, and so is the sign-in
        let step = match self.adopt(&address, result).await {
            Ok(()) => {
                self.visits_of_users.consent_is(true);
                Step::SignedIn
            }
            Err(fault) => {
                if is_of_consent(&fault) {
                    self.visits_of_users.consent_is(false);
                }
                tracing::warn!(event = "user.sign-in-failed", account = %account_of(&address), fault = %fault.code);
                Step::Failed(fault)
            }
        };
        self.visits_of_users.step(hash, step);
        self.news.happened();
    }

    async fn adopt(&self, address: &str, result: Result<Live, Fault>) -> Result<(), Fault> {
        let live = result?;
        let gone = || Fault::new(Code::CodeExpired);
        let user = self.store.user(address.to_owned()).await?.ok_or_else(gone)?;
        let account = self.account_of_user(&user).await?;
        account.admits(live.given.signed_in_as.as_deref())?;
        let keeper = self.at_work(&user).await?;
        keeper.adopt(live, Some(user.address.clone())).await?;
        self.bells.ring(&account.name);
        Ok(())
    }

    /// A browser has come back; nothing: it was no user's.
    pub(super) async fn visitor_came_back(
        &self,
        returned: &str,
        keys: &[SecretString],
    ) -> Option<Result<AccountName, Fault>> {
        for (hash, address, away) in self.visits_of_users.away() {
            let response = AuthorizationResponse::read(returned);
            let name = name_of(hash);
            let code = match away.returned(response, &Bearer::Browser(keys.to_vec())) {
                Returned::Unknown(_) => continue,
                Returned::NotTheirs(fault) => return Some(Err(fault)),
                Returned::Ended(fault) => {
                    self.visits_of_users.step(hash, Step::Failed(fault));
                    return Some(Ok(name));
                }
                Returned::Code(code) => code,
            };
            // Whatever comes of it, the same code is not tried twice.
            self.visits_of_users.step(hash, Step::Begun);
            let result = self.redeem(&address, &away, &code).await;
            self.end_visit(hash, result).await;
            return Some(Ok(name));
        }
        None
    }

    async fn redeem(&self, address: &str, away: &Away, code: &SecretString) -> Result<Live, Fault> {
        let gone = || Fault::new(Code::CodeExpired);
        let user = self.store.user(address.to_owned()).await?.ok_or_else(gone)?;
        let account = self.account_of_user(&user).await?;
        let wire =
            Wire::new(account.provider.clone(), self.network.leaving_by(account.network.clone()));
        visit::redeem(&wire, &account, &self.sealer, (away, code), &self.clock).await
    }
}

/// What a visit is called where a browser is known by the account that it signs in. Of one mailbox there may
/// be several visits, and none ends another.
fn name_of(hash: [u8; 32]) -> AccountName {
    AccountName::of_user(&hash)
}

fn no_visit() -> Objection {
    Objection::new(Reason::VisitEnded, "")
}
