//! `cargo xtask bench users`: what it costs a mail that ten thousand users are known, beside one.
//!
//! Two gateways stand before the same provider, which is scanpost's own sandbox: nothing is held against
//! another program here, only scanpost against itself. Each has a device that sends for users, and one user
//! who has signed in; the second knows 9,999 people more. Both are warmed up. Then they take turns, and
//! begin in turn, so that a busy moment of the machine meets both. The clock runs from the first MAIL until
//! the provider has the last mail.
//!
//! What the difference says is told by the noise beside it: how much the same gateway differs from itself
//! from one round to the next.

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use scanpost_journeys::mail::Scan;
use scanpost_journeys::process::{self, Server, poll_until};
use scanpost_journeys::smtp::Connection;
use serde_json::{Value, json};

use super::machine::Machine;
use super::relays::{ACCOUNT_NAME, TIME_TO_START, command, serve};
use super::report::median;
use super::{Folder, Options};

const MAILBOX: &str = "scans@sandbox.example";
const ANNA: &str = "anna@sandbox.example";

/// Users whom the second gateway knows.
const MANY: usize = 10_000;

/// Of one round, at each gateway.
const MAILS: u32 = 300;
const OCTETS: usize = 20_000;

pub(crate) fn measure(program: &Path, options: &Options) -> Result<Report, String> {
    let folder = Folder::make()?;
    let machine = Machine::look(folder.path(), program)?;
    println!("starting the provider and two gateways in {}", folder.path().display());
    let provider = Provider::start(program, folder.path());
    let gateways = [1, MANY].map(|users| Gateway::start(program, folder.path(), &provider, users));
    for gateway in &gateways {
        gateway.run(&provider, MAILS / 3)?;
    }
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..options.rounds as usize {
        for turn in [round % 2, (round + 1) % 2] {
            let time = gateways[turn].run(&provider, MAILS)?;
            took[turn].push(time / MAILS);
        }
        let of = |turn: usize| millis(took[turn][round]);
        println!(
            "round {}: 1 user {:.3} ms a mail, {MANY} users {:.3} ms",
            round + 1,
            of(0),
            of(1)
        );
    }
    Ok(Report { machine, took })
}

/// The sandbox, with the mailboxes of the site and of the user.
struct Provider {
    web: String,
    file: PathBuf,
    _server: Server,
}

impl Provider {
    fn start(program: &Path, dir: &Path) -> Self {
        let file = dir.join("provider.toml");
        let mut sandbox = Command::new(program);
        sandbox.args(["sandbox", "--json", "--provider-file"]).arg(&file);
        for mailbox in [MAILBOX, ANNA] {
            sandbox.args(["--mailbox", mailbox]);
        }
        for flag in ["--web", "--smtp", "--pop3", "--pop3-stls"] {
            sandbox.args([flag, "127.0.0.1:0"]);
        }
        let server = Server::start("scanpost sandbox", sandbox);
        let web = server.wait_for("its address", TIME_TO_START, |line| {
            let json: Value = serde_json::from_str(line).ok()?;
            json.get("web")?.as_str().map(str::to_owned)
        });
        Self { web, file, _server: server }
    }

    /// Somebody types the code there, as this person.
    fn approve(&self, code: &str, mailbox: &str) {
        let fields = [format!("code={code}"), format!("mailbox={mailbox}")];
        let data = ["--data", &fields[0], "--data", &fields[1], "--data", "decision=approve"];
        curl(&[&data[..], &[&format!("{}/device/decision", self.web)]].concat());
    }

    /// How many mails the user has sent.
    fn sent(&self) -> u64 {
        let loads: Value =
            serde_json::from_str(&curl(&[&format!("{}/loads", self.web)])).expect("it is JSON");
        loads[ANNA]["recipients"].as_u64().unwrap_or(0)
    }
}

/// `scanpost serve` with so many users, of whom one has signed in.
struct Gateway {
    smtp: SocketAddr,
    _server: Server,
}

impl Gateway {
    fn start(program: &Path, dir: &Path, provider: &Provider, users: usize) -> Self {
        let data = dir.join(format!("users-{users}"));
        fs::create_dir_all(&data).expect("the benchmark's folder can be written");
        let (server, smtp, web) = serve_pages(program, &data);
        let run = |words: &[&str]| {
            let ended = process::run(command(program, &data, words), b"", TIME_TO_START);
            ended.expect_success(words[0]);
        };
        let file = provider.file.display().to_string();
        run(&["account", "add", ACCOUNT_NAME, "--address", MAILBOX, "--provider", &file]);
        run(&["device", "add", "loopback", "--range", "127.0.0.0/8", "--sender", "per-user"]);
        let asking = ["account", "sign-in", ACCOUNT_NAME, "--json"];
        let asking = Server::start("scanpost account sign-in", command(program, &data, &asking));
        let code = asking.wait_for("a user code", TIME_TO_START, |line| {
            let json: Value = serde_json::from_str(line).ok()?;
            json.get("user_code")?.as_str().map(str::to_owned)
        });
        provider.approve(&code, MAILBOX);
        assert!(asking.wait_for_end(TIME_TO_START).0.success(), "the site is not signed in");
        let others = (1..users).map(|number| format!("User {number},user{number}@sandbox.example"));
        let table: Vec<_> = std::iter::once(format!("Anna,{ANNA}")).chain(others).collect();
        let path = data.with_extension("csv");
        fs::write(&path, table.join("\n")).expect("the benchmark's folder can be written");
        run(&["user", "import", &path.display().to_string()]);
        sign_in(&web, &data.with_extension("cookies"), provider);
        Self { smtp, _server: server }
    }

    /// How long so many mails take, from the first MAIL until the provider has the last one.
    fn run(&self, provider: &Provider, mails: u32) -> Result<Duration, String> {
        let scan = Scan::new("of-a-user", ANNA, MAILBOX, OCTETS);
        let before = provider.sent();
        let failed = |error: std::io::Error| format!("a mail was not accepted: {error}");
        let mut printer = Connection::open(self.smtp).map_err(failed)?;
        printer.order("EHLO printer").map_err(failed)?;
        let begun = Instant::now();
        for _ in 0..mails {
            printer.send(ANNA, &[MAILBOX], &scan.octets).map_err(failed)?;
        }
        let all = before + u64::from(mails);
        let there = poll_until(TIME_TO_DELIVER, || provider.sent() >= all);
        let took = begun.elapsed();
        there.then_some(took).ok_or_else(|| "mails are left".to_owned())
    }
}

/// The user signs in on the page for users, with a code.
fn sign_in(web: &str, cookies: &Path, provider: &Provider) {
    let (page, origin) = (format!("{web}/me"), format!("origin: {web}"));
    let cookies = cookies.display().to_string();
    let address = format!("address={ANNA}");
    let fields = ["--data", &address, "--data", "way=device-code", "--header", &origin];
    curl(&[&fields[..], &["--cookie-jar", &cookies, &page]].concat());
    let look = || curl(&["--cookie", &cookies, &page]);
    let shown = look();
    let code = shown.split_once("id=\"code\">").and_then(|(_, rest)| rest.split_once('<'));
    provider.approve(code.expect("the page shows a code").0, ANNA);
    let signed_in = poll_until(TIME_TO_START, || look().contains("id=\"signed-in\""));
    assert!(signed_in, "the user is not signed in");
}

fn serve_pages(program: &Path, data: &Path) -> (Server, SocketAddr, String) {
    let (server, smtp) = serve(program, data);
    let web = server.wait_from(0, "its pages", TIME_TO_START, |line| {
        let json: Value = serde_json::from_str(line).ok()?;
        Some(format!("http://{}", json.get("web")?.as_str()?))
    });
    (server, smtp, web)
}

fn curl(words: &[&str]) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--max-time", "20"]).args(words);
    process::run(curl, b"", Duration::from_secs(30)).expect_success("curl").stdout
}

/// Time a mail, of each round: with one user, and with many.
#[derive(Debug)]
pub(crate) struct Report {
    machine: Machine,
    took: [Vec<Duration>; 2],
}

impl Report {
    /// With many users, as a multiple of the same round's with one.
    fn ratios(&self) -> Vec<f64> {
        let pairs = self.took[0].iter().zip(&self.took[1]);
        pairs.map(|(one, many)| many.div_duration_f64(*one)).collect()
    }

    /// How much a gateway differs from itself between one round and the next: the median, as a part.
    fn noise(&self) -> f64 {
        let of = |took: &Vec<Duration>| {
            let steps = took.windows(2).map(|two| (two[1].div_duration_f64(two[0]) - 1.0).abs());
            steps.collect::<Vec<_>>()
        };
        let all: Vec<f64> = self.took.iter().flat_map(of).collect();
        if all.is_empty() { f64::NAN } else { median(all) }
    }

    pub(crate) fn json(&self) -> Value {
        let seconds =
            |took: &Vec<Duration>| -> Vec<f64> { took.iter().map(Duration::as_secs_f64).collect() };
        json!({
            "mails_a_round": MAILS,
            "octets": OCTETS,
            "users": MANY,
            "seconds_a_mail": {"one": seconds(&self.took[0]), "many": seconds(&self.took[1])},
            "ratio": median(self.ratios()),
            "noise": self.noise(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ratios = self.ratios();
        ratios.sort_by(f64::total_cmp);
        let [one, many] = &self.took;
        let a_mail = |took: &Vec<Duration>| median(took.iter().copied().map(millis).collect());
        writeln!(f, "{}\n", self.machine)?;
        writeln!(f, "{} rounds of {MAILS} mails of {} KB each", one.len(), OCTETS / 1000)?;
        writeln!(f, "1 user:       {:.3} ms a mail", a_mail(one))?;
        writeln!(f, "{MANY} users: {:.3} ms a mail", a_mail(many))?;
        let (least, most) = (ratios.first(), ratios.last());
        let (least, most) = (least.copied().unwrap_or(f64::NAN), most.copied().unwrap_or(f64::NAN));
        let ratio = median(ratios);
        writeln!(f, "ratio:        {ratio:.3} (rounds: {least:.3} to {most:.3})")?;
        write!(f, "noise:        {:.3} between a gateway's own rounds", self.noise())
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

const TIME_TO_DELIVER: Duration = Duration::from_mins(2);
