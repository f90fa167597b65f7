//! Signing in from the panel: which slot has whose sign-in, and the code for a phone. Where a slot has no account,
//! whoever uses the code becomes it.

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use axum::{Extension, Form};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::{Gateway, GatewayError, NewcomerView};
use scanpost_core::oauth::{Provider, Way};
use scanpost_core::site::Slot;
use serde::Deserialize;

use super::admit::Waits;
use super::{Paged, draw};
use crate::named::Named;
use crate::pages::render::Frame;
use crate::pages::{Page, not_found, see};
use crate::who::Who;

/// Each slot in use, with the state of its sign-in.
pub(super) async fn slots(
    State(gateway): State<Gateway>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let (slots, accounts) = (gateway.slots().await?, gateway.accounts().await?);
    let newcomers = |slot| gateway.newcomer(slot);
    Ok(Html(draw::slots(&frame, &slots, &accounts, newcomers, page)).into_response())
}

/// The code that is on the screen, or how the sign-in stands.
pub(super) async fn code(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    let has_code = account.sign_in.is_some();
    Ok(shown(draw::sign_in(&frame, &account), has_code))
}

/// Somebody at a phone is waited for while a code is on the screen.
fn shown(page: String, has_code: bool) -> axum::response::Response {
    let page = Html(page);
    if has_code { (Extension(Waits), page).into_response() } else { page.into_response() }
}

/// Where the code of this account is shown.
pub(super) fn place(name: &AccountName) -> String {
    format!("/panel/sign-in/{name}")
}

/// Where that of whoever becomes this slot's account is.
pub(super) fn place_of_slot(slot: Slot) -> String {
    format!("/panel/slot/{}", slot.as_str())
}

/// The code for whoever becomes the account, or at which services that can be.
pub(super) async fn newcomer(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let Some(slot) = Slot::named(&slot) else { return Ok(not_found(&frame)) };
    let stands = gateway.slot_sign_in(slot).await?;
    if let (Some(account), None) = (&stands.account, &stands.newcomer) {
        return Ok(see(&place(account)));
    }
    let has_code = |newcomer: &NewcomerView| newcomer.code.is_some();
    let has_code = stands.newcomer.as_ref().is_some_and(has_code);
    let services = services(&gateway).await?;
    Ok(shown(draw::newcomer(&frame, slot, stands.newcomer.as_ref(), services, page), has_code))
}

/// Those that give a code to an app that is known.
async fn services(gateway: &Gateway) -> Page<Vec<Provider>> {
    let mut services = gateway.services().await?;
    services.retain(|one| one.offers(Way::DeviceCode) && !one.oauth.client_id.is_empty());
    Ok(services)
}

/// The service that was tapped.
#[derive(Deserialize)]
pub(super) struct Tapped {
    service: String,
}

pub(super) async fn begin_newcomer(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
    Who(actor): Who,
    frame: Frame,
    Form(Tapped { service }): Form<Tapped>,
) -> Page {
    let Some(slot) = Slot::named(&slot) else { return Ok(not_found(&frame)) };
    let services = services(&gateway).await?;
    let Some(provider) = services.into_iter().find(|one| one.name == service) else {
        return Ok(see(&place_of_slot(slot)));
    };
    let by = gateway.by(&actor);
    by.expect_newcomer(slot, provider).await?;
    // A fault of the provider is no refusal: it stands where the code would, with what to do.
    match by.sign_newcomer_in(slot).await {
        Ok(()) | Err(GatewayError::Fault(_)) => Ok(see(&place_of_slot(slot))),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn cancel_newcomer(
    State(gateway): State<Gateway>,
    Path(slot): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let Some(slot) = Slot::named(&slot) else { return Ok(not_found(&frame)) };
    gateway.by(&actor).cancel_newcomer(slot)?;
    Ok(see("/panel/sign-in"))
}
