//! A driver that keeps mails in memory and decides by what the client says:
//! addresses that begin with `refused` are refused, the password or token `right` is right.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::server::{
    Credentials, Envelope, Mechanism, Receipt, Rules, Session, Step, Tls,
};
use secrecy::ExposeSecret as _;

pub(crate) struct Kept(pub(crate) &'static str);

impl Receipt for Kept {
    fn queue_id(&self) -> String {
        self.0.to_owned()
    }
}

/// What happened, with the octets of a mail as one event however they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Body(Vec<u8>),
    Other(String),
}

pub(crate) struct Driver {
    pub(crate) session: Session,
    pub(crate) events: Vec<Event>,
    pub(crate) mails: Vec<(Envelope, Vec<u8>)>,
    coming: Vec<u8>,
    /// The refusal of every mail at its end, if there is one.
    pub(crate) not_kept_at_end: Option<Reply>,
    /// The refusal of every mail at its first octets, if there is one.
    pub(crate) not_kept_in_body: Option<Reply>,
    /// The JSON that goes before a refusal of credentials.
    pub(crate) challenge: Option<&'static str>,
}

impl Driver {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            session: Session::new(rules),
            events: Vec::new(),
            mails: Vec::new(),
            coming: Vec::new(),
            not_kept_at_end: None,
            not_kept_in_body: None,
            challenge: None,
        }
    }

    /// A client that was greeted and has said EHLO.
    pub(crate) fn greeted(rules: Rules) -> Self {
        let mut driver = Self::new(rules);
        driver.hears(b"EHLO mfp\r\n");
        driver
    }

    /// A client whose DATA has been answered with 354.
    pub(crate) fn in_data(rules: Rules) -> Self {
        let mut driver = Self::greeted(rules);
        let said =
            driver.hears(b"MAIL FROM:<mfp@example.com>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n");
        assert!(said.ends_with("354 Send the mail; end it with <CRLF>.<CRLF>\r\n"), "{said}");
        driver
    }

    /// One read of the client's octets; returns all that the server says to them.
    pub(crate) fn hears(&mut self, octets: &[u8]) -> String {
        let mut said = self.session.take_output();
        let mut rest = octets;
        loop {
            let taken = self.session.receive(rest);
            rest = &rest[taken..];
            let mut asked = false;
            while let Some(step) = self.session.next_step() {
                asked = true;
                self.take_step(step);
            }
            said.extend(self.session.take_output());
            assert!(taken > 0 || asked || rest.is_empty(), "the session stands still");
            if rest.is_empty() {
                return String::from_utf8(said).expect("replies are text");
            }
        }
    }

    /// Sends each line and compares how the last line of the answer begins.
    pub(crate) fn converse(&mut self, lines: &[(&str, &str)]) {
        for (line, answer) in lines {
            let said = self.hears(format!("{line}\r\n").as_bytes());
            let last = said.lines().last().unwrap_or_default();
            assert!(last.starts_with(answer), "{line}: {said}");
        }
    }

    pub(crate) fn steps(&self) -> Vec<&str> {
        self.events
            .iter()
            .map(|event| match event {
                Event::Body(_) => "Body",
                Event::Other(step) => step.split(['(', ' ']).next().unwrap_or_default(),
            })
            .collect()
    }

    fn take_step(&mut self, step: Step) {
        self.record(&step);
        match step {
            Step::StartTls => self.session.tls_established(),
            Step::Authenticate(credentials) => self.check(&credentials),
            Step::Mail(from) => self.decide(&from.address),
            Step::Recipient(to) => self.decide(&to.address),
            Step::Data => self.session.accepted(),
            Step::Body(octets) => {
                self.coming.extend(octets);
                if let Some(reply) = self.not_kept_in_body.clone() {
                    self.session.not_kept(reply);
                }
            }
            Step::End(envelope) => {
                let mail = std::mem::take(&mut self.coming);
                if let Some(reply) = self.not_kept_at_end.clone() {
                    self.session.not_kept(reply);
                } else {
                    self.mails.push((envelope, mail));
                    self.session.kept(&Kept("7f3a"));
                }
            }
            Step::TooLarge => self.coming.clear(),
            Step::Reset | Step::Close => {}
        }
    }

    fn record(&mut self, step: &Step) {
        match (step, self.events.last_mut()) {
            (Step::Body(more), Some(Event::Body(octets))) => octets.extend(more),
            (Step::Body(octets), _) => self.events.push(Event::Body(octets.clone())),
            _ => self.events.push(Event::Other(format!("{step:?}"))),
        }
    }

    fn decide(&mut self, address: &str) {
        if address.starts_with("refused") {
            self.session.refused(Reply::new(550, (5, 1, 1), "Not here."));
        } else {
            self.session.accepted();
        }
    }

    fn check(&mut self, credentials: &Credentials) {
        let (user, secret) = match credentials {
            Credentials::Password { user, password } => (user, password),
            Credentials::Bearer { user, token, .. } => (user, token),
        };
        if secret.expose_secret() == "right" {
            return self.session.authenticated(user);
        }
        if let Some(json) = self.challenge {
            self.session.challenge(json);
        }
        self.session.not_authenticated(Reply::new(535, (5, 7, 8), "Wrong."));
    }
}

/// Everything is offered.
pub(crate) fn open_rules() -> Rules {
    Rules {
        hostname: "gate.example".to_owned(),
        tls: Tls::Offered,
        mechanisms_before_tls: every_mechanism(),
        mechanisms_after_tls: every_mechanism(),
        ..Rules::default()
    }
}

pub(crate) fn every_mechanism() -> Vec<Mechanism> {
    vec![Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2, Mechanism::Oauthbearer]
}
