//! An HTTP proxy between scanpost and the internet.
//!
//! One asks it for a connection to a host and port (`CONNECT`, RFC 9110 §9.3.6); after its 2xx the
//! octets pass through as they are, and TLS goes from end to end. It may want user and password
//! (Basic, RFC 7617). What lies on this machine is never asked for by a proxy: it would be another
//! machine there.

use std::fmt;
use std::io;
use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

/// A longer answer to `CONNECT` is none.
const LONGEST_ANSWER: usize = 8 * 1024;

/// An HTTP proxy.
#[derive(Clone, Debug)]
pub struct Proxy {
    pub host: String,
    pub port: u16,
    /// User and password, where it wants them.
    pub login: Option<(String, SecretString)>,
}

/// As a journal's line names it: never with user and password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", bracketed(&self.host), self.port)
    }
}

impl Proxy {
    /// The value of `Proxy-Authorization`.
    fn authorization(&self) -> Option<Zeroizing<String>> {
        let (user, password) = self.login.as_ref()?;
        let pair = Zeroizing::new(format!("{user}:{}", password.expose_secret()));
        Some(Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(&*pair))))
    }

    /// The same proxy, for the HTTP client.
    pub fn for_http(&self) -> Result<reqwest::Proxy, String> {
        let proxy =
            reqwest::Proxy::all(format!("http://{self}")).map_err(|error| error.to_string())?;
        let direct = reqwest::NoProxy::from_string("localhost,127.0.0.0/8,::1");
        let proxy = proxy.no_proxy(direct);
        let Some(authorization) = self.authorization() else { return Ok(proxy) };
        let mut value = reqwest::header::HeaderValue::from_str(&authorization)
            .map_err(|error| error.to_string())?;
        value.set_sensitive(true);
        Ok(proxy.custom_http_auth(value))
    }

    /// Asks for a connection to `host`; then the stream is that connection.
    pub(super) async fn connect(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        host: &str,
        port: u16,
    ) -> io::Result<()> {
        let target = format!("{}:{port}", bracketed(host));
        let mut request =
            Zeroizing::new(format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"));
        if let Some(authorization) = self.authorization() {
            request.push_str("Proxy-Authorization: ");
            request.push_str(&authorization);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        let answer = answer(stream).await?;
        match status(&answer) {
            Some(200..=299) => Ok(()),
            Some(_) => {
                let line = answer.lines().next().unwrap_or_default();
                Err(io::Error::other(format!("the proxy answers: {}", line.escape_debug())))
            }
            None => Err(io::Error::other("the proxy's answer is not HTTP")),
        }
    }
}

/// Whether a host is this machine, and so not to be asked for at a proxy.
pub(crate) fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
}

/// The head of the answer, to its empty line and not an octet further: what follows is the mail
/// server's.
async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_ANSWER {
            return Err(io::Error::other("the proxy's answer has no end"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// `HTTP/1.1 200 Connection established`.
fn status(answer: &str) -> Option<u16> {
    let (version, rest) = answer.split_once(' ')?;
    let digits = rest.get(..3)?;
    let good = version.starts_with("HTTP/1.") && digits.bytes().all(|b| b.is_ascii_digit());
    good.then(|| digits.parse().ok()).flatten()
}

/// An IPv6 address in an authority stands in brackets (RFC 3986 §3.2.2).
fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(login: Option<(&str, &str)>) -> Proxy {
        let login = login.map(|(user, word)| (user.to_owned(), SecretString::from(word)));
        Proxy { host: "proxy.example".to_owned(), port: 3128, login }
    }

    /// What the proxy was sent, and what came of it.
    async fn asked(proxy: &Proxy, host: &str, says: &[u8]) -> (String, io::Result<()>) {
        let (mut ours, mut theirs) = tokio::io::duplex(1024);
        theirs.write_all(says).await.expect("there is room");
        let result = proxy.connect(&mut ours, host, 587).await;
        drop(ours);
        let mut sent = String::new();
        theirs.read_to_string(&mut sent).await.expect("text");
        (sent, result)
    }

    #[tokio::test]
    async fn a_connection_is_asked_for_by_name_with_user_and_password() {
        let well = b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n";
        let (sent, result) = asked(&proxy(None), "smtp.example", well).await;
        assert_eq!(sent, "CONNECT smtp.example:587 HTTP/1.1\r\nHost: smtp.example:587\r\n\r\n");
        assert!(result.is_ok());
        // RFC 7617 §2 has this pair.
        let login = proxy(Some(("Aladdin", "open sesame")));
        let (sent, _) = asked(&login, "2001:db8::1", well).await;
        assert_eq!(
            sent,
            "CONNECT [2001:db8::1]:587 HTTP/1.1\r\nHost: [2001:db8::1]:587\r\n\
             Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"
        );
    }

    #[tokio::test]
    async fn whatever_the_proxy_says_but_2xx_is_no_connection() {
        for says in [
            &b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..],
            b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
            b"HTTP/1.1 2xx\r\n\r\n",
            b"220 smtp.example ESMTP\r\n\r\n",
            b"\r\n\r\n",
        ] {
            let (_, result) = asked(&proxy(None), "smtp.example", says).await;
            assert!(result.is_err(), "{}", String::from_utf8_lossy(says));
        }
    }

    #[tokio::test]
    async fn an_answer_without_end_is_not_read_for_ever() {
        let (mut ours, mut theirs) = tokio::io::duplex(2 * LONGEST_ANSWER);
        theirs.write_all(&[b'x'; LONGEST_ANSWER + 1]).await.expect("there is room");
        assert!(answer(&mut ours).await.is_err());
    }

    #[tokio::test]
    async fn the_first_octets_of_the_mail_server_are_left_where_they_are() {
        let (mut ours, mut theirs) = tokio::io::duplex(1024);
        theirs.write_all(b"HTTP/1.0 200 OK\r\n\r\n220 hello").await.expect("there is room");
        proxy(None).connect(&mut ours, "smtp.example", 587).await.expect("a connection");
        let mut greeting = [0; 9];
        ours.read_exact(&mut greeting).await.expect("the greeting");
        assert_eq!(&greeting, b"220 hello");
    }

    #[test]
    fn this_machine_is_reached_without_a_proxy() {
        for here in ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1"] {
            assert!(is_this_machine(here), "{here}");
        }
        for there in ["smtp.example", "192.0.2.1", "localhost.example", "::2"] {
            assert!(!is_this_machine(there), "{there}");
        }
    }

    #[test]
    fn a_proxy_does_not_show_its_password() {
        let proxy = proxy(Some(("anna", "sesame")));
        assert!(!format!("{proxy} {proxy:?}").contains("sesame"));
    }
}
