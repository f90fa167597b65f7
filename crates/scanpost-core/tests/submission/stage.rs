//! The gateway under test, and a printer of bare octets.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::device::TlsFloor;
use scanpost_core::door::Encryption;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::gateway::views::AddedDevice;
use scanpost_core::gateway::{Duty, Gateway, NewAccount, NewDevice, Parts};
use scanpost_core::oauth::seal::{KEY_BYTES, Sealer};
use scanpost_core::oauth::{Provider, Services};
use scanpost_core::settings::{Settings, SubmissionSettings};
use scanpost_core::spool::{Job, JobFilter, JobId, Spool};
use scanpost_core::stream::Stream;
use scanpost_core::trust;
use scanpost_store::MemoryStore;
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Longer than anything here takes, shorter than a person's patience.
const LIMIT: Duration = Duration::from_secs(30);

/// A mail as an old printer writes it.
pub(crate) const MAIL: &str =
    "From: copier@example.com\r\nTo: anna@example.com\r\nSubject: Scan\r\n\r\nA page.\r\n";

pub(crate) struct Stage {
    pub(crate) gateway: Gateway,
    pub(crate) store: MemoryStore,
    pub(crate) smtp: SocketAddr,
    pub(crate) smtps: SocketAddr,
    certificate: String,
}

impl Stage {
    /// An account and no device.
    pub(crate) async fn set() -> Stage {
        Self::set_with(MemoryStore::new(), |_| {}).await
    }

    pub(crate) async fn set_with(
        store: MemoryStore,
        change: impl FnOnce(&mut SubmissionSettings),
    ) -> Stage {
        let stage = Self::without_account(store, change).await;
        let mut provider = Provider::named("exchange-online").expect("is known");
        "00001111-aaaa-2222-bbbb-3333cccc4444".clone_into(&mut provider.oauth.client_id);
        let name = "scans".parse().expect("a name");
        let added = stage
            .gateway
            .by(&Actor::Console)
            .add_account(NewAccount::to_send(name, "scans@example.com".to_owned(), provider))
            .await;
        added.expect("it can be added");
        stage
    }

    pub(crate) async fn without_account(
        store: MemoryStore,
        change: impl FnOnce(&mut SubmissionSettings),
    ) -> Stage {
        let identity = Identity::make(vec!["localhost".to_owned()]).expect("a certificate");
        let mut settings = Settings::default();
        settings.submission.disk_reserve_bytes = 1024;
        change(&mut settings.submission);
        let parts = Parts {
            store: Arc::new(store.clone()),
            sealer: Sealer::new(&[1; KEY_BYTES]),
            clock: Clock::machine(),
            settings,
            tls: Acceptor::new(&identity).expect("our own certificate"),
            services: Services::default(),
        };
        let gateway = Gateway::start(parts, Duty::Serve).await.expect("it starts");
        let [smtp, smtps] = [Encryption::OnRequest, Encryption::FromTheStart];
        let smtp = listen(&gateway, smtp).await;
        let smtps = listen(&gateway, smtps).await;
        Stage { gateway, store, smtp, smtps, certificate: identity.chain_pem }
    }

    /// A device that this machine's address makes known.
    pub(crate) async fn add_neighbour(&self, tls: TlsFloor) {
        self.add("neighbour", "127.0.0.0/8", None, tls).await;
    }

    pub(crate) async fn add(
        &self,
        name: &str,
        range: &str,
        user: Option<&str>,
        tls: TlsFloor,
    ) -> AddedDevice {
        let ranges =
            if range.is_empty() { Vec::new() } else { vec![range.parse().expect("a range")] };
        let user = user.map(str::to_owned);
        let device = NewDevice { name: name.to_owned(), ranges, user, tls, ..NewDevice::default() };
        self.gateway.by(&Actor::Console).add_device(device).await.expect("it can be added")
    }

    pub(crate) async fn jobs(&self) -> Vec<Job> {
        let filter = JobFilter { most: 100, ..JobFilter::default() };
        self.gateway.jobs(filter).await.expect("the store answers").jobs
    }

    /// The octets that are kept of a job.
    pub(crate) async fn octets(&self, job: JobId) -> String {
        let mut body = self.store.body(job).await.expect("they are kept");
        let mut octets = String::new();
        body.read_to_string(&mut octets).await.expect("they can be read");
        octets
    }

    /// A printer that has read the greeting and said EHLO.
    pub(crate) async fn printer(&self) -> Printer {
        let mut printer = self.connect().await;
        assert!(printer.reply().await.starts_with("220 "));
        printer.say("EHLO copier.local").await;
        printer
    }

    pub(crate) async fn connect(&self) -> Printer {
        self.connect_from(Ipv4Addr::LOCALHOST).await
    }

    /// The same, from another address of this machine: 127.0.0.9.
    pub(crate) async fn connect_from(&self, address: Ipv4Addr) -> Printer {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((address, 0).into()).expect("an address of this machine");
        let stream = socket.connect(self.smtp).await.expect("the gateway listens");
        Printer { stream: Stream::clear(stream), unread: Vec::new() }
    }

    /// The same, with TLS from the first octet.
    pub(crate) async fn encrypted_printer(&self) -> Printer {
        let stream = TcpStream::connect(self.smtps).await.expect("the gateway listens");
        let mut printer = Printer { stream: Stream::clear(stream), unread: Vec::new() };
        printer.encrypt(self).await;
        assert!(printer.reply().await.starts_with("220 "));
        printer.say("EHLO copier.local").await;
        printer
    }
}

async fn listen(gateway: &Gateway, encryption: Encryption) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    gateway.listen(listener, encryption);
    address
}

pub(crate) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

pub(crate) async fn auth_plain(printer: &mut Printer, user: &str, password: &str) -> String {
    printer.say(&format!("AUTH PLAIN {}", base64(&format!("\0{user}\0{password}")))).await
}

pub(crate) struct Printer {
    stream: Stream,
    unread: Vec<u8>,
}

impl Printer {
    /// Says a line and gives the reply to it.
    pub(crate) async fn say(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    pub(crate) async fn write(&mut self, octets: &[u8]) {
        self.stream.say(octets).await.expect("the gateway reads");
    }

    /// One whole reply, all its lines; empty when the gateway has hung up.
    pub(crate) async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let Some(line) = self.line().await else { return reply };
            reply.push_str(&line);
            reply.push('\n');
            if line.as_bytes().get(3) != Some(&b'-') {
                return reply;
            }
        }
    }

    /// MAIL, RCPT, DATA and the mail; gives the first reply that is no yes, or the last.
    pub(crate) async fn send(&mut self, mail: &str) -> String {
        for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<anna@example.com>", "DATA"] {
            let reply = self.say(line).await;
            if !reply.starts_with('2') && !reply.starts_with('3') {
                return reply;
            }
        }
        self.write(mail.as_bytes()).await;
        self.say(".").await
    }

    pub(crate) async fn start_tls(&mut self, stage: &Stage) -> String {
        assert!(self.say("STARTTLS").await.starts_with("220 "));
        self.encrypt(stage).await;
        self.say("EHLO copier.local").await
    }

    async fn encrypt(&mut self, stage: &Stage) {
        let config =
            trust::client_config(Some(&stage.certificate), &[]).expect("our own certificate");
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let name = "localhost".try_into().expect("a name");
        self.stream.connect_tls(&connector, name).await.expect("a hand-shake");
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Some(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            let mut octets = [0; 1024];
            let read = tokio::time::timeout(LIMIT, self.stream.octets().read(&mut octets));
            match read.await.expect("the gateway answers in time") {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.unread.extend_from_slice(&octets[..length]),
            }
        }
    }
}
