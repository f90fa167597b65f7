//! Which way to sign in, the code on another screen, and the sign-out.

use axum::extract::State;
use axum::response::{Html, IntoResponse};
use axum::routing::{MethodRouter, post};
use scanpost_core::account::AccountName;
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{Gateway, GatewayError};

use super::{account_and_grant, draw, place};
use crate::named::Named;
use crate::pages::render::{self, Frame};
use crate::pages::{Page, Pages, see};
use crate::who::Who;

/// The three ways, each with when it will work.
pub(super) async fn ways(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let (account, grant) = account_and_grant(&gateway, &name).await?;
    Ok(Html(draw::ways(&frame, &account, &grant)).into_response())
}

/// Asks the provider for a code; `place` then shows it, or why there is none.
pub(in crate::pages) fn begin(place: fn(&AccountName) -> String) -> MethodRouter<Pages> {
    post(
        async move |State(gateway): State<Gateway>,
                    Named(name): Named<AccountName>,
                    Who(actor): Who|
                    -> Page {
            ask(&gateway, &actor, &name).await?;
            Ok(see(&place(&name)))
        },
    )
}

/// A fault of the provider is no refusal: it stands at the account, with what to do.
pub(in crate::pages) async fn ask(
    gateway: &Gateway,
    actor: &Actor,
    name: &AccountName,
) -> Page<()> {
    match gateway.by(actor).sign_in(name).await {
        Ok(_) | Err(GatewayError::Fault(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Ends what waits for a person, and leads back to `place`.
pub(in crate::pages) fn cancel(place: fn(&AccountName) -> String) -> MethodRouter<Pages> {
    post(
        async move |State(gateway): State<Gateway>,
                    Named(name): Named<AccountName>,
                    Who(actor): Who|
                    -> Page {
            gateway.by(&actor).cancel_sign_in(&name).await?;
            Ok(see(&place(&name)))
        },
    )
}

/// The question comes first: Yes removes the tokens, No keeps them.
pub(super) async fn ask_sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Page {
    let account = gateway.account(&name).await?;
    Ok(Html(render::sign_out(&frame, &account)).into_response())
}

pub(super) async fn sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).sign_out(&name).await?;
    Ok(see(&place(&name)))
}
