//! Servers that refuse, leave, or say what nobody asked for.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::{Envelope, Security, Session, Stage, Step};

use crate::conversation::{
    EHLO_IN_THE_CLEAR, GMAIL, GREETING, PIPELINED_RELAY, bearer, before_the_token, broken,
    envelope, finished, hear, in_the_text, ok, ready, said, steps,
};

#[test]
fn octets_from_before_the_handshake_are_never_read_after_it() {
    for injected in ["250-evil\r\n250 AUTH XOAUTH2\r\n", "2", "\n", "\0", "421 bye\r\n"] {
        for in_one_read in [true, false] {
            let mut session = Session::new("mfp", Security::StartTls);
            hear(&mut session, GREETING);
            hear(&mut session, EHLO_IN_THE_CLEAR);
            let mut got = Vec::new();
            if in_one_read {
                got.extend(hear(&mut session, &format!("220 go\r\n{injected}")).0);
            } else {
                got.extend(hear(&mut session, "220 go\r\n").0);
                assert_eq!(got, [Step::StartTls]);
                got.extend(hear(&mut session, injected).0);
            }
            let (stage, what) = broken(&got).unwrap();
            assert_eq!((stage, what), (Stage::StartTls, "octets in the clear behind STARTTLS"));
            assert_eq!(got.len(), if in_one_read { 1 } else { 2 });
            session.tls_established();
            assert_eq!(said(&mut session), "");
        }
    }
    // The reply to STARTTLS itself, sent ahead of the command.
    let mut session = Session::new("mfp", Security::StartTls);
    hear(&mut session, GREETING);
    assert!(broken(&hear(&mut session, &format!("{EHLO_IN_THE_CLEAR}220 go\r\n")).0).is_some());
}

#[test]
fn a_reply_out_of_step_never_counts_for_the_final_dot() {
    // In the text.
    let mut session = in_the_text();
    session.body(b"x");
    assert_eq!(broken(&hear(&mut session, "250 ok\r\n").0).unwrap().0, Stage::Body);
    session.body_end();
    assert_eq!(said(&mut session), "", "the mail is not completed");
    assert!(!session.final_dot_sent());

    // Before the dot has left.
    let mut session = in_the_text();
    session.body_end();
    assert_eq!(broken(&hear(&mut session, "250 ok\r\n").0).unwrap().0, Stage::FinalDot);
    assert!(!session.final_dot_sent());

    // Begun before the dot, completed after it.
    let mut session = in_the_text();
    hear(&mut session, "25");
    session.body_end();
    assert_eq!(broken(&steps(&mut session)).unwrap().0, Stage::Body);
    assert_eq!(said(&mut session), "");

    // One reply too many before DATA: DATA gets a 250.
    let mut session = ready(PIPELINED_RELAY);
    session.send(&envelope(&["a@x"]));
    said(&mut session);
    let replies = "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n";
    assert_eq!(broken(&hear(&mut session, replies).0).unwrap().0, Stage::Data);

    // One too many behind DATA.
    let mut session = ready(PIPELINED_RELAY);
    session.send(&envelope(&["a@x"]));
    said(&mut session);
    let replies = "250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n";
    let steps = hear(&mut session, replies).0;
    assert_eq!((broken(&steps).unwrap().0, steps.len()), (Stage::Body, 1), "no Body step");

    // 354 ahead of its time.
    let mut session = ready(PIPELINED_RELAY);
    session.send(&envelope(&["a@x"]));
    said(&mut session);
    assert_eq!(broken(&hear(&mut session, "354 go\r\n").0).unwrap().0, Stage::Mail);

    // Between two mails.
    let mut session = ready(PIPELINED_RELAY);
    assert_eq!(broken(&hear(&mut session, "250 ok\r\n").0).unwrap().0, Stage::Ready);
    session.send(&envelope(&["a@x"]));
    assert_eq!(said(&mut session), "");
}

#[test]
fn the_servers_word_on_a_mail_stands_although_the_connection_breaks_behind_it() {
    let mut session = in_the_text();
    session.body_end();
    said(&mut session);
    let (mut steps, _) = hear(&mut session, "250 ok\r\n250 again\r\n");
    assert_eq!(broken(&steps).unwrap().0, Stage::Ready);
    steps.pop();
    assert_eq!(finished(steps).mail, Ok(ok()));
    assert!(!session.final_dot_sent());
}

#[test]
fn a_mail_whose_dot_was_answered_with_garbage_stays_uncertain() {
    for garbage in ["nonsense\r\n", "354 go on\r\n", "250-ok\r\n550 no\r\n"] {
        let mut session = in_the_text();
        session.body_end();
        said(&mut session);
        assert_eq!(broken(&hear(&mut session, garbage).0).unwrap().0, Stage::FinalDot);
        assert!(session.final_dot_sent(), "{garbage}");
    }
    let mut session = in_the_text();
    session.body_end();
    said(&mut session);
    session.quit();
    assert_eq!(said(&mut session), "");
    assert!(session.final_dot_sent(), "giving up does not make it certain");
}

#[test]
fn a_421_ends_the_session_wherever_it_comes() {
    type Begin = fn() -> Session;
    let table: [(Begin, Stage); 9] = [
        (|| Session::new("mfp", Security::Implicit), Stage::Greeting),
        (
            || {
                let mut session = Session::new("mfp", Security::Implicit);
                hear(&mut session, GREETING);
                session
            },
            Stage::Hello,
        ),
        (|| before_the_token(GMAIL), Stage::Authentication),
        (
            || {
                let mut session = before_the_token(GMAIL);
                session.authenticate(&bearer());
                said(&mut session);
                session
            },
            Stage::Authentication,
        ),
        (|| ready(GMAIL), Stage::Ready),
        (
            || {
                let mut session = ready(GMAIL);
                session.send(&envelope(&["a@x"]));
                said(&mut session);
                session
            },
            Stage::Mail,
        ),
        (
            || {
                let mut session = ready(GMAIL);
                session.send(&envelope(&["a@x"]));
                said(&mut session);
                hear(&mut session, "250 ok\r\n");
                session
            },
            Stage::Recipient,
        ),
        (in_the_text, Stage::Body),
        (
            || {
                let mut session = in_the_text();
                session.body_end();
                said(&mut session);
                session
            },
            Stage::FinalDot,
        ),
    ];
    let bye = "421 4.4.2 Message submission rate for this client has exceeded the configured limit";
    for (begin, stage) in table {
        let mut session = begin();
        let reply = Reply::new(421, (4, 4, 2), &bye[10..]);
        let (steps, line) = hear(&mut session, &format!("{bye}\r\n250 more\r\n"));
        assert_eq!((steps, line), (vec![Step::Refused { stage, reply }], String::new()));
        assert!(!session.final_dot_sent(), "421 is a word on the mail: not kept");
        session.send(&envelope(&["a@x"]));
        session.quit();
        assert_eq!(said(&mut session), "");
    }
}

#[test]
fn a_refused_greeting_hello_or_starttls_is_told_and_quit_is_polite() {
    let table: [(&[&str], Stage, u16); 5] = [
        (&["554 no\r\n"], Stage::Greeting, 554),
        (&["220 x\r\n", "502 what\r\n"], Stage::Hello, 502),
        (&["220 x\r\n", "451 later\r\n"], Stage::Hello, 451),
        (&["220 x\r\n", EHLO_IN_THE_CLEAR, "454 4.7.0 no TLS now\r\n"], Stage::StartTls, 454),
        (&["220 x\r\n", EHLO_IN_THE_CLEAR, "502 no\r\n"], Stage::StartTls, 502),
    ];
    for (dialogue, expected_stage, code) in table {
        let mut session = Session::new("mfp", Security::StartTls);
        let (last, before) = dialogue.split_last().unwrap();
        for server in before {
            assert_eq!(hear(&mut session, server).0, []);
        }
        match &hear(&mut session, last).0[..] {
            [Step::Refused { stage, reply }] => {
                assert_eq!((*stage, reply.code), (expected_stage, code));
            }
            other => panic!("{other:?}"),
        }
        session.quit();
        assert_eq!(said(&mut session), "QUIT\r\n");
    }
}

#[test]
fn an_old_server_is_greeted_with_helo_only_where_no_protection_is_expected() {
    let mut session = Session::new("mfp", Security::None);
    assert_eq!(hear(&mut session, "220 old\r\n").1, "EHLO mfp\r\n");
    assert_eq!(hear(&mut session, "502 what\r\n"), (vec![], "HELO mfp\r\n".into()));
    assert_eq!(hear(&mut session, "250 hi\r\n").0, [Step::Authenticate]);
    session.skip_authentication();
    assert_eq!(steps(&mut session), [Step::Ready]);
    session.send(&Envelope { eight_bit: true, ..envelope(&["a@x"]) });
    assert_eq!(said(&mut session), "MAIL FROM:<scan@x.example>\r\n");

    let mut session = Session::new("mfp", Security::Implicit);
    hear(&mut session, "220 old\r\n");
    let (steps, line) = hear(&mut session, "502 what\r\n");
    assert!(matches!(&steps[..], [Step::Refused { stage: Stage::Hello, .. }]));
    assert_eq!(line, "");
}

#[test]
fn what_does_not_speak_smtp_is_broken_and_quoted_briefly() {
    for server in
        ["SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "\u{16}\u{3}\u{1}\n", "+OK POP3\r\n", "250 hi\r\n"]
    {
        let mut session = Session::new("mfp", Security::StartTls);
        let (steps, line) = hear(&mut session, server);
        let (stage, what) = broken(&steps).unwrap();
        assert_eq!((stage, line.as_str()), (Stage::Greeting, ""));
        assert!(!what.contains(char::is_control) && what.len() < 300, "{what}");
    }
}

#[test]
fn moves_at_the_wrong_time_do_nothing() {
    let mut session = Session::new("mfp", Security::StartTls);
    session.tls_established();
    session.authenticate(&bearer());
    session.skip_authentication();
    session.send(&envelope(&["a@x"]));
    session.body(b"x");
    session.body_end();
    assert_eq!((steps(&mut session), said(&mut session)), (vec![], String::new()));
    session.quit();
    assert_eq!(hear(&mut session, GREETING), (vec![], String::new()));

    let mut session = in_the_text();
    session.quit();
    assert_eq!(said(&mut session), "", "QUIT would become a line of the mail");
}
