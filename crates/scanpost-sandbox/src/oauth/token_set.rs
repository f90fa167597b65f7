//! What a successful token request brings: access token, ID token and what is said of them.
//!
//! RFC 6749 §5.1, `OpenID` Connect Core §2; lifetimes: provider-facts 1.5.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde_json::json;

use super::{
    Authority, later, skewed,
    tokens::{AccessToken, Holder},
};
use crate::{chance, mailboxes::sha256, options::TENANT, switches::Switches};

/// A successful token response before it becomes JSON.
#[derive(Debug)]
pub(crate) struct TokenSet {
    pub(crate) access_token: Arc<str>,
    pub(crate) refresh_token: Option<Arc<str>>,
    pub(crate) id_token: Option<String>,
    pub(crate) expires_in: u64,
    /// An app for itself is told none.
    pub(crate) scope: Option<String>,
    /// Whose token it is, if a person's.
    mailbox: Option<Arc<str>>,
}

impl Authority {
    /// A new access token for its holder, with nothing beside it yet.
    pub(super) fn token_set(
        &mut self,
        holder: Holder,
        switches: &Switches,
        now: Timestamp,
    ) -> TokenSet {
        let expires_in = switches
            .access_token_lifetime_seconds
            .unwrap_or_else(|| self.dice.between(LIFETIME.0, LIFETIME.1));
        let (mailbox, scope) = match &holder {
            Holder::Person { mailbox, scope } => (Some(mailbox.clone()), Some(scope.granted())),
            Holder::App { .. } => (None, None),
        };
        let expires_at = later(now, expires_in);
        let access_token = self.tokens.issue_access(AccessToken { holder, expires_at });
        TokenSet { access_token, refresh_token: None, id_token: None, expires_in, scope, mailbox }
    }

    /// Beside the tokens of a person, if `openid` was asked for.
    pub(super) fn id_token(
        &mut self,
        tokens: &TokenSet,
        client: &str,
        nonce: Option<&str>,
        switches: &Switches,
        now: Timestamp,
    ) -> Option<String> {
        let scopes = tokens.scope.as_deref().unwrap_or_default();
        scopes.split(' ').find(|scope| *scope == "openid")?;
        let id_token = id_token(tokens.mailbox.as_deref()?, client, nonce, skewed(now, switches));
        if self.id_tokens.len() >= SECRETS_LIMIT {
            self.id_tokens.pop_front();
        }
        self.id_tokens.push_back(id_token.clone());
        Some(id_token)
    }
}

/// Who signed in, as a JWT (`OpenID` Connect Core §2) with a signature for show.
fn id_token(mailbox: &str, client: &str, nonce: Option<&str>, now: Timestamp) -> String {
    let issued_at = now.as_second();
    let mut claims = json!({
        "aud": client,
        "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
        "iat": issued_at,
        "nbf": issued_at,
        "exp": issued_at + 3900,
        "name": mailbox.split('@').next(),
        "preferred_username": mailbox,
        "oid": directory_id(mailbox),
        "sub": chance::secret(32),
        "tid": TENANT,
        "ver": "2.0",
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let header = BASE64_URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"RS256"}"#);
    let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("{header}.{claims}.{}", chance::secret(256))
}

/// The same GUID whenever the same person signs in.
fn directory_id(mailbox: &str) -> String {
    let digest = sha256(mailbox.to_ascii_lowercase().as_bytes());
    let part = |range: std::ops::Range<usize>| &digest[range];
    format!("{}-{}-4{}-a{}-{}", part(0..8), part(8..12), part(12..15), part(15..18), part(18..30))
}

/// An access token lives for 60 to 90 minutes (provider-facts 1.5).
const LIFETIME: (u64, u64) = (3600, 5400);

/// More id tokens than this are not remembered.
const SECRETS_LIMIT: usize = 5000;
