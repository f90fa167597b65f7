//! What becomes of received mail, and how often it is fetched: one form.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::record::Revision;
use scanpost_core::site::ReceivingEntered;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::who::Who;

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::ReceivingForm { done: &done, ..draw::ReceivingForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

/// Saves all of it or nothing, as the other settings are saved.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<ReceivingEntered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = gateway.by(&actor).set_receiving_settings(seen, entered.clone()).await else {
        return Ok(see("/settings/receiving?done=saved"));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown = draw::ReceivingForm {
        entered: Some(&entered),
        seen,
        wrong,
        ..draw::ReceivingForm::default()
    };
    page(&gateway, &frame, status, shown).await
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::ReceivingForm<'_>,
) -> Page {
    let view = gateway.receiving_settings().await?;
    Ok((status, Html(draw::receiving(frame, &view, shown))).into_response())
}
