//! What an app proves itself with at the provider: a client secret, or the private key of a
//! certificate (RFC 6749 §2.3, RFC 7523 §2.2).
//!
//! Secret and key lie sealed beside the account ([`super::seal`]); what everybody may see lies open:
//! which of the two it is, when it ends, and the certificate, which the administrator uploads at the
//! provider. They are opened for one token request and wiped after it.
//!
//! Entra takes RSA certificates only. Ring signs; it cannot make RSA keys, so another library makes
//! them, once and nothing else (docs/decisions/0008).

mod certificate;

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use scanpost_proto::oauth::{AssertionAlgorithm, ClientAssertion, ClientAuth};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::account::AccountName;
use super::seal::Sealer;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use certificate::WithKey;
pub use certificate::{BadCertificate, Certificate, KEY_BITS, VALID_DAYS};

/// A secret or a certificate with its key, as it is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppCredential {
    pub proof: Proof,
    pub added_at: Time,
    /// A certificate says it; of a secret the administrator does, or nobody.
    pub ends_at: Option<Time>,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub sealed: Vec<u8>,
}

/// What kind of proof it is, with what everybody may see of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Proof {
    Secret,
    Certificate(Certificate),
}

impl fmt::Debug for AppCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppCredential({:?}, until {:?})", self.proof, self.ends_at)
    }
}

/// A proof for one token request. Never printed.
#[derive(Clone, Debug)]
pub enum Shown {
    Nothing,
    Secret(SecretString),
    Assertion(SecretString),
}

impl Shown {
    pub fn auth(&self) -> ClientAuth<'_> {
        match self {
            Shown::Nothing => ClientAuth::Public,
            Shown::Secret(secret) => ClientAuth::Secret(secret),
            Shown::Assertion(assertion) => ClientAuth::Assertion(assertion),
        }
    }
}

/// How long an assertion counts (provider facts 1.9 and Entra's advice: five to ten minutes).
const ASSERTION_SECONDS: u64 = 300;

/// Entra wants PS256; the clocks of both may differ a little, so it counts from a little earlier.
const ALGORITHM: AssertionAlgorithm = AssertionAlgorithm::Ps256;
const CLOCK_LEEWAY_SECONDS: u64 = 60;

impl AppCredential {
    /// A client secret that the provider made; nothing for a text that can be none.
    pub fn of_secret(
        account: &AccountName,
        secret: &SecretString,
        ends_at: Option<Time>,
        sealer: &Sealer,
        now: Time,
    ) -> Option<Self> {
        let octets = sealer.seal_secret(account, secret)?;
        Some(Self { proof: Proof::Secret, added_at: now, ends_at, sealed: octets })
    }

    /// Makes a key pair and a certificate that it signs itself. Takes a second or more: not for a
    /// thread that serves others.
    pub fn make(account: &AccountName, sealer: &Sealer, now: Time) -> Self {
        Self::of_certificate(account, certificate::make(account, now), sealer, now)
    }

    /// A certificate and its private key, both in PEM, that were made elsewhere.
    pub fn import(
        account: &AccountName,
        pem: &Zeroizing<String>,
        sealer: &Sealer,
        now: Time,
    ) -> Result<Self, BadCertificate> {
        Ok(Self::of_certificate(account, certificate::import(pem)?, sealer, now))
    }

    fn of_certificate(account: &AccountName, made: WithKey, sealer: &Sealer, now: Time) -> Self {
        let WithKey { certificate, ends_at, key } = made;
        let octets = sealer.seal_key(account, &key);
        let proof = Proof::Certificate(certificate);
        Self { proof, added_at: now, ends_at: Some(ends_at), sealed: octets }
    }

    /// Opens it for one token request to `token_url`.
    pub fn show(
        &self,
        account: &AccountName,
        sealer: &Sealer,
        client_id: &str,
        token_url: &str,
        now: Time,
    ) -> Result<Shown, Fault> {
        let certificate = match &self.proof {
            Proof::Secret => {
                return Ok(Shown::Secret(sealer.open_secret(account, &self.sealed)?));
            }
            Proof::Certificate(certificate) => certificate,
        };
        let key = sealer.open_key(account, &self.sealed)?;
        let seconds = u64::try_from(now.0 / 1000).unwrap_or(0);
        let assertion = ClientAssertion {
            algorithm: ALGORITHM,
            client_id,
            audience: token_url,
            jti: &uuid::Uuid::now_v7().simple().to_string(),
            issued_at: seconds.saturating_sub(CLOCK_LEEWAY_SECONDS),
            expires_at: seconds + ASSERTION_SECONDS,
            x5t: Some(certificate.sha1()),
            x5t_s256: Some(certificate.sha256()),
        };
        let unreadable = || Fault::new(Code::CredentialUnreadable).fact("account", account);
        let input = assertion.signing_input();
        let signature = certificate::sign(&key, input.as_bytes()).ok_or_else(unreadable)?;
        Ok(Shown::Assertion(assertion.signed(&signature)))
    }
}

fn to_base64<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(octets))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64_STANDARD.decode(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;
