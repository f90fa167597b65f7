//! What the spool promises of a queue: recovery, holds, retries, a clock that was set.

use std::time::Duration;

use scanpost_core::clock::{Jump, Time};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::journal::{Event, Route, Stamp};
use scanpost_core::oauth::AccountName;
use scanpost_core::spool::RecipientState::Waiting;
use scanpost_core::spool::{Bundle, Hold, JobId, JobState, Rest};

use crate::stage::*;

for_every_backend! {
    recovering_makes_interrupted_attempts_wait_due_now,
    recovering_brings_a_job_near_that_a_wrong_clock_put_far_ahead,
    a_held_account_gives_no_jobs_and_no_due_moment,
    a_rest_is_kept_with_its_end_until_it_is_over,
    holding_again_only_replaces_the_fault,
    released_jobs_are_due_now_in_the_order_in_which_they_came,
    releasing_what_is_not_held_changes_nothing,
    a_waiting_job_can_be_retried_now,
    only_a_waiting_job_can_be_retried,
    a_job_that_a_person_holds_is_kept_and_not_claimed_until_a_person_releases_it,
    only_a_waiting_job_can_be_held_and_only_a_held_one_released,
    a_held_job_stays_held_when_its_account_flows_again_and_after_a_restart,
    what_waits_of_a_bundle_goes_on_by_another_account_and_what_is_on_its_way_does_not,
    bundles_tell_devices_and_faxes_apart_and_leave_users_out,
    who_fetches_a_mail_stands_in_its_story_and_nobody_fetches_one_that_is_gone,
    when_the_clock_is_set_the_moments_of_jobs_that_have_not_ended_move_with_it,
}

async fn recovering_makes_interrupted_attempts_wait_due_now(store: &dyn Store) {
    let interrupted = keep(store, NOW).await;
    claim(store, NOW).await;
    let ended = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(ended, delivered(), NOW).await.unwrap();
    let waiting = keep(store, later(2)).await;

    let hour = Duration::from_hours(1);
    assert_eq!(store.recover(later(9), hour).await.unwrap(), 1);
    let job = the_job(store, interrupted).await;
    assert_eq!((job.state, job.tries, job.due_at), (JobState::Waiting, 1, Some(later(9))));
    assert_eq!(job.fault, Some(Fault::new(Code::AttemptInterrupted)));
    let nothing_known = Event::AttemptEnded {
        delivered: 0,
        failed: 0,
        waiting: 1,
        uncertain: 0,
        route: Route::default(),
        fault: Some(Fault::new(Code::AttemptInterrupted)),
    };
    assert_eq!(story(store, interrupted).await[2..], [nothing_known]);
    assert_eq!(the_job(store, waiting).await.due_at, Some(later(2)));
    assert_eq!(the_job(store, ended).await.state, JobState::Delivered);
    assert_eq!(claim(store, later(9)).await, [waiting, interrupted]);
    assert!(octets_of(store, interrupted).await.is_ok());
}

async fn recovering_brings_a_job_near_that_a_wrong_clock_put_far_ahead(store: &dyn Store) {
    let far = keep(store, later(3601)).await;
    let near = keep(store, later(3600)).await;
    assert_eq!(store.recover(NOW, Duration::from_hours(1)).await.unwrap(), 0);
    assert_eq!(the_job(store, far).await.due_at, Some(NOW));
    assert_eq!(the_job(store, near).await.due_at, Some(later(3600)));
}

async fn a_held_account_gives_no_jobs_and_no_due_moment(store: &dyn Store) {
    keep(store, NOW).await;
    let mut foreign = mail_to(&["a@example.com"], NOW);
    foreign.account = other();
    keep_as(store, foreign, b"x").await;
    let fault = Fault::new(Code::GrantRevoked);
    store.hold(scans(), fault.clone(), later(1)).await.unwrap();
    assert_eq!(claim(store, later(9)).await, []);
    assert_eq!(store.next_due(scans()).await.unwrap(), None);
    assert_eq!(store.next_due(other()).await.unwrap(), Some(NOW), "only this account is held");
    let hold = Hold { fault: fault.clone(), since: later(1) };
    assert_eq!(store.held(scans()).await.unwrap(), Some(hold));
    assert_eq!(store.held(other()).await.unwrap(), None);
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.account, newest.at), (Some(scans()), later(1)));
    assert_eq!(newest.event, Event::AccountHeld { fault });
}

async fn a_rest_is_kept_with_its_end_until_it_is_over(store: &dyn Store) {
    let quota = |until| Rest { fault: Fault::new(Code::SubmissionQuota).words("554"), until };
    store.put_rest(scans(), None, NOW).await.unwrap();
    assert_eq!(store.latest(1).await.unwrap(), [], "it did not rest");
    keep(store, NOW).await;
    store.put_rest(scans(), Some(quota(later(9))), NOW).await.unwrap();
    store.put_rest(scans(), Some(quota(later(90))), later(1)).await.unwrap();
    assert_eq!(store.rest(scans()).await.unwrap(), Some(quota(later(90))));
    assert_eq!(store.rest(other()).await.unwrap(), None);
    assert!(store.held(scans()).await.unwrap().is_none());
    store.shift(Jump(5000), later(2)).await.unwrap();
    assert_eq!(store.rest(scans()).await.unwrap(), Some(quota(later(95))));
    for _ in 0..2 {
        store.put_rest(scans(), None, later(3)).await.unwrap();
        assert_eq!(store.rest(scans()).await.unwrap(), None);
    }
    let newest: Vec<_> = store.latest(4).await.unwrap().into_iter().map(|one| one.event).collect();
    let rests = |seconds| {
        let Rest { fault, until } = quota(later(seconds));
        Event::AccountRests { fault, until }
    };
    let clock_set = Event::ClockSet { by_millis: 5000 };
    assert_eq!(newest, [Event::AccountRested, clock_set, rests(90), rests(9)]);
    assert_eq!(claim(store, later(9)).await.len(), 1, "to rest is the queue's matter");
}

async fn holding_again_only_replaces_the_fault(store: &dyn Store) {
    store.hold(scans(), Fault::new(Code::LoginRefused), NOW).await.unwrap();
    store.hold(scans(), Fault::new(Code::GrantRevoked), later(5)).await.unwrap();
    let hold = Hold { fault: Fault::new(Code::GrantRevoked), since: NOW };
    assert_eq!(store.held(scans()).await.unwrap(), Some(hold));
    assert_eq!(store.latest(10).await.unwrap().len(), 1);
}

async fn released_jobs_are_due_now_in_the_order_in_which_they_came(store: &dyn Store) {
    let first = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(first, settled(&[(0, Waiting)], Some(Code::LoginRefused)), NOW).await.unwrap();
    store.hold(scans(), Fault::new(Code::LoginRefused), NOW).await.unwrap();
    let second = keep(store, later(1)).await;
    assert!(store.release(scans(), later(9)).await.unwrap());
    assert_eq!(store.held(scans()).await.unwrap(), None);
    assert_eq!(store.latest(1).await.unwrap()[0].event, Event::AccountReleased);
    assert_eq!(store.next_due(scans()).await.unwrap(), Some(later(9)));
    assert_eq!(claim(store, later(9)).await, [first, second]);
}

async fn releasing_what_is_not_held_changes_nothing(store: &dyn Store) {
    let id = keep(store, later(60)).await;
    assert!(!store.release(scans(), NOW).await.unwrap());
    assert_eq!(the_job(store, id).await.due_at, Some(later(60)));
    assert_eq!(store.latest(10).await.unwrap().len(), 1);
}

async fn a_waiting_job_can_be_retried_now(store: &dyn Store) {
    let id = keep(store, later(600)).await;
    assert!(store.retry(id, later(1).into()).await.unwrap());
    assert_eq!(the_job(store, id).await.due_at, Some(later(1)));
    assert_eq!(story(store, id).await[1..], [Event::JobRetried]);
    assert_eq!(claim(store, later(1)).await, [id]);
}

async fn only_a_waiting_job_can_be_retried(store: &dyn Store) {
    let id = keep(store, NOW).await;
    claim(store, NOW).await;
    assert!(!store.retry(id, NOW.into()).await.unwrap(), "under way");
    store.settle(id, delivered(), NOW).await.unwrap();
    assert!(!store.retry(id, NOW.into()).await.unwrap(), "ended");
    assert!(!store.retry(JobId::new(), NOW.into()).await.unwrap(), "unknown");
    assert_eq!(story(store, id).await.len(), 4);
}

async fn when_the_clock_is_set_the_moments_of_jobs_that_have_not_ended_move_with_it(
    store: &dyn Store,
) {
    let ended = keep(store, NOW).await;
    let under_way = keep(store, NOW).await;
    claim(store, NOW).await;
    store.settle(ended, delivered(), NOW).await.unwrap();
    let waiting = keep(store, later(1)).await;
    let before = [the_job(store, ended).await, the_job(store, under_way).await];

    store.hold(other(), Fault::new(Code::SignInNeeded), NOW).await.unwrap();

    let jump = Jump(-3_600_000);
    store.shift(jump, later(-3600)).await.unwrap();
    assert_eq!(store.held(other()).await.unwrap().map(|hold| hold.since), Some(NOW.shifted(jump)));
    assert_eq!(the_job(store, ended).await, before[0]);
    let moved = the_job(store, under_way).await;
    assert_eq!(moved.accepted_at, NOW.shifted(jump));
    assert_eq!(moved.due_at, before[1].due_at.map(|due_at: Time| due_at.shifted(jump)));
    assert_eq!(the_job(store, waiting).await.due_at, Some(later(1 - 3600)));
    let newest = store.latest(1).await.unwrap().remove(0);
    assert_eq!((newest.event, newest.at), (Event::ClockSet { by_millis: jump.0 }, later(-3600)));
}

async fn a_job_that_a_person_holds_is_kept_and_not_claimed_until_a_person_releases_it(
    store: &dyn Store,
) {
    let id = keep(store, NOW).await;
    assert!(store.hold_job(id, stamp_of("anna")).await.unwrap());
    let job = the_job(store, id).await;
    assert_eq!((job.state, job.due_at), (JobState::Held, None));
    assert_eq!(claim(store, later(99)).await, []);
    assert_eq!(store.next_due(scans()).await.unwrap(), None);
    assert!(octets_of(store, id).await.is_ok(), "the mail is kept");
    let counts = store.counts().await.unwrap();
    assert!(counts.contains(&(JobState::Held, 1)) && counts.contains(&(JobState::Waiting, 0)));

    assert!(store.release_job(id, Stamp { at: later(5), by: None }).await.unwrap());
    assert_eq!(the_job(store, id).await.due_at, Some(later(5)));
    assert_eq!(claim(store, later(5)).await, [id]);
    assert_eq!(story(store, id).await[1..3], [Event::JobHeld, Event::JobReleased]);
    let of_anna = store.audit(None, 10).await.unwrap();
    let [held] = &of_anna[..] else { panic!("one deed of a person") };
    assert_eq!((held.event.clone(), held.job), (Event::JobHeld, Some(id)));
}

async fn only_a_waiting_job_can_be_held_and_only_a_held_one_released(store: &dyn Store) {
    let id = keep(store, NOW).await;
    assert!(!store.release_job(id, NOW.into()).await.unwrap(), "nobody holds it");
    claim(store, NOW).await;
    assert!(!store.hold_job(id, NOW.into()).await.unwrap(), "it is under way");
    store.settle(id, delivered(), NOW).await.unwrap();
    assert!(!store.hold_job(id, NOW.into()).await.unwrap(), "it has ended");
    assert!(!store.hold_job(JobId::new(), NOW.into()).await.unwrap(), "there is none");
    let held = keep(store, NOW).await;
    assert!(store.hold_job(held, NOW.into()).await.unwrap());
    assert!(!store.hold_job(held, NOW.into()).await.unwrap(), "once is enough");
    assert!(!store.retry(held, NOW.into()).await.unwrap(), "it must be released first");
    assert_eq!(story(store, held).await.len(), 2);
    assert!(store.delete(held, NOW.into()).await.unwrap());
    assert!(octets_of(store, held).await.is_err());
}

async fn a_held_job_stays_held_when_its_account_flows_again_and_after_a_restart(store: &dyn Store) {
    let id = keep(store, NOW).await;
    store.hold_job(id, NOW.into()).await.unwrap();
    store.hold(scans(), Fault::new(Code::LoginRefused), NOW).await.unwrap();
    store.release(scans(), later(1)).await.unwrap();
    store.recover(later(2), Duration::from_hours(1)).await.unwrap();
    store.shift(Jump(60_000), later(3)).await.unwrap();
    let job = the_job(store, id).await;
    assert_eq!((job.state, job.due_at), (JobState::Held, None));
    assert_eq!(job.accepted_at, later(60), "it moves with the clock");
    assert!(octets_of(store, id).await.is_ok());
    store.put_account(account(scans()), NOW.into()).await.unwrap();
    assert!(!store.remove_account(scans(), NOW.into()).await.unwrap(), "its mail has not ended");
}

async fn who_fetches_a_mail_stands_in_its_story_and_nobody_fetches_one_that_is_gone(
    store: &dyn Store,
) {
    let id = keep(store, NOW).await;
    assert!(store.note_download(id, stamp_of("anna")).await.unwrap());
    assert_eq!(store.audit(None, 1).await.unwrap()[0].event, Event::JobDownloaded);
    claim(store, NOW).await;
    store.settle(id, delivered(), NOW).await.unwrap();
    assert!(!store.note_download(id, stamp_of("anna")).await.unwrap());
    assert!(!store.note_download(JobId::new(), stamp_of("anna")).await.unwrap());
    assert_eq!(store.audit(None, 9).await.unwrap().len(), 1);
}

fn bundle(account: AccountName, device: &str, faxes: bool) -> Bundle {
    Bundle { account, device: device.to_owned(), faxes }
}

async fn what_waits_of_a_bundle_goes_on_by_another_account_and_what_is_on_its_way_does_not(
    store: &dyn Store,
) {
    let under_way = keep(store, NOW).await;
    claim(store, NOW).await;
    let held = keep(store, later(1)).await;
    store.hold_job(held, later(1).into()).await.unwrap();
    let (first, second) = (keep(store, later(2)).await, keep(store, later(9)).await);
    let of_copier = bundle(scans(), "copier", false);
    assert_eq!(store.bundles().await.unwrap(), std::slice::from_ref(&of_copier));
    let moved = store.reroute(of_copier.clone(), other(), 2, later(5)).await.unwrap();
    assert_eq!(moved, 2, "the oldest first, and so many at once");
    assert_eq!(the_job(store, held).await.account, other());
    assert_eq!(the_job(store, second).await.account, scans());
    assert_eq!(store.reroute(of_copier.clone(), other(), 2, later(5)).await.unwrap(), 1);
    assert_eq!(store.reroute(of_copier, other(), 2, later(5)).await.unwrap(), 0);
    assert_eq!(store.bundles().await.unwrap(), [bundle(other(), "copier", false)]);

    assert_eq!(the_job(store, under_way).await.account, scans());
    let job = the_job(store, held).await;
    assert_eq!((job.state, job.due_at), (JobState::Held, None));
    let claimed = store.claim(other(), later(5), POLICY(), 9).await.unwrap();
    assert_eq!(claimed.iter().map(|job| job.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(claim(store, later(99)).await, []);
    let rerouted = Event::JobRerouted { from: scans(), to: other() };
    assert_eq!(story(store, first).await[1], rerouted);
    assert!(octets_of(store, first).await.is_ok());
}

async fn bundles_tell_devices_and_faxes_apart_and_leave_users_out(store: &dyn Store) {
    let of = |account: AccountName, device: &str, fax: Option<&str>| {
        let mut new = mail_to(&["office@example.com"], NOW);
        (new.account, new.device) = (account, device.to_owned());
        new.recipients[0].fax = fax.map(str::to_owned);
        new
    };
    let user = AccountName::of_user(&[7; 16]);
    let ended = keep_as(store, of(other(), "panel", None), b"x").await;
    store.settle(ended, delivered(), NOW).await.unwrap();
    for new in [
        of(scans(), "copier", None),
        of(scans(), "copier", Some("+46812345")),
        of(scans(), "copier", None),
        of(other(), "panel", Some("+46812345")),
        of(user, "copier", None),
    ] {
        keep_as(store, new, b"x").await;
    }
    let faxes = bundle(scans(), "copier", true);
    let there = [bundle(other(), "panel", true), bundle(scans(), "copier", false), faxes.clone()];
    assert_eq!(store.bundles().await.unwrap(), there);
    assert_eq!(store.reroute(faxes, other(), 9, NOW).await.unwrap(), 1);
    let there = [
        bundle(other(), "copier", true),
        bundle(other(), "panel", true),
        bundle(scans(), "copier", false),
    ];
    assert_eq!(store.bundles().await.unwrap(), there);
}
