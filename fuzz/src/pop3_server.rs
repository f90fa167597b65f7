//! What a device says to our POP3 server, with a driver of any mind.
//!
//! Moves: `n` no, `i` not now, `c` challenge and no, `w` every answer that does not fit before the one
//! that does, `f` the mail cannot be read, `h` it cannot be read further, `q` the server shuts down,
//! anything else yes. Rules: `t` STLS is offered, `T` TLS is established, `x` as Exchange Online, `m`
//! many mails.
//!
//! Holds: nobody gets at a mail or deletes one before signing in; QUIT deletes each but once; what came
//! in the clear behind STLS is dropped; each mail has one end; replies are lines and limited; the same
//! octets in other reads tell the same story.

use std::collections::BTreeSet;

use scanpost_proto::pop3::Code;
use scanpost_proto::pop3::server::{Entry, Mechanism, Rules, Session, Step, Tls, Ways, Wording};

use crate::script::Script;
use crate::wire;

pub fn run(input: &[u8]) {
    let (script, octets) = Script::divide(input);
    let whole = Driver::new(script.in_one_read()).hear(octets);
    let in_reads = Driver::new(script).hear(octets);
    // What stands behind STLS in the same read is dropped on purpose.
    if !whole.tls_asked && !in_reads.tls_asked {
        assert_eq!(whole, in_reads, "the same story in any reads");
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Story {
    said: String,
    steps: Vec<String>,
    tls_asked: bool,
}

struct Driver<'a> {
    script: Script<'a>,
    session: Session,
    story: Story,
    signed_in: bool,
    /// So many mails lie there.
    count: usize,
    /// The output may end in the middle of a mail.
    cut_off: bool,
}

impl<'a> Driver<'a> {
    fn new(script: Script<'a>) -> Self {
        let session = Session::new(rules(&script));
        let count = if script.has(b'm') { MANY } else { MAILS.len() };
        let story = Story::default();
        Self { script, session, story, signed_in: false, count, cut_off: false }
    }

    fn hear(mut self, octets: &[u8]) -> Story {
        let (mut read, mut at) = (0, 0);
        while read < octets.len() {
            read += self.script.next_read(&octets[read..]);
            while at < read {
                let taken = self.session.receive(&octets[at..read]);
                at += taken;
                let mut asked = false;
                let wrote = self.write();
                while let Some(step) = self.session.next_step() {
                    asked = true;
                    self.story.steps.push(format!("{step:?}"));
                    assert!(!matches!(step, Step::StartTls) || at == read, "kept for after TLS");
                    self.take_step(&step);
                }
                self.write();
                assert!(taken > 0 || asked || wrote, "the session stands still");
            }
        }
        self.story
    }

    fn take_step(&mut self, step: &Step) {
        let answer = self.script.next_move();
        match answer {
            b'q' => return self.session.closing("Shutting down."),
            b'w' => self.answer_wrongly(step),
            _ => {}
        }
        match step {
            Step::StartTls => {
                self.story.tls_asked = true;
                self.session.tls_established();
            }
            Step::Authenticate(_) => match answer {
                b'n' => self.session.not_authenticated(Some("No.")),
                b'i' => self.session.not_opened(Code::InUse, "No."),
                b'c' => {
                    self.session.challenge("{\"status\":\"401\"}");
                    self.session.not_authenticated(None);
                }
                _ => {
                    self.signed_in = true;
                    self.session.authenticated(mailbox(self.count).into());
                }
            },
            Step::Retrieve { message } | Step::Top { message, .. } => {
                assert!(self.signed_in, "a mail for a stranger");
                assert!(self.session.next_step().is_none());
                self.hand_over(
                    MAILS[*message % MAILS.len()],
                    matches!(step, Step::Retrieve { .. }),
                    answer,
                );
            }
            Step::Quit { deleted } => {
                assert!(self.signed_in, "a stranger deletes");
                let places: BTreeSet<usize> = deleted.iter().copied().collect();
                assert!(places.len() == deleted.len() && deleted.iter().all(|n| *n < self.count));
                match answer {
                    b'n' => self.session.not_updated(),
                    _ => self.session.updated(),
                }
            }
            Step::Close => {}
        }
    }

    fn hand_over(&mut self, mail: &[u8], whole: bool, answer: u8) {
        self.write();
        if answer == b'f' {
            return self.session.not_retrieved("Cannot be read.");
        }
        let mut wire = Vec::new();
        for chunk in mail.chunks(5) {
            let more = self.session.content(chunk);
            wire.extend(self.session.take_output());
            if answer == b'h' {
                self.session.not_retrieved("Cannot be read.");
                self.cut_off = true;
                assert!(self.session.take_output().is_empty(), "no reply within a mail");
                return;
            }
            if !more {
                break;
            }
        }
        self.session.content_end();
        wire.extend(self.session.take_output());
        let line = wire.windows(2).position(|pair| pair == b"\r\n").expect("a status line") + 2;
        assert!(wire.starts_with(b"+OK"));
        let shown = wire::unstuffed(&wire[line..]);
        let mail = wire::normalised(mail);
        assert!(if whole { shown == mail } else { mail.starts_with(&shown) });
        self.story.said.push_str(&String::from_utf8_lossy(&wire));
    }

    /// None of these may change anything.
    fn answer_wrongly(&mut self, step: &Step) {
        self.write();
        if !matches!(step, Step::StartTls) {
            self.session.tls_established();
        }
        if !matches!(step, Step::Authenticate(_)) {
            self.session.challenge("{}");
            self.session.not_authenticated(None);
            self.session.authenticated(mailbox(4).into());
            self.session.not_opened(Code::InUse, "No.");
        }
        if !matches!(step, Step::Retrieve { .. } | Step::Top { .. }) {
            assert!(!self.session.content(b"text"));
            self.session.content_end();
            self.session.not_retrieved("No.");
        }
        if !matches!(step, Step::Quit { .. }) {
            self.session.updated();
            self.session.not_updated();
        }
        assert!(self.session.take_output().is_empty(), "an answer out of place says something");
    }

    /// Takes the output: whole lines, not too many.
    fn write(&mut self) -> bool {
        let wrote = self.session.has_output();
        while self.session.has_output() {
            self.write_portion();
        }
        wrote
    }

    fn write_portion(&mut self) {
        let output = self.session.take_output();
        assert!(output.len() < MOST_OUTPUT, "{} octets of replies", output.len());
        assert!(!self.cut_off || output.is_empty(), "a reply behind half a mail");
        for line in wire::lines(&output) {
            assert!(line.len() + 2 <= 512, "RFC 2449 §4");
        }
        self.story.said.push_str(std::str::from_utf8(&output).expect("replies are text"));
    }
}

fn rules(script: &Script) -> Rules {
    let tls = match (script.has(b'T'), script.has(b't')) {
        (true, _) => Tls::Established,
        (_, true) => Tls::Offered,
        _ => Tls::Unavailable,
    };
    let mechanisms =
        vec![Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2, Mechanism::Oauthbearer];
    let ways = Ways { password: true, mechanisms };
    Rules {
        tls,
        before_tls: if script.has(b't') { Ways::default() } else { ways.clone() },
        after_tls: ways,
        initial_response: !script.has(b'x'),
        wording: if script.has(b'x') { Wording::exchange("EX1") } else { Wording::default() },
        ..Rules::default()
    }
}

fn mailbox(count: usize) -> Vec<Entry> {
    let entry = |(n, mail): (usize, &&[u8])| Entry {
        size: mail.len() as u64,
        uidl: format!("id {n}\r\n.{}", "x".repeat(80)),
    };
    MAILS.iter().cycle().take(count).enumerate().map(entry).collect()
}

const MAILS: [&[u8]; 4] = [
    b"Subject: one\r\n\r\n.first\r\nsecond\r\n..third\r\n",
    b"Subject: two\n\nbare\n.\nlines\n.\r\n.\r",
    b"",
    b".\r\n\r\n.\r\n",
];

/// A list of so many goes out in parts.
const MANY: usize = 2_000;

/// Reading stops at 64 KiB of replies; one more reply may follow.
const MOST_OUTPUT: usize = 66 * 1024;
