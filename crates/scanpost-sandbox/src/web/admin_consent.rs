//! The page on which an administrator consents for the whole tenant (provider-facts 1.1).
//!
//! 1. `GET /{tenant}/v2.0/adminconsent` shows what the app wants.
//! 2. `POST /{tenant}/v2.0/adminconsent` with the same parameters and `decision` (`approve` or
//!    `decline`) sends the browser back, with `admin_consent=True` and the tenant's id.
//!
//! Whoever reaches a sandbox is its administrator.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use scanpost_proto::oauth;

use super::{leads_away, page, refusal_page};
use crate::{
    oauth::{Parameters, Refusal, fault, return_to},
    options::TENANT,
    provider::Provider,
    switches::HttpMoment,
};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new().route("/{tenant}/v2.0/adminconsent", get(ask).post(decide))
}

#[derive(Template)]
#[template(path = "admin_consent.html")]
struct ConsentPage<'a> {
    tenant: &'a str,
    client: &'a str,
    redirect_uri: &'a str,
    scope: &'a str,
    state: &'a str,
    scopes: Vec<&'a str>,
}

async fn ask(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    Query(query): Query<Parameters>,
) -> Response {
    if let Some(response) = fault(&provider, HttpMoment::Page).await {
        return response;
    }
    if let Err(refusal) = provider.authority().check_return(&tenant, &query, &provider.web_url) {
        return refusal_page(&refusal, provider.clock.now());
    }
    let parameter = |name| query.have(name).unwrap_or_default();
    leads_away(page(&ConsentPage {
        tenant: &tenant,
        client: parameter("client_id"),
        redirect_uri: parameter("redirect_uri"),
        scope: parameter("scope"),
        state: parameter("state"),
        scopes: parameter("scope").split_whitespace().collect(),
    }))
}

/// The parameters went through the browser, so they are checked once more.
async fn decide(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    Form(form): Form<Parameters>,
) -> Response {
    let now = provider.clock.now();
    if let Err(refusal) = provider.authority().check_return(&tenant, &form, &provider.web_url) {
        return refusal_page(&refusal, now);
    }
    let uri = form.have("redirect_uri").unwrap_or_default();
    let answer = if form.have("decision") == Some("approve") {
        provider.admin_consent_given();
        let mut answer =
            oauth::Form::default().with("admin_consent", "True").with("tenant", TENANT);
        for name in ["scope", "state"] {
            if let Some(value) = form.have(name) {
                answer = answer.with(name, value);
            }
        }
        answer
    } else {
        Refusal::declined_in_browser().to_form(form.have("state"), now)
    };
    Redirect::to(&return_to(uri, &answer)).into_response()
}
