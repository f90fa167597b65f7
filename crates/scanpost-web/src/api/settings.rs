//! `/settings`: all of it as one document; `/mail-settings` and `/slots`: parts of it, each with the
//! revision that was read.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::site::Document;

use super::{Answer, Api, Asked, Body};
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/settings", get(export).put(import).layer(DefaultBodyLimit::max(LARGEST_FILE)))
        .route("/mail-settings", get(mail_settings).put(set_mail_settings))
        .route("/mail-settings/authorities", post(import_authorities))
        .route("/mail-settings/authorities/{fingerprint}", delete(remove_authority))
        .route("/mail-settings/roots", post(update_roots))
        .route("/slots", get(slots).put(set_slots))
}

/// As JSON, or as the file where `Accept` names TOML.
async fn export(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    headers: HeaderMap,
) -> Answer<Response> {
    let document = gateway.by(&actor).export_settings().await.map_err(asked.problem())?;
    if !names_toml(&headers, header::ACCEPT) {
        return Ok(Json(document).into_response());
    }
    Ok(([(header::CONTENT_TYPE, TOML)], document.to_toml()).into_response())
}

async fn import(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    query: Result<Query<wire::ImportQuery>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer<Json<wire::ImportView>> {
    let Query(query) = query.map_err(|rejection| Problem::invalid(rejection.body_text()))?;
    let body = body.map_err(|rejection| {
        Problem::plain(rejection.status(), "invalid", rejection.body_text())
    })?;
    let document = read(&headers, &body).map_err(GatewayError::from).map_err(asked.problem())?;
    let imported = gateway.by(&actor).import_settings(document, query.dry_run).await;
    imported.map(Json).map_err(asked.problem())
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Document, Objection> {
    let unreadable = |why: String| Objection::new(Reason::SettingsUnreadable, why);
    let text = std::str::from_utf8(body).map_err(|error| unreadable(error.to_string()))?;
    if names_toml(headers, header::CONTENT_TYPE) {
        return Document::parse(text);
    }
    let document: Document =
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    // By the file's way, so that one set of rules decides.
    Document::parse(&document.to_toml())
}

fn names_toml(headers: &HeaderMap, name: header::HeaderName) -> bool {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.contains("application/toml"))
}

async fn mail_settings(
    State(gateway): State<Gateway>,
    asked: Asked,
) -> Answer<Json<wire::MailSettingsView>> {
    gateway.mail_settings().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn set_mail_settings(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::SetMailSettings>,
) -> Answer<Json<wire::MailSettingsView>> {
    let mut entered = new.settings.entered();
    if let Some(password) = new.proxy_password {
        entered.proxy_password = password;
    }
    let set = gateway.by(&actor).set_mail_settings(new.revision, entered).await;
    set.map(Json).map_err(asked.problem())
}

async fn import_authorities(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::ImportAuthorities>,
) -> Answer<Json<wire::AuthoritiesImported>> {
    let new = gateway.by(&actor).import_authorities(&new.pem).await.map_err(asked.problem())?;
    Ok(Json(wire::AuthoritiesImported { new }))
}

async fn remove_authority(
    State(gateway): State<Gateway>,
    Path(fingerprint): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_authority(&fingerprint).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn update_roots(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).update_roots().await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn slots(State(gateway): State<Gateway>, asked: Asked) -> Answer<Json<wire::SlotsView>> {
    gateway.slots().await.map(Json).map_err(|fault| Problem::of_fault(fault, asked.0))
}

async fn set_slots(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(new): Body<wire::SetSlots>,
) -> Answer<Json<wire::SlotsView>> {
    let set = gateway.by(&actor).set_slots(new.revision, new.slots).await;
    set.map(Json).map_err(asked.problem())
}

/// The media type of a file of settings.
const TOML: &str = "application/toml";

/// A file of settings, with many devices and their providers.
const LARGEST_FILE: usize = 1024 * 1024;
