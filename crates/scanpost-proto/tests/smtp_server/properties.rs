//! What holds for any octets, in any state, in any reads.

use proptest::prelude::*;
use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Rules, Session, Step, Tls};

use crate::driver::{Driver, Event, Kept, open_rules};

/// The words of conversations, and junk between them. STARTTLS is left out where reads are
/// compared: what stands behind it in the same read is dropped on purpose.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let commands: Vec<&[u8]> = vec![
        b"EHLO mfp\r\n",
        b"HELO mfp\r\n",
        b"MAIL FROM:<a@example.com>\r\n",
        b"MAIL FROM:<a@example.com> SIZE=40 RET=FULL ENVID=x\r\n",
        b"MAIL FROM:<refused@example.com>\r\n",
        b"RCPT TO:<b@example.com> NOTIFY=NEVER\r\n",
        b"RCPT TO:<refused@example.com>\r\n",
        b"DATA\r\n",
        b"DATA\n",
        b"RSET\r\n",
        b"NOOP\n",
        b"BDAT 9\r\n",
        b"AUTH PLAIN\r\n",
        b"AUTH PLAIN AGFubmEAcmlnaHQ=\r\n",
        b"AUTH LOGIN\r\nYW5uYQ==\r\ncmlnaHQ=\r\n",
        b"AUTH XOAUTH2 dXNlcj1hAWF1dGg9QmVhcmVyIHgBAQ==\r\n",
        b"*\r\n",
        b"QUIT\r\n",
    ];
    let ends: Vec<&[u8]> =
        vec![b"\r\n.\r\n", b".\r\n", b"\r\n", b"\r", b"\n", b".", b"..", b"\0", b"\x16"];
    prop_oneof![
        8 => proptest::sample::select(commands).prop_map(<[u8]>::to_vec),
        4 => proptest::sample::select(ends).prop_map(<[u8]>::to_vec),
        3 => proptest::collection::vec(any::<u8>(), 0..60),
        1 => (600_usize..20_000).prop_map(|length| vec![b'x'; length]),
    ]
}

fn any_input() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(words(), 0..30).prop_map(|parts| parts.concat())
}

/// Conversations that mostly get as far as a mail.
fn begun_input() -> impl Strategy<Value = Vec<u8>> {
    let beginnings: Vec<&[u8]> = vec![
        b"",
        b"EHLO mfp\r\n",
        b"EHLO mfp\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\n",
        b"EHLO mfp\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n",
        b"EHLO mfp\r\nAUTH XOAUTH2\r\n",
    ];
    (proptest::sample::select(beginnings), any_input())
        .prop_map(|(beginning, rest)| [beginning, &rest].concat())
}

fn rules() -> Rules {
    Rules { tls: Tls::Unavailable, size_limit: 3000, recipients_limit: 3, ..open_rules() }
}

/// What the client hears and the driver is asked. How much of a mail came before `TooLarge` depends
/// on the reads, so it is left out: the driver drops it.
fn story<'a>(reads: impl Iterator<Item = &'a [u8]>) -> (String, Vec<Event>) {
    let mut driver = Driver::new(rules());
    let said = reads.map(|read| driver.hears(read)).collect();
    let mut events: Vec<Event> = Vec::new();
    for event in driver.events {
        if event == Event::Other("TooLarge".to_owned())
            && matches!(events.last(), Some(Event::Body(_)))
        {
            events.pop();
        }
        events.push(event);
    }
    (said, events)
}

proptest! {
    #[test]
    fn the_same_octets_are_the_same_story_in_any_reads(
        input in begun_input(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
        cuts.push(0);
        cuts.push(input.len());
        cuts.sort_unstable();
        let in_pieces = story(cuts.windows(2).map(|cut| &input[cut[0]..cut[1]]));
        prop_assert_eq!(story([&input[..]].into_iter()), in_pieces);
    }

    #[test]
    fn no_mail_ends_without_the_five_octets(input in begun_input()) {
        let mut driver = Driver::new(rules());
        driver.hears(&input);
        let ends = driver.steps().iter().filter(|step| **step == "End").count();
        let five = input.windows(5).filter(|octets| *octets == b"\r\n.\r\n").count();
        prop_assert!(ends <= five, "{} ends, {} times the five octets", ends, five);
    }

    #[test]
    fn any_mail_arrives_as_it_was_sent(
        lines in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..80),
                Just(b".".to_vec()),
                Just(b"..".to_vec()),
                Just(b".\r".to_vec()),
                Just(b".\n".to_vec()),
            ],
            0..20,
        ),
        size in 1_usize..200,
    ) {
        let mail: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\r\n"[..]].concat()).collect();
        // Stuffing as RFC 5321 §4.5.2 has it: each line that begins with a dot gets another one.
        // A line is what stands between two CRLF, so one may also hide in the random octets.
        let mut wire = Vec::new();
        for (at, octet) in mail.iter().enumerate() {
            if *octet == b'.' && (at == 0 || mail[..at].ends_with(b"\r\n")) {
                wire.push(b'.');
            }
            wire.push(*octet);
        }
        wire.extend_from_slice(b".\r\n");
        let mut driver = Driver::in_data(open_rules());
        let said: String = wire.chunks(size).map(|read| driver.hears(read)).collect();
        prop_assert_eq!(said, "250 2.0.0 Kept as 7f3a.\r\n");
        prop_assert_eq!(&driver.mails[0].1, &mail);
    }

    /// A driver that answers anything at any time, and a client that sends anything.
    #[test]
    fn nothing_makes_it_panic_or_grow(
        moves in proptest::collection::vec((words(), 0_u8..12), 0..60),
        tls in prop_oneof![Just(Tls::Unavailable), Just(Tls::Offered), Just(Tls::Established)],
    ) {
        let mut session = Session::new(Rules { tls, ..rules() });
        let no = || Reply::new(451, (4, 3, 0), "No.");
        let mut queued = Vec::new();
        for (octets, answer) in moves {
            queued.extend(octets);
            let taken = session.receive(&queued);
            queued.drain(..taken);
            let output = session.take_output();
            prop_assert!(output.len() < 20_000, "{} octets of replies", output.len());
            let mut steps = 0;
            while let Some(step) = session.next_step() {
                steps += 1;
                if let Step::Body(octets) = step {
                    prop_assert!(octets.len() <= taken);
                }
            }
            prop_assert!(steps <= 4, "{} steps in one read", steps);
            match answer {
                0..4 => session.accepted(),
                4 => session.refused(no()),
                5 => session.kept(&Kept("7f3a")),
                6 => session.not_kept(no()),
                7 => session.authenticated("anna"),
                8 => session.not_authenticated(no()),
                9 => session.challenge("{}"),
                10 => session.tls_established(),
                11 => session.authentication_deferred(no()),
                _ => {}
            }
        }
        session.closing(no());
        prop_assert!(matches!(session.receive(b"NOOP\r\n"), 6));
    }
}
