//! The figures of receiving, for people and for machines.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::machine::Machine;
use super::super::report::{Goal, median, mib};
use super::readers::Fetched;

/// All that was measured. Of three figures the first is scanpost's, the second mpop's, the third
/// fetchmail's.
#[derive(Debug)]
pub(crate) struct Report {
    pub(super) machine: Machine,
    pub(super) mails: usize,
    /// Of one of them.
    pub(super) octets: usize,
    pub(super) results: [Results; 3],
}

/// All rounds of one reader.
#[derive(Debug)]
pub(super) struct Results {
    pub(super) name: &'static str,
    pub(super) full: Vec<Fetched>,
    pub(super) large: Vec<Fetched>,
    /// Time and CPU time of one look.
    pub(super) looks: Vec<(Duration, Duration)>,
}

impl Results {
    pub(super) fn of(name: &'static str) -> Self {
        Self { name, full: Vec::new(), large: Vec::new(), looks: Vec::new() }
    }
}

impl Report {
    fn full(&self, of: impl Fn(&Fetched) -> f64) -> [f64; 3] {
        self.results.each_ref().map(|one| median(one.full.iter().map(&of).collect()))
    }

    fn large(&self, of: impl Fn(&Fetched) -> f64) -> [f64; 3] {
        self.results.each_ref().map(|one| median(one.large.iter().map(&of).collect()))
    }

    fn looks(&self, of: impl Fn(&(Duration, Duration)) -> f64) -> [f64; 3] {
        self.results.each_ref().map(|one| median(one.looks.iter().map(&of).collect()))
    }

    fn per_second(&self, took: Duration) -> f64 {
        whole(self.mails) / took.as_secs_f64()
    }

    fn per_thousand(&self, cpu: Duration) -> f64 {
        cpu.as_secs_f64() * 1000.0 / whole(self.mails)
    }

    /// How many times as fast scanpost is done as this one, round by round.
    fn faster_than(&self, other: usize, done: impl Fn(&Fetched) -> Duration) -> f64 {
        let pairs = self.results[0].full.iter().zip(&self.results[other].full);
        median(pairs.map(|(ours, theirs)| done(theirs).div_duration_f64(done(ours))).collect())
    }

    fn goals(&self) -> Vec<Goal> {
        let most = self.results[0].large.iter().map(|one| mib(one.peak)).fold(0.0, f64::max);
        let fetched = |one: &Fetched| one.emptied;
        let kept = |one: &Fetched| one.kept;
        vec![
            Goal::at_least("fetched/s", ">= mpop", 1.0, self.faster_than(1, fetched)),
            Goal::at_least("fetched/s", ">= fetchmail", 1.0, self.faster_than(2, fetched)),
            Goal::at_least("kept/s", ">= mpop", 1.0, self.faster_than(1, kept)),
            Goal::at_least("kept/s", ">= fetchmail", 1.0, self.faster_than(2, kept)),
            Goal::at_most("peak RSS, 100 MB (highest)", "<= 32 MiB", (32.0, "MiB"), most),
        ]
    }

    pub(crate) fn json(&self) -> Value {
        let fetched = |one: &Fetched| {
            json!({
                "emptied_seconds": one.emptied.as_secs_f64(),
                "kept_seconds": one.kept.as_secs_f64(),
                "cpu_seconds": one.cpu.as_secs_f64(),
                "peak_rss_bytes": one.peak,
            })
        };
        let look = |(took, cpu): &(Duration, Duration)| json!({"seconds": took.as_secs_f64(), "cpu_seconds": cpu.as_secs_f64()});
        let readers = self.results.iter().map(|one| {
            let of = json!({
                "full": one.full.iter().map(fetched).collect::<Vec<_>>(),
                "large": one.large.iter().map(fetched).collect::<Vec<_>>(),
                "looks": one.looks.iter().map(look).collect::<Vec<_>>(),
            });
            (one.name.to_owned(), of)
        });
        json!({
            "machine": self.machine.json(),
            "mails": self.mails,
            "mail_octets": self.octets,
            "readers": readers.collect::<serde_json::Map<_, _>>(),
            "goals": self.goals().iter().map(Goal::json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.machine)?;
        let rounds = self.results[0].full.len();
        writeln!(out, "one Dovecot, TLS from the first octet; medians of {rounds} rounds")?;
        writeln!(out, "  scanpost:  XOAUTH2; into its database, then a folder, both durable")?;
        writeln!(out, "  mpop:      PLAIN; into a maildir")?;
        writeln!(out, "  fetchmail: USER, PASS; to Dovecot by LMTP, whose work is not counted")?;
        let [ours, one, other] = self.results.each_ref().map(|one| one.name);
        writeln!(out, "\n{:<34}{ours:>12}{one:>12}{other:>12}", "")?;
        writeln!(out, "{} mails of {} octets", self.mails, self.octets)?;
        row(out, "fetched and deleted/s", 0, self.full(|one| self.per_second(one.emptied)))?;
        row(out, "kept/s", 0, self.full(|one| self.per_second(one.kept)))?;
        row(out, "CPU s per 1,000 mails", 3, self.full(|one| self.per_thousand(one.cpu)))?;
        row(out, "peak RSS, MiB", 1, self.full(|one| mib(one.peak)))?;
        let fetched = |other| self.faster_than(other, |one| one.emptied);
        row(out, "scanpost fetches faster, times", 2, [1.0, fetched(1), fetched(2)])?;
        writeln!(out, "a look into an empty mailbox")?;
        row(out, "ms", 1, self.looks(|(took, _)| took.as_secs_f64() * 1000.0))?;
        row(out, "CPU ms", 1, self.looks(|(_, cpu)| cpu.as_secs_f64() * 1000.0))?;
        writeln!(out, "one mail of 100 MB")?;
        row(out, "s until it is kept", 2, self.large(|one| one.kept.as_secs_f64()))?;
        row(out, "CPU s", 2, self.large(|one| one.cpu.as_secs_f64()))?;
        row(out, "peak RSS, MiB", 1, self.large(|one| mib(one.peak)))?;
        writeln!(out)?;
        for goal in self.goals() {
            writeln!(out, "{goal}")?;
        }
        Ok(())
    }
}

fn row(out: &mut fmt::Formatter<'_>, what: &str, digits: usize, of: [f64; 3]) -> fmt::Result {
    let [ours, one, other] = of;
    writeln!(out, "  {what:<32}{ours:>12.digits$}{one:>12.digits$}{other:>12.digits$}")
}

fn whole(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
