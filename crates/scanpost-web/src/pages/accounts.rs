//! Signing an account in and out.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;

use super::render::{self, Frame};
use super::{Pages, not_found, refused, see};
use crate::who::Who;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/accounts/{name}/sign-in", post(sign_in))
        .route("/accounts/{name}/cancel", post(cancel))
        .route("/accounts/{name}/sign-out", get(ask_sign_out).post(sign_out))
}

/// Asks the provider for a code; the status page then shows it.
async fn sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.by(&actor).sign_in(&name).await {
        Ok(_) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

async fn cancel(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.by(&actor).cancel_sign_in(&name).await {
        Ok(()) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// The question comes first: Yes removes the tokens, No keeps them.
async fn ask_sign_out(
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

async fn sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    let Ok(name) = name.parse::<AccountName>() else { return not_found(&frame) };
    match gateway.by(&actor).sign_out(&name).await {
        Ok(()) => see(&card(&name)),
        Err(error) => refused(&frame, error),
    }
}

/// Where the account's card is. A name holds nothing that an address would have to escape.
fn card(name: &AccountName) -> String {
    format!("/#account-{name}")
}
