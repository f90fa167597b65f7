//! A device's visit that goes on to a provider: our server and our client back to back, with Exchange
//! Online's stand-in behind them.

use std::sync::Arc;

use proptest::prelude::*;
use scanpost_proto::pop3::client::{self, Bearer, Security};
use scanpost_proto::pop3::server::{self, Entry, Tls};

use crate::driver::{Driver, exchange, own};

/// What stands between the device and the provider.
struct Visit {
    device: server::Session,
    client: client::Session,
    provider: Driver,
    /// Octets that the provider still says before the line is cut.
    provider_says: usize,
    closed: bool,
}

/// What the provider had to say on one command.
struct Word {
    finished: Option<Result<(), String>>,
    entries: Vec<(u64, String)>,
}

impl Visit {
    fn new() -> Self {
        Self {
            device: server::Session::new(own()),
            client: client::Session::new(Security::Implicit),
            provider: Driver::new(exchange(Tls::Established)),
            provider_says: usize::MAX,
            closed: false,
        }
    }

    /// The device says this; gives what it gets to read.
    fn hear(&mut self, said: &str) -> String {
        let (mut rest, mut output) = (said.as_bytes(), Vec::new());
        loop {
            rest = &rest[self.device.receive(rest)..];
            let step = self.device.next_step();
            let asked = step.is_some();
            if let Some(step) = step {
                self.take_step(step);
            }
            while self.device.has_output() {
                output.extend(self.device.take_output());
            }
            if rest.is_empty() && !asked {
                return String::from_utf8(output).expect("replies are text");
            }
        }
    }

    fn take_step(&mut self, step: server::Step) {
        let number = |place: usize| u32::try_from(place + 1).expect("few mails");
        match step {
            server::Step::Authenticate(_) => {
                let mailbox = self.open();
                self.device.authenticated(mailbox);
            }
            server::Step::Retrieve { message } => {
                self.client.retrieve(number(message));
                self.pass_on();
            }
            server::Step::Top { message, lines } => {
                self.client.top(number(message), u32::try_from(lines).expect("few lines"));
                self.pass_on();
            }
            server::Step::Quit { deleted } => {
                for place in deleted {
                    self.client.delete(number(place));
                    assert_eq!(self.ask().finished, Some(Ok(())));
                }
                self.client.quit();
                match self.ask().finished {
                    Some(Ok(())) => self.device.updated(),
                    _ => self.device.not_updated(),
                }
            }
            server::Step::Close => self.closed = true,
            step @ server::Step::StartTls => panic!("{step:?}"),
        }
    }

    /// Signs in at the provider and lists what is there. LIST's figures are estimates.
    fn open(&mut self) -> Arc<[Entry]> {
        self.ask();
        self.client.list();
        let sizes = self.ask().entries;
        self.client.uidl();
        let uidls = self.ask().entries;
        let pairs = sizes.into_iter().zip(uidls);
        pairs.map(|((size, _), (_, uidl))| Entry { size, uidl }).collect()
    }

    fn pass_on(&mut self) {
        match self.ask().finished {
            Some(Ok(())) => self.device.content_end(),
            Some(Err(text)) => self.device.not_retrieved(&text),
            None => self.device.not_retrieved("[SYS/TEMP] The provider has hung up."),
        }
    }

    /// Talks with the provider until it has no more to say; octets of a mail go to the device.
    fn ask(&mut self) -> Word {
        let mut word = Word { finished: None, entries: Vec::new() };
        let mut says = self.provider.hear("");
        loop {
            says.truncate(self.provider_says);
            self.provider_says -= says.len();
            for mut piece in says.as_bytes().chunks(5) {
                while let Some(step) = self.client.next_step(&mut piece) {
                    match step {
                        client::Step::Authenticate => self.client.authenticate(&bearer()),
                        client::Step::Ready => {}
                        client::Step::Size { octets, .. } => {
                            word.entries.push((octets, String::new()));
                        }
                        client::Step::Uidl { uidl, .. } => word.entries.push((0, uidl)),
                        client::Step::Content(octets) => {
                            self.device.content(octets);
                        }
                        client::Step::Finished(result) => {
                            word.finished = Some(result.map(drop).map_err(|reply| reply.text));
                        }
                        other => panic!("{other:?}"),
                    }
                }
            }
            let said = self.client.take_output();
            if said.is_empty() || self.provider_says == 0 {
                return word;
            }
            says = self.provider.hear_in_pieces(&said, usize::MAX);
        }
    }
}

fn bearer() -> Bearer {
    Bearer {
        user: "fax@example.com".to_owned(),
        token: "EwBAAl3BAAUFFpUAo7J3".into(),
        host: "pop.example.com".to_owned(),
        port: 995,
    }
}

#[test]
fn a_device_with_a_password_reads_and_deletes_in_a_mailbox_that_wants_a_token() {
    let mut visit = Visit::new();
    let greeted = visit.hear("USER scan\r\nPASS right\r\n");
    assert!(greeted.ends_with("+OK Signed in.\r\n"), "{greeted}");
    for (said, expected) in [
        ("UIDL", "+OK 3 messages\r\n1 id-0\r\n2 id-1\r\n3 id-2\r\n.\r\n"),
        ("LIST", "+OK 3 messages\r\n1 41\r\n2 25\r\n3 0\r\n.\r\n"),
        (
            "RETR 1",
            "+OK The message follows.\r\nSubject: one\r\n\r\n..first\r\nsecond\r\n...third\r\n.\r\n",
        ),
        ("TOP 1 1", "+OK The message follows.\r\nSubject: one\r\n\r\n..first\r\n.\r\n"),
        ("RETR 3", "+OK The message follows.\r\n.\r\n"),
        ("DELE 1", "+OK The message will be deleted at QUIT.\r\n"),
        ("QUIT", "+OK scanpost closes the connection.\r\n"),
    ] {
        assert_eq!(visit.hear(&format!("{said}\r\n")), expected, "{said}");
    }
    assert_eq!(visit.provider.deleted, Some(vec![0]));
    assert!(visit.closed);
}

#[test]
fn what_the_provider_refuses_is_told_in_its_own_words() {
    let mut visit = Visit::new();
    visit.hear("USER scan\r\nPASS right\r\n");
    visit.provider.hear("DELE 2\r\n");
    let refused = "-ERR There is no such message, or it is deleted.\r\n";
    assert_eq!(visit.hear("RETR 2\r\n"), refused);
    assert!(visit.hear("RETR 1\r\n").ends_with("\r\n.\r\n"), "the visit goes on");
}

proptest! {
    #[test]
    fn a_mail_that_breaks_off_at_the_provider_never_looks_whole(says in 0..120_usize) {
        let mut visit = Visit::new();
        visit.hear("USER scan\r\nPASS right\r\n");
        let whole = "+OK The message follows.\r\nSubject: one\r\n\r\n..first\r\nsecond\r\n...third\r\n.\r\n";
        visit.provider_says = says;
        let heard = visit.hear("RETR 1\r\n");
        if heard == whole {
            prop_assert!(!visit.closed);
        } else if heard.starts_with("-ERR") {
            prop_assert_eq!(heard, "-ERR [SYS/TEMP] The provider has hung up.\r\n");
            prop_assert!(!visit.closed);
        } else {
            prop_assert!(visit.closed && whole.starts_with(&heard) && !heard.ends_with("\r\n.\r\n"));
        }
    }
}
