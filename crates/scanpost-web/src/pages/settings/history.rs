//! How long is remembered what has ended: one form.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::record::Revision;
use scanpost_core::site::HistoryEntered;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::who::Who;

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::HistoryForm { done: &done, ..draw::HistoryForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

/// Saves both figures or none, as the other settings are saved.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<HistoryEntered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = gateway.by(&actor).set_history(seen, entered.clone()).await else {
        return Ok(see("/settings/history?done=saved"));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown =
        draw::HistoryForm { entered: Some(&entered), seen, wrong, ..draw::HistoryForm::default() };
    page(&gateway, &frame, status, shown).await
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::HistoryForm<'_>,
) -> Page {
    let view = gateway.history().await?;
    Ok((status, Html(draw::history(frame, &view, shown))).into_response())
}
