//! The client and our own server with each other: what one stuffs, the other unstuffs.

use proptest::collection::vec;
use proptest::prelude::*;
use scanpost_proto::pop3::client::{self, Security, Session};
use scanpost_proto::pop3::server::{self, Entry, Mechanism, Rules, Tls, Ways};

use crate::conversation::bearer;

/// What the client found in the mailbox.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    totals: Option<(u64, u64)>,
    sizes: Vec<u64>,
    uidls: Vec<String>,
    mails: Vec<Vec<u8>>,
    /// Places of the mails that the server was told to delete.
    deleted: Option<Vec<usize>>,
    goodbye: bool,
}

/// Two sessions and the line between them.
struct Conversation<'a> {
    client: Session,
    server: server::Session,
    /// What lies in the mailbox.
    mails: &'a [Vec<u8>],
    /// Octets that arrive at once.
    cut: usize,
    found: Found,
    commands: usize,
}

impl<'a> Conversation<'a> {
    fn new(mails: &'a [Vec<u8>], security: Security, cut: usize) -> Self {
        let ways = Ways { password: false, mechanisms: vec![Mechanism::Xoauth2] };
        let tls = match security {
            Security::StartTls => Tls::Offered,
            Security::Implicit => Tls::Established,
        };
        Self {
            client: Session::new(security),
            server: server::Session::new(Rules { tls, after_tls: ways, ..Rules::default() }),
            mails,
            cut,
            found: Found::default(),
            commands: 0,
        }
    }

    /// Until neither has anything to say.
    fn hold(mut self) -> Found {
        loop {
            let from_server = self.server.take_output();
            for piece in from_server.chunks(self.cut) {
                self.client_hears(piece);
            }
            let from_client = self.client.take_output();
            for piece in from_client.chunks(self.cut) {
                assert_eq!(self.server.receive(piece), piece.len());
                self.server_acts();
            }
            if from_server.is_empty() && from_client.is_empty() {
                return self.found;
            }
        }
    }

    fn client_hears(&mut self, mut input: &[u8]) {
        while let Some(step) = self.client.next_step(&mut input) {
            match step {
                client::Step::StartTls => self.client.tls_established(),
                client::Step::Authenticate => self.client.authenticate(&bearer()),
                client::Step::Ready => self.client.stat(),
                client::Step::Totals { messages, octets } => {
                    self.found.totals = Some((messages, octets));
                }
                client::Step::Size { octets, .. } => self.found.sizes.push(octets),
                client::Step::Uidl { uidl, .. } => self.found.uidls.push(uidl),
                client::Step::Content(octets) => {
                    let mail = self.found.mails.last_mut().expect("a mail was asked for");
                    mail.extend_from_slice(octets);
                }
                client::Step::Finished(Ok(_)) => self.go_on(),
                other => panic!("{other:?}"),
            }
        }
    }

    /// STAT, LIST, UIDL, then RETR and DELE for each mail, then QUIT.
    fn go_on(&mut self) {
        self.commands += 1;
        let number = u32::try_from(self.commands.saturating_sub(3) / 2 + 1).expect("few mails");
        match self.commands {
            1 => self.client.list(),
            2 => self.client.uidl(),
            n if n == self.mails.len() * 2 + 3 => self.client.quit(),
            n if n > self.mails.len() * 2 + 3 => self.found.goodbye = true,
            n if n % 2 == 1 => {
                self.found.mails.push(Vec::new());
                self.client.retrieve(number);
            }
            _ => self.client.delete(number),
        }
    }

    fn server_acts(&mut self) {
        while let Some(step) = self.server.next_step() {
            match step {
                server::Step::StartTls => self.server.tls_established(),
                server::Step::Authenticate(_) => {
                    let entries = self.mails.iter().enumerate().map(|(place, mail)| Entry {
                        size: mail.len() as u64,
                        uidl: format!("id-{place}"),
                    });
                    self.server.authenticated(entries.collect());
                }
                server::Step::Retrieve { message } => {
                    for chunk in self.mails[message].chunks(self.cut) {
                        self.server.content(chunk);
                    }
                    self.server.content_end();
                }
                server::Step::Quit { deleted } => {
                    self.found.deleted = Some(deleted);
                    self.server.updated();
                }
                server::Step::Close => {}
                step @ server::Step::Top { .. } => panic!("{step:?}"),
            }
        }
    }
}

/// A mail with CRLF line ends, the last line's included, as the server sends it.
fn normalised(mail: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n").replace('\r', " ");
    let mut lines = text.replace('\n', "\r\n");
    if !lines.is_empty() && !lines.ends_with("\r\n") {
        lines.push_str("\r\n");
    }
    lines.into_bytes()
}

fn mail() -> impl Strategy<Value = Vec<u8>> {
    let parts =
        proptest::sample::select(vec![".", "..", "\r\n", "\n", "\r", "a", "+OK", "\r\n.\r\n"]);
    vec(parts, 0..30).prop_map(|parts| parts.concat().into_bytes())
}

proptest! {
    #[test]
    fn every_mail_comes_out_of_our_server_as_it_lies_there(
        mails in vec(mail(), 0..4), cut in 1..40_usize, upgrade in any::<bool>(),
    ) {
        let security = if upgrade { Security::StartTls } else { Security::Implicit };
        let found = Conversation::new(&mails, security, cut).hold();
        let sizes: Vec<u64> = mails.iter().map(|mail| mail.len() as u64).collect();
        let expected = Found {
            totals: Some((mails.len() as u64, sizes.iter().sum())),
            sizes,
            uidls: (0..mails.len()).map(|place| format!("id-{place}")).collect(),
            mails: mails.iter().map(|mail| normalised(mail)).collect(),
            deleted: Some((0..mails.len()).collect()),
            goodbye: true,
        };
        prop_assert_eq!(found, expected);
    }
}
