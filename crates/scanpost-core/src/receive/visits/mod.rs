//! The POP3 server of old devices: a device that knows only user and password reads its mailbox at the
//! provider through scanpost, which has the token (RFC 1939, 2449, 2595, 5034).
//!
//! - `connection`: one device's visit, from the greeting to the close
//! - `errand`: what a visit asks of the mailbox's one task, and how it waits for it
//! - `counter`: the other side: all errands, one after another, over one connection to the provider
//! - `listing`: which mail a device means, when the provider's numbers have changed (pure)
//! - `refusal`: what a device hears when it does not get what it asks for (pure)
//!
//! Nothing is kept here: a mail passes from the provider to the device as it comes, and is deleted where it
//! lies. A device's QUIT is answered `+OK` only after the provider's `+OK` to its own; a device that leaves
//! without QUIT deletes nothing (RFC 1939 §6).
//!
//! Devices come every half a minute, many of them to the same mailbox. What it holds is asked once for all
//! of them and is good for a minute; a visit that finds no mail costs the provider nothing. Which mailbox a
//! device reads is its account's own, else that of the slot for all devices.

mod connection;
mod counter;
mod errand;
mod listing;
mod refusal;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::account::AccountName;
use crate::clock::Clock;
use crate::device::Device;
use crate::door::{Caller, Door, Encryption, Ends, Host, listener};
use crate::fault::{Code, Fault};
use crate::journal::{Event, Journal, Stamp};
use crate::notify::book::Made;
use crate::settings::VisitSettings;
use crate::stream::Stream;
use connection::Connection;
pub(super) use counter::Counter;
pub use counter::Visited;
pub(super) use errand::Errand;
pub use errand::Visitor;
use refusal::{Refusal, said};

/// Deletions that are written down within a day: devices come every half a minute. The rest is in the log.
const MOST_NOTED: u32 = 500;

/// What every visit works with.
pub struct Visits {
    door: Door,
    settings: VisitSettings,
    mailboxes: RwLock<Mailboxes>,
    tally: Tally,
    journal: Arc<dyn Journal>,
    clock: Clock,
    /// How many deletions were written down.
    noted: Mutex<Made>,
}

impl fmt::Debug for Visits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visits").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// The mailboxes that devices may read.
#[derive(Debug, Default)]
pub struct Mailboxes {
    /// The account of devices that have none of their own.
    pub usual: Option<AccountName>,
    /// By account: whom to ask, or why that is of no use.
    pub of_accounts: BTreeMap<AccountName, Result<Visitor, Fault>>,
}

/// How much has happened since the start.
#[derive(Debug, Default)]
struct Tally {
    visits: AtomicU64,
    lists_asked: AtomicU64,
    mails: AtomicU64,
    octets: AtomicU64,
    deleted: AtomicU64,
}

/// The same, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Devices that were let into their mailbox.
    pub visits: u64,
    /// Of these, for which the provider had to be asked what it holds.
    pub lists_asked: u64,
    /// Mails that devices have fetched, whole.
    pub mails: u64,
    /// Octets of mails, on their way or there.
    pub octets: u64,
    /// Mails that were deleted on devices' wish.
    pub deleted: u64,
}

impl Visits {
    pub fn new(
        door: Door,
        settings: VisitSettings,
        journal: Arc<dyn Journal>,
        clock: Clock,
    ) -> Arc<Self> {
        let (mailboxes, tally, noted) = (RwLock::default(), Tally::default(), Mutex::default());
        Arc::new(Self { door, settings, mailboxes, tally, journal, clock, noted })
    }

    /// From now on devices read these.
    pub fn replace(&self, mailboxes: Mailboxes) {
        *self.mailboxes.write().unwrap_or_else(PoisonError::into_inner) = mailboxes;
    }

    /// Serves a listener until `stop`.
    pub async fn listen(
        self: Arc<Self>,
        listener: TcpListener,
        encryption: Encryption,
        stop: CancellationToken,
    ) {
        listener::listen(self, listener, encryption, stop).await;
    }

    pub fn totals(&self) -> Totals {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Totals {
            visits: of(&self.tally.visits),
            lists_asked: of(&self.tally.lists_asked),
            mails: of(&self.tally.mails),
            octets: of(&self.tally.octets),
            deleted: of(&self.tally.deleted),
        }
    }

    /// Writes down what a device has deleted: nobody has it afterwards.
    async fn note_deletion(&self, device: &str, account: AccountName, mails: u64) {
        Tally::add(&self.tally.deleted, mails);
        let now = self.clock.now();
        let may_note = {
            let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.may_make(MOST_NOTED, now)
        };
        if may_note {
            let event = Event::DeletedByDevice { device: device.to_owned(), mails };
            let stamp = Stamp { at: now, by: Some(device.to_owned()) };
            if let Err(fault) = self.journal.note_of(account, event, stamp).await {
                tracing::error!(event = "journal.storage-failed", %fault);
            }
        }
    }

    /// Where a device's mails are.
    fn visitor(&self, device: &Device) -> Result<Visitor, Refusal> {
        if !device.fetches {
            return Err(Code::DeviceMayNotFetch.into());
        }
        let mailboxes = self.mailboxes.read().unwrap_or_else(PoisonError::into_inner);
        let account = device.account.as_ref().or(mailboxes.usual.as_ref());
        let account = account.ok_or(Code::AccountMissing)?;
        let of_account = mailboxes.of_accounts.get(account).ok_or(Code::AccountMissing)?;
        Ok(of_account.clone()?)
    }
}

impl Tally {
    fn add(count: &AtomicU64, more: u64) {
        count.fetch_add(more, Ordering::Relaxed);
    }
}

impl Host for Visits {
    fn door(&self) -> &Door {
        &self.door
    }

    fn no_room(&self, why: &Fault) -> Vec<u8> {
        let refusal = Refusal::from(why.clone());
        format!("-ERR {}\r\n", said(refusal.code(), &refusal.sentence())).into()
    }

    async fn serve(&self, stream: Stream, caller: Caller<'_>, ends: Ends) -> io::Result<()> {
        Connection::new(self, stream, caller, ends).serve().await
    }
}
