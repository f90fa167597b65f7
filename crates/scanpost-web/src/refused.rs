//! What the gateway did not do, on the way to whoever says so.
//!
//! A handler ends there (`?`) and knows neither the reader's language nor whether they read a page or
//! JSON. The refusal rides on the response up to the layer that does: a page
//! ([`crate::pages`]) or a problem ([`crate::api`]).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use scanpost_core::fault::Fault;
use scanpost_core::gateway::GatewayError;
use scanpost_core::objection::Objection;

/// Why it was not done.
#[derive(Clone, Debug)]
pub(crate) struct Refused(pub(crate) GatewayError);

impl Refused {
    /// Takes it off the response, if it is one.
    pub(crate) fn taken_from(response: &mut Response) -> Option<GatewayError> {
        response.extensions_mut().remove::<Self>().map(|Self(error)| error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<GatewayError> for Refused {
    fn from(error: GatewayError) -> Self {
        Self(error)
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self(fault.into())
    }
}

impl From<Objection> for Refused {
    fn from(objection: Objection) -> Self {
        Self(objection.into())
    }
}
