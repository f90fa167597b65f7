//! An authorization server that answers each request as the test says.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;

use crate::stage::tokens;

/// Longer than any request takes to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request: what was asked for and when.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    pub(crate) form: HashMap<String, String>,
}

impl Asked {
    pub(crate) fn is_refresh(&self) -> bool {
        self.form.contains_key("refresh_token")
    }

    pub(crate) fn is_poll(&self) -> bool {
        self.form.contains_key("device_code")
    }

    /// The refresh token that came.
    pub(crate) fn refresh_token(&self) -> &str {
        &self.form["refresh_token"]
    }
}

/// An answer: status, further header lines, body.
pub(crate) struct Answer(pub(crate) u16, pub(crate) &'static str, pub(crate) String);

type Answering = dyn Fn(Asked, usize) -> BoxFuture<'static, Answer> + Send + Sync;

/// The server; it listens until the test's runtime ends.
pub(crate) struct Provider {
    pub(crate) url: String,
    asked: watch::Sender<Vec<Asked>>,
}

impl Provider {
    /// `answer` is told the request and how many there were before it.
    pub(crate) async fn start(
        answer: impl Fn(Asked, usize) -> BoxFuture<'static, Answer> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = watch::Sender::new(Vec::new());
        let (seen, answer): (_, Arc<Answering>) = (asked.clone(), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, seen.clone(), answer.clone()));
            }
        });
        Self { url, asked }
    }

    /// Gives tokens that live for so many seconds, numbered from 1.
    pub(crate) async fn giving(life: u64) -> Self {
        Self::start(move |_, number| {
            Box::pin(async move { Answer(200, "", tokens(number + 1, life)) })
        })
        .await
    }

    /// Gives tokens, one for each permit of the gate.
    pub(crate) async fn gated() -> (Self, Arc<Semaphore>) {
        let gate = Arc::new(Semaphore::new(0));
        let at_server = gate.clone();
        let provider = Self::start(move |_, number| {
            let gate = at_server.clone();
            Box::pin(async move {
                gate.acquire().await.unwrap().forget();
                Answer(200, "", tokens(number + 1, 3600))
            })
        })
        .await;
        (provider, gate)
    }

    /// Answers every request in the same way.
    pub(crate) async fn always(status: u16, body: &'static str) -> Self {
        Self::start(move |_, _| Box::pin(async move { Answer(status, "", body.to_owned()) })).await
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// Waits for the first request.
    pub(crate) async fn is_asked(&self) {
        let mut asked = self.asked.subscribe();
        let first = asked.wait_for(|asked| !asked.is_empty());
        tokio::time::timeout(PATIENCE, first).await.expect("it is asked").unwrap();
    }

    pub(crate) fn polls(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(Asked::is_poll).collect()
    }
}

/// One connection, one request. A client that leaves early is no matter.
async fn serve(
    mut stream: TcpStream,
    seen: watch::Sender<Vec<Asked>>,
    answer: Arc<Answering>,
) -> Option<()> {
    let asked = Asked { form: read_form(&mut stream).await?, at: Instant::now() };
    let number = seen.borrow().len();
    seen.send_modify(|seen| seen.push(asked.clone()));
    let Answer(status, headers, body) = answer(asked, number).await;
    let length = body.len();
    let response = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\nconnection: close\r\n\
         {headers}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(response.as_bytes()).await.ok()
}

async fn read_form(stream: &mut TcpStream) -> Option<HashMap<String, String>> {
    let mut request = Vec::new();
    loop {
        if stream.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            return Some(body.split('&').filter_map(parameter).collect());
        }
    }
}

/// The values of these tests need no decoding.
fn parameter(text: &str) -> Option<(String, String)> {
    text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
}
