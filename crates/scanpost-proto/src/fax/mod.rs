//! An internet fax as it comes by mail (ITU-T T.37; RFC 3965, simple mode): what of the mail is a
//! document, and whether that may be passed on.
//!
//! - [`Reader`]: a mail in pieces goes in; the octets of its documents come out, free of MIME, with the
//!   [`Letterhead`] and the cover's text beside them
//! - [`check`]: whether a document's octets are what they should be; nothing of them is decoded
//! - [`Images`]: the pages of a TIFF, for whoever passes its strips on
//! - [`Notification`]: who wants to hear what became of the mail (RFC 8098)
//!
//! Whoever drives this writes each document's octets to a file of its own, checks that file, and only
//! then hands it on. So a mail of 100 MB takes no more memory than one of its lines, and a TIFF whose
//! directory stands at its end needs no mail that can be read backwards.
//!
//! Everything of a stranger is counted: how deep parts lie in each other, how many there are, how long a
//! header is, pages, strips, and how many octets a page would have once somebody decodes it.

mod letterhead;
mod part;
mod pdf;
mod reader;
mod tiff;
mod transfer;
pub(crate) mod walker;

use std::io::{self, Read, Seek};

pub use letterhead::{Letterhead, Notification, SENT_ON};
pub use reader::{Cover, Found, Heading, LONGEST_COVER, Reader};
pub use tiff::{
    Coding, Image, Images, LARGEST_PAGE, MOST_ENTRIES, MOST_PAGES, MOST_STRIPS, Page, Strip,
};
pub use walker::{DEEPEST, LONGEST_HEADER, MOST_PARTS};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Tiff,
    Pdf,
    /// In mails that are printed; no fax comes as one.
    Jpeg,
}

impl Kind {
    /// What a fax comes as.
    pub const FAXES: [Kind; 2] = [Kind::Tiff, Kind::Pdf];
    /// What can be printed of a mail.
    pub const PRINTED: [Kind; 3] = [Kind::Tiff, Kind::Pdf, Kind::Jpeg];

    /// Of a file's name, and of the name alone.
    pub const fn extension(self) -> &'static str {
        match self {
            Kind::Tiff => "tif",
            Kind::Pdf => "pdf",
            Kind::Jpeg => "jpg",
        }
    }

    /// As MIME calls it (RFC 3302, RFC 8118).
    pub const fn media_type(self) -> &'static str {
        match self {
            Kind::Tiff => "image/tiff",
            Kind::Pdf => "application/pdf",
            Kind::Jpeg => "image/jpeg",
        }
    }

    /// By the first octets: TIFF 6.0 §2 in either order of octets, ISO 32000-1 §7.5.2, ITU-T T.81 §B.1.1.3.
    pub(crate) fn of_octets(octets: &[u8]) -> Option<Self> {
        match octets {
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Some(Kind::Tiff),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Kind::Pdf),
            [0xff, 0xd8, 0xff, ..] => Some(Kind::Jpeg),
            _ => None,
        }
    }
}

/// What a document that may be passed on has inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    pub kind: Kind,
    /// Of a TIFF; a PDF does not say how many it has without being decoded.
    pub pages: Vec<Page>,
}

/// Whether a document may be passed on. `octets` are the document's alone.
pub fn check(kind: Kind, octets: &mut (impl Read + Seek)) -> Result<Checked, CheckError> {
    let pages = match kind {
        Kind::Tiff => tiff::check(octets)?,
        Kind::Pdf => pdf::check(octets).map(|()| Vec::new())?,
        // A printer decodes it in its own time, or says that it cannot.
        Kind::Jpeg => Vec::new(),
    };
    Ok(Checked { kind, pages })
}

/// Why a document was not found fit.
#[derive(Debug)]
pub enum CheckError {
    /// It is the document's fault.
    Flawed(Flaw),
    /// Its octets could not be read here.
    Unread(io::Error),
}

impl From<Flaw> for CheckError {
    fn from(flaw: Flaw) -> Self {
        CheckError::Flawed(flaw)
    }
}

impl From<io::Error> for CheckError {
    fn from(error: io::Error) -> Self {
        CheckError::Unread(error)
    }
}

/// Why a fax is not passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub kind: FlawKind,
    /// What was met, for whoever looks at it.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlawKind {
    /// The mail is built as no fax is: too deep, too many parts, a header without end.
    MailOverdone,
    /// The TIFF contradicts itself or ends too early.
    TiffBroken,
    /// A TIFF, and not one that fax machines understand (RFC 3949).
    TiffUnsupported,
    /// More pages, or larger ones, than a fax has: decoding it would fill a memory or a disk.
    TiffOverdone,
    /// The PDF has no beginning or no end.
    PdfBroken,
    /// A password or a right is needed to read it.
    PdfEncrypted,
}

impl Flaw {
    pub(crate) fn new(kind: FlawKind, why: impl Into<String>) -> Self {
        Self { kind, why: why.into() }
    }
}
