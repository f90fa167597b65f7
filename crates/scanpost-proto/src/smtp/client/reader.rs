//! Replies out of a server's octets (RFC 5321 §4.2), whatever those octets are.
//!
//! A reply's lines are cut to a length and a number, so memory is bounded; what is cut is only
//! words. A bare LF ends a line too, because some servers send it. Code, order and number of the
//! lines are never guessed: a line that is no reply line, or a reply whose lines disagree about
//! the code, is garbage, for a guess could turn a refused mail into an accepted one.

use std::mem;

use memchr::memchr;

use crate::smtp::{Enhanced, Reply};

/// Gathers lines until a reply is whole.
#[derive(Default)]
pub(super) struct Reader {
    /// The line that has begun, cut to `LINE_LIMIT`.
    line: Vec<u8>,
    /// Octets seen since the last whole reply.
    seen: usize,
    /// The lines so far of a reply of several lines.
    open: Option<Reply>,
}

/// What came instead of a reply, told in a few words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbage(pub(super) String);

impl Reader {
    /// Reads up to the end of one reply. Gives it, or `None` where more octets are needed, and the
    /// octets behind it.
    pub(super) fn read<'a>(
        &mut self,
        mut input: &'a [u8],
    ) -> (Option<Result<Reply, Garbage>>, &'a [u8]) {
        while !input.is_empty() {
            let end = memchr(b'\n', input);
            let (part, rest) = input.split_at(end.map_or(input.len(), |at| at + 1));
            input = rest;
            self.seen += part.len();
            let room = LINE_LIMIT - self.line.len();
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            if self.seen > REPLY_LIMIT {
                let what = Garbage(format!("a reply of over {REPLY_LIMIT} octets"));
                return (Some(Err(what)), input);
            }
            if end.is_some()
                && let Some(outcome) = self.line_ended()
            {
                return (Some(outcome), input);
            }
        }
        (None, input)
    }

    /// Nothing of a next reply has come yet.
    pub(super) fn is_between_replies(&self) -> bool {
        self.seen == 0
    }

    /// The outcome if this line was the last of its reply.
    fn line_ended(&mut self) -> Option<Result<Reply, Garbage>> {
        let line = mem::take(&mut self.line);
        let line = line.trim_ascii_end();
        let Some((code, last, words)) = divide(line) else {
            let shown = String::from_utf8_lossy(&line[..line.len().min(EXCERPT_LIMIT)]);
            return Some(Err(Garbage(format!("a line that is no reply: {shown:?}"))));
        };
        let open = self.open.get_or_insert_with(|| Reply {
            code,
            enhanced: enhanced(code, words).map(|(enhanced, _)| enhanced),
            lines: Vec::new(),
        });
        if open.code != code {
            let what = format!("one reply with the codes {} and {code}", open.code);
            return Some(Err(Garbage(what)));
        }
        if open.lines.len() < LINES_LIMIT {
            let words = match enhanced(code, words) {
                Some((repeated, rest)) if Some(repeated) == open.enhanced => rest,
                _ => words,
            };
            open.lines.push(readable(words));
        }
        if !last {
            return None;
        }
        self.seen = 0;
        self.open.take().map(Ok)
    }
}

/// A reply line's code, whether it is the last one, and its words.
fn divide(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let (last, words) = match rest.split_first() {
        None => (true, rest),
        Some((b' ', words)) => (true, words),
        Some((b'-', words)) => (false, words),
        Some(_) => return None,
    };
    (200..600).contains(&code).then_some((code, last, words))
}

/// The enhanced code that words begin with, and the words behind it (RFC 2034 §4). Replies of 3xx
/// have none: behind 334 stands base64.
fn enhanced(code: u16, words: &[u8]) -> Option<(Enhanced, &[u8])> {
    let end = memchr(b' ', words).unwrap_or(words.len());
    let mut parts = std::str::from_utf8(&words[..end]).ok()?.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let well_formed = matches!(class, "2" | "4" | "5")
        && digits(subject)
        && digits(detail)
        && parts.next().is_none()
        && code / 100 != 3;
    if !well_formed {
        return None;
    }
    let enhanced = Enhanced(class.parse().ok()?, subject.parse().ok()?, detail.parse().ok()?);
    Some((enhanced, words[end..].trim_ascii_start()))
}

/// The words as text. A control character could forge a line of a log.
fn readable(words: &[u8]) -> String {
    String::from_utf8_lossy(words).replace(char::is_control, " ")
}

/// So many octets of a line are kept. RFC 5321 §4.5.3.1.5 allows 512.
const LINE_LIMIT: usize = 4_096;

/// So many lines of a reply are kept.
const LINES_LIMIT: usize = 100;

/// Longest reply, in octets; more is not SMTP.
const REPLY_LIMIT: usize = 1_048_576;

/// So many octets of garbage are shown to the administrator.
const EXCERPT_LIMIT: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Result<Reply, Garbage>> {
        let mut reader = Reader::default();
        let mut outcomes = Vec::new();
        while let (Some(outcome), rest) = reader.read(input) {
            outcomes.push(outcome);
            input = rest;
        }
        outcomes
    }

    fn one(input: &str) -> Reply {
        let mut outcomes = all(input.as_bytes());
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        outcomes.remove(0).unwrap()
    }

    fn reply(code: u16, enhanced: Option<(u8, u16, u16)>, lines: &[&str]) -> Reply {
        let enhanced = enhanced.map(|(a, b, c)| Enhanced(a, b, c));
        Reply { code, enhanced, lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    #[test]
    fn replies_are_read_in_all_the_shapes_that_servers_give_them() {
        let table = [
            ("250 ok\r\n", reply(250, None, &["ok"])),
            ("250 \r\n", reply(250, None, &[""])),
            ("250\r\n", reply(250, None, &[""])),
            ("250 ok\n", reply(250, None, &["ok"])),
            ("299 odd\r\n", reply(299, None, &["odd"])),
            ("250 2.1.0 Sender OK\r\n", reply(250, Some((2, 1, 0)), &["Sender OK"])),
            ("250 2.1.0\r\n", reply(250, Some((2, 1, 0)), &[""])),
            ("550 5.7.705 over\r\n", reply(550, Some((5, 7, 705)), &["over"])),
            ("550 5.7 over\r\n", reply(550, None, &["5.7 over"])),
            ("550 5.7.1.2 over\r\n", reply(550, None, &["5.7.1.2 over"])),
            ("550 6.1.1 over\r\n", reply(550, None, &["6.1.1 over"])),
            ("220 127.0.0.1 ready\r\n", reply(220, None, &["127.0.0.1 ready"])),
            ("334 5.7.8\r\n", reply(334, None, &["5.7.8"])),
            ("250-a\r\n250-\r\n250 c\r\n", reply(250, None, &["a", "", "c"])),
            (
                "535-5.7.8 Username and Password\r\n535 5.7.8 not accepted\r\n",
                reply(535, Some((5, 7, 8)), &["Username and Password", "not accepted"]),
            ),
            (
                "550-5.1.1 one\r\n550 5.1.2 two\r\n",
                reply(550, Some((5, 1, 1)), &["one", "5.1.2 two"]),
            ),
            ("250 a\u{7}b\u{1b}\r\r\n", reply(250, None, &["a b "])),
        ];
        for (input, expected) in table {
            assert_eq!(one(input), expected, "{input:?}");
        }
    }

    #[test]
    fn what_is_no_reply_is_called_so() {
        for input in [
            "\r\n",
            "25\r\n",
            "2x0 ok\r\n",
            "150 ok\r\n",
            "600 ok\r\n",
            "250ok\r\n",
            "250\tok\r\n",
            "HTTP/1.1 400 Bad Request\r\n",
            " 250 ok\r\n",
            "250-a\r\n550 b\r\n",
        ] {
            assert!(all(input.as_bytes())[0].is_err(), "{input:?}");
        }
    }

    #[test]
    fn long_lines_and_long_replies_are_cut_and_endless_ones_are_garbage() {
        let line = one(&format!("250 {}\r\n", "x".repeat(50_000)));
        assert_eq!(line.lines[0].len(), LINE_LIMIT - 4);
        let many = one(&format!("{}250 end\r\n", "250-x\r\n".repeat(5_000)));
        assert_eq!(many.lines.len(), LINES_LIMIT);
        assert!(all(&b"250-x\r\n".repeat(200_000))[0].is_err());
        assert!(all(&vec![b'2'; REPLY_LIMIT + 1])[0].is_err());
    }
}
