//! `/status`: everything at a glance.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;

use super::accounts::as_seen_by;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/status", get(status))
}

async fn status(State(gateway): State<Gateway>, Who(actor): Who) -> Answer<Json<wire::StatusView>> {
    let status = gateway.status().await?;
    let accounts = status.accounts.into_iter().map(|account| as_seen_by(&actor, account)).collect();
    Ok(Json(wire::StatusView { accounts, ..status }))
}
