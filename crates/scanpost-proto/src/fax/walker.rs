//! A mail's parts, one after the other, in bounded memory (RFC 2046 §5.1, §5.2.1).
//!
//! Lines come in, in any pieces. A line that is a boundary of any part that is still open ends what lies
//! within that part, also where an inner part was never ended. A header is gathered and read; the octets
//! of a part without parts go on as they come, free of their transfer encoding.

use super::part::Part;
use super::transfer::{Transfer, divided};
use super::{Flaw, FlawKind};

/// Parts and mails that lie in each other.
pub const DEEPEST: usize = 10;

/// Parts of one mail, all levels together.
pub const MOST_PARTS: usize = 500;

/// Octets of one header.
pub const LONGEST_HEADER: usize = 64 * 1024;

/// A longer line comes in pieces. A boundary has 74 octets at most.
const LONGEST_LINE: usize = 2048;

/// What a mail is made of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The header of the mail itself, before every other piece; then those of mails within it.
    Header(Vec<u8>),
    /// A part without parts begins.
    Begins(Part),
    /// Octets of it.
    Octets(Vec<u8>),
    Ends,
}

/// Reads a mail.
pub(crate) struct Walker {
    state: State,
    /// What is open around this place, the outermost first.
    levels: Vec<Level>,
    parts: usize,
    line: Vec<u8>,
    /// The line in hand goes on one that was too long.
    goes_on: bool,
    pieces: Vec<Piece>,
}

enum State {
    Header(Vec<u8>),
    Octets(Transfer),
    /// Before the first boundary, behind the last one, or in what has no use here.
    Between,
}

enum Level {
    /// Its boundary, `--` and all; and whether its parts belong to one text.
    Parts(Vec<u8>, bool),
    Mail,
}

impl Walker {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Header(Vec::new()),
            levels: vec![Level::Mail],
            parts: 1,
            line: Vec::new(),
            goes_on: false,
            pieces: Vec::new(),
        }
    }

    /// The next octets, and what they bring.
    pub(crate) fn read(&mut self, mut octets: &[u8]) -> Result<Vec<Piece>, Flaw> {
        while !octets.is_empty() {
            let room = &octets[..octets.len().min(LONGEST_LINE - self.line.len())];
            let line_end = memchr::memchr(b'\n', room);
            let (taken, rest) = octets.split_at(line_end.map_or(room.len(), |at| at + 1));
            self.line.extend_from_slice(taken);
            octets = rest;
            if line_end.is_some() || self.line.len() == LONGEST_LINE {
                self.take_line()?;
                self.goes_on = line_end.is_none();
            }
        }
        Ok(std::mem::take(&mut self.pieces))
    }

    /// The mail is over.
    pub(crate) fn end(mut self) -> Result<Vec<Piece>, Flaw> {
        if !self.line.is_empty() {
            self.take_line()?;
        }
        self.end_of_part(false)?;
        Ok(self.pieces)
    }

    fn take_line(&mut self) -> Result<(), Flaw> {
        let line = std::mem::take(&mut self.line);
        let boundary = if self.goes_on { None } else { self.boundary(&line) };
        let taken = match boundary {
            Some((level, is_last)) => self.at_boundary(level, is_last),
            None => self.within(&line),
        };
        self.line = line; // its room serves the next one
        self.line.clear();
        taken
    }

    /// Of which level the line is a boundary, and whether it is the last one there.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        if !line.starts_with(b"--") {
            return None;
        }
        let is_last = |level: &Level| {
            let Level::Parts(boundary, _) = level else { return None };
            match line.strip_prefix(boundary.as_slice())?.trim_ascii_end() {
                b"" => Some(false),
                b"--" => Some(true),
                _ => None,
            }
        };
        let mut levels = self.levels.iter().enumerate().rev();
        levels.find_map(|(at, level)| Some((at, is_last(level)?)))
    }

    fn at_boundary(&mut self, level: usize, is_last: bool) -> Result<(), Flaw> {
        self.end_of_part(true)?;
        if is_last {
            self.levels.truncate(level);
            return Ok(());
        }
        self.levels.truncate(level + 1);
        self.begin_part()
    }

    fn begin_part(&mut self) -> Result<(), Flaw> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(overdone(format!("more than {MOST_PARTS} parts")));
        }
        self.state = State::Header(Vec::new());
        Ok(())
    }

    fn within(&mut self, line: &[u8]) -> Result<(), Flaw> {
        match &mut self.state {
            State::Between => Ok(()),
            State::Octets(transfer) => {
                transfer.line(line, octets_of(&mut self.pieces));
                Ok(())
            }
            State::Header(header) => {
                header.extend_from_slice(line);
                if header.len() > LONGEST_HEADER {
                    return Err(overdone(format!("a header of more than {LONGEST_HEADER} octets")));
                }
                let is_empty = !self.goes_on && divided(line).0.is_empty();
                if is_empty { self.end_of_header() } else { Ok(()) }
            }
        }
    }

    /// What comes behind a header depends on what it says.
    fn end_of_header(&mut self) -> Result<(), Flaw> {
        let State::Header(header) = std::mem::replace(&mut self.state, State::Between) else {
            return Ok(());
        };
        let mut part = Part::read(&header);
        if matches!(self.levels.last(), Some(Level::Mail)) {
            self.pieces.push(Piece::Header(header));
        }
        if part.is_multipart() {
            if let Some(boundary) = &part.boundary {
                let boundary = format!("--{boundary}").into_bytes();
                self.open(Level::Parts(boundary, part.is_related()))?;
            }
        } else if part.is_message() {
            self.open(Level::Mail)?;
            self.begin_part()?;
        } else {
            let is_in_a_text = matches!(self.levels.last(), Some(Level::Parts(_, true)));
            part.is_embedded = is_in_a_text && !part.is_attached;
            self.state = State::Octets(Transfer::of(&part.encoding));
            self.pieces.push(Piece::Begins(part));
        }
        Ok(())
    }

    fn open(&mut self, level: Level) -> Result<(), Flaw> {
        if self.levels.len() > DEEPEST {
            return Err(overdone(format!("parts deeper than {DEEPEST} in each other")));
        }
        self.levels.push(level);
        Ok(())
    }

    /// A header without an empty line behind it is one of a part without octets.
    fn end_of_part(&mut self, at_boundary: bool) -> Result<(), Flaw> {
        if matches!(&self.state, State::Header(_)) {
            self.end_of_header()?;
        }
        if let State::Octets(transfer) = &mut self.state {
            transfer.end(at_boundary, octets_of(&mut self.pieces));
            self.pieces.push(Piece::Ends);
        }
        self.state = State::Between;
        Ok(())
    }
}

/// Where octets of the part go: what follows each other is one piece.
fn octets_of(pieces: &mut Vec<Piece>) -> &mut Vec<u8> {
    if !matches!(pieces.last(), Some(Piece::Octets(_))) {
        pieces.push(Piece::Octets(Vec::new()));
    }
    match pieces.last_mut() {
        Some(Piece::Octets(octets)) => octets,
        _ => unreachable!("it was pushed right before"),
    }
}

fn overdone(why: String) -> Flaw {
    Flaw::new(FlawKind::MailOverdone, why)
}
