//! A whole mail, in pieces, on its way out.
//!
//! The header is gathered, asked whom it names, repaired and written; what follows passes line by
//! line.

use super::header::Header;
use super::lines::LineMender;
use super::plan::{Mended, Plan};
use super::reader::{Gathered, HeaderReader};
use super::repair::repair;

/// Mends one mail. `P` makes the plan when the header is known.
#[derive(Debug)]
pub struct Mender<P> {
    place: Place<P>,
    lines: LineMender,
    mended: Vec<Mended>,
    /// What comes behind the text.
    closing: String,
}

#[derive(Debug)]
enum Place<P> {
    Header(HeaderReader, P),
    Text,
    /// Nothing can be done: all passes as it is.
    Unmended,
}

impl<P: FnOnce(&Header) -> Plan> Mender<P> {
    pub fn new(plan: P) -> Self {
        Self {
            place: Place::Header(HeaderReader::default(), plan),
            lines: LineMender::default(),
            mended: Vec::new(),
            closing: String::new(),
        }
    }

    /// Takes the next piece and appends what can go out.
    pub fn write(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        if let Place::Header(reader, _) = &mut self.place {
            let (taken, gathered) = reader.read(piece);
            rest = &piece[taken..];
            if let Some(gathered) = gathered {
                self.end_header(gathered, out);
            }
        }
        match &self.place {
            Place::Header(..) => debug_assert!(rest.is_empty(), "a header takes all that comes"),
            Place::Text => self.lines.write(rest, out),
            Place::Unmended => out.extend_from_slice(rest),
        }
    }

    /// The mail has ended: appends what is left of it, and tells what was done to it.
    pub fn end(mut self, out: &mut Vec<u8>) -> Vec<Mended> {
        if let Place::Header(reader, _) = &mut self.place {
            let gathered = std::mem::take(reader).end();
            self.end_header(gathered, out);
        }
        self.lines.end(out);
        out.extend_from_slice(self.closing.as_bytes());
        let lines = [
            (self.lines.mended_line_ends(), Mended::LineEnds),
            (self.lines.broke_lines(), Mended::LongLines),
        ];
        for (found, mended) in lines {
            if found && !self.mended.contains(&mended) {
                self.mended.push(mended);
            }
        }
        self.mended
    }

    fn end_header(&mut self, gathered: Gathered, out: &mut Vec<u8>) {
        let Place::Header(_, plan) = std::mem::replace(&mut self.place, Place::Unmended) else {
            return;
        };
        match gathered {
            Gathered::Whole(header, text) => {
                let plan = plan(&header);
                let (octets, mended) = repair(&header, &plan);
                self.mended = mended;
                match &plan.cover {
                    None => out.extend_from_slice(&octets),
                    Some(cover) => {
                        out.extend_from_slice(&cover.opening(&octets));
                        self.closing = cover.closing();
                        self.mended.push(Mended::CoverAdded);
                    }
                }
                self.place = Place::Text;
                self.lines.write(&text, out);
            }
            Gathered::TooLong(octets) => {
                out.extend_from_slice(&octets);
                self.mended.push(Mended::HeaderTooLong);
            }
        }
    }
}
