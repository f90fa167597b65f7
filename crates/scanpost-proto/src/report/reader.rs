//! A report out of its mail, in pieces and in bounded memory.
//!
//! Of each part that matters the first octets are kept: the fields for machines, the header of the mail
//! that comes back, the prose. The rest passes by, also where a mail is built as no report is.

use super::head::{Head, is_id};
use super::status::{Action, Status, Told, code_of, on_one_line, read};
use crate::fax::walker::{Piece, Walker};

/// Recipients of one report.
pub const MOST_RECIPIENTS: usize = 100;

/// Octets of a part that are kept.
const LONGEST_PART: usize = 64 * 1024;

/// What a report or an automatic reply says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub head: Head,
    /// The mails that it may be about, the likeliest first: Message-IDs without their brackets.
    pub about: Vec<String>,
    /// What the sender called the mail in its envelope (RFC 3461 §4.4).
    pub envid: Option<String>,
    /// Nothing where it is an automatic reply.
    pub told: Vec<Told>,
}

/// Reads a report.
#[expect(missing_debug_implementations, reason = "octets of strangers")]
pub struct Reader {
    /// Nothing: the mail is built as no report is, and what comes has no use any more.
    walker: Option<Walker>,
    /// Of the mail itself, and of the first mail within it.
    headers: Vec<Vec<u8>>,
    status: Vec<u8>,
    returned: Vec<u8>,
    prose: Vec<u8>,
    part: Part,
}

/// The part that is being read.
#[derive(Clone, Copy)]
enum Part {
    Status,
    /// The header of the mail that comes back.
    Returned,
    Prose,
    Else,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    pub fn new() -> Self {
        Self {
            walker: Some(Walker::new()),
            headers: Vec::new(),
            status: Vec::new(),
            returned: Vec::new(),
            prose: Vec::new(),
            part: Part::Else,
        }
    }

    /// The mail's next octets.
    pub fn read(&mut self, octets: &[u8]) {
        let Some(mut walker) = self.walker.take() else { return };
        if let Ok(pieces) = walker.read(octets) {
            for piece in pieces {
                self.take(piece);
            }
            self.walker = Some(walker);
        }
    }

    /// The mail is over.
    pub fn end(mut self) -> Report {
        if let Some(Ok(pieces)) = self.walker.take().map(Walker::end) {
            for piece in pieces {
                self.take(piece);
            }
        }
        let mut headers = self.headers.into_iter();
        let head = Head::read(&headers.next().unwrap_or_default());
        let returned = headers.next().unwrap_or(self.returned);
        let prose = String::from_utf8_lossy(&self.prose);
        let Status { envid, told } = read(&self.status);
        let told = if told.is_empty() { told_in_prose(&head, &prose) } else { told };
        let about = about(&head, &returned, &prose);
        Report { head, about, envid, told }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Header(header) => {
                if self.headers.len() < 2 {
                    self.headers.push(header);
                }
            }
            Piece::Begins(part) => {
                // Of what comes back only the header matters, and a mail within it is not the one.
                let within = self.headers.len() > 1;
                self.part = match part.media_type.as_str() {
                    _ if within => Part::Else,
                    "message/delivery-status" | "message/global-delivery-status" => Part::Status,
                    "text/rfc822-headers" | "message/global-headers" => Part::Returned,
                    "text/plain" if !part.is_attached => Part::Prose,
                    _ => Part::Else,
                };
            }
            Piece::Octets(octets) => {
                let kept = match self.part {
                    Part::Status => &mut self.status,
                    Part::Returned => &mut self.returned,
                    Part::Prose => &mut self.prose,
                    Part::Else => return,
                };
                let room = LONGEST_PART - kept.len();
                kept.extend_from_slice(&octets[..octets.len().min(room)]);
            }
            Piece::Ends => self.part = Part::Else,
        }
    }
}

/// The mail that comes back names itself; else the report says what it answers.
fn about(head: &Head, returned: &[u8], prose: &str) -> Vec<String> {
    let returned = Head::read(returned).message_id;
    let mut about: Vec<String> = Vec::new();
    for id in returned.into_iter().chain(id_in_prose(prose)).chain(head.answers.iter().cloned()) {
        if !about.contains(&id) {
            about.push(id);
        }
    }
    about
}

/// Of the copy of a header that stands in the prose, perhaps as a quotation.
fn id_in_prose(prose: &str) -> Option<String> {
    prose.lines().find_map(|line| {
        let line = line.trim_start_matches(['>', '|', ' ', '\t']);
        let (name, id) = line.split_once(':')?;
        let id = id.trim().strip_prefix('<')?.strip_suffix('>')?;
        (name.eq_ignore_ascii_case("Message-ID") && is_id(id)).then(|| id.to_owned())
    })
}

/// Who failed is named in the header, and the first reply in the prose says why.
fn told_in_prose(head: &Head, prose: &str) -> Vec<Told> {
    let replies = prose.lines().map(|line| line.trim_start_matches(['>', '|', ' ', '\t']));
    let mut refusals = replies.filter(|line| {
        let code = code_of(line).and_then(|(code, _)| code);
        code.is_some_and(|code| (400..600).contains(&code))
    });
    let diagnostic = refusals.next().map(on_one_line);
    let told = |recipient: &String| Told {
        recipient: recipient.clone(),
        original: None,
        action: Action::Failed,
        status: None,
        diagnostic: diagnostic.clone(),
    };
    head.failed.iter().map(told).collect()
}
