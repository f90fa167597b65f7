//! A text that is put before what a mail holds (RFC 2046 §5.1.3).
//!
//! The mail as it was becomes the second of two parts, octet for octet: its `Content-…` fields move into
//! the part, all others stay where they are. So it does not matter what the mail is made of, and nothing
//! but the header need be held.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::header::{fields, named};

/// What is put before a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// In any language, its lines ended by LF.
    pub text: String,
    /// Stands in no line of the mail: letters and digits that nobody else has, at most 60.
    pub boundary: String,
}

impl Cover {
    /// A header with the empty line behind it, and all that comes before the mail's own text.
    pub(super) fn opening(&self, header: &[u8]) -> Vec<u8> {
        let found = fields(header);
        let is_content = |name: &[u8]| {
            name.len() > CONTENT.len() && name[..CONTENT.len()].eq_ignore_ascii_case(CONTENT)
        };
        let (mut outer, mut inner) = (Vec::with_capacity(header.len() + 1024), Vec::new());
        for field in &found {
            let of_part = is_content(&header[field.name.clone()]);
            let into = if of_part { &mut inner } else { &mut outer };
            into.extend_from_slice(&header[field.whole.clone()]);
        }
        let mut opening = String::new();
        if named(header, &found, "MIME-Version").next().is_none() {
            opening.push_str("MIME-Version: 1.0\r\n");
        }
        let boundary = &self.boundary;
        let _ = write!(opening, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n");
        // A whole is said to be what the widest of its parts is (RFC 2045 §6.4).
        let encoding = named(header, &found, "Content-Transfer-Encoding").next();
        let encoding = encoding.map(|field| header[field.value.clone()].trim_ascii());
        for wide in ["8bit", "binary"] {
            if encoding.is_some_and(|one| one.eq_ignore_ascii_case(wide.as_bytes())) {
                let _ = write!(opening, "Content-Transfer-Encoding: {wide}\r\n");
            }
        }
        let _ = write!(opening, "\r\n--{boundary}\r\n{HEAD_OF_TEXT}\r\n");
        let text = BASE64_STANDARD.encode(self.text.replace('\n', "\r\n"));
        for line in text.as_bytes().chunks(LONGEST_LINE) {
            opening.extend(line.iter().map(|octet| char::from(*octet)));
            opening.push_str("\r\n");
        }
        let _ = write!(opening, "--{boundary}\r\n");
        outer.extend_from_slice(opening.as_bytes());
        outer.extend_from_slice(&inner);
        outer.extend_from_slice(b"\r\n");
        outer
    }

    /// What comes behind the mail's own text.
    pub(super) fn closing(&self) -> String {
        format!("\r\n--{}--\r\n", self.boundary)
    }
}

/// Fields that say what a text is (RFC 2045 §3).
const CONTENT: &[u8] = b"Content-";

const HEAD_OF_TEXT: &str =
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";

/// Letters of base64 in a line (RFC 2045 §6.8).
const LONGEST_LINE: usize = 76;

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders, PartType};
    use proptest::prelude::*;

    use super::*;

    fn cover(text: &str) -> Cover {
        Cover { text: text.to_owned(), boundary: "cover019aa64f2f00".to_owned() }
    }

    fn covered(header: &str, text: &str, cover: &Cover) -> Vec<u8> {
        let mut mail = cover.opening(format!("{header}\r\n").as_bytes());
        mail.extend_from_slice(text.as_bytes());
        mail.extend_from_slice(cover.closing().as_bytes());
        mail
    }

    #[test]
    fn the_text_comes_first_and_what_the_mail_holds_stays_as_it_was() {
        let header = "From: a@b\r\nSubject: Scan\r\nMIME-Version: 1.0\r\n\
            content-type: multipart/mixed;\r\n boundary=x\r\nContent-Transfer-Encoding: 8BIT\r\n";
        let text = "--x\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
            JVBERi0=\r\n--x--\r\n";
        let mail = covered(header, text, &cover("Från Åsa\nkopiator"));
        let shown = String::from_utf8_lossy(&mail);
        assert!(
            shown.starts_with(
                "From: a@b\r\nSubject: Scan\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=\"cover019aa64f2f00\"\r\n\
            Content-Transfer-Encoding: 8bit\r\n\r\n--cover019aa64f2f00\r\n"
            ),
            "{shown}"
        );
        assert!(shown.contains(text), "{shown}");
        let read = MessageParser::default().parse(&mail).expect("a mail");
        assert_eq!(read.body_text(0).as_deref(), Some("Från Åsa\r\nkopiator"));
        let document = read.attachments().next().expect("the scan");
        assert!(document.is_content_type("application", "pdf"));
        assert_eq!(document.contents(), b"%PDF-");
    }

    #[test]
    fn a_document_without_a_wrapping_gets_one() {
        let header = "Subject: Scan\r\nContent-Type: image/tiff; name=scan.tif\r\n\
            Content-Transfer-Encoding: base64\r\n";
        let mail = covered(header, "SUkqAA==\r\n", &cover("x"));
        let read = MessageParser::default().parse(&mail).expect("a mail");
        let document = read.attachments().next().expect("the scan");
        assert_eq!(
            (document.attachment_name(), document.contents()),
            (Some("scan.tif"), &b"II*\0"[..])
        );
    }

    proptest! {
        #[test]
        fn every_text_arrives_as_it_is(text in "[a-zåäö€😀 .\n-]{0,300}") {
            let mail = covered("Subject: x\r\n", "A page.\r\n", &cover(&text));
            prop_assert!(mail.is_ascii() && mail.split(|octet| *octet == b'\n').all(|line| line.len() < 100));
            let read = MessageParser::default().parse(&mail).expect("a mail");
            let PartType::Text(first) = &read.parts[1].body else { panic!("a text") };
            prop_assert_eq!(first.replace("\r\n", "\n"), text);
        }
    }
}
