//! What is asked of the token endpoint: one form for each grant type.
//!
//! Each takes a [`ClientAuth`], because which one a server wants depends on how the client is
//! registered, not on the grant: Entra's public clients send none, Google's desktop clients send
//! their secret with every form.

use secrecy::SecretString;

use super::client_auth::ClientAuth;
use super::form::Form;

/// Asks whether the person has agreed (RFC 8628 §3.4). Entra wants no scope here.
pub fn poll_form(client_id: &str, device_code: &SecretString, auth: ClientAuth<'_>) -> Form {
    let form = grant("urn:ietf:params:oauth:grant-type:device_code", client_id)
        .with_secret("device_code", device_code);
    auth.add_to(form)
}

/// Redeems a code (RFC 6749 §4.1.3, RFC 7636 §4.5). The redirect URI is the one that was asked
/// with, to the letter.
pub fn code_form(
    client_id: &str,
    code: &SecretString,
    redirect_uri: &str,
    verifier: &SecretString,
    auth: ClientAuth<'_>,
) -> Form {
    let form = grant("authorization_code", client_id)
        .with_secret("code", code)
        .with("redirect_uri", redirect_uri)
        .with_secret("code_verifier", verifier);
    auth.add_to(form)
}

/// Asks for a token that is the client's own (RFC 6749 §4.4.2). Entra wants `…/.default`.
pub fn client_credentials_form(client_id: &str, scopes: &[String], auth: ClientAuth<'_>) -> Form {
    auth.add_to(grant("client_credentials", client_id).with_scopes(scopes))
}

/// Asks for new tokens (RFC 6749 §6). The scopes may be fewer than were granted, never more.
pub fn refresh_form(
    client_id: &str,
    refresh_token: &SecretString,
    scopes: &[String],
    auth: ClientAuth<'_>,
) -> Form {
    let form = grant("refresh_token", client_id)
        .with_secret("refresh_token", refresh_token)
        .with_scopes(scopes);
    auth.add_to(form)
}

fn grant(grant_type: &str, client_id: &str) -> Form {
    Form::default().with("grant_type", grant_type).with("client_id", client_id)
}
