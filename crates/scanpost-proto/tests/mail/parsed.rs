//! Read by the mail-parser crate before and behind: what the mends do not mean to change says the
//! same to a parser that nobody here wrote.

use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use crate::plans::{ACCOUNT, account, keep, mended};

/// What a reader sees: subject, texts, names and contents of the attachments.
#[derive(Debug, PartialEq)]
struct Seen {
    subject: Option<String>,
    texts: Vec<String>,
    attachments: Vec<(Option<String>, Vec<u8>)>,
}

fn seen(mail: &[u8]) -> Seen {
    let message = MessageParser::default().parse(mail).expect("a mail");
    Seen {
        subject: message.subject().map(str::to_owned),
        texts: (0..message.text_body_count())
            .filter_map(|n| message.body_text(n))
            .map(|text| text.replace("\r\n", "\n"))
            .collect(),
        attachments: message
            .attachments()
            .map(|part| (part.attachment_name().map(str::to_owned), part.contents().to_vec()))
            .collect(),
    }
}

/// A scan as a device sends it: a text and a file, in base64 lines of `width`.
fn scan(subject: &str, text: &str, file: &[u8], width: usize, line_end: &str) -> Vec<u8> {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(file);
    let lines: Vec<&str> = encoded
        .as_bytes()
        .chunks(width)
        .map(|line| std::str::from_utf8(line).expect("ASCII"))
        .collect();
    format!(
        "From: scanner@x <scanner@x>\nSubject: {subject}\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"=_scan\"\n\n--=_scan\n\
         Content-Type: text/plain; charset=utf-8\n\n{text}\n--=_scan\n\
         Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"scan 1.pdf\"\n\n{}\n--=_scan--\n",
        lines.join("\n")
    )
    .replace('\n', line_end)
    .into_bytes()
}

#[test]
fn a_scan_in_one_line_of_base64_with_lf_arrives_as_it_was() {
    let file: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let mail = scan("Scan 7", "Your scan, büro", &file, usize::MAX, "\n");
    let (out, _) = mended(&mail, &account());
    let (before, behind) = (seen(&mail), seen(&out));
    assert_eq!(before, behind);
    assert_eq!(behind.attachments, [(Some("scan 1.pdf".to_owned()), file)]);
}

#[test]
fn the_mended_addresses_are_read_as_they_were_meant() {
    let mail =
        b"From: Smith, J@hn <a@b.example>\nTo: x@y.example <x@y.example>; Doe, J <d@e.example>\n\n";
    let (out, _) = mended(mail, &keep());
    let message = MessageParser::default().parse(&out).expect("a mail");
    let told = |address: Option<&mail_parser::Address<'_>>| -> Vec<(String, String)> {
        let list = address.expect("a list").as_list().expect("no group");
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        list.iter().map(|one| (text(one.name()), text(one.address()))).collect()
    };
    let pair = |name: &str, address: &str| (name.to_owned(), address.to_owned());
    assert_eq!(told(message.from()), [pair("Smith, J@hn", "a@b.example")]);
    let to = [pair("x@y.example", "x@y.example"), pair("Doe, J", "d@e.example")];
    assert_eq!(told(message.to()), to);
}

proptest! {
    #[test]
    fn a_scan_says_the_same_behind_the_mends(
        subject in "[a-zA-Z0-9]([a-zA-Z0-9 ,:@<>()\"-]{0,60}[a-z])?",
        text in "[ -~äöåß€\n]{0,400}",
        file in proptest::collection::vec(any::<u8>(), 0..3000),
        width in prop_oneof![Just(72_usize), Just(76), Just(998), Just(1000), Just(5000)],
        line_end in prop_oneof![Just("\n"), Just("\r\n")],
    ) {
        let mail = scan(&subject, &text, &file, width, line_end);
        let (out, _) = mended(&mail, &account());
        prop_assert_eq!(seen(&mail), seen(&out));
        let message = MessageParser::default().parse(&out).expect("a mail");
        let from = message.from().and_then(|from| from.first()).and_then(|one| one.address());
        prop_assert_eq!(from, Some(ACCOUNT));
        prop_assert!(message.date().is_some() && message.message_id().is_some());
    }
}
