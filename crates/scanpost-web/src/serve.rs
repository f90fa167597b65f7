//! HTTP over a socket, with a limit on everything: connections at once and of one address, and the time
//! for a handshake, a head, a body, for silence, for the way out. The numbers stand in `limits.rs`.

mod limits;
mod pace;
mod places;
mod tls;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::Request;
use axum::http::request::Parts;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use scanpost_core::door::tls::Acceptor;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, timeout};

use limits::{GRACE, HANDSHAKE_WAIT, HEAD_WAIT, SILENCE};
use pace::Paced;
pub(crate) use places::Place;
use places::Places;

/// Serves the pages until `shutdown` comes about.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run(listener, router, address, async |tcp| Some(tcp), shutdown).await;
    Ok(())
}

/// The same over HTTPS. `acceptor` holds the certificate; a newer one serves the next connections.
pub async fn serve_encrypted(
    listener: TcpListener,
    router: Router,
    acceptor: watch::Receiver<Acceptor>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let encrypt = move |tcp| {
        let acceptor = acceptor.borrow().clone();
        async move { tls::encrypt(tcp, &acceptor).await }
    };
    run(listener, router, address, encrypt, shutdown).await;
    Ok(())
}

/// Serves the control API over a Unix socket until `shutdown` comes about. Who may open the socket's
/// file may do everything.
pub async fn serve_control(
    listener: UnixListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run(listener, router, |_| None, async |socket| Some(socket), shutdown).await;
    Ok(())
}

/// The address that a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Of a router that is served otherwise nothing is known.
impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let known = parts.extensions.get::<Peer>().copied();
        Ok(known.unwrap_or(Peer(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a socket of this machine has none")]
fn address(peer: &SocketAddr) -> Option<IpAddr> {
    Some(peer.ip().to_canonical())
}

/// Accepts connections until `shutdown`. `open` makes the hand-shake, where there is one; what comes to
/// nothing within its time is closed. Then open requests may end, but none of them is waited for long:
/// a page that follows the events never ends by itself.
async fn run<L, O, I>(
    mut listener: L,
    router: Router,
    address: fn(&L::Addr) -> Option<IpAddr>,
    open: impl Fn(L::Io) -> O,
    shutdown: impl Future<Output = ()>,
) where
    L: Listener,
    O: Future<Output = Option<I>> + Send + 'static,
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (places, stop) = (Places::new(), watch::Sender::new(false));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let free = places.free().await; // others wait in the system's queue
            let (io, peer) = listener.accept().await;
            (free, io, address(&peer))
        };
        let (free, io, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        while connections.try_join_next().is_some() {}
        let Some(place) = places.take(free, peer) else {
            continue; // closed: its address has all that it may
        };
        let (opening, router, stopping) = (open(io), router.clone(), stop.subscribe());
        connections.spawn(async move {
            if let Ok(Some(io)) = timeout(HANDSHAKE_WAIT, opening).await {
                converse(io, router, peer, place, stopping).await;
            }
        });
    }
    stop.send_replace(true);
    // Whoever is not done by then is cut off with the set.
    let _ = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

/// One connection, from its first request to its last.
async fn converse<I: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    io: I,
    router: Router,
    peer: Option<IpAddr>,
    place: Place,
    mut stopping: watch::Receiver<bool>,
) {
    let pages = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| Body::new(Paced::new(body)));
        request.extensions_mut().extend(extensions(peer, &place));
        pages.call(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WAIT)
            .serve_connection(TokioIo::new(Held::new(io)), service)
    );
    let stopped = async {
        // An error means that the listener is gone already.
        let _ = stopping.wait_for(|stops| *stops).await;
    };
    // How a connection ends is the visitor's matter.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stopped => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// What a handler may want to know of the connection.
fn extensions(peer: Option<IpAddr>, place: &Place) -> axum::http::Extensions {
    let mut extensions = axum::http::Extensions::new();
    extensions.insert(place.clone());
    if let Some(peer) = peer {
        extensions.insert(Peer(peer));
    }
    extensions
}

/// A connection that ends when nothing has passed over it for too long.
struct Held<I> {
    io: I,
    silence: Pin<Box<Sleep>>,
}

impl<I> Held<I> {
    fn new(io: I) -> Self {
        Self { io, silence: Box::pin(tokio::time::sleep(SILENCE)) }
    }

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
