//! What a client says, a line at a time, and which command that is.

use std::mem;

use crate::switches::Pop3Moment;

/// Gathers lines from however many reads they come in.
#[derive(Debug, Default)]
pub(super) struct Lines {
    kept: Vec<u8>,
    /// The next octets go on with a line whose start was handed out already.
    within: bool,
}

/// A line with its end; or, of one that is longer than anything that can be meant, a part.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) octets: Vec<u8>,
    /// Whether the line begins with it.
    pub(super) begins: bool,
}

/// A line that is longer goes on in parts: tokens of 12 KB fit.
const LIMIT: usize = 16 * 1024;

impl Lines {
    /// Takes octets off `input`; `None` if it ended before the line.
    pub(super) fn next(&mut self, input: &mut &[u8]) -> Option<Heard> {
        let end = input.iter().position(|octet| *octet == b'\n').map(|at| at + 1);
        let (piece, rest) = input.split_at(end.unwrap_or(input.len()));
        self.kept.extend_from_slice(piece);
        *input = rest;
        if end.is_none() && self.kept.len() < LIMIT {
            return None;
        }
        let begins = !mem::replace(&mut self.within, end.is_none());
        Some(Heard { octets: mem::take(&mut self.kept), begins })
    }
}

/// A command as far as the sandbox looks at it before the session hears it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// In capitals.
    pub(super) verb: String,
    /// The first word behind it: a mail's number, a SASL mechanism.
    pub(super) word: String,
}

impl Command {
    pub(super) fn read(line: &[u8]) -> Self {
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_ascii_whitespace().map(str::to_ascii_uppercase);
        Self { verb: words.next().unwrap_or_default(), word: words.next().unwrap_or_default() }
    }

    /// When a fault can strike it. The mailbox has to be open for most.
    pub(super) fn moment(&self, secure: bool, open: bool) -> Option<Pop3Moment> {
        match self.verb.as_str() {
            "CAPA" if secure => Some(Pop3Moment::CapaAfterTls),
            "CAPA" => Some(Pop3Moment::Capa),
            "STLS" => Some(Pop3Moment::Stls),
            "QUIT" => Some(Pop3Moment::Quit),
            _ if !open => None,
            "STAT" => Some(Pop3Moment::Stat),
            "LIST" => Some(Pop3Moment::List),
            "UIDL" => Some(Pop3Moment::Uidl),
            "RETR" => Some(Pop3Moment::Retr),
            "TOP" => Some(Pop3Moment::Top),
            "DELE" => Some(Pop3Moment::Dele),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_however_they_are_cut() {
        let said = b"CAPA\r\nRETR 12\r\n\r\nqu";
        for cut in 1..said.len() {
            let mut lines = Lines::default();
            let mut all = Vec::new();
            for mut piece in said.chunks(cut) {
                while let Some(heard) = lines.next(&mut piece) {
                    assert!(heard.begins);
                    all.push(heard.octets);
                }
            }
            assert_eq!(all, [&b"CAPA\r\n"[..], b"RETR 12\r\n", b"\r\n"], "cut at {cut}");
        }
    }

    #[test]
    fn a_line_without_end_goes_on_in_parts_and_is_one_line() {
        let mut lines = Lines::default();
        let long = vec![b'x'; 3 * LIMIT / 2];
        let mut begins = Vec::new();
        for mut piece in [&long[..], &long[..], b"y\r\n", b"NOOP\r\n"] {
            while let Some(heard) = lines.next(&mut piece) {
                begins.push(heard.begins);
            }
        }
        assert_eq!(begins, [true, false, false, true]);
    }

    #[test]
    fn a_command_is_known_in_any_case_and_only_where_it_has_its_place() {
        let retr = Command::read(b"retr 7\r\n");
        assert_eq!(retr, Command { verb: "RETR".to_owned(), word: "7".to_owned() });
        assert_eq!(retr.moment(true, true), Some(Pop3Moment::Retr));
        assert_eq!(retr.moment(true, false), None);
        let capa = Command::read(b"CAPA\r\n");
        assert_eq!(capa.moment(false, false), Some(Pop3Moment::Capa));
        assert_eq!(capa.moment(true, true), Some(Pop3Moment::CapaAfterTls));
        assert_eq!(Command::read(b"\xff\r\n").moment(true, true), None);
    }
}
