//! Counts what the journal says, for metrics: there is no second bookkeeping.
//!
//! A [`Meter`] begins where the journal ends when scanpost starts, and reads on whenever somebody asks:
//! who never asks pays nothing. It reads in pieces and remembers each, so that one who asks and does not
//! wait for the answer has not asked in vain. A count begins at nothing with each start, as counters of
//! Prometheus may.
//!
//! Its memory is bounded by the number of accounts, of devices and of causes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::account::AccountName;
use crate::fault::{Class, Fault};
use crate::journal::{Entry, Event, Journal};

/// Entries that are read at once.
const BATCH: usize = 500;

/// Reads the journal and counts.
pub struct Meter {
    journal: Arc<dyn Journal>,
    state: Mutex<State>,
}

struct State {
    /// The number of the last entry that was counted.
    read_to: i64,
    counts: Counts,
}

/// What has happened since scanpost was started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    pub accounts: BTreeMap<AccountName, OfAccount>,
    /// Mails that were taken, by the device's name.
    pub accepted_of_devices: BTreeMap<String, u64>,
    /// Attempts that something hindered, by the code of the cause.
    pub faults: BTreeMap<&'static str, u64>,
    /// Administrators who were not let in.
    pub log_ins_refused: u64,
}

/// The same of one account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfAccount {
    pub accepted: u64,
    pub accepted_bytes: u64,
    /// Attempts that have ended, by what hindered them; nothing: nothing did.
    pub attempts: BTreeMap<Option<&'static str>, u64>,
    pub recipients_delivered: u64,
    pub recipients_failed: u64,
    pub delivered: u64,
    /// All or some of its recipients were refused for good.
    pub failed: u64,
    pub uncertain: u64,
    /// From the device's 250 to the last recipient's.
    pub delivery: Durations,
    /// How often the queue began to wait for a person.
    pub holds: u64,
    pub refreshes: u64,
}

/// Durations, counted by how long they were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Durations {
    /// For each of [`Durations::BOUNDS`] those that were no longer, but longer than the one before; and at
    /// the end those that were longer than all.
    counts: [u64; Durations::BOUNDS.len() + 1],
    pub sum: Duration,
}

impl Meter {
    /// Begins behind what the journal holds now.
    pub async fn begin(journal: Arc<dyn Journal>) -> Result<Self, Fault> {
        let newest = journal.latest(1).await?;
        let read_to = newest.first().map_or(0, |entry| entry.number);
        Ok(Self { journal, state: Mutex::new(State { read_to, counts: Counts::default() }) })
    }

    /// What has happened up to now.
    pub async fn counts(&self) -> Result<Counts, Fault> {
        let mut state = self.state.lock().await;
        loop {
            let entries = self.journal.after(state.read_to, BATCH).await?;
            for entry in &entries {
                state.counts.count(entry);
                state.read_to = entry.number;
            }
            if entries.len() < BATCH {
                return Ok(state.counts.clone());
            }
        }
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meter")
    }
}

impl Counts {
    fn count(&mut self, entry: &Entry) {
        match (&entry.event, &entry.account) {
            (Event::LogInRefused { attempts, .. }, _) => self.log_ins_refused += attempts,
            (Event::DeviceRemoved { device }, _) => {
                self.accepted_of_devices.remove(device);
            }
            // Another of this name begins anew.
            (Event::AccountRemoved, Some(account)) => {
                self.accounts.remove(account);
            }
            (event, Some(account)) => self.count_of_account(account, event),
            _ => {}
        }
    }

    /// Those of all users are counted as one: a monitoring system is told of no person.
    fn count_of_account(&mut self, name: &AccountName, event: &Event) {
        let account = self.accounts.entry(name.clone().in_common()).or_default();
        match event {
            Event::JobAccepted { device, size_bytes, .. } => {
                account.accepted += 1;
                account.accepted_bytes += size_bytes;
                *self.accepted_of_devices.entry(device.clone()).or_default() += 1;
            }
            Event::AttemptEnded { delivered, failed, fault, .. } => {
                let class = fault.as_ref().map(Fault::class).map(Class::as_str);
                *account.attempts.entry(class).or_default() += 1;
                account.recipients_delivered += *delivered as u64;
                account.recipients_failed += *failed as u64;
                if let Some(fault) = fault {
                    *self.faults.entry(fault.code.as_str()).or_default() += 1;
                }
            }
            Event::JobDelivered { after_millis } => {
                account.delivered += 1;
                if let Some(millis) = after_millis {
                    account.delivery.count(Duration::from_millis(*millis));
                }
            }
            Event::JobFailed { .. } => account.failed += 1,
            Event::JobUncertain { .. } => account.uncertain += 1,
            Event::AccountHeld { .. } => account.holds += 1,
            Event::TokenRefreshed => account.refreshes += 1,
            _ => {}
        }
    }
}

impl Durations {
    /// In seconds: what a scan takes on a good day, through the waits of a limit, to those of a hold.
    pub const BOUNDS: [f64; 12] =
        [0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 86_400.0];

    fn count(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        let place = Self::BOUNDS.partition_point(|bound| *bound < seconds);
        self.counts[place] += 1;
        self.sum += duration;
    }

    /// The bounds, the last of them infinite, each with how many lie between it and the one before.
    pub fn buckets(&self) -> Vec<(f64, u64)> {
        let bounds = Self::BOUNDS.into_iter().chain([f64::INFINITY]);
        bounds.zip(self.counts).collect()
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::fault::Code;
    use crate::journal::Route;

    fn counts(events: Vec<Event>) -> Counts {
        let mut counts = Counts::default();
        for event in events {
            let account = Some("scans".parse().expect("a name"));
            counts.count(&Entry { number: 1, at: Time(0), job: None, account, by: None, event });
        }
        counts
    }

    fn ended(fault: Option<Code>) -> Event {
        Event::AttemptEnded {
            delivered: usize::from(fault.is_none()),
            failed: 0,
            waiting: 0,
            uncertain: 0,
            route: Route::default(),
            fault: fault.map(Fault::new),
        }
    }

    fn accepted(device: &str) -> Event {
        Event::JobAccepted { device: device.to_owned(), size_bytes: 700, recipients: 1 }
    }

    #[test]
    fn the_way_of_a_mail_is_counted_at_its_account() {
        let counts = counts(vec![
            accepted("copier"),
            Event::AttemptStarted { attempt: 1 },
            ended(Some(Code::ServerSilent)),
            ended(None),
            Event::JobDelivered { after_millis: Some(61_000) },
            accepted("copier"),
            Event::JobFailed { fault: None },
        ]);
        let scans = &counts.accounts[&"scans".parse().expect("a name")];
        assert_eq!((scans.accepted, scans.accepted_bytes), (2, 1400));
        assert_eq!((scans.delivered, scans.failed, scans.uncertain), (1, 1, 0));
        assert_eq!(scans.attempts, [(None, 1), (Some("retry-later"), 1)].into());
        assert_eq!(counts.faults, [("server-silent", 1)].into());
        assert_eq!(counts.accepted_of_devices, [("copier".to_owned(), 2)].into());
        assert_eq!((scans.delivery.total(), scans.delivery.sum.as_secs()), (1, 61));
    }

    #[test]
    fn who_was_removed_takes_no_memory_and_another_of_the_name_begins_anew() {
        let removed = Event::DeviceRemoved { device: "copier".to_owned() };
        let events = vec![accepted("copier"), removed, Event::AccountRemoved];
        assert_eq!(counts(events), Counts::default());
    }

    #[test]
    fn a_duration_lies_at_or_below_its_bound() {
        let mut durations = Durations::default();
        for millis in [0, 250, 251, 1000, 86_400_000, 86_400_001] {
            durations.count(Duration::from_millis(millis));
        }
        let buckets = durations.buckets();
        assert_eq!(buckets[..3], [(0.25, 2), (0.5, 1), (1.0, 1)]);
        assert_eq!(buckets[11..], [(86_400.0, 1), (f64::INFINITY, 1)]);
        assert_eq!(durations.total(), 6);
    }
}
