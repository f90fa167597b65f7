//! One mail as it lies in a mailbox: the octets as they came, read only when someone looks.
//!
//! The way of a mail through the sandbox does no work for each octet, for the sandbox is also the
//! far end of a benchmark. So the digest and the attachments wait until they are asked for.

use std::sync::OnceLock;

use bytes::Bytes;
use jiff::Timestamp;
use mail_parser::{
    Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};
use sha2::{Digest, Sha256};

use super::generated::Contents;

#[derive(Debug)]
pub struct Mail {
    /// Counts up from 1 over all mailboxes; also the mail's UIDL.
    pub id: u64,
    pub received_at: Timestamp,
    /// MAIL FROM.
    pub from: String,
    /// RCPT TO, as accepted.
    pub to: Vec<String>,
    contents: Contents,
    sha256: OnceLock<String>,
}

/// A file that a mail carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    /// Such as `application/pdf`.
    pub media_type: String,
    pub contents: Vec<u8>,
}

impl Mail {
    pub(super) fn new(
        id: u64,
        received_at: Timestamp,
        from: String,
        to: Vec<String>,
        contents: Contents,
    ) -> Self {
        Self { id, received_at, from, to, contents, sha256: OnceLock::new() }
    }

    /// The mail as it came, without the dots of SMTP. A generated one is written out by this, and
    /// stays so.
    pub fn octets(&self) -> &Bytes {
        self.contents.whole(self.id)
    }

    pub fn size_octets(&self) -> u64 {
        self.contents.size(self.id)
    }

    /// The mail in pieces of moderate size; of a generated one only the piece in hand is held.
    pub fn pieces(&self) -> impl Iterator<Item = Bytes> + use<> {
        self.contents.pieces(self.id)
    }

    /// SHA-256 of [`Mail::octets`] in hexadecimal; reckoned at the first question.
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| sha256_of(self.pieces()))
    }

    pub(super) fn sha256_if_known(&self) -> Option<&str> {
        self.sha256.get().map(String::as_str)
    }

    /// The value of `Message-ID`, with its angle brackets.
    pub fn message_id(&self) -> Option<String> {
        message_id(&self.beginning())
    }

    pub fn subject(&self) -> String {
        let octets = self.beginning();
        read(&octets).and_then(|mail| mail.subject().map(str::to_owned)).unwrap_or_default()
    }

    /// The address in the From header, which can differ from [`Mail::from`].
    pub fn header_from(&self) -> Option<String> {
        let octets = self.beginning();
        let mail = read(&octets)?;
        mail.from().and_then(Address::first)?.address().map(str::to_owned)
    }

    /// The first lines of the text, at most `limit` characters.
    pub fn text(&self, limit: usize) -> String {
        let octets = self.beginning();
        let mail = read(&octets);
        let text = mail.and_then(|mail| mail.body_text(0).map(std::borrow::Cow::into_owned));
        text.unwrap_or_default().chars().take(limit).collect()
    }

    pub fn attachments(&self) -> Vec<Attachment> {
        let octets = self.beginning();
        let Some(mail) = read(&octets) else {
            return Vec::new();
        };
        let files = mail.attachments().enumerate();
        files.map(|(n, part)| attachment(n, part, &octets)).collect()
    }

    /// What is read of the mail: all of it, but of a generated one the first piece alone.
    fn beginning(&self) -> Bytes {
        self.contents.beginning(self.id)
    }
}

fn read(octets: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse(octets)
}

pub(crate) fn sha256(octets: &[u8]) -> String {
    sha256_of(std::iter::once(octets))
}

fn sha256_of(pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> String {
    use std::fmt::Write;
    let digest = pieces.fold(Sha256::new(), Digest::chain_update);
    digest.finalize().iter().fold(String::with_capacity(64), |mut hex, octet| {
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

fn attachment(n: usize, part: &MessagePart<'_>, octets: &[u8]) -> Attachment {
    let media_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |media| format!("{}/{}", media.ctype(), media.subtype().unwrap_or("octet-stream")),
    );
    let name =
        part.attachment_name().map_or_else(|| format!("attachment-{}", n + 1), str::to_owned);
    Attachment { name, media_type, contents: contents(part, octets) }
}

/// The octets of the file. The parser turns texts into UTF-8; they are decoded here instead, so
/// that a text in another encoding keeps its octets.
fn contents(part: &MessagePart<'_>, octets: &[u8]) -> Vec<u8> {
    if let PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) = part.body {
        return part.contents().to_vec();
    }
    let body = part.offset_body as usize..part.offset_end as usize;
    let body = octets.get(body).unwrap_or_default();
    match part.encoding {
        Encoding::None => Some(body.to_vec()),
        Encoding::Base64 => base64_decode(body),
        Encoding::QuotedPrintable => quoted_printable_decode(body),
    }
    .unwrap_or_else(|| part.contents().to_vec())
}

/// The fields of a mail's header with their values, which are on one line each (RFC 5322 §2.2.3).
pub(crate) fn fields(mail: &[u8]) -> impl Iterator<Item = (String, String)> {
    let header = &mail[..mail.len().min(HEADER_LIMIT)];
    let mut lines = header
        .split(|octet| *octet == b'\n')
        .map(|line| String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)))
        .take_while(|line| !line.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            let Some((name, value)) = line.split_once(':') else { continue };
            let mut value = value.trim().to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
                value.push(' ');
                value.push_str(more.trim());
            }
            return Some((name.trim_end().to_owned(), value));
        }
    })
}

/// The `Message-ID` of a mail (RFC 5322 §3.6.4), found without reading beyond its header.
pub(super) fn message_id(mail: &[u8]) -> Option<String> {
    let mut lines = mail[..mail.len().min(HEADER_LIMIT)].split(|octet| *octet == b'\n');
    let line = lines.by_ref().take_while(|line| !line.trim_ascii().is_empty()).find(|line| {
        line.get(..NAME.len()).is_some_and(|start| start.eq_ignore_ascii_case(NAME))
    })?;
    let mut value = line[NAME.len()..].trim_ascii();
    if value.is_empty() {
        // Folded (RFC 5322 §2.2.3): long ids stand on the next line.
        value = lines.next()?.trim_ascii();
    }
    let value: String = String::from_utf8_lossy(value).chars().take(ID_LIMIT).collect();
    (!value.is_empty()).then_some(value)
}

const NAME: &[u8] = b"message-id:";

/// A header that is longer is not searched to its end.
const HEADER_LIMIT: usize = 64 * 1024;

/// A line has at most 998 octets (RFC 5322 §2.1.1).
const ID_LIMIT: usize = 998;

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(text: &str) -> Mail {
        let octets = Bytes::copy_from_slice(text.as_bytes());
        Mail::new(1, Timestamp::UNIX_EPOCH, String::new(), Vec::new(), octets.into())
    }

    #[test]
    fn a_message_id_is_found_in_the_header_only() {
        let table = [
            ("Subject: x\r\nMessage-ID: <a@b>\r\n\r\n", Some("<a@b>")),
            ("MESSAGE-ID:<a@b>\r\n\r\n", Some("<a@b>")),
            ("Message-Id:\r\n <a@b>\r\n\r\n", Some("<a@b>")),
            ("Subject: x\r\n\r\nMessage-ID: <body@b>\r\n", None),
            ("X-Message-ID: <a@b>\r\n\r\n", None),
            ("Message-ID:\r\n\r\n", None),
            ("", None),
        ];
        for (text, found) in table {
            assert_eq!(message_id(text.as_bytes()).as_deref(), found, "{text:?}");
        }
    }

    #[test]
    fn a_text_attachment_in_another_encoding_keeps_its_octets() {
        let mail = mail(concat!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
            "--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n",
            "--b\r\nContent-Type: text/csv; charset=iso-8859-1\r\n",
            "Content-Disposition: attachment; filename=\"k\u{f6}p.csv\"\r\n",
            "Content-Transfer-Encoding: base64\r\n\r\na/ZwO2EN\r\nCg==\r\n",
            "--b--\r\n",
        ));
        let files = mail.attachments();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].contents, b"k\xf6p;a\r\n");
        assert_eq!(files[0].media_type, "text/csv");
        assert_eq!(mail.text(100).trim_end(), "hello");
    }

    #[test]
    fn the_digest_is_that_of_the_octets() {
        assert_eq!(
            mail("abc").sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
