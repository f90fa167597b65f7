//! What Entra says when it says no: an OAuth error with its AADSTS number.
//!
//! RFC 6749 §5.2 gives the frame, provider-facts 1.4 the fields and their spelling. One function
//! for each refusal, so that this file is the list of all that the sandbox can say.

use std::borrow::Cow;

use axum::http::StatusCode;
use jiff::Timestamp;
use scanpost_proto::oauth::Form;
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

    pub(crate) fn code_already_used() -> Self {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid \
                    code or use an existing refresh token.";
        Self::new("invalid_grant", 54005, text)
    }

    /// "Allow public client flows" is off, or a confidential client sent no secret.
    pub(crate) fn no_client_proof() -> Self {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        Self::new("invalid_client", 7_000_218, text)
    }

    pub(crate) fn public_client_sent_secret() -> Self {
        let text = "Client is public so neither 'client_assertion' nor 'client_secret' should be \
                    presented.";
        Self::new("invalid_client", 700_025, text)
    }

    pub(crate) fn wrong_secret() -> Self {
        let text = "Invalid client secret provided. Ensure the secret being sent in the request is \
                    the client secret value, not the client secret ID, for a secret added to the \
                    app.";
        Self::new("invalid_client", 7_000_215, text)
    }

    pub(crate) fn secret_expired() -> Self {
        let text = "The provided client secret keys for the app are expired. Visit the Azure \
                    portal to create new keys for your app, or consider using certificate \
                    credentials for added security.";
        Self::new("invalid_client", 7_000_222, text)
    }

    pub(crate) fn malformed_assertion() -> Self {
        Self::new("invalid_client", 50027, "JWT token is invalid or malformed.")
    }

    pub(crate) fn unknown_certificate(thumbprint: &str) -> Self {
        let text = format!(
            "The certificate with identifier used to sign the client assertion is not registered \
             on application. [Reason - The key was not found., Thumbprint of key used by client: \
             '{}']",
            quoted(thumbprint)
        );
        Self::new("invalid_client", 700_027, text)
    }

    pub(crate) fn wrong_signature() -> Self {
        let text = "Client assertion failed signature validation. [Reason - The provided signature \
                    value did not match the expected signature value.]";
        Self::new("invalid_client", 700_027, text)
    }

    pub(crate) fn assertion_of_another_client() -> Self {
        let text = "Client assertion application identifier doesn't match 'client_id' parameter.";
        Self::new("invalid_client", 700_021, text)
    }

    pub(crate) fn wrong_audience() -> Self {
        let text = "Client assertion audience claim does not match Realm issuer.";
        Self::new("invalid_client", 700_023, text)
    }

    pub(crate) fn assertion_out_of_time(now: i64, from: i64, to: i64) -> Self {
        let text = format!(
            "Client assertion is not within its valid time range. Current time: {now}, assertion \
             valid from {from}, expiry time of assertion {to}."
        );
        Self::new("invalid_client", 700_024, text)
    }

    /// Client credentials name their tenant.
    pub(crate) fn no_tenant() -> Self {
        let text = "No tenant-identifying information found in either the request or implied by \
                    any provided credentials.";
        Self::new("invalid_request", 50059, text)
    }

    /// Client credentials ask for `…/.default` of one resource.
    pub(crate) fn scope_not_default(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {} is not valid. Client credential flows must have a \
             scope value with /.default suffixed to the resource identifier (application ID URI).",
            quoted(scope)
        );
        Self::new("invalid_scope", 1_002_012, text)
    }

    pub(crate) fn unknown_redirect_uri(redirect_uri: &str, client: &str) -> Self {
        let text = format!(
            "The redirect URI '{}' specified in the request does not match the redirect URIs \
             configured for the application '{}'. Make sure the redirect URI sent in the request \
             matches one added to your application in the Azure portal.",
            quoted(redirect_uri),
            quoted(client)
        );
        Self::new("invalid_request", 50011, text)
    }

    pub(crate) fn unsupported_response_type(response_type: &str) -> Self {
        let text = format!("The response_type '{}' is not supported.", quoted(response_type));
        Self::new("unsupported_response_type", 700_054, text)
    }

    pub(crate) fn no_challenge() -> Self {
        let text = "Proof Key for Code Exchange with code_challenge_method S256 is required.";
        Self::new("invalid_request", 9_002_325, text)
    }

    /// `prompt=none`, and nobody is signed in at a sandbox.
    pub(crate) fn nobody_signed_in() -> Self {
        let text = "A silent sign-in request was sent but no user is signed in.";
        Self::new("login_required", 50058, text)
    }

    /// The person pressed "Cancel".
    pub(crate) fn declined_in_browser() -> Self {
        let text = "User declined to consent to access the app.";
        Self { suberror: Some("cancel"), ..Self::new("access_denied", 65004, text) }
    }

    pub(crate) fn unknown_code() -> Self {
        Self::new("invalid_grant", 70000, "Provided grant is invalid or malformed.")
    }

    pub(crate) fn code_expired() -> Self {
        let text = "The provided authorization code or refresh token has expired due to \
                    inactivity. Send a new interactive authorization request for this user and \
                    resource.";
        Self::new("invalid_grant", 70008, text)
    }

    pub(crate) fn another_redirect_uri(redirect_uri: &str) -> Self {
        let text = format!(
            "The reply address '{}' does not match the reply address provided when requesting \
             Authorization code.",
            quoted(redirect_uri)
        );
        Self::new("invalid_client", 500_112, text)
    }

    pub(crate) fn no_verifier() -> Self {
        let text = "The request body must contain the 'code_verifier' of the code_challenge \
                    supplied in the authorization request for PKCE.";
        Self::new("invalid_grant", 50148, text)
    }

    pub(crate) fn wrong_verifier() -> Self {
        let text = "The Code_Verifier does not match the code_challenge supplied in the \
                    authorization request.";
        Self::new("invalid_grant", 501_481, text)
    }

    pub(crate) fn blocked_by_security_defaults() -> Self {
        let text = "Access has been blocked by security defaults.";
        Self::new("invalid_grant", 530_035, text)
    }

    pub(crate) fn blocked_by_conditional_access() -> Self {
        let text = "Access has been blocked by Conditional Access policies. The access policy does \
                    not allow token issuance.";
        Self::new("invalid_grant", 53003, text)
    }

    pub(crate) fn device_code_blocked_at_refresh() -> Self {
        let text = "The refresh token is invalid due to authentication flow checks by Conditional \
                    Access.";
        Self::new("invalid_grant", 530_036, text)
    }

    pub(crate) fn unknown_user(user: &str) -> Self {
        let user = quoted(user);
        let text = format!("The user account {user} does not exist in the directory.");
        Self::new("invalid_grant", 50034, text)
    }

    pub(crate) fn user_disabled() -> Self {
        Self::new("invalid_grant", 50057, "The user account is disabled.")
    }

    pub(crate) fn user_locked() -> Self {
        let text = "The account is locked, you've tried to sign in too many times with an \
                    incorrect user ID or password.";
        Self::new("invalid_grant", 50053, text)
    }

    pub(crate) fn password_expired() -> Self {
        let suberror = Some("user_password_expired");
        Self { suberror, ..Self::new("invalid_grant", 50055, "The password is expired.") }
    }

    pub(crate) fn mfa_needed() -> Self {
        let text = "Due to a configuration change made by your administrator, or because you moved \
                    to a new location, you must use multi-factor authentication to access the \
                    resource.";
        Self { suberror: Some("basic_action"), ..Self::new("invalid_grant", 50076, text) }
    }

    pub(crate) fn user_not_assigned() -> Self {
        let text = "Your administrator has configured the application to block users unless they \
                    are specifically granted ('assigned') access to the application.";
        Self::new("invalid_grant", 50105, text)
    }

    pub(crate) fn not_consented() -> Self {
        let text = "The user or administrator has not consented to use the application. Send an \
                    interactive authorization request for this user and resource.";
        Self { suberror: Some("consent_required"), ..Self::new("invalid_grant", 65001, text) }
    }

    pub(crate) fn admin_consent_needed() -> Self {
        let text = "The grant requires admin permission. An administrator of the organization must \
                    consent to the app.";
        Self::new("consent_required", 90094, text)
    }

    /// Google's, which has no number.
    pub(crate) fn not_for_device_codes(scope: &str) -> Self {
        let text = format!("Invalid device flow scope: {}", quoted(scope));
        Self { error: "invalid_scope".into(), code: None, text, suberror: None }
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

    pub(crate) fn grant_of_another_client() -> Self {
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

    /// RFC 6749 §5.2: 401 for a client that cannot prove who it is. Entra answers its other
    /// refusals of a client with 400, as all polls (provider-facts 1.3).
    pub(crate) fn status(&self) -> StatusCode {
        match self.code {
            Some(7_000_215 | 7_000_222 | 700_021 | 700_023 | 700_024 | 700_027 | 50027) => {
                StatusCode::UNAUTHORIZED
            }
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// As a page for people says it, without the ids.
    pub(crate) fn sentence(&self) -> String {
        match self.code {
            Some(code) => format!("AADSTS{code}: {}", self.text),
            None => self.text.clone(),
        }
    }

    /// As the parameters of a redirect (RFC 6749 §4.1.2.1).
    pub(crate) fn to_form(&self, state: Option<&str>, now: Timestamp) -> Form {
        let (trace, correlation) = (chance::guid(), chance::guid());
        let at = now.strftime("%Y-%m-%d %H:%M:%SZ");
        let description = format!(
            "{}\r\nTrace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {at}",
            self.sentence()
        );
        // `invalid_grant` is a word of the token endpoint.
        let error = if self.error == "invalid_grant" { "access_denied" } else { &self.error };
        let mut form = Form::default().with("error", error);
        if let Some(suberror) = self.suberror {
            form = form.with("error_subcode", suberror);
        }
        form = form.with("error_description", description);
        match state {
            Some(state) => form.with("state", state),
            None => form,
        }
    }

    /// The JSON body as Google has it: a word and a sentence.
    pub(crate) fn to_plain_json(&self) -> Value {
        json!({ "error": self.error, "error_description": self.text })
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
