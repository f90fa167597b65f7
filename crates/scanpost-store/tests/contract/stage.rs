//! What the tests stand on: the backends, and short words for mails and their fate.

use std::sync::Arc;

use bytes::Bytes;
use scanpost_core::clock::Time;
use scanpost_core::device::Devices;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Entry, Event, Journal, Mend, Route, Stamp};
use scanpost_core::oauth::{Account, AccountName, Accounts, Provider};
use scanpost_core::receive::Arrivals;
use scanpost_core::record::Records;
use scanpost_core::settings::RetryPolicy;
use scanpost_core::spool::{Job, JobId, NewJob, RecipientState, Reports, Settlement, Spool};
use scanpost_core::user::Users;
use scanpost_store::{MemoryStore, SqliteStore};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;

/// Everything that a backend must be able to do.
pub(crate) trait Store:
    Spool + Arrivals + Accounts + Devices + Users + Records + Journal
{
}
impl<T: Spool + Arrivals + Accounts + Devices + Users + Records + Journal> Store for T {}

/// A backend, and the folder that goes with it.
pub(crate) struct Stage {
    pub(crate) store: Arc<dyn Store>,
    _folder: Option<TempDir>,
}

/// Every backend there is.
pub(crate) mod backends {
    use super::{Arc, MemoryStore, SqliteStore, Stage};

    pub(crate) fn memory() -> Stage {
        Stage { store: Arc::new(MemoryStore::new()), _folder: None }
    }

    pub(crate) fn sqlite() -> Stage {
        let folder = tempfile::tempdir().unwrap();
        Stage { store: SqliteStore::open(folder.path()).unwrap(), _folder: Some(folder) }
    }
}

/// Runs each of these functions as a test against every backend.
macro_rules! for_every_backend {
    ($($test:ident),* $(,)?) => {
        $crate::stage::for_every_backend!(@ memory: $($test),*);
        $crate::stage::for_every_backend!(@ sqlite: $($test),*);
    };
    (@ $backend:ident: $($test:ident),*) => {
        mod $backend {
            $(#[tokio::test]
            async fn $test() {
                let stage = $crate::stage::backends::$backend();
                super::$test(&*stage.store).await;
            })*
        }
    };
}
pub(crate) use for_every_backend;

pub(crate) const NOW: Time = Time(1_795_252_500_000);
pub(crate) const POLICY: fn() -> RetryPolicy = RetryPolicy::default;

/// So many seconds after [`NOW`].
pub(crate) fn later(seconds: i64) -> Time {
    Time(NOW.0 + seconds * 1000)
}

/// What a person of this name does now.
pub(crate) fn stamp_of(person: &str) -> Stamp {
    Stamp { at: NOW, by: Some(person.to_owned()) }
}

pub(crate) fn scans() -> AccountName {
    "scans".parse().unwrap()
}

pub(crate) fn other() -> AccountName {
    "other".parse().unwrap()
}

pub(crate) fn account(name: AccountName) -> Account {
    let provider = Provider::named("exchange-online").unwrap();
    let address = format!("{name}@example.com");
    Account::new(name, address, provider, NOW)
}

pub(crate) fn mail_to(recipients: &[&str], accepted_at: Time) -> NewJob {
    NewJob {
        id: JobId::new(),
        account: scans(),
        device: "copier".to_owned(),
        accepted_at,
        sender: "copier@example.com".to_owned(),
        recipients: recipients.iter().map(|one| (*one).to_owned().into()).collect(),
        eight_bit: true,
        reports: Reports { envid: Some("Q7".to_owned()), ..Reports::default() },
    }
}

/// Keeps a mail for one recipient; gives its id.
pub(crate) async fn keep(store: &dyn Store, accepted_at: Time) -> JobId {
    keep_as(store, mail_to(&["office@example.com"], accepted_at), b"Subject: scan\r\n\r\n").await
}

pub(crate) async fn keep_as(store: &dyn Store, job: NewJob, octets: &[u8]) -> JobId {
    let id = job.id;
    let mut incoming = store.incoming();
    for piece in octets.chunks(50_000) {
        incoming.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    incoming.keep(job).await.unwrap();
    id
}

/// Octets of which no two stretches are alike.
pub(crate) fn scan_of(bytes: usize) -> Vec<u8> {
    let mut word = 0x9e37_79b9_u32;
    let mut next = || {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        word.to_be_bytes()[0]
    };
    (0..bytes).map(|_| next()).collect()
}

pub(crate) async fn claim(store: &dyn Store, now: Time) -> Vec<JobId> {
    let jobs = store.claim(scans(), now, POLICY(), 100).await.unwrap();
    jobs.iter().map(|job| job.id).collect()
}

pub(crate) async fn octets_of(store: &dyn Store, job: JobId) -> Result<Vec<u8>, Fault> {
    let mut octets = Vec::new();
    store.body(job).await?.read_to_end(&mut octets).await.unwrap();
    Ok(octets)
}

pub(crate) async fn the_job(store: &dyn Store, id: JobId) -> Job {
    store.job(id).await.unwrap().expect("the job is there")
}

pub(crate) fn settled(results: &[(usize, RecipientState)], fault: Option<Code>) -> Settlement {
    let word = |state| match state {
        RecipientState::Waiting => "451 4.7.1 later",
        RecipientState::Uncertain => "no reply",
        RecipientState::Delivered => "250 2.0.0 OK",
        RecipientState::Failed => "550 5.1.1 nobody here",
    };
    Settlement {
        results: results
            .iter()
            .map(|(number, state)| (*number, *state, Some(word(*state).to_owned())))
            .collect(),
        retry_at: Some(later(600)),
        route: route(),
        fault: fault.map(Fault::new),
    }
}

pub(crate) fn delivered() -> Settlement {
    settled(&[(0, RecipientState::Delivered)], None)
}

pub(crate) fn route() -> Route {
    Route {
        host: "smtp.example.com".to_owned(),
        port: 587,
        address: Some("2001:db8::25".parse().unwrap()),
        tls: Some("TLSv1.3".to_owned()),
        mechanism: Some("XOAUTH2".to_owned()),
        secondary: true,
        proxy: Some("proxy.example.com:3128".to_owned()),
        unchecked: true,
        sender: Some("scans@example.com".to_owned()),
        message_id: Some("scan-1@copier.example".to_owned()),
        mended: vec![Mend {
            what: "from-replaced".to_owned(),
            field: Some("From".to_owned()),
            was: Some("copier@old.example".to_owned()),
        }],
    }
}

pub(crate) fn events(story: Vec<Entry>) -> Vec<Event> {
    story.into_iter().map(|entry| entry.event).collect()
}

pub(crate) async fn story(store: &dyn Store, job: JobId) -> Vec<Event> {
    events(store.story(job).await.unwrap())
}
