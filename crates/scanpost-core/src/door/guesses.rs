//! Wrong passwords, counted by address: after a few of them the address has to wait.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// More addresses than this are not remembered; the oldest is forgotten first.
const MOST_ADDRESSES: usize = 1000;

#[derive(Debug)]
pub(super) struct Guesses {
    most: u32,
    pause: Duration,
    counts: Mutex<HashMap<IpAddr, (u32, Instant)>>,
}

impl Guesses {
    pub(super) fn new(most: u32, pause: Duration) -> Self {
        Self { most, pause, counts: Mutex::default() }
    }

    /// Whether this address has to wait before its next try.
    pub(super) fn must_wait(&self, peer: IpAddr) -> bool {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .get(&peer)
            .is_some_and(|(count, last)| *count >= self.most && last.elapsed() < self.pause)
    }

    /// One more wrong password. A pause that has passed begins the count anew.
    pub(super) fn wrong(&self, peer: IpAddr) {
        let now = Instant::now();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_ADDRESSES && !counts.contains_key(&peer) {
            let oldest = counts.iter().min_by_key(|(_, (_, last))| *last).map(|(peer, _)| *peer);
            oldest.and_then(|peer| counts.remove(&peer));
        }
        let (count, last) = counts.entry(peer).or_insert((0, now));
        *count = if last.elapsed() < self.pause { *count + 1 } else { 1 };
        *last = now;
    }

    /// The password was right.
    pub(super) fn right(&self, peer: IpAddr) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&peer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[tokio::test(start_paused = true)]
    async fn after_three_wrong_passwords_an_address_waits_a_minute() {
        let guesses = Guesses::new(3, MINUTE);
        let (bad, good) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..3 {
            assert!(!guesses.must_wait(bad));
            guesses.wrong(bad);
        }
        assert!(guesses.must_wait(bad));
        assert!(!guesses.must_wait(good), "others are not touched");
        tokio::time::advance(MINUTE).await;
        assert!(!guesses.must_wait(bad));
    }

    #[tokio::test(start_paused = true)]
    async fn the_right_password_wipes_the_slate() {
        let guesses = Guesses::new(2, MINUTE);
        let peer = IpAddr::from([10, 0, 0, 1]);
        guesses.wrong(peer);
        guesses.right(peer);
        guesses.wrong(peer);
        assert!(!guesses.must_wait(peer));
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_addresses_takes_no_more_memory() {
        let guesses = Guesses::new(2, MINUTE);
        for n in 0..3000u32 {
            guesses.wrong(IpAddr::from(n.to_be_bytes()));
        }
        assert!(guesses.counts.lock().expect("unpoisoned").len() <= MOST_ADDRESSES);
    }
}
