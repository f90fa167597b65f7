//! The order of commands, and the limits of a conversation.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Rules, Session, Tls};

use crate::driver::{Driver, open_rules};

#[test]
fn a_mail_is_taken_in_one_conversation() {
    let mut driver = Driver::new(open_rules());
    let said = driver.hears(
        b"EHLO mfp\r\nMAIL FROM:<mfp@example.com> SIZE=12\r\nRCPT TO:<anna@example.com>\r\n\
          DATA\r\nA scan.\r\n.\r\nQUIT\r\n",
    );
    assert_eq!(
        said,
        "220 gate.example ESMTP scanpost\r\n\
         250-gate.example\r\n\
         250-SIZE 157286400\r\n\
         250-PIPELINING\r\n\
         250-8BITMIME\r\n\
         250-SMTPUTF8\r\n\
         250-ENHANCEDSTATUSCODES\r\n\
         250-DSN\r\n\
         250-STARTTLS\r\n\
         250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER\r\n\
         250 2.1.0 Sender accepted.\r\n\
         250 2.1.5 Recipient accepted.\r\n\
         354 Send the mail; end it with <CRLF>.<CRLF>\r\n\
         250 2.0.0 Kept as 7f3a.\r\n\
         221 2.0.0 gate.example closes the connection.\r\n"
    );
    assert_eq!(driver.steps(), ["Mail", "Recipient", "Data", "Body", "End", "Close"]);
    let (envelope, mail) = &driver.mails[0];
    assert_eq!(mail, b"A scan.\r\n");
    assert_eq!((envelope.helo.as_str(), envelope.esmtp, envelope.tls), ("mfp", true, false));
    assert_eq!((&envelope.user, envelope.bare_line_ends), (&None, false));
}

#[test]
fn a_client_that_says_helo_hears_no_list() {
    let mut driver = Driver::new(open_rules());
    driver.hears(b"");
    assert_eq!(driver.hears(b"HELO mfp\r\n"), "250 gate.example\r\n");
    driver.hears(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n.\r\n");
    assert!(!driver.mails[0].0.esmtp);
}

#[test]
fn commands_out_of_order_are_told_what_comes_first() {
    Driver::new(open_rules()).converse(&[
        ("MAIL FROM:<a@example.com>", "503 5.5.1 Say EHLO first"),
        ("AUTH PLAIN", "503 5.5.1 Say EHLO first"),
        ("RCPT TO:<a@example.com>", "503 5.5.1 Name the sender first"),
        ("DATA", "503 5.5.1 Name the sender first"),
        ("EHLO mfp", "250 "),
        ("RCPT TO:<a@example.com>", "503 5.5.1 Name the sender first"),
        ("MAIL FROM:<a@example.com>", "250 2.1.0"),
        ("MAIL FROM:<b@example.com>", "503 5.5.1 A mail is already begun"),
        ("DATA", "503 5.5.1 Name a recipient first"),
        ("AUTH PLAIN", "503 5.5.1 Sign in before MAIL FROM"),
        ("RCPT TO:<a@example.com>", "250 2.1.5"),
        ("RSET", "250 2.0.0"),
        ("DATA", "503 5.5.1 Name the sender first"),
    ]);
}

#[test]
fn the_small_commands_are_answered_in_every_state() {
    let mut driver = Driver::new(open_rules());
    let small = [
        ("NOOP", "250 2.0.0"),
        ("noop \"are you there", "250 2.0.0"),
        ("HELP", "214 2.0.0"),
        ("HELP MAIL", "214 2.0.0"),
        ("VRFY anna", "252 2.5.2"),
        ("EXPN list", "502 5.5.1"),
        ("ETRN example.com", "502 5.5.1"),
    ];
    driver.converse(&small);
    driver.converse(&[("EHLO mfp", "250 "), ("MAIL FROM:<a@example.com>", "250 ")]);
    driver.converse(&small);
    driver.converse(&[("RCPT TO:<a@example.com>", "250 "), ("quit", "221 2.0.0")]);
    assert_eq!(driver.steps(), ["Mail", "Recipient", "Close"]);
}

#[test]
fn a_recipient_is_refused_and_the_mail_goes_on_with_the_others() {
    let mut driver = Driver::greeted(open_rules());
    let said = driver.hears(
        b"MAIL FROM:<a@example.com>\r\nRCPT TO:<refused@example.com>\r\n\
          RCPT TO:<anna@example.com>\r\nRCPT TO:<no address>\r\nDATA\r\n",
    );
    let codes: Vec<_> = said.lines().map(|line| &line[..3]).collect();
    assert_eq!(codes, ["250", "550", "250", "501", "354"]);
    driver.hears(b".\r\n");
    assert_eq!(driver.mails[0].0.to.len(), 1);
    assert_eq!(driver.mails[0].0.to[0].address, "anna@example.com");
}

#[test]
fn a_mail_whose_recipients_are_all_refused_does_not_begin() {
    for recipient in ["refused@example.com", "no address"] {
        let mut driver = Driver::greeted(open_rules());
        driver.converse(&[
            ("MAIL FROM:<a@example.com>", "250"),
            (&format!("RCPT TO:<{recipient}>"), "5"),
            ("DATA", "554 5.5.1 No recipient was accepted"),
            ("RCPT TO:<anna@example.com>", "250"),
            ("DATA", "354"),
        ]);
    }
}

#[test]
fn a_refused_sender_leaves_no_mail_begun() {
    Driver::greeted(open_rules()).converse(&[
        ("MAIL FROM:<refused@example.com>", "550 5.1.1 Not here."),
        ("RCPT TO:<anna@example.com>", "503 5.5.1"),
        ("MAIL FROM:<a@example.com>", "250"),
    ]);
}

#[test]
fn many_recipients_behind_a_refused_sender_do_not_end_the_connection() {
    let mut driver = Driver::greeted(Rules { errors_limit: 1, ..open_rules() });
    let recipients = "RCPT TO:<anna@example.com>\r\n".repeat(50);
    let group = format!("MAIL FROM:<refused@example.com>\r\n{recipients}DATA\r\nNOOP\r\n");
    let said = driver.hears(group.as_bytes());
    assert_eq!(said.matches("503 5.5.1 Name the sender first").count(), 51, "{said}");
    assert!(said.ends_with("250 2.0.0 Still here.\r\n"), "{said}");
}

#[test]
fn many_bad_addresses_leave_the_mail_to_the_good_one() {
    let mut driver = Driver::greeted(Rules { errors_limit: 1, ..open_rules() });
    driver.hears(b"MAIL FROM:<a@example.com>\r\n");
    driver.hears(&b"RCPT TO:<anna>\r\nRCPT TO:<refused@example.com>\r\n".repeat(30));
    driver.converse(&[("RCPT TO:<anna@example.com>", "250"), ("DATA", "354"), (".", "250")]);
    assert_eq!(driver.mails[0].0.to.len(), 1);
}

#[test]
fn surplus_recipients_are_told_to_come_with_another_mail() {
    let mut driver =
        Driver::greeted(Rules { recipients_limit: 2, errors_limit: 1, ..open_rules() });
    driver.converse(&[
        ("MAIL FROM:<a@example.com>", "250"),
        ("RCPT TO:<b@example.com>", "250"),
        ("RCPT TO:<refused@example.com>", "550"),
        ("RCPT TO:<c@example.com>", "250"),
        ("RCPT TO:<d@example.com>", "452 4.5.3"),
        ("RCPT TO:<e@example.com>", "452 4.5.3"),
        ("DATA", "354"),
        (".", "250 2.0.0 Kept"),
    ]);
    assert_eq!(driver.mails[0].0.to.len(), 2);
}

#[test]
fn a_begun_mail_that_is_dropped_is_told_to_the_driver_once() {
    for command in ["RSET", "EHLO mfp", "HELO mfp", "STARTTLS"] {
        let mut driver = Driver::greeted(open_rules());
        let line = format!("{command}\r\n");
        driver.hears(b"MAIL FROM:<a@example.com>\r\n");
        driver.hears(line.as_bytes());
        assert_eq!(driver.steps()[..2], ["Mail", "Reset"], "{command}");
        driver.hears(b"EHLO mfp\r\nRSET\r\n");
        assert_eq!(driver.steps().iter().filter(|step| **step == "Reset").count(), 1, "{command}");
    }
}

#[test]
fn unknown_commands_hear_the_next_step_and_too_many_end_the_connection() {
    let mut driver = Driver::greeted(Rules { errors_limit: 3, ..open_rules() });
    driver.converse(&[
        ("MIAL FROM:<a@example.com>", "500 5.5.1 Unknown command; a mail goes: EHLO"),
        ("", "500 5.5.1"),
        ("NOOP", "250"),
        ("EHLO", "501 5.5.4 Write this command as EHLO name-of-the-device"),
        ("TURN", "421 4.7.0 Too many errors"),
    ]);
    assert_eq!(driver.steps(), ["Close"]);
    assert_eq!(driver.hears(b"NOOP\r\n"), "", "nothing is said behind the end");
}

#[test]
fn a_browser_and_a_tls_client_are_sent_away_at_once() {
    let strangers: [&[u8]; 3] = [
        b"POST / HTTP/1.1\r\nHost: gate\r\n\r\nEHLO x\r\nMAIL FROM:<a@example.com>\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ];
    for stranger in strangers {
        let mut driver = Driver::new(open_rules());
        let said = driver.hears(stranger);
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.lines().last().is_some_and(|line| line.starts_with("421 4.7.0")), "{said}");
        assert_eq!(driver.steps(), ["Close"]);
    }
}

#[test]
fn bdat_is_refused_and_its_octets_are_no_commands() {
    let mut driver = Driver::greeted(open_rules());
    let said = driver.hears(b"BDAT 18 LAST\r\nQUIT\r\nRSET\r\nDATA\r\nNOOP\r\n");
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.starts_with("502 5.5.1"), "{said}");
    assert!(said.ends_with("250 2.0.0 Still here.\r\n"), "{said}");
    assert!(driver.hears(b"BDAT 0 LAST\r\n").starts_with("502 5.5.1"));
    assert!(driver.hears(b"BDAT many\r\nNOOP\r\n").starts_with("502 5.5.1"));
    assert_eq!(driver.steps(), ["Close"], "without a size no command can be told from text");
    let mut driver = Driver::greeted(open_rules());
    // To count on behind the largest number would make this a chunk of 5 octets.
    assert!(driver.hears(b"BDAT 184467440737095516155\r\nNOOP\r\n").starts_with("502 5.5.1"));
    assert_eq!(driver.steps(), ["Close"]);
}

#[test]
fn the_server_can_close_at_any_time() {
    let beginnings: [&[u8]; 4] = [
        b"",
        b"EHLO mfp\r\nMAIL FROM:<a@example.com>\r\n",
        b"EHLO mfp\r\nAUTH PLAIN\r\n",
        b"EHLO mfp\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nhalf a mail\r\n",
    ];
    for beginning in beginnings {
        let mut driver = Driver::new(open_rules());
        driver.hears(beginning);
        driver.session.closing(Reply::new(421, (4, 3, 2), "Going down."));
        driver.session.closing(Reply::new(421, (4, 3, 2), "Going down."));
        let said = driver.hears(b".\r\nNOOP\r\n");
        assert_eq!(said, "421 4.3.2 Going down.\r\n");
        assert_eq!(driver.steps().last(), Some(&"Close"));
        assert!(driver.mails.is_empty());
    }
}

#[test]
fn without_tls_no_starttls_is_offered() {
    let mut driver = Driver::new(Rules { tls: Tls::Unavailable, ..open_rules() });
    assert!(!driver.hears(b"EHLO mfp\r\n").contains("STARTTLS"));
    driver.converse(&[("STARTTLS", "502 5.5.1"), ("STARTTLS now", "501 5.5.4")]);
}

#[test]
fn a_client_that_asks_much_and_reads_nothing_fills_no_memory() {
    let mut session = Session::new(open_rules());
    let asked = b"EHLO a\r\n".repeat(8192);
    let (mut rest, mut answers) = (&asked[..], 0);
    while !rest.is_empty() {
        let taken = session.receive(rest);
        assert!(taken > 0, "each call takes a command");
        rest = &rest[taken..];
        let output = session.take_output();
        assert!(output.len() < 17 * 1024, "{} octets wait to be written", output.len());
        answers += output.windows(9).filter(|octets| *octets == b"250 AUTH ").count();
    }
    assert_eq!(answers, 8192);
}
