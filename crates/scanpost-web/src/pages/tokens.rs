//! API tokens: how programs may ask. A token is shown once.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::clock::Time;
use scanpost_core::gateway::Gateway;
use scanpost_core::gateway::views::ApiTokenView;

use super::administrators::{Choices, LIST, ask, in_words, shown_once};
use super::entered::Entered;
use super::fields::{Field, Wrong};
use super::render::{Asking, Frame, draw};
use super::say::Say;
use super::shown::Moment;
use super::{Page, Pages, only_for, see};
use crate::address::encoded;
use crate::problem::status_of;
use crate::who::Who;

pub(super) fn routes() -> Router<Pages> {
    let routes = Router::new()
        .route("/administrators/tokens/new", get(new_token).post(add_token))
        .route("/administrators/tokens/of/{name}/remove", get(ask_withdraw).post(withdraw));
    only_for(Privilege::Administrators, routes)
}

async fn new_token(frame: Frame) -> Response {
    Html(token_page(&frame, "", &Privileges::Custom([].into()), None)).into_response()
}

async fn add_token(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    entered: Entered,
) -> Response {
    let name = entered.text("name");
    match gateway.by(&actor).add_api_token(name, entered.privileges()).await {
        Ok(added) => {
            let say = frame.say();
            let title = say.with("token-made", "name", name);
            shown_once(&frame, title, say.text("token-made-text"), &added.shown)
        }
        Err(error) => {
            let (status, wrong) = (status_of(&error), Wrong::of(frame.say(), error));
            let page = token_page(&frame, name, &entered.privileges(), Some(wrong));
            (status, Html(page)).into_response()
        }
    }
}

async fn ask_withdraw(Path(name): Path<String>, frame: Frame) -> Response {
    let action = format!("/administrators/tokens/of/{}/remove", encoded(&name));
    ask(&frame, &WITHDRAW, &name, action)
}

async fn withdraw(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).remove_api_token(&name).await?;
    Ok(see(LIST))
}

fn token_page(frame: &Frame, name: &str, may: &Privileges, wrong: Option<Wrong>) -> String {
    let say = frame.say();
    let mut name =
        Field::new("name", say.text("token-name"), name).hint(say.text("token-name-hint"));
    let wrong = wrong.and_then(|wrong| wrong.mark(&mut [&mut name]));
    let choices = Choices::of(say, may);
    draw(&NewTokenPage { frame, say, follow: false, name, choices, wrong })
}

/// One token in the list.
pub(super) struct TokenShown {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) may: String,
    pub(super) added_by: String,
    pub(super) added: Moment,
    pub(super) used: Option<Moment>,
}

impl TokenShown {
    pub(super) fn of(say: Say, token: &ApiTokenView, now: Time) -> Self {
        Self {
            name: token.name.clone(),
            path: encoded(&token.name),
            may: in_words(say, &token.privileges),
            added_by: if token.added_by == Actor::Console.to_string() {
                say.text("token-added-here")
            } else {
                say.with("token-added-by", "name", &token.added_by)
            },
            added: Moment::of(say, token.added_at, now),
            used: token.used_at.map(|at| Moment::of(say, at, now)),
        }
    }
}

#[derive(Template)]
#[template(path = "token-new.html")]
struct NewTokenPage<'a> {
    frame: &'a Frame,
    say: Say,
    follow: bool,
    name: Field,
    choices: Choices,
    wrong: Option<Wrong>,
}

const WITHDRAW: Asking = Asking {
    title: "token-remove-title",
    text: "token-remove-text",
    yes: "token-remove-yes",
    no: "token-remove-no",
};
