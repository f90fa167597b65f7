//! A device that fetches mail: it knows nothing but lines, and perhaps TLS.

use std::sync::Arc;
use std::time::Duration;

use scanpost_core::stream::Stream;
use scanpost_core::trust;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::stage::{Stage, USER};

/// Longer than anything here takes, shorter than a person's patience.
const LIMIT: Duration = Duration::from_mins(1);

pub(crate) struct Device {
    stream: Stream,
    pub(crate) unread: Vec<u8>,
}

/// The mail that these lines hold.
pub(crate) fn unstuffed(lines: &[String]) -> String {
    let unstuffed = lines.iter().map(|line| line.strip_prefix('.').unwrap_or(line));
    unstuffed.fold(String::new(), |mail, line| mail + line + "\r\n")
}

impl Device {
    /// Connected, and greeted.
    pub(crate) async fn greeted(stage: &Stage) -> Self {
        let mut device = Self::connect(stage).await;
        assert!(device.line().await.starts_with("+OK "));
        device
    }

    pub(crate) async fn connect(stage: &Stage) -> Self {
        let stream = TcpStream::connect(stage.pop3).await.unwrap();
        Self { stream: Stream::clear(stream), unread: Vec::new() }
    }

    /// The same at the door that encrypts from the first octet.
    pub(crate) async fn greeted_under_tls(stage: &Stage) -> Self {
        let stream = TcpStream::connect(stage.pop3s).await.unwrap();
        let mut device = Self { stream: Stream::clear(stream), unread: Vec::new() };
        device.encrypt(stage).await;
        assert!(device.line().await.starts_with("+OK "));
        device
    }

    /// Logged in, in clear.
    pub(crate) async fn come_in(stage: &Stage) -> Self {
        let mut device = Self::greeted(stage).await;
        let reply = device.log_in(USER, &stage.password).await;
        assert!(reply.starts_with("+OK "), "{reply}");
        device
    }

    pub(crate) async fn log_in(&mut self, user: &str, password: &str) -> String {
        let reply = self.say(&format!("USER {user}")).await;
        if !reply.starts_with("+OK ") {
            return reply;
        }
        self.say(&format!("PASS {password}")).await
    }

    /// Says STLS and makes the hand-shake.
    pub(crate) async fn start_tls(&mut self, stage: &Stage) {
        assert!(self.say("STLS").await.starts_with("+OK "));
        self.encrypt(stage).await;
    }

    async fn encrypt(&mut self, stage: &Stage) {
        let config = trust::client_config(Some(&stage.certificate), &[]).unwrap();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let name = "localhost".try_into().unwrap();
        self.stream.connect_tls(&connector, name).await.unwrap();
    }

    /// A command, and the line that answers it.
    pub(crate) async fn say(&mut self, line: &str) -> String {
        self.write(line).await;
        self.line().await
    }

    pub(crate) async fn write(&mut self, line: &str) {
        self.stream.octets().write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        self.stream.octets().flush().await.unwrap();
    }

    /// The lines of a list, without its first and its last one.
    pub(crate) async fn list(&mut self, command: &str) -> Vec<String> {
        let first = self.say(command).await;
        assert!(first.starts_with("+OK"), "{command}: {first}");
        self.lines().await
    }

    /// A mail as it was before its dots were stuffed.
    pub(crate) async fn mail(&mut self, command: &str) -> String {
        unstuffed(&self.list(command).await)
    }

    /// Up to the line with the dot alone.
    async fn lines(&mut self) -> Vec<String> {
        self.lines_if_whole().await.expect("it does not break off")
    }

    /// The same; nothing if the connection ends before that line.
    pub(crate) async fn lines_if_whole(&mut self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.next_line().await?;
            if line == "." {
                return Some(lines);
            }
            lines.push(line);
        }
    }

    /// The next line; empty when the connection has ended.
    pub(crate) async fn line(&mut self) -> String {
        self.next_line().await.unwrap_or_default()
    }

    async fn next_line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                return Some(line.trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.read().await == 0 {
                return None;
            }
        }
    }

    /// All whole lines that have come.
    pub(crate) fn lines_so_far(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.unread);
        text.split_inclusive("\r\n")
            .filter_map(|line| line.strip_suffix("\r\n"))
            .map(str::to_owned)
            .collect()
    }

    /// Some octets more, and how many.
    pub(crate) async fn read(&mut self) -> usize {
        let mut octets = vec![0; 64 * 1024];
        let read = timeout(LIMIT, self.stream.octets().read(&mut octets));
        let length = read.await.expect("scanpost answers in time").unwrap_or(0);
        self.unread.extend_from_slice(&octets[..length]);
        length
    }
}
