//! The seat at a mailbox: whoever holds it may connect.
//!
//! A change of the settings gives a mailbox another task while the one before it may still read a mail. The new
//! one waits for its seat: a second connection would be refused (RFC 1939 §4 locks a mailbox), and look like
//! trouble.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::MailboxName;

/// One for each mailbox.
#[derive(Debug, Default)]
pub struct Seats(Mutex<HashMap<MailboxName, Seat>>);

/// Held by the task of a mailbox, for as long as that runs.
pub(super) type Seat = Arc<tokio::sync::Mutex<()>>;

impl Seats {
    pub(super) fn at(&self, mailbox: &MailboxName) -> Seat {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Those of mailboxes that nobody reads any more are made again.
        seats.retain(|_, seat| Arc::strong_count(seat) > 1);
        seats.entry(mailbox.clone()).or_default().clone()
    }
}
