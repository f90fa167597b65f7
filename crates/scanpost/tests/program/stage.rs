//! The built program, run with a limit on every wait.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;
use tempfile::TempDir;

/// A data folder of its own, not made yet.
pub(crate) struct Data {
    pub(crate) path: PathBuf,
    pub(crate) dir: TempDir,
}

/// A program that runs, with what it has printed so far.
pub(crate) struct Running {
    child: Child,
    out: Lines,
    err: Lines,
}

/// A program that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) out: Vec<String>,
    pub(crate) err: Vec<String>,
}

struct Lines {
    lines: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Data {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        Self { path: dir.path().join("data"), dir }
    }

    /// Runs a command on it to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        self.start(words).end()
    }

    pub(crate) fn start(&self, words: &[&str]) -> Running {
        Running::start(scanpost().arg("--data").arg(&self.path).args(words))
    }

    /// A gateway on free ports, and where it takes mails.
    pub(crate) fn serve(&self) -> (Running, String) {
        let serving = self.begin_to_serve();
        let smtp = serving.first_json()["smtp"].as_str().expect("an address").to_owned();
        (serving, smtp)
    }

    pub(crate) fn begin_to_serve(&self) -> Running {
        let free = "127.0.0.1:0";
        self.start(&["serve", "--json", "--smtp", free, "--smtps", free, "--web", free])
    }

    /// An account that is signed in nowhere.
    pub(crate) fn add_account(&self, name: &str) -> Ended {
        let words = ["account", "add", name, "--address", "scans@contoso.example"];
        self.run(
            &[
                &words[..],
                &[
                    "--provider",
                    "exchange-online",
                    "--client-id",
                    "00001111-aaaa-2222-bbbb-3333cccc4444",
                ],
            ]
            .concat(),
        )
    }
}

/// The program, in English.
pub(crate) fn scanpost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scanpost"));
    command.env("LC_ALL", "C").env_remove("SCANPOST_DATA").env_remove("SCANPOST_KEY");
    command
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Running {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program was built");
        let out = Lines::read(child.stdout.take().expect("piped"));
        let err = Lines::read(child.stderr.take().expect("piped"));
        Running { child, out, err }
    }

    /// The first line of JSON on standard output.
    pub(crate) fn first_json(&self) -> Value {
        self.wait_for(|| self.out.now().iter().find_map(|line| serde_json::from_str(line).ok()))
    }

    /// Waits until standard error says it.
    pub(crate) fn says(&self, words: &str) {
        self.wait_for(|| self.err.now().iter().any(|line| line.contains(words)).then_some(()));
    }

    /// Waits until standard output says it.
    pub(crate) fn prints(&self, words: &str) {
        self.wait_for(|| self.out.now().iter().any(|line| line.contains(words)).then_some(()));
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("it runs");
    }

    pub(crate) fn end(self) -> Ended {
        self.end_within(LIMIT)
    }

    pub(crate) fn end_within(mut self, limit: Duration) -> Ended {
        let status = poll(limit, || self.child.try_wait().expect("ours"));
        let status = status.unwrap_or_else(|| panic!("it does not end: {:?}", self.err.now()));
        Ended { status, out: self.out.all(), err: self.err.all() }
    }

    fn wait_for<T>(&self, found: impl FnMut() -> Option<T>) -> T {
        poll(LIMIT, found)
            .unwrap_or_else(|| panic!("out: {:?}\nerr: {:?}", self.out.now(), self.err.now()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended
        let _ = self.child.wait();
    }
}

impl Ended {
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("a signal ended it: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code(), 0, "{self:?}");
        self
    }

    /// What it failed with.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32) -> String {
        assert_eq!(self.code(), code, "{self:?}");
        self.err.join("\n")
    }

    /// The last line of standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let last = self.out.last().map(String::as_str).unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Lines {
    fn read(pipe: impl Read + Send + 'static) -> Lines {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = lines.clone();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Lines { lines, reader: Some(reader) }
    }

    fn now(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// To the end of the pipe.
    fn all(&mut self) -> Vec<String> {
        self.reader.take().expect("asked once").join().expect("it only reads");
        self.now()
    }
}

/// Asks again and again until there is something, for so long at most.
fn poll<T>(limit: Duration, mut found: impl FnMut() -> Option<T>) -> Option<T> {
    let ends = Instant::now() + limit;
    loop {
        if let Some(found) = found() {
            return Some(found);
        }
        if Instant::now() >= ends {
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What a person sits at: what is printed to it, a program takes for a person's eyes.
pub(crate) struct Terminal {
    ours: File,
    theirs: OwnedFd,
}

impl Terminal {
    pub(crate) fn open() -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("it is ours");
        let name = ptsname(&ours, Vec::new()).expect("it has a name");
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let theirs = rustix::fs::open(name, flags, Mode::empty()).expect("its other side");
        Terminal { ours: File::from(ours), theirs }
    }

    pub(crate) fn start(&self, command: &mut Command) -> Child {
        let theirs = || self.theirs.try_clone().expect("a handle more");
        let command = command.stdin(Stdio::null()).stdout(theirs()).stderr(theirs());
        command.spawn().expect("the program was built")
    }

    /// Reads until there is a line with these words in it.
    pub(crate) fn line_with(&self, words: &str) -> String {
        let mut lines = BufReader::new(&self.ours).lines();
        lines
            .find_map(|line| line.ok().filter(|line| line.contains(words)))
            .expect("the program says it")
    }
}

/// The permissions of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).expect("it is there").mode() & 0o777
}

const LIMIT: Duration = Duration::from_mins(1);
