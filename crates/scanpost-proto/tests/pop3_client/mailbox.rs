//! Commands on an open mailbox, and what is told of it.

use std::time::Duration;

use scanpost_proto::pop3::Code;
use scanpost_proto::pop3::client::{Session, Stage, Step};

use crate::conversation::{asked, broken, hear, no, ready, said, steps, yes};

#[test]
fn every_command_ends_with_the_servers_word_and_the_next_may_follow() {
    type Ask = fn(&mut Session);
    let finished = || Step::Finished(Ok(yes("well")));
    let table: [(Ask, &str, &str, Vec<Step>); 7] = [
        (
            Session::stat,
            "STAT",
            "+OK 2 320\r\n",
            vec![Step::Totals { messages: 2, octets: 320 }, Step::Finished(Ok(yes("2 320")))],
        ),
        (
            Session::list,
            "LIST",
            "+OK well\r\n1 120\r\n2 200 more words\r\n.\r\n",
            vec![
                Step::Size { number: 1, octets: 120 },
                Step::Size { number: 2, octets: 200 },
                finished(),
            ],
        ),
        (
            Session::uidl,
            "UIDL",
            "+OK well\r\n1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n.\r\n",
            vec![
                Step::Uidl { number: 1, uidl: "whqtswO00WBw418f9t5JxYwZ".to_owned() },
                Step::Uidl { number: 2, uidl: "QhdPYR:00WBw1Ph7x7".to_owned() },
                finished(),
            ],
        ),
        (
            |session| session.retrieve(2),
            "RETR 2",
            "+OK well\r\na\r\n..b\r\n.\r\n",
            vec![Step::Content(b"a\r\n"), Step::Content(b".b\r\n"), finished()],
        ),
        (
            |session| session.top(2, 0),
            "TOP 2 0",
            "+OK well\r\nS: x\r\n\r\n.\r\n",
            vec![Step::Content(b"S: x\r\n\r\n"), finished()],
        ),
        (|session| session.delete(2), "DELE 2", "+OK well\r\n", vec![finished()]),
        (Session::noop, "NOOP", "+OK well\r\n", vec![finished()]),
    ];
    for (ask, words, answer, expected) in table {
        let mut session = asked(ask, words);
        assert_eq!(hear(&mut session, answer), (expected, String::new()), "{words}");
        session.noop();
        assert_eq!(said(&mut session), "NOOP\r\n");

        let mut session = asked(ask, words);
        let stage = session.stage();
        let refused = vec![Step::Finished(Err(no(Some(Code::SysTemp), "[SYS/TEMP] Later")))];
        assert_eq!(steps(&mut session, "-ERR [SYS/TEMP] Later\r\n"), refused, "{words}");
        assert!(words.starts_with(&stage.to_string()), "{stage}");
        session.quit();
        assert_eq!(said(&mut session), "QUIT\r\n");
    }
}

#[test]
fn an_empty_mailbox_and_an_empty_mail_are_no_special_case() {
    let empty = "+OK\r\n.\r\n";
    for (ask, words) in [
        (Session::list as fn(&mut Session), "LIST"),
        (Session::uidl, "UIDL"),
        (|session| session.retrieve(1), "RETR 1"),
    ] {
        let mut session = asked(ask, words);
        assert_eq!(steps(&mut session, empty), [Step::Finished(Ok(yes("")))], "{words}");
    }
}

#[test]
fn a_line_of_a_list_that_breaks_the_rules_is_told_and_the_list_goes_on() {
    let long = "x".repeat(71);
    let unreadable = |number: Option<u32>, line: &str| {
        let line = line.chars().take(200).collect();
        Step::Unreadable { number, line }
    };
    let table = [
        (format!("1 {long}"), Some(1)),
        (format!("1 {}", "y".repeat(60_000)), Some(1)),
        ("1".to_owned(), Some(1)),
        ("1 two words".to_owned(), Some(1)),
        ("1 caf\u{e9}".to_owned(), Some(1)),
        ("id-1".to_owned(), None),
        ("-1 id".to_owned(), None),
        ("+1 id".to_owned(), None),
        ("0 id".to_owned(), None),
        ("4294967296 id".to_owned(), None),
        (String::new(), None),
        (".. id".to_owned(), None),
        ("-ERR oops".to_owned(), None),
    ];
    for (line, number) in table {
        let mut session = asked(Session::uidl, "UIDL");
        let server = format!("+OK\r\n{line}\r\n2 {}\r\n.\r\n", &long[1..]);
        let expected = [
            unreadable(number, &line),
            Step::Uidl { number: 2, uidl: long[1..].to_owned() },
            Step::Finished(Ok(yes(""))),
        ];
        assert_eq!(steps(&mut session, &server), expected);
    }
    for line in ["1 -120", "1 many", "1 18446744073709551616"] {
        let mut session = asked(Session::list, "LIST");
        let server = format!("+OK\r\n{line}\r\n.\r\n");
        let expected = [unreadable(Some(1), line), Step::Finished(Ok(yes("")))];
        assert_eq!(steps(&mut session, &server), expected);
    }
}

#[test]
fn a_million_messages_are_listed_one_by_one_and_not_one_more() {
    let mut session = asked(Session::uidl, "UIDL");
    assert_eq!(steps(&mut session, "+OK\r\n"), []);
    for thousand in 0..1_000 {
        let numbers = thousand * 1_000 + 1..=thousand * 1_000 + 1_000;
        let lines: Vec<_> = numbers.clone().map(|n| format!("{n} id\r\n")).collect();
        let expected = numbers.map(|number| Step::Uidl { number, uidl: "id".to_owned() });
        assert!(steps(&mut session, &lines.concat()).into_iter().eq(expected));
    }
    let told = steps(&mut session, "1000001 id\r\n");
    assert_eq!(broken(&told), Some((Stage::Uidl, "a list of over 1000000 messages")));
}

#[test]
fn a_mails_octets_are_handed_over_without_being_copied() {
    let mut session = asked(|session| session.retrieve(1), "RETR 1");
    let wire = format!("+OK 4 octets, says the server\r\n{}\r\n.\r\n", "x".repeat(100_000));
    let mail = &wire.as_bytes()[wire.len() - 100_005..wire.len() - 3];
    let steps = steps(&mut session, &wire);
    let Step::Content(octets) = steps[0] else {
        panic!("{steps:?}");
    };
    assert!(std::ptr::eq(octets, mail), "a part of what was read");
    assert_eq!(steps.len(), 2, "the size that was told counts for nothing");
}

#[test]
fn only_quits_yes_means_that_what_was_deleted_is_gone() {
    let quit = || asked(Session::quit, "QUIT");
    assert_eq!(quit().reply_wait(), Duration::from_mins(5));
    assert_eq!(steps(&mut quit(), "+OK bye\r\n"), [Step::Finished(Ok(yes("bye")))]);
    let refusal = "[SYS/TEMP] some deleted messages not removed";
    let refused = Step::Finished(Err(no(Some(Code::SysTemp), refusal)));
    assert_eq!(steps(&mut quit(), &format!("-ERR {refusal}\r\n")), [refused]);
    for unclear in ["nonsense\r\n", "+ \r\n", "+OKbye\r\n", "+ok bye\r\n"] {
        assert_eq!(broken(&steps(&mut quit(), unclear)).unwrap().0, Stage::Quit);
    }
    assert_eq!(steps(&mut quit(), "+O"), [], "half a word is none");
    // What comes behind it is nobody's.
    let mut session = quit();
    assert_eq!(steps(&mut session, "+OK bye\r\n+OK\r\nnonsense\r\n").len(), 1);
    session.noop();
    session.quit();
    assert_eq!(hear(&mut session, "+OK\r\n"), (vec![], String::new()));
}

#[test]
fn quit_in_the_middle_of_something_just_ends() {
    let mut session = asked(|session| session.retrieve(1), "RETR 1");
    assert_eq!(steps(&mut session, "+OK\r\nhalf a mai"), [Step::Content(b"half a mai")]);
    session.quit();
    assert_eq!(hear(&mut session, "l\r\n.\r\n+OK\r\n"), (vec![], String::new()));
}

#[test]
fn moves_at_the_wrong_time_do_nothing() {
    let everything = |session: &mut Session| {
        session.tls_established();
        session.stat();
        session.list();
        session.uidl();
        session.retrieve(1);
        session.top(1, 1);
        session.delete(1);
        session.noop();
    };
    let mut session = asked(Session::uidl, "UIDL");
    everything(&mut session);
    assert_eq!(hear(&mut session, "+OK\r\n1 a\r\n").1, "");
    everything(&mut session);
    assert_eq!(said(&mut session), "");
    let mut session = ready();
    session.authenticate(&crate::conversation::bearer());
    session.tls_established();
    assert_eq!(hear(&mut session, ""), (vec![], String::new()));
}
