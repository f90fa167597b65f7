//! Receiving: what came in by mail, and what is asked about it.

use scanpost_core::account::AccountName;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::receive::{self, ArrivalFilter, ArrivalId, ArrivalState, Recalled};
use scanpost_core::record::Revision;
use scanpost_core::site::{Function, Receiving};
use scanpost_core::spool::JobId;
use serde::{Deserialize, Serialize};

pub use scanpost_core::gateway::views::{
    ReceivingFunctionView, ReceivingSettingsView, ReceivingView,
};
pub use scanpost_core::receive::Polled;

/// `PUT /api/v1/settings/receiving`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetReceiving {
    /// The one that was read.
    pub revision: Revision,
    pub settings: Receiving,
}

/// The answer to `POST /api/v1/receiving/{function}/poll`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "poll", rename_all = "kebab-case")]
pub enum PollAnswer {
    Ended(Polled),
    /// It takes long; what it comes to is shown with the function.
    GoesOn,
}

/// The query of `DELETE /api/v1/arrivals`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuarantineQuery {
    /// Why they lie in quarantine.
    pub code: Code,
}

/// The answer to `DELETE /api/v1/arrivals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    pub deleted: u64,
    /// So many of them may still be printed, or be with somebody.
    pub not_recalled: u64,
}

/// The answer to `DELETE /api/v1/arrivals/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalDeleted {
    /// The printer that may still print it.
    pub may_print: Option<String>,
    /// The job whose mail may be with its recipients, or still come to them.
    pub may_arrive: Option<JobId>,
    /// Nobody knows any more where it was on its way to.
    pub unknown: bool,
}

impl From<Recalled> for ArrivalDeleted {
    fn from(recalled: Recalled) -> Self {
        let nothing = Self { may_print: None, may_arrive: None, unknown: false };
        match recalled {
            Recalled::Wholly => nothing,
            Recalled::MayPrint { printer } => Self { may_print: Some(printer), ..nothing },
            Recalled::MayArrive { job } => Self { may_arrive: Some(job), ..nothing },
            Recalled::Unknown => Self { unknown: true, ..nothing },
        }
    }
}

/// The query of `GET /api/v1/arrivals`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ArrivalState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<Function>,
    /// The next page: arrivals older than this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<ArrivalId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<usize>,
}

impl ArrivalsQuery {
    /// What the gateway is asked; `most` where nothing else was said.
    pub fn filter(&self, most: usize) -> ArrivalFilter {
        ArrivalFilter {
            state: self.state,
            function: self.function,
            before: self.before,
            most: self.most.unwrap_or(most).min(ArrivalFilter::MOST),
        }
    }
}

/// One mail that was taken out of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub id: ArrivalId,
    pub function: Function,
    pub account: AccountName,
    /// The mailbox's address, and the server's name behind a blank.
    pub mailbox: String,
    pub uidl: String,
    pub taken_at: Time,
    pub size_bytes: u64,
    pub state: ArrivalState,
    pub tries: u32,
    pub due_at: Option<Time>,
    pub ended_at: Option<Time>,
    pub fault: Option<Fault>,
    pub place: Option<String>,
    /// Of one mail that is asked for by its number, as long as it is kept.
    pub says: Option<Claims>,
}

/// What a mail says of itself: its sender's own word, which nobody has checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub from: Option<String>,
    pub subject: Option<String>,
    pub date: Option<String>,
}

impl From<receive::Claims> for Claims {
    fn from(receive::Claims { from, subject, date }: receive::Claims) -> Self {
        Self { from, subject, date }
    }
}

impl From<receive::Arrival> for Arrival {
    fn from(arrival: receive::Arrival) -> Self {
        Self {
            id: arrival.id,
            function: arrival.function,
            account: arrival.account,
            mailbox: arrival.mailbox.0,
            uidl: arrival.uidl,
            taken_at: arrival.taken_at,
            size_bytes: arrival.size_bytes,
            state: arrival.state,
            tries: arrival.tries,
            due_at: arrival.due_at,
            ended_at: arrival.ended_at,
            fault: arrival.fault,
            place: arrival.place,
            says: None,
        }
    }
}
