//! A refusal: as JSON for the command line, as plain words for a page.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use scanpost_core::fault::{Fault, Remedy};
use scanpost_core::gateway::GatewayError;
use scanpost_core::words::{self, Language};

use crate::wire::Problem;

/// The media type of RFC 9457 §3.
const PROBLEM_JSON: &str = "application/problem+json";

impl Problem {
    pub(crate) fn of(error: GatewayError, language: Language) -> Self {
        let (status, code) = match error {
            GatewayError::Fault(fault) => return Self::of_fault(fault, language),
            GatewayError::NotFound(_) => (StatusCode::NOT_FOUND, "not-found"),
            GatewayError::Conflict(_) => (StatusCode::CONFLICT, "conflict"),
            GatewayError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        };
        let sentence = words::refusal(language, &error);
        Self { next: sentence.next, ..Self::plain(status, code, sentence.what) }
    }

    pub(crate) fn of_fault(fault: Fault, language: Language) -> Self {
        let sentence = words::fault(language, &fault);
        let status = match fault.remedy() {
            Remedy::RetryLater => StatusCode::SERVICE_UNAVAILABLE,
            // The request was fine; something else stands in its way until a person acts.
            Remedy::SignIn | Remedy::ChangeTenant | Remedy::FixSettings | Remedy::ChangeMail => {
                StatusCode::CONFLICT
            }
        };
        Self {
            status: status.as_u16(),
            code: fault.code.as_str().to_owned(),
            title: sentence.what,
            next: sentence.next,
            fault: Some(Box::new(fault)),
        }
    }

    /// The request itself cannot be understood.
    pub(crate) fn invalid(title: String) -> Self {
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title)
    }

    pub(crate) fn plain(status: StatusCode, code: &str, title: String) -> Self {
        let code = code.to_owned();
        Self { status: status.as_u16(), code, title, next: String::new(), fault: None }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status(), [(header::CONTENT_TYPE, PROBLEM_JSON)], Json(self)).into_response()
    }
}
