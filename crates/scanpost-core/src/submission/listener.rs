//! The door: takes connections of devices, as many at once as the settings allow.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::Submission;
use super::connection::Connection;
use super::places::{Place, Standing};
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

/// How long a connection that was told to end may take for it.
const FAREWELL: Duration = Duration::from_secs(1);

/// How connections come to their end when scanpost stops: a connection between two mails at once, a
/// mail that is coming in within the grace of the settings, and what does not react a moment later.
#[derive(Clone)]
pub(super) struct Ends {
    pub(super) between_mails: CancellationToken,
    pub(super) in_a_mail: CancellationToken,
    at_last: CancellationToken,
}

impl Submission {
    /// Serves a listener until `stop`; mails whose final dot has come are then still answered.
    pub async fn listen(
        self: Arc<Self>,
        listener: TcpListener,
        encryption: Encryption,
        stop: CancellationToken,
    ) {
        let connections = TaskTracker::new();
        let (in_a_mail, at_last) = (CancellationToken::new(), CancellationToken::new());
        let ends = Ends { between_mails: stop.clone(), in_a_mail, at_last };
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (submission, ends) = (self.clone(), ends.clone());
                    connections
                        .spawn(async move { submission.greet(stream, encryption, ends).await });
                }
                Err(error) => {
                    tracing::warn!(event = "device.not-accepted", %error);
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
        connections.close();
        let farewells = [(self.settings.stop_grace, &ends.in_a_mail), (FAREWELL, &ends.at_last)];
        for (wait, end) in farewells {
            if tokio::time::timeout(wait, connections.wait()).await.is_ok() {
                return;
            }
            tracing::warn!(event = "device.cut-off", connections = connections.len());
            end.cancel();
        }
        connections.wait().await;
    }

    /// Gives the connection a place and serves it.
    async fn greet(&self, mut stream: TcpStream, encryption: Encryption, ends: Ends) {
        let Ok(peer) = stream.peer_addr() else { return };
        let expected = self.devices.expects(peer.ip());
        let standing = if expected { Standing::Known } else { Standing::Unknown };
        let place = match self.places.take(peer.ip(), standing) {
            Ok(place) => place,
            Err(full) => {
                self.refused.count(full.code());
                self.turns_away(peer.ip(), full.code().as_str());
                let mut reply = Vec::new();
                full.reply().write_to(&mut reply);
                if encryption == Encryption::OnRequest {
                    let _ = stream.write_all(&reply).await; // it is being turned away either way
                }
                return;
            }
        };
        let _ = stream.set_nodelay(true); // without it replies are slower, nothing else
        let at_last = ends.at_last.clone();
        let served = tokio::select! {
            served = self
                .serve(Stream::clear(stream), peer, place, encryption, ends)
                .instrument(self.session_span(peer)) => served,
            () = at_last.cancelled() => return,
        };
        if let Err(error) = served {
            tracing::debug!(event = "device.connection-lost", %peer, %error);
        }
    }

    async fn serve(
        &self,
        mut stream: Stream,
        peer: SocketAddr,
        place: Place<'_>,
        encryption: Encryption,
        ends: Ends,
    ) -> io::Result<()> {
        if encryption == Encryption::FromTheStart {
            tokio::select! {
                encrypted = self.tls.encrypt(&mut stream) => encrypted?,
                () = ends.between_mails.cancelled() => return Ok(()),
            }
        }
        Connection::new(self, stream, peer, place, ends).serve().await
    }
}
