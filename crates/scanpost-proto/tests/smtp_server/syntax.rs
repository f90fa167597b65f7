//! How a command is written: strictly, as devices do, and wrong.

use scanpost_proto::smtp::server::{BodyType, Capability, Notify, Ret, Rules};

use crate::driver::{Driver, open_rules};

#[test]
fn what_devices_write_a_little_wrong_is_understood() {
    let senders = [
        "MAIL FROM:<mfp@example.com>",
        "mail from:<mfp@example.com>",
        "MAIL FROM: <mfp@example.com>",
        "MAIL FROM :<mfp@example.com>",
        "MAIL  FROM:<mfp@example.com>",
        "MAIL\tFROM:\t<mfp@example.com>\t",
        "MAIL FROM:<mfp@example.com>   ",
        "MAIL FROM:< mfp@example.com >",
        "MAIL FROM:mfp@example.com",
        "MAIL FROM: mfp@example.com SIZE=100",
        "MAIL FROM:<mfp@example.com>SIZE=100",
        "MAIL FROM:<@old.example:mfp@example.com>",
        "MAIL FROM:mfp@example.com <mfp@example.com>",
        "MAIL FROM: \"Scanner, 2nd floor\" <mfp@example.com> SIZE=100",
        "MAIL FROM:Scanner <mfp@example.com>",
        "  MAIL FROM:<mfp@example.com>",
    ];
    for line in senders {
        let mut driver = Driver::greeted(open_rules());
        driver.converse(&[
            (line, "250 2.1.0"),
            ("rcpt to: anna@example.com ", "250 2.1.5"),
            ("RCPT TO:anna@example.com <anna@example.com>", "250 2.1.5"),
            ("data ", "354 "),
            (".", "250 2.0.0"),
        ]);
        let (envelope, _) = &driver.mails[0];
        assert_eq!(envelope.from.address, "mfp@example.com", "{line}");
        for to in &envelope.to {
            assert_eq!(to.address, "anna@example.com", "{line}");
        }
    }
}

#[test]
fn a_bare_lf_ends_a_command_but_no_mail_begins_behind_one() {
    let mut driver = Driver::new(open_rules());
    let said =
        driver.hears(b"EHLO mfp\nMAIL FROM:<a@example.com>\nRCPT TO:<a@example.com>\nNOOP\n");
    assert!(said.ends_with("250 2.1.5 Recipient accepted.\r\n250 2.0.0 Still here.\r\n"), "{said}");
    let said = driver.hears(b"DATA\n.\r\n");
    assert!(said.starts_with("500 5.5.2 End lines with CR LF"), "{said}");
    assert!(driver.mails.is_empty());
}

#[test]
fn addresses_that_are_none_are_refused_by_name() {
    let mut driver = Driver::greeted(Rules { errors_limit: 100, ..open_rules() });
    driver.converse(&[
        ("MAIL FROM:", "501 5.1.7"),
        ("MAIL FROM:<scanner>", "501 5.1.7"),
        ("MAIL FROM:<a@b@c>", "501 5.1.7"),
        ("MAIL FROM:<a@example.com", "501 5.1.7"),
        ("MAIL FROM:Scanner a@example.com", "501 5.1.7"),
        ("MAIL FROM:b@example.com <a@example.com>", "501 5.5.4 Write this command as MAIL FROM:"),
        ("MAIL FROM:<b\u{fc}ro@example.com>", "553 5.6.7"),
        ("MAIL <a@example.com>", "501 5.5.4 Write this command as MAIL FROM:"),
        ("MAIL TO:<a@example.com>", "501 5.5.4"),
        ("MAIL", "501 5.5.4"),
        ("MAIL FROM:<>", "250 2.1.0"),
        ("RCPT TO:<>", "501 5.1.3"),
        ("RCPT TO:<anna>", "501 5.1.3"),
        ("RCPT TO:<a@example.com>,<b@example.com>", "501 5.5.4"),
        ("RCPT TO:b@example.com <a@example.com>", "501 5.5.4 Write this command as RCPT TO:"),
        ("RCPT TO:<b\u{fc}ro@example.com>", "553 5.6.7"),
        ("RCPT FROM:<a@example.com>", "501 5.5.4 Write this command as RCPT TO:"),
        ("RCPT TO:<Postmaster>", "250 2.1.5"),
        (r#"RCPT TO:<"front office"@example.com>"#, "250 2.1.5"),
        ("RCPT TO:<a@[192.0.2.7]>", "250 2.1.5"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    let to: Vec<_> = driver.mails[0].0.to.iter().map(|to| to.address.as_str()).collect();
    assert_eq!(to, ["Postmaster", r#""front office"@example.com"#, "a@[192.0.2.7]"]);
    // An address in octets that are no text at all, as a device with an old character set sends.
    assert!(driver.hears(b"MAIL FROM:<b\xfcro@example.com>\r\n").starts_with("501 5.1.7"));
}

#[test]
fn letters_beyond_ascii_need_smtputf8() {
    let mut driver = Driver::greeted(open_rules());
    driver.converse(&[
        ("MAIL FROM:<büro@example.com> SMTPUTF8 BODY=8BITMIME", "250 2.1.0"),
        ("RCPT TO:<anna@übung.example>", "250 2.1.5"),
    ]);
    let mut rules = open_rules();
    rules.wording.capabilities.retain(|line| *line != Capability::line("SMTPUTF8"));
    Driver::greeted(rules)
        .converse(&[("MAIL FROM:<büro@example.com> SMTPUTF8", "555 5.5.4 The parameter SMTPUTF8")]);
}

#[test]
fn parameters_are_read_and_unknown_ones_refused() {
    let mut driver = Driver::greeted(Rules { errors_limit: 100, ..open_rules() });
    driver.converse(&[
        ("MAIL FROM:<a@example.com> COLOUR=BLUE", "555 5.5.4 The parameter COLOUR is not offered"),
        ("MAIL FROM:<a@example.com> BODY=BINARYMIME", "555 5.5.4"),
        ("MAIL FROM:<a@example.com> REQUIRETLS", "555 5.5.4 The parameter REQUIRETLS"),
        ("MAIL FROM:<a@example.com> HOLDFOR=60", "555 5.5.4 The parameter HOLDFOR"),
        ("MAIL FROM:<a@example.com> BY=60;R", "555 5.5.4 The parameter BY"),
        ("MAIL FROM:<a@example.com> SIZE=big", "501 5.5.4 The parameter SIZE"),
        ("MAIL FROM:<a@example.com> BODY=9BIT", "501 5.5.4 The parameter BODY"),
        ("MAIL FROM:<a@example.com> RET=ALL", "501 5.5.4 The parameter RET"),
        ("MAIL FROM:<a@example.com> ENVID=a+0D+0Ab", "501 5.5.4 The parameter ENVID"),
        ("MAIL FROM:<a@example.com> >", "501 5.5.4"),
        (
            "MAIL FROM:<a@example.com> size=5 BODY=8BITMIME RET=HDRS ENVID=Q+2B7 AUTH=<>",
            "250 2.1.0",
        ),
        ("RCPT TO:<b@example.com> NOTIFY=NEVER,SUCCESS", "501 5.5.4 The parameter NOTIFY"),
        ("RCPT TO:<b@example.com> ORCPT=x400;b", "501 5.5.4 The parameter ORCPT"),
        ("RCPT TO:<b@example.com> RRVS=2026-04-03T23:01:00Z", "555 5.5.4 The parameter RRVS"),
        ("RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bc@d.example", "250 2.1.5"),
        ("RCPT TO:<c@example.com> NOTIFY=NEVER", "250 2.1.5"),
        ("DATA", "354"),
        (".", "250"),
    ]);
    let (envelope, _) = &driver.mails[0];
    assert_eq!(envelope.from.size, Some(5));
    assert_eq!(envelope.from.body, BodyType::EightBitMime);
    assert_eq!(envelope.from.ret, Some(Ret::Headers));
    assert_eq!(envelope.from.envid.as_deref(), Some("Q+7"));
    assert_eq!(envelope.from.auth.as_deref(), Some("<>"));
    let notify = Notify::On { success: true, failure: false, delay: true };
    assert_eq!(envelope.to[0].notify, Some(notify));
    assert_eq!(envelope.to[0].orcpt.as_deref(), Some("b+c@d.example"));
    assert_eq!(envelope.to[1].notify, Some(Notify::Never));
}

#[test]
fn a_size_has_twenty_digits_at_most_and_is_never_less_than_it_says() {
    let mut driver = Driver::greeted(Rules { errors_limit: 100, ..open_rules() });
    let mail = |size: &str| format!("MAIL FROM:<a@example.com> SIZE={size}");
    let table = [
        ("157286401", "552 5.3.4"),
        ("4294967297", "552 5.3.4"),            // 2^32 + 1
        ("18446744073709551615", "552 5.3.4"),  // 2^64 - 1
        ("18446744073709551617", "552 5.3.4"),  // 2^64 + 1
        ("99999999999999999999", "552 5.3.4"),  // twenty digits
        ("000000000000000000001", "501 5.5.4"), // twenty-one digits
        ("184467440737095516161", "501 5.5.4"),
        ("1844674407370955161600005", "501 5.5.4"),
        ("", "501 5.5.4"),
        ("+5", "501 5.5.4"),
        ("-5", "501 5.5.4"),
        ("5k", "501 5.5.4"),
        ("00000000000000000005 BODY=8BITMIME", "250 2.1.0"),
    ];
    for (size, reply) in table {
        driver.converse(&[(&mail(size), reply)]);
    }
    driver.converse(&[("RCPT TO:<b@example.com>", "250"), ("DATA", "354"), (".", "250")]);
    let from = &driver.mails[0].0.from;
    assert_eq!((from.size, from.body), (Some(5), BodyType::EightBitMime));
}

#[test]
fn a_line_over_the_limit_is_refused_once_and_the_next_is_heard() {
    let rules = Rules { command_line_limit: 600, ..open_rules() };
    for long in [601, 5000, 100_000] {
        let mut driver = Driver::greeted(rules.clone());
        let line = format!("NOOP {}\r\nNOOP\r\n", "x".repeat(long - 7));
        let said = driver.hears(line.as_bytes());
        assert_eq!(said.lines().count(), 2, "{said}");
        assert!(said.starts_with("500 5.5.2 The line is too long"), "{said}");
        assert!(said.ends_with("250 2.0.0 Still here.\r\n"), "{said}");
    }
    let line = format!("NOOP {}\r\n", "x".repeat(600 - 7));
    assert!(Driver::greeted(rules).hears(line.as_bytes()).starts_with("250"));
}

#[test]
fn lines_that_are_no_text_are_refused() {
    let lines: [&[u8]; 4] =
        [b"NOOP\0\r\n", b"NO\rOP\r\n", b"NOOP\r\r\n", b"RCPT TO:<a@b\r@c.example>\r\n"];
    for line in lines {
        let said = Driver::greeted(open_rules()).hears(line);
        assert!(said.starts_with("500 5.5.2"), "{}: {said}", line.escape_ascii());
    }
}
