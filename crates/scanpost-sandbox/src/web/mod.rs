//! The web of the sandbox: OAuth's endpoints, pages for people, JSON for tests.
//!
//! Everything is rendered here and works without a script, so the content security policy forbids
//! scripts outright. Attachments come from strangers: they only ever go out as downloads. A page
//! of another site cannot post to a sandbox that a browser reaches (CSRF), and the switches obey
//! this machine only.

mod admin_consent;
mod app;
mod authorize;
mod control;
mod device;
mod download;
mod inbox;
mod listener;
mod pages;

pub(crate) use self::authorize::sign_in_at;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tower_http::csrf::CsrfLayer;

use self::listener::{LimitedListener, Peer};
use crate::{
    chance,
    oauth::{self, Refusal},
    provider::Provider,
};

/// A request's body may have this many octets; tokens are far smaller.
const BODY_LIMIT: usize = 64 * 1024;

/// Answers until the sandbox stops.
pub(crate) async fn serve(listener: TcpListener, provider: Arc<Provider>) {
    let stop = provider.stop.clone();
    let app = router(provider).into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(LimitedListener::new(listener), app);
    if let Err(error) = server.with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "sandbox.web_failed");
    }
}

fn router(provider: Arc<Provider>) -> Router {
    let pages = Router::new()
        .merge(pages::routes())
        .merge(download::routes())
        .merge(device::routes())
        .merge(authorize::routes())
        .merge(admin_consent::routes())
        .merge(control::routes())
        .route("/style.css", get(style))
        .layer(CsrfLayer::new())
        .layer(middleware::map_response(guarded));
    Router::new()
        .merge(pages)
        .merge(oauth::endpoints::routes())
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::map_response_with_state(provider.clone(), dated))
        .with_state(provider)
}

/// The provider's time stands in every answer (RFC 9110 §6.6.1), right or wrong as its clock goes.
async fn dated(State(provider): State<Arc<Provider>>, mut response: Response) -> Response {
    let now = oauth::skewed(provider.clock.now(), &provider.switches.now());
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// What a browser may do with what it gets here.
async fn guarded(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page whose form leads on to the app: browsers hold `form-action` against the address that the
/// form is redirected to, so it cannot be there.
fn leads_away(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let policy = HeaderValue::from_static(policy);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../templates/style.css"))
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    title: &'a str,
    text: &'a str,
}

/// A page that says one thing.
fn message(status: StatusCode, title: &str, text: &str) -> Response {
    (status, page(&MessagePage { title, text })).into_response()
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    why: String,
    trace_id: String,
    at: String,
}

/// What Entra says to a person instead of to the app.
fn refusal_page(refusal: &Refusal, now: Timestamp) -> Response {
    let refused = RefusalPage {
        why: refusal.sentence(),
        trace_id: chance::guid(),
        at: now.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
    };
    (StatusCode::BAD_REQUEST, page(&refused)).into_response()
}

async fn not_found() -> Response {
    guarded(nothing_there()).await
}

fn nothing_there() -> Response {
    let text = "There is nothing at this address, or it had to make room for newer mail.";
    message(StatusCode::NOT_FOUND, "Not found", text)
}

/// Reading large mails takes a while: not where connections are served.
async fn aside(work: impl FnOnce() -> Response + Send + 'static) -> Response {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "sandbox.page_failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
