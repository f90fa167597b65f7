//! The documents of a mail, and what its sender wrote beside them.
//!
//! A part is a document by its first octets; where they say nothing, by what it claims: its type, or the
//! end of its name under any type (many senders call a TIFF `application/octet-stream`). What claims to
//! be one and is none comes out as one, and [`check`](super::check) says what is wrong with it, so that
//! no fax is dropped in silence. The first text that is not attached is the cover.

use mail_parser::decoders::charsets::map::charset_decoder;

use super::letterhead::Letterhead;
use super::part::Part;
use super::walker::{Piece, Walker};
use super::{Flaw, Kind};

/// Octets of the cover's text that are kept.
pub const LONGEST_COVER: usize = 32 * 1024;

/// By so many octets a document is known.
const SIGN: usize = 5;

/// What comes out while a mail is read.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A document begins.
    Begins(Heading),
    /// Octets of it, free of MIME.
    Octets(Vec<u8>),
    Ends,
}

/// What is known of a document before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub kind: Kind,
    /// The sender's name for it, without folders: to be shown, never to be used as a path.
    pub name: Option<String>,
}

/// What stands beside the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Nothing where the octets were no mail.
    pub letterhead: Option<Letterhead>,
    pub text: Option<String>,
}

/// Reads a mail.
#[expect(missing_debug_implementations, reason = "octets of strangers")]
pub struct Reader {
    walker: Walker,
    letterhead: Option<Letterhead>,
    part: Current,
    cover: Option<CoverText>,
}

/// The part that is being read.
enum Current {
    None,
    /// Too few octets are here to say.
    Unknown {
        part: Part,
        first: Vec<u8>,
    },
    Document,
    Cover,
    Ignored,
}

struct CoverText {
    charset: Option<String>,
    octets: Vec<u8>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    pub fn new() -> Self {
        Self { walker: Walker::new(), letterhead: None, part: Current::None, cover: None }
    }

    /// The mail's next octets, and what they bring. Behind a flaw the reader is of no use any more.
    pub fn read(&mut self, octets: &[u8]) -> Result<Vec<Found>, Flaw> {
        let mut found = Vec::new();
        for piece in self.walker.read(octets)? {
            self.take(piece, &mut found);
        }
        Ok(found)
    }

    /// The mail's own header, as soon as it was read.
    pub fn letterhead(&self) -> Option<&Letterhead> {
        self.letterhead.as_ref()
    }

    /// The mail is over: the last it brings, and the cover.
    pub fn end(mut self) -> Result<(Vec<Found>, Cover), Flaw> {
        let mut found = Vec::new();
        let walker = std::mem::replace(&mut self.walker, Walker::new());
        for piece in walker.end()? {
            self.take(piece, &mut found);
        }
        let text = self.cover.map(|cover| cover.text()).filter(|text| !text.is_empty());
        Ok((found, Cover { letterhead: self.letterhead, text }))
    }

    fn take(&mut self, piece: Piece, found: &mut Vec<Found>) {
        match piece {
            // The mail's own comes first; a mail within it has its own.
            Piece::Header(header) => {
                self.letterhead.get_or_insert_with(|| Letterhead::read(&header));
            }
            Piece::Begins(part) => self.part = Current::Unknown { part, first: Vec::new() },
            Piece::Octets(octets) => self.octets(octets, found),
            Piece::Ends => {
                self.decide(found);
                if matches!(self.part, Current::Document) {
                    found.push(Found::Ends);
                }
                self.part = Current::None;
            }
        }
    }

    fn octets(&mut self, octets: Vec<u8>, found: &mut Vec<Found>) {
        match &mut self.part {
            Current::None | Current::Ignored => {}
            Current::Document => push(octets, found),
            Current::Cover => self.cover.iter_mut().for_each(|cover| cover.add(&octets)),
            Current::Unknown { first, .. } => {
                first.extend_from_slice(&octets);
                if first.len() < SIGN {
                    return;
                }
                self.decide(found);
            }
        }
    }

    /// What an unknown part is, by its first octets or all of them.
    fn decide(&mut self, found: &mut Vec<Found>) {
        let (part, first) = match std::mem::replace(&mut self.part, Current::Ignored) {
            Current::Unknown { part, first } => (part, first),
            known => return self.part = known,
        };
        if let Some(kind) = Kind::of_octets(&first).or_else(|| part.claim()) {
            self.part = Current::Document;
            found.push(Found::Begins(Heading { kind, name: part.name }));
            push(first, found);
        } else if part.media_type == "text/plain" && !part.is_attached && self.cover.is_none() {
            self.part = Current::Cover;
            let mut cover = CoverText { charset: part.charset, octets: Vec::new() };
            cover.add(&first);
            self.cover = Some(cover);
        }
    }
}

impl CoverText {
    fn add(&mut self, octets: &[u8]) {
        let room = LONGEST_COVER - self.octets.len();
        self.octets.extend_from_slice(&octets[..octets.len().min(room)]);
    }

    /// In the charset that the part names, or UTF-8.
    fn text(&self) -> String {
        let charset = self.charset.as_deref().unwrap_or("utf-8");
        let text = match charset_decoder(charset.as_bytes()) {
            Some(decode) => decode(&self.octets),
            None => String::from_utf8_lossy(&self.octets).into_owned(),
        };
        text.trim().to_owned()
    }
}

fn push(octets: Vec<u8>, found: &mut Vec<Found>) {
    if !octets.is_empty() {
        found.push(Found::Octets(octets));
    }
}
