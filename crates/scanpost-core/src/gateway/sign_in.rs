//! Sign-in and sign-out: an account gets the right to send, and loses it.
//!
//! Three ways lead to it, and the account's settings name the one to propose:
//!
//! - with a code on another screen: [`By::sign_in`]
//! - in the administrator's browser: [`By::begin_browser_sign_in`], [`Gateway::browser_came_back`]
//!   or [`By::finish_browser_sign_in`]
//! - as an app, with a secret or a certificate: [`By::sign_in_as_app`] (`credentials.rs`)
//!
//! After each the account logs in at its mail server once: what the grant is worth, only that tells.

use std::collections::BTreeSet;
use std::sync::Arc;

use scanpost_proto::oauth::{AdminConsent, AuthorizationResponse, admin_consent_url};
use secrecy::SecretString;
use tokio::time::Instant;

use super::accounts::check_account;
use super::mail_settings::read_network;
use super::views::{BrowserView, ConnectionView, ConsentView, GrantView, SignInView};
use super::{By, Gateway, GatewayError, Inner};
use crate::account::AccountName;
use crate::administrator::person::Administrator;
use crate::administrator::token::ApiToken;
use crate::administrator::{Actor, Privilege};
use crate::delivery::{self, ConnectionStatus};
use crate::fault::{Code, Fault};
use crate::oauth::authorization_code::{Bearer, BrowserMark};
use crate::oauth::keeper::{Keeper, ShownCode};
use crate::oauth::notice::{is_other_name, notices};
use crate::oauth::{Account, Limits, Needs, Way};
use crate::objection::{Objection, Reason};
use crate::record::{Put, Revision};

/// Where the gateway's own page takes the browser back; what stands before it is its address.
pub const RETURN_PATH: &str = "/sign-in/return";

/// Where the browser shall end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnTo {
    /// At scanpost's own page, at this whole address: `https://…/sign-in/return`, or the same on
    /// this machine.
    Page(String),
    /// At this machine's port, named as the provider wants it.
    Loopback { port: u16 },
    /// At a page from which the person copies the address.
    Pasted,
}

/// How an account signs in, as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInSettings {
    /// None: the first way that the provider offers.
    pub way: Option<Way>,
    pub needs: Needs,
    pub client_id: String,
    /// None: as it is.
    pub tenant: Option<String>,
    /// What differs from the provider's limits. None: as it is.
    pub limits: Option<Limits>,
    /// An address of this machine or one of its interfaces; empty: as the site. None: as it is.
    pub network: Option<String>,
}

impl Gateway {
    /// How an account's sign-in stands, and what could be done.
    pub async fn grant(&self, name: &AccountName) -> Result<GrantView, GatewayError> {
        let (account, keeper) = self.inner.account_and_keeper(name).await?;
        let status = keeper.status().borrow().clone();
        let now = self.inner.clock.now();
        let given = status.given.as_ref();
        let signed_in_as = given.and_then(|given| given.signed_in_as.clone());
        let oauth = &account.provider.oauth;
        let ways = oauth.sign_in.iter().copied().filter(|way| account.provider.offers(*way));
        Ok(GrantView {
            token_status: status.token_status,
            way: account.way(),
            ways: ways.collect(),
            needs: account.needs,
            would_ask: oauth.scopes.asked(account.way(), account.needs),
            given_way: given.map(|given| given.way),
            granted: given.map(|given| given.scopes.clone()).unwrap_or_default(),
            missing: status.missing_scopes.clone(),
            is_other_name: signed_in_as
                .as_ref()
                .is_some_and(|name| is_other_name(name, &account.address)),
            signed_in_as,
            expected: account.address.clone(),
            signed_in_at: given.map(|given| given.at),
            refreshed_at: status.refreshed_at,
            next_refresh_at: status.next_refresh_at,
            lapses_at: status.lapses_at,
            lasting: status.lasting,
            browser_seconds_left: status.browser_until.map(seconds_left),
            credential: account.credential.as_ref().map(Into::into),
            client_id: oauth.client_id.clone(),
            tenant: oauth.tenant.clone(),
            paste_from: oauth.redirect.pasted.clone(),
            can_consent: account.provider.admin_consent_url().is_some(),
            limits: account.limits,
            usual_limits: account.provider.limits(),
            notices: notices(&account, &status, now),
            revision: account.revision,
        })
    }
}

impl Gateway {
    /// A browser has come to the return address with these keys. It needs no session: it ends the
    /// sign-in that it was sent out for, in the name of whoever began that, and no other.
    pub async fn browser_came_back(
        &self,
        returned: &str,
        keys: &[SecretString],
    ) -> Result<AccountName, Fault> {
        if let Some(done) = self.inner.visitor_came_back(returned, keys).await {
            return done;
        }
        self.inner.finish_authorization(returned, || Bearer::Browser(keys.to_vec())).await
    }
}

impl By<'_> {
    /// Begins a sign-in by device code, or shows the code that can still be used.
    pub async fn sign_in(&self, name: &AccountName) -> Result<SignInView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let keeper = self.inner().keeper(name).await?;
        let code = keeper.sign_in(self.stamp().by).await?;
        self.inner().note_code(name, &keeper, self.stamp()).await?;
        Ok(self.inner().show(code))
    }

    /// Begins a sign-in in the administrator's browser: where to send it. `browser`: the one that may
    /// come back by itself ([`Gateway::browser_came_back`]); without it an actor brings the return.
    pub async fn begin_browser_sign_in(
        &self,
        name: &AccountName,
        back: ReturnTo,
        browser: Option<BrowserMark>,
    ) -> Result<BrowserView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (account, keeper) = self.inner().account_and_keeper(name).await?;
        let redirect_uri = redirect_uri(&account, back)?;
        let hint = Some(account.address.clone());
        let address = keeper
            .begin_authorization(redirect_uri.clone(), hint, browser, self.stamp().by)
            .await?;
        let seconds_left = seconds_left(address.deadline);
        Ok(BrowserView { url: address.url, redirect_uri, seconds_left })
    }

    /// A person who may sign accounts in pasted where the browser ended, or a program brings it:
    /// `returned` is the query or the whole address. Says whose sign-in it was.
    pub async fn finish_browser_sign_in(
        &self,
        returned: &str,
    ) -> Result<AccountName, GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().finish_authorization(returned, || Bearer::Actor).await?)
    }

    /// Lets the app sign in by itself.
    pub async fn sign_in_as_app(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().keeper(name).await?.sign_in_as_app(self.stamp().by).await?)
    }

    pub async fn cancel_sign_in(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().keeper(name).await?.cancel_sign_in().await?)
    }

    /// Erases the account's tokens.
    pub async fn sign_out(&self, name: &AccountName) -> Result<(), GatewayError> {
        self.may(Privilege::Accounts)?;
        Ok(self.inner().keeper(name).await?.sign_out(self.stamp().by).await?)
    }

    /// Logs in at the mail server, now, and says how that went.
    pub async fn check_connection(
        &self,
        name: &AccountName,
    ) -> Result<ConnectionView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let status = self.inner().check_connection(name).await?;
        Ok(ConnectionView { at: status.at, fault: status.fault })
    }

    /// Where an administrator of the tenant consents for all of it.
    pub async fn begin_admin_consent(
        &self,
        name: &AccountName,
        back: ReturnTo,
    ) -> Result<BrowserView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (account, _) = self.inner().account_and_keeper(name).await?;
        let provider = &account.provider;
        let not_offered = || Fault::new(Code::WayNotOffered).fact("provider", &provider.title);
        let endpoint = provider.admin_consent_url().ok_or_else(not_offered)?;
        let redirect_uri = redirect_uri(&account, back)?;
        if !provider.may_return_to(&redirect_uri) {
            return Err(Fault::new(Code::RedirectNotAllowed).into());
        }
        let (client_id, scopes) =
            (&provider.oauth.client_id, provider.oauth.scopes.asked(account.way(), account.needs));
        let (state, deadline) = self.inner().consents.expect(name.clone(), self.stamp().by);
        let url = admin_consent_url(&endpoint, client_id, &redirect_uri, &scopes, &state);
        Ok(BrowserView { url, redirect_uri, seconds_left: seconds_left(deadline) })
    }

    /// The browser has come back from there. It is noted, and what waited for it is tried; nobody is signed in
    /// by it: who consented signs in, or lets the app sign in, after it.
    pub async fn finish_admin_consent(&self, returned: &str) -> Result<ConsentView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let take = |state: Option<&str>| {
            let account = state.and_then(|state| self.inner().consents.take(state));
            account.ok_or_else(|| Fault::new(Code::ReturnUnknown))
        };
        match AdminConsent::read(returned) {
            AdminConsent::Given { tenant, state, scopes } => {
                let (account, by) = take(Some(&state))?;
                self.inner().consented(&account, &tenant, by).await?;
                Ok(ConsentView { account, tenant, scopes: scopes.unwrap_or_default() })
            }
            AdminConsent::Refused { error, state } => {
                let (account, _) = take(state.as_deref())?;
                Err(crate::oauth::refused_consent(&error).fact("account", account).into())
            }
            AdminConsent::Nonsense(what) => {
                Err(Fault::new(Code::ReturnUnreadable).words(what).into())
            }
        }
    }

    /// Changes how the account signs in. The grant that it has goes on as it was given; with another
    /// client id or tenant a person has to sign in again, and the account's state says so.
    pub async fn change_sign_in(
        &self,
        name: &AccountName,
        settings: SignInSettings,
        seen: Revision,
    ) -> Result<GrantView, GatewayError> {
        self.change_account(name, seen, |account| {
            let SignInSettings { way, needs, client_id, tenant, limits, network } = settings;
            account.way = way;
            account.needs = needs;
            account.provider.oauth.client_id = client_id;
            if tenant.is_some() {
                account.provider.oauth.tenant = tenant;
            }
            account.limits = limits.unwrap_or(account.limits);
            if let Some(network) = network {
                account.network = read_network(&network)?;
            }
            check_account(account)
        })
        .await
    }

    /// Changes something of an account that its keeper has to know, if nobody was faster.
    pub(super) async fn change_account(
        &self,
        name: &AccountName,
        seen: Revision,
        change: impl FnOnce(&mut Account) -> Result<(), GatewayError>,
    ) -> Result<GrantView, GatewayError> {
        self.may(Privilege::Accounts)?;
        let (mut account, keeper) = self.inner().account_and_keeper(name).await?;
        let changed_meanwhile = || Objection::new(Reason::ChangedMeanwhile, name);
        if account.revision != seen {
            return Err(changed_meanwhile().into());
        }
        change(&mut account)?;
        match self.inner().store.put_account(account.clone(), self.stamp()).await? {
            Put::Replaced => {}
            Put::Added | Put::Changed => return Err(changed_meanwhile().into()),
        }
        account.revision = seen.next();
        keeper.account_changed(account.clone(), self.stamp().by).await?;
        if let Some(running) = self.inner().accounts.lock().await.get_mut(name) {
            running.goes_on_as(account);
        }
        self.inner().reload_receiving().await?;
        self.inner().app_of_users_changed().await?;
        self.inner().news.happened();
        self.gateway.grant(name).await
    }
}

impl Inner {
    pub(super) fn show(&self, code: ShownCode) -> SignInView {
        let left = code.deadline.saturating_duration_since(Instant::now());
        SignInView {
            user_code: code.user_code,
            verification_uri: code.verification_uri,
            expires_at: self.clock.now() + left,
            seconds_left: left.as_secs(),
        }
    }

    /// The queue logs in, so that the limit of the mailbox holds; without one, the gateway does. An account
    /// that only receives shows its token where it may: its mailbox is polled.
    pub(super) async fn check_connection(
        &self,
        name: &AccountName,
    ) -> Result<ConnectionStatus, GatewayError> {
        let (account, keeper) = self.account_and_keeper(name).await?;
        if !account.needs.sending {
            return self.poll_of(name).await;
        }
        let share = self.share_of(name).await?;
        let queue = self.accounts.lock().await.get(name).and_then(|running| running.queue.clone());
        if let Some(queue) = queue {
            return Ok(queue.check().await.ok_or_else(|| Fault::new(Code::Stopping))?);
        }
        let status = delivery::check(&account, &keeper, &share, &self.clock).await;
        if let Some(running) = self.accounts.lock().await.get(name) {
            running.checked.send_replace(Some(status.clone()));
        }
        self.news.happened();
        Ok(status)
    }

    async fn finish_authorization(
        &self,
        returned: &str,
        bearer: impl Fn() -> Bearer,
    ) -> Result<AccountName, Fault> {
        let mut unknown = match AuthorizationResponse::read(returned) {
            AuthorizationResponse::Nonsense(what) => Fault::new(Code::ReturnUnreadable).words(what),
            _ => Fault::new(Code::ReturnUnknown),
        };
        for (name, keeper) in self.waiting_for_a_browser().await {
            // Each keeper knows its own state alone, and lets every other return pass.
            let response = AuthorizationResponse::read(returned);
            match keeper.finish_authorization(response, bearer()).await {
                Ok(()) => return Ok(name),
                Err(fault) if fault.code == Code::ReturnUnknown => unknown = fault,
                Err(fault) => return Err(fault.fact("account", &name)),
            }
        }
        Err(unknown)
    }

    /// Who has been removed, or may not sign accounts in any more, has nothing under way.
    pub(super) async fn end_sign_ins_of_others(&self) {
        let lists = self.roster.lists();
        let people = lists.administrators.iter().map(Administrator::actor);
        let programs = lists.tokens.iter().map(ApiToken::actor);
        let may = people.chain(programs).chain([Actor::Console]);
        let may = may.filter(|actor| actor.may(Privilege::Accounts)).map(|actor| actor.to_string());
        let who = Arc::new(may.collect::<BTreeSet<_>>());
        self.newcomers.keep_those_of(&who);
        let accounts = self.accounts.lock().await;
        let keepers: Vec<_> = accounts.values().map(|running| running.keeper.clone()).collect();
        drop(accounts);
        for keeper in keepers {
            // One that has ended has nothing under way.
            let _ = keeper.keep_sign_ins_of(who.clone()).await;
        }
    }

    async fn waiting_for_a_browser(&self) -> Vec<(AccountName, Keeper)> {
        let accounts = self.accounts.lock().await;
        let waiting = accounts
            .iter()
            .filter(|(_, running)| running.keeper.status().borrow().browser_until.is_some());
        waiting.map(|(name, running)| (name.clone(), running.keeper.clone())).collect()
    }
}

pub(super) fn redirect_uri(account: &Account, back: ReturnTo) -> Result<String, Fault> {
    let redirect = &account.provider.oauth.redirect;
    match back {
        ReturnTo::Page(address) => Ok(address),
        ReturnTo::Loopback { port } => Ok(format!("{}:{port}{RETURN_PATH}", redirect.loopback)),
        ReturnTo::Pasted => {
            redirect.pasted.clone().ok_or_else(|| Fault::new(Code::RedirectNotAllowed))
        }
    }
}

fn seconds_left(deadline: Instant) -> u64 {
    deadline.saturating_duration_since(Instant::now()).as_secs()
}
