//! Receiving: the functions that fetch mail, and what has come in by them.
//!
//! - this file: what can be asked for and done
//! - [`filter`]: which mails a list shows, as it stands in the address
//! - [`draw`]: puts views into the templates

pub mod draw;
pub mod filter;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use scanpost_core::administrator::Privilege;
use scanpost_core::fault::Code;
use scanpost_core::gateway::Gateway;
use scanpost_core::receive::{ArrivalId, ArrivalState, Recalled};
use serde::Deserialize;

use super::render::Frame;
use super::{Page, Pages, now, only_for, see};
use crate::mail_file::mail_file;
use crate::named::Named;
use crate::polling;
use crate::who::Who;
use crate::wire::PollAnswer;
use draw::{List, Receiving};
use filter::ArrivalsAsked;

/// What a poll that was asked for has come to, said once on the way back.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    polled: String,
}

pub(super) fn routes() -> Router<Pages> {
    let changing = Router::new()
        .route("/receiving/poll/{function}", post(poll))
        .route("/receiving/arrivals/{id}/retry", post(retry))
        .route("/receiving/arrivals/{id}/delete", get(ask_delete).post(delete))
        .route("/receiving/quarantine/delete/{code}", get(ask_delete_all).post(delete_all));
    let contents = Router::new().route("/receiving/arrivals/{id}/mail", post(download));
    Router::new()
        .route("/receiving", get(functions))
        .route("/receiving/arrivals", get(arrivals))
        .route("/receiving/quarantine", get(quarantine))
        .merge(only_for(Privilege::Jobs, changing))
        .merge(only_for(Privilege::JobContents, contents))
}

async fn functions(
    State(gateway): State<Gateway>,
    Query(Asked { polled }): Query<Asked>,
    frame: Frame,
) -> Page {
    let view = gateway.receiving().await?;
    let receiving = Receiving { view: &view, polled: &polled };
    Ok(Html(draw::receiving(&frame, &receiving, now())).into_response())
}

async fn poll(
    State(gateway): State<Gateway>,
    Path(function): Path<String>,
    Who(actor): Who,
) -> Page {
    let answer = polling::poll(&gateway, &actor, &function).await?;
    let word = match answer {
        PollAnswer::Ended(_) => "ended",
        PollAnswer::GoesOn => "goes-on",
    };
    Ok(see(&format!("/receiving?polled={word}")))
}

async fn arrivals(
    State(gateway): State<Gateway>,
    Query(asked): Query<ArrivalsAsked>,
    frame: Frame,
) -> Page {
    list(&gateway, &asked, &frame).await
}

async fn quarantine(
    State(gateway): State<Gateway>,
    Query(asked): Query<ArrivalsAsked>,
    frame: Frame,
) -> Page {
    let state = ArrivalState::Quarantined.as_str().to_owned();
    list(&gateway, &ArrivalsAsked { state, ..asked }, &frame).await
}

async fn list(gateway: &Gateway, asked: &ArrivalsAsked, frame: &Frame) -> Page {
    // One more than is shown says whether the list goes on.
    let mut arrivals = gateway.arrivals(asked.filter(ARRIVALS_ON_A_PAGE + 1)).await?;
    let goes_on = arrivals.len() > ARRIVALS_ON_A_PAGE;
    arrivals.truncate(ARRIVALS_ON_A_PAGE);
    let mut shown = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        let says = match &frame.actor {
            Some(actor) => gateway.by(actor).claims(&arrival).await,
            None => None,
        };
        shown.push((arrival, says));
    }
    let view = gateway.receiving().await?;
    let list = List { arrivals: &shown, counts: &view.arrivals, goes_on, asked };
    Ok(Html(draw::arrivals(frame, &list, now())).into_response())
}

async fn retry(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Query(asked): Query<ArrivalsAsked>,
    Who(actor): Who,
) -> Page {
    gateway.by(&actor).retry_arrival(id).await?;
    Ok(see(&asked.place_with("retried")))
}

async fn ask_delete(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Query(asked): Query<ArrivalsAsked>,
    Who(actor): Who,
    frame: Frame,
) -> Page {
    let arrival = gateway.arrival(id).await?;
    let says = gateway.by(&actor).claims(&arrival).await;
    Ok(Html(draw::delete(&frame, (&arrival, says), &asked, now())).into_response())
}

async fn delete(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Query(asked): Query<ArrivalsAsked>,
    Who(actor): Who,
) -> Page {
    let done = match gateway.by(&actor).delete_arrival(id).await?.recalled {
        Recalled::Wholly => "deleted",
        Recalled::MayPrint { .. } => "deleted-may-print",
        Recalled::MayArrive { .. } => "deleted-may-arrive",
        Recalled::Unknown => "deleted-unknown",
    };
    Ok(see(&asked.place_with(done)))
}

async fn ask_delete_all(Path(code): Path<Code>, frame: Frame) -> Page {
    Ok(Html(draw::delete_all(&frame, code)).into_response())
}

async fn delete_all(
    State(gateway): State<Gateway>,
    Path(code): Path<Code>,
    Who(actor): Who,
) -> Page {
    let deleted = gateway.by(&actor).delete_quarantined(code).await?;
    let done = if deleted.not_recalled == 0 { "all-deleted" } else { "all-deleted-not-recalled" };
    Ok(see(&filter::place(Some(ArrivalState::Quarantined), &[("done", done)])))
}

/// Asked for by a form and not by a link: it is written down who had the mail.
async fn download(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Who(actor): Who,
) -> Page {
    Ok(mail_file(gateway.by(&actor).download_arrival(id).await?))
}

/// Mails on one page of a list.
const ARRIVALS_ON_A_PAGE: usize = 50;
