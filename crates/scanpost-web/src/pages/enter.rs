//! The way in with a link, and the choice of the language.

use axum::Form;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use scanpost_core::words::Language;
use serde::Deserialize;

use super::render::{self, Frame, Notice};
use super::say::Say;
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
    frame: Frame,
    request: Request,
) -> Response {
    let (status, title, what) = match access.enter(&link.code, Peer::of(request.extensions())) {
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
    let say = Say { language: frame.language };
    // The language switch must not come back to the used code.
    let frame = Frame { here: "/".to_owned(), ..frame };
    let notice = Notice {
        title: say.text(title),
        what: say.text(what),
        command: Some(PAGE_COMMAND),
        ..Notice::default()
    };
    (status, Html(render::notice(&frame, notice))).into_response()
}

#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
    #[serde(default)]
    back: String,
}

/// Remembers the language for a year and goes back to the page.
pub(super) async fn choose_language(Form(choice): Form<Choice>) -> Response {
    let back = if is_own_path(&choice.back) { choice.back.as_str() } else { "/" };
    let Some(language) = Language::from_tag(&choice.language) else { return see(back) };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict",
        language.tag()
    );
    (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(back)).into_response()
}

/// A path of ours and nothing that a browser could read as another site.
fn is_own_path(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain)
}

pub(super) const LANGUAGE_COOKIE: &str = "scanpost-language";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_come_back_to() {
        for own in ["/", "/jobs/0190", "/accounts/front-office_2.b/sign-out"] {
            assert!(is_own_path(own), "{own}");
        }
        for foreign in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a?b", "/\n"]
        {
            assert!(!is_own_path(foreign), "{foreign}");
        }
    }
}
