//! Which way to sign in, the code on another screen, and the sign-out.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::{Gateway, GatewayError};

use super::{account_and_grant, draw, place};
use crate::named::Named;
use crate::pages::render::{self, Frame};
use crate::pages::{refused, see};
use crate::who::Who;

/// The three ways, each with when it will work.
pub(super) async fn ways(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Response {
    match account_and_grant(&gateway, &name).await {
        Ok((account, grant)) => Html(draw::ways(&frame, &account, &grant)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

/// Asks the provider for a code; the account's page then shows it, or why there is none.
pub(super) async fn begin(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).sign_in(&name).await {
        Ok(_) | Err(GatewayError::Fault(_)) => see(&place(&name)),
        Err(error) => refused(&frame, error),
    }
}

pub(super) async fn cancel(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).cancel_sign_in(&name).await {
        Ok(()) => see(&place(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// The question comes first: Yes removes the tokens, No keeps them.
pub(super) async fn ask_sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Response {
    match gateway.account(&name).await {
        Ok(account) => Html(render::sign_out(&frame, &account)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

pub(super) async fn sign_out(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).sign_out(&name).await {
        Ok(()) => see(&place(&name)),
        Err(error) => refused(&frame, error),
    }
}
