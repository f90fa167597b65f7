//! `/devices`: who may send.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::views::AddedDevice;
use scanpost_core::gateway::{DeviceChange, Gateway, NewDevice};
use secrecy::ExposeSecret;

use super::request::Body;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/devices", get(devices).post(add_device))
        .route("/devices/{name}", get(device).put(change_device).delete(remove_device))
        .route("/devices/{name}/password", post(new_password))
        .route("/strangers", get(strangers))
        .route("/device-check", post(check_device))
        .route("/device-search", post(find_devices))
}

async fn devices(State(gateway): State<Gateway>) -> Answer<Json<Vec<wire::DeviceView>>> {
    Ok(Json(gateway.devices().await?))
}

async fn add_device(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(device): Body<NewDevice>,
) -> Answer<Response> {
    let added = gateway.by(&actor).add_device(device).await?;
    Ok((StatusCode::CREATED, Json(with_password(added))).into_response())
}

async fn device(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
) -> Answer<Json<wire::DeviceView>> {
    Ok(Json(gateway.device(&name).await?))
}

async fn change_device(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    Body(change): Body<DeviceChange>,
) -> Answer<Json<wire::DeviceAdded>> {
    let changed = gateway.by(&actor).change_device(&name, change).await?;
    Ok(Json(with_password(changed)))
}

async fn new_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Answer<Json<wire::DeviceAdded>> {
    let changed = gateway.by(&actor).new_device_password(&name).await?;
    Ok(Json(with_password(changed)))
}

async fn strangers(State(gateway): State<Gateway>) -> Json<Vec<wire::Stranger>> {
    Json(gateway.strangers())
}

async fn check_device(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(question): Body<wire::Question>,
) -> Answer<Json<wire::DeviceCheckView>> {
    Ok(Json(gateway.by(&actor).check_device(&question).await?))
}

async fn find_devices(
    State(gateway): State<Gateway>,
    Who(actor): Who,
) -> Answer<Json<Vec<wire::Found>>> {
    Ok(Json(gateway.by(&actor).find_devices().await?))
}

/// The password leaves its type here: it is shown this once.
fn with_password(added: AddedDevice) -> wire::DeviceAdded {
    let password = added.password.map(|password| password.expose_secret().to_owned());
    wire::DeviceAdded { device: added.device, password }
}

async fn remove_device(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_device(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}
