//! The JSON API by which the command line asks and changes everything.
//!
//! It is bound to a Unix socket: the permission of the socket's file is the admission, and no
//! browser can reach it. Refusals are problems (RFC 9457) with a sentence and the next step, in the
//! language of `Accept-Language`.

use axum::extract::rejection::QueryRejection;
use axum::extract::{
    DefaultBodyLimit, FromRef, FromRequest, FromRequestParts, Path, Query, Request, State,
};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use scanpost_core::account::AccountName;
use scanpost_core::gateway::{Gateway, GatewayError, Invalid, NewDevice};
use scanpost_core::spool::{JobFilter, JobId};
use scanpost_core::words::Language;
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;

use crate::access::Access;
use crate::wire::{self, Problem};

/// The API. Bind it to a socket that only administrators of the machine can open.
pub fn control_router(gateway: Gateway, access: Access) -> Router {
    Router::new()
        .route("/api/status", get(status))
        .route("/api/accounts", get(accounts).post(add_account))
        .route("/api/accounts/{name}", get(account).delete(remove_account))
        .route("/api/accounts/{name}/sign-in", post(sign_in).delete(cancel_sign_in))
        .route("/api/accounts/{name}/sign-out", post(sign_out))
        .route("/api/devices", get(devices).post(add_device))
        .route("/api/devices/{name}", delete(remove_device))
        .route("/api/jobs", get(jobs))
        .route("/api/jobs/{id}", get(job).delete(delete_job))
        .route("/api/jobs/{id}/retry", post(retry_job))
        .route("/api/page-link", post(page_link))
        .fallback(async || nothing_here())
        .method_not_allowed_fallback(async || nothing_here())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Control { gateway, access })
}

#[derive(Clone)]
struct Control {
    gateway: Gateway,
    access: Access,
}

impl FromRef<Control> for Gateway {
    fn from_ref(control: &Control) -> Self {
        control.gateway.clone()
    }
}

/// An answer, or a problem in the asker's language.
type Answer<T> = Result<T, Problem>;

/// The language that the command line speaks.
struct Asked(Language);

impl Asked {
    fn problem(&self) -> impl Fn(GatewayError) -> Problem {
        let language = self.0;
        move |error| Problem::of(error, language)
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE);
        let wish = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Asked(Language::from_accept_language(wish)))
    }
}

/// The body of a request.
struct Body<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(rejection) => {
                Err(Problem::plain(rejection.status(), "invalid", rejection.body_text()))
            }
        }
    }
}

async fn status(State(gateway): State<Gateway>, asked: Asked) -> Answer<Json<wire::Status>> {
    let status = gateway.status().await.map_err(|fault| Problem::of_fault(fault, asked.0))?;
    Ok(Json(status.into()))
}

async fn accounts(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<Vec<wire::AccountView>>> {
    gateway.accounts().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn account(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<Json<wire::AccountView>> {
    let name = account_name(&name, &asked)?;
    gateway.account(&name).await.map(Json).map_err(asked.problem())
}

async fn add_account(
    State(gateway): State<Gateway>,
    asked: Asked,
    Body(new): Body<wire::AddAccount>,
) -> Answer<Response> {
    let added = gateway.add_account(new.name, new.address, new.provider).await;
    let account = added.map_err(asked.problem())?;
    Ok((StatusCode::CREATED, Json(account)).into_response())
}

async fn remove_account(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.remove_account(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<Json<wire::SignInView>> {
    let name = account_name(&name, &asked)?;
    gateway.sign_in(&name).await.map(Json).map_err(asked.problem())
}

async fn cancel_sign_in(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.cancel_sign_in(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<StatusCode> {
    let name = account_name(&name, &asked)?;
    gateway.sign_out(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn devices(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<Vec<wire::DeviceView>>> {
    gateway.devices().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn add_device(
    State(gateway): State<Gateway>,
    asked: Asked,
    Body(device): Body<NewDevice>,
) -> Answer<Response> {
    let added = gateway.add_device(device).await.map_err(asked.problem())?;
    let password = added.password.map(|password| password.expose_secret().to_owned());
    let answer = wire::DeviceAdded { device: added.device, password };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

async fn remove_device(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.remove_device(&name).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn jobs(
    State(gateway): State<Gateway>,
    asked: Asked,
    query: Result<Query<wire::JobsQuery>, QueryRejection>,
) -> Answer<Json<Vec<wire::Job>>> {
    let Query(query) = query.map_err(|rejection| Problem::invalid(rejection.body_text()))?;
    let filter = JobFilter {
        state: query.state,
        account: query.account,
        before: query.before,
        most: query.most.unwrap_or(USUAL_JOBS).min(JobFilter::MOST),
    };
    gateway.jobs(filter).await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn job(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    asked: Asked,
) -> Answer<Json<wire::JobView>> {
    gateway.job(job_id(&id, &asked)?).await.map(Json).map_err(asked.problem())
}

async fn retry_job(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    asked: Asked,
) -> Answer<Json<wire::Retried>> {
    gateway.retry_job(job_id(&id, &asked)?).await.map(Json).map_err(asked.problem())
}

async fn delete_job(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.delete_job(job_id(&id, &asked)?).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn page_link(State(control): State<Control>) -> Json<wire::PageLink> {
    let path = format!("/enter?code={}", control.access.link_code());
    Json(wire::PageLink { path })
}

fn nothing_here() -> Problem {
    let title = "The control API does not know this request.".to_owned();
    Problem::plain(StatusCode::NOT_FOUND, "not-found", title)
}

fn account_name(text: &str, asked: &Asked) -> Answer<AccountName> {
    let invalid = |_| GatewayError::Invalid(Invalid::AccountName(text.to_owned()));
    text.parse().map_err(invalid).map_err(asked.problem())
}

fn job_id(text: &str, asked: &Asked) -> Answer<JobId> {
    let invalid = |_| GatewayError::Invalid(Invalid::JobNumber(text.to_owned()));
    text.parse().map_err(invalid).map_err(asked.problem())
}

/// A provider with the certificate of an own CA is the largest thing that comes in.
const LARGEST_BODY: usize = 256 * 1024;

/// Jobs in a list when nothing else is asked for.
const USUAL_JOBS: usize = 50;
