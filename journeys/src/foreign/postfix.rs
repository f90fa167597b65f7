//! Postfix: the provider's submission server. STARTTLS, then XOAUTH2 or OAUTHBEARER, then mail.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fmt, fs};

use super::{Dovecot, configure, folder, user};
use crate::certificates::Certificates;
use crate::ports::{self, HOST};
use crate::process::{Server, poll_until};

/// The running server, with a queue of its own in the journey's folder.
pub struct Postfix {
    /// `None` while it is away.
    server: Option<Server>,
    pub port: u16,
    home: PathBuf,
    /// What the runs before this one have logged.
    earlier: Vec<String>,
}

/// Postfix' own count of what it delivered, by recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipients {
    pub delivered: usize,
    pub refused: usize,
}

impl Postfix {
    pub(super) fn start(
        dovecot: &Dovecot,
        certificates: &Certificates,
        size_limit: u64,
        dir: &Path,
    ) -> Self {
        let home = dir.join("postfix");
        let port = ports::free();
        make_house(&home);
        let text = |path: &Path| path.display().to_string();
        let words = [
            ("DIR", text(&home)),
            ("HOST", HOST.to_owned()),
            ("PORT", port.to_string()),
            ("CERTIFICATE", text(&certificates.certificate)),
            ("KEY", text(&certificates.key)),
            ("SASL_SOCKET", text(&dovecot.sasl_socket)),
            ("LMTP_SOCKET", text(&dovecot.lmtp_socket)),
            ("SIZE_LIMIT", size_limit.to_string()),
        ];
        let words: Vec<_> = words.iter().map(|(word, meaning)| (*word, meaning.as_str())).collect();
        configure(MAIN_PATTERN, &words, &home.join("config/main.cf"));
        configure(MASTER_PATTERN, &words, &home.join("config/master.cf"));
        let mut postfix = Self { server: None, port, home, earlier: Vec::new() };
        postfix.come_back();
        postfix
    }

    pub(super) fn leave(&mut self) {
        // Ended between its delivery and its note of it, Postfix would deliver once more.
        let done = poll_until(TIME_TO_END, || self.mails_done() >= self.mails_taken());
        assert!(done, "Postfix keeps mails: {:#?}", self.log());
        let server = self.server.take().expect("Postfix is here");
        let (_, lines) = server.end(TIME_TO_END);
        self.earlier.extend(lines);
    }

    pub(super) fn come_back(&mut self) {
        assert!(self.server.is_none(), "Postfix is here already");
        let mut command = Command::new(MASTER);
        command.arg("-c").arg(self.home.join("config")).arg("-d");
        let server = Server::start("postfix", command);
        // Said after every listener is open.
        let ready = |line: &str| line.contains("daemon started").then_some(());
        server.wait_for("`daemon started`", TIME_TO_START, ready);
        self.server = Some(server);
    }

    /// What it has logged so far.
    pub fn log(&self) -> Vec<String> {
        let mut log = self.earlier.clone();
        log.extend(self.server.iter().flat_map(Server::lines));
        log
    }

    pub fn recipients(&self) -> Recipients {
        let log = self.log();
        let count = |says: fn(&str) -> bool| log.iter().filter(|line| says(line)).count();
        Recipients {
            delivered: count(is_delivery),
            refused: count(|line| line.contains(": reject: RCPT from ")),
        }
    }

    /// How many mails it has given its own 250.
    pub fn mails_taken(&self) -> usize {
        let taken = |line: &&String| line.contains("postfix/qmgr[") && line.contains("nrcpt=");
        let mut taken: Vec<_> =
            self.log().iter().filter(taken).filter_map(|l| queue_id(l)).collect();
        taken.sort_unstable();
        taken.dedup(); // a restart puts what is left into the active queue once more
        taken.len()
    }

    fn mails_done(&self) -> usize {
        let removed =
            |line: &&String| line.contains("postfix/qmgr[") && line.ends_with(": removed");
        self.log().iter().filter(removed).count()
    }

    pub(super) fn wait_for_deliveries(&self, count: usize, limit: Duration) {
        let before = self.earlier.iter().filter(|line| is_delivery(line)).count();
        let server = self.server.as_ref().expect("Postfix is here");
        server.wait_for_count(count.saturating_sub(before), limit, is_delivery);
    }
}

impl fmt::Debug for Postfix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Postfix").field("port", &self.port).finish_non_exhaustive()
    }
}

fn queue_id(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("]: ")?;
    Some(rest.split_once(':')?.0.to_owned())
}

/// One recipient's copy lies in the mailbox.
fn is_delivery(line: &str) -> bool {
    line.contains("postfix/lmtp[") && line.contains("status=sent")
}

/// The folders that `post-install` makes for a system's own Postfix, with the same owners.
fn make_house(home: &Path) {
    let postfix = user("postfix");
    let postdrop = (postfix.0, group("postdrop"));
    folder(home, ROOT, 0o755);
    folder(&home.join("config"), ROOT, 0o755);
    folder(&home.join("data"), postfix, 0o700);
    let queue = home.join("queue");
    folder(&queue, ROOT, 0o755);
    for name in QUEUES {
        folder(&queue.join(name), postfix, 0o700);
    }
    folder(&queue.join("pid"), ROOT, 0o755);
    folder(&queue.join("maildrop"), postdrop, 0o1730);
    folder(&queue.join("public"), postdrop, 0o2710);
}

fn group(name: &str) -> u32 {
    let groups = fs::read_to_string("/etc/group").expect("every machine has it");
    let found = groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1).and_then(|id| id.parse().ok()))?
    });
    found.unwrap_or_else(|| panic!("the package postfix makes the group {name}"))
}

const MAIN_PATTERN: &str = include_str!("../../foreign/postfix/main.cf");
const MASTER_PATTERN: &str = include_str!("../../foreign/postfix/master.cf");
pub(super) const MASTER: &str = "/usr/lib/postfix/sbin/master";
const QUEUES: [&str; 11] = [
    "incoming", "active", "deferred", "bounce", "defer", "flush", "trace", "saved", "corrupt",
    "hold", "private",
];
const ROOT: (u32, u32) = (0, 0);
const TIME_TO_START: Duration = Duration::from_secs(30);
const TIME_TO_END: Duration = Duration::from_secs(30);
