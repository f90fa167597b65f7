//! A printer on the network, by the Internet Printing Protocol (IPP/2.0, PWG 5100.12; RFC 8010, RFC 8011).
//!
//! - [`Printer`]: what it can print, a job for it, how that job goes on, and which jobs it knows
//! - `wire`: one call over HTTP, bounded
//! - `words`: requests and answers in IPP's words
//! - `follow`: whether a job goes on, is over, or waits for a person (pure)
//! - `reasons`: what hinders a printer, in plain words (pure)
//!
//! A job that has gone through is not printed twice: whoever prints writes down that the job goes out, then
//! sends it ([`Printer::send`]), then writes down its number. After a crash in between it asks for a job of that
//! name ([`Printer::find`]); where nobody can tell, a person has to.
//!
//! `ipp` goes in clear, as printers on a local network are reached; `ipps` is TLS to somebody whom the
//! system or an imported authority vouches for (RFC 7472). Neither goes through the proxy.

mod follow;
mod reasons;
mod wire;
mod words;

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{sleep, timeout};

use self::follow::{Follow, Step};
use self::wire::Wire;
use self::words::{Job, JobState, Request};
use crate::clock::Clock;
use crate::fault::{Code, Fault};
use crate::network::{Made, Network};
use crate::trust::Trust;
pub(crate) use wire::host;
pub use words::{Description, Standing, State};

/// So long one mail waits for the one that is being printed.
const LONGEST_TURN: Duration = Duration::from_mins(2);

/// Reaches printers.
#[derive(Debug)]
pub struct Printers {
    trust: Trust,
    http: Made<reqwest::Client>,
    clock: Clock,
    turns: Mutex<HashMap<String, Arc<Turn>>>,
}

/// Held by whoever prints.
type Turn = tokio::sync::Mutex<()>;

/// One printer.
#[derive(Debug)]
pub struct Printer {
    wire: Wire,
    clock: Clock,
}

/// What is to be printed.
#[derive(Debug)]
pub struct Order<'a> {
    /// By which the printer's list of jobs names it; letters of ASCII, at most 255.
    pub name: &'a str,
    /// As MIME calls it.
    pub format: &'a str,
    pub document: Document,
}

/// Where its octets are.
#[derive(Debug)]
pub enum Document {
    /// Read from its beginning to its end.
    File(File),
    Octets(Vec<u8>),
}

/// No job came about, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    pub fault: Fault,
    /// The printer may have the job nevertheless.
    pub may_have_it: bool,
}

impl Printers {
    pub fn new(network: Network, clock: Clock) -> Self {
        let (http, turns) = (Made::default(), Mutex::default());
        Self { trust: Trust::new(None, network), http, clock, turns }
    }

    /// The printer with this URI, `ipp` or `ipps`; it is not asked yet.
    pub async fn printer(&self, uri: &str) -> Result<Printer, Fault> {
        let outward = self.trust.network().now();
        let make = async || self.trust.near_client(&outward, wire::CONNECT).await;
        let http = self.http.get(&outward, make).await?;
        Ok(Printer { wire: Wire::new(http, uri)?, clock: self.clock.clone() })
    }

    /// The right to print there, until it is dropped: the documents of two mails do not mix.
    pub async fn turn(&self, uri: &str) -> Result<OwnedMutexGuard<()>, Fault> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            // Those of printers where nobody prints are made again.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(uri.to_owned()).or_default().clone()
        };
        let busy = |_| Fault::new(Code::PrinterBusy).fact("host", host(uri));
        timeout(LONGEST_TURN, turn.lock_owned()).await.map_err(busy)
    }
}

impl Printer {
    /// What it can print, and how it is.
    pub async fn standing(&self) -> Result<Standing, Fault> {
        let answer = self.wire.ask(&Request::printer(self.wire.uri())).await?;
        Standing::read(&answer.attributes).ok_or_else(|| self.fault(Code::PrinterAddressWrong))
    }

    /// What it is, as it says itself.
    pub async fn description(&self) -> Result<Description, Fault> {
        let answer = self.wire.ask(&Request::description(self.wire.uri())).await?;
        let read = Description::read(&answer.attributes);
        read.ok_or_else(|| self.fault(Code::PrinterAddressWrong))
    }

    /// Sends a job; gives its number there. Whoever calls this has written down that it does.
    pub async fn send(&self, order: Order<'_>) -> Result<i32, NotSent> {
        let request = Request::print(self.wire.uri(), order.name, order.format);
        let answer = self.wire.send(&request, order.document).await?;
        Job::read_first(&answer.attributes)
            .map(|job| job.id)
            .ok_or_else(|| NotSent { fault: self.fault(Code::PrintUncertain), may_have_it: true })
    }

    /// The number of the job of that name, if the printer knows it still.
    pub async fn find(&self, name: &str) -> Result<Option<i32>, Fault> {
        for which in ["not-completed", "completed"] {
            let answer = match self.wire.ask(&Request::jobs(self.wire.uri(), which)).await {
                // It keeps no such list.
                Err(fault) if fault.code == Code::PrintRefused => continue,
                answer => answer?,
            };
            let mut jobs = Job::read_all(&answer.attributes);
            if let Some(job) = jobs.find(|job| job.name.as_deref() == Some(name)) {
                return Ok(Some(job.id));
            }
        }
        Ok(None)
    }

    /// Until the job of this number and name is printed, or the fault says what hinders it. The job stays where
    /// it is, and may be followed again; what was told before is then told only once the job was followed for
    /// long.
    pub async fn follow(&self, job: i32, name: &str, told: Option<Code>) -> Result<(), Fault> {
        let mut follow = Follow::new(told, self.clock.now());
        loop {
            let step = match self.look(job, name).await {
                Ok((job, standing)) => follow.seen(&job, &standing, self.clock.now()),
                Err(fault) => follow.lost(fault, self.clock.now()),
            };
            match step {
                Step::Wait(wait) => sleep(wait).await,
                Step::Printed => return Ok(()),
                Step::Hindered(fault) => return Err(fault.fact("host", self.wire.host())),
            }
        }
    }

    /// A job of which nothing more is to be printed. False: it is printed already.
    pub async fn cancel(&self, job: i32, name: &str) -> Result<bool, Fault> {
        let there = self.job(job, name).await?;
        if there.state.is_over() {
            return Ok(there.state != JobState::Completed);
        }
        self.wire.ask(&Request::cancel(self.wire.uri(), job)).await?;
        Ok(true)
    }

    async fn look(&self, job: i32, name: &str) -> Result<(Job, Standing), Fault> {
        Ok((self.job(job, name).await?, self.standing().await?))
    }

    /// A printer that has lost its jobs gives their numbers to others.
    async fn job(&self, job: i32, name: &str) -> Result<Job, Fault> {
        let answer = self.wire.ask(&Request::job(self.wire.uri(), job)).await;
        let answer = answer.map_err(|fault| match fault.code {
            // It was there; now the printer has forgotten it.
            Code::PrinterAddressWrong => Fault { code: Code::PrintUncertain, ..fault },
            _ => fault,
        })?;
        let job = Job::read_first(&answer.attributes).filter(|job| job.may_be(name));
        job.ok_or_else(|| self.fault(Code::PrintUncertain))
    }

    /// By which it is known.
    pub fn uri(&self) -> &str {
        self.wire.uri()
    }

    /// Why it is not sent anything now.
    pub fn refusal(&self, standing: &Standing) -> Option<Fault> {
        let fault = match standing.state {
            State::Stopped => reasons::why_stopped(standing),
            _ if !standing.takes_jobs => Fault::new(Code::PrinterBusy),
            _ => return None,
        };
        Some(fault.fact("host", self.wire.host()))
    }

    /// A fault that names it.
    pub fn fault(&self, code: Code) -> Fault {
        Fault::new(code).fact("host", self.wire.host())
    }
}
