//! A command as a child, with a time limit. At the limit it and all that it started are ended, by
//! the id of its process group.

use std::io::IsTerminal;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Runs it with its output on our own. `Err` says what went wrong.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<(), String> {
    // At a terminal the child stays in our group, so that Ctrl-C reaches it as well.
    let own_group = !std::io::stdin().is_terminal();
    if own_group {
        command.process_group(0);
    }
    let shown = show(command);
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| format!("`{shown}` cannot be started: {error}"))?;
    let ends = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return status.success().then_some(()).ok_or(format!("`{shown}` ended with {status}"));
        }
        if Instant::now() >= ends {
            end(&mut child, own_group);
            return Err(format!("`{shown}` took longer than {} minutes", limit.as_secs() / 60));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Whether it can be run and is content, without a word on the screen.
pub(crate) fn succeeds(program: &str, words: &[&str]) -> bool {
    let mut command = Command::new(program);
    run(command.args(words).stdout(Stdio::null()).stderr(Stdio::null()), Duration::from_mins(1))
        .is_ok()
}

/// Politely first: cargo-nextest ends its tests' own groups before it goes.
fn end(child: &mut Child, own_group: bool) {
    let pid = Pid::from_child(child);
    let tell = |signal| {
        // Whoever is gone already need not be told.
        let _ = if own_group { kill_process_group(pid, signal) } else { kill_process(pid, signal) };
    };
    tell(Signal::TERM);
    let ends = Instant::now() + TIME_TO_END;
    while Instant::now() < ends && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(BETWEEN_LOOKS);
    }
    tell(Signal::KILL);
    drop(child.wait());
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
const TIME_TO_END: Duration = Duration::from_secs(15);
