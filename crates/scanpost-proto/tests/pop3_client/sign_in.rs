//! From the greeting to the open mailbox, or to a refusal.

use std::time::Duration;

use scanpost_proto::pop3::Code;
use scanpost_proto::pop3::client::{Capabilities, Security, Session, Stage, Step};
use scanpost_proto::sasl::Mechanism;

use crate::conversation::{
    ANSWER, EXCHANGE, EXCHANGE_IN_THE_CLEAR, GMAIL, GREETING, TOKEN, asked, bearer,
    before_the_token, broken, hear, no, said, steps, token_shown, yes,
};

#[test]
fn a_mailbox_at_exchange_online_is_opened_as_in_the_transcript() {
    let mut session = before_the_token(EXCHANGE);
    assert_eq!(session.mechanism(), Some(Mechanism::Xoauth2));
    assert!(session.capabilities().uidl && session.capabilities().top);
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n", "the token never stands on AUTH's own line");
    assert_eq!(hear(&mut session, "+ \r\n"), (vec![], ANSWER.into()));
    assert_eq!(session.reply_wait(), Duration::from_mins(5));
    let welcome = "+OK User successfully authenticated.\r\n";
    assert_eq!(hear(&mut session, welcome), (vec![Step::Ready], String::new()));
    session.quit();
    assert_eq!(said(&mut session), "QUIT\r\n");
    let bye = "Microsoft Exchange Server POP3 server signing off.";
    let finished = vec![Step::Finished(Ok(yes(bye)))];
    assert_eq!(hear(&mut session, &format!("+OK {bye}\r\n")), (finished, String::new()));
}

#[test]
fn port_110_is_upgraded_and_asked_anew() {
    let mut session = Session::new(Security::StartTls);
    assert_eq!(hear(&mut session, GREETING), (vec![], "CAPA\r\n".into()));
    assert_eq!(hear(&mut session, EXCHANGE_IN_THE_CLEAR), (vec![], "STLS\r\n".into()));
    let begin = "+OK Begin TLS negotiation.\r\n";
    assert_eq!(hear(&mut session, begin), (vec![Step::StartTls], String::new()));
    session.tls_established();
    assert_eq!(said(&mut session), "CAPA\r\n");
    assert_eq!(hear(&mut session, EXCHANGE), (vec![Step::Authenticate], String::new()));
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");
}

#[test]
fn what_was_offered_in_the_clear_is_forgotten_after_the_handshake() {
    for under_tls in ["-ERR what?\r\n", "+OK\r\n.\r\n"] {
        let mut session = Session::new(Security::StartTls);
        hear(&mut session, GREETING);
        hear(&mut session, "+OK\r\nSTLS\r\nSASL PLAIN\r\nLOGIN-DELAY 9\r\n.\r\n");
        assert_eq!(steps(&mut session, "+OK\r\n"), [Step::StartTls]);
        session.tls_established();
        said(&mut session);
        assert_eq!(steps(&mut session, under_tls), [Step::Authenticate]);
        assert_eq!(*session.capabilities(), Capabilities::default(), "{under_tls}");
    }
}

#[test]
fn without_stls_there_is_no_token_and_no_falling_back() {
    // Not listed; listed by nobody, tried and refused.
    let mut session = Session::new(Security::StartTls);
    hear(&mut session, GREETING);
    let refused = (vec![Step::NotOffered { what: "STLS" }], String::new());
    assert_eq!(hear(&mut session, EXCHANGE), refused);
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "");
    session.quit();
    assert_eq!(said(&mut session), "QUIT\r\n");

    let mut session = Session::new(Security::StartTls);
    hear(&mut session, GREETING);
    assert_eq!(hear(&mut session, "-ERR what?\r\n"), (vec![], "STLS\r\n".into()));
    let reply = no(Some(Code::SysTemp), "[SYS/TEMP] No TLS now.");
    let refused = vec![Step::Refused { stage: Stage::StartTls, reply }];
    assert_eq!(hear(&mut session, "-ERR [SYS/TEMP] No TLS now.\r\n").0, refused);
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "");
}

#[test]
fn a_server_without_capa_is_lived_with() {
    let mut session = Session::new(Security::Implicit);
    hear(&mut session, "+OK\r\n");
    assert_eq!(hear(&mut session, "-ERR\r\n"), (vec![Step::Authenticate], String::new()));
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");

    let mut session = Session::new(Security::StartTls);
    hear(&mut session, "+OK\r\n");
    assert_eq!(hear(&mut session, "-ERR\r\n").1, "STLS\r\n");
    assert_eq!(steps(&mut session, "+OK\r\n"), [Step::StartTls]);
    session.tls_established();
    assert_eq!(said(&mut session), "CAPA\r\n");
    assert_eq!(steps(&mut session, "-ERR\r\n"), [Step::Authenticate]);
}

#[test]
fn the_mechanism_follows_the_list() {
    let list = |words: &str| format!("+OK\r\n{words}.\r\n");
    let table = [
        (list("SASL PLAIN XOAUTH2 OAUTHBEARER\r\n"), "AUTH XOAUTH2\r\n"),
        (list("sasl oauthbearer plain\r\n"), "AUTH OAUTHBEARER\r\n"),
        (list("SASL OAUTHBEARER\r\nSASL XOAUTH2\r\n"), "AUTH XOAUTH2\r\n"),
        (list("UIDL\r\n"), "AUTH XOAUTH2\r\n"),
        (list("SASL\r\n"), "AUTH XOAUTH2\r\n"),
        (list(""), "AUTH XOAUTH2\r\n"),
    ];
    for (list, command) in table {
        let mut session = before_the_token(&list);
        session.authenticate(&bearer());
        assert_eq!(said(&mut session), command, "{list}");
    }
    let mut session = before_the_token(&list("SASL PLAIN LOGIN\r\nUSER\r\n"));
    assert_eq!(session.mechanism(), None);
    session.authenticate(&bearer());
    let refused = (vec![Step::NotOffered { what: "AUTH XOAUTH2" }], String::new());
    assert_eq!(hear(&mut session, ""), refused);
}

#[test]
fn the_capabilities_are_read_and_a_list_without_end_is_cut_short() {
    let session = before_the_token(GMAIL);
    let offered = session.capabilities();
    assert_eq!(offered.login_delay, Some(Duration::from_mins(5)));
    assert_eq!(offered.mechanisms, ["PLAIN", "XOAUTH2", "OAUTHBEARER"]);
    let session = before_the_token("+OK\r\nLOGIN-DELAY 900 USER\r\n..X\r\nTOP\n.\n");
    assert_eq!(session.capabilities().login_delay, Some(Duration::from_mins(15)));
    assert!(session.capabilities().top && !session.capabilities().uidl);

    let many: Vec<_> = (0..900).map(|n| format!("SASL M{n} M{n}\r\n")).collect();
    let session = before_the_token(&format!("+OK\r\n{}.\r\n", many.concat()));
    assert_eq!(session.capabilities().mechanisms.len(), 50);
    let mut session = Session::new(Security::Implicit);
    hear(&mut session, GREETING);
    let endless = format!("+OK\r\n{}", "X\r\n".repeat(1_001));
    assert_eq!(broken(&steps(&mut session, &endless)).unwrap().0, Stage::Capabilities);
}

#[test]
fn exchange_refuses_a_token_at_once_and_a_fresh_one_may_be_tried() {
    let mut session = token_shown(EXCHANGE);
    let text = "Authentication failure: unknown user name or bad password.";
    let reply = no(None, text);
    let refused = vec![Step::AuthRefused { reply, challenge: None }];
    assert_eq!(hear(&mut session, &format!("-ERR {text}\r\n")), (refused, String::new()));
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");
    assert_eq!(hear(&mut session, "+\r\n"), (vec![], ANSWER.into()), "a prompt without a blank");
    assert_eq!(steps(&mut session, "+OK\r\n"), [Step::Ready]);
}

#[test]
fn a_challenge_is_answered_as_the_mechanism_asks_and_kept() {
    let json = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
    let challenge = "+ eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\r\n";
    let table = [
        // Gmail: anything but an empty line is a bad command.
        (GMAIL, "\r\n"),
        // RFC 7628 §3.2.3.
        ("+OK\r\nSASL OAUTHBEARER\r\n.\r\n", "AQ==\r\n"),
    ];
    for (capabilities, dummy) in table {
        let mut session = token_shown(capabilities);
        assert_eq!(hear(&mut session, challenge), (vec![], dummy.into()));
        let reply = no(Some(Code::Auth), "[AUTH] Invalid credentials");
        let refused = Step::AuthRefused { reply, challenge: Some(json.to_owned()) };
        let refusal = "-ERR [AUTH] Invalid credentials\r\n";
        assert_eq!(hear(&mut session, refusal), (vec![refused], String::new()));
    }
}

#[test]
fn a_challenge_in_the_clear_is_kept_but_cannot_forge_a_line() {
    let mut session = token_shown(GMAIL);
    hear(&mut session, "+ no\u{1}token\u{85}here\r\n");
    let challenge = Some("no token here".to_owned());
    let refused = Step::AuthRefused { reply: no(None, "no"), challenge };
    assert_eq!(steps(&mut session, "-ERR no\r\n"), [refused]);
}

#[test]
fn oauthbearer_shows_the_token_in_the_words_of_its_standard() {
    let mut session = before_the_token("+OK\r\nSASL OAUTHBEARER\r\n.\r\n");
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH OAUTHBEARER\r\n");
    let answer = scanpost_proto::sasl::oauthbearer(
        "test@contoso.onmicrosoft.com",
        "pop.example.com",
        995,
        &bearer().token,
    );
    assert_eq!(hear(&mut session, "+ \r\n"), (vec![], format!("{}\r\n", answer.as_str())));
}

#[test]
fn response_codes_of_a_refused_sign_in_are_told() {
    for (refusal, code) in [
        ("[IN-USE] Another session has the mailbox", Some(Code::InUse)),
        ("[LOGIN-DELAY] Too soon", Some(Code::LoginDelay)),
        ("[SYS/TEMP] Temporary system problem", Some(Code::SysTemp)),
        ("[SYS/PERM] Mailbox is gone", Some(Code::SysPerm)),
        ("[AUTH] Web login required", Some(Code::Auth)),
        ("Command is not valid in this state.", None),
    ] {
        // At the answer, and at AUTH itself.
        for mut session in [token_shown(GMAIL), {
            let mut session = before_the_token(GMAIL);
            session.authenticate(&bearer());
            said(&mut session);
            session
        }] {
            let told = format!("-ERR {refusal}\r\n");
            let reply = no(code, refusal);
            let expected = Step::AuthRefused { reply, challenge: None };
            assert_eq!(steps(&mut session, &told), [expected]);
            session.quit();
            assert_eq!(said(&mut session), "QUIT\r\n");
            assert_eq!(session.reply_wait(), Duration::from_secs(5));
        }
    }
}

#[test]
fn auth_that_goes_astray_is_broken() {
    // `+OK` where a prompt was due: signed in, but as whom?
    let mut session = before_the_token(EXCHANGE);
    session.authenticate(&bearer());
    said(&mut session);
    let (got, line) = hear(&mut session, "+OK welcome\r\n");
    assert_eq!((broken(&got).unwrap().0, line.as_str()), (Stage::Authentication, ""));
    // Prompts without end.
    let mut session = token_shown(EXCHANGE);
    for _ in 0..4 {
        assert_eq!(hear(&mut session, "+ e30=\r\n"), (vec![], "\r\n".into()));
    }
    assert!(broken(&hear(&mut session, "+ e30=\r\n").0).is_some());
    // A prompt where nothing is shown.
    let mut session = asked(Session::noop, "NOOP");
    assert_eq!(broken(&steps(&mut session, "+ \r\n")).unwrap().0, Stage::Noop);
}

#[test]
fn the_token_is_seen_nowhere_but_on_the_wire() {
    let quotes = [
        format!("-ERR I do not know {ANSWER}"),
        format!("-ERR auth=Bearer {TOKEN}\r\n"),
        format!("what is {ANSWER}"),
        format!("+OK {ANSWER}+OK {ANSWER}"),
    ];
    for quote in &quotes {
        let mut session = token_shown(EXCHANGE);
        let told = format!("{:?} {session:?}", steps(&mut session, quote));
        assert!(!told.contains(TOKEN) && !told.contains(&ANSWER[40..100]), "{told}");
    }
    // Back in a challenge.
    let mut session = token_shown(EXCHANGE);
    hear(&mut session, &format!("+ {ANSWER}"));
    let told = format!("{:?}", steps(&mut session, "-ERR no\r\n"));
    assert!(!told.contains(TOKEN) && told.contains("repeated the token"), "{told}");
    // In a list, long after.
    let mut session = asked(Session::uidl, "UIDL");
    let told = format!("{:?}", steps(&mut session, &format!("+OK\r\n1 {ANSWER}.\r\n")));
    assert!(!told.contains(&ANSWER[40..100]) && told.contains("Unreadable"), "{told}");
    // Said, and not taken.
    let mut session = before_the_token(EXCHANGE);
    session.authenticate(&bearer());
    assert!(!format!("{session:?} {:?}", bearer()).contains(TOKEN));
}
