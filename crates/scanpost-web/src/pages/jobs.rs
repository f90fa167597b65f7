//! One job: its story, another attempt, its end.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use scanpost_core::clock::Time;
use scanpost_core::gateway::Gateway;
use scanpost_core::spool::JobId;
use serde::Deserialize;

use super::render::{self, Frame};
use super::{Pages, not_found, refused, see};
use crate::who::Who;

/// What the page is asked beside the job.
#[derive(Deserialize)]
struct Asked {
    /// What became of asking for another attempt, said once, on the way back from the form.
    retried: Option<String>,
}

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/jobs/{id}", get(show))
        .route("/jobs/{id}/retry", post(retry))
        .route("/jobs/{id}/delete", get(ask_delete).post(delete))
}

async fn show(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Query(Asked { retried }): Query<Asked>,
    frame: Frame,
) -> Response {
    let Ok(id) = id.parse::<JobId>() else { return not_found(&frame) };
    match gateway.job(id).await {
        Ok(view) => Html(render::job(&frame, &view, retried.as_deref(), now())).into_response(),
        Err(error) => refused(&frame, error),
    }
}

async fn retry(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    let Ok(id) = id.parse::<JobId>() else { return not_found(&frame) };
    match gateway.by(&actor).retry_job(id).await {
        Ok(retried) => see(&format!("/jobs/{id}?retried={}", retried.as_str())),
        Err(error) => refused(&frame, error),
    }
}

async fn ask_delete(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    frame: Frame,
) -> Response {
    let Ok(id) = id.parse::<JobId>() else { return not_found(&frame) };
    match gateway.job(id).await {
        Ok(view) => Html(render::delete_job(&frame, &view.job)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

async fn delete(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    let Ok(id) = id.parse::<JobId>() else { return not_found(&frame) };
    match gateway.by(&actor).delete_job(id).await {
        Ok(()) => see("/#jobs"),
        Err(error) => refused(&frame, error),
    }
}

/// The wall clock, for "3 minutes ago"; nothing waits by it.
fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
