//! The way in with a link, and the choice of the language.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use scanpost_core::words::Language;
use serde::Deserialize;

use super::own_path::own_path;
use super::render::{self, Frame, Notice};
use super::{PAGE_COMMAND, see};
use crate::access::{Access, Entrance};
use crate::serve::Peer;

#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    code: String,
}

/// Trades the code of a link for a session.
pub(super) async fn enter(
    State(access): State<Access>,
    Query(link): Query<Link>,
    Peer(address): Peer,
    frame: Frame,
) -> Response {
    let (status, title, what) = match access.enter(&link.code, address) {
        Entrance::Open(cookie) => {
            return (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/"))
                .into_response();
        }
        Entrance::Wrong => {
            (StatusCode::UNAUTHORIZED, "notice-wrong-code", "notice-wrong-code-text")
        }
        Entrance::TooMany => {
            (StatusCode::TOO_MANY_REQUESTS, "notice-too-many", "notice-too-many-text")
        }
    };
    let say = frame.say();
    // The language switch must not come back to the used code.
    let frame = Frame { here: "/".to_owned(), ..frame };
    let notice = Notice {
        title: say.text(title),
        what: say.text(what),
        command: Some(PAGE_COMMAND),
        ..Notice::default()
    };
    let wait = (status == StatusCode::TOO_MANY_REQUESTS).then_some((header::RETRY_AFTER, "60"));
    (status, AppendHeaders(wait), Html(render::notice(&frame, notice))).into_response()
}

/// Programs that check links ask so before a person follows one, and must not use it up (RFC 9110
/// §9.2.1).
pub(super) async fn look() -> StatusCode {
    StatusCode::OK
}

#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
    #[serde(default)]
    back: String,
}

/// Remembers the language for a year and goes back to the page.
pub(super) async fn choose_language(Form(choice): Form<Choice>) -> Response {
    let back = own_path(&choice.back);
    let Some(language) = Language::from_tag(&choice.language) else { return see(back) };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
        language.tag()
    );
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(back)).into_response()
}

/// Forgets the language: the next one at this browser is somebody else.
pub(super) fn no_language() -> (header::HeaderName, String) {
    let cookie = format!("{LANGUAGE_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    (header::SET_COOKIE, cookie)
}

pub(super) const LANGUAGE_COOKIE: &str = "scanpost-language";
