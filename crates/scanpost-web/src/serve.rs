//! HTTP over a socket, with a limit on everything: connections at once, silence, the way out.

mod tls;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::http::request::Parts;
use axum::serve::{IncomingStream, Listener};
use scanpost_core::submission::tls::Acceptor;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::{Instant, Sleep};

use tls::Encrypted;

/// Serves the pages until `shutdown` comes about.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<Peer>();
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(Bounded::new(listener), service)
        .with_graceful_shutdown(announce(shutdown, stop));
    finish(server, stopped).await
}

/// The same over HTTPS. `acceptor` holds the certificate; a newer one serves the next connections.
pub async fn serve_encrypted(
    listener: TcpListener,
    router: Router,
    acceptor: watch::Receiver<Acceptor>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<Peer>();
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(Encrypted::new(listener, acceptor)?, service)
        .with_graceful_shutdown(announce(shutdown, stop));
    finish(server, stopped).await
}

/// Serves the control API over a Unix socket until `shutdown` comes about. Who may open the socket's
/// file may do everything.
pub async fn serve_control(
    listener: UnixListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stop, stopped) = oneshot::channel();
    let server = axum::serve(Bounded::new(listener), router)
        .with_graceful_shutdown(announce(shutdown, stop));
    finish(server, stopped).await
}

/// The address that a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Of a router that is served otherwise nothing is known.
impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<ConnectInfo<Peer>>();
        Ok(known.map_or(Peer(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), |ConnectInfo(peer)| *peer))
    }
}

impl Connected<IncomingStream<'_, Bounded<TcpListener>>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Bounded<TcpListener>>) -> Self {
        let address: &SocketAddr = stream.remote_addr();
        Peer(address.ip().to_canonical())
    }
}

impl Connected<IncomingStream<'_, Encrypted>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Encrypted>) -> Self {
        let address: &SocketAddr = stream.remote_addr();
        Peer(address.ip().to_canonical())
    }
}

async fn announce(shutdown: impl Future<Output = ()>, stop: oneshot::Sender<()>) {
    shutdown.await;
    // The other side is gone only when the server has ended already.
    let _ = stop.send(());
}

/// Lets open requests end, but waits for none of them for long: a page that follows the events
/// never ends by itself.
async fn finish(
    server: impl IntoFuture<Output = io::Result<()>>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    tokio::select! {
        ended = server.into_future() => ended,
        () = async {
            // An error means that nobody will ever announce the end, and the server ends first.
            let _ = stopped.await;
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}

/// A listener that admits so many connections at once; others wait in the system's queue.
struct Bounded<L> {
    listener: L,
    free: Arc<Semaphore>,
}

impl<L> Bounded<L> {
    fn new(listener: L) -> Self {
        Self { listener, free: Arc::new(Semaphore::new(MOST_CONNECTIONS)) }
    }
}

impl<L: Listener> Listener for Bounded<L> {
    type Io = Held<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let free = self.free.clone();
        let place = free.acquire_owned().await.expect("the semaphore is never closed");
        let (io, address) = self.listener.accept().await;
        (Held { io, silence: Box::pin(tokio::time::sleep(SILENCE)), _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when nothing has passed over it for too long.
struct Held<I> {
    io: I,
    silence: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl<I> Held<I> {
    /// What a poll comes to: progress starts the silence anew, too much of it ends the connection.
    fn heard<T>(
        &mut self,
        polled: Poll<io::Result<T>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.silence.as_mut().reset(Instant::now() + SILENCE);
            return polled;
        }
        ready!(self.silence.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Held<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.io).poll_read(cx, buffer);
        self.heard(polled, cx)
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Held<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.io).poll_write(cx, octets);
        self.heard(polled, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// Connections at once.
const MOST_CONNECTIONS: usize = 64;

/// Longer than the longest request and the heartbeat of the events.
const SILENCE: Duration = Duration::from_secs(75);

/// How long open requests may take to end after the shutdown began.
const GRACE: Duration = Duration::from_secs(2);
