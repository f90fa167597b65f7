//! The status sheet: how everything stands, made from what is really so. It is shown on a page, printed, and
//! answered by mail; all of them have the same.
//!
//! - this file: the machine, its network, receiving, jobs, faults, devices
//! - `mail_servers`: each mail server as printers show it on their own pages
//! - `prints`: sheets on their way to a printer
//!
//! Names, addresses of mailboxes, states and sentences: no token, no password, no code, and of no mail whom it
//! goes to or comes from. Whoever stands at the printer may read it.

mod mail_servers;
mod prints;

use std::collections::BTreeSet;
use std::sync::Weak;

use super::views::{DeviceView, ReceivingFunctionView, ReceivingView, StatusView};
use super::{Gateway, Inner};
use crate::Stored;
use crate::clock::Time;
use crate::fault::{Code, Fault};
use crate::journal::{ArrivalStep, Entry, Event};
use crate::network::Exit;
use crate::network::reach::Reach;
use crate::profile::job_codes;
use crate::receive::{ArrivalState, TellStatus};
use crate::sheet::{Part, Row, Sheet};
use crate::site::{Chosen, Function, MailSettings, Notices};
use crate::spool::{Job, JobFilter, JobState};
use crate::words::{self, Language, Voice};
use mail_servers::Known;
pub(super) use prints::Prints;

/// Jobs of one state that are named.
const MOST_JOBS: usize = 10;

/// Devices that are named.
const MOST_DEVICES: usize = 20;

/// Faults that are named, each code once.
const MOST_FAULTS: usize = 5;

/// Entries of the journal in which faults are looked for.
const MOST_ENTRIES: usize = 500;

impl Gateway {
    /// How everything stands.
    pub async fn sheet(&self, voice: impl Into<Voice>) -> Result<Sheet, Fault> {
        Wording(voice.into()).sheet(self).await
    }

    /// Each mail server, as printers show it at their control panel.
    pub async fn mail_servers(&self, voice: Voice) -> Result<Vec<Part>, Fault> {
        let accounts = self.accounts().await?;
        let known = Known::of(self, &accounts, self.inner.part().await?.value).await?;
        Ok(Wording(voice).mail_servers(&known))
    }

    /// The language of the site, for whoever asks for none.
    pub async fn language(&self) -> Result<Language, Fault> {
        Ok(self.inner.part::<Notices>().await?.value.language)
    }
}

/// Tells the status of a gateway as long as it is there.
pub(super) struct Teller(pub(super) Weak<Inner>);

impl TellStatus for Teller {
    fn status(&self, language: Language) -> Stored<'_, Sheet> {
        Box::pin(async move {
            let inner = self.0.upgrade().ok_or_else(|| Fault::new(Code::Stopping))?;
            Gateway { inner }.sheet(language).await
        })
    }
}

#[derive(Clone, Copy)]
struct Wording(Voice);

impl Wording {
    async fn sheet(self, gateway: &Gateway) -> Result<Sheet, Fault> {
        let inner = &gateway.inner;
        let status = gateway.status().await?;
        let receiving = gateway.receiving().await?;
        let mail: MailSettings = inner.part().await?.value;
        let host = inner.settings.submission.hostname.as_str();
        let machine = vec![
            self.row("sheet-version", status.version.as_str()),
            self.row("sheet-now", plain(status.now)),
            self.row("sheet-since", plain(status.started_at)),
            self.row("sheet-disk", words::size(self.0, status.free_bytes)),
        ];
        let mut parts = vec![Part::new(self.say("sheet-scanpost", &[]), machine)];
        let network = self.network(host, &status, &mail);
        let known = Known::of(gateway, &status.accounts, mail).await?;
        parts.extend(self.mail_servers(&known));
        let entries = inner.store.latest(MOST_ENTRIES).await?;
        parts.extend([
            Part::new(self.say("sheet-receiving", &[]), self.receiving(&receiving)),
            Part::new(self.say("sheet-network", &[]), network),
            Part::new(self.say("sheet-jobs", &[]), self.jobs(gateway, &status).await?),
            Part::new(self.say("sheet-faults", &[]), self.faults(&entries)),
            Part::new(self.say("sheet-devices", &[]), self.devices(&gateway.devices().await?)),
        ]);
        Ok(Sheet { title: self.say("status-mail-subject", &[("host", host)]), parts })
    }

    fn network(self, host: &str, status: &StatusView, mail: &MailSettings) -> Vec<Row> {
        let own: Vec<String> = Reach::now().addresses().map(|one| one.to_string()).collect();
        let mut rows = vec![
            self.row("sheet-host", host),
            self.row("sheet-addresses", self.or_none(own.join(", "))),
        ];
        rows.extend(status.listeners.iter().map(|listener| {
            let what = listener.what.to_uppercase();
            Row::new(self.say("sheet-listens", &[("what", &what)]), &listener.address)
        }));
        let proxy = mail.proxy.as_ref().map(|proxy| format!("{}:{}", proxy.host, proxy.port));
        rows.push(self.row("sheet-proxy", self.or_none(proxy.unwrap_or_default())));
        rows.push(self.row("sheet-exit", self.exit(mail.network.as_ref())));
        rows
    }

    fn exit(self, exit: Option<&Exit>) -> String {
        exit.map_or_else(|| self.say("sheet-exit-system", &[]), ToString::to_string)
    }

    fn receiving(self, receiving: &ReceivingView) -> Vec<Row> {
        let is_used = |function: &&ReceivingFunctionView| function.chosen != Chosen::Nothing;
        let used = receiving.functions.iter().filter(is_used);
        let mut rows: Vec<Row> = used.map(|function| self.function(function)).collect();
        if rows.is_empty() {
            rows.push(self.row("sheet-functions", self.say("sheet-none", &[])));
        }
        for (state, id) in [
            (ArrivalState::Waiting, "sheet-arrivals-waiting"),
            (ArrivalState::Quarantined, "sheet-arrivals-quarantined"),
        ] {
            let counted = receiving.arrivals.iter().find(|(of, _)| *of == state);
            rows.push(self.row(id, counted.map_or(0, |(_, count)| *count).to_string()));
        }
        rows
    }

    /// Who it is for, how often its mails are fetched, and how that went the last time.
    fn function(self, function: &ReceivingFunctionView) -> Row {
        let name = match function.function {
            Function::EmailStatus => "function-email-status",
            Function::PrintMail => "function-print-mail",
            Function::DeliveryReports => "function-delivery-reports",
            _ => "function-internet-fax-receive",
        };
        let minutes = function.interval_minutes.to_string();
        let stands = match (&function.fault, &function.last_poll) {
            (Some(fault), _) => self.say("sheet-not-polled", &[("why", &self.what(fault))]),
            (None, None) => self.say("sheet-never-polled", &[]),
            (None, Some(polled)) => {
                let (at, waiting) = (plain(polled.at), polled.waiting.to_string());
                match &polled.fault {
                    None => self.say("sheet-polled-well", &[("at", &at), ("waiting", &waiting)]),
                    Some(fault) => {
                        self.say("sheet-polled-badly", &[("at", &at), ("why", &self.what(fault))])
                    }
                }
            }
        };
        self.row(name, format!("{}; {stands}", self.say("sheet-every", &[("minutes", &minutes)])))
    }

    async fn jobs(self, gateway: &Gateway, status: &StatusView) -> Result<Vec<Row>, Fault> {
        let newest = |state, most| async move {
            let filter = JobFilter { state, most, ..JobFilter::default() };
            Ok::<_, Fault>(gateway.jobs(filter).await?.jobs)
        };
        let accepted = newest(None, 1).await?.first().map(|job| job.accepted_at);
        let delivered = newest(Some(JobState::Delivered), MOST_JOBS).await?;
        let delivered = delivered.iter().filter_map(|job| job.ended_at).max();
        let moment = |at: Option<Time>| self.or_none(at.map(plain).unwrap_or_default());
        let mut rows = vec![
            self.row("sheet-last-accepted", moment(accepted)),
            self.row("sheet-last-delivered", moment(delivered)),
        ];
        let open = status.jobs.iter().filter(|(state, _)| !state.is_final());
        rows.extend(
            open.map(|(state, count)| {
                Row::new(words::job_state(self.0, *state), count.to_string())
            }),
        );
        for state in [JobState::Waiting, JobState::Held] {
            let jobs = newest(Some(state), MOST_JOBS).await?;
            rows.extend(jobs.iter().map(|job| self.job(job)));
        }
        Ok(rows)
    }

    /// Which one, of which device, and what hinders it.
    fn job(self, job: &Job) -> Row {
        let state = words::job_state(self.0, job.state);
        let why = job.fault.as_ref().map(|fault| format!(": {}", self.what(fault)));
        Row::new(job.id.to_string(), format!("{}, {state}{}", job.device, why.unwrap_or_default()))
    }

    /// The newest first, each with its code and the numbers of makers for it.
    fn faults(self, newest_first: &[Entry]) -> Vec<Row> {
        let mut known = BTreeSet::new();
        let faults = newest_first.iter().filter_map(|entry| Some((entry.at, fault(&entry.event)?)));
        let rows = faults.filter(|(_, fault)| known.insert(fault.code.as_str())).map(|(at, it)| {
            let numbers = job_codes(it.code).into_iter();
            let numbers: Vec<_> =
                numbers.map(|code| format!("{} {}", code.maker, code.number)).collect();
            let code = if numbers.is_empty() {
                it.code.to_string()
            } else {
                format!("{} ({})", it.code, numbers.join(", "))
            };
            Row::new(plain(at), format!("{code}: {}", self.what(it)))
        });
        let rows: Vec<Row> = rows.take(MOST_FAULTS).collect();
        if rows.is_empty() {
            return vec![self.row("sheet-last-faults", self.say("sheet-none", &[]))];
        }
        rows
    }

    fn devices(self, devices: &[DeviceView]) -> Vec<Row> {
        let mut rows = vec![self.row("sheet-devices-count", devices.len().to_string())];
        rows.extend(devices.iter().take(MOST_DEVICES).map(|device| {
            let seen = device.facts.seen.as_ref();
            let seen = seen.map(|seen| self.say("sheet-seen", &[("at", &plain(seen.at))]));
            Row::new(&device.name, seen.unwrap_or_else(|| self.say("sheet-never-seen", &[])))
        }));
        let more = devices.len().saturating_sub(MOST_DEVICES);
        rows.extend((more > 0).then(|| self.row("sheet-devices-more", more.to_string())));
        rows
    }

    fn row(self, id: &str, value: impl Into<String>) -> Row {
        Row::new(self.say(id, &[]), value)
    }

    fn or_none(self, value: String) -> String {
        if value.is_empty() { self.say("sheet-none", &[]) } else { value }
    }

    fn what(self, fault: &Fault) -> String {
        words::fault(self.0, &fault.of_nobody()).what
    }

    fn say(self, id: &str, args: &[(&str, &str)]) -> String {
        words::text(self.0, id, args)
    }
}

/// What went wrong, if an entry says so.
fn fault(event: &Event) -> Option<&Fault> {
    match event {
        Event::AttemptEnded { fault, .. }
        | Event::JobFailed { fault }
        | Event::JobUncertain { fault } => fault.as_ref(),
        Event::AccountHeld { fault }
        | Event::GrantHindered { fault }
        | Event::GrantLapsed { fault }
        | Event::MailLeft { fault, .. }
        | Event::Warned { fault }
        | Event::Arrival {
            step:
                ArrivalStep::NotHandedOn { fault }
                | ArrivalStep::NotConfirmed { fault }
                | ArrivalStep::Quarantined { fault },
            ..
        } => Some(fault),
        _ => None,
    }
}

/// `2026-11-21 18:30:00 UTC`.
fn plain(at: Time) -> String {
    at.to_string().replace('T', " ").replace('Z', " UTC")
}
