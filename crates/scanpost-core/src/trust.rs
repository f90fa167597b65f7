//! Whose certificates are believed: the system's roots and, for an account, an imported CA.
//!
//! One crypto provider (ring) and one set of TLS versions (1.2 and 1.3) serve HTTPS to the
//! authorization server and STARTTLS to the mail server alike. The check cannot be switched off.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::fault::{Code, Fault};

/// The crypto of everything here.
pub fn crypto() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A TLS client that believes the system's roots and `ca_pem`. Reading the roots costs some
/// milliseconds and some hundred KiB, so an account does it once, when it first connects.
pub fn client_config(ca_pem: Option<&str>) -> Result<ClientConfig, Fault> {
    let extra = match ca_pem {
        Some(pem) => {
            certificates(pem).map_err(|why| Fault::new(Code::CertificateUntrusted).words(why))?
        }
        None => Vec::new(),
    };
    let failed = |error: rustls::Error| Fault::new(Code::CertificateUntrusted).words(error);
    let verifier = Verifier::new_with_extra_roots(extra, crypto()).map_err(failed)?;
    let config = ClientConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .dangerous() // rustls' word for any verifier of one's own; this one checks chain and name
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

/// A TLS client that believes nobody: for HTTP clients that only speak to a socket of this machine.
pub fn nobody() -> ClientConfig {
    ClientConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// The certificates of a PEM text; at least one.
pub fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => {
            Err("the CA text holds no certificate: paste the PEM block with BEGIN and END lines"
                .to_owned())
        }
        Err(error) => Err(format!("the CA text is not PEM: {error}")),
    }
}
