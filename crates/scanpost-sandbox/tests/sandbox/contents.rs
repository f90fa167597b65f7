//! Mails that Exchange does not take because of what stands in them, and what comes back for those
//! that it took.

use mail_parser::{MessageParser, MimeHeaders};
use scanpost_sandbox::{
    ContentFault, EnhancedCode, Mistake, Return, ReturnDoes, ReturnMoment, Sandbox, SendAs,
};

use crate::{
    smtp::logged_in,
    support::{MAILBOX, sandbox},
};

const HEADER: &str = "From: Scans <scans@sandbox.example>\r\nDate: Sun, 23 Nov 2025 11:12:20 +0000\
                      \r\nMessage-ID: <scan-1@mfp>\r\nSubject: A scan\r\n";

/// The reply to the final dot of a mail from `from` to each of `to`.
async fn give(sandbox: &Sandbox, from: &str, to: &[&str], mail: &str) -> String {
    let mut client = logged_in(sandbox).await;
    client.ask(&format!("MAIL FROM:<{from}>")).await;
    for to in to {
        client.ask(&format!("RCPT TO:{to}")).await;
    }
    client.ask("DATA").await;
    client.send(mail.as_bytes()).await;
    client.ask("\r\n.").await
}

#[tokio::test]
async fn each_mistake_is_refused_when_it_is_looked_for_and_taken_otherwise() {
    const INVALID: &str = "554 5.6.0 Invalid message content\r\n";
    let denied = "554 5.2.252 SendAsDenied; scans@sandbox.example not allowed to send as \
                  boss@sandbox.example; \
                  STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied\r\n";
    let good = format!("{HEADER}\r\ntext\r\n");
    let long = "x".repeat(999);
    let boss = good.replace("<scans@", "<boss@");
    let table = [
        (Mistake::BareLineEnd, MAILBOX, good.replace("text", "te\nxt"), INVALID),
        (Mistake::LongLine, MAILBOX, good.replace("text", &long), INVALID),
        (Mistake::NoFrom, MAILBOX, good.replace("From:", "X-From:"), INVALID),
        (Mistake::NoDate, MAILBOX, good.replace("Date:", "X-Date:"), INVALID),
        (
            Mistake::FromMalformed,
            MAILBOX,
            good.replace("Scans <", "Office, Scans <"),
            "550 5.7.512 ",
        ),
        (Mistake::FromOfAnother, MAILBOX, boss.clone(), denied),
        (Mistake::FromOfAnother, "boss@sandbox.example", good.clone(), denied),
    ];
    assert_eq!(Mistake::ALL.len(), table.len() - 1, "every mistake has its row");
    for (mistake, from, mail, refusal) in table {
        let sandbox = sandbox().await;
        let to = &["<anna@example.com>"][..];
        assert_eq!(&give(&sandbox, from, to, &mail).await[..3], "250", "{mistake:?} by default");
        let checks = ContentFault::refused(mistake);
        sandbox.change_switches(|switches| switches.content_faults.push(checks));
        let reply = give(&sandbox, from, to, &mail).await;
        assert!(reply.starts_with(refusal), "{mistake:?}: {reply}");
        assert_eq!(&give(&sandbox, MAILBOX, to, &good).await[..3], "250", "{mistake:?}");
        assert_eq!(sandbox.delivered(), 2);
    }
}

#[tokio::test]
async fn who_has_the_right_to_send_as_another_is_believed_in_that_name_alone() {
    let sandbox = sandbox().await;
    let right = SendAs { mailbox: MAILBOX.to_owned(), address: "boss@*".to_owned() };
    sandbox.change_switches(|switches| {
        switches.content_faults.push(ContentFault::refused(Mistake::FromOfAnother));
        switches.send_as.push(right);
    });
    for (name, code) in [("boss", "250"), ("ceo", "554")] {
        let from = format!("{name}@sandbox.example");
        let mail = format!("From: <{from}>\r\n\r\ntext\r\n");
        let reply = give(&sandbox, &from, &["<anna@example.com>"], &mail).await;
        assert_eq!(&reply[..3], code, "{reply}");
    }
}

#[tokio::test]
async fn a_mail_that_was_taken_can_bounce_with_a_report_by_the_book() {
    let sandbox = sandbox().await;
    let bounce = ReturnDoes::Bounce {
        code: 550,
        enhanced: EnhancedCode::try_from("5.1.10".to_owned()).unwrap(),
        text: "RESOLVER.ADR.RecipientNotFound".to_owned(),
    };
    sandbox.change_switches(|switches| {
        switches.returns.push(Return::always(ReturnMoment::Kept, bounce).only("gone@*"));
    });
    let mail = format!("{HEADER}\r\ntext\r\n");
    let to = ["<gone@example.com>", "<anna@example.com>", "<gone@example.net> NOTIFY=NEVER"];
    assert_eq!(&give(&sandbox, MAILBOX, &to, &mail).await[..3], "250");

    assert_eq!((sandbox.delivered(), sandbox.deliveries()[0].to.len()), (1, 3));
    assert_eq!(sandbox.mailbox("anna@example.com").len(), 1);
    assert_eq!(sandbox.mailbox("gone@example.com").len(), 0, "it did not arrive");
    let [report] = &sandbox.mailbox(MAILBOX)[..] else { panic!("one, for one wants none") };
    assert_eq!(report.from, "", "a report comes from nobody");
    let parsed = MessageParser::default().parse(&report.octets()[..]).unwrap();
    assert_eq!(parsed.subject(), Some("Undeliverable: A scan"));
    assert_eq!(parsed.in_reply_to().as_text(), Some("scan-1@mfp"));
    let kind = parsed.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("report")));
    assert_eq!(kind.attribute("report-type"), Some("delivery-status"));
    let text = String::from_utf8(report.octets().to_vec()).unwrap();
    for line in [
        "Content-Type: message/delivery-status",
        "Reporting-MTA: dns; SANDBOX.outlook.office365.com",
        "Final-Recipient: rfc822; gone@example.com",
        "Action: failed",
        "Status: 5.1.10",
        "Diagnostic-Code: smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound",
        "Auto-Submitted: auto-replied",
        "Message-ID: <scan-1@mfp>",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
    }
    assert_eq!(sandbox.strikes(), 2);
}

#[tokio::test]
async fn somebody_out_of_office_answers_people_and_no_machine() {
    let sandbox = sandbox().await;
    let away = ReturnDoes::OutOfOffice { text: "I am back on Monday.".to_owned() };
    sandbox.change_switches(|switches| {
        switches.returns.push(Return::always(ReturnMoment::Kept, away).only("away@*"));
    });
    let to = &["<away@example.com>"][..];
    let by_person = format!("{HEADER}\r\ntext\r\n");
    let by_machine = format!("Auto-Submitted: auto-generated\r\n{by_person}");
    give(&sandbox, MAILBOX, to, &by_machine).await;
    give(&sandbox, "", to, &by_person).await;
    assert_eq!(sandbox.mailbox(MAILBOX).len(), 0);
    give(&sandbox, MAILBOX, to, &by_person).await;
    let [reply] = &sandbox.mailbox(MAILBOX)[..] else { panic!("one reply") };
    assert_eq!(reply.subject(), "Automatic reply: A scan");
    assert_eq!(reply.header_from().as_deref(), Some("away@example.com"));
    assert_eq!(reply.text(100).trim_end(), "I am back on Monday.");
    assert_eq!(sandbox.mailbox("away@example.com").len(), 3, "and has the mails");
    assert_eq!(sandbox.delivered(), 3, "the reply is no delivery");
}
