//! A driver for the tests: it answers every step, and writes down what it was told.

use scanpost_proto::pop3::server::{
    Credentials, Entry, Mechanism, Rules, Session, Step, Tls, Ways, Wording,
};
use secrecy::ExposeSecret;

/// A driver with a small mailbox. It lets everybody in whose secret is not `wrong`.
pub(crate) struct Driver {
    pub(crate) session: Session,
    pub(crate) mails: Vec<&'static [u8]>,
    /// Octets of a mail that are handed over at once.
    pub(crate) chunk: usize,
    pub(crate) deleted: Option<Vec<usize>>,
    pub(crate) handshakes: u32,
    pub(crate) closed: bool,
    pub(crate) output: String,
}

impl Driver {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            session: Session::new(rules),
            mails: vec![
                b"Subject: one\r\n\r\n.first\r\nsecond\r\n..third\r\n",
                b"Subject: two\n\nbare\nlines\n",
                b"",
            ],
            chunk: 7,
            deleted: None,
            handshakes: 0,
            closed: false,
            output: String::new(),
        }
    }

    /// Says `input` to the session in pieces of `size`; gives all that comes back.
    pub(crate) fn hear_in_pieces(&mut self, input: &[u8], size: usize) -> String {
        for piece in input.chunks(size.max(1)) {
            let mut rest = piece;
            loop {
                let taken = self.session.receive(rest);
                rest = &rest[taken..];
                let acted = self.act();
                if rest.is_empty() {
                    break;
                }
                assert!(taken > 0 || acted, "the session is stuck at {rest:?}");
            }
        }
        self.act();
        std::mem::take(&mut self.output)
    }

    pub(crate) fn hear(&mut self, input: &str) -> String {
        self.hear_in_pieces(input.as_bytes(), usize::MAX)
    }

    fn act(&mut self) -> bool {
        let mut acted = self.session.has_output();
        while let Some(step) = self.session.next_step() {
            acted = true;
            match step {
                Step::StartTls => {
                    self.handshakes += 1;
                    self.session.tls_established();
                }
                Step::Authenticate(credentials) => self.check(&credentials),
                Step::Retrieve { message } | Step::Top { message, .. } => {
                    for chunk in self.mails[message].chunks(self.chunk) {
                        if !self.session.content(chunk) {
                            break;
                        }
                    }
                    self.session.content_end();
                }
                Step::Quit { deleted } => {
                    self.deleted = Some(deleted);
                    self.session.updated();
                }
                Step::Close => self.closed = true,
            }
        }
        while self.session.has_output() {
            self.output += &String::from_utf8_lossy(&self.session.take_output());
        }
        acted
    }

    fn check(&mut self, credentials: &Credentials) {
        let secret = match credentials {
            Credentials::Password { password, .. } => password,
            Credentials::Bearer { token, .. } => token,
        };
        if secret.expose_secret() == "wrong" {
            self.session.not_authenticated(None);
        } else {
            let sizes = self.mails.iter().map(|mail| mail.len() as u64).enumerate();
            let entry = |(n, size)| Entry { size, uidl: format!("id-{n}") };
            self.session.authenticated(sizes.map(entry).collect());
        }
    }
}

pub(crate) fn own() -> Rules {
    Rules { tls: Tls::Established, ..Rules::default() }
}

pub(crate) fn exchange(tls: Tls) -> Rules {
    Rules {
        tls,
        after_tls: Ways { password: true, mechanisms: vec![Mechanism::Plain, Mechanism::Xoauth2] },
        initial_response: false,
        wording: Wording::exchange("EX1"),
        ..Rules::default()
    }
}

/// A driver whose client has signed in.
pub(crate) fn signed_in() -> Driver {
    let mut driver = Driver::new(own());
    let output = driver.hear("USER scan\r\nPASS right\r\n");
    assert!(output.ends_with("+OK Signed in.\r\n"), "{output}");
    driver
}
