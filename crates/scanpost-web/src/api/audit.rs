//! `/audit`: who did what, newest first.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::journal::Entry;
use scanpost_core::spool::JobFilter;

use super::{Answer, Api, Asked};
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/audit", get(audit))
}

async fn audit(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    query: Result<Query<wire::AuditQuery>, QueryRejection>,
) -> Answer<Json<Vec<Entry>>> {
    let Query(query) = query.map_err(|rejection| Problem::invalid(rejection.body_text()))?;
    let most = query.most.unwrap_or(USUAL_ENTRIES).min(JobFilter::MOST);
    gateway.by(&actor).audit(query.before, most).await.map(Json).map_err(asked.problem())
}

/// Entries when nothing else is asked for.
const USUAL_ENTRIES: usize = 50;
