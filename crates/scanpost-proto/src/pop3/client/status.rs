//! What one line of a server says where no list and no mail is expected (RFC 1939 §3, RFC 5034 §4).
//!
//! Nothing is guessed: a line that is neither yes nor no is garbage, for a guess could turn a
//! refusal into a deletion that nobody made.

use crate::pop3::Reply;
use crate::sasl::Showing;

pub(super) enum Status {
    /// `+OK` or `-ERR`.
    Reply(Reply),
    /// `+`, and what stands behind it: the server waits for a line of ours.
    Prompt(String),
    Garbage(String),
}

impl Status {
    /// Without the token, if the server repeats what it was shown.
    pub(super) fn read(line: &[u8], showing: Option<&Showing>) -> Self {
        let mut status = Self::divide(line);
        match (&mut status, showing) {
            (Self::Reply(Reply { text, .. }) | Self::Garbage(text), Some(showing)) => {
                showing.hide_the_token(text);
            }
            // A prompt is for the showing itself.
            (Self::Prompt(_), _) | (_, None) => {}
        }
        status
    }

    fn divide(line: &[u8]) -> Self {
        let (word, rest) = match memchr::memchr(b' ', line) {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line.trim_ascii_end(), &b""[..]),
        };
        match word {
            b"+OK" => Self::Reply(Reply::new(true, rest)),
            b"-ERR" => Self::Reply(Reply::new(false, rest)),
            b"+" => Self::Prompt(String::from_utf8_lossy(rest).into_owned()),
            _ => Self::Garbage(String::from_utf8_lossy(line).into_owned()),
        }
    }

    /// As it is shown in the story of a broken dialogue.
    pub(super) fn excerpt(&self) -> String {
        match self {
            Self::Reply(reply) => reply.to_string().chars().take(EXCERPT_LIMIT).collect(),
            Self::Prompt(_) => "a prompt".to_owned(),
            Self::Garbage(line) => {
                format!("{:?}", line.chars().take(GARBAGE_LIMIT).collect::<String>())
            }
        }
    }
}

/// So many characters of a reply out of place are shown to the administrator.
const EXCERPT_LIMIT: usize = 200;

/// So many characters of garbage are.
const GARBAGE_LIMIT: usize = 80;
