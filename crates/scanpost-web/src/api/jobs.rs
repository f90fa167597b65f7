//! `/jobs`: what became of each mail.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::spool::{JobFilter, JobId};

use super::{Answer, Api, Asked};
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/jobs", get(jobs))
        .route("/jobs/{id}", get(job).delete(delete_job))
        .route("/jobs/{id}/retry", post(retry_job))
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
        ..JobFilter::default()
    };
    gateway
        .jobs(filter)
        .await
        .map(|page| Json(page.jobs))
        .map_err(|fault| Problem::of_fault(fault, asked.0))
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
    Who(actor): Who,
    asked: Asked,
) -> Answer<Json<wire::Retried>> {
    let id = job_id(&id, &asked)?;
    gateway.by(&actor).retry_job(id).await.map(Json).map_err(asked.problem())
}

async fn delete_job(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Who(actor): Who,
    asked: Asked,
) -> Answer<StatusCode> {
    gateway.by(&actor).delete_job(job_id(&id, &asked)?).await.map_err(asked.problem())?;
    Ok(StatusCode::NO_CONTENT)
}

fn job_id(text: &str, asked: &Asked) -> Answer<JobId> {
    let invalid = |_| Objection::new(Reason::JobNumberInvalid, text.escape_debug());
    text.parse().map_err(invalid).map_err(|objection| asked.problem()(objection.into()))
}

/// Jobs in a list when nothing else is asked for.
const USUAL_JOBS: usize = 50;
