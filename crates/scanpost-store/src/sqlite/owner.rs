//! One running gateway for a folder.
//!
//! Two of them would take each other's attempts for interrupted ones, and send mails twice. So the
//! one that recovers the folder after its start locks it for as long as it lives; the system takes
//! the lock away when the process ends, however it ends. A command that only looks or adds something
//! does not recover, and needs no lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use scanpost_core::fault::{Code, Fault};

use super::trouble::Trouble;

pub(super) struct Owner {
    path: PathBuf,
    lock: Mutex<Option<File>>,
}

impl Owner {
    pub(super) fn of(path: PathBuf) -> Self {
        Self { path, lock: Mutex::default() }
    }

    /// Takes the folder; taking it again is no matter.
    pub(super) fn take(&self) -> Result<(), Trouble> {
        // An option is replaced whole, so a panic elsewhere does not matter.
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if lock.is_none() {
            *lock = Some(self.locked()?);
        }
        Ok(())
    }

    fn locked(&self) -> Result<File, Trouble> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.path)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Trouble::Refused(
                Fault::new(Code::StorageFailed)
                    .words("another scanpost is running on this folder: stop it first"),
            )),
            // Some network file systems know no locks; SQLite's own notice is all there is then.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(file)
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
