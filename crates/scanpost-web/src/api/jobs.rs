//! `/jobs`: what became of each mail. A list that goes on says where (RFC 8288).

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::Objection;
use scanpost_core::spool::{JobFilter, JobId};

use super::request::{Asked, Body, Parameters};
use super::{Answer, Api, as_query};
use crate::csv;
use crate::mail_file::mail_file;
use crate::named::Named;
use crate::who::Who;
use crate::wire::{self, Problem};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/jobs", get(jobs))
        .route("/jobs.csv", get(table))
        .route("/jobs/do", post(do_to_jobs))
        .route("/jobs/{id}", get(job).delete(delete_job))
        .route("/jobs/{id}/mail", get(mail))
        .route("/jobs/{id}/retry", post(retry_job))
        .route("/jobs/{id}/hold", post(hold_job))
        .route("/jobs/{id}/release", post(release_job))
}

async fn jobs(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::JobsQuery>,
) -> Answer<Response> {
    let page = gateway.jobs(query.clone().filter(USUAL_JOBS)).await?;
    let next = page.older.map(|older| {
        let next = wire::JobsQuery { before: Some(older), ..query };
        (header::LINK, format!("</api/v1/jobs{}>; rel=\"next\"", as_query(&next)))
    });
    let whose = gateway.whose_jobs(&page.jobs).await?;
    let jobs = page.jobs.into_iter().map(|job| wire::JobListed::of(job, &whose));
    Ok((AppendHeaders(next), Json(jobs.collect::<Vec<_>>())).into_response())
}

async fn job(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
) -> Answer<Json<wire::JobView>> {
    Ok(Json(gateway.job(id).await?))
}

async fn retry_job(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Answer<Json<wire::Retried>> {
    Ok(Json(gateway.by(&actor).retry_job(id).await?))
}

async fn table(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::JobsQuery>,
) -> Answer<Response> {
    Ok(csv::table(gateway, query.filter(JobFilter::MOST)).await?)
}

async fn mail(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Answer<Response> {
    Ok(mail_file(gateway.by(&actor).download_job(id).await?))
}

async fn do_to_jobs(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    asked: Asked,
    Body(wish): Body<wire::DoToJobs>,
) -> Answer<Json<wire::JobsDone>> {
    let deeds = gateway.by(&actor).do_to_jobs(wish.deed, &wish.jobs).await?;
    let refused = |(job, objection): (JobId, Objection)| wire::JobRefused {
        job,
        problem: Problem::of_objection(&objection, asked.0),
    };
    let refused = deeds.refused.into_iter().map(refused).collect();
    Ok(Json(wire::JobsDone { done: deeds.done, refused }))
}

async fn hold_job(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).hold_job(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn release_job(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).release_job(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_job(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Answer<StatusCode> {
    gateway.by(&actor).delete_job(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Jobs in a list when nothing else is asked for.
const USUAL_JOBS: usize = 50;
