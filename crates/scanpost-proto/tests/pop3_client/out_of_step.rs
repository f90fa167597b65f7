//! Servers that refuse, leave, or say what nobody asked for.

use scanpost_proto::pop3::Code;
use scanpost_proto::pop3::client::{Security, Session, Stage, Step};

use crate::conversation::{
    EXCHANGE, EXCHANGE_IN_THE_CLEAR, GREETING, asked, bearer, before_the_token, broken, hear, no,
    ready, said, steps, token_shown, yes,
};

#[test]
fn octets_from_before_the_handshake_are_never_read_after_it() {
    for injected in ["+OK\r\nSASL PLAIN\r\n.\r\n", "+", "\n", "\0", "-ERR bye\r\n"] {
        for in_one_read in [true, false] {
            let mut session = Session::new(Security::StartTls);
            hear(&mut session, GREETING);
            hear(&mut session, EXCHANGE_IN_THE_CLEAR);
            let whole = format!("+OK go\r\n{injected}");
            let mut got = Vec::new();
            if in_one_read {
                got.extend(steps(&mut session, &whole));
            } else {
                got.extend(steps(&mut session, "+OK go\r\n"));
                assert_eq!(got, [Step::StartTls]);
                got.extend(steps(&mut session, injected));
            }
            let expected = (Stage::StartTls, "octets in the clear behind STLS");
            assert_eq!(broken(&got), Some(expected));
            assert_eq!(got.len(), if in_one_read { 1 } else { 2 });
            session.tls_established();
            assert_eq!(said(&mut session), "");
        }
    }
    // The reply to STLS itself, sent ahead of the command.
    let mut session = Session::new(Security::StartTls);
    hear(&mut session, GREETING);
    let ahead = format!("{EXCHANGE_IN_THE_CLEAR}+OK go\r\n");
    assert!(broken(&steps(&mut session, &ahead)).is_some());
}

#[test]
fn a_second_reply_never_counts_for_the_next_command() {
    // In the same read, with the next command already called for.
    let mut session = asked(|session| session.delete(1), "DELE 1");
    let mut input = &b"+OK\r\n+OK\r\n"[..];
    assert_eq!(session.next_step(&mut input), Some(Step::Finished(Ok(yes("")))));
    session.delete(2);
    let broken_off = session.next_step(&mut input);
    assert!(
        matches!(broken_off, Some(Step::Broken { stage: Stage::Delete, .. })),
        "{broken_off:?}"
    );
    assert_eq!(said(&mut session), "");

    // A driver that writes before it has handed over what it read.
    let mut session = asked(|session| session.delete(1), "DELE 1");
    let mut input = &b"+OK\r\n+OK\r\n"[..];
    session.next_step(&mut input);
    session.quit();
    assert_eq!(said(&mut session), "QUIT\r\n");
    let broken_off = session.next_step(&mut input);
    assert!(matches!(broken_off, Some(Step::Broken { stage: Stage::Quit, .. })), "{broken_off:?}");

    // In a later read, before the next command is called for.
    let mut session = asked(|session| session.delete(1), "DELE 1");
    hear(&mut session, "+OK\r\n");
    assert_eq!(broken(&steps(&mut session, "+OK again\r\n")).unwrap().0, Stage::Ready);
    session.quit();
    assert_eq!(said(&mut session), "");
}

#[test]
fn a_reply_that_began_before_its_command_is_none() {
    for (before, after) in [("+", "OK\r\n"), ("+OK", "\r\n"), ("+OK\r", "\n"), ("+OK bye\r", "\n")]
    {
        // Before it was called for, and after that but before it was written.
        let mut session = ready();
        assert_eq!(steps(&mut session, before), []);
        session.quit();
        assert_eq!(said(&mut session), "QUIT\r\n");
        assert!(broken(&steps(&mut session, after)).is_some(), "{before:?}");

        let mut session = ready();
        session.quit();
        assert_eq!(steps(&mut session, before), []);
        assert_eq!(said(&mut session), "QUIT\r\n");
        assert!(broken(&steps(&mut session, after)).is_some(), "{before:?}");
    }
}

#[test]
fn a_reply_in_the_middle_of_a_mail_is_a_line_of_the_mail() {
    let mut session = asked(|session| session.retrieve(1), "RETR 1");
    let wire = "+OK\r\na\r\n-ERR no\r\n+OK\r\n\n.\n+OK\r\n.\r\n";
    let expected =
        [Step::Content(b"a\r\n-ERR no\r\n+OK\r\n\n.\n+OK\r\n"), Step::Finished(Ok(yes("")))];
    assert_eq!(steps(&mut session, wire), expected);
}

#[test]
fn an_answer_of_the_wrong_kind_is_broken() {
    for figures in ["+OK\r\n", "+OK deleted\r\n", "+OK 2\r\n", "+OK 2 x\r\n", "+OK -1 5\r\n"] {
        let mut session = asked(Session::stat, "STAT");
        assert_eq!(broken(&steps(&mut session, figures)).unwrap().0, Stage::Stat, "{figures}");
    }
}

#[test]
fn an_err_that_nobody_asked_for_is_the_servers_farewell() {
    type Begin = fn() -> Session;
    let table: [(Begin, Stage); 5] = [
        (|| before_the_token(EXCHANGE), Stage::Authentication),
        (ready, Stage::Ready),
        // Called for, and not written yet: so it answers nothing.
        (
            || {
                let mut session = ready();
                session.delete(1);
                session
            },
            Stage::Delete,
        ),
        (
            || {
                let mut session = ready();
                session.quit();
                session
            },
            Stage::Quit,
        ),
        (
            || {
                let mut session = before_the_token(EXCHANGE);
                session.authenticate(&bearer());
                session
            },
            Stage::Authentication,
        ),
    ];
    for (begin, stage) in table {
        let mut session = begin();
        let reply = no(Some(Code::SysTemp), "[SYS/TEMP] Idle for too long");
        let farewell = "-ERR [SYS/TEMP] Idle for too long\r\n+OK more\r\n";
        let expected = (vec![Step::Refused { stage, reply }], String::new());
        assert_eq!(hear(&mut session, farewell), expected, "{stage}");
        session.quit();
        session.noop();
        assert_eq!(said(&mut session), "");
    }
}

#[test]
fn a_refused_greeting_is_told_with_its_code_and_quit_is_polite() {
    for (refusal, code) in [
        ("[SYS/TEMP] Too many connections", Some(Code::SysTemp)),
        ("[IN-USE] Later", Some(Code::InUse)),
        ("Connection refused", None),
    ] {
        let mut session = Session::new(Security::Implicit);
        let refused = vec![Step::Refused { stage: Stage::Greeting, reply: no(code, refusal) }];
        assert_eq!(hear(&mut session, &format!("-ERR {refusal}\r\n")), (refused, String::new()));
        session.quit();
        assert_eq!(said(&mut session), "QUIT\r\n");
        assert_eq!(steps(&mut session, "+OK\r\n"), [Step::Finished(Ok(yes("")))]);
    }
}

#[test]
fn what_does_not_speak_pop3_is_broken_and_quoted_briefly() {
    for server in [
        "SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
        "\u{16}\u{3}\u{1}\n",
        "* OK IMAP4 ready\r\n",
        "220 smtp\r\n",
        "\r\n",
        " +OK\r\n",
        "+OK\tready\r\n",
        "+OKready\r\n",
        "-err\r\n",
        "+ \r\n",
    ] {
        let mut session = Session::new(Security::StartTls);
        let (steps, line) = hear(&mut session, server);
        let (stage, what) = broken(&steps).unwrap();
        assert_eq!((stage, line.as_str()), (Stage::Greeting, ""));
        assert!(!what.contains(char::is_control) && what.len() < 300, "{what}");
    }
    let mut session = Session::new(Security::Implicit);
    let long = format!("{}\r\n", "\u{7}x".repeat(20_000));
    let steps = steps(&mut session, &long);
    assert!(broken(&steps).unwrap().1.len() < 1_000);
}

#[test]
fn a_line_without_end_is_broken_wherever_it_comes() {
    type Begin = fn() -> Session;
    let table: [(Begin, Stage); 4] = [
        (|| Session::new(Security::Implicit), Stage::Greeting),
        (|| token_shown(EXCHANGE), Stage::Authentication),
        (|| asked(Session::uidl, "UIDL"), Stage::Uidl),
        (
            || {
                let mut session = asked(Session::list, "LIST");
                steps(&mut session, "+OK\r\n");
                session
            },
            Stage::List,
        ),
    ];
    for (begin, stage) in table {
        let mut session = begin();
        let chunk = "x".repeat(1_000);
        let told = (0..70).find_map(|_| steps(&mut session, &chunk).pop());
        let Some(Step::Broken { stage: seen, what }) = told else {
            panic!("{told:?}");
        };
        assert_eq!((seen, what.as_str()), (stage, "a line of over 65536 octets"));
    }
}
