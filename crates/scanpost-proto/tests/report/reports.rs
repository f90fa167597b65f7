//! Which mail a report is about, and what became of whom.

use scanpost_proto::report::{Action, MOST_RECIPIENTS, Report};
use scanpost_proto::smtp::Enhanced;

use crate::{read, sample};

/// Recipient, action, status; and the reply that is made of it.
fn told(report: &Report) -> Vec<(&str, Action, Option<Enhanced>, String)> {
    let told = report.told.iter();
    told.map(|one| (one.recipient.as_str(), one.action, one.status, one.reply().to_string()))
        .collect()
}

fn of(name: &str) -> Report {
    read(sample(name).as_bytes(), 100)
}

#[test]
fn exchange_online_names_the_mail_the_recipient_and_why() {
    let report = of("exchange-online");
    assert_eq!(report.about, ["0199aa64f2f0070008000000000000001@contoso.example"]);
    let reply = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient Bo@fabrikam.example not \
                 found by SMTP address lookup";
    let status = Some(Enhanced(5, 1, 10));
    let expected = [("Bo@fabrikam.example", Action::Failed, status, reply.to_owned())];
    assert_eq!(told(&report), expected);
}

#[test]
fn postfix_returns_the_envelope_id_and_tells_of_each_recipient() {
    let report = of("postfix");
    assert_eq!(report.about, ["scan-17@copier.contoso.example"]);
    assert_eq!(report.envid.as_deref(), Some("0199aa64f2f0070008000000000000002"));
    let full = "552 5.2.2 The mailbox is full 552 5.2.2 and takes no more mail".to_owned();
    let away = "450 4.4.1 connect to store.fabrikam.example[192.0.2.7]:25: Connection timed out";
    let expected = [
        ("bo@fabrikam.example", Action::Failed, Some(Enhanced(5, 2, 2)), full),
        ("cia@fabrikam.example", Action::Delayed, Some(Enhanced(4, 4, 1)), away.to_owned()),
    ];
    assert_eq!(told(&report), expected);
    let originals: Vec<_> = report.told.iter().map(|one| one.original.as_deref()).collect();
    assert_eq!(originals, [Some("bo.b@fabrikam.example"), None]);
}

#[test]
fn gmail_is_understood_whatever_the_language_of_its_prose() {
    let report = of("gmail");
    assert_eq!(report.about, ["scan-18@copier.contoso.example"]);
    let reply = "550 5.1.1 <bo@fabrikam.example>: Recipient address rejected: User unknown";
    let status = Some(Enhanced(5, 1, 1));
    let expected = [("bo@fabrikam.example", Action::Failed, status, reply.to_owned())];
    assert_eq!(told(&report), expected);
}

#[test]
fn prose_names_the_mail_by_the_copy_of_its_header_and_quotes_the_reply() {
    let report = of("exim-prose");
    assert_eq!(report.about, ["scan-19@copier.contoso.example"]);
    let reply = "550 5.1.1 <bo@fabrikam.example>: Recipient address rejected";
    let expected = [("bo@fabrikam.example", Action::Failed, None, reply.to_owned())];
    assert_eq!(told(&report), expected);
}

#[test]
fn an_automatic_reply_names_the_mail_and_tells_of_no_recipient() {
    for (name, mails) in [
        (
            "exchange-out-of-office",
            &["scan-20@copier.contoso.example", "first@contoso.example"][..],
        ),
        ("sieve-vacation", &["scan-21@copier.contoso.example"]),
        ("gmail-vacation", &["scan-22@copier.contoso.example"]),
    ] {
        let report = of(name);
        assert_eq!(report.about, mails, "{name}");
        assert_eq!(report.told, [], "{name}");
    }
}

fn report(fields: &str) -> Report {
    let mail = format!(
        "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\
         Content-Type: message/delivery-status\r\n\r\n{fields}\r\n--x--\r\n"
    );
    read(mail.as_bytes(), 7)
}

#[test]
fn fields_are_read_as_leniently_as_servers_write_them() {
    for (fields, reply) in [
        ("Status: 5.1.1", "550 5.1.1 "),
        (
            "Status: 5.1.1 (unknown)\r\nDiagnostic-Code: x-unix; no such user",
            "550 5.1.1 no such user",
        ),
        ("Status: nonsense", "550 "),
        ("Diagnostic-Code: smtp;554-5.7.1 no", "554 5.7.1 no"),
        ("Diagnostic-Code: 550 #5.1.0 Address rejected.", "550 5.1.0 Address rejected."),
        ("Status: 5.0.0\r\nDiagnostic-Code: smtp; 550 4.4.7 expired", "550 4.4.7 expired"),
        ("Status: 4.4.7\r\nDiagnostic-Code: smtp; ", "450 4.4.7 "),
        ("Diagnostic-Code: smtp; 5501 no code", "550 5501 no code"),
        ("Status: 5.1.1\r\nDiagnostic-Code: smtp; å\u{0}\u{7}b", "550 5.1.1 å b"),
    ] {
        let report = report(&format!(
            "Reporting-MTA: dns; a\r\n\r\nFinal-Recipient: <bo@b.example>\r\nAction: FAILED (x)\r\n{fields}"
        ));
        assert_eq!(report.told.len(), 1, "{fields}");
        assert_eq!(report.told[0].recipient, "bo@b.example");
        assert_eq!(report.told[0].reply().to_string(), reply, "{fields}");
    }
}

#[test]
fn groups_that_name_nobody_or_no_action_tell_nothing() {
    for fields in ["", "Action: failed\r\n", "Final-Recipient: rfc822; a@b\r\n", "\r\n\r\n:\r\n"] {
        assert_eq!(report(fields).told, [], "{fields:?}");
    }
}

#[test]
fn a_report_without_end_tells_of_so_many_recipients() {
    let group = "Final-Recipient: rfc822; a@b\r\nAction: failed\r\n\r\n";
    assert_eq!(report(&group.repeat(1000)).told.len(), MOST_RECIPIENTS);
}

#[test]
fn a_report_within_parts_without_end_is_one_that_tells_nothing() {
    let mail = format!(
        "Content-Type: multipart/report; boundary=x\r\nIn-Reply-To: <1@b>\r\n\r\n{}",
        "--x\r\n\r\n".repeat(2000)
    );
    let report = read(mail.as_bytes(), 1000);
    assert_eq!((report.told.len(), report.about.as_slice()), (0, &["1@b".to_owned()][..]));
}
