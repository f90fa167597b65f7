//! Jobs: the list with its filter, what can be done to some of them at once, and the story of one.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::{Deed, Gateway, GatewayError};
use scanpost_core::spool::{JobFilter, JobId};
use serde::Deserialize;

use super::job_filter::JobsAsked;
use super::job_pages::{self, List};
use super::render::Frame;
use super::{Pages, not_found, now, only_for, refused, see};
use crate::csv;
use crate::mail_file::mail_file;
use crate::named::Named;
use crate::who::Who;

/// What the page of one job is asked beside the job.
#[derive(Deserialize)]
struct Asked {
    /// What became of asking for another attempt, said once, on the way back from the form.
    retried: Option<String>,
}

pub(super) fn routes() -> Router<Pages> {
    let changing = Router::new()
        .route("/jobs/do", post(do_to_some))
        .route("/jobs/{id}/retry", post(retry))
        .route("/jobs/{id}/hold", post(hold))
        .route("/jobs/{id}/release", post(release))
        .route("/jobs/{id}/delete", get(ask_delete).post(delete));
    let contents = Router::new().route("/jobs/{id}/mail", post(download));
    Router::new()
        .route("/jobs", get(list))
        .route("/jobs.csv", get(table))
        .route("/jobs/{id}", get(show))
        .merge(only_for(Privilege::Jobs, changing))
        .merge(only_for(Privilege::JobContents, contents))
}

// The list

async fn list(
    State(gateway): State<Gateway>,
    Query(asked): Query<JobsAsked>,
    frame: Frame,
) -> Response {
    let now = now();
    let read = async {
        let page = gateway.jobs(asked.filter(now, JOBS_ON_A_PAGE)).await?;
        let counts = gateway.job_counts().await?;
        let accounts = gateway.accounts().await?;
        let devices = gateway.devices().await?;
        Ok::<_, GatewayError>((page, counts, accounts, devices))
    };
    match read.await {
        Ok((page, counts, accounts, devices)) => {
            let list = List {
                page: &page,
                counts: &counts,
                accounts: &accounts,
                devices: &devices,
                asked: &asked,
            };
            Html(job_pages::list(&frame, &list, now)).into_response()
        }
        Err(error) => refused(&frame, error),
    }
}

async fn table(
    State(gateway): State<Gateway>,
    Query(asked): Query<JobsAsked>,
    frame: Frame,
) -> Response {
    let filter = asked.filter(now(), JobFilter::MOST);
    match csv::table(gateway, filter).await {
        Ok(table) => table,
        Err(fault) => refused(&frame, fault.into()),
    }
}

/// What is chosen in the list, and what for. The filter comes with the address.
async fn do_to_some(
    State(gateway): State<Gateway>,
    Query(asked): Query<JobsAsked>,
    Who(actor): Who,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |name: &str| fields.iter().find(|(known, _)| known == name);
    let chosen: Vec<JobId> = fields
        .iter()
        .filter(|(name, _)| name == "job")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let word = field("deed").map(|(_, word)| word.as_str()).unwrap_or_default();
    let Some(deed) = deed(word) else { return not_found(&frame) };
    let back = asked.query();
    if chosen.is_empty() {
        return see(&said(&back, "none", 0, 0));
    }
    if deed == Deed::Delete && field("sure").is_none() {
        return Html(job_pages::delete_jobs(&frame, &chosen, &back)).into_response();
    }
    match gateway.by(&actor).do_to_jobs(deed, &chosen).await {
        Ok(deeds) => see(&said(&back, word, deeds.done, deeds.refused.len())),
        Err(error) => refused(&frame, error),
    }
}

fn deed(word: &str) -> Option<Deed> {
    match word {
        "retry" => Some(Deed::Retry),
        "hold" => Some(Deed::Hold),
        "release" => Some(Deed::Release),
        "delete" => Some(Deed::Delete),
        _ => None,
    }
}

/// The list, with what became of it.
fn said(query: &str, deed: &str, done: usize, refused: usize) -> String {
    let sign = if query.is_empty() { '?' } else { '&' };
    format!("/jobs{query}{sign}deed={deed}&done={done}&refused={refused}")
}

// One job

async fn show(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Query(Asked { retried }): Query<Asked>,
    frame: Frame,
) -> Response {
    match gateway.job(id).await {
        Ok(view) => Html(job_pages::job(&frame, &view, retried.as_deref(), now())).into_response(),
        Err(error) => refused(&frame, error),
    }
}

async fn retry(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).retry_job(id).await {
        Ok(retried) => see(&format!("/jobs/{id}?retried={}", retried.as_str())),
        Err(error) => refused(&frame, error),
    }
}

async fn hold(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).hold_job(id).await {
        Ok(()) => see(&format!("/jobs/{id}")),
        Err(error) => refused(&frame, error),
    }
}

async fn release(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).release_job(id).await {
        Ok(()) => see(&format!("/jobs/{id}")),
        Err(error) => refused(&frame, error),
    }
}

/// Asked for by a form and not by a link: it is written down who had the mail.
async fn download(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).download_job(id).await {
        Ok(download) => mail_file(download),
        Err(error) => refused(&frame, error),
    }
}

async fn ask_delete(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    frame: Frame,
) -> Response {
    match gateway.job(id).await {
        Ok(view) => Html(job_pages::delete_job(&frame, &view.job)).into_response(),
        Err(error) => refused(&frame, error),
    }
}

async fn delete(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
    frame: Frame,
) -> Response {
    match gateway.by(&actor).delete_job(id).await {
        Ok(()) => see("/jobs"),
        Err(error) => refused(&frame, error),
    }
}

/// Jobs on one page of the list.
const JOBS_ON_A_PAGE: usize = 50;
