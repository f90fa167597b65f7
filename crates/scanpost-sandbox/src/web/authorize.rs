//! The pages of a sign-in in the browser (RFC 6749 §3.1, provider-facts 1.9).
//!
//! 1. `GET /{tenant}/oauth2/v2.0/authorize` asks who signs in.
//! 2. `POST /authorize/account` with `request` and `mailbox` shows what the app wants, if the
//!    person was not asked before, or who stops the person and why.
//! 3. `POST /authorize/decision` with `request`, `mailbox` and `decision` (`approve`, `decline` or
//!    `return`) sends the browser back to the app.
//!
//! A test needs the first and the last one only. Signing in is picking a mailbox: no password
//! guards a sandbox.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{leads_away, message, page, refusal_page};
use crate::{
    oauth::{NotBegun, Parameters, Refusal, fault},
    provider::Provider,
    switches::{HttpMoment, UserState},
};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/authorize", get(ask_account))
        .route("/{tenant}/oauth2/nativeclient", get(native_client))
        .route("/authorize/account", post(ask_consent))
        .route("/authorize/decision", post(decide))
}

#[derive(Template)]
#[template(path = "authorize_account.html")]
struct AccountPage<'a> {
    request: &'a str,
    client: &'a str,
    mailboxes: &'a [String],
    chosen: &'a str,
}

#[derive(Template)]
#[template(path = "authorize_consent.html")]
struct ConsentPage<'a> {
    request: &'a str,
    client: &'a str,
    mailbox: &'a str,
    scopes: Vec<&'a str>,
    second_factor: bool,
}

#[derive(Template)]
#[template(path = "authorize_blocked.html")]
struct BlockedPage<'a> {
    request: &'a str,
    mailbox: &'a str,
    why: String,
}

#[derive(Deserialize)]
struct Chosen {
    request: String,
    #[serde(default)]
    mailbox: String,
}

#[derive(Deserialize)]
struct Decided {
    request: String,
    #[serde(default)]
    mailbox: String,
    decision: Decision,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Approve,
    Decline,
    /// Back to the app, because policies stopped the person.
    Return,
}

async fn ask_account(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    Query(query): Query<Parameters>,
) -> Response {
    if let Some(response) = fault(&provider, HttpMoment::Page).await {
        return response;
    }
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    let mut authority = provider.authority();
    let name = match authority.begin(&tenant, &query, &provider.web_url, &switches, now) {
        Ok(name) => name,
        Err(NotBegun::Page(refusal)) => return refusal_page(&refusal, now),
        Err(NotBegun::Return(address)) => return Redirect::to(&address).into_response(),
    };
    let hint = query.have("login_hint").unwrap_or_default();
    let users = authority.users();
    let hinted = users.iter().find(|user| user.eq_ignore_ascii_case(hint));
    let chosen = hinted.or(users.first()).map_or("", String::as_str);
    leads_away(page(&AccountPage {
        request: &name,
        client: query.have("client_id").unwrap_or_default(),
        mailboxes: users,
        chosen,
    }))
}

async fn ask_consent(
    State(provider): State<Arc<Provider>>,
    Form(chosen): Form<Chosen>,
) -> Response {
    if let Some(response) = fault(&provider, HttpMoment::Page).await {
        return response;
    }
    let Chosen { request: name, mailbox } = &chosen;
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    let authority = provider.authority();
    let Some(request) = authority.waiting_request(name, now) else {
        return nothing_waits();
    };
    match authority.signs_in(request, mailbox, &switches) {
        Ok(false) => {
            drop(authority);
            agree(&provider, name, mailbox)
        }
        Ok(true) => leads_away(page(&ConsentPage {
            request: name,
            client: &request.client,
            mailbox,
            scopes: request.scope.iter().collect(),
            second_factor: switches.state_of(mailbox) == Some(UserState::MfaNeeded),
        })),
        Err(refusal) => {
            let blocked = BlockedPage { request: name, mailbox, why: refusal.sentence() };
            leads_away((StatusCode::FORBIDDEN, page(&blocked)).into_response())
        }
    }
}

async fn decide(State(provider): State<Arc<Provider>>, Form(decided): Form<Decided>) -> Response {
    let Decided { request: name, mailbox, decision } = &decided;
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    match decision {
        Decision::Approve => agree(&provider, name, mailbox),
        Decision::Decline => turn_back(&provider, name, &Refusal::declined_in_browser()),
        Decision::Return => {
            let authority = provider.authority();
            let Some(request) = authority.waiting_request(name, now) else {
                return nothing_waits();
            };
            let stopped = authority.signs_in(request, mailbox, &switches).err();
            drop(authority);
            turn_back(&provider, name, &stopped.unwrap_or_else(Refusal::declined_in_browser))
        }
    }
}

fn agree(provider: &Provider, name: &str, mailbox: &str) -> Response {
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    let address = provider.authority().agree(name, mailbox, &switches, now);
    let Some(address) = address else {
        return nothing_waits();
    };
    provider.consent_given();
    Redirect::to(&address).into_response()
}

fn turn_back(provider: &Provider, name: &str, refusal: &Refusal) -> Response {
    let address = provider.authority().turn_back(name, refusal, provider.clock.now());
    address.map_or_else(nothing_waits, |address| Redirect::to(&address).into_response())
}

fn nothing_waits() -> Response {
    let text = "This sign-in is over or took too long. Begin it again in the app.";
    message(StatusCode::BAD_REQUEST, "Nothing waits for this", text)
}

/// Microsoft's blank page for apps that cannot be returned to.
async fn native_client() -> Response {
    let text = "Copy the whole address of this page from your browser, and paste it into the app.";
    message(StatusCode::OK, "One more step", text)
}

/// All steps at once, for a test without a browser.
pub(crate) fn sign_in_at(
    provider: &Provider,
    address: &str,
    mailbox: &str,
) -> Result<String, String> {
    let uri: Uri = address.parse().map_err(|_| "That is no address.".to_owned())?;
    let path: Vec<&str> = uri.path().split('/').collect();
    let ["", tenant, "oauth2", "v2.0", "authorize"] = path[..] else {
        return Err("That is not the authorization endpoint.".to_owned());
    };
    let Query(query) =
        Query::<Parameters>::try_from_uri(&uri).map_err(|error| error.to_string())?;
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    let begun = provider.authority().begin(tenant, &query, &provider.web_url, &switches, now);
    let name = match begun {
        Ok(name) => name,
        Err(NotBegun::Page(refusal)) => return Err(refusal.sentence()),
        Err(NotBegun::Return(address)) => return Ok(address),
    };
    let agreed = provider.authority().agree(&name, mailbox, &switches, now);
    let address = agreed.ok_or("Nothing waits for this.")?;
    provider.consent_given();
    Ok(address)
}
