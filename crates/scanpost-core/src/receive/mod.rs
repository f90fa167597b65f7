//! POP3 out: what comes to a mailbox by mail is taken in, kept for certain, and handed on.
//!
//! - [`mailbox`]: one mailbox and its readers: when they poll, who asks for it
//! - `poll`: one poll, from the log-in to QUIT
//! - `seats`: one connection to a mailbox at a time, also while its settings change
//! - `line`: one connection: dial, encrypt, log in, fetch, delete
//! - `log_in`: which token opens it
//! - [`visits`]: the POP3 server of devices that fetch their mail themselves
//! - [`hand_on`]: what becomes of an arrival
//! - [`claims`]: what a mail says of itself, for whoever looks after it (pure)
//! - `keeping`: what is made durable while the next mails are read
//! - `hashing`: the second identity of a mail, while it passes
//! - [`ledger`]: what a poll does with each mail that the mailbox lists (pure)
//! - [`sort`]: which function of the mailbox a mail is for (pure)
//! - [`unwanted`]: why a mail is for nobody (pure)
//! - [`schedule`]: when a mailbox is polled next (pure)
//! - this file: what an arrival is, and the verbs that the storage must offer ([`Arrivals`])
//!
//! The order of truth: the octets are streamed into the storage; the arrival is durable
//! ([`Arriving::take_in`]), and the ledger says so in the same transaction; the server is told to delete
//! the mail; it says `+OK` to QUIT, and only then the mail counts as gone (RFC 1939 §6). A crash
//! between two of these loses nothing: the next poll finds the mail in the ledger and only deletes it.
//!
//! A mail has two identities, its UIDL and the hash of its octets. UIDLs may change and may come again
//! for other mails; the octets may not. What was taken in lately is not taken in again.
//!
//! Handing on is "at least once": the attempt and the later retry are written down before anything is
//! handed on.

pub mod claims;
pub mod hand_on;
mod hashing;
mod keeping;
pub mod ledger;
mod line;
mod log_in;
pub mod mailbox;
mod poll;
pub mod schedule;
mod seats;
pub mod sort;
pub mod unwanted;
pub mod visits;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::ledger::Mark;
use crate::Stored;
use crate::account::AccountName;
use crate::clock::Time;
use crate::fault::Fault;
use crate::id::id;
use crate::journal::Stamp;
use crate::settings::RetryPolicy;
use crate::site::Function;
use crate::spool::Body;
pub use claims::Claims;
pub use hand_on::{HandingOn, Recalled, SilentPrinters, TellStatus, make_root};
pub use mailbox::{Mailbox, Plan, Reader, Standing};
pub use poll::{CameTo, Polled};
pub use seats::Seats;
pub use visits::{Visited, Visitor, Visits};

id! {
    /// The name of an arrival.
    ArrivalId
}

/// A mailbox as the ledger knows it: its address and the server's name. Letter case does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailboxName(pub String);

impl MailboxName {
    pub fn new(address: &str, host: &str) -> Self {
        Self(format!("{} {}", address.to_lowercase(), host.to_lowercase()))
    }

    pub fn address(&self) -> &str {
        self.0.split_once(' ').map_or(&*self.0, |(address, _)| address)
    }
}

impl fmt::Display for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 of a mail's octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

/// The first half of a SHA-256: enough to tell two UIDLs, two heads or two sets of rules apart, and small
/// where there are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    pub fn of(octets: &[u8]) -> Self {
        Self::half_of(&Sha256::digest(octets).into())
    }

    fn half_of(hash: &[u8; 32]) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        Self(half)
    }
}

/// A mail that stays in its mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftMail {
    pub uidl: String,
    /// Of its octets up to the first empty line.
    pub head: Fingerprint,
    /// The rules that want it.
    pub rules: Fingerprint,
    pub why: Fault,
}

/// A mail that is about to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewArrival {
    pub id: ArrivalId,
    pub function: Function,
    /// The account whose token opened the mailbox.
    pub account: AccountName,
    pub mailbox: MailboxName,
    pub uidl: String,
    pub digest: Digest,
    /// Of its octets up to the first empty line.
    pub head: Fingerprint,
    pub taken_at: Time,
    /// Octets that are already here since this moment are the same mail, not another one.
    pub remembered_since: Time,
}

/// Whether a mail was a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenIn {
    New,
    /// It is this one, which was taken in before.
    Again(ArrivalId),
}

/// Where an arrival stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArrivalState {
    /// Waits to be handed on.
    Waiting,
    /// An attempt is under way.
    HandingOn,
    /// Whoever it was for has it.
    HandedOn,
    /// A person must look at it.
    Quarantined,
    /// A person has removed it.
    Deleted,
}

impl ArrivalState {
    pub const ALL: [ArrivalState; 5] = [
        ArrivalState::Waiting,
        ArrivalState::HandingOn,
        ArrivalState::HandedOn,
        ArrivalState::Quarantined,
        ArrivalState::Deleted,
    ];

    /// The word as it stands in JSON, the store and the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            ArrivalState::Waiting => "waiting",
            ArrivalState::HandingOn => "handing-on",
            ArrivalState::HandedOn => "handed-on",
            ArrivalState::Quarantined => "quarantined",
            ArrivalState::Deleted => "deleted",
        }
    }

    /// Its octets are no longer kept.
    pub const fn is_final(self) -> bool {
        matches!(self, ArrivalState::HandedOn | ArrivalState::Deleted)
    }
}

/// One mail that was taken out of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub id: ArrivalId,
    pub function: Function,
    pub account: AccountName,
    pub mailbox: MailboxName,
    pub uidl: String,
    pub digest: Digest,
    pub taken_at: Time,
    pub size_bytes: u64,
    pub state: ArrivalState,
    /// Attempts to hand it on, begun so far.
    pub tries: u32,
    /// When the next attempt is due; nothing where none is.
    pub due_at: Option<Time>,
    /// When it came to its final state.
    pub ended_at: Option<Time>,
    /// What hindered the last attempt, or why a person must look at it.
    pub fault: Option<Fault>,
    /// Where it was handed on to: the names of the files in the folder for faxes, or whom it went on to.
    pub place: Option<String>,
}

/// What an attempt to hand on has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is there.
    HandedOn { place: String },
    /// Not now.
    Retry { at: Time, fault: Fault },
    /// Not at all, unless a person acts.
    Quarantined { fault: Fault },
}

/// Which arrivals a list shows, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArrivalFilter {
    pub state: Option<ArrivalState>,
    pub function: Option<Function>,
    /// Only those older than this one: the next page of a list.
    pub before: Option<ArrivalId>,
    /// At most so many; capped at [`ArrivalFilter::MOST`].
    pub most: usize,
}

impl ArrivalFilter {
    /// Arrivals on one page.
    pub const MOST: usize = 1000;
}

/// Arrivals that were handed on to addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addressed {
    pub to_one: u32,
    pub to_all: u32,
}

/// A mail's octets on their way in. Dropped before [`Arriving::take_in`], nothing of it remains.
pub trait Arriving: Send {
    /// Takes the next octets; small mails stay in memory, larger ones go to the disk as they come.
    fn write(&mut self, octets: Bytes) -> Stored<'_, ()>;

    /// Makes the mail durable, and marks its UIDL in the ledger. Octets that are here already from a mailbox
    /// of this address, whatever its server was called, since [`NewArrival::remembered_since`] are dropped, and only marked. Writes
    /// [`crate::journal::Event::ArrivalTaken`] or [`crate::journal::Event::ArrivalAgain`].
    fn take_in(self: Box<Self>, arrival: NewArrival) -> Stored<'static, TakenIn>;
}

/// What the storage of arrivals can do.
pub trait Arrivals: Send + Sync {
    /// A place for a mail that is coming in.
    fn arriving(&self) -> Box<dyn Arriving>;

    /// The marks of a mailbox in the order of their UIDLs' fingerprints, at most so many behind this one.
    fn marks(
        &self,
        mailbox: MailboxName,
        after: Option<Fingerprint>,
        most: usize,
    ) -> Stored<'_, Vec<(Fingerprint, Mark)>>;

    /// These mails stay in the mailbox. Writes [`crate::journal::Event::MailLeft`] of each that was not
    /// left there before.
    fn leave(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        mails: Vec<LeftMail>,
        now: Time,
    ) -> Stored<'_, ()>;

    /// The mails of these UIDLs are no longer in the mailbox: their marks go. Gives the number of marks.
    /// Writes [`crate::journal::Event::MailsGone`] if there were any of mails that had been taken.
    fn gone(
        &self,
        account: AccountName,
        mailbox: MailboxName,
        uidls: Vec<Fingerprint>,
        now: Time,
    ) -> Stored<'_, usize>;

    /// Takes up to `most` due arrivals, the oldest first, for one attempt each: state
    /// [`ArrivalState::HandingOn`], one try more, and the later retry by `policy` as `due_at`. Writes
    /// [`crate::journal::Event::HandingOn`].
    fn claim_arrivals(
        &self,
        now: Time,
        policy: RetryPolicy,
        most: usize,
    ) -> Stored<'_, Vec<Arrival>>;

    /// When the next arrival is due to be handed on; nothing if none waits.
    fn next_arrival_due(&self) -> Stored<'_, Option<Time>>;

    /// How many arrivals of the function were handed on to this address since then, and to any; places that are no
    /// addresses do not count.
    fn addressed(&self, function: Function, since: Time, to: String) -> Stored<'_, Addressed>;

    /// Opens the octets of an arrival that is not in a final state.
    fn arrival_body(&self, id: ArrivalId) -> Stored<'_, Body>;

    /// Writes down what an attempt came to; what is handed on loses its octets. Gives the arrival back as
    /// it stands then; nothing if no attempt at it was under way. Writes
    /// [`crate::journal::Event::HandedOn`], [`crate::journal::Event::NotHandedOn`] or
    /// [`crate::journal::Event::ArrivalQuarantined`].
    fn settle_arrival(
        &self,
        id: ArrivalId,
        outcome: Outcome,
        now: Time,
    ) -> Stored<'_, Option<Arrival>>;

    /// After a start: what was being handed on when the last run ended waits again, due now; so does
    /// what lies further ahead than `longest_wait`. Gives the number of interrupted attempts.
    fn recover_arrivals(&self, now: Time, longest_wait: Duration) -> Stored<'_, usize>;

    /// One page of the arrivals that the filter lets through, newest first.
    fn arrivals(&self, filter: ArrivalFilter) -> Stored<'_, Vec<Arrival>>;

    fn arrival(&self, id: ArrivalId) -> Stored<'_, Option<Arrival>>;

    /// How many arrivals are in each state.
    fn count_arrivals(&self) -> Stored<'_, Vec<(ArrivalState, u64)>>;

    /// A waiting or quarantined arrival is due now. True if it was one. Writes
    /// [`crate::journal::Event::ArrivalRetried`].
    fn retry_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool>;

    /// A person fetches the octets of an arrival that is not in a final state. True if so. Writes
    /// [`crate::journal::Event::Arrival`] as downloaded.
    fn note_arrival_download(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool>;

    /// A person removes a waiting or quarantined arrival, with its octets. True if it was one. Writes
    /// [`crate::journal::Event::ArrivalDeleted`].
    fn delete_arrival(&self, id: ArrivalId, stamp: Stamp) -> Stored<'_, bool>;

    /// Forgets arrivals that came to a final state before then, so many at once. Gives their number.
    fn forget_arrivals(&self, ended_before: Time) -> Stored<'_, usize>;
}
