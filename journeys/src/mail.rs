//! Scans as printers send them, and the comparison of what was sent with what arrived.

use std::collections::HashMap;

/// One mail, ready for DATA but not dot-stuffed.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Stands in the Message-ID, so that every mail is known again.
    pub id: String,
    pub octets: Vec<u8>,
}

impl Scan {
    /// A mail with an attachment of about this size; the same `id` always gives the same octets.
    ///
    /// It holds what goes wrong on the way most easily: folded headers, a line of one dot, lines
    /// that begin with dots, an empty last line, and 8-bit text.
    pub fn new(id: &str, from: &str, to: &str, attachment_size: usize) -> Self {
        let boundary = "=_scan";
        let head = format!(
            "From: Front Office <{from}>\r\n\
             To: {to}\r\n\
             Subject: Scan {id}\r\n\
             Date: Sat, 21 Nov 2026 10:11:12 +0000\r\n\
             Message-ID: <{id}@printer.example.com>\r\n\
             X-Folded: one\r\n two\r\n\tthree\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed;\r\n boundary=\"{boundary}\"\r\n\
             \r\n\
             --{boundary}\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\
             \r\n\
             .\r\n..\r\n.a line that begins with a dot\r\nåäö, 8-bit\r\n\
             --{boundary}\r\n\
             Content-Type: application/pdf; name=\"{id}.pdf\"\r\n\
             Content-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{id}.pdf\"\r\n\
             \r\n"
        );
        let mut octets = head.into_bytes();
        base64_lines(id, attachment_size, &mut octets);
        octets.extend_from_slice(format!("--{boundary}--\r\n\r\n").as_bytes());
        Self { id: id.to_owned(), octets }
    }
}

/// Panics unless `arrived` is `sent`: the same body octet for octet, the same header fields in the
/// same order, and nothing more than the trace fields that every hop writes (RFC 5321 §4.4).
#[track_caller]
pub fn assert_same_mail(sent: &[u8], arrived: &[u8]) {
    let (sent_head, sent_body) = split(sent);
    let (arrived_head, arrived_body) = split(arrived);
    let arrived_head: Vec<_> = fields(arrived_head).into_iter().filter(|f| !is_trace(f)).collect();
    let text = |head: &[&[u8]]| head.iter().map(|f| String::from_utf8_lossy(f)).collect::<String>();
    assert_eq!(text(&fields(sent_head)), text(&arrived_head), "the header has changed");
    if sent_body != arrived_body {
        let same = sent_body.iter().zip(arrived_body).take_while(|(a, b)| a == b).count();
        let around = |body: &[u8]| {
            let end = body.len().min(same + 40);
            String::from_utf8_lossy(&body[same.saturating_sub(40).min(end)..end]).into_owned()
        };
        panic!(
            "the body differs from octet {same} on ({} sent, {} arrived):\n{:?}\n{:?}",
            sent_body.len(),
            arrived_body.len(),
            around(sent_body),
            around(arrived_body),
        );
    }
}

/// How many copies of each mail there are, by the id that `Scan::new` wrote.
pub fn copies<'mail>(mails: impl IntoIterator<Item = &'mail Vec<u8>>) -> HashMap<String, usize> {
    let mut copies = HashMap::new();
    for mail in mails {
        *copies.entry(id(mail)).or_insert(0) += 1;
    }
    copies
}

/// The first part of the Message-ID.
pub fn id(mail: &[u8]) -> String {
    let name = b"message-id: <";
    let (head, _) = split(mail);
    let field = fields(head)
        .into_iter()
        .find(|f| f.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    let field = String::from_utf8_lossy(field.expect("every scan has a Message-ID")).into_owned();
    let id = field.split(['<', '@']).nth(1);
    id.expect("the id stands between < and @").to_owned()
}

/// Header (with its last CRLF) and body.
pub fn split(mail: &[u8]) -> (&[u8], &[u8]) {
    let end = mail.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.expect("a mail has an empty line after its header");
    (&mail[..end + 2], &mail[end + 4..])
}

/// The header's fields, each with its folded lines.
pub fn fields(head: &[u8]) -> Vec<&[u8]> {
    let mut fields = Vec::new();
    let mut start = 0;
    let mut next = 0;
    for line in head.split_inclusive(|octet| *octet == b'\n') {
        if next > 0 && !matches!(line[0], b' ' | b'\t') {
            fields.push(&head[start..next]);
            start = next;
        }
        next += line.len();
    }
    fields.push(&head[start..]);
    fields
}

/// Whether a hop has written this field, and not the sender (RFC 5321 §4.4).
pub fn is_trace(field: &[u8]) -> bool {
    ["return-path:", "delivered-to:", "received:"].iter().any(|name| {
        field.get(..name.len()).is_some_and(|f| f.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Lines of 76 base64 letters that no compressor likes, the same for the same id.
fn base64_lines(id: &str, size: usize, into: &mut Vec<u8>) {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let seed = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut state = seed | 1;
    into.reserve(size + size / 38);
    for position in 1..=size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        into.push(LETTERS[usize::try_from(state >> 58).expect("six bits")]);
        if position.is_multiple_of(76) {
            into.extend_from_slice(b"\r\n");
        }
    }
    if !size.is_multiple_of(76) {
        into.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: &[u8] = b"From: a\r\nTo: b\r\n c\r\n\r\nbody\r\n";

    #[test]
    fn trace_fields_may_be_added_at_any_place() {
        let arrived = b"Return-Path: <a>\r\nReceived: from x\r\n\tby y\r\nFrom: a\r\nTo: b\r\n c\r\n\r\nbody\r\n";
        assert_same_mail(SENT, arrived);
    }

    #[test]
    #[should_panic(expected = "the body differs from octet 4 on")]
    fn one_lost_line_end_is_seen() {
        assert_same_mail(SENT, b"From: a\r\nTo: b\r\n c\r\n\r\nbody");
    }

    #[test]
    #[should_panic(expected = "the header has changed")]
    fn another_field_is_seen() {
        assert_same_mail(SENT, b"From: a\r\nTo: b\r\n c\r\nX-New: 1\r\n\r\nbody\r\n");
    }

    #[test]
    fn a_scan_is_known_again_by_its_id() {
        let scan = Scan::new("run-7", "a@example.com", "b@example.com", 100);
        assert_eq!(id(&scan.octets), "run-7");
        assert_eq!(scan.octets, Scan::new("run-7", "a@example.com", "b@example.com", 100).octets);
    }
}
