//! What the last part of an address names: the account of `/accounts/{name}`, the job of `/jobs/{id}`.
//!
//! Taken out of the request before a handler begins. To what can't be a name at all the pages answer
//! "not found", and the API with the problem that says what a name looks like.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

/// The account or the job whose name stands in the address.
pub(crate) struct Named<T>(pub(crate) T);

/// Reads the name; where it can't be one, what stands there comes back.
pub(crate) async fn named<T: FromStr>(parts: &mut Parts) -> Result<Named<T>, String> {
    let path = Path::<String>::from_request_parts(parts, &()).await;
    // Octets that are no text are no name either.
    let text = path.map(|Path(text)| text).unwrap_or_default();
    text.parse().map(Named).map_err(|_| text)
}
