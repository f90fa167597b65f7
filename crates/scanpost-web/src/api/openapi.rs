//! `/openapi.json`: what this API takes and answers, in the words of OpenAPI 3.1.
//!
//! The document is kept by hand; a test holds it together with the routes, the types and what a
//! real server answers.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Api;

pub(super) fn routes() -> Router<Api> {
    Router::new().route("/openapi.json", get(document))
}

async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}

const DOCUMENT: &str = include_str!("../../../../docs/openapi.json");
