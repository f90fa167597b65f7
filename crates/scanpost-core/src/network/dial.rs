//! A connection to a mail server: by the chosen network, through the proxy if there is one.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::time::timeout;

use super::proxy::is_this_machine;
use super::{Exit, Outward, Server};

/// A connection, and how it came about.
#[derive(Debug)]
pub struct Dialled {
    pub socket: TcpStream,
    /// The proxy that it leads through.
    pub proxy: Option<String>,
}

/// Connects to the server, within the time that a connection may take.
pub async fn dial(outward: &Outward, server: &Server) -> io::Result<Dialled> {
    let connecting = async {
        let proxy = outward.proxy.as_ref().filter(|_| !is_this_machine(&server.host));
        let Some(proxy) = proxy else {
            let socket = connect(outward, &server.host, server.port).await?;
            return Ok(Dialled { socket, proxy: None });
        };
        let mut socket = connect(outward, &proxy.host, proxy.port).await?;
        proxy.connect(&mut socket, &server.host, server.port).await?;
        Ok(Dialled { socket, proxy: Some(proxy.to_string()) })
    };
    let dialled = timeout(outward.timeout, connecting).await;
    let dialled = dialled.unwrap_or_else(|_| Err(io::Error::other("no connection in time")))?;
    let _ = dialled.socket.set_nodelay(true); // without it replies come later, nothing else
    Ok(dialled)
}

/// Tries the host's addresses in turn, those only that can be reached from the chosen address.
async fn connect(outward: &Outward, host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::other("the name has no address that can be reached from here");
    for address in lookup_host((host, port)).await? {
        if !reaches(outward.exit.as_ref(), address) {
            continue;
        }
        match connect_to(outward.exit.as_ref(), address).await {
            Ok(socket) => return Ok(socket),
            Err(error) => last = error,
        }
    }
    Err(last)
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
    use crate::network::Proxy;

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
            assert_eq!(dial(&outward, &server("127.0.0.1", port)).await.is_ok(), reaches, "{name}");
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
        let error = dial(&outward, &server("smtp.provider.test", 587)).await;
        assert_eq!(error.expect_err("silence").to_string(), "no connection in time");
        assert_eq!(begun.elapsed().as_secs(), 17);
    }
}
