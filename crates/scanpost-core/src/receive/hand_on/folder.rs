//! Documents into a folder: each is a file that is there whole or not at all.
//!
//! A file is written under a name that begins with a dot, synced, and renamed; then the folder is synced.
//! Its name follows from the arrival's, so a second attempt at the same arrival replaces the same
//! files by the same octets.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::fault::{Code, Fault};
use crate::receive::ArrivalId;
use crate::receive::fax::Document;

/// Puts the documents there and says where they are: the folder, and the name of each.
pub(super) fn put(folder: &Path, id: ArrivalId, documents: &[Document]) -> Result<String, Fault> {
    let unwritable = |error: io::Error| {
        let code = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
            _ => Code::FaxFolderUnwritable,
        };
        Fault::new(code).fact("folder", folder.display()).words(error)
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut names = Vec::with_capacity(documents.len());
    for (number, document) in (1..).zip(documents) {
        let name = name(id, number, document);
        put_file(folder, &name, &document.octets).map_err(unwritable)?;
        names.push(name);
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)?;
    Ok(format!("{}: {}", folder.display(), names.join(", ")))
}

fn name(id: ArrivalId, number: usize, document: &Document) -> String {
    let extension = document.kind.extension();
    if number == 1 { format!("{id}.{extension}") } else { format!("{id}-{number}.{extension}") }
}

fn put_file(folder: &Path, name: &str, octets: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}"));
    let mut file = File::create(&unfinished)?;
    let written = file.write_all(octets).and_then(|()| file.sync_all());
    if let Err(error) = written {
        let _ = fs::remove_file(&unfinished); // on a full disk, what is half done is in the way
        return Err(error);
    }
    fs::rename(&unfinished, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::fax::Kind;

    fn document(kind: Kind, octets: &[u8]) -> Document {
        Document { kind, octets: octets.to_vec() }
    }

    #[test]
    fn documents_are_files_named_after_the_arrival_and_a_second_attempt_changes_nothing() {
        let there = tempfile::tempdir().expect("a folder");
        let folder = there.path().join("faxes");
        let id = ArrivalId::new();
        let documents = [document(Kind::Tiff, b"II*\0"), document(Kind::Pdf, b"%PDF-")];
        for _ in 0..2 {
            let place = put(&folder, id, &documents).expect("there is room");
            assert_eq!(place, format!("{}: {id}.tif, {id}-2.pdf", folder.display()));
            let mut files: Vec<_> = fs::read_dir(&folder)
                .expect("it is there")
                .map(|file| file.expect("a file").file_name().into_string().expect("plain"))
                .collect();
            files.sort_unstable();
            assert_eq!(files, [format!("{id}-2.pdf"), format!("{id}.tif")]);
            assert_eq!(fs::read(folder.join(&files[1])).expect("whole"), b"II*\0");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_named() {
        let there = tempfile::tempdir().expect("a folder");
        let folder = there.path().join("file");
        fs::write(&folder, "in the way").expect("there is room");
        let fault = put(&folder, ArrivalId::new(), &[document(Kind::Tiff, b"II*\0")]);
        let fault = fault.expect_err("no folder");
        assert_eq!(fault.code, Code::FaxFolderUnwritable);
        assert_eq!(fault.facts["folder"], folder.display().to_string());
    }
}
