//! `/devices`: who may send.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use scanpost_core::gateway::{Gateway, NewDevice};
use secrecy::ExposeSecret;

use super::{Answer, Api, Asked, Body};
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/devices", get(devices).post(add_device))
        .route("/devices/{name}", delete(remove_device))
}

async fn devices(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<Vec<wire::DeviceView>>> {
    gateway.devices().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn add_device(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(device): Body<NewDevice>,
) -> Answer<Response> {
    let added = gateway.by(&actor).add_device(device).await.map_err(asked.problem())?;
    let password = added.password.map(|password| password.expose_secret().to_owned());
    let answer = wire::DeviceAdded { device: added.device, password };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn remove_device(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_device(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}
