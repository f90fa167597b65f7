//! What the spool promises of attempts: claiming and settling.

use std::time::Duration;

use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::Event;
use scanpost_core::spool::RecipientState::{Delivered, Failed, Waiting};
use scanpost_core::spool::{JobId, JobState};

use crate::stage::*;

for_every_backend! {
    a_claim_begins_an_attempt_and_writes_the_later_retry_down,
    waits_grow_from_try_to_try,
    a_claim_takes_the_oldest_due_first_and_no_more_than_asked,
    jobs_due_at_the_same_moment_are_claimed_as_they_came,
    a_claim_takes_only_what_is_due_and_of_this_account,
    a_claimed_job_is_not_claimed_again,
    the_next_due_moment_is_that_of_the_earliest_waiting_job,
    a_delivered_job_ends_and_loses_its_octets,
    a_job_with_a_waiting_recipient_is_due_again_when_the_settlement_says,
    recipients_that_are_not_named_stay_as_they_are,
    a_job_ends_failed_or_partly_delivered_as_its_recipients_do,
    settling_a_job_that_is_gone_gives_nothing,
    settling_a_job_that_has_ended_changes_nothing,
    a_result_for_a_recipient_that_does_not_exist_is_refused_and_changes_nothing,
    an_outcome_counts_also_when_the_job_was_recovered_meanwhile,
}

async fn a_claim_begins_an_attempt_and_writes_the_later_retry_down(store: &dyn Store) {
    let id = keep(store, NOW).await;
    let claimed = store.claim(scans(), later(5), POLICY(), 1).await.unwrap();
    let [job] = claimed.as_slice() else { panic!("one job: {claimed:?}") };
    assert_eq!((job.state, job.tries), (JobState::Delivering, 1));
    // A minute, a fifth longer or shorter.
    let due_at = job.due_at.unwrap();
    assert!((later(5 + 48)..=later(5 + 72)).contains(&due_at), "{due_at}");
    assert_eq!(*job, the_job(store, id).await);
    assert_eq!(story(store, id).await[1..], [Event::AttemptStarted { attempt: 1 }]);
}

async fn waits_grow_from_try_to_try(store: &dyn Store) {
    let id = keep(store, NOW).await;
    for (tries, least, most) in [(1, 48, 72), (2, 96, 144), (3, 192, 288)] {
        let now = the_job(store, id).await.due_at.unwrap();
        assert_eq!(claim(store, now).await, [id]);
        let job = the_job(store, id).await;
        assert_eq!(job.tries, tries);
        let wait = now.until(job.due_at.unwrap()).as_secs();
        assert!((least..=most).contains(&wait), "{wait} s after try {tries}");
        store.settle(id, settled(&[(0, Waiting)], None), now).await.unwrap();
    }
}

async fn a_claim_takes_the_oldest_due_first_and_no_more_than_asked(store: &dyn Store) {
    let third = keep(store, later(3)).await;
    let first = keep(store, later(1)).await;
    let second = keep(store, later(2)).await;
    let jobs = store.claim(scans(), later(9), POLICY(), 2).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(claim(store, later(9)).await, [third]);
    assert_eq!(store.claim(scans(), later(9), POLICY(), 0).await.unwrap(), []);
}

async fn jobs_due_at_the_same_moment_are_claimed_as_they_came(store: &dyn Store) {
    let mut came = Vec::new();
    for _ in 0..5 {
        came.push(keep(store, NOW).await);
    }
    assert_eq!(claim(store, NOW).await, came);
}

async fn a_claim_takes_only_what_is_due_and_of_this_account(store: &dyn Store) {
    let mine = keep(store, NOW).await;
    keep(store, later(1)).await;
    let mut foreign = mail_to(&["a@example.com"], NOW);
    foreign.account = other();
    keep_as(store, foreign, b"x").await;
    assert_eq!(claim(store, NOW).await, [mine]);
}

async fn a_claimed_job_is_not_claimed_again(store: &dyn Store) {
    let id = keep(store, NOW).await;
    assert_eq!(claim(store, NOW).await, [id]);
    assert_eq!(claim(store, later(1_000_000)).await, []);
}

async fn the_next_due_moment_is_that_of_the_earliest_waiting_job(store: &dyn Store) {
    assert_eq!(store.next_due(scans()).await.unwrap(), None);
    keep(store, later(7)).await;
    keep(store, later(3)).await;
    assert_eq!(store.next_due(scans()).await.unwrap(), Some(later(3)));
    assert_eq!(store.next_due(other()).await.unwrap(), None);
    assert_eq!(claim(store, later(7)).await.len(), 2);
    assert_eq!(store.next_due(scans()).await.unwrap(), None, "what is under way does not wait");
}

async fn a_delivered_job_ends_and_loses_its_octets(store: &dyn Store) {
    for bytes in [10, 200_000] {
        let id = keep_as(store, mail_to(&["a@example.com"], NOW), &scan_of(bytes)).await;
        claim(store, NOW).await;
        let job = store.settle(id, delivered(), later(2)).await.unwrap().unwrap();
        assert_eq!(job, the_job(store, id).await);
        assert_eq!((job.state, job.tries, job.fault), (JobState::Delivered, 1, None));
        assert_eq!((job.due_at, job.ended_at), (None, Some(later(2))));
        assert_eq!(job.recipients[0].state, Delivered);
        assert_eq!(job.recipients[0].reply.as_deref(), Some("250 2.0.0 OK"));
        assert_eq!(octets_of(store, id).await.unwrap_err().code, Code::BodyMissing);
        let ended = Event::AttemptEnded {
            delivered: 1,
            failed: 0,
            waiting: 0,
            uncertain: 0,
            route: route(),
            fault: None,
        };
        assert_eq!(
            story(store, id).await[2..],
            [ended, Event::JobDelivered { after_millis: Some(2000) }]
        );
    }
}

async fn a_job_with_a_waiting_recipient_is_due_again_when_the_settlement_says(store: &dyn Store) {
    let id = keep_as(store, mail_to(&["a@example.com", "b@example.com"], NOW), b"12").await;
    claim(store, NOW).await;
    let so_far = settled(&[(0, Delivered), (1, Waiting)], Some(Code::MailDeferred));
    let job = store.settle(id, so_far, later(2)).await.unwrap().unwrap();
    assert_eq!((job.state, job.due_at, job.ended_at), (JobState::Waiting, Some(later(600)), None));
    assert_eq!(job.fault, Some(Fault::new(Code::MailDeferred)));
    assert_eq!(job.recipients[1].reply.as_deref(), Some("451 4.7.1 later"));
    assert_eq!(octets_of(store, id).await.unwrap(), b"12");
    assert_eq!(claim(store, later(599)).await, []);
    assert_eq!(claim(store, later(600)).await, [id]);
    let ended = Event::AttemptEnded {
        delivered: 1,
        failed: 0,
        waiting: 1,
        uncertain: 0,
        route: route(),
        fault: Some(Fault::new(Code::MailDeferred)),
    };
    assert_eq!(story(store, id).await[2..], [ended, Event::AttemptStarted { attempt: 2 }]);
}

async fn recipients_that_are_not_named_stay_as_they_are(store: &dyn Store) {
    let id = keep_as(store, mail_to(&["a@example.com", "b@example.com"], NOW), b"12").await;
    claim(store, NOW).await;
    store.settle(id, settled(&[(0, Delivered)], None), NOW).await.unwrap();
    claim(store, later(600)).await;
    let job = store.settle(id, settled(&[], None), later(600)).await.unwrap().unwrap();
    let states: Vec<_> = job.recipients.iter().map(|to| to.state).collect();
    assert_eq!(states, [Delivered, Waiting]);
    assert_eq!(job.recipients[0].reply.as_deref(), Some("250 2.0.0 OK"));
    assert_eq!(job.recipients[1].reply, None);
}

async fn a_job_ends_failed_or_partly_delivered_as_its_recipients_do(store: &dyn Store) {
    let ends = [
        ([Failed, Failed], JobState::Failed),
        ([Delivered, Failed], JobState::PartlyDelivered),
        ([Delivered, Delivered], JobState::Delivered),
    ];
    for ([first, second], state) in ends {
        let id = keep_as(store, mail_to(&["a@example.com", "b@example.com"], NOW), b"12").await;
        claim(store, NOW).await;
        let fault = (state != JobState::Delivered).then_some(Code::RecipientRefused);
        let results = settled(&[(0, first), (1, second)], fault);
        let job = store.settle(id, results, NOW).await.unwrap().unwrap();
        assert_eq!((job.state, job.due_at, job.ended_at), (state, None, Some(NOW)));
        assert_eq!(octets_of(store, id).await.unwrap_err().code, Code::BodyMissing);
        let last = story(store, id).await.pop().unwrap();
        match fault {
            None => assert_eq!(last, Event::JobDelivered { after_millis: Some(0) }),
            Some(code) => assert_eq!(last, Event::JobFailed { fault: Some(Fault::new(code)) }),
        }
    }
}

async fn settling_a_job_that_is_gone_gives_nothing(store: &dyn Store) {
    let settlement = delivered();
    assert_eq!(store.settle(JobId::new(), settlement, NOW).await.unwrap(), None);
    assert_eq!(store.latest(10).await.unwrap(), []);
}

async fn settling_a_job_that_has_ended_changes_nothing(store: &dyn Store) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    let ended = store.settle(id, delivered(), NOW).await.unwrap();
    let again = settled(&[(0, Failed)], Some(Code::MailRefused));
    assert_eq!(store.settle(id, again, later(5)).await.unwrap(), ended);
    assert_eq!(story(store, id).await.len(), 4);
}

async fn a_result_for_a_recipient_that_does_not_exist_is_refused_and_changes_nothing(
    store: &dyn Store,
) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    let before = the_job(store, id).await;
    let wrong = settled(&[(0, Delivered), (1, Delivered)], None);
    let fault = store.settle(id, wrong, NOW).await.unwrap_err();
    assert_eq!(fault.code, Code::StorageFailed);
    assert_eq!(the_job(store, id).await, before);
    assert_eq!(story(store, id).await.len(), 2);
    assert!(octets_of(store, id).await.is_ok());
}

async fn an_outcome_counts_also_when_the_job_was_recovered_meanwhile(store: &dyn Store) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    assert_eq!(store.recover(NOW, Duration::from_hours(1)).await.unwrap(), 1);
    let job = store.settle(id, delivered(), NOW).await.unwrap().unwrap();
    assert_eq!(job.state, JobState::Delivered);
}
