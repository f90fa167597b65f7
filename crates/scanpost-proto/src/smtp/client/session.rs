//! The dialogue with the server, state by state. The story is in mod.rs.

use std::collections::VecDeque;
use std::time::Duration;
use std::{fmt, mem};

use super::capabilities::Capabilities;
use super::exchange::{self, Exchange};
use super::output::Output;
use super::reader::{Garbage, Reader};
use super::state::State;
use super::step::{Envelope, MailResult, Security, Stage, Step};
use super::stuffing::Stuffing;
use super::transaction::{self, Transaction};
use crate::sasl::{Bearer, Mechanism};
use crate::smtp::Reply;

/// One connection to a server, from its greeting to the end.
pub struct Session {
    helo: String,
    security: Security,
    /// TLS is established.
    secured: bool,
    state: State,
    reader: Reader,
    capabilities: Capabilities,
    /// The last sign-in that ended. Kept, for a server may quote the token at any time after it.
    shown: Option<Exchange>,
    /// The last transaction ended before its text: RSET comes first.
    reset_first: bool,
    output: Output,
    steps: VecDeque<Step>,
}

/// A session may hold a token on its way out, so little of it is shown.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("stage", &self.state.stage()).finish_non_exhaustive()
    }
}

impl Session {
    /// Begins with waiting for the greeting. `helo` is our name (RFC 5321 §4.1.4).
    pub fn new(helo: &str, security: Security) -> Self {
        Self {
            helo: helo.chars().filter(char::is_ascii_graphic).take(HELO_LIMIT).collect(),
            security,
            secured: security == Security::Implicit,
            state: State::Greeting,
            reader: Reader::default(),
            capabilities: Capabilities::default(),
            shown: None,
            reset_first: false,
            output: Output::default(),
            steps: VecDeque::new(),
        }
    }

    /// Takes octets that came from the server.
    pub fn receive(&mut self, input: &[u8]) {
        let mut rest = input;
        while !rest.is_empty() {
            match self.state {
                State::Over { .. } => return,
                State::HandShake => return self.break_off("octets in the clear behind STARTTLS"),
                _ => {}
            }
            let (outcome, behind) = self.reader.read(rest);
            rest = behind;
            match outcome {
                Some(Ok(mut reply)) => {
                    if let Some(exchange) = &self.shown {
                        exchange.hide_the_token(&mut reply);
                    }
                    self.replied(reply);
                }
                // What a server says once it is shown a token may hold the token.
                Some(Err(_)) if self.has_shown_a_token() => {
                    self.break_off("a line that is no reply");
                }
                Some(Err(Garbage(what))) => self.break_off(&what),
                None => {}
            }
        }
    }

    /// `None`: write the output, then read more.
    pub fn next_step(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// What is to be written now.
    pub fn take_output(&mut self) -> Output {
        mem::take(&mut self.output)
    }

    /// How long the server may take for what it is to do now (RFC 5321 §4.5.3.2).
    pub fn reply_wait(&self) -> Duration {
        self.state.reply_wait()
    }

    /// How a token is shown on this connection; nothing where no way is offered.
    pub fn mechanism(&self) -> Option<Mechanism> {
        self.capabilities.bearer_mechanism()
    }

    /// What the server offers, as of the last EHLO.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// The uncertain moment: the mail is wholly out and the server has not said what became of it.
    /// Stays true if the connection breaks then.
    pub fn final_dot_sent(&self) -> bool {
        matches!(self.state, State::FinalDot(_) | State::Over { uncertain: true })
    }
}

/// The driver's moves. In a state where a move makes no sense (mostly because the connection has
/// ended meanwhile) it does nothing: the steps tell what happened.
impl Session {
    /// The handshake after `Step::StartTls` succeeded. What was offered in the clear is forgotten.
    pub fn tls_established(&mut self) {
        if matches!(self.state, State::HandShake) {
            self.secured = true;
            self.say_ehlo();
        }
    }

    /// Shows the token.
    pub fn authenticate(&mut self, bearer: &Bearer) {
        if !matches!(self.state, State::BeforeAuthentication) {
            return;
        }
        match self.capabilities.bearer_mechanism() {
            // RFC 6750 §5.3 and RFC 7628 §5: never in the clear.
            _ if !self.secured => self.steps.push_back(Step::NotOffered { what: "TLS" }),
            None => self.steps.push_back(Step::NotOffered { what: "AUTH XOAUTH2" }),
            Some(mechanism) => {
                let exchange = Exchange::new(mechanism, bearer);
                let command = exchange.command();
                self.state = State::Authentication(exchange);
                self.say(&command);
            }
        }
    }

    /// Goes on without showing a token, to a relay that knows us by our address.
    pub fn skip_authentication(&mut self) {
        if matches!(self.state, State::BeforeAuthentication) {
            self.become_ready();
        }
    }

    /// Begins a mail.
    pub fn send(&mut self, envelope: &Envelope) {
        if !matches!(self.state, State::Ready) {
            return;
        }
        match Transaction::new(envelope.clone(), &self.capabilities, self.reset_first) {
            Ok(transaction) => {
                self.reset_first = false;
                self.say_group(transaction);
            }
            Err(result) => self.steps.push_back(Step::Finished(result)),
        }
    }

    /// Writes a piece of the mail's text, of any length.
    pub fn body(&mut self, chunk: &[u8]) {
        if let State::Body(_, stuffing) = &mut self.state {
            stuffing.write(chunk, self.output.text());
        }
    }

    /// Ends the mail's text.
    pub fn body_end(&mut self) {
        if !matches!(self.state, State::Body(..)) || !self.is_in_step() {
            return;
        }
        if let State::Body(transaction, stuffing) = mem::replace(&mut self.state, State::Parting) {
            stuffing.end(self.output.text());
            self.state = State::FinalDot(transaction);
        }
    }

    /// Says goodbye where that can be said; in the middle of something the session just ends.
    pub fn quit(&mut self) {
        match self.state {
            State::Ready | State::BeforeAuthentication | State::Parting => {
                self.state = State::Quit;
                self.say("QUIT");
            }
            State::Quit | State::Over { .. } => {}
            _ => self.end(self.is_uncertain()),
        }
    }
}

/// The server's replies.
impl Session {
    fn replied(&mut self, reply: Reply) {
        if matches!(self.state, State::Quit) {
            return self.end(false);
        }
        if reply.code == 421 {
            return self.refuse_for_good(reply);
        }
        // Nobody can have answered what nobody has read.
        if !self.output.is_empty() && self.state.awaits_a_reply() {
            return self.break_off(&format!("a reply before its command: {}", excerpt(&reply)));
        }
        match mem::replace(&mut self.state, State::Parting) {
            State::Greeting => self.greeted(reply),
            State::Ehlo => self.ehlo_replied(reply),
            State::Helo => self.helo_replied(reply),
            State::StartTls => self.starttls_replied(reply),
            State::Authentication(exchange) => self.token_replied(exchange, reply),
            State::Transaction(transaction) => self.envelope_replied(transaction, reply),
            State::FinalDot(transaction) => self.mail_replied(transaction, reply),
            State::LoneDot(transaction) => self.finish_refused(transaction),
            silent => {
                self.state = silent;
                self.break_off(&format!("a reply that nothing asked for: {}", excerpt(&reply)));
            }
        }
    }

    fn greeted(&mut self, reply: Reply) {
        match reply.code {
            220 => self.say_ehlo(),
            400.. => self.refuse(Stage::Greeting, reply),
            _ => self.break_off_at(State::Greeting, &reply),
        }
    }

    fn ehlo_replied(&mut self, reply: Reply) {
        match reply.code {
            200..300 => {
                self.capabilities = Capabilities::read(&reply);
                self.hello_said();
            }
            // HELO knows neither STARTTLS nor AUTH (RFC 5321 §3.2): to fall back to it where
            // protection or a token is expected would be to go on silently without them.
            500.. if self.security == Security::None => {
                self.state = State::Helo;
                let helo = format!("HELO {}", self.helo);
                self.say(&helo);
            }
            400.. => self.refuse(Stage::Hello, reply),
            _ => self.break_off_at(State::Ehlo, &reply),
        }
    }

    fn helo_replied(&mut self, reply: Reply) {
        match reply.code {
            200..300 => {
                self.capabilities = Capabilities::default();
                self.hello_said();
            }
            400.. => self.refuse(Stage::Hello, reply),
            _ => self.break_off_at(State::Helo, &reply),
        }
    }

    fn hello_said(&mut self) {
        if self.security != Security::StartTls || self.secured {
            self.state = State::BeforeAuthentication;
            self.steps.push_back(Step::Authenticate);
        } else if self.capabilities.starttls {
            self.state = State::StartTls;
            self.say("STARTTLS");
        } else {
            self.state = State::Parting;
            self.steps.push_back(Step::NotOffered { what: "STARTTLS" });
        }
    }

    fn starttls_replied(&mut self, reply: Reply) {
        match reply.code {
            // More octets, in this read or the next, break the session: see `receive`.
            220 => {
                self.state = State::HandShake;
                self.capabilities = Capabilities::default();
                self.steps.push_back(Step::StartTls);
            }
            400.. => self.refuse(Stage::StartTls, reply),
            _ => self.break_off_at(State::StartTls, &reply),
        }
    }

    fn token_replied(&mut self, mut exchange: Exchange, reply: Reply) {
        match exchange.replied(reply) {
            exchange::Turn::Say(answer) => {
                self.state = State::Authentication(exchange);
                self.say(&answer);
            }
            exchange::Turn::SignedIn => {
                self.shown = Some(exchange);
                self.become_ready();
            }
            exchange::Turn::Refused { reply, challenge } => {
                self.shown = Some(exchange);
                self.state = State::BeforeAuthentication;
                self.steps.push_back(Step::AuthRefused { reply, challenge });
            }
            exchange::Turn::OutOfStep => {
                self.state = State::Authentication(exchange);
                self.break_off("a reply that does not belong to AUTH");
            }
        }
    }

    fn envelope_replied(&mut self, mut transaction: Transaction, reply: Reply) {
        let stage = transaction.stage();
        let shown = excerpt(&reply);
        match transaction.replied(reply) {
            transaction::Turn::Wait => self.state = State::Transaction(transaction),
            transaction::Turn::Say => self.say_group(transaction),
            transaction::Turn::Body => {
                self.state = State::Body(transaction, Stuffing::default());
                self.steps.push_back(Step::Body);
            }
            transaction::Turn::LoneDot => {
                self.state = State::LoneDot(transaction);
                self.say(".");
            }
            transaction::Turn::Refused(reply) => {
                self.reset_first = transaction.leaves_a_sender();
                self.finish(transaction.result(Err(reply)));
            }
            transaction::Turn::OutOfStep => {
                self.state = State::Transaction(transaction);
                self.break_off(&format!("a reply that does not belong to {stage}: {shown}"));
            }
        }
    }

    fn mail_replied(&mut self, transaction: Transaction, reply: Reply) {
        match reply.code {
            200..300 => self.finish(transaction.result(Ok(reply))),
            400.. => self.finish(transaction.result(Err(reply))),
            _ => self.break_off_at(State::FinalDot(transaction), &reply),
        }
    }

    fn finish_refused(&mut self, transaction: Transaction) {
        let refusal = transaction.refusal();
        self.finish(transaction.result(Err(refusal)));
    }
}

/// How states change and what is said.
impl Session {
    fn become_ready(&mut self) {
        self.state = State::Ready;
        self.steps.push_back(Step::Ready);
    }

    fn finish(&mut self, result: MailResult) {
        self.state = State::Ready;
        self.steps.push_back(Step::Finished(result));
    }

    /// The server says no and stays: QUIT may follow.
    fn refuse(&mut self, stage: Stage, reply: Reply) {
        self.state = State::Parting;
        self.steps.push_back(Step::Refused { stage, reply });
    }

    /// 421: the server closes (RFC 5321 §4.2.2).
    fn refuse_for_good(&mut self, mut reply: Reply) {
        if let State::Authentication(exchange) = &self.state {
            exchange.hide_the_token(&mut reply);
        }
        let stage = self.state.stage();
        self.drop_what_was_to_come();
        self.steps.push_back(Step::Refused { stage, reply });
        self.end(false);
    }

    fn break_off(&mut self, what: &str) {
        let (stage, uncertain) = (self.state.stage(), self.is_uncertain());
        self.drop_what_was_to_come();
        self.steps.push_back(Step::Broken { stage, what: what.to_owned() });
        self.end(uncertain);
    }

    fn break_off_at(&mut self, awaiting: State, reply: &Reply) {
        self.state = awaiting;
        let stage = self.state.stage();
        self.break_off(&format!("a reply that does not belong to {stage}: {}", excerpt(reply)));
    }

    /// Nothing more is read or written.
    fn end(&mut self, uncertain: bool) {
        self.output = Output::default();
        self.state = State::Over { uncertain };
    }

    fn has_shown_a_token(&self) -> bool {
        matches!(self.state, State::Authentication(_)) || self.shown.is_some()
    }

    /// A dot that nobody has taken out was never sent.
    fn is_uncertain(&self) -> bool {
        self.final_dot_sent() && self.output.is_empty()
    }

    /// Before the bad news: steps that ask for a move are void, while the server's word on a mail
    /// or a token stays. A mail that ended with a lone dot was refused before.
    fn drop_what_was_to_come(&mut self) {
        self.steps.retain(|step| {
            !matches!(step, Step::StartTls | Step::Authenticate | Step::Ready | Step::Body)
        });
        match mem::replace(&mut self.state, State::Parting) {
            State::LoneDot(transaction) => self.finish_refused(transaction),
            other => self.state = other,
        }
    }

    fn say_ehlo(&mut self) {
        self.capabilities = Capabilities::default();
        self.state = State::Ehlo;
        let ehlo = format!("EHLO {}", self.helo);
        self.say(&ehlo);
    }

    /// Says a line, in the state that awaits its reply.
    fn say(&mut self, line: &str) {
        if self.is_in_step() {
            self.output.say(&[line.as_bytes(), b"\r\n"]);
        }
    }

    fn say_group(&mut self, mut transaction: Transaction) {
        let mut commands = Vec::new();
        transaction.say(&mut commands);
        self.state = State::Transaction(transaction);
        if self.is_in_step() {
            self.output.say(&[&commands]);
        }
    }

    /// A reply that has begun before its command was said belongs to nothing: then it is over.
    fn is_in_step(&mut self) -> bool {
        let in_step = self.reader.is_between_replies();
        if !in_step {
            self.break_off("a reply that began before its command");
        }
        in_step
    }
}

/// A reply as it is shown in the story of a broken dialogue.
fn excerpt(reply: &Reply) -> String {
    reply.to_string().chars().take(EXCERPT_LIMIT).collect()
}

/// Longest name of ours, in octets (RFC 5321 §4.5.3.1.2).
const HELO_LIMIT: usize = 255;

/// So many characters of a reply out of place are shown to the administrator.
const EXCERPT_LIMIT: usize = 200;
