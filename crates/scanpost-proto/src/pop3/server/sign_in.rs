//! The AUTHORIZATION state: USER and PASS (RFC 1939 §7), AUTH (RFC 5034), STLS (RFC 2595 §4).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::mailbox::{Entry, Mailbox};
use super::rules::Tls;
use super::session::{Phase, Question, Session, State};
use super::step::Step;
use crate::line::Line;
use crate::pop3::Code;
use crate::sasl::{Credentials, Exchange, Heard, Mechanism};

impl Session {
    /// After [`Step::StartTls`]: the handshake is done. A name from before counts no more.
    pub fn tls_established(&mut self) {
        if matches!(self.state, State::Asking(Question::Tls)) {
            self.state = State::Command;
            self.rules.tls = Tls::Established;
            self.phase = Phase::Authorization { user: None };
        }
    }

    /// After [`Step::Authenticate`]: the credentials are right, and this is the mailbox. It stays
    /// as it is for the session (RFC 1939 §4).
    pub fn authenticated(&mut self, mailbox: Arc<[Entry]>) {
        if matches!(self.state, State::Asking(Question::Credentials { .. })) {
            self.state = State::Command;
            self.phase = Phase::Transaction(Mailbox::new(mailbox));
            self.say_ok_of(|wording| &wording.signed_in);
        }
    }

    /// After [`Step::Authenticate`]: they are not right, or cannot be checked now. `None` says it in
    /// the wording's own sentence. After [`challenge`](Self::challenge) it waits for the client's
    /// line.
    pub fn not_authenticated(&mut self, text: Option<&str>) {
        if let State::Asking(Question::Credentials { by_token, challenged }) = self.state {
            let wording = &self.rules.wording;
            let own = if by_token { &wording.token_refused } else { &wording.password_refused };
            let text = text.unwrap_or(own).to_owned();
            if challenged {
                self.state = State::Challenged(text);
            } else {
                self.state = State::Command;
                self.complain_with(&text);
            }
        }
    }

    /// After [`Step::Authenticate`]: the credentials are right, but the mailbox cannot be opened now.
    /// The client made no mistake, and may try again.
    pub fn not_opened(&mut self, code: Code, text: &str) {
        if matches!(self.state, State::Asking(Question::Credentials { .. })) {
            self.state = State::Command;
            self.say_err(&format!("[{}] {text}", code.word()));
        }
    }

    /// After [`Step::Authenticate`], before [`not_authenticated`](Self::not_authenticated): tells
    /// the client in JSON what is wrong with its token (RFC 7628 §3.2.2). Gmail does, Exchange
    /// Online does not.
    pub fn challenge(&mut self, json: &str) {
        if let State::Asking(Question::Credentials { challenged: challenged @ false, .. }) =
            &mut self.state
        {
            *challenged = true;
            self.say(&format!("+ {}", STANDARD.encode(json)));
        }
    }

    pub(super) fn start_tls(&mut self) {
        if self.rules.tls == Tls::Offered {
            self.say_ok_of(|wording| &wording.stls_ready);
            self.steps.push_back(Step::StartTls);
            self.state = State::Asking(Question::Tls);
        } else {
            self.complain(|wording| &wording.stls_unavailable);
        }
    }

    pub(super) fn user(&mut self, name: &str) {
        if !self.rules.ways().password {
            return self.complain_about_the_way();
        }
        self.phase = Phase::Authorization { user: Some(name.to_owned()) };
        self.say_ok_of(|wording| &wording.user_ok);
    }

    /// PASS. The password is all that stands behind the first space (RFC 1939 §7).
    pub(super) fn pass(&mut self, password: &str) {
        let user = match &mut self.phase {
            Phase::Authorization { user } => user.take(),
            Phase::Transaction(_) => None,
        };
        match user {
            Some(user) => self
                .ask_about(Credentials::Password { user, password: SecretString::from(password) }),
            None => self.complain(|wording| &wording.wrong_state),
        }
    }

    pub(super) fn auth(&mut self, name: &str, initial: Option<&str>) {
        let offered = &self.rules.ways().mechanisms;
        let known = Mechanism::from_word(name).filter(|mechanism| offered.contains(mechanism));
        let Some(mechanism) = known else {
            return self.complain_about_the_way();
        };
        let (exchange, prompt) = Exchange::begin(mechanism);
        match initial {
            None => self.heard(Heard::Half(exchange, prompt)),
            Some(_) if !self.rules.initial_response => {
                self.say_err_of(|wording| &wording.no_initial_response);
                self.close();
            }
            // RFC 5034 §4: a lone `=` is an empty answer.
            Some("=") => self.heard(exchange.hear("")),
            Some(answer) => self.heard(exchange.hear(answer)),
        }
    }

    /// A line within AUTH.
    pub(super) fn go_on_signing_in(&mut self, exchange: Exchange, line: &Line) {
        self.heard(exchange.hear_line(line));
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Half(exchange, prompt) => {
                self.say(&format!("+ {prompt}"));
                self.state = State::SignIn(exchange);
            }
            Heard::Whole(credentials) => self.ask_about(credentials),
            Heard::Cancelled => self.complain(|wording| &wording.cancelled),
            Heard::Malformed => self.complain(|wording| &wording.answer_malformed),
            Heard::TooLong => self.complain(|wording| &wording.line_too_long),
        }
    }

    fn ask_about(&mut self, credentials: Credentials) {
        let by_token = matches!(credentials, Credentials::Bearer { .. });
        self.state = State::Asking(Question::Credentials { by_token, challenged: false });
        self.steps.push_back(Step::Authenticate(credentials));
    }

    /// The way is not open: not yet, or not at all.
    fn complain_about_the_way(&mut self) {
        let closed = self.rules.ways().mechanisms.is_empty() && !self.rules.ways().password;
        if closed && self.rules.tls == Tls::Offered {
            self.complain(|wording| &wording.tls_first);
        } else {
            self.complain(|wording| &wording.unknown_mechanism);
        }
    }
}
