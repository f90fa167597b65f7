//! SMTP in: how a printer hands over a scan.
//!
//! - [`tls`]: the certificate that scanpost shows to devices
//! - [`listener`]: who may connect, how many at once
//! - [`places`]: how many of them may be there, in all and from one address
//! - [`connection`]: one device's connection, from the greeting to the receipt
//! - [`author`]: whom a mail names as its sender, where the device may name its account alone
//! - [`turned_away`]: what the log says of strangers, so that none of them can fill it
//! - [`refused`]: how often what was refused, for metrics
//! - [`trace`]: the Received line that is put before the mail, and the count of those it has
//!
//! The protocol itself stands in `scanpost_proto::smtp::server`. This station knows devices and the
//! spool; it does not know that providers exist.

mod author;
mod connection;
mod guesses;
pub mod listener;
mod places;
mod refused;
pub mod tls;
mod trace;
mod turned_away;

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use crate::clock::Clock;
use crate::device::Registry;
use crate::fault::{Code, Fault};
use crate::journal::News;
use crate::settings::SubmissionSettings;
use crate::spool::{Bells, Spool};
use guesses::Guesses;
pub use listener::Encryption;
use places::Places;
use refused::Refused;
use turned_away::TurnedAway;

/// What every connection of a device works with.
pub struct Submission {
    spool: Arc<dyn Spool>,
    bells: Arc<Bells>,
    devices: Arc<Registry>,
    clock: Clock,
    news: News,
    settings: SubmissionSettings,
    tls: tls::Acceptor,
    guesses: Guesses,
    places: Places,
    turned_away: Mutex<TurnedAway>,
    refused: Refused,
    /// Connections so far.
    sessions: AtomicU64,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submission").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Submission {
    pub fn new(
        spool: Arc<dyn Spool>,
        bells: Arc<Bells>,
        devices: Arc<Registry>,
        clock: Clock,
        news: News,
        settings: SubmissionSettings,
        tls: tls::Acceptor,
    ) -> Arc<Self> {
        let guesses = Guesses::new(settings.most_guesses, settings.guess_pause);
        let places = Places::new(&settings);
        Arc::new(Self {
            spool,
            bells,
            devices,
            clock,
            news,
            settings,
            tls,
            guesses,
            places,
            turned_away: Mutex::default(),
            refused: Refused::default(),
            sessions: AtomicU64::default(),
        })
    }

    /// How often what was refused since the start: the code of the cause, and the count.
    pub fn refused(&self) -> Vec<(&'static str, u64)> {
        self.refused.counts()
    }

    /// Connections that are open: of known devices, and of strangers.
    pub fn connections(&self) -> (usize, usize) {
        self.places.count()
    }

    /// Whether the disk has room for so much, and its reserve beside it.
    async fn check_room(&self, bytes: u64) -> Result<(), Fault> {
        let wanted = bytes.saturating_add(self.settings.disk_reserve_bytes);
        if self.spool.free_bytes().await? < wanted { Err(Code::DiskFull.into()) } else { Ok(()) }
    }

    /// What all lines of the log about one connection have in common.
    fn session_span(&self, peer: SocketAddr) -> tracing::Span {
        let number = self.sessions.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::info_span!("session", session = number, peer = %peer.ip().to_canonical())
    }

    /// The log hears of a stranger.
    fn turns_away(&self, peer: IpAddr, why: &'static str) {
        let mut turned_away = self.turned_away.lock().unwrap_or_else(PoisonError::into_inner);
        for line in turned_away.count(peer, why, Instant::now()) {
            let peer = line.peer.map_or_else(|| "others".to_owned(), |peer| peer.to_string());
            tracing::warn!(event = "device.turned-away", peer, why = line.why, times = line.times);
        }
    }
}
