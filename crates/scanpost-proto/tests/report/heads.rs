//! What a mail is, by its header alone.

use scanpost_proto::report::{Automatic, Head, Kind, SenderCheck};

use crate::sample;

fn head(fields: &str) -> Head {
    Head::read(format!("From: anna@contoso.example\r\n{fields}\r\n\r\n").as_bytes())
}

#[test]
fn the_header_of_each_sample_says_what_it_is() {
    for (name, kind, automatic) in [
        ("exchange-online", Kind::DeliveryReport, Some(Automatic::Report)),
        ("postfix", Kind::DeliveryReport, Some(Automatic::Report)),
        ("gmail", Kind::DeliveryReport, Some(Automatic::Report)),
        ("exim-prose", Kind::DeliveryReport, Some(Automatic::Said)),
        ("exchange-out-of-office", Kind::AutomaticReply, Some(Automatic::Said)),
        ("sieve-vacation", Kind::AutomaticReply, Some(Automatic::Said)),
        ("gmail-vacation", Kind::AutomaticReply, Some(Automatic::Said)),
        ("letter", Kind::Letter, None),
    ] {
        let mail = sample(name);
        let (header, _) = mail.split_once("\r\n\r\n").unwrap();
        let head = Head::read(header.as_bytes());
        assert_eq!((head.kind, head.automatic), (kind, automatic), "{name}");
        assert_eq!(head, Head::read(format!("{header}\r\n\r\n").as_bytes()), "{name}");
    }
}

#[test]
fn a_mail_with_two_from_fields_has_no_author() {
    for second in ["anna@contoso.example", "eve@evil.example", "not an address", ""] {
        let two = head(&format!("From: {second}"));
        assert!(two.authors.is_empty() && two.answer_to.is_empty(), "{second}: {two:?}");
    }
}

#[test]
fn a_letter_names_its_author_where_an_answer_goes_and_what_it_asks() {
    let mail = sample("letter");
    let head = Head::read(mail.as_bytes());
    assert_eq!(head.authors, ["anna@contoso.example"]);
    assert_eq!(head.answer_to, ["it@contoso.example"]);
    assert_eq!(head.subject.as_deref(), Some("Hur mår skannern? status"));
    assert_eq!(head.message_id.as_deref(), Some("ask-1@contoso.example"));
    assert_eq!(head.sender_check, SenderCheck::Failed, "the topmost field is the server's");
}

#[test]
fn a_mail_of_a_machine_is_known_by_any_of_its_signs() {
    for (fields, expected) in [
        ("Subject: status", None),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: NO; by=\"hand\"", None),
        ("Auto-Submitted: auto-generated", Some(Automatic::Said)),
        ("AUTO-SUBMITTED: auto-notified; x=y", Some(Automatic::Said)),
        ("Return-Path: <>", Some(Automatic::NoReturn)),
        ("Return-Path: <anna@contoso.example>", None),
        ("List-Id: <all.contoso.example>", Some(Automatic::List)),
        ("List-Unsubscribe: <mailto:x@y.example>", Some(Automatic::List)),
        ("Precedence: Bulk", Some(Automatic::Bulk)),
        ("Precedence: junk", Some(Automatic::Bulk)),
        ("Precedence: special-delivery", None),
        ("X-Auto-Response-Suppress: OOF, AutoReply", Some(Automatic::Suppressed)),
        ("X-Auto-Response-Suppress: none", None),
        ("Content-Type: multipart/report; report-type=x", Some(Automatic::Report)),
        ("Content-Type: multipart/mixed; boundary=report", None),
    ] {
        assert_eq!(head(fields).automatic, expected, "{fields}");
    }
    for (from, expected) in [
        ("MAILER-DAEMON@mx.example", Some(Automatic::Daemon)),
        ("Postmaster <postmaster@contoso.example>", Some(Automatic::Daemon)),
        (
            "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example",
            Some(Automatic::Daemon),
        ),
        ("microsoftexchange@contoso.example", None),
        ("the.postmaster@contoso.example", None),
    ] {
        let head = Head::read(format!("From: {from}\r\n\r\n").as_bytes());
        assert_eq!(head.automatic, expected, "{from}");
    }
}

#[test]
fn a_receipt_and_a_list_are_no_reports_on_delivery() {
    for fields in [
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
        "List-Id: <a.b>\r\nPrecedence: list\r\nIn-Reply-To: <1@b>",
        "Auto-Submitted: auto-generated",
    ] {
        assert_eq!(head(fields).kind, Kind::Letter, "{fields}");
    }
    let without_type = head("Content-Type: multipart/report; boundary=x");
    assert_eq!(without_type.kind, Kind::DeliveryReport);
}

#[test]
fn the_nearest_mail_that_is_answered_comes_first_and_each_stands_once() {
    let head = head("References: <1@b> <2@b>\r\n <3@b>\r\nIn-Reply-To: <3@b>");
    assert_eq!(head.answers, ["3@b", "2@b", "1@b"]);
    let countless: Vec<_> = (0..500).map(|number| format!("<{number}@b>")).collect();
    let head = self::head(&format!("References: {}\r\n <last@b>", countless.join("\r\n ")));
    assert_eq!((head.answers.len(), head.answers[0].as_str()), (20, "last@b"));
    assert_eq!(self::head("In-Reply-To: <>").answers, Vec::<String>::new());
}

#[test]
fn what_is_no_header_says_nothing() {
    for octets in [&b""[..], b"\r\n", b"no header at all", &[0xff; 300]] {
        let head = Head::read(octets);
        assert_eq!((head.kind, head.authors.len()), (Kind::Letter, 0));
        assert_eq!(head.sender_check, SenderCheck::Unchecked);
    }
}
