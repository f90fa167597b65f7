//! A refusal: as JSON for the command line, as plain words for a page.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::GatewayError;
use scanpost_core::objection::{Kind, Objection, Reason};
use scanpost_core::words::{self, Sentence, Voice};

use crate::wire::{FieldError, Problem};

/// In a few seconds the log-ins that are at work have ended.
const BUSY_SECONDS: u32 = 5;

/// The media type of RFC 9457 §3.
const PROBLEM_JSON: &str = "application/problem+json";

impl Problem {
    pub(crate) fn of(error: GatewayError, voice: impl Into<Voice>) -> Self {
        match error {
            GatewayError::Objection(objection) => Self::of_objection(&objection, voice),
            GatewayError::Objections(objections) => Self::of_objections(&objections, voice),
            GatewayError::Fault(fault) => Self::of_fault(fault, voice),
        }
    }

    /// The first is what the problem is; each stands at its field.
    fn of_objections(objections: &[Objection], voice: impl Into<Voice>) -> Self {
        let voice = voice.into();
        let errors = objections.iter().map(|objection| {
            let sentence = words::objection(voice, objection);
            let field = objection.field.unwrap_or_default().to_owned();
            FieldError { field, title: sentence.what, next: sentence.next }
        });
        let problem = objections.first().map(|first| Self::of_objection(first, voice));
        let problem = problem.unwrap_or_else(|| {
            let nothing = Sentence { what: String::new(), next: String::new() };
            Self::plain(StatusCode::UNPROCESSABLE_ENTITY, "invalid", nothing)
        });
        Self { errors: errors.collect(), ..problem }
    }

    pub(crate) fn of_objection(objection: &Objection, voice: impl Into<Voice>) -> Self {
        let sentence = words::objection(voice, objection);
        Self {
            status: status_of_objection(objection).as_u16(),
            code: objection.reason.as_str().to_owned(),
            title: sentence.what,
            next: sentence.next,
            field: objection.field.map(str::to_owned),
            errors: Vec::new(),
            fault: None,
        }
    }

    pub(crate) fn of_fault(fault: Fault, voice: impl Into<Voice>) -> Self {
        let sentence = words::fault(voice, &fault);
        Self {
            status: status_of_fault(&fault).as_u16(),
            code: fault.code.as_str().to_owned(),
            title: sentence.what,
            next: sentence.next,
            field: None,
            errors: Vec::new(),
            fault: Some(Box::new(fault)),
        }
    }

    /// Of the request itself, which never came to the gateway.
    pub(crate) fn plain(status: StatusCode, code: &str, sentence: Sentence) -> Self {
        Self {
            status: status.as_u16(),
            code: code.to_owned(),
            title: sentence.what,
            next: sentence.next,
            field: None,
            errors: Vec::new(),
            fault: None,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The HTTP status that says the same.
pub(crate) fn status_of(error: &GatewayError) -> StatusCode {
    match error {
        GatewayError::Objection(objection) => status_of_objection(objection),
        GatewayError::Objections(all) => {
            all.first().map_or(StatusCode::UNPROCESSABLE_ENTITY, status_of_objection)
        }
        GatewayError::Fault(fault) => status_of_fault(fault),
    }
}

/// How long to wait after too many tries (RFC 9110 §10.2.3), for programs; the sentence tells people.
pub(crate) fn wait_after(objection: &Objection) -> Option<(HeaderName, HeaderValue)> {
    let seconds = match objection.reason {
        // It is about that many minutes.
        Reason::LogInTooOften | Reason::SignInTooOften => {
            objection.about.parse().unwrap_or(1_u32).saturating_mul(60)
        }
        Reason::LogInBusy => BUSY_SECONDS,
        _ => return None,
    };
    Some((header::RETRY_AFTER, HeaderValue::from(seconds)))
}

fn status_of_objection(objection: &Objection) -> StatusCode {
    match objection.reason.kind() {
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::NotPermitted => StatusCode::FORBIDDEN,
        Kind::NotAdmitted => StatusCode::UNAUTHORIZED,
        Kind::TooOften => StatusCode::TOO_MANY_REQUESTS,
    }
}

fn status_of_fault(fault: &Fault) -> StatusCode {
    if fault.class().passes() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        // The request was fine; something else stands in its way until a person acts.
        StatusCode::CONFLICT
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status(), [(header::CONTENT_TYPE, PROBLEM_JSON)], Json(self)).into_response()
    }
}
