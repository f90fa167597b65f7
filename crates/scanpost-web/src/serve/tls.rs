//! HTTPS: what is not this machine's own reaches the pages in no other way.
//!
//! Hand-shakes go on beside each other, so that a slow one keeps nobody waiting; each holds a place
//! of the listener from its first octet on. Whoever speaks plain HTTP to this port is sent to
//! `https`, or told so; nothing else is answered in clear.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use scanpost_core::door::tls::Acceptor;
use scanpost_core::stream::Stream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;

/// Makes the hand-shake. Nothing: it failed, or no hand-shake was meant.
pub(super) async fn encrypt(tcp: TcpStream, acceptor: &Acceptor) -> Option<Octets> {
    let mut first = [0];
    if tcp.peek(&mut first).await.ok()? == 1 && first[0] != HANDSHAKE {
        answer_in_clear(tcp).await;
        return None;
    }
    let mut stream = Stream::clear(tcp);
    acceptor.encrypt(&mut stream).await.ok()?;
    Some(Octets(stream))
}

/// What passes over an encrypted connection.
pub(super) struct Octets(Stream);

impl AsyncRead for Octets {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(self.0.octets()).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Octets {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(self.0.octets()).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.0.octets()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.0.octets()).poll_shutdown(cx)
    }
}

async fn answer_in_clear(mut tcp: TcpStream) {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < LONGEST_HEAD && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match tcp.read(&mut piece).await {
            Ok(read @ 1..) => head.extend_from_slice(&piece[..read]),
            _ => return,
        }
    }
    // Whoever hung up misses nothing.
    let _ = tcp.write_all(way_to_https(&head).as_bytes()).await;
    let _ = tcp.shutdown().await;
}

/// Only what asks for a page is sent on, and only to a host that is plainly named: the rest was sent
/// in clear already, and is told so.
fn way_to_https(head: &[u8]) -> String {
    let wished = || {
        let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
        let path = lines.next()?.strip_prefix("GET ")?.strip_suffix(" HTTP/1.1")?;
        let is_host =
            |line: &&str| line.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("host:"));
        let host = lines.find(is_host)?[5..].trim();
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        let is_path = path.starts_with('/') && path.bytes().all(|octet| octet.is_ascii_graphic());
        (is_path && !host.is_empty() && host.chars().all(is_plain))
            .then(|| format!("https://{host}{path}"))
    };
    match wished() {
        Some(address) => format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ),
        None => format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{IN_CLEAR}",
            IN_CLEAR.len()
        ),
    }
}

/// The first octet of a TLS hand-shake (RFC 8446 §5.1).
const HANDSHAKE: u8 = 22;

const LONGEST_HEAD: usize = 8 * 1024;

const IN_CLEAR: &str = "This port speaks HTTPS: open the address with https:// in front.\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_a_page_in_clear_is_sent_to_https() {
        let head =
            b"GET /jobs?state=failed HTTP/1.1\r\nAccept: */*\r\nhOST: gw.example:8025\r\n\r\n";
        let answer = way_to_https(head);
        assert!(answer.contains("\r\nLocation: https://gw.example:8025/jobs?state=failed\r\n"));
    }

    #[test]
    fn everything_else_in_clear_is_told_so_and_nothing_of_it_is_repeated() {
        for head in [
            "POST /log-in HTTP/1.1\r\nHost: gw.example\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: gw.example\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: evil.example/@x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\nSet-Cookie: b=c\r\n\r\n",
            "GET /a\nb HTTP/1.1\r\nHost: gw.example\r\n\r\n",
            "GET http://evil.example/ HTTP/1.1\r\nHost: gw.example\r\n\r\n",
            "SSH-2.0-x\r\n\r\n",
            "Hå",
        ] {
            let answer = way_to_https(head.as_bytes());
            assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
            assert!(answer.ends_with(IN_CLEAR) && !answer.contains("Location"), "{answer}");
        }
    }
}
