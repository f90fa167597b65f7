//! Foreign programs as children: each has a name, a time limit, captured lines, and an end.
//!
//! - [`run`] is for a program that ends by itself: input in, output out, killed at its limit.
//! - [`Server`] is for one that stays: the test waits for a line of it, never for a time.
//!
//! A child leads a process group of its own and the whole group is ended on drop, also when the test
//! panics. If the test itself is killed, a watch beside the server sees the end of its own standard
//! input and ends the group. (The kernel's parent-death signal would not do: Postfix changes its user
//! for a moment, and prctl(2) forgets the signal then.)

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid,
};

/// What a program that has ended leaves behind.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The same, after making sure that the program was content.
    #[allow(clippy::return_self_not_must_use)] // often the check is all that is wanted
    #[track_caller]
    pub fn expect_success(self, what: &str) -> Self {
        assert!(self.status.success(), "{what}: {self:?}");
        self
    }
}

/// Runs a program to its end, with this on standard input.
#[track_caller]
pub fn run(mut command: Command, input: &[u8], limit: Duration) -> Ended {
    let mut child = spawn(command.stdin(Stdio::piped()));
    let mut stdin = child.stdin.take().expect("is piped");
    let input = input.to_vec();
    // A program that ends without reading its input breaks the pipe: its exit status says enough.
    let writer = thread::spawn(move || drop(stdin.write_all(&input)));
    let stdout = collect(child.stdout.take().expect("is piped"));
    let stderr = collect(child.stderr.take().expect("is piped"));
    // A process closes its pipes a moment before it has a status.
    let ended = || stdout.is_finished() && stderr.is_finished() && has_status(&child);
    let in_time = poll_until(limit, ended);
    end_group(&child, Signal::KILL);
    let status = child.wait().expect("a child of ours can be waited for");
    let [stdout, stderr] = [stdout, stderr].map(|thread| thread.join().expect("only reads"));
    drop(writer.join());
    assert!(in_time, "{command:?} took longer than {limit:?}:\n{stdout}\n{stderr}");
    Ended { status, stdout, stderr }
}

/// Asks again and again, for questions that have no event to wait for. `false`: not within the limit.
pub fn poll_until(limit: Duration, mut answered: impl FnMut() -> bool) -> bool {
    let ends = Instant::now() + limit;
    loop {
        if answered() {
            return true;
        }
        if Instant::now() >= ends {
            return false;
        }
        thread::sleep(BETWEEN_QUESTIONS);
    }
}

/// A program that runs until the test is done with it.
#[derive(Debug)]
pub struct Server {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Arc<Lines>,
    watch: Watch,
}

impl Server {
    /// Starts it; everything that it prints is kept, in order.
    #[track_caller]
    pub fn start(name: &str, mut command: Command) -> Self {
        let mut child = spawn(command.stdin(Stdio::piped()));
        let lines = Arc::new(Lines::default());
        lines.kept().open = 2;
        lines.follow(child.stdout.take().expect("is piped"));
        lines.follow(child.stderr.take().expect("is piped"));
        let stdin = child.stdin.take();
        let watch = Watch::over(&child);
        Self { name: name.to_owned(), child, stdin, lines, watch }
    }

    /// Waits until a line says something, and returns what.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, limit: Duration, said: impl Fn(&str) -> Option<T>) -> T {
        self.wait_from(0, what, limit, said)
    }

    /// Like `wait_for`, and only for lines after the first `seen`.
    #[track_caller]
    pub fn wait_from<T>(
        &self,
        seen: usize,
        what: &str,
        limit: Duration,
        said: impl Fn(&str) -> Option<T>,
    ) -> T {
        self.lines.wait_from(seen, limit, said).unwrap_or_else(|| {
            panic!("{} never said {what}; its last lines:\n{}", self.name, self.last_lines())
        })
    }

    /// Waits until that many lines say it.
    #[track_caller]
    pub fn wait_for_count(&self, count: usize, limit: Duration, says: impl Fn(&str) -> bool) {
        let ends = Instant::now() + limit;
        let mut seen = 0;
        for _ in 0..count {
            let left = ends.saturating_duration_since(Instant::now());
            let found = self.lines.position_from(seen, left, &says);
            seen = 1 + found.unwrap_or_else(|| {
                panic!("{} did not say it {count} times:\n{}", self.name, self.last_lines())
            });
        }
    }

    /// All that it has said so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.kept().lines.clone()
    }

    pub fn lines_so_far(&self) -> usize {
        self.lines.kept().lines.len()
    }

    /// Writes one line to its standard input.
    #[track_caller]
    pub fn tell(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("is open until the end");
        writeln!(stdin, "{line}").and_then(|()| stdin.flush()).expect("the server listens");
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The power cut: no signal handler, no flush, nothing.
    pub fn kill_hard(mut self) {
        kill_process(pid(&self.child), Signal::KILL).expect("it is running");
        self.child.wait().expect("a child of ours can be waited for");
    }

    /// A polite end; returns how it went and all that was said.
    #[track_caller]
    pub fn end(self, limit: Duration) -> (ExitStatus, Vec<String>) {
        let _ = kill_process(pid(&self.child), Signal::TERM);
        self.wait_for_end(limit)
    }

    /// Waits for its own end.
    #[track_caller]
    pub fn wait_for_end(mut self, limit: Duration) -> (ExitStatus, Vec<String>) {
        assert!(self.has_ended(limit), "{} did not end:\n{}", self.name, self.last_lines());
        let status = self.child.wait().expect("a child of ours can be waited for");
        (status, self.lines())
    }

    fn has_ended(&mut self, limit: Duration) -> bool {
        poll_until(limit, || !matches!(self.child.try_wait(), Ok(None)))
            && self.lines.are_all(limit)
    }

    fn last_lines(&self) -> String {
        let lines = self.lines();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stdin = None;
        end_group(&self.child, Signal::TERM);
        // Both pipes are at their end when the last process of the group is gone.
        if !self.lines.are_all(TIME_TO_END) {
            end_group(&self.child, Signal::KILL);
        }
        drop(self.child.kill());
        drop(self.child.wait());
        self.watch.end();
        if thread::panicking() {
            eprintln!("--- the last lines of {} ---\n{}", self.name, self.last_lines());
        }
    }
}

/// A shell that waits for the end of its standard input, which only the test holds open.
#[derive(Debug)]
struct Watch {
    shell: Child,
}

impl Watch {
    fn over(child: &Child) -> Self {
        let shell = Command::new("sh")
            .args(["-c", END_GROUP, "watch", &child.id().to_string()])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("every machine has a shell");
        Self { shell }
    }

    /// Before its input ends, so that it never tells a group that has taken over the number.
    fn end(&mut self) {
        drop(self.shell.kill());
        drop(self.shell.wait());
    }
}

/// The lines of a running program, filled by two threads.
#[derive(Debug, Default)]
struct Lines {
    kept: Mutex<Kept>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<String>,
    /// Pipes that are not at their end yet.
    open: usize,
}

impl Lines {
    fn follow(self: &Arc<Self>, pipe: impl Read + Send + 'static) {
        let lines = Arc::clone(self);
        thread::spawn(move || {
            let mut reader = BufReader::new(pipe);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|octets| octets > 0) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                let mut kept = lines.kept();
                assert!(kept.lines.len() < MOST_LINES, "a journey's program prints without end");
                kept.lines.push(text);
                drop(kept);
                lines.more.notify_all();
            }
            lines.kept().open -= 1;
            lines.more.notify_all();
        });
    }

    fn wait_from<T>(
        &self,
        seen: usize,
        limit: Duration,
        said: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let position = self.position_from(seen, limit, |line| said(line).is_some())?;
        let line = self.kept().lines[position].clone();
        said(&line)
    }

    /// `None`: not within the limit, or the program ended without saying it.
    fn position_from(
        &self,
        seen: usize,
        limit: Duration,
        says: impl Fn(&str) -> bool,
    ) -> Option<usize> {
        let ends = Instant::now() + limit;
        let mut next = seen;
        let mut kept = self.kept();
        loop {
            while let Some(line) = kept.lines.get(next) {
                if says(line) {
                    return Some(next);
                }
                next += 1;
            }
            let left = ends.checked_duration_since(Instant::now())?;
            if kept.open == 0 {
                return None;
            }
            kept = self.more.wait_timeout(kept, left).unwrap().0;
        }
    }

    /// Whether both pipes come to their end within the limit.
    fn are_all(&self, limit: Duration) -> bool {
        let kept = self.kept();
        let (kept, _) = self.more.wait_timeout_while(kept, limit, |kept| kept.open > 0).unwrap();
        kept.open == 0
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }
}

#[track_caller]
fn spawn(command: &mut Command) -> Child {
    command
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"))
}

fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut octets = Vec::new();
        drop(pipe.read_to_end(&mut octets));
        String::from_utf8_lossy(&octets).into_owned()
    })
}

/// Without taking the status: the number stays the child's own until then.
fn has_status(child: &Child) -> bool {
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(pid(child)), look).is_ok_and(|status| status.is_some())
}

/// A group that has ended already is as good.
fn end_group(child: &Child, signal: Signal) {
    let _ = kill_process_group(pid(child), signal);
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// A journey that says more than this is in a loop.
const MOST_LINES: usize = 2_000_000;
/// `$1` leads the group. Told politely first.
const END_GROUP: &str = r#"read -r _; kill -s TERM -- "-$1" && sleep 10 && kill -s KILL -- "-$1""#;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(20);
const TIME_TO_END: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    #[test]
    fn a_server_ends_with_a_test_that_was_killed() {
        let mut sleep = Command::new("sleep");
        let mut child = spawn(sleep.arg("1000"));
        let mut watch = Watch::over(&child);
        drop(watch.shell.stdin.take()); // as the kernel does with a dead test's files
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(Signal::TERM.as_raw()));
        watch.end();
    }

    #[test]
    fn a_server_is_heard_up_to_its_last_word() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; read -r word; echo \"$word\"; exit 3"]);
        let mut server = Server::start("shell", shell);
        server.wait_for("one", Duration::from_mins(1), |line| (line == "one").then_some(()));
        server.tell("two");
        let (status, lines) = server.wait_for_end(Duration::from_mins(1));
        assert_eq!((status.code(), lines), (Some(3), vec!["one".to_owned(), "two".to_owned()]));
    }

    #[test]
    #[should_panic(expected = "took longer than")]
    fn a_program_over_its_limit_is_ended() {
        let mut sleep = Command::new("sleep");
        sleep.arg("1000");
        run(sleep, b"", Duration::from_millis(50));
    }
}
