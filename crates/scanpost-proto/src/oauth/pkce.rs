//! Proof key for code exchange: who asked for the code redeems it, nobody else (RFC 7636).
//!
//! The challenge travels with the authorization request through the browser, the verifier later
//! with the code to the token endpoint. Only `S256` is spoken; `plain` (§4.2) would show the
//! verifier to whoever sees the request.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// A verifier and its challenge, for one sign-in.
#[derive(Clone, Debug)]
pub struct Pkce {
    /// Kept until the code is redeemed; never shown.
    pub verifier: SecretString,
    /// `BASE64URL(SHA256(verifier))`, for [`AuthorizationRequest`](super::AuthorizationRequest).
    pub challenge: String,
}

impl Pkce {
    /// §4.1 advises 32 octets of chance, which make a verifier of 43 characters.
    pub fn from_random(octets: [u8; 32]) -> Self {
        let octets = Zeroizing::new(octets);
        let verifier = SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(*octets));
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret()));
        Self { verifier, challenge }
    }
}
