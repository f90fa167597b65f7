//! The status as a sheet of paper, for who asks for it by mail.
//!
//! Names, states and sentences: no token, no password, no code, and of no mail whom it goes to.

use std::sync::Weak;

use super::views::{AccountView, ReceivingFunctionView};
use super::{Gateway, Inner};
use crate::Stored;
use crate::fault::Fault;
use crate::paper::{Row, Section, Sheet};
use crate::receive::{ArrivalState, TellStatus};
use crate::site::Function;
use crate::spool::{Job, JobFilter, JobState};
use crate::words::{self, Language};

/// Jobs of one state that are named.
const MOST_JOBS: usize = 20;

/// Devices that are named.
const MOST_DEVICES: usize = 200;

/// Tells the status of a gateway as long as it is there.
pub(super) struct Teller(pub(super) Weak<Inner>);

impl TellStatus for Teller {
    fn status(&self, language: Language) -> Stored<'_, Sheet> {
        Box::pin(async move {
            let gone = || Fault::new(crate::fault::Code::Stopping);
            let gateway = Gateway { inner: self.0.upgrade().ok_or_else(gone)? };
            Wording(language).sheet(&gateway).await
        })
    }
}

struct Wording(Language);

impl Wording {
    async fn sheet(&self, gateway: &Gateway) -> Result<Sheet, Fault> {
        let status = gateway.status().await?;
        let receiving = gateway.receiving().await?;
        let host = gateway.inner.settings.submission.hostname.as_str();
        let section = |id: &str, rows| Section { title: self.say(id, &[]), rows };
        let machine = vec![
            self.row("sheet-version", status.version),
            self.row("sheet-now", status.now.to_string()),
            self.row("sheet-since", status.started_at.to_string()),
            self.row("sheet-disk", words::size(self.0, status.free_bytes)),
        ];
        let accounts = status.accounts.iter().map(|account| self.account(account)).collect();
        let count = |(state, count): &(JobState, u64)| {
            Row::new(words::job_state(self.0, *state), count.to_string())
        };
        let is_open = |(state, _): &&(JobState, u64)| !state.is_final();
        let mut jobs: Vec<Row> = status.jobs.iter().filter(is_open).map(count).collect();
        for state in [JobState::Waiting, JobState::Held] {
            let filter = JobFilter { state: Some(state), most: MOST_JOBS, ..JobFilter::default() };
            jobs.extend(gateway.jobs(filter).await?.jobs.iter().map(|job| self.job(job)));
        }
        let mut functions: Vec<Row> =
            receiving.functions.iter().map(|function| self.function(function)).collect();
        for (state, id) in [
            (ArrivalState::Waiting, "sheet-arrivals-waiting"),
            (ArrivalState::Quarantined, "sheet-arrivals-quarantined"),
        ] {
            let counted = receiving.arrivals.iter().find(|(of, _)| *of == state);
            functions.push(self.row(id, counted.map_or(0, |(_, count)| *count).to_string()));
        }
        let devices = gateway.devices().await?;
        let devices = devices.iter().take(MOST_DEVICES).map(|device| {
            let seen = device.facts.seen.as_ref();
            let seen = seen.map(|seen| self.say("sheet-seen", &[("at", &seen.at.to_string())]));
            Row::new(&device.name, seen.unwrap_or_else(|| self.say("sheet-never-seen", &[])))
        });
        Ok(Sheet {
            title: self.say("status-mail-subject", &[("host", host)]),
            sections: vec![
                section("sheet-scanpost", machine),
                section("sheet-accounts", accounts),
                section("sheet-jobs", jobs),
                section("sheet-receiving", functions),
                section("sheet-devices", devices.collect()),
            ],
        })
    }

    fn account(&self, account: &AccountView) -> Row {
        let mut facts = vec![words::token_status(self.0, account.token_status)];
        facts.extend(account.token_fault.as_ref().map(|fault| self.what(fault)));
        facts.extend(account.connection.as_ref().map(|connection| {
            let at = connection.at.to_string();
            match &connection.fault {
                None => self.say("sheet-log-in-well", &[("at", &at)]),
                Some(fault) => {
                    self.say("sheet-log-in-badly", &[("at", &at), ("why", &self.what(fault))])
                }
            }
        }));
        facts.extend(account.hold.as_ref().map(|hold| {
            let (since, why) = (hold.since.to_string(), self.what(&hold.fault));
            self.say("sheet-held", &[("since", &since), ("why", &why)])
        }));
        facts.extend(
            account
                .rest
                .as_ref()
                .map(|rest| self.say("sheet-rests", &[("until", &rest.until.to_string())])),
        );
        Row::new(format!("{} ({})", account.name, account.address), facts.join("; "))
    }

    /// Which one, of which device, and what hinders it.
    fn job(&self, job: &Job) -> Row {
        let state = words::job_state(self.0, job.state);
        let why = job.fault.as_ref().map(|fault| format!(": {}", self.what(fault)));
        Row::new(job.id.to_string(), format!("{}, {state}{}", job.device, why.unwrap_or_default()))
    }

    fn function(&self, function: &ReceivingFunctionView) -> Row {
        let name = match function.function {
            Function::EmailStatus => "function-email-status",
            Function::PrintMail => "function-print-mail",
            Function::DeliveryReports => "function-delivery-reports",
            _ => "function-internet-fax-receive",
        };
        let stands = match (&function.fault, &function.last_poll) {
            (Some(fault), _) => self.say("sheet-not-polled", &[("why", &self.what(fault))]),
            (None, None) => self.say("sheet-never-polled", &[]),
            (None, Some(polled)) => {
                let (at, waiting) = (polled.at.to_string(), polled.waiting.to_string());
                match &polled.fault {
                    None => self.say("sheet-polled-well", &[("at", &at), ("waiting", &waiting)]),
                    Some(fault) => {
                        self.say("sheet-polled-badly", &[("at", &at), ("why", &self.what(fault))])
                    }
                }
            }
        };
        self.row(name, stands)
    }

    fn row(&self, id: &str, value: impl Into<String>) -> Row {
        Row::new(self.say(id, &[]), value)
    }

    fn what(&self, fault: &Fault) -> String {
        words::fault(self.0, fault).what
    }

    fn say(&self, id: &str, args: &[(&str, &str)]) -> String {
        words::text(self.0, id, args)
    }
}
