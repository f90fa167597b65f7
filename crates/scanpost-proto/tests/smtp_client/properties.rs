//! What holds for the SMTP client whatever the server sends, and for every mail.

use proptest::collection::vec;
use proptest::prelude::*;
use scanpost_proto::smtp::client::{Bearer, Envelope, Security, Session, Step};
use secrecy::SecretString;

fn bearer() -> Bearer {
    Bearer {
        user: "scan@x".into(),
        token: SecretString::from("t0ken"),
        host: "smtp.x".into(),
        port: 587,
    }
}

fn envelope() -> Envelope {
    let to = vec!["a@x".into(), "b@x".into()];
    Envelope { from: "scan@x".into(), to, size: Some(9), ..Envelope::default() }
}

/// A driver that says yes to everything and writes down what happens.
struct Driver {
    session: Session,
    story: Vec<String>,
    mails: u32,
}

impl Driver {
    fn new(security: Security) -> Self {
        Self { session: Session::new("mfp", security), story: Vec::new(), mails: 0 }
    }

    fn receive(&mut self, octets: &[u8]) {
        self.session.receive(octets);
    }

    fn act(&mut self) {
        while let Some(step) = self.session.next_step() {
            self.story.push(format!("{step:?}"));
            match step {
                Step::StartTls => self.session.tls_established(),
                Step::Authenticate => self.session.authenticate(&bearer()),
                Step::Ready => self.session.send(&envelope()),
                Step::Body => {
                    self.session.body(b"text");
                    self.session.body_end();
                }
                Step::Finished(_) if self.mails < 3 => {
                    self.mails += 1;
                    self.session.send(&envelope());
                }
                Step::NotOffered { .. } => self.session.skip_authentication(),
                Step::Finished(_)
                | Step::AuthRefused { .. }
                | Step::Refused { .. }
                | Step::Broken { .. } => self.session.quit(),
            }
        }
        let said = self.session.take_output();
        self.story.push(String::from_utf8_lossy(&said).into_owned());
    }
}

/// What a server says in its turns, right and wrong ones.
fn turns() -> impl Strategy<Value = Vec<String>> {
    const REPLIES: &[&str] = &[
        "220 hi\r\n",
        "250-x\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH XOAUTH2\r\n",
        "250-x\r\n250-SIZE 100\r\n250-AUTH OAUTHBEARER\r\n250 SMTPUTF8\n",
        "220 go\r\n",
        "334 \r\n",
        "334 e30=\r\n",
        "235 2.7.0 in\r\n",
        "250 2.1.0 ok\r\n",
        "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n",
        "250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n",
        "250 ok\r\n550 no\r\n550 no\r\n354 go\r\n",
        "250 ok\r\n",
        "250 2.0.0 kept\r\n",
        "354 go\r\n",
        "451 later\r\n",
        "535-5.7.8 no\r\n535 5.7.8 no\r\n",
        "421 bye\r\n",
        "nonsense\r\n",
        "25",
        "250-",
    ];
    // A usual beginning lets the rest reach the later states.
    const BEGINNINGS: &[&[usize]] = &[
        &[],
        &[0, 1, 3, 1, 4, 6, 8, 12],
        &[0, 1, 3, 2, 4, 5, 15],
        &[0, 1, 3, 1, 4, 6, 9],
        &[0, 1, 3, 1, 4, 6, 10],
        &[0, 1, 3, 2, 4, 6, 11, 11, 11, 13],
    ];
    let beginning = proptest::sample::select(BEGINNINGS);
    (beginning, vec(0..REPLIES.len(), 0..6)).prop_map(|(beginning, rest)| {
        beginning.iter().chain(&rest).map(|n| REPLIES[*n].to_owned()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_split_of_the_servers_octets_tells_the_same_story(
        turns in turns(), cuts in vec(1..9_usize, 1..40), starttls in any::<bool>(),
    ) {
        let security = if starttls { Security::StartTls } else { Security::Implicit };
        let mut whole = Driver::new(security);
        let mut pieces = Driver::new(security);
        let mut cuts = cuts.iter().cycle();
        for turn in &turns {
            whole.receive(turn.as_bytes());
            whole.act();
            let mut rest = turn.as_bytes();
            while !rest.is_empty() {
                let cut = (*cuts.next().expect("a cycle does not end")).min(rest.len());
                pieces.receive(&rest[..cut]);
                rest = &rest[cut..];
            }
            pieces.act();
        }
        prop_assert_eq!(whole.story, pieces.story);
        prop_assert_eq!(whole.session.final_dot_sent(), pieces.session.final_dot_sent());
    }

    #[test]
    fn no_octets_make_the_client_panic(
        reads in vec(prop_oneof![
            vec(any::<u8>(), 0..40),
            turns().prop_map(|turns| turns.concat().into_bytes()),
        ], 0..12),
    ) {
        for security in [Security::StartTls, Security::Implicit, Security::None] {
            let mut driver = Driver::new(security);
            for read in &reads {
                driver.receive(read);
                driver.act();
                let _ = driver.session.reply_wait();
            }
        }
    }

    #[test]
    fn a_server_reads_back_the_mail_and_never_an_earlier_end(
        mail in mail(), cuts in vec(1..20_usize, 1..40),
    ) {
        let wire = on_the_wire(&mail, &cuts);
        let ends: Vec<usize> = find_all(&wire, b"\r\n.\r\n");
        let begins_with_end = wire.starts_with(b".\r\n");
        prop_assert_eq!(ends.len() + usize::from(begins_with_end), 1, "one end");
        prop_assert!(begins_with_end || ends[0] + 5 == wire.len(), "and that at the very end");
        prop_assert_eq!(find_all(&wire, b"\n").len(), find_all(&wire, b"\r\n").len());
        prop_assert_eq!(find_all(&wire, b"\r").len(), find_all(&wire, b"\r\n").len());
        prop_assert_eq!(unstuffed(&wire), normalised(&mail));
    }
}

/// Mails full of what matters: dots, line ends and their halves.
fn mail() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&[u8]] =
        &[b"\r\n", b"\n", b"\r", b".", b"..", b"x", b"line of text", b"\0", b"\xff"];
    vec(proptest::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn on_the_wire(mail: &[u8], cuts: &[usize]) -> Vec<u8> {
    let mut session = Session::new("mfp", Security::Implicit);
    for server in ["220 x\r\n", "250 x\r\n"] {
        session.receive(server.as_bytes());
        session.take_output();
    }
    session.skip_authentication();
    session.send(&envelope());
    for server in ["250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"] {
        session.take_output();
        session.receive(server.as_bytes());
    }
    let mut wire = Vec::new();
    let (mut rest, mut cuts) = (mail, cuts.iter().cycle());
    while !rest.is_empty() {
        let cut = (*cuts.next().expect("a cycle does not end")).min(rest.len());
        session.body(&rest[..cut]);
        wire.extend_from_slice(&session.take_output());
        rest = &rest[cut..];
    }
    session.body_end();
    wire.extend_from_slice(&session.take_output());
    wire
}

fn find_all(octets: &[u8], what: &[u8]) -> Vec<usize> {
    (0..octets.len()).filter(|at| octets[*at..].starts_with(what)).collect()
}

/// A simple reader of RFC 5321 §4.5.2: line by line, and only CRLF ends a line.
fn unstuffed(wire: &[u8]) -> Vec<u8> {
    let mut mail = Vec::new();
    let mut rest = wire;
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").expect("a line end") + 2;
        let (line, behind) = rest.split_at(end);
        rest = behind;
        if line == b".\r\n" {
            assert!(rest.is_empty());
            return mail;
        }
        mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
}

/// The mail as it is meant to arrive, octet by octet: every LF ends a line, a CR without LF is a
/// space, and the last line ends.
fn normalised(mail: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    for (at, octet) in mail.iter().enumerate() {
        match octet {
            b'\r' if mail.get(at + 1) == Some(&b'\n') => {}
            b'\r' => lines.push(b' '),
            b'\n' => lines.extend_from_slice(b"\r\n"),
            other => lines.push(*other),
        }
    }
    if !lines.is_empty() && !lines.ends_with(b"\r\n") {
        lines.extend_from_slice(b"\r\n");
    }
    lines
}
