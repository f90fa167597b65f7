//! A sign-in in the browser, step by step (RFC 6749 §4.1, provider-facts 1.9).
//!
//! 1. [`begin`](Authority::begin) checks the request. What is wrong with the client or its redirect
//!    URI is said on a page, since nobody knows where to return to; the rest is said to the app
//!    (§4.1.2.1).
//! 2. The person says who it is, and policies may stop it there.
//! 3. [`agree`](Authority::agree) or [`turn_back`](Authority::turn_back) ends it with the address
//!    to return to.
//! 4. [`redeem_code`](Authority::redeem_code): the app shows the code.

use jiff::Timestamp;
use scanpost_proto::oauth::Form;

use super::{
    Authority, Caller, TokenSet,
    authorization::{Approval, Redemption, Request},
    parameters::Parameters,
    policy::{self, Way},
    refusal::Refusal,
    scope::Scope,
    tokens::{Holder, How},
};
use crate::{
    registration::Platform,
    switches::{Quirk, Switches, UserState},
};

/// Why no sign-in begins.
#[derive(Debug)]
pub(crate) enum NotBegun {
    /// Said to the person.
    Page(Refusal),
    /// Said to the app, by sending the browser to this address.
    Return(String),
}

impl Authority {
    /// The name of the request that now waits for a person.
    pub(crate) fn begin(
        &mut self,
        tenant: &str,
        query: &Parameters,
        web_url: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<String, NotBegun> {
        let platform = self.check_return(tenant, query, web_url).map_err(NotBegun::Page)?;
        let request = read(tenant, query, platform, switches).map_err(|refusal| {
            let uri = query.have("redirect_uri").unwrap_or_default();
            NotBegun::Return(return_to(uri, &refusal.to_form(query.have("state"), now)))
        })?;
        Ok(self.authorizations.ask(request, now))
    }

    /// The client is known and the redirect URI its own.
    pub(crate) fn check_return(
        &self,
        tenant: &str,
        query: &Parameters,
        web_url: &str,
    ) -> Result<Platform, Refusal> {
        let client = query.need("client_id")?;
        self.check_client(tenant, client)?;
        let uri = query.need("redirect_uri")?;
        let own_page = format!("{web_url}/common/oauth2/nativeclient");
        self.registration
            .platform_of(uri, &own_page)
            .ok_or_else(|| Refusal::unknown_redirect_uri(uri, client))
    }

    pub(crate) fn waiting_request(&self, name: &str, now: Timestamp) -> Option<&Request> {
        self.authorizations.waiting(name, now)
    }

    /// Whether this person may sign in, and then whether consent is to be asked for.
    pub(crate) fn signs_in(
        &self,
        request: &Request,
        mailbox: &str,
        switches: &Switches,
    ) -> Result<bool, Refusal> {
        let user = self.user(mailbox).ok_or_else(|| Refusal::unknown_user(mailbox))?;
        policy::sign_in(switches, &user, Way::Browser)?;
        let before = self.consents.get(&(user, request.client.clone()));
        let covered = before.is_some_and(|before| before.covers(&request.scope));
        Ok(request.asks_consent || !covered || switches.has(Quirk::ConsentWithdrawn))
    }

    /// The person agreed: where the browser goes with the code. `None` if nothing waits by this
    /// name; a person whom policies stop is sent back with the refusal.
    pub(crate) fn agree(
        &mut self,
        name: &str,
        mailbox: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Option<String> {
        let request = self.authorizations.take(name, now)?;
        let consented = match self.signs_in(&request, mailbox, switches) {
            Ok(asked) => asked,
            Err(refusal) => return Some(sent_back(&request, &refusal, now)),
        };
        let mailbox = self.user(mailbox)?;
        self.consented(&mailbox, &request.client, &request.scope);
        self.note(&mailbox, "signed in with a browser", now);
        let mfa = switches.state_of(&mailbox) == Some(UserState::MfaNeeded);
        let (uri, state) = (request.redirect_uri.clone(), request.state.clone());
        let code = self.authorizations.give(request, Approval { mailbox, consented, mfa }, now);
        let mut form = Form::default().with("code", code);
        if let Some(state) = state {
            form = form.with("state", state);
        }
        Some(return_to(&uri, &form))
    }

    /// The person went back: where the browser goes with the refusal.
    pub(crate) fn turn_back(
        &mut self,
        name: &str,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Option<String> {
        let request = self.authorizations.take(name, now)?;
        self.note("–", "went back from a sign-in", now);
        Some(sent_back(&request, refusal, now))
    }

    /// RFC 6749 §4.1.3, RFC 7636 §4.6.
    pub(crate) fn redeem_code(
        &mut self,
        caller: &Caller<'_>,
        form: &Parameters,
        switches: &Switches,
        now: Timestamp,
    ) -> Result<TokenSet, Refusal> {
        self.check_client(caller.tenant, caller.client)?;
        let shown = Redemption {
            tenant: caller.tenant,
            client: caller.client,
            code: form.need("code")?,
            redirect_uri: form.need("redirect_uri")?,
            verifier: form.have("code_verifier"),
        };
        let confidential = self.authorizations.platform_of(&shown)? == Platform::Web;
        self.prove(caller, confidential, switches, now)?;
        let (request, approval) = self.authorizations.redeem(&shown, now)?;
        let lasting = if switches.has(Quirk::Gmail) {
            // Only with a consent: without one the app is taken to have its token already.
            request.offline && approval.consented
        } else {
            request.scope.has("offline_access")
        };
        let how = How { way: Way::Browser, mfa: approval.mfa, confidential };
        let refresh_token = lasting.then(|| {
            let scope = request.scope.clone();
            self.tokens.issue_refresh(&approval.mailbox, &request.client, scope, how, now)
        });
        self.note(&approval.mailbox, "got tokens for an authorization code", now);
        let holder =
            Holder::Person { mailbox: approval.mailbox.as_str().into(), scope: request.scope };
        let mut tokens = self.token_set(holder, switches, now);
        tokens.id_token =
            self.id_token(&tokens, caller.client, request.nonce.as_deref(), switches, now);
        tokens.refresh_token = refresh_token;
        Ok(tokens)
    }
}

fn read(
    tenant: &str,
    query: &Parameters,
    platform: Platform,
    switches: &Switches,
) -> Result<Request, Refusal> {
    let response_type = query.need("response_type")?;
    if response_type != "code" {
        return Err(Refusal::unsupported_response_type(response_type));
    }
    let scope = Scope::read_at(query.need("scope")?, switches)?;
    let challenge = query.have("code_challenge").filter(|text| text.len() == CHALLENGE_LENGTH);
    if query.have("code_challenge_method") != Some("S256") || challenge.is_none() {
        return Err(Refusal::no_challenge());
    }
    if query.have("prompt") == Some("none") {
        return Err(Refusal::nobody_signed_in());
    }
    Ok(Request {
        tenant: tenant.to_owned(),
        client: query.owned("client_id").unwrap_or_default(),
        redirect_uri: query.owned("redirect_uri").unwrap_or_default(),
        platform,
        scope,
        state: query.owned("state"),
        nonce: query.owned("nonce"),
        challenge: challenge.unwrap_or_default().to_owned(),
        asks_consent: query.have("prompt").is_some_and(|prompt| prompt.contains("consent")),
        offline: query.have("access_type") == Some("offline"),
    })
}

fn sent_back(request: &Request, refusal: &Refusal, now: Timestamp) -> String {
    return_to(&request.redirect_uri, &refusal.to_form(request.state.as_deref(), now))
}

/// A redirect URI keeps its own query (RFC 6749 §3.1.2).
pub(crate) fn return_to(uri: &str, form: &Form) -> String {
    let joint = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{joint}{}", *form.encode())
}

/// SHA-256 in base64url (RFC 7636 §4.2).
const CHALLENGE_LENGTH: usize = 43;
