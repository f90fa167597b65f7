//! One attempt at one job, from the claim to the settlement.
//!
//! The claim has already written down the attempt and the later retry. Here the mail goes out and
//! the result is settled before the connection takes the next one, so that a crash leaves at most
//! one mail a connection in doubt.

use std::sync::Arc;

use rustls::ClientConfig;
use scanpost_proto::smtp::client::Envelope;
use tokio::sync::OnceCell;

use super::line::{Destination, Line, Trouble};
use super::verdict::judge;
use crate::clock::Clock;
use crate::fault::{Code, Fault, Remedy};
use crate::journal::{News, Route};
use crate::oauth::Account;
use crate::oauth::keeper::Keeper;
use crate::settings::{DeliverySettings, RetryPolicy};
use crate::spool::{Job, RecipientState, Settlement, Spool};
use crate::trust;

/// What all attempts of an account work with.
pub(super) struct Context {
    pub(super) account: Account,
    pub(super) spool: Arc<dyn Spool>,
    pub(super) keeper: Keeper,
    pub(super) clock: Clock,
    pub(super) news: News,
    pub(super) retry: RetryPolicy,
    pub(super) settings: DeliverySettings,
    /// Made at the first connection: reading the system's roots costs time and memory.
    pub(super) tls: OnceCell<Arc<ClientConfig>>,
}

/// What the queue learns from an attempt or a probe.
pub(super) struct Done {
    /// The connection, if it can be used again.
    pub(super) line: Option<Line>,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// A log-in went well and the job, if there was one, is settled.
    Reached,
    /// The account is in trouble: wait, or hold, as the fault's remedy says.
    Trouble(Fault),
}

impl Context {
    /// Tries to deliver a claimed job, over `line` or a new one.
    pub(super) async fn attempt(&self, job: Job, line: Option<Line>) -> Done {
        let mut line = match self.ready(line).await {
            Ok(line) => line,
            Err((fault, route)) => {
                self.settle(&job, Vec::new(), Some(fault.clone()), route).await;
                return Done { line: None, outcome: Outcome::Trouble(fault) };
            }
        };
        let waiting = waiting(&job);
        let body = match self.spool.body(job.id).await {
            Ok(body) => body,
            Err(fault) => {
                let lost = fault.code == Code::BodyMissing;
                let state = if lost { RecipientState::Failed } else { RecipientState::Waiting };
                let results = waiting.into_iter().map(|number| (number, state, None)).collect();
                self.settle(&job, results, Some(fault), line.route.clone()).await;
                return Done { line: Some(line), outcome: Outcome::Reached };
            }
        };
        let envelope = Envelope {
            from: self.account.address.clone(),
            to: waiting.iter().map(|number| job.recipients[*number].address.clone()).collect(),
            size: Some(job.size_bytes),
            eight_bit: job.eight_bit,
            utf8: false,
        };
        match line.send(&envelope, body).await {
            Ok(result) => {
                let verdict = judge(&result);
                let results = waiting
                    .into_iter()
                    .zip(verdict.results)
                    .map(|(number, (state, reply))| (number, state, Some(reply)))
                    .collect();
                self.settle(&job, results, verdict.fault, line.route.clone()).await;
                let line = (!verdict.login_lost).then_some(line);
                Done { line, outcome: Outcome::Reached }
            }
            Err(fault) => {
                self.settle(&job, Vec::new(), Some(fault), line.route.clone()).await;
                // The log-in had gone well; the next job will tell whether the server is still there.
                Done { line: None, outcome: Outcome::Reached }
            }
        }
    }

    /// Looks whether the account can log in again.
    pub(super) async fn probe(&self) -> Done {
        match self.ready(None).await {
            Ok(line) => Done { line: Some(line), outcome: Outcome::Reached },
            Err((fault, _)) => Done { line: None, outcome: Outcome::Trouble(fault) },
        }
    }

    /// A connection that has logged in. A refused token is refreshed once and tried once more.
    async fn ready(&self, line: Option<Line>) -> Result<Line, (Fault, Route)> {
        if let Some(line) = line {
            return Ok(line);
        }
        let smtp = &self.account.provider.smtp;
        let nowhere = || Route { host: smtp.host.clone(), port: smtp.port, ..Route::default() };
        let token = self.keeper.token().await.map_err(|fault| (fault, nowhere()))?;
        let tls = self
            .tls
            .get_or_try_init(async || {
                trust::client_config(self.account.provider.ca_pem.as_deref()).map(Arc::new)
            })
            .await
            .map_err(|fault| (fault, nowhere()))?;
        let to = Destination {
            account: &self.account,
            tls: tls.clone(),
            connect_wait: self.settings.connect_wait,
        };
        match Line::open(&to, &token).await {
            Ok(line) => return Ok(line),
            Err(Trouble::Failed { fault, route }) => return Err((fault, route)),
            Err(Trouble::LoginRefused(fault)) => {
                tracing::warn!(event = "login.refused", account = %self.account.name, fault = %fault);
            }
        }
        let token =
            self.keeper.token_after(token.generation).await.map_err(|fault| (fault, nowhere()))?;
        Line::open(&to, &token).await.map_err(|trouble| match trouble {
            Trouble::LoginRefused(fault) => (fault.fact("account", &self.account.name), nowhere()),
            Trouble::Failed { fault, route } => (fault, route),
        })
    }

    /// Writes down what the attempt came to. `results` leaves out what stays as it is.
    async fn settle(
        &self,
        job: &Job,
        mut results: Vec<(usize, RecipientState, Option<String>)>,
        mut fault: Option<Fault>,
        route: Route,
    ) {
        let now = self.clock.now();
        let still_waiting: Vec<usize> = waiting(job)
            .into_iter()
            .filter(|number| {
                !results.iter().any(|(settled, state, _)| {
                    settled == number && *state != RecipientState::Waiting
                })
            })
            .collect();
        if !still_waiting.is_empty() && self.retry.gives_up(job.tries, now.since(job.accepted_at)) {
            let last = fault.take();
            results.retain(|(_, state, _)| *state != RecipientState::Waiting);
            results.extend(still_waiting.into_iter().map(|number| {
                let words = last.as_ref().and_then(|fault| fault.words.clone());
                (number, RecipientState::Failed, words)
            }));
            let gave_up = Fault::new(Code::GaveUp);
            fault = Some(match last {
                Some(last) => gave_up.fact("last", last.code).words(last),
                None => gave_up,
            });
        }
        let retry_at = job.due_at.unwrap_or_else(|| now + self.retry.wait(job.tries));
        let code = fault.as_ref().map(|fault| fault.code.as_str());
        tracing::info!(event = "attempt.ended", job = %job.id, number = job.tries, fault = code);
        let settlement = Settlement { results, retry_at, route, fault };
        // If the storage refuses, the job stays under way until the next start, and is then tried
        // again: a repeated mail rather than a lost one. The storage's own trouble is logged there.
        self.settle_until_written(job, settlement).await;
    }

    async fn settle_until_written(&self, job: &Job, settlement: Settlement) {
        const TRIES: u32 = 100;
        const WAIT: std::time::Duration = std::time::Duration::from_secs(1);
        for _ in 0..TRIES {
            match self.spool.settle(job.id, settlement.clone(), self.clock.now()).await {
                Ok(_) => return self.news.happened(),
                Err(fault) => {
                    tracing::error!(event = "attempt.not-settled", job = %job.id, fault = %fault);
                    tokio::time::sleep(WAIT).await;
                }
            }
        }
    }
}

/// Whether the trouble passes by itself.
pub(super) fn passes(fault: &Fault) -> bool {
    fault.remedy() == Remedy::RetryLater
}

/// The numbers of the recipients that still wait.
fn waiting(job: &Job) -> Vec<usize> {
    let states = job.recipients.iter().enumerate();
    states
        .filter(|(_, recipient)| recipient.state == RecipientState::Waiting)
        .map(|(number, _)| number)
        .collect()
}
