//! Mails that are printed: more is a document than in a fax, and what is not is named.

use scanpost_proto::fax::{Kind, Reader};

use crate::stage::{PDF, TEXT, TIFF, mail, read, read_by};

/// Two octets behind a picture's first three.
const PHOTO: &str = "Content-Type: image/jpeg; name=photo.jpg\r\n\
    Content-Transfer-Encoding: base64\r\n\r\n/9j/4AA=";
const TABLE: &str = "Content-Type: application/vnd.ms-excel; name=table.xls\r\n\
    Content-Disposition: attachment\r\n\r\nno paper";
const PAGE: &str = "Content-Type: text/html; charset=utf-8\r\n\r\n\
    <html><style>p { color: red }</style><p>Två</p><p>sidor &amp; mer</p></html>";

#[test]
fn a_photo_is_a_document_of_a_printed_mail_and_none_of_a_fax() {
    let octets = mail(&[TEXT, PHOTO, PDF, TIFF]);
    let kinds = |reader: Reader| -> Vec<Kind> {
        let (documents, _) = read_by(reader, &octets, 7).unwrap();
        documents.iter().map(|one| one.heading.kind).collect()
    };
    assert_eq!(kinds(Reader::of(&Kind::PRINTED)), [Kind::Jpeg, Kind::Pdf, Kind::Tiff]);
    assert_eq!(kinds(Reader::new()), [Kind::Pdf, Kind::Tiff]);
}

#[test]
fn a_picture_within_a_text_is_no_document() {
    let related = format!(
        "Content-Type: multipart/related; boundary=y\r\n\r\n--y\r\n{PAGE}\r\n--y\r\n{PHOTO}\r\n--y--"
    );
    let octets = mail(&[&related, PHOTO]);
    let (documents, cover) = read_by(Reader::of(&Kind::PRINTED), &octets, 100).unwrap();
    assert_eq!(documents.len(), 1);
    assert_eq!(cover.others, Vec::<String>::new());
}

#[test]
fn what_is_attached_and_cannot_be_printed_is_named() {
    let octets = mail(&[TEXT, TABLE, PHOTO]);
    let (_, cover) = read_by(Reader::of(&Kind::PRINTED), &octets, 100).unwrap();
    assert_eq!(cover.others, ["table.xls"]);
    let many: Vec<&str> = (0..200).map(|_| TABLE).collect();
    let (_, cover) = read(&mail(&many), 1000).unwrap();
    assert_eq!(cover.others.len(), 50);
}

#[test]
fn the_text_of_a_mail_in_html_alone_is_what_stands_between_its_tags() {
    let (_, cover) = read(&mail(&[PAGE]), 100).unwrap();
    let text = cover.text.unwrap();
    assert!(text.contains("Två") && text.contains("sidor & mer"), "{text}");
    assert!(!text.contains('<') && !text.contains("color"), "{text}");
    let (_, cover) = read(&mail(&[TEXT, PAGE]), 100).unwrap();
    assert_eq!(cover.text.as_deref(), Some("Två sidor."));
}

#[test]
fn who_wrote_to_whom_and_when_stands_as_a_person_reads_it() {
    let head = "From: =?utf-8?q?=C3=85sa?= Berg <asa@example.com>\r\nTo: bo@example.com, C <c@example.com>\r\n\
        Date: Sat, 21 Nov 2026 10:11:12 +0100\r\n\r\nHej";
    let letterhead = read(head.as_bytes(), 100).unwrap().1.letterhead.unwrap();
    assert_eq!(letterhead.author.as_deref(), Some("Åsa Berg <asa@example.com>"));
    assert_eq!(letterhead.to.as_deref(), Some("bo@example.com, C <c@example.com>"));
    assert_eq!(letterhead.date.as_deref(), Some("Sat, 21 Nov 2026 10:11:12 +0100"));
}
