//! `/status`: everything at a glance.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;

use super::{Answer, Api, Asked};
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/status", get(status))
}

async fn status(State(gateway): State<Gateway>, asked: Asked) -> Answer<Json<wire::Status>> {
    let status = gateway.status().await.map_err(|fault| Problem::of_fault(fault, asked.0))?;
    Ok(Json(status.into()))
}
