//! What is left after a power cut, a kill, a device that hangs up: all of a kept mail, and nothing
//! of any other.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Journal, Route};
use scanpost_core::oauth::AccountName;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    Job, JobFilter, JobId, JobState, NewJob, RecipientState, Reports, Settlement, Spool,
};
use scanpost_store::SqliteStore;
use tokio::io::AsyncReadExt;

const NOW: Time = Time(1_795_252_500_000);
const HOUR: Duration = Duration::from_hours(1);
const LARGE: usize = 200_000;

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart_without_a_farewell() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let small = keep(&store, 100).await.unwrap();
    let large = keep(&store, LARGE).await.unwrap();
    std::mem::forget(store);

    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.recover(NOW, HOUR).await.unwrap(), 0);
    for id in [small, large] {
        let job = store.job(id).await.unwrap().unwrap();
        assert_is_whole(&store, &job).await;
    }
}

#[tokio::test]
async fn a_half_written_mail_is_removed_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let mut incoming = store.incoming();
    incoming.write(octets_for(JobId::new(), LARGE)).await.unwrap();
    assert_eq!(files(folder.path()).len(), 1, "a large mail goes to the disk as it comes");
    std::mem::forget(incoming);
    drop(store);

    let store = SqliteStore::open(folder.path()).unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    assert_eq!(files(folder.path()), BTreeSet::new());
}

#[tokio::test]
async fn a_mail_whose_job_was_not_committed_is_removed_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let kept = keep(&store, LARGE).await.unwrap();
    let uncommitted = JobId::new();
    std::fs::write(folder.path().join("mails").join(uncommitted.to_string()), b"x").unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    assert_eq!(files(folder.path()), BTreeSet::from([kept.to_string()]));
}

#[tokio::test]
async fn a_mail_that_is_coming_in_is_not_taken_for_a_leftover() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let new = mail();
    let octets = octets_for(new.id, LARGE);
    let id = new.id;
    let mut incoming = store.incoming();
    incoming.write(octets.slice(..LARGE / 2)).await.unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    incoming.write(octets.slice(LARGE / 2..)).await.unwrap();
    incoming.keep(new).await.unwrap();
    assert_is_whole(&store, &store.job(id).await.unwrap().unwrap()).await;
}

#[tokio::test]
async fn files_go_when_nobody_needs_them_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let mut incoming = store.incoming();
    incoming.write(octets_for(JobId::new(), LARGE)).await.unwrap();
    drop(incoming);
    assert_eq!(files(folder.path()), BTreeSet::new(), "the device has left");

    let delivered_one = keep(&store, LARGE).await.unwrap();
    claim(&store, 1).await;
    let deleted = keep(&store, LARGE).await.unwrap();
    let both = BTreeSet::from([delivered_one.to_string(), deleted.to_string()]);
    assert_eq!(files(folder.path()), both);
    store.settle(delivered_one, delivered(), NOW).await.unwrap();
    assert_eq!(files(folder.path()), BTreeSet::from([deleted.to_string()]));
    store.delete(deleted, NOW.into()).await.unwrap();
    assert_eq!(files(folder.path()), BTreeSet::new());
}

#[tokio::test]
async fn nobody_else_can_read_the_mails() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("data");
    let store = SqliteStore::open(&folder).unwrap();
    let id = keep(&store, LARGE).await.unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("mails")), 0o700);
    for file in ["scanpost.db", "scanpost.db-wal", "scanpost.lock", &format!("mails/{id}")] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn only_one_running_scanpost_recovers_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path()).unwrap();
    first.recover(NOW, HOUR).await.unwrap();
    let second = SqliteStore::open(folder.path()).unwrap();
    let fault = second.recover(NOW, HOUR).await.unwrap_err();
    assert_eq!(fault.code, Code::StorageFailed);
    assert!(fault.words.unwrap().contains("another scanpost is running"));
    let id = keep(&second, 10).await.unwrap();
    assert!(first.job(id).await.unwrap().is_some(), "commands beside it work");
    drop(first);
    second.recover(NOW, HOUR).await.unwrap();
}

/// The device hangs up after each of the first moments of keeping its mail. Whatever the moment,
/// there is a whole mail with its job, or nothing.
#[test]
fn a_device_that_leaves_while_its_mail_is_kept_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::new();
    for moments in (0..12).chain([usize::MAX]) {
        // A runtime that is dropped waits for its blocking threads, a store for its writer.
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let id = runtime.block_on(async {
            let store = SqliteStore::open(folder.path()).unwrap();
            let new = mail();
            let id = new.id;
            let mut incoming = store.incoming();
            incoming.write(octets_for(id, LARGE)).await.unwrap();
            let mut keeping = incoming.keep(new);
            for _ in 0..moments {
                if futures_util::poll!(&mut keeping).is_ready() {
                    break;
                }
                // Lets the disk go on a bit; how far does not matter.
                tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
            }
            id
        });
        drop(runtime);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        runtime.block_on(async {
            let store = SqliteStore::open(folder.path()).unwrap();
            match store.job(id).await.unwrap() {
                Some(job) => {
                    assert_is_whole(&store, &job).await;
                    assert!(files(folder.path()).remove(&id.to_string()));
                    store.delete(id, NOW.into()).await.unwrap();
                    seen.insert("all");
                }
                None => {
                    seen.insert("nothing");
                }
            }
        });
        drop(runtime);
        assert_eq!(files(folder.path()), BTreeSet::new(), "after {moments} moments");
    }
    assert_eq!(
        seen,
        BTreeSet::from(["all", "nothing"]),
        "the first leaves too early, the last not"
    );
}

/// Kills a loaded store again and again and looks at what it left.
#[test]
fn a_kill_under_load_loses_no_kept_mail_and_leaves_no_half_one() {
    const ROUNDS: usize = 8;
    let folder = tempfile::tempdir().unwrap();
    let mut kept = BTreeSet::new();
    for round in 1..=ROUNDS {
        // Each round dies at another place in the load.
        kept.extend(load_until_killed(folder.path(), 23 * round));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(look_after_kill(folder.path(), &kept));
    }
    assert!(kept.len() > 23 * ROUNDS);
}

/// Starts the load in another process, kills it after so many mails; gives those that were said to
/// be kept.
fn load_until_killed(folder: &Path, mails: usize) -> Vec<JobId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_load_that_is_killed", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut kept = Vec::new();
    let said = BufReader::new(child.stdout.take().unwrap());
    for line in said.lines() {
        // The test harness talks too; a line that was cut by the kill is no promise.
        let Some(id) = line.unwrap().strip_prefix("kept ").and_then(|id| id.parse().ok()) else {
            continue;
        };
        kept.push(id);
        if kept.len() == mails {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success(), "it was killed");
    assert!(kept.len() >= mails);
    kept
}

async fn look_after_kill(folder: &Path, kept: &BTreeSet<JobId>) {
    let store = SqliteStore::open(folder).unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    let jobs = all_jobs(&store).await;
    let there: BTreeSet<JobId> = jobs.iter().map(|job| job.id).collect();
    assert!(there.is_superset(kept), "lost: {:?}", kept - &there);

    let mut needed = BTreeSet::new();
    for job in &jobs {
        assert_ne!(job.state, JobState::Delivering);
        if job.state == JobState::Waiting {
            assert_is_whole(&store, job).await;
            if job.size_bytes == LARGE as u64 {
                needed.insert(job.id.to_string());
            }
        }
        let entries = store.story(job.id).await.unwrap();
        assert!(!entries.is_empty(), "what is there has its story");
    }
    let mut pairs = BTreeMap::new();
    for of in jobs.iter().filter_map(|job| job.sender.parse::<JobId>().ok()) {
        *pairs.entry(of).or_insert(0) += 1;
    }
    assert!(pairs.values().all(|jobs| *jobs == 2), "a mail that goes two ways goes both, or none");
    assert_eq!(files(folder), needed);
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.iter().map(|(_, jobs)| jobs).sum::<u64>(), jobs.len() as u64);
}

async fn all_jobs(store: &SqliteStore) -> Vec<Job> {
    let mut all = Vec::new();
    let mut page = JobFilter { most: JobFilter::MOST, ..JobFilter::default() };
    loop {
        let part = store.jobs(page.clone()).await.unwrap();
        all.extend(part.jobs);
        let Some(older) = part.older else { return all };
        page.before = Some(older);
    }
}

/// Not a test of its own: the process that is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by another test, to be killed"]
async fn the_load_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = SqliteStore::open(Path::new(&folder)).unwrap();
    store.recover(NOW, HOUR).await.unwrap();
    for producer in 0..8 {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let bytes = [0, 50, 5_000, 60_000, 10_000, 700, 20_000, LARGE][producer];
            loop {
                let id = keep(&store, bytes).await.unwrap();
                writeln!(std::io::stdout(), "kept {id}").unwrap();
            }
        });
    }
    for bytes in [700, LARGE] {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            loop {
                for id in keep_pair(&store, bytes).await.unwrap() {
                    writeln!(std::io::stdout(), "kept {id}").unwrap();
                }
            }
        });
    }
    loop {
        // Half of what is claimed is settled; the other half is under way when the kill comes.
        for job in claim(&store, 2).await.into_iter().skip(1) {
            store.settle(job, delivered(), NOW).await.unwrap();
        }
    }
}

/// Where the process that is killed shall work.
const FOLDER: &str = "SCANPOST_CRASH_FOLDER";

/// Keeps a mail of so many octets, which its id determines.
async fn keep(store: &SqliteStore, bytes: usize) -> Result<JobId, Fault> {
    let new = mail();
    let id = new.id;
    let mut incoming = store.incoming();
    incoming.write(octets_for(id, bytes)).await?;
    incoming.keep(new).await?;
    Ok(id)
}

/// The same of a mail that goes two ways. The sender says which two belong together.
async fn keep_pair(store: &SqliteStore, bytes: usize) -> Result<[JobId; 2], Fault> {
    let first = mail();
    let sender = first.id.to_string();
    let first = NewJob { sender: sender.clone(), ..first };
    let second = NewJob { sender, ..mail() };
    let ids = [first.id, second.id];
    let mut incoming = store.incoming();
    incoming.write(octets_for(first.id, bytes)).await?;
    incoming.keep_as(vec![first, second]).await?;
    Ok(ids)
}

async fn claim(store: &SqliteStore, most: usize) -> Vec<JobId> {
    let jobs = store.claim(account(), NOW, RetryPolicy::default(), most).await.unwrap();
    jobs.iter().map(|job| job.id).collect()
}

async fn assert_is_whole(store: &SqliteStore, job: &Job) {
    let mut octets = Vec::new();
    store.body(job.id).await.unwrap().read_to_end(&mut octets).await.unwrap();
    let size = usize::try_from(job.size_bytes).unwrap();
    let of = job.sender.parse().unwrap_or(job.id);
    assert!(octets == octets_for(of, size), "{:?} of {size} octets", job.id);
}

fn octets_for(id: JobId, bytes: usize) -> Bytes {
    id.0.as_bytes().iter().copied().cycle().take(bytes).collect()
}

/// The names in the folder of the large mails.
fn files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder.join("mails")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn account() -> AccountName {
    "scans".parse().unwrap()
}

fn mail() -> NewJob {
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
    Settlement {
        results: vec![(0, RecipientState::Delivered, Some("250 2.0.0 OK".to_owned()))],
        retry_at: Some(NOW),
        route: Route::default(),
        fault: None,
    }
}
