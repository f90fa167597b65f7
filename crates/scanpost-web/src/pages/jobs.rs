//! Jobs: the list with its filter, what can be done to some of them at once, and the story of one.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Form, Router};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::{Deed, Gateway};
use scanpost_core::spool::{JobFilter, JobId};
use serde::Deserialize;

use super::job_filter::JobsAsked;
use super::job_pages::{self, List};
use super::render::Frame;
use super::{Page, Pages, not_found, now, only_for, see};
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
) -> Page {
    let now = now();
    let page = gateway.jobs(asked.filter(now, JOBS_ON_A_PAGE)).await?;
    let whose = gateway.whose_jobs(&page.jobs).await?;
    let counts = gateway.job_counts().await?;
    let accounts = gateway.accounts().await?;
    let devices = gateway.devices().await?;
    let list = List {
        page: &page,
        whose: &whose,
        counts: &counts,
        accounts: &accounts,
        devices: &devices,
        asked: &asked,
    };
    Ok(Html(job_pages::list(&frame, &list, now)).into_response())
}

async fn table(State(gateway): State<Gateway>, Query(asked): Query<JobsAsked>) -> Page {
    let filter = asked.filter(now(), JobFilter::MOST);
    Ok(csv::table(gateway, filter).await?)
}

/// What is chosen in the list, and what for. The filter comes with the address.
async fn do_to_some(
    State(gateway): State<Gateway>,
    Query(asked): Query<JobsAsked>,
    Who(actor): Who,
    frame: Frame,
    Form(fields): Form<Vec<(String, String)>>,
) -> Page {
    let field = |name: &str| fields.iter().find(|(known, _)| known == name);
    let chosen: Vec<JobId> = fields
        .iter()
        .filter(|(name, _)| name == "job")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let word = field("deed").map(|(_, word)| word.as_str()).unwrap_or_default();
    let Some(deed) = deed(word) else { return Ok(not_found(&frame)) };
    let back = asked.query();
    if chosen.is_empty() {
        return Ok(see(&said(&back, "none", 0, 0)));
    }
    if deed == Deed::Delete && field("sure").is_none() {
        return Ok(Html(job_pages::delete_jobs(&frame, &chosen, &back)).into_response());
    }
    let deeds = gateway.by(&actor).do_to_jobs(deed, &chosen).await?;
    Ok(see(&said(&back, word, deeds.done, deeds.refused.len())))
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
) -> Page {
    let view = gateway.job(id).await?;
    Ok(Html(job_pages::job(&frame, &view, retried.as_deref(), now())).into_response())
}

async fn retry(State(gateway): State<Gateway>, Named(id): Named<JobId>, Who(actor): Who) -> Page {
    let retried = gateway.by(&actor).retry_job(id).await?;
    Ok(see(&format!("/jobs/{id}?retried={}", retried.as_str())))
}

async fn hold(State(gateway): State<Gateway>, Named(id): Named<JobId>, Who(actor): Who) -> Page {
    gateway.by(&actor).hold_job(id).await?;
    Ok(see(&format!("/jobs/{id}")))
}

async fn release(State(gateway): State<Gateway>, Named(id): Named<JobId>, Who(actor): Who) -> Page {
    gateway.by(&actor).release_job(id).await?;
    Ok(see(&format!("/jobs/{id}")))
}

/// Asked for by a form and not by a link: it is written down who had the mail.
async fn download(
    State(gateway): State<Gateway>,
    Named(id): Named<JobId>,
    Who(actor): Who,
) -> Page {
    let download = gateway.by(&actor).download_job(id).await?;
    Ok(mail_file(download))
}

async fn ask_delete(State(gateway): State<Gateway>, Named(id): Named<JobId>, frame: Frame) -> Page {
    let view = gateway.job(id).await?;
    Ok(Html(job_pages::delete_job(&frame, &view.job)).into_response())
}

async fn delete(State(gateway): State<Gateway>, Named(id): Named<JobId>, Who(actor): Who) -> Page {
    gateway.by(&actor).delete_job(id).await?;
    Ok(see("/jobs"))
}

/// Jobs on one page of the list.
const JOBS_ON_A_PAGE: usize = 50;
