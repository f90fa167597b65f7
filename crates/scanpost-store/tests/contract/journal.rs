//! What the journal promises.

use scanpost_core::fault::Code;
use scanpost_core::journal::Event;

use crate::stage::*;

for_every_backend! {
    numbers_count_up_by_one,
    a_story_is_of_one_job_oldest_first,
    the_latest_are_newest_first_and_no_more_than_asked,
    a_reader_is_given_what_came_after_oldest_first,
    each_reader_finds_its_own_bookmark_and_the_journal_tells_nothing_of_it,
    what_is_noted_of_an_account_names_it,
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

async fn a_reader_is_given_what_came_after_oldest_first(store: &dyn Store) {
    for _ in 0..5 {
        keep(store, NOW).await;
    }
    let numbers = async |after, most| {
        let entries = store.after(after, most).await.unwrap();
        entries.iter().map(|entry| entry.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, 10).await, [1, 2, 3, 4, 5]);
    assert_eq!(numbers(2, 2).await, [3, 4]);
    assert!(numbers(5, 10).await.is_empty());
    assert!(numbers(99, 10).await.is_empty());
    assert!(numbers(0, 0).await.is_empty());
}

async fn each_reader_finds_its_own_bookmark_and_the_journal_tells_nothing_of_it(store: &dyn Store) {
    assert_eq!(store.bookmark("syslog").await.unwrap(), None);
    for (reader, place) in [("syslog", "1"), ("webhook", "2"), ("syslog", "3")] {
        store.put_bookmark(reader, place.to_owned()).await.unwrap();
    }
    assert_eq!(store.bookmark("syslog").await.unwrap().as_deref(), Some("3"));
    assert_eq!(store.bookmark("webhook").await.unwrap().as_deref(), Some("2"));
    assert_eq!(store.latest(10).await.unwrap(), []);
}

async fn what_is_noted_of_an_account_names_it(store: &dyn Store) {
    let event = Event::Warned { fault: Code::DiskLow.into() };
    store.note_of(scans(), event.clone(), NOW.into()).await.unwrap();
    let entry = store.latest(1).await.unwrap().remove(0);
    assert_eq!((entry.account, entry.event, entry.by), (Some(scans()), event, None));
}
