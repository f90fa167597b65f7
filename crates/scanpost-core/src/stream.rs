//! A connection that may become encrypted half-way: what STARTTLS does, on either side.

use std::fmt;
use std::io;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsStream;

use crate::fault::{Code, Fault, causes};

/// Octets in both directions.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection, in clear or encrypted.
pub struct Stream {
    octets: Box<dyn Duplex>,
    tls: Option<&'static str>,
    cipher: Option<&'static str>,
    certificate: Option<CertificateDer<'static>>,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({})", self.tls.unwrap_or("in clear"))
    }
}

impl Stream {
    pub fn clear(stream: TcpStream) -> Self {
        Self { octets: Box::new(stream), tls: None, cipher: None, certificate: None }
    }

    /// `TLSv1.2` or `TLSv1.3`; nothing in clear.
    pub fn tls(&self) -> Option<&'static str> {
        self.tls
    }

    /// The cipher suite by its name at IANA, as rustls writes it; nothing in clear.
    pub fn cipher(&self) -> Option<&'static str> {
        self.cipher
    }

    /// What the other side has proved itself with; nothing in clear, or where nobody asked.
    pub fn certificate(&self) -> Option<CertificateDer<'static>> {
        self.certificate.clone()
    }

    /// Makes the hand-shake as the server. After an error the connection is of no use any more.
    pub async fn accept_tls(&mut self, acceptor: &tokio_rustls::TlsAcceptor) -> io::Result<()> {
        let encrypted = acceptor.accept(self.take()).await?;
        self.put(encrypted.into());
        Ok(())
    }

    /// Makes the hand-shake as the client. After an error the connection is of no use any more.
    pub async fn connect_tls(
        &mut self,
        connector: &tokio_rustls::TlsConnector,
        name: ServerName<'static>,
    ) -> io::Result<()> {
        let encrypted = connector.connect(name, self.take()).await?;
        self.put(encrypted.into());
        Ok(())
    }

    /// The same, with somebody who proves to be `host`, in this time. The fault names the cause.
    pub async fn secure(
        &mut self,
        config: Arc<ClientConfig>,
        host: &str,
        patience: Duration,
    ) -> Result<(), Fault> {
        let fault = |code| Fault::new(code).fact("host", host);
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| fault(Code::CertificateUntrusted).words(error))?;
        let connector = tokio_rustls::TlsConnector::from(config);
        match timeout(patience, self.connect_tls(&connector, name)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(fault(causes::of_a_hand_shake(&error)).words(error)),
            Err(_) => Err(fault(Code::TlsFailed).words("no hand-shake in time")),
        }
    }

    /// All of these octets are on their way when it returns.
    pub async fn say(&mut self, octets: &[u8]) -> io::Result<()> {
        self.octets.write_all(octets).await?;
        self.octets.flush().await
    }

    /// Nothing more is said. It is over either way, so nobody hears whether the other side has noticed.
    pub async fn end(&mut self) {
        let _ = self.octets.shutdown().await;
    }

    /// The octets themselves, to read and write.
    pub fn octets(&mut self) -> &mut (impl AsyncRead + AsyncWrite + Unpin + use<>) {
        &mut self.octets
    }

    fn take(&mut self) -> Box<dyn Duplex> {
        mem::replace(&mut self.octets, Box::new(tokio::io::empty()))
    }

    fn put(&mut self, encrypted: TlsStream<Box<dyn Duplex>>) {
        self.tls = Some(match encrypted.get_ref().1.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
            _ => "TLSv1.2", // rustls speaks no other
        });
        let suite = encrypted.get_ref().1.negotiated_cipher_suite();
        self.cipher = suite.and_then(|suite| suite.suite().as_str());
        let shown = encrypted.get_ref().1.peer_certificates();
        self.certificate = shown.and_then(|chain| chain.first()).cloned();
        self.octets = Box::new(encrypted);
    }
}
