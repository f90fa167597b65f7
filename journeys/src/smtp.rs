//! Bare SMTP (RFC 5321) for the journeys that no polite client can play: it sends what it is told,
//! leaves when it is told, and knows exactly which mails got their 250.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// A whole reply: its code and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    pub text: String,
}

impl Connection {
    /// Connects and reads the greeting, which it asks to be 220.
    pub fn open(server: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&server, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let mut connection = Self { stream: BufReader::new(stream) };
        connection.reply()?.expect(220)?;
        Ok(connection)
    }

    /// Sends one line and reads one reply.
    pub fn order(&mut self, line: &str) -> io::Result<Reply> {
        self.raw(format!("{line}\r\n").as_bytes())?;
        self.reply()
    }

    /// Sends these octets and reads nothing.
    pub fn raw(&mut self, octets: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(octets)
    }

    /// Reads one reply (RFC 5321 §4.2.1).
    pub fn reply(&mut self) -> io::Result<Reply> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            (&mut self.stream).take(LONGEST_LINE).read_line(&mut line)?;
            let code = line.get(..3).and_then(|code| code.parse().ok());
            let Some(code) = code.filter(|_| line.ends_with("\r\n")) else {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("got {line:?}")));
            };
            text.push_str(line[4..].trim_end());
            if line.as_bytes()[3] != b'-' {
                return Ok(Reply { code, text });
            }
        }
    }

    /// One mail in steps; `Ok` means that it got its 250 after the final dot.
    pub fn send(&mut self, from: &str, to: &[&str], mail: &[u8]) -> io::Result<Reply> {
        self.order(&format!("MAIL FROM:<{from}> BODY=8BITMIME"))?.expect(250)?;
        for recipient in to {
            self.order(&format!("RCPT TO:<{recipient}>"))?.expect(250)?;
        }
        self.order("DATA")?.expect(354)?;
        self.raw(&stuffed(mail))?;
        self.reply()?.expect(250)
    }
}

impl Reply {
    /// The reply itself if it has this code.
    pub fn expect(self, code: u16) -> io::Result<Self> {
        if self.code == code {
            return Ok(self);
        }
        Err(io::Error::other(format!("got {} {}, not {code}", self.code, self.text)))
    }
}

/// Dot-stuffed (RFC 5321 §4.5.2) and with the final dot. A bare LF ends no line, not even the last.
pub fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(mail.len() + 64);
    let mut at_line_start = true;
    for line in mail.split_inclusive(|octet| *octet == b'\n') {
        if at_line_start && line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
        at_line_start = line.ends_with(b"\r\n");
    }
    if !at_line_start {
        stuffed.extend_from_slice(b"\r\n");
    }
    stuffed.extend_from_slice(b".\r\n");
    stuffed
}

const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST_LINE: u64 = 4096;
