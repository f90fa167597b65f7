//! What the journal promises.

use scanpost_core::journal::Event;

use crate::stage::*;

for_every_backend! {
    numbers_count_up_by_one,
    a_story_is_of_one_job_oldest_first,
    the_latest_are_newest_first_and_no_more_than_asked,
}

async fn numbers_count_up_by_one(store: &dyn Store) {
    for _ in 0..3 {
        keep(store, NOW).await;
    }
    claim(store, NOW).await;
    let numbers: Vec<_> =
        store.latest(10).await.unwrap().iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [6, 5, 4, 3, 2, 1]);
}

async fn a_story_is_of_one_job_oldest_first(store: &dyn Store) {
    let id = keep(store, NOW).await;
    keep(store, later(1)).await;
    claim(store, later(2)).await;
    let entries = store.story(id).await.unwrap();
    assert!(entries.iter().all(|entry| entry.job == Some(id) && entry.account == Some(scans())));
    let moments: Vec<_> = entries.iter().map(|entry| (entry.number, entry.at)).collect();
    assert_eq!(moments, [(1, NOW), (3, later(2))]);
    assert_eq!(entries[1].event, Event::AttemptStarted { attempt: 1 });
}

async fn the_latest_are_newest_first_and_no_more_than_asked(store: &dyn Store) {
    let first = keep(store, NOW).await;
    let second = keep(store, NOW).await;
    let third = keep(store, NOW).await;
    let jobs = async |most| {
        let latest = store.latest(most).await.unwrap();
        latest.iter().map(|entry| entry.job.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(jobs(2).await, [third, second]);
    assert_eq!(jobs(10).await, [third, second, first]);
    assert_eq!(jobs(0).await, []);
}
