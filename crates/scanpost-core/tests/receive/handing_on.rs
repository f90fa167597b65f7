//! What becomes of a fax behind the folder: it goes on by mail, and its sender hears of it; once, also
//! where scanpost is killed on the way.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use mail_parser::{MessageParser, MimeHeaders};
use scanpost_core::Stored;
use scanpost_core::clock::{Clock, Time};
use scanpost_core::fault::Code;
use scanpost_core::journal::{Event, News};
use scanpost_core::network::Network;
use scanpost_core::notify::{FAX_DEVICE, OWN_DEVICE};
use scanpost_core::oauth::{Account, Accounts, Provider};
use scanpost_core::paper::Sheet;
use scanpost_core::printer::Printers;
use scanpost_core::receive::{
    Arrival, ArrivalId, ArrivalState, Arrivals, Digest, HandingOn, MailboxName, NewArrival,
    TakenIn, TellStatus,
};
use scanpost_core::record::{Kind, Records};
use scanpost_core::settings::{ReceiveSettings, RetryPolicy};
use scanpost_core::site::receiving::{Destination, FaxReceiving, StatusAnswers};
use scanpost_core::site::{self, Function, Part, Receiving, Seen, Slots};
use scanpost_core::spool::{Job, JobFilter, Spool};
use scanpost_core::words::Language;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::shaky::{Failing, Shaky};

const PATIENCE: Duration = Duration::from_mins(1);

const NOW: Time = Time(1_795_252_500_000);

/// The mailbox of the faxes, and the account that sends.
const FAX: &str = "fax@contoso.example";
const SCANS: &str = "scans@contoso.example";

const SENDER: &str = "sender@example.com";

const PDF: &str = "%PDF-1.4\r\nxref\r\ntrailer\r\n<< /Size 1 >>\r\nstartxref\r\n10\r\n%%EOF";

struct Office {
    store: Shaky,
    faxes: TempDir,
    confirmed: Arc<std::sync::Mutex<scanpost_core::notify::book::Made>>,
}

impl Office {
    async fn new(to: Destination, confirm: bool) -> Self {
        let office = Self {
            store: Shaky::default(),
            faxes: tempfile::tempdir().unwrap(),
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
    async fn set<T: Part>(&self, value: T) {
        let records = &self.store.memory;
        let there = site::read::<T>(&records.records(Kind::Site).await.unwrap()).unwrap();
        let record = site::write(&Seen { revision: there.revision, value });
        let put = records.put_record(Kind::Site, record, Event::SettingsImported, NOW.into());
        put.await.unwrap();
    }

    async fn take_in(&self, mail: String) -> ArrivalId {
        self.take_in_for(Function::InternetFaxReceive, mail).await
    }

    async fn take_in_for(&self, function: Function, mail: String) -> ArrivalId {
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
            head: Digest(digest),
            taken_at: NOW,
            remembered_since: Time(0),
        };
        assert_eq!(arriving.take_in(new).await, Ok(TakenIn::New));
        id
    }

    fn handing_on(&self) -> HandingOn {
        let memory = Arc::new(self.store.memory.clone());
        HandingOn {
            arrivals: Arc::new(self.store.clone()),
            records: memory.clone(),
            accounts: memory.clone(),
            spool: memory,
            bells: Arc::default(),
            hostname: "gate.example".to_owned(),
            confirmed: self.confirmed.clone(),
            clock: Clock::by_hand(NOW),
            printers: Arc::new(Printers::new(Network::default(), Clock::by_hand(NOW))),
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
    async fn run_until(&self, mut so: impl AsyncFnMut() -> bool) {
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
    async fn handed_on(&self, id: ArrivalId) -> Arrival {
        let is_over = |state| !matches!(state, ArrivalState::Waiting | ArrivalState::HandingOn);
        self.run_until(async || is_over(self.arrival(id).await.state)).await;
        self.arrival(id).await
    }

    async fn arrival(&self, id: ArrivalId) -> Arrival {
        self.store.memory.arrival(id).await.unwrap().unwrap()
    }

    async fn jobs_of(&self, device: &str) -> Vec<Job> {
        let filter = JobFilter { most: 1000, ..JobFilter::default() };
        let jobs = self.store.memory.jobs(filter).await.unwrap().jobs;
        jobs.into_iter().filter(|job| job.device == device).collect()
    }

    async fn octets(&self, job: &Job) -> Vec<u8> {
        let mut octets = Vec::new();
        let mut body = self.store.memory.body(job.id).await.unwrap();
        body.read_to_end(&mut octets).await.unwrap();
        octets
    }

    /// What the sender was told, in the words of RFC 8098.
    async fn told(&self) -> Vec<String> {
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

fn receiving(to: Destination, confirm: bool) -> Receiving {
    Receiving { fax: FaxReceiving { to, confirm }, ..Receiving::default() }
}

fn by_mail() -> Destination {
    Destination::Mail { to: ["anna", "bo"].map(|one| format!("{one}@contoso.example")).to_vec() }
}

/// With these lines at its head.
fn fax(head: &str) -> String {
    format!(
        "{head}From: {SENDER}\r\nSubject: =?utf-8?q?Tv=C3=A5_sidor=0D=0ABcc=3A_x=40y.example?=\r\n\
         Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello Anna.\r\n--x\r\n\
         Content-Type: application/pdf; name=\"a/b.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n",
        BASE64_STANDARD.encode(PDF),
    )
}

fn asking() -> String {
    format!("Return-Path: <{SENDER}>\r\nDisposition-Notification-To: <{SENDER}>\r\n")
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().count() == 0
}

#[tokio::test]
async fn a_fax_goes_on_as_a_mail_that_another_library_reads() {
    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax("")).await;
    let arrival = office.handed_on(id).await;
    assert_eq!((arrival.state, arrival.fault), (ArrivalState::HandedOn, None));
    assert_eq!(arrival.place.as_deref(), Some("anna@contoso.example, bo@contoso.example"));
    let jobs = office.jobs_of(FAX_DEVICE).await;
    assert_eq!(
        (jobs.len(), jobs[0].account.as_str(), jobs[0].sender.as_str()),
        (1, "scans", SCANS)
    );
    let recipients: Vec<_> = jobs[0].recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(recipients, ["anna@contoso.example", "bo@contoso.example"]);
    let octets = office.octets(&jobs[0]).await;
    let mail = MessageParser::default().parse(&octets).unwrap();
    let address = |found: Option<&mail_parser::Address<'_>>| {
        found.and_then(|one| one.first()?.address.clone()).map(std::borrow::Cow::into_owned)
    };
    assert_eq!(address(mail.from()).as_deref(), Some(SCANS));
    assert_eq!(address(mail.reply_to()).as_deref(), Some(SENDER));
    assert_eq!(address(mail.bcc()), None);
    assert_eq!(mail.subject(), Some("Fax from sender@example.com"));
    assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
    let text = mail.body_text(0).unwrap();
    assert!(
        text.contains("Två sidor Bcc: x@y.example") && text.contains("> Hello Anna."),
        "{text}"
    );
    let attached: Vec<_> = mail.attachments().collect();
    assert_eq!((attached.len(), attached[0].attachment_name()), (1, Some("fax-1.pdf")));
    assert_eq!(attached[0].contents(), PDF.as_bytes());
    assert!(octets.split(|octet| *octet == b'\n').all(|line| line.len() < 998));
    assert!(is_empty(office.faxes.path()), "what was on its way is not left behind");
}

#[tokio::test]
async fn a_fax_goes_on_once_and_its_sender_hears_once_although_scanpost_is_killed_on_the_way() {
    for is_done in [false, true] {
        let office = Office::new(by_mail(), true).await;
        let id = office.take_in(fax(&asking())).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
        assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1, "{is_done}");
        assert_eq!(office.told().await, ["processed"], "{is_done}");
    }
}

#[tokio::test]
async fn who_is_killed_between_the_fax_and_the_word_about_it_makes_up_for_the_word_alone() {
    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax(&asking())).await;
    office.store.fail(Failing { verb: "settle", calls_before: 0, is_done: false });
    office.run_until(async || office.store.has_failed()).await;
    assert_eq!(office.told().await, Vec::<String>::new());
    office.set(receiving(by_mail(), true)).await;
    office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
    assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1);
    assert_eq!(office.told().await, ["processed"]);
}

#[tokio::test]
async fn a_sender_hears_of_the_fax_who_asks_may_and_is_no_stranger() {
    let asks = format!("Disposition-Notification-To: {SENDER}\r\n");
    let table = [
        (true, asking(), true),
        (false, asking(), false),
        (true, String::new(), false),
        (true, format!("Return-Path: <other@example.com>\r\n{asks}"), false),
        (true, asks, false),
        (true, format!("{}Auto-Submitted: auto-replied\r\n", asking()), false),
        (true, format!("{}List-Id: <all.example.com>\r\n", asking()), false),
        (true, format!("{}Precedence: bulk\r\n", asking()), false),
    ];
    for (confirm, head, is_told) in table {
        let office = Office::new(Destination::default(), confirm).await;
        let id = office.take_in(fax(&head)).await;
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
        assert_eq!(office.told().await.len(), usize::from(is_told), "{confirm} {head}");
    }
}

#[tokio::test]
async fn a_fax_that_cannot_be_handed_on_is_told_of_once_and_no_more_when_a_person_deletes_it() {
    let office = Office::new(Destination::default(), true).await;
    let mail = format!("{}From: {SENDER}\r\n\r\nNo fax.\r\n", asking());
    let arrival = office.take_in(mail).await;
    let arrival = office.handed_on(arrival).await;
    assert_eq!(arrival.fault.as_ref().map(|fault| fault.code), Some(Code::FaxMissing));
    assert_eq!(office.told().await, ["processed/error"]);
    let handing_on = office.handing_on();
    let letterhead = handing_on.who_asks(&arrival).await.expect("it is still there");
    handing_on.tell_of_deletion(&arrival, &letterhead).await;
    assert_eq!(office.told().await, ["processed/error"]);
}

#[tokio::test]
async fn a_fax_that_a_person_deletes_before_it_was_handed_on_is_told_of() {
    let office = Office::new(Destination::default(), true).await;
    let id = office.take_in(fax(&asking())).await;
    let (arrival, handing_on) = (office.arrival(id).await, office.handing_on());
    let letterhead = handing_on.who_asks(&arrival).await.expect("it waits");
    handing_on.tell_of_deletion(&arrival, &letterhead).await;
    assert_eq!(office.told().await, ["deleted"]);
}

#[tokio::test]
async fn a_fax_that_comes_back_waits_for_a_person() {
    let to = Destination::Mail { to: vec!["Fax@Contoso.example".to_owned()] };
    let office = Office::new(to, false).await;
    let id = office.take_in(fax("")).await;
    let arrival = office.handed_on(id).await;
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxCameBack));

    let office = Office::new(by_mail(), false).await;
    let id = office.take_in(fax("")).await;
    office.handed_on(id).await;
    let sent_on = office.jobs_of(FAX_DEVICE).await.remove(0);
    let octets = String::from_utf8(office.octets(&sent_on).await).unwrap();
    let back = office.take_in(octets).await;
    let arrival = office.handed_on(back).await;
    assert_eq!(arrival.state, ArrivalState::Quarantined);
    assert_eq!(arrival.fault.map(|fault| fault.code), Some(Code::FaxCameBack));
    assert_eq!(office.jobs_of(FAX_DEVICE).await.len(), 1);
}

/// Anna may ask how everything stands.
async fn asked_by_anna() -> Office {
    let office = Office::new(Destination::default(), false).await;
    let senders = vec!["anna@contoso.example".to_owned()];
    let status = StatusAnswers { senders, ..StatusAnswers::default() };
    office.set(Receiving { status, ..Receiving::default() }).await;
    office
}

fn question(more: &str) -> String {
    format!("From: anna@contoso.example\r\nSubject: status\r\n{more}\r\n\r\n")
}

#[tokio::test]
async fn a_question_is_answered_once_although_scanpost_is_killed_before_that_is_written_down() {
    for is_done in [false, true] {
        let office = asked_by_anna().await;
        let id = office.take_in_for(Function::EmailStatus, question("")).await;
        office.store.fail(Failing { verb: "settle", calls_before: 0, is_done });
        office.run_until(async || office.store.has_failed()).await;
        office.store.recover_arrivals(NOW, Duration::from_hours(1)).await.unwrap();
        let arrival = office.handed_on(id).await;
        assert_eq!(arrival.place.as_deref(), Some("anna@contoso.example"), "{is_done}");
        assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 1, "{is_done}");
    }
}

#[tokio::test]
async fn who_may_no_longer_ask_and_who_asks_too_often_gets_no_answer() {
    let office = asked_by_anna().await;
    for number in 0..22 {
        let id = office.take_in_for(Function::EmailStatus, question(&format!("X: {number}"))).await;
        assert_eq!(office.handed_on(id).await.state, ArrivalState::HandedOn);
    }
    assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 20, "a day's answers to one sender");
    let office = asked_by_anna().await;
    let id = office.take_in_for(Function::EmailStatus, question("")).await;
    office.set(Receiving::default()).await;
    let place = office.handed_on(id).await.place.unwrap();
    assert_eq!(place, "not answered: its sender is not an allowed one");
    assert_eq!(office.jobs_of(OWN_DEVICE).await.len(), 0);
}

/// Nobody asks how everything stands.
struct Silent;

impl TellStatus for Silent {
    fn status(&self, _: Language) -> Stored<'_, Sheet> {
        Box::pin(std::future::ready(Ok(Sheet::default())))
    }
}
