//! Who asks: put into the request by whatever admitted it, taken out by whoever does something.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use scanpost_core::administrator::Actor;

/// The actor of this request. A route that nobody is admitted to has none and does nothing.
#[derive(Clone, Debug)]
pub(crate) struct Who(pub(crate) Actor);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Actor>().cloned().map(Who).ok_or(StatusCode::UNAUTHORIZED)
    }
}
