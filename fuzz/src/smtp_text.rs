//! Any mail, in any pieces, from our SMTP client to our SMTP server.
//!
//! Holds: the server reads one mail and nothing behind it, so no second mail can be smuggled through
//! `body`; that mail is the first one with its line ends made regular; no bare CR or LF goes out.

use scanpost_proto::smtp::client::{self, Envelope, Security};
use scanpost_proto::smtp::server::{self, Receipt, Rules};

use crate::script::Script;
use crate::wire;

pub fn run(input: &[u8]) {
    let (mut script, mail) = Script::divide(input);
    let wire = sent(mail, &mut script);
    assert_eq!(wire::unstuffed(&wire), wire::normalised(mail));
    for line in wire::lines(&wire) {
        assert!(line.len() <= mail.len() + 1);
    }
    assert_eq!(received(&wire, &mut script), wire::normalised(mail));
}

/// What the client writes behind 354.
fn sent(mail: &[u8], script: &mut Script) -> Vec<u8> {
    let mut session = client::Session::new("mfp", Security::Implicit);
    let say = |session: &mut client::Session, reply: &str| {
        session.receive(reply.as_bytes());
        while let Some(step) = session.next_step() {
            match step {
                client::Step::Authenticate => session.skip_authentication(),
                client::Step::Ready => session.send(&envelope()),
                client::Step::Body => return true,
                other => panic!("{other:?}"),
            }
        }
        session.take_output();
        false
    };
    for reply in ["220 x\r\n", "250 x\r\n", "250 ok\r\n", "250 ok\r\n"] {
        assert!(!say(&mut session, reply));
    }
    assert!(say(&mut session, "354 go\r\n"), "the text may come");

    let (mut wire, mut rest) = (Vec::new(), mail);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(script.next_read(rest));
        session.body(piece);
        wire.extend_from_slice(&session.take_output());
        rest = behind;
    }
    session.body_end();
    wire.extend_from_slice(&session.take_output());
    wire
}

/// What the server makes of it.
fn received(wire: &[u8], script: &mut Script) -> Vec<u8> {
    struct Kept;
    impl Receipt for Kept {
        fn queue_id(&self) -> String {
            "7f3a".to_owned()
        }
    }
    let mut session = server::Session::new(Rules::default());
    for command in ["HELO x\r\n", "MAIL FROM:<a@x>\r\n", "RCPT TO:<b@x>\r\n", "DATA\r\n"] {
        session.receive(command.as_bytes());
        while session.next_step().is_some() {
            session.accepted();
        }
    }
    session.take_output();

    let (mut mail, mut ends, mut rest) = (Vec::new(), 0, wire);
    while !rest.is_empty() {
        let read = script.next_read(rest);
        assert_eq!(session.receive(&rest[..read]), read, "all belongs to the mail");
        while let Some(step) = session.next_step() {
            match step {
                server::Step::Body(octets) => mail.extend(octets),
                server::Step::End(_) => {
                    ends += 1;
                    session.kept(&Kept);
                }
                other => panic!("{other:?}"),
            }
        }
        rest = &rest[read..];
    }
    assert_eq!(ends, 1);
    assert_eq!(session.take_output(), b"250 2.0.0 Kept as 7f3a.\r\n", "and no other reply");
    mail
}

fn envelope() -> Envelope {
    Envelope { from: "a@x".to_owned(), to: vec!["b@x".to_owned()], ..Envelope::default() }
}
