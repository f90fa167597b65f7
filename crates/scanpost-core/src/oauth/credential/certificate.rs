//! The certificate of an app: made here or imported, and signed with.
//!
//! The private key is PKCS #8 in DER. Everybody may see the certificate.

use std::fmt::Write as _;
use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_RSA_SHA256};
use ring::digest;
use rsa::pkcs8::EncodePrivateKey as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use serde::{Deserialize, Serialize};
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{Decode as _, EncodePem as _};
use zeroize::Zeroizing;

use crate::account::AccountName;
use crate::clock::Time;

/// Size of the keys that are made; Entra takes 2048 and more.
pub const KEY_BITS: usize = 2048;

/// How long a certificate that is made here counts.
pub const VALID_DAYS: i64 = 2 * 365;

/// More text than this is no certificate with its key.
const LONGEST_PEM: usize = 64 * 1024;

/// A certificate as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What is uploaded at the provider.
    pub pem: String,
}

/// A certificate that was made or imported, with what belongs to it.
pub(super) struct WithKey {
    pub(super) certificate: Certificate,
    pub(super) ends_at: Time,
    pub(super) key: Zeroizing<Vec<u8>>,
}

/// Why a certificate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCertificate {
    TooLong,
    /// There is no block `BEGIN CERTIFICATE`, or it holds none.
    NoCertificate,
    /// There is no block `BEGIN … PRIVATE KEY`, or it is locked with a password.
    NoKey,
    /// Entra takes RSA keys only.
    NotRsa,
    /// The key belongs to another certificate.
    OtherKey,
}

impl Certificate {
    fn of(der: &CertificateDer<'_>) -> Result<(Self, Time), BadCertificate> {
        let parsed =
            x509_cert::Certificate::from_der(der).map_err(|_| BadCertificate::NoCertificate)?;
        let ends_at = parsed.tbs_certificate.validity.not_after.to_unix_duration();
        let pem = parsed.to_pem(LineEnding::LF).map_err(|_| BadCertificate::NoCertificate)?;
        Ok((Self { pem }, Time(0) + ends_at))
    }

    /// The thumbprint that Entra's portal shows: SHA-1 in capitals.
    pub fn thumbprint(&self) -> String {
        self.sha1().iter().fold(String::new(), |mut text, octet| {
            let _ = write!(text, "{octet:02X}"); // a string takes every text
            text
        })
    }

    /// For the header of an assertion (RFC 7515 §4.1.7); proves nothing.
    pub(super) fn sha1(&self) -> [u8; 20] {
        let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der());
        digest.as_ref().try_into().expect("SHA-1 has 20 octets")
    }

    /// RFC 7515 §4.1.8.
    pub(super) fn sha256(&self) -> [u8; 32] {
        let digest = digest::digest(&digest::SHA256, &self.der());
        digest.as_ref().try_into().expect("SHA-256 has 32 octets")
    }

    /// Empty for a text that somebody has changed in the storage: then the provider says no.
    fn der(&self) -> Vec<u8> {
        CertificateDer::from_pem_slice(self.pem.as_bytes())
            .map(|der| der.to_vec())
            .unwrap_or_default()
    }
}

/// A new key pair with its certificate.
pub(super) fn make(account: &AccountName, now: Time) -> WithKey {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)
        .expect("the system gives random octets");
    let key = key.to_pkcs8_der().expect("a key that was just made can be written").to_bytes();
    let der = PrivatePkcs8KeyDer::from(&key[..]);
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256)
        .expect("ring reads a key of this size");
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, format!("scanpost {account}"));
    params.distinguished_name = name;
    let day = |days: i64| {
        let date = jiff::Timestamp::from_millisecond(now.0 + days * 86_400_000)
            .unwrap_or_default()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        rcgen::date_time_ymd(i32::from(date.year()), month, day)
    };
    // From yesterday: the provider's clock may be behind ours.
    (params.not_before, params.not_after) = (day(-1), day(VALID_DAYS));
    let made = params.self_signed(&pair).expect("the key signs its own certificate");
    let (certificate, ends_at) = Certificate::of(made.der()).expect("it was just made");
    WithKey { certificate, ends_at, key }
}

/// Reads certificate and key out of one text; their order does not matter.
pub(super) fn import(pem: &Zeroizing<String>) -> Result<WithKey, BadCertificate> {
    if pem.len() > LONGEST_PEM {
        return Err(BadCertificate::TooLong);
    }
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| BadCertificate::NoCertificate)?;
    let (shown, ends_at) = Certificate::of(&certificate)?;
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| BadCertificate::NoKey)?;
    let octets = Zeroizing::new(key.secret_der().to_vec());
    let signing = signing_key(&octets).ok_or(BadCertificate::NotRsa)?;
    let certified = CertifiedKey::new(vec![certificate], signing);
    certified.keys_match().map_err(|_| BadCertificate::OtherKey)?;
    Ok(WithKey { certificate: shown, ends_at, key: octets })
}

/// Signs with PS256; nothing if the key is none.
pub(super) fn sign(key: &[u8], input: &[u8]) -> Option<Vec<u8>> {
    let signer = signing_key(key)?.choose_scheme(&[SignatureScheme::RSA_PSS_SHA256])?;
    signer.sign(input).ok()
}

/// An RSA key, in PKCS #8 or PKCS #1.
fn signing_key(key: &[u8]) -> Option<Arc<dyn SigningKey>> {
    let der = PrivateKeyDer::try_from(key.to_vec()).ok()?;
    let key = crate::trust::crypto().key_provider.load_private_key(der).ok()?;
    (key.algorithm() == SignatureAlgorithm::RSA).then_some(key)
}
