//! One process at a time works on the data folder, and the lock says which.
//!
//! The file `lock` is locked by the process that runs a gateway on the folder (flock, so that it ends
//! with the process) and holds one line, `serve 1234` or `command 1234`: what it is, and its process
//! id. Whoever finds it locked waits a while, and in the end can say truly whom it has waited for.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use scanpost_core::gateway::Duty;

use crate::folder::Folder;
use crate::terminal::{self, Failure, say};

/// How long the folder is waited for: longer than a gateway's start, its stop or a usual command.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// How often it is asked for.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// A shorter wait is not worth a word.
const UNNOTICED: Duration = Duration::from_secs(1);

/// While it lives, no other process runs a gateway on this folder.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

/// Who holds the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) duty: Duty,
    pid: u32,
}

impl Lock {
    /// Nothing: another process holds it.
    pub(crate) fn take(path: &Path, duty: Duty) -> io::Result<Option<Lock>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false) // it may be another's
            .mode(0o600)
            .open(path)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let mut lock = Lock { file };
        lock.file.set_len(0)?; // left by a process that was killed
        lock.file.write_all(Holder { duty, pid: std::process::id() }.line().as_bytes())?;
        Ok(Some(lock))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Only for tidiness: without the lock nobody reads the line.
        let _ = self.file.set_len(0);
    }
}

impl Holder {
    /// Nothing: the holder has this moment come and has not said yet who it is.
    pub(crate) fn read(path: &Path) -> Option<Holder> {
        let line = std::fs::read_to_string(path).ok()?;
        let (duty, pid) = line.trim_end().split_once(' ')?;
        let duty = match duty {
            "serve" => Duty::Serve,
            "command" => Duty::Administer,
            _ => return None,
        };
        Some(Holder { duty, pid: pid.parse().ok()? })
    }

    fn line(self) -> String {
        let duty = match self.duty {
            Duty::Serve => "serve",
            Duty::Administer => "command",
        };
        format!("{duty} {}\n", self.pid)
    }
}

/// Repeats an attempt to get at the folder until it succeeds, says after a moment whom it waits for,
/// and fails by naming who was in the way and the next step.
pub(crate) async fn wait<T>(
    folder: &Folder,
    asker: Duty,
    mut attempt: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let begun = Instant::now();
    let mut is_noticed = false;
    loop {
        if let Some(done) = attempt()? {
            return Ok(done);
        }
        let waited = begun.elapsed();
        let holder = folder.holder();
        if waited >= LONGEST_WAIT {
            return Err(in_the_way(folder, asker, holder));
        }
        if waited >= UNNOTICED && !is_noticed {
            terminal::notice(&waiting(folder, holder));
            is_noticed = true;
        }
        tokio::time::sleep(ASK_AGAIN).await;
    }
}

/// Whom we wait for.
fn waiting(folder: &Folder, holder: Option<Holder>) -> String {
    let facts = Facts::of(folder, holder);
    match holder.map(|holder| holder.duty) {
        None => say("lock-waiting", &facts.list()),
        Some(Duty::Serve) => say("lock-waiting-for-gateway", &facts.list()),
        Some(Duty::Administer) => say("lock-waiting-for-command", &facts.list()),
    }
}

/// Who was in the way, and the next step.
fn in_the_way(folder: &Folder, asker: Duty, holder: Option<Holder>) -> Failure {
    let facts = Facts::of(folder, holder);
    match (asker, holder.map(|holder| holder.duty)) {
        (_, None) => Failure::because("lock-held", &facts.list()),
        (Duty::Serve, Some(Duty::Serve)) => Failure::because("lock-second-gateway", &facts.list()),
        (Duty::Administer, Some(Duty::Serve)) => {
            Failure::because("lock-silent-gateway", &facts.list())
        }
        (_, Some(Duty::Administer)) => Failure::because("lock-held-by-command", &facts.list()),
    }
}

/// What the sentences about the lock name.
struct Facts {
    path: String,
    process: String,
    seconds: String,
}

impl Facts {
    fn of(folder: &Folder, holder: Option<Holder>) -> Self {
        Self {
            path: folder.path().display().to_string(),
            process: holder.map(|holder| holder.pid.to_string()).unwrap_or_default(),
            seconds: LONGEST_WAIT.as_secs().to_string(),
        }
    }

    fn list(&self) -> [(&str, &str); 3] {
        [("path", &self.path), ("process", &self.process), ("seconds", &self.seconds)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_and_the_file_says_which() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("lock");
        std::fs::write(&path, "serve 4194304999 and what a killed process left").expect("ours");
        let first = Lock::take(&path, Duty::Administer).expect("can be asked");
        assert!(first.is_some());
        assert!(Lock::take(&path, Duty::Serve).expect("can be asked").is_none());
        let holder = Holder { duty: Duty::Administer, pid: std::process::id() };
        assert_eq!(Holder::read(&path), Some(holder), "the one who was refused has not written");
        drop(first);
        assert_eq!(Holder::read(&path), None);
        assert!(Lock::take(&path, Duty::Serve).expect("can be asked").is_some());
    }

    #[test]
    fn a_line_that_says_nothing_names_nobody() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("lock");
        assert_eq!(Holder::read(&path), None, "there is no file");
        for line in ["", "serve", "serve x", "serve -1", "dance 12"] {
            std::fs::write(&path, line).expect("ours");
            assert_eq!(Holder::read(&path), None, "{line:?}");
        }
    }

    #[test]
    fn what_was_in_the_way_is_named_with_the_next_step() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(dir.path().join("data"))).expect("it can be made");
        let held = |duty| Some(Holder { duty, pid: 12 });
        for (asker, holder, said) in [
            (Duty::Serve, held(Duty::Serve), ["A gateway (process 12) runs already", "kill 12"]),
            (Duty::Serve, held(Duty::Administer), ["A scanpost command (process 12)", "kill 12"]),
            (Duty::Administer, held(Duty::Serve), ["The gateway (process 12)", "Look in its log"]),
            (Duty::Administer, held(Duty::Administer), ["A scanpost command", "then try again"]),
            (Duty::Serve, None, ["Another scanpost process", "then try again"]),
        ] {
            let sentence = in_the_way(&folder, asker, holder).to_string();
            assert!(said.iter().all(|part| sentence.contains(part)), "{sentence}");
        }
    }
}
