//! One connection of a client, from the greeting to the close.
//!
//! [`Session::receive`] takes octets as far as it can, and stops where a question to the driver is
//! open; the driver's answer opens the way again.

use std::collections::VecDeque;
use std::{fmt, mem};

use super::content::Content;
use super::mailbox::{Listing, Mailbox};
use super::rules::{Rules, Tls};
use super::step::Step;
use super::wording::Wording;
use crate::line::{LONGEST, Line, LineBuffer};
use crate::sasl::Exchange;

/// The server's side of one connection.
pub struct Session {
    pub(super) rules: Rules,
    pub(super) state: State,
    pub(super) phase: Phase,
    line: LineBuffer,
    errors: u32,
    pub(super) steps: VecDeque<Step>,
    pub(super) output: Vec<u8>,
}

/// What the session waits for.
pub(super) enum State {
    Command,
    /// The client's next line within AUTH.
    SignIn(Exchange),
    /// The client's answer to the challenge, whatever it is; then comes this refusal.
    Challenged(String),
    /// Room in the output for the rest of a list.
    List(Listing, usize),
    /// The octets of a mail, from the driver.
    Content(Content),
    /// The driver's answer.
    Asking(Question),
    Closed,
}

pub(super) enum Question {
    Tls,
    /// `challenged`: a challenge goes before the refusal.
    Credentials {
        by_token: bool,
        challenged: bool,
    },
    Update,
}

/// RFC 1939 §3. The third state, UPDATE, is the question whether the deletions are done.
pub(super) enum Phase {
    /// `user`: the name that USER gave, until PASS.
    Authorization {
        user: Option<String>,
    },
    Transaction(Mailbox),
}

/// Lines and mails are not shown: they may hold secrets.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("rules", &self.rules).finish_non_exhaustive()
    }
}

impl Session {
    /// A new connection; its greeting waits in the output.
    pub fn new(rules: Rules) -> Self {
        let mut session = Self {
            rules,
            state: State::Command,
            phase: Phase::Authorization { user: None },
            line: LineBuffer::default(),
            errors: 0,
            steps: VecDeque::new(),
            output: Vec::new(),
        };
        session.say_ok_of(|wording| &wording.greeting);
        session
    }

    /// Reads `input` as far as possible and returns how many octets were taken.
    ///
    /// Stops early where a step waits for the driver's answer: take the steps, answer, then come
    /// again with the rest. It also stops behind a command when much output has gathered, so write
    /// the output between calls; at least one command is taken each time.
    pub fn receive(&mut self, input: &[u8]) -> usize {
        let mut taken = 0;
        while taken < input.len() {
            match self.state {
                State::Command | State::SignIn(_) | State::Challenged(_) => {}
                // What came in the clear behind STLS would count as said under TLS
                // (CVE-2011-0411): it is dropped, as is all that follows QUIT.
                State::Asking(Question::Tls) | State::Closed => return input.len(),
                State::Asking(_) | State::List(..) | State::Content(_) => break,
            }
            if taken > 0 && self.output.len() >= MUCH_OUTPUT {
                break;
            }
            let (octets, line) = self.line.gather(&input[taken..]);
            taken += octets;
            if let Some(line) = line {
                self.receive_line(&line);
            }
        }
        taken
    }

    /// What the driver has to do next. `None`: write the output, then read more.
    pub fn next_step(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// Replies to be written now; may hold several, or a part of a long list. So write, and ask
    /// again as long as [`has_output`](Self::has_output) says so.
    pub fn take_output(&mut self) -> Vec<u8> {
        let output = mem::take(&mut self.output);
        self.go_on_listing();
        output
    }

    pub fn has_output(&self) -> bool {
        !self.output.is_empty()
    }

    /// The server shuts down, or the client was idle for too long: nothing is deleted.
    pub fn closing(&mut self, text: &str) {
        match &self.state {
            State::Closed => {}
            // In the middle of a mail or a list a reply would be a line of it.
            State::Content(content) if content.begun => self.close(),
            State::List(..) => self.close(),
            _ => {
                self.say_err(text);
                self.close();
            }
        }
    }
}

/// Reading commands.
impl Session {
    fn receive_line(&mut self, line: &Line) {
        match mem::replace(&mut self.state, State::Command) {
            State::SignIn(exchange) => self.go_on_signing_in(exchange, line),
            State::Challenged(refusal) => self.complain_with(&refusal),
            _ => self.receive_command(line),
        }
    }

    fn receive_command(&mut self, line: &Line) {
        let Ok(text) = std::str::from_utf8(&line.octets) else {
            return self.complain(|wording| &wording.unknown_command);
        };
        let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
        let verb = verb.trim_ascii_end().to_ascii_uppercase();
        let limit = if verb == "AUTH" { LONGEST } else { self.rules.command_line_limit };
        if line.length > limit as u64 {
            return self.complain(|wording| &wording.line_too_long);
        }
        match verb.as_str() {
            "CAPA" => self.list_capabilities(),
            "QUIT" => self.bid_goodbye(),
            _ => match mem::replace(&mut self.phase, Phase::Authorization { user: None }) {
                Phase::Authorization { user } => {
                    self.phase = Phase::Authorization { user };
                    self.authorization_command(&verb, rest);
                }
                Phase::Transaction(mut mailbox) => {
                    self.transaction_command(&verb, rest, &mut mailbox);
                    self.phase = Phase::Transaction(mailbox);
                    self.go_on_listing();
                }
            },
        }
    }

    fn authorization_command(&mut self, verb: &str, rest: &str) {
        let mut words = rest.split_ascii_whitespace();
        match (verb, words.next(), words.next()) {
            ("STLS", None, _) => self.start_tls(),
            ("USER", Some(_), _) => self.user(rest.trim_ascii()),
            ("PASS", ..) => self.pass(rest),
            ("AUTH", Some(name), initial) => self.auth(name, initial),
            ("STLS" | "USER" | "AUTH", ..) => self.complain(|wording| &wording.malformed),
            ("STAT" | "LIST" | "UIDL" | "RETR" | "TOP" | "DELE" | "RSET" | "NOOP", ..) => {
                self.complain(|wording| &wording.wrong_state);
            }
            _ => self.complain(|wording| &wording.unknown_command),
        }
    }

    fn transaction_command(&mut self, verb: &str, rest: &str, mailbox: &mut Mailbox) {
        let mut words = rest.split_ascii_whitespace();
        let (first, second) = (words.next(), words.next());
        let number = |word: Option<&str>| word.and_then(|word| word.parse::<usize>().ok());
        match (verb, number(first), number(second)) {
            ("STAT", ..) => self.stat(mailbox),
            ("LIST", ..) => self.list(mailbox, Listing::Size, first),
            ("UIDL", ..) => self.list(mailbox, Listing::Uidl, first),
            ("RETR", Some(n), _) => self.retrieve(mailbox, n, None),
            ("TOP", Some(n), Some(lines)) => self.retrieve(mailbox, n, Some(lines)),
            ("DELE", Some(n), _) => self.delete(mailbox, n),
            ("RSET", ..) => self.reset(mailbox),
            ("NOOP", ..) => self.say_ok_of(|wording| &wording.noop),
            ("RETR" | "TOP" | "DELE", ..) => self.complain(|wording| &wording.malformed),
            ("STLS" | "USER" | "PASS" | "AUTH", ..) => {
                self.complain(|wording| &wording.wrong_state);
            }
            _ => self.complain(|wording| &wording.unknown_command),
        }
    }

    /// CAPA (RFC 2449 §5): the fixed list, then what the rules offer now.
    fn list_capabilities(&mut self) {
        let mut lines = self.rules.wording.capabilities.clone();
        if let Phase::Authorization { .. } = self.phase {
            let ways = self.rules.ways();
            let mut sasl = ways.mechanisms.iter().fold(String::new(), |mut words, mechanism| {
                words.push(' ');
                words.push_str(mechanism.word());
                words
            });
            if !sasl.is_empty() {
                sasl.insert_str(0, "SASL");
                lines.push(sasl);
            }
            lines.extend(ways.password.then(|| "USER".to_owned()));
            lines.extend((self.rules.tls == Tls::Offered).then(|| "STLS".to_owned()));
        }
        self.say_ok_of(|wording| &wording.capabilities_follow);
        for line in lines {
            self.say(&line);
        }
        self.say(".");
    }
}

/// Answering.
impl Session {
    pub(super) fn say_ok(&mut self, text: &str) {
        self.say_status("+OK", text);
    }

    pub(super) fn say_ok_of(&mut self, text: impl Fn(&Wording) -> &String) {
        let text = text(&self.rules.wording).clone();
        self.say_ok(&text);
    }

    /// A refusal that is not the client's mistake.
    pub(super) fn say_err(&mut self, text: &str) {
        self.say_status("-ERR", text);
    }

    pub(super) fn say_err_of(&mut self, text: impl Fn(&Wording) -> &String) {
        let text = text(&self.rules.wording).clone();
        self.say_err(&text);
    }

    /// A refusal that is; too many of them end the connection.
    pub(super) fn complain(&mut self, text: impl Fn(&Wording) -> &String) {
        let text = text(&self.rules.wording).clone();
        self.complain_with(&text);
    }

    pub(super) fn complain_with(&mut self, text: &str) {
        self.errors += 1;
        if self.errors > self.rules.errors_limit {
            self.say_err_of(|wording| &wording.too_many_errors);
            self.close();
        } else {
            self.say_err(text);
        }
    }

    /// One line.
    pub(super) fn say(&mut self, line: &str) {
        write_line(line, &mut self.output);
    }

    pub(super) fn close(&mut self) {
        self.state = State::Closed;
        self.steps.push_back(Step::Close);
    }

    fn say_status(&mut self, status: &str, text: &str) {
        let gap = if text.is_empty() { "" } else { " " };
        self.say(&format!("{status}{gap}{text}"));
    }
}

/// A line end within the line would be a reply of its own.
pub(super) fn write_line(line: &str, out: &mut Vec<u8>) {
    let plain = |byte| {
        if byte == b'\r' || byte == b'\n' { b' ' } else { byte }
    };
    out.extend(line.bytes().map(plain));
    out.extend_from_slice(b"\r\n");
}

/// Behind a command after which this many octets wait to be written, reading pauses.
pub(super) const MUCH_OUTPUT: usize = 64 * 1024;
