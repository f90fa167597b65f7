//! What a device says to our SMTP server, with a driver of any mind.
//!
//! Moves: `n` no, `c` challenge and no, `w` every answer that does not fit before the one that does,
//! `q` the server shuts down, anything else yes. Rules: `t` STARTTLS is offered, `T` TLS is
//! established, `a` sign in first, `s` mails are small, `m` the driver is asked at each piece of a
//! mail too.
//!
//! Holds: a mail ends at the five octets alone; it is what a plain reader takes out of the same octets,
//! so none hides in another; no `250 … Kept` without a receipt; what came in the clear behind STARTTLS
//! is dropped; replies are lines of SMTP and their number at once is limited; the same octets in other
//! reads tell the same story.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{Mechanism, Receipt, Rules, Session, Step, Tls};

use crate::script::Script;
use crate::wire;

pub fn run(input: &[u8]) {
    let (script, octets) = Script::divide(input);
    let whole = Driver::new(script.in_one_read()).hear(octets);
    let in_reads = Driver::new(script).hear(octets);
    // What stands behind STARTTLS in the same read is dropped on purpose, and a refusal in the middle
    // of a mail depends on how the mail came.
    let comparable = |story: &Story| !story.depends_on_reads;
    if comparable(&whole) && comparable(&in_reads) {
        assert_eq!(whole, in_reads, "the same story in any reads");
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Story {
    said: String,
    steps: Vec<String>,
    mails: Vec<Vec<u8>>,
    depends_on_reads: bool,
}

struct Driver<'a> {
    script: Script<'a>,
    session: Session,
    story: Story,
    /// The octets that the session has taken.
    taken: usize,
    /// Where the text of the mail began, once DATA was accepted.
    text_begins: Option<usize>,
    mail: Vec<u8>,
    /// Receipts that a question has waited for.
    receipts: usize,
}

struct Kept;

impl Receipt for Kept {
    fn queue_id(&self) -> String {
        "7f3a".to_owned()
    }
}

impl<'a> Driver<'a> {
    fn new(script: Script<'a>) -> Self {
        let session = Session::new(rules(&script));
        Self {
            script,
            session,
            story: Story::default(),
            taken: 0,
            text_begins: None,
            mail: Vec::new(),
            receipts: 0,
        }
    }

    fn hear(mut self, octets: &[u8]) -> Story {
        self.write();
        let mut read = 0;
        while read < octets.len() {
            read += self.script.next_read(&octets[read..]);
            while self.taken < read {
                let taken = self.session.receive(&octets[self.taken..read]);
                self.taken += taken;
                let asked = self.take_steps(&octets[..self.taken], self.taken == read);
                let wrote = self.write();
                assert!(taken > 0 || asked || wrote, "the session stands still");
            }
        }
        let replies = self.story.said.lines();
        let kept = replies.filter(|line| line.starts_with("250 2.0.0 Kept")).count();
        assert_eq!(kept, self.receipts, "a promise for each receipt");
        self.story
    }

    fn take_steps(&mut self, taken: &[u8], read_whole: bool) -> bool {
        let mut count = 0;
        while let Some(step) = self.session.next_step() {
            count += 1;
            if !matches!(step, Step::Body(_)) {
                self.story.steps.push(format!("{step:?}"));
            }
            assert!(!matches!(step, Step::StartTls) || read_whole, "kept for after TLS");
            self.take_step(step, taken);
        }
        assert!(count <= 4, "{count} steps at once");
        count > 0
    }

    fn take_step(&mut self, step: Step, taken: &[u8]) {
        match step {
            Step::Close => {}
            Step::Reset | Step::TooLarge => self.mail.clear(),
            Step::Body(octets) => {
                self.mail.extend_from_slice(&octets);
                if self.script.has(b'm') {
                    self.story.depends_on_reads = true;
                    if self.script.next_move() == b'n' {
                        self.session.not_kept(no());
                        self.mail.clear();
                    }
                }
            }
            question => self.answer(&question, taken),
        }
    }

    fn answer(&mut self, question: &Step, taken: &[u8]) {
        if let Step::End(_) = question {
            let begins = self.text_begins.take().expect("a mail ends that has begun");
            assert!(taken.ends_with(wire::END), "nothing but the five octets ends a mail");
            let mail = std::mem::take(&mut self.mail);
            assert_eq!(mail, wire::unstuffed(&taken[begins..]), "the mail that was sent");
            self.story.mails.push(mail);
        }
        let answer = self.script.next_move();
        match answer {
            b'q' => return self.session.closing(Reply::new(421, (4, 3, 2), "Shutting down.")),
            b'w' => self.answer_wrongly(question),
            _ => {}
        }
        match (question, answer) {
            (Step::StartTls, _) => {
                self.story.depends_on_reads = true;
                self.session.tls_established();
            }
            (Step::Authenticate(_), b'n') => self.session.not_authenticated(no()),
            (Step::Authenticate(_), b'c') => {
                self.session.challenge("{\"status\":\"401\"}");
                self.session.not_authenticated(no());
            }
            (Step::Authenticate(_), _) => self.session.authenticated("anna"),
            (Step::End(_), b'n') => self.session.not_kept(no()),
            (Step::End(_), _) => {
                self.receipts += 1;
                self.session.kept(&Kept);
            }
            (_, b'n') => self.session.refused(no()),
            (Step::Data, _) => {
                self.text_begins = Some(taken.len());
                self.session.accepted();
            }
            _ => self.session.accepted(),
        }
    }

    /// None of these may change anything.
    fn answer_wrongly(&mut self, question: &Step) {
        if !matches!(question, Step::StartTls) {
            self.session.tls_established();
        }
        if !matches!(question, Step::Authenticate(_)) {
            self.session.authenticated("mallory");
            self.session.challenge("{}");
            self.session.not_authenticated(no());
        }
        if !matches!(question, Step::End(_)) {
            self.session.kept(&Kept);
            self.session.not_kept(no());
        }
        if !matches!(question, Step::Mail(_) | Step::Recipient(_) | Step::Data) {
            self.session.accepted();
            self.session.refused(no());
        }
    }

    /// Takes the output, which is whole replies and not too many.
    fn write(&mut self) -> bool {
        let output = self.session.take_output();
        assert!(output.len() < MOST_OUTPUT, "{} octets of replies", output.len());
        let mut code = None;
        for line in wire::lines(&output) {
            assert!(line.len() + 2 <= 512, "RFC 5321 §4.5.3.1.5");
            let (digits, rest) = line.split_at_checked(4).expect("a code");
            assert!(digits[..3].iter().all(u8::is_ascii_digit), "{}", line.escape_ascii());
            assert_eq!(*code.get_or_insert(&digits[..3]), &digits[..3], "one code for a reply");
            match digits[3] {
                b' ' => code = None,
                dash => assert_eq!(dash, b'-', "{}", rest.escape_ascii()),
            }
        }
        assert_eq!(code, None, "a reply has a last line");
        self.story.said.push_str(std::str::from_utf8(&output).expect("replies are text"));
        !output.is_empty()
    }
}

fn rules(script: &Script) -> Rules {
    let every =
        vec![Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2, Mechanism::Oauthbearer];
    Rules {
        tls: match (script.has(b'T'), script.has(b't')) {
            (true, _) => Tls::Established,
            (_, true) => Tls::Offered,
            _ => Tls::Unavailable,
        },
        mechanisms_before_tls: if script.has(b't') { Vec::new() } else { every.clone() },
        mechanisms_after_tls: every,
        auth_required: script.has(b'a'),
        size_limit: if script.has(b's') { 40 } else { 10_000_000 },
        recipients_limit: 3,
        ..Rules::default()
    }
}

fn no() -> Reply {
    Reply::new(451, (4, 3, 0), "No.")
}

/// Reading stops at 16 KiB of replies; one more reply may follow.
const MOST_OUTPUT: usize = 18 * 1024;
