//! Internet fax: the documents of a mail (RFC 3965 §2, T.37), TIFF-F (RFC 3302) and PDF (RFC 8118).
//!
//! The mail is read in a bounded way: no deeper, and with no more parts, than a fax ever has. The
//! documents' octets are passed on as they are; nothing of them is decoded. A part is what its first
//! octets say, for many senders call a TIFF `application/octet-stream`.

use mail_parser::{Message, MessageParser, PartType};

use crate::fault::{Code, Fault};

/// Parts of one mail.
const MOST_PARTS: usize = 500;

/// Mails within it, by what may make one: they lie in each other, and so must the parser's answer.
const MOST_EMBEDDED: usize = 100;

/// A document of a fax.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    pub kind: Kind,
    pub octets: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Tiff,
    Pdf,
}

impl Kind {
    /// Of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Kind::Tiff => "tif",
            Kind::Pdf => "pdf",
        }
    }

    /// By the first octets: TIFF 6.0 §2 in either order of octets, ISO 32000 §7.5.2.
    fn of(octets: &[u8]) -> Option<Self> {
        match octets {
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Kind::Tiff),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Kind::Pdf),
            _ => None,
        }
    }
}

/// The documents of a mail, in their order. At least one, or the fault says why there is none.
pub fn documents(mail: &[u8]) -> Result<Vec<Document>, Fault> {
    let unreadable = |why: &str| Fault::new(Code::ArrivalUnreadable).words(why);
    if embedded(mail) > MOST_EMBEDDED {
        return Err(unreadable("it has too many mails within it"));
    }
    let message =
        MessageParser::default().parse(mail).ok_or_else(|| unreadable("it has no header"))?;
    if message.parts.len() > MOST_PARTS {
        return Err(unreadable("it has too many parts"));
    }
    let mut documents = Vec::new();
    gather(message, &mut documents);
    if documents.is_empty() {
        return Err(Code::FaxMissing.into());
    }
    Ok(documents)
}

/// How often the octets say what makes a part a mail (RFC 2046 §5.1.5, §5.2.1; RFC 6532 §3.7).
fn embedded(mail: &[u8]) -> usize {
    const SIGNS: [&[u8; 6]; 3] = [b"rfc822", b"digest", b"global"];
    let is_sign = |octets: &&[u8]| SIGNS.iter().any(|sign| octets.eq_ignore_ascii_case(*sign));
    mail.windows(6).filter(is_sign).count()
}

/// Also those of mails within the mail.
fn gather(message: Message<'_>, documents: &mut Vec<Document>) {
    for part in message.parts {
        match part.body {
            PartType::Binary(octets) | PartType::InlineBinary(octets) => {
                if let Some(kind) = Kind::of(&octets) {
                    documents.push(Document { kind, octets: octets.into_owned() });
                }
            }
            PartType::Message(inner) => gather(inner, documents),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    const TEXT: &str = "Content-Type: text/plain\r\n\r\nA fax.";
    // II*\0 and eight zeros.
    const TIFF: &str = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         SUkqAAAAAAAAAAAA";
    // MM\0* by another name.
    const UNNAMED: &str = "Content-Type: application/octet-stream\r\n\
         Content-Transfer-Encoding: base64\r\n\r\nTU0AKgAAAAg=";
    const PDF: &str = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         JVBERi0xLjQK";
    const LIES: &str = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         PGh0bWw+";

    #[test]
    fn documents_are_known_by_what_they_are_and_not_by_what_they_are_called() {
        let mail = mail(&[TEXT, TIFF, LIES, UNNAMED, PDF]);
        let documents = documents(&mail).expect("a fax");
        let kinds: Vec<Kind> = documents.iter().map(|document| document.kind).collect();
        assert_eq!(kinds, [Kind::Tiff, Kind::Tiff, Kind::Pdf]);
        assert_eq!(documents[0].octets, b"II*\0\0\0\0\0\0\0\0\0");
        assert_eq!(documents[2].octets, b"%PDF-1.4\n");
    }

    #[test]
    fn a_mail_that_is_a_document_itself_is_a_fax_too() {
        let mail = format!("From: fax@example.com\r\n{TIFF}\r\n");
        assert_eq!(documents(mail.as_bytes()).expect("a fax").len(), 1);
    }

    #[test]
    fn a_forwarded_fax_is_found_in_the_mail_that_carries_it() {
        let inner = String::from_utf8(mail(&[TIFF])).expect("text");
        let carrier = mail(&[&format!("Content-Type: message/rfc822\r\n\r\n{inner}")]);
        let carrier =
            String::from_utf8(carrier).expect("text").replacen("boundary=x", "boundary=y", 1);
        let carrier = carrier.replacen("--x\r\n", "--y\r\n", 1) + "--y--\r\n";
        assert_eq!(documents(carrier.as_bytes()).expect("a fax").len(), 1);
    }

    #[test]
    fn a_mail_without_a_document_says_so_and_one_with_countless_parts_is_not_read() {
        let missing = documents(&mail(&[TEXT, LIES])).expect_err("no fax");
        assert_eq!(missing.code, Code::FaxMissing);
        let countless = documents(&mail(&[TIFF; 600])).expect_err("no fax");
        assert_eq!(countless.code, Code::ArrivalUnreadable);
        assert!(documents(b"").is_err());
    }

    #[test]
    fn mails_within_mails_without_end_are_read_to_a_depth() {
        for sign in ["message/rfc822", "Message/Global", "multipart/digest; boundary=x"] {
            let deep = format!("Content-Type: {sign}\r\n\r\n--x\r\n\r\n").repeat(20_000);
            assert!(documents(deep.as_bytes()).is_err());
        }
        let boundaries: Vec<String> = (0..2_000)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
            .collect();
        assert!(documents(boundaries.concat().as_bytes()).is_err());
    }
}
