//! The certificate that scanpost shows to devices and browsers, and the one seam at which TLS is
//! accepted.
//!
//! Without a certificate of the administrator's own, one is made at the first start and kept; the
//! browsers' is renewed ahead of its end. Printers seldom check theirs; those that do are given it for
//! import, and would have to be given the next one too. So it has no end. rustls speaks TLS 1.2 and
//! 1.3. Devices that know only older versions will get a listener of their own behind this same seam.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use sha2::{Digest, Sha256};
use x509_cert::der::Decode as _;
use zeroize::Zeroizing;

use crate::clock::Time;
use crate::stream::Stream;
use crate::trust;

/// How long a hand-shake may take.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(30);

/// Certificate chain and private key, in PEM.
pub struct Identity {
    pub chain_pem: String,
    pub key_pem: Zeroizing<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// Browsers take no certificate that counts for longer than 398 days.
const VALID_DAYS: u32 = 397;

/// A certificate is replaced so long ahead of its end.
const RENEWED_AHEAD: Duration = Duration::from_hours(30 * 24);

const DAY: Duration = Duration::from_hours(24);

/// Stands as the organisation in every certificate that is made here.
const MAKER: &str = "scanpost";

/// The name that rcgen gives if it is told none, as scanpost did not at first.
const NAMELESS: &str = "CN=rcgen self signed cert";

impl Identity {
    /// A self-signed certificate for these names and addresses. The first one is its own name. It
    /// has no end.
    pub fn make(names: Vec<String>) -> Result<Identity, String> {
        Self::signed(&params(names)?)
    }

    /// The same for browsers. It counts from yesterday, for a browser's clock that is behind ours.
    pub fn make_for_browsers(names: Vec<String>, now: Time) -> Result<Identity, String> {
        let (mut params, begin) = (params(names)?, now - DAY);
        (params.not_before, params.not_after) = (date(begin), date(begin + VALID_DAYS * DAY));
        Self::signed(&params)
    }

    fn signed(params: &CertificateParams) -> Result<Identity, String> {
        let key = KeyPair::generate().map_err(|error| error.to_string())?;
        let made = params.self_signed(&key).map_err(|error| error.to_string())?;
        Ok(Identity { chain_pem: made.pem(), key_pem: Zeroizing::new(key.serialize_pem()) })
    }

    /// Whether the certificate was made here, and is not the administrator's own.
    pub fn is_made_here(&self) -> bool {
        let organisation = format!("O={MAKER}");
        self.certificate().is_some_and(|certificate| {
            let subject = certificate.subject.to_string();
            certificate.issuer == certificate.subject
                && (subject == NAMELESS || subject.split(',').any(|part| part == organisation))
        })
    }

    /// Whether browsers need another one: its end is near, or it counts for longer than they take.
    pub fn is_due(&self, now: Time) -> bool {
        self.certificate().is_none_or(|certificate| {
            let begin = Time(0) + certificate.validity.not_before.to_unix_duration();
            let end = Time(0) + certificate.validity.not_after.to_unix_duration();
            end <= now + RENEWED_AHEAD || begin.until(end) > VALID_DAYS * DAY
        })
    }

    /// Whether a browser that goes to this name finds it in the certificate. What no browser can go to
    /// needs no certificate either.
    pub fn names(&self, name: &str) -> bool {
        let Ok(server) = ServerName::try_from(name) else { return true };
        let chain = trust::certificates(&self.chain_pem).unwrap_or_default();
        chain.first().is_some_and(|certificate| {
            let parsed = rustls::server::ParsedCertificate::try_from(certificate);
            parsed.is_ok_and(|parsed| rustls::client::verify_server_name(&parsed, &server).is_ok())
        })
    }

    /// Nothing: there is none.
    fn certificate(&self) -> Option<x509_cert::TbsCertificate> {
        let chain = trust::certificates(&self.chain_pem).ok()?;
        let certificate = x509_cert::Certificate::from_der(chain.first()?).ok()?;
        Some(certificate.tbs_certificate)
    }

    /// SHA-256 of the certificate, as browsers show it: `AB:CD:…`. Nothing: there is none.
    pub fn fingerprint(&self) -> Option<String> {
        let chain = trust::certificates(&self.chain_pem).ok()?;
        let octets = Sha256::digest(chain.first()?);
        let digits: Vec<_> = octets.iter().map(|octet| format!("{octet:02X}")).collect();
        Some(digits.join(":"))
    }
}

/// Makes TLS out of a device's connection.
#[derive(Clone)]
pub struct Acceptor(tokio_rustls::TlsAcceptor);

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Acceptor(…)")
    }
}

impl Acceptor {
    /// The error says what is wrong with certificate or key.
    pub fn new(identity: &Identity) -> Result<Acceptor, String> {
        let chain: Vec<CertificateDer<'static>> = trust::certificates(&identity.chain_pem)?;
        let key = PrivateKeyDer::from_pem_slice(identity.key_pem.as_bytes())
            .map_err(|error| format!("the private key is not PEM: {error}"))?;
        let config = ServerConfig::builder_with_provider(trust::crypto())
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| format!("certificate and key cannot be used: {error}"))?;
        Ok(Acceptor(tokio_rustls::TlsAcceptor::from(Arc::new(config))))
    }

    /// Makes the hand-shake. After an error the connection is of no use any more.
    pub async fn encrypt(&self, stream: &mut Stream) -> io::Result<()> {
        tokio::time::timeout(HANDSHAKE_WAIT, stream.accept_tls(&self.0)).await?
    }
}

fn params(names: Vec<String>) -> Result<CertificateParams, String> {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, MAKER);
    if let Some(name) = names.first() {
        subject.push(DnType::CommonName, name);
    }
    let mut params = CertificateParams::new(names).map_err(|error| error.to_string())?;
    params.distinguished_name = subject;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

/// As rcgen wants it.
fn date<T: From<SystemTime>>(moment: Time) -> T {
    (UNIX_EPOCH + moment.since(Time(0))).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T09:15:00Z.
    const NOW: Time = Time(1_795_252_500_000);

    fn made() -> Identity {
        let names = ["scans.example", "192.0.2.7", "2001:db8::7"].map(ToOwned::to_owned);
        Identity::make_for_browsers(names.to_vec(), NOW).expect("the names are names")
    }

    #[test]
    fn a_certificate_is_scanposts_has_the_name_and_counts_for_397_days_from_yesterday() {
        let made = made();
        let certificate = made.certificate().expect("it was just made");
        assert_eq!(certificate.subject.to_string(), "CN=scans.example,O=scanpost");
        let [begin, end] = [certificate.validity.not_before, certificate.validity.not_after]
            .map(|time| (Time(0) + time.to_unix_duration()).to_string());
        assert_eq!((&*begin, &*end), ("2026-11-20T09:15:00Z", "2027-12-22T09:15:00Z"), "397 days");
    }

    #[test]
    fn a_browser_that_was_given_it_finds_it_good_under_each_of_its_names() {
        let made = made();
        for (name, is_named) in [
            ("scans.example", true),
            ("192.0.2.7", true),
            ("2001:db8::7", true),
            ("192.0.2.8", false),
            ("Scans.Example", true),
            ("another.example", false),
            ("no name at all", true),
        ] {
            assert_eq!(made.names(name), is_named, "{name}");
        }
    }

    #[test]
    fn it_is_due_a_month_ahead_of_its_end_and_not_before() {
        let made = made();
        let end = NOW - DAY + VALID_DAYS * DAY;
        for (now, is_due) in [
            (NOW, false),
            (end - RENEWED_AHEAD - Duration::from_secs(1), false),
            (end - RENEWED_AHEAD, true),
            (end + DAY, true),
            (Time(0), false), // a machine whose clock was not set yet
        ] {
            assert_eq!(made.is_due(now), is_due, "{now}");
        }
    }

    #[test]
    fn what_scanpost_made_at_first_counts_too_long_for_browsers_and_is_known_as_its_own() {
        let first =
            rcgen::generate_simple_self_signed(["scanpost.local".to_owned()]).expect("made");
        let first = Identity { chain_pem: first.cert.pem(), key_pem: Zeroizing::default() };
        assert!(first.is_made_here() && first.is_due(NOW));
    }

    #[test]
    fn a_certificate_of_the_administrators_own_is_not_made_here() {
        let mut params = CertificateParams::new(["scans.example".to_owned()]).expect("a name");
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "scanpost");
        params.distinguished_name.push(DnType::OrganizationName, "scanpost customers");
        let key = KeyPair::generate().expect("a key");
        let own = params.self_signed(&key).expect("a certificate");
        let own = Identity { chain_pem: own.pem(), key_pem: Zeroizing::default() };
        assert!(!own.is_made_here());
        assert!(made().is_made_here());
    }
}
