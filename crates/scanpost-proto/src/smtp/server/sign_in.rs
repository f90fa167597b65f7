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
use secrecy::SecretString;

use super::line::{LONGEST, Line};
use super::session::{Question, Session, State};
use super::step::Step;
use crate::sasl::{self, Credentials, Mechanism};
use crate::smtp::Reply;

/// What the client's next line is.
#[derive(Debug)]
pub(super) enum Exchange {
    Plain,
    LoginUser,
    /// With the user's name as it came, in base64.
    LoginPassword {
        user: String,
    },
    Xoauth2,
    Oauthbearer,
}

impl Session {
    /// After [`Step::Authenticate`]: the credentials are right and belong to `name`.
    pub fn authenticated(&mut self, name: &str) {
        if let State::Asking(Question::Credentials { .. }) = self.state {
            self.state = State::Command;
            self.user = Some(name.to_owned());
            self.say_of(|wording| &wording.auth_ok);
        }
    }

    /// After [`Step::Authenticate`]: they are not right, or can't be checked now; `reply` says
    /// which (535, 454). After [`challenge`](Self::challenge) it waits for the client's line.
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
        if line.length > LONGEST as u64 {
            return self.complain(|wording| &wording.auth_line_too_long);
        }
        match std::str::from_utf8(&line.octets).map(str::trim_ascii) {
            Ok("*") => self.complain(|wording| &wording.auth_cancelled),
            Ok(answer) => self.hear(exchange, answer),
            Err(_) => self.complain(|wording| &wording.auth_malformed),
        }
    }

    fn begin_exchange(&mut self, mechanism: Mechanism, initial: Option<&str>) {
        let (exchange, prompt) = match mechanism {
            Mechanism::Plain => (Exchange::Plain, ""),
            Mechanism::Login => (Exchange::LoginUser, ASK_USER),
            Mechanism::Xoauth2 => (Exchange::Xoauth2, ""),
            Mechanism::Oauthbearer => (Exchange::Oauthbearer, ""),
        };
        match initial {
            Some(answer) => self.hear(exchange, answer),
            None => self.ask(exchange, prompt),
        }
    }

    /// Reads an answer: it is the credentials, or half of them.
    fn hear(&mut self, exchange: Exchange, answer: &str) {
        let credentials = match exchange {
            Exchange::LoginUser => {
                let user = answer.to_owned();
                return self.ask(Exchange::LoginPassword { user }, ASK_PASSWORD);
            }
            Exchange::LoginPassword { user } => sasl::read_login(&user, answer).map(password),
            Exchange::Plain => sasl::read_plain(answer).map(password),
            Exchange::Xoauth2 => {
                sasl::read_xoauth2(answer).map(|shown| bearer(Mechanism::Xoauth2, shown))
            }
            Exchange::Oauthbearer => {
                sasl::read_oauthbearer(answer).map(|shown| bearer(Mechanism::Oauthbearer, shown))
            }
        };
        match credentials {
            Some(credentials) => {
                self.steps.push_back(Step::Authenticate(credentials));
                self.state = State::Asking(Question::Credentials { challenged: false });
            }
            None => self.complain(|wording| &wording.auth_malformed),
        }
    }

    fn ask(&mut self, exchange: Exchange, prompt: &str) {
        self.say(&Reply::plain(334, prompt));
        self.state = State::SignIn(exchange);
    }
}

fn password((user, password): (String, SecretString)) -> Credentials {
    Credentials::Password { user, password }
}

fn bearer(mechanism: Mechanism, (user, token): (String, SecretString)) -> Credentials {
    Credentials::Bearer { mechanism, user, token }
}

/// `Username:` in base64; devices compare it octet by octet.
const ASK_USER: &str = "VXNlcm5hbWU6";

/// `Password:` in base64.
const ASK_PASSWORD: &str = "UGFzc3dvcmQ6";
