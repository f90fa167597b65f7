//! `cargo xtask bench`: scanpost and Postfix as the relay, on the same machine, in the same run, in
//! front of the same provider. Three are benchmarks of their own: [`delivery`], the way out, [`receive`],
//! what comes by mail, and [`users`], what many users cost a mail.
//!
//! 1. The provider ([`upstream`]), both relays ([`relays`]) and their data folders are made anew.
//! 2. Both are warmed up. Then they take turns, so that a busy moment of the machine meets both.
//! 3. Of each figure the median of all rounds is shown, with the ratio to what is wanted ([`report`]).
//!
//! Nothing fails for a figure. The settings of both and what may be unfair are printed with the table
//! and explained in `docs/performance.md`.

mod delivery;
mod machine;
mod postfix;
mod processes;
mod receive;
mod relays;
mod report;
mod upstream;
mod users;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use scanpost_journeys::foreign::ACCOUNT;
use serde_json::Value;

use self::relays::{Manners, PostfixRelay, Protection, Relay, Scanpost};
use self::report::{Memory, Report, Results};
use self::upstream::Upstream;
use crate::install::{self, Readiness};
use crate::{child, test};

/// Runs the benchmark with these options, or another one that is named.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let (which, words) = match words {
        ["delivery", rest @ ..] => (Which::Delivery, rest),
        ["receive", rest @ ..] => (Which::Receive, rest),
        ["users", rest @ ..] => (Which::Users, rest),
        all => (Which::Relays, all),
    };
    let options = Options::read(words)?;
    if let Readiness::Missing(why) = install::foreign_parts()? {
        return Err(format!("the benchmark cannot be run here: {why}"));
    }
    let program = match &options.program {
        Some(program) => program.clone(),
        None => build()?,
    };
    match which {
        Which::Relays => {
            let report = measure(&program, &options)?;
            options.publish(&report, || report.json())
        }
        Which::Delivery => {
            let report = delivery::measure(&program, &options)?;
            options.publish(&report, || report.json())
        }
        Which::Receive => {
            let report = receive::measure(&program, &options)?;
            options.publish(&report, || report.json())
        }
        Which::Users => {
            let report = users::measure(&program, &options)?;
            options.publish(&report, || report.json())
        }
    }
}

enum Which {
    Relays,
    Delivery,
    Receive,
    Users,
}

/// One kind of mails, sent by smtp-source with a new connection for each mail.
#[derive(Clone, Copy, Debug)]
struct Load {
    name: &'static str,
    mails: u32,
    octets: u32,
    sessions: u32,
}

const SMALL: Load = Load { name: "10 KB", mails: 2000, octets: 10_000, sessions: 20 };
const LARGE: Load = Load { name: "20 MB", mails: 20, octets: 20_000_000, sessions: 4 };

/// What one relay did with one load, once.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Until the last mail had its 250.
    accepted: Duration,
    /// Until the provider had the last mail.
    delivered: Duration,
    cpu: Duration,
    peak: u64,
}

fn measure(program: &Path, options: &Options) -> Result<Report, String> {
    let folder = Folder::make()?;
    let dir = folder.path();
    let machine = machine::Machine::look(dir, program)?;
    println!("starting the provider and both relays in {}", dir.display());
    let upstream = Upstream::start(dir);
    let scanpost = Scanpost::start(program, dir, &upstream, options.manners);
    let postfix = PostfixRelay::start(dir, &upstream, options.manners, Protection::Full);
    let relays: [&dyn Relay; 2] = [&scanpost, &postfix];

    let at_rest = relays.map(|relay| memory_at_rest(relay, QUIET_AT_START));
    for relay in relays {
        for load in [Load { mails: 200, ..SMALL }, Load { mails: 4, ..LARGE }] {
            run_once(relay, load, &upstream)?;
        }
    }
    let mut results = [SMALL, LARGE].map(|load| Results { load, runs: [Vec::new(), Vec::new()] });
    for round in 1..=options.rounds {
        for Results { load, runs } in &mut results {
            for (relay, runs) in relays.into_iter().zip(runs) {
                let run = run_once(relay, *load, &upstream)?;
                println!(
                    "round {round}, {}, {:<8}: accepted in {:.2} s, delivered in {:.2} s",
                    load.name,
                    relay.name(),
                    run.accepted.as_secs_f64(),
                    run.delivered.as_secs_f64()
                );
                runs.push(run);
            }
        }
    }
    let after = relays.map(|relay| memory_at_rest(relay, QUIET_AT_END));
    Ok(Report { machine, manners: options.manners, results, at_rest, after })
}

/// Sends a load to a relay and waits until the provider has all of it.
fn run_once(relay: &dyn Relay, load: Load, upstream: &Upstream) -> Result<Run, String> {
    let (family, before) = (relay.family(), upstream.arrived());
    family.settle();
    let (cpu, watch) = (family.cpu(), family.watch());
    let begun = Instant::now();
    send(relay, load)?;
    let accepted = begun.elapsed();
    upstream.wait_until_arrived(before + u64::from(load.mails));
    let delivered = begun.elapsed();
    family.settle();
    Ok(Run { accepted, delivered, cpu: family.cpu().saturating_sub(cpu), peak: watch.end() })
}

/// The load generator of Postfix. `timeout` ends it, so that we need not look and lose milliseconds.
fn send(relay: &dyn Relay, load: Load) -> Result<(), String> {
    let mut source = Command::new("timeout");
    source
        .args(["--kill-after=5", &TIME_TO_ACCEPT.as_secs().to_string(), "smtp-source"])
        .args(["-s", &load.sessions.to_string(), "-m", &load.mails.to_string()])
        .args(["-l", &load.octets.to_string(), "-M", "printer.example.com"])
        .args(["-f", ACCOUNT, "-t", "person@example.com"])
        .arg(format!("inet:{}", relay.address()));
    let ended = source.output().map_err(|error| format!("smtp-source: {error}"))?;
    let words = String::from_utf8_lossy(&ended.stderr);
    ended
        .status
        .success()
        .then_some(())
        .ok_or_else(|| format!("smtp-source to {}: {} {words}", relay.name(), ended.status))
}

fn memory_at_rest(relay: &dyn Relay, quiet: Duration) -> Memory {
    relay.family().settle();
    std::thread::sleep(quiet);
    let family = relay.family();
    Memory {
        resident: family.resident(),
        proportional: family.proportional(),
        processes: family.count(),
    }
}

/// The program as it is shipped.
fn build() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--package", "scanpost"]).current_dir(test::root());
    child::run(&mut command, Duration::from_mins(40))?;
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| test::root().join("target"), |dir| test::root().join(dir));
    Ok(target.join("release/scanpost"))
}

/// A folder on a real disk that other users can pass through. It goes with its content.
struct Folder(PathBuf);

impl Folder {
    fn make() -> Result<Self, String> {
        // Not /tmp, which is often in the memory; Postfix' own users must reach it.
        let path = PathBuf::from(format!("/var/tmp/scanpost-bench-{}", std::process::id()));
        std::fs::create_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the logs are in {}", self.0.display());
        } else if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} is left: {error}", self.0.display());
        }
    }
}

/// What the command line says.
#[derive(Debug)]
struct Options {
    rounds: u32,
    /// In a full mailbox.
    mails: u32,
    manners: Manners,
    program: Option<PathBuf>,
    json: Option<PathBuf>,
}

impl Options {
    /// Prints the figures, and writes them to a file if that is wanted.
    fn publish(&self, report: &dyn Display, json: impl FnOnce() -> Value) -> Result<(), String> {
        println!("{report}");
        let Some(file) = &self.json else { return Ok(()) };
        let text = format!("{:#}\n", json());
        std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    fn read(words: &[&str]) -> Result<Self, String> {
        let manners = Manners { connections: 3, reuse: true };
        let mut options = Self { rounds: 5, mails: 10_000, manners, program: None, json: None };
        let number = |option: &str, word: &str, most: u32| {
            let number = word.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| format!("{option} wants a number from 1 to {most}, not `{word}`"))
        };
        let mut words = words.iter();
        while let Some(option) = words.next() {
            if *option == "--no-reuse" {
                options.manners.reuse = false;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{option} says nothing\n{USAGE}"))?;
            match *option {
                "--rounds" => options.rounds = number(option, value, 100)?,
                "--mails" => options.mails = number(option, value, 50_000)?,
                "--connections" => {
                    options.manners.connections = number(option, value, 100)? as usize;
                }
                "--program" => options.program = Some(value.into()),
                "--json" => options.json = Some(value.into()),
                _ => return Err(format!("there is no option `{option}`\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

/// For the usage text of all commands.
pub(crate) const USAGE: &str = "\
       cargo xtask bench           scanpost and Postfix as the relay, side by side (Debian, root)
       cargo xtask bench delivery  the way out alone: a full queue, and a single mail
       cargo xtask bench receive   a full mailbox, beside mpop and fetchmail
       cargo xtask bench users     ten thousand users beside one, time a mail
             --mails N             in it (10,000)
             --rounds N            how often (5)
             --connections N       to the provider, for both (3, as Exchange Online allows)
             --no-reuse            Postfix makes a connection for every mail, as is its default
             --program FILE        this scanpost instead of a new release build
             --json FILE           all figures, for machines";

const TIME_TO_ACCEPT: Duration = Duration::from_mins(5);
/// Long enough for what a start leaves behind.
const QUIET_AT_START: Duration = Duration::from_secs(3);
const QUIET_AT_END: Duration = Duration::from_secs(3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order() {
        let options = Options::read(&["--json", "out", "--no-reuse", "--rounds", "7"]);
        let options = options.expect("all are known");
        assert_eq!(options.rounds, 7);
        assert_eq!(options.json.as_deref(), Some(Path::new("out")));
        assert!(!options.manners.reuse);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for words in [&["--rounds", "0"][..], &["--rounds"], &["--round", "3"]] {
            assert!(Options::read(words).is_err(), "{words:?}");
        }
    }
}
