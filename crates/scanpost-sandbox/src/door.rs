//! A door: takes connections until the sandbox stops, so many at once.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// More connections than this wait in the system's queue.
const CONNECTIONS_LIMIT: usize = 1000;

/// After a failed accept (no more file handles, say), others get this long to close.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Hands each connection to `talk`, whose end is the connection's end.
pub(crate) async fn serve<Talk>(
    listener: TcpListener,
    stop: CancellationToken,
    tasks: TaskTracker,
    talk: impl Fn(TcpStream, SocketAddr) -> Talk,
) where
    Talk: Future<Output = ()> + Send + 'static,
{
    let free = Arc::new(Semaphore::new(CONNECTIONS_LIMIT));
    let accept_all = async {
        loop {
            let permit = free.clone().acquire_owned().await.expect("it is never closed");
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let (talking, stop) = (talk(stream, peer), stop.clone());
                    tasks.spawn(async move {
                        stop.run_until_cancelled(talking).await;
                        drop(permit);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "sandbox.accept_failed");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    };
    stop.run_until_cancelled(accept_all).await;
}
