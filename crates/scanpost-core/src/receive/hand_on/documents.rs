//! The documents of a mail, each in a file of its own (RFC 3965 §2, T.37).
//!
//! The mail passes in pieces: what is a document of it goes into a file as it comes, and is looked at there.
//! So a mail of 100 MB takes no more memory than a small one. One flawed document keeps all of a fax back:
//! a person looks at the whole of it. Of a mail that is printed it is left out, and named.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use scanpost_proto::fax::{CheckError, Cover, Found, Heading, Kind, Reader, check};

use super::folder::{Files, unwritable};
use crate::fault::fax::of_a_flaw;
use crate::fault::{Class, Code, Fault};
use crate::receive::ArrivalId;

/// Octets of the mail that are read at once.
const READ_AT_ONCE: usize = 64 * 1024;

/// The documents of a mail: whole, and fit to be passed on. Dropped, their files go; [`Files::keep`] gives them
/// their names.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) files: Files,
    /// Of each file, in their order.
    pub(super) headings: Vec<Heading>,
    /// What stands beside them.
    pub(super) cover: Cover,
    /// Flawed documents, by their names or types.
    pub(super) left_out: Vec<String>,
}

/// What is wanted of a mail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    kinds: &'static [Kind],
    leaves_out_flawed: bool,
}

impl Wanted {
    pub(super) const FAX: Self = Self { kinds: &Kind::FAXES, leaves_out_flawed: false };
    pub(super) const PRINT: Self = Self { kinds: &Kind::PRINTED, leaves_out_flawed: true };
}

/// Takes the documents out of the mail, into `folder`; of a fax at least one, or the fault says why there is
/// none. `mail` is read to its end.
pub(super) fn take_out(
    folder: &Path,
    id: ArrivalId,
    mail: &mut impl Read,
    wanted: Wanted,
) -> Result<Documents, Fault> {
    let documents = Documents {
        files: Files::new(folder, id)?,
        headings: Vec::new(),
        cover: Cover::default(),
        left_out: Vec::new(),
    };
    let mut taking = Taking { folder, wanted, documents, open: None };
    let mut reader = Reader::of(wanted.kinds);
    let mut piece = vec![0; READ_AT_ONCE];
    loop {
        let length = match mail.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(Fault::new(Code::StorageFailed).words(error)),
        };
        let found = reader.read(&piece[..length]).map_err(|flaw| of_a_flaw(&flaw, None))?;
        taking.take(found)?;
    }
    let (found, cover) = reader.end().map_err(|flaw| of_a_flaw(&flaw, None))?;
    taking.take(found)?;
    if taking.documents.headings.is_empty() && !wanted.leaves_out_flawed {
        return Err(Code::FaxMissing.into());
    }
    Ok(Documents { cover, ..taking.documents })
}

/// The documents of one mail, as they come.
struct Taking<'a> {
    folder: &'a Path,
    wanted: Wanted,
    documents: Documents,
    /// The one that is being written.
    open: Option<(Heading, BufWriter<File>)>,
}

impl Taking<'_> {
    fn take(&mut self, found: Vec<Found>) -> Result<(), Fault> {
        for found in found {
            match found {
                Found::Begins(heading) => {
                    let file = self.documents.files.begin(heading.kind.extension())?;
                    self.open = Some((heading, BufWriter::new(file)));
                }
                Found::Octets(octets) => {
                    let written =
                        self.open.iter_mut().try_for_each(|(_, file)| file.write_all(&octets));
                    written.map_err(|error| unwritable(self.folder, &error))?;
                }
                Found::Ends => {
                    if let Some((heading, file)) = self.open.take() {
                        self.end_of(heading, file)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn end_of(&mut self, heading: Heading, file: BufWriter<File>) -> Result<(), Fault> {
        match self.finish(&heading, file) {
            Ok(()) => self.documents.headings.push(heading),
            Err(fault) if self.wanted.leaves_out_flawed && fault.class() == Class::MailFailed => {
                self.documents.files.drop_last();
                self.documents.left_out.push(heading.called());
            }
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    /// Whole, fit to be passed on, and synced.
    fn finish(&self, heading: &Heading, file: BufWriter<File>) -> Result<(), Fault> {
        let unwritable = |error: io::Error| unwritable(self.folder, &error);
        let mut file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
        match check(heading.kind, &mut file) {
            Ok(_) => file.sync_all().map_err(unwritable),
            Err(CheckError::Flawed(flaw)) => Err(of_a_flaw(&flaw, heading.name.as_deref())),
            Err(CheckError::Unread(error)) => Err(unwritable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    const TEXT: &str = "Content-Type: text/plain\r\n\r\nA fax.";
    /// One dot in octet 8, the directory behind it.
    const TIFF: &str = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        SUkqAAoAAABVAAkAAAEDAAEAAAAIAAAAAQEDAAEAAAABAAAAAgEDAAEAAAABAAAAAwEDAAEAAAAB\r\n\
        AAAABgEDAAEAAAAAAAAAEQEEAAEAAAAIAAAAFQEDAAEAAAABAAAAFgEDAAEAAAABAAAAFwEEAAEA\r\n\
        AAABAAAAAAAAAA==";
    const PDF: &str = "Content-Type: application/pdf\r\n\r\n%PDF-1.4\r\nxref\r\n\
        trailer\r\n<< /Size 1 >>\r\nstartxref\r\n10\r\n%%EOF";
    /// `<html>`, by its type a TIFF.
    const LIES: &str = "Content-Type: image/tiff; name=a.tif\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nPGh0bWw+";

    fn mail(parts: &[&str]) -> Vec<u8> {
        let mut mail = "From: fax@example.com\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=x\r\n\r\n"
            .to_owned();
        for part in parts {
            mail.extend(["--x\r\n", part, "\r\n"]);
        }
        mail.push_str("--x--\r\n");
        mail.into_bytes()
    }

    /// Gives so many octets at once, and breaks off behind so many.
    struct Breaking<'a> {
        mail: &'a [u8],
        at_once: usize,
        left: usize,
    }

    impl Read for Breaking<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.left == 0 {
                return Err(io::Error::other("it breaks off"));
            }
            let most = buffer.len().min(self.at_once).min(self.left);
            let length = self.mail.read(&mut buffer[..most])?;
            self.left -= length;
            Ok(length)
        }
    }

    fn put(folder: &Path, id: ArrivalId, mail: &mut impl Read) -> Result<String, Fault> {
        fs::create_dir_all(folder).expect("there is room");
        Ok(take_out(folder, id, mail, Wanted::FAX)?.files.keep()?.join(", "))
    }

    fn put_into(folder: &TempDir, id: ArrivalId, mail: &[u8]) -> Result<String, Fault> {
        put(&folder.path().join("faxes"), id, &mut &mail[..])
    }

    fn names_in(folder: &TempDir) -> Vec<String> {
        let Ok(files) = fs::read_dir(folder.path().join("faxes")) else { return Vec::new() };
        let mut names: Vec<_> = files
            .map(|file| file.expect("a file").file_name().into_string().expect("plain"))
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn the_documents_of_a_mail_are_files_and_its_text_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let id = ArrivalId::new();
        let place = put_into(&folder, id, &mail(&[TEXT, TIFF, PDF])).expect("a fax");
        assert_eq!(place, format!("{id}.tif, {id}-2.pdf"));
        assert_eq!(names_in(&folder), [format!("{id}-2.pdf"), format!("{id}.tif")]);
        let file = |name: String| fs::read(folder.path().join("faxes").join(name)).expect("whole");
        let tiff = file(format!("{id}.tif"));
        assert_eq!((tiff.len(), &tiff[..4]), (124, &b"II*\0"[..]));
        let pdf = file(format!("{id}-2.pdf"));
        assert!(PDF.as_bytes().ends_with(&pdf) && pdf.starts_with(b"%PDF-1.4"));
    }

    #[test]
    fn one_flawed_document_keeps_all_of_its_mail_out_of_the_folder() {
        let countless = [TIFF; 600];
        let faxes: [(&[&str], Code, Option<&str>); 4] = [
            (&[TIFF, LIES], Code::FaxTiffBroken, Some("a.tif")),
            (&[LIES, PDF], Code::FaxTiffBroken, Some("a.tif")),
            (&[TIFF, "Content-Type: application/pdf\r\n\r\n%PDF-"], Code::FaxPdfBroken, None),
            (&countless, Code::FaxMailOverdone, None),
        ];
        for (parts, code, name) in faxes {
            let folder = tempfile::tempdir().expect("a folder");
            let fault = put_into(&folder, ArrivalId::new(), &mail(parts)).expect_err("a flaw");
            assert_eq!((fault.code, fault.class()), (code, Class::MailFailed));
            let words = fault.words.expect("why");
            assert!(name.is_none_or(|name| words.starts_with(name)), "{words}");
            assert_eq!(names_in(&folder), Vec::<String>::new(), "{code:?}");
        }
    }

    #[test]
    fn a_mail_without_a_document_says_so_and_leaves_no_file() {
        for mail in [mail(&[TEXT]), b"no mail at all".to_vec(), Vec::new()] {
            let folder = tempfile::tempdir().expect("a folder");
            let fault = put_into(&folder, ArrivalId::new(), &mail).expect_err("no fax");
            assert_eq!(fault.code, Code::FaxMissing);
            assert_eq!(names_in(&folder), Vec::<String>::new());
        }
    }

    proptest! {
        #[test]
        fn wherever_a_mail_breaks_off_nothing_is_left_and_the_next_attempt_is_as_the_first(
            at_once in 1usize..200,
            left in 0usize..400,
        ) {
            let mail = mail(&[TEXT, TIFF, PDF]);
            let folder = tempfile::tempdir().expect("a folder");
            let id = ArrivalId::new();
            let mut breaking = Breaking { mail: &mail, at_once, left };
            let broken = put(&folder.path().join("faxes"), id, &mut breaking);
            prop_assert_eq!(broken.map_err(|fault| fault.code), Err(Code::StorageFailed));
            prop_assert_eq!(names_in(&folder), Vec::<String>::new());
            let mut whole = Breaking { mail: &mail, at_once, left: usize::MAX };
            let place = put(&folder.path().join("faxes"), id, &mut whole);
            prop_assert_eq!(place, Ok(format!("{id}.tif, {id}-2.pdf")));
            prop_assert_eq!(names_in(&folder).len(), 2);
        }
    }
}
