//! Administrators: who they are, what each may do, and their passwords.
//!
//! Beside it: `tokens.rs`, whose list stands on the same page, and `audit.rs`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::gateway::Gateway;
use scanpost_core::gateway::views::{AdministratorView, ApiTokenView};
use scanpost_core::record::Revision;
use scanpost_core::words;
use secrecy::{ExposeSecret, SecretString};

use super::entered::Sent;
use super::fields::{Field, Wrong};
use super::render::{Asking, Frame, draw, question};
use super::say::Say;
use super::shown::Moment;
use super::tokens::TokenShown;
use super::{Page, Pages, now, only_for, see};
use crate::address::encoded;
use crate::problem::status_of;
use crate::who::Who;

pub(super) fn routes() -> Router<Pages> {
    let routes = Router::new()
        .route("/administrators", get(list))
        .route("/administrators/new", get(new).post(add))
        .route("/administrators/of/{name}", get(edit).post(change))
        .route("/administrators/of/{name}/password", asking(&RESET, "password").post(reset))
        .route("/administrators/of/{name}/remove", asking(&REMOVE, "remove").post(remove));
    only_for(Privilege::Administrators, routes)
}

async fn list(State(gateway): State<Gateway>, Who(actor): Who, frame: Frame) -> Page {
    let by = gateway.by(&actor);
    let (people, tokens) = (by.administrators()?, by.api_tokens()?);
    Ok(Html(list_page(&frame, &people, &tokens)).into_response())
}

async fn new(frame: Frame) -> Response {
    Html(new_page(&frame, "", &Privileges::All, None)).into_response()
}

async fn add(sent: Sent) -> Response {
    let Sent { gateway, actor, frame, entered } = sent;
    let (name, password) = (entered.text("name"), entered.secret("password"));
    let chosen = (!password.expose_secret().is_empty()).then_some(password);
    match gateway.by(&actor).add_administrator(name, chosen, entered.privileges()).await {
        Ok(None) => see(LIST),
        Ok(Some(made)) => password_made(&frame, name, &made),
        Err(error) => {
            let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
            let page = new_page(&frame, name, &entered.privileges(), Some(wrong));
            (status, Html(page)).into_response()
        }
    }
}

async fn edit(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let person = gateway.by(&actor).administrator(&name)?;
    Ok(Html(edit_page(&frame, &person, &person.privileges, None)).into_response())
}

async fn change(Path(name): Path<String>, sent: Sent) -> Page {
    let Sent { gateway, actor, frame, entered } = sent;
    let by = gateway.by(&actor);
    let seen = Revision(entered.text("revision").parse().unwrap_or_default());
    let Err(error) = by.change_privileges(&name, seen, entered.privileges()).await else {
        return Ok(see(LIST));
    };
    // The page again, with what was ticked, but of the administrator as they are now.
    let Ok(person) = by.administrator(&name) else { return Err(error.into()) };
    let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
    let page = edit_page(&frame, &person, &entered.privileges(), Some(wrong));
    Ok((status, Html(page)).into_response())
}

async fn reset(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let made = gateway.by(&actor).reset_password(&name, None).await?;
    Ok(made.map_or_else(|| see(LIST), |made| password_made(&frame, &name, &made)))
}

/// The page that asks before `deed` is done to an administrator.
fn asking(asking: &'static Asking, deed: &'static str) -> MethodRouter<Pages> {
    get(
        async move |State(gateway): State<Gateway>,
                    Path(name): Path<String>,
                    Who(actor): Who,
                    frame: Frame|
                    -> Page {
            let person = gateway.by(&actor).administrator(&name)?;
            Ok(ask(&frame, asking, &person.name, place(&person.name, deed)))
        },
    )
}

async fn remove(State(gateway): State<Gateway>, Path(name): Path<String>, Who(actor): Who) -> Page {
    gateway.by(&actor).remove_administrator(&name).await?;
    Ok(see(LIST))
}

/// Where something is done to an administrator.
fn place(name: &str, deed: &str) -> String {
    format!("/administrators/of/{}/{deed}", encoded(name))
}

/// Asks before something is done to one in the list; the no leads back to it.
pub(super) fn ask(frame: &Frame, asking: &Asking, name: &str, action: String) -> Response {
    let asked = asking.about(frame.say(), ("name", name), action, LIST.to_owned());
    Html(question(frame, asked)).into_response()
}

fn password_made(frame: &Frame, name: &str, password: &SecretString) -> Response {
    let say = frame.say();
    let title = say.with("administrator-password-made", "name", name);
    shown_once(frame, title, say.text("administrator-password-made-text"), password)
}

/// A secret on a page of its own; it is nowhere else.
pub(super) fn shown_once(
    frame: &Frame,
    title: String,
    text: String,
    secret: &SecretString,
) -> Response {
    let (say, secret) = (frame.say(), secret.expose_secret());
    let page = SecretPage { frame, say, follow: false, title, text, secret, back: LIST };
    Html(draw(&page)).into_response()
}

fn list_page(frame: &Frame, people: &[AdministratorView], tokens: &[ApiTokenView]) -> String {
    let (say, now) = (frame.say(), now());
    let is_own = |name: &str| matches!(&frame.actor, Some(Actor::Administrator { name: own, .. }) if own == name);
    draw(&ListPage {
        frame,
        say,
        follow: false,
        people: people
            .iter()
            .map(|person| PersonShown {
                name: person.name.clone(),
                path: encoded(&person.name),
                may: in_words(say, &person.privileges),
                added: Moment::of(say, person.added_at, now),
                is_own: is_own(&person.name),
            })
            .collect(),
        tokens: tokens.iter().map(|token| TokenShown::of(say, token, now)).collect(),
    })
}

fn new_page(frame: &Frame, name: &str, may: &Privileges, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let mut name = Field::new("name", say.text("administrator-name"), name);
    let mut password = Field::new("password", say.text("password"), "")
        .hint(say.text("administrator-password-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut name, &mut password]));
    let choices = Choices::of(say, may);
    draw(&NewPage { frame, say, follow: false, name, password, choices, wrong })
}

fn edit_page(
    frame: &Frame,
    person: &AdministratorView,
    may: &Privileges,
    wrong: Option<Wrong>,
) -> String {
    let say = frame.say();
    draw(&EditPage {
        frame,
        say,
        follow: false,
        name: &person.name,
        path: encoded(&person.name),
        revision: person.revision.0,
        choices: Choices::of(say, may),
        wrong,
    })
}

/// What can be ticked: everything, or some.
pub(super) struct Choices {
    pub(super) all: bool,
    /// Word, label, whether it is ticked.
    pub(super) some: Vec<(&'static str, String, bool)>,
}

impl Choices {
    pub(super) fn of(say: Say, privileges: &Privileges) -> Self {
        let all = *privileges == Privileges::All;
        let choice = |one: Privilege| {
            let label = words::text(say.voice, &format!("privilege-{}", one.as_str()), &[]);
            (one.as_str(), label, !all && privileges.include(one))
        };
        Self { all, some: Privilege::ALL.map(choice).into() }
    }
}

pub(super) fn in_words(say: Say, privileges: &Privileges) -> String {
    let word =
        |one: &Privilege| words::text(say.voice, &format!("privilege-{}", one.as_str()), &[]);
    match privileges {
        Privileges::All => say.text("privileges-all"),
        Privileges::Custom(given) if given.is_empty() => say.text("privileges-none"),
        Privileges::Custom(given) => given.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

struct PersonShown {
    name: String,
    path: String,
    may: String,
    added: Moment,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "administrators.html")]
struct ListPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    people: Vec<PersonShown>,
    tokens: Vec<TokenShown>,
}

#[derive(Template)]
#[template(path = "administrator-new.html")]
struct NewPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: Field,
    password: Field,
    choices: Choices,
    wrong: Option<Wrong>,
}

#[derive(Template)]
#[template(path = "administrator.html")]
struct EditPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: &'a str,
    path: String,
    revision: u64,
    choices: Choices,
    wrong: Option<Wrong>,
}

#[derive(Template)]
#[template(path = "secret.html")]
struct SecretPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    title: String,
    text: String,
    secret: &'a str,
    back: &'static str,
}

pub(super) const LIST: &str = "/administrators";

const RESET: Asking = Asking {
    title: "administrator-reset-title",
    text: "administrator-reset-text",
    yes: "administrator-reset-yes",
    no: "administrator-reset-no",
};

const REMOVE: Asking = Asking {
    title: "administrator-remove-title",
    text: "administrator-remove-text",
    yes: "administrator-remove-yes",
    no: "administrator-remove-no",
};
