//! The status sheet as a file: text or PDF.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use scanpost_core::paper;
use scanpost_core::sheet::Sheet;

pub(crate) fn text(sheet: &Sheet) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], sheet.text()).into_response()
}

pub(crate) fn pdf(sheet: &Sheet) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"scanpost-status.pdf\""),
    ];
    (headers, paper::sheet(sheet)).into_response()
}
