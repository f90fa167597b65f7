//! A large fax is handed on in pieces: memory does not grow with its size (invariant 9).
//!
//! The peak that the system tells is that of the process, so the tests go one after the other.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

#[path = "receive/printer.rs"]
#[allow(dead_code, reason = "its other habits are for other tests")]
mod printer;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::journal::{Event, News};
use scanpost_core::network::Network;
use scanpost_core::printer::Printers;
use scanpost_core::receive::{
    Arrival, ArrivalId, ArrivalState, Arrivals, Digest, Fingerprint, HandingOn, MailboxName,
    NewArrival, TakenIn, TellStatus, make_root,
};
use scanpost_core::record::{Kind, Records, Revision};
use scanpost_core::settings::{ReceiveSettings, RetryPolicy};
use scanpost_core::sheet::Sheet;
use scanpost_core::site::receiving::{Destination, FaxReceiving};
use scanpost_core::site::{self, Function, Receiving, Seen};
use scanpost_core::words::Language;
use scanpost_store::SqliteStore;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use crate::printer::IppPrinter;

/// Octets of the PDF between its header and its table of objects; a mail has a third more.
const CONTENT_BYTES: usize = 48 * 1024 * 1024;

const HEADER: &[u8] = b"%PDF-1.4\n";

/// Octets of the PDF that are written at once: a thousand lines of base64.
const PIECE: usize = 57 * 1024;

const PATIENCE: Duration = Duration::from_mins(2);

/// All buffers on the way together, the database's too; measured: 0.9 MiB.
const MOST_GROWTH_KIB: u64 = 4 * 1024;

/// Held by the test that measures.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The same while it is printed; the printer is in this process too.
const MOST_GROWTH_AT_PRINTER_KIB: u64 = 32 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fax_of_sixty_four_megabytes_is_handed_on_in_a_tenth_of_its_size() {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let (id, sent) = take_in(&store).await;
    let faxes = folder.path().join("faxes");

    let (arrival, growth) = handed_on_measured(&store, id, &faxes).await;
    assert!(arrival.size_bytes > 64 * 1024 * 1024);
    assert_eq!((arrival.state, arrival.fault), (ArrivalState::HandedOn, None));
    assert_eq!(arrival.place, Some(format!("{id}.pdf")));
    assert!(digest(&faxes.join(format!("{id}.pdf"))) == sent, "octet for octet");
    assert!(growth <= MOST_GROWTH_KIB, "{growth} KiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fax_of_sixty_four_megabytes_is_printed_in_half_of_its_size() {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let printer = IppPrinter::start().await;
    let to = Destination::Printer { uri: printer.uri.parse().unwrap() };
    let receiving =
        Receiving { fax: FaxReceiving { to, ..FaxReceiving::default() }, ..Receiving::default() };
    let record = site::write(&Seen { revision: Revision::default(), value: receiving });
    let put = store.put_record(Kind::Site, record, Event::SettingsImported, Time(0).into());
    put.await.unwrap();
    let (id, sent) = take_in(&store).await;
    let faxes = folder.path().join("faxes");

    let (arrival, growth) = handed_on_measured(&store, id, &faxes).await;
    assert_eq!((arrival.state, arrival.fault), (ArrivalState::HandedOn, None));
    let paper = printer.state().printed.remove(0);
    assert!(paper.length > CONTENT_BYTES && paper.digest == sent, "octet for octet");
    assert!(growth <= MOST_GROWTH_AT_PRINTER_KIB, "{growth} KiB");
}

/// As it stands when it is no longer waiting, and by how many KiB the memory in use grew meanwhile.
async fn handed_on_measured(
    store: &Arc<SqliteStore>,
    id: ArrivalId,
    faxes: &Path,
) -> (Arrival, u64) {
    make_root(faxes).unwrap();
    forget_the_peak();
    let before = peak_kib();
    let arrival = handed_on(store, id, faxes).await;
    let growth = peak_kib() - before;
    (arrival, growth)
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

/// A mail with one PDF in base64 is there; gives the PDF's digest.
async fn take_in(store: &Arc<SqliteStore>) -> (ArrivalId, Vec<u8>) {
    let (mut arriving, mut digest) = (store.arriving(), Sha256::new());
    let head = "From: fax@example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n";
    arriving.write(Bytes::from_static(head.as_bytes())).await.unwrap();
    let end = end_of_pdf();
    let content = std::io::repeat(b'x').take(CONTENT_BYTES as u64);
    let mut pdf = HEADER.chain(content).chain(end.as_bytes());
    loop {
        let mut piece = Vec::new();
        pdf.by_ref().take(PIECE as u64).read_to_end(&mut piece).unwrap();
        if piece.is_empty() {
            break;
        }
        digest.update(&piece);
        let lines = piece.chunks(57).map(|line| BASE64_STANDARD.encode(line) + "\r\n");
        arriving.write(Bytes::from(lines.collect::<String>())).await.unwrap();
    }
    let id = ArrivalId::new();
    let new = NewArrival {
        id,
        function: Function::InternetFaxReceive,
        account: "fax".parse().unwrap(),
        mailbox: MailboxName::new("fax@example.com", "pop.example.com"),
        uidl: "1".to_owned(),
        digest: Digest([1; 32]),
        head: Fingerprint([1; 16]),
        taken_at: Clock::machine().now(),
        remembered_since: Time(0),
    };
    assert_eq!(arriving.take_in(new).await, Ok(TakenIn::New));
    (id, digest.finalize().to_vec())
}

fn end_of_pdf() -> String {
    let table_at = HEADER.len() + CONTENT_BYTES + 1;
    format!("\nxref\n0 0\ntrailer\n<< /Size 0 >>\nstartxref\n{table_at}\n%%EOF\n")
}

/// As it stands when it is no longer waiting.
async fn handed_on(store: &Arc<SqliteStore>, id: ArrivalId, faxes: &Path) -> Arrival {
    let news = News::default();
    let mut told = news.follow();
    let stop = CancellationToken::new();
    let handing_on = HandingOn {
        arrivals: store.clone(),
        records: store.clone(),
        accounts: store.clone(),
        spool: store.clone(),
        journal: store.clone(),
        bells: Arc::default(),
        hostname: "gate.example".to_owned(),
        confirmed: Arc::default(),
        clock: Clock::machine(),
        news,
        printers: Arc::new(Printers::new(Network::default(), Clock::machine())),
        status: Arc::new(Silent),
        retry: RetryPolicy::default(),
        settings: ReceiveSettings {
            fax_folder: Some(faxes.to_owned()),
            ..ReceiveSettings::default()
        },
        bell: Arc::new(Notify::new()),
    };
    let task = tokio::spawn(handing_on.run(stop.clone()));
    tokio::time::timeout(PATIENCE, told.changed()).await.expect("it ends soon").unwrap();
    stop.cancel();
    task.await.unwrap();
    store.arrival(id).await.unwrap().unwrap()
}

fn digest(file: &Path) -> Vec<u8> {
    let (mut file, mut digest) = (File::open(file).unwrap(), Sha256::new());
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece).unwrap() {
            0 => return digest.finalize().to_vec(),
            length => digest.update(&piece[..length]),
        }
    }
}

/// Nobody asks how everything stands.
struct Silent;

impl TellStatus for Silent {
    fn status(&self, _: Language) -> Stored<'_, Sheet> {
        Box::pin(std::future::ready(Ok(Sheet::default())))
    }
}
