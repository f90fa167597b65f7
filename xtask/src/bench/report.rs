//! The table, the goals, and the same for machines.

use std::fmt;

use serde_json::{Value, json};

use super::machine::Machine;
use super::relays::Manners;
use super::{Load, Run};

/// All that was measured. Of two figures the first is scanpost's, the second Postfix'.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) manners: Manners,
    pub(crate) results: [Results; 2],
    pub(crate) at_rest: [Memory; 2],
    pub(crate) after: [Memory; 2],
}

/// All rounds of one load.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) load: Load,
    pub(crate) runs: [Vec<Run>; 2],
}

/// What lies in the RAM while nothing happens, in octets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    pub(crate) resident: u64,
    pub(crate) proportional: u64,
    pub(crate) processes: usize,
}

impl Results {
    fn accepted_per_second(&self) -> [f64; 2] {
        self.median(|run| f64::from(self.load.mails) / run.accepted.as_secs_f64())
    }

    fn delivered_per_second(&self) -> [f64; 2] {
        self.median(|run| f64::from(self.load.mails) / run.delivered.as_secs_f64())
    }

    fn cpu_seconds_per_thousand(&self) -> [f64; 2] {
        self.median(|run| run.cpu.as_secs_f64() * 1000.0 / f64::from(self.load.mails))
    }

    fn peak_mib(&self) -> [f64; 2] {
        self.median(|run| mib(run.peak))
    }

    /// Of scanpost's figure over Postfix', round by round: a busy moment meets both.
    fn median_ratio(&self, of: impl Fn(&Run) -> f64) -> f64 {
        let [ours, theirs] = &self.runs;
        median(ours.iter().zip(theirs).map(|(ours, theirs)| of(ours) / of(theirs)).collect())
    }

    fn median(&self, of: impl Fn(&Run) -> f64) -> [f64; 2] {
        [0, 1].map(|relay: usize| median(self.runs[relay].iter().map(&of).collect()))
    }

    fn faster(&self) -> f64 {
        1.0 / self.median_ratio(|run| run.accepted.as_secs_f64())
    }

    fn cpu_share(&self) -> f64 {
        self.median_ratio(|run| run.cpu.as_secs_f64())
    }
}

/// One thing that is wanted, and what was measured.
pub(super) struct Goal {
    what: &'static str,
    wanted: &'static str,
    measured: f64,
    unit: &'static str,
    reached: bool,
}

impl Goal {
    /// A ratio.
    pub(super) fn at_least(
        what: &'static str,
        wanted: &'static str,
        least: f64,
        measured: f64,
    ) -> Self {
        Self { what, wanted, measured, unit: "x", reached: measured >= least }
    }

    pub(super) fn at_most(
        what: &'static str,
        wanted: &'static str,
        (most, unit): (f64, &'static str),
        measured: f64,
    ) -> Self {
        Self { what, wanted, measured, unit, reached: measured <= most }
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "what": self.what,
            "wanted": self.wanted,
            "measured": self.measured,
            "unit": self.unit,
            "reached": self.reached,
        })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Goal { what, wanted, measured, unit, reached } = self;
        let verdict = if *reached { "reached" } else { "not reached" };
        write!(out, "{what:<28}{wanted:<20}{measured:>8.2} {unit:<4} {verdict}")
    }
}

impl Report {
    fn goals(&self) -> Vec<Goal> {
        let [small, large] = &self.results;
        let most = |peaks: &[Run]| peaks.iter().map(|run| mib(run.peak)).fold(0.0, f64::max);
        let third = (1.0 / 3.0, "x");
        let idle = mib(self.at_rest[0].resident);
        vec![
            Goal::at_least("accepted/s, 10 KB", ">= 3 x Postfix", 3.0, small.faster()),
            Goal::at_most("CPU a mail, 10 KB", "<= 1/3 of Postfix", third, small.cpu_share()),
            Goal::at_most("CPU a mail, 20 MB", "<= 1/3 of Postfix", third, large.cpu_share()),
            Goal::at_most(
                "peak RSS, 20 MB (highest)",
                "<= 32 MiB",
                (32.0, "MiB"),
                most(&large.runs[0]),
            ),
            Goal::at_most("idle RSS, signed in", "<= 12 MiB", (12.0, "MiB"), idle),
            Goal::at_most(
                "program, stripped",
                "<= 15 MiB",
                (15.0, "MiB"),
                mib(self.machine.program),
            ),
        ]
    }

    pub(crate) fn json(&self) -> Value {
        let loads = self.results.iter().map(|results| {
            let run = |run: &Run| {
                json!({
                    "accepted_seconds": run.accepted.as_secs_f64(),
                    "delivered_seconds": run.delivered.as_secs_f64(),
                    "cpu_seconds": run.cpu.as_secs_f64(),
                    "peak_rss_bytes": run.peak,
                })
            };
            let [ours, theirs] = &results.runs;
            json!({
                "load": results.load.name,
                "mails": results.load.mails,
                "sessions": results.load.sessions,
                "accepted_ratio": results.faster(),
                "cpu_ratio": results.cpu_share(),
                "scanpost": ours.iter().map(run).collect::<Vec<_>>(),
                "postfix": theirs.iter().map(run).collect::<Vec<_>>(),
            })
        });
        let memory = |memory: &Memory| {
            json!({
                "rss_bytes": memory.resident,
                "pss_bytes": memory.proportional,
                "processes": memory.processes,
            })
        };
        json!({
            "machine": self.machine.json(),
            "connections": self.manners.connections,
            "postfix_connection_reuse": self.manners.reuse,
            "program_bytes": self.machine.program,
            "loads": loads.collect::<Vec<_>>(),
            "idle": {"scanpost": memory(&self.at_rest[0]), "postfix": memory(&self.at_rest[1])},
            "idle_after": {"scanpost": memory(&self.after[0]), "postfix": memory(&self.after[1])},
            "goals": self.goals().iter().map(Goal::json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_conditions(out)?;
        writeln!(out, "\n{:<34}{:>12}{:>12}{:>12}", "", "scanpost", "Postfix", "ratio")?;
        for results in &self.results {
            let Load { name, mails, sessions, .. } = results.load;
            writeln!(out, "{name} x {mails} at {sessions} connections")?;
            row(out, "accepted/s", 1, results.accepted_per_second())?;
            row(out, "delivered/s", 1, results.delivered_per_second())?;
            row(out, "CPU s per 1,000 mails", 3, results.cpu_seconds_per_thousand())?;
            row(out, "peak RSS, MiB", 1, results.peak_mib())?;
        }
        writeln!(out, "at rest")?;
        for (when, memory) in [("signed in", &self.at_rest), ("after all", &self.after)] {
            row(out, &format!("RSS {when}, MiB"), 1, memory.map(|m| mib(m.resident)))?;
            row(out, &format!("PSS {when}, MiB"), 1, memory.map(|m| mib(m.proportional)))?;
        }
        let processes = self.after.map(|memory| memory.processes);
        writeln!(out, "  {:<32}{:>12}{:>12}", "processes after all", processes[0], processes[1])?;
        writeln!(out)?;
        for goal in self.goals() {
            writeln!(out, "{goal}")?;
        }
        Ok(())
    }
}

impl Report {
    fn write_conditions(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = self.results[0].runs[0].len();
        let postfix = &self.machine.postfix;
        let kept = if self.manners.reuse { "kept for more mails" } else { "one for each mail" };
        write!(out, "{}", self.machine)?;
        writeln!(out, "Postfix {postfix}, Debian's limits and durability, its log in a file")?;
        writeln!(out, "to the provider: {} connections each, STARTTLS;", self.manners.connections)?;
        writeln!(out, "  scanpost: XOAUTH2, checked by introspection; connections kept")?;
        writeln!(out, "  Postfix:  PLAIN, a fixed password; connections {kept}")?;
        writeln!(out, "medians of {rounds} rounds; the provider's and the sender's CPU not counted")
    }
}

fn row(out: &mut fmt::Formatter<'_>, what: &str, digits: usize, figures: [f64; 2]) -> fmt::Result {
    let [ours, theirs] = figures;
    let ratio = ours / theirs;
    writeln!(out, "  {what:<32}{ours:>12.digits$}{theirs:>12.digits$}{ratio:>12.2}")
}

pub(super) fn mib(octets: u64) -> f64 {
    let kib = u32::try_from(octets / 1024).unwrap_or(u32::MAX);
    f64::from(kib) / 1024.0
}

/// The middle one; of an even number the mean of the two in the middle.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    let (lower, upper) = ((figures.len() - 1) / 2, figures.len() / 2);
    f64::midpoint(figures[lower], figures[upper])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]).to_bits(), 2.0f64.to_bits());
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]).to_bits(), 3.0f64.to_bits());
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let run = |accepted, cpu| Run {
            accepted: Duration::from_secs(accepted),
            delivered: Duration::from_secs(9),
            cpu: Duration::from_secs(cpu),
            peak: 0,
        };
        // The second round was slow for both, the third for one.
        let ours = vec![run(1, 1), run(10, 1), run(1, 1)];
        let theirs = vec![run(3, 4), run(30, 4), run(9, 4)];
        let load = Load { name: "any", mails: 1, octets: 1, sessions: 1 };
        let results = Results { load, runs: [ours, theirs] };
        assert!((results.faster() - 3.0).abs() < 1e-9);
        assert!((results.cpu_share() - 0.25).abs() < 1e-9);
    }
}
