//! `/tokens`: API tokens. A token is shown once.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use secrecy::ExposeSecret;

use super::request::Body;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire::{self, Secret};

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/tokens", get(tokens).post(add)).route("/tokens/{name}", delete(remove))
}

async fn tokens(
    State(gateway): State<Gateway>,
    Who(actor): Who,
) -> Answer<Json<Vec<wire::ApiTokenView>>> {
    Ok(Json(gateway.by(&actor).api_tokens()?))
}

async fn add(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::AddApiToken>,
) -> Answer<Response> {
    let added = gateway.by(&actor).add_api_token(&new.name, new.privileges).await;
    let added = added?;
    let token = Secret(added.shown.expose_secret().to_owned());
    Ok((StatusCode::CREATED, Json(wire::ApiTokenAdded { token, of: added.token })).into_response())
}

async fn remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_api_token(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}
