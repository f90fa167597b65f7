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
use tokio::sync::OnceCell;

use crate::fault::{Code, Fault};

/// The crypto of everything here.
pub fn crypto() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Whom an account believes, at sign-in and at delivery alike. Reading the system's roots costs some
/// milliseconds and a MiB, so it is done once, when the account first connects.
#[derive(Debug)]
pub struct Trust {
    ca_pem: Option<String>,
    config: OnceCell<Arc<ClientConfig>>,
}

impl Trust {
    pub fn new(ca_pem: Option<String>) -> Self {
        Self { ca_pem, config: OnceCell::new() }
    }

    /// What a TLS client is made with.
    pub async fn client_config(&self) -> Result<Arc<ClientConfig>, Fault> {
        let config = async || client_config(self.ca_pem.as_deref()).map(Arc::new);
        self.config.get_or_try_init(config).await.cloned()
    }
}

/// A TLS client that believes the system's roots and `ca_pem`.
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
