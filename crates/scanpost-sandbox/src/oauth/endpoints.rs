//! The OAuth endpoints over HTTP: `devicecode`, `token`, discovery.
//!
//! Parameters come as a form, every refusal goes out with status 400 and the JSON of
//! provider-facts 1.4. Faults that are switched on strike before anything is decided.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    body::Body,
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{TokenSet, refusal::Refusal};
use crate::{
    provider::Provider,
    switches::{HttpDoes, HttpMoment, Quirk, Switches},
};

const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) fn routes() -> Router<Arc<Provider>> {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/devicecode", post(device_code))
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery))
}

/// RFC 8628 §3.1 and §3.2.
async fn device_code(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    if let Some(does) = provider.switches.http(HttpMoment::DeviceAuthorization, "") {
        return misbehave(&provider, does).await;
    }
    let switches = provider.switches.now();
    let form = form.map(|Form(form)| form).unwrap_or_default();
    match ask_device_code(&provider, &tenant, &form, &switches) {
        Ok(body) => Json(body).into_response(),
        Err(refusal) => refused(&provider, &refusal, &switches),
    }
}

fn ask_device_code(
    provider: &Provider,
    tenant: &str,
    form: &Parameters,
    switches: &Switches,
) -> Result<Value, Refusal> {
    let (client, scope) = (form.need("client_id")?, form.need("scope")?);
    let mut authority = provider.authority();
    let code = authority.ask_device_code(tenant, client, scope, switches, provider.clock.now())?;
    let page = format!("{}/device", provider.web_url);
    let mut body = json!({
        "user_code": code.user_code,
        "device_code": code.device_code,
        "verification_uri": page,
        "expires_in": switches.code_lifetime_seconds,
        "interval": switches.interval_seconds,
        "message": format!(
            "To sign in, use a web browser to open the page {page} and enter the code {} to \
             authenticate.",
            code.user_code
        ),
    });
    if switches.has(Quirk::VerificationUriComplete) {
        body["verification_uri_complete"] = format!("{page}?code={}", code.user_code).into();
    }
    if switches.has(Quirk::NoInterval)
        && let Some(body) = body.as_object_mut()
    {
        body.remove("interval");
    }
    Ok(spelled(body, switches))
}

/// RFC 8628 §3.4 and RFC 6749 §6.
async fn token(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let form = form.map(|Form(form)| form).unwrap_or_default();
    let moment = match form.have("grant_type") {
        Some("refresh_token") => HttpMoment::Refresh,
        _ => HttpMoment::Poll,
    };
    if let Some(does) = provider.switches.http(moment, "") {
        return misbehave(&provider, does).await;
    }
    let switches = provider.switches.now();
    match issue(&provider, &tenant, &form, &switches) {
        Ok(tokens) => granted(&tokens, &switches),
        Err(refusal) => refused(&provider, &refusal, &switches),
    }
}

fn issue(
    provider: &Provider,
    tenant: &str,
    form: &Parameters,
    switches: &Switches,
) -> Result<TokenSet, Refusal> {
    let (client, grant_type) = (form.need("client_id")?, form.need("grant_type")?);
    if form.have("client_secret").is_some() || form.have("client_assertion").is_some() {
        return Err(Refusal::public_client_sent_secret());
    }
    let now = provider.clock.now();
    match grant_type {
        DEVICE_CODE_GRANT => {
            let code = form.need("device_code")?;
            provider.authority().redeem_device_code(tenant, client, code, switches, now)
        }
        "refresh_token" => {
            let token = form.need("refresh_token")?;
            provider.authority().refresh(tenant, client, token, form.have("scope"), switches, now)
        }
        other => Err(Refusal::unsupported_grant_type(other)),
    }
}

/// `OpenID` Connect Discovery §4; only what is there.
async fn discovery(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
) -> Json<Value> {
    let base = format!("{}/{tenant}", provider.web_url);
    Json(json!({
        "issuer": format!("{base}/v2.0"),
        "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "grant_types_supported": [DEVICE_CODE_GRANT, "refresh_token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "token_endpoint_auth_methods_supported": ["none"],
    }))
}

/// RFC 6749 §5.1: nobody may keep a copy of the answer.
fn granted(tokens: &TokenSet, switches: &Switches) -> Response {
    let mut body = json!({
        "token_type": "Bearer",
        "scope": tokens.scope,
        "expires_in": tokens.expires_in,
        "ext_expires_in": tokens.expires_in,
        "access_token": &*tokens.access_token,
    });
    if let Some(token) = &tokens.refresh_token {
        body["refresh_token"] = (**token).into();
    }
    if let Some(token) = &tokens.id_token {
        body["id_token"] = token.as_str().into();
    }
    uncached(StatusCode::OK, spelled(body, switches))
}

fn refused(provider: &Provider, refusal: &Refusal, switches: &Switches) -> Response {
    let status =
        if switches.has(Quirk::ErrorsWith200) { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    uncached(status, spelled(refusal.to_json(provider.clock.now()), switches))
}

fn uncached(status: StatusCode, body: Value) -> Response {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache"))];
    (status, no_store, Json(body)).into_response()
}

/// Some servers send their numbers as strings.
fn spelled(mut body: Value, switches: &Switches) -> Value {
    if switches.has(Quirk::NumbersAsStrings)
        && let Some(members) = body.as_object_mut()
    {
        for member in members.values_mut().filter(|member| member.is_number()) {
            *member = member.to_string().into();
        }
    }
    body
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
        HttpDoes::Hang => {
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

/// The parameters of a form, of which an empty one counts as missing (RFC 6749 §3.2).
#[derive(Default, serde::Deserialize)]
#[serde(transparent)]
struct Parameters(HashMap<String, String>);

impl Parameters {
    fn have(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.have(name).ok_or_else(|| Refusal::missing_parameter(name))
    }
}
