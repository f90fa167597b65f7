//! scanpost's own stand-in for a provider, as its own program. It shares our mistakes, so what is
//! tested with it is the pages; the journeys with the [`foreign`](crate::foreign) parts test the rest.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::cli;
use crate::process::{self, Server};

/// The mailbox that is scanned from.
pub const MAILBOX: &str = "scans@sandbox.example";

/// The running stand-in.
#[derive(Debug)]
pub struct Sandbox {
    web: String,
    provider_file: PathBuf,
    _server: Server,
    _dir: TempDir,
}

impl Sandbox {
    pub fn start() -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let provider_file = dir.path().join("provider.toml");
        let (server, web) = cli::sandbox(MAILBOX, &provider_file);
        Self { web, provider_file, _server: server, _dir: dir }
    }

    /// The address of one of its pages.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.web.trim_end_matches('/'))
    }

    /// From now on it has this bad day, one of its switchboard's names.
    pub fn turn_on(&self, situation: &str) {
        self.post(&format!("/situations/{situation}"));
    }

    /// From now on all is well.
    pub fn turn_all_off(&self) {
        self.post("/switchboard/off");
    }

    fn post(&self, path: &str) {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--max-time", "20", "--request", "POST"]);
        curl.arg(self.page(path));
        process::run(curl, b"", Duration::from_secs(30)).expect_success(path);
    }

    /// The provider as scanpost reads it.
    pub fn provider_file(&self) -> &Path {
        &self.provider_file
    }
}
