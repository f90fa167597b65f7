//! What a request holds, each part with the problem that is answered where it cannot be read.

use std::convert::Infallible;
use std::str::FromStr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use scanpost_core::account::AccountName;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::receive::ArrivalId;
use scanpost_core::spool::JobId;
use scanpost_core::words::{self, Language};
use serde::de::DeserializeOwned;

use super::Api;
use crate::named::{Named, named};
use crate::refused::Refused;
use crate::wire::Problem;

/// The language that the asker reads.
pub(super) struct Asked(pub(super) Language);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Asked(asked_in(&parts.headers)))
    }
}

fn asked_in(headers: &HeaderMap) -> Language {
    let header = headers.get(header::ACCEPT_LANGUAGE);
    let wish = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    Language::from_accept_language(wish)
}

/// What to say in the asker's language; what the machine says of it, in its own, stands in quotes.
fn unreadable(language: Language, status: StatusCode, says: &str) -> Problem {
    let sentence = match status {
        StatusCode::PAYLOAD_TOO_LARGE => words::sentence(language, "api-too-large", &[]),
        _ => words::sentence(language, "api-unreadable", &[("words", says)]),
    };
    Problem::plain(status, "invalid", sentence)
}

/// What has a name in an address, and what to say of a text that can't be one.
pub(super) trait HasName: FromStr {
    const INVALID: Reason;
}

impl HasName for AccountName {
    const INVALID: Reason = Reason::AccountNameInvalid;
}

impl HasName for JobId {
    const INVALID: Reason = Reason::JobNumberInvalid;
}

impl HasName for ArrivalId {
    const INVALID: Reason = Reason::ArrivalNumberInvalid;
}

impl<T: HasName> FromRequestParts<Api> for Named<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &Api) -> Result<Self, Refused> {
        let invalid = |text: String| Objection::new(T::INVALID, text.escape_debug()).into();
        named(parts).await.map_err(invalid)
    }
}

/// What stands behind the question mark.
pub(super) struct Parameters<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(rejection) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Err(unreadable(asked_in(&parts.headers), status, &rejection.body_text()))
            }
        }
    }
}

/// The body, as JSON.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let language = asked_in(request.headers());
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(language, rejection.status(), &rejection.body_text())),
        }
    }
}

/// The body, as it came.
pub(super) struct Octets(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Octets {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let language = asked_in(request.headers());
        match Bytes::from_request(request, state).await {
            Ok(octets) => Ok(Self(octets)),
            Err(rejection) => Err(unreadable(language, rejection.status(), &rejection.body_text())),
        }
    }
}
