//! What the spool promises of devices that share an account: each has its turn.

use scanpost_core::oauth::AccountName;
use scanpost_core::spool::{JobId, NewJob};

use crate::stage::*;

for_every_backend! {
    a_quiet_device_goes_before_the_second_job_of_a_busy_one,
    devices_are_served_one_after_the_other_over_many_claims,
    one_claim_of_many_deals_them_out_and_fills_up_with_the_busy_one,
    a_device_whose_jobs_are_not_due_does_not_hold_up_the_others,
    accounts_have_turns_of_their_own,
    the_names_of_devices_say_nothing_of_their_turn,
}

async fn scan(store: &dyn Store, device: &str, seconds: i64) -> JobId {
    scan_of_account(store, scans(), device, seconds).await
}

async fn scan_of_account(
    store: &dyn Store,
    account: AccountName,
    device: &str,
    seconds: i64,
) -> JobId {
    let mail = mail_to(&["a@example.com"], later(seconds));
    keep_as(store, NewJob { device: device.to_owned(), account, ..mail }, b"x").await
}

async fn claim_some(store: &dyn Store, most: usize) -> Vec<JobId> {
    let jobs = store.claim(scans(), later(1000), POLICY(), most).await.unwrap();
    jobs.iter().map(|job| job.id).collect()
}

async fn a_quiet_device_goes_before_the_second_job_of_a_busy_one(store: &dyn Store) {
    let mut busy = Vec::new();
    for seconds in 0..5 {
        busy.push(scan(store, "busy", seconds).await);
    }
    assert_eq!(claim_some(store, 1).await, [busy[0]]);
    let quiet = scan(store, "quiet", 100).await;
    assert_eq!(claim_some(store, 1).await, [quiet]);
    assert_eq!(claim_some(store, 2).await, [busy[1], busy[2]]);
}

async fn devices_are_served_one_after_the_other_over_many_claims(store: &dyn Store) {
    let mut jobs = Vec::new();
    for device in ["a", "b", "c"] {
        for seconds in 0..3 {
            jobs.push(scan(store, device, seconds).await);
        }
    }
    let order = [0, 3, 6, 1, 4, 7, 2, 5, 8].map(|place: usize| jobs[place]);
    for pair in order.chunks(2) {
        assert_eq!(claim_some(store, 2).await, pair);
    }
    assert_eq!(claim_some(store, 2).await, []);
}

async fn one_claim_of_many_deals_them_out_and_fills_up_with_the_busy_one(store: &dyn Store) {
    let mut busy = Vec::new();
    for seconds in 0..9 {
        busy.push(scan(store, "busy", seconds).await);
    }
    let quiet = scan(store, "quiet", 50).await;
    let two = [scan(store, "some", 60).await, scan(store, "some", 61).await];
    assert_eq!(
        claim_some(store, 7).await,
        [busy[0], quiet, two[0], busy[1], two[1], busy[2], busy[3]]
    );
    assert_eq!(claim_some(store, 0).await, []);
    assert_eq!(claim_some(store, 99).await, busy[4..]);
}

async fn a_device_whose_jobs_are_not_due_does_not_hold_up_the_others(store: &dyn Store) {
    scan(store, "a", 2000).await;
    let due = scan(store, "b", 0).await;
    assert_eq!(claim_some(store, 1).await, [due]);
    assert_eq!(claim_some(store, 1).await, []);
}

async fn accounts_have_turns_of_their_own(store: &dyn Store) {
    for seconds in 0..3 {
        scan_of_account(store, other(), "a", seconds).await;
    }
    store.claim(other(), later(9), POLICY(), 3).await.unwrap();
    let (of_a, of_b) = (scan(store, "a", 0).await, scan(store, "b", 1).await);
    assert_eq!(claim_some(store, 1).await, [of_a], "it was not served here yet");
    assert_eq!(claim_some(store, 1).await, [of_b]);
}

async fn the_names_of_devices_say_nothing_of_their_turn(store: &dyn Store) {
    let late = scan(store, "a", 7).await;
    let first = scan(store, "ö '%_", 3).await;
    let nameless = scan(store, "", 5).await;
    assert_eq!(claim_some(store, 3).await, [first, nameless, late]);
}
