//! Mails on their way: commands, groups, refusals, results.

use std::time::Duration;

use scanpost_proto::smtp::client::{Envelope, MailResult, Security, Session, Step};
use scanpost_proto::smtp::{Notify, Reply, Reports, Ret, Wanted};

use crate::conversation::{
    ANSWER, EHLO_IN_THE_CLEAR, EHLO_UNDER_TLS, GMAIL, GREETING, PIPELINED_RELAY, PLAIN_RELAY,
    bearer, envelope, finished, hear, in_the_text, ok, ready, said, steps,
};

#[test]
fn a_scan_goes_to_exchange_online_as_in_the_transcript() {
    let mut session = Session::new("mfp01.example.com", Security::StartTls);
    assert_eq!(hear(&mut session, GREETING), (vec![], "EHLO mfp01.example.com\r\n".into()));
    assert_eq!(hear(&mut session, EHLO_IN_THE_CLEAR), (vec![], "STARTTLS\r\n".into()));
    let ready = "220 2.0.0 SMTP server ready\r\n";
    assert_eq!(hear(&mut session, ready), (vec![Step::StartTls], String::new()));
    session.tls_established();
    assert_eq!(said(&mut session), "EHLO mfp01.example.com\r\n");
    assert_eq!(hear(&mut session, EHLO_UNDER_TLS), (vec![Step::Authenticate], String::new()));
    assert_eq!(session.capabilities().size_limit, Some(157_286_400));
    assert_eq!(session.capabilities().mechanisms, ["LOGIN", "XOAUTH2"]);

    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");
    assert_eq!(hear(&mut session, "334 \r\n"), (vec![], ANSWER.into()));
    let welcome = "235 2.7.0 Authentication successful\r\n";
    assert_eq!(hear(&mut session, welcome), (vec![Step::Ready], String::new()));

    session.send(&envelope(&["boss@x.example", "archive@x.example"]));
    assert_eq!(
        said(&mut session),
        "MAIL FROM:<scan@x.example> SIZE=1000\r\nRCPT TO:<boss@x.example>\r\nRCPT TO:<archive@x.example>\r\nDATA\r\n"
    );
    let go = "250 2.1.0 Sender OK\r\n250 2.1.5 Recipient OK\r\n250 2.1.5 Recipient OK\r\n354 Start mail input; end with <CRLF>.<CRLF>\r\n";
    assert_eq!(hear(&mut session, go), (vec![Step::Body], String::new()));
    session.body(b"Subject: scan\r\n\r\n.dot\r\n");
    assert_eq!(said(&mut session), "Subject: scan\r\n\r\n..dot\r\n");
    assert!(!session.final_dot_sent());
    session.body_end();
    assert!(session.final_dot_sent());
    assert_eq!(session.reply_wait(), Duration::from_mins(10));
    assert_eq!(said(&mut session), ".\r\n");
    let kept = "250 2.0.0 OK <id@x> [Hostname=SY5P282MB0001.AUSP282.PROD.OUTLOOK.COM]\r\n";
    let result = finished(hear(&mut session, kept).0);
    assert_eq!(result.recipients, [Ok(()), Ok(())]);
    assert_eq!(
        result.mail.unwrap().lines,
        ["OK <id@x> [Hostname=SY5P282MB0001.AUSP282.PROD.OUTLOOK.COM]"]
    );
    assert!(!session.final_dot_sent());

    session.send(&envelope(&["boss@x.example"]));
    assert!(said(&mut session).starts_with("MAIL FROM"), "the connection serves the next mail");
    assert!(hear(&mut session, "250 ok\r\n250 ok\r\n354 go\r\n").0.contains(&Step::Body));
    session.body_end();
    assert_eq!(said(&mut session), ".\r\n");
    finished(hear(&mut session, "250 ok\r\n").0);
    session.quit();
    assert_eq!(said(&mut session), "QUIT\r\n");
    let bye = "221 2.0.0 Service closing transmission channel\r\n";
    assert_eq!(hear(&mut session, bye), (vec![], String::new()));
}

#[test]
fn without_pipelining_each_command_waits_for_its_reply() {
    let mut session = ready(PLAIN_RELAY);
    session.send(&envelope(&["a@x", "b@x", "c@x"]));
    assert_eq!(said(&mut session), "MAIL FROM:<scan@x.example> SIZE=1000\r\n");
    assert_eq!(hear(&mut session, "250 ok\r\n"), (vec![], "RCPT TO:<a@x>\r\n".into()));
    assert_eq!(hear(&mut session, "550 no\r\n"), (vec![], "RCPT TO:<b@x>\r\n".into()));
    assert_eq!(hear(&mut session, "251 ok\r\n"), (vec![], "RCPT TO:<c@x>\r\n".into()));
    assert_eq!(session.reply_wait(), Duration::from_mins(5));
    assert_eq!(hear(&mut session, "452 4.5.3 Too many recipients\r\n").1, "DATA\r\n");
    assert_eq!(session.reply_wait(), Duration::from_mins(2));
    assert_eq!(hear(&mut session, "354 go\r\n"), (vec![Step::Body], String::new()));
    session.body_end();
    assert_eq!(said(&mut session), ".\r\n");
    let result = finished(hear(&mut session, "250 ok\r\n").0);
    let too_many = Reply::new(452, (4, 5, 3), "Too many recipients");
    assert_eq!(result.recipients, [Err(Reply::plain(550, "no")), Ok(()), Err(too_many)]);
    assert_eq!(result.mail, Ok(ok()));
}

#[test]
fn a_mail_that_nobody_may_have_ends_with_the_first_refusal_and_the_next_one_begins_afresh() {
    let refusals = [Err(Reply::plain(550, "no a")), Err(Reply::plain(450, "no b"))];
    let expected = MailResult { recipients: refusals.into(), mail: Err(Reply::plain(550, "no a")) };

    let mut patient = ready(PLAIN_RELAY);
    patient.send(&envelope(&["a@x", "b@x"]));
    for server in ["250 ok\r\n", "550 no a\r\n"] {
        said(&mut patient);
        assert_eq!(hear(&mut patient, server).0, []);
    }
    let (steps, line) = hear(&mut patient, "450 no b\r\n");
    assert_eq!((finished(steps), line.as_str()), (expected.clone(), ""), "no DATA for nobody");
    patient.send(&envelope(&["c@x"]));
    assert_eq!(said(&mut patient), "RSET\r\n");
    assert!(hear(&mut patient, "250 ok\r\n").1.starts_with("MAIL"));

    let mut pipelined = ready(PIPELINED_RELAY);
    pipelined.send(&envelope(&["a@x", "b@x"]));
    said(&mut pipelined);
    let replies = "250 ok\r\n550 no a\r\n450 no b\r\n554 no valid recipients\r\n";
    assert_eq!(finished(hear(&mut pipelined, replies).0), expected);
    pipelined.send(&envelope(&["c@x"]));
    assert!(said(&mut pipelined).starts_with("RSET\r\nMAIL"));
    assert_eq!(hear(&mut pipelined, "502 what\r\n250 ok\r\n250 ok\r\n354 go\r\n").0, [Step::Body]);
}

#[test]
fn a_server_that_wants_a_text_for_nobody_gets_a_lone_dot_whose_reply_counts_for_nothing() {
    let table = [
        ("250 ok\r\n550 no\r\n354 go\r\n", Err(Reply::plain(550, "no")), Reply::plain(550, "no")),
        ("451 later\r\n503 what\r\n354 go\r\n", Ok(()), Reply::plain(451, "later")),
    ];
    for (replies, recipient, mail) in table {
        for dot in ["250 kept\r\n", "554 no\r\n", "354 go on\r\n"] {
            let mut session = ready(PIPELINED_RELAY);
            session.send(&envelope(&["a@x"]));
            said(&mut session);
            assert_eq!(hear(&mut session, replies), (vec![], ".\r\n".into()));
            assert!(!session.final_dot_sent());
            let result = finished(hear(&mut session, dot).0);
            let expected =
                MailResult { recipients: vec![recipient.clone()], mail: Err(mail.clone()) };
            assert_eq!(result, expected);
            session.send(&envelope(&["a@x"]));
            assert!(said(&mut session).starts_with("MAIL"), "ready for the next mail");
        }
        for (dot, refused) in [("421 bye\r\n", true), ("garbage\r\n", false)] {
            let mut session = ready(PIPELINED_RELAY);
            session.send(&envelope(&["a@x"]));
            said(&mut session);
            hear(&mut session, replies);
            let (steps, _) = hear(&mut session, dot);
            assert!(
                matches!(&steps[0], Step::Finished(result) if result.mail == Err(mail.clone()))
            );
            assert_eq!(matches!(&steps[1], Step::Refused { .. }), refused);
            assert!(!session.final_dot_sent());
        }
    }
}

#[test]
fn a_refusal_at_mail_data_or_the_dot_is_the_mails_and_not_the_recipients() {
    let table = [
        "530 5.7.57 Client not authenticated to send mail.\r\n503 5.5.2 sequence\r\n503 5.5.2 sequence\r\n",
        "250 ok\r\n250 ok\r\n451 4.7.0 Temporary server error. PRX4\r\n",
    ];
    for replies in table {
        let mut session = ready(PIPELINED_RELAY);
        session.send(&envelope(&["a@x"]));
        said(&mut session);
        let result = finished(hear(&mut session, replies).0);
        assert_eq!(result.recipients, [Ok(())]);
        assert!(matches!(result.mail.unwrap_err().code, 530 | 451));
    }
    let mut session = in_the_text();
    session.body_end();
    said(&mut session);
    let denied = "554 5.2.252 SendAsDenied; scan@x not allowed to send as ceo@x; STOREDRV\r\n";
    let result = finished(hear(&mut session, denied).0);
    assert_eq!(result.recipients, [Ok(())]);
    assert_eq!(result.mail.unwrap_err().to_string(), denied.trim_end());
    assert!(!session.final_dot_sent());
}

#[test]
fn five_hundred_recipients_go_out_in_groups_whose_replies_are_awaited() {
    let addresses: Vec<String> = (0..250).map(|n| format!("r{n}@x")).collect();
    let mut session = ready(PIPELINED_RELAY);
    session.send(&Envelope { to: addresses, ..envelope(&[]) });
    let mut sizes = Vec::new();
    loop {
        let group = said(&mut session);
        sizes.push(group.lines().count());
        if group.ends_with("DATA\r\n") {
            let replies = "250 ok\r\n".repeat(group.lines().count() - 1) + "354 go\r\n";
            assert_eq!(hear(&mut session, &replies).0, [Step::Body]);
            break;
        }
        // All in one read: the replies of a group never meet the next group.
        session.receive("250 ok\r\n".repeat(group.lines().count()).as_bytes());
    }
    assert_eq!(sizes, [100, 100, 52]);
}

#[test]
fn the_parameters_of_mail_follow_what_is_offered_and_needed() {
    let utf8 = Envelope { utf8: true, eight_bit: true, ..envelope(&["a@x"]) };
    let needing = Envelope { to: vec!["å@x".into()], ..utf8.clone() };
    let unsized_mail = Envelope { size: None, ..envelope(&["a@x"]) };
    let table = [
        ("250 x\r\n", &utf8, "MAIL FROM:<scan@x.example>\r\n"),
        ("250-x\r\n250 SIZE 0\r\n", &utf8, "MAIL FROM:<scan@x.example> SIZE=1000\r\n"),
        (GMAIL, &utf8, "MAIL FROM:<scan@x.example> SIZE=1000 BODY=8BITMIME\r\n"),
        (GMAIL, &needing, "MAIL FROM:<scan@x.example> SIZE=1000 BODY=8BITMIME SMTPUTF8\r\n"),
        (GMAIL, &unsized_mail, "MAIL FROM:<scan@x.example>\r\n"),
        (GMAIL, &Envelope { from: String::new(), ..unsized_mail.clone() }, "MAIL FROM:<>\r\n"),
    ];
    for (ehlo, envelope, expected) in table {
        let mut session = ready(ehlo);
        session.send(envelope);
        let said = said(&mut session);
        assert_eq!(&said[..=said.find('\n').unwrap()], expected);
    }
}

#[test]
fn what_the_sender_wants_to_hear_is_asked_only_of_a_server_that_offers_dsn() {
    let never = Wanted { notify: Some(Notify::Never), orcpt: None };
    let reports = Reports {
        ret: Some(Ret::Headers),
        envid: Some("Q7".to_owned()),
        recipients: [(1, never)].into(),
    };
    let envelope = Envelope { reports, ..envelope(&["a@x", "b@x"]) };
    let dsn = "250-x\r\n250-PIPELINING\r\n250 DSN\r\n";
    for (ehlo, mail, second) in
        [(dsn, " RET=HDRS ENVID=Q7", " NOTIFY=NEVER"), ("250-x\r\n250 PIPELINING\r\n", "", "")]
    {
        let mut session = ready(ehlo);
        session.send(&envelope);
        let expected = format!(
            "MAIL FROM:<scan@x.example>{mail}\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>{second}\r\nDATA\r\n"
        );
        assert_eq!(said(&mut session), expected);
    }
}

#[test]
fn an_address_that_would_be_a_command_or_a_parameter_is_never_said() {
    for evil in
        ["a@x>\r\nRCPT TO:<b@x", "a@x> SIZE=1", "a b@x", "<a@x>", "a@x\0", "\"a\"\"@x", "å@x"]
    {
        let mut session = ready(PIPELINED_RELAY);
        session.send(&envelope(&[evil, "\"a b>\\\"\"@x"]));
        assert_eq!(
            said(&mut session),
            "MAIL FROM:<scan@x.example> SIZE=1000\r\nRCPT TO:<\"a b>\\\"\"@x>\r\nDATA\r\n"
        );
        hear(&mut session, "250 ok\r\n250 ok\r\n354 go\r\n");
        session.body_end();
        said(&mut session);
        let result = finished(hear(&mut session, "250 ok\r\n").0);
        assert_eq!(result.recipients[0].as_ref().unwrap_err().code, 553, "{evil:?}");
        assert_eq!(result.recipients[1], Ok(()));

        session.send(&Envelope { from: evil.into(), ..envelope(&["a@x"]) });
        assert_eq!(said(&mut session), "");
        assert_eq!(finished(steps(&mut session)).mail.unwrap_err().code, 553);
        session.send(&envelope(&[evil]));
        assert_eq!(said(&mut session), "");
        assert_eq!(finished(steps(&mut session)).mail.unwrap_err().code, 553);
    }
}
