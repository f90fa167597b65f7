//! `/audit`: who did what, newest first.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::journal::Entry;
use scanpost_core::spool::JobFilter;

use super::request::Parameters;
use super::{Answer, Api};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/audit", get(audit))
}

async fn audit(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Parameters(query): Parameters<wire::AuditQuery>,
) -> Answer<Json<Vec<Entry>>> {
    let most = query.most.unwrap_or(USUAL_ENTRIES).min(JobFilter::MOST);
    Ok(Json(gateway.by(&actor).audit(query.before, most).await?))
}

/// Entries when nothing else is asked for.
const USUAL_ENTRIES: usize = 50;
