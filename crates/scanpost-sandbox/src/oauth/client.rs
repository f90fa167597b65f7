//! Whether a client is who it says: no proof, a secret, or a signed assertion.
//!
//! A public client must send no secret (AADSTS700025), a confidential one must (AADSTS7000218). An
//! assertion is a JWT that the key of a registered certificate signed (RFC 7523 §3): signature,
//! issuer, audience and times are checked as Entra does. It does not remember `jti`.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rustls::pki_types::SignatureVerificationAlgorithm;
use serde::Deserialize;
use webpki::{
    EndEntityCert,
    ring::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256_LEGACY_KEY},
};

use super::refusal::Refusal;
use crate::registration::Registration;

/// What a token request shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Proof<'a> {
    pub(crate) secret: Option<&'a str>,
    pub(crate) assertion: Option<&'a str>,
}

/// What this provider expects.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) client: &'a str,
    pub(crate) registration: &'a Registration,
    /// The token endpoint, and the issuer: either may be the audience.
    pub(crate) audiences: [&'a str; 2],
    /// The secrets have expired.
    pub(crate) secrets_expired: bool,
    /// The provider's clock, in seconds since 1970.
    pub(crate) now: i64,
}

impl Proof<'_> {
    pub(crate) fn is_none(&self) -> bool {
        self.secret.is_none() && self.assertion.is_none()
    }

    /// A confidential client proves who it is.
    pub(crate) fn check(&self, expected: &Expected<'_>) -> Result<(), Refusal> {
        match (self.secret, self.assertion) {
            (None, None) => Err(Refusal::no_client_proof()),
            (_, Some(assertion)) => check_assertion(assertion, expected),
            (Some(_), None) if expected.secrets_expired => Err(Refusal::secret_expired()),
            (Some(secret), None) => {
                let known = expected.registration.secrets.iter().any(|known| known == secret);
                if known { Ok(()) } else { Err(Refusal::wrong_secret()) }
            }
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(rename = "x5t#S256")]
    thumbprint: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    #[serde(default)]
    nbf: i64,
}

fn check_assertion(assertion: &str, expected: &Expected<'_>) -> Result<(), Refusal> {
    let (input, signature) = assertion.rsplit_once('.').ok_or_else(Refusal::malformed_assertion)?;
    let (header, claims) = input.split_once('.').ok_or_else(Refusal::malformed_assertion)?;
    let (header, claims): (Header, Claims) = (part(header)?, part(claims)?);
    let signature =
        BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::malformed_assertion())?;

    let thumbprint = header.thumbprint.unwrap_or_default();
    let certificate = expected
        .registration
        .certificate(&thumbprint)
        .ok_or_else(|| Refusal::unknown_certificate(&thumbprint))?;
    let algorithm = algorithm(&header.alg).ok_or_else(Refusal::malformed_assertion)?;
    EndEntityCert::try_from(&certificate)
        .and_then(|certificate| {
            certificate.verify_signature(algorithm, input.as_bytes(), &signature)
        })
        .map_err(|_| Refusal::wrong_signature())?;

    if claims.iss != expected.client || claims.sub != expected.client {
        return Err(Refusal::assertion_of_another_client());
    }
    if !expected.audiences.contains(&claims.aud.as_str()) {
        return Err(Refusal::wrong_audience());
    }
    if claims.exp <= expected.now || claims.nbf > expected.now + LEEWAY {
        return Err(Refusal::assertion_out_of_time(expected.now, claims.nbf, claims.exp));
    }
    Ok(())
}

fn algorithm(name: &str) -> Option<&'static dyn SignatureVerificationAlgorithm> {
    match name {
        "RS256" => Some(RSA_PKCS1_2048_8192_SHA256),
        "PS256" => Some(RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
        _ => None,
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::malformed_assertion())?;
    serde_json::from_slice(&json).map_err(|_| Refusal::malformed_assertion())
}

/// An assertion may come from a clock that is this far ahead, in seconds.
const LEEWAY: i64 = 300;
