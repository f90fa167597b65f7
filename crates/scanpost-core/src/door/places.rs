//! Who gets a place: so many connections at once, and not all of them for one address.
//!
//! A stranger may connect, because it may be a device that is about to log in. But one address that
//! nobody knows gets few places, and all such addresses together leave some over, so whoever floods
//! the door keeps no known device out. A place counts as a known device's when an entry names the
//! address, or as soon as the device has logged in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::fault::Code;
use crate::settings::{SubmissionSettings, VisitSettings};

/// How many places there are, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub most: usize,
    /// Of these, for all strangers together.
    pub most_unknown: usize,
    /// For one address that an entry names, or that has logged in.
    pub most_of_known: usize,
    /// For one address that nobody knows (yet).
    pub most_of_unknown: usize,
}

impl From<&SubmissionSettings> for Share {
    fn from(settings: &SubmissionSettings) -> Self {
        Self {
            most: settings.most_connections,
            most_unknown: settings.most_unknown_connections,
            most_of_known: settings.most_connections_of_known,
            most_of_unknown: settings.most_connections_of_unknown,
        }
    }
}

impl From<&VisitSettings> for Share {
    fn from(settings: &VisitSettings) -> Self {
        Self {
            most: settings.most_connections,
            most_unknown: settings.most_unknown_connections,
            most_of_known: settings.most_connections_of_known,
            most_of_unknown: settings.most_connections_of_unknown,
        }
    }
}

/// The places of all listeners of a server.
#[derive(Debug)]
pub(super) struct Places {
    share: Share,
    taken: Mutex<HashMap<(IpAddr, Standing), usize>>,
}

/// Whether somebody has vouched for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    Known,
    Unknown,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// All are taken, or all that strangers get.
    House,
    /// This address has its share.
    Address,
}

impl Full {
    pub(super) const fn code(self) -> Code {
        match self {
            Full::House => Code::TooManyConnections,
            Full::Address => Code::TooManyConnectionsOfAddress,
        }
    }
}

/// One connection's place, given back when dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    places: &'a Places,
    peer: IpAddr,
    standing: Standing,
}

impl Places {
    pub(super) fn new(share: Share) -> Self {
        Self { share, taken: Mutex::default() }
    }

    pub(super) fn take(&self, peer: IpAddr, standing: Standing) -> Result<Place<'_>, Full> {
        let peer = peer.to_canonical();
        let mut taken = self.taken();
        let strangers: usize = taken
            .iter()
            .filter_map(|((_, standing), count)| (*standing == Standing::Unknown).then_some(count))
            .sum();
        let all: usize = taken.values().sum();
        let Share { most, most_unknown, most_of_known, most_of_unknown } = self.share;
        if all >= most || (standing == Standing::Unknown && strangers >= most_unknown) {
            return Err(Full::House);
        }
        let most_of_it = match standing {
            Standing::Known => most_of_known,
            Standing::Unknown => most_of_unknown,
        };
        let count = taken.entry((peer, standing)).or_insert(0);
        if *count >= most_of_it {
            return Err(Full::Address);
        }
        *count += 1;
        Ok(Place { places: self, peer, standing })
    }

    /// How many are taken by known devices, and how many by strangers.
    pub(super) fn count(&self) -> (usize, usize) {
        let taken = self.taken();
        let of = |wanted| {
            let counts = taken.iter().filter(|((_, standing), _)| *standing == wanted);
            counts.map(|(_, count)| count).sum()
        };
        (of(Standing::Known), of(Standing::Unknown))
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<(IpAddr, Standing), usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// The device has logged in: it makes room for the next stranger at its address. If the address
    /// has its share as a known one already, the place stays what it is.
    pub(super) fn becomes_known(&mut self) {
        if self.standing == Standing::Known {
            return;
        }
        let mut taken = self.places.taken();
        let count = taken.get(&(self.peer, Standing::Known)).copied().unwrap_or(0);
        if count < self.places.share.most_of_known {
            leave(&mut taken, self.peer, Standing::Unknown);
            taken.insert((self.peer, Standing::Known), count + 1);
            self.standing = Standing::Known;
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        leave(&mut self.places.taken(), self.peer, self.standing);
    }
}

fn leave(taken: &mut HashMap<(IpAddr, Standing), usize>, peer: IpAddr, standing: Standing) {
    if let Some(count) = taken.get_mut(&(peer, standing)) {
        *count -= 1;
        if *count == 0 {
            taken.remove(&(peer, standing));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Standing::{Known, Unknown};
    use super::*;

    /// Ten places; three a known address, two a stranger, five all strangers.
    fn places() -> Places {
        Places::new(Share { most: 10, most_unknown: 5, most_of_known: 3, most_of_unknown: 2 })
    }

    fn peer(n: u8) -> IpAddr {
        IpAddr::from([10, 0, 0, n])
    }

    #[test]
    fn an_address_gets_its_share_and_others_get_theirs() {
        let places = places();
        let [_one, _two] = [1, 1].map(|n| places.take(peer(n), Unknown).expect("a place"));
        assert_eq!(places.take(peer(1), Unknown).err(), Some(Full::Address));
        let mapped = "::ffff:10.0.0.1".parse().expect("an address");
        assert_eq!(places.take(mapped, Unknown).err(), Some(Full::Address));
        let _other = places.take(peer(2), Unknown).expect("a place");
        let [_a, _b, _c] = [1, 1, 1].map(|n| places.take(peer(n), Known).expect("a place"));
        assert_eq!(places.take(peer(1), Known).err(), Some(Full::Address));
    }

    #[test]
    fn strangers_together_leave_room_for_the_known() {
        let places = places();
        let strangers = [1, 1, 2, 2, 3].map(|n| places.take(peer(n), Unknown).expect("a place"));
        assert_eq!(places.take(peer(4), Unknown).err(), Some(Full::House));
        let _known = [5, 5, 5, 6, 6].map(|n| places.take(peer(n), Known).expect("a place"));
        assert_eq!(places.take(peer(7), Known).err(), Some(Full::House));
        assert_eq!(places.count(), (5, 5));
        drop(strangers);
        assert!(places.take(peer(7), Known).is_ok());
    }

    #[test]
    fn whoever_logs_in_makes_room_for_the_next_at_its_address() {
        let places = places();
        let mut inside = Vec::new();
        for _ in 0..3 {
            let mut place = places.take(peer(1), Unknown).expect("a place");
            place.becomes_known();
            place.becomes_known();
            inside.push(place);
        }
        assert_eq!(places.take(peer(1), Known).err(), Some(Full::Address));
        let mut stays = places.take(peer(1), Unknown).expect("a place");
        stays.becomes_known();
        assert_eq!(stays.standing, Unknown, "the known ones' share is taken");
    }

    #[test]
    fn a_place_that_was_given_back_is_forgotten() {
        let places = places();
        let mut place = places.take(peer(1), Unknown).expect("a place");
        place.becomes_known();
        let other = places.take(peer(2), Unknown).expect("a place");
        drop((place, other));
        assert!(places.taken().is_empty());
    }
}
