//! The TLS handshakes of the mail servers: the good one, and each that fails.

use std::{io, sync::Arc};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::{
    provider::Provider,
    switchboard::Visit,
    switches::{TlsDoes, TlsMoment},
};

/// A connection, with TLS or without.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The server's side of a handshake; `None` if a fault has ended the connection instead.
pub(crate) async fn accept(
    provider: &Provider,
    at: TlsMoment,
    visit: &mut Visit,
    stream: TcpStream,
) -> io::Result<Option<TlsStream<TcpStream>>> {
    let does = provider.switches.tls(at, visit);
    if let Some(does) = does {
        tracing::info!(?at, ?does, connection = visit.number, "sandbox.fault");
    }
    let certificates = &provider.certificates;
    let shown = match does {
        None => &certificates.good,
        Some(TlsDoes::WrongName) => &certificates.wrong_name,
        Some(TlsDoes::Expired) => &certificates.expired,
        Some(TlsDoes::NotYetValid) => &certificates.not_yet_valid,
        Some(TlsDoes::Untrusted) => &certificates.untrusted,
        Some(other) => return spoil(other, stream).await.map(|()| None),
    };
    shake(shown, stream).await.map(Some)
}

async fn shake(shown: &Arc<ServerConfig>, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    TlsAcceptor::from(shown.clone()).accept(stream).await
}

/// Hears the client's first octets and then does what no TLS server should.
async fn spoil(does: TlsDoes, mut stream: TcpStream) -> io::Result<()> {
    let mut hello = vec![0; 16 * 1024];
    let _ = stream.read(&mut hello).await?;
    match does {
        TlsDoes::OnlyOldVersions => stream.write_all(&PROTOCOL_VERSION).await?,
        TlsDoes::Alert => stream.write_all(&HANDSHAKE_FAILURE).await?,
        TlsDoes::Nonsense => stream.write_all(b"454 4.7.0 TLS not available\r\n").await?,
        TlsDoes::Reset => return stream.set_zero_linger(),
        TlsDoes::Hang => {
            // Until the client has enough of it.
            tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
        }
        TlsDoes::Close
        | TlsDoes::WrongName
        | TlsDoes::Expired
        | TlsDoes::NotYetValid
        | TlsDoes::Untrusted => {}
    }
    stream.shutdown().await
}

/// A fatal alert in a record of TLS 1.0, as a server sends it that knows nothing newer.
const PROTOCOL_VERSION: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];
const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];
