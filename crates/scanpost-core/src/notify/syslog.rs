//! Syslog: one message for each notice (RFC 5424), over UDP (RFC 5426) or TCP with octet counting
//! (RFC 6587 §3.4.1).
//!
//! A message is cut to 2048 octets, which every receiver should take (RFC 5424 §6.1). UDP says nothing of
//! what gets lost on the way; who must know takes TCP. A connection is made for each notice: there are few.

use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, UdpSocket, lookup_host};
use tokio::time::timeout;

use super::wording::wording;
use super::{Notice, Setup};
use crate::account::AccountName;
use crate::network::{Exit, Network};
use crate::site::notices::{SyslogServer, Transport};

/// How long one message may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// RFC 5424 §6.1: SHOULD be taken by every receiver.
const LONGEST_MESSAGE: usize = 2048;

/// Longest value of a parameter: names are shorter, and words of others are not put there.
const LONGEST_VALUE: usize = 128;

/// The longest host name (RFC 5424 §6).
const LONGEST_HOSTNAME: usize = 255;

/// The name of our structured data. Names without `@` are IANA's; 32473 stands for whoever has no number
/// of their own (RFC 5612).
const SD_ID: &str = "scanpost@32473";

/// Sends a notice; what hindered it is said in words.
pub(super) async fn tell(
    server: &SyslogServer,
    notice: &Notice,
    setup: &Setup,
    network: &Network,
) -> Result<(), String> {
    let message = message(server.facility, notice, setup, std::process::id());
    let exit = match &network.now().exit {
        Some(Exit::Address(address)) => Some(*address),
        _ => None,
    };
    let sent = timeout(PATIENCE, send(server, message.as_bytes(), exit)).await;
    match sent {
        Ok(sent) => sent.map_err(|error| error.to_string()),
        Err(_) => Err("no connection in time".to_owned()),
    }
}

async fn send(server: &SyslogServer, message: &[u8], exit: Option<IpAddr>) -> io::Result<()> {
    let mut last = io::Error::other("the name has no address");
    for address in lookup_host((server.host.as_str(), server.port)).await? {
        let sent = match server.transport {
            Transport::Udp => send_udp(address, message, exit).await,
            Transport::Tcp => send_tcp(address, message, exit).await,
        };
        match sent {
            Ok(()) => return Ok(()),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn send_udp(to: SocketAddr, message: &[u8], exit: Option<IpAddr>) -> io::Result<()> {
    let socket = UdpSocket::bind(own_address(to, exit)).await?;
    socket.send_to(message, to).await.map(|_| ())
}

async fn send_tcp(to: SocketAddr, message: &[u8], exit: Option<IpAddr>) -> io::Result<()> {
    let socket = if to.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.bind(own_address(to, exit))?;
    let mut stream = socket.connect(to).await?;
    let mut framed = format!("{} ", message.len()).into_bytes();
    framed.extend_from_slice(message);
    stream.write_all(&framed).await?;
    stream.shutdown().await
}

/// The address to send from: what the mail settings say, where it is of the receiver's kind.
fn own_address(to: SocketAddr, exit: Option<IpAddr>) -> SocketAddr {
    let any: IpAddr = if to.is_ipv4() { [0; 4].into() } else { [0_u16; 8].into() };
    let exit = exit.filter(|exit| exit.is_ipv4() == to.is_ipv4() && !to.ip().is_loopback());
    SocketAddr::new(exit.unwrap_or(any), 0)
}

/// One message (RFC 5424 §6).
fn message(facility: u8, notice: &Notice, setup: &Setup, process: u32) -> String {
    let priority = u32::from(facility) * 8 + notice.severity() as u32;
    let wording = wording(setup.language, notice);
    let cause = notice.cause.as_str();
    let (at, host) = (notice.at, hostname(&setup.hostname));
    let mut text = format!("<{priority}>1 {at} {host} scanpost {process} {cause} [{SD_ID}");
    let mut parameter = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = write!(text, " {name}=\"{}\"", escaped(value));
        }
    };
    parameter("id", Some(&notice.number.to_string()));
    parameter("count", Some(&notice.count.to_string()));
    parameter("account", notice.account.as_ref().map(AccountName::as_str));
    parameter("job", notice.job.map(|job| job.to_string()).as_deref());
    parameter("device", notice.device.as_deref());
    parameter("code", notice.fault.as_ref().map(|fault| fault.code.as_str()));
    // The byte order mark says that the text is UTF-8 (§6.4).
    text.push_str("] \u{feff}");
    let said = notice.fault.as_ref().and_then(|fault| fault.words.as_deref()).unwrap_or_default();
    let title = if wording.title == wording.what { "" } else { &wording.title };
    let sentences = [title, &wording.what, &wording.next, said].join(" ");
    for word in sentences.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            let space = if text.ends_with('\u{feff}') { "" } else { " " };
            text.push_str(space);
            text.push_str(word);
        }
    }
    text.truncate(text.floor_char_boundary(LONGEST_MESSAGE));
    text
}

/// Printable ASCII, or nothing that could be said.
fn hostname(name: &str) -> &str {
    let good = (1..=LONGEST_HOSTNAME).contains(&name.len())
        && name.bytes().all(|octet| octet.is_ascii_graphic());
    if good { name } else { "-" }
}

/// RFC 5424 §6.3.3: three characters need a backslash; control characters are left out.
fn escaped(value: &str) -> String {
    let mut text = String::new();
    for c in value.chars().filter(|c| !c.is_control()).take(LONGEST_VALUE) {
        if matches!(c, '"' | '\\' | ']') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Code, Fault};
    use crate::journal::Event;
    use crate::notify::judge;
    use crate::notify::judge::tests::entry;
    use crate::words::Language;

    fn notice() -> Notice {
        let fault = Fault::new(Code::SignInNeeded).fact("account", "scans").words("no\ttoken\r\nx");
        judge(&entry(7, Event::AccountHeld { fault }), None).expect("it is told")
    }

    fn setup() -> Setup {
        Setup { hostname: "gate.example".to_owned(), ..Setup::default() }
    }

    #[test]
    fn a_message_has_its_parts_in_their_order() {
        let text = message(4, &notice(), &setup(), 99);
        let (head, said) = text.split_once('\u{feff}').expect("a byte order mark");
        assert_eq!(
            head,
            "<35>1 2026-11-21T09:15:00Z gate.example scanpost 99 account-held \
             [scanpost@32473 id=\"7\" count=\"1\" account=\"scans\" code=\"sign-in-needed\"] "
        );
        assert!(said.starts_with("The account “scans” waits"), "{said}");
        assert!(said.ends_with("no token x"), "{said}");
    }

    #[test]
    fn what_would_end_a_value_is_escaped_and_what_would_end_a_line_is_left_out() {
        assert_eq!(escaped("a\"b\\c]d\r\ne"), "a\\\"b\\\\c\\]de");
        assert_eq!(escaped(&"x".repeat(1000)).len(), LONGEST_VALUE);
        let device = Some("copier\" x=\"1\"]".to_owned());
        let text = message(1, &Notice { device, ..notice() }, &setup(), 1);
        assert!(text.contains(r#"device="copier\" x=\"1\"\]""#), "{text}");
    }

    #[test]
    fn a_message_is_never_longer_than_every_receiver_takes() {
        for language in Language::ALL {
            let fault = Fault::new(Code::SignInNeeded).words("å".repeat(1000) + &"ß".repeat(3000));
            let notice = Notice { fault: Some(fault), ..notice() };
            let text = message(23, &notice, &Setup { language, ..setup() }, 1);
            assert!(
                (LONGEST_MESSAGE - 1..=LONGEST_MESSAGE).contains(&text.len()),
                "{}",
                text.len()
            );
        }
    }

    #[test]
    fn a_name_that_no_host_has_is_left_out() {
        for (name, shown) in [("gate", "gate"), ("", "-"), ("två ord", "-"), ("å", "-")] {
            assert_eq!(hostname(name), shown);
        }
    }
}
