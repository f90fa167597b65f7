//! In whose words the pages speak: one choice.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::record::Revision;
use scanpost_core::site::Appearance;
use serde::Deserialize;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::who::Who;

/// What a person has chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    pub(super) profile: String,
}

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::AppearanceForm { done: &done, ..draw::AppearanceForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<Chosen>>,
) -> Page {
    let seen = Revision(revision);
    let saved = match read(&entered) {
        Ok(appearance) => gateway.by(&actor).set_appearance(seen, appearance).await,
        Err(objection) => Err(objection.into()),
    };
    let Err(error) = saved else { return Ok(see("/settings/appearance?done=saved")) };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown = draw::AppearanceForm {
        entered: Some(&entered),
        seen,
        wrong,
        ..draw::AppearanceForm::default()
    };
    page(&gateway, &frame, status, shown).await
}

fn read(chosen: &Chosen) -> Result<Appearance, Objection> {
    let unknown = |why| Objection::new(Reason::ProfileUnknown, why);
    Ok(Appearance { profile: chosen.profile.parse().map_err(unknown)? })
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::AppearanceForm<'_>,
) -> Page {
    let view = gateway.appearance().await?;
    Ok((status, Html(draw::appearance(frame, &view, shown))).into_response())
}
