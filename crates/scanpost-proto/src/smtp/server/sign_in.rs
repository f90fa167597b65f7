//! AUTH: how a client shows who it is (RFC 4954).
//!
//! The answer comes with the command or in lines of its own, after 334. PLAIN (RFC 4616), LOGIN,
//! XOAUTH2 and OAUTHBEARER (RFC 7628) are read by the sasl module; whether they are right, the
//! driver knows.
//!
//! A refused token may first be explained: [`Session::challenge`] sends 334 with JSON in base64,
//! the client says anything (XOAUTH2 an empty line, OAUTHBEARER ^A), and the refusal follows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::session::{Question, Session, State};
use super::step::Step;
use crate::line::Line;
use crate::sasl::{Exchange, Heard, Mechanism};
use crate::smtp::Reply;

impl Session {
    /// After [`Step::Authenticate`]: the credentials are right and belong to `name`.
    pub fn authenticated(&mut self, name: &str) {
        if let State::Asking(Question::Credentials { .. }) = self.state {
            self.state = State::Command;
            self.user = Some(name.to_owned());
            self.say_of(|wording| &wording.auth_ok);
        }
    }

    /// After [`Step::Authenticate`]: they cannot be checked now; `reply` says so (454, RFC 4954 §6).
    /// It is no mistake of the client and not counted as one. Not behind a
    /// [`challenge`](Self::challenge).
    #[expect(clippy::needless_pass_by_value, reason = "as in not_kept: the driver is done with it")]
    pub fn authentication_deferred(&mut self, reply: Reply) {
        if let State::Asking(Question::Credentials { challenged: false }) = self.state {
            self.state = State::Command;
            self.say(&reply);
        }
    }

    /// After [`Step::Authenticate`]: they are not right; `reply` says so (535). After [`challenge`](Self::challenge) it waits for the client's line.
    pub fn not_authenticated(&mut self, reply: Reply) {
        if let State::Asking(Question::Credentials { challenged }) = self.state {
            if challenged {
                self.state = State::Challenged(reply);
            } else {
                self.state = State::Command;
                self.complain_with(&reply);
            }
        }
    }

    /// After [`Step::Authenticate`], before [`not_authenticated`](Self::not_authenticated): tells
    /// the client in JSON what is wrong with its token (RFC 7628 §3.2.2).
    pub fn challenge(&mut self, json: &str) {
        if let State::Asking(Question::Credentials { challenged: challenged @ false }) =
            &mut self.state
        {
            *challenged = true;
            self.say(&Reply::plain(334, STANDARD.encode(json)));
        }
    }

    /// How the client showed who it is, or tried to.
    pub fn mechanism(&self) -> Option<Mechanism> {
        self.mechanism
    }

    /// AUTH itself: whether it may come now, and what it brings.
    pub(super) fn sign_in(&mut self, name: &str, initial: Option<&str>) {
        if self.client.is_none() {
            return self.complain(|wording| &wording.hello_first);
        }
        if self.user.is_some() {
            return self.complain(|wording| &wording.auth_done);
        }
        if self.transaction.is_some() {
            return self.complain(|wording| &wording.auth_in_mail);
        }
        let mechanism = Mechanism::from_word(name);
        match mechanism.filter(|mechanism| self.rules.mechanisms().contains(mechanism)) {
            Some(mechanism) => self.begin_exchange(mechanism, initial),
            None if mechanism.is_some_and(|mechanism| self.rules.offers_under_tls(mechanism)) => {
                self.complain(|wording| &wording.mechanism_needs_tls);
            }
            None if self.rules.mechanisms().is_empty() && !self.rules.tls_comes_first() => {
                self.complain(|wording| &wording.auth_unavailable);
            }
            None => self.complain(|wording| &wording.mechanism_unknown),
        }
    }

    /// A line within AUTH.
    pub(super) fn go_on_signing_in(&mut self, exchange: Exchange, line: &Line) {
        self.heard(exchange.hear_line(line));
    }

    fn begin_exchange(&mut self, mechanism: Mechanism, initial: Option<&str>) {
        self.mechanism = Some(mechanism);
        let (exchange, prompt) = Exchange::begin(mechanism);
        self.heard(match initial {
            Some(answer) => exchange.hear(answer),
            None => Heard::Half(exchange, prompt),
        });
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Half(exchange, prompt) => {
                self.say(&Reply::plain(334, prompt));
                self.state = State::SignIn(exchange);
            }
            Heard::Whole(credentials) => {
                self.steps.push_back(Step::Authenticate(credentials));
                self.state = State::Asking(Question::Credentials { challenged: false });
            }
            Heard::Cancelled => self.complain(|wording| &wording.auth_cancelled),
            Heard::Malformed => self.complain(|wording| &wording.auth_malformed),
            Heard::TooLong => self.complain(|wording| &wording.auth_line_too_long),
        }
    }
}
