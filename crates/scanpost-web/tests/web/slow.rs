//! Who holds connections open, on purpose or not: over real sockets. Where time counts it is skipped.

use std::io::Read as _;
use std::net::SocketAddr;

use axum::Router;
use axum::routing::{get, post};
use scanpost_core::door::tls::{Acceptor, Identity};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::{Duration, Instant, sleep};

/// A page and a form, served as the pages are.
async fn pages() -> SocketAddr {
    let router = Router::new()
        .route("/", get(async || "a page"))
        .route("/form", post(async |form: String| format!("{} octets", form.len())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(scanpost_web::serve(listener, router, std::future::pending()));
    address
}

/// Says this, and then an octet each second, for as long as somebody listens; what was answered.
async fn trickle(address: SocketAddr, first: &str) -> (String, Duration) {
    let (mut read, mut write) = TcpStream::connect(address).await.unwrap().into_split();
    let begun = Instant::now();
    write.write_all(first.as_bytes()).await.unwrap();
    let talk = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            if write.write_all(b"x").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut heard = Vec::new();
    tokio::select! {
        // Closed, or reset: it is over.
        _ = read.read_to_end(&mut heard) => {}
        () = talk => {}
    }
    (String::from_utf8_lossy(&heard).into_owned(), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_head_that_comes_octet_by_octet_is_not_waited_for() {
    let address = pages().await;
    for begin in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        let (heard, took) = trickle(address, begin).await;
        assert!(!heard.contains("a page"), "{heard}");
        assert!(took < Duration::from_secs(15), "{begin:?} held its place for {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_octet_by_octet_is_not_waited_for() {
    let address = pages().await;
    let form = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n";
    let (heard, took) = trickle(address, form).await;
    assert!(heard.starts_with("HTTP/1.1 400 "), "{heard}");
    assert!(took < Duration::from_secs(40), "it held its place for {took:?}");
    let chunked = "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2710\r\n";
    let (heard, took) = trickle(address, chunked).await;
    assert!(heard.starts_with("HTTP/1.1 400 ") && took < Duration::from_secs(40), "{heard}");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_kept_for_nothing_ends() {
    let mut kept = TcpStream::connect(pages().await).await.unwrap();
    for _ in 0..3 {
        kept.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut answer = vec![0; 1024];
        let mut heard = String::new();
        while !heard.ends_with("a page") {
            let read = kept.read(&mut answer).await.unwrap();
            assert_ne!(read, 0, "it is kept for a next request");
            heard.push_str(std::str::from_utf8(&answer[..read]).unwrap());
        }
    }
    let begun = Instant::now();
    assert_eq!(kept.read(&mut [0; 1]).await.unwrap(), 0);
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_does_not_begin_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let identity = Identity::make(vec!["localhost".to_owned()]).unwrap();
    let acceptor = watch::Sender::new(Acceptor::new(&identity).unwrap());
    let newest = acceptor.subscribe();
    let router = Router::new();
    tokio::spawn(scanpost_web::serve_encrypted(listener, router, newest, std::future::pending()));
    let handshake_without_end = "\u{16}\u{3}\u{1}\u{2}";
    for begin in ["", handshake_without_end] {
        let (_, took) = trickle(address, begin).await;
        assert!(took < Duration::from_secs(15), "{begin:?} held its place for {took:?}");
    }
}

#[tokio::test]
async fn one_address_cannot_take_the_places_of_all_others() {
    let address = pages().await;
    let mut held = Vec::new();
    for _ in 0..200 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        let mut stream = socket.connect(address).await.unwrap();
        // Whoever has no place is closed, perhaps before this.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nX-Slow: ").await;
        held.push(stream);
    }
    let mut other = TcpStream::connect(address).await.unwrap();
    other.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut heard = String::new();
    other.read_to_string(&mut heard).await.unwrap();
    assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
    // What came before the other was dealt with before it. A closed one has an end or an error to read.
    let is_open = |stream: TcpStream| {
        let read = stream.into_std().unwrap().read(&mut [0; 1]);
        read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    };
    let open = held.into_iter().filter_map(|stream| is_open(stream).then_some(())).count();
    assert!(open <= 16, "{open} places of one address");
}
