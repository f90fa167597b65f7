//! Any octets: nothing panics, nothing is read outside, the pieces do not matter, work has an end.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;
use scanpost_proto::fax::{Kind, check};

use crate::stage::{PDF, SHORT, TEXT, TIFF, Tiff, UNNAMED, mail, page, page_with, pdf, read};

/// Counts what is read, and knows where the document ends.
struct Watched {
    octets: Cursor<Vec<u8>>,
    read: u64,
    seeks: u64,
}

impl Watched {
    fn new(octets: Vec<u8>) -> Self {
        Self { octets: Cursor::new(octets), read: 0, seeks: 0 }
    }
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.octets.read(into)?;
        self.read += u64::try_from(length).unwrap();
        Ok(length)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.seeks += 1;
        let at = self.octets.seek(to)?;
        let size = u64::try_from(self.octets.get_ref().len()).unwrap();
        assert!(at <= size, "it looks outside");
        Ok(at)
    }
}

/// A document is checked, or refused by its own fault, with work in proportion to its size.
fn holds(kind: Kind, octets: Vec<u8>) {
    let size = u64::try_from(octets.len()).unwrap();
    let mut watched = Watched::new(octets);
    if let Err(scanpost_proto::fax::CheckError::Unread(error)) = check(kind, &mut watched) {
        panic!("memory can be read: {error}");
    }
    // Lists of strips may be shared by pages; each is at most the file, and there are few directories.
    let directories = size / 18 + 1;
    assert!(watched.read <= size * directories + 4096, "{} of {size}", watched.read);
    assert!(watched.seeks <= 20 * directories + 20, "{} of {size}", watched.seeks);
}

fn tiff() -> Vec<u8> {
    Tiff { big: false, pages: vec![page(), page_with(278, SHORT, &[550]), page()] }.octets()
}

#[test]
fn a_document_that_is_cut_anywhere_is_refused_or_fit_and_never_read_outside() {
    for (kind, whole) in [(Kind::Tiff, tiff()), (Kind::Pdf, pdf("<< /Size 1 >>"))] {
        for length in 0..whole.len() {
            holds(kind, whole[..length].to_vec());
        }
    }
}

#[test]
fn a_tiff_with_any_octet_flipped_is_refused_or_fit() {
    let whole = tiff();
    for at in 0..whole.len() {
        for flipped in [0x01, 0x80, 0xff] {
            let mut octets = whole.clone();
            octets[at] ^= flipped;
            holds(Kind::Tiff, octets);
        }
    }
}

proptest! {
    #[test]
    fn any_octets_behind_a_header_are_no_danger(
        at in 8_u32..64,
        big: bool,
        octets in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let mut file = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        file.extend(if big { at.to_be_bytes() } else { at.to_le_bytes() });
        file.extend(octets);
        holds(Kind::Tiff, file);
    }

    #[test]
    fn the_pieces_of_a_mail_do_not_matter(
        chosen in prop::collection::vec(0_usize..4, 0..6),
        piece in 1_usize..5000,
        line in 0_usize..5000,
    ) {
        let long = format!("Content-Type: text/plain\r\n\r\n{}\r\n", "x".repeat(line));
        let mut parts: Vec<&str> = chosen.iter().map(|at| [TEXT, TIFF, UNNAMED, PDF][*at]).collect();
        parts.push(&long);
        let mail = mail(&parts);
        prop_assert_eq!(read(&mail, piece), read(&mail, mail.len()));
    }

    #[test]
    fn a_mail_that_is_cut_or_changed_anywhere_is_read_or_refused(
        cut in 0_usize..700,
        at in 0_usize..700,
        to: u8,
        piece in 1_usize..100,
    ) {
        let mut mail = mail(&[TEXT, TIFF, PDF]);
        if let Some(octet) = mail.get_mut(at) {
            *octet = to;
        }
        mail.truncate(cut);
        if let Ok((documents, _)) = read(&mail, piece) {
            let octets: usize = documents.iter().map(|document| document.octets.len()).sum();
            prop_assert!(octets <= mail.len(), "a mail never grows");
        }
    }

    #[test]
    fn a_document_in_base64_is_the_same_behind_it(octets in prop::collection::vec(any::<u8>(), 5..3000)) {
        use base64::Engine;
        let mut document = b"%PDF-".to_vec();
        document.extend(octets);
        let text = base64::engine::general_purpose::STANDARD.encode(&document);
        let lines: Vec<&str> = text.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
        let part = format!(
            "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            lines.join("\r\n")
        );
        let (documents, _) = read(&mail(&[&part]), 777).unwrap();
        prop_assert_eq!(&documents[0].octets, &document);
    }
}
