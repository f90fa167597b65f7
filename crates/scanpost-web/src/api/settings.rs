//! `/settings`: all of it as one document; `/mail-settings`, `/slots`, `/settings/receiving`, `/notices`,
//! `/history`, `/panel`, `/fax-server` and `/appearance`: parts of it, each with the revision that was read.

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::site::Document;

use super::request::{Body, Octets, Parameters};
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/settings", get(export).put(import).layer(DefaultBodyLimit::max(LARGEST_FILE)))
        .route("/mail-settings", get(mail_settings).put(set_mail_settings))
        .route("/mail-settings/authorities", post(import_authorities))
        .route("/mail-settings/authorities/{fingerprint}", delete(remove_authority))
        .route("/mail-settings/roots", post(update_roots))
        .route("/slots", get(slots).put(set_slots))
        .route("/settings/receiving", get(receiving).put(set_receiving))
        .route("/notices", get(notices).put(set_notices))
        .route("/notices/trial", post(try_notices))
        .route("/history", get(history).put(set_history))
        .route("/panel", get(panel).put(set_panel))
        .route("/fax-server", get(fax_server).put(set_fax_server))
        .route("/appearance", get(appearance).put(set_appearance))
}

/// As JSON, or as the file where `Accept` names TOML.
async fn export(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    headers: HeaderMap,
) -> Answer<Response> {
    let document = gateway.by(&actor).export_settings().await?;
    if !names_toml(&headers, header::ACCEPT) {
        return Ok(Json(document).into_response());
    }
    Ok(([(header::CONTENT_TYPE, TOML)], document.to_toml()).into_response())
}

async fn import(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Parameters(query): Parameters<wire::ImportQuery>,
    headers: HeaderMap,
    Octets(body): Octets,
) -> Answer<Json<wire::ImportView>> {
    let document = read(&headers, &body)?;
    Ok(Json(gateway.by(&actor).import_settings(document, query.dry_run).await?))
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

async fn mail_settings(State(gateway): State<Gateway>) -> Answer<Json<wire::MailSettingsView>> {
    Ok(Json(gateway.mail_settings().await?))
}

async fn set_mail_settings(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetMailSettings>,
) -> Answer<Json<wire::MailSettingsView>> {
    let mut entered = new.settings.entered();
    if let Some(password) = new.proxy_password {
        entered.proxy_password = password;
    }
    Ok(Json(gateway.by(&actor).set_mail_settings(new.revision, entered).await?))
}

async fn import_authorities(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::ImportAuthorities>,
) -> Answer<Json<wire::AuthoritiesImported>> {
    let new = gateway.by(&actor).import_authorities(&new.pem).await?;
    Ok(Json(wire::AuthoritiesImported { new }))
}

async fn remove_authority(
    State(gateway): State<Gateway>,
    Path(fingerprint): Path<String>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).remove_authority(&fingerprint).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn update_roots(State(gateway): State<Gateway>, Who(actor): Who) -> Answer<StatusCode> {
    gateway.by(&actor).update_roots().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn slots(State(gateway): State<Gateway>) -> Answer<Json<wire::SlotsView>> {
    Ok(Json(gateway.slots().await?))
}

async fn set_slots(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetSlots>,
) -> Answer<Json<wire::SlotsView>> {
    Ok(Json(gateway.by(&actor).set_slots(new.revision, new.slots).await?))
}

async fn receiving(State(gateway): State<Gateway>) -> Answer<Json<wire::ReceivingSettingsView>> {
    Ok(Json(gateway.receiving_settings().await?))
}

async fn set_receiving(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetReceiving>,
) -> Answer<Json<wire::ReceivingSettingsView>> {
    let entered = new.settings.entered();
    Ok(Json(gateway.by(&actor).set_receiving_settings(new.revision, entered).await?))
}

async fn notices(State(gateway): State<Gateway>) -> Answer<Json<wire::NoticesView>> {
    Ok(Json(gateway.notices().await?))
}

async fn set_notices(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetNotices>,
) -> Answer<Json<wire::NoticesView>> {
    let mut entered = new.settings.entered();
    if let Some(secret) = new.webhook_secret {
        entered.webhook_secret = secret;
    }
    Ok(Json(gateway.by(&actor).set_notices(new.revision, entered).await?))
}

async fn try_notices(State(gateway): State<Gateway>, Who(actor): Who) -> Answer<StatusCode> {
    gateway.by(&actor).try_notices().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn history(State(gateway): State<Gateway>) -> Answer<Json<wire::HistoryView>> {
    Ok(Json(gateway.history().await?))
}

async fn set_history(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetHistory>,
) -> Answer<Json<wire::HistoryView>> {
    Ok(Json(gateway.by(&actor).set_history(new.revision, new.settings.entered()).await?))
}

async fn appearance(State(gateway): State<Gateway>) -> Answer<Json<wire::AppearanceView>> {
    Ok(Json(gateway.appearance().await?))
}

async fn set_appearance(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetAppearance>,
) -> Answer<Json<wire::AppearanceView>> {
    Ok(Json(gateway.by(&actor).set_appearance(new.revision, new.settings).await?))
}

async fn panel(State(gateway): State<Gateway>) -> Answer<Json<wire::PanelView>> {
    Ok(Json(gateway.panel().await?))
}

async fn set_panel(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetPanel>,
) -> Answer<Json<wire::PanelView>> {
    Ok(Json(gateway.by(&actor).set_panel(new.revision, new.settings.entered()).await?))
}

async fn fax_server(State(gateway): State<Gateway>) -> Answer<Json<wire::FaxServerView>> {
    Ok(Json(gateway.fax_server().await?))
}

async fn set_fax_server(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(new): Body<wire::SetFaxServer>,
) -> Answer<Json<wire::FaxServerView>> {
    Ok(Json(gateway.by(&actor).set_fax_server(new.revision, new.settings.entered()).await?))
}

/// The media type of a file of settings.
const TOML: &str = "application/toml";

/// A file of settings, with many devices and their providers.
const LARGEST_FILE: usize = 1024 * 1024;
