//! `cargo xtask test`: everything that must hold before a change is taken, stage by stage.
//!
//! A stage is run, fails, or says plainly why it was not run; the last lines repeat it. The first
//! failure ends the run and names the command that runs that one stage again.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::child;
use crate::install::{self, Readiness};

/// Runs the stages that the words name; no word means all of them.
pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let chosen = choose(words)?;
    let mut report = Vec::new();
    for stage in chosen {
        println!("\n=== {}: {} ===", stage.name, stage.what);
        let begun = Instant::now();
        let outcome = (stage.run)(stage.limit);
        let took = begun.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome::Passed) => {
                println!("=== {} passed in {took:.1} s ===", stage.name);
                report.push(format!("passed   {:<9} {took:>7.1} s", stage.name));
            }
            Ok(Outcome::NotRun(why)) => {
                println!("=== {} NOT RUN: {why} ===", stage.name);
                report.push(format!("NOT RUN  {:<9} {why}", stage.name));
            }
            Err(why) => {
                return Err(format!(
                    "!!! {} FAILED after {took:.1} s: {why}\n!!! once more: cargo xtask test {}",
                    stage.name, stage.name
                ));
            }
        }
    }
    println!("\n{}", report.join("\n"));
    Ok(())
}

/// All stages with what they do, for the usage text.
pub(crate) fn stages() -> String {
    let lines = STAGES.iter().map(|stage| format!("  {:<9} {}", stage.name, stage.what));
    lines.collect::<Vec<_>>().join("\n")
}

struct Stage {
    name: &'static str,
    what: &'static str,
    /// Longer than this it never takes on a small machine; then it hangs.
    limit: Duration,
    run: fn(Duration) -> Result<Outcome, String>,
}

enum Outcome {
    Passed,
    NotRun(String),
}

const STAGES: [Stage; 8] = [
    Stage { name: "fmt", what: "the code's form", limit: Duration::from_mins(5), run: fmt },
    Stage { name: "clippy", what: "lints", limit: Duration::from_mins(40), run: clippy },
    Stage { name: "deny", what: "dependencies", limit: Duration::from_mins(10), run: deny },
    Stage { name: "build", what: "the program", limit: Duration::from_mins(40), run: build },
    Stage {
        name: "crates",
        what: "every crate's tests",
        limit: Duration::from_hours(1),
        run: crates,
    },
    Stage { name: "docs", what: "examples in the docs", limit: Duration::from_mins(30), run: docs },
    Stage {
        name: JOURNEYS,
        what: "device, gateway and provider with foreign parts",
        limit: Duration::from_hours(1),
        run: journeys,
    },
    Stage {
        name: BROWSER,
        what: "the pages in a real browser",
        limit: Duration::from_hours(1),
        run: browser,
    },
];

const JOURNEYS: &str = "journeys";
const BROWSER: &str = "browser";
/// The journeys that need the browser.
const PAGES: &str = "pages";
const GUIDES: &str = "guides";

fn choose(words: &[&str]) -> Result<Vec<&'static Stage>, String> {
    let quick = words.contains(&"--quick");
    let names: Vec<_> = words.iter().filter(|word| **word != "--quick").collect();
    let known = |name: &str| STAGES.iter().any(|stage| stage.name == name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        return Err(format!("there is no stage `{unknown}`; there are:\n{}", stages()));
    }
    let wanted = |stage: &&Stage| match names.as_slice() {
        [] => !(quick && [JOURNEYS, BROWSER].contains(&stage.name)),
        names => names.iter().any(|name| **name == stage.name),
    };
    Ok(STAGES.iter().filter(wanted).collect())
}

fn fmt(limit: Duration) -> Result<Outcome, String> {
    if !child::succeeds("cargo", &["fmt", "--version"]) {
        return Ok(not_run("rustfmt is not installed: rustup component add rustfmt"));
    }
    cargo(&["fmt", "--all", "--check"], limit)
}

fn clippy(limit: Duration) -> Result<Outcome, String> {
    if !child::succeeds("cargo", &["clippy", "--version"]) {
        return Ok(not_run("clippy is not installed: rustup component add clippy"));
    }
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], limit)
}

fn deny(limit: Duration) -> Result<Outcome, String> {
    if !child::succeeds("cargo", &["deny", "--version"]) {
        return Ok(not_run("cargo-deny is not installed: cargo install cargo-deny"));
    }
    // The list of advisories lies in the network, which a test may not need: `cargo deny check`.
    cargo(&["deny", "check", "bans", "licenses", "sources"], limit)
}

fn build(limit: Duration) -> Result<Outcome, String> {
    cargo(&["build", "--package", "scanpost"], limit)
}

fn crates(limit: Duration) -> Result<Outcome, String> {
    if has_nextest() {
        cargo(&["nextest", "run", "--config-file", NEXTEST, "--workspace"], limit)
    } else {
        cargo(&["test", "--workspace", "--all-targets"], limit)
    }
}

fn docs(limit: Duration) -> Result<Outcome, String> {
    cargo(&["test", "--workspace", "--doc"], limit)
}

/// The journeys are marked `#[ignore]`, so that a plain `cargo test` never takes them for passed.
fn journeys(limit: Duration) -> Result<Outcome, String> {
    if let Readiness::Missing(why) = install::foreign_parts()? {
        return Ok(Outcome::NotRun(why));
    }
    let files = journey_files()?;
    run_journeys(files.iter().map(String::as_str).filter(|file| *file != PAGES), limit)
}

/// Some of them sign in at the foreign provider, so its parts are needed as well.
fn browser(limit: Duration) -> Result<Outcome, String> {
    for parts in [install::foreign_parts()?, install::browser()?] {
        if let Readiness::Missing(why) = parts {
            return Ok(Outcome::NotRun(why));
        }
    }
    println!("pictures of the pages: {}", screenshots()?.display());
    run_journeys([PAGES, GUIDES], limit)
}

fn run_journeys<'file>(
    files: impl IntoIterator<Item = &'file str>,
    limit: Duration,
) -> Result<Outcome, String> {
    build(limit)?;
    let of = ["--package", "scanpost-journeys"];
    let files = files.into_iter().flat_map(|file| ["--test", file]).collect::<Vec<_>>();
    let words = if has_nextest() {
        let nextest = ["nextest", "run", "--config-file", NEXTEST, "--run-ignored", "only"];
        [&nextest, of.as_slice(), &files].concat()
    } else {
        [&["test"], of.as_slice(), &files, &["--", "--ignored", "--test-threads", "2"]].concat()
    };
    cargo(&words, limit)
}

/// The names of journeys/tests.
fn journey_files() -> Result<Vec<String>, String> {
    let folder = root().join("journeys/tests");
    let files = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let name = |file: fs::DirEntry| Some(file.path().file_stem()?.to_str()?.to_owned());
    Ok(files.filter_map(Result::ok).filter_map(name).collect())
}

/// Where the browser's journeys put their pictures: in the target folder that we lie in as well.
fn screenshots() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program.ancestors().nth(2).ok_or("cargo puts programs in target/…")?;
    Ok(target.join("screenshots"))
}

fn cargo(words: &[&str], limit: Duration) -> Result<Outcome, String> {
    // The cargo that runs us, so that a toolchain chosen with `+` stays chosen.
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    child::run(command.args(words).current_dir(root()), limit)?;
    Ok(Outcome::Passed)
}

fn has_nextest() -> bool {
    child::succeeds("cargo", &["nextest", "--version"])
}

fn not_run(why: &str) -> Outcome {
    Outcome::NotRun(why.to_owned())
}

/// The workspace.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// How long one test may take.
const NEXTEST: &str = "xtask/nextest.toml";

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<&'static str> {
        let chosen = choose(words).expect("the words are known");
        chosen.iter().map(|stage| stage.name).collect()
    }

    #[test]
    fn no_word_means_every_stage() {
        assert_eq!(names(&[]).len(), STAGES.len());
    }

    #[test]
    fn quick_leaves_out_the_foreign_parts_only() {
        assert_eq!(names(&["--quick"]).len(), STAGES.len() - 2);
        assert!(!names(&["--quick"]).contains(&JOURNEYS));
        assert!(!names(&["--quick"]).contains(&BROWSER));
        assert_eq!(names(&["--quick", JOURNEYS]), [JOURNEYS]);
    }

    #[test]
    fn a_named_stage_runs_alone() {
        assert_eq!(names(&["docs", "fmt"]), ["fmt", "docs"]);
    }

    #[test]
    fn a_stage_that_nobody_knows_is_answered_with_those_that_there_are() {
        let Err(answer) = choose(&["tests"]) else { panic!("`tests` is no stage") };
        assert!(answer.contains("`tests`") && answer.contains(JOURNEYS), "{answer}");
    }
}
