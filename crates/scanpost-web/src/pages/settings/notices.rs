//! Notices: one form, and beside it how each channel stands.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::record::Revision;
use scanpost_core::site::NoticesEntered;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::render::Frame;
use crate::pages::{Page, now, see};
use crate::who::Who;

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::NoticesForm { done: &done, ..draw::NoticesForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

/// Saves all of it or nothing. What was wrong comes back at its field; where somebody else was faster, it
/// is asked again with what was typed.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<NoticesEntered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = gateway.by(&actor).set_notices(seen, entered.clone()).await else {
        return Ok(see("/settings/notices?done=saved"));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown =
        draw::NoticesForm { entered: Some(&entered), seen, wrong, ..draw::NoticesForm::default() };
    page(&gateway, &frame, status, shown).await
}

/// Sends a notice by every channel that is on.
pub(super) async fn send_trial(State(gateway): State<Gateway>, Who(actor): Who) -> Page {
    gateway.by(&actor).try_notices().await?;
    Ok(see("/settings/notices?done=tried"))
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::NoticesForm<'_>,
) -> Page {
    let view = gateway.notices().await?;
    Ok((status, Html(draw::notices(frame, &view, shown, now()))).into_response())
}
