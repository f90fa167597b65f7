//! `/administrators`: who can log in, and what each may do.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use secrecy::{ExposeSecret, SecretString};

use super::request::Body;
use super::{Answer, Api};
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
) -> Answer<Json<Vec<wire::AdministratorView>>> {
    Ok(Json(gateway.by(&actor).administrators()?))
}

async fn administrator(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Answer<Json<wire::AdministratorView>> {
    Ok(Json(gateway.by(&actor).administrator(&name)?))
}

async fn add(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::AddAdministrator>,
) -> Answer<Response> {
    let by = gateway.by(&actor);
    let password = new.password.map(|Secret(password)| password.into());
    let made = by.add_administrator(&new.name, password, new.privileges).await?;
    let password = shown(made);
    Ok((StatusCode::CREATED, Json(wire::PasswordSet { name: new.name, password })).into_response())
}

async fn change(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    Body(new): Body<wire::ChangePrivileges>,
) -> Answer<StatusCode> {
    gateway.by(&actor).change_privileges(&name, new.revision, new.privileges).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reset_password(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
    Body(new): Body<wire::ResetPassword>,
) -> Answer<Json<wire::PasswordSet>> {
    let password = new.password.map(|Secret(password)| password.into());
    let password = shown(gateway.by(&actor).reset_password(&name, password).await?);
    Ok(Json(wire::PasswordSet { name, password }))
}

async fn remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_administrator(&name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password that was made here, this once.
fn shown(made: Option<SecretString>) -> Option<Secret> {
    made.map(|made| Secret(made.expose_secret().to_owned()))
}
