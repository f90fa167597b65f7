//! A refusal: as JSON for the command line, as plain words for a page.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use scanpost_core::fault::{Fault, Remedy};
use scanpost_core::gateway::GatewayError;
use scanpost_core::objection::{Kind, Objection};
use scanpost_core::words::{self, Language};

use crate::wire::Problem;

/// The media type of RFC 9457 §3.
const PROBLEM_JSON: &str = "application/problem+json";

impl Problem {
    pub(crate) fn of(error: GatewayError, language: Language) -> Self {
        match error {
            GatewayError::Objection(objection) => Self::of_objection(&objection, language),
            GatewayError::Fault(fault) => Self::of_fault(fault, language),
        }
    }

    pub(crate) fn of_objection(objection: &Objection, language: Language) -> Self {
        let sentence = words::objection(language, objection);
        let status = match objection.reason.kind() {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::NotPermitted => StatusCode::FORBIDDEN,
            Kind::NotAdmitted => StatusCode::UNAUTHORIZED,
            Kind::TooOften => StatusCode::TOO_MANY_REQUESTS,
        };
        Self {
            status: status.as_u16(),
            code: objection.reason.as_str().to_owned(),
            title: sentence.what,
            next: sentence.next,
            field: objection.reason.field().map(str::to_owned),
            fault: None,
        }
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
            field: None,
            fault: Some(Box::new(fault)),
        }
    }

    /// The request itself cannot be understood.
    pub(crate) fn invalid(title: String) -> Self {
        Self::plain(StatusCode::UNPROCESSABLE_ENTITY, "invalid", title)
    }

    pub(crate) fn plain(status: StatusCode, code: &str, title: String) -> Self {
        let code = code.to_owned();
        Self { status: status.as_u16(), code, title, next: String::new(), field: None, fault: None }
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
