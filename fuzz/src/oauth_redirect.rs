//! What a browser comes back with, and what a person pastes: anybody can make up such an address.
//!
//! Holds: a code can be sent on in a form, every text is within its limits and without control
//! characters, a tenant may stand in an address.

use scanpost_proto::oauth::{self, AdminConsent, AuthorizationResponse, ClientAuth, OauthError};
use secrecy::{ExposeSecret as _, SecretString};

use crate::wire::assert_plain;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match AuthorizationResponse::read(&text) {
        AuthorizationResponse::Code { code, state, issuer } => {
            assert!(input.len() <= 16 * 1024);
            assert!(code.expose_secret().bytes().all(|b| (0x20..0x7f).contains(&b)));
            assert!(!code.expose_secret().is_empty() && !state.is_empty());
            short(&state);
            issuer.iter().for_each(|issuer| short(issuer));
            let verifier = SecretString::from("v");
            let form = oauth::code_form("app", &code, "http://x/", &verifier, ClientAuth::Public);
            assert!(form.encode().bytes().all(|b| b.is_ascii_graphic()));
        }
        AuthorizationResponse::Refused { error, state, issuer } => {
            refused(&error);
            state.iter().chain(&issuer).for_each(|text| short(text));
        }
        AuthorizationResponse::Nonsense(what) => assert_plain(what, 100),
    }
    match AdminConsent::read(&text) {
        AdminConsent::Given { tenant, state, scopes } => {
            assert!(tenant.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b)));
            assert!((1..=255).contains(&tenant.len()));
            short(&state);
            scopes.iter().flatten().for_each(|scope| assert!(!scope.contains(char::is_whitespace)));
        }
        AdminConsent::Refused { error, state } => {
            refused(&error);
            state.iter().for_each(|state| short(state));
        }
        AdminConsent::Nonsense(what) => assert_plain(what, 100),
    }
}

fn refused(error: &OauthError) {
    assert!(!error.error.is_empty() && error.codes.len() <= 100);
    assert_plain(&error.error, 200);
    assert_plain(&error.description, 5_000);
}

fn short(text: &str) {
    assert!(text.len() <= 512 && !text.contains(char::is_control), "{text}");
}
