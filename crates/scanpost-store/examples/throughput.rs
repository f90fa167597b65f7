//! How many mails a second the storage keeps, claims and settles, and what that costs.
//!
//! ```text
//! cargo run --release -p scanpost-store --example throughput -- [MAILS] [PRODUCERS] [BYTES] [FOLDER]
//! ```
//!
//! Three figures: keeping alone, as many mails as fit at once; then claiming, reading and settling
//! them with three connections, as to one mailbox of Exchange Online; then both at the same time.
//! CPU and memory are those of the whole process, from `/proc/self`.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use scanpost_core::clock::Time;
use scanpost_core::journal::Route;
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{JobId, NewJob, RecipientState, Reports, Settlement, Spool};
use scanpost_store::SqliteStore;
use tokio::task::JoinSet;

/// Connections to one mailbox (provider facts 3.7).
const DELIVERERS: usize = 3;

/// Jobs that a deliverer takes at once.
const CLAIM: usize = 10;

/// A mail comes in and goes out in pieces of this size.
const PIECE: usize = 64 * 1024;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual: usize| -> Outcome<usize> {
        Ok(arguments.next().map(|word| word.parse()).transpose()?.unwrap_or(usual))
    };
    let (mails, producers, bytes) = (number(20_000)?, number(20)?, number(10_000)?);
    let made = tempfile::tempdir()?;
    let folder = arguments.next().map_or_else(|| made.path().to_owned(), PathBuf::from);

    let before = memory_kib();
    let store = SqliteStore::open(&folder)?;
    store.counts().await?;
    println!("idle: {} KiB more than before opening", memory_kib() - before);

    println!("{mails} mails of {bytes} octets, {producers} producers, {DELIVERERS} deliverers");
    let start = Figures::take();
    keep_all(&store, mails, producers, bytes).await?;
    start.print("keep", mails);

    let start = Figures::take();
    deliver_all(&store, mails).await?;
    start.print("claim, read, settle", mails);

    let start = Figures::take();
    let delivering = tokio::spawn({
        let store = Arc::clone(&store);
        async move { deliver_all(&store, mails).await }
    });
    keep_all(&store, mails, producers, bytes).await?;
    start.print("keep, while delivering", mails);
    delivering.await??;
    start.print("all of it", mails);
    println!("memory at most: {} KiB", status_kib("VmHWM:"));
    let database = folder.join("scanpost.db");
    println!("database: {} KiB", std::fs::metadata(database)?.len() / 1024);
    Ok(())
}

async fn keep_all(
    store: &Arc<SqliteStore>,
    mails: usize,
    producers: usize,
    bytes: usize,
) -> Outcome {
    let left = Arc::new(AtomicUsize::new(mails));
    let octets = Bytes::from(vec![b'x'; bytes]);
    let mut tasks = JoinSet::new();
    for _ in 0..producers {
        let (store, left, octets) = (Arc::clone(store), Arc::clone(&left), octets.clone());
        tasks.spawn(async move {
            while take_one(&left) {
                let mut incoming = store.incoming();
                for piece in 0..octets.len().div_ceil(PIECE) {
                    let end = octets.len().min((piece + 1) * PIECE);
                    incoming.write(octets.slice(piece * PIECE..end)).await?;
                }
                incoming.keep(new_job()).await?;
            }
            Outcome::Ok(())
        });
    }
    all_well(tasks).await
}

async fn deliver_all(store: &Arc<SqliteStore>, mails: usize) -> Outcome {
    let left = Arc::new(AtomicUsize::new(mails));
    let mut tasks = JoinSet::new();
    for _ in 0..DELIVERERS {
        let (store, left) = (Arc::clone(store), Arc::clone(&left));
        tasks.spawn(async move {
            while left.load(Ordering::Relaxed) > 0 {
                let policy = RetryPolicy::default();
                let jobs = store.claim(account(), NOW, policy, CLAIM).await?;
                if jobs.is_empty() {
                    tokio::task::yield_now().await;
                }
                for job in jobs {
                    tokio::io::copy(&mut store.body(job.id).await?, &mut tokio::io::sink()).await?;
                    store.settle(job.id, delivered(), NOW).await?;
                    left.fetch_sub(1, Ordering::Relaxed);
                }
            }
            Outcome::Ok(())
        });
    }
    all_well(tasks).await
}

async fn all_well(mut tasks: JoinSet<Outcome>) -> Outcome {
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

fn take_one(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

const NOW: Time = Time(1_795_252_500_000);

fn account() -> AccountName {
    "scans".parse().expect("a plain name")
}

fn new_job() -> NewJob {
    NewJob {
        id: JobId::new(),
        account: account(),
        device: "copier".to_owned(),
        accepted_at: NOW,
        sender: "copier@example.com".to_owned(),
        recipients: vec!["office@example.com".to_owned().into()],
        eight_bit: false,
        reports: Reports::default(),
    }
}

fn delivered() -> Settlement {
    let reply = "250 2.0.0 OK: queued".to_owned();
    Settlement {
        results: vec![(0, RecipientState::Delivered, Some(reply))],
        retry_at: Some(NOW),
        route: Route {
            host: "smtp.example.com".to_owned(),
            port: 587,
            tls: Some("TLSv1.3".to_owned()),
            mechanism: Some("XOAUTH2".to_owned()),
            ..Route::default()
        },
        fault: None,
    }
}

/// Wall clock and CPU at one moment.
struct Figures {
    at: Instant,
    cpu_seconds: f64,
}

impl Figures {
    fn take() -> Self {
        Self { at: Instant::now(), cpu_seconds: cpu_seconds() }
    }

    fn print(&self, what: &str, mails: usize) {
        let seconds = self.at.elapsed().as_secs_f64();
        let cpu = cpu_seconds() - self.cpu_seconds;
        let count = f64::from(u32::try_from(mails).unwrap_or(u32::MAX));
        println!(
            "{what}: {:.0} mails/s, {:.3} CPU seconds per 1,000 mails, RSS {} KiB",
            count / seconds,
            cpu * 1000.0 / count,
            memory_kib()
        );
    }
}

/// User and system time of this process; `/proc` counts in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 =
        behind_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<f64>().ok()).sum();
    ticks / 100.0
}

fn memory_kib() -> i64 {
    status_kib("VmRSS:")
}

fn status_kib(field: &str) -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}
