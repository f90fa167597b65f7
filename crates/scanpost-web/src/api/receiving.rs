//! `/receiving`: the functions that fetch mail, and how their polls stand. `/arrivals`: what they have
//! fetched. A list that goes on says where (RFC 8288).

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::gateway::{DeletedArrivals, Gateway};
use scanpost_core::receive::ArrivalId;

use super::request::Parameters;
use super::{Answer, Api, as_query};
use crate::mail_file::mail_file;
use crate::named::Named;
use crate::polling;
use crate::who::Who;
use crate::wire::{self, Arrival};

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/receiving", get(receiving))
        .route("/receiving/{function}/poll", post(poll))
        .route("/arrivals", get(arrivals).delete(delete_quarantined))
        .route("/arrivals/{id}", get(arrival).delete(delete_arrival))
        .route("/arrivals/{id}/retry", post(retry_arrival))
        .route("/arrivals/{id}/mail", get(mail))
}

async fn receiving(State(gateway): State<Gateway>) -> Answer<Json<wire::ReceivingView>> {
    Ok(Json(gateway.receiving().await?))
}

async fn poll(
    State(gateway): State<Gateway>,
    Path(function): Path<String>,
    Who(actor): Who,
) -> Answer<Json<wire::PollAnswer>> {
    Ok(Json(polling::poll(&gateway, &actor, &function).await?))
}

async fn arrivals(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::ArrivalsQuery>,
) -> Answer<Response> {
    let filter = query.filter(USUAL_ARRIVALS);
    let most = filter.most;
    let page = gateway.arrivals(filter).await?;
    let last = page.last().filter(|_| page.len() == most).map(|arrival| arrival.id);
    let next = last.map(|last| {
        let next = wire::ArrivalsQuery { before: Some(last), ..query };
        (header::LINK, format!("</api/v1/arrivals{}>; rel=\"next\"", as_query(&next)))
    });
    let page: Vec<Arrival> = page.into_iter().map(Arrival::from).collect();
    Ok((AppendHeaders(next), Json(page)).into_response())
}

async fn arrival(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Who(actor): Who,
) -> Answer<Json<Arrival>> {
    let arrival = gateway.arrival(id).await?;
    let says = gateway.by(&actor).claims(&arrival).await.map(wire::Claims::from);
    Ok(Json(Arrival { says, ..arrival.into() }))
}

async fn retry_arrival(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Who(actor): Who,
) -> Answer<Json<Arrival>> {
    Ok(Json(gateway.by(&actor).retry_arrival(id).await?.into()))
}

async fn delete_arrival(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Who(actor): Who,
) -> Answer<Json<wire::ArrivalDeleted>> {
    Ok(Json(gateway.by(&actor).delete_arrival(id).await?.recalled.into()))
}

async fn delete_quarantined(
    State(gateway): State<Gateway>,
    Parameters(wire::QuarantineQuery { code }): Parameters<wire::QuarantineQuery>,
    Who(actor): Who,
) -> Answer<Json<wire::Deleted>> {
    let DeletedArrivals { deleted, not_recalled } =
        gateway.by(&actor).delete_quarantined(code).await?;
    Ok(Json(wire::Deleted { deleted, not_recalled }))
}

async fn mail(
    State(gateway): State<Gateway>,
    Named(id): Named<ArrivalId>,
    Who(actor): Who,
) -> Answer<Response> {
    Ok(mail_file(gateway.by(&actor).download_arrival(id).await?))
}

/// Arrivals in a list when nothing else is asked for.
const USUAL_ARRIVALS: usize = 50;
