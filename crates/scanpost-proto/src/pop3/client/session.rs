//! The dialogue with the server, state by state. The story is in mod.rs.

use std::collections::VecDeque;
use std::time::Duration;
use std::{fmt, mem};

use zeroize::Zeroizing;

use super::capabilities::Capabilities;
use super::listing::{self, Listing};
use super::state::{Command, State};
use super::status::Status;
use super::step::{Security, Stage, Step};
use super::unstuffing::{Piece, Unstuffing};
use crate::line::{Line, LineBuffer};
use crate::pop3::Reply;
use crate::sasl::{Bearer, Mechanism, Showing};

/// One connection to a server, from its greeting to the end.
pub struct Session {
    security: Security,
    /// TLS is established.
    secured: bool,
    state: State,
    line: LineBuffer,
    /// The line that comes now began before what it would answer was taken out to be written.
    early: bool,
    /// The driver has not yet handed over all that it has read.
    unread: bool,
    capabilities: Capabilities,
    /// The last sign-in. Kept, for a server may quote the token at any time after it.
    showing: Option<Showing>,
    output: Zeroizing<Vec<u8>>,
    /// Not told yet.
    steps: VecDeque<Step<'static>>,
}

/// A session may hold a token on its way out, so little of it is shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("stage", &self.state.stage()).finish_non_exhaustive()
    }
}

impl Session {
    /// Begins with waiting for the greeting.
    pub fn new(security: Security) -> Self {
        Self {
            security,
            secured: security == Security::Implicit,
            state: State::Greeting,
            line: LineBuffer::default(),
            early: false,
            unread: false,
            capabilities: Capabilities::default(),
            showing: None,
            output: Zeroizing::default(),
            steps: VecDeque::new(),
        }
    }

    /// Takes octets off the front of `input`, which came from the server, up to the next step.
    /// `None`: they are used up; write the output, then read more.
    pub fn next_step<'a>(&mut self, input: &mut &'a [u8]) -> Option<Step<'a>> {
        self.unread = false;
        let step = self.read(input);
        self.unread = !input.is_empty();
        step
    }

    /// What is to be written now.
    pub fn take_output(&mut self) -> Zeroizing<Vec<u8>> {
        mem::take(&mut self.output)
    }

    /// How long the server may take for what it is to do now.
    pub fn reply_wait(&self) -> Duration {
        self.state.reply_wait()
    }

    /// How a token is shown on this connection; nothing where no way is offered.
    pub fn mechanism(&self) -> Option<Mechanism> {
        self.capabilities.bearer_mechanism()
    }

    /// What the server offers, as of the last CAPA.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Where the dialogue stands.
    pub fn stage(&self) -> Stage {
        self.state.stage()
    }
}

/// The driver's moves. In a state where a move makes no sense (mostly because the connection has
/// ended meanwhile) it does nothing: the steps tell what happened.
impl Session {
    /// The handshake after `Step::StartTls` succeeded. What was offered in the clear is forgotten.
    pub fn tls_established(&mut self) {
        if matches!(self.state, State::HandShake) {
            self.secured = true;
            self.ask_for_capabilities();
        }
    }

    /// Shows the token.
    pub fn authenticate(&mut self, bearer: &Bearer) {
        if !matches!(self.state, State::BeforeAuthentication) {
            return;
        }
        match self.capabilities.bearer_mechanism() {
            None => self.steps.push_back(Step::NotOffered { what: "AUTH XOAUTH2" }),
            Some(mechanism) => {
                let showing = Showing::new(mechanism, bearer);
                self.say(&showing.command(), State::Authentication);
                self.showing = Some(showing);
            }
        }
    }

    /// Asks how many messages there are: `Totals`, `Finished`.
    pub fn stat(&mut self) {
        self.ask(Command::Stat);
    }

    /// Asks for their sizes: any number of `Size`, `Finished`.
    pub fn list(&mut self) {
        self.ask(Command::List);
    }

    /// Asks for the names that stay: any number of `Uidl`, `Finished`.
    pub fn uidl(&mut self) {
        self.ask(Command::Uidl);
    }

    /// Asks for a message: any number of `Content`, `Finished`. Messages are counted from 1.
    pub fn retrieve(&mut self, message: u32) {
        self.ask(Command::Retrieve(message));
    }

    /// Asks for a message's head and so many lines of its text: as `retrieve`.
    pub fn top(&mut self, message: u32, lines: u32) {
        self.ask(Command::Top(message, lines));
    }

    /// Marks a message, which is deleted if QUIT is answered with `+OK`: `Finished`.
    pub fn delete(&mut self, message: u32) {
        self.ask(Command::Delete(message));
    }

    /// Asks whether the server is there: `Finished`.
    pub fn noop(&mut self) {
        self.ask(Command::Noop);
    }

    /// Says goodbye where that can be said: `Finished`. In the middle of something the session just
    /// ends, and nothing is deleted.
    pub fn quit(&mut self) {
        match self.state {
            State::Ready => self.say("QUIT", State::Quit { updates: true }),
            State::BeforeAuthentication | State::Parting => {
                self.say("QUIT", State::Quit { updates: false });
            }
            State::Quit { .. } | State::Over => {}
            _ => self.end(),
        }
    }

    fn ask(&mut self, command: Command) {
        if matches!(self.state, State::Ready) {
            self.say(&command.to_string(), State::Asked(command));
        }
    }
}

/// Reading.
impl Session {
    fn read<'a>(&mut self, input: &mut &'a [u8]) -> Option<Step<'a>> {
        loop {
            // They could have come from anybody (CVE-2011-0411).
            if matches!(self.state, State::HandShake) && !input.is_empty() {
                self.break_off("octets in the clear behind STLS");
            }
            if let Some(step) = self.steps.pop_front() {
                return Some(step);
            }
            if input.is_empty() {
                return None;
            }
            match &mut self.state {
                State::Over => *input = &[],
                State::Content(_, unstuffing, _) => match unstuffing.read(input) {
                    Piece::Octets(octets) => return Some(Step::Content(octets)),
                    Piece::End => self.finish_content(),
                    Piece::More => {}
                },
                _ => self.read_line(input),
            }
        }
    }

    fn read_line(&mut self, input: &mut &[u8]) {
        if self.line.is_empty() && !self.output.is_empty() {
            self.early = true;
        }
        let (taken, line) = self.line.gather(input);
        *input = &input[taken..];
        match line {
            Some(line) => self.hear(&line),
            None if self.line.length() > ENDLESS => {
                self.break_off(&format!("a line of over {ENDLESS} octets"));
            }
            None => {}
        }
    }

    fn hear(&mut self, line: &Line) {
        match mem::replace(&mut self.state, State::Parting) {
            State::CapabilityList(capabilities, left) => {
                self.note_capability(capabilities, left, &line.octets);
            }
            State::List(listing, left, reply) => {
                self.note_entry(listing, left, reply, &line.octets);
            }
            other => {
                self.state = other;
                self.hear_status(Status::read(&line.octets, self.showing.as_ref()));
            }
        }
    }

    fn note_capability(&mut self, mut capabilities: Capabilities, left: u32, line: &[u8]) {
        match line {
            b"." => {
                self.capabilities = capabilities;
                self.capabilities_known();
            }
            _ if left == 0 => self.break_off_at(
                State::CapabilityList(capabilities, 0),
                &format!("over {CAPABILITIES_LIMIT} capabilities"),
            ),
            _ => {
                capabilities.note(line.strip_prefix(b".").unwrap_or(line));
                self.state = State::CapabilityList(capabilities, left - 1);
            }
        }
    }

    fn note_entry(&mut self, listing: Listing, left: u32, reply: Reply, line: &[u8]) {
        match line {
            b"." => self.finish(Ok(reply)),
            _ if left == 0 => self.break_off_at(
                State::List(listing, 0, reply),
                &format!("a list of over {ENTRIES_LIMIT} messages"),
            ),
            _ => {
                self.steps.push_back(listing.entry(line, self.showing.as_ref()));
                self.state = State::List(listing, left - 1, reply);
            }
        }
    }

    fn finish_content(&mut self) {
        if let State::Content(_, _, reply) = mem::replace(&mut self.state, State::Parting) {
            self.finish(Ok(reply));
        }
    }
}

/// The server's status lines.
impl Session {
    fn hear_status(&mut self, status: Status) {
        let early = mem::take(&mut self.early);
        match status {
            // Before it closes, a server says why, whether it is asked or not.
            Status::Reply(reply) if !reply.positive && (early || !self.state.awaits_a_status()) => {
                self.refuse_for_good(reply);
            }
            // Nobody can have answered what nobody has read.
            _ if early => self.break_off_by(&status, "a reply before its command"),
            Status::Prompt(text) => self.prompted(&text),
            Status::Reply(reply) => self.replied(reply),
            Status::Garbage(_) => self.break_off_by(&status, "a line that is no reply"),
        }
    }

    fn prompted(&mut self, text: &str) {
        match &mut self.showing {
            Some(showing) if matches!(self.state, State::Authentication) => {
                match showing.prompted(text) {
                    Some(answer) => self.say(&answer, State::Authentication),
                    None => self.break_off("prompts without end"),
                }
            }
            _ => self.break_off("a prompt where none is due"),
        }
    }

    fn replied(&mut self, reply: Reply) {
        let positive = reply.positive;
        match mem::replace(&mut self.state, State::Parting) {
            State::Greeting if positive => self.ask_for_capabilities(),
            State::Greeting => self.refuse(Stage::Greeting, reply),
            State::Capabilities if positive => {
                let none = Capabilities::default();
                self.state = State::CapabilityList(none, CAPABILITIES_LIMIT);
            }
            // RFC 1939 has no CAPA.
            State::Capabilities => self.without_capabilities(),
            // More octets, in this read or the next, break the session: see `read`.
            State::StartTls if positive => {
                self.state = State::HandShake;
                self.steps.push_back(Step::StartTls);
            }
            State::StartTls => self.refuse(Stage::StartTls, reply),
            State::Authentication => self.token_replied(reply),
            State::Asked(command) if positive => self.command_replied(command, reply),
            State::Asked(_) => self.finish(Err(reply)),
            State::Quit { .. } => {
                self.steps.push_back(Step::Finished(if positive { Ok(reply) } else { Err(reply) }));
                self.end();
            }
            silent => {
                self.state = silent;
                self.break_off_by(&Status::Reply(reply), "a reply that nothing asked for");
            }
        }
    }

    fn capabilities_known(&mut self) {
        match self.security {
            Security::StartTls if !self.secured && self.capabilities.stls => self.ask_for_tls(),
            Security::StartTls if !self.secured => {
                self.steps.push_back(Step::NotOffered { what: "STLS" });
            }
            _ => self.wait_for_the_token(),
        }
    }

    /// What is not listed may be there all the same, also STLS: it is asked for, and never gone
    /// without.
    fn without_capabilities(&mut self) {
        if self.secured { self.wait_for_the_token() } else { self.ask_for_tls() }
    }

    fn token_replied(&mut self, reply: Reply) {
        let shown = self.showing.as_ref().is_some_and(Showing::is_shown);
        if reply.positive && shown {
            self.become_ready();
        } else if reply.positive {
            // Signed in without having seen the token: as whom?
            let what = "a reply that does not belong to AUTH";
            self.break_off_at(State::Authentication, what);
        } else {
            let challenge = self.showing.as_mut().and_then(Showing::take_challenge);
            self.state = State::BeforeAuthentication;
            self.steps.push_back(Step::AuthRefused { reply, challenge });
        }
    }

    fn command_replied(&mut self, command: Command, reply: Reply) {
        match command {
            Command::Stat => match listing::totals(&reply.text) {
                Some(totals) => {
                    self.steps.push_back(totals);
                    self.finish(Ok(reply));
                }
                None => self.break_off_at(State::Asked(command), "a reply without STAT's figures"),
            },
            Command::List => self.state = State::List(Listing::Sizes, ENTRIES_LIMIT, reply),
            Command::Uidl => self.state = State::List(Listing::Uidls, ENTRIES_LIMIT, reply),
            Command::Retrieve(_) | Command::Top(..) => {
                self.state = State::Content(command, Unstuffing::default(), reply);
            }
            Command::Delete(_) | Command::Noop => self.finish(Ok(reply)),
        }
    }
}

/// How states change and what is said.
impl Session {
    fn ask_for_capabilities(&mut self) {
        self.capabilities = Capabilities::default();
        self.say("CAPA", State::Capabilities);
    }

    fn ask_for_tls(&mut self) {
        self.say("STLS", State::StartTls);
    }

    fn wait_for_the_token(&mut self) {
        self.state = State::BeforeAuthentication;
        self.steps.push_back(Step::Authenticate);
    }

    fn become_ready(&mut self) {
        self.state = State::Ready;
        self.steps.push_back(Step::Ready);
    }

    fn finish(&mut self, result: Result<Reply, Reply>) {
        self.state = State::Ready;
        self.steps.push_back(Step::Finished(result));
    }

    /// The server says no and stays: QUIT may follow.
    fn refuse(&mut self, stage: Stage, reply: Reply) {
        self.state = State::Parting;
        self.steps.push_back(Step::Refused { stage, reply });
    }

    /// `-ERR` that answers nothing: the server closes.
    fn refuse_for_good(&mut self, reply: Reply) {
        let stage = self.state.stage();
        self.steps.push_back(Step::Refused { stage, reply });
        self.end();
    }

    fn break_off(&mut self, what: &str) {
        let stage = self.state.stage();
        // A handshake would only hide what has happened.
        self.steps.retain(|step| !matches!(step, Step::StartTls));
        self.steps.push_back(Step::Broken { stage, what: what.to_owned() });
        self.end();
    }

    fn break_off_at(&mut self, state: State, what: &str) {
        self.state = state;
        self.break_off(what);
    }

    /// Quotes what the server said.
    fn break_off_by(&mut self, status: &Status, what: &str) {
        self.break_off(&format!("{what}: {}", status.excerpt()));
    }

    /// Nothing more is read or written.
    fn end(&mut self) {
        self.output = Zeroizing::default();
        self.state = State::Over;
    }

    /// Says a line, and waits in `state` for what the server says to it. What it has begun to say
    /// before is not that.
    fn say(&mut self, line: &str, state: State) {
        self.early |= self.unread || !self.line.is_empty();
        self.state = state;
        // Exactly: a buffer that grows while it holds a token leaves copies behind.
        self.output.reserve_exact(line.len() + 2);
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }
}

/// A line that is longer has no end. RFC 2449 §4 allows 512 octets.
const ENDLESS: u64 = 65_536;

/// So many capabilities are read; a dozen are known.
const CAPABILITIES_LIMIT: u32 = 1_000;

/// So many messages of a mailbox are listed.
const ENTRIES_LIMIT: u32 = 1_000_000;
