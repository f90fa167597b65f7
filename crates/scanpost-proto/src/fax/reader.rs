//! The documents of a mail, and what its sender wrote beside them.
//!
//! A part is a document by its first octets; where they say nothing, by what it claims: its type, or the
//! end of its name under any type (many senders call a TIFF `application/octet-stream`). What claims to
//! be one and is none comes out as one, and [`check`](super::check) says what is wrong with it, so that
//! no fax is dropped in silence. The first text that is not attached is the cover; of a mail that has HTML
//! alone it is what remains without the tags. What is attached and no document is named.

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::html::html_to_text;

use super::letterhead::Letterhead;
use super::part::Part;
use super::walker::{Piece, Walker};
use super::{Flaw, Kind};

/// Octets of the cover's text that are kept.
pub const LONGEST_COVER: usize = 256 * 1024;

/// The same of a text in HTML, most of which is tags and styles.
const LONGEST_HTML: usize = 1024 * 1024;

/// Attachments that are named.
const MOST_OTHERS: usize = 50;

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

impl Heading {
    /// By its sender's name for it, or by what it is.
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.kind.media_type().to_owned())
    }
}

/// What stands beside the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// Nothing where the octets were no mail.
    pub letterhead: Option<Letterhead>,
    pub text: Option<String>,
    /// The text goes on: it is longer than is read.
    pub is_cut: bool,
    /// What is attached beside the documents: the sender's names, or types.
    pub others: Vec<String>,
}

/// Reads a mail.
#[expect(missing_debug_implementations, reason = "octets of strangers")]
pub struct Reader {
    walker: Walker,
    letterhead: Option<Letterhead>,
    part: Current,
    cover: Option<CoverText>,
    others: Vec<String>,
    /// What counts as a document.
    kinds: &'static [Kind],
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
    is_html: bool,
    octets: Vec<u8>,
    is_cut: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Of a fax.
    pub fn new() -> Self {
        Self::of(&Kind::FAXES)
    }

    /// Of a mail in which these are documents.
    pub fn of(kinds: &'static [Kind]) -> Self {
        let (walker, part, others) = (Walker::new(), Current::None, Vec::new());
        Self { walker, letterhead: None, part, cover: None, others, kinds }
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
        let (text, is_cut) = self.cover.map(|cover| cover.text()).unwrap_or_default();
        let text = (!text.is_empty()).then_some(text);
        Ok((found, Cover { letterhead: self.letterhead, text, is_cut, others: self.others }))
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
        let kind = Kind::of_octets(&first).or_else(|| part.claim());
        let kind = kind.filter(|kind| self.kinds.contains(kind));
        if let Some(kind) = kind.filter(|kind| *kind != Kind::Jpeg || !part.is_embedded) {
            self.part = Current::Document;
            found.push(Found::Begins(Heading { kind, name: part.name }));
            push(first, found);
        } else if part.is_text() && !part.is_attached && self.cover.is_none() {
            self.part = Current::Cover;
            let is_html = part.media_type == "text/html";
            let mut cover =
                CoverText { charset: part.charset, is_html, octets: Vec::new(), is_cut: false };
            cover.add(&first);
            self.cover = Some(cover);
        } else if !part.is_embedded && (part.is_attached || part.name.is_some()) {
            let room = MOST_OTHERS.saturating_sub(self.others.len());
            self.others.extend(Some(part.name.unwrap_or(part.media_type)).into_iter().take(room));
        }
    }
}

impl CoverText {
    fn add(&mut self, octets: &[u8]) {
        let most = if self.is_html { LONGEST_HTML } else { LONGEST_COVER };
        let room = most - self.octets.len();
        self.is_cut |= octets.len() > room;
        self.octets.extend_from_slice(&octets[..octets.len().min(room)]);
    }

    /// In the charset that the part names, or UTF-8; and whether it goes on.
    fn text(&self) -> (String, bool) {
        let charset = self.charset.as_deref().unwrap_or("utf-8");
        let text = match charset_decoder(charset.as_bytes()) {
            Some(decode) => decode(&self.octets),
            None => String::from_utf8_lossy(&self.octets).into_owned(),
        };
        let text = if self.is_html { html_to_text(&text) } else { text };
        let end = text.floor_char_boundary(LONGEST_COVER);
        (text[..end].trim().to_owned(), self.is_cut || end < text.len())
    }
}

fn push(octets: Vec<u8>, found: &mut Vec<Found>) {
    if !octets.is_empty() {
        found.push(Found::Octets(octets));
    }
}
