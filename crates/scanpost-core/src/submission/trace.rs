//! The Received line that scanpost puts before a mail (RFC 5321 §4.4), and the count of those that
//! stand there already: a mail that has passed too many servers is going in a circle (§6.3).

use std::net::IpAddr;

use crate::clock::Time;
use crate::spool::JobId;

/// RFC 5321 §6.3 asks for at least 100 before a mail is refused.
pub(super) const MOST_HOPS: u32 = 100;

/// How the mail came in.
pub(super) struct Hop<'a> {
    pub(super) client_name: &'a str,
    pub(super) peer: IpAddr,
    pub(super) hostname: &'a str,
    pub(super) esmtp: bool,
    pub(super) encrypted: bool,
    pub(super) authenticated: bool,
    pub(super) job: JobId,
    pub(super) at: Time,
}

impl Hop<'_> {
    /// The line, with its line end.
    pub(super) fn received_line(&self) -> String {
        let name: String = self.client_name.chars().filter(|c| is_name_character(*c)).collect();
        let name = if name.is_empty() { "unknown" } else { &name };
        let peer = match self.peer.to_canonical() {
            IpAddr::V4(peer) => format!("[{peer}]"),
            IpAddr::V6(peer) => format!("[IPv6:{peer}]"),
        };
        format!(
            "Received: from {name} ({peer})\r\n\tby {} with {} id {};\r\n\t{}\r\n",
            self.hostname,
            self.protocol(),
            self.job,
            self.at.in_a_mail(),
        )
    }

    /// The word of RFC 3848.
    fn protocol(&self) -> &'static str {
        match (self.esmtp, self.encrypted, self.authenticated) {
            (false, false, _) => "SMTP",
            (_, false, false) => "ESMTP",
            (_, false, true) => "ESMTPA",
            (_, true, false) => "ESMTPS",
            (_, true, true) => "ESMTPSA",
        }
    }
}

/// What a client may call itself without spoiling our header.
fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']')
}

/// Counts the Received fields of a header that comes in parts, in constant memory.
#[derive(Debug)]
pub(super) struct HopCount {
    count: u32,
    /// How many octets of `FIELD` the current line has matched; `None`: it is another line.
    matched: Option<usize>,
    line_is_empty: bool,
    in_header: bool,
}

const FIELD: &[u8] = b"received:";

impl Default for HopCount {
    fn default() -> Self {
        Self { count: 0, matched: Some(0), line_is_empty: true, in_header: true }
    }
}

impl HopCount {
    /// Takes the next octets; costs nothing once the header is over.
    pub(super) fn read(&mut self, octets: &[u8]) {
        if !self.in_header {
            return;
        }
        for octet in octets {
            match octet {
                b'\r' => {}
                b'\n' if self.line_is_empty => {
                    self.in_header = false;
                    return;
                }
                b'\n' => (self.matched, self.line_is_empty) = (Some(0), true),
                _ => {
                    self.line_is_empty = false;
                    self.matched = self
                        .matched
                        .filter(|n| FIELD[*n] == octet.to_ascii_lowercase())
                        .map(|n| n + 1);
                    if self.matched == Some(FIELD.len()) {
                        self.count += 1;
                        self.matched = None;
                    }
                }
            }
        }
    }

    pub(super) fn is_a_loop(&self) -> bool {
        self.count >= MOST_HOPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(client_name: &str, esmtp: bool, encrypted: bool, authenticated: bool) -> String {
        let hop = Hop {
            client_name,
            peer: "::ffff:192.0.2.7".parse().expect("an address"),
            hostname: "scanpost.local",
            esmtp,
            encrypted,
            authenticated,
            job: "0193a5f0000070008000000000000001".parse().expect("an id"),
            at: Time(1_795_252_500_000),
        };
        hop.received_line()
    }

    #[test]
    fn the_received_line_says_who_gave_what_to_whom_and_when() {
        assert_eq!(
            hop("mfp.local", true, true, true),
            "Received: from mfp.local ([192.0.2.7])\r\n\tby scanpost.local with ESMTPSA id \
             0193a5f0000070008000000000000001;\r\n\tSat, 21 Nov 2026 09:15:00 +0000\r\n"
        );
        assert!(hop("mfp", false, false, false).contains("with SMTP id"));
    }

    #[test]
    fn a_client_cannot_write_header_lines_with_its_name() {
        let line = hop("x\r\nBcc: all@example.com (\"", true, false, false);
        assert_eq!(line.matches("\r\n").count(), 3, "{line}");
        assert!(line.starts_with("Received: from xBcc:allexample.com ("), "{line}");
    }

    #[test]
    fn hops_are_counted_in_the_header_only_however_it_is_split() {
        let mail = b"RECEIVED: a\r\n\tReceived: folded\r\nSubject: Received: x\nreceived:b\r\n\r\nReceived: body\r\n";
        for size in 1..mail.len() {
            let mut count = HopCount::default();
            mail.chunks(size).for_each(|part| count.read(part));
            assert_eq!(count.count, 2, "in parts of {size}");
        }
    }

    #[test]
    fn a_hundred_hops_are_a_loop() {
        let mut count = HopCount::default();
        for _ in 0..99 {
            count.read(b"Received: x\r\n");
        }
        assert!(!count.is_a_loop());
        count.read(b"Received: x\r\n");
        assert!(count.is_a_loop());
    }
}
