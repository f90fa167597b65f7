//! The two that are compared, each with its data on the same disk.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, Person};
use scanpost_journeys::ports::{self, HOST};
use scanpost_journeys::process::{self, Server};
use serde_json::Value;

use super::postfix::Postfix;
use super::processes::Family;
use super::upstream::Upstream;

/// How both may deal with the provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manners {
    /// Connections at once; Exchange Online allows three.
    pub(crate) connections: usize,
    /// Whether Postfix keeps its connections for the next mail (`smtp_tls_connection_reuse`).
    pub(crate) reuse: bool,
}

/// A relay that takes mails on loopback.
pub(crate) trait Relay {
    fn name(&self) -> &'static str;
    fn address(&self) -> SocketAddr;
    fn family(&self) -> Family;
}

/// How a Postfix speaks to the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    /// STARTTLS and a password.
    Full,
    /// In clear and without a log-in, which no provider takes: the least work that there can be.
    None,
}

/// Postfix as a relay, set up by `postfix/relay.cf`.
#[derive(Debug)]
pub(crate) struct PostfixRelay {
    postfix: Postfix,
    port: u16,
    protection: Protection,
}

impl PostfixRelay {
    pub(crate) fn start(
        dir: &Path,
        upstream: &Upstream,
        manners: Manners,
        protection: Protection,
    ) -> Self {
        let port = ports::free();
        let (folder, upstream_port, level, log_in) = match protection {
            Protection::Full => ("postfix", upstream.port, "secure", "yes"),
            Protection::None => ("postfix-clear", upstream.clear_port, "none", "no"),
        };
        let words = [
            ("HOST", HOST.to_owned()),
            ("PORT", port.to_string()),
            ("UPSTREAM_PORT", upstream_port.to_string()),
            ("TLS_LEVEL", level.to_owned()),
            ("LOG_IN", log_in.to_owned()),
            ("CA", upstream.identities.certificates.ca.display().to_string()),
            ("USER", ACCOUNT.to_owned()),
            ("PASSWORD", upstream.password().to_owned()),
            ("CONNECTIONS", manners.connections.to_string()),
            ("REUSE", if manners.reuse { "yes" } else { "no" }.to_owned()),
        ];
        let words: Vec<_> = words.iter().map(|(word, meaning)| (*word, meaning.as_str())).collect();
        let main = include_str!("postfix/relay.cf");
        let postfix = Postfix::start("Postfix", &dir.join(folder), (main, ""), &words);
        Self { postfix, port, protection }
    }
}

impl Relay for PostfixRelay {
    fn name(&self) -> &'static str {
        match self.protection {
            Protection::Full => "Postfix",
            Protection::None => "in clear",
        }
    }

    fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    fn family(&self) -> Family {
        Family { parent: self.postfix.id() }
    }
}

/// `scanpost serve` with one account that is signed in and one device: loopback.
#[derive(Debug)]
pub(crate) struct Scanpost {
    server: Server,
    smtp: SocketAddr,
}

impl Scanpost {
    pub(crate) fn start(program: &Path, dir: &Path, upstream: &Upstream, manners: Manners) -> Self {
        let data = dir.join("scanpost");
        fs::create_dir_all(&data).expect("the benchmark's folder can be written");
        let (server, smtp) = serve(program, &data);
        let scanpost = Self { server, smtp };
        let run = |words: &[&str]| {
            process::run(command(program, &data, words), b"", TIME_TO_START)
                .expect_success(words[0]);
        };
        let provider = upstream.provider_file(manners.connections).display().to_string();
        let account = ["account", "add", ACCOUNT_NAME, "--address", ACCOUNT];
        run(&[account.as_slice(), &["--provider", &provider]].concat());
        run(&["device", "add", "loopback", "--range", "127.0.0.0/8"]);
        sign_in(program, &data, &upstream.identities);
        scanpost
    }
}

impl Relay for Scanpost {
    fn name(&self) -> &'static str {
        "scanpost"
    }

    fn address(&self) -> SocketAddr {
        self.smtp
    }

    fn family(&self) -> Family {
        Family { parent: self.server.id() }
    }
}

/// Starts the service and waits until it listens.
pub(super) fn serve(program: &Path, data: &Path) -> (Server, SocketAddr) {
    let ports = [ports::free(), ports::free(), ports::free()];
    let mut serve = command(program, data, &["serve", "--json"]);
    for (flag, port) in ["--smtp", "--smtps", "--web"].into_iter().zip(ports) {
        serve.arg(flag).arg(format!("{HOST}:{port}"));
    }
    let server = Server::start("scanpost serve", serve);
    let smtp = server.wait_for("its addresses", TIME_TO_START, |line| {
        let json: Value = serde_json::from_str(line).ok()?;
        json.get("smtp")?.as_str()?.parse().ok()
    });
    (server, smtp)
}

/// Signs the account in, with a person at the provider who agrees.
pub(super) fn sign_in(program: &Path, data: &Path, provider: &ForeignProvider) {
    let words = ["account", "sign-in", ACCOUNT_NAME, "--json"];
    let asking = Server::start("scanpost account sign-in", command(program, data, &words));
    let (code, page) = asking.wait_for("a user code", TIME_TO_START, |line| {
        let json: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| Some(json.get(name)?.as_str()?.to_owned());
        Some((text("user_code")?, text("verification_uri")?))
    });
    Person::at(provider).approve(&page, &code, ACCOUNT);
    let (status, lines) = asking.wait_for_end(TIME_TO_START);
    assert!(status.success(), "scanpost is not signed in:\n{}", lines.join("\n"));
}

pub(super) fn command(program: &Path, data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.arg("--data").arg(data).args(words);
    command
}

pub(super) const ACCOUNT_NAME: &str = "scans";
pub(super) const TIME_TO_START: Duration = Duration::from_mins(1);
