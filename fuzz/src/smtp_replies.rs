//! One reply of a provider: what is read out of it, and what comes of writing it again.
//!
//! The octets stand in for the greeting, and, behind a good greeting, for the answer to EHLO.
//!
//! Holds: whatever comes is a reply, a broken dialogue or a wait for more; what is kept of it is
//! limited and can forge nothing; a reply that is written and read again stays what it is.

use scanpost_proto::smtp::Reply;
use scanpost_proto::smtp::client::{Security, Session, Step};

use crate::wire;

pub fn run(input: &[u8]) {
    let mut session = Session::new("mfp", Security::Implicit);
    session.receive(b"220 x\r\n");
    session.take_output();
    session.receive(input);
    let offered = session.capabilities();
    assert!(offered.mechanisms.len() <= 50);
    let words = offered.mechanisms.iter().map(String::len).sum::<usize>();
    assert!(words <= input.len() * 3, "no more than came");

    if let Some(reply) = refusal(input) {
        assert!((200..600).contains(&reply.code));
        assert!((1..=100).contains(&reply.lines.len()));
        reply.lines.iter().for_each(|line| wire::assert_plain(line, 4_096));
        let again = refusal(&written(&reply)).expect("a reply");
        assert_eq!(again.code, reply.code);
        // A code before a long line may cut it, and swallows the blanks that the line began with.
        let wide = |line: &String| line.len() > 4_000;
        if !again.lines.iter().any(wide) {
            let last = refusal(&written(&again)).expect("a reply");
            assert_eq!((last.code, last.enhanced), (again.code, again.enhanced));
            let trimmed = |reply: &Reply| -> Vec<String> {
                reply.lines.iter().map(|line| line.trim().to_owned()).collect()
            };
            assert_eq!(trimmed(&last), trimmed(&again));
        }
    }
}

/// The reply as the driver is shown it, if it is one that refuses.
fn refusal(octets: &[u8]) -> Option<Reply> {
    let mut session = Session::new("mfp", Security::Implicit);
    session.receive(octets);
    match session.next_step() {
        Some(Step::Refused { reply, .. }) => Some(reply),
        Some(Step::Broken { what, .. }) => {
            wire::assert_plain(&what, 1_000);
            None
        }
        other => {
            assert_eq!(other, None, "a greeting asks nothing of the driver");
            None
        }
    }
}

fn written(reply: &Reply) -> Vec<u8> {
    let mut octets = Vec::new();
    reply.write_to(&mut octets);
    octets
}
