//! The door of a server for devices: what they meet before anybody speaks their protocol with them.
//!
//! - [`listener`]: takes connections until the end, and lets them come to theirs
//! - [`places`]: how many of them may be there, in all and from one address
//! - [`caller`]: one of them, and which device it is
//! - `guesses`: wrong passwords, after which an address has to wait
//! - `refused`: how often what was refused, for metrics
//! - `turned_away`: what the log says of strangers, so that none of them can fill it
//! - [`tls`]: the certificate that scanpost shows to devices
//!
//! Each server has a door of its own, with its own number of places: devices that fetch mail every
//! half a minute take none from those that send. Wrong passwords count at all doors together.

pub mod caller;
mod guesses;
pub mod listener;
pub mod places;
mod refused;
pub mod tls;
mod turned_away;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::Clock;
use crate::device::Registry;
use crate::journal::News;
pub use caller::{Caller, NotLetIn};
use guesses::Guesses;
pub use listener::{Encryption, Ends, Host};
use places::Places;
pub use places::Share;
use refused::Refused;
use turned_away::TurnedAway;

/// The door of one server.
pub struct Door {
    house: Arc<House>,
    share: Share,
    places: Places,
    /// How long something that is under way may take to come to its end when scanpost stops.
    stop_grace: Duration,
    turned_away: Mutex<TurnedAway>,
    refused: Refused,
    /// Connections so far.
    sessions: AtomicU64,
}

/// What all doors have in common.
struct House {
    devices: Arc<Registry>,
    clock: Clock,
    news: News,
    tls: tls::Acceptor,
    guesses: Guesses,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("share", &self.share).finish_non_exhaustive()
    }
}

impl Door {
    /// The first door. After `most_guesses` wrong passwords an address waits for `guess_pause`.
    pub fn new(
        devices: Arc<Registry>,
        (clock, news): (Clock, News),
        tls: tls::Acceptor,
        (most_guesses, guess_pause): (u32, Duration),
        (share, stop_grace): (Share, Duration),
    ) -> Self {
        let guesses = Guesses::new(most_guesses, guess_pause);
        let house = House { devices, clock, news, tls, guesses };
        Self::of(Arc::new(house), share, stop_grace)
    }

    /// Another door of the same house.
    #[must_use]
    pub fn another(&self, share: Share, stop_grace: Duration) -> Self {
        Self::of(self.house.clone(), share, stop_grace)
    }

    fn of(house: Arc<House>, share: Share, stop_grace: Duration) -> Self {
        Self {
            house,
            share,
            places: Places::new(share),
            stop_grace,
            turned_away: Mutex::default(),
            refused: Refused::default(),
            sessions: AtomicU64::default(),
        }
    }

    pub fn devices(&self) -> &Registry {
        &self.house.devices
    }

    pub fn clock(&self) -> &Clock {
        &self.house.clock
    }

    pub fn news(&self) -> &News {
        &self.house.news
    }

    /// How often what was refused since the start: the code of the cause, and the count.
    pub fn refused(&self) -> Vec<(&'static str, u64)> {
        self.refused.counts()
    }

    /// Connections that are open: of known devices, and of strangers.
    pub fn connections(&self) -> (usize, usize) {
        self.places.count()
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
