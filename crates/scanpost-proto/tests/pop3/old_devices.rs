//! What old devices need of the server, and what a server that passes mails on may say.

use std::sync::Arc;

use scanpost_proto::pop3::Code;
use scanpost_proto::pop3::server::{Entry, Rules, Session, Step, Tls, Ways};

use crate::driver::{Driver, own, signed_in};

#[test]
fn the_ways_to_sign_in_follow_the_floor() {
    let password = Ways { password: true, ..Ways::default() };
    let switch_on = "-ERR [AUTH] Switch on TLS in the device's settings, then sign in.\r\n";
    let table = [
        // May the line be read, is TLS to be had: CAPA, and the answer to USER.
        (password.clone(), Tls::Unavailable, "USER\r\n.\r\n", "+OK Now"),
        (password.clone(), Tls::Offered, "USER\r\nSTLS\r\n.\r\n", "+OK Now"),
        (Ways::default(), Tls::Offered, "RESP-CODE\r\nSTLS\r\n.\r\n", switch_on),
        (Ways::default(), Tls::Established, "USER\r\n.\r\n", "+OK Now"),
        (Ways::default(), Tls::Unavailable, "RESP-CODE\r\n.\r\n", "-ERR This way of signing in"),
    ];
    for (before_tls, tls, capabilities, user) in table {
        let mut driver = Driver::new(Rules { tls, before_tls, ..Rules::default() });
        let listed = driver.hear("CAPA\r\n");
        assert!(listed.ends_with(capabilities), "{tls:?}: {listed}");
        let answer = driver.hear("USER scan\r\n");
        assert!(answer.starts_with(user), "{tls:?}: {answer}");
    }
}

#[test]
fn apop_is_not_offered() {
    let mut driver = Driver::new(own());
    // A greeting with a timestamp in angle brackets would offer it (RFC 1939 §7).
    assert!(!driver.hear("").contains('<'));
    assert!(!driver.hear("CAPA\r\n").contains("APOP"));
    let digest = "APOP scan c4c9334bac560ecc979e58001b3e22fb\r\n";
    assert_eq!(driver.hear(digest), "-ERR This command is not known here.\r\n");
}

#[test]
fn a_mailbox_that_cannot_be_opened_now_is_not_the_devices_mistake() {
    let mut session = Session::new(own());
    session.take_output();
    for (code, expected) in [
        (Code::InUse, "[IN-USE]"),
        (Code::LoginDelay, "[LOGIN-DELAY]"),
        (Code::SysTemp, "[SYS/TEMP]"),
        (Code::SysPerm, "[SYS/PERM]"),
    ] {
        // More often than mistakes are answered.
        for _ in 0..30 {
            session.receive(b"USER scan\r\nPASS right\r\n");
            assert!(matches!(session.next_step(), Some(Step::Authenticate(_))));
            session.take_output();
            session.not_opened(code, "Sign in\nagain on scanpost's page.");
            let said = String::from_utf8(session.take_output()).unwrap();
            assert_eq!(said, format!("-ERR {expected} Sign in again on scanpost's page.\r\n"));
        }
    }
    assert!(session.next_step().is_none(), "the session goes on");
    session.not_opened(Code::InUse, "unasked");
    assert!(session.take_output().is_empty());
}

#[test]
fn the_size_of_a_mail_is_told_in_the_list_alone() {
    let mut driver = signed_in();
    assert!(driver.hear("LIST\r\n").contains("\r\n1 41\r\n"));
    assert!(driver.hear("RETR 1\r\n").starts_with("+OK The message follows.\r\n"));
}

#[test]
fn a_large_mailbox_is_listed_in_parts_and_a_command_behind_it_waits() {
    let (mut session, entries) = with_messages(100_000);
    let said = b"UIDL\r\nNOOP\r\n";
    let mut taken = session.receive(said);
    let mut answers = String::new();
    while session.has_output() {
        let part = session.take_output();
        assert!(part.len() < 66 * 1024, "{} octets at once", part.len());
        answers += std::str::from_utf8(&part).unwrap();
        taken += session.receive(&said[taken..]);
    }
    assert_eq!(taken, said.len());
    let lines = entries.iter().enumerate().map(|(n, entry)| format!("{} {}", n + 1, entry.uidl));
    let mut expected = vec!["+OK 100000 messages".to_owned()];
    expected.extend(lines);
    expected.extend([".", "+OK Still here."].map(str::to_owned));
    assert!(answers.lines().eq(expected));
}

#[test]
fn a_list_that_is_broken_off_gets_no_reply_in_its_middle() {
    let (mut session, _) = with_messages(100_000);
    session.receive(b"LIST\r\n");
    session.take_output();
    session.closing("[SYS/TEMP] scanpost stops.");
    let rest = session.take_output();
    assert!(!rest.is_empty() && !session.has_output());
    assert!(!String::from_utf8(rest).unwrap().contains("-ERR"));
    assert!(matches!(session.next_step(), Some(Step::Close)));
}

#[test]
fn devices_share_a_list_and_delete_each_for_itself() {
    let (mut one, entries) = with_messages(3);
    let mut other = Session::new(own());
    open(&mut other, Arc::clone(&entries));
    assert_eq!(Arc::strong_count(&entries), 3, "not copied");
    one.receive(b"DELE 2\r\nSTAT\r\n");
    other.receive(b"STAT\r\nQUIT\r\n");
    assert!(one.take_output().ends_with(b"+OK 2 14\r\n"));
    assert_eq!(other.take_output(), b"+OK 3 21\r\n");
    assert!(matches!(other.next_step(), Some(Step::Quit { deleted }) if deleted.is_empty()));
}

/// A session on a mailbox with so many messages, and these.
fn with_messages(count: usize) -> (Session, Arc<[Entry]>) {
    let entries: Arc<[Entry]> =
        (0..count).map(|n| Entry { size: 7, uidl: format!("AAMkAGQ-{n}") }).collect();
    let mut session = Session::new(own());
    open(&mut session, Arc::clone(&entries));
    (session, entries)
}

fn open(session: &mut Session, entries: Arc<[Entry]>) {
    session.receive(b"USER scan\r\nPASS right\r\n");
    assert!(matches!(session.next_step(), Some(Step::Authenticate(_))));
    session.authenticated(entries);
    session.take_output();
}
