//! Tests: a disk that is full, at every moment at which it can become full.
//!
//! A database that may not grow stands for a small disk, page by page; a file system of three
//! megabytes is one.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use bytes::Bytes;
use futures_util::future::join_all;
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Route};
use scanpost_core::oauth::{Account, AccountName, Accounts, Generation, Provider, PutGrant};
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{
    JobFilter, JobId, JobState, NewJob, RecipientState, Reports, Settlement, Spool,
};
use tokio::io::AsyncReadExt;

use super::SqliteStore;

const NOW: Time = Time(1_795_252_500_000);

/// Sizes of the mails that are kept while the disk is full.
const SIZES: [usize; 6] = [10, 3_000, 9_000, 20_000, 500, 6_000];

/// For n = 1, 2, 3, … the database may grow by n pages and no more, until that is enough.
#[tokio::test]
async fn whatever_write_fails_every_answer_is_true_and_all_goes_on_when_there_is_room() {
    for pages in 1.. {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        let early = join_all(SIZES.map(|bytes| keep(&store, bytes))).await;
        let early: Vec<JobId> = early.into_iter().map(Result::unwrap).collect();

        limit_growth(&store, pages).await;
        let mut full = false;
        let mut there = early.clone();
        for answer in join_all(SIZES.map(|bytes| keep(&store, bytes))).await {
            match answer {
                Ok(id) => there.push(id),
                Err(fault) => {
                    assert_eq!(fault.code, Code::DiskFull, "{fault}");
                    full = true;
                }
            }
        }
        let (delivered, room_to_settle) = deliver_one(&store).await;
        full |= !room_to_settle;
        check(&store, &there, delivered).await;

        lift_limit(&store).await;
        there.push(keep(&store, 9_000).await.unwrap());
        check(&store, &there, delivered).await;
        drop(store);
        let store = SqliteStore::open(folder.path()).unwrap();
        check(&store, &there, delivered).await;
        if !full {
            assert!(pages > 10, "at first it was too little");
            return;
        }
    }
}

#[tokio::test]
async fn a_mail_that_does_not_fit_leaves_its_neighbours_their_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    limit_growth(&store, 8).await;
    // They arrive together, so they are one group.
    let answers = join_all([10, 60_000, 20].map(|bytes| keep(&store, bytes))).await;
    let codes: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().err().map(|fault| fault.code)).collect();
    assert_eq!(codes, [None, Some(Code::DiskFull), None]);
}

#[tokio::test]
async fn on_a_full_file_system_mails_are_refused_and_none_is_lost() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("not run: a file system can be mounted here by nobody");
        return;
    };
    let store = SqliteStore::open(&disk.path().join("data")).unwrap();
    let filler = disk.path().join("filler");
    std::fs::write(&filler, vec![0; 700_000]).unwrap();
    let mut there = Vec::new();
    // Large mails stop at the file, small ones at the database.
    for bytes in [100_000, 10_000] {
        let fault = loop {
            match keep(&store, bytes).await {
                Ok(id) => there.push(id),
                Err(fault) => break fault,
            }
        };
        assert_eq!(fault.code, Code::DiskFull, "{fault}");
        check(&store, &there, None).await;
    }
    assert!(there.len() > 2);

    std::fs::remove_file(filler).unwrap();
    for bytes in [100_000, 10_000] {
        there.push(keep(&store, bytes).await.unwrap());
    }
    let names = std::fs::read_dir(disk.path().join("data/mails")).unwrap().count();
    check(&store, &there, None).await;
    drop(store);
    let store = SqliteStore::open(&disk.path().join("data")).unwrap();
    store.recover(NOW, std::time::Duration::from_hours(1)).await.unwrap();
    check(&store, &there, None).await;
    let left = std::fs::read_dir(disk.path().join("data/mails")).unwrap().count();
    assert_eq!(names, left, "a refused mail left no file");
}

#[tokio::test]
async fn on_a_full_file_system_a_mail_goes_out_another_is_deleted_and_an_account_signed_out() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("not run: a file system can be mounted here by nobody");
        return;
    };
    let signed_in = sign_in(&SqliteStore::open(&disk.path().join("data")).unwrap()).await;
    for verb in ["deliver", "delete", "sign out"] {
        let store = SqliteStore::open(&disk.path().join("data")).unwrap();
        let id = keep(&store, 20_000).await.unwrap();
        assert!(disk.has_reserve());
        disk.fill();
        let fault = keep(&store, 10).await.unwrap_err();
        assert_eq!(fault.code, Code::DiskFull, "{fault}");
        assert!(disk.has_reserve(), "no mail gets it");
        match verb {
            "deliver" => assert_eq!(deliver_one(&store).await, (Some(id), true)),
            "delete" => assert!(store.delete(id, NOW.into()).await.unwrap()),
            _ => {
                let event = Event::SignedOut;
                let put = store.put_grant_if(account(), Some(signed_in), None, event, NOW.into());
                assert!(matches!(put.await.unwrap(), PutGrant::Done(_)));
            }
        }
        assert!(!disk.has_reserve(), "{verb}");
        disk.empty();
    }
}

#[tokio::test]
async fn on_a_full_file_system_scanpost_starts_and_mails_can_be_deleted() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("not run: a file system can be mounted here by nobody");
        return;
    };
    let store = SqliteStore::open(&disk.path().join("data")).unwrap();
    let ids = [keep(&store, 100_000).await.unwrap(), keep(&store, 10).await.unwrap()];
    drop(store);
    disk.fill();
    let store = SqliteStore::open(&disk.path().join("data")).unwrap();
    store.recover(NOW, std::time::Duration::from_hours(1)).await.unwrap();
    for id in ids {
        assert!(store.delete(id, NOW.into()).await.unwrap());
    }
    check(&store, &[], None).await;
}

/// Every mail that is said to be there is there once, with its octets; and no other.
async fn check(store: &SqliteStore, there: &[JobId], delivered: Option<JobId>) {
    let filter = JobFilter { most: JobFilter::MOST, ..JobFilter::default() };
    let jobs = store.jobs(filter).await.unwrap().jobs;
    let mut found: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    found.reverse();
    let mut expected = there.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    for job in jobs {
        if Some(job.id) == delivered {
            assert_eq!(job.state, JobState::Delivered);
            continue;
        }
        let mut octets = Vec::new();
        store.body(job.id).await.unwrap().read_to_end(&mut octets).await.unwrap();
        assert!(octets == octets_for(job.id, usize::try_from(job.size_bytes).unwrap()));
    }
    let health: String = store
        .readers
        .read(
            |connection| Ok(connection.query_one("PRAGMA integrity_check", [], |row| row.get(0))?),
        )
        .await
        .unwrap();
    assert_eq!(health, "ok");
}

/// Claims and settles a mail, as far as there is room: the delivered one, and whether there was.
async fn deliver_one(store: &SqliteStore) -> (Option<JobId>, bool) {
    let claimed = store.claim(account(), NOW, RetryPolicy::default(), 1).await;
    let Ok(jobs) = claimed.inspect_err(|fault| assert_eq!(fault.code, Code::DiskFull)) else {
        return (None, false);
    };
    let settlement = Settlement {
        results: vec![(0, RecipientState::Delivered, None)],
        retry_at: Some(NOW),
        route: Route::default(),
        fault: None,
    };
    let settled = store.settle(jobs[0].id, settlement, NOW).await;
    match settled.inspect_err(|fault| assert_eq!(fault.code, Code::DiskFull)) {
        Ok(_) => (Some(jobs[0].id), true),
        Err(_) => (None, false),
    }
}

async fn keep(store: &SqliteStore, bytes: usize) -> Result<JobId, Fault> {
    let id = JobId::new();
    let mut incoming = store.incoming();
    incoming.write(octets_for(id, bytes)).await?;
    let new = NewJob {
        id,
        account: account(),
        device: "copier".to_owned(),
        accepted_at: NOW,
        sender: "copier@example.com".to_owned(),
        recipients: vec!["office@example.com".to_owned().into()],
        eight_bit: false,
        reports: Reports::default(),
    };
    incoming.keep(new).await?;
    Ok(id)
}

fn octets_for(id: JobId, bytes: usize) -> Bytes {
    id.0.as_bytes().iter().copied().cycle().take(bytes).collect()
}

/// An account with a grant, and the grant's generation.
async fn sign_in(store: &SqliteStore) -> Generation {
    let provider = Provider::named("exchange-online").unwrap();
    let added = Account::new(account(), "scans@example.com".to_owned(), provider, NOW);
    store.put_account(added, NOW.into()).await.unwrap();
    let event = Event::SignedIn { way: None, signed_in_as: None, scopes: Vec::new() };
    let put = store.put_grant_if(account(), None, Some(vec![7; 2_000]), event, NOW.into());
    let PutGrant::Done(generation) = put.await.unwrap() else { panic!("nobody else writes") };
    generation
}

fn account() -> AccountName {
    "scans".parse().unwrap()
}

async fn limit_growth(store: &SqliteStore, pages: i64) {
    let limited = store.writer.write(move |desk| {
        let now: i64 = desk.connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(desk.connection.pragma_update(None, "max_page_count", now + pages)?)
    });
    limited.await.unwrap();
}

async fn lift_limit(store: &SqliteStore) {
    let lifted = store
        .writer
        .write(|desk| Ok(desk.connection.pragma_update(None, "max_page_count", 1_000_000)?));
    lifted.await.unwrap();
}

/// A file system of three megabytes in memory, for as long as this lives.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Nothing where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=3m", "scanpost-test"]).arg(folder.path());
        mount.output().ok()?.status.success().then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn has_reserve(&self) -> bool {
        self.path().join("data/scanpost.reserve").exists()
    }

    /// Takes the last page of room.
    fn fill(&self) {
        let mut filler = File::create(self.path().join("filler")).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.path().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a failed test may still hold files open.
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}
