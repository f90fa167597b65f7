//! What holds for the POP3 client whatever the server sends.

use proptest::collection::vec;
use proptest::prelude::*;
use scanpost_proto::pop3::client::{Security, Session, Step};

use crate::conversation::{TOKEN, bearer};

/// A driver that wants everything and writes down what happens. It acts when it has heard all that
/// was read, so the story does not depend on the cuts.
struct Driver {
    session: Session,
    story: Vec<String>,
    mail: Vec<u8>,
    /// What the next command will be.
    next: u32,
}

impl Driver {
    fn new(security: Security) -> Self {
        Self { session: Session::new(security), story: Vec::new(), mail: Vec::new(), next: 0 }
    }

    /// Hears one turn of the server, cut into pieces of this size.
    fn hear(&mut self, turn: &[u8], size: usize) {
        let mut acts = Vec::new();
        for piece in turn.chunks(size) {
            let mut input = piece;
            while let Some(step) = self.session.next_step(&mut input) {
                match step {
                    Step::Content(octets) => self.mail.extend_from_slice(octets),
                    // Broken off behind STLS: whether the step was told before is a matter of cuts.
                    Step::Broken { .. } if matches!(acts.last(), Some(Act::StartTls)) => {
                        self.story.pop();
                        acts.pop();
                        self.note(&step, &mut acts);
                    }
                    step => self.note(&step, &mut acts),
                }
            }
            assert!(input.is_empty(), "all is read");
        }
        for act in &acts {
            self.act(act);
        }
        let said = self.session.take_output();
        self.story.push(String::from_utf8_lossy(&said).into_owned());
    }

    fn note(&mut self, step: &Step, acts: &mut Vec<Act>) {
        self.story.push(format!("{step:?} behind {} octets", self.mail.len()));
        acts.extend(match step {
            Step::StartTls => Some(Act::StartTls),
            Step::Authenticate => Some(Act::Authenticate),
            Step::Ready | Step::Finished(_) => Some(Act::Ask),
            Step::AuthRefused { .. } | Step::Refused { .. } | Step::NotOffered { .. } => {
                Some(Act::Quit)
            }
            _ => None,
        });
    }

    fn act(&mut self, act: &Act) {
        let session = &mut self.session;
        match act {
            Act::StartTls => session.tls_established(),
            Act::Authenticate => session.authenticate(&bearer()),
            Act::Quit => session.quit(),
            Act::Ask => {
                self.next += 1;
                match self.next {
                    1 => session.uidl(),
                    2 => session.list(),
                    3 => session.stat(),
                    4 => session.retrieve(1),
                    5 => session.top(2, 0),
                    6 => session.delete(1),
                    7 => session.noop(),
                    _ => session.quit(),
                }
            }
        }
    }
}

enum Act {
    StartTls,
    Authenticate,
    Ask,
    Quit,
}

/// What a server says to the driver, turn by turn, where all goes well.
const USUAL: &[&str] = &[
    "+OK ready\r\n",
    "+OK\r\nSTLS\r\nUIDL\r\n.\r\n",
    "+OK begin\r\n",
    "+OK\r\nSASL XOAUTH2\r\nUIDL\r\n.\r\n",
    "+ \r\n",
    "+OK in\r\n",
    "+OK\r\n1 id-1\r\n2 id-2\r\n.\r\n",
    "+OK\r\n1 7\r\n2 8\r\n.\r\n",
    "+OK 2 15\r\n",
    "+OK\r\nSubject: x\r\n\r\n..a\r\n.\n.\r\r\n.\r\n",
    "+OK\r\n\r\n.\r\n",
    "+OK deleted\r\n",
    "+OK\r\n",
    "+OK bye\r\n",
];

/// What a server says in its turns, right and wrong ones.
fn turns() -> impl Strategy<Value = Vec<Vec<u8>>> {
    const ODD: &[&str] = &[
        "-ERR no\r\n",
        "-ERR [IN-USE] later\n",
        "+ e30=\r\n",
        "+OK one\r\n+OK two\r\n",
        "+OK\r\n",
        "+",
        ".\r\n",
        "nonsense\r\n",
        "+OK\r\n1 a\r\nx\r\n",
        "+OK half a mail\r\na\r\n.",
    ];
    // How far everything is as usual, whether STLS is part of it, and what comes then.
    let rest = prop_oneof![
        3 => proptest::sample::select(ODD).prop_map(|turn| turn.as_bytes().to_vec()),
        3 => proptest::sample::select(USUAL).prop_map(|turn| turn.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..30),
    ];
    (0..=USUAL.len(), any::<bool>(), vec(rest, 0..8)).prop_map(|(usual, implicit, rest)| {
        let skipped = |place: usize| implicit && (1..3).contains(&place);
        let usual = USUAL[..usual].iter().enumerate().filter(|(place, _)| !skipped(*place));
        usual.map(|(_, turn)| turn.as_bytes().to_vec()).chain(rest).collect()
    })
}

fn heard(turns: &[Vec<u8>], security: Security, size: usize) -> Driver {
    let mut driver = Driver::new(security);
    for turn in turns {
        driver.hear(turn, size);
    }
    driver
}

#[test]
fn where_all_goes_well_the_driver_comes_to_the_end() {
    let turns: Vec<_> = USUAL.iter().map(|turn| turn.as_bytes().to_vec()).collect();
    let story = heard(&turns, Security::StartTls, 5).story;
    assert!(story.iter().any(|told| told.starts_with("Finished") && told.contains("bye")));
}

proptest! {
    #[test]
    fn any_cut_of_the_servers_octets_tells_the_same_story(turns in turns(), size in 1..12_usize) {
        for security in [Security::Implicit, Security::StartTls] {
            let whole = heard(&turns, security, usize::MAX);
            let cut = heard(&turns, security, size);
            prop_assert_eq!(cut.story, whole.story);
            prop_assert_eq!(cut.mail, whole.mail);
        }
    }

    #[test]
    fn no_octets_make_the_client_panic_or_tell_the_token(turns in turns(), size in 1..12_usize) {
        for security in [Security::Implicit, Security::StartTls] {
            let driver = heard(&turns, security, size);
            let told = format!("{:?} {:?}", driver.session, driver.story);
            prop_assert!(!told.contains(TOKEN));
        }
    }
}
