//! Places for connections: so many in all, and so many of one address.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::{MOST_CONNECTIONS, MOST_CONNECTIONS_OF_ADDRESS};

/// All places of a listener.
#[derive(Clone)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place, until the last clone is dropped or it is given back.
#[derive(Clone)]
pub(crate) struct Place(Arc<Mutex<Option<Taken>>>);

struct Taken {
    network: Option<IpAddr>,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
    _free: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { free: Arc::new(Semaphore::new(MOST_CONNECTIONS)), counts: Arc::default() }
    }

    /// Waits until there is a place for anybody.
    pub(super) async fn free(&self) -> OwnedSemaphorePermit {
        self.free.clone().acquire_owned().await.expect("the semaphore is never closed")
    }

    /// Gives the place to this address, unless it has as many as it may. None: it comes over a socket
    /// of this machine.
    pub(super) fn take(
        &self,
        free: OwnedSemaphorePermit,
        address: Option<IpAddr>,
    ) -> Option<Place> {
        let network = address.map(network);
        if let Some(network) = network {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(network).or_default();
            if *count >= MOST_CONNECTIONS_OF_ADDRESS {
                return None;
            }
            *count += 1;
        }
        let taken = Taken { network, counts: self.counts.clone(), _free: free };
        Some(Place(Arc::new(Mutex::new(Some(taken)))))
    }
}

impl Place {
    /// The connection counts elsewhere from now on.
    pub(crate) fn give_back(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place")
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}

/// What one machine can have for itself: an address, or an IPv6 network of 64 bits (RFC 4291 §2.5.4).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_has_so_many_places_and_another_has_its_own() {
        let places = Places::new();
        let take = async |address: &str| {
            places.take(places.free().await, Some(address.parse().expect("an address")))
        };
        let mut held = Vec::new();
        for _ in 0..MOST_CONNECTIONS_OF_ADDRESS {
            held.push(take("192.0.2.1").await.expect("a place"));
        }
        for same in ["192.0.2.1", "::ffff:192.0.2.1"] {
            assert!(take(same).await.is_none(), "{same}");
        }
        assert!(take("192.0.2.2").await.is_some());
        held[0].give_back();
        drop(held.pop());
        assert!(take("192.0.2.1").await.is_some());
        drop(held);
        assert!(places.counts.lock().expect("whole").is_empty(), "nothing is kept of who has left");
        assert_eq!(places.free.available_permits(), MOST_CONNECTIONS);
    }

    #[test]
    fn neighbours_in_a_network_of_a_machine_are_one() {
        let network = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
