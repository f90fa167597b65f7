//! The style sheet, the script and the icon: a few kilobytes, compiled in, open to everyone.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(super) async fn file(Path(name): Path<String>) -> Response {
    let Some((_, media_type, content)) = FILES.iter().find(|(known, ..)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(header::CONTENT_TYPE, *media_type), (header::CACHE_CONTROL, CACHED)], *content)
        .into_response()
}

/// The pages name the files together with scanpost's version, so a new version is fetched at once.
const CACHED: &str = "public, max-age=3600";

const FILES: [(&str, &str, &str); 4] = [
    ("scanpost.css", "text/css; charset=utf-8", include_str!("../../static/scanpost.css")),
    ("panel.css", "text/css; charset=utf-8", include_str!("../../static/panel.css")),
    ("scanpost.js", "text/javascript; charset=utf-8", include_str!("../../static/scanpost.js")),
    ("scanpost.svg", "image/svg+xml", include_str!("../../static/scanpost.svg")),
];
