//! What the spool promises of mails that may have arrived, of a held account's probe, and of what has
//! waited for too long.

use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::Event;
use scanpost_core::spool::RecipientState::{Delivered, Failed, Uncertain, Waiting};
use scanpost_core::spool::{JobState, Settlement};

use crate::stage::*;

for_every_backend! {
    a_mail_that_may_have_arrived_waits_for_its_resend_and_is_counted,
    a_mail_that_stays_uncertain_ends_so_and_its_story_says_so,
    a_held_account_gives_one_job_as_a_probe_and_stays_held,
    what_has_waited_for_too_long_ends_as_failed_and_says_why,
    who_was_uncertain_is_not_called_failed_because_of_the_wait,
    only_what_waits_in_that_account_and_is_old_enough_expires,
}

async fn a_mail_that_may_have_arrived_waits_for_its_resend_and_is_counted(store: &dyn Store) {
    let id = keep_as(store, mail_to(&["a@example.com", "b@example.com"], NOW), b"12").await;
    claim(store, NOW).await;
    let lost = settled(&[(0, Delivered), (1, Uncertain)], Some(Code::DeliveryUncertain));
    let job = store.settle(id, lost, later(2)).await.unwrap().unwrap();
    assert_eq!(job, the_job(store, id).await);
    assert_eq!((job.state, job.uncertain, job.due_at), (JobState::Waiting, 1, Some(later(600))));
    assert_eq!(job.recipients[1].state, Uncertain);
    assert_eq!(octets_of(store, id).await.unwrap(), b"12");
    let ended = Event::AttemptEnded {
        delivered: 1,
        failed: 0,
        waiting: 0,
        uncertain: 1,
        route: route(),
        fault: Some(Fault::new(Code::DeliveryUncertain)),
    };
    assert_eq!(story(store, id).await[2..], [ended]);

    assert_eq!(claim(store, later(600)).await, [id]);
    let job =
        store.settle(id, settled(&[(1, Delivered)], None), later(601)).await.unwrap().unwrap();
    assert_eq!((job.state, job.uncertain), (JobState::Delivered, 1));
}

async fn a_mail_that_stays_uncertain_ends_so_and_its_story_says_so(store: &dyn Store) {
    let id = keep_as(store, mail_to(&["a@example.com", "b@example.com"], NOW), b"12").await;
    claim(store, NOW).await;
    let lost = settled(&[(0, Delivered), (1, Uncertain)], Some(Code::StayedUncertain));
    let lost = Settlement { retry_at: None, ..lost };
    let job = store.settle(id, lost, later(2)).await.unwrap().unwrap();
    assert_eq!(job, the_job(store, id).await);
    assert_eq!((job.state, job.due_at, job.ended_at), (JobState::Uncertain, None, Some(later(2))));
    assert_eq!(octets_of(store, id).await.unwrap_err().code, Code::BodyMissing);
    let end = Event::JobUncertain { fault: Some(Fault::new(Code::StayedUncertain)) };
    assert_eq!(story(store, id).await[3..], [end]);
    assert!(store.counts().await.unwrap().contains(&(JobState::Uncertain, 1)));
}

async fn a_held_account_gives_one_job_as_a_probe_and_stays_held(store: &dyn Store) {
    let first = keep(store, NOW).await;
    let second = keep(store, later(1)).await;
    store.hold(scans(), Fault::new(Code::SenderBlocked), NOW).await.unwrap();
    assert_eq!(claim(store, later(2)).await, []);
    let probe = store.claim_probe(scans(), later(2), POLICY()).await.unwrap().unwrap();
    assert_eq!((probe.id, probe.state, probe.tries), (first, JobState::Delivering, 1));
    assert_eq!(story(store, first).await[1..], [Event::AttemptStarted { attempt: 1 }]);
    assert!(store.held(scans()).await.unwrap().is_some());
    assert_eq!(the_job(store, second).await.state, JobState::Waiting);
    assert_eq!(store.claim_probe(other(), later(2), POLICY()).await.unwrap(), None);
}

async fn what_has_waited_for_too_long_ends_as_failed_and_says_why(store: &dyn Store) {
    let (small, large) = (scan_of(7), scan_of(70_000));
    for octets in [small, large] {
        let mail = mail_to(&["a@example.com", "b@example.com"], NOW);
        let id = keep_as(store, mail, &octets).await;
        claim(store, NOW).await;
        let so_far = settled(&[(0, Delivered), (1, Waiting)], Some(Code::MailDeferred));
        store.settle(id, so_far, NOW).await.unwrap();
        let why = Fault::new(Code::HeldTooLong);
        let ended = store.expire(scans(), later(1), why.clone(), later(9)).await.unwrap();
        assert_eq!(ended, 1);
        let job = the_job(store, id).await;
        assert_eq!((job.state, job.fault), (JobState::PartlyDelivered, Some(why.clone())));
        assert_eq!((job.due_at, job.ended_at), (None, Some(later(9))));
        assert_eq!(job.recipients[1].state, Failed);
        assert_eq!(octets_of(store, id).await.unwrap_err().code, Code::BodyMissing);
        assert_eq!(story(store, id).await[3..], [Event::JobFailed { fault: Some(why) }]);
    }
}

async fn who_was_uncertain_is_not_called_failed_because_of_the_wait(store: &dyn Store) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    let lost = settled(&[(0, Uncertain)], Some(Code::DeliveryUncertain));
    store.settle(id, lost, NOW).await.unwrap();
    let why = Fault::new(Code::HeldTooLong);
    assert_eq!(store.expire(scans(), later(1), why, later(9)).await.unwrap(), 1);
    let job = the_job(store, id).await;
    assert_eq!((job.state, job.recipients[0].state), (JobState::Uncertain, Uncertain));
}

async fn only_what_waits_in_that_account_and_is_old_enough_expires(store: &dyn Store) {
    let under_way = keep(store, NOW).await;
    claim(store, NOW).await;
    let kept_back = keep(store, NOW).await;
    store.hold_job(kept_back, NOW.into()).await.unwrap();
    let young = keep(store, later(1)).await;
    let why = || Fault::new(Code::HeldTooLong);
    assert_eq!(store.expire(scans(), later(1), why(), later(9)).await.unwrap(), 0);
    assert_eq!(store.expire(other(), later(9), why(), later(9)).await.unwrap(), 0);
    for (id, state) in
        [(under_way, JobState::Delivering), (kept_back, JobState::Held), (young, JobState::Waiting)]
    {
        assert_eq!(the_job(store, id).await.state, state);
    }
}
