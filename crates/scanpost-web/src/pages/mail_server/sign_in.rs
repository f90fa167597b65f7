//! The button beside the state: it begins a sign-in with a code for the account of the page's slot, or for whoever
//! becomes it by signing in, and ends it again.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::profile::{self, Profile};

use super::save::{self, Saved};
use super::{Facts, Typed, account_of, again, draw, page, place};
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
    let method = typed.method.as_ref().map(|_| "oauth".to_owned());
    let typed = Typed { method, signs_in: true, ..typed };
    let saved = match save::save(&gateway, &actor, frame.say(), page, &typed).await {
        Ok(Saved::Nobody) => return Ok(see(&place(&name))),
        Ok(saved) => saved,
        Err(refused) => return again(&gateway, &frame, page, &typed, refused).await,
    };
    if let Saved::Newcomer(provider) = saved
        && let Err(error) = gateway.by(&actor).expect_newcomer(page.slot, *provider).await
    {
        return again(&gateway, &frame, page, &typed, error.into()).await;
    }
    if Profile::of(frame.voice.profile).sign_in.asks_first {
        return Ok(see(&format!("{}/sign-in", place(&name))));
    }
    ask_for_code(&gateway, &actor, page).await
}

/// One more button, where the maker has one.
pub(super) async fn ask(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let facts = Facts::of(&gateway, page.slot).await?;
    let of_account = facts.account.as_ref().map(|(account, _)| &account.provider);
    match of_account.or(facts.newcomer.as_ref().map(|newcomer| &newcomer.provider)) {
        Some(service) => Ok(Html(draw::ask(&frame, page, service)).into_response()),
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
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    ask_for_code(&gateway, &actor, page).await
}

/// For the account of the page's slot, else for whoever is to become it.
async fn ask_for_code(gateway: &Gateway, actor: &Actor, page: &profile::Page) -> Page {
    let by = gateway.by(actor);
    let begun = match account_of(&gateway.slots().await?, page.slot) {
        Some(account) => by.sign_in(&account).await.map(|_| ()),
        None => by.sign_newcomer_in(page.slot).await,
    };
    match begun {
        Ok(()) | Err(GatewayError::Fault(_)) => Ok(see(&format!("{}/code", place(&page.name)))),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn code(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let drawn = match account_of(&gateway.slots().await?, page.slot) {
        Some(account) => draw::code(&frame, page, &gateway.account(&account).await?, now()),
        None => match gateway.newcomer(page.slot) {
            Some(newcomer) => draw::code_of_newcomer(&frame, page, &newcomer),
            None => return Ok(see(&place(&name))),
        },
    };
    Ok(Html(drawn).into_response())
}

pub(super) async fn cancel(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let Some(page) = page(&frame, &name) else { return Ok(not_found(&frame)) };
    let by = gateway.by(&actor);
    match account_of(&gateway.slots().await?, page.slot) {
        Some(account) => by.cancel_sign_in(&account).await?,
        None => by.cancel_newcomer(page.slot)?,
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
