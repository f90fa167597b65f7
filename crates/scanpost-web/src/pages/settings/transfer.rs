//! All settings as one file: out, and in again after a look at what it would change.

use axum::Form;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::views::ImportView;
use scanpost_core::gateway::{Gateway, GatewayError};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::site::Document;
use serde::Deserialize;

use super::draw;
use crate::pages::Page;
use crate::pages::render::Frame;
use crate::who::Who;

#[derive(Deserialize)]
pub(super) struct File {
    file: String,
}

pub(super) async fn form(frame: Frame) -> Html<String> {
    Html(draw::transfer(&frame, Vec::new()))
}

pub(super) async fn export(State(gateway): State<Gateway>, Who(actor): Who) -> Page {
    let document = gateway.by(&actor).export_settings().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"scanpost-settings.toml\""),
    ];
    Ok((headers, document.to_toml()).into_response())
}

/// What the file would change; nothing is done yet.
pub(super) async fn preview(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    parts: Multipart,
) -> Response {
    let octets = match file(parts).await {
        Ok(octets) => octets,
        // Too large, or broken off: the same page as for any other form.
        Err(broken) => return broken.into_response(),
    };
    let looked_at = async {
        let unreadable = |error| Objection::new(Reason::SettingsUnreadable, error);
        let text = std::str::from_utf8(&octets).map_err(unreadable)?;
        let view = run(&gateway, &actor, text, true).await?;
        Ok((view, text))
    };
    match looked_at.await {
        Ok((view, text)) => Html(draw::import(&frame, &view, text)).into_response(),
        Err(error) => not_imported(&frame, error),
    }
}

pub(super) async fn import(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    frame: Frame,
    Form(File { file }): Form<File>,
) -> Response {
    match run(&gateway, &actor, &file, false).await {
        Ok(view) => Html(draw::import(&frame, &view, "")).into_response(),
        Err(error) => not_imported(&frame, error),
    }
}

async fn run(
    gateway: &Gateway,
    actor: &Actor,
    file: &str,
    dry_run: bool,
) -> Result<ImportView, GatewayError> {
    let document = Document::parse(file)?;
    gateway.by(actor).import_settings(document, dry_run).await
}

/// The file of a form; without one, nothing.
async fn file(mut parts: Multipart) -> Result<Bytes, MultipartError> {
    while let Some(part) = parts.next_field().await? {
        if part.name() == Some("file") {
            return part.bytes().await;
        }
    }
    Ok(Bytes::new())
}

fn not_imported(frame: &Frame, error: GatewayError) -> Response {
    let wrong = super::all_wrong(frame.say(), error);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(draw::transfer(frame, wrong))).into_response()
}
