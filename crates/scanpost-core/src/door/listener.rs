//! Takes connections of devices, as many at once as there are places, and at the end lets those come to
//! theirs that are there.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::places::{Place, Standing};
use super::{Caller, Door};
use crate::fault::Fault;
use crate::stream::Stream;

/// When a listener's connections are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// On the device's wish: STARTTLS (RFC 3207), usually port 25 or 587; STLS (RFC 2595), port 110.
    OnRequest,
    /// From the first octet (RFC 8314 §3.3); usually port 465, and 995.
    FromTheStart,
}

/// How long the system may need to have room again, for instance for another open file.
const BREATH: Duration = Duration::from_millis(100);

/// How long a connection that was told to end may take for it.
const FAREWELL: Duration = Duration::from_secs(1);

/// How connections come to their end when scanpost stops: a connection between two mails at once, a
/// mail that is on its way within the door's grace, and what does not react a moment later.
#[derive(Clone, Debug)]
pub struct Ends {
    pub between_mails: CancellationToken,
    pub in_a_mail: CancellationToken,
    at_last: CancellationToken,
}

/// Who serves those that come in by a door.
pub trait Host: Send + Sync + 'static {
    fn door(&self) -> &Door;

    /// What somebody hears in place of the greeting for whom there is no room.
    fn no_room(&self, why: &Fault) -> Vec<u8>;

    /// Serves a connection to its end; one that is encrypted from the start is so already.
    fn serve(
        &self,
        stream: Stream,
        caller: Caller<'_>,
        ends: Ends,
    ) -> impl Future<Output = io::Result<()>> + Send;
}

/// Serves a listener until `stop`, and lets then come to its end what is under way.
pub async fn listen<H: Host>(
    host: Arc<H>,
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
                let (host, ends) = (host.clone(), ends.clone());
                connections.spawn(async move { greet(&*host, stream, encryption, ends).await });
            }
            Err(error) => {
                tracing::warn!(event = "device.not-accepted", %error);
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    connections.close();
    let farewells = [(host.door().stop_grace, &ends.in_a_mail), (FAREWELL, &ends.at_last)];
    for (wait, end) in farewells {
        if tokio::time::timeout(wait, connections.wait()).await.is_ok() {
            return;
        }
        tracing::warn!(event = "device.cut-off", connections = connections.len());
        end.cancel();
    }
    connections.wait().await;
}

/// Gives the connection a place and has it served.
async fn greet(host: &impl Host, mut stream: TcpStream, encryption: Encryption, ends: Ends) {
    let Ok(peer) = stream.peer_addr() else { return };
    let door = host.door();
    let expected = door.devices().expects(peer.ip());
    let standing = if expected { Standing::Known } else { Standing::Unknown };
    let place = match door.places.take(peer.ip(), standing) {
        Ok(place) => place,
        Err(full) => {
            door.refused.count(full.code());
            door.turns_away(peer.ip(), full.code().as_str());
            if encryption == Encryption::OnRequest {
                // It is being turned away either way.
                let _ = stream.write_all(&host.no_room(&full.code().into())).await;
            }
            return;
        }
    };
    let _ = stream.set_nodelay(true); // without it replies are slower, nothing else
    let at_last = ends.at_last.clone();
    let served = tokio::select! {
        served = serve(host, Stream::clear(stream), (peer, place), encryption, ends)
            .instrument(door.session_span(peer)) => served,
        () = at_last.cancelled() => return,
    };
    if let Err(error) = served {
        tracing::debug!(event = "device.connection-lost", %peer, %error);
    }
}

async fn serve(
    host: &impl Host,
    mut stream: Stream,
    (peer, place): (SocketAddr, Place<'_>),
    encryption: Encryption,
    ends: Ends,
) -> io::Result<()> {
    if encryption == Encryption::FromTheStart && !host.door().encrypt(&mut stream, &ends).await? {
        return Ok(());
    }
    host.serve(stream, Caller::new(host.door(), peer, place), ends).await
}

impl Door {
    /// Makes the hand-shake. False: scanpost stops, and in its middle nothing can be said any more.
    pub async fn encrypt(&self, stream: &mut Stream, ends: &Ends) -> io::Result<bool> {
        tokio::select! {
            encrypted = self.house.tls.encrypt(stream) => encrypted.map(|()| true),
            () = ends.between_mails.cancelled() => Ok(false),
        }
    }
}
