//! The data folder: everything that scanpost keeps, in one place that only its user can read.
//!
//! ```text
//! scanpost.db, mails/     the storage (scanpost-store)
//! key                     the installation's key, 0600, unless it comes from elsewhere
//! tls-cert.pem, tls-key.pem   the certificate that devices are shown
//! lock                    held by the process that runs the gateway
//! control.sock            the way in for the command line
//! ```
//!
//! The key that seals the tokens comes from, in this order: `SCANPOST_KEY` (base64 of 32 octets), the
//! systemd credential `scanpost-key`, the file `key`, which is made at the first start. Keep the key
//! out of backups of the folder, and a stolen backup gives nobody the right to send.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::fs::FlockOperation;
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use scanpost_core::submission::tls::{Acceptor, Identity};
use zeroize::Zeroizing;

use crate::terminal::Failure;

/// The permissions of group and others are the last bits of a mode.
const GROUP_AND_OTHERS: u32 = 6;

const KEY_VARIABLE: &str = "SCANPOST_KEY";
const KEY_CREDENTIAL: &str = "scanpost-key";

/// A folder that exists and that only its owner can look into.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

/// While it lives, no other process runs a gateway on this folder.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
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
        made.map_err(|error| folder.failure("cannot be made", &error))?;
        // A relative path would follow us nowhere else; a long one does not fit a socket's address.
        match folder.path.canonicalize() {
            Ok(path) => Ok(Folder { path }),
            Err(error) => Err(folder.failure("cannot be opened", &error)),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn control_socket(&self) -> PathBuf {
        self.path.join("control.sock")
    }

    /// Nothing: another process runs the gateway.
    pub(crate) fn lock(&self) -> Result<Option<Lock>, Failure> {
        let file = Self::options()
            .open(self.path.join("lock"))
            .map_err(|error| self.failure("cannot be written", &error))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(self.failure("cannot be locked", &error.into())),
        }
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

    /// The certificate that devices are shown: the administrator's own, or one made here.
    pub(crate) fn identity(
        &self,
        own: Option<(&Path, &Path)>,
        hostname: &str,
    ) -> Result<Acceptor, Failure> {
        let made = (self.path.join("tls-cert.pem"), self.path.join("tls-key.pem"));
        let (chain, key) = own.unwrap_or((&made.0, &made.1));
        if own.is_none() && !(chain.exists() && key.exists()) {
            let identity = Identity::make(vec![hostname.to_owned(), "localhost".to_owned()])
                .map_err(|why| Failure::new(format!("No certificate for '{hostname}' can be made: {why}. Choose another --hostname.")))?;
            self.write(key, identity.key_pem.as_bytes())?;
            self.write(chain, identity.chain_pem.as_bytes())?;
        }
        let identity =
            Identity { chain_pem: Self::read(chain)?.to_string(), key_pem: Self::read(key)? };
        Acceptor::new(&identity).map_err(|why| {
            Failure::new(format!(
                "The certificate {} with the key {} does not work: {why}.",
                chain.display(),
                key.display()
            ))
        })
    }

    fn make_key(&self, path: &Path) -> Result<(), Failure> {
        let mut key = Zeroizing::new([0u8; KEY_BYTES]);
        File::open("/dev/urandom").and_then(|mut chance| chance.read_exact(key.as_mut())).map_err(
            |error| Failure::new(format!("The system gives no random octets: {error}.")),
        )?;
        let text = Zeroizing::new(STANDARD.encode(key.as_ref()));
        self.write(path, text.as_bytes())
    }

    /// Writes a file whole or not at all, durably, for its owner only.
    fn write(&self, path: &Path, octets: &[u8]) -> Result<(), Failure> {
        let unfinished = path.with_extension("new");
        let written = Self::options().truncate(true).open(&unfinished).and_then(|mut file| {
            file.write_all(octets)?;
            file.sync_all()?;
            fs::rename(&unfinished, path)?;
            File::open(&self.path)?.sync_all()
        });
        written.map_err(|error| {
            Failure::new(format!("{} cannot be written: {error}.", path.display()))
        })
    }

    fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
        fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|error| Failure::new(format!("{} cannot be read: {error}.", path.display())))
    }

    /// A key that others can read seals nothing.
    fn check_private(&self, path: &Path) -> Result<(), Failure> {
        let about = fs::metadata(path).map_err(|error| self.failure("cannot be read", &error))?;
        if about.mode().trailing_zeros() >= GROUP_AND_OTHERS {
            return Ok(());
        }
        let path = path.display();
        Err(Failure::new(format!("Others can read the key {path}. Close it: chmod 600 {path}")))
    }

    fn options() -> OpenOptions {
        let mut options = OpenOptions::new();
        options.write(true).create(true).mode(0o600);
        options
    }

    fn failure(&self, what: &str, error: &io::Error) -> Failure {
        Failure::new(format!(
            "The data folder {} {what}: {error}. Choose another with --data, or correct its permissions.",
            self.path.display()
        ))
    }
}

fn sealer(text: &str, source: &str) -> Result<Sealer, Failure> {
    let octets = STANDARD.decode(text.trim()).map(Zeroizing::new).unwrap_or_default();
    match <&[u8; KEY_BYTES]>::try_from(octets.as_slice()) {
        Ok(key) => Ok(Sealer::new(key)),
        Err(_) => Err(Failure::new(format!(
            "The key in {source} is not {KEY_BYTES} octets in base64. Make one: head -c {KEY_BYTES} /dev/urandom | base64"
        ))),
    }
}

/// systemd's state folder, or the user's own.
fn default_path() -> Result<PathBuf, Failure> {
    let variable =
        |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("STATE_DIRECTORY")
        .or_else(|| variable("XDG_DATA_HOME").map(|path| path.join("scanpost")))
        .or_else(|| variable("HOME").map(|path| path.join(".local/share/scanpost")))
        .ok_or_else(|| {
            Failure::new("There is no home folder to keep data in. Choose one with --data.")
        })
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
        let mode = |path: &Path| fs::metadata(path).expect("there").mode() & 0o777;
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

    #[test]
    fn two_gateways_cannot_run_on_one_folder() {
        let (_dir, folder) = folder();
        let first = folder.lock().expect("can be asked");
        assert!(first.is_some());
        assert!(folder.lock().expect("can be asked").is_none());
        drop(first);
        assert!(folder.lock().expect("can be asked").is_some());
    }
}
