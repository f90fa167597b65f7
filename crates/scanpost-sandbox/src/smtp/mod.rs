//! SMTP submission: STARTTLS, a token, then mails into the mailboxes.
//!
//! The dialogue is scanpost-proto's server machine in Exchange Online's words; here it gets its
//! socket. Nothing on the way of a mail looks at each octet: chunks go from the socket through the
//! machine into one buffer, and that buffer is what lies in the mailbox.

mod arriving;
mod connection;
mod wording;

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::task::TaskTracker;

use self::{arriving::Room, connection::Connection};
use crate::provider::Provider;

/// More connections than this wait in the system's queue.
const CONNECTIONS_LIMIT: usize = 1000;

/// After a failed accept (no more file handles, say), others get this long to close.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Takes connections until the sandbox stops.
pub(crate) async fn serve(
    listener: TcpListener,
    provider: Arc<Provider>,
    arriving_limit: u64,
    tasks: TaskTracker,
) {
    let room = Arc::new(Room::new(arriving_limit));
    let free = Arc::new(Semaphore::new(CONNECTIONS_LIMIT));
    let stop = provider.stop.clone();
    let accept_all = async {
        loop {
            let permit = free
                .clone()
                .acquire_owned()
                .await
                .expect("it is never closed");
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let connection = Connection::new(provider.clone(), peer, room.clone());
                    let stop = stop.clone();
                    tasks.spawn(async move {
                        stop.run_until_cancelled(connection.run(stream)).await;
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
