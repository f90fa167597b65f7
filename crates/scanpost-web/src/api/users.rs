//! `/users`: people whose scans go out from their own mailboxes.

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::{Gateway, NewUser};
use scanpost_core::user::{Scans, UserFilter};
use serde::Deserialize;

use super::request::Body;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    let table = DefaultBodyLimit::max(LARGEST_TABLE);
    Router::new()
        .route("/users", get(users).post(add_user))
        .route("/users/import", post(import_users).layer(table))
        .route("/users/{address}", get(user).put(change_user).delete(remove_user))
        .route("/users/{address}/sign-out", post(sign_out_user))
        .route("/user-rules", get(rules).put(set_rules))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    search: String,
    after: Option<String>,
    most: Option<usize>,
}

async fn users(
    State(gateway): State<Gateway>,
    Query(Asked { search, after, most }): Query<Asked>,
) -> Answer<Json<wire::UsersView>> {
    let most = most.unwrap_or(UserFilter::MOST).max(1);
    Ok(Json(gateway.users(UserFilter { after, search, most }).await?))
}

async fn add_user(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(user): Body<NewUser>,
) -> Answer<Response> {
    let added = gateway.by(&actor).put_user(user).await?;
    Ok((StatusCode::CREATED, Json(added)).into_response())
}

async fn import_users(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(wire::UsersTable { table }): Body<wire::UsersTable>,
) -> Answer<Json<wire::ImportedUsers>> {
    Ok(Json(gateway.by(&actor).import_users(&table).await?))
}

async fn user(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
) -> Answer<Json<wire::UserView>> {
    Ok(Json(gateway.user(&address).await?))
}

async fn change_user(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    Who(actor): Who,
    Body(change): Body<wire::UserChange>,
) -> Answer<Json<wire::UserView>> {
    let address = gateway.user(&address).await?.user.address;
    let wire::UserChange { revision, name, matches } = change;
    let user = NewUser { name, address, matches, revision };
    Ok(Json(gateway.by(&actor).put_user(user).await?))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Removing {
    scans: Option<Scans>,
}

async fn remove_user(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    Query(Removing { scans }): Query<Removing>,
    Who(actor): Who,
) -> Answer<Json<wire::RemovedUser>> {
    Ok(Json(gateway.by(&actor).remove_user(&address, scans).await?))
}

async fn sign_out_user(
    State(gateway): State<Gateway>,
    Path(address): Path<String>,
    Who(actor): Who,
) -> Answer<Json<wire::UserView>> {
    Ok(Json(gateway.by(&actor).sign_out_user(&address).await?))
}

async fn rules(State(gateway): State<Gateway>) -> Answer<Json<wire::UserRulesView>> {
    Ok(Json(gateway.user_rules().await?))
}

async fn set_rules(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(wire::NewUserRules { revision, rules }): Body<wire::NewUserRules>,
) -> Answer<Json<wire::UserRulesView>> {
    Ok(Json(gateway.by(&actor).set_user_rules(revision, rules).await?))
}

/// A table of users, in JSON.
const LARGEST_TABLE: usize = 20 * 1024 * 1024;
