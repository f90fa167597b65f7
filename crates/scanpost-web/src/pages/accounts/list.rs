//! All accounts, and one with everything about it.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::{Gateway, GatewayError};

use super::{account_and_grant, draw, place};
use crate::named::Named;
use crate::pages::render::Frame;
use crate::pages::{now, refused, see};
use crate::who::Who;

pub(super) async fn all(State(gateway): State<Gateway>, frame: Frame) -> Response {
    match gateway.accounts().await {
        Ok(accounts) => Html(draw::accounts(&frame, &accounts, now())).into_response(),
        Err(fault) => refused(&frame, GatewayError::Fault(fault)),
    }
}

pub(super) async fn one(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Response {
    match account_and_grant(&gateway, &name).await {
        Ok((account, grant)) => {
            Html(draw::account(&frame, &account, &grant, now())).into_response()
        }
        Err(error) => refused(&frame, error),
    }
}

/// A real log-in at the mail server; the account's page then shows how it went.
pub(super) async fn check(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).check_connection(&name).await {
        Ok(_) => see(&place(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// The question comes first: Yes removes the account, No keeps it.
pub(super) async fn ask_remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    frame: Frame,
) -> Response {
    match gateway.account(&name).await {
        Ok(account) => Html(draw::ask_remove(&frame, &account)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

pub(super) async fn remove(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).remove_account(&name).await {
        Ok(()) => see("/accounts"),
        Err(error) => refused(&frame, error),
    }
}
