//! What comes back of a mail finds its job by the Message-ID, and tells its story once.

use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Reported, ReportedAs};
use scanpost_core::receive::ArrivalId;
use scanpost_core::spool::{JobId, Settlement};

use crate::stage::*;

for_every_backend! {
    a_job_is_found_by_the_message_id_under_which_its_mail_went_out,
    mails_of_one_message_id_are_found_newest_first_and_so_many_at_most,
    what_became_of_a_mail_is_told_once_whoever_tells_it,
    a_job_that_is_gone_is_told_nothing,
}

/// A job whose mail went out under this Message-ID.
async fn sent_as(store: &dyn Store, message_id: Option<&str>, seconds: i64) -> JobId {
    let id = keep(store, later(seconds)).await;
    claim(store, later(seconds)).await;
    let mut settlement: Settlement = delivered();
    settlement.route.message_id = message_id.map(str::to_owned);
    store.settle(id, settlement, later(seconds)).await.unwrap();
    id
}

async fn found(store: &dyn Store, message_id: &str, most: usize) -> Vec<JobId> {
    let jobs = store.jobs_of_message(message_id.to_owned(), most).await.unwrap();
    jobs.iter().map(|job| job.id).collect()
}

async fn a_job_is_found_by_the_message_id_under_which_its_mail_went_out(store: &dyn Store) {
    let one = sent_as(store, Some("1@copier.example"), 0).await;
    sent_as(store, Some("2@copier.example"), 1).await;
    sent_as(store, None, 2).await;
    assert_eq!(found(store, "1@copier.example", 5).await, [one]);
    for other in ["3@copier.example", "1@COPIER.example", "1@copier.exampl", ""] {
        assert_eq!(found(store, other, 5).await, [], "{other}");
    }
    assert!(store.delete(one, later(5).into()).await.unwrap());
    assert_eq!(found(store, "1@copier.example", 5).await, []);
}

async fn mails_of_one_message_id_are_found_newest_first_and_so_many_at_most(store: &dyn Store) {
    let mut jobs = Vec::new();
    for seconds in 0..4 {
        jobs.insert(0, sent_as(store, Some("constant@firmware"), seconds).await);
    }
    assert_eq!(found(store, "constant@firmware", 10).await, jobs);
    assert_eq!(found(store, "constant@firmware", 3).await, jobs[..3]);
}

fn failed(arrival: ArrivalId, recipient: &str) -> Reported {
    let recipient = Some(recipient.to_owned());
    let fault = Some(Fault::new(Code::RecipientUnknown));
    Reported { arrival, what: ReportedAs::Failed, recipient, fault }
}

async fn what_became_of_a_mail_is_told_once_whoever_tells_it(store: &dyn Store) {
    let job = sent_as(store, None, 0).await;
    let before = story(store, job).await;
    let (one, other) = (ArrivalId::new(), ArrivalId::new());
    let told = vec![failed(one, "bo@contoso.example"), failed(one, "cia@contoso.example")];
    assert!(store.note_reports(job, told.clone(), later(1)).await.unwrap());
    assert!(store.note_reports(job, told.clone(), later(2)).await.unwrap(), "after a crash");
    let delayed = Reported { what: ReportedAs::Delayed, ..failed(other, "Bo@contoso.example") };
    let nobody = Reported { recipient: None, ..delayed.clone() };
    let again = vec![failed(other, "Bo@contoso.example"), delayed.clone(), delayed.clone()];
    assert!(store.note_reports(job, again, later(3)).await.unwrap());
    assert!(store.note_reports(job, vec![nobody.clone(); 3], later(4)).await.unwrap());
    let new = [delayed, nobody];
    let expected: Vec<Event> = told.into_iter().chain(new).map(Event::JobReported).collect();
    assert_eq!(story(store, job).await[before.len()..], expected);
    let state = the_job(store, job).await;
    assert_eq!((state.fault, state.ended_at), (None, Some(later(0))), "what it was, it stays");
}

async fn a_job_that_is_gone_is_told_nothing(store: &dyn Store) {
    let told = vec![failed(ArrivalId::new(), "bo@contoso.example")];
    assert!(!store.note_reports(JobId::new(), told, NOW).await.unwrap());
    assert_eq!(store.latest(5).await.unwrap(), []);
}
