//! What a provider says to our POP3 client, in turn and out of turn, with a driver of any mind.
//!
//! A read is one turn of the server; `l` (a line each) gets furthest. An ENQ in the server's octets
//! stands for what the client said last: servers quote what they do not like.
//!
//! Moves: `q` goodbye, `w` every move that does not fit before the one that does; for a token `r` shows
//! it again; for the next command `u` UIDL, `l` LIST, `s` STAT, `t` TOP, `d` DELE, `n` NOOP, anything
//! else RETR. Rules: `s` STLS; else TLS from the first octet.
//!
//! Holds: no token in the clear, and none in what the driver is told; commands are lines, one at a
//! time; a word on a command began to come after the command was written; a mail is what a plain reader
//! makes of the same octets; the same octets in single ones tell the same story.

use scanpost_proto::pop3::Reply;
use scanpost_proto::pop3::client::{Bearer, Security, Session, Step};

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
    /// What was read since then.
    read: Vec<u8>,
    /// The mail that comes now.
    mail: Vec<u8>,
    commands: usize,
}

/// What the driver does when it has heard a turn to its end.
enum Act {
    ShakeHands,
    ShowTheToken,
    Ask,
    Quit,
}

impl<'a> Driver<'a> {
    fn new(script: Script<'a>, in_single_octets: bool) -> Self {
        let secured = !script.has(b's');
        let security = if secured { Security::Implicit } else { Security::StartTls };
        Self {
            script,
            session: Session::new(security),
            in_single_octets,
            secured,
            story: Vec::new(),
            last_said: Vec::new(),
            read: Vec::new(),
            mail: Vec::new(),
            commands: 0,
        }
    }

    fn hear(mut self, turns: &[&[u8]]) -> Vec<String> {
        for turn in turns {
            let octets = token::with_quotes(turn, &self.last_said);
            let size = if self.in_single_octets { 1 } else { octets.len().max(1) };
            let mut acts = Vec::new();
            octets.chunks(size).for_each(|piece| self.hear_piece(piece, &mut acts));
            acts.iter().for_each(|act| self.act(act));
            self.write();
            assert!(self.session.capabilities().mechanisms.len() <= MOST_MECHANISMS);
            self.story.push(format!("{:?}", self.session.reply_wait()));
        }
        self.story
    }

    fn hear_piece(&mut self, piece: &[u8], acts: &mut Vec<Act>) {
        let mut input = piece;
        for count in 0.. {
            assert!(count <= piece.len() + 1, "steps without end");
            let before = input;
            let step = self.session.next_step(&mut input);
            self.read.extend_from_slice(&before[..before.len() - input.len()]);
            let Some(step) = step else {
                break;
            };
            if let Step::Content(octets) = step {
                self.mail.extend_from_slice(octets);
                continue;
            }
            // Behind STLS, whether the step was told before is a matter of reads.
            if matches!(step, Step::Broken { .. }) && matches!(acts.last(), Some(Act::ShakeHands)) {
                acts.pop();
                self.story.pop();
            }
            self.note(&step, acts);
        }
        assert!(input.is_empty(), "everything is read");
    }

    fn note(&mut self, step: &Step, acts: &mut Vec<Act>) {
        let told = format!("{step:?}");
        token::assert_not_told(&told);
        self.story.push(told);
        assert_texts_are_plain(step);
        if let Step::Finished(result) = step {
            self.check_the_word(result);
        }
        acts.extend(match step {
            Step::StartTls => Some(Act::ShakeHands),
            Step::Authenticate => Some(Act::ShowTheToken),
            Step::AuthRefused { .. } if self.script.next_move() == b'r' => Some(Act::ShowTheToken),
            Step::Ready | Step::Finished(_) => Some(Act::Ask),
            Step::AuthRefused { .. } | Step::Refused { .. } | Step::NotOffered { .. } => {
                Some(Act::Quit)
            }
            _ => None,
        });
    }

    /// The server's last word on a command, and the mail if it was one.
    fn check_the_word(&mut self, result: &Result<Reply, Reply>) {
        let word: &[u8] = if result.is_ok() { b"+OK" } else { b"-ERR" };
        assert!(self.read.starts_with(word), "a word that began before its command");
        let asked_for_a_mail = [&b"RETR"[..], b"TOP"].iter().any(|c| self.last_said.starts_with(c));
        let mail = std::mem::take(&mut self.mail);
        if asked_for_a_mail && result.is_ok() {
            let line = self.read.iter().position(|octet| *octet == b'\n').expect("a status line");
            assert_eq!(mail, wire::unstuffed(&self.read[line + 1..]), "the mail");
            self.story.push(format!("a mail: {}", mail.escape_ascii()));
        } else {
            assert!(mail.is_empty(), "octets of a mail that nobody asked for");
        }
    }

    fn act(&mut self, act: &Act) {
        let chosen = self.script.next_move();
        match chosen {
            b'q' => return self.session.quit(),
            b'w' => self.move_wrongly(act),
            _ => {}
        }
        match act {
            Act::ShakeHands => {
                self.secured = true;
                self.session.tls_established();
            }
            Act::ShowTheToken => self.session.authenticate(&bearer()),
            Act::Ask if self.commands < 40 => {
                self.commands += 1;
                self.ask(chosen);
            }
            Act::Ask | Act::Quit => self.session.quit(),
        }
    }

    fn ask(&mut self, chosen: u8) {
        match chosen {
            b'u' => self.session.uidl(),
            b'l' => self.session.list(),
            b's' => self.session.stat(),
            b't' => self.session.top(u32::MAX, u32::MAX),
            b'd' => self.session.delete(1),
            b'n' => self.session.noop(),
            _ => self.session.retrieve(1),
        }
    }

    /// None of these may say anything.
    fn move_wrongly(&mut self, act: &Act) {
        self.write();
        if !matches!(act, Act::ShakeHands) {
            self.session.tls_established();
        }
        if matches!(act, Act::ShakeHands | Act::Ask) {
            self.session.authenticate(&bearer());
        }
        if !matches!(act, Act::Ask) {
            b"ulstdn.".iter().for_each(|command| self.ask(*command));
        }
        assert!(self.session.take_output().is_empty(), "a move out of place says something");
    }

    /// Takes the output: one whole line, and no token in the clear.
    fn write(&mut self) {
        let output = self.session.take_output();
        let lines = wire::lines(&output);
        assert!(lines.len() <= 1, "one command at a time");
        for line in &lines {
            assert!(line.len() < 255 && !line.iter().any(u8::is_ascii_control));
            assert!(self.secured || !line.starts_with(b"AUTH"), "a token in the clear");
        }
        if !output.is_empty() {
            self.last_said = output.to_vec();
            self.read.clear();
            self.story.push(String::from_utf8_lossy(&output).into_owned());
        }
    }
}

fn assert_texts_are_plain(step: &Step) {
    let reply = |reply: &Reply| wire::assert_plain(&reply.text, 1_000);
    match step {
        Step::Finished(result) => result.as_ref().map_or_else(reply, reply),
        Step::AuthRefused { reply: refusal, challenge } => {
            reply(refusal);
            challenge.iter().for_each(|text| wire::assert_plain(text, 2_000));
        }
        Step::Refused { reply: refusal, .. } => reply(refusal),
        Step::Broken { what, .. } => wire::assert_plain(what, 1_000),
        Step::Unreadable { line, .. } => wire::assert_plain(line, 200),
        Step::Uidl { uidl, .. } => {
            assert!((1..=70).contains(&uidl.len()) && uidl.bytes().all(|b| b.is_ascii_graphic()));
        }
        _ => {}
    }
}

fn bearer() -> Bearer {
    token::bearer("mail.example.com", 995)
}

const MOST_MECHANISMS: usize = 50;
