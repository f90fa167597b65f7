//! The authorization request: the address at which a person's browser begins a sign-in.
//!
//! 1. The browser goes to the authorization endpoint with the request in its query (RFC 6749
//!    §4.1.1), with a challenge (RFC 7636 §4.3) and, for an ID token, a nonce (`OpenID` Connect Core
//!    §3.1.2.1).
//! 2. The person logs in and agrees, and the browser comes back: `redirect.rs`.
//!
//! Entra's administrators have a second page, on which they agree for the whole tenant: it has a
//! request of its own (provider facts 1.1) and comes back in its own way.

use super::percent;

/// A sign-in in a browser, before it is an address.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationRequest<'a> {
    /// May have a query of its own, which stays (RFC 6749 §3.1).
    pub endpoint: &'a str,
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: &'a [String],
    /// Comes back with the answer; nobody else may guess it (RFC 6749 §10.12).
    pub state: &'a str,
    /// Comes back in the ID token.
    pub nonce: Option<&'a str>,
    /// [`Pkce::challenge`](super::Pkce::challenge).
    pub challenge: &'a str,
    /// The mailbox that is expected, so that nobody has to type it.
    pub login_hint: Option<&'a str>,
    pub prompt: Option<Prompt>,
    /// What this provider wants beside: Gmail gives a refresh token for `access_type=offline`
    /// alone. A name that the request has already is left out (RFC 6749 §3.1: none twice).
    pub extra: &'a [(&'a str, &'a str)],
}

/// What the person is to be asked again, `OpenID` Connect Core §3.1.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    Login,
    Consent,
    SelectAccount,
}

impl Prompt {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

impl AuthorizationRequest<'_> {
    /// The address to send the browser to.
    pub fn url(&self) -> String {
        let scopes = self.scopes.join(" ");
        let mut query = vec![
            ("client_id", self.client_id),
            ("response_type", "code"),
            ("redirect_uri", self.redirect_uri),
            ("response_mode", "query"),
            ("scope", &scopes),
            ("state", self.state),
            ("code_challenge", self.challenge),
            ("code_challenge_method", "S256"),
        ];
        query.extend(self.nonce.map(|nonce| ("nonce", nonce)));
        query.extend(self.login_hint.map(|hint| ("login_hint", hint)));
        query.extend(self.prompt.map(|prompt| ("prompt", prompt.as_str())));
        for (name, value) in self.extra {
            if !query.iter().any(|(known, _)| known == name) {
                query.push((name, value));
            }
        }
        with_query(self.endpoint, &query)
    }
}

/// Where an administrator agrees for the whole tenant: Entra's `/{tenant}/v2.0/adminconsent`.
pub fn admin_consent_url(
    endpoint: &str,
    client_id: &str,
    redirect_uri: &str,
    scopes: &[String],
    state: &str,
) -> String {
    let scopes = scopes.join(" ");
    let query = [
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("scope", &scopes),
        ("state", state),
    ];
    with_query(endpoint, &query)
}

/// An endpoint has no fragment (RFC 6749 §3.1); one that has is read without.
fn with_query(endpoint: &str, query: &[(&str, &str)]) -> String {
    let endpoint = endpoint.split('#').next().unwrap_or_default();
    let mut url = endpoint.to_owned();
    for (name, value) in query {
        match url.find('?') {
            None => url.push('?'),
            Some(_) if url.ends_with(['?', '&']) => {}
            Some(_) => url.push('&'),
        }
        percent::encode(name, &mut url);
        url.push('=');
        percent::encode(value, &mut url);
    }
    url
}
