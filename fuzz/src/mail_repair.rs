//! Any mail, in any pieces, mended for a provider.
//!
//! Holds: the pieces do not matter; every line ends with CRLF and has 998 octets at most; there is one
//! From, one Date, one Message-ID; mended again, nothing changes and nothing is told; what is told is
//! short and plain. The rule `k` keeps From.

use scanpost_proto::mail::{Author, LONGEST_LINE, Mended, Mender, Plan};

use crate::script::Script;
use crate::wire;

pub fn run(input: &[u8]) {
    let (mut script, mail) = Script::divide(input);
    let plan = plan(script.has(b'k'));
    let (out, done) = mended(mail, &plan, &mut script);
    let whole = mended(mail, &plan, &mut script.in_one_read());
    assert_eq!((&out, &done), (&whole.0, &whole.1), "the pieces do not matter");
    done.iter().for_each(assert_told_plainly);
    if done.contains(&Mended::HeaderTooLong) {
        return assert_eq!(out, mail);
    }
    assert_eq!(done.is_empty(), out == mail);
    for line in wire::lines(&out) {
        assert!(line.len() <= LONGEST_LINE);
    }
    for name in ["from", "date", "message-id"] {
        assert_eq!(fields_named(&out, name), 1, "{name}");
    }
    let (again, done) = mended(&out, &plan, &mut script);
    assert_eq!(again.escape_ascii().to_string(), out.escape_ascii().to_string());
    assert!(done.is_empty(), "mended twice: {done:?}");
}

fn plan(keeps_from: bool) -> Plan {
    let address = "scan@contoso.example".to_owned();
    Plan {
        message_id: "0199aa64@scanpost.local".to_owned(),
        date: "Sat, 21 Nov 2026 09:15:00 +0000".to_owned(),
        author: if keeps_from {
            Author::AsWritten { or_else: address }
        } else {
            Author::Replaced { by: address, replies_to_original: true }
        },
        cover: None,
    }
}

fn mended(mail: &[u8], plan: &Plan, script: &mut Script<'_>) -> (Vec<u8>, Vec<Mended>) {
    let mut mender = Mender::new(|_: &_| plan.clone());
    let (mut out, mut rest) = (Vec::new(), mail);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(script.next_read(rest));
        mender.write(piece, &mut out);
        rest = behind;
    }
    let done = mender.end(&mut out);
    (out, done)
}

fn fields_named(mail: &[u8], name: &str) -> usize {
    let is_named = |line: &&&[u8]| {
        let colon = line.iter().position(|octet| *octet == b':').unwrap_or(0);
        line[..colon].trim_ascii_end().eq_ignore_ascii_case(name.as_bytes())
    };
    let lines = wire::lines(mail);
    lines.iter().take_while(|line| !line.is_empty()).filter(is_named).count()
}

fn assert_told_plainly(mended: &Mended) {
    if let Mended::DateReplaced { was }
    | Mended::FromReplaced { was }
    | Mended::SenderDropped { was } = mended
    {
        wire::assert_plain(was, 254);
    }
}
