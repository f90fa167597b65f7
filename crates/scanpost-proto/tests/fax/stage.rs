//! What the tests are made of: a TIFF by its fields, a PDF, a mail, and how it is read.

use std::io::Cursor;

use scanpost_proto::fax::{
    CheckError, Checked, Cover, Flaw, FlawKind, Found, Heading, Kind, Reader, check,
};

/// A TIFF with one directory a page, in little-endian order unless `big`.
pub(crate) struct Tiff {
    pub(crate) big: bool,
    pub(crate) pages: Vec<Vec<(u16, u16, Vec<u32>)>>,
}

pub(crate) const SHORT: u16 = 3;
pub(crate) const LONG: u16 = 4;
pub(crate) const RATIONAL: u16 = 5;

/// The fields of a page as fax machines write them (profile S); its strip stands in octets 8 to 207.
pub(crate) fn page() -> Vec<(u16, u16, Vec<u32>)> {
    vec![
        (256, SHORT, vec![1728]),
        (257, SHORT, vec![1100]),
        (258, SHORT, vec![1]),
        (259, SHORT, vec![4]),
        (262, SHORT, vec![0]),
        (273, LONG, vec![8]),
        (277, SHORT, vec![1]),
        (278, LONG, vec![1100]),
        (279, LONG, vec![200]),
        (282, RATIONAL, vec![204, 1]),
        (283, RATIONAL, vec![98, 1]),
        (296, SHORT, vec![2]),
    ]
}

/// The page with this field instead; without values, without the field.
pub(crate) fn page_with(tag: u16, kind: u16, values: &[u32]) -> Vec<(u16, u16, Vec<u32>)> {
    let mut fields: Vec<_> = page().into_iter().filter(|field| field.0 != tag).collect();
    if !values.is_empty() {
        fields.push((tag, kind, values.to_vec()));
    }
    fields
}

impl Tiff {
    pub(crate) fn of(pages: Vec<Vec<(u16, u16, Vec<u32>)>>) -> Self {
        Self { big: false, pages }
    }

    pub(crate) fn octets(&self) -> Vec<u8> {
        let mut file = if self.big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        file.extend(self.long(208));
        file.resize(208, 0x55);
        for (number, fields) in self.pages.iter().enumerate() {
            let is_last = number + 1 == self.pages.len();
            let directory = self.directory(file.len(), fields, is_last);
            file.extend(directory);
        }
        file
    }

    fn directory(&self, at: usize, fields: &[(u16, u16, Vec<u32>)], is_last: bool) -> Vec<u8> {
        let length = 2 + fields.len() * 12 + 4;
        let mut octets = self.short(u32::try_from(fields.len()).unwrap());
        let mut behind = Vec::new();
        for (tag, kind, values) in fields {
            octets.extend(self.short(u32::from(*tag)));
            octets.extend(self.short(u32::from(*kind)));
            let count = if *kind == RATIONAL { values.len() / 2 } else { values.len() };
            octets.extend(self.long(u32::try_from(count).unwrap()));
            let mut stored: Vec<u8> = values
                .iter()
                .flat_map(
                    |value| if *kind == SHORT { self.short(*value) } else { self.long(*value) },
                )
                .collect();
            if stored.len() > 4 {
                let place = self.long(u32::try_from(at + length + behind.len()).unwrap());
                behind.extend(std::mem::replace(&mut stored, place));
            }
            stored.resize(4, 0);
            octets.extend(stored);
        }
        let next = if is_last { 0 } else { at + length + behind.len() };
        octets.extend(self.long(u32::try_from(next).unwrap()));
        octets.extend(behind);
        octets
    }

    fn short(&self, value: u32) -> Vec<u8> {
        let value = u16::try_from(value).unwrap();
        if self.big { value.to_be_bytes().to_vec() } else { value.to_le_bytes().to_vec() }
    }

    fn long(&self, value: u32) -> Vec<u8> {
        if self.big { value.to_be_bytes().to_vec() } else { value.to_le_bytes().to_vec() }
    }
}

/// A PDF with a table of objects and this trailer.
pub(crate) fn pdf(trailer: &str) -> Vec<u8> {
    let body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
    let table = "xref\n0 1\n0000000000 65535 f \ntrailer\n";
    format!("{body}{table}{trailer}\nstartxref\n{}\n%%EOF\n", body.len()).into_bytes()
}

pub(crate) fn checked(kind: Kind, octets: &[u8]) -> Result<Checked, Flaw> {
    check(kind, &mut Cursor::new(octets)).map_err(|error| match error {
        CheckError::Flawed(flaw) => flaw,
        CheckError::Unread(error) => panic!("memory can be read: {error}"),
    })
}

/// The kind of what is wrong, and its words.
pub(crate) fn flaw(kind: Kind, octets: &[u8]) -> (FlawKind, String) {
    let flaw = checked(kind, octets).expect_err("it is flawed");
    (flaw.kind, flaw.why)
}

/// A document as it came out of a mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) heading: Heading,
    pub(crate) octets: Vec<u8>,
}

/// Reads a mail in pieces of this many octets.
pub(crate) fn read(mail: &[u8], piece: usize) -> Result<(Vec<Document>, Cover), Flaw> {
    read_by(Reader::new(), mail, piece)
}

pub(crate) fn read_by(
    mut reader: Reader,
    mail: &[u8],
    piece: usize,
) -> Result<(Vec<Document>, Cover), Flaw> {
    let mut found = Vec::new();
    for piece in mail.chunks(piece) {
        found.extend(reader.read(piece)?);
    }
    let (last, cover) = reader.end()?;
    found.extend(last);
    let mut documents = Vec::new();
    let mut open: Option<Document> = None;
    for one in found {
        match one {
            Found::Begins(heading) => {
                assert!(open.is_none(), "documents follow each other");
                open = Some(Document { heading, octets: Vec::new() });
            }
            Found::Octets(octets) => open.as_mut().unwrap().octets.extend(octets),
            Found::Ends => documents.push(open.take().unwrap()),
        }
    }
    assert!(open.is_none(), "every document ends");
    Ok((documents, cover))
}

/// A mail of these parts.
pub(crate) fn mail(parts: &[&str]) -> Vec<u8> {
    let mut mail = "From: Front office <fax@example.com>\r\nSubject: A fax\r\n\
         Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=x\"\r\n\r\npreamble\r\n"
        .to_owned();
    for part in parts {
        mail.extend(["--=x\r\n", part, "\r\n"]);
    }
    mail.push_str("--=x--\r\nepilogue\r\n");
    mail.into_bytes()
}

pub(crate) const TEXT: &str = "Content-Type: text/plain; charset=iso-8859-1\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\nTv=E5 sidor.";
/// II*\0 and eight zeros.
pub(crate) const TIFF: &str = "Content-Type: image/tiff; application=faxbw\r\n\
    Content-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename*=utf-8''f%C3%A5x.tif\r\n\r\nSUkqAAAA\r\nAAAAAAAA";
/// MM\0* by another name.
pub(crate) const UNNAMED: &str = "Content-Type: application/octet-stream\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nTU0AKgAAAAg=";
pub(crate) const PDF: &str = "Content-Type: application/pdf; name=\"..\\\\a/b.pdf\"\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK";
/// `<html>`, by its name a TIFF.
pub(crate) const LIES: &str = "Content-Type: application/octet-stream; name=fax.TIFF\r\n\
    Content-Transfer-Encoding: base64\r\n\r\nPGh0bWw+";
pub(crate) const LOGO: &str =
    "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=";
