//! The test's own look into a mailbox: POP3 (RFC 1939) in clear on loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::ports::HOST;

/// Every mail of the mailbox, oldest first, exactly as the server gives it.
pub(super) fn fetch_all(port: u16, user: &str, password: &str) -> Vec<Vec<u8>> {
    let mut mailbox = Mailbox::open(port, user, password);
    let count: usize = mailbox.order("STAT").split(' ').nth(1).unwrap().parse().unwrap();
    let mails = (1..=count).map(|number| mailbox.retrieve(number)).collect();
    mailbox.order("QUIT");
    mails
}

struct Mailbox {
    stream: BufReader<TcpStream>,
}

impl Mailbox {
    fn open(port: u16, user: &str, password: &str) -> Self {
        let stream = TcpStream::connect((HOST, port)).expect("Dovecot listens");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        let mut mailbox = Self { stream: BufReader::new(stream) };
        mailbox.answer();
        mailbox.order(&format!("USER {user}"));
        mailbox.order(&format!("PASS {password}"));
        mailbox
    }

    fn order(&mut self, command: &str) -> String {
        self.stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> String {
        let line = String::from_utf8(self.line()).unwrap();
        assert!(line.starts_with("+OK"), "POP3 answered {line}");
        line.trim_end().to_owned()
    }

    /// RFC 1939 §3: up to the line with the dot, stuffed dots taken off.
    fn retrieve(&mut self, number: usize) -> Vec<u8> {
        self.order(&format!("RETR {number}"));
        let mut mail = Vec::new();
        loop {
            let line = self.line();
            if line == b".\r\n" {
                return mail;
            }
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        let mut bounded = self.stream.by_ref().take(LONGEST_LINE);
        bounded.read_until(b'\n', &mut line).expect("Dovecot answers in time");
        assert!(line.ends_with(b"\n"), "the connection ended in the middle of a line");
        line
    }
}

const PATIENCE: Duration = Duration::from_mins(1);
const LONGEST_LINE: u64 = 64 * 1024 * 1024;
