//! A mail as a file to keep: its octets as they will go out, never shown by the browser itself.

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use scanpost_core::gateway::Download;
use scanpost_core::spool;
use tokio::io::{AsyncReadExt, Take};

/// Octets that are read at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The mail on its way to a person.
pub(crate) fn mail_file(download: Download) -> Response {
    let Download { file_name, size_bytes, body } = download;
    // A mail that is longer than it says would be a damaged one; it is not sent on and on.
    let octets = pieces(body.take(size_bytes));
    let headers = [
        (header::CONTENT_TYPE, "message/rfc822".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
        (header::CONTENT_LENGTH, size_bytes.to_string()),
    ];
    (headers, Body::from_stream(octets)).into_response()
}

fn pieces(body: Take<spool::Body>) -> impl stream::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(body, |mut body| async move {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        let read = body.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), body)))
    })
}
