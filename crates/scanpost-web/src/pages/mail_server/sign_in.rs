//! The button beside the state: it begins a sign-in with a code for the account of the page's slot, or for whoever
//! becomes it by signing in, and ends it again.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::profile::{self, Profile};

use super::draw::SignInShown;
use super::save::{self, Saved};
use super::{Facts, Here, Typed, account_of, again, draw, place};
use crate::pages::render::{Frame, SIGN_OUT, question};
use crate::pages::{Page, now, see};
use crate::who::Who;

/// What was typed is stored first: nobody signs in to an account that is not there.
pub(super) async fn save_first(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Who(actor): Who,
    frame: Frame,
    Form(typed): Form<Typed>,
) -> Page {
    let method = typed.method.as_ref().map(|_| "oauth".to_owned());
    let typed = Typed { method, signs_in: true, ..typed };
    let asks_first = Profile::of(frame.voice.profile).sign_in.asks_first;
    match store(&gateway, &actor, &frame, page, &typed).await {
        Err(refused) => again(&gateway, &frame, page, &typed, refused).await,
        Ok(SignsIn::Nobody) => Ok(see(&place(&page.name))),
        Ok(SignsIn::Somebody) if asks_first => Ok(see(&format!("{}/sign-in", place(&page.name)))),
        Ok(SignsIn::Somebody) => ask_for_code(&gateway, &actor, page).await,
    }
}

/// Whether there is anybody who could sign in.
enum SignsIn {
    Somebody,
    Nobody,
}

/// What was typed; whoever is to become the account by signing in is waited for from now on.
async fn store(
    gateway: &Gateway,
    actor: &Actor,
    frame: &Frame,
    page: &'static profile::Page,
    typed: &Typed,
) -> Result<SignsIn, save::Refused> {
    match save::save(gateway, actor, frame.say(), page, typed).await? {
        Saved::Nobody => return Ok(SignsIn::Nobody),
        Saved::Account => {}
        Saved::Newcomer(provider) => {
            gateway.by(actor).expect_newcomer(page.slot, *provider).await?;
        }
    }
    Ok(SignsIn::Somebody)
}

/// One more button, where the maker has one.
pub(super) async fn ask(State(gateway): State<Gateway>, Here(page): Here, frame: Frame) -> Page {
    let facts = Facts::of(&gateway, page.slot).await?;
    let of_account = facts.account.as_ref().map(|(account, _)| &account.provider);
    match of_account.or(facts.newcomer.as_ref().map(|newcomer| &newcomer.provider)) {
        Some(service) => Ok(Html(draw::ask(&frame, page, service)).into_response()),
        None => Ok(see(&place(&page.name))),
    }
}

/// Asks the service for a code; the next page shows it, or why there is none.
pub(super) async fn begin(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Who(actor): Who,
) -> Page {
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

pub(super) async fn code(State(gateway): State<Gateway>, Here(page): Here, frame: Frame) -> Page {
    let say = frame.say();
    let sign_in = match account_of(&gateway.slots().await?, page.slot) {
        Some(account) => {
            let account = gateway.account(&account).await?;
            Some(SignInShown::of_account(say, &account, now()))
        }
        None => gateway.newcomer(page.slot).map(|one| SignInShown::of_newcomer(say, &one)),
    };
    match sign_in {
        Some(sign_in) => Ok(Html(draw::code(&frame, page, sign_in)).into_response()),
        None => Ok(see(&place(&page.name))),
    }
}

pub(super) async fn cancel(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Who(actor): Who,
) -> Page {
    let by = gateway.by(&actor);
    match account_of(&gateway.slots().await?, page.slot) {
        Some(account) => by.cancel_sign_in(&account).await?,
        None => by.cancel_newcomer(page.slot)?,
    }
    Ok(see(&place(&page.name)))
}

/// The question comes first, in the maker's words.
pub(super) async fn ask_sign_out(
    State(gateway): State<Gateway>,
    Here(page): Here,
    frame: Frame,
) -> Page {
    let place = place(&page.name);
    let Some(account) = account_of(&gateway.slots().await?, page.slot) else {
        return Ok(see(&place));
    };
    let view = gateway.account(&account).await?;
    let about = ("address", view.address.as_str());
    let action = format!("{place}/signed-out");
    let asked = SIGN_OUT.about(frame.say(), about, action, place);
    Ok(Html(question(&frame, asked)).into_response())
}

pub(super) async fn sign_out(
    State(gateway): State<Gateway>,
    Here(page): Here,
    Who(actor): Who,
) -> Page {
    if let Some(account) = account_of(&gateway.slots().await?, page.slot) {
        gateway.by(&actor).sign_out(&account).await?;
    }
    Ok(see(&place(&page.name)))
}
