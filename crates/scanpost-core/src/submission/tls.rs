//! The certificate that scanpost shows to devices and browsers, and the one seam at which TLS is
//! accepted.
//!
//! Without a certificate of the administrator's own, one is made at the first start and kept.
//! Printers seldom check it; those that do can be given it for import. rustls speaks TLS 1.2 and 1.3.
//! Devices that know only older versions will get a listener of their own behind this same seam.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

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

impl Identity {
    /// A self-signed certificate for these names.
    pub fn make(names: Vec<String>) -> Result<Identity, String> {
        let made = rcgen::generate_simple_self_signed(names).map_err(|error| error.to_string())?;
        let key_pem = Zeroizing::new(made.signing_key.serialize_pem());
        Ok(Identity { chain_pem: made.cert.pem(), key_pem })
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
