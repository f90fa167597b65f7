//! What Entra says when it says no: an OAuth error with its AADSTS number.
//!
//! RFC 6749 §5.2 gives the frame, provider-facts 1.4 the fields and their spelling. One function
//! for each refusal, so that this file is the list of all that the sandbox can say.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::chance;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) error: Cow<'static, str>,
    pub(crate) code: Option<u32>,
    pub(crate) text: String,
    suberror: Option<&'static str>,
}

impl Refusal {
    /// The refusal of a switch: any error, with or without a number.
    pub(crate) fn ordered(error: String, code: Option<u32>) -> Self {
        let text = "The sandbox was told to refuse this request.".to_owned();
        Self { error: error.into(), code, text, suberror: None }
    }

    pub(crate) fn authorization_pending() -> Self {
        let text = "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
        Self::new("authorization_pending", 70016, text)
    }

    /// RFC 8628 §3.5. Entra does not document it, so it has no number.
    pub(crate) fn slow_down() -> Self {
        let text = "The polls come too fast.".to_owned();
        Self { error: "slow_down".into(), code: None, text, suberror: None }
    }

    /// The number that Entra gives here is not known; 65004 is "the person declined consent".
    pub(crate) fn authorization_declined() -> Self {
        let text = "User declined to consent to access the app.";
        Self::new("authorization_declined", 65004, text)
    }

    pub(crate) fn expired_token() -> Self {
        let text = "The provided value for the input parameter 'device_code' is not valid. This \
                    device code has expired.";
        Self::new("expired_token", 70020, text)
    }

    pub(crate) fn unknown_device_code() -> Self {
        let text = "The provided value for the input parameter 'device_code' is not valid.";
        Self::new("invalid_grant", 7_000_014, text)
    }

    pub(crate) fn device_code_already_used() -> Self {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid \
                    code or use an existing refresh token.";
        Self::new("invalid_grant", 54005, text)
    }

    pub(crate) fn public_client_flows_off() -> Self {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        Self::new("invalid_client", 7_000_218, text)
    }

    pub(crate) fn public_client_sent_secret() -> Self {
        let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be \
                    presented.";
        Self::new("invalid_client", 700_025, text)
    }

    pub(crate) fn invalid_scope(scope: &str) -> Self {
        let text = format!(
            "The provided request must include a 'scope' input parameter. The provided value for \
             the input parameter 'scope' is not valid. The scope {} is not valid.",
            quoted(scope)
        );
        Self::new("invalid_scope", 70011, text)
    }

    pub(crate) fn unknown_client(client: &str, tenant: &str) -> Self {
        let (client, tenant) = (quoted(client), quoted(tenant));
        let text = format!(
            "Application with identifier '{client}' was not found in the directory '{tenant}'. \
             This can happen if the application has not been installed by the administrator of \
             the tenant or consented to by any user in the tenant."
        );
        Self::new("unauthorized_client", 700_016, text)
    }

    pub(crate) fn unknown_tenant(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are \
             signing into the correct cloud.",
            quoted(tenant)
        );
        Self::new("invalid_request", 90002, text)
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{name}'.");
        Self::new("invalid_request", 900_144, text)
    }

    pub(crate) fn unsupported_grant_type(grant_type: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{}'.", quoted(grant_type));
        Self::new("unsupported_grant_type", 70003, text)
    }

    pub(crate) fn malformed_refresh_token() -> Self {
        Self::new("invalid_grant", 9_002_313, "Invalid request. Request is malformed or invalid.")
    }

    pub(crate) fn refresh_token_of_another_client() -> Self {
        let text = "Provided grant is invalid or malformed. It was issued to another client.";
        let suberror = Some("client_mismatch");
        Self { suberror, ..Self::new("invalid_grant", 70000, text) }
    }

    /// Servers with strict rotation say no more than this (RFC 9700 §4.14.2).
    pub(crate) fn refresh_token_already_used() -> Self {
        let text = "The refresh token was used before; the grant is revoked.".to_owned();
        Self { error: "invalid_grant".into(), code: None, text, suberror: None }
    }

    pub(crate) fn refresh_token_inactive() -> Self {
        let text = "The refresh token has expired due to inactivity. The token was inactive for \
                    90.00:00:00.";
        Self::new("invalid_grant", 700_082, text)
    }

    pub(crate) fn sessions_revoked() -> Self {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        Self { suberror: Some("bad_token"), ..Self::new("invalid_grant", 50173, text) }
    }

    fn new(error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self { error: error.into(), code: Some(code), text: text.into(), suberror: None }
    }

    /// The JSON body. A refusal without a number is as bare as RFC 6749 §5.2 allows.
    pub(crate) fn to_json(&self, now: Timestamp) -> Value {
        let Some(code) = self.code else {
            return json!({ "error": self.error });
        };
        let (trace, correlation) = (chance::guid(), chance::guid());
        let at = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let mut body = json!({
            "error": self.error,
            "error_description": format!(
                "AADSTS{code}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}",
                self.text
            ),
            "error_codes": [code],
            "timestamp": at,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        body
    }
}

/// What the client sent, short enough to be said back.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_entra_writes_it() {
        let at: Timestamp = "2026-08-22T10:11:12Z".parse().unwrap();
        let body = Refusal::authorization_pending().to_json(at);
        let (trace, correlation) =
            (body["trace_id"].as_str().unwrap(), body["correlation_id"].as_str().unwrap());
        assert_eq!(
            body,
            json!({
                "error": "authorization_pending",
                "error_description": format!(
                    "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. \
                     Continue polling. Trace ID: {trace} Correlation ID: {correlation} \
                     Timestamp: 2026-08-22 10:11:12Z"
                ),
                "error_codes": [70016],
                "timestamp": "2026-08-22 10:11:12Z",
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": "https://login.microsoftonline.com/error?code=70016",
            })
        );
    }

    #[test]
    fn a_bare_refusal_has_only_its_error() {
        let bare = Refusal::ordered("invalid_grant".to_owned(), None);
        assert_eq!(bare.to_json(Timestamp::UNIX_EPOCH), json!({ "error": "invalid_grant" }));
    }

    #[test]
    fn what_the_client_sent_is_cut_before_it_is_said_back() {
        let refusal = Refusal::unknown_tenant(&"x\r\n".repeat(10_000));
        assert!(refusal.text.len() < 400, "{}", refusal.text);
        assert!(!refusal.text.contains('\n'));
    }
}
