//! The page for a printer's control panel, 800 by 480 and for fingers: how the mail server stands, who must
//! sign in, what becomes of jobs, and the status sheet. No script, no scrolling: what is long goes on behind
//! *More*.
//!
//! - `admit`: who sees it (docs/decisions/0018), and that of a visitor nothing is left
//! - `log_in`: what a sign-in takes first
//! - `sign_in`: the code for a phone, once an administrator has logged in
//! - `draw`: views in, HTML out
//!
//! Whoever stands there sees of a job its device, its size, its moments, its state and its code; never whom it
//! goes to, nor what it is about.

mod admit;
mod draw;
mod log_in;
mod sign_in;

use std::cmp::Reverse;

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use scanpost_core::administrator::Privilege;
use scanpost_core::gateway::{Gateway, Whose};
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::spool::{Job, JobFilter, JobId, JobState};
use serde::Deserialize;

use super::render::Frame;
use super::{Page, Pages, accounts, now, only_for, see};
use crate::access::Access;
use crate::admission;
use crate::named::Named;
use crate::refused::Refused;
use crate::wire::Problem;
use draw::{Known, List};

pub(super) fn routes(pages: &Pages) -> Router<Pages> {
    let signing_in = Router::new()
        .route("/panel/sign-in/{name}", get(sign_in::code).merge(accounts::begin(sign_in::place)))
        .route("/panel/sign-in/{name}/cancel", accounts::cancel(sign_in::place))
        .route("/panel/slot/{slot}", get(sign_in::newcomer).post(sign_in::begin_newcomer))
        .route("/panel/slot/{slot}/cancel", post(sign_in::cancel_newcomer));
    let signing_in = only_for(Privilege::Accounts, signing_in)
        .route_layer(middleware::from_fn_with_state(pages.clone(), admit::only_logged_in));
    Router::new()
        .route("/panel", get(home))
        .route("/panel/mail-server", get(mail_server))
        .route("/panel/jobs", get(jobs))
        .route("/panel/history", get(history))
        .route("/panel/jobs/{id}", get(job))
        .route("/panel/sheet", get(ask_print).post(print))
        .route("/panel/sheet/{id}", get(printed))
        .route("/panel/sign-in", get(sign_in::slots))
        .route("/panel/log-in", get(async || see("/panel")).post(log_in::log_in))
        .route("/panel/log-out", post(log_out))
        .merge(signing_in)
        .layer(middleware::from_fn(say_refusals))
        .layer(middleware::from_fn_with_state(pages.clone(), admit::admit))
}

/// Which page of a list, the first by nothing.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Paged {
    #[serde(default)]
    page: usize,
}

async fn home(State(gateway): State<Gateway>, frame: Frame) -> Page {
    let status = gateway.status().await?;
    let ended = ended(&gateway, 1).await?;
    Ok(Html(draw::home(&frame, &status, ended.first(), now())).into_response())
}

async fn mail_server(
    State(gateway): State<Gateway>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let parts = gateway.mail_servers(frame.voice).await?;
    Ok(Html(draw::mail_server(&frame, &parts, page)).into_response())
}

/// What is under way, then what waits, then what is held.
async fn jobs(
    State(gateway): State<Gateway>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let mut jobs = Vec::new();
    for state in [JobState::Delivering, JobState::Waiting, JobState::Held] {
        jobs.extend(newest(&gateway, state, MOST_SEARCHED).await?);
    }
    let whose = gateway.whose_jobs(&jobs).await?;
    let list = List { title: "panel-jobs", none: "panel-jobs-none", place: "/panel/jobs" };
    let known = Known { whose, devices: gateway.devices().await? };
    Ok(Html(draw::jobs(&frame, &list, (&jobs, &known), page, now())).into_response())
}

async fn history(
    State(gateway): State<Gateway>,
    Query(Paged { page }): Query<Paged>,
    frame: Frame,
) -> Page {
    let jobs = ended(&gateway, MOST_SEARCHED).await?;
    let list = List { title: "panel-history", none: "panel-history-none", place: "/panel/history" };
    let known = Known { whose: Whose::default(), devices: gateway.devices().await? };
    Ok(Html(draw::jobs(&frame, &list, (&jobs, &known), page, now())).into_response())
}

/// The last that ended, however many wait.
async fn ended(gateway: &Gateway, most: usize) -> Page<Vec<Job>> {
    let mut jobs = Vec::new();
    for state in JobState::ALL.into_iter().filter(|state| state.is_final()) {
        jobs.extend(newest(gateway, state, most).await?);
    }
    jobs.sort_by_key(|job| Reverse((job.ended_at, job.id)));
    jobs.truncate(most);
    Ok(jobs)
}

async fn newest(gateway: &Gateway, state: JobState, most: usize) -> Page<Vec<Job>> {
    let filter = JobFilter { state: Some(state), most, ..JobFilter::default() };
    Ok(gateway.jobs(filter).await?.jobs)
}

async fn job(State(gateway): State<Gateway>, Named(id): Named<JobId>, frame: Frame) -> Page {
    let view = gateway.job(id).await?;
    let devices = gateway.devices().await?;
    let device = devices.iter().find(|device| device.name == view.job.device);
    let profile = device.and_then(|device| device.profile);
    Ok(Html(draw::job(&frame, &view, profile, now())).into_response())
}

/// What will be done is said before it is.
async fn ask_print(State(gateway): State<Gateway>, frame: Frame) -> Page {
    let printer = gateway.panel().await?.settings.printer;
    Ok(Html(draw::ask_print(&frame, printer.as_ref())).into_response())
}

async fn print(State(gateway): State<Gateway>, frame: Frame) -> Page {
    let begun = gateway.print_sheet_at_panel(frame.voice).await?;
    Ok(see(&format!("/panel/sheet/{}", begun.id)))
}

async fn printed(State(gateway): State<Gateway>, Path(id): Path<String>, frame: Frame) -> Page {
    let nothing = |_| Objection::new(Reason::NoSuchPrint, id.escape_debug());
    let view = gateway.sheet_print(id.parse().map_err(nothing)?)?;
    Ok(Html(draw::printed(&frame, &view)).into_response())
}

/// What the gateway has not done, in the panel's own frame.
async fn say_refusals(frame: Frame, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(error) = Refused::taken_from(&mut response) else { return response };
    if error.is_not_found() {
        return (StatusCode::NOT_FOUND, Html(draw::not_there(&frame))).into_response();
    }
    let problem = Problem::of(error, frame.voice);
    (problem.status(), Html(draw::refused(&frame, &problem))).into_response()
}

async fn log_out(State(access): State<Access>, headers: HeaderMap) -> Response {
    gone(&access, &headers)
}

/// Of whoever was here nothing is left: neither the log-in nor the language.
fn gone(access: &Access, headers: &HeaderMap) -> Response {
    admission::cookies(headers).for_each(|cookies| access.leave(cookies));
    (AppendHeaders([super::enter::no_language()]), Redirect::to("/panel")).into_response()
}

/// Jobs of which a list of the panel is made; who looks for older ones does so at a desk.
const MOST_SEARCHED: usize = 100;
