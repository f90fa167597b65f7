//! A wall with a gate before the mail server: closed, nobody is there to connect to.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) struct Gate {
    at: SocketAddr,
    server: SocketAddr,
    open: Option<DropGuard>,
}

impl Gate {
    /// Before this server, and open.
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        Self { at, server, open: Some(serve(listener, server)) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.at.port()
    }

    /// Nobody listens, and what went through breaks off.
    pub(crate) async fn close(&mut self) {
        self.open = None;
        while TcpStream::connect(self.at).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn open(&mut self) {
        self.open = Some(serve(TcpListener::bind(self.at).await.unwrap(), self.server));
    }
}

fn serve(listener: TcpListener, server: SocketAddr) -> DropGuard {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(stop.clone().run_until_cancelled_owned(async move {
        while let Ok((mut inside, _)) = listener.accept().await {
            let passing = async move {
                let mut outside = TcpStream::connect(server).await.unwrap();
                let _ = copy_bidirectional(&mut inside, &mut outside).await; // either may break it
            };
            tokio::spawn(stopped.clone().run_until_cancelled_owned(passing));
        }
    }));
    stop.drop_guard()
}
