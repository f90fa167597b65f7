//! How an HTTP endpoint or page misbehaves when it is told to.

use std::time::Duration;

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::{Refusal, endpoints::refused};
use crate::{
    provider::Provider,
    switches::{HttpDoes, HttpMoment},
};

/// What comes instead of the usual answer, if a fault is switched on for this moment.
pub(crate) async fn fault(provider: &Provider, at: HttpMoment) -> Option<Response> {
    let does = provider.switches.http(at, "")?;
    tracing::info!(?at, ?does, "sandbox.fault");
    if let HttpDoes::Wait { milliseconds } = does {
        let wait = tokio::time::sleep(Duration::from_millis(milliseconds));
        provider.stop.run_until_cancelled(wait).await;
        return None;
    }
    Some(misbehave(provider, does).await)
}

async fn misbehave(provider: &Provider, does: HttpDoes) -> Response {
    let status = |code| StatusCode::from_u16(code).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    match does {
        HttpDoes::Status { status: code, retry_after } => {
            let mut response = status(code).into_response();
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
        HttpDoes::HtmlPage { status: code } => {
            (status(code), Html("<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"))
                .into_response()
        }
        HttpDoes::Refuse { error, code } => {
            refused(provider, &Refusal::ordered(error, code), &provider.switches.now())
        }
        HttpDoes::Reset => broken_off(),
        HttpDoes::Hang | HttpDoes::Wait { .. } => {
            provider.stop.cancelled().await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Promises more octets than come, then closes.
fn broken_off() -> Response {
    let first = Ok::<_, std::io::Error>("{\"token_type\":\"Bea");
    let then = Err(std::io::ErrorKind::ConnectionReset.into());
    let body = Body::from_stream(futures_util::stream::iter([first, then]));
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_LENGTH, "4000")];
    (headers, body).into_response()
}
