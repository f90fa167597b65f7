//! How everything stands, in numbers: for monitoring systems; and whether scanpost can do its work.
//!
//! What happened is counted from the journal ([`crate::meter`]); how things stand is asked of the storage
//! and of those who know. No secret, no address, no subject stands in it. Its size is bounded by the
//! accounts, the devices that are entered, and the causes there are.

use tokio::time::Instant;

use super::{Gateway, Inner};
use crate::account::AccountName;
use crate::clock::Time;
use crate::delivery::{Flow, Usage};
use crate::door::Host;
use crate::fault::{Code, Fault};
use crate::meter::{Counts, OfAccount};
use crate::notify::channel::Channel;
use crate::oauth::{Limits, TokenStatus};
use crate::receive::ArrivalState;
use crate::receive::visits::Totals;
use crate::site::Function;
use crate::spool::{Backlog, JobState};

/// All numbers.
#[derive(Clone, Debug)]
pub struct Metrics {
    pub version: &'static str,
    pub started_at: Time,
    /// How many jobs are in each state.
    pub jobs: Vec<(JobState, u64)>,
    /// How many mails that came in are in each state.
    pub arrivals: Vec<(ArrivalState, u64)>,
    /// Polls for each function, by the class of what hindered them; nothing: nothing did.
    pub polls: Vec<(Function, Option<&'static str>, u64)>,
    pub accounts: Vec<AccountMetrics>,
    pub devices: Vec<DeviceMetrics>,
    /// Connections of known devices, and of strangers.
    pub connections: (usize, usize),
    /// What devices and strangers were refused, by the code of the cause.
    pub refused: Vec<(&'static str, u64)>,
    /// Connections of devices that fetch mail, and of strangers at the same door.
    pub visit_connections: (usize, usize),
    /// What was refused there.
    pub visits_refused: Vec<(&'static str, u64)>,
    /// What devices have fetched.
    pub visits: Totals,
    pub counts: Counts,
    pub free_bytes: u64,
    /// With less than this free, no mail is begun.
    pub reserve_bytes: u64,
    /// Those that are on; true: the last notice got through.
    pub channels: Vec<(Channel, bool)>,
}

/// One account.
#[derive(Clone, Debug)]
pub struct AccountMetrics {
    pub name: AccountName,
    pub counts: OfAccount,
    /// Nothing: nothing waits.
    pub backlog: Option<Backlog>,
    pub token_status: TokenStatus,
    /// When the provider ends the grant if it is not used any more, as far as that is known.
    pub lapses_at: Option<Time>,
    /// When the app's own secret or certificate ends.
    pub credential_ends_at: Option<Time>,
    pub flow: Flow,
    /// Whether the last log-in at the mail server went well; nothing before the first.
    pub logs_in: Option<bool>,
    pub usage: Usage,
    pub limits: Limits,
}

/// One device.
#[derive(Clone, Debug)]
pub struct DeviceMetrics {
    pub name: String,
    pub accepted: u64,
    pub seen_at: Option<Time>,
    pub refused_at: Option<Time>,
}

impl Gateway {
    /// All numbers.
    pub async fn metrics(&self) -> Result<Metrics, Fault> {
        let inner = &self.inner;
        let counts = inner.meter.counts().await?;
        let channels = Channel::ALL.map(|channel| (channel, inner.standings.of(channel)));
        let on = channels.into_iter().filter(|(_, standing)| standing.on);
        Ok(Metrics {
            version: env!("CARGO_PKG_VERSION"),
            started_at: inner.started_at,
            jobs: inner.store.counts().await?,
            arrivals: inner.store.count_arrivals().await?,
            polls: inner.polls().await,
            accounts: inner.account_metrics(&counts).await?,
            devices: inner.device_metrics(&counts),
            connections: inner.submission.door().connections(),
            refused: inner.submission.door().refused(),
            visit_connections: inner.visits.door().connections(),
            visits_refused: inner.visits.door().refused(),
            visits: inner.visits.totals(),
            counts,
            free_bytes: inner.store.free_bytes().await?,
            reserve_bytes: inner.settings.submission.disk_reserve_bytes,
            channels: on.map(|(channel, is)| (channel, is.trouble.is_none())).collect(),
        })
    }

    /// Whether mails can be taken: the storage answers, and the disk has room. That an account waits for a
    /// person is no reason to start scanpost anew, so it does not count.
    pub async fn is_ready(&self) -> Result<(), Fault> {
        let inner = &self.inner;
        inner.store.counts().await?;
        let free_bytes = inner.store.free_bytes().await?;
        if free_bytes < inner.settings.submission.disk_reserve_bytes {
            return Err(Code::DiskFull.into());
        }
        Ok(())
    }
}

impl Inner {
    async fn account_metrics(&self, counts: &Counts) -> Result<Vec<AccountMetrics>, Fault> {
        let backlogs = self.store.backlogs().await?;
        let now = Instant::now();
        let accounts = self.accounts.lock().await;
        let of = |(name, running): (&AccountName, &super::Running)| {
            let grant = running.keeper.status().borrow().clone();
            let credential = running.account.credential.as_ref();
            let queue = running.queue.as_ref();
            let connection = queue.and_then(|queue| queue.connection().borrow().clone());
            AccountMetrics {
                name: name.clone(),
                counts: counts.accounts.get(name).cloned().unwrap_or_default(),
                backlog: backlogs.iter().find(|backlog| backlog.account == *name).cloned(),
                token_status: grant.token_status,
                lapses_at: grant.lapses_at,
                credential_ends_at: credential.and_then(|credential| credential.ends_at),
                flow: queue.map_or(Flow::Open, crate::delivery::Queue::flow),
                logs_in: connection.map(|connection| connection.fault.is_none()),
                usage: running.share.usage(now),
                limits: running.share.limits(),
            }
        };
        Ok(accounts.iter().map(of).collect())
    }

    fn device_metrics(&self, counts: &Counts) -> Vec<DeviceMetrics> {
        let of = |name: String| {
            let facts = self.devices.sightings().of(&name);
            DeviceMetrics {
                accepted: counts.accepted_of_devices.get(&name).copied().unwrap_or_default(),
                seen_at: facts.seen.map(|seen| seen.at),
                refused_at: facts.refused.map(|refused| refused.at),
                name,
            }
        };
        self.devices.names().into_iter().map(of).collect()
    }
}
