//! CA certificates that an administrator has imported: believed beside the system's, by every
//! account, at sign-in and at delivery.

use std::fmt::Write as _;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode;

use crate::clock::Time;
use crate::objection::{Objection, Reason};
use crate::trust;

/// More than this many nobody needs; each makes every connection a little slower.
pub const MOST: usize = 50;

/// The imported certificates, by fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Authorities(Vec<Authority>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Authority {
    pem: String,
}

/// One certificate as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityView {
    pub subject: String,
    pub issuer: String,
    pub ends_at: Time,
    /// SHA-256, in hexadecimal pairs.
    pub fingerprint: String,
}

impl Authorities {
    /// Adds the certificates of a PEM text, those that are not there yet; how many that were.
    pub fn import(&mut self, pem: &str) -> Result<usize, Objection> {
        let unreadable = |why: String| Objection::new(Reason::CaUnreadable, why);
        let before = self.0.len();
        for der in trust::certificates(pem).map_err(unreadable)? {
            view(&der).map_err(unreadable)?;
            let authority = Authority { pem: in_pem(&der) };
            if !self.0.contains(&authority) {
                self.0.push(authority);
            }
        }
        if self.0.len() > MOST {
            return Err(Objection::new(Reason::TooManyAuthorities, MOST));
        }
        self.0.sort_by_cached_key(|authority| der(authority).map(|der| fingerprint(&der)));
        Ok(self.0.len() - before)
    }

    /// True if there was one of that fingerprint.
    pub fn remove(&mut self, unwanted: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|one| der(one).is_none_or(|der| fingerprint(&der) != unwanted));
        self.0.len() < before
    }

    pub fn certificates(&self) -> Vec<CertificateDer<'static>> {
        self.0.iter().filter_map(der).collect()
    }

    pub fn views(&self) -> Vec<AuthorityView> {
        self.certificates().iter().filter_map(|der| view(der).ok()).collect()
    }

    /// Each in PEM, by fingerprint.
    pub fn pems(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|authority| authority.pem.as_str())
    }
}

/// What was imported can be read; it was read then.
fn der(authority: &Authority) -> Option<CertificateDer<'static>> {
    trust::certificates(&authority.pem).ok()?.into_iter().next()
}

fn view(der: &CertificateDer<'_>) -> Result<AuthorityView, String> {
    let certificate = Certificate::from_der(der).map_err(|error| error.to_string())?;
    let signed = certificate.tbs_certificate;
    let ends_at = signed.validity.not_after.to_unix_duration();
    Ok(AuthorityView {
        subject: signed.subject.to_string(),
        issuer: signed.issuer.to_string(),
        ends_at: Time(i64::try_from(ends_at.as_millis()).unwrap_or(i64::MAX)),
        fingerprint: fingerprint(der),
    })
}

fn fingerprint(der: &CertificateDer<'_>) -> String {
    let mut text = String::new();
    for octet in Sha256::digest(der.as_ref()) {
        let colon = if text.is_empty() { "" } else { ":" };
        write!(text, "{colon}{octet:02X}").expect("a String takes everything");
    }
    text
}

/// RFC 7468 §3: lines of 64.
fn in_pem(der: &CertificateDer<'_>) -> String {
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    let text = BASE64_STANDARD.encode(der.as_ref());
    for (number, letter) in text.chars().enumerate() {
        if number > 0 && number % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem.push_str("\n-----END CERTIFICATE-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(name: &str) -> String {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut params = rcgen::CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.self_signed(&key).expect("a certificate").pem()
    }

    #[test]
    fn a_certificate_is_imported_once_listed_and_removed() {
        let mut authorities = Authorities::default();
        let (one, two) = (certificate("Office CA"), certificate("Other CA"));
        assert_eq!(authorities.import(&one), Ok(1));
        assert_eq!(authorities.import(&format!("text before\n{one}\n{two}")), Ok(1));
        assert_eq!(authorities.import(&two), Ok(0));
        let views = authorities.views();
        let mut subjects: Vec<_> = views.iter().map(|view| view.subject.as_str()).collect();
        subjects.sort_unstable();
        assert!(subjects[0].ends_with("CN=Office CA"), "{subjects:?}");
        assert_eq!(views[0].issuer, views[0].subject);
        assert_eq!(views[0].fingerprint.len(), 32 * 3 - 1);
        assert!(authorities.remove(&views[0].fingerprint));
        assert!(!authorities.remove(&views[0].fingerprint));
        assert_eq!(authorities.certificates().len(), 1);
    }

    #[test]
    fn the_order_of_importing_does_not_matter() {
        let (one, two) = (certificate("Office CA"), certificate("Other CA"));
        let (mut here, mut there) = (Authorities::default(), Authorities::default());
        here.import(&format!("{one}{two}")).expect("two");
        there.import(&two).expect("one");
        there.import(&one).expect("another");
        assert_eq!(here, there);
    }

    #[test]
    fn what_is_no_certificate_changes_nothing() {
        let mut authorities = Authorities::default();
        let not_der = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for bad in ["", "hello", not_der, "-----BEGIN CERTIFICATE-----\nAAAA"] {
            let objection = authorities.import(bad).expect_err(bad);
            assert_eq!(objection.reason, Reason::CaUnreadable);
        }
        assert_eq!(authorities, Authorities::default());
    }
}
