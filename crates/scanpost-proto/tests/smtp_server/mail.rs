//! The text of a mail: its end, its size, and what happens when it can't be kept.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Rules, Session, Step};

use crate::driver::{Driver, Event, Kept, open_rules};

fn disk_full() -> Reply {
    Reply::new(452, (4, 3, 1), "The disk is full.")
}

#[test]
fn an_empty_mail_is_a_mail() {
    let mut driver = Driver::in_data(open_rules());
    assert_eq!(driver.hears(b".\r\n"), "250 2.0.0 Kept as 7f3a.\r\n");
    assert_eq!(driver.mails[0].1, b"");
}

#[test]
fn a_dot_on_the_first_line_is_unstuffed() {
    let mut driver = Driver::in_data(open_rules());
    driver.hears(b"..a\r\n.b\r\n....\r\n.\r\n");
    assert_eq!(driver.mails[0].1, b".a\r\nb\r\n...\r\n");
}

/// The published ways to make one mail look like two ("SMTP smuggling", December 2023).
#[test]
fn no_second_mail_is_smuggled_in_by_an_end_that_is_none() {
    let ends: [&[u8]; 14] = [
        b"\n.\n",
        b"\n.\r\n",
        b"\n.\r",
        b"\r\n.\n",
        b"\r\n.\r",
        b"\r.\r",
        b"\r.\r\n",
        b"\r.\n",
        b"\r\n\0.\r\n",
        b"\r\n.\0\r\n",
        b"\r\n.\r\r\n",
        b"\r\r\n.\r\r\n",
        b"\n\n.\n\n",
        b"\n\r.\n\r",
    ];
    let second = b"MAIL FROM:<evil@example.com>\r\nRCPT TO:<boss@example.com>\r\nDATA\r\nPay!";
    for end in ends {
        let wire = [b"first\r\nmail", end, &second[..], b"\r\n.\r\n"].concat();
        for size in [wire.len(), 1, 3] {
            let mut driver = Driver::in_data(open_rules());
            let said: String = wire.chunks(size).map(|read| driver.hears(read)).collect();
            assert_eq!(said, "250 2.0.0 Kept as 7f3a.\r\n", "{}", end.escape_ascii());
            assert_eq!(driver.mails.len(), 1, "{}", end.escape_ascii());
            let (envelope, mail) = &driver.mails[0];
            assert_eq!(envelope.to[0].address, "a@example.com");
            assert!(mail.ends_with(b"Pay!\r\n"), "the second mail is text of the first");
            let only_nul = end.contains(&0);
            assert_eq!(envelope.bare_line_ends, !only_nul, "{}", end.escape_ascii());
        }
    }
}

#[test]
fn a_client_that_leaves_in_the_middle_of_data_leaves_no_mail() {
    let mut driver = Driver::in_data(open_rules());
    assert_eq!(driver.hears(b"half of\r\na scan\r\n."), "");
    assert_eq!(driver.steps(), ["Mail", "Recipient", "Data", "Body"]);
    assert!(driver.mails.is_empty());
}

#[test]
fn several_mails_go_over_one_connection() {
    let mut driver = Driver::greeted(open_rules());
    let one = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n1\r\n.\r\n";
    let said = driver.hears(&one.repeat(3));
    assert_eq!(said.matches("250 2.0.0 Kept as").count(), 3);
    assert_eq!(driver.mails.len(), 3);
}

#[test]
fn a_size_announced_over_the_limit_is_refused_at_once() {
    let mut driver = Driver::greeted(Rules { size_limit: 100, ..open_rules() });
    driver.converse(&[
        ("MAIL FROM:<a@example.com> SIZE=101", "552 5.3.4"),
        ("MAIL FROM:<a@example.com> SIZE=100", "250 2.1.0"),
    ]);
}

#[test]
fn a_mail_that_grows_over_the_limit_is_swallowed_and_refused_at_its_dot() {
    for size in [7, 50, 1000] {
        let mut driver = Driver::in_data(Rules { size_limit: 100, ..open_rules() });
        let text = b"0123456789\r\n..\r\n".repeat(30);
        let said: String = text.chunks(size).map(|read| driver.hears(read)).collect();
        assert_eq!(said, "");
        let said = driver.hears(b".\r\nNOOP\r\n");
        assert!(said.starts_with("552 5.3.4 The mail is larger"), "{said}");
        assert!(said.ends_with("250 2.0.0 Still here.\r\n"), "{said}");
        let steps = driver.steps();
        assert_eq!(steps.iter().filter(|step| **step == "TooLarge").count(), 1);
        assert!(!steps.contains(&"End"));
        let kept: usize = driver
            .events
            .iter()
            .map(|event| if let Event::Body(octets) = event { octets.len() } else { 0 })
            .sum();
        assert!(kept <= 100, "nothing over the limit is handed on");
    }
}

#[test]
fn a_mail_of_exactly_the_limit_is_kept() {
    let mut driver = Driver::in_data(Rules { size_limit: 12, ..open_rules() });
    let said = driver.hears(b"..123456789\r\n.\r\n");
    assert_eq!(said, "250 2.0.0 Kept as 7f3a.\r\n", "the stuffing does not count");
    assert_eq!(driver.mails[0].1.len(), 12);
}

#[test]
fn a_mail_that_cannot_be_kept_at_its_end_is_refused() {
    let mut driver = Driver::in_data(open_rules());
    driver.not_kept_at_end = Some(disk_full());
    assert_eq!(driver.hears(b"text\r\n.\r\n"), "452 4.3.1 The disk is full.\r\n");
    driver.not_kept_at_end = None;
    driver.hears(b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n");
    assert_eq!(driver.hears(b"text\r\n.\r\n"), "250 2.0.0 Kept as 7f3a.\r\n");
}

#[test]
fn a_mail_that_cannot_be_kept_on_its_way_is_swallowed_and_refused_at_its_dot() {
    let wire = b"one\r\ntwo\r\nthree\r\n.\r\nNOOP\r\n";
    for size in [1, 5, wire.len()] {
        let mut driver = Driver::in_data(open_rules());
        driver.not_kept_in_body = Some(disk_full());
        let said: String = wire.chunks(size).map(|read| driver.hears(read)).collect();
        assert_eq!(said, "452 4.3.1 The disk is full.\r\n250 2.0.0 Still here.\r\n");
        assert_eq!(driver.steps(), ["Mail", "Recipient", "Data", "Body"], "no End comes");
    }
}

#[test]
fn a_place_that_cannot_be_opened_refuses_data_and_the_client_may_try_again() {
    let mut session = Session::new(open_rules());
    let mut input: &[u8] =
        b"EHLO mfp\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\nDATA\r\n";
    let mut answers = [true, true, false, true].into_iter();
    while !input.is_empty() {
        let taken = session.receive(input);
        input = &input[taken..];
        while session.next_step().is_some() {
            if answers.next().unwrap() {
                session.accepted();
            } else {
                session.refused(disk_full());
            }
        }
    }
    let output = String::from_utf8(session.take_output()).unwrap();
    let codes: Vec<_> = output.lines().rev().take(4).map(|line| &line[..3]).collect();
    assert_eq!(codes, ["354", "452", "250", "250"]);
}

#[test]
fn the_250_comes_for_a_receipt_at_the_end_and_not_before() {
    let mut driver = Driver::in_data(open_rules());
    driver.session.kept(&Kept("too-early"));
    driver.session.accepted();
    assert!(!driver.session.has_output());
    assert_eq!(driver.session.receive(b"text\r\n.\r\nNOOP\r\n"), 9, "the answer is waited for");
    assert_eq!(driver.session.receive(b"NOOP\r\n"), 0);
    assert!(!driver.session.has_output());
    assert!(matches!(driver.session.next_step(), Some(Step::Body(_))));
    assert!(matches!(driver.session.next_step(), Some(Step::End(_))));
    driver.session.accepted();
    driver.session.refused(disk_full());
    assert!(!driver.session.has_output(), "these answer other questions");
    driver.session.kept(&Kept("9c01"));
    assert_eq!(driver.session.take_output(), b"250 2.0.0 Kept as 9c01.\r\n");
}

#[test]
fn a_refusal_that_comes_when_the_end_is_already_read_takes_the_end_back() {
    let mut driver = Driver::in_data(open_rules());
    driver.session.receive(b"text\r\n.\r\n");
    assert!(matches!(driver.session.next_step(), Some(Step::Body(_))));
    driver.session.not_kept(disk_full());
    assert!(driver.session.next_step().is_none());
    assert_eq!(driver.session.take_output(), b"452 4.3.1 The disk is full.\r\n");
}
