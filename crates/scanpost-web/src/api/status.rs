//! `/status`: everything at a glance.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;

use super::{Answer, Api};
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/status", get(status))
}

async fn status(State(gateway): State<Gateway>) -> Answer<Json<wire::StatusView>> {
    Ok(Json(gateway.status().await?))
}
