//! Whether scanpost lives and is ready, for whoever keeps it running: Kubernetes, a load balancer, a
//! service manager.
//!
//! `/livez` answers as long as the program serves at all: if it does not, start it anew. `/readyz` asks the
//! storage and the disk too: if it says no, mails are not taken now. Both are open, and say a word and
//! nothing of what scanpost does. An account that waits for a person is neither's matter: no new start
//! would help, so that is for `/metrics` and the notices.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use scanpost_core::gateway::Gateway;

pub(crate) fn router(gateway: Gateway) -> Router {
    Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .with_state(gateway)
}

async fn readyz(State(gateway): State<Gateway>) -> (StatusCode, String) {
    match gateway.is_ready().await {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(fault) => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", fault.code)),
    }
}
