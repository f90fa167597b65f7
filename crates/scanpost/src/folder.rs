//! The data folder: everything that scanpost keeps, in one place that only its user can read.
//!
//! ```text
//! scanpost.db, mails/     the storage (scanpost-store)
//! key                     the installation's key, 0600, unless it comes from elsewhere
//! tls-cert.pem, tls-key.pem   the certificate that devices are shown (`certificate.rs`)
//! web-cert.pem, web-key.pem   the one that browsers are shown
//! set-up-code             how the first administrator gets in, 0600; gone afterwards
//! providers/              mail services that were described here, put there by whoever sets it up
//! faxes/                  faxes that came by mail, until somebody takes them away
//! lock                    held by the process that runs the gateway (`lock.rs`)
//! control.sock            the way in for the command line, 0600
//! ```
//!
//! The folder is 0700. One that stands open is closed, if it is scanpost's: it holds scanpost's
//! database, or nothing else yet. Any other folder is left as it is, and refused.
//!
//! The key that seals the tokens comes from, in this order: `SCANPOST_KEY` (base64 of 32 octets), the
//! systemd credential `scanpost-key`, the file `key`, which is made at the first start. Keep the key
//! out of backups of the folder, and a stolen backup gives nobody the right to send.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scanpost_core::gateway::Duty;
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use zeroize::Zeroizing;

use crate::lock::{Holder, Lock};
use crate::terminal::{self, Failure, say};

/// The permissions of group and others are the last bits of a mode.
const GROUP_AND_OTHERS: u32 = 6;

/// With this in it, a folder is scanpost's.
const DATABASE: &str = "scanpost.db";

/// What may lie in the folder before the database does: the leavings of a first start that was cut
/// short, a key or a certificate that was put there, and what a new file system begins with.
const EARLY: [&str; 15] = [
    "control.sock",
    "key",
    "key.new",
    "lock",
    "lost+found",
    "mails",
    "providers",
    "tls-cert.new",
    "tls-cert.pem",
    "tls-key.new",
    "tls-key.pem",
    "web-cert.new",
    "web-cert.pem",
    "web-key.new",
    "web-key.pem",
];

const KEY_VARIABLE: &str = "SCANPOST_KEY";
const KEY_CREDENTIAL: &str = "scanpost-key";

/// A folder that exists and that only its owner can look into.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder, and makes it if it is not there.
    pub(crate) fn open(chosen: Option<PathBuf>) -> Result<Folder, Failure> {
        let path = match chosen {
            Some(path) => path,
            None => default_path()?,
        };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        let folder = Folder { path };
        made.map_err(|error| folder.failure("folder-not-made", &error))?;
        // A relative path would follow us nowhere else; a long one does not fit a socket's address.
        let path = folder
            .path
            .canonicalize()
            .map_err(|error| folder.failure("folder-not-opened", &error))?;
        let folder = Folder { path };
        folder.close_to_others()?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Where faxes are put, unless the machine's owner has named another place.
    pub(crate) fn faxes(&self) -> PathBuf {
        self.path.join("faxes")
    }

    /// Where mail services are described, beside those that scanpost brings.
    pub(crate) fn providers(&self) -> PathBuf {
        self.path.join("providers")
    }

    pub(crate) fn control_socket(&self) -> PathBuf {
        self.path.join("control.sock")
    }

    /// Nothing: another process works on the folder.
    pub(crate) fn lock(&self, duty: Duty) -> Result<Option<Lock>, Failure> {
        Lock::take(&self.lock_file(), duty)
            .map_err(|error| self.failure("folder-not-locked", &error))
    }

    /// The process that holds the lock, where it has said who it is.
    pub(crate) fn holder(&self) -> Option<Holder> {
        Holder::read(&self.lock_file())
    }

    /// What seals the tokens of this installation.
    pub(crate) fn sealer(&self) -> Result<Sealer, Failure> {
        if let Ok(text) = std::env::var(KEY_VARIABLE) {
            return sealer(&Zeroizing::new(text), KEY_VARIABLE);
        }
        if let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY") {
            let path = Path::new(&folder).join(KEY_CREDENTIAL);
            if path.exists() {
                return sealer(&Self::read(&path)?, &path.display().to_string());
            }
        }
        let path = self.path.join("key");
        if !path.exists() {
            self.make_key(&path)?;
        }
        self.check_private(&path)?;
        sealer(&Self::read(&path)?, &path.display().to_string())
    }

    /// The code for the set-up page, while nobody can log in.
    pub(crate) fn set_up_code(&self) -> Result<Option<String>, Failure> {
        let path = self.set_up_code_file();
        if !path.exists() {
            return Ok(None);
        }
        Self::read(&path).map(|text| Some(text.trim().to_owned()))
    }

    pub(crate) fn keep_set_up_code(&self, code: &str) -> Result<(), Failure> {
        self.write(&self.set_up_code_file(), format!("{code}\n").as_bytes())
    }

    /// One that stays in spite of it has been used, or belongs to a run that has ended: it opens
    /// nothing.
    pub(crate) fn forget_set_up_code(&self) {
        let _ = fs::remove_file(self.set_up_code_file());
    }

    pub(crate) fn set_up_code_file(&self) -> PathBuf {
        self.path.join("set-up-code")
    }

    fn lock_file(&self) -> PathBuf {
        self.path.join("lock")
    }

    /// Nobody but the owner may look into the folder of a gateway.
    fn close_to_others(&self) -> Result<(), Failure> {
        let path = self.path.display().to_string();
        let path = [("path", path.as_str())];
        if !self.is_ours().map_err(|error| self.failure("folder-not-read", &error))? {
            return Err(Failure::because("folder-of-others", &path));
        }
        let about =
            fs::metadata(&self.path).map_err(|error| self.failure("folder-not-read", &error))?;
        if about.mode().trailing_zeros() >= GROUP_AND_OTHERS {
            return Ok(());
        }
        if about.uid() != rustix::process::geteuid().as_raw() {
            return Err(Failure::because("folder-of-another-user", &path));
        }
        fs::set_permissions(&self.path, fs::Permissions::from_mode(0o700))
            .map_err(|error| self.failure("folder-not-closed", &error))?;
        terminal::notice(&say("folder-closed", &path));
        Ok(())
    }

    /// Whether scanpost made what lies in the folder, or nothing does.
    fn is_ours(&self) -> io::Result<bool> {
        if self.path.join(DATABASE).exists() {
            return Ok(true);
        }
        for entry in fs::read_dir(&self.path)? {
            if !EARLY
                .iter()
                .any(|name| entry.as_ref().is_ok_and(|entry| entry.file_name() == *name))
            {
                return entry.map(|_| false);
            }
        }
        Ok(true)
    }

    fn make_key(&self, path: &Path) -> Result<(), Failure> {
        let mut key = Zeroizing::new([0u8; KEY_BYTES]);
        File::open("/dev/urandom").and_then(|mut chance| chance.read_exact(key.as_mut())).map_err(
            |error| Failure::because("chance-missing", &[("why", &terminal::why(&error))]),
        )?;
        let text = Zeroizing::new(STANDARD.encode(key.as_ref()));
        self.write(path, text.as_bytes())
    }

    /// Writes a file whole or not at all, durably, for its owner only.
    pub(crate) fn write(&self, path: &Path, octets: &[u8]) -> Result<(), Failure> {
        let unfinished = path.with_extension("new");
        let written = Self::options().truncate(true).open(&unfinished).and_then(|mut file| {
            file.write_all(octets)?;
            file.sync_all()?;
            fs::rename(&unfinished, path)?;
            File::open(&self.path)?.sync_all()
        });
        written.map_err(|error| terminal::about_file("file-not-written", path, &error))
    }

    pub(crate) fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
        fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| terminal::about_file("file-not-read", path, &error))
    }

    /// A key that others can read seals nothing.
    fn check_private(&self, path: &Path) -> Result<(), Failure> {
        let about = fs::metadata(path).map_err(|error| self.failure("folder-not-read", &error))?;
        if about.mode().trailing_zeros() >= GROUP_AND_OTHERS {
            return Ok(());
        }
        Err(Failure::because("key-open-to-others", &[("path", &path.display().to_string())]))
    }

    fn options() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).create(true).mode(0o600);
        options
    }

    fn failure(&self, id: &str, error: &io::Error) -> Failure {
        terminal::about_file(id, &self.path, error)
    }
}

fn sealer(text: &str, source: &str) -> Result<Sealer, Failure> {
    let octets = STANDARD.decode(text.trim()).map(Zeroizing::new).unwrap_or_default();
    let key = <&[u8; KEY_BYTES]>::try_from(octets.as_slice()).map_err(|_| {
        let facts = [("source", source), ("octets", &KEY_BYTES.to_string())];
        Failure::because("key-unusable", &facts)
    })?;
    Ok(Sealer::new(key))
}

/// systemd's state folder, or the user's own.
fn default_path() -> Result<PathBuf, Failure> {
    let variable =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("STATE_DIRECTORY")
        .or_else(|| variable("XDG_DATA_HOME").map(|path| path.join("scanpost")))
        .or_else(|| variable("HOME").map(|path| path.join(".local/share/scanpost")))
        .ok_or_else(|| Failure::because("folder-nowhere", &[]))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(Some(dir.path().join("data"))).expect("it can be made");
        (dir, folder)
    }

    #[test]
    fn folder_and_key_are_the_owners_alone() {
        let (_dir, folder) = folder();
        folder.sealer().expect("a key is made");
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(mode(&folder.path().join("key")), 0o600);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused_with_the_command_that_closes_it() {
        let (_dir, folder) = folder();
        folder.sealer().expect("a key is made");
        let key = folder.path().join("key");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("ours");
        let failure = folder.sealer().expect_err("refused").to_string();
        assert!(failure.contains("chmod 600"), "{failure}");
    }

    #[test]
    fn a_key_of_the_wrong_length_is_refused() {
        assert!(sealer("c2hvcnQ=", "a test").is_err());
        assert!(sealer("not base64!", "a test").is_err());
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").mode() & 0o777
    }

    fn open_to_all(path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("ours");
    }

    #[test]
    fn a_folder_of_ours_that_stands_open_is_closed() {
        let (_dir, folder) = folder();
        for content in ["lock", "key", DATABASE, "anything beside a database"] {
            fs::write(folder.path().join(content), "").expect("ours");
            open_to_all(folder.path());
            Folder::open(Some(folder.path().to_owned())).expect("it is scanpost's");
            assert_eq!(mode(folder.path()), 0o700, "{content}");
        }
    }

    #[test]
    fn a_folder_with_other_things_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("thesis.tex"), "").expect("ours");
        open_to_all(dir.path());
        for path in [dir.path(), Path::new("/")] {
            let before = mode(path);
            let failure = Folder::open(Some(path.to_owned())).expect_err("refused").to_string();
            assert!(failure.contains("Choose an empty or a new folder"), "{failure}");
            assert_eq!(mode(path), before);
        }
    }
}
