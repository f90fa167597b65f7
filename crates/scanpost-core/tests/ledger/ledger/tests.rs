//! The ledger can fail: each kind of imbalance is seen, and named.

use scanpost_core::clock::Time;
use scanpost_core::fault::Fault;
use scanpost_core::journal::Route;
use scanpost_core::spool::Reports;

use super::*;
use RecipientState::{Delivered, Failed, Uncertain, Waiting};

const MAIL: &str = "<1@printer.example>";
const ANNA: &str = "anna@sandbox.example";
const BO: &str = "bo@sandbox.example";

/// The four books of one mail to Anna and Bo, all well.
struct Books {
    ledger: Ledger,
    copies: Vec<Copy>,
    jobs: Vec<Job>,
    journal: Vec<Entry>,
}

impl Books {
    fn of_one_mail() -> Self {
        let id = JobId::new();
        let mut ledger = Ledger::default();
        ledger.promise(MAIL.to_owned(), id, &[ANNA, BO]);
        let recipient = |address: &str| Recipient {
            address: address.to_owned(),
            fax: None,
            state: Delivered,
            reply: Some("250 2.0.0 OK".to_owned()),
        };
        let job = Job {
            id,
            account: "scans".parse().unwrap(),
            device: "printer".to_owned(),
            accepted_at: Time(0),
            size_bytes: 1,
            sender: String::new(),
            recipients: vec![recipient(ANNA), recipient(BO)],
            eight_bit: false,
            reports: Reports::default(),
            state: JobState::Delivered,
            tries: 1,
            uncertain: 0,
            due_at: None,
            ended_at: Some(Time(1)),
            fault: None,
        };
        let accepted =
            Event::JobAccepted { device: "printer".to_owned(), size_bytes: 1, recipients: 2 };
        let events = [
            accepted,
            Event::AttemptStarted { attempt: 1 },
            ended(2, None),
            Event::JobDelivered { after_millis: None },
        ];
        let journal = events.into_iter().enumerate().map(|(number, event)| Entry {
            number: i64::try_from(number).unwrap(),
            at: Time(0),
            job: Some(id),
            account: None,
            by: None,
            event,
        });
        let copies = vec![copy(MAIL, &[ANNA, BO])];
        Self { ledger, copies, jobs: vec![job], journal: journal.collect() }
    }

    fn balance(&self) -> Result<Balance, String> {
        self.ledger.balance(&self.copies, &self.jobs, &self.journal)
    }

    fn job(&mut self) -> &mut Job {
        &mut self.jobs[0]
    }

    /// The spool and the journal agree that the job has ended so.
    fn ends(&mut self, anna: RecipientState, bo: RecipientState, code: Code, end: Event) {
        let delivered = [anna, bo].iter().filter(|state| **state == Delivered).count();
        let job = self.job();
        (job.recipients[0].state, job.recipients[1].state) = (anna, bo);
        job.state = JobState::of(&job.recipients, false);
        job.fault = Some(code.into());
        job.uncertain = u32::from(code.class() == Class::Uncertain);
        self.journal[2].event = ended(delivered, Some(code));
        self.journal[3].event = end;
    }
}

fn copy(message_id: &str, to: &[&str]) -> Copy {
    let to = to.iter().map(|&to| to.to_owned()).collect();
    Copy { message_id: message_id.to_owned(), to }
}

fn ended(delivered: usize, code: Option<Code>) -> Event {
    let fault = code.map(Fault::new);
    let route = Route::default();
    Event::AttemptEnded { delivered, failed: 0, waiting: 0, uncertain: 0, route, fault }
}

#[track_caller]
fn assert_objects(books: &Books, words: &str) {
    let objections = books.balance().expect_err("it does not balance");
    assert!(objections.contains(words), "{words:?} was expected: {objections}");
}

#[test]
fn books_that_agree_balance() {
    let expected = Balance { mails: 1, delivered: 2, ..Balance::default() };
    assert_eq!(Books::of_one_mail().balance(), Ok(expected));
}

#[test]
fn a_mail_that_the_provider_lost_after_its_250_is_missed() {
    let mut books = Books::of_one_mail();
    books.copies.clear();
    assert_objects(&books, "is delivered to anna@sandbox.example, and is not there");
    books.copies.push(copy(MAIL, &[BO]));
    assert_objects(&books, "is delivered to anna@sandbox.example, and is not there");
}

#[test]
fn a_mail_that_the_spool_lost_is_missed() {
    let mut books = Books::of_one_mail();
    books.jobs.clear();
    assert_objects(&books, "is promised, and no job is there");
    let mut books = Books::of_one_mail();
    books.job().recipients.pop();
    assert_objects(&books, "its job for");
}

#[test]
fn a_second_copy_is_a_duplicate_unless_the_story_says_uncertain() {
    let mut books = Books::of_one_mail();
    books.copies.push(copy(MAIL, &[BO]));
    assert_objects(&books, "is there 2 times for bo@sandbox.example");

    let doubt =
        Entry { event: ended(0, Some(Code::DeliveryUncertain)), ..books.journal[2].clone() };
    books.journal.splice(1..1, [books.journal[1].clone(), doubt]);
    assert_objects(&books, "was tried 1 times; told are 2");
    (books.job().tries, books.job().uncertain) = (2, 1);
    let expected = Balance { mails: 1, delivered: 2, repeated: 1, ..Balance::default() };
    assert_eq!(books.balance(), Ok(expected));
    books.copies.push(copy(MAIL, &[BO]));
    assert_objects(&books, "is there 3 times for bo@sandbox.example");
    books.job().uncertain = 7;
    assert_objects(&books, "was in doubt 1 times in its story");
}

#[test]
fn what_failed_has_a_reason_and_no_copy() {
    let mut books = Books::of_one_mail();
    books.copies = vec![copy(MAIL, &[BO])];
    books.ends(Failed, Delivered, Code::RecipientUnknown, Event::JobFailed { fault: None });
    let expected = Balance { mails: 1, delivered: 1, failed: 1, ..Balance::default() };
    assert_eq!(books.balance(), Ok(expected));

    books.job().recipients[0].reply = None;
    books.job().fault = Some(Code::ServerBusy.into());
    assert_objects(&books, "is Failed for anna@sandbox.example, and nobody says why");
    books.copies = vec![copy(MAIL, &[ANNA, BO])];
    assert_objects(&books, "is there 1 times for anna@sandbox.example (Failed), 0 times in doubt");
}

#[test]
fn what_waits_or_stayed_uncertain_says_so() {
    let mut books = Books::of_one_mail();
    books.ends(Uncertain, Uncertain, Code::DeliveryUncertain, Event::JobUncertain { fault: None });
    let expected = Balance { mails: 1, uncertain: 2, ..Balance::default() };
    assert_eq!(books.balance(), Ok(expected), "a copy may be there");
    books.copies.clear();
    assert!(books.balance().is_ok(), "or not");

    books.ends(Waiting, Waiting, Code::ServerBusy, Event::JobRetried);
    let expected = Balance { mails: 1, open: 2, ..Balance::default() };
    assert_eq!(books.balance(), Ok(expected));
    books.job().fault = None;
    assert_objects(&books, "is Waiting for anna@sandbox.example, and nobody says why");
}

#[test]
fn nothing_comes_from_nowhere() {
    let mut books = Books::of_one_mail();
    books.copies.push(copy("<2@printer.example>", &[ANNA]));
    assert_objects(&books, "<2@printer.example> lies at the provider and was never promised");
    let mut books = Books::of_one_mail();
    books.copies[0].to.push("eve@sandbox.example".to_owned());
    assert_objects(&books, "went to eve@sandbox.example, whom nobody named");
    let mut books = Books::of_one_mail();
    let stray = Job { id: JobId::new(), ..books.jobs[0].clone() };
    books.jobs.push(stray);
    assert_objects(&books, "is a job that was never promised");
}

#[test]
fn a_journal_that_tells_another_story_is_seen() {
    let mut books = Books::of_one_mail();
    books.journal.remove(3);
    assert_objects(&books, "is Delivered, its story ends as []");
    let mut books = Books::of_one_mail();
    books.journal.push(books.journal[3].clone());
    assert_objects(&books, "its story ends as [\"delivered\", \"delivered\"]");
    let mut books = Books::of_one_mail();
    books.journal.remove(0);
    assert_objects(&books, "is not accepted once, and first, in its story");
    let mut books = Books::of_one_mail();
    books.journal[2].event = ended(1, None);
    assert_objects(&books, "was delivered to 1 in its story");
}
