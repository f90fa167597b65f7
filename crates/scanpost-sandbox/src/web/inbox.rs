//! Mails for an inbox that came another way than by SMTP, so that a test can begin with them.
//!
//! - `POST /mailboxes/{address}/mails`: the body is the mail, octet for octet
//! - `POST /mailboxes/{address}/generated` with `{"count": 50000, "octets": 300}`, or with a
//!   [`Generated`] as `mail` in place of `octets`: mails that are made when they are read

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;
use serde_json::json;

use super::message;
use crate::{mailboxes::Generated, provider::Provider};

/// A mail that is put may have this many octets, as many as Exchange Online's may.
const MAIL_LIMIT: usize = 157_286_400;

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/mailboxes/{address}/mails", post(put).layer(DefaultBodyLimit::max(MAIL_LIMIT)))
        .route("/mailboxes/{address}/generated", post(generate))
}

async fn put(
    State(provider): State<Arc<Provider>>,
    Path(address): Path<String>,
    octets: Bytes,
) -> Response {
    let id = provider.mailboxes.put(&address, octets, provider.clock.now());
    (StatusCode::CREATED, Json(json!({ "id": id }))).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default = "one")]
    count: u32,
    /// Of each mail of text, about.
    #[serde(default)]
    octets: u64,
    mail: Option<Generated>,
}

fn one() -> u32 {
    1
}

async fn generate(
    State(provider): State<Arc<Provider>>,
    Path(address): Path<String>,
    Json(wanted): Json<Wanted>,
) -> Response {
    let mail = wanted.mail.unwrap_or_else(|| Generated::text(wanted.octets));
    let now = provider.clock.now();
    let put = provider.mailboxes.put_generated(&address, mail, wanted.count, now);
    let Some(ids) = put else {
        let text = "A mail has 1 GiB at most, and all inboxes together 100,000 mails.";
        return message(StatusCode::UNPROCESSABLE_ENTITY, "Too much", text);
    };
    let ids = json!({ "first_id": ids.start, "count": ids.end - ids.start });
    (StatusCode::CREATED, Json(ids)).into_response()
}
