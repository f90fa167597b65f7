//! Mails and attachments as files, and the lists of them in JSON.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};

use super::{aside, not_found, nothing_there, pages};
use crate::{
    mailboxes::{Delivery, Folder, Mail, sha256},
    provider::Provider,
};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/deliveries.json", get(deliveries))
        .route("/mailboxes/{address}/mails.json", get(mails))
        .route("/mailboxes/{address}/mails/{file}", get(mail))
        .route("/mailboxes/{address}/mails/{id}/attachments/{n}", get(attachment))
}

/// The folder that a query asks for: the inbox, or with `?folder=sent` the Sent Items.
pub(super) fn folder(query: &HashMap<String, String>) -> Folder {
    match query.get("folder").map(String::as_str) {
        Some("sent") => Folder::Sent,
        _ => Folder::Inbox,
    }
}

async fn mails(
    State(provider): State<Arc<Provider>>,
    Path(address): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some(mails) = provider.mailboxes.mails(&address, folder(&query)) else {
        return not_found().await;
    };
    aside(move || listed(mails.iter().map(|mail| described(mail)))).await
}

async fn deliveries(State(provider): State<Arc<Provider>>) -> Response {
    let deliveries = provider.mailboxes.deliveries();
    aside(move || listed(deliveries.iter().map(|delivery| recorded(delivery)))).await
}

fn listed(entries: impl Iterator<Item = Value>) -> Response {
    Json(entries.collect::<Vec<_>>()).into_response()
}

fn described(mail: &Mail) -> Value {
    let attachments = mail.attachments().into_iter().map(|file| {
        json!({
            "name": file.name,
            "type": file.media_type,
            "size": file.contents.len(),
            "sha256": sha256(&file.contents),
        })
    });
    json!({
        "id": mail.id,
        "from": mail.from,
        "to": mail.to,
        "subject": mail.subject(),
        "size": mail.octets().len(),
        "sha256": mail.sha256(),
        "received_at": mail.received_at,
        "message_id": mail.message_id(),
        "attachments": attachments.collect::<Vec<_>>(),
    })
}

fn recorded(delivery: &Delivery) -> Value {
    json!({
        "mail_id": delivery.mail_id,
        "at": delivery.at,
        "mailbox": delivery.mailbox,
        "from": delivery.from,
        "to": delivery.to,
        "size": delivery.size_octets,
        "sha256": delivery.sha256(),
        "message_id": delivery.message_id,
        "answered": delivery.answered(),
    })
}

/// `12` is the page of a mail, `12.eml` the mail itself.
async fn mail(
    State(provider): State<Arc<Provider>>,
    Path((address, file)): Path<(String, String)>,
) -> Response {
    let (id, raw) = match file.strip_suffix(".eml") {
        Some(id) => (id, true),
        None => (file.as_str(), false),
    };
    let Some(mail) = id.parse().ok().and_then(|id| provider.mailboxes.mail(&address, id)) else {
        return not_found().await;
    };
    if raw {
        as_file(&file, "message/rfc822", mail.octets().clone())
    } else {
        aside(move || pages::mail(&address, &mail)).await
    }
}

async fn attachment(
    State(provider): State<Arc<Provider>>,
    Path((address, id, n)): Path<(String, u64, usize)>,
) -> Response {
    let Some(mail) = provider.mailboxes.mail(&address, id) else {
        return not_found().await;
    };
    aside(move || match mail.attachments().into_iter().nth(n) {
        Some(file) => as_file(&file.name, &file.media_type, file.contents),
        None => nothing_there(),
    })
    .await
}

/// Goes out as a download under its own name (RFC 6266 §4.3, RFC 8187), never as a page.
fn as_file(name: &str, media_type: &str, octets: impl IntoResponse) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", percent_encoded(name));
    let mut response = octets.into_response();
    let headers = response.headers_mut();
    let any = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap_or(any));
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// RFC 8187 §3.2.1: all but letters, digits and a few signs as `%XX`.
fn percent_encoded(name: &str) -> String {
    use std::fmt::Write;
    name.bytes().take(NAME_LIMIT).fold(String::new(), |mut text, octet| {
        if octet.is_ascii_alphanumeric() || b"-._".contains(&octet) {
            text.push(char::from(octet));
        } else {
            let _ = write!(text, "%{octet:02X}");
        }
        text
    })
}

/// No file system takes longer names.
const NAME_LIMIT: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        assert_eq!(percent_encoded("räk\r\n\"; x=y.pdf"), "r%C3%A4k%0D%0A%22%3B%20x%3Dy.pdf");
        assert!(percent_encoded(&"ä".repeat(10_000)).len() <= 3 * NAME_LIMIT);
    }
}
