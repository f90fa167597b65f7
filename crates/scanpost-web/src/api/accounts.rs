//! `/accounts`: mailboxes, their sign-in and sign-out.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};

use super::{Answer, Api, Asked, Body};
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/accounts", get(accounts).post(add_account))
        .route("/accounts/{name}", get(account).delete(remove_account))
        .route("/accounts/{name}/sign-in", post(sign_in).delete(cancel_sign_in))
        .route("/accounts/{name}/sign-out", post(sign_out))
}

async fn accounts(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<Vec<wire::AccountView>>> {
    gateway.accounts().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn account(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<Json<wire::AccountView>> {
    let name = account_name(&name, &asked)?;
    gateway.account(&name).await.map(Json).map_err(asked.problem())
}

async fn add_account(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::AddAccount>,
) -> Answer<Response> {
    let added = gateway.by(&actor).add_account(new.name, new.address, new.provider).await;
    let account = added.map_err(asked.problem())?;
    Ok((StatusCode::CREATED, Json(account)).into_response())
}

async fn remove_account(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.by(&actor).remove_account(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::SignInView>> {
    let name = account_name(&name, &asked)?;
    gateway.by(&actor).sign_in(&name).await.map(Json).map_err(asked.problem())
}

async fn cancel_sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.by(&actor).cancel_sign_in(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.by(&actor).sign_out(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

fn account_name(text: &str, asked: &Asked) -> Answer<AccountName> {
    let invalid = |_| Objection::new(Reason::AccountNameInvalid, text.escape_debug());
    text.parse().map_err(invalid).map_err(|objection| asked.problem()(objection.into()))
}
