//! One mebibyte of the disk that is kept back for what makes room.
//!
//! SQLite writes before it frees: a deletion, too, goes through the write-ahead log first, and on a
//! full disk there is no room for that. So a file of no use lies beside the database. When a verb
//! that makes room or ends something meets a full disk, the file is removed and the verb runs again;
//! when there is room, the file is made anew. New mails never get this room.
//!
//! Another way would be to remove a large mail's file before its row. But small mails have no file,
//! the end of an attempt or of a sign-in frees none, and a crash in between leaves a job without its
//! octets.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::room;

/// A verb writes about ten pages of 4 KiB, so this is room for some two dozen; long before the last
/// of them something has been freed.
const RESERVE_BYTES: u64 = 1024 * 1024;

/// The file is made anew only if as much stays free, so that it never takes the last room itself.
const FREE_BYTES: u64 = 2 * RESERVE_BYTES;

/// Octets that are written at once.
const PIECE_BYTES: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Makes the file if it is not there and the disk has room for it; otherwise later.
    pub(super) fn keep_back(&self) {
        let there = std::fs::metadata(&self.path).is_ok_and(|file| file.len() >= RESERVE_BYTES);
        if there || !self.is_affordable() {
            return;
        }
        if let Err(error) = self.make() {
            tracing::warn!(name: "store.no_reserve", %error);
            self.remove();
        }
    }

    /// Gives the room to whoever is in need of it.
    pub(super) fn give_up(&self) {
        tracing::warn!(name: "store.reserve_given_up", "the disk is full");
        self.remove();
    }

    fn is_affordable(&self) -> bool {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        room::free_bytes(folder).is_ok_and(|free| free >= FREE_BYTES)
    }

    /// Not synced: the file holds its room as soon as it is written, and a crash may take it.
    fn make(&self) -> io::Result<()> {
        let mut how = OpenOptions::new();
        let mut file = how.write(true).create(true).truncate(true).mode(0o600).open(&self.path)?;
        let mut noise = Noise(1);
        for _ in 0..RESERVE_BYTES / PIECE_BYTES as u64 {
            let words =
                (0..PIECE_BYTES / size_of::<u64>()).flat_map(|_| noise.word().to_ne_bytes());
            file.write_all(&words.collect::<Vec<u8>>())?;
        }
        Ok(())
    }

    fn remove(&self) {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(name: "store.reserve_not_removed", %error);
            }
            _ => {}
        }
    }
}

/// Octets that no file system can compress: a file of zeros would keep nothing back on ZFS or Btrfs.
/// (Marsaglia, Xorshift RNGs, 2003.)
struct Noise(u64);

impl Noise {
    fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_reserve_is_a_whole_mebibyte_and_is_made_anew_after_it_was_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reserve");
        let reserve = Reserve::at(path.clone());
        for _ in 0..2 {
            reserve.keep_back();
            assert_eq!(std::fs::metadata(&path).unwrap().len(), RESERVE_BYTES);
            reserve.give_up();
            assert!(!path.exists());
            reserve.give_up(); // again is no matter
        }
        std::fs::write(&path, "half of it").unwrap();
        reserve.keep_back();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), RESERVE_BYTES);
    }

    #[test]
    fn no_word_of_the_noise_comes_twice() {
        let mut noise = Noise(1);
        let words: HashSet<u64> = (0..RESERVE_BYTES / 8).map(|_| noise.word()).collect();
        assert_eq!(words.len() as u64, RESERVE_BYTES / 8);
    }
}
