//! Conversations as they are seen on the wire, right and wrong.

use scanpost_proto::pop3::server::{
    Credentials, Entry, Mechanism, Rules, Session, Step, Tls, Ways, Wording,
};
use secrecy::ExposeSecret;

use crate::driver::{Driver, exchange, own, signed_in};

/// `user=test@contoso.onmicrosoft.com`, the published example.
const ANSWER: &str = "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==";

#[test]
fn a_client_fetches_its_mail_from_exchange_online_as_in_the_transcript() {
    let mut driver = Driver::new(exchange(Tls::Established));
    assert_eq!(
        driver.hear("CAPA\r\n"),
        "+OK The Microsoft Exchange POP3 service is ready. [RQBYADEA]\r\n+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n"
    );
    assert_eq!(driver.hear("AUTH XOAUTH2\r\n"), "+ \r\n");
    assert_eq!(driver.hear(&format!("{ANSWER}\r\n")), "+OK User successfully authenticated.\r\n");
    assert_eq!(driver.hear("STAT\r\n"), "+OK 3 66\r\n");
    assert_eq!(driver.hear("LIST 2\r\n"), "+OK 2 25\r\n");
    assert_eq!(driver.hear("DELE 2\r\n"), "+OK The message will be deleted at QUIT.\r\n");
    assert_eq!(
        driver.hear("QUIT\r\n"),
        "+OK Microsoft Exchange Server POP3 server signing off.\r\n"
    );
    assert_eq!(driver.deleted, Some(vec![1]));
    assert!(driver.closed);
}

#[test]
fn exchange_ends_the_connection_when_the_token_stands_on_auths_own_line() {
    let mut driver = Driver::new(exchange(Tls::Established));
    driver.hear("");
    let one_line = format!("AUTH XOAUTH2 {ANSWER}\r\nNOOP\r\n");
    assert_eq!(driver.hear(&one_line), "-ERR Protocol error. Connection is closed. 10\r\n");
    assert!(driver.closed);
    assert_eq!(driver.hear("CAPA\r\n"), "");
}

#[test]
fn exchange_refuses_in_its_own_words() {
    let mut driver = Driver::new(exchange(Tls::Established));
    driver.hear("");
    let wrong_token = "dXNlcj1hQHgBYXV0aD1CZWFyZXIgd3JvbmcBAQ==";
    for (said, expected) in [
        ("AUTH CRAM-MD5\r\n".to_owned(), "-ERR Protocol error. 14\r\n"),
        ("RETR 1\r\n".to_owned(), "-ERR Command is not valid in this state.\r\n"),
        ("PASS x\r\n".to_owned(), "-ERR Command is not valid in this state.\r\n"),
        (
            "USER a\r\nPASS wrong\r\n".to_owned(),
            "+OK\r\n-ERR Logon failure: unknown user name or bad password.\r\n",
        ),
        (
            format!("AUTH xoauth2\r\n{wrong_token}\r\n"),
            "+ \r\n-ERR Authentication failure: unknown user name or bad password.\r\n",
        ),
        ("AUTH XOAUTH2\r\n*\r\n".to_owned(), "+ \r\n-ERR Signing in was cancelled.\r\n"),
        ("AUTH XOAUTH2\r\n=\r\n".to_owned(), "+ \r\n-ERR The answer to AUTH cannot be read.\r\n"),
    ] {
        assert_eq!(driver.hear(&said), expected, "{said:?}");
    }
    assert!(!driver.closed);
}

#[test]
fn in_the_clear_there_is_stls_and_what_came_behind_it_is_dropped() {
    let mut driver = Driver::new(exchange(Tls::Offered));
    driver.hear("");
    assert_eq!(driver.hear("CAPA\r\n"), "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n");
    assert_eq!(driver.hear("USER a\r\n"), "-ERR Command is not valid in this state.\r\n");
    assert_eq!(driver.hear("STLS\r\nUSER evil\r\nPASS evil\r\n"), "+OK Begin TLS negotiation.\r\n");
    assert_eq!(driver.handshakes, 1);
    assert_eq!(driver.hear("STAT\r\n"), "-ERR Command is not valid in this state.\r\n");
    assert_eq!(driver.hear("STLS\r\n"), "-ERR TLS cannot be switched on here.\r\n");
    assert!(driver.hear("CAPA\r\n").contains("SASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n"));
}

#[test]
fn gmails_challenge_comes_before_its_refusal() {
    let rules = Rules {
        tls: Tls::Established,
        after_tls: Ways { password: false, mechanisms: vec![Mechanism::Oauthbearer] },
        wording: Wording::gmail(),
        ..Rules::default()
    };
    let mut session = Session::new(rules);
    session.take_output();
    // OAUTHBEARER with its answer on the same line, which Gmail takes.
    session.receive(b"AUTH OAUTHBEARER bixhPWFAeCwBYXV0aD1CZWFyZXIgdAEB\r\n");
    match session.next_step() {
        Some(Step::Authenticate(Credentials::Bearer { mechanism, user, .. })) => {
            assert_eq!((mechanism, user.as_str()), (Mechanism::Oauthbearer, "a@x"));
        }
        other => panic!("{other:?}"),
    }
    session.challenge(r#"{"status":"400"}"#);
    session.not_authenticated(None);
    assert_eq!(session.take_output(), b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n");
    session.receive(b"AQ==\r\n");
    assert_eq!(session.take_output(), b"-ERR [AUTH] The token is not accepted.\r\n");
    assert!(session.next_step().is_none());
}

#[test]
fn the_mailbox_is_listed_without_what_is_deleted() {
    let mut driver = signed_in();
    let table = [
        ("STAT", "+OK 3 66\r\n"),
        ("LIST", "+OK 3 messages\r\n1 41\r\n2 25\r\n3 0\r\n.\r\n"),
        ("UIDL", "+OK 3 messages\r\n1 id-0\r\n2 id-1\r\n3 id-2\r\n.\r\n"),
        ("UIDL 3", "+OK 3 id-2\r\n"),
        ("dele 1", "+OK The message will be deleted at QUIT.\r\n"),
        ("STAT", "+OK 2 25\r\n"),
        ("LIST", "+OK 2 messages\r\n2 25\r\n3 0\r\n.\r\n"),
        ("LIST 1", "-ERR There is no such message, or it is deleted.\r\n"),
        ("RETR 1", "-ERR There is no such message, or it is deleted.\r\n"),
        ("DELE 1", "-ERR There is no such message, or it is deleted.\r\n"),
        ("RSET", "+OK No message will be deleted.\r\n"),
        ("LIST 1", "+OK 1 41\r\n"),
        ("RETR 0", "-ERR There is no such message, or it is deleted.\r\n"),
        ("RETR 4", "-ERR There is no such message, or it is deleted.\r\n"),
        ("RETR", "-ERR The command lacks a number or has one that is of no use.\r\n"),
        ("LIST x", "-ERR The command lacks a number or has one that is of no use.\r\n"),
        ("TOP 1", "-ERR The command lacks a number or has one that is of no use.\r\n"),
        ("NOOP", "+OK Still here.\r\n"),
        ("USER x", "-ERR This command has no place here: sign in first, or only once.\r\n"),
        ("XYZ", "-ERR This command is not known here.\r\n"),
    ];
    for (said, expected) in table {
        assert_eq!(driver.hear(&format!("{said}\r\n")), expected, "{said}");
    }
}

#[test]
fn a_mail_goes_out_with_its_dots_stuffed_and_its_line_ends_regular() {
    for chunk in [1, 2, 7, 100] {
        let mut driver = signed_in();
        driver.chunk = chunk;
        let expected = "+OK The message follows.\r\n";
        assert_eq!(
            driver.hear("RETR 1\r\n"),
            format!("{expected}Subject: one\r\n\r\n..first\r\nsecond\r\n...third\r\n.\r\n")
        );
        assert_eq!(
            driver.hear("RETR 2\r\n"),
            format!("{expected}Subject: two\r\n\r\nbare\r\nlines\r\n.\r\n")
        );
        assert_eq!(driver.hear("RETR 3\r\n"), format!("{expected}.\r\n"));
        assert_eq!(driver.hear("TOP 1 0\r\n"), format!("{expected}Subject: one\r\n\r\n.\r\n"));
        assert_eq!(
            driver.hear("TOP 1 2\r\n"),
            format!("{expected}Subject: one\r\n\r\n..first\r\nsecond\r\n.\r\n")
        );
        assert_eq!(
            driver.hear("TOP 2 99\r\n"),
            format!("{expected}Subject: two\r\n\r\nbare\r\nlines\r\n.\r\n")
        );
    }
}

#[test]
fn a_driver_that_has_enough_for_top_is_told_so() {
    let mut session = Session::new(own());
    session.receive(b"USER a\r\nPASS b\r\n");
    session.next_step();
    session.authenticated([Entry { size: 1, uidl: "u".into() }].into());
    session.receive(b"TOP 1 1\r\n");
    assert!(matches!(session.next_step(), Some(Step::Top { message: 0, lines: 1 })));
    assert!(session.content(b"S: x\r\n\r\none"));
    assert!(!session.content(b"\r\ntwo\r\n"));
    session.content_end();
    assert!(session.take_output().ends_with(b"\r\none\r\n.\r\n"));
}

#[test]
fn a_mail_that_cannot_be_read_is_refused_or_cut_off_but_never_ended() {
    let begin = || {
        let mut session = Session::new(own());
        session.receive(b"USER a\r\nPASS b\r\n");
        session.next_step();
        session.authenticated([Entry { size: 1, uidl: "u".into() }].into());
        session.receive(b"RETR 1\r\n");
        session.next_step();
        session.take_output();
        session
    };
    let mut session = begin();
    session.not_retrieved("[SYS/TEMP] The disk is busy.");
    assert_eq!(session.take_output(), b"-ERR [SYS/TEMP] The disk is busy.\r\n");
    assert!(session.next_step().is_none(), "the session goes on");
    let mut session = begin();
    session.content(b"half a mai");
    session.not_retrieved("unread");
    assert_eq!(session.take_output(), b"+OK The message follows.\r\nhalf a mai");
    assert!(matches!(session.next_step(), Some(Step::Close)));
    let mut session = begin();
    session.content(b"half a mai");
    session.closing("unread");
    assert_eq!(session.take_output(), b"+OK The message follows.\r\nhalf a mai");
    assert!(matches!(session.next_step(), Some(Step::Close)));
}

#[test]
fn nothing_is_deleted_without_quit_and_a_failed_deletion_is_told() {
    let mut driver = signed_in();
    driver.hear("DELE 1\r\nDELE 3\r\n");
    driver.session.closing("[SYS/TEMP] scanpost stops.");
    assert_eq!(driver.hear("QUIT\r\n"), "-ERR [SYS/TEMP] scanpost stops.\r\n");
    assert_eq!((driver.deleted, driver.closed), (None, true));

    let mut driver = signed_in();
    driver.session.receive(b"DELE 1\r\nQUIT\r\n");
    driver.session.take_output();
    match driver.session.next_step() {
        Some(Step::Quit { deleted }) => assert_eq!(deleted, [0]),
        other => panic!("{other:?}"),
    }
    driver.session.not_updated();
    let failed = b"-ERR [SYS/TEMP] Some messages could not be deleted.\r\n";
    assert_eq!(driver.session.take_output(), failed);
    assert!(matches!(driver.session.next_step(), Some(Step::Close)));
}

#[test]
fn quit_before_signing_in_is_a_goodbye_at_once() {
    let mut driver = Driver::new(own());
    let goodbye = "+OK scanpost POP3 is ready.\r\n+OK scanpost closes the connection.\r\n";
    assert_eq!(driver.hear("QUIT\r\nNOOP\r\n"), goodbye);
    assert_eq!((driver.deleted, driver.closed), (None, true));
}

#[test]
fn a_password_may_hold_spaces_and_is_asked_for_anew_after_a_failure() {
    let mut session = Session::new(own());
    session.receive(b"USER scan@x\r\nPASS  a b \r\nPASS again\r\n");
    match session.next_step() {
        Some(Step::Authenticate(Credentials::Password { user, password })) => {
            assert_eq!((user.as_str(), password.expose_secret()), ("scan@x", " a b "));
        }
        other => panic!("{other:?}"),
    }
    session.not_authenticated(Some("[AUTH] no"));
    session.receive(b"PASS again\r\n");
    assert!(session.next_step().is_none());
    let output = String::from_utf8(session.take_output()).unwrap();
    assert!(output.contains("-ERR [AUTH] no\r\n-ERR This command has no place here"), "{output}");
}

#[test]
fn long_lines_and_many_errors_are_bounded() {
    let mut driver = Driver::new(own());
    driver.hear("");
    let long = format!("NOOP {}\r\n", "x".repeat(100_000));
    assert_eq!(driver.hear(&long), "-ERR The command is too long.\r\n");
    assert_eq!(driver.hear("\u{1}\r\n\r\n").matches("-ERR").count(), 2);
    let output = driver.hear(&"XYZ\r\n".repeat(50));
    assert_eq!(output.matches("-ERR").count(), 18);
    assert!(output.ends_with("-ERR Too many errors; scanpost closes the connection.\r\n"));
    assert!(driver.closed);
}

#[test]
fn a_client_that_floods_is_answered_in_portions() {
    let mut driver = signed_in();
    let flood = "UIDL\r\n".repeat(10_000);
    let taken = driver.session.receive(flood.as_bytes());
    assert!(taken > 0 && taken < flood.len());
    assert!(driver.session.take_output().len() < 100_000);
}

#[test]
fn secrets_are_not_shown() {
    let mut session = Session::new(own());
    session.receive(b"USER a\r\nPASS s3cret\r\nAUTH PLAIN\r\n");
    let step = session.next_step();
    assert!(!format!("{session:?} {step:?}").contains("s3cret"));
}
