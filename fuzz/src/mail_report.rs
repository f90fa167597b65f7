//! Any mail as a report on delivery, in any pieces.
//!
//! Holds: the pieces do not matter; of recipients and of words so many are kept and no more; each
//! recipient's reply is one of a server; no name of a mail and no words begin a line of their own.

use scanpost_proto::report::{LONGEST_ID, LONGEST_WORDS, MOST_RECIPIENTS, Reader, Report};

use crate::script::Script;

pub fn run(input: &[u8]) {
    let (mut script, mail) = Script::divide(input);
    let report = read(mail, &mut script);
    assert_eq!(report, read(mail, &mut script.in_one_read()), "the pieces do not matter");
    assert!(report.told.len() <= MOST_RECIPIENTS);
    for told in &report.told {
        let words = told.diagnostic.as_deref().unwrap_or_default();
        assert!(words.chars().count() <= LONGEST_WORDS);
        assert!(!words.contains(char::is_control) && !told.recipient.contains(char::is_control));
        assert!(matches!(told.reply().code, 200..600));
    }
    for id in &report.about {
        assert!(id.len() <= LONGEST_ID && id.bytes().all(|octet| octet.is_ascii_graphic()));
    }
}

fn read(mail: &[u8], script: &mut Script<'_>) -> Report {
    let (mut reader, mut rest) = (Reader::new(), mail);
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(script.next_read(rest));
        reader.read(piece);
        rest = behind;
    }
    reader.end()
}
