//! The app's registration: as JSON for another process, as a page for a person.
//!
//! - `GET /registration`, `POST /registration`: all of it; what is left out is at its default
//! - `GET /app`, `POST /app/redirects`, `POST /app/secrets`, `POST /app/certificates`: the page

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{message, page};
use crate::{
    chance,
    options::TENANT,
    provider::Provider,
    registration::{self, NotRegistered, Platform, Registration},
};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/registration", get(registration).post(set_registration))
        .route("/app", get(show))
        .route("/app/redirects", post(add_redirect))
        .route("/app/secrets", post(make_secret))
        .route("/app/certificates", post(add_certificate))
}

async fn registration(State(provider): State<Arc<Provider>>) -> Json<Registration> {
    Json(provider.authority().registration().clone())
}

async fn set_registration(
    State(provider): State<Arc<Provider>>,
    Json(registration): Json<Registration>,
) -> Response {
    match provider.authority().register(registration) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(why) => (StatusCode::UNPROCESSABLE_ENTITY, why).into_response(),
    }
}

#[derive(Template)]
#[template(path = "app.html")]
struct AppPage<'a> {
    tenant: &'static str,
    clients: &'a [String],
    redirects: &'a [registration::Redirect],
    secrets: usize,
    /// Shown once, as Entra does.
    new_secret: Option<&'a str>,
    thumbprints: Vec<String>,
}

async fn show(State(provider): State<Arc<Provider>>) -> Response {
    app_page(&provider, None)
}

fn app_page(provider: &Provider, new_secret: Option<&str>) -> Response {
    let authority = provider.authority();
    let registration = authority.registration();
    page(&AppPage {
        tenant: TENANT,
        clients: authority.clients(),
        redirects: &registration.redirects,
        secrets: registration.secrets.len(),
        new_secret,
        thumbprints: registration.thumbprints(),
    })
}

#[derive(Deserialize)]
struct NewRedirect {
    uri: String,
    platform: Platform,
}

async fn add_redirect(
    State(provider): State<Arc<Provider>>,
    Form(new): Form<NewRedirect>,
) -> Response {
    let redirect =
        registration::Redirect { uri: new.uri.trim().to_owned(), platform: new.platform };
    added(change(&provider, |registration| registration.redirects.push(redirect)))
}

async fn make_secret(State(provider): State<Arc<Provider>>) -> Response {
    let secret = chance::secret(30);
    match change(&provider, |registration| registration.secrets.push(secret.clone())) {
        Ok(()) => app_page(&provider, Some(&secret)),
        Err(why) => added(Err(why)),
    }
}

#[derive(Deserialize)]
struct NewCertificate {
    pem: String,
}

async fn add_certificate(
    State(provider): State<Arc<Provider>>,
    Form(new): Form<NewCertificate>,
) -> Response {
    added(change(&provider, |registration| registration.certificates.push(new.pem)))
}

fn change(
    provider: &Provider,
    change: impl FnOnce(&mut Registration),
) -> Result<(), NotRegistered> {
    let mut authority = provider.authority();
    let mut registration = authority.registration().clone();
    change(&mut registration);
    authority.register(registration)
}

fn added(outcome: Result<(), NotRegistered>) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/app").into_response(),
        Err(why) => message(StatusCode::UNPROCESSABLE_ENTITY, "That cannot be registered", why),
    }
}
