//! Whose certificates are believed: the system's roots, the authorities that an administrator has
//! imported and, for an account, its provider's own.
//!
//! One crypto provider (ring) and one set of TLS versions (1.2 and 1.3) serve HTTPS to the
//! authorization server and STARTTLS to the mail server alike. An administrator can switch the check
//! of mail servers off, as printers allow; it is then written into every job. For the authorization
//! server there is no such switch: it gets the refresh token, which is the account.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::fault::{Code, Fault};
use crate::network::{Exit, Made, Network, Outward};

/// The crypto of everything here.
pub fn crypto() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Whom an account believes, at sign-in and at delivery alike. Reading the system's roots costs some
/// milliseconds and a MiB, so it is done when the account first connects, and again when an
/// administrator has changed whom to believe.
#[derive(Debug)]
pub struct Trust {
    ca_pem: Option<String>,
    network: Network,
    config: Made<Arc<ClientConfig>>,
}

impl Trust {
    pub fn new(ca_pem: Option<String>, network: Network) -> Self {
        Self { ca_pem, network, config: Made::default() }
    }

    /// The way out by which the account goes.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What a TLS client is made with.
    pub async fn client_config(&self, outward: &Outward) -> Result<Arc<ClientConfig>, Fault> {
        let make =
            async || client_config(self.ca_pem.as_deref(), &outward.authorities).map(Arc::new);
        self.config.get(outward, make).await
    }

    /// An HTTP client by the same rules, through the proxy and from the address that the mail settings name.
    /// It follows no redirect: secrets go to the address that was given.
    pub async fn http_client(
        &self,
        outward: &Outward,
        patience: HttpPatience,
    ) -> Result<reqwest::Client, Fault> {
        let config = self.client_config(outward).await?;
        let unusable = |words: String| Fault::new(Code::SignInUnreachable).words(words);
        let mut builder = reqwest::Client::builder();
        if let Some(proxy) = &outward.proxy {
            builder = builder.proxy(proxy.for_http().map_err(unusable)?);
        }
        builder = match &outward.exit {
            Some(Exit::Address(address)) => builder.local_address(*address),
            #[cfg(target_os = "linux")]
            Some(Exit::Interface(name)) => builder.interface(name),
            _ => builder,
        };
        builder
            .tls_backend_preconfigured(ClientConfig::clone(&config)) // the roots themselves are shared
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(patience.connect)
            .timeout(patience.call)
            .pool_max_idle_per_host(1)
            .user_agent(concat!("scanpost/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| unusable(error.to_string()))
    }

    /// An HTTP client for machines of the local network, such as printers: by no proxy, from no address of
    /// its own. How long a call may take says each.
    pub async fn near_client(
        &self,
        outward: &Outward,
        connect: Duration,
    ) -> Result<reqwest::Client, Fault> {
        let config = self.client_config(outward).await?;
        reqwest::Client::builder()
            .tls_backend_preconfigured(ClientConfig::clone(&config))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect)
            .pool_max_idle_per_host(1)
            .user_agent(concat!("scanpost/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Fault::new(Code::PrinterUnreachable).words(error))
    }

    /// What a TLS client for a mail server is made with: an administrator may have switched the check off.
    pub async fn mail_client_config(&self, outward: &Outward) -> Result<Arc<ClientConfig>, Fault> {
        if outward.checks_certificates {
            return self.client_config(outward).await;
        }
        anybody().map(Arc::new)
    }
}

/// How long an HTTP call may take.
#[derive(Clone, Copy, Debug)]
pub struct HttpPatience {
    pub connect: Duration,
    pub call: Duration,
}

/// A TLS client that believes the system's roots, `ca_pem` and the `authorities`.
pub fn client_config(
    ca_pem: Option<&str>,
    authorities: &[CertificateDer<'static>],
) -> Result<ClientConfig, Fault> {
    let mut extra = match ca_pem {
        Some(pem) => {
            certificates(pem).map_err(|why| Fault::new(Code::CertificateUntrusted).words(why))?
        }
        None => Vec::new(),
    };
    extra.extend_from_slice(authorities);
    let verifier = Verifier::new_with_extra_roots(extra, crypto()).map_err(untrusted)?;
    with_verifier(Arc::new(verifier))
}

/// A TLS client that believes anybody. The connection is encrypted, but nobody knows to whom.
fn anybody() -> Result<ClientConfig, Fault> {
    with_verifier(Arc::new(Anybody(crypto())))
}

fn with_verifier(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Fault> {
    let config = ClientConfig::builder_with_provider(crypto())
        .with_safe_default_protocol_versions()
        .map_err(untrusted)?
        .dangerous() // rustls' word for any verifier of one's own
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

fn untrusted(error: rustls::Error) -> Fault {
    Fault::new(Code::CertificateUntrusted).words(error)
}

/// Looks at no certificate; only that the other side has its key.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
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
        Ok(_) => Err("there is no certificate in it: paste the PEM block with BEGIN and END lines"
            .to_owned()),
        Err(error) => Err(format!("it is not PEM: {error}")),
    }
}
