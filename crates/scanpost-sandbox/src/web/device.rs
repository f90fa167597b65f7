//! The page on which a person types the code and decides (RFC 8628 §3.3).
//!
//! 1. `GET /device` asks for the code.
//! 2. `POST /device` with `code` shows which app wants what, and asks who signs in.
//! 3. `POST /device/decision` with `code`, `mailbox` and `decision` (`approve` or `decline`) ends it.
//!
//! With `organization` whoever approves consents for everybody of the tenant, as an administrator can there.
//!
//! A test needs the last one only. Signing in is picking a mailbox: no password guards a sandbox.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Query, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

use super::{message, page, refusal_page};
use crate::{oauth::fault, provider::Provider, switches::HttpMoment};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/device", get(ask_code).post(ask_decision))
        .route("/device/decision", post(decide))
}

#[derive(Template)]
#[template(path = "device_code.html")]
struct CodePage<'a> {
    code: &'a str,
    unknown: bool,
}

#[derive(Template)]
#[template(path = "device_decision.html")]
struct DecisionPage<'a> {
    code: &'a str,
    client: &'a str,
    scopes: Vec<&'a str>,
    mailboxes: &'a [String],
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Decided {
    code: String,
    #[serde(default)]
    mailbox: String,
    decision: Decision,
    /// Ticked: anything.
    #[serde(default)]
    organization: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Decision {
    Approve,
    Decline,
}

async fn ask_code(State(provider): State<Arc<Provider>>, Query(typed): Query<Typed>) -> Response {
    if let Some(response) = fault(&provider, HttpMoment::Page).await {
        return response;
    }
    page(&CodePage { code: &typed.code, unknown: false })
}

async fn ask_decision(State(provider): State<Arc<Provider>>, Form(typed): Form<Typed>) -> Response {
    let authority = provider.authority();
    let Some(code) = authority.waiting(&typed.code, provider.clock.now()) else {
        let mut response = page(&CodePage { code: &typed.code, unknown: true });
        *response.status_mut() = StatusCode::BAD_REQUEST;
        return response;
    };
    page(&DecisionPage {
        code: &code.user_code,
        client: &code.client,
        scopes: code.scope.iter().collect(),
        mailboxes: authority.users(),
    })
}

async fn decide(State(provider): State<Arc<Provider>>, Form(decided): Form<Decided>) -> Response {
    let approves = matches!(decided.decision, Decision::Approve);
    if approves && !decided.organization.is_empty() {
        provider.admin_consent_given();
    }
    let (now, switches) = (provider.clock.now(), provider.switches.now());
    let mut authority = provider.authority();
    let (done, title, text) = match decided.decision {
        Decision::Approve => {
            match authority.approve(&decided.code, &decided.mailbox, &switches, now) {
                Ok(done) => {
                    if done {
                        provider.consent_given();
                    }
                    (done, "You are signed in", "The app can go on now. You can close this page.")
                }
                Err(refusal) => return refusal_page(&refusal, now),
            }
        }
        Decision::Decline => (
            authority.decline(&decided.code, now),
            "You declined",
            "The app gets nothing. You can close this page.",
        ),
    };
    if done {
        message(StatusCode::OK, title, text)
    } else {
        let text = "The code is unknown, has expired or was used already, or there is no such \
                    mailbox. Ask the app for a new code.";
        message(StatusCode::BAD_REQUEST, "That did not work", text)
    }
}
