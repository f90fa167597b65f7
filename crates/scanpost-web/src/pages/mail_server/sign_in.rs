//! The button beside the state: it begins a sign-in with a code for the account of the page's slot, and ends
//! it again.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::profile::Profile;

use super::{Facts, Typed, account_of, again, draw, page, place, save};
use crate::pages::render::{Frame, SIGN_OUT, question};
use crate::pages::{Page, not_found, now, see};
use crate::who::Who;

/// What was typed is stored first: nobody signs in to an account that is not there.
pub(super) async fn save_first(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let typed = Typed { method: typed.method.as_ref().map(|_| "oauth".to_owned()), ..typed };
    let account = match save::save(&gateway, &actor, frame.say(), page, &typed).await {
        Ok(Some(account)) => account,
        Ok(None) => return Ok(see(&place(&name))),
        Err(refused) => return again(&gateway, &frame, page, &typed, refused).await,
    };
    if Profile::of(frame.voice.profile).sign_in.asks_first {
        return Ok(see(&format!("{}/sign-in", place(&name))));
    }
    asked_for(gateway.by(&actor).sign_in(&account).await.map(|_| ()), &name)
}

/// One more button, where the maker has one.
pub(super) async fn ask(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let facts = Facts::of(&gateway, page.slot).await?;
    match &facts.account {
        Some((account, _)) => Ok(Html(draw::ask(&frame, page, &account.provider)).into_response()),
        None => Ok(see(&place(&name))),
    }
}

/// Asks the service for a code; the next page shows it, or why there is none.
pub(super) async fn begin(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let Some(account) = account(&gateway, &frame, &name).await? else {
        return Ok(see(&place(&name)));
    };
    asked_for(gateway.by(&actor).sign_in(&account).await.map(|_| ()), &name)
}

fn asked_for(begun: Result<(), GatewayError>, name: &str) -> Page {
    match begun {
        Ok(()) | Err(GatewayError::Fault(_)) => Ok(see(&format!("{}/code", place(name)))),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn code(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let Some(account) = account(&gateway, &frame, &name).await? else {
        return Ok(see(&place(&name)));
    };
    let view = gateway.account(&account).await?;
    Ok(Html(draw::code(&frame, page, &view, now())).into_response())
}

pub(super) async fn cancel(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    if let Some(account) = account(&gateway, &frame, &name).await? {
        gateway.by(&actor).cancel_sign_in(&account).await?;
    }
    Ok(see(&place(&name)))
}

/// The question comes first, in the maker's words.
pub(super) async fn ask_sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let Some(account) = account(&gateway, &frame, &name).await? else {
        return Ok(see(&place(&name)));
    };
    let view = gateway.account(&account).await?;
    let (place, about) = (place(&name), ("address", view.address.as_str()));
    let action = format!("{place}/signed-out");
    let asked = SIGN_OUT.about(frame.say(), about, action, place);
    Ok(Html(question(&frame, asked)).into_response())
}

pub(super) async fn sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    if let Some(account) = account(&gateway, &frame, &name).await? {
        gateway.by(&actor).sign_out(&account).await?;
    }
    Ok(see(&place(&name)))
}

/// The account of a page's slot.
async fn account(
    gateway: &Gateway,
    frame: &Frame,
    name: &str,
) -> Result<Option<AccountName>, GatewayError> {
    let Some(page) = page(frame, name) else { return Ok(None) };
    Ok(account_of(&gateway.slots().await?, page.slot))
}
