//! One attempt at one job, from the claim to the settlement.
//!
//! The claim has already written down the attempt and the later retry. Here the mail goes out and
//! the result is settled before the connection takes the next one, so that a crash leaves at most
//! one mail a connection in doubt.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use scanpost_proto::smtp::client::{Envelope, MailResult};
use tokio::time::Instant;

use super::governor::{Pass, Place, Share};
use super::line::Line;
use super::log_in::log_in;
use super::mood::Works;
use super::outgoing::{Writing, outgoing};
use super::settlement::{Ended, open_in_turn, settlement};
use super::verdict::judge;
use crate::clock::Clock;
use crate::device::Registry;
use crate::fault::{Class, Code, Fault};
use crate::journal::{News, Route};
use crate::oauth::Account;
use crate::oauth::keeper::Keeper;
use crate::settings::{DeliverySettings, RetryPolicy};
use crate::spool::{Job, RecipientState, Settlement, Spool};

/// A storage that does not take a settlement is asked again: first soon, then every half minute.
const SETTLE_AGAIN: Duration = Duration::from_secs(1);
const LONGEST_SETTLE_WAIT: Duration = Duration::from_secs(30);

/// What an account's queue and all its attempts work with.
pub struct Tools {
    pub account: Account,
    pub spool: Arc<dyn Spool>,
    pub devices: Arc<Registry>,
    pub keeper: Keeper,
    pub clock: Clock,
    pub news: News,
    pub retry: RetryPolicy,
    pub settings: DeliverySettings,
    /// In the limits of the mailbox.
    pub share: Share,
}

impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tools").field("account", &self.account.name).finish_non_exhaustive()
    }
}

/// What the queue learns from an attempt or a probe.
pub(super) struct Done {
    /// The connection, if it can be used again.
    pub(super) line: Option<Line>,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// The account works so far, and the job, if there was one, is settled.
    Reached(Works),
    /// The account is in trouble: wait, rest or hold, as the fault's class says.
    Trouble(Fault),
}

impl Done {
    /// A log-in went well, now or earlier.
    pub(super) fn logged_in(line: Option<Line>) -> Self {
        Self { line, outcome: Outcome::Reached(Works::LogIn) }
    }
}

/// How the handing over of one mail went, and the connection if it is still good.
struct HandedOver {
    ended: Ended,
    route: Route,
    line: Option<Line>,
}

impl Tools {
    /// Tries to deliver a claimed job, over an `idle` connection or a new one.
    pub(super) async fn attempt(&self, job: Job, idle: Option<Line>, mut pass: Pass) -> Done {
        let mut place = pass.take_place();
        if let Some(line) = idle {
            let of_line = line.place.clone();
            let handed_over = self.hand_over(&job, line, &mut pass).await;
            // A server may hang up an idle connection whenever it likes. Nothing of the mail has
            // arrived, so it need not wait for its next attempt.
            if !handed_over.was_cut_off() || !pass.again(Instant::now()) {
                return self.settled(&job, handed_over).await;
            }
            place = Some(of_line);
        }
        let place = match place {
            Some(place) => place,
            None => self.share.place().await,
        };
        match self.log_in(place).await {
            Ok(line) => {
                let handed_over = self.hand_over(&job, line, &mut pass).await;
                self.settled(&job, handed_over).await
            }
            Err((fault, route)) => {
                self.settle(&job, Ended::NotShown(fault.clone()), route).await;
                Done { line: None, outcome: Outcome::Trouble(fault) }
            }
        }
    }

    /// Looks whether the account can log in again.
    pub(super) async fn probe(&self) -> Done {
        match self.log_in(self.share.place().await).await {
            Ok(line) => Done::logged_in(Some(line)),
            Err((fault, _)) => Done { line: None, outcome: Outcome::Trouble(fault) },
        }
    }

    /// Logs in for its own sake; the connection is not kept.
    pub(super) async fn check(&self) -> Done {
        match self.log_in(self.share.place().await).await {
            Ok(line) => {
                tokio::spawn(line.close());
                Done::logged_in(None)
            }
            Err((fault, _)) => Done { line: None, outcome: Outcome::Trouble(fault) },
        }
    }

    async fn settled(&self, job: &Job, handed_over: HandedOver) -> Done {
        let HandedOver { ended, route, line } = handed_over;
        let outcome = ended.outcome();
        self.settle(job, ended, route).await;
        Done { line, outcome }
    }

    async fn hand_over(&self, job: &Job, mut line: Line, pass: &mut Pass) -> HandedOver {
        let mut route = line.route.clone();
        let mut numbers = open_in_turn(job);
        // The others get it in a mail of their own.
        numbers.truncate(pass.recipients(numbers.len()));
        let writing = Writing {
            rule: self.devices.sender_rule(&job.device),
            faxes: job.is_fax().then(|| self.devices.faxes()),
        };
        let outgoing = match outgoing(&*self.spool, job, &self.account, &writing).await {
            Ok(outgoing) => outgoing,
            Err(fault) => {
                let lost = fault.code == Code::BodyMissing;
                let failed = |number| (number, RecipientState::Failed, None);
                let results = if lost { numbers.into_iter().map(failed).collect() } else { vec![] };
                let ended = Ended::Shown { results, fault: Some(fault) };
                return HandedOver { ended, route, line: Some(line) };
            }
        };
        let mut reports = job.reports.passed_on(&numbers);
        // By it a report finds its job, where the sender has given the mail no name of its own.
        reports.envid.get_or_insert_with(|| job.id.to_string());
        let envelope = Envelope {
            from: self.account.address.clone(),
            to: numbers.iter().map(|number| job.recipients[*number].address.clone()).collect(),
            size: Some(outgoing.size_bytes),
            eight_bit: job.eight_bit,
            utf8: true, // only if an address needs it: see `Envelope`
            reports,
        };
        (route.sender, route.mended) = (outgoing.sender, outgoing.mended);
        route.message_id = outgoing.message_id;
        let sent = line.send(&envelope, outgoing.body).await;
        pass.said(line.mail_answered_at);
        pass.taken(taken(&sent), Instant::now());
        match sent {
            Ok(result) => {
                let verdict = judge(&result, job.fault.as_ref());
                let results = numbers
                    .into_iter()
                    .zip(verdict.results)
                    .map(|(number, (state, reply))| (number, state, Some(reply)))
                    .collect();
                let fault = verdict.fault.map(|fault| self.naming_the_account(fault));
                let ended = Ended::Shown { results, fault };
                HandedOver { ended, route, line: (!verdict.login_lost).then_some(line) }
            }
            // The log-in had gone well; the next job will tell whether the server is still there.
            Err(fault) => {
                let fault = self.naming_the_account(fault);
                let uncertain = |number| (number, RecipientState::Uncertain, None);
                let results = match fault.class() {
                    Class::Uncertain => numbers.into_iter().map(uncertain).collect(),
                    _ => Vec::new(),
                };
                let ended = Ended::Shown { results, fault: Some(fault) };
                HandedOver { ended, route, line: None }
            }
        }
    }

    fn naming_the_account(&self, fault: Fault) -> Fault {
        fault.fact("account", &self.account.name).fact("address", &self.account.address)
    }

    async fn log_in(&self, place: Place) -> Result<Line, (Fault, Route)> {
        log_in(&self.account, &self.keeper, place).await
    }

    /// Writes down what the attempt came to, however often the storage must be asked: until then the
    /// job counts as under way. If scanpost is stopped before, the next start tries it again: a
    /// repeated mail rather than a lost one.
    pub(super) async fn settle(&self, job: &Job, ended: Ended, route: Route) {
        let settlement = settlement(job, ended, route, &self.retry, self.clock.now());
        let fault = settlement.fault.as_ref().map(|fault| fault.code.as_str());
        let (host, reply) = (settlement.route.host.as_str(), reply_to_the_mail(&settlement));
        tracing::info!(event = "attempt.ended", job = %job.id, number = job.tries, host, fault, reply);
        let mut wait = SETTLE_AGAIN;
        let settled = loop {
            match self.spool.settle(job.id, settlement.clone(), self.clock.now()).await {
                Ok(settled) => break settled,
                Err(fault) => {
                    tracing::error!(event = "attempt.not-settled", job = %job.id, fault = %fault);
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST_SETTLE_WAIT);
                }
            }
        };
        if let Some(job) = settled.filter(|job| job.state.is_final()) {
            tracing::info!(event = "job.ended", job = %job.id, state = job.state.as_str());
        }
        self.news.happened();
    }
}

/// What the provider said when it took the mail, with its own name for it. What it says of recipients is
/// not for the log.
fn reply_to_the_mail(settlement: &Settlement) -> Option<&str> {
    let is_taken = |(_, state, _): &&(usize, RecipientState, Option<String>)| {
        *state == RecipientState::Delivered
    };
    settlement.results.iter().find(is_taken)?.2.as_deref()
}

/// How many recipients count in the provider's day: those of a mail that it took, or may have taken.
pub(super) fn taken(sent: &Result<MailResult, Fault>) -> usize {
    match sent {
        Ok(MailResult { recipients, mail: Ok(_) }) => {
            recipients.iter().filter(|recipient| recipient.is_ok()).count()
        }
        Err(fault) if fault.class() == Class::Uncertain => usize::MAX,
        Ok(_) | Err(_) => 0,
    }
}

impl Ended {
    /// What the queue learns from it.
    fn outcome(&self) -> Outcome {
        let Ended::Shown { results, fault } = self else { return Outcome::Reached(Works::LogIn) };
        let of_the_account = fault.as_ref().filter(|fault| fault.class().is_of_the_account());
        if let Some(fault) = of_the_account {
            return Outcome::Trouble(fault.clone());
        }
        let judged = results.iter().any(|(_, state, _)| !state.is_open());
        Outcome::Reached(if judged { Works::Mail } else { Works::LogIn })
    }
}

impl HandedOver {
    /// The server closed the connection, with or without a 421, and has not got the mail.
    fn was_cut_off(&self) -> bool {
        let cut_off = |fault: &Fault| {
            use Code::{ConnectionLost, MailDeferred, ServerBusy, ServerTiredOfWaiting};
            matches!(fault.code, ConnectionLost | MailDeferred | ServerBusy | ServerTiredOfWaiting)
        };
        let Ended::Shown { results, fault: Some(fault) } = &self.ended else { return false };
        self.line.is_none() && results.is_empty() && cut_off(fault)
    }
}
