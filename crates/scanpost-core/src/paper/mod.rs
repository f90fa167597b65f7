//! Paper: what scanpost prints is made here, as PDF (ISO 32000-1). Pure: octets in, octets out.
//!
//! - [`text`], [`letter`] and [`sheet`]: words on A4, each wrapped by the widths of Helvetica
//! - [`fax`]: the pages of a fax, as they stand in its TIFF; nothing of them is decoded
//!
//! No font goes along: each reader of PDF has Helvetica (§9.6.2.2). It knows the letters of Windows'
//! Latin alphabet (`WinAnsiEncoding`), so western and northern Europe's; any other letter becomes `?`.

mod fax;
mod helvetica;
mod layout;

use std::io;

use scanpost_proto::fax::{CheckError, Flaw};

use self::layout::Layout;
use crate::sheet::{Row, Sheet};
pub use fax::{MOST_STRIPS_OF_A_PAGE, fax};

/// Pages made of words; what does not fit on so many is cut off, and the last line says so by `…`.
pub const MOST_PAGES: usize = 50;

/// Why no paper was made.
#[derive(Debug)]
pub enum PaperError {
    /// It is the document's fault.
    Flawed(Flaw),
    /// The document could not be read, or the paper not be written, here.
    Io(io::Error),
}

impl From<CheckError> for PaperError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Flawed(flaw) => PaperError::Flawed(flaw),
            CheckError::Unread(error) => PaperError::Io(error),
        }
    }
}

impl From<io::Error> for PaperError {
    fn from(error: io::Error) -> Self {
        PaperError::Io(error)
    }
}

/// Whether all letters of a text can be shown; those that cannot stand as `?`.
pub fn shows(text: &str) -> bool {
    helvetica::shows(text)
}

/// Lines below a title.
pub fn text(title: &str, lines: &[impl AsRef<str>]) -> Vec<u8> {
    letter(title, &[], lines)
}

/// Lines below a title and a head of facts.
pub fn letter(title: &str, head: &[Row], lines: &[impl AsRef<str>]) -> Vec<u8> {
    let mut layout = Layout::new();
    layout.title(title);
    if !head.is_empty() {
        layout.rows(head);
        layout.rule();
    }
    for line in lines {
        layout.line(line.as_ref());
    }
    layout.finish(title)
}

/// Facts under headings.
pub fn sheet(sheet: &Sheet) -> Vec<u8> {
    let mut layout = Layout::new();
    layout.title(&sheet.title);
    for part in &sheet.parts {
        layout.heading(&part.heading);
        layout.rows(&part.rows);
    }
    layout.finish(&sheet.title)
}
