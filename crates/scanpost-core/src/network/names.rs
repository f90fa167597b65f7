//! Who turns the name of a server into addresses: the system's resolver, unless a test stands in for it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::net::lookup_host;

/// A question is a name and the port that is wanted there.
type Lookup = dyn Fn(String, u16) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Turns names into addresses. Cheap to clone.
#[derive(Clone)]
pub struct Names(Arc<Lookup>);

impl Names {
    /// Asks somebody else than the system.
    pub fn by<F>(lookup: impl Fn(String, u16) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
    {
        Self(Arc::new(move |host, port| Box::pin(lookup(host, port))))
    }

    /// The addresses of a host, in the order in which the system prefers them (RFC 6724).
    pub(super) async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        (self.0)(host.to_owned(), port).await
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::by(|host, port| async move { Ok(lookup_host((host, port)).await?.collect()) })
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}
