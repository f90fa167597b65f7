//! One connection at the door, and which device it is: by its address from the start, or by its log-in.
//!
//! What it shows is looked at anew for each thing that it wants, for the administrator may have changed
//! its entry meanwhile. What is refused to it is counted, and noted with the device that it concerns.

use std::net::{IpAddr, SocketAddr};

use secrecy::SecretString;

use super::Door;
use super::places::Place;
use crate::device::{Known, NotKnown, Refusal, Sighting};
use crate::fault::{Code, Fault};
use crate::stream::Stream;

/// Whoever is connected.
#[derive(Debug)]
pub struct Caller<'a> {
    door: &'a Door,
    peer: IpAddr,
    /// Holds its place among the connections.
    place: Place<'a>,
    known: Option<Known>,
    /// How it logged in, if it did.
    mechanism: Option<&'static str>,
}

/// Why a log-in makes nobody known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotLetIn {
    /// After so many wrong passwords this address has to wait; it is best told so and let go.
    Waits,
    /// Whether the password is right cannot be told now.
    Busy,
    Refused(Fault),
}

impl<'a> Caller<'a> {
    pub(super) fn new(door: &'a Door, peer: SocketAddr, place: Place<'a>) -> Self {
        let peer = peer.ip();
        let known = door.devices().by_address(peer);
        Self { door, peer, place, known, mechanism: None }
    }

    pub fn peer(&self) -> IpAddr {
        self.peer
    }

    /// Whom it has shown to be, as far as that was looked at.
    pub fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// It comes in by user and password.
    pub async fn log_in(
        &mut self,
        user: &str,
        password: &SecretString,
        encrypted: bool,
    ) -> Result<&Known, NotLetIn> {
        let (door, peer) = (self.door, self.peer);
        let guesses = &door.house.guesses;
        if guesses.must_wait(peer) {
            door.refused.count(Code::TooManyGuesses);
            door.turns_away(peer, Code::TooManyGuesses.as_str());
            self.note_refused(Code::TooManyGuesses, Some(user));
            return Err(NotLetIn::Waits);
        }
        match door.devices().by_login(peer, user, password, encrypted).await {
            Ok(known) => {
                guesses.right(peer);
                self.place.becomes_known();
                Ok(self.known.insert(known))
            }
            Err(NotKnown::Busy) => {
                door.refused.count(Code::DeviceLogInDeferred);
                door.turns_away(peer, Code::DeviceLogInDeferred.as_str());
                Err(NotLetIn::Busy)
            }
            Err(NotKnown::Refused(fault)) => {
                guesses.wrong(peer);
                door.refused.count(fault.code);
                tracing::warn!(event = "device.not-authenticated", %peer, fault = %fault.code);
                self.note_refused(fault.code, Some(user));
                Err(NotLetIn::Refused(fault))
            }
        }
    }

    /// It has logged in in this way.
    pub fn logged_in_by(&mut self, mechanism: Option<&'static str>) {
        self.mechanism = mechanism;
    }

    /// It encrypts from now on. What a password proved in clear is forgotten.
    pub fn begins_anew(&mut self) {
        self.known = self.door.devices().by_address(self.peer);
        self.mechanism = None;
    }

    /// Who it is now. The administrator may have removed or changed the entry since, or added one.
    pub fn recognise(&mut self) -> Result<&Known, Fault> {
        let (devices, peer) = (self.door.devices(), self.peer);
        let now = match &self.known {
            Some(known) => devices.again(known, peer),
            None => devices.by_address(peer),
        };
        match now {
            Some(known) => Ok(self.known.insert(known)),
            None => Err(Code::DeviceUnknown.into()),
        }
    }

    /// Something is refused to it; `event` is what the log calls that.
    pub fn refuse(&self, event: &'static str, fault: &Fault) {
        let peer = self.peer;
        match &self.known {
            Some(known) => {
                let device = known.device().name.as_str();
                tracing::warn!(event, %peer, device, fault = %fault);
            }
            None => self.door.turns_away(peer, fault.code.as_str()),
        }
        self.count_refused(fault);
        self.note_refused(fault.code, None);
    }

    /// Counts it, and no more.
    pub fn count_refused(&self, fault: &Fault) {
        self.door.refused.count(fault.code);
    }

    /// What is seen of it, over this connection.
    fn sighting(&self, stream: &Stream) -> Sighting {
        Sighting {
            at: self.door.clock().now(),
            address: self.peer.to_canonical(),
            tls: stream.tls().map(str::to_owned),
            cipher: stream.cipher().map(str::to_owned),
            mechanism: self.mechanism.map(str::to_owned),
        }
    }

    /// It has logged in, or hands over a mail.
    pub fn note_seen(&self, stream: &Stream) {
        let Some(known) = &self.known else { return };
        let sightings = self.door.devices().sightings();
        sightings.seen(&known.device().name, self.sighting(stream));
    }

    /// It has come for its mails.
    pub fn note_fetched(&self) {
        let Some(known) = &self.known else { return };
        let devices = self.door.devices();
        devices.sightings().fetched(&known.device().name, self.door.clock().now());
    }

    /// A refusal concerns the device that was known, or else the one whose user or range it is.
    pub fn note_refused(&self, code: Code, user: Option<&str>) {
        let devices = self.door.devices();
        let address = self.peer.to_canonical();
        let refusal = Refusal { at: self.door.clock().now(), address, code };
        let known = self.known.as_ref().filter(|_| user.is_none());
        let known = known.map(|known| known.device().name.clone());
        match known.or_else(|| devices.meant(address, user)) {
            Some(device) => devices.sightings().refused(&device, refusal),
            None => devices.sightings().refused_stranger(refusal),
        }
        self.door.news().happened();
    }
}
