//! What was last seen of each device, and of strangers who tried: for who services the printers.
//!
//! It is noted in memory while a device is served, so no mail waits for it, and written down once a
//! minute at most, for all devices together. A crash loses what the last minute showed; nothing is
//! decided by it.
//!
//! Strangers are addresses that no entry names. So many of them are remembered, the one that was
//! longest silent is forgotten first, and none is written down. What a stranger claims to be is
//! left out: people type a password where the user belongs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::clock::Time;
use crate::fault::Code;

/// The last time that a device handed over a mail, or logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    pub at: Time,
    pub address: IpAddr,
    /// `TLSv1.3`; nothing: in clear.
    #[serde(default)]
    pub tls: Option<String>,
    /// `TLS13_AES_256_GCM_SHA384`
    #[serde(default)]
    pub cipher: Option<String>,
    /// `PLAIN`, `LOGIN`; nothing: it did not log in.
    #[serde(default)]
    pub mechanism: Option<String>,
}

/// The last time that a device was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub at: Time,
    pub address: IpAddr,
    pub code: Code,
}

/// Both of one device.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    #[serde(default)]
    pub seen: Option<Sighting>,
    #[serde(default)]
    pub refused: Option<Refusal>,
    /// When it came for its mails the last time.
    #[serde(default)]
    pub fetched_at: Option<Time>,
}

/// Somebody at an address that no entry names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stranger {
    pub address: IpAddr,
    pub first_at: Time,
    pub last_at: Time,
    pub times: u64,
    /// Why it was refused the last time.
    pub code: Code,
}

/// What is known of all devices and of some strangers.
#[derive(Debug, Default)]
pub struct Sightings {
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    facts: BTreeMap<String, Facts>,
    /// Devices of which there is something that was not written down yet.
    unwritten: BTreeSet<String>,
    strangers: HashMap<IpAddr, Stranger>,
}

/// Strangers that are remembered.
pub const MOST_STRANGERS: usize = 50;

impl Sightings {
    /// What an earlier run wrote down.
    pub fn recall(&self, written: Vec<(String, Facts)>) {
        let mut notes = self.notes();
        for (device, facts) in written {
            notes.facts.entry(device).or_insert(facts);
        }
    }

    /// Devices that are no more are forgotten.
    pub fn keep_only<'a>(&self, devices: impl Iterator<Item = &'a str>) {
        let known: BTreeSet<_> = devices.collect();
        let mut notes = self.notes();
        notes.facts.retain(|device, _| known.contains(device.as_str()));
        notes.unwritten.retain(|device| known.contains(device.as_str()));
    }

    pub fn seen(&self, device: &str, sighting: Sighting) {
        self.notes().of(device).seen = Some(sighting);
    }

    /// It has come for its mails.
    pub fn fetched(&self, device: &str, at: Time) {
        self.notes().of(device).fetched_at = Some(at);
    }

    pub fn refused(&self, device: &str, refusal: Refusal) {
        self.notes().of(device).refused = Some(refusal);
    }

    /// Somebody whom no entry names was refused.
    pub fn refused_stranger(&self, Refusal { at, address, code }: Refusal) {
        let mut notes = self.notes();
        let strangers = &mut notes.strangers;
        if strangers.len() >= MOST_STRANGERS && !strangers.contains_key(&address) {
            let oldest = strangers.values().min_by_key(|known| known.last_at);
            if let Some(oldest) = oldest.map(|known| known.address) {
                strangers.remove(&oldest);
            }
        }
        let new = Stranger { address, first_at: at, last_at: at, times: 0, code };
        let stranger = strangers.entry(address).or_insert(new);
        stranger.times += 1;
        (stranger.last_at, stranger.code) = (at, code);
    }

    pub fn of(&self, device: &str) -> Facts {
        self.notes().facts.get(device).cloned().unwrap_or_default()
    }

    /// The last one first.
    pub fn strangers(&self) -> Vec<Stranger> {
        let mut strangers: Vec<_> = self.notes().strangers.values().cloned().collect();
        strangers.sort_by_key(|stranger| (std::cmp::Reverse(stranger.last_at), stranger.address));
        strangers
    }

    /// A stranger who has become known is none any more.
    pub fn forget_strangers(&self, is_known: impl Fn(IpAddr) -> bool) {
        self.notes().strangers.retain(|address, _| !is_known(*address));
    }

    /// What was not written down yet. It counts as written then.
    pub fn take_unwritten(&self) -> Vec<(String, Facts)> {
        let mut notes = self.notes();
        let devices = std::mem::take(&mut notes.unwritten);
        let facts = &notes.facts;
        devices
            .into_iter()
            .filter_map(|device| facts.get(&device).cloned().map(|facts| (device, facts)))
            .collect()
    }

    /// It could not be written down: the next time.
    pub fn not_written(&self, devices: Vec<(String, Facts)>) {
        let mut notes = self.notes();
        let known = devices.into_iter().map(|(device, _)| device);
        let known: Vec<_> = known.filter(|device| notes.facts.contains_key(device)).collect();
        notes.unwritten.extend(known);
    }

    /// A note is whole after every statement, so a panic elsewhere does not matter.
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notes {
    fn of(&mut self, device: &str) -> &mut Facts {
        if !self.unwritten.contains(device) {
            self.unwritten.insert(device.to_owned());
        }
        self.facts.entry(device.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(address: [u8; 4], at: i64) -> Refusal {
        Refusal { at: Time(at), address: address.into(), code: Code::DeviceUnknown }
    }

    fn sighting(at: i64) -> Sighting {
        let address = [192, 0, 2, 1].into();
        Sighting { at: Time(at), address, tls: None, cipher: None, mechanism: None }
    }

    #[test]
    fn a_flood_of_strangers_leaves_the_newest_fifty() {
        let sightings = Sightings::default();
        for n in 0..=255 {
            sightings.refused_stranger(refusal([10, 0, 0, n], i64::from(n)));
        }
        let strangers = sightings.strangers();
        assert_eq!(strangers.len(), MOST_STRANGERS);
        assert_eq!(strangers[0].address, IpAddr::from([10, 0, 0, 255]));
        assert_eq!(strangers[MOST_STRANGERS - 1].address, IpAddr::from([10, 0, 0, 206]));
    }

    #[test]
    fn a_stranger_who_comes_again_is_one_line() {
        let sightings = Sightings::default();
        for at in [1, 5, 9] {
            sightings.refused_stranger(refusal([10, 0, 0, 1], at));
        }
        let [stranger] = &sightings.strangers()[..] else { panic!("one") };
        assert_eq!((stranger.first_at, stranger.last_at, stranger.times), (Time(1), Time(9), 3));
        sightings.forget_strangers(|address| address == stranger.address);
        assert_eq!(sightings.strangers(), []);
    }

    #[test]
    fn what_happened_often_is_written_once_and_again_only_when_it_is_news() {
        let sightings = Sightings::default();
        for at in 1..100 {
            sightings.seen("copier", sighting(at));
        }
        sightings.refused("copier", refusal([192, 0, 2, 1], 100));
        let refused = Some(refusal([192, 0, 2, 1], 100));
        let facts = Facts { seen: Some(sighting(99)), refused, fetched_at: None };
        let unwritten = sightings.take_unwritten();
        assert_eq!(unwritten, [("copier".to_owned(), facts)]);
        assert_eq!(sightings.take_unwritten(), []);
        sightings.not_written(unwritten.clone());
        assert_eq!(sightings.take_unwritten(), unwritten);
    }

    #[test]
    fn a_removed_device_is_forgotten_and_what_was_seen_since_the_start_outlives_what_was_recalled()
    {
        let sightings = Sightings::default();
        sightings.seen("copier", sighting(9));
        let old = Facts { seen: Some(sighting(1)), ..Facts::default() };
        let written = ["copier", "scanner"].map(|device| (device.to_owned(), old.clone()));
        sightings.recall(written.into());
        assert_eq!(sightings.of("copier").seen, Some(sighting(9)));
        assert_eq!(sightings.of("scanner").seen, Some(sighting(1)));
        sightings.keep_only(["scanner"].into_iter());
        assert_eq!(sightings.of("copier"), Facts::default());
        assert_eq!(sightings.take_unwritten(), []);
    }
}
