//! The OAuth endpoints over HTTP: `devicecode`, `token`, discovery.
//!
//! Parameters come as a form, every refusal goes out with the JSON of provider-facts 1.4. Faults that are switched on strike before anything is decided.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Form, Path, State, rejection::FormRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{Caller, Parameters, Refusal, TokenSet, client::Proof, fault, skewed};
use crate::{
    provider::Provider,
    switches::{HttpMoment, Quirk, Switches},
};

const DEVICE_CODE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

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
    if let Some(response) = fault(&provider, HttpMoment::DeviceAuthorization).await {
        return response;
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

/// RFC 6749 §4.1.3, §4.4.2, §6 and RFC 8628 §3.4.
async fn token(
    State(provider): State<Arc<Provider>>,
    Path(tenant): Path<String>,
    form: Result<Form<Parameters>, FormRejection>,
) -> Response {
    let form = form.map(|Form(form)| form).unwrap_or_default();
    let moment = match form.have("grant_type") {
        Some("refresh_token") => HttpMoment::Refresh,
        Some("authorization_code") => HttpMoment::Code,
        Some("client_credentials") => HttpMoment::ClientCredentials,
        _ => HttpMoment::Poll,
    };
    if let Some(response) = fault(&provider, moment).await {
        return response;
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
    let base = format!("{}/{tenant}", provider.web_url);
    let (endpoint, issuer) = (format!("{base}/oauth2/v2.0/token"), format!("{base}/v2.0"));
    let proof =
        Proof { secret: form.have("client_secret"), assertion: form.have("client_assertion") };
    if proof.assertion.is_some() && form.need("client_assertion_type")? != JWT_BEARER {
        return Err(Refusal::malformed_assertion());
    }
    let caller = Caller { tenant, client, proof, audiences: [&endpoint, &issuer] };
    let now = provider.clock.now();
    let mut authority = provider.authority();
    match grant_type {
        DEVICE_CODE_GRANT => {
            authority.redeem_device_code(&caller, form.need("device_code")?, switches, now)
        }
        "authorization_code" => authority.redeem_code(&caller, form, switches, now),
        "client_credentials" => authority.app_token(&caller, form.need("scope")?, switches, now),
        "refresh_token" => {
            let token = form.need("refresh_token")?;
            authority.refresh(&caller, token, form.have("scope"), switches, now)
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
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported":
            ["authorization_code", "client_credentials", DEVICE_CODE_GRANT, "refresh_token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "token_endpoint_auth_methods_supported":
            ["none", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256"],
    }))
}

/// RFC 6749 §5.1: nobody may keep a copy of the answer.
fn granted(tokens: &TokenSet, switches: &Switches) -> Response {
    let mut body = json!({
        "token_type": "Bearer",
        "expires_in": tokens.expires_in,
        "ext_expires_in": tokens.expires_in,
        "access_token": &*tokens.access_token,
    });
    if let Some(scope) = &tokens.scope
        && !switches.has(Quirk::NoScope)
    {
        let encoded = switches.has(Quirk::PercentEncodedScope);
        body["scope"] = if encoded { percent_encoded(scope) } else { scope.clone() }.into();
    }
    if let Some(token) = &tokens.refresh_token {
        body["refresh_token"] = (**token).into();
    }
    if let Some(token) = &tokens.id_token {
        body["id_token"] = token.as_str().into();
    }
    uncached(StatusCode::OK, spelled(body, switches))
}

pub(super) fn refused(provider: &Provider, refusal: &Refusal, switches: &Switches) -> Response {
    let status = if switches.has(Quirk::ErrorsWith200) { StatusCode::OK } else { refusal.status() };
    let body = if switches.has(Quirk::Gmail) {
        refusal.to_plain_json()
    } else {
        refusal.to_json(skewed(provider.clock.now(), switches))
    };
    uncached(status, spelled(body, switches))
}

/// A scope as some servers spell it: `https%3a%2f%2foutlook.office.com%2fSMTP.Send%20openid`.
fn percent_encoded(scope: &str) -> String {
    scope.replace(':', "%3a").replace('/', "%2f").replace(' ', "%20")
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
