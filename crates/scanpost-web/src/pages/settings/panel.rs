//! The page for a printer's control panel: who sees it without a log-in, and where it prints. One form.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::record::Revision;
use scanpost_core::site::PanelEntered;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::who::Who;

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::PanelForm { done: &done, ..draw::PanelForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

/// Saves all of it or nothing.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<PanelEntered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = gateway.by(&actor).set_panel(seen, entered.clone()).await else {
        return Ok(see("/settings/panel?done=saved"));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown =
        draw::PanelForm { entered: Some(&entered), seen, wrong, ..draw::PanelForm::default() };
    page(&gateway, &frame, status, shown).await
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::PanelForm<'_>,
) -> Page {
    let view = gateway.panel().await?;
    Ok((status, Html(draw::panel(frame, &view, shown))).into_response())
}
