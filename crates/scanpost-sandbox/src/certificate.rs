//! The certificates of the mail servers, signed by an authority that is made at every start.
//!
//! Clients trust it by the provider file, which carries the authority's certificate; nothing is
//! added to any system's roots. The keys live in memory only. Beside the good certificate there is
//! one of each kind that a client has to refuse (RFC 5280 §6.1.3, RFC 9525 §6).

use std::{io, sync::Arc, time::Duration};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// What the mail servers can show.
pub(crate) struct Certificates {
    pub(crate) ca_pem: String,
    pub(crate) good: Arc<ServerConfig>,
    pub(crate) wrong_name: Arc<ServerConfig>,
    pub(crate) expired: Arc<ServerConfig>,
    pub(crate) not_yet_valid: Arc<ServerConfig>,
    pub(crate) untrusted: Arc<ServerConfig>,
}

const DAY: Duration = Duration::from_hours(24);

impl Certificates {
    /// For `localhost` and the loopback addresses, and for `host` if the sandbox is elsewhere.
    pub(crate) fn issue(host: &str) -> io::Result<Self> {
        Self::made(host).map_err(io::Error::other)
    }

    fn made(host: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let known = authority("scanpost sandbox authority")?;
        let unknown = authority("scanpost sandbox, an authority that nobody knows")?;
        let key = KeyPair::generate()?;
        let mut names = vec!["localhost", "127.0.0.1", "::1"];
        if !names.contains(&host) {
            names.push(host);
        }
        let good = params(&names)?;
        let wrong_name = params(&["another.example"])?;
        let mut expired = params(&names)?;
        // The dates are those of the machine's clock, by which clients check them.
        let now = std::time::SystemTime::now();
        expired.not_before = (now - 90 * DAY).into();
        expired.not_after = (now - DAY).into();
        let mut not_yet_valid = params(&names)?;
        not_yet_valid.not_before = (now + DAY).into();

        let signed = |params: &CertificateParams, by: &CertifiedIssuer<'static, KeyPair>| {
            let certificate = params.signed_by(&key, by)?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(server(
                certificate.der().clone(),
                &key,
            )?)
        };
        Ok(Self {
            ca_pem: known.pem(),
            good: signed(&good, &known)?,
            wrong_name: signed(&wrong_name, &known)?,
            expired: signed(&expired, &known)?,
            not_yet_valid: signed(&not_yet_valid, &known)?,
            untrusted: signed(&good, &unknown)?,
        })
    }
}

fn params(names: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "scanpost sandbox");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn server(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    Ok(Arc::new(server))
}

fn authority(name: &str) -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}
