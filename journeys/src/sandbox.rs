//! scanpost's own stand-in for a provider, as its own program. It shares our mistakes, so what is
//! tested with it is the pages, and that clients which we did not write find a provider in it; the
//! journeys with the [`foreign`](crate::foreign) parts test the rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{self, SandboxDoors};
use crate::process::{self, Server};

/// The mailbox that is scanned from.
pub const MAILBOX: &str = "scans@sandbox.example";
/// Another user of the same organisation.
pub const SECOND_MAILBOX: &str = "status@sandbox.example";

/// The running stand-in.
#[derive(Debug)]
pub struct Sandbox {
    pub doors: SandboxDoors,
    provider_file: PathBuf,
    ca_file: PathBuf,
    _server: Server,
    _dir: TempDir,
}

impl Sandbox {
    pub fn start() -> Self {
        Self::start_with(&[MAILBOX, SECOND_MAILBOX])
    }

    /// With the mailboxes of several people.
    pub fn start_with(mailboxes: &[&str]) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let (provider_file, ca_file) =
            (dir.path().join("provider.toml"), dir.path().join("authority.pem"));
        let (server, doors) = cli::sandbox(mailboxes, &provider_file);
        let described = fs::read_to_string(&provider_file).expect("the sandbox has written it");
        let authority = described.split("\"\"\"").nth(1).expect("the description has one");
        fs::write(&ca_file, authority).expect("the temporary folder can be written");
        Self { doors, provider_file, ca_file, _server: server, _dir: dir }
    }

    /// The address of one of its pages.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.doors.web.trim_end_matches('/'))
    }

    /// From now on it has this bad day, one of its switchboard's names.
    pub fn turn_on(&self, situation: &str) {
        self.post(&format!("/situations/{situation}"), &[]);
    }

    /// From now on all is well.
    pub fn turn_all_off(&self) {
        self.post("/switchboard/off", &[]);
    }

    /// Its clock goes ahead; the access tokens that it has given so far may be over then.
    pub fn advance(&self, time: Duration) {
        let body = format!("{{\"advance_seconds\": {}}}", time.as_secs());
        self.post("/clock", &["--header", "Content-Type: application/json", "--data", &body]);
    }

    /// The subjects of the mails that have come to this mailbox.
    pub fn subjects(&self, mailbox: &str) -> Vec<String> {
        let subject = |mail: &Value| mail["subject"].as_str().unwrap_or_default().to_owned();
        self.mails(mailbox, "").iter().map(subject).collect()
    }

    /// The mails that were sent from this mailbox, as its owner sees them: `from`, `to`, `subject`.
    pub fn sent(&self, mailbox: &str) -> Vec<Value> {
        self.mails(mailbox, "?folder=sent")
    }

    /// The newest mail in the inbox, octet for octet.
    pub fn newest_mail(&self, mailbox: &str) -> Option<String> {
        let mails = self.mails(mailbox, "");
        let newest = mails.iter().filter_map(|mail| mail["id"].as_u64()).max()?;
        Some(self.get(&format!("/mailboxes/{mailbox}/mails/{newest}.eml")))
    }

    fn mails(&self, mailbox: &str, query: &str) -> Vec<Value> {
        let listed = self.get(&format!("/mailboxes/{mailbox}/mails.json{query}"));
        serde_json::from_str(&listed).expect("a list of mails is JSON")
    }

    /// A mail lies in the mailbox.
    pub fn put_mail(&self, mail: &[u8]) {
        self.put_mail_for(MAILBOX, mail);
    }

    /// The same, in this one.
    pub fn put_mail_for(&self, mailbox: &str, mail: &[u8]) {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let file = dir.path().join("mail.eml");
        fs::write(&file, mail).expect("the temporary folder can be written");
        let body = format!("@{}", file.display());
        self.post(&format!("/mailboxes/{mailbox}/mails"), &["--data-binary", &body]);
    }

    /// An access token for this scope, as a person gets it by a device code.
    pub fn access_token(&self, scope: &str) -> String {
        let toml = fs::read_to_string(&self.provider_file).expect("the sandbox has written it");
        let value = |name: &str| {
            let line = toml.lines().find_map(|line| line.strip_prefix(&format!("{name} = ")));
            line.expect("the description has it").trim_matches('"').to_owned()
        };
        let client = format!("client_id={}", value("client_id"));
        let json = |answer: &str| -> Value { serde_json::from_str(answer).expect("JSON") };
        let wanted = format!("scope={scope}");
        let at = value("device_authorization_endpoint");
        let code = json(&post_to(&at, &["--data", &client, "--data-urlencode", &wanted]));
        let text = |name: &str| code[name].as_str().expect("the answer has it").to_owned();
        let user_code = format!("code={}", text("user_code"));
        let person = ["--data", &user_code, "--data", &format!("mailbox={MAILBOX}")];
        self.post("/device/decision", &[&person[..], &["--data", "decision=approve"]].concat());
        let grant = "grant_type=urn:ietf:params:oauth:grant-type:device_code";
        let device_code = format!("device_code={}", text("device_code"));
        let poll = ["--data", &client, "--data-urlencode", grant, "--data", &device_code];
        let tokens = json(&post_to(&value("token_endpoint"), &poll));
        tokens["access_token"].as_str().expect("the answer has a token").to_owned()
    }

    /// The provider as scanpost reads it.
    pub fn provider_file(&self) -> &Path {
        &self.provider_file
    }

    /// The same, under the name and title of another service.
    pub fn described_as(&self, name: &str, title: &str) -> String {
        let text = fs::read_to_string(&self.provider_file).expect("the sandbox has written it");
        let line = |line: &str| match line.split_once(" = ") {
            Some(("name", _)) => format!("name = \"{name}\"\n"),
            Some(("title", _)) => format!("title = \"{title}\"\n"),
            _ => format!("{line}\n"),
        };
        text.lines().map(line).collect()
    }

    /// Who signed the certificate of its mail servers, in PEM.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    fn get(&self, path: &str) -> String {
        let url = self.page(path);
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--max-time", "20", &url]);
        process::run(curl, b"", Duration::from_secs(30)).expect_success(&url).stdout
    }

    fn post(&self, path: &str, words: &[&str]) -> String {
        post_to(&self.page(path), words)
    }
}

fn post_to(url: &str, words: &[&str]) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--max-time", "20", "--request", "POST"]);
    curl.args(words).arg(url);
    process::run(curl, b"", Duration::from_secs(30)).expect_success(url).stdout
}
