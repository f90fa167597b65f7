//! A connection that may become encrypted half-way: what STARTTLS does, on either side.

use std::fmt;
use std::io;
use std::mem;

use rustls::ProtocolVersion;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsStream;

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
        name: rustls::pki_types::ServerName<'static>,
    ) -> io::Result<()> {
        let encrypted = connector.connect(name, self.take()).await?;
        self.put(encrypted.into());
        Ok(())
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
