//! Showing the token, and keeping it.

use scanpost_proto::sasl::Mechanism;
use scanpost_proto::smtp::client::{Security, Session, Step};

use crate::conversation::{
    ANSWER, EHLO_UNDER_TLS, GMAIL, GREETING, TOKEN, bearer, before_the_token, broken, envelope,
    hear, said, steps,
};

#[test]
fn exchange_refuses_a_token_at_once_and_a_fresh_one_may_be_tried() {
    let mut session = before_the_token(EHLO_UNDER_TLS);
    session.authenticate(&bearer());
    said(&mut session);
    assert_eq!(hear(&mut session, "334 \r\n").1, ANSWER);
    let refusal = "535 5.7.3 Authentication unsuccessful [HOST.prod.outlook.com 2025-03-20T11:25:21.972Z 08DD66EDEFB0DFDF]\r\n";
    let (steps, line) = hear(&mut session, refusal);
    match &steps[..] {
        [Step::AuthRefused { reply, challenge: None }] => {
            assert_eq!(reply.to_string(), refusal.trim_end());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(line, "");
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");
    hear(&mut session, "334 \r\n");
    assert_eq!(hear(&mut session, "235 ok\r\n").0, [Step::Ready]);
}

#[test]
fn gmails_challenge_is_answered_with_an_empty_line_and_kept() {
    let mut session = before_the_token(GMAIL);
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH XOAUTH2\r\n");
    assert_eq!(hear(&mut session, "334 \r\n").1, ANSWER);
    let challenge = "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\r\n";
    assert_eq!(hear(&mut session, challenge), (vec![], "\r\n".into()));
    let refusal = "535-5.7.8 Username and Password not accepted. For more information, go to\r\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials x - gsmtp\r\n";
    match &hear(&mut session, refusal).0[..] {
        [Step::AuthRefused { reply, challenge: Some(json) }] => {
            assert_eq!((reply.code, reply.lines.len()), (535, 2));
            let expected =
                r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
            assert_eq!(json, expected);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn oauthbearer_serves_where_xoauth2_is_not_offered() {
    let mut session = before_the_token("250-x\r\n250 AUTH PLAIN oauthbearer\r\n");
    session.authenticate(&bearer());
    assert_eq!(said(&mut session), "AUTH OAUTHBEARER\r\n");
    let (_, answer) = hear(&mut session, "334 \r\n");
    let (user, _) = scanpost_proto::sasl::read_oauthbearer(answer.trim_end()).unwrap();
    assert_eq!(user, "test@contoso.onmicrosoft.com");
    let challenge = "334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\r\n";
    assert_eq!(hear(&mut session, challenge).1, "AQ==\r\n");
    match &hear(&mut session, "535 no\r\n").0[..] {
        [Step::AuthRefused { challenge: Some(json), .. }] => {
            assert_eq!(json, r#"{"status":"invalid_token"}"#);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_of_mechanisms_without_end_is_cut_short() {
    let words: Vec<String> = (0..45_000).map(|n| format!("M{n}")).collect();
    let lines: Vec<String> = words.chunks(500).map(|line| line.join(" ")).collect();
    let endless = lines.join("\r\n250-AUTH ");
    let ehlo = format!("250-mail\r\n250-AUTH XOAUTH2\r\n250-AUTH {endless}\r\n250 SIZE\r\n");
    let session = before_the_token(&ehlo);
    assert_eq!(session.mechanism(), Some(Mechanism::Xoauth2));
    assert_eq!(session.capabilities().mechanisms.len(), 50);
}

#[test]
fn a_token_is_not_shown_where_it_is_not_asked_for_or_could_be_overheard() {
    let mut session = before_the_token("250-x\r\n250 AUTH LOGIN PLAIN\r\n");
    session.authenticate(&bearer());
    assert_eq!(steps(&mut session), [Step::NotOffered { what: "AUTH XOAUTH2" }]);
    session.quit();
    assert_eq!(said(&mut session), "QUIT\r\n");

    let mut session = Session::new("mfp", Security::None);
    hear(&mut session, GREETING);
    hear(&mut session, EHLO_UNDER_TLS);
    session.authenticate(&bearer());
    assert_eq!(steps(&mut session), [Step::NotOffered { what: "TLS" }]);
    assert_eq!(said(&mut session), "");

    let mut session = Session::new("mfp", Security::StartTls);
    hear(&mut session, GREETING);
    let (steps, line) = hear(&mut session, EHLO_UNDER_TLS);
    assert_eq!((steps, line), (vec![Step::NotOffered { what: "STARTTLS" }], String::new()));
    session.skip_authentication();
    session.send(&envelope(&["a@x"]));
    assert_eq!(said(&mut session), "", "a stripped STARTTLS ends it");
}

#[test]
fn the_token_is_seen_nowhere_but_on_the_wire() {
    let mut session = before_the_token(EHLO_UNDER_TLS);
    session.authenticate(&bearer());
    assert!(!format!("{session:?}{:?}", bearer()).contains(TOKEN));
    said(&mut session);
    session.receive(b"334 \r\n");
    assert!(!format!("{session:?}").contains("dXNl"));
    let answer = said(&mut session);
    for server in [
        format!("500-5.5.1 Unrecognized command\r\n500 5.5.1 {answer}"),
        format!("421 4.7.0 {answer}"),
        format!("500 auth=Bearer {TOKEN}\r\n"),
        answer.clone(),
        format!("334 {answer}535 no\r\n"),
        format!("250 {answer}"),
        format!("235 in\r\n250 {answer}"),
        format!("235 in\r\n{answer}"),
        format!("535 no\r\n421 {answer}"),
    ] {
        let mut session = before_the_token(EHLO_UNDER_TLS);
        session.authenticate(&bearer());
        said(&mut session);
        hear(&mut session, "334 \r\n");
        let lines = server.split_inclusive("\r\n");
        let steps: Vec<Step> = lines.flat_map(|line| hear(&mut session, line).0).collect();
        let shown = format!("{steps:?}");
        assert!(shown.contains("Refused") || shown.contains("Broken") || shown.contains("Ready"));
        assert!(!shown.contains(TOKEN) && !shown.contains("dXNlcj10ZXN0"), "{shown}");
    }
}

#[test]
fn auth_that_goes_astray_is_broken() {
    for (before, server) in [("", "235 ok\r\n"), ("334 \r\n", "354 go\r\n"), ("", "354 go\r\n")] {
        let mut session = before_the_token(EHLO_UNDER_TLS);
        session.authenticate(&bearer());
        said(&mut session);
        hear(&mut session, before);
        assert!(broken(&hear(&mut session, server).0).is_some(), "{server}");
    }
    let mut session = before_the_token(EHLO_UNDER_TLS);
    session.authenticate(&bearer());
    said(&mut session);
    let rounds = (0..10).take_while(|_| hear(&mut session, "334 e30=\r\n").0.is_empty()).count();
    assert_eq!(rounds, 5, "the token and four empty lines");
}

#[test]
fn what_was_offered_in_the_clear_is_forgotten_after_the_handshake() {
    let mut session = Session::new("mfp", Security::StartTls);
    hear(&mut session, GREETING);
    hear(&mut session, "250-x\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH XOAUTH2\r\n");
    hear(&mut session, "220 go\r\n");
    assert!(session.capabilities().mechanisms.is_empty());
    session.tls_established();
    said(&mut session);
    assert_eq!(hear(&mut session, "250 x\r\n").0, [Step::Authenticate]);
    assert!(session.capabilities().mechanisms.is_empty() && !session.capabilities().pipelining);
    session.authenticate(&bearer());
    assert_eq!(steps(&mut session), [Step::NotOffered { what: "AUTH XOAUTH2" }]);
}
