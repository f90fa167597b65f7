//! What a program costs, out of `/proc`: CPU time and memory, of it and of all its children.
//!
//! The same reading for both relays. Postfix' processes are all children of its `master`; what those
//! that have ended have used is in the master's own account (`cutime` and `cstime` in `proc_pid_stat(5)`).

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A process with its children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Family {
    pub(crate) parent: u32,
}

impl Family {
    /// User and system time so far, of the living and of the dead.
    pub(crate) fn cpu(self) -> Duration {
        let ticks: u64 = self
            .members()
            .into_iter()
            .filter_map(|id| {
                let [user, system, children_user, children_system] = times(id)?;
                let own = user + system;
                Some(if id == self.parent { own + children_user + children_system } else { own })
            })
            .sum();
        of_ticks(ticks)
    }

    /// Waits until no more CPU time is used, so that work after the last mail counts as well.
    pub(crate) fn settle(self) {
        let ends = Instant::now() + LONGEST_SETTLING;
        let mut before = self.cpu();
        while Instant::now() < ends {
            thread::sleep(QUIET);
            let now = self.cpu();
            if now.saturating_sub(before) <= NEXT_TO_NOTHING {
                return;
            }
            before = now;
        }
    }

    /// Memory in the RAM now, each process for itself.
    pub(crate) fn resident(self) -> u64 {
        self.members().into_iter().filter_map(|id| status(id, "VmRSS:")).sum()
    }

    /// The same, where a page that n processes share counts 1/n in each.
    pub(crate) fn proportional(self) -> u64 {
        let share =
            |id| field(&fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?, "Pss:");
        self.members().into_iter().filter_map(share).sum()
    }

    pub(crate) fn count(self) -> usize {
        self.members().len()
    }

    /// Begins to watch for the most memory.
    pub(crate) fn watch(self) -> Watch {
        // The kernel forgets the parent's earlier peak (`proc_pid_clear_refs(5)`).
        drop(fs::write(format!("/proc/{}/clear_refs", self.parent), "5"));
        let done = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&done);
        let sampler = thread::spawn(move || {
            let mut most = 0;
            while !told.load(Ordering::Relaxed) {
                most = most.max(self.resident());
                thread::sleep(BETWEEN_SAMPLES);
            }
            most
        });
        Watch { family: self, done, sampler }
    }

    /// Sends a signal to all, the parent first.
    pub(crate) fn tell(self, signal: Signal) {
        for id in self.members() {
            let pid = i32::try_from(id).ok().and_then(Pid::from_raw);
            // One that has ended meanwhile need not be told.
            let _ = pid.map(|pid| kill_process(pid, signal));
        }
    }

    fn members(self) -> Vec<u32> {
        let children = format!("/proc/{0}/task/{0}/children", self.parent);
        let children = fs::read_to_string(children).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|id| id.parse().ok());
        std::iter::once(self.parent).chain(children).collect()
    }
}

/// A running search for the peak.
#[derive(Debug)]
pub(crate) struct Watch {
    family: Family,
    done: Arc<AtomicBool>,
    sampler: thread::JoinHandle<u64>,
}

impl Watch {
    /// The most memory since `watch`: exact for a lone process, by samples for several.
    pub(crate) fn end(self) -> u64 {
        self.done.store(true, Ordering::Relaxed);
        let sampled = self.sampler.join().expect("the sampler only reads");
        if self.family.count() == 1 {
            status(self.family.parent, "VmHWM:").unwrap_or(sampled)
        } else {
            sampled
        }
    }
}

/// The CPU time of all children of ours that have ended.
pub(crate) fn ended_children_cpu() -> Duration {
    let [.., user, system] = times(std::process::id()).unwrap_or_default();
    of_ticks(user + system)
}

fn of_ticks(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second())
}

/// utime, stime, cutime, cstime: the 14th to 17th field, counted from behind the name.
fn times(id: u32) -> Option<[u64; 4]> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    times_in(&stat)
}

fn times_in(stat: &str) -> Option<[u64; 4]> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let fields: Vec<u64> =
        behind_name.split_whitespace().skip(11).take(4).filter_map(|f| f.parse().ok()).collect();
    fields.try_into().ok()
}

fn status(id: u32, name: &str) -> Option<u64> {
    field(&fs::read_to_string(format!("/proc/{id}/status")).ok()?, name)
}

/// `VmRSS:     1234 kB`, in octets.
fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

const BETWEEN_SAMPLES: Duration = Duration::from_millis(100);
const QUIET: Duration = Duration::from_millis(300);
const NEXT_TO_NOTHING: Duration = Duration::from_millis(10);
const LONGEST_SETTLING: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_brackets_moves_no_field() {
        let stat = "7 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16";
        assert_eq!(times_in(stat), Some([11, 12, 13, 14]));
    }

    #[test]
    fn memory_is_read_in_octets() {
        let text = "VmHWM:\t    2048 kB\nVmRSS:\t     100 kB\n";
        assert_eq!(field(text, "VmHWM:"), Some(2 * 1024 * 1024));
        assert_eq!(field(text, "VmSwap:"), None);
    }

    #[test]
    fn our_own_process_uses_memory_and_is_found() {
        let own = Family { parent: std::process::id() };
        assert!(own.resident() > 0 && own.count() >= 1);
    }
}
