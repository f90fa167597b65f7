//! Mail settings: one form, and beside it the certificates.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::gateway::Gateway;
use scanpost_core::record::Revision;
use scanpost_core::site::Entered;
use serde::Deserialize;

use super::{Done, NotSaved, Typed, draw};
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::{Page, see};
use crate::problem::status_of;
use crate::who::Who;

#[derive(Deserialize)]
pub(super) struct Pem {
    pem: String,
}

#[derive(Deserialize)]
pub(super) struct Unwanted {
    fingerprint: String,
}

pub(super) async fn form(
    State(gateway): State<Gateway>,
    Query(Done { done }): Query<Done>,
    frame: Frame,
) -> Page {
    let shown = draw::MailForm { done: &done, ..draw::MailForm::default() };
    page(&gateway, &frame, StatusCode::OK, shown).await
}

/// Saves all of it or nothing. What was wrong comes back at its field; where somebody else was
/// faster, the new state is shown beside what was typed, and it is asked again.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Typed { revision, entered }): Form<Typed<Entered>>,
) -> Page {
    let seen = Revision(revision);
    let Err(error) = gateway.by(&actor).set_mail_settings(seen, entered.clone()).await else {
        return Ok(see("/settings?done=saved"));
    };
    let NotSaved { status, seen, wrong } = NotSaved::of(frame.say(), error, seen);
    let shown =
        draw::MailForm { entered: Some(&entered), seen, wrong, ..draw::MailForm::default() };
    page(&gateway, &frame, status, shown).await
}

pub(super) async fn import_certificates(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(Pem { pem }): Form<Pem>,
) -> Page {
    match gateway.by(&actor).import_authorities(&pem).await {
        Ok(0) => Ok(see("/settings?done=known#certificates")),
        Ok(_) => Ok(see("/settings?done=imported#certificates")),
        Err(error) => {
            let (status, wrong) = (status_of(&error), vec![Wrong::of(frame.say(), error)]);
            let shown = draw::MailForm { pem: &pem, wrong, ..draw::MailForm::default() };
            page(&gateway, &frame, status, shown).await
        }
    }
}

pub(super) async fn remove_certificate(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Form(Unwanted { fingerprint }): Form<Unwanted>,
) -> Page {
    gateway.by(&actor).remove_authority(&fingerprint).await?;
    Ok(see("/settings?done=removed#certificates"))
}

pub(super) async fn update_roots(State(gateway): State<Gateway>, Who(actor): Who) -> Page {
    gateway.by(&actor).update_roots().await?;
    Ok(see("/settings?done=updated#certificates"))
}

async fn page(
    gateway: &Gateway,
    frame: &Frame,
    status: StatusCode,
    shown: draw::MailForm<'_>,
) -> Page {
    let view = gateway.mail_settings().await?;
    Ok((status, Html(draw::mail(frame, &view, shown))).into_response())
}
