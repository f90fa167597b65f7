//! The JSON API: everything that the pages can do, for programs and for the command line.
//!
//! - `/api/v1/…`: one file for each thing that it is about; `request` reads what comes in
//! - [`crate::wire`]: what travels
//!
//! Over the control socket it is the command line's: the permission of the socket's file is the
//! admission, and no browser can reach it. Beside the pages it is for programs with an API token, and
//! for whoever has a session. Refusals are problems (RFC 9457) with a sentence and the
//! next step, in the language of `Accept-Language`.

mod accounts;
mod administrators;
mod audit;
mod devices;
mod doctor;
mod jobs;
mod newcomers;
mod openapi;
mod receiving;
mod request;
mod settings;
mod sheet;
mod status;
mod tokens;
mod users;

use std::net::IpAddr;

use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::words;
use secrecy::SecretString;
use serde::Serialize;

use crate::access::Access;
use crate::address::query;
use crate::admission;
use crate::metrics;
use crate::problem::wait_after;
use crate::refused::Refused;
use crate::serve::Peer;
use crate::wire::{self, Problem};
use request::Asked;

/// The API for the command line. Bind it to a socket that only administrators of the machine can
/// open: whoever reaches it may do everything.
pub fn control_router(gateway: Gateway, access: Access) -> Router {
    let api = Api { gateway, access };
    Router::new()
        .nest("/api/v1", routes().route("/page-link", post(page_link)))
        .merge(metrics::routes())
        .fallback(nothing_here)
        .method_not_allowed_fallback(nothing_here)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(Extension(Actor::Console))
        .with_state(api)
}

/// The API beside the pages, and the metrics: with an API token (RFC 6750 §2.1), or a session.
pub(crate) fn web_api(gateway: Gateway, access: Access) -> Router {
    let api = Api { gateway, access };
    let routes = routes()
        .fallback(nothing_here)
        .method_not_allowed_fallback(nothing_here)
        .layer(middleware::from_fn_with_state(api.clone(), admit));
    let numbers = metrics::routes()
        .layer(middleware::from_fn(say_refusals))
        .layer(middleware::from_fn_with_state(api.clone(), admit));
    Router::new()
        .nest("/api/v1", routes)
        .merge(numbers)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(api)
}

fn routes() -> Router<Api> {
    let routes = Router::new()
        .merge(status::routes())
        .merge(accounts::routes())
        .merge(newcomers::routes())
        .merge(administrators::routes())
        .merge(tokens::routes())
        .merge(audit::routes())
        .merge(devices::routes())
        .merge(users::routes())
        .merge(doctor::routes())
        .merge(jobs::routes())
        .merge(openapi::routes())
        .merge(receiving::routes())
        .merge(settings::routes())
        .merge(sheet::routes());
    routes.layer(middleware::from_fn(say_refusals))
}

#[derive(Clone)]
struct Api {
    gateway: Gateway,
    access: Access,
}

impl FromRef<Api> for Gateway {
    fn from_ref(api: &Api) -> Self {
        api.gateway.clone()
    }
}

/// An answer; what is refused is put into words above ([`say_refusals`]).
type Answer<T> = Result<T, Refused>;

/// What the gateway has not done becomes a problem in the asker's language.
async fn say_refusals(asked: Asked, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    match Refused::taken_from(&mut response) {
        Some(error) => Problem::of(error, asked.0).into_response(),
        None => response,
    }
}

/// Puts the actor into the request. An API token counts alone: with a wrong one no session helps.
async fn admit(
    State(api): State<Api>,
    asked: Asked,
    Peer(address): Peer,
    mut request: Request,
    next: Next,
) -> Response {
    match actor_of(&api, address, request.method(), request.headers()) {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(objection) => {
            let mut refusal = Problem::of_objection(&objection, asked.0).into_response();
            refusal.headers_mut().extend(wait_after(&objection));
            if refusal.status() == StatusCode::UNAUTHORIZED {
                let challenge = HeaderValue::from_static("Bearer realm=\"scanpost\"");
                refusal.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            refusal
        }
    }
}

fn actor_of(
    api: &Api,
    address: IpAddr,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Actor, Objection> {
    if let Some(shown) = headers.get(header::AUTHORIZATION) {
        let shown = shown.to_str().ok().and_then(|value| value.split_once(' '));
        let token = shown.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let token = SecretString::from(token.map_or("", |(_, token)| token.trim()));
        return api.gateway.actor_of_token(address, &token);
    }
    let known = admission::by_session(&api.gateway, &api.access, headers);
    match known {
        Some((actor, _)) if admission::tells_its_origin(method, headers) => Ok(actor),
        _ => Err(Objection::new(Reason::LogInNeeded, "")),
    }
}

async fn page_link(State(api): State<Api>) -> Json<wire::PageLink> {
    let path = format!("/enter?code={}", api.access.link_code());
    Json(wire::PageLink { path })
}

async fn nothing_here(Asked(language): Asked) -> Problem {
    let sentence = words::sentence(language, "api-unknown", &[]);
    Problem::plain(StatusCode::NOT_FOUND, "not-found", sentence)
}

/// The address of a list's next page: what it is asked, as a query.
fn as_query(asked: &impl Serialize) -> String {
    let fields = serde_json::to_value(asked).expect("its keys are text");
    let fields = fields.as_object().into_iter().flatten();
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields: Vec<_> = fields.map(|(name, value)| (name.as_str(), text(value))).collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    query(&fields)
}

/// A provider with the certificate of an own CA is the largest thing that comes in.
const LARGEST_BODY: usize = 256 * 1024;
