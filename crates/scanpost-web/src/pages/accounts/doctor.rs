//! "Check everything": the doctor's page of an account.

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;
use serde::Deserialize;

use super::{draw, place};
use crate::named::Named;
use crate::pages::fields::Wrong;
use crate::pages::render::Frame;
use crate::pages::{Page, now, see};
use crate::who::Who;

/// What a person has typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// Empty: no test mail.
    pub(super) mail_to: String,
}

/// What was found, as far as it has come.
pub(super) async fn page(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    let examination = gateway.examination(&name).await?;
    let typed = Typed::default();
    let page = draw::doctor(&frame, &account, examination.as_ref(), &typed, None, now());
    Ok(Html(page).into_response())
}

/// Begins; the page then shows each step as it is done.
pub(super) async fn begin(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let mail_to = Some(typed.mail_to.trim().to_owned()).filter(|address| !address.is_empty());
    let Err(error) = gateway.by(&actor).begin_examination(&name, mail_to).await else {
        return Ok(see(&format!("{}/doctor", place(&name))));
    };
    let account = gateway.account(&name).await?;
    let examination = gateway.examination(&name).await?;
    let wrong = Some(Wrong::of(frame.say(), error));
    let page = draw::doctor(&frame, &account, examination.as_ref(), &typed, wrong, now());
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}
