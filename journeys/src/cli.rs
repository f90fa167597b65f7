//! Every call of the `scanpost` program that the journeys make. A flag that changes, changes here.

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{self, Ended, Server};

/// The program with one data folder.
#[derive(Clone, Debug)]
pub struct Cli {
    data: PathBuf,
    /// For journeys in another time: `env` and its arguments, before the program.
    wrapper: Vec<String>,
    /// Flags of `serve` beyond its addresses.
    serve_flags: Vec<String>,
}

/// Where a running gateway listens.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    pub smtp: SocketAddr,
    pub smtps: SocketAddr,
    pub web: SocketAddr,
}

/// Where a running sandbox is met.
#[derive(Clone, Debug)]
pub struct SandboxDoors {
    /// The base of its pages.
    pub web: String,
    pub pop3: SocketAddr,
    pub pop3_stls: SocketAddr,
}

/// What `account sign-in` shows while it waits for the person.
#[derive(Debug)]
pub struct SignIn {
    process: Server,
    pub user_code: String,
    pub verification_uri: String,
}

/// A job as `job list --json` shows it.
#[derive(Clone, Debug)]
pub struct Job(pub Value);

impl Cli {
    pub fn new(data: &Path) -> Self {
        Self { data: data.to_owned(), wrapper: Vec::new(), serve_flags: Vec::new() }
    }

    /// The same program, started by another.
    #[must_use]
    pub fn through(self, wrapper: Vec<String>) -> Self {
        Self { wrapper, ..self }
    }

    /// The same program, serving with these flags.
    #[must_use]
    pub fn serving_with(self, flags: &[&str]) -> Self {
        Self { serve_flags: flags.iter().map(|&flag| flag.to_owned()).collect(), ..self }
    }

    /// `serve` on these ports (0: any), and where it then listens.
    pub fn serve(&self, ports: [u16; 3]) -> (Server, Addresses) {
        let mut command = self.command(&["serve", "--json"]);
        for (flag, port) in ["--smtp", "--smtps", "--web"].into_iter().zip(ports) {
            command.arg(flag).arg(format!("127.0.0.1:{port}"));
        }
        command.args(&self.serve_flags);
        let server = Server::start("scanpost serve", command);
        let addresses = server.wait_for("its addresses", TIME_TO_START, |line| {
            let json: Value = serde_json::from_str(line).ok()?;
            let address = |name: &str| json.get(name)?.as_str()?.parse().ok();
            Some(Addresses {
                smtp: address("smtp")?,
                smtps: address("smtps")?,
                web: address("web")?,
            })
        });
        (server, addresses)
    }

    pub fn add_account(&self, name: &str, address: &str, provider: &Path) {
        let provider = provider.display().to_string();
        let words = ["account", "add", name, "--address", address, "--provider", provider.as_str()];
        self.run(&words).expect_success("account add");
    }

    /// An account that asks for the right to receive, too.
    pub fn add_receiving_account(&self, name: &str, address: &str, provider: &Path) {
        let provider = provider.display().to_string();
        let words = ["account", "add", name, "--address", address, "--receive", "yes"];
        self.run(&[&words[..], &["--provider", &provider]].concat()).expect_success("account add");
    }

    /// Faxes that come by mail are fetched by this account's token from now on; `None`: no more.
    pub fn receive_faxes_by(&self, account: Option<&str>) {
        let words = ["slot", "set", "internet-fax-receive", account.unwrap_or("--none")];
        self.run(&words).expect_success("slot set");
    }

    /// Settings of the site, in the words of their file.
    pub fn import_settings(&self, toml: &str) {
        let folder = TempDir::new().expect("the temporary folder can be written");
        let file = folder.path().join("site.toml");
        fs::write(&file, toml).expect("the temporary folder can be written");
        let file = file.display().to_string();
        self.run(&["settings", "import", &file]).expect_success("settings import");
    }

    /// Starts a sign-in and waits until it shows its code.
    pub fn begin_sign_in(&self, name: &str) -> SignIn {
        let command = self.command(&["account", "sign-in", name, "--json"]);
        let process = Server::start("scanpost account sign-in", command);
        let (user_code, verification_uri) =
            process.wait_for("a user code", TIME_TO_ANSWER, |line| {
                let json: Value = serde_json::from_str(line).ok()?;
                let text = |name: &str| Some(json.get(name)?.as_str()?.to_owned());
                Some((text("user_code")?, text("verification_uri")?))
            });
        SignIn { process, user_code, verification_uri }
    }

    /// A device that is known by its address alone.
    pub fn add_device(&self, name: &str, range: &str) {
        self.run(&["device", "add", name, "--range", range]).expect_success("device add");
    }

    /// A device that signs in; returns its password, which is shown this once.
    pub fn add_device_with_user(&self, name: &str, range: &str, user: &str) -> String {
        let words = ["device", "add", name, "--range", range, "--user", user, "--json"];
        let shown = self.run(&words).expect_success("device add").stdout;
        let json: Value = serde_json::from_str(last_line(&shown)).expect("`--json` prints JSON");
        json["password"].as_str().expect("the password is shown once").to_owned()
    }

    /// Somebody who can log in and may do this much, or everything; returns the password.
    pub fn add_administrator(&self, name: &str, may: &[&str]) -> String {
        let mut words = vec!["administrator", "add", name, "--json"];
        words.extend(may.iter().flat_map(|may| ["--may", may]));
        let shown = self.run(&words).expect_success("administrator add").stdout;
        let json: Value = serde_json::from_str(&shown).expect("`--json` prints JSON");
        json["password"].as_str().expect("the password is shown once").to_owned()
    }

    /// A device that may fetch mail; returns its password.
    pub fn add_fetching_device(&self, name: &str, user: &str) -> String {
        let words = ["device", "add", name, "--user", user, "--fetches", "--json"];
        let shown = self.run(&words).expect_success("device add").stdout;
        let json: Value = serde_json::from_str(last_line(&shown)).expect("`--json` prints JSON");
        json["password"].as_str().expect("the password is shown once").to_owned()
    }

    /// The mailbox of this account is what devices read.
    pub fn let_devices_read(&self, account: &str) {
        self.run(&["slot", "set", "device-mailbox", account]).expect_success("slot set");
    }

    /// The newest jobs, at most a thousand.
    pub fn jobs(&self) -> Vec<Job> {
        self.list_jobs(&[])
    }

    /// Those of which more is to come.
    pub fn unfinished_jobs(&self) -> Vec<Job> {
        let mut jobs = self.list_jobs(&["--state", "delivering"]);
        jobs.extend(self.list_jobs(&["--state", "waiting"]));
        jobs
    }

    /// Tries every job that waits at once, instead of at its time.
    pub fn retry_all(&self) {
        for job in self.list_jobs(&["--state", "waiting"]) {
            // It may have been delivered since it was listed.
            self.run(&["job", "retry", job.id()]);
        }
    }

    fn list_jobs(&self, filter: &[&str]) -> Vec<Job> {
        let words = [&["job", "list", "--json", "--most", "1000"], filter].concat();
        let listed = self.run(&words).expect_success("job list").stdout;
        let json: Value = serde_json::from_str(&listed).expect("`--json` prints JSON");
        let jobs = json.as_array().or_else(|| json["jobs"].as_array());
        jobs.expect("a list of jobs").iter().cloned().map(Job).collect()
    }

    pub fn status(&self) -> Value {
        let shown = self.run(&["status", "--json"]).expect_success("status").stdout;
        serde_json::from_str(&shown).expect("`--json` prints JSON")
    }

    /// The account's token status, in the words of the guides: `retrieved`, `invalid`, …
    pub fn token_status(&self, account: &str) -> String {
        let shown = self.account(account);
        shown["token_status"].as_str().expect("an account has a token status").to_owned()
    }

    /// Whether the account's queue waits for a person.
    pub fn is_held(&self, account: &str) -> bool {
        self.account(account).get("hold").is_some_and(|hold| !hold.is_null())
    }

    fn account(&self, name: &str) -> Value {
        let shown = self.run(&["account", "show", name, "--json"]).expect_success("account show");
        serde_json::from_str(&shown.stdout).expect("`--json` prints JSON")
    }

    /// A link that lets one browser in, once.
    pub fn page_link(&self) -> String {
        let shown = self.run(&["page", "--json"]).expect_success("page").stdout;
        let json: Value = serde_json::from_str(&shown).expect("`--json` prints JSON");
        json["link"].as_str().expect("a link is a URL").to_owned()
    }

    /// Any other words, for journeys about refusals.
    pub fn run(&self, words: &[&str]) -> Ended {
        process::run(self.command(words), b"", TIME_TO_ANSWER)
    }

    fn command(&self, words: &[&str]) -> Command {
        let program = program().display().to_string();
        let mut command = match self.wrapper.split_first() {
            None => Command::new(&program),
            Some((wrapper, arguments)) => {
                let mut command = Command::new(wrapper);
                command.args(arguments).arg(program);
                command
            }
        };
        command.arg("--data").arg(&self.data).args(words);
        command
    }
}

impl SignIn {
    /// Waits until the program has seen what the person did. `true`: the grant is there.
    pub fn finish(self) -> bool {
        self.process.wait_for_end(TIME_FOR_A_PERSON).0.success()
    }

    /// The same, with all that was printed.
    pub fn finish_with_lines(self) -> (bool, Vec<String>) {
        let (status, lines) = self.process.wait_for_end(TIME_FOR_A_PERSON);
        (status.success(), lines)
    }
}

impl Job {
    /// `waiting`, `delivering`, `delivered`, `partly-delivered`, `failed`.
    pub fn state(&self) -> &str {
        self.0["state"].as_str().expect("a job has a state")
    }

    pub fn id(&self) -> &str {
        self.0["id"].as_str().expect("a job has an id")
    }

    /// What was mended in its mail at the last attempt: `line-ends`, `addresses-written To`.
    pub fn mended(&self, cli: &Cli) -> BTreeSet<String> {
        let shown = cli.run(&["job", "show", self.id(), "--json"]).expect_success("job show");
        let story: Value = serde_json::from_str(&shown.stdout).expect("`--json` prints JSON");
        let lines = story["story"].as_array().expect("a job has a story").iter().rev();
        let last = lines.map(|line| &line["route"]).find(|route| !route.is_null());
        let mends = last.expect("an attempt has ended").get("mended").and_then(Value::as_array);
        let mend = |mend: &Value| {
            let words = ["what", "field"].map(|name| mend[name].as_str());
            words.into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        mends.into_iter().flatten().map(mend).collect()
    }

    /// Its mail as it was accepted.
    pub fn original(&self, cli: &Cli) -> Vec<u8> {
        let folder = TempDir::new().expect("the temporary folder can be written");
        let file = folder.path().join("mail.eml");
        let words = ["job", "download", self.id(), "--to", &file.display().to_string()];
        cli.run(&words).expect_success("job download");
        fs::read(&file).expect("it was written")
    }
}

/// The one job that goes to this address.
#[track_caller]
pub fn job_to<'jobs>(jobs: &'jobs [Job], recipient: &str) -> &'jobs Job {
    let is_for_them = |job: &&Job| {
        let recipients = job.0["recipients"].as_array().into_iter().flatten();
        recipients.into_iter().any(|one| one["address"] == recipient)
    };
    let found: Vec<_> = jobs.iter().filter(is_for_them).collect();
    let [job] = found[..] else { panic!("{} jobs to {recipient}", found.len()) };
    job
}

/// `sandbox` with these mailboxes: writes its provider file, and says where its doors are.
pub fn sandbox(mailboxes: &[&str], provider_file: &Path) -> (Server, SandboxDoors) {
    let mut command = Command::new(program());
    command.args(["sandbox", "--json", "--provider-file"]).arg(provider_file);
    command.args(mailboxes.iter().flat_map(|mailbox| ["--mailbox", mailbox]));
    for flag in ["--web", "--smtp", "--pop3", "--pop3-stls"] {
        command.args([flag, "127.0.0.1:0"]);
    }
    let server = Server::start("scanpost sandbox", command);
    let doors = server.wait_for("its addresses", TIME_TO_START, |line| {
        let json: Value = serde_json::from_str(line).ok()?;
        let address = |name: &str| json.get(name)?.as_str()?.parse().ok();
        let web = json.get("web")?.as_str()?.to_owned();
        Some(SandboxDoors { web, pop3: address("pop3")?, pop3_stls: address("pop3_stls")? })
    });
    (server, doors)
}

/// `SCANPOST_BIN`, or the program that lies beside the tests in the target folder.
pub fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("SCANPOST_BIN") {
        return program.into();
    }
    let test = std::env::current_exe().expect("a test knows itself");
    let beside = test.parent().and_then(Path::parent).expect("tests lie in target/…/deps");
    let program = beside.join("scanpost");
    let found = fs::exists(&program).unwrap_or(false);
    assert!(found, "{} is missing: cargo build -p scanpost", program.display());
    program
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().next_back().unwrap_or_default()
}

const TIME_TO_START: Duration = Duration::from_secs(30);
const TIME_TO_ANSWER: Duration = Duration::from_mins(1);
const TIME_FOR_A_PERSON: Duration = Duration::from_mins(2);
