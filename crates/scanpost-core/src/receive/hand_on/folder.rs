//! Files into a folder: each is there whole or not at all, and so are all of one arrival.
//!
//! A file is written under a name that begins with a dot. Once all of the arrival are whole and synced they
//! get their names; then the folder is synced. The names follow from the arrival's, so a second attempt
//! at the same arrival replaces the same files by the same octets, and removes what a crash has left.
//!
//! The root of all folders for faxes is made at the start alone ([`make_root`]). When it is gone later, it may be
//! a share that is not mounted: a folder made in its place would hide the faxes below the mount point. Faxes are
//! for whoever runs scanpost and for its group.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use scanpost_proto::fax::Kind;

use crate::fault::{Code, Fault};
use crate::receive::ArrivalId;

/// Of new folders and files; the umask takes away what it wants.
const FOLDER_MODE: u32 = 0o750;
pub(super) const FILE_MODE: u32 = 0o640;

/// Makes the root of all folders for faxes, where it is missing.
pub fn make_root(root: &Path) -> Result<(), Fault> {
    make(root).map_err(|error| unwritable(root, &error))
}

/// Makes a folder below the root, which must be there.
pub(super) fn ready(root: &Path, folder: &Path) -> Result<(), Fault> {
    match fs::metadata(root) {
        Ok(there) if there.is_dir() => {}
        Ok(_) => return Err(unwritable(root, &io::ErrorKind::NotADirectory.into())),
        Err(error) => return Err(unwritable(root, &error)),
    }
    make(folder).map_err(|error| unwritable(folder, &error))
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)
}

/// The files of an arrival on their way into the folder. Dropped before [`Files::keep`], none remains.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    id: ArrivalId,
    names: Vec<String>,
}

impl Files {
    /// None yet, and none of an attempt that a crash has ended.
    pub(super) fn new(folder: &Path, id: ArrivalId) -> Result<Self, Fault> {
        let files = Self { folder: folder.to_owned(), id, names: Vec::new() };
        files.remove_left_over().map_err(|error| unwritable(folder, &error))?;
        Ok(files)
    }

    /// The next file, empty.
    pub(super) fn begin(&mut self, extension: &str) -> Result<File, Fault> {
        let name = self.name(self.names.len() + 1, extension);
        let unfinished = self.unfinished(&name);
        self.names.push(name);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true).mode(FILE_MODE);
        options.open(unfinished).map_err(|error| unwritable(&self.folder, &error))
    }

    /// The last one is not wanted after all.
    pub(super) fn drop_last(&mut self) {
        if let Some(name) = self.names.pop() {
            // What cannot be removed now is removed at the next attempt.
            let _ = fs::remove_file(self.unfinished(&name));
        }
    }

    /// One of them from its beginning, before it has its name; they are counted from nought.
    pub(super) fn open(&self, number: usize) -> Result<File, Fault> {
        File::open(self.unfinished(&self.names[number]))
            .map_err(|error| unwritable(&self.folder, &error))
    }

    /// All are whole and synced: they get their names, which it gives.
    pub(super) fn keep(mut self) -> Result<Vec<String>, Fault> {
        let named = self
            .names
            .iter()
            .try_for_each(|name| fs::rename(self.unfinished(name), self.folder.join(name)));
        named
            .and_then(|()| File::open(&self.folder)?.sync_all())
            .map_err(|error| unwritable(&self.folder, &error))?;
        Ok(std::mem::take(&mut self.names))
    }

    fn unfinished(&self, name: &str) -> PathBuf {
        self.folder.join(format!(".{name}"))
    }

    fn name(&self, number: usize, extension: &str) -> String {
        match number {
            1 => format!("{}.{extension}", self.id),
            _ => format!("{}-{number}.{extension}", self.id),
        }
    }

    /// By name: a folder may hold more faxes than can be listed for each of them.
    fn remove_left_over(&self) -> io::Result<()> {
        for number in 1.. {
            let mut had_one = false;
            for kind in Kind::PRINTED {
                let name = self.name(number, kind.extension());
                had_one |= self.folder.join(&name).exists();
                match fs::remove_file(self.unfinished(&name)) {
                    Ok(()) => had_one = true,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            if !had_one {
                break;
            }
        }
        Ok(())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for name in &self.names {
            // What cannot be removed now is removed at the next attempt.
            let _ = fs::remove_file(self.unfinished(name));
        }
    }
}

/// The folder takes no file.
pub(super) fn unwritable(folder: &Path, error: &io::Error) -> Fault {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
        _ => Code::FaxFolderUnwritable,
    };
    Fault::new(code).fact("folder", folder.display()).words(error)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let files = fs::read_dir(folder).expect("it is there");
        let mut names: Vec<_> = files
            .map(|file| file.expect("a file").file_name().into_string().expect("plain"))
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn files_are_named_after_the_arrival_and_a_second_attempt_changes_nothing() {
        let there = tempfile::tempdir().expect("a folder");
        let folder = there.path().join("faxes");
        let id = ArrivalId::new();
        ready(there.path(), &folder).expect("it can be written to");
        for _ in 0..2 {
            let mut files = Files::new(&folder, id).expect("it can be written to");
            files.begin("tif").expect("there is room").write_all(b"II*\0").expect("there is room");
            files.begin("pdf").expect("there is room");
            assert_eq!(names_in(&folder).iter().filter(|name| name.starts_with('.')).count(), 2);
            let names = files.keep().expect("there is room");
            assert_eq!(names, [format!("{id}.tif"), format!("{id}-2.pdf")]);
            assert_eq!(names_in(&folder), [format!("{id}-2.pdf"), format!("{id}.tif")]);
            assert_eq!(fs::read(folder.join(&names[0])).expect("whole"), b"II*\0");
        }
    }

    #[test]
    fn what_a_crash_has_left_goes_with_the_next_attempt_and_what_is_anothers_stays() {
        let there = tempfile::tempdir().expect("a folder");
        let (id, other) = (ArrivalId::new(), ArrivalId::new());
        let mut crashed = Files::new(there.path(), id).expect("it can be written to");
        for _ in 0..3 {
            crashed.begin("tif").expect("there is room");
        }
        std::mem::forget(crashed);
        let mut others = Files::new(there.path(), other).expect("it can be written to");
        others.begin("tif").expect("there is room");
        let mut again = Files::new(there.path(), id).expect("it can be written to");
        assert_eq!(names_in(there.path()), [format!(".{other}.tif")]);
        again.begin("tif").expect("there is room");
        again.keep().expect("there is room");
        drop(others);
        assert_eq!(names_in(there.path()), [format!("{id}.tif")]);
    }

    #[test]
    fn a_root_that_has_vanished_is_not_made_anew_and_what_is_made_is_not_for_everybody() {
        use std::os::unix::fs::PermissionsExt;
        let there = tempfile::tempdir().expect("a folder");
        let (root, folder) = (there.path().join("faxes"), there.path().join("faxes/office/2"));
        let fault = ready(&root, &folder).expect_err("it is not mounted");
        assert_eq!(fault.facts["folder"], root.display().to_string());
        assert!(!root.exists());
        make_root(&root).expect("there is room");
        ready(&root, &folder).expect("there is room");
        let mut files = Files::new(&folder, ArrivalId::new()).expect("it can be written to");
        files.begin("tif").expect("there is room");
        let names = files.keep().expect("there is room");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode();
        for (path, most) in
            [(root.clone(), 0o750), (folder.clone(), 0o750), (folder.join(&names[0]), 0o640)]
        {
            assert_eq!(mode(&path) & 0o777 & !most, 0, "{}", path.display());
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let there = tempfile::tempdir().expect("a folder");
        let folder = there.path().join("file");
        fs::write(&folder, "in the way").expect("there is room");
        let fault = Files::new(&folder, ArrivalId::new()).and_then(|mut files| files.begin("tif"));
        let fault = fault.expect_err("no folder");
        assert_eq!(fault.code, Code::FaxFolderUnwritable);
        assert_eq!(fault.facts["folder"], folder.display().to_string());
    }
}
