//! `/administrators`: who can log in, and what each may do.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use secrecy::{ExposeSecret, SecretString};

use super::{Answer, Api, Asked, Body};
use crate::who::Who;
use crate::wire::{self, Secret};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/administrators", get(administrators).post(add))
        .route("/administrators/{name}", get(administrator).put(change).delete(remove))
        .route("/administrators/{name}/password", post(reset_password))
}

async fn administrators(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<Vec<wire::AdministratorView>>> {
    gateway.by(&actor).administrators().map(Json).map_err(asked.problem())
}

async fn administrator(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::AdministratorView>> {
    gateway.by(&actor).administrator(&name).map(Json).map_err(asked.problem())
}

async fn add(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::AddAdministrator>,
) -> Answer<Response> {
    let by = gateway.by(&actor);
    let password = new.password.map(|Secret(password)| password.into());
    let added = by.add_administrator(&new.name, password, new.privileges).await;
    let password = shown(added.map_err(asked.problem())?);
    Ok((StatusCode::CREATED, Json(wire::PasswordSet { name: new.name, password })).into_response())
}

async fn change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::ChangePrivileges>,
) -> Answer<StatusCode> {
    let changed = gateway.by(&actor).change_privileges(&name, new.revision, new.privileges).await;
    changed.map(|()| StatusCode::NO_CONTENT).map_err(asked.problem())
}

async fn reset_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::ResetPassword>,
) -> Answer<Json<wire::PasswordSet>> {
    let password = new.password.map(|Secret(password)| password.into());
    let reset = gateway.by(&actor).reset_password(&name, password).await;
    let password = shown(reset.map_err(asked.problem())?);
    Ok(Json(wire::PasswordSet { name, password }))
}

async fn remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    let removed = gateway.by(&actor).remove_administrator(&name).await;
    removed.map(|()| StatusCode::NO_CONTENT).map_err(asked.problem())
}

/// A password that was made here, this once.
fn shown(made: Option<SecretString>) -> Option<Secret> {
    made.map(|made| Secret(made.expose_secret().to_owned()))
}
