//! Any mail to a fax mailbox, in any pieces, and each document of it.
//!
//! Holds: the pieces do not matter; documents follow each other, each ends, and all of them are no larger
//! than the mail; a document is fit or has a fault of its own; names lead into no folder.

use std::io::Cursor;

use scanpost_proto::fax::{self, CheckError, Cover, Flaw, Found, Heading, LONGEST_COVER, Reader};

use crate::script::Script;

pub fn run(input: &[u8]) {
    let (mut script, mail) = Script::divide(input);
    let read_in_pieces = read(mail, &mut script);
    assert_eq!(read_in_pieces, read(mail, &mut script.in_one_read()), "the pieces do not matter");
    let Ok((documents, cover)) = read_in_pieces else { return };
    let octets: usize = documents.iter().map(|(_, octets)| octets.len()).sum();
    assert!(octets <= mail.len(), "a mail never grows");
    // A letter of another character set may take three octets in UTF-8.
    assert!(cover.text.is_none_or(|text| text.len() <= 3 * LONGEST_COVER));
    for (heading, octets) in documents {
        let name = heading.name.unwrap_or_default();
        assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
        if let Err(CheckError::Unread(error)) = fax::check(heading.kind, &mut Cursor::new(octets)) {
            panic!("memory can be read: {error}");
        }
    }
}

type Documents = Vec<(Heading, Vec<u8>)>;

fn read(mail: &[u8], script: &mut Script<'_>) -> Result<(Documents, Cover), Flaw> {
    let (mut reader, mut rest) = (Reader::new(), mail);
    let (mut documents, mut open) = (Documents::new(), None);
    let mut take = |found: Vec<Found>| {
        for one in found {
            match one {
                Found::Begins(heading) => assert!(open.replace((heading, Vec::new())).is_none()),
                Found::Octets(octets) => open.as_mut().expect("it has begun").1.extend(octets),
                Found::Ends => documents.push(open.take().expect("it has begun")),
            }
        }
    };
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(script.next_read(rest));
        take(reader.read(piece)?);
        rest = behind;
    }
    let (found, cover) = reader.end()?;
    take(found);
    assert!(open.is_none(), "every document ends");
    Ok((documents, cover))
}
