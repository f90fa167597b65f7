//! `/accounts/{name}/doctor`: everything about an account is looked at, step by step.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::Gateway;

use super::request::Body;
use super::{Answer, Api};
use crate::named::Named;
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/accounts/{name}/doctor", get(examination).post(examine))
}

/// `null` before the first.
async fn examination(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
) -> Answer<Json<Option<wire::ExaminationView>>> {
    Ok(Json(gateway.examination(&name).await?))
}

/// It goes on by itself; who wants to know how, looks again.
async fn examine(
    State(gateway): State<Gateway>,
    Named(name): Named<AccountName>,
    Who(actor): Who,
    Body(asked): Body<wire::Examine>,
) -> Answer<Response> {
    let begun = gateway.by(&actor).begin_examination(&name, asked.mail_to).await?;
    Ok((StatusCode::ACCEPTED, Json(begun)).into_response())
}
