//! The figures of the way out, for people and for machines.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::Load;
use super::super::machine::Machine;
use super::super::relays::Manners;
use super::super::report::{Goal, median};
use super::Flow;

/// All that was measured. Of three figures the first is scanpost's, the second Postfix', the third that of
/// the Postfix without TLS and log-in.
#[derive(Debug)]
pub(crate) struct Report {
    pub(super) machine: Machine,
    pub(super) manners: Manners,
    pub(super) backlogs: [Backlog; 2],
    /// Of single mails, while a connection is still open.
    pub(super) kept: [Vec<Duration>; 3],
    /// Of single mails that need a new connection.
    pub(super) anew: [Vec<Duration>; 3],
}

/// All rounds of one full queue.
#[derive(Debug)]
pub(super) struct Backlog {
    pub(super) load: Load,
    pub(super) flows: [Vec<Flow>; 3],
}

impl Backlog {
    pub(super) fn of(load: Load) -> Self {
        Self { load, flows: [const { Vec::new() }; 3] }
    }

    fn delivered_per_second(&self) -> [f64; 3] {
        self.medians(|flow| f64::from(self.load.mails) / flow.took.as_secs_f64())
    }

    fn cpu_seconds_per_thousand(&self) -> [f64; 3] {
        self.medians(|flow| flow.cpu.as_secs_f64() * 1000.0 / f64::from(self.load.mails))
    }

    fn medians(&self, of: impl Fn(&Flow) -> f64) -> [f64; 3] {
        self.flows.each_ref().map(|flows| median(flows.iter().map(&of).collect()))
    }

    /// How many times as fast scanpost is as this one, round by round.
    fn faster_than(&self, other: usize) -> f64 {
        let pairs = self.flows[0].iter().zip(&self.flows[other]);
        median(pairs.map(|(ours, theirs)| theirs.took.div_duration_f64(ours.took)).collect())
    }
}

impl Report {
    fn goals(&self) -> Vec<Goal> {
        let [small, large] = &self.backlogs;
        let added = millis(percentile(&self.kept[0], 50));
        vec![
            Goal::at_least("delivered/s, 20 KB", ">= Postfix", 1.0, small.faster_than(1)),
            Goal::at_least("delivered/s, 1 MB", ">= Postfix", 1.0, large.faster_than(1)),
            Goal::at_most("added delay, median", "<= 5 ms", (5.0, "ms"), added),
        ]
    }

    pub(crate) fn json(&self) -> Value {
        let names = ["scanpost", "postfix", "postfix_in_clear"];
        let by_name = |of: &dyn Fn(usize) -> Value| -> Value {
            names.into_iter().enumerate().map(|(at, name)| (name.to_owned(), of(at))).collect()
        };
        let seconds = |delays: &[Vec<Duration>; 3]| {
            by_name(&|at| delays[at].iter().map(Duration::as_secs_f64).collect())
        };
        let backlogs = self.backlogs.iter().map(|backlog| {
            let flow = |flow: &Flow| {
                json!({
                    "seconds": flow.took.as_secs_f64(),
                    "cpu_seconds": flow.cpu.as_secs_f64(),
                })
            };
            json!({
                "load": backlog.load.name,
                "mails": backlog.load.mails,
                "ratio": backlog.faster_than(1),
                "ratio_in_clear": backlog.faster_than(2),
                "rounds": by_name(&|at| backlog.flows[at].iter().map(flow).collect()),
            })
        });
        json!({
            "machine": self.machine.json(),
            "connections": self.manners.connections,
            "postfix_connection_reuse": self.manners.reuse,
            "queues": backlogs.collect::<Vec<_>>(),
            "delay_seconds": {"kept": seconds(&self.kept), "anew": seconds(&self.anew)},
            "goals": self.goals().iter().map(Goal::json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.machine)?;
        writeln!(out, "Postfix {}, Debian's limits and durability", self.machine.postfix)?;
        let kept = if self.manners.reuse { "kept while it has work" } else { "one for each mail" };
        writeln!(out, "to the provider, {} connections each:", self.manners.connections)?;
        writeln!(out, "  scanpost: STARTTLS, XOAUTH2; connections kept for 30 s")?;
        writeln!(out, "  Postfix:  STARTTLS, PLAIN; connections {kept}")?;
        writeln!(out, "  in clear: Postfix, no TLS, no log-in; connections {kept}")?;
        let head = ["scanpost", "Postfix", "in clear"];
        writeln!(out, "\n{:<34}{:>12}{:>12}{:>12}", "", head[0], head[1], head[2])?;
        for backlog in &self.backlogs {
            let Load { name, mails, .. } = backlog.load;
            let rounds = backlog.flows[0].len();
            writeln!(out, "a queue of {mails} x {name}, medians of {rounds}")?;
            row(out, "delivered/s", 1, backlog.delivered_per_second())?;
            row(out, "CPU s per 1,000 mails", 3, backlog.cpu_seconds_per_thousand())?;
            let ratios = [1.0, backlog.faster_than(1), backlog.faster_than(2)];
            row(out, "scanpost is faster, times", 2, ratios)?;
        }
        for (what, delays) in [
            ("single mails, connection open", &self.kept),
            ("single mails after a pause", &self.anew),
        ] {
            writeln!(out, "{what}, {} each", delays[0].len())?;
            for (what, percent) in [("least", 0), ("median", 50), ("95 %", 95)] {
                let of = delays.each_ref().map(|delays| millis(percentile(delays, percent)));
                row(out, &format!("added delay, ms, {what}"), 2, of)?;
            }
        }
        writeln!(out)?;
        for goal in self.goals() {
            writeln!(out, "{goal}")?;
        }
        Ok(())
    }
}

fn row(out: &mut fmt::Formatter<'_>, what: &str, digits: usize, of: [f64; 3]) -> fmt::Result {
    let [ours, theirs, in_clear] = of;
    writeln!(out, "  {what:<32}{ours:>12.digits$}{theirs:>12.digits$}{in_clear:>12.digits$}")
}

fn millis(delay: Duration) -> f64 {
    delay.as_secs_f64() * 1000.0
}

/// The delay that so many percent do not exceed (nearest rank).
fn percentile(delays: &[Duration], percent: usize) -> Duration {
    let mut sorted = delays.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_percent_do_not_exceed_a_percentile() {
        let delays: Vec<_> = (1..=20).rev().map(Duration::from_millis).collect();
        let of = |percent| percentile(&delays, percent).as_millis();
        assert_eq!([of(0), of(50), of(95), of(100)], [1, 10, 19, 20]);
        assert_eq!(percentile(&delays[..1], 95), delays[0]);
    }

    #[test]
    fn a_queue_that_is_emptied_in_half_the_time_is_twice_as_fast() {
        let load = Load { name: "any", mails: 1, octets: 1, sessions: 1 };
        let flow = |seconds| Flow { took: Duration::from_secs(seconds), cpu: Duration::ZERO };
        let flows = [vec![flow(1), flow(9)], vec![flow(2), flow(18)], vec![flow(1), flow(9)]];
        let backlog = Backlog { load, flows };
        assert!((backlog.faster_than(1) - 2.0).abs() < 1e-9);
        assert!((backlog.faster_than(2) - 1.0).abs() < 1e-9);
    }
}
