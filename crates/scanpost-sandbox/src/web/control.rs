//! The controls: switches, situations, the app's registration (`app`), the clock, revoking. For
//! this machine only.
//!
//! - `GET /switches`, `POST /switches`: all of them as JSON; what is left out is at its default
//! - `POST /situations/{name}`: one bad day, on top of what is on; only sometimes with
//!   `?times=2&mailbox=scans@*&connection=3&per_mille=100`, or some of these
//! - `GET /loads`, `GET /pop3-loads`: how much each mailbox has been used, to hold against limits
//! - `POST /mailboxes/{address}/mails`, `POST /mailboxes/{address}/generated`: mails for an inbox
//!   (`inbox`)
//! - `POST /clock` with `{"advance_seconds": 900}`
//! - `POST /mailboxes/{address}/revoke`: the sessions of a user

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use askama::Template;
use axum::{
    Json, Router,
    extract::{ConnectInfo, Path, Query, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{app, inbox, listener::Peer, message, page};
use crate::{
    meters::{Load, Pop3Load},
    provider::Provider,
    situations::{GROUPS, Situation},
    switches::{Switches, When},
};

pub(super) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/switches", get(switches).post(set_switches))
        .route("/loads", get(loads))
        .route("/pop3-loads", get(pop3_loads))
        .route("/switchboard", get(switchboard))
        .route("/switchboard/off", post(all_off))
        .route("/situations/{name}", post(turn_on))
        .route("/clock", post(advance))
        .route("/mailboxes/{address}/revoke", post(revoke))
        .merge(app::routes())
        .merge(inbox::routes())
        .layer(middleware::from_fn(this_machine_only))
}

async fn this_machine_only(
    ConnectInfo(Peer(peer)): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if peer.ip().to_canonical().is_loopback() {
        next.run(request).await
    } else {
        let text = "The switches can be set from the sandbox's own machine only.";
        message(StatusCode::FORBIDDEN, "Not from here", text)
    }
}

async fn switches(State(provider): State<Arc<Provider>>) -> Json<Switches> {
    Json(provider.switches.now())
}

async fn set_switches(
    State(provider): State<Arc<Provider>>,
    Json(switches): Json<Switches>,
) -> Json<Switches> {
    provider.switches.set(switches);
    Json(provider.switches.now())
}

async fn loads(State(provider): State<Arc<Provider>>) -> Json<BTreeMap<String, Load>> {
    Json(provider.meters.loads())
}

async fn pop3_loads(State(provider): State<Arc<Provider>>) -> Json<BTreeMap<String, Pop3Load>> {
    Json(provider.meters.pop3_loads())
}

#[derive(Template)]
#[template(path = "switchboard.html")]
struct SwitchboardPage {
    groups: &'static [(&'static str, &'static [Situation])],
    all_off: bool,
    json: String,
}

async fn switchboard(State(provider): State<Arc<Provider>>) -> Response {
    let switches = provider.switches.now();
    page(&SwitchboardPage {
        groups: GROUPS,
        all_off: switches == Switches::default(),
        json: serde_json::to_string_pretty(&switches).unwrap_or_default(),
    })
}

async fn all_off(State(provider): State<Arc<Provider>>) -> Redirect {
    provider.switches.set(Switches::default());
    Redirect::to("/switchboard")
}

async fn turn_on(
    State(provider): State<Arc<Provider>>,
    Path(name): Path<String>,
    Query(when): Query<When>,
) -> Response {
    let Some(situation) = Situation::named(&name) else {
        return super::not_found().await;
    };
    provider.switches.change(|switches| situation.turn_on_when(switches, &when));
    Redirect::to("/switchboard").into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn advance(State(provider): State<Arc<Provider>>, Json(body): Json<Advance>) -> StatusCode {
    provider.clock.advance(Duration::from_secs(body.advance_seconds));
    StatusCode::NO_CONTENT
}

async fn revoke(State(provider): State<Arc<Provider>>, Path(address): Path<String>) -> Redirect {
    provider.authority().revoke(&address, provider.clock.now());
    Redirect::to("/")
}
