//! What the spool promises to know of what a provider took.

use scanpost_core::clock::Jump;
use scanpost_core::fault::Code;
use scanpost_core::spool::RecipientState::{Delivered, Failed, Uncertain, Waiting};
use scanpost_core::spool::{RecipientState, Sent};

use crate::stage::*;

for_every_backend! {
    who_was_delivered_counts_and_who_was_refused_or_waits_does_not,
    who_may_have_got_the_mail_counts,
    what_has_ended_is_not_counted_again,
    a_minute_is_one_sum_and_the_next_one_another,
    only_the_account_and_the_time_that_were_asked_for_are_shown,
    what_was_sent_moves_with_the_clock,
    after_a_day_it_is_forgotten,
    a_deleted_job_has_been_sent_all_the_same,
}

const DAY: i64 = 24 * 3600;

async fn settle(
    store: &dyn Store,
    results: &[RecipientState],
    fault: Option<Code>,
    seconds: i64,
) -> scanpost_core::spool::JobId {
    let to = vec!["a@example.com"; results.len()];
    let id = keep_as(store, mail_to(&to, later(seconds)), b"x").await;
    claim(store, later(seconds)).await;
    let results: Vec<_> = results.iter().copied().enumerate().collect();
    store.settle(id, settled(&results, fault), later(seconds)).await.unwrap();
    id
}

async fn sums(store: &dyn Store, since: i64) -> Vec<(i64, u32, u32)> {
    let sent = store.sent_since(scans(), later(since)).await.unwrap();
    let seconds = |sent: &Sent| (sent.at.0 - NOW.0) / 1000;
    sent.iter().map(|sent| (seconds(sent), sent.mails, sent.recipients)).collect()
}

async fn who_was_delivered_counts_and_who_was_refused_or_waits_does_not(store: &dyn Store) {
    assert_eq!(sums(store, 0).await, []);
    settle(store, &[Waiting, Failed], Some(Code::MailDeferred), 0).await;
    assert_eq!(sums(store, 0).await, []);
    settle(store, &[Delivered, Failed, Delivered, Waiting], Some(Code::MailDeferred), 1).await;
    assert_eq!(sums(store, 0).await, [(1, 1, 2)]);
}

async fn who_may_have_got_the_mail_counts(store: &dyn Store) {
    settle(store, &[Uncertain, Uncertain, Uncertain], Some(Code::DeliveryUncertain), 0).await;
    assert_eq!(sums(store, 0).await, [(0, 1, 3)]);
    settle(store, &[Uncertain], Some(Code::MailDeferred), 1).await;
    assert_eq!(sums(store, 0).await, [(0, 1, 3)], "it was put off: nothing new was taken");
}

async fn what_has_ended_is_not_counted_again(store: &dyn Store) {
    let id = settle(store, &[Delivered], None, 0).await;
    store.settle(id, settled(&[(0, Delivered)], None), later(1)).await.unwrap();
    assert_eq!(sums(store, 0).await, [(0, 1, 1)]);
}

async fn a_minute_is_one_sum_and_the_next_one_another(store: &dyn Store) {
    for seconds in [0, 1, 59, 60, 61, 119, 120] {
        settle(store, &[Delivered, Delivered], None, seconds).await;
    }
    assert_eq!(sums(store, 0).await, [(0, 3, 6), (60, 3, 6), (120, 1, 2)]);
}

async fn only_the_account_and_the_time_that_were_asked_for_are_shown(store: &dyn Store) {
    settle(store, &[Delivered], None, 0).await;
    settle(store, &[Delivered], None, 100).await;
    assert_eq!(sums(store, 100).await, [(100, 1, 1)]);
    assert_eq!(store.sent_since(other(), NOW).await.unwrap(), []);
}

async fn what_was_sent_moves_with_the_clock(store: &dyn Store) {
    for seconds in [0, 60] {
        settle(store, &[Delivered], None, seconds).await;
    }
    store.shift(Jump(60_000), later(120)).await.unwrap();
    assert_eq!(sums(store, 0).await, [(60, 1, 1), (120, 1, 1)]);
    store.shift(Jump(-3_600_000), later(120)).await.unwrap();
    assert_eq!(sums(store, -DAY).await, [(-3540, 1, 1), (-3480, 1, 1)]);
}

async fn after_a_day_it_is_forgotten(store: &dyn Store) {
    settle(store, &[Delivered], None, 0).await;
    settle(store, &[Delivered], None, DAY).await;
    assert_eq!(sums(store, 0).await.len(), 2);
    settle(store, &[Delivered], None, DAY + 3601).await;
    assert_eq!(sums(store, 0).await, [(DAY, 1, 1), (DAY + 3601, 1, 1)]);
}

async fn a_deleted_job_has_been_sent_all_the_same(store: &dyn Store) {
    let id = settle(store, &[Delivered], None, 0).await;
    assert!(store.delete(id, NOW.into()).await.unwrap());
    assert_eq!(sums(store, 0).await, [(0, 1, 1)]);
}
