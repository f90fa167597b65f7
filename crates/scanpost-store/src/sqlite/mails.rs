//! The folder of the large mails: `mails/incoming-…` while one comes in, `mails/<id>` once it is
//! kept, by the id of its job or arrival.
//!
//! A file is synced, renamed, and its folder synced, before its row commits; so a committed row always
//! has its octets. What a crash leaves without a row is removed after the next start.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::connect;
use super::trouble::Trouble;

#[derive(Debug)]
pub(super) struct Mails {
    folder: PathBuf,
    /// Names of files whose row is not committed yet; [`Mails::strays`] leaves them alone.
    unkept: Mutex<HashSet<String>>,
}

impl Mails {
    pub(super) fn open(folder: PathBuf) -> Result<Arc<Self>, Trouble> {
        connect::private_folder(&folder)?;
        Ok(Arc::new(Self { folder, unkept: Mutex::default() }))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens the octets of a kept mail.
    pub(super) fn read(&self, id: Uuid) -> io::Result<File> {
        File::open(self.path(&name(id)))
    }

    /// Makes a kept mail durable under another id too. A name of its own costs no room; where the disk has
    /// no such names, the octets are copied.
    pub(super) fn keep_again(self: &Arc<Self>, from: Uuid, id: Uuid) -> io::Result<Unkept> {
        let (from, to) = (self.path(&name(from)), self.path(&name(id)));
        if to.try_exists()? {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the id has a mail already"));
        }
        let kept = Unkept::new(self, name(id));
        if std::fs::hard_link(&from, &to).is_err() {
            std::fs::copy(&from, &to)?; // with the rights of the first
            File::open(&to)?.sync_all()?;
        }
        File::open(&self.folder)?.sync_all()?;
        Ok(kept)
    }

    /// Removes the octets of a job or arrival that has ended.
    pub(super) fn remove(&self, id: Uuid) {
        self.remove_named(&name(id));
    }

    /// Files that no mail on its way in accounts for, with the id that they were kept for.
    pub(super) fn strays(&self) -> io::Result<Vec<(String, Option<Uuid>)>> {
        let mut strays = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let Ok(name) = entry?.file_name().into_string() else {
                continue;
            };
            if !self.unkept().contains(&name) {
                let id = name.parse().ok();
                strays.push((name, id));
            }
        }
        Ok(strays)
    }

    /// A file that is already gone is as good as removed; one that cannot be removed now is
    /// removed after the next start.
    pub(super) fn remove_named(&self, name: &str) {
        match std::fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(name: "store.mail_not_removed", file = name, %error);
            }
            _ => {}
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Set changes cannot be left half done, so a panic elsewhere does not matter.
    fn unkept(&self) -> MutexGuard<'_, HashSet<String>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A large mail that is coming in. Dropped, nothing of it remains.
pub(super) struct IncomingFile {
    file: File,
    place: Unkept,
}

impl IncomingFile {
    pub(super) fn create(mails: &Arc<Mails>) -> io::Result<Self> {
        let place = Unkept::new(mails, format!("incoming-{}", Uuid::now_v7().simple()));
        let file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(place.path())?;
        Ok(Self { file, place })
    }

    pub(super) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.file.write_all(octets)
    }

    /// Makes the octets durable under the id's name. They stay only if its row is committed.
    pub(super) fn keep(self, id: Uuid) -> io::Result<Unkept> {
        self.file.sync_all()?;
        let mails = &self.place.mails;
        if mails.path(&name(id)).try_exists()? {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the id has a mail already"));
        }
        let kept = Unkept::new(mails, name(id));
        std::fs::rename(self.place.path(), kept.path())?;
        File::open(mails.folder())?.sync_all()?;
        Ok(kept)
    }
}

/// A file without a row: removed when this is dropped, unless [`Unkept::stays`] was called.
#[derive(Debug)]
pub(super) struct Unkept {
    mails: Arc<Mails>,
    name: String,
    stays: AtomicBool,
}

impl Unkept {
    fn new(mails: &Arc<Mails>, name: String) -> Self {
        mails.unkept().insert(name.clone());
        Self { mails: Arc::clone(mails), name, stays: AtomicBool::new(false) }
    }

    fn path(&self) -> PathBuf {
        self.mails.path(&self.name)
    }

    /// The row is committed.
    pub(super) fn stays(&self) {
        self.stays.store(true, Ordering::Release);
    }
}

impl Drop for Unkept {
    fn drop(&mut self) {
        if !self.stays.load(Ordering::Acquire) {
            self.mails.remove_named(&self.name);
        }
        self.mails.unkept().remove(&self.name);
    }
}

fn name(id: Uuid) -> String {
    id.simple().to_string()
}
