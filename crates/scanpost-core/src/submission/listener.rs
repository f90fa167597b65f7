//! The door: takes connections of devices, as many at once as the settings allow.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Submission;
use super::connection::Connection;
use crate::fault::{Code, Fault};
use crate::stream::Stream;

/// When a listener's connections are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// On the device's wish, by STARTTLS (RFC 3207); usually port 25 or 587.
    OnRequest,
    /// From the first octet (RFC 8314 §3.3); usually port 465.
    FromTheStart,
}

/// How long the system may need to have room again, for instance for another open file.
const BREATH: Duration = Duration::from_millis(100);

/// How long connections get to come to an end when scanpost stops.
const FAREWELL: Duration = Duration::from_secs(10);

impl Submission {
    /// Serves a listener until `stop`; mails whose final dot has come are then still answered.
    pub async fn listen(
        self: Arc<Self>,
        listener: TcpListener,
        encryption: Encryption,
        stop: CancellationToken,
    ) {
        let connections = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (submission, stop) = (self.clone(), stop.clone());
                    connections
                        .spawn(async move { submission.greet(stream, encryption, stop).await });
                }
                Err(error) => {
                    tracing::warn!(event = "device.not-accepted", %error);
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        connections.close();
        if tokio::time::timeout(FAREWELL, connections.wait()).await.is_err() {
            tracing::warn!(event = "device.cut-off", connections = connections.len());
        }
    }

    /// Gives the connection a place and serves it.
    async fn greet(&self, mut stream: TcpStream, encryption: Encryption, stop: CancellationToken) {
        let Ok(peer) = stream.peer_addr() else { return };
        let Ok(_place) = self.places.try_acquire() else {
            tracing::warn!(event = "device.turned-away", %peer);
            let mut reply = Vec::new();
            Fault::new(Code::TooManyConnections).reply().write_to(&mut reply);
            if encryption == Encryption::OnRequest {
                let _ = stream.write_all(&reply).await; // it is being turned away either way
            }
            return;
        };
        let _ = stream.set_nodelay(true); // without it replies are slower, nothing else
        if let Err(error) = self.serve(Stream::clear(stream), peer, encryption, stop).await {
            tracing::debug!(event = "device.connection-lost", %peer, %error);
        }
    }

    async fn serve(
        &self,
        mut stream: Stream,
        peer: SocketAddr,
        encryption: Encryption,
        stop: CancellationToken,
    ) -> io::Result<()> {
        if encryption == Encryption::FromTheStart {
            self.tls.encrypt(&mut stream).await?;
        }
        Connection::new(self, stream, peer).serve(stop).await
    }
}
