//! Where the figures come from: processor, disk, program.

use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use scanpost_journeys::process;
use serde_json::{Value, json};

/// What is said about the machine beside the figures.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) processors: usize,
    pub(crate) kernel: String,
    /// `ext4 on /dev/vda1`.
    pub(crate) file_system: String,
    /// The median of one small write with fdatasync: what durability costs on this disk.
    pub(crate) flush: Duration,
    /// The size of the program, in octets.
    pub(crate) program: u64,
    pub(crate) postfix: String,
}

impl Machine {
    pub(crate) fn look(dir: &Path, program: &Path) -> Result<Self, String> {
        let about =
            fs::metadata(program).map_err(|error| format!("{}: {error}", program.display()))?;
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
        let processor = model.and_then(|model| model.split_once(':')).map(|(_, name)| name.trim());
        let disk = ["--noheadings", "--output", "FSTYPE,SOURCE", "--target"];
        let disk = said("findmnt", &[disk.as_slice(), &[&dir.display().to_string()]].concat());
        Ok(Self {
            processor: processor.unwrap_or("a processor without a name").to_owned(),
            processors: std::thread::available_parallelism().map_or(1, Into::into),
            kernel: said("uname", &["-sr"]),
            file_system: disk.split_whitespace().collect::<Vec<_>>().join(" on "),
            flush: flush_time(dir).map_err(|error| format!("{}: {error}", dir.display()))?,
            program: about.len(),
            postfix: said("postconf", &["-d", "-h", "mail_version"]),
        })
    }

    /// Whether a mail survives a power cut there at all.
    fn forgets(&self) -> bool {
        self.file_system.starts_with("tmpfs") || self.file_system.starts_with("ramfs")
    }
}

impl Machine {
    pub(crate) fn json(&self) -> Value {
        json!({
            "processor": self.processor,
            "processors": self.processors,
            "kernel": self.kernel,
            "file_system": self.file_system,
            "flush_seconds": self.flush.as_secs_f64(),
            "postfix": self.postfix,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { processor, processors, kernel, file_system, flush, .. } = self;
        let flush = flush.as_secs_f64() * 1000.0;
        writeln!(out, "\n{processors} x {processor}, {kernel}")?;
        writeln!(out, "data of all on {file_system}; one flush takes {flush:.2} ms")?;
        if self.forgets() {
            writeln!(out, "WARNING: this disk forgets, so durability costs nothing here")?;
        }
        Ok(())
    }
}

fn said(program: &str, words: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(words);
    process::run(command, b"", TIME_TO_SAY).stdout.trim().to_owned()
}

fn flush_time(dir: &Path) -> std::io::Result<Duration> {
    let path = dir.join("flushes");
    let mut file = File::create(&path)?;
    let mut times = Vec::with_capacity(FLUSHES);
    for _ in 0..FLUSHES {
        let begun = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    fs::remove_file(path)?;
    times.sort_unstable();
    Ok(times[FLUSHES / 2])
}

const FLUSHES: usize = 101;
const TIME_TO_SAY: Duration = Duration::from_secs(10);
