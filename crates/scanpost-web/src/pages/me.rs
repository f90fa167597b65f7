//! `/me`: a user signs in to the own mailbox, at the panel of a device or on a phone; no log-in is needed.
//!
//! 1. [`show`] asks for the address, or shows how the visit of this browser stands.
//! 2. [`begin`] begins a visit: its key goes into a cookie of its own, which opens nothing else.
//! 3. While a code is shown, the page looks again by itself every few seconds.
//! 4. Who has signed in sees that, and how many scans wait, and can end it. [`done`] leaves nothing.
//!
//! At a panel every page leads back to the panel's own first one, by a link, by *done*, and by itself when
//! nobody touches it.
//!
//! Addresses that are no user's are answered alike (`docs/decisions/0019`). A ticket ([`ticket`]) is used up
//! by the button, not by looking: mail programs open links to see what is behind them.

use std::convert::Infallible;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::{ComesBy, Gateway, GatewayError, VisitView};
use scanpost_core::oauth::{BrowserMark, Way};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::words::{self, Sentence};
use secrecy::SecretString;

use super::accounts::browser::{Origin, way_back_of_user};
use super::accounts::shown::CodeShown;
use super::entered::Entered;
use super::fields::{Field, Wrong};
use super::render::{Frame, draw};
use super::say::Say;
use super::shown::Moment;
use super::{Pages, now, see};
use crate::access::Access;
use crate::admission::cookies;
use crate::problem::{status_of, wait_after};
use crate::serve::Peer;

/// How often a page that waits looks again, in seconds.
const LOOK_AGAIN: &str = "4; url=/me";

/// A form that nobody has sent after so many seconds is left for the panel's first page.
const LEAVE_FORM: &str = "120; url=/panel";

/// Open to everyone.
pub(super) fn open_routes() -> Router<Pages> {
    Router::new()
        .route("/me", get(show).post(begin))
        .route("/me/sign-out", post(sign_out))
        .route("/me/done", post(done))
        .route("/me/by/{ticket}", get(ticket).post(begin_by_ticket))
        .route("/me/{ticket}", get(to_ticket))
}

async fn show(State(pages): State<Pages>, headers: HeaderMap, here: Here) -> Response {
    let Pages { gateway, access, .. } = &pages;
    let view = match key(access, &headers) {
        Some(key) => gateway.visit(&key).await,
        None => Ok(VisitView::Nobody),
    };
    match view {
        Ok(view) => here.drawn(&view, None).await,
        Err(error) => here.asked_again("", error).await,
    }
}

/// Somebody has typed an address and chosen a way.
async fn begin(
    State(pages): State<Pages>,
    Peer(client): Peer,
    headers: HeaderMap,
    here: Here,
    entered: Entered,
) -> Response {
    let address = entered.text("address").to_owned();
    let by = ComesBy::Address(&address);
    begun(&pages, by, (client, &headers), &here, &entered, &address).await
}

/// The link in a mail says whose it is. Its first part is there so that a mail can be short.
async fn to_ticket(Path(ticket): Path<String>) -> Response {
    see(&format!("/me/by/{}", crate::address::encoded(&ticket)))
}

async fn ticket(
    State(gateway): State<Gateway>,
    Path(ticket): Path<String>,
    here: Here,
) -> Response {
    if !gateway.is_ticket(&ticket) {
        let unknown = Objection::new(Reason::TicketUnknown, "");
        return here.asked_again("", unknown.into()).await;
    }
    here.form("", Some(&ticket), None).await
}

async fn begin_by_ticket(
    State(pages): State<Pages>,
    Peer(client): Peer,
    Path(ticket): Path<String>,
    headers: HeaderMap,
    here: Here,
    entered: Entered,
) -> Response {
    begun(&pages, ComesBy::Ticket(&ticket), (client, &headers), &here, &entered, "").await
}

async fn begun(
    pages: &Pages,
    by: ComesBy<'_>,
    (client, headers): (std::net::IpAddr, &HeaderMap),
    here: &Here,
    entered: &Entered,
    address: &str,
) -> Response {
    let Pages { gateway, access, origins, .. } = pages;
    if let Some(before) = key(access, headers) {
        gateway.end_visit(&before); // one visit at a time in one browser
    }
    let key = match gateway.begin_visit(by, client).await {
        Ok(key) => key,
        Err(error) => return here.asked_again(address, error).await,
    };
    let cookie = [(header::SET_COOKIE, access.let_visit(&key))];
    if entered.text("way") != "authorization-code" {
        return match gateway.visit_with_code(&key).await {
            Ok(()) => (cookie, see("/me")).into_response(),
            Err(error) => {
                gateway.end_visit(&key);
                here.asked_again(address, error).await
            }
        };
    }
    let origin = Origin::of(headers);
    let mark = Access::browser_key();
    let back = way_back_of_user(origin.as_ref());
    let begun = gateway.visit_in_browser(&key, back, BrowserMark::of(&mark)).await;
    let (name, view) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            gateway.end_visit(&key);
            return here.asked_again(address, error).await;
        }
    };
    let way_out = access.way_out(&name, &view, mark);
    if let Some(origin) = origin {
        origins.remember(&name, origin);
    }
    let standing = gateway.visit(&key).await.unwrap_or(VisitView::Nobody);
    (cookie, here.drawn(&standing, way_out).await).into_response()
}

/// The user ends the own sign-in.
async fn sign_out(State(pages): State<Pages>, headers: HeaderMap, here: Here) -> Response {
    let Pages { gateway, access, .. } = &pages;
    let Some(key) = key(access, &headers) else { return see("/me") };
    match gateway.visitor_signs_out(&key).await {
        Ok(()) => see("/me"),
        Err(error) => here.asked_again("", error).await,
    }
}

/// Nothing of the visit is left, here or in the browser.
async fn done(State(pages): State<Pages>, headers: HeaderMap, here: Here) -> Response {
    let Pages { gateway, access, .. } = &pages;
    if let Some(key) = key(access, &headers) {
        gateway.end_visit(&key);
    }
    let forget = [
        (header::SET_COOKIE, access.end_visit()),
        // What the browser keeps to go back to.
        (header::HeaderName::from_static("clear-site-data"), "\"cache\"".to_owned()),
    ];
    (forget, see(here.home.unwrap_or("/me"))).into_response()
}

fn key(access: &Access, headers: &HeaderMap) -> Option<SecretString> {
    cookies(headers).find_map(|cookies| access.visit_key(cookies))
}

/// Where a page of a visit is looked at, and how it is drawn there.
struct Here {
    gateway: Gateway,
    frame: Frame,
    /// The panel's first page, at a panel.
    home: Option<&'static str>,
}

impl FromRequestParts<Pages> for Here {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Infallible> {
        let frame = Frame::from_request_parts(parts, pages).await?;
        let Peer(client) = Peer::from_request_parts(parts, pages).await?;
        let gateway = pages.gateway.clone();
        let is_panel = gateway.panel().await.is_ok_and(|panel| panel.settings.admits(client));
        Ok(Self { gateway, frame, home: is_panel.then_some("/panel") })
    }
}

impl Here {
    async fn asked_again(&self, address: &str, error: GatewayError) -> Response {
        let status = status_of(&error);
        let wait = match &error {
            GatewayError::Objection(objection) => wait_after(objection),
            _ => None,
        };
        let wait: HeaderMap = wait.into_iter().collect();
        let wrong = Wrong::of(self.frame.say(), error);
        (status, wait, self.form(address, None, Some(wrong)).await).into_response()
    }

    async fn drawn(&self, view: &VisitView, way_out: Option<String>) -> Response {
        let say = self.frame.say();
        let address = match view {
            VisitView::Nobody | VisitView::Begun { .. } => return self.form("", None, None).await,
            VisitView::Code { address, .. }
            | VisitView::Away { address }
            | VisitView::Failed { address, .. }
            | VisitView::SignedIn { address, .. } => address.clone(),
        };
        let (mut code, mut failed, mut own) = (None, None, None);
        match view {
            VisitView::Code { code: shown, .. } => code = Some(CodeShown::of(shown)),
            VisitView::Failed { fault, seconds_left, .. } => {
                failed = Some(Failed::of(say, fault, *seconds_left));
            }
            VisitView::SignedIn { name, since, scans, seconds_left, .. } => {
                own = Some(Own {
                    name: name.clone(),
                    since: since.map(|since| Moment::of(say, since, now())),
                    scans: *scans,
                    seconds_left: *seconds_left,
                });
            }
            _ => {}
        }
        let waits = code.is_some() || matches!(view, VisitView::Away { .. }) && way_out.is_none();
        // Scans go out while somebody looks; and the time of who has walked away ends on the screen too.
        let again = match (&own, waits) {
            (Some(own), _) if own.since.is_some() && own.scans > 0 => Some(LOOK_AGAIN.to_owned()),
            (Some(own), _) => Some(format!("{}; url=/me", own.seconds_left + 1)),
            (None, true) => Some(LOOK_AGAIN.to_owned()),
            (None, false) => {
                failed.as_ref().map(|one| format!("{}; url=/me", one.seconds_left + 1))
            }
        };
        let frame = &self.frame.open();
        let page = MePage { frame, say, follow: false, address, code, failed, own, way_out };
        (refresh(again.as_deref()), Html(draw(&page))).into_response()
    }

    /// The form that asks for the address, or that a ticket opens.
    async fn form(&self, address: &str, ticket: Option<&str>, wrong: Option<Wrong>) -> Response {
        let (say, ways) = (self.frame.say(), self.gateway.ways_of_users().await);
        let mut field = Field::new("address", say.text("me-address"), address);
        field.hint = say.text("me-address-hint");
        let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut field]));
        let page = FormPage {
            frame: &self.frame.open(),
            say,
            follow: false,
            action: ticket.map_or_else(|| "/me".to_owned(), |ticket| format!("/me/by/{ticket}")),
            asks_address: ticket.is_none(),
            ways: Ways {
                with_code: ways.contains(&Way::DeviceCode),
                in_browser: ways.contains(&Way::AuthorizationCode),
            },
            wrong,
            address: field,
            home: self.home,
        };
        let again = self.home.map(|_| LEAVE_FORM);
        (refresh(again), Html(draw(&page))).into_response()
    }
}

/// When the page looks again by itself, and where.
fn refresh(again: Option<&str>) -> HeaderMap {
    let again = again.and_then(|again| Some((header::REFRESH, again.parse().ok()?)));
    again.into_iter().collect()
}

/// What a user sees of the own sign-in.
struct Own {
    name: String,
    since: Option<Moment>,
    scans: u64,
    seconds_left: u64,
}

/// Why nobody has signed in, for the user: what an administrator would do about it stands elsewhere.
struct Failed {
    what: String,
    next: String,
    code: &'static str,
    seconds_left: u64,
}

impl Failed {
    fn of(say: Say, fault: &Fault, seconds_left: u64) -> Self {
        let Sentence { what, next } = words::fault(say.voice, fault);
        let is_for_users = fault.code == Code::UserSignedInAsOther;
        let next = if is_for_users { next } else { say.text("me-failed-next") };
        Self { what, next, code: fault.code.as_str(), seconds_left }
    }
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    address: String,
    code: Option<CodeShown>,
    failed: Option<Failed>,
    own: Option<Own>,
    /// Where the browser gets its key and goes on to the provider.
    way_out: Option<String>,
}

/// The ways that are offered to a user.
struct Ways {
    with_code: bool,
    in_browser: bool,
}

#[derive(Template)]
#[template(path = "me_form.html")]
struct FormPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    action: String,
    asks_address: bool,
    ways: Ways,
    wrong: Option<Wrong>,
    address: Field,
    home: Option<&'static str>,
}
