//! One connection of a client, from the greeting to the close.
//!
//! [`Session::receive`] takes octets as far as it can, and stops where a question to the driver is
//! open; the driver's answer opens the way again. What is being waited for is the [`State`], and
//! it carries what belongs to it. Which command does what is in `dialogue.rs`, signing in is
//! in `sign_in.rs`.

use std::collections::VecDeque;
use std::mem;

use super::body::Receiver;
use super::envelope::{Envelope, MailFrom, RcptTo};
use super::rules::{Rules, Tls};
use super::step::{Receipt, Step};
use super::wording::{Wording, filled};
use crate::line::LineBuffer;
use crate::sasl::{Exchange, Mechanism};
use crate::smtp::Reply;

/// The server's side of one connection.
#[derive(Debug)]
pub struct Session {
    pub(super) rules: Rules,
    pub(super) state: State,
    line: LineBuffer,
    /// Who said hello, if anyone has.
    pub(super) client: Option<Client>,
    pub(super) user: Option<String>,
    /// The mechanism of the last AUTH.
    pub(super) mechanism: Option<Mechanism>,
    /// The mail that MAIL began, until DATA takes it.
    pub(super) transaction: Option<Transaction>,
    errors: u32,
    pub(super) steps: VecDeque<Step>,
    output: Vec<u8>,
}

/// What the session waits for.
#[derive(Debug)]
pub(super) enum State {
    Command,
    /// The client's next line within AUTH.
    SignIn(Exchange),
    /// The client's answer to the challenge, whatever it is; then comes this refusal.
    Challenged(Reply),
    Body(Body),
    /// The octets behind a BDAT that was refused (RFC 3030 §2): they are no commands.
    Chunk {
        left: u64,
    },
    /// The driver's answer.
    Asking(Question),
    Closed,
}

#[derive(Debug)]
pub(super) enum Question {
    Tls,
    /// Whether the credentials are right; `challenged` if a 334 goes before the refusal.
    Credentials {
        challenged: bool,
    },
    Sender(MailFrom),
    Recipient(RcptTo),
    Data,
    Keep,
}

#[derive(Debug)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) esmtp: bool,
}

#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) from: MailFrom,
    pub(super) to: Vec<RcptTo>,
    /// Whether RCPT was tried, with or without success.
    pub(super) recipient_named: bool,
}

/// A mail whose text is coming.
#[derive(Debug)]
pub(super) struct Body {
    transaction: Transaction,
    receiver: Receiver,
    octets: u64,
    /// Why it is not kept: the rest is swallowed and this is said at the dot.
    refusal: Option<Reply>,
}

impl Session {
    /// A new connection; its greeting waits in the output.
    pub fn new(rules: Rules) -> Self {
        let greeting = filled(&rules.wording.greeting, "hostname", &rules.hostname);
        let mut session = Self {
            rules,
            state: State::Command,
            line: LineBuffer::default(),
            client: None,
            user: None,
            mechanism: None,
            transaction: None,
            errors: 0,
            steps: VecDeque::new(),
            output: Vec::new(),
        };
        session.say(&greeting);
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
            let rest = &input[taken..];
            taken += match &mut self.state {
                State::Command | State::SignIn(_) | State::Challenged(_) => self.receive_line(rest),
                State::Body(_) => self.receive_body(rest),
                State::Chunk { left } => {
                    let skipped = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    *left -= skipped as u64;
                    if *left == 0 {
                        self.state = State::Command;
                        self.complain(|wording| &wording.command_unavailable);
                    }
                    skipped
                }
                // What came in the clear behind STARTTLS would count as said under TLS
                // (CVE-2011-0411): it is dropped, as is all that follows QUIT.
                State::Asking(Question::Tls) | State::Closed => rest.len(),
                State::Asking(_) => break,
            };
            if matches!(self.state, State::Command) && self.output.len() >= MUCH_OUTPUT {
                break;
            }
        }
        taken
    }

    /// What the driver has to do next. `None`: write the output, then read more.
    pub fn next_step(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// Replies to be written now; may hold several.
    pub fn take_output(&mut self) -> Vec<u8> {
        mem::take(&mut self.output)
    }

    /// The name that the client gave with EHLO or HELO; for the trace line (RFC 5321 §4.4).
    pub fn client_name(&self) -> Option<&str> {
        self.client.as_ref().map(|client| client.name.as_str())
    }

    /// Whether the client said EHLO.
    pub fn speaks_esmtp(&self) -> bool {
        self.client.as_ref().is_some_and(|client| client.esmtp)
    }

    pub fn has_output(&self) -> bool {
        !self.output.is_empty()
    }

    /// After [`Step::StartTls`]: the hand-shake is done. What was said before counts no more
    /// (RFC 3207 §4.2).
    pub fn tls_established(&mut self) {
        if let State::Asking(Question::Tls) = self.state {
            self.state = State::Command;
            self.rules.tls = Tls::Established;
            self.client = None;
            self.user = None;
            self.mechanism = None;
        }
    }

    /// After [`Step::Mail`], [`Step::Recipient`] and [`Step::Data`]: go on with the usual reply.
    ///
    /// Here as in the other answers: an answer that no question waits for changes nothing.
    pub fn accepted(&mut self) {
        match mem::replace(&mut self.state, State::Command) {
            State::Asking(Question::Sender(from)) => {
                self.transaction =
                    Some(Transaction { from, to: Vec::new(), recipient_named: false });
                self.say_of(|wording| &wording.sender_ok);
            }
            State::Asking(Question::Recipient(to)) => {
                if let Some(transaction) = &mut self.transaction {
                    transaction.to.push(to);
                }
                self.say_of(|wording| &wording.recipient_ok);
            }
            State::Asking(Question::Data) => {
                if let Some(transaction) = self.transaction.take() {
                    let receiver = Receiver::new();
                    self.state =
                        State::Body(Body { transaction, receiver, octets: 0, refusal: None });
                    self.say_of(|wording| &wording.start_input);
                }
            }
            other => self.state = other,
        }
    }

    /// After [`Step::Mail`], [`Step::Recipient`] and [`Step::Data`]: this reply instead.
    #[expect(clippy::needless_pass_by_value, reason = "as in not_kept: the driver is done with it")]
    pub fn refused(&mut self, reply: Reply) {
        if let State::Asking(Question::Sender(_) | Question::Recipient(_) | Question::Data) =
            self.state
        {
            self.state = State::Command;
            self.say(&reply);
        }
    }

    /// After [`Step::End`]: the mail is kept for certain. Nothing else makes this 250.
    pub fn kept(&mut self, receipt: &impl Receipt) {
        if let State::Asking(Question::Keep) = self.state {
            self.state = State::Command;
            let reply = filled(&self.rules.wording.kept, "queue_id", &receipt.queue_id());
            self.say(&reply);
        }
    }

    /// After [`Step::End`]: the mail is not kept, for the reason in this reply. While the text is
    /// still coming: the rest of it is swallowed, and the reply is given at the final dot.
    pub fn not_kept(&mut self, reply: Reply) {
        let waiting = |step: &Step| !matches!(step, Step::Body(_) | Step::End(_));
        match &mut self.state {
            State::Body(body) => {
                body.refusal.get_or_insert(reply);
                self.steps.retain(waiting);
            }
            State::Asking(Question::Keep) => {
                self.state = State::Command;
                self.steps.retain(waiting);
                self.say(&reply);
            }
            _ => {}
        }
    }

    /// The server ends the connection, at any time: says `reply` (a 421), then [`Step::Close`]. A
    /// mail that is still coming is not kept.
    #[expect(clippy::needless_pass_by_value, reason = "as in not_kept: the driver is done with it")]
    pub fn closing(&mut self, reply: Reply) {
        if !matches!(self.state, State::Closed) {
            self.steps.clear();
            self.close(&reply);
        }
    }

    fn receive_line(&mut self, input: &[u8]) -> usize {
        if self.line.is_empty() && input.first() == Some(&TLS_HANDSHAKE) {
            self.say_and_close(|wording| &wording.not_smtp);
            return input.len();
        }
        let (taken, line) = self.line.gather(input);
        if let Some(line) = line {
            match mem::replace(&mut self.state, State::Command) {
                State::SignIn(exchange) => self.go_on_signing_in(exchange, &line),
                State::Challenged(reply) => self.complain_with(&reply),
                _ => self.obey(&line),
            }
        }
        taken
    }

    fn receive_body(&mut self, input: &[u8]) -> usize {
        let State::Body(body) = &mut self.state else {
            return 0;
        };
        let (taken, ended) = if body.refusal.is_some() {
            body.receiver.receive(input, |_| {})
        } else {
            let mut text = Vec::with_capacity(input.len());
            let received = body.receiver.receive(input, |run| text.extend_from_slice(run));
            body.octets += text.len() as u64;
            if body.octets > self.rules.size_limit {
                body.refusal = Some(self.rules.wording.too_large.clone());
                self.steps.push_back(Step::TooLarge);
            } else if !text.is_empty() {
                self.steps.push_back(Step::Body(text));
            }
            received
        };
        if ended {
            self.end_body();
        }
        taken
    }

    /// The final dot has come.
    fn end_body(&mut self) {
        let State::Body(body) = mem::replace(&mut self.state, State::Command) else {
            return;
        };
        if let Some(reply) = body.refusal {
            self.say(&reply);
            return;
        }
        let (helo, esmtp) = match &self.client {
            Some(client) => (client.name.clone(), client.esmtp),
            None => (String::new(), false),
        };
        self.state = State::Asking(Question::Keep);
        self.steps.push_back(Step::End(Envelope {
            from: body.transaction.from,
            to: body.transaction.to,
            helo,
            esmtp,
            tls: self.rules.tls == Tls::Established,
            user: self.user.clone(),
            bare_line_ends: body.receiver.bare_line_ends(),
        }));
    }

    pub(super) fn say(&mut self, reply: &Reply) {
        reply.write_to(&mut self.output);
    }

    pub(super) fn say_of(&mut self, which: impl Fn(&Wording) -> &Reply) {
        which(&self.rules.wording).write_to(&mut self.output);
    }

    /// Says what the client did wrong, unless it has done so too often.
    pub(super) fn complain(&mut self, which: impl Fn(&Wording) -> &Reply) {
        let reply = which(&self.rules.wording).clone();
        self.complain_with(&reply);
    }

    pub(super) fn complain_with(&mut self, reply: &Reply) {
        self.errors = self.errors.saturating_add(1);
        if self.errors > self.rules.errors_limit {
            self.say_and_close(|wording| &wording.too_many_errors);
        } else {
            self.say(reply);
        }
    }

    pub(super) fn say_and_close(&mut self, which: impl Fn(&Wording) -> &Reply) {
        let reply = which(&self.rules.wording).clone();
        self.close(&reply);
    }

    pub(super) fn close(&mut self, reply: &Reply) {
        self.say(reply);
        self.steps.push_back(Step::Close);
        self.state = State::Closed;
    }
}

/// Behind this many octets of replies, reading stops until they are written: a client that never
/// reads can't make them grow.
const MUCH_OUTPUT: usize = 16 * 1024;

/// The first octet of a TLS client that expects TLS without STARTTLS (RFC 8446 §5.1); no command
/// begins with it.
const TLS_HANDSHAKE: u8 = 0x16;
