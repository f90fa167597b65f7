//! Log-in, log-out, the set-up of the first start, and the own password.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use scanpost_core::administrator::guard::Visitor;
use scanpost_core::administrator::person::LogIn;
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use secrecy::ExposeSecret;
use serde::Deserialize;

use super::entered::Entered;
use super::fields::{Field, Wrong};
use super::own_path::own_path;
use super::render::{Frame, draw};
use super::say::Say;
use super::{PAGE_COMMAND, Pages, see};
use crate::access::{Access, Entrance, Holder};
use crate::admission;
use crate::problem::{status_of, wait_after};
use crate::serve::Peer;
use crate::who::Who;

/// Open to everyone.
pub(super) fn open_routes() -> Router<Pages> {
    Router::new().route("/log-in", get(show).post(log_in)).route("/set-up", get(show).post(set_up))
}

/// For those who have a session.
pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/log-out", post(log_out))
        .route("/password", get(show_password).post(change_password))
}

/// What every closed page shows in its place: the form that opens it.
pub(super) fn closed(gateway: &Gateway, frame: &Frame, next: &str) -> Response {
    let page = if gateway.has_administrators() {
        log_in_page(frame, "", own_path(next), None)
    } else {
        set_up_page(frame, &Entered::default(), None)
    };
    (StatusCode::UNAUTHORIZED, Html(page)).into_response()
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

/// The log-in, or the set-up where nobody can log in yet, at either address.
async fn show(
    State(gateway): State<Gateway>,
    Query(Asked { next }): Query<Asked>,
    frame: Frame,
) -> Html<String> {
    if gateway.has_administrators() {
        Html(log_in_page(&frame, "", own_path(&next), None))
    } else {
        Html(set_up_page(&frame, &Entered::default(), None))
    }
}

async fn log_in(
    State(gateway): State<Gateway>,
    State(access): State<Access>,
    Peer(address): Peer,
    headers: HeaderMap,
    frame: Frame,
    entered: Entered,
) -> Response {
    let (name, next) = (entered.text("name"), own_path(entered.text("next")));
    let known = logged_in((&gateway, &access), (address, &headers), &entered).await;
    answer(known, next, |error| {
        log_in_page(&frame, name, next, Some(Wrong::of(frame.say(), error)))
    })
}

/// Leads on whoever is known; else the form once more, as it is drawn there.
pub(super) fn answer(
    known: Result<String, GatewayError>,
    next: &str,
    again: impl FnOnce(GatewayError) -> String,
) -> Response {
    match known {
        Ok(cookie) => let_in(cookie, next),
        Err(error) => {
            let (status, wait) = (status_of(&error), wait(&error));
            (status, wait, Html(again(error))).into_response()
        }
    }
}

/// Whoever proves it by name and password: the session's cookie. The one before ends.
pub(super) async fn logged_in(
    (gateway, access): (&Gateway, &Access),
    (address, headers): (std::net::IpAddr, &HeaderMap),
    entered: &Entered,
) -> Result<String, GatewayError> {
    let name = entered.text("name");
    let known_browser =
        admission::cookies(headers).find_map(|cookies| access.known_browser(cookies, name));
    let visitor = Visitor { address, known_browser };
    let log_in = gateway.log_in(visitor, name, &entered.secret("password")).await?;
    leave(access, headers);
    Ok(access.admit(log_in))
}

async fn set_up(
    State(gateway): State<Gateway>,
    State(access): State<Access>,
    Peer(address): Peer,
    headers: HeaderMap,
    frame: Frame,
    entered: Entered,
) -> Response {
    match first_administrator(&gateway, &access, address, &entered).await {
        Ok(cookie) => {
            leave(&access, &headers);
            let_in(cookie, "/")
        }
        Err(GatewayError::Objection(it)) if it.reason == Reason::SetUpDone => see("/log-in"),
        Err(error) => {
            let (status, wait) = (status_of(&error), wait(&error));
            let wrong = Wrong::of(frame.say(), error);
            (status, wait, Html(set_up_page(&frame, &entered, Some(wrong)))).into_response()
        }
    }
}

/// Makes the first administrator and lets them in: the session's cookie.
async fn first_administrator(
    gateway: &Gateway,
    access: &Access,
    address: std::net::IpAddr,
    entered: &Entered,
) -> Result<String, GatewayError> {
    if gateway.has_administrators() {
        return Err(Objection::new(Reason::SetUpDone, "").into());
    }
    let begun = access.begin_set_up(entered.text("code"), address).map_err(|no| match no {
        Entrance::TooMany => Objection::new(Reason::LogInTooOften, 1),
        Entrance::Wrong | Entrance::Open(_) => Objection::new(Reason::SetUpCodeWrong, ""),
    })?;
    let (name, password) = (entered.text("name"), entered.secret("password"));
    check_again(entered)?;
    // The code was printed at the machine itself.
    let by = gateway.by(&Actor::Console);
    by.add_administrator(name, Some(password.clone()), Privileges::All).await?;
    begun.done();
    let log_in = gateway.log_in(Visitor { address, known_browser: None }, name, &password).await?;
    Ok(access.admit(log_in))
}

async fn log_out(State(access): State<Access>, headers: HeaderMap) -> Response {
    leave(&access, &headers);
    see("/log-in")
}

async fn show_password(Who(actor): Who, frame: Frame) -> Response {
    let Actor::Administrator { name, .. } = actor else { return see("/administrators") };
    Html(password_page(&frame, &name, None)).into_response()
}

async fn change_password(
    State(gateway): State<Gateway>,
    State(access): State<Access>,
    Who(actor): Who,
    Extension(holder): Extension<Holder>,
    headers: HeaderMap,
    frame: Frame,
    entered: Entered,
) -> Response {
    let Holder::Administrator(own) = holder else { return see("/administrators") };
    match new_password(&gateway, &actor, &own, &entered).await {
        Ok(log_in) => {
            leave(&access, &headers);
            let_in(access.admit(log_in), "/")
        }
        Err(error) => {
            let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
            (status, Html(password_page(&frame, own.name(), Some(wrong)))).into_response()
        }
    }
}

async fn new_password(
    gateway: &Gateway,
    actor: &Actor,
    own: &LogIn,
    entered: &Entered,
) -> Result<LogIn, GatewayError> {
    check_again(entered)?;
    let (current, password) = (entered.secret("current"), entered.secret("password"));
    gateway.by(actor).change_own_password(own, &current, password).await
}

/// A slip of the finger would shut the person out.
fn check_again(entered: &Entered) -> Result<(), Objection> {
    let (password, again) = (entered.secret("password"), entered.secret("again"));
    if password.expose_secret() == again.expose_secret() {
        return Ok(());
    }
    Err(Objection::new(Reason::PasswordsDiffer, ""))
}

fn wait(error: &GatewayError) -> HeaderMap {
    let objection = match error {
        GatewayError::Objection(objection) => Some(objection),
        GatewayError::Objections(_) | GatewayError::Fault(_) => None,
    };
    objection.and_then(wait_after).into_iter().collect()
}

fn leave(access: &Access, headers: &HeaderMap) {
    admission::cookies(headers).for_each(|cookies| access.leave(cookies));
}

fn let_in(cookie: String, next: &str) -> Response {
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(next)).into_response()
}

fn log_in_page(frame: &Frame, name: &str, next: &str, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    draw(&LogInPage {
        frame: &frame.open(),
        say,
        follow: false,
        wrong,
        name: Field::new("name", say.text("log-in-name"), name),
        password: Field::new("password", say.text("password"), ""),
        next,
        command: PAGE_COMMAND,
    })
}

fn set_up_page(frame: &Frame, entered: &Entered, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let mut code = Field::new("code", say.text("set-up-code"), entered.text("code"))
        .hint(say.text("set-up-code-hint"));
    let mut name = Field::new("name", say.text("set-up-name"), entered.text("name"));
    let [mut password, mut again] = new_password_fields(say, "password");
    let fields = &mut [&mut code, &mut name, &mut password, &mut again];
    let wrong = wrong.and_then(|wrong| wrong.mark(fields));
    let frame = &frame.open();
    draw(&SetUpPage {
        frame,
        say,
        follow: false,
        wrong,
        code,
        name,
        password,
        again,
        command: PAGE_COMMAND,
    })
}

fn password_page(frame: &Frame, name: &str, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let mut current = Field::new("current", say.text("password-current"), "");
    let [mut password, mut again] = new_password_fields(say, "password-new");
    let fields = &mut [&mut current, &mut password, &mut again];
    let wrong = wrong.and_then(|wrong| wrong.mark(fields));
    draw(&PasswordPage { frame, say, follow: false, wrong, name, current, password, again })
}

/// Empty however often the form comes back.
fn new_password_fields(say: Say, label: &str) -> [Field; 2] {
    let password = Field::new("password", say.text(label), "").hint(say.text("password-hint"));
    [password, Field::new("again", say.text("password-again"), "")]
}

#[derive(Template)]
#[template(path = "log-in.html")]
struct LogInPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    wrong: Option<Wrong>,
    name: Field,
    password: Field,
    next: &'a str,
    command: &'static str,
}

#[derive(Template)]
#[template(path = "set-up.html")]
struct SetUpPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    wrong: Option<Wrong>,
    code: Field,
    name: Field,
    password: Field,
    again: Field,
    command: &'static str,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    wrong: Option<Wrong>,
    name: &'a str,
    current: Field,
    password: Field,
    again: Field,
}
