//! A connection to a mail server: by the chosen network, through the proxy if there is one, and to
//! whichever of its addresses answers first ([`super::race`], RFC 8305).

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::proxy::is_this_machine;
use super::race::race;
use super::way_out::{are_near, explained};
use super::{Exit, Outward, Proxy, Server};
use crate::fault::{Code, Fault, causes};

/// A connection, and how it came about.
#[derive(Debug)]
pub struct Dialled {
    pub socket: TcpStream,
    /// The server's address; nothing behind a proxy, which knows it alone.
    pub address: Option<IpAddr>,
    /// The proxy that it leads through.
    pub proxy: Option<String>,
    /// The way out as it stood then: [`Outward::change`].
    pub change: u64,
}

/// Connects to the server, within the time that a connection may take. The fault names its cause.
pub async fn dial(outward: &Outward, server: &Server) -> Result<Dialled, Fault> {
    let dialled = connect(outward, server).await.map_err(|fault| naming(fault, server))?;
    let _ = dialled.socket.set_nodelay(true); // without it replies come later, nothing else
    Ok(dialled)
}

/// The server's addresses, those only that can be reached from the chosen address.
pub async fn addresses(outward: &Outward, host: &str, port: u16) -> Result<Vec<SocketAddr>, Fault> {
    let unanswered = || Fault::new(Code::NamesUnanswered).words("no answer in time");
    let looked_up = timeout(outward.timeout, outward.names.addresses(host, port)).await;
    let unknown = |error: io::Error| Fault::new(causes::of_a_name(&error)).words(error);
    let mut found =
        looked_up.map_err(|_| unanswered())?.map_err(unknown).map_err(|fault| at(fault, host))?;
    found.retain(|address| reaches(outward.exit.as_ref(), *address));
    Ok(found)
}

/// Connects to whichever of the addresses answers first.
pub async fn reach(outward: &Outward, addresses: &[SocketAddr]) -> Result<TcpStream, Fault> {
    let racing = race(addresses, |address| connect_to(outward.exit.as_ref(), address));
    let fault = match timeout(outward.timeout, racing).await {
        Ok(Ok(socket)) => return Ok(socket),
        Ok(Err(error)) => Fault::new(causes::of_connecting(&error)).words(error),
        Err(_) => Fault::new(Code::ConnectionTimedOut).words("no connection in time"),
    };
    Err(explained(fault, outward.exit.as_ref(), are_near(addresses)))
}

/// The proxy that leads to this host; nothing where it is gone to directly.
pub fn proxy_to<'a>(outward: &'a Outward, host: &str) -> Option<&'a Proxy> {
    outward.proxy.as_ref().filter(|_| !is_this_machine(host))
}

async fn connect(outward: &Outward, server: &Server) -> Result<Dialled, Fault> {
    let Some(proxy) = proxy_to(outward, &server.host) else {
        let found = addresses(outward, &server.host, server.port).await?;
        let socket = reach(outward, &found).await?;
        let address = socket.peer_addr().ok().map(|address| address.ip());
        return Ok(Dialled { socket, address, proxy: None, change: outward.change });
    };
    let asking = async {
        let found = addresses(outward, &proxy.host, proxy.port).await;
        let reached = match found {
            Ok(found) => reach(outward, &found).await,
            Err(fault) => Err(fault),
        };
        let mut socket = reached.map_err(|fault| of_the_proxy(fault, proxy))?;
        let connected = proxy.connect(&mut socket, &server.host, server.port).await;
        connected.map_err(|error| Fault::new(Code::ProxyRefused).words(error))?;
        let proxy = Some(proxy.to_string());
        Ok(Dialled { socket, address: None, proxy, change: outward.change })
    };
    let silence = || Fault::new(Code::ConnectionTimedOut).words("no connection in time");
    timeout(outward.timeout, asking).await.unwrap_or_else(|_| Err(silence()))
}

fn naming(fault: Fault, server: &Server) -> Fault {
    at(fault, &server.host).fact("port", server.port)
}

fn at(fault: Fault, host: &str) -> Fault {
    fault.fact("host", host)
}

/// The sentence names the mail server; the words say that it was not its fault.
fn of_the_proxy(fault: Fault, proxy: &Proxy) -> Fault {
    let words = fault.words.clone().unwrap_or_default();
    fault.words(format_args!("at the proxy {proxy}: {words}"))
}

async fn connect_to(exit: Option<&Exit>, to: SocketAddr) -> io::Result<TcpStream> {
    let socket = if to.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    match exit {
        None => {}
        Some(Exit::Address(address)) => socket.bind(SocketAddr::new(*address, 0))?,
        Some(Exit::Interface(name)) => bind_to_interface(&socket, name)?,
    }
    socket.connect(to).await
}

fn reaches(exit: Option<&Exit>, to: SocketAddr) -> bool {
    match exit {
        Some(Exit::Address(from)) => from.is_ipv4() == to.is_ipv4(),
        Some(Exit::Interface(_)) | None => true,
    }
}

#[cfg(target_os = "linux")]
fn bind_to_interface(socket: &TcpSocket, name: &str) -> io::Result<()> {
    socket.bind_device(Some(name.as_bytes()))
}

#[cfg(not(target_os = "linux"))]
fn bind_to_interface(_: &TcpSocket, name: &str) -> io::Result<()> {
    Err(io::Error::other(format!("{name}: give an address of this machine instead")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::network::Names;

    fn server(host: &str, port: u16) -> Server {
        Server { host: host.to_owned(), port, encryption: crate::network::Encryption::Starttls }
    }

    async fn listener() -> (TcpListener, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        (listener, port)
    }

    #[tokio::test]
    async fn the_server_sees_the_address_that_was_chosen() {
        let (listener, port) = listener().await;
        let exit = Some("127.0.0.77".parse().expect("an address"));
        let outward = Outward { exit, ..Outward::default() };
        let to = server("127.0.0.1", port);
        let (dialled, accepted) = tokio::join!(dial(&outward, &to), listener.accept());
        let (_, peer) = accepted.expect("a connection");
        assert_eq!(peer.ip().to_string(), "127.0.0.77");
        assert_eq!(dialled.expect("a connection").proxy, None);
    }

    #[tokio::test]
    async fn an_address_that_is_not_ours_connects_nowhere() {
        let (_listener, port) = listener().await;
        for exit in ["192.0.2.1", "::1"] {
            let exit = Some(exit.parse().expect("an address"));
            let outward = Outward { exit, ..Outward::default() };
            assert!(dial(&outward, &server("127.0.0.1", port)).await.is_err());
        }
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn the_loopback_interface_reaches_this_machine_and_one_that_is_not_there_nothing() {
        let (_listener, port) = listener().await;
        for (name, reaches) in [("lo", true), ("no-such-one", false)] {
            let outward =
                Outward { exit: Some(name.parse().expect("a name")), ..Outward::default() };
            let dialled = dial(&outward, &server("127.0.0.1", port)).await;
            let fault = dialled.err().map(|fault| fault.code);
            assert_eq!(fault, (!reaches).then_some(Code::NetworkWithoutWay), "{name}");
        }
    }

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn where_the_chosen_network_leads_nowhere_it_is_named_and_not_the_server() {
        let timeout = Duration::from_millis(50);
        for exit in ["lo", "127.0.0.2", "no-such-one"] {
            let chosen = Some(exit.parse().expect("an exit"));
            let outward = Outward { exit: chosen, timeout, ..Outward::default() };
            let fault = dial(&outward, &server("192.0.2.1", 587)).await.expect_err("no way out");
            assert_eq!((fault.code, &*fault.facts["network"]), (Code::NetworkWithoutWay, exit));
        }
    }

    #[tokio::test]
    async fn a_proxy_is_asked_for_the_server_by_name_and_then_passes_its_octets() {
        let (listener, port) = listener().await;
        let login = None;
        let proxy = Some(Proxy { host: "127.0.0.1".to_owned(), port, login });
        let outward = Outward { proxy, ..Outward::default() };
        let serving = async {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 64];
            let length = socket.read(&mut request).await.expect("a request");
            assert!(request[..length].starts_with(b"CONNECT smtp.provider.test:587 HTTP/1.1\r\n"));
            socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n220 hello").await.expect("it is read");
        };
        let to = server("smtp.provider.test", 587);
        let (dialled, ()) = tokio::join!(dial(&outward, &to), serving);
        let mut dialled = dialled.expect("a connection");
        assert_eq!(dialled.proxy, Some(format!("127.0.0.1:{port}")));
        let mut greeting = [0; 9];
        dialled.socket.read_exact(&mut greeting).await.expect("the greeting");
        assert_eq!(&greeting, b"220 hello");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_answer_is_given_up_after_the_timeout_and_not_before() {
        let (_silent, port) = listener().await;
        let proxy = Some(Proxy { host: "127.0.0.1".to_owned(), port, login: None });
        let timeout = Duration::from_secs(17);
        let outward = Outward { timeout, proxy, ..Outward::default() };
        let begun = tokio::time::Instant::now();
        let fault = dial(&outward, &server("smtp.provider.test", 587)).await.expect_err("silence");
        assert_eq!(fault.code, Code::ConnectionTimedOut);
        assert_eq!(begun.elapsed().as_secs(), 17);
    }

    #[tokio::test]
    async fn a_port_where_nobody_listens_refuses() {
        let (listener, port) = listener().await;
        drop(listener);
        let fault = dial(&Outward::default(), &server("127.0.0.1", port)).await;
        let fault = fault.expect_err("nobody listens");
        assert_eq!(fault.code, Code::ConnectionRefused);
        assert_eq!((&*fault.facts["host"], &fault.facts["port"]), ("127.0.0.1", &port.to_string()));
    }

    /// A server with these addresses, whatever the machine's resolver knows.
    fn with_addresses(addresses: Vec<SocketAddr>) -> Outward {
        let answer = move |_, _| std::future::ready(Ok(addresses.clone()));
        Outward { names: Names::by(answer), ..Outward::default() }
    }

    #[tokio::test]
    async fn where_one_family_of_addresses_is_dead_the_other_leads_there() {
        let (listener, port) = listener().await;
        let alive = listener.local_addr().expect("bound");
        let dead: SocketAddr = (std::net::Ipv6Addr::LOCALHOST, port).into();
        for order in [vec![dead, alive], vec![alive, dead]] {
            let outward = with_addresses(order);
            let to = server("smtp.provider.test", port);
            let (dialled, accepted) = tokio::join!(dial(&outward, &to), listener.accept());
            accepted.expect("a connection");
            assert_eq!(dialled.expect("a connection").address, Some(alive.ip()));
        }
    }

    #[tokio::test]
    async fn an_own_address_leaves_the_other_family_alone() {
        let (_listener, port) = listener().await;
        let both = vec![
            (std::net::Ipv6Addr::LOCALHOST, port).into(),
            (std::net::Ipv4Addr::LOCALHOST, port).into(),
        ];
        let exit = Some("127.0.0.1".parse().expect("an address"));
        let outward = Outward { exit, ..with_addresses(both.clone()) };
        let found = addresses(&outward, "smtp.provider.test", port).await;
        assert_eq!(found.expect("they are known"), both[1..]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_service_that_keeps_silent_is_named_as_the_cause() {
        let silent = Names::by(|_, _| std::future::pending());
        let outward = Outward { names: silent, ..Outward::default() };
        let fault = dial(&outward, &server("smtp.provider.test", 587)).await;
        assert_eq!(fault.expect_err("silence").code, Code::NamesUnanswered);
    }

    #[tokio::test]
    async fn a_proxy_that_does_not_let_us_through_is_named_as_the_cause() {
        let (listener, port) = listener().await;
        let proxy = Some(Proxy { host: "127.0.0.1".to_owned(), port, login: None });
        let outward = Outward { proxy, ..Outward::default() };
        let serving = async {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            let mut request = [0; 64];
            let asked = socket.read(&mut request).await.expect("a request");
            assert!(request[..asked].starts_with(b"CONNECT "));
            let no = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
            socket.write_all(no).await.expect("it is read");
        };
        let to = server("smtp.provider.test", 587);
        let (dialled, ()) = tokio::join!(dial(&outward, &to), serving);
        let fault = dialled.expect_err("a refusal");
        assert_eq!(fault.code, Code::ProxyRefused);
        assert!(fault.words.expect("the proxy's words").contains("407"));
    }
}
