//! An office that gets faxes: a storage with two accounts, settings, a folder, and scanpost, which hands on
//! until it is killed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use scanpost_core::Stored;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::fault::Code;
use scanpost_core::journal::{Event, News, Route};
use scanpost_core::network::Network;
use scanpost_core::notify::{FAX_DEVICE, OWN_DEVICE};
use scanpost_core::oauth::{Account, AccountName, Accounts, Provider};
use scanpost_core::printer::Printers;
use scanpost_core::receive::{
    Arrival, ArrivalId, ArrivalState, Arrivals, Digest, Fingerprint, HandingOn, MailboxName,
    NewArrival, TakenIn, TellStatus,
};
use scanpost_core::record::{Kind, Records};
use scanpost_core::settings::{ReceiveSettings, RetryPolicy};
use scanpost_core::sheet::Sheet;
use scanpost_core::site::receiving::{Destination, FaxReceiving};
use scanpost_core::site::{self, Function, Part, Receiving, Seen, Slots};
use scanpost_core::spool::{Job, JobFilter, RecipientState, Settlement, Spool};
use scanpost_core::words::Language;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::shaky::Shaky;

const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) const NOW: Time = Time(1_795_252_500_000);

/// The mailbox of the faxes, and the account that sends.
pub(crate) const FAX: &str = "fax@contoso.example";
pub(crate) const SCANS: &str = "scans@contoso.example";

pub(crate) const SENDER: &str = "sender@example.com";

pub(crate) const PDF: &str =
    "%PDF-1.4\r\nxref\r\ntrailer\r\n<< /Size 1 >>\r\nstartxref\r\n10\r\n%%EOF";

pub(crate) struct Office {
    pub(crate) store: Shaky,
    pub(crate) faxes: TempDir,
    pub(crate) network: Network,
    confirmed: Arc<std::sync::Mutex<scanpost_core::notify::book::Made>>,
}

impl Office {
    pub(crate) async fn new(to: Destination, confirm: bool) -> Self {
        let office = Self {
            store: Shaky::default(),
            faxes: tempfile::tempdir().unwrap(),
            network: Network::default(),
            confirmed: Arc::default(),
        };
        for (name, address) in [("fax", FAX), ("scans", SCANS)] {
            let provider = Provider::known().remove(0);
            let account =
                Account::new(name.parse().unwrap(), address.to_owned(), provider, Time(0));
            office.store.memory.put_account(account, Time(0).into()).await.unwrap();
        }
        let slots = Slots { sending: Some("scans".parse().unwrap()), ..Slots::default() };
        office.set(slots).await;
        office.set(receiving(to, confirm)).await;
        office
    }

    /// A part of the settings, in the place of what was set.
    pub(crate) async fn set<T: Part>(&self, value: T) {
        let records = &self.store.memory;
        let there = site::read::<T>(&records.records(Kind::Site).await.unwrap()).unwrap();
        let record = site::write(&Seen { revision: there.revision, value });
        let put = records.put_record(Kind::Site, record, Event::SettingsImported, NOW.into());
        put.await.unwrap();
    }

    pub(crate) async fn take_in(&self, mail: String) -> ArrivalId {
        self.take_in_for(Function::InternetFaxReceive, mail).await
    }

    pub(crate) async fn take_in_for(&self, function: Function, mail: String) -> ArrivalId {
        let mut arriving = self.store.arriving();
        let id = ArrivalId::new();
        let mut digest = [0; 32];
        digest[..16].copy_from_slice(id.0.as_bytes());
        arriving.write(Bytes::from(mail)).await.unwrap();
        let new = NewArrival {
            id,
            function,
            account: "fax".parse().unwrap(),
            mailbox: MailboxName::new(FAX, "pop.example.com"),
            uidl: id.to_string(),
            digest: Digest(digest),
            head: Fingerprint::of(&digest),
            taken_at: NOW,
            remembered_since: Time(0),
        };
        assert_eq!(arriving.take_in(new).await, Ok(TakenIn::New));
        id
    }

    pub(crate) fn handing_on(&self) -> HandingOn {
        let memory = Arc::new(self.store.memory.clone());
        HandingOn {
            arrivals: Arc::new(self.store.clone()),
            records: memory.clone(),
            accounts: memory.clone(),
            spool: memory.clone(),
            journal: memory,
            bells: Arc::default(),
            hostname: "gate.example".to_owned(),
            confirmed: self.confirmed.clone(),
            clock: Clock::by_hand(NOW),
            printers: Arc::new(Printers::new(self.network.clone(), Clock::by_hand(NOW))),
            news: News::default(),
            status: Arc::new(Silent),
            retry: RetryPolicy::default(),
            settings: ReceiveSettings {
                fax_folder: Some(self.faxes.path().to_owned()),
                ..ReceiveSettings::default()
            },
            bell: Arc::new(Notify::new()),
        }
    }

    /// scanpost runs until this is so, and is killed then.
    pub(crate) async fn run_until(&self, mut so: impl AsyncFnMut() -> bool) {
        let task = tokio::spawn(self.handing_on().run(CancellationToken::new()));
        let found = async {
            while !so().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("it comes about");
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }

    /// The arrival, when nothing more is tried by itself.
    pub(crate) async fn handed_on(&self, id: ArrivalId) -> Arrival {
        let is_over = |state| !matches!(state, ArrivalState::Waiting | ArrivalState::HandingOn);
        self.run_until(async || is_over(self.arrival(id).await.state)).await;
        self.arrival(id).await
    }

    /// The mail server takes the mail that a fax goes on by, or refuses it; then a look is due.
    pub(crate) async fn job_ends(&self, id: ArrivalId, state: RecipientState) {
        self.job_ends_with(id, &[state, state]).await;
    }

    /// The same, with one outcome for each recipient.
    pub(crate) async fn job_ends_with(&self, id: ArrivalId, states: &[RecipientState]) {
        let (memory, soon) = (&self.store.memory, NOW + Duration::from_hours(1));
        let account: AccountName = "scans".parse().unwrap();
        let jobs = memory.claim(account, soon, RetryPolicy::default(), 100).await.unwrap();
        for job in jobs.into_iter().filter(|job| job.device == FAX_DEVICE) {
            let results = (0..job.recipients.len())
                .zip(states)
                .map(|(number, state)| (number, *state, None))
                .collect();
            let settlement = Settlement {
                results,
                retry_at: None,
                route: Route::default(),
                fault: states
                    .contains(&RecipientState::Failed)
                    .then(|| Code::RecipientUnknown.into()),
            };
            memory.settle(job.id, settlement, soon).await.unwrap();
        }
        if self.arrival(id).await.state == ArrivalState::Waiting {
            assert!(memory.retry_arrival(id, NOW.into()).await.unwrap());
        }
    }

    /// The arrival, when its mail has been made and waits.
    pub(crate) async fn sent_on(&self, id: ArrivalId) {
        let waits = async || {
            let fault = self.arrival(id).await.fault;
            fault.is_some_and(|fault| fault.code == Code::FaxOnItsWay)
        };
        self.run_until(waits).await;
    }

    pub(crate) async fn arrival(&self, id: ArrivalId) -> Arrival {
        self.store.memory.arrival(id).await.unwrap().unwrap()
    }

    pub(crate) async fn jobs_of(&self, device: &str) -> Vec<Job> {
        let filter = JobFilter { most: 1000, ..JobFilter::default() };
        let jobs = self.store.memory.jobs(filter).await.unwrap().jobs;
        jobs.into_iter().filter(|job| job.device == device).collect()
    }

    pub(crate) async fn octets(&self, job: &Job) -> Vec<u8> {
        let mut octets = Vec::new();
        let mut body = self.store.memory.body(job.id).await.unwrap();
        body.read_to_end(&mut octets).await.unwrap();
        octets
    }

    /// What the sender was told, in the words of RFC 8098.
    pub(crate) async fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for job in self.jobs_of(OWN_DEVICE).await {
            assert_eq!(job.recipients[0].address, SENDER);
            let text = String::from_utf8(self.octets(&job).await).unwrap();
            let disposition = text.lines().find_map(|line| line.strip_prefix("Disposition: "));
            told.push(disposition.unwrap().rsplit_once("; ").unwrap().1.to_owned());
        }
        told
    }
}

pub(crate) fn receiving(to: Destination, confirm: bool) -> Receiving {
    Receiving {
        fax: FaxReceiving { to, confirm, ..FaxReceiving::default() },
        ..Receiving::default()
    }
}

pub(crate) fn by_mail() -> Destination {
    Destination::Mail { to: ["anna", "bo"].map(|one| format!("{one}@contoso.example")).to_vec() }
}

/// With these lines at its head.
pub(crate) fn fax(head: &str) -> String {
    format!(
        "{head}From: {SENDER}\r\nSubject: =?utf-8?q?Tv=C3=A5_sidor=0D=0ABcc=3A_x=40y.example?=\r\n\
         Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello Anna.\r\n--x\r\n\
         Content-Type: application/pdf; name=\"a/b.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n",
        BASE64_STANDARD.encode(PDF),
    )
}

pub(crate) fn question(more: &str) -> String {
    format!("From: anna@contoso.example\r\nSubject: status\r\n{more}\r\n\r\n")
}

pub(crate) fn asking() -> String {
    format!("Return-Path: <{SENDER}>\r\nDisposition-Notification-To: <{SENDER}>\r\n")
}

/// Files of documents, whether they have their names yet or not.
pub(crate) fn documents_in(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| !name.starts_with(".jobs-")).collect()
}

/// Nobody asks how everything stands.
struct Silent;

impl TellStatus for Silent {
    fn status(&self, _: Language) -> Stored<'_, Sheet> {
        Box::pin(std::future::ready(Ok(Sheet::default())))
    }
}
