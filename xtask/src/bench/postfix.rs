//! A Postfix with a house of its own, once as the provider and once as the relay.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::process::{self, Server, poll_until};

/// The running `master`; dropping it ends all of its processes.
#[derive(Debug)]
pub(crate) struct Postfix {
    server: Server,
}

impl Postfix {
    /// Starts it in this folder. `words` says what each `@WORD@` of the patterns means: `main.cf`, and
    /// what is served beyond what Debian's Postfix serves.
    pub(crate) fn start(
        name: &str,
        dir: &Path,
        (main, services): (&str, &str),
        words: &[(&str, &str)],
    ) -> Self {
        let config = dir.join("config");
        for folder in [&config, &dir.join("queue")] {
            fs::create_dir_all(folder).expect("the benchmark's folder can be written");
        }
        let home = dir.display().to_string();
        let words = [words, &[("DIR", home.as_str())]].concat();
        let master = format!("{MASTER}{TLSPROXY}{services}");
        for (file, pattern) in [("main.cf", main), ("master.cf", &master)] {
            fs::write(config.join(file), fill(pattern, &words))
                .expect("the benchmark's folder can be written");
        }
        // Makes all other folders, with the owners that they need.
        let mut check = Command::new("postfix");
        check.arg("-c").arg(&config).arg("check");
        process::run(check, b"", TIME_TO_START).expect_success("postfix check");

        let mut program = Command::new(MASTER_PROGRAM);
        program.arg("-c").arg(&config).arg("-d");
        let server = Server::start(name, program);
        let log = dir.join("log");
        let started = || fs::read_to_string(&log).is_ok_and(|log| log.contains("daemon started"));
        assert!(poll_until(TIME_TO_START, started), "{name} does not start, see {}", log.display());
        Self { server }
    }

    /// The process id of `master`, which is the parent of all others.
    pub(crate) fn id(&self) -> u32 {
        self.server.id()
    }
}

fn fill(pattern: &str, words: &[(&str, &str)]) -> String {
    let fill_one =
        |text: String, (word, meaning): &(&str, &str)| text.replace(&format!("@{word}@"), meaning);
    words.iter().fold(pattern.to_owned(), fill_one)
}

/// Debian's services with their default limits, smtpd on `@PORT@`.
const MASTER: &str = include_str!("../../../journeys/foreign/postfix/master.cf");
/// Holds the TLS connections that a relay keeps; Debian has it ready as a comment.
const TLSPROXY: &str = "tlsproxy unix - - n - 0 tlsproxy\n";
const MASTER_PROGRAM: &str = "/usr/lib/postfix/sbin/master";
const TIME_TO_START: Duration = Duration::from_secs(30);
