//! What a provider says to our SMTP client, in turn and out of turn, with a driver of any mind.
//!
//! A read is one turn of the server; `l` (a line each) gets furthest. An ENQ in the server's octets
//! stands for what the client said last: servers quote what they do not like.
//!
//! Moves: `q` goodbye, `w` every move that does not fit before the one that does; for a token `s` goes
//! on without one, `r` shows it again; for a mail `m` to many, `u` beyond ASCII, `x` to addresses that are none, `8` with
//! octets above 127; for its text `d` dots, `c` stray CR and LF, `e` nothing, `h` half of it only.
//! Rules: `s` STARTTLS, `n` no TLS at all; else TLS from the first octet.
//!
//! Holds: no token in the clear, and none in what the driver is told; commands are lines and not too
//! many at once; a text has one end; a mail counts as delivered only when its final dot went out; the
//! same octets in single ones tell the same story.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::{Bearer, Envelope, Security, Session, Step};

use crate::script::Script;
use crate::{token, wire};

pub fn run(input: &[u8]) {
    let (script, octets) = Script::divide(input);
    if token::is_known(octets) {
        return;
    }
    let turns = script.turns(octets);
    let mut stories = [false, true].map(|in_single_octets| {
        let (script, _) = Script::divide(input);
        Driver::new(script, in_single_octets).hear(&turns)
    });
    let in_single_octets = std::mem::take(&mut stories[1]);
    assert_eq!(stories[0], in_single_octets, "the same story in any reads");
}

struct Driver<'a> {
    script: Script<'a>,
    session: Session,
    in_single_octets: bool,
    secured: bool,
    story: Vec<String>,
    last_said: Vec<u8>,
    mails: usize,
    /// The text of a mail that is on its way, as the driver gives it and as it went out.
    text: Option<(&'static [u8], Vec<u8>)>,
    /// The final dot of this mail has gone out.
    dot_out: bool,
}

impl<'a> Driver<'a> {
    fn new(script: Script<'a>, in_single_octets: bool) -> Self {
        let security = match (script.has(b's'), script.has(b'n')) {
            (true, _) => Security::StartTls,
            (_, true) => Security::None,
            _ => Security::Implicit,
        };
        Self {
            script,
            session: Session::new("mfp.example.com", security),
            in_single_octets,
            secured: security == Security::Implicit,
            story: Vec::new(),
            last_said: Vec::new(),
            mails: 0,
            text: None,
            dot_out: false,
        }
    }

    fn hear(mut self, turns: &[&[u8]]) -> Vec<String> {
        for turn in turns {
            let octets = token::with_quotes(turn, &self.last_said);
            if self.in_single_octets {
                octets.iter().for_each(|octet| self.session.receive(&[*octet]));
            } else {
                self.session.receive(&octets);
            }
            self.act();
            assert!(self.session.capabilities().mechanisms.len() <= MOST_MECHANISMS);
            self.story.push(format!("{:?}", self.session.reply_wait()));
        }
        self.story
    }

    fn act(&mut self) {
        if self.text.is_some() {
            self.end_text();
        }
        let mut count = 0;
        while let Some(step) = self.session.next_step() {
            count += 1;
            assert!(count < 20, "steps without end");
            let told = format!("{step:?}");
            token::assert_not_told(&told);
            self.story.push(told);
            assert_texts_are_plain(&step);
            self.take_step(&step);
        }
        self.write();
    }

    fn take_step(&mut self, step: &Step) {
        let chosen = self.script.next_move();
        if let Step::Finished(result) = step {
            assert!(result.mail.is_err() || self.dot_out, "delivered without its final dot");
            self.dot_out = false;
        }
        match chosen {
            b'q' => return self.session.quit(),
            b'w' => self.move_wrongly(step),
            _ => {}
        }
        match step {
            Step::StartTls => {
                self.secured = true;
                self.session.tls_established();
            }
            Step::Authenticate if chosen == b's' => self.session.skip_authentication(),
            Step::Authenticate => self.session.authenticate(&bearer()),
            Step::AuthRefused { .. } if chosen == b'r' => self.session.authenticate(&bearer()),
            Step::NotOffered { .. } => self.session.skip_authentication(),
            Step::Ready | Step::Finished(_) if self.mails < 4 => {
                self.mails += 1;
                self.session.send(&envelope(chosen));
            }
            Step::Body => self.begin_text(chosen),
            _ => self.session.quit(),
        }
    }

    fn begin_text(&mut self, chosen: u8) {
        self.write();
        let text: &[u8] = match chosen {
            b'd' => b".\r\n..\r\n.\r\n.",
            b'c' => b"a\n.\n\r.\r\n\r\r\n.\r",
            b'e' => b"",
            _ => b"A scan.\r\n",
        };
        for piece in text.chunks(3) {
            self.session.body(piece);
        }
        let output = self.session.take_output().to_vec();
        assert!(output.len() <= text.len() * 2 + 2);
        self.text = Some((text, output));
        if chosen != b'h' {
            self.end_text();
        }
    }

    fn end_text(&mut self) {
        let Some((text, mut wire)) = self.text.take() else {
            return;
        };
        self.session.body_end();
        let output = self.session.take_output();
        if self.session.final_dot_sent() {
            wire.extend_from_slice(&output);
            assert_eq!(wire::unstuffed(&wire), wire::normalised(text), "one end, and the mail");
            self.dot_out = true;
        } else {
            assert!(output.is_empty(), "the connection has ended meanwhile");
        }
    }

    /// None of these may say anything.
    fn move_wrongly(&mut self, step: &Step) {
        self.write();
        if !matches!(step, Step::StartTls) {
            self.session.tls_established();
        }
        if !matches!(step, Step::Authenticate | Step::AuthRefused { .. } | Step::NotOffered { .. })
        {
            self.session.authenticate(&bearer());
            self.session.skip_authentication();
        }
        if !matches!(step, Step::Ready | Step::Finished(_)) {
            self.session.send(&envelope(b'.'));
        }
        if !matches!(step, Step::Body) {
            self.session.body(b"text");
            self.session.body_end();
        }
        assert!(self.session.take_output().is_empty(), "a move out of place says something");
    }

    /// Takes the output: whole commands, not too many, and no token in the clear.
    fn write(&mut self) {
        let output = self.session.take_output();
        assert!(output.len() < MOST_OUTPUT, "{} octets of commands", output.len());
        for line in wire::lines(&output) {
            assert!(line.len() < 1_200 && !line.iter().any(u8::is_ascii_control));
            assert!(self.secured || !line.starts_with(b"AUTH"), "a token in the clear");
        }
        if !output.is_empty() {
            self.last_said = output.to_vec();
            self.story.push(String::from_utf8_lossy(&output).into_owned());
        }
    }
}

fn assert_texts_are_plain(step: &Step) {
    let reply = |reply: &Reply| {
        assert!((200..600).contains(&reply.code) && reply.lines.len() <= 100);
        reply.lines.iter().for_each(|line| wire::assert_plain(line, 4_096));
    };
    match step {
        Step::Finished(result) => {
            result.recipients.iter().filter_map(|one| one.as_ref().err()).for_each(reply);
            result.mail.as_ref().map_or_else(reply, reply);
        }
        Step::AuthRefused { reply: refusal, challenge } => {
            reply(refusal);
            challenge.iter().for_each(|text| wire::assert_plain(text, 2_000));
        }
        Step::Refused { reply: refusal, .. } => reply(refusal),
        Step::Broken { what, .. } => wire::assert_plain(what, 1_000),
        _ => {}
    }
}

fn bearer() -> Bearer {
    token::bearer("smtp.example.com", 587)
}

fn envelope(chosen: u8) -> Envelope {
    let to: Vec<String> = match chosen {
        b'm' => (0..150).map(|n| format!("a{n}@example.com")).collect(),
        b'u' => vec!["å@example.com".to_owned(), "b@example.com".to_owned()],
        b'x' => ["a b@x", "a>\r\nDATA@x", "\"a b\"@x", "\"a@x"].map(str::to_owned).into(),
        _ => vec!["a@example.com".to_owned(), "b@example.com".to_owned()],
    };
    Envelope {
        from: "scan@example.com".to_owned(),
        to,
        size: Some(9),
        eight_bit: chosen == b'8',
        utf8: chosen == b'u',
        ..Envelope::default()
    }
}

/// A hundred commands with their addresses.
const MOST_OUTPUT: usize = 110_000;

const MOST_MECHANISMS: usize = 50;
