//! What has ended is forgotten when it is old, in pieces; what has not ended never is.

use scanpost_core::clock::Time;
use scanpost_core::journal::{Event, Forgotten};
use scanpost_core::spool::{JobFilter, JobId, JobState};

use crate::stage::*;

for_every_backend! {
    a_job_is_forgotten_with_its_story_when_its_end_is_long_ago,
    what_has_not_ended_is_never_forgotten_however_old_it_is,
    what_people_did_to_a_job_outlasts_it,
    what_happened_beside_the_jobs_is_forgotten_too_and_what_people_did_later,
    forgetting_goes_on_where_the_last_piece_ended,
}

/// A job that was accepted and delivered at these moments.
async fn ended(store: &dyn Store, accepted_at: Time, ended_at: Time) -> JobId {
    let id = keep(store, accepted_at).await;
    claim(store, accepted_at).await;
    store.settle(id, delivered(), ended_at).await.unwrap();
    id
}

async fn forget_jobs(store: &dyn Store, before: Time) -> usize {
    store.forget_jobs(None, before, 100).await.unwrap().removed
}

async fn forget_entries(store: &dyn Store, before: Time, people_before: Time) -> usize {
    store.forget_entries(0, before, people_before, 100).await.unwrap().removed
}

async fn ids(store: &dyn Store) -> Vec<JobId> {
    let jobs = store.jobs(JobFilter { most: 100, ..JobFilter::default() }).await.unwrap().jobs;
    jobs.iter().rev().map(|job| job.id).collect()
}

async fn a_job_is_forgotten_with_its_story_when_its_end_is_long_ago(store: &dyn Store) {
    let old = ended(store, NOW, later(10)).await;
    let late = ended(store, later(1), later(100)).await;
    let new = ended(store, later(60), later(60)).await;
    assert_eq!(forget_jobs(store, later(10)).await, 0, "it ended then");
    assert_eq!(forget_jobs(store, later(50)).await, 1);
    assert_eq!(ids(store).await, [late, new]);
    assert_eq!(story(store, old).await, []);
    assert_eq!(story(store, late).await.len(), 4);
    let counts = store.counts().await.unwrap();
    assert!(counts.contains(&(JobState::Delivered, 2)), "{counts:?}");
}

async fn what_has_not_ended_is_never_forgotten_however_old_it_is(store: &dyn Store) {
    let waiting = keep(store, NOW).await;
    let held = keep(store, later(1)).await;
    assert!(store.hold_job(held, later(2).into()).await.unwrap());
    claim(store, later(3)).await;
    let under_way = waiting;
    let waiting = keep(store, later(4)).await;
    let far = later(1_000_000);
    assert_eq!(forget_jobs(store, far).await, 0);
    assert_eq!(forget_entries(store, far, far).await, 0, "their stories stay whole");
    assert_eq!(ids(store).await, [under_way, held, waiting]);
    for id in [under_way, held, waiting] {
        assert!(octets_of(store, id).await.is_ok());
        assert!(!story(store, id).await.is_empty());
    }
}

async fn what_people_did_to_a_job_outlasts_it(store: &dyn Store) {
    let id = keep(store, NOW).await;
    assert!(store.retry(id, stamp_of("anna")).await.unwrap());
    claim(store, NOW).await;
    store.settle(id, delivered(), NOW).await.unwrap();
    assert_eq!(forget_jobs(store, later(1)).await, 1);
    assert_eq!(story(store, id).await, [Event::JobRetried]);
    assert_eq!(forget_entries(store, later(1), NOW).await, 0, "people are remembered longer");
    assert_eq!(forget_entries(store, later(1), later(1)).await, 1);
    assert_eq!(store.latest(10).await.unwrap(), []);
}

async fn what_happened_beside_the_jobs_is_forgotten_too_and_what_people_did_later(
    store: &dyn Store,
) {
    store.note(Event::LoggedIn, stamp_of("anna")).await.unwrap();
    store.note_of(scans(), Event::TokenRefreshed, NOW.into()).await.unwrap();
    let deleted = ended(store, NOW, NOW).await;
    assert!(store.delete(deleted, stamp_of("anna")).await.unwrap());
    store.note_of(scans(), Event::TokenRefreshed, later(10).into()).await.unwrap();
    assert_eq!(forget_entries(store, later(10), NOW).await, 5, "also those of a deleted job");
    let left = events(store.latest(10).await.unwrap());
    assert_eq!(left, [Event::TokenRefreshed, Event::JobDeleted, Event::LoggedIn]);
    assert_eq!(forget_entries(store, later(10), later(10)).await, 2);
    assert_eq!(events(store.latest(10).await.unwrap()), [Event::TokenRefreshed]);
}

async fn forgetting_goes_on_where_the_last_piece_ended(store: &dyn Store) {
    let stays = keep(store, NOW).await;
    for number in 1..=4 {
        ended(store, later(number), later(number)).await;
    }
    store.hold_job(stays, later(9).into()).await.unwrap();
    let (mut after, mut removed, mut pieces) = (None, 0, 0);
    loop {
        let piece = store.forget_jobs(after, later(100), 2).await.unwrap();
        (removed, pieces) = (removed + piece.removed, pieces + 1);
        after = piece.read_to;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((removed, pieces), (4, 3));
    assert_eq!(ids(store).await, [stays]);

    let whole = store.latest(100).await.unwrap().len();
    let newest = store.latest(1).await.unwrap()[0].number;
    let first = store.forget_entries(0, later(100), later(100), whole).await.unwrap();
    assert_eq!(first, Forgotten { removed: 0, read_to: Some(newest) }, "all are of one that waits");
    let rest = store.forget_entries(newest, later(100), later(100), 1).await.unwrap();
    assert_eq!(rest, Forgotten { removed: 0, read_to: None });
}
