//! A large mail passes through in pieces: memory does not grow with its size (invariant 9).
//!
//! The test has its process to itself, so that the peak that the system tells is its own. Device,
//! gateway and provider run in it; the provider forgets each octet as it has counted it.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::door::Encryption;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::gateway::{Duty, Gateway, NewDevice, Parts};
use scanpost_core::journal::Event;
use scanpost_core::oauth::Way;
use scanpost_core::oauth::grant::{Given, GrantTokens, Live};
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Account, AccountName, Accounts, Grant, Provider, Services};
use scanpost_core::settings::Settings;
use scanpost_core::trust;
use scanpost_proto::smtp::server::{Mechanism, Rules, Session, Step, Tls};
use scanpost_store::SqliteStore;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

const KEY: [u8; 32] = [1; 32];
const MAIL_BYTES: usize = 60 * 1024 * 1024;

/// All buffers on the way together, the database's and TLS's too; measured: 2.4 MiB.
const MOST_GROWTH_KIB: u64 = 6 * 1024;

/// Received in three, the four fields that the device's mail lacks, and the empty line behind them: the
/// mail is mended while it streams.
const OWN_LINES: usize = 8;

const LINE: &[u8] =
    b"JVBERi0xLjcKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURl\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_of_sixty_megabytes_passes_through_in_a_tenth_of_its_size() {
    let identity = Identity::make(vec!["localhost".to_owned()]).unwrap();
    let (provider, arrived) = sink(&identity).await;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    lay_down_an_account(&store, &identity, provider).await;
    let smtp = gateway(store, &identity).await;

    forget_the_peak();
    let before = peak_kib();
    let sent = send(smtp).await;
    let arrived = tokio::time::timeout(Duration::from_mins(2), arrived).await.unwrap().unwrap();
    let growth = peak_kib() - before;
    println!("memory grew by {growth} KiB");
    assert_eq!(arrived, sent, "octet for octet");
    assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB");
}

/// The highest memory in use since the start or [`forget_the_peak`].
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

fn forget_the_peak() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// An account whose token is good for an hour, so that nobody has to sign in.
async fn lay_down_an_account(store: &Arc<SqliteStore>, identity: &Identity, smtp: SocketAddr) {
    let mut provider = Provider::named("exchange-online").unwrap();
    provider.ca_pem = Some(identity.chain_pem.clone());
    "00001111-aaaa-2222-bbbb-3333cccc4444".clone_into(&mut provider.oauth.client_id);
    "localhost".clone_into(&mut provider.smtp.host);
    provider.smtp.port = smtp.port();
    let now = Clock::machine().now();
    let name: AccountName = "scans".parse().unwrap();
    let address = "scans@sandbox.example".to_owned();
    let account = Account::new(name.clone(), address, provider, now);
    store.put_account(account, now.into()).await.unwrap();
    let grant = Grant::Live(Live {
        tokens: GrantTokens {
            access_token: "access".into(),
            access_ends_at: now + Duration::from_hours(1),
            refresh_token: Some("refresh".into()),
        },
        given: Given {
            way: Way::DeviceCode,
            at: now,
            signed_in_as: None,
            scopes: vec![],
            requested: vec![],
            proves: false,
            issued_to: None,
        },
        refreshed_at: now,
        hindered: None,
    });
    let sealed = Sealer::new(&KEY).seal(&name, &grant);
    store.put_grant_if(name, None, sealed, Event::TokenRefreshed, now.into()).await.unwrap();
}

async fn gateway(store: Arc<SqliteStore>, identity: &Identity) -> SocketAddr {
    let parts = Parts {
        store,
        sealer: Sealer::new(&KEY),
        clock: Clock::machine(),
        settings: Settings::default(),
        tls: Acceptor::new(identity).unwrap(),
        services: Services::default(),
    };
    let gateway = Gateway::start(parts, Duty::Serve).await.unwrap();
    let device = NewDevice {
        name: "printer".to_owned(),
        ranges: vec!["127.0.0.0/8".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::default(),
    };
    gateway.by(&Actor::Console).add_device(device).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let smtp = listener.local_addr().unwrap();
    gateway.listen(listener, Encryption::OnRequest);
    smtp
}

/// The device: says its lines, and the mail in pieces. Gives the mail's digest.
async fn send(smtp: SocketAddr) -> Vec<u8> {
    let mut stream = BufReader::new(TcpStream::connect(smtp).await.unwrap());
    let mut reply = String::new();
    stream.read_line(&mut reply).await.unwrap();
    for order in ["HELO copier", "MAIL FROM:<c@x.example>", "RCPT TO:<a@x.example>", "DATA"] {
        stream.write_all(format!("{order}\r\n").as_bytes()).await.unwrap();
        reply.clear();
        stream.read_line(&mut reply).await.unwrap();
        assert!(reply.starts_with(['2', '3']), "{order}: {reply}");
    }
    let mut digest = Sha256::new();
    let piece = LINE.repeat(1024);
    for _ in 0..MAIL_BYTES.div_ceil(piece.len()) {
        digest.update(&piece);
        stream.write_all(&piece).await.unwrap();
    }
    stream.write_all(b".\r\n").await.unwrap();
    reply.clear();
    stream.read_line(&mut reply).await.unwrap();
    assert!(reply.starts_with("250"), "{reply}");
    digest.finalize().to_vec()
}

/// A provider that takes one mail and tells its digest, without the lines that scanpost has added.
async fn sink(identity: &Identity) -> (SocketAddr, oneshot::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (arrived, digest) = oneshot::channel();
    let tls = acceptor(identity);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut session = Session::new(Rules {
            tls: Tls::Offered,
            mechanisms_after_tls: vec![Mechanism::Xoauth2],
            auth_required: true,
            ..Rules::default()
        });
        assert!(talk(&mut session, &mut stream).await.is_none(), "STARTTLS comes first");
        let mut stream = tls.accept(stream).await.unwrap();
        session.tls_established();
        let digest = talk(&mut session, &mut stream).await.expect("a mail comes");
        arrived.send(digest).unwrap();
    });
    (address, digest)
}

fn acceptor(identity: &Identity) -> TlsAcceptor {
    let chain = trust::certificates(&identity.chain_pem).unwrap();
    let key = PrivatePkcs8KeyDer::from_pem_slice(identity.key_pem.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(trust::crypto())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(key))
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Talks until STARTTLS or until a mail is complete.
async fn talk<S>(session: &mut Session, stream: &mut S) -> Option<Vec<u8>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut buffer, mut digest) = (vec![0; 16 * 1024], Sha256::new());
    let mut own_lines = OWN_LINES;
    loop {
        stream.write_all(&session.take_output()).await.unwrap();
        stream.flush().await.unwrap();
        let read = stream.read(&mut buffer).await.unwrap();
        assert_ne!(read, 0, "the gateway goes on");
        let mut rest = &buffer[..read];
        loop {
            while let Some(step) = session.next_step() {
                match step {
                    Step::StartTls => {
                        stream.write_all(&session.take_output()).await.unwrap();
                        return None;
                    }
                    Step::Authenticate(_) => session.authenticated("scans"),
                    Step::Mail(_) | Step::Recipient(_) | Step::Data => session.accepted(),
                    Step::Body(octets) => digest.update(without_lines(&mut own_lines, &octets)),
                    Step::End(_) => {
                        session.kept(&Counted);
                        stream.write_all(&session.take_output()).await.unwrap();
                        stream.flush().await.unwrap();
                        return Some(digest.finalize().to_vec());
                    }
                    step => panic!("{step:?} is not expected"),
                }
            }
            if rest.is_empty() {
                break;
            }
            let taken = session.receive(rest);
            rest = &rest[taken..];
        }
    }
}

/// What is left when the first so many lines are taken away.
fn without_lines<'a>(lines: &mut usize, mut octets: &'a [u8]) -> &'a [u8] {
    while *lines > 0 {
        let Some(end) = octets.iter().position(|octet| *octet == b'\n') else { return &[] };
        octets = &octets[end + 1..];
        *lines -= 1;
    }
    octets
}

/// A promise that only a test may make.
struct Counted;

impl scanpost_proto::smtp::server::Receipt for Counted {
    fn queue_id(&self) -> String {
        "counted".to_owned()
    }
}
