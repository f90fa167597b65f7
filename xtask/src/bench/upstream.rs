//! The provider that both relays deliver to: the same processes on the same port.
//!
//! ```text
//! Postfix  --STARTTLS, AUTH PLAIN----+
//!                                    +--> smtpd (of a second Postfix) --> smtp-sink, which counts
//! scanpost --STARTTLS, AUTH XOAUTH2--+          | SASL
//!                                            Dovecot --"is this token good?"--> oidc-provider
//! ```
//!
//! Debian's Postfix has no XOAUTH2, so it may use a password, which is less work for both sides.
//! No mail is written to the disk here. A second port of the same `smtpd` wants neither TLS nor a log-in:
//! for the Postfix that shows what these two cost. The provider can be closed: it is stopped where it
//! stands, so that connections come about and nobody answers, and a queue grows before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;
use scanpost_journeys::foreign::ForeignProvider;
use scanpost_journeys::ports::{self, HOST};
use scanpost_journeys::process::{Server, poll_until};

use super::postfix::Postfix;
use super::processes::Family;

/// The running provider.
#[derive(Debug)]
pub(crate) struct Upstream {
    front: Postfix,
    sink: Sink,
    pub(crate) port: u16,
    /// Neither TLS nor a log-in.
    pub(crate) clear_port: u16,
    /// Signs people in, and knows tokens and passwords.
    pub(crate) identities: ForeignProvider,
    dir: PathBuf,
}

impl Upstream {
    pub(crate) fn start(dir: &Path) -> Self {
        let identities = ForeignProvider::start();
        let sink = Sink::start();
        let (port, clear_port) = (ports::free(), ports::free());
        let certificates = &identities.certificates;
        let text = |path: &Path| path.display().to_string();
        let words = [
            ("HOST", HOST.to_owned()),
            ("PORT", port.to_string()),
            ("CLEAR_PORT", clear_port.to_string()),
            ("SINK_PORT", sink.port.to_string()),
            ("CERTIFICATE", text(&certificates.certificate)),
            ("KEY", text(&certificates.key)),
            // Where the journeys' Dovecot answers the journeys' Postfix.
            ("SASL_SOCKET", text(&certificates.ca.with_file_name("sasl.sock"))),
        ];
        let words: Vec<_> = words.iter().map(|(word, meaning)| (*word, meaning.as_str())).collect();
        let files = (include_str!("postfix/upstream.cf"), IN_CLEAR);
        let front = Postfix::start("the provider's Postfix", &dir.join("provider"), files, &words);
        Self { front, sink, port, clear_port, identities, dir: dir.to_owned() }
    }

    /// From now on nobody answers.
    pub(crate) fn close(&self) {
        self.front().tell(Signal::STOP);
    }

    /// All goes on from where it stood.
    pub(crate) fn open(&self) {
        self.front().tell(Signal::CONT);
    }

    fn front(&self) -> Family {
        Family { parent: self.front.id() }
    }

    /// The password that Postfix may use.
    pub(crate) fn password(&self) -> &str {
        &self.identities.dovecot.password
    }

    /// The provider as scanpost reads it.
    pub(crate) fn provider_file(&self, connections: usize) -> PathBuf {
        let port = |port: u16| format!("\nport = {port}\n");
        let of_journeys = self.identities.as_toml();
        let of_bench = of_journeys.replace(&port(self.identities.postfix.port), &port(self.port));
        let text = format!("{of_bench}\n[limits]\nconnections = {connections}\n");
        let path = self.dir.join("provider.toml");
        fs::write(&path, text).expect("the benchmark's folder can be written");
        path
    }

    /// How many mails have come through.
    pub(crate) fn arrived(&self) -> u64 {
        self.sink.mails()
    }

    /// Waits until that many have come through, since the start.
    pub(crate) fn wait_until_arrived(&self, mails: u64) {
        let what = format!("mesg={mails}");
        let there = |line: &str| (mails_of(line)? >= mails).then_some(());
        self.sink.server.wait_for(&what, TIME_TO_DELIVER, there);
    }
}

/// smtp-sink, which prints its counters over and over: `sess=12 quit=11 mesg=11`.
#[derive(Debug)]
struct Sink {
    server: Server,
    port: u16,
}

impl Sink {
    fn start() -> Self {
        let port = ports::free();
        let mut command = Command::new("sh");
        // It ends its lines like a person's screen wants them.
        let script = format!(
            "/usr/sbin/smtp-sink -u nobody -c inet:{HOST}:{port} 1000 | stdbuf -oL tr '\\r' '\\n'"
        );
        command.args(["-c", &script]);
        let server = Server::start("smtp-sink", command);
        let listens = || std::net::TcpStream::connect((HOST, port)).is_ok();
        assert!(poll_until(TIME_TO_START, listens), "smtp-sink does not listen");
        Self { server, port }
    }

    fn mails(&self) -> u64 {
        self.server.lines().iter().rev().find_map(|line| mails_of(line)).unwrap_or(0)
    }
}

fn mails_of(line: &str) -> Option<u64> {
    line.rsplit_once("mesg=")?.1.parse().ok()
}

const IN_CLEAR: &str = "\
@CLEAR_PORT@ inet n - n - - smtpd
  -o smtpd_tls_security_level=none
  -o smtpd_sasl_auth_enable=no
  -o mynetworks=127.0.0.0/8
  -o smtpd_relay_restrictions=permit_mynetworks,reject
";
const TIME_TO_START: Duration = Duration::from_secs(10);
const TIME_TO_DELIVER: Duration = Duration::from_mins(5);
