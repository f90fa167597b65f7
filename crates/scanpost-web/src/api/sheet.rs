//! `/sheet`: the status sheet as JSON, text and PDF. `/sheet/prints`: its way to a printer; who asks need not
//! wait, and looks later how it went.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::Gateway;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::words::Language;

use super::request::{Body, Parameters};
use super::{Answer, Api};
use crate::sheet_file::{pdf, text};
use crate::who::Who;
use crate::wire;

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/sheet", get(sheet))
        .route("/sheet.txt", get(as_text))
        .route("/sheet.pdf", get(as_pdf))
        .route("/sheet/prints", post(print))
        .route("/sheet/prints/{id}", get(print_of))
}

async fn sheet(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::SheetQuery>,
) -> Answer<Json<wire::Sheet>> {
    Ok(Json(gateway.sheet(wished(&gateway, query.language).await?).await?))
}

async fn as_text(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::SheetQuery>,
) -> Answer<Response> {
    Ok(text(&gateway.sheet(wished(&gateway, query.language).await?).await?))
}

async fn as_pdf(
    State(gateway): State<Gateway>,
    Parameters(query): Parameters<wire::SheetQuery>,
) -> Answer<Response> {
    Ok(pdf(&gateway.sheet(wished(&gateway, query.language).await?).await?))
}

async fn print(
    State(gateway): State<Gateway>,
    Who(actor): Who,
    Body(asked): Body<wire::PrintSheet>,
) -> Answer<Response> {
    let language = wished(&gateway, asked.language).await?;
    let begun = gateway.by(&actor).print_sheet(&asked.printer, language)?;
    let place = [(header::LOCATION, format!("/api/v1/sheet/prints/{}", begun.id))];
    Ok((StatusCode::ACCEPTED, place, Json(begun)).into_response())
}

async fn print_of(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Answer<Json<wire::SheetPrintView>> {
    let nothing = |_| Objection::new(Reason::NoSuchPrint, id.escape_debug());
    Ok(Json(gateway.sheet_print(id.parse().map_err(nothing)?)?))
}

/// The one that was asked for, else the site's.
async fn wished(gateway: &Gateway, asked: Option<Language>) -> Result<Language, Fault> {
    match asked {
        Some(language) => Ok(language),
        None => gateway.language().await,
    }
}
