//! PDFs that may be passed on, and those that may not.

use scanpost_proto::fax::{FlawKind, Kind};

use crate::stage::{checked, flaw, pdf};

#[test]
fn a_pdf_with_a_beginning_and_an_end_is_fit_also_with_something_around_it() {
    let plain = pdf("<< /Size 1 /EncryptMetadata false >>");
    let mut around = b"\xef\xbb\xbf".to_vec();
    around.extend_from_slice(&plain);
    around.extend([0; 500]);
    for octets in [plain, around] {
        assert!(checked(Kind::Pdf, &octets).expect("it is fit").pages.is_empty());
    }
}

#[test]
fn a_pdf_that_is_encrypted_says_so_wherever_its_trailer_stands() {
    let table = pdf("<< /Size 1 /Encrypt 2 0 R >>");
    let stream = b"%PDF-1.5\n5 0 obj <</Type/XRef/Encrypt<<>>>>stream\n\0\nendstream endobj\n\
        startxref\n9\n%%EOF";
    // A trailer that the first read does not reach.
    let far = pdf(&format!("<< {} /Encrypt 2 0 R >>", " ".repeat(20_000)));
    for octets in [table, stream.to_vec(), far] {
        assert_eq!(flaw(Kind::Pdf, &octets).0, FlawKind::PdfEncrypted);
    }
}

#[test]
fn the_word_is_found_wherever_a_read_cuts_it() {
    for blanks in 8_100..8_200 {
        let octets = pdf(&format!("<< {} /Encrypt 2 0 R >>", " ".repeat(blanks)));
        assert_eq!(flaw(Kind::Pdf, &octets).0, FlawKind::PdfEncrypted, "{blanks}");
        let octets = pdf(&format!("<< {} /EncryptMetadata true >>", " ".repeat(blanks)));
        assert!(checked(Kind::Pdf, &octets).is_ok(), "{blanks}");
    }
}

#[test]
fn a_pdf_without_beginning_or_end_is_broken() {
    let whole = pdf("<< /Size 1 >>");
    let text = String::from_utf8(whole.clone()).unwrap();
    for octets in [
        Vec::new(),
        b"<html>".to_vec(),
        whole[..whole.len() - 8].to_vec(),
        whole[6..].to_vec(),
        text.replace("startxref\n", "startxref\n9").into_bytes(),
        text.replace("startxref\n", "startxref\n-").into_bytes(),
    ] {
        assert_eq!(flaw(Kind::Pdf, &octets).0, FlawKind::PdfBroken);
    }
}
