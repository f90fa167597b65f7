//! Signing an account in and out.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;

use super::render::{self, Frame};
use super::{not_found, refused, see};

/// Asks the provider for a code; the status page then shows it.
pub(super) async fn sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.sign_in(&name).await {
        Ok(_) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

pub(super) async fn cancel(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.cancel_sign_in(&name).await {
        Ok(()) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// The question comes first: Yes removes the tokens, No keeps them.
pub(super) async fn ask_sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.account(&name).await {
        Ok(account) => Html(render::sign_out(&frame, &account)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

pub(super) async fn sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.sign_out(&name).await {
        Ok(()) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// Where the account's card is. A name holds nothing that an address would have to escape.
fn card(name: &AccountName) -> String {
    format!("/#account-{name}")
}
