//! The machine under the gateway, on its bad days: a disk that is full, a clock that is wrong, a power cut at
//! any moment.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::process;

/// A file system in memory, so small that it can be filled.
#[derive(Debug)]
pub struct SmallDisk {
    dir: TempDir,
}

impl SmallDisk {
    /// Mounts one of this size; only root may.
    pub fn of_megabytes(size: u32) -> Self {
        let disk = Self { dir: TempDir::new().expect("the temporary folder can be written") };
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}m,mode=0700"), "tmpfs"]);
        mount.arg(disk.path());
        process::run(mount, b"", LIMIT).expect_success("mount");
        disk
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Leaves only so much room.
    pub fn fill_but(dir: &Path, kilobytes: u64) {
        // dd ends with an error when the disk is full, which is what it is asked for.
        let mut dd = Command::new("dd");
        dd.args(["if=/dev/zero", "bs=4096"]).arg(format!("of={}", filler(dir).display()));
        process::run(dd, b"", LIMIT);
        let filler = OpenOptions::new().write(true).open(filler(dir)).expect("dd has made it");
        let size = filler.metadata().expect("it is open").len();
        filler.set_len(size.saturating_sub(kilobytes * 1024)).expect("a file can be cut");
    }

    /// Makes the room again that `fill_but` took.
    pub fn free(dir: &Path) {
        fs::remove_file(filler(dir)).expect("the filler can be taken away");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still holds a file of it keeps nothing but that.
        let mut umount = Command::new("umount");
        umount.arg("--lazy").arg(self.path());
        process::run(umount, b"", LIMIT);
    }
}

fn filler(dir: &Path) -> PathBuf {
    dir.join("filler")
}

/// The wall clock of one program, set while it runs; the monotonic clock goes on, as it does on a
/// machine whose clock is corrected. libfaketime asks the file at every look at the clock.
#[derive(Debug)]
pub struct Clock {
    dir: TempDir,
    library: PathBuf,
}

impl Clock {
    /// One that is right.
    pub fn right() -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        let clock = Self { dir, library: library() };
        clock.set("+0");
        clock
    }

    /// Sets it off by this much: `+1h`, `-1h`, `+0`.
    pub fn set(&self, offset: &str) {
        // In one step, so that the program never reads half of it.
        let new = self.dir.path().join("new");
        fs::write(&new, offset).expect("the temporary folder can be written");
        fs::rename(new, self.file()).expect("the temporary folder can be written");
    }

    pub(crate) fn wrapper(&self) -> Vec<String> {
        vec![
            "env".to_owned(),
            format!("LD_PRELOAD={}", self.library.display()),
            format!("FAKETIME_TIMESTAMP_FILE={}", self.file().display()),
            "FAKETIME_NO_CACHE=1".to_owned(),
            "DONT_FAKE_MONOTONIC=1".to_owned(),
        ]
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("offset")
    }
}

/// Moments that nobody chose; printed, so that a failure can be told apart from the next one.
#[derive(Debug)]
pub struct Chance(u64);

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}

impl Chance {
    pub fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(now.map_or(1, |since| since.subsec_nanos().into()) | 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Debian keeps it in the folder of the machine's architecture.
fn library() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").expect("every machine has it");
    let found = folders
        .filter_map(Result::ok)
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.exists());
    found.expect("faketime is missing: run `cargo xtask install` as root")
}

const LIMIT: Duration = Duration::from_mins(1);
