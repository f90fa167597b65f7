//! The administrator's pages: drawn on the server, whole without JavaScript.
//!
//! - [`render`]: views in, HTML out; [`shown`] decides what is shown, [`say`] in which words
//! - [`accounts`], [`jobs`], [`devices`]: what can be done to them, each by a form; [`fields`] has the
//!   forms' fields; [`job_pages`] and [`device_pages`] draw them
//! - [`device_check`]: what a device can do itself
//! - [`receiving`]: the functions that fetch mail, and what came in by them
//! - [`log_in`], [`enter`]: the ways in, and the choice of the language
//! - [`administrators`], [`tokens`], [`audit`]: who may do what, and who did
//! - [`machine`], [`mail_server`]: the menus and the pages of the mail server, as the maker of the printers has
//!   them
//! - [`users`]: people whose scans go out from their own mailboxes; [`me`]: where they sign in themselves
//! - [`settings`]: mail settings, the functions' accounts, export and import
//! - [`sheet`]: the status sheet, to read and to print
//! - [`panel`]: the page for a printer's control panel
//! - [`events`]: tells an open page that something has changed
//!
//! Nothing of the gateway is shown or done without a session (RFC 10027: no sign-in starts but from
//! an authenticated administrator), but that a user signs in to the own mailbox (docs/decisions/0019). A form of another website is refused twice: its request names a
//! foreign origin, and the cookie does not travel with it (docs/decisions/0009).

pub mod accounts;
mod administrators;
mod assets;
mod audit;
mod device_check;
pub mod device_pages;
mod devices;
mod enter;
mod entered;
mod events;
mod fields;
pub mod job_filter;
pub mod job_pages;
mod jobs;
mod log_in;
mod machine;
mod mail_server;
mod me;
mod own_path;
mod panel;
mod qr;
pub mod receiving;
pub mod render;
mod say;
mod sections;
mod settings;
mod sheet;
mod shown;
mod tokens;
mod users;

use std::convert::Infallible;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use scanpost_core::administrator::{Actor, Privilege};
use scanpost_core::clock::Time;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::profile::Name;
use scanpost_core::spool::JobFilter;
use scanpost_core::words::{self, Language, Voice};
use tokio::sync::Semaphore;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::access::Access;
use crate::admission;
use crate::api::web_api;
use crate::health;
use crate::named::{Named, named};
use crate::refused::Refused;
use crate::wire::Problem;
use own_path::{is_own, own_path};
use render::{Frame, Notice};

/// The pages. Only `/enter` and the static files are open to those without a session.
pub fn pages_router(gateway: Gateway, access: Access) -> Router {
    let pages = Pages {
        gateway: gateway.clone(),
        access,
        followers: Arc::new(Semaphore::new(events::MOST_FOLLOWERS)),
        origins: accounts::Origins::default(),
    };
    let guarded = Router::new()
        .route("/", get(status))
        .merge(accounts::routes())
        .merge(devices::routes())
        .merge(users::routes())
        .merge(device_check::routes())
        .merge(jobs::routes())
        .merge(receiving::routes())
        .merge(administrators::routes())
        .merge(tokens::routes())
        .merge(audit::routes())
        .merge(log_in::routes())
        .merge(settings::routes())
        .merge(sheet::routes())
        .merge(machine::routes())
        .merge(mail_server::routes())
        .route("/events", get(events::follow))
        .fallback(async |frame: Frame| not_found(&frame))
        .method_not_allowed_fallback(page_above)
        .layer(middleware::from_fn(say_refusals))
        .layer(middleware::from_fn_with_state(pages.clone(), admit));
    let pages_only = Router::new()
        .merge(log_in::open_routes())
        .merge(me::open_routes())
        .route("/enter", get(enter::enter).head(enter::look))
        .route("/language", post(enter::choose_language))
        .route("/static/{file}", get(assets::file))
        .merge(accounts::ways_back())
        .merge(panel::routes(&pages))
        .merge(guarded)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn(in_plain_words))
        .with_state(pages.clone());
    Router::new()
        .merge(health::router(pages.gateway.clone()))
        .merge(web_api(pages.gateway.clone(), pages.access))
        .merge(pages_only)
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(protect))
        .layer(middleware::from_fn_with_state(gateway, in_its_voice))
}

#[derive(Clone)]
struct Pages {
    gateway: Gateway,
    access: Access,
    /// Places for pages that follow the events.
    followers: Arc<Semaphore>,
    /// Where administrators were who are at a provider's page now.
    origins: accounts::Origins,
}

impl FromRef<Pages> for Gateway {
    fn from_ref(pages: &Pages) -> Self {
        pages.gateway.clone()
    }
}

impl FromRef<Pages> for Access {
    fn from_ref(pages: &Pages) -> Self {
        pages.access.clone()
    }
}

/// An answer of a page; what is refused is drawn above ([`say_refusals`]).
type Page<T = Response> = Result<T, Refused>;

async fn status(State(gateway): State<Gateway>, frame: Frame) -> Page<Html<String>> {
    let status = gateway.status().await?;
    let newest = JobFilter { most: NEWEST_JOBS, ..JobFilter::default() };
    let jobs = gateway.jobs(newest).await?.jobs;
    let whose = gateway.whose_jobs(&jobs).await?;
    Ok(Html(render::status(&frame, &status, (&jobs, &whose))))
}

/// Lets through who has a session; all others see the form that opens one.
async fn admit(
    State(Pages { gateway, access, .. }): State<Pages>,
    frame: Frame,
    mut request: Request,
    next: Next,
) -> Response {
    let Some((actor, holder)) = admission::by_session(&gateway, &access, request.headers()) else {
        let wished = match (request.method(), request.uri().path_and_query()) {
            (&Method::GET, Some(path)) => path.as_str(),
            _ => "/",
        };
        return log_in::closed(&gateway, &frame, wished);
    };
    if !admission::tells_its_origin(request.method(), request.headers()) {
        return foreign(&frame);
    }
    request.extensions_mut().insert(actor);
    request.extensions_mut().insert(holder);
    next.run(request).await
}

/// What the gateway has not done becomes a page that says why.
async fn say_refusals(frame: Frame, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    match Refused::taken_from(&mut response) {
        Some(error) => refused(&frame, error),
        None => response,
    }
}

/// What the framework refuses by itself, a form that is too large for one, it says in plain text and
/// in English; here it becomes a page.
async fn in_plain_words(frame: Frame, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let is_said = media_type.is_some_and(|its| !its.as_bytes().starts_with(b"text/plain"));
    if !status.is_client_error() || is_said {
        return response;
    }
    let say = frame.say();
    let (title, what) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => ("notice-too-large", "notice-too-large-text"),
        _ => ("notice-not-understood", "notice-not-understood-text"),
    };
    let notice =
        Notice { title: say.text(title), what: say.text(what), back: true, ..Notice::default() };
    (status, Html(render::notice(&frame, notice))).into_response()
}

/// The outermost layer: says in the reader's language why a foreign request was refused, and puts
/// the protecting headers on every response.
async fn protect(frame: Frame, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response =
        if names_its_host(&request) { next.run(request).await } else { hostless(&frame, is_api) };
    if response.extensions().get::<ProtectionError>().is_some() {
        response = if is_api {
            let sentence = words::sentence(frame.voice, "api-foreign", &[]);
            Problem::plain(StatusCode::FORBIDDEN, "foreign", sentence).into_response()
        } else {
            foreign(&frame)
        };
    }
    for (name, value) in PROTECTION {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Names the site's profile, in whose words every page is drawn.
async fn in_its_voice(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    request.extensions_mut().insert(gateway.profile());
    next.run(request).await
}

/// RFC 9112 §3.2: exactly one, from HTTP/1.1 on. Of two, something in between may have heeded the
/// other.
fn names_its_host(request: &Request) -> bool {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    hosts == 1 || hosts == 0 && request.version() < Version::HTTP_11
}

fn hostless(frame: &Frame, is_api: bool) -> Response {
    let status = StatusCode::BAD_REQUEST;
    if is_api {
        let sentence = words::sentence(frame.voice, "api-hostless", &[]);
        return Problem::plain(status, "invalid", sentence).into_response();
    }
    let say = frame.say();
    let title = say.text("notice-not-understood");
    let what = say.text("notice-not-understood-text");
    (status, Html(render::notice(frame, Notice { title, what, ..Notice::default() })))
        .into_response()
}

/// Of the machine, for display: `2 minutes ago`.
fn now() -> Time {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
}

fn foreign(frame: &Frame) -> Response {
    let say = frame.say();
    let notice = Notice {
        title: say.text("notice-foreign"),
        what: say.text("notice-foreign-text"),
        back: true,
        ..Notice::default()
    };
    (StatusCode::FORBIDDEN, Html(render::notice(frame, notice))).into_response()
}

/// Closes these routes to whoever lacks the privilege, so that nobody fills in a form that is then
/// refused. The verbs ask again.
fn only_for(privilege: Privilege, routes: Router<Pages>) -> Router<Pages> {
    routes.route_layer(middleware::from_fn(
        move |frame: Frame, request: Request, next: Next| async move {
            if frame.may(privilege) {
                return next.run(request).await;
            }
            let objection = Objection::new(Reason::NotPermitted, privilege.as_str());
            Refused::from(objection).into_response() // drawn in the frame that these routes have
        },
    ))
}

/// Back to where the account or the job is shown.
fn see(place: &str) -> Response {
    Redirect::to(place).into_response()
}

fn not_found(frame: &Frame) -> Response {
    let say = frame.say();
    let notice = Notice {
        title: say.text("notice-not-found"),
        what: say.text("notice-not-found-text"),
        back: true,
        ..Notice::default()
    };
    (StatusCode::NOT_FOUND, Html(render::notice(frame, notice))).into_response()
}

/// Why the gateway did not do it.
fn refused(frame: &Frame, error: GatewayError) -> Response {
    if error.is_not_found() {
        return not_found(frame);
    }
    let problem = Problem::of(error, frame.voice);
    let status = problem.status();
    let say = frame.say();
    let notice = Notice {
        title: say.text(if status == StatusCode::FORBIDDEN {
            "notice-not-permitted"
        } else {
            "notice-failed"
        }),
        what: problem.title,
        next: problem.next,
        command: None,
        fault: problem.fault.map(|fault| *fault),
        back: true,
    };
    (status, Html(render::notice(frame, notice))).into_response()
}

impl<S: Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let text =
            |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let gateway: String =
            text(header::HOST).unwrap_or_default().chars().take(LONGEST_HOST).collect();
        let profile = parts.extensions.get::<Name>().copied();
        Ok(Frame {
            voice: Voice {
                language: language(&parts.headers),
                profile: profile.unwrap_or_default(),
            },
            gateway,
            here: here(&parts.uri),
            version: env!("CARGO_PKG_VERSION"),
            actor: parts.extensions.get::<Actor>().cloned(),
        })
    }
}

/// The page with its query, so that a list stays as it was filtered.
fn here(uri: &Uri) -> String {
    let whole = uri.path_and_query().map(PathAndQuery::as_str).filter(|whole| is_own(whole));
    whole.unwrap_or(uri.path()).to_owned()
}

/// A form is answered where no page is, and from there somebody may choose the other language, go
/// back or load again: the page above it has the form.
async fn page_above(method: Method, uri: Uri) -> Response {
    if ![Method::GET, Method::HEAD].contains(&method) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let above = uri.path().rsplit_once('/').map_or("", |(above, _)| above);
    see(own_path(if above.is_empty() { "/" } else { above }))
}

/// Who names what can't be has taken a wrong way.
impl<T: FromStr> FromRequestParts<Pages> for Named<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Response> {
        let Ok(frame) = Frame::from_request_parts(parts, pages).await;
        named(parts).await.map_err(|_| not_found(&frame))
    }
}

/// The chosen language, else the one that the browser asks for.
fn language(headers: &HeaderMap) -> Language {
    let chosen = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, tag)| (name == enter::LANGUAGE_COOKIE).then(|| Language::from_tag(tag)));
    chosen.flatten().unwrap_or_else(|| {
        let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::from_accept_language(wish.unwrap_or_default())
    })
}

/// How a person gets a link to the pages.
const PAGE_COMMAND: &str = "scanpost page";

/// Jobs on the status page.
const NEWEST_JOBS: usize = 50;

/// A form has a few short fields.
const LARGEST_FORM: usize = 16 * 1024;

/// Longest name of a host with its port (RFC 1035 §2.3.4).
const LONGEST_HOST: usize = 261;

/// On every response, unless it says otherwise itself.
///
/// `same-origin`, not `no-referrer`: with the latter a browser sends `Origin: null` with a form
/// (Fetch §3.2), and over plain HTTP, where there is no `Sec-Fetch-Site`, our own forms could not
/// be told from foreign ones. Other sites learn nothing in either case.
const PROTECTION: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];
