//! AUTH and STARTTLS.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Mechanism, Rules, Session, Step, Tls};

use crate::driver::{Driver, Event, every_mechanism, open_rules};

const ACCEPTED: &str = "235 2.7.0";
const WRONG: &str = "535 5.7.8";

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

fn bearer(token: &str) -> String {
    base64(&format!("user=scan@example.com\x01auth=Bearer {token}\x01\x01"))
}

#[test]
fn plain_comes_with_the_command_or_behind_a_prompt() {
    let right = base64("\0anna\0right");
    let wrong = base64("\0anna\0wrong");
    let with_both_names = base64("anna\0anna\0right");
    Driver::greeted(open_rules()).converse(&[
        (&format!("AUTH PLAIN {wrong}"), WRONG),
        ("AUTH PLAIN", "334 "),
        (&right, ACCEPTED),
    ]);
    Driver::greeted(open_rules()).converse(&[(&format!("auth plain {right}"), ACCEPTED)]);
    Driver::greeted(open_rules())
        .converse(&[(&format!("AUTH  PLAIN  {with_both_names} "), ACCEPTED)]);
}

#[test]
fn the_prompt_without_words_ends_with_a_blank() {
    let mut driver = Driver::greeted(open_rules());
    assert_eq!(driver.hears(b"AUTH PLAIN\r\n"), "334 \r\n");
    driver.hears(b"*\r\n");
    assert_eq!(driver.hears(b"AUTH XOAUTH2\r\n"), "334 \r\n");
}

#[test]
fn login_asks_for_the_name_and_the_password() {
    let mut driver = Driver::greeted(open_rules());
    assert_eq!(driver.hears(b"AUTH LOGIN\r\n"), "334 VXNlcm5hbWU6\r\n");
    assert_eq!(driver.hears(b"YW5uYQ==\r\n"), "334 UGFzc3dvcmQ6\r\n");
    driver.converse(&[(&base64("right"), ACCEPTED)]);
}

#[test]
fn login_takes_the_name_with_the_command() {
    let mut driver = Driver::greeted(open_rules());
    assert_eq!(driver.hears(b"AUTH LOGIN YW5uYQ==\r\n"), "334 UGFzc3dvcmQ6\r\n");
    driver.converse(&[(&base64("right"), ACCEPTED)]);
}

#[test]
fn a_token_comes_in_one_step_or_in_two() {
    let right = bearer("right");
    Driver::greeted(open_rules()).converse(&[("AUTH XOAUTH2", "334 "), (&right, ACCEPTED)]);
    let mut driver = Driver::greeted(open_rules());
    driver.converse(&[(&format!("AUTH XOAUTH2 {right}"), ACCEPTED)]);
    let Event::Other(step) = &driver.events[0] else { panic!("a step that is no body") };
    assert!(step.contains("Xoauth2") && step.contains("scan@example.com"), "{step}");
    assert!(!step.contains("right"), "the token stays hidden: {step}");

    let right =
        base64("n,a=scan@example.com,\x01host=gate\x01port=587\x01auth=Bearer right\x01\x01");
    Driver::greeted(open_rules()).converse(&[("AUTH OAUTHBEARER", "334 "), (&right, ACCEPTED)]);
}

#[test]
fn a_refused_token_is_explained_before_the_refusal() {
    let json = r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#;
    for (mechanism, shown, answer) in [
        ("XOAUTH2", bearer("stale"), ""),
        ("OAUTHBEARER", base64("n,,\x01auth=Bearer stale\x01\x01"), "AQ=="),
    ] {
        let mut driver = Driver::greeted(open_rules());
        driver.challenge = Some(json);
        let said = driver.hears(format!("AUTH {mechanism}\r\n{shown}\r\n").as_bytes());
        assert_eq!(said, format!("334 \r\n334 {}\r\n", base64(json)));
        driver.converse(&[(answer, WRONG), ("NOOP", "250")]);
    }
}

#[test]
fn a_sign_in_that_cannot_be_read_or_is_cancelled_is_told_so() {
    let mut driver = Driver::greeted(Rules { errors_limit: 100, ..open_rules() });
    driver.converse(&[
        ("AUTH PLAIN", "334"),
        ("*", "501 5.7.0"),
        ("AUTH PLAIN %%%", "501 5.5.2"),
        ("AUTH PLAIN =", "501 5.5.2"),
        ("AUTH PLAIN YW5uYQ==", "501 5.5.2"),
        ("AUTH LOGIN", "334"),
        ("YW5uYQ==", "334"),
        ("*", "501 5.7.0"),
        ("AUTH XOAUTH2 YW5uYQ==", "501 5.5.2"),
        ("AUTH", "501 5.5.4"),
        ("AUTH CRAM-MD5", "504 5.5.4"),
    ]);
    assert_eq!(driver.steps(), [] as [&str; 0]);
    driver.converse(&[("AUTH PLAIN", "334")]);
    assert!(driver.hears(b"\xff\xfe\r\n").starts_with("501 5.5.2"));
}

#[test]
fn failed_sign_ins_end_the_connection_when_there_are_too_many() {
    let wrong = format!("AUTH PLAIN {}", base64("\0anna\0guess"));
    let mut driver = Driver::greeted(Rules { errors_limit: 2, ..open_rules() });
    driver.converse(&[(&wrong, WRONG), (&wrong, WRONG), (&wrong, "421 4.7.0")]);
    assert_eq!(driver.steps().last(), Some(&"Close"));
}

#[test]
fn a_token_of_twelve_thousand_octets_fits_and_one_more_does_not() {
    // What stands around the token in base64 is 4/3 of it; the line end counts too.
    let words = |token: usize| bearer(&"x".repeat(token));
    let longest = words((12_288 - 2) / 4 * 3 - "user=scan@example.com.auth=Bearer ..".len());
    assert_eq!(longest.len(), 12_284);
    Driver::greeted(open_rules()).converse(&[("AUTH XOAUTH2", "334"), (&longest, WRONG)]);
    Driver::greeted(open_rules()).converse(&[
        ("AUTH XOAUTH2", "334"),
        (&format!("{longest}===="), "500 5.5.6"),
        ("NOOP", "250"),
    ]);

    let one_step = format!("AUTH XOAUTH2 {}", &words(9000));
    assert!(one_step.len() > 12_000);
    Driver::greeted(open_rules()).converse(&[(&one_step, WRONG)]);
    let too_long = format!("AUTH XOAUTH2 {}", &words(9300));
    Driver::greeted(open_rules()).converse(&[(&too_long, "500 5.5.2"), ("NOOP", "250")]);
}

#[test]
fn who_must_sign_in_hears_how() {
    let required = Rules { auth_required: true, ..open_rules() };
    let right = format!("AUTH PLAIN {}", base64("\0anna\0right"));
    let mut driver = Driver::greeted(required.clone());
    driver.converse(&[
        ("MAIL FROM:<a@example.com>", "530 5.7.0 Sign in first"),
        (&right, ACCEPTED),
        (&right, "503 5.5.1 You are already signed in"),
        ("MAIL FROM:<a@example.com>", "250"),
        ("RCPT TO:<a@example.com>", "250"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    assert_eq!(driver.mails[0].0.user.as_deref(), Some("anna"));

    let under_tls = Rules { mechanisms_before_tls: Vec::new(), ..required };
    let mut driver = Driver::greeted(under_tls);
    driver.converse(&[
        ("MAIL FROM:<a@example.com>", "530 5.7.0 Switch on TLS"),
        (&right, "538 5.7.11 Passwords need TLS"),
        ("STARTTLS", "220 2.0.0"),
        ("EHLO mfp", "250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER"),
        (&right, ACCEPTED),
    ]);
}

#[test]
fn a_sign_in_that_cannot_be_checked_now_may_be_tried_again_and_is_no_mistake() {
    let mut session = Session::new(Rules { errors_limit: 0, ..open_rules() });
    let auth = format!("AUTH PLAIN {}\r\n", base64("\0anna\0right"));
    session.receive(b"EHLO mfp\r\n");
    for _ in 0..3 {
        session.take_output();
        session.receive(auth.as_bytes());
        assert!(matches!(session.next_step(), Some(Step::Authenticate(_))));
        session.authentication_deferred(Reply::new(454, (4, 7, 0), "Later."));
        assert_eq!(session.take_output(), b"454 4.7.0 Later.\r\n");
    }
    session.receive(auth.as_bytes());
    assert!(matches!(session.next_step(), Some(Step::Authenticate(_))));
    session.authenticated("anna");
    assert!(session.take_output().starts_with(ACCEPTED.as_bytes()));
}

#[test]
fn where_no_sign_in_is_offered_auth_is_told_to_be_switched_off() {
    let rules = Rules { tls: Tls::Unavailable, mechanisms_before_tls: Vec::new(), ..open_rules() };
    let mut driver = Driver::new(rules);
    assert!(!driver.hears(b"EHLO mfp\r\n").contains("AUTH"));
    driver.converse(&[("AUTH PLAIN", "502 5.5.1 No sign-in is needed here")]);
}

#[test]
fn tls_forgets_what_was_said_before_it() {
    let mut driver = Driver::greeted(open_rules());
    let right = format!("AUTH PLAIN {}", base64("\0anna\0right"));
    driver.converse(&[
        (&right, ACCEPTED),
        ("MAIL FROM:<a@example.com>", "250"),
        ("STARTTLS", "220 2.0.0 Begin TLS now."),
        ("MAIL FROM:<a@example.com>", "503 5.5.1 Say EHLO first"),
        ("STARTTLS", "503 5.5.1 TLS is already on"),
    ]);
    let said = driver.hears(b"EHLO mfp\r\n");
    assert!(!said.contains("STARTTLS"), "{said}");
    driver.converse(&[
        ("MAIL FROM:<a@example.com>", "250"),
        ("RCPT TO:<a@example.com>", "250"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    let (envelope, _) = &driver.mails[0];
    assert_eq!((envelope.tls, &envelope.user), (true, &None));
}

#[test]
fn commands_injected_behind_starttls_are_dropped() {
    let mut session = Session::new(open_rules());
    let read: &[u8] =
        b"EHLO mfp\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@example.com>\r\nRCPT T";
    assert_eq!(session.receive(read), read.len(), "all of the read is taken");
    assert!(matches!(session.next_step(), Some(Step::StartTls)));
    assert!(session.next_step().is_none());
    // Whatever else comes in the clear before the hand-shake is done goes the same way.
    assert_eq!(session.receive(b"O:<evil@example.com>\r\n"), 22);
    let output = session.take_output();
    assert!(output.ends_with(b"220 2.0.0 Begin TLS now.\r\n"));

    session.tls_established();
    let under_tls = b"NOOP\r\nMAIL FROM:<a@example.com>\r\n";
    assert_eq!(session.receive(under_tls), under_tls.len());
    let output = String::from_utf8(session.take_output()).unwrap();
    assert_eq!(output, "250 2.0.0 Still here.\r\n503 5.5.1 Say EHLO first.\r\n");
    assert!(session.next_step().is_none());
}

#[test]
fn different_ways_are_offered_before_and_under_tls() {
    let rules = Rules {
        mechanisms_before_tls: vec![Mechanism::Login],
        mechanisms_after_tls: every_mechanism(),
        ..open_rules()
    };
    let mut driver = Driver::new(rules);
    driver.converse(&[
        ("EHLO mfp", "250 AUTH LOGIN"),
        ("AUTH PLAIN", "538 5.7.11"),
        ("STARTTLS", "220"),
        ("EHLO mfp", "250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER"),
        ("AUTH PLAIN", "334"),
    ]);
}

#[test]
fn no_password_shows_in_the_sessions_debug() {
    let mut session = Session::new(open_rules());
    session.receive(b"EHLO mfp\r\nAUTH PLAIN\r\nAGFubmEAc2VjcmV0");
    let shown = format!("{session:?}");
    assert!(!shown.contains("AGFubmEAc2VjcmV0"), "{shown}");
}
