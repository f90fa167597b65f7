//! A printer: says what it has to say at once (RFC 2920) and reads every reply.

use std::net::SocketAddr;

use scanpost_core::spool::JobId;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};

pub(crate) struct Printer {
    stream: BufReader<TcpStream>,
}

impl Printer {
    /// Connects from an address of this machine, by which the gateway knows the printer.
    pub(crate) async fn at(from: SocketAddr, gateway: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(from).unwrap();
        let stream = socket.connect(gateway).await.expect("the gateway listens");
        stream.set_nodelay(true).unwrap();
        let mut printer = Self { stream: BufReader::new(stream) };
        printer.reply("220").await;
        printer.say("EHLO printer.local\r\n").await;
        printer.reply("250").await;
        printer
    }

    /// Sends a mail, and gives the job that the 250 promises.
    pub(crate) async fn send(&mut self, to: &[&str], message_id: Option<&str>) -> JobId {
        let recipients: Vec<String> = to.iter().map(|to| format!("RCPT TO:<{to}>\r\n")).collect();
        let recipients = recipients.concat();
        self.say(&format!("MAIL FROM:<printer@example.com>\r\n{recipients}DATA\r\n")).await;
        for _ in 0..=to.len() {
            self.reply("250").await;
        }
        self.reply("354").await;
        let message_id = message_id.map_or(String::new(), |id| format!("Message-ID: {id}\r\n"));
        let header = format!("From: printer@example.com\r\n{message_id}Subject: A scan\r\n");
        self.say(&format!("{header}\r\n..A scan, with a dot.\r\n.\r\n")).await;
        let kept = self.reply("250").await;
        let mut words = kept.split([' ', '.']).rev();
        words.find_map(|word| word.trim().parse().ok()).expect("the 250 names the job")
    }

    async fn say(&mut self, words: &str) {
        self.stream.write_all(words.as_bytes()).await.unwrap();
    }

    /// The last line of the next reply, which must begin so.
    async fn reply(&mut self, expected: &str) -> String {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await.unwrap();
            assert!(line.starts_with(expected), "{expected} was expected: {line:?}");
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }
}
