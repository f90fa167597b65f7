//! How the client proves at the token endpoint that it is who it says.
//!
//! A public client proves nothing; a confidential one sends its secret (RFC 6749 §2.3.1) or a JWT
//! that it signed with the key of its certificate (RFC 7523 §2.2, §3). Entra knows the certificate
//! by its thumbprints in the JWT's header (RFC 7515 §4.1.7, §4.1.8).
//!
//! Not here: the signature itself, the clock and the chance. The caller signs
//! [`ClientAssertion::signing_input`] and hands the octets to [`ClientAssertion::signed`].

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::json;
use zeroize::Zeroizing;

use super::form::Form;

/// What stands in a token request to prove who the client is.
#[derive(Clone, Copy, Debug)]
pub enum ClientAuth<'a> {
    /// Nothing: a public client must send no secret, or Entra says AADSTS700025.
    Public,
    Secret(&'a SecretString),
    /// A signed [`ClientAssertion`].
    Assertion(&'a SecretString),
}

impl ClientAuth<'_> {
    pub(super) fn add_to(self, form: Form) -> Form {
        match self {
            Self::Public => form,
            Self::Secret(secret) => form.with_secret("client_secret", secret),
            Self::Assertion(assertion) => form
                .with("client_assertion_type", ASSERTION_TYPE)
                .with_secret("client_assertion", assertion),
        }
    }
}

/// The claims by which a client proves who it is, RFC 7523 §3. Times are seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct ClientAssertion<'a> {
    pub algorithm: AssertionAlgorithm,
    /// Issuer and subject alike.
    pub client_id: &'a str,
    /// The token endpoint's address.
    pub audience: &'a str,
    /// Never the same twice, so that nobody can use it again.
    pub jti: &'a str,
    /// Also the time before which it counts for nothing.
    pub issued_at: u64,
    /// Entra advises five to ten minutes.
    pub expires_at: u64,
    /// SHA-1 of the certificate in DER, for servers that know no other.
    pub x5t: Option<[u8; 20]>,
    /// SHA-256 of the certificate in DER.
    pub x5t_s256: Option<[u8; 32]>,
}

/// How an assertion is signed, RFC 7518 §3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256, which Entra asks for.
    Ps256,
}

impl AssertionAlgorithm {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }
}

impl ClientAssertion<'_> {
    /// What is to be signed: header and claims, RFC 7515 §5.1.
    pub fn signing_input(&self) -> String {
        let mut header = json!({ "alg": self.algorithm.as_str(), "typ": "JWT" });
        if let Some(thumbprint) = self.x5t {
            header["x5t"] = BASE64_URL_SAFE_NO_PAD.encode(thumbprint).into();
        }
        if let Some(thumbprint) = self.x5t_s256 {
            header["x5t#S256"] = BASE64_URL_SAFE_NO_PAD.encode(thumbprint).into();
        }
        let claims = json!({
            "aud": self.audience,
            "exp": self.expires_at,
            "iat": self.issued_at,
            "iss": self.client_id,
            "jti": self.jti,
            "nbf": self.issued_at,
            "sub": self.client_id,
        });
        let header = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
        let claims = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
        format!("{header}.{claims}")
    }

    /// The whole JWT, once its signing input is signed.
    pub fn signed(&self, signature: &[u8]) -> SecretString {
        let (input, signature) = (self.signing_input(), BASE64_URL_SAFE_NO_PAD.encode(signature));
        let jwt = Zeroizing::new(format!("{input}.{signature}"));
        SecretString::from(jwt.as_str())
    }
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
