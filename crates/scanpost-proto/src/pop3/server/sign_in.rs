//! The AUTHORIZATION state: USER and PASS (RFC 1939 §7), AUTH (RFC 5034), STLS (RFC 2595 §4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::line::{LONGEST, Line};
use super::mailbox::{Entry, Mailbox};
use super::rules::Tls;
use super::session::{Phase, Question, Session, State};
use super::step::Step;
use crate::sasl::{self, Credentials, Mechanism};

/// What the client's next line is.
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
    pub fn authenticated(&mut self, mailbox: Vec<Entry>) {
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
        let (exchange, prompt) = match mechanism {
            Mechanism::Plain => (Exchange::Plain, ""),
            Mechanism::Login => (Exchange::LoginUser, ASK_USER),
            Mechanism::Xoauth2 => (Exchange::Xoauth2, ""),
            Mechanism::Oauthbearer => (Exchange::Oauthbearer, ""),
        };
        match initial {
            None => self.ask(exchange, prompt),
            Some(_) if !self.rules.initial_response => {
                self.say_err_of(|wording| &wording.no_initial_response);
                self.close();
            }
            // RFC 5034 §4: a lone `=` is an empty answer.
            Some("=") => self.hear(exchange, ""),
            Some(answer) => self.hear(exchange, answer),
        }
    }

    /// A line within AUTH.
    pub(super) fn go_on_signing_in(&mut self, exchange: Exchange, line: &Line) {
        if line.length > LONGEST {
            return self.complain(|wording| &wording.line_too_long);
        }
        match std::str::from_utf8(&line.octets).map(str::trim_ascii) {
            Ok("*") => self.complain(|wording| &wording.cancelled),
            Ok(answer) => self.hear(exchange, answer),
            Err(_) => self.complain(|wording| &wording.answer_malformed),
        }
    }

    /// Reads an answer: it is the credentials, or half of them.
    fn hear(&mut self, exchange: Exchange, answer: &str) {
        let password = |(user, password)| Credentials::Password { user, password };
        let bearer =
            |mechanism| move |(user, token)| Credentials::Bearer { mechanism, user, token };
        let credentials = match exchange {
            Exchange::LoginUser => {
                let user = answer.to_owned();
                return self.ask(Exchange::LoginPassword { user }, ASK_PASSWORD);
            }
            Exchange::LoginPassword { user } => sasl::read_login(&user, answer).map(password),
            Exchange::Plain => sasl::read_plain(answer).map(password),
            Exchange::Xoauth2 => sasl::read_xoauth2(answer).map(bearer(Mechanism::Xoauth2)),
            Exchange::Oauthbearer => {
                sasl::read_oauthbearer(answer).map(bearer(Mechanism::Oauthbearer))
            }
        };
        match credentials {
            Some(credentials) => self.ask_about(credentials),
            None => self.complain(|wording| &wording.answer_malformed),
        }
    }

    fn ask(&mut self, exchange: Exchange, prompt: &str) {
        self.say(&format!("+ {prompt}"));
        self.state = State::SignIn(exchange);
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

/// `Username:` in base64; clients compare it octet by octet.
const ASK_USER: &str = "VXNlcm5hbWU6";

/// `Password:` in base64.
const ASK_PASSWORD: &str = "UGFzc3dvcmQ6";
