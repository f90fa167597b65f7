//! A POP3 server that keeps a mailbox and misbehaves on demand. What it does wrong stands in [`Habits`].

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How QUIT ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quit {
    #[default]
    Well,
    /// Deleted, and the connection breaks before anybody hears it.
    Unheard,
    /// The connection breaks, and nothing is deleted.
    Dropped,
    /// `-ERR`, and nothing is deleted.
    Refused,
}

/// How mails are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Naming {
    #[default]
    Lasting,
    /// Differently in each session.
    New,
    /// All alike.
    Alike,
}

#[derive(Default)]
pub(crate) struct Habits {
    pub(crate) quit: Quit,
    pub(crate) naming: Naming,
    /// Mails in whose middle the connection breaks, by their UIDL.
    pub(crate) breaks_in: HashSet<String>,
    /// Mails that are listed and not given.
    pub(crate) withholds: HashSet<String>,
    /// Mails that have no end.
    pub(crate) endless: HashSet<String>,
    /// Mails in whose middle the server waits until [`Server::go_on`].
    pub(crate) pauses_in: HashSet<String>,
    /// Said to AUTH instead of letting anybody in.
    pub(crate) refuses: Option<&'static str>,
    pub(crate) login_delay: Option<u32>,
    pub(crate) no_top: bool,
    pub(crate) no_uidl: bool,
    /// The connection breaks after so many commands.
    pub(crate) tires_after: Option<usize>,
    /// Sizes in lists are so many times too large.
    pub(crate) lies: u64,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) mails: Vec<(String, Vec<u8>)>,
    pub(crate) habits: Habits,
    /// How often each command was heard.
    pub(crate) heard: HashMap<String, usize>,
    pub(crate) open: usize,
    pub(crate) most_open: usize,
    sessions: usize,
}

#[derive(Clone)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    pub(crate) address: SocketAddr,
    pub(crate) ca_pem: String,
    pauses: Arc<Pauses>,
}

/// Whether anybody waits in the middle of a mail, and whether that may go on.
#[derive(Default)]
struct Pauses {
    begun: Notify,
    over: Notify,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::from(key))
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::<Mutex<State>>::default();
        let pauses = Arc::<Pauses>::default();
        let ca_pem = made.cert.pem();
        let server = Self { state: state.clone(), address, ca_pem, pauses: pauses.clone() };
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                socket.set_nodelay(true).unwrap();
                tokio::spawn(visit(state.clone(), pauses.clone(), acceptor.clone(), socket));
            }
        });
        server
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A mail comes.
    pub(crate) fn put(&self, uidl: &str, octets: &[u8]) {
        self.state().mails.push((uidl.to_owned(), octets.to_vec()));
    }

    /// A small mail comes, which has the UIDL as its subject.
    pub(crate) fn put_small(&self, uidl: &str) {
        self.put(uidl, format!("Subject: {uidl}\r\n\r\n.{uidl}\r\n").as_bytes());
    }

    /// Waits until it waits in the middle of a mail.
    pub(crate) async fn pause(&self) {
        self.pauses.begun.notified().await;
    }

    pub(crate) fn go_on(&self) {
        self.pauses.over.notify_one();
    }

    pub(crate) fn mails_left(&self) -> Vec<String> {
        self.state().mails.iter().map(|(uidl, _)| uidl.clone()).collect()
    }

    pub(crate) fn heard(&self, command: &str) -> usize {
        self.state().heard.get(command).copied().unwrap_or_default()
    }
}

async fn visit(
    state: Arc<Mutex<State>>,
    pauses: Arc<Pauses>,
    acceptor: TlsAcceptor,
    socket: TcpStream,
) {
    let mails = {
        let mut state = state.lock().unwrap();
        state.open += 1;
        state.sessions += 1;
        state.most_open = state.most_open.max(state.open);
        let (naming, session) = (state.habits.naming, state.sessions);
        let mails = state.mails.iter().enumerate().map(|(place, (uidl, octets))| Mail {
            uidl: uidl.clone(),
            shown: match naming {
                Naming::Lasting => uidl.clone(),
                Naming::New => format!("{session}-{place}"),
                Naming::Alike => "x".to_owned(),
            },
            octets: octets.clone(),
        });
        mails.collect()
    };

    if let Ok(stream) = acceptor.accept(socket).await {
        let visit = Visit { state: state.clone(), pauses, mails, deleted: HashSet::new() };
        let _ = visit.talk(BufReader::new(stream)).await; // the client may just hang up
    }
    state.lock().unwrap().open -= 1;
}

struct Mail {
    uidl: String,
    shown: String,
    octets: Vec<u8>,
}

struct Visit {
    state: Arc<Mutex<State>>,
    pauses: Arc<Pauses>,
    mails: Vec<Mail>,
    deleted: HashSet<usize>,
}

impl Visit {
    async fn talk(mut self, mut stream: BufReader<TlsStream<TcpStream>>) -> io::Result<()> {
        stream.write_all(b"+OK ready\r\n").await?;
        stream.flush().await?;
        let mut commands = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let (word, argument) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
            commands += 1;
            if self.state.lock().unwrap().habits.tires_after.is_some_and(|most| commands > most) {
                return Ok(());
            }
            let count = |state: &mut State| *state.heard.entry(word.to_owned()).or_default() += 1;
            count(&mut self.state.lock().unwrap());
            let place = argument.split(' ').next().and_then(|number| number.parse::<usize>().ok());
            let place = place.unwrap_or(1) - 1;
            let reply = match word {
                "CAPA" => self.capabilities(),
                "AUTH" => {
                    stream.write_all(b"+ \r\n").await?;
                    stream.flush().await?;
                    stream.read_line(&mut String::new()).await?;
                    let refuses = self.state.lock().unwrap().habits.refuses;
                    format!("{}\r\n", refuses.unwrap_or("+OK in"))
                }
                "UIDL" => self.uidls(),
                "TOP" if self.state.lock().unwrap().habits.no_top => "-ERR no\r\n".to_owned(),
                "RETR" | "TOP" => {
                    if !self.give(&mut stream, word, place).await? {
                        return Ok(());
                    }
                    continue;
                }
                "DELE" => {
                    self.deleted.insert(place);
                    "+OK deleted\r\n".to_owned()
                }
                "QUIT" => return self.quit(stream).await,
                _ => "-ERR unknown\r\n".to_owned(),
            };
            stream.write_all(reply.as_bytes()).await?;
            stream.flush().await?;
        }
    }

    fn capabilities(&self) -> String {
        let delay = self.state.lock().unwrap().habits.login_delay;
        let delay = delay.map(|seconds| format!("LOGIN-DELAY {seconds}\r\n")).unwrap_or_default();
        format!("+OK\r\nTOP\r\nUIDL\r\n{delay}SASL XOAUTH2\r\n.\r\n")
    }

    fn uidls(&self) -> String {
        if self.state.lock().unwrap().habits.no_uidl {
            return "-ERR unknown\r\n".to_owned();
        }
        let mut lines = "+OK\r\n".to_owned();
        for (number, mail) in (1..).zip(&self.mails) {
            let _ = write!(lines, "{number} {}\r\n", mail.shown); // a text has room
        }
        lines + ".\r\n"
    }

    /// False: the connection breaks.
    async fn give(
        &self,
        stream: &mut BufReader<TlsStream<TcpStream>>,
        word: &str,
        place: usize,
    ) -> io::Result<bool> {
        let Mail { uidl, octets, .. } = &self.mails[place];
        let (breaks, withholds, endless, pauses, lies) = {
            let habits = &self.state.lock().unwrap().habits;
            let of = |set: &HashSet<String>| word == "RETR" && set.contains(uidl);
            let pauses = of(&habits.pauses_in);
            (of(&habits.breaks_in), of(&habits.withholds), of(&habits.endless), pauses, habits.lies)
        };
        if withholds {
            stream.write_all(b"-ERR not now\r\n").await?;
            stream.flush().await?;
            return Ok(true);
        }
        let size = octets.len() as u64 * lies;
        stream.write_all(format!("+OK {size} octets\r\n").as_bytes()).await?;
        let text = String::from_utf8_lossy(octets);
        let shown = match word {
            "TOP" => text.split_inclusive("\r\n\r\n").next().unwrap_or_default(),
            _ => &text,
        };
        let stuffed = shown.replace("\r\n.", "\r\n..");
        if pauses {
            self.pauses.begun.notify_one();
            self.pauses.over.notified().await;
        }
        if breaks {
            stream.write_all(&stuffed.as_bytes()[..stuffed.len() / 2]).await?;
            stream.shutdown().await?;
            return Ok(false);
        }
        if endless {
            loop {
                stream.write_all(stuffed.as_bytes()).await?;
            }
        }
        stream.write_all(stuffed.as_bytes()).await?;
        let end = if stuffed.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" };
        stream.write_all(end.as_bytes()).await?;
        stream.flush().await?;
        Ok(true)
    }

    async fn quit(self, mut stream: BufReader<TlsStream<TcpStream>>) -> io::Result<()> {
        let quit = {
            let mut state = self.state.lock().unwrap();
            let quit = state.habits.quit;
            if matches!(quit, Quit::Well | Quit::Unheard) {
                let is_deleted =
                    |uidl: &str| self.deleted.iter().any(|place| self.mails[*place].uidl == uidl);
                state.mails.retain(|(uidl, _)| !is_deleted(uidl));
            }
            quit
        };
        match quit {
            Quit::Well => stream.write_all(b"+OK bye\r\n").await?,
            Quit::Refused => stream.write_all(b"-ERR some were not deleted\r\n").await?,
            Quit::Unheard | Quit::Dropped => {}
        }
        stream.shutdown().await?;
        let _ = stream.read(&mut [0]).await; // until the client has hung up too
        Ok(())
    }
}
