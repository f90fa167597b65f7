//! `/metrics`: how everything stands, as Prometheus and its kin read it.
//!
//! The form is `OpenMetrics` 1.0 text; names follow the conventions of Prometheus (base units, `_total`,
//! moments as `_timestamp_seconds`). Each scrape is written from one view of the gateway
//! ([`scanpost_core::gateway::metrics`]); nothing is counted here. docs/monitoring.md explains each
//! metric to administrators; docs/decisions/0013-metrics.md says who may read them, and which labels there are.

use std::fmt;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::{Registry, Unit};
use scanpost_core::clock::Time;
use scanpost_core::delivery::Flow;
use scanpost_core::gateway::Gateway;
use scanpost_core::gateway::metrics::{AccountMetrics, DeviceMetrics, Metrics};
use scanpost_core::oauth::TokenStatus;

use crate::refused::Refused;

pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S>
where
    Gateway: FromRef<S>,
{
    Router::new().route("/metrics", get(metrics))
}

async fn metrics(State(gateway): State<Gateway>) -> Result<impl IntoResponse + use<>, Refused> {
    let text = written(gateway.metrics().await?);
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text))
}

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

fn written(metrics: Metrics) -> String {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Scrape(metrics)));
    let mut text = String::new();
    text::encode(&mut text, &registry).expect("writing to a String does not fail");
    text
}

/// What one scrape shows.
#[derive(Debug)]
struct Scrape(Metrics);

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut sheet = Sheet { encoder };
        sheet.program(&self.0)?;
        sheet.jobs(&self.0)?;
        sheet.receiving(&self.0)?;
        sheet.submission(&self.0)?;
        sheet.visits(&self.0)?;
        sheet.deliveries(&self.0)?;
        sheet.accounts(&self.0)?;
        sheet.limits(&self.0)?;
        sheet.devices(&self.0)
    }
}

/// Where a scrape is written. Each family is named even if nothing of it is there yet.
struct Sheet<'a> {
    encoder: DescriptorEncoder<'a>,
}

type Labels<'a> = Vec<(&'static str, &'a str)>;

/// What one family is called and means.
struct Family {
    name: &'static str,
    help: &'static str,
    unit: Option<Unit>,
}

const fn plain(name: &'static str, help: &'static str) -> Family {
    Family { name, help, unit: None }
}

/// The unit's name is added to the family's.
const fn of(unit: Unit, name: &'static str, help: &'static str) -> Family {
    Family { name, help, unit: Some(unit) }
}

impl Sheet<'_> {
    fn family<'s>(
        &'s mut self,
        family: &'s Family,
        kind: MetricType,
    ) -> Result<MetricEncoder<'s>, fmt::Error> {
        self.encoder.encode_descriptor(family.name, family.help, family.unit.as_ref(), kind)
    }

    fn gauge<'r>(
        &mut self,
        family: &Family,
        rows: impl IntoIterator<Item = (Labels<'r>, f64)>,
    ) -> fmt::Result {
        let mut encoder = self.family(family, MetricType::Gauge)?;
        for (labels, value) in rows {
            encoder.encode_family(&labels.as_slice())?.encode_gauge(&value)?;
        }
        Ok(())
    }

    fn counter<'r>(
        &mut self,
        family: &Family,
        rows: impl IntoIterator<Item = (Labels<'r>, u64)>,
    ) -> fmt::Result {
        let mut encoder = self.family(family, MetricType::Counter)?;
        for (labels, value) in rows {
            let none = None::<&NoExemplar>;
            encoder.encode_family(&labels.as_slice())?.encode_counter(&value, none)?;
        }
        Ok(())
    }

    fn program(&mut self, all: &Metrics) -> fmt::Result {
        let version = vec![("version", all.version)];
        self.gauge(&plain("scanpost_build_info", "The program."), [(version, 1.0)])?;
        let started = of(Unit::Seconds, "process_start_time", "When scanpost was started.");
        self.gauge(&started, [(vec![], seconds(all.started_at))])?;
        let free = of(Unit::Bytes, "scanpost_disk_free", "Free where mails are kept.");
        self.gauge(&free, [(vec![], number(all.free_bytes))])?;
        let reserve =
            of(Unit::Bytes, "scanpost_disk_reserve", "With less than this free, no mail is taken.");
        self.gauge(&reserve, [(vec![], number(all.reserve_bytes))])?;
        let refused = plain("scanpost_log_ins_refused", "Administrators who were not let in.");
        self.counter(&refused, [(vec![], all.counts.log_ins_refused)])?;
        let up = "Whether the last notice of a channel that is on got through.";
        let channels = all.channels.iter();
        self.gauge(
            &plain("scanpost_notice_channel_up", up),
            channels.map(|(channel, up)| (vec![("channel", channel.as_str())], flag(*up))),
        )
    }

    fn jobs(&mut self, all: &Metrics) -> fmt::Result {
        let states =
            all.jobs.iter().map(|(state, jobs)| (vec![("state", state.as_str())], number(*jobs)));
        let help = "Jobs in each state, with the history of those that have ended.";
        self.gauge(&plain("scanpost_jobs", help), states)?;
        let help = "Jobs that have not ended.";
        self.gauge(
            &plain("scanpost_backlog_jobs", help),
            each(all, |one| number(one.backlog.as_ref().map_or(0, |backlog| backlog.jobs))),
        )?;
        let help = "Octets of the mails that have not ended.";
        self.gauge(
            &of(Unit::Bytes, "scanpost_backlog", help),
            each(all, |one| number(one.backlog.as_ref().map_or(0, |backlog| backlog.octets))),
        )?;
        let help = "When the oldest mail was accepted that waits and is not kept back by a person.";
        let oldest = known(all, |one| one.backlog.as_ref().and_then(|backlog| backlog.since));
        self.gauge(&of(Unit::Seconds, "scanpost_backlog_oldest_timestamp", help), oldest)
    }

    fn receiving(&mut self, all: &Metrics) -> fmt::Result {
        let arrivals = all.arrivals.iter();
        let help =
            "Mails that came in, in each state, with the history of those that were handed on.";
        self.gauge(
            &plain("scanpost_arrivals", help),
            arrivals.map(|(state, mails)| (vec![("state", state.as_str())], number(*mails))),
        )?;
        let polls = all.polls.iter().map(|(function, class, polls)| {
            (vec![("function", function.as_str()), ("class", class.unwrap_or("none"))], *polls)
        });
        let help = "Looks into a mailbox, by the class of what hindered them; none: nothing did.";
        self.counter(&plain("scanpost_polls", help), polls)
    }

    fn submission(&mut self, all: &Metrics) -> fmt::Result {
        let (devices, strangers) = all.connections;
        let open = [("device", devices), ("stranger", strangers)];
        let help = "Open SMTP connections.";
        self.gauge(
            &plain("scanpost_smtp_connections", help),
            open.map(|(who, count)| (vec![("peer", who)], number(count as u64))),
        )?;
        let help = "Mails, log-ins and connections of devices that were refused, by the cause.";
        let refused = all.refused.iter().map(|(code, times)| (vec![("code", *code)], *times));
        self.counter(&plain("scanpost_submissions_refused", help), refused)?;
        let help = "Mails that were taken: the device got its 250.";
        self.counter(
            &plain("scanpost_jobs_accepted", help),
            count(all, |one| one.counts.accepted),
        )?;
        let help = "Octets of the mails that were taken.";
        let accepted = count(all, |one| one.counts.accepted_bytes);
        self.counter(&of(Unit::Bytes, "scanpost_accepted", help), accepted)
    }

    /// Devices that fetch mail.
    fn visits(&mut self, all: &Metrics) -> fmt::Result {
        let (devices, strangers) = all.visit_connections;
        let peers = [("device", devices), ("stranger", strangers)];
        self.gauge(
            &plain("scanpost_pop3_connections", "Open POP3 connections."),
            peers.map(|(peer, open)| (vec![("peer", peer)], number(open as u64))),
        )?;
        let visits = all.visits;
        for (name, help, count) in [
            ("scanpost_visits", "Devices that were let into their mailbox.", visits.visits),
            (
                "scanpost_visit_lists_asked",
                "Visits for which the provider was asked what the mailbox holds.",
                visits.lists_asked,
            ),
            ("scanpost_visit_mails_fetched", "Mails that devices have fetched.", visits.mails),
            ("scanpost_visit_mails_deleted", "Mails deleted by devices.", visits.deleted),
        ] {
            self.counter(&plain(name, help), [(vec![], count)])?;
        }
        let octets = of(Unit::Bytes, "scanpost_visit_fetched", "Passed on to devices.");
        self.counter(&octets, [(vec![], visits.octets)])?;
        let help = "Log-ins and connections of devices that fetch mail which were refused.";
        let refused =
            all.visits_refused.iter().map(|(code, times)| (vec![("code", *code)], *times));
        self.counter(&plain("scanpost_visits_refused", help), refused)
    }

    fn deliveries(&mut self, all: &Metrics) -> fmt::Result {
        let ends = all.accounts.iter().flat_map(|one| {
            let ended = &one.counts;
            let ends = [
                ("delivered", ended.delivered),
                ("failed", ended.failed),
                ("uncertain", ended.uncertain),
            ];
            ends.map(|(end, jobs)| (vec![("account", one.name.as_str()), ("end", end)], jobs))
        });
        self.counter(&plain("scanpost_jobs_ended", "Jobs that have come to their end."), ends)?;
        let outcomes = all.accounts.iter().flat_map(|one| {
            let to = &one.counts;
            let outcomes =
                [("delivered", to.recipients_delivered), ("failed", to.recipients_failed)];
            outcomes.map(|(word, to)| (vec![("account", one.name.as_str()), ("outcome", word)], to))
        });
        self.counter(&plain("scanpost_recipients", "Recipients with an outcome."), outcomes)?;
        let attempts = all.accounts.iter().flat_map(|one| {
            one.counts.attempts.iter().map(|(class, attempts)| {
                (
                    vec![("account", one.name.as_str()), ("class", class.unwrap_or("none"))],
                    *attempts,
                )
            })
        });
        let help =
            "Attempts that have ended, by the class of what hindered them; none: nothing did.";
        self.counter(&plain("scanpost_attempts", help), attempts)?;
        let help = "Attempts that something hindered, by the cause.";
        let faults = all.counts.faults.iter().map(|(code, times)| (vec![("code", *code)], *times));
        self.counter(&plain("scanpost_faults", help), faults)?;
        self.delivery_times(all)
    }

    fn delivery_times(&mut self, all: &Metrics) -> fmt::Result {
        let help = "From the device's 250 to that of the last recipient.";
        let family = of(Unit::Seconds, "scanpost_delivery", help);
        let mut encoder = self.family(&family, MetricType::Histogram)?;
        for one in &all.accounts {
            let delivery = &one.counts.delivery;
            let labels = [("account", one.name.as_str())];
            let (sum, total) = (delivery.sum.as_secs_f64(), delivery.total());
            encoder.encode_family(&labels)?.encode_histogram::<NoLabelSet>(
                sum,
                total,
                &delivery.buckets(),
                None,
            )?;
        }
        Ok(())
    }

    fn accounts(&mut self, all: &Metrics) -> fmt::Result {
        let flows = all.accounts.iter().flat_map(|one| {
            FLOWS.map(|word| {
                (
                    vec![("account", one.name.as_str()), ("flow", word)],
                    flag(word_of(one.flow) == word),
                )
            })
        });
        let help = "Whether an account's mails flow: 1 at the word that is true.";
        self.gauge(&plain("scanpost_account_flow", help), flows)?;
        let help = "How often an account's queue began to wait for a person.";
        self.counter(&plain("scanpost_account_holds", help), count(all, |one| one.counts.holds))?;
        let statuses = all.accounts.iter().flat_map(|one| {
            TOKEN_STATUSES.map(|status| {
                let labels = vec![("account", one.name.as_str()), ("status", status.as_str())];
                (labels, flag(one.token_status == status))
            })
        });
        let help = "How an account's token stands: 1 at the word that is true.";
        self.gauge(&plain("scanpost_token_status", help), statuses)?;
        let help = "Tokens that were renewed.";
        self.counter(
            &plain("scanpost_token_refreshes", help),
            count(all, |one| one.counts.refreshes),
        )?;
        let help = "When the provider ends the sign-in if it is not used until then; where known.";
        self.gauge(
            &of(Unit::Seconds, "scanpost_grant_expiry_timestamp", help),
            known(all, |one| one.lapses_at),
        )?;
        let help = "When the app's secret or certificate ends; where known.";
        self.gauge(
            &of(Unit::Seconds, "scanpost_credential_expiry_timestamp", help),
            known(all, |one| one.credential_ends_at),
        )?;
        let help = "Whether the last log-in at the mail server went well.";
        let logs_in = all
            .accounts
            .iter()
            .filter_map(|one| Some((vec![("account", one.name.as_str())], flag(one.logs_in?))));
        self.gauge(&plain("scanpost_account_logs_in", help), logs_in)
    }

    fn limits(&mut self, all: &Metrics) -> fmt::Result {
        let used = all.accounts.iter().flat_map(|one| {
            LIMITS.map(|(word, used, _)| {
                (vec![("account", one.name.as_str()), ("limit", word)], f64::from(used(one)))
            })
        });
        let help = "What counts against a limit of the account's mailbox now, whoever sent it.";
        self.gauge(&plain("scanpost_limit_used", help), used)?;
        let most = all.accounts.iter().flat_map(|one| {
            LIMITS.into_iter().filter_map(|(word, _, most)| {
                let labels = vec![("account", one.name.as_str()), ("limit", word)];
                Some((labels, f64::from(most(one)?)))
            })
        });
        self.gauge(&plain("scanpost_limit_most", "The limit, where there is one."), most)
    }

    fn devices(&mut self, all: &Metrics) -> fmt::Result {
        let help = "Mails that were taken, by device.";
        let accepted = all.devices.iter().map(|device| (of_device(device), device.accepted));
        self.counter(&plain("scanpost_device_jobs_accepted", help), accepted)?;
        let moments = |moment: fn(&DeviceMetrics) -> Option<Time>| {
            let row = move |device| Some((of_device(device), seconds(moment(device)?)));
            all.devices.iter().filter_map(row)
        };
        let help = "When a device last logged in or handed over a mail.";
        self.gauge(
            &of(Unit::Seconds, "scanpost_device_seen_timestamp", help),
            moments(|device| device.seen_at),
        )?;
        let help = "When a device was last refused something.";
        self.gauge(
            &of(Unit::Seconds, "scanpost_device_refused_timestamp", help),
            moments(|device| device.refused_at),
        )
    }
}

type NoExemplar = prometheus_client::metrics::exemplar::Exemplar<NoLabelSet, f64>;

/// A limit's word, what is used of it, and how much there is.
type Limit = (&'static str, fn(&AccountMetrics) -> u32, fn(&AccountMetrics) -> Option<u32>);

const LIMITS: [Limit; 4] = [
    (
        "connections",
        |one| u32::try_from(one.usage.connections).unwrap_or(u32::MAX),
        |one| u32::try_from(one.limits.connections()).ok(),
    ),
    ("messages-a-minute", |one| one.usage.messages_a_minute, |one| one.limits.messages_a_minute),
    ("messages-a-day", |one| one.usage.messages_a_day, |one| one.limits.messages_a_day),
    ("recipients-a-day", |one| one.usage.recipients_a_day, |one| one.limits.recipients_a_day),
];

const FLOWS: [&str; 4] = ["open", "paused", "resting", "held"];

fn word_of(flow: Flow) -> &'static str {
    match flow {
        Flow::Open => "open",
        Flow::Paused { .. } => "paused",
        Flow::Resting { .. } | Flow::Full { .. } => "resting",
        Flow::Held => "held",
    }
}

const TOKEN_STATUSES: [TokenStatus; 4] = [
    TokenStatus::NotRetrieved,
    TokenStatus::WaitingForAuthorisation,
    TokenStatus::Retrieved,
    TokenStatus::Invalid,
];

/// A gauge of every account.
fn each(
    all: &Metrics,
    value: impl Fn(&AccountMetrics) -> f64,
) -> impl Iterator<Item = (Labels<'_>, f64)> {
    all.accounts.iter().map(move |one| (vec![("account", one.name.as_str())], value(one)))
}

/// A counter of every account.
fn count(
    all: &Metrics,
    value: impl Fn(&AccountMetrics) -> u64,
) -> impl Iterator<Item = (Labels<'_>, u64)> {
    all.accounts.iter().map(move |one| (vec![("account", one.name.as_str())], value(one)))
}

/// A moment of those accounts of which it is known.
fn known(
    all: &Metrics,
    moment: impl Fn(&AccountMetrics) -> Option<Time>,
) -> impl Iterator<Item = (Labels<'_>, f64)> {
    all.accounts
        .iter()
        .filter_map(move |one| Some((vec![("account", one.name.as_str())], seconds(moment(one)?))))
}

fn of_device(device: &DeviceMetrics) -> Labels<'_> {
    vec![("device", device.name.as_str())]
}

fn flag(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
fn number(count: u64) -> f64 {
    count as f64
}

/// Since 1970.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
fn seconds(moment: Time) -> f64 {
    moment.0 as f64 / 1000.0
}
