//! Mails with a fax, and mails built so that nobody should read them.

use scanpost_proto::fax::{DEEPEST, FlawKind, Kind, LONGEST_COVER, LONGEST_HEADER, MOST_PARTS};

use crate::stage::{LIES, LOGO, PDF, TEXT, TIFF, UNNAMED, mail, read};

fn kinds(mail: &[u8]) -> Vec<Kind> {
    read(mail, 1000).unwrap().0.iter().map(|document| document.heading.kind).collect()
}

#[test]
fn documents_come_out_in_their_order_with_the_cover_beside_them() {
    let (documents, cover) = read(&mail(&[TEXT, TIFF, LOGO, UNNAMED, PDF]), 1000).unwrap();
    let told: Vec<_> = documents
        .iter()
        .map(|one| (one.heading.kind, one.heading.name.as_deref(), one.octets.as_slice()))
        .collect();
    let expected: [(_, _, &[u8]); 3] = [
        (Kind::Tiff, Some("fåx.tif"), b"II*\0\0\0\0\0\0\0\0\0"),
        (Kind::Tiff, None, b"MM\0*\0\0\0\x08"),
        (Kind::Pdf, Some("b.pdf"), b"%PDF-1.4\n"),
    ];
    assert_eq!(told, expected);
    assert_eq!(cover.text.as_deref(), Some("Två sidor."));
    let letterhead = cover.letterhead.unwrap();
    assert_eq!(letterhead.from.as_deref(), Some("fax@example.com"));
    assert_eq!(letterhead.subject.as_deref(), Some("A fax"));
    assert_eq!(letterhead.message_id.as_deref(), Some("1@example.com"));
}

#[test]
fn what_claims_to_be_a_fax_and_is_none_is_not_dropped_in_silence() {
    let (documents, _) = read(&mail(&[LIES]), 1000).unwrap();
    assert_eq!(documents[0].heading.kind, Kind::Tiff);
    assert_eq!(documents[0].octets, b"<html>");
    let empty = "Content-Type: image/tiff\r\n\r\n";
    assert_eq!(read(&mail(&[empty]), 1000).unwrap().0[0].octets, b"");
}

#[test]
fn a_document_is_what_its_octets_say_whatever_it_is_called() {
    let called_tiff = PDF.replace("application/pdf", "image/tiff");
    assert_eq!(kinds(&mail(&[&called_tiff])), [Kind::Pdf]);
}

#[test]
fn a_mail_that_is_a_document_itself_is_a_fax_too() {
    let mail = format!("From: fax@example.com\r\n{TIFF}\r\n");
    assert_eq!(kinds(mail.as_bytes()), [Kind::Tiff]);
}

#[test]
fn a_forwarded_fax_is_found_in_the_mail_that_carries_it() {
    let inner = String::from_utf8(mail(&[TIFF])).unwrap().replace("=x", "=y");
    let forwarded = format!("Content-Type: message/rfc822\r\n\r\n{inner}");
    assert_eq!(kinds(&mail(&[TEXT, &forwarded, PDF])), [Kind::Tiff, Kind::Pdf]);
}

#[test]
fn an_inner_part_that_never_ends_takes_nothing_from_the_outer_one() {
    let inner = format!(
        "Content-Type: multipart/related; boundary=inner\r\n\r\n--inner\r\n{TIFF}\r\n--innermost\r\n"
    );
    let (documents, _) = read(&mail(&[&inner, PDF]), 1000).unwrap();
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[1].heading.kind, Kind::Pdf);
}

#[test]
fn binary_and_quoted_documents_lose_no_octet_and_gain_none() {
    let binary = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n\
         %PDF-1.4\n\r\n--=xy\r\n%%EOF\n";
    assert_eq!(
        read(&mail(&[binary]), 1000).unwrap().0[0].octets,
        b"%PDF-1.4\n\r\n--=xy\r\n%%EOF\n"
    );
    let quoted = "Content-Type: application/pdf\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n%PDF-1.4=0A=\r\n%%EOF=0A";
    assert_eq!(read(&mail(&[quoted]), 1000).unwrap().0[0].octets, b"%PDF-1.4\n%%EOF\n");
}

#[test]
fn a_mail_without_a_fax_has_no_documents_and_no_mail_has_no_letterhead_to_speak_of() {
    let (documents, cover) = read(&mail(&[TEXT, LOGO]), 1000).unwrap();
    assert!(documents.is_empty() && cover.text.is_some());
    let (documents, cover) = read(b"", 1000).unwrap();
    assert!(documents.is_empty() && cover.text.is_none());
    assert_eq!(cover.letterhead.and_then(|letterhead| letterhead.from), None);
}

#[test]
fn parts_within_parts_are_read_to_a_depth() {
    let nested = |depth: usize| -> Vec<u8> {
        let level = |n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n");
        let levels: Vec<String> = (1..=depth).map(level).collect();
        format!("{}{TIFF}\r\n", levels.concat()).into_bytes()
    };
    assert_eq!(kinds(&nested(DEEPEST)), [Kind::Tiff]);
    let mails = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
    for deep in [nested(DEEPEST + 1), nested(2_000), mails.into_bytes()] {
        assert_eq!(read(&deep, 1000).unwrap_err().kind, FlawKind::MailOverdone);
    }
}

#[test]
fn as_many_parts_as_allowed_are_read_and_one_more_is_not() {
    let most = vec![TIFF; MOST_PARTS - 1]; // with the mail itself
    assert_eq!(kinds(&mail(&most)).len(), MOST_PARTS - 1);
    let flaw = read(&mail(&vec![TIFF; MOST_PARTS]), 1000).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::MailOverdone);
}

#[test]
fn a_header_without_end_is_not_gathered() {
    let endless = "X-Long: y\r\n".repeat(LONGEST_HEADER / 11 + 1);
    let flaw = read(endless.as_bytes(), 1000).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::MailOverdone);
}

#[test]
fn of_a_long_cover_the_first_part_is_kept() {
    let cover = |kind: &str, text: &str| {
        let part = format!("Content-Type: text/{kind}\r\n\r\n{text}");
        let cover = read(&mail(&[&part, TIFF]), 1000).unwrap().1;
        (cover.text.unwrap_or_default(), cover.is_cut)
    };
    let (text, is_cut) = cover("plain", &"word \r\n".repeat(LONGEST_COVER / 6));
    assert!(text.len() <= LONGEST_COVER && text.len() > LONGEST_COVER - 10, "{}", text.len());
    assert!(is_cut);
    assert_eq!(cover("plain", "A word."), ("A word.".to_owned(), false));
    let styles = |lines: usize| format!("<style>{}</style><p>A word.", "a{b:c}\r\n".repeat(lines));
    assert_eq!(cover("html", &styles(40_000)), ("A word.".to_owned(), false));
    assert!(cover("html", &styles(200_000)).1, "the rest is not looked through");
}
