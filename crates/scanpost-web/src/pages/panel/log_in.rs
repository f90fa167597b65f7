//! The log-in at the panel, which a sign-in takes: in the panel's own frame, with a way back and for fingers.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::gateway::Gateway;

use super::super::entered::Entered;
use super::super::fields::Wrong;
use super::super::log_in::{self, answer, logged_in};
use super::super::own_path::own_path;
use super::super::render::Frame;
use super::draw;
use crate::access::Access;
use crate::serve::Peer;

/// What is shown in the place of a page that takes a log-in; it leads there.
pub(super) fn closed(gateway: &Gateway, frame: &Frame, next: &str) -> Response {
    if !gateway.has_administrators() {
        return log_in::closed(gateway, frame, next);
    }
    (StatusCode::UNAUTHORIZED, Html(draw::log_in(frame, "", next, None))).into_response()
}

pub(super) async fn log_in(
    State(gateway): State<Gateway>,
    State(access): State<Access>,
    Peer(address): Peer,
    headers: HeaderMap,
    frame: Frame,
    entered: Entered,
) -> Response {
    let next = own_path(entered.text("next"));
    let next = if next.starts_with("/panel/") { next } else { "/panel" };
    let known = logged_in((&gateway, &access), (address, &headers), &entered).await;
    answer(known, next, |error| {
        let wrong = Wrong::of(frame.say(), error);
        draw::log_in(&frame, entered.text("name"), next, Some(wrong))
    })
}
