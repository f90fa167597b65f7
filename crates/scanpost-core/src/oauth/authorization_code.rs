//! Authorization code: how a person's browser brings the right to send (RFC 6749 §4.1, RFC 7636).
//!
//! 1. [`Away::begin`] makes the address to send the browser to, and remembers what it was made with.
//! 2. The person logs in and agrees, there.
//! 3. The browser comes back, or a person pastes where it ended: [`Away::returned`] tells the return
//!    of this very sign-in from anything else, and only that one ends it.
//! 4. The code is redeemed with the verifier that only we know; [`Away::belongs`] looks whether the
//!    ID token answers this sign-in.
//!
//! Anybody can send a browser to our return address (RFC 9700 §4.7, §2.1.1). So what does not carry
//! the state changes nothing, and says no more than that it is not known. Who has learned the state
//! still is not who began: a browser must also show the key that it was given on its way out, so that
//! nobody else ends the sign-in with a mailbox of theirs. A person who pastes the address has logged
//! in instead.
//!
//! Not here: who may begin (the gateway), asking the provider ([`super::wire`]). After a power cut a
//! sign-in is not resumed: its secrets lived in memory, and the return says so.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use scanpost_proto::oauth::{AuthorizationRequest, AuthorizationResponse, IdToken, Pkce, Tokens};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;
use tokio::time::Instant;

use super::provider::{Provider, Way};
use super::refusal;
use crate::fault::{Code, Fault};

/// A browser may stay away this long.
pub const LONGEST_AWAY: Duration = Duration::from_mins(15);

/// Octets of chance in a state and in a nonce; RFC 6749 §10.10 wants 128 bits at least.
const CHANCE_OCTETS: usize = 16;

/// Where to send the browser, and until when it is waited for.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    pub url: String,
    pub deadline: Instant,
}

/// A browser that was sent out, by the hash of the key that it was given. Keys are random, 128 bits or
/// more, so a plain hash is enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BrowserMark([u8; 32]);

impl BrowserMark {
    pub fn of(key: &SecretString) -> Self {
        Self(Sha256::digest(key.expose_secret().as_bytes()).into())
    }

    /// Whether the browser has this key; takes the same time wherever they differ.
    pub fn is_of(self, key: &SecretString) -> bool {
        Self::of(key).0.ct_eq(&self.0).into()
    }
}

impl fmt::Debug for BrowserMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserMark(…)")
    }
}

/// Who brings a return.
#[derive(Debug)]
pub enum Bearer {
    /// Whoever may sign accounts in: a person who has logged in and pastes it, or a program.
    Actor,
    /// A browser at the return address, with the keys that it shows.
    Browser(Vec<SecretString>),
}

/// A browser that was sent to the provider and has not come back.
pub struct Away {
    state: String,
    nonce: String,
    pkce: Pkce,
    pub redirect_uri: String,
    pub requested: Vec<String>,
    /// The code is redeemed with a proof of the app.
    pub proves: bool,
    /// What the server may call itself (RFC 9207).
    issuer: Option<String>,
    /// The browser that was sent out; none: an actor brings the return.
    pub browser: Option<BrowserMark>,
    pub address: Address,
}

/// The state within it is for the browser alone.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

impl fmt::Debug for Away {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Away(…, back to {})", self.redirect_uri)
    }
}

/// What a return makes of a sign-in.
#[derive(Debug)]
pub enum Returned {
    /// It is the one; the code can be redeemed.
    Code(SecretString),
    /// It is the one, and came to nothing.
    Ended(Fault),
    /// It is the one, and somebody else brings it: nothing changes.
    NotTheirs(Fault),
    /// It belongs to something else: nothing changes.
    Unknown(Fault),
}

impl Away {
    /// Makes the address for a sign-in that asks for these scopes. `has_credential`: the app has a
    /// secret or a certificate.
    pub fn begin(
        provider: &Provider,
        redirect_uri: String,
        login_hint: Option<&str>,
        requested: Vec<String>,
        has_credential: bool,
    ) -> Result<Self, Fault> {
        if !provider.offers(Way::AuthorizationCode) {
            return Err(Fault::new(Code::WayNotOffered).fact("provider", &provider.title));
        }
        if !provider.may_return_to(&redirect_uri) {
            return Err(Code::RedirectNotAllowed.into());
        }
        let (state, nonce) = (chance(), chance());
        let mut octets = [0; 32];
        getrandom::fill(&mut octets).expect("the system gives random octets");
        let pkce = Pkce::from_random(octets);
        let extra: Vec<_> =
            provider.oauth.authorize.iter().map(|(name, value)| (&**name, &**value)).collect();
        let wants_nonce = requested.iter().any(|scope| scope == "openid");
        let url = AuthorizationRequest {
            endpoint: &provider.authorization_url(),
            client_id: &provider.oauth.client_id,
            redirect_uri: &redirect_uri,
            scopes: &requested,
            state: &state,
            nonce: wants_nonce.then_some(&nonce),
            challenge: &pkce.challenge,
            login_hint,
            prompt: None,
            extra: &extra,
        }
        .url();
        // An app that returns to this machine, or to a page to paste from, is a public one at Entra;
        // one that returns to an own https address is not (provider facts 1.9).
        let native = redirect_uri.starts_with("http://")
            || provider.oauth.redirect.pasted.as_deref() == Some(&redirect_uri);
        Ok(Self {
            state,
            nonce,
            pkce,
            redirect_uri,
            requested,
            proves: has_credential && (!native || provider.oauth.native_secret),
            issuer: provider.oauth.issuer.clone(),
            browser: None,
            address: Address { url, deadline: Instant::now() + LONGEST_AWAY },
        })
    }

    pub fn verifier(&self) -> &SecretString {
        &self.pkce.verifier
    }

    /// Whether somebody came back from this sign-in, and with what.
    pub fn returned(&self, response: AuthorizationResponse, bearer: &Bearer) -> Returned {
        let (state, issuer) = match &response {
            AuthorizationResponse::Code { state, issuer, .. } => (Some(state), issuer.clone()),
            AuthorizationResponse::Refused { state, issuer, .. } => {
                (state.as_ref(), issuer.clone())
            }
            AuthorizationResponse::Nonsense(what) => {
                return Returned::Unknown(Fault::new(Code::ReturnUnreadable).words(what));
            }
        };
        if !state.is_some_and(|state| self.is_own(state)) || self.is_over() {
            return Returned::Unknown(Code::ReturnUnknown.into());
        }
        if !self.is_brought_by(bearer) {
            return Returned::NotTheirs(Code::ReturnOtherBrowser.into());
        }
        let other_issuer = issuer.zip(self.issuer.as_ref()).is_some_and(|(is, was)| is != *was);
        match response {
            _ if other_issuer => Returned::Ended(
                Fault::new(Code::ReturnMixedUp).words("another server answered than was asked"),
            ),
            AuthorizationResponse::Code { code, .. } => Returned::Code(code),
            AuthorizationResponse::Refused { error, .. } => {
                Returned::Ended(refusal::of_authorization(&error))
            }
            AuthorizationResponse::Nonsense(_) => Returned::Unknown(Code::ReturnUnreadable.into()),
        }
    }

    /// Whether the tokens answer this sign-in: an ID token holds the nonce that was sent (`OpenID`
    /// Connect Core §3.1.3.7).
    pub fn belongs(&self, tokens: &Tokens) -> Result<(), Fault> {
        let Some(id_token) = tokens.id_token.as_ref().and_then(IdToken::read) else {
            return Ok(()); // the verifier has bound the code to this sign-in already
        };
        let own = id_token.nonce.is_some_and(|nonce| is_equal(&nonce, &self.nonce));
        let mixed_up = || Fault::new(Code::ReturnMixedUp).words("the nonce is another one");
        if own { Ok(()) } else { Err(mixed_up()) }
    }

    pub fn is_over(&self) -> bool {
        Instant::now() >= self.address.deadline
    }

    fn is_brought_by(&self, bearer: &Bearer) -> bool {
        match (bearer, self.browser) {
            (Bearer::Actor, _) => true,
            (Bearer::Browser(keys), Some(sent)) => keys.iter().any(|key| sent.is_of(key)),
            (Bearer::Browser(_), None) => false,
        }
    }

    fn is_own(&self, state: &str) -> bool {
        is_equal(state, &self.state)
    }
}

/// Takes the same time wherever the two differ, so that nobody can feel a way to the right one.
fn is_equal(given: &str, own: &str) -> bool {
    given.as_bytes().ct_eq(own.as_bytes()).into()
}

/// Text that nobody can guess.
pub(crate) fn chance() -> String {
    let mut octets = [0; CHANCE_OCTETS];
    getrandom::fill(&mut octets).expect("the system gives random octets");
    BASE64_URL_SAFE_NO_PAD.encode(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scanpost_proto::oauth::TokenAnswer;

    fn away() -> Away {
        let provider = Provider::named("exchange-online").expect("is known");
        let requested = vec!["SMTP.Send".to_owned(), "openid".to_owned()];
        let back = "http://localhost:8025/sign-in/return".to_owned();
        Away::begin(&provider, back, Some("scans@example.com"), requested, true)
            .expect("is offered")
    }

    fn parameter(url: &str, name: &str) -> String {
        let url = reqwest::Url::parse(url).expect("an address");
        let found = url.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    fn returned(away: &Away, query: &str) -> String {
        match away.returned(AuthorizationResponse::read(query), &Bearer::Actor) {
            Returned::Code(_) => "code".to_owned(),
            Returned::Ended(fault) => format!("ended {}", fault.code),
            Returned::NotTheirs(fault) => format!("not theirs {}", fault.code.as_str()),
            Returned::Unknown(fault) => format!("unknown {}", fault.code),
        }
    }

    #[tokio::test]
    async fn the_address_asks_as_the_provider_wants_to_be_asked() {
        let url = away().address.url;
        assert!(url.starts_with("https://login.microsoftonline.com/organizations/oauth2/v2.0/"));
        let table = [
            ("response_type", "code"),
            ("scope", "SMTP.Send openid"),
            ("code_challenge_method", "S256"),
            ("login_hint", "scans@example.com"),
            ("prompt", "select_account"),
            ("redirect_uri", "http://localhost:8025/sign-in/return"),
        ];
        for (name, value) in table {
            assert_eq!(parameter(&url, name), value, "{name}");
        }
        for name in ["state", "nonce"] {
            assert_eq!(parameter(&url, name).len(), 22, "128 bits in base64url");
            assert_ne!(parameter(&url, name), parameter(&away().address.url, name));
        }
        let mut gmail = Provider::named("gmail").expect("is known");
        gmail.oauth.client_id = "app".to_owned();
        let back = "http://127.0.0.1:8025/sign-in/return".to_owned();
        let away = Away::begin(&gmail, back, None, Vec::new(), true).expect("is offered");
        assert_eq!(parameter(&away.address.url, "access_type"), "offline");
        assert_eq!(parameter(&away.address.url, "prompt"), "consent");
        assert!(away.proves, "Google's desktop apps send their secret");
    }

    #[tokio::test]
    async fn only_the_return_with_the_state_ends_a_sign_in() {
        let away = away();
        let state = parameter(&away.address.url, "state");
        let table = [
            (format!("code=x&state={state}"), "code"),
            (format!("http://localhost/sign-in/return?code=x&state={state}"), "code"),
            (format!("error=access_denied&state={state}"), "ended sign-in-declined"),
            ("error=access_denied".to_owned(), "unknown sign-in-return-unknown"),
            ("error=access_denied&state=stolen".to_owned(), "unknown sign-in-return-unknown"),
            ("code=x&state=".to_owned(), "unknown sign-in-return-unreadable"),
            (format!("code=x&state={state}A"), "unknown sign-in-return-unknown"),
            (format!("code=x&state={}", &state[1..]), "unknown sign-in-return-unknown"),
            (format!("code=x&state={state}&state={state}"), "unknown sign-in-return-unreadable"),
            ("hello".to_owned(), "unknown sign-in-return-unreadable"),
        ];
        for (query, expected) in table {
            assert_eq!(returned(&away, &query), expected, "{query}");
        }
    }

    #[tokio::test]
    async fn an_answer_of_another_server_is_thrown_away() {
        let provider = Provider::named("gmail").expect("is known");
        let back = "http://127.0.0.1/".to_owned();
        let away = Away::begin(&provider, back, None, Vec::new(), false).expect("is offered");
        let state = parameter(&away.address.url, "state");
        let table = [
            ("https://accounts.google.com", "code"),
            ("https://evil.example", "ended sign-in-return-mixed-up"),
        ];
        for (issuer, expected) in table {
            let query = format!("code=x&state={state}&iss={issuer}");
            assert_eq!(returned(&away, &query), expected, "{issuer}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_browser_is_waited_for_a_quarter_of_an_hour() {
        let away = away();
        let state = parameter(&away.address.url, "state");
        tokio::time::advance(LONGEST_AWAY).await;
        let query = format!("code=x&state={state}");
        assert_eq!(returned(&away, &query), "unknown sign-in-return-unknown");
    }

    #[tokio::test]
    async fn a_browser_is_sent_back_over_tls_or_to_this_machine_only() {
        let provider = Provider::named("exchange-online").expect("is known");
        let table = [
            ("http://localhost:8025/sign-in/return", Some(false)),
            ("http://127.0.0.1/", Some(false)),
            ("https://scanpost.example/sign-in/return", Some(true)),
            ("https://login.microsoftonline.com/common/oauth2/nativeclient", Some(false)),
            ("http://scanpost.example/sign-in/return", None),
            ("http://localhost:80@evil.example/", None),
            ("https://scanpost.example/?next=x", None),
            ("javascript:alert(1)", None),
        ];
        for (uri, proves) in table {
            let away = Away::begin(&provider, uri.to_owned(), None, Vec::new(), true);
            assert_eq!(away.ok().map(|away| away.proves), proves, "{uri}");
        }
    }

    #[tokio::test]
    async fn tokens_of_another_sign_in_are_not_taken() {
        let away = away();
        let nonce = parameter(&away.address.url, "nonce");
        let table = [
            (Some(format!(r#"{{"nonce":"{nonce}"}}"#)), true),
            (Some(r#"{"nonce":"of another"}"#.to_owned()), false),
            (Some("{}".to_owned()), false),
            (None, true),
        ];
        for (claims, expected) in table {
            let id_token = claims.as_ref().map_or(String::new(), |claims| {
                let part = BASE64_URL_SAFE_NO_PAD.encode(claims);
                format!(r#","id_token":"e30.{part}.x""#)
            });
            let body = format!(r#"{{"token_type":"Bearer","access_token":"a"{id_token}}}"#);
            let TokenAnswer::Tokens(tokens) = TokenAnswer::read(200, None, body.as_bytes()) else {
                panic!("tokens: {body}")
            };
            assert_eq!(away.belongs(&tokens).is_ok(), expected, "{claims:?}");
        }
    }

    #[tokio::test]
    async fn neither_state_nor_verifier_is_printed() {
        let away = away();
        let printed = format!("{away:?} {:?}", away.address);
        assert!(!printed.contains(&parameter(&away.address.url, "state")), "{printed}");
    }

    #[tokio::test]
    async fn a_browser_must_be_the_one_that_was_sent_out_and_an_actor_need_not() {
        let key = |text: &str| SecretString::from(text);
        let sent = Away { browser: Some(BrowserMark::of(&key("the one"))), ..away() };
        let state = parameter(&sent.address.url, "state");
        let told = |away: &Away, state: &str, bearer: Bearer| {
            let query = format!("code=c&state={state}");
            match away.returned(AuthorizationResponse::read(&query), &bearer) {
                Returned::Code(_) => "code",
                Returned::Ended(_) => "ended",
                Returned::NotTheirs(_) => "not theirs",
                Returned::Unknown(_) => "unknown",
            }
        };
        let browser = |keys: &[&str]| Bearer::Browser(keys.iter().copied().map(key).collect());
        for (bearer, expected) in [
            (browser(&["the one"]), "code"),
            (browser(&["of another sign-in", "the one"]), "code"),
            (browser(&[]), "not theirs"),
            (browser(&["", "the on", "the one "]), "not theirs"),
            (Bearer::Actor, "code"),
        ] {
            assert_eq!(told(&sent, &state, bearer), expected);
        }
        assert_eq!(told(&sent, "guessed", browser(&["the one"])), "unknown");
        let begun_by_a_program = away();
        let state = parameter(&begun_by_a_program.address.url, "state");
        assert_eq!(told(&begun_by_a_program, &state, browser(&["the one"])), "not theirs");
    }
}
