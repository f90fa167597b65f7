//! Who hears what became of a mail (RFC 8098 §2.1), and who never does.

use scanpost_proto::fax::Notification;

use crate::stage::read;

fn asked(header: &str) -> Notification {
    let mail = format!("From: fax@example.com\r\n{header}\r\n\r\nHello\r\n");
    read(mail.as_bytes(), 1000).unwrap().1.letterhead.unwrap().notification
}

const ASKS: &str =
    "Return-Path: <fax@example.com>\r\nDisposition-Notification-To: Fax <Fax@Example.com>";

#[test]
fn one_who_asks_and_would_get_the_mail_back_is_told() {
    let by = "Fax@Example.com".to_owned();
    let expected = Notification::Asked { by: by.clone(), original_recipient: None };
    assert_eq!(asked(ASKS), expected);
    let no = asked(&format!("{ASKS}\r\nAuto-Submitted: no"));
    assert_eq!(no, expected);
    let passed = asked(&format!("Authentication-Results: mx.example; dmarc=pass\r\n{ASKS}"));
    assert_eq!(passed, expected);
    let options = "Disposition-Notification-Options: x=optional,word";
    assert_eq!(asked(&format!("{ASKS}\r\n{options}")), expected);
    let named = asked(&format!("{ASKS}\r\nOriginal-Recipient: rfc822; f@example.net"));
    let original_recipient = Some("rfc822; f@example.net".to_owned());
    assert_eq!(named, Notification::Asked { by, original_recipient });
}

#[test]
fn nobody_is_told_who_did_not_ask() {
    assert_eq!(asked("Return-Path: <fax@example.com>"), Notification::NotAsked);
}

#[test]
fn strangers_lists_and_machines_are_not_told() {
    let to = "Disposition-Notification-To: fax@example.com";
    for header in [
        to.to_owned(),
        format!("Return-Path: <>\r\n{to}"),
        format!("Return-Path: <other@example.com>\r\n{to}"),
        // What the mailbox's server wrote stands on top of what the sender did.
        format!("Return-Path: <other@example.com>\r\n{ASKS}"),
        format!("{ASKS}\r\nReturn-Path: <other@example.com>"),
        format!("{ASKS}\r\nReturn-Path:"),
        format!("Authentication-Results: mx.example; dmarc=fail\r\n{ASKS}"),
        format!("Authentication-Results: mx.example; spf=fail smtp.mailfrom=x\r\n{ASKS}"),
        format!("{ASKS}, other@example.com"),
        format!("Disposition-Notification-To: other@example.com\r\n{ASKS}"),
        format!("{ASKS}\r\nDisposition-Notification-To: other@example.com"),
        "Return-Path: <fax@example.com>\r\nDisposition-Notification-To: nobody".to_owned(),
        format!("{ASKS}\r\nAuto-Submitted: auto-replied (vacation)"),
        format!("{ASKS}\r\nAuto-Submitted: auto-generated; x=y"),
        format!("{ASKS}\r\nPrecedence: bulk"),
        format!("{ASKS}\r\nList-Id: <faxes.example.com>"),
        format!("{ASKS}\r\nList-Unsubscribe: <mailto:no@example.com>"),
        format!("{ASKS}\r\nContent-Type: multipart/report; report-type=disposition-notification"),
        format!("{ASKS}\r\nDisposition-Notification-Options: x=required,word"),
    ] {
        let notification = asked(&header);
        assert!(matches!(notification, Notification::Withheld(_)), "{header}: {notification:?}");
    }
}
