//! The limits of a mailbox as tables over moments, and what is shared and given back.

use super::*;

const LIMITS: Limits = Limits {
    connections: Some(3),
    messages_a_minute: Some(30),
    messages_a_day: None,
    recipients_a_day: Some(1000),
    recipients_a_message: Some(500),
    message_octets: None,
};

fn governor() -> Arc<Governor> {
    Arc::default()
}

/// Sends so many mails, to one recipient each, over connections that are kept.
fn send(share: &Share, mails: usize, now: Instant) -> usize {
    let mut passes = share.reserve(mails, mails, now);
    for pass in &mut passes {
        pass.said(now);
        pass.taken(1, now);
    }
    passes.len()
}

fn after(start: Instant, seconds: u64) -> Instant {
    start + Duration::from_secs(seconds)
}

#[test]
fn no_more_connections_than_the_mailbox_may_have_whoever_asks() {
    let (governor, now) = (governor(), Instant::now());
    let (one, two) = (governor.share(LIMITS), governor.share(LIMITS));
    let passes = one.reserve(2, 0, now);
    assert_eq!(
        (passes.len(), two.reserve(9, 0, now).len()),
        (2, 1),
        "the last one's is back already"
    );
    let mut last = two.reserve(9, 0, now);
    let place = last[0].take_place();
    drop(last);
    assert_eq!(one.reserve(9, 0, now).len(), 0, "a line holds its place without a pass");
    assert_eq!(one.reserve(9, 2, now).len(), 2, "over open connections it goes");
    drop(place);
    assert_eq!(two.reserve(9, 0, now).len(), 1);
}

#[test]
fn thirty_mails_go_out_and_the_next_one_a_minute_after_the_first() {
    let (share, start) = (governor().share(LIMITS), Instant::now());
    assert_eq!(send(&share, 20, start), 20);
    assert_eq!(send(&share, 20, after(start, 10)), 10);
    let usage = |seconds| share.usage(after(start, seconds));
    assert_eq!((usage(11).messages_a_minute, usage(11).recipients_a_day), (30, 30));
    let (until, limit) = (Some(after(start, 61)), Some(Limit::MessagesAMinute));
    assert_eq!(share.room(after(start, 11)), Room { messages: 0, until, limit });
    assert_eq!(send(&share, 1, after(start, 60)), 0);
    assert_eq!(send(&share, 40, after(start, 61)), 20);
}

#[test]
fn what_a_pass_does_not_use_it_gives_back() {
    let (share, now) = (governor().share(LIMITS), Instant::now());
    let mut passes = share.reserve(3, 0, now);
    assert_eq!(share.room(now).messages, 27);
    assert_eq!(passes[0].recipients(400), 400);
    drop(passes);
    assert_eq!(share.room(now), Room { messages: 30, until: None, limit: None });
    assert_eq!(share.reserve(9, 0, now).len(), 3);
}

#[test]
fn two_accounts_of_a_mailbox_count_together_each_by_its_own_limits() {
    let (governor, now) = (governor(), Instant::now());
    let careful = Limits { messages_a_minute: Some(10), ..LIMITS };
    let (one, two) = (governor.share(LIMITS), governor.share(careful));
    assert_eq!(send(&one, 10, now), 10);
    assert_eq!((send(&two, 1, now), send(&one, 99, now)), (0, 20));
    two.set_limits(LIMITS);
    assert_eq!(two.room(now).limit, Some(Limit::MessagesAMinute));
    assert_eq!(send(&two, 1, after(now, 61)), 1);
}

#[test]
fn a_mail_has_as_many_recipients_as_one_may_have_and_as_the_day_has_left() {
    let (share, start) = (governor().share(LIMITS), Instant::now());
    for (wanted, given) in [(1200, 500), (300, 300), (700, 200)] {
        let mut pass = share.reserve(1, 0, start).pop().expect("there is room");
        assert_eq!(pass.recipients(wanted), given);
        pass.said(start);
        pass.taken(given, start);
    }
    let (until, limit) = (Some(start + DAY), Some(Limit::RecipientsADay));
    assert_eq!(share.room(after(start, 90)), Room { messages: 0, until, limit });
    assert_eq!(share.room(start + DAY).messages, 30);
}

#[test]
fn of_two_limits_the_one_that_lasts_longer_is_shown() {
    let limits = Limits { messages_a_day: Some(30), ..LIMITS };
    let (share, start) = (governor().share(limits), Instant::now());
    send(&share, 30, start);
    let room = share.room(start);
    assert_eq!((room.limit, room.until), (Some(Limit::MessagesADay), Some(start + DAY)));
}

#[test]
fn what_was_sent_before_the_start_counts_until_it_is_a_day_old() {
    let (governor, now) = (governor(), Instant::now());
    let (scans, hour) = ("scans".parse().expect("a name"), Duration::from_hours(1));
    for _ in 0..2 {
        governor.recall(&scans, [(hour * 20, 7, 400), (hour * 2, 2, 600)], now);
    }
    let share = governor.share(LIMITS);
    let room = share.room(now);
    assert_eq!((room.messages, room.limit), (0, Some(Limit::RecipientsADay)), "once an account");
    let wait = room.until.expect("it is known") - now;
    assert_eq!(wait.as_secs() / 60, 4 * 60 + 2);
    assert_eq!(share.room(now + wait).messages, 30);
}

#[test]
fn who_found_no_room_comes_before_whoever_asks_again() {
    let (governor, now) = (governor(), Instant::now());
    let (busy, quiet) = (governor.share(LIMITS), governor.share(LIMITS));
    let mut passes = busy.reserve(3, 0, now);
    assert!(quiet.reserve(1, 0, now).is_empty());
    assert!(!busy.must_yield());
    quiet.wait();
    assert!(busy.must_yield());
    passes.pop();
    assert!(busy.reserve(3, 0, now).is_empty(), "it belongs to who waits");
    let of_quiet = quiet.reserve(3, 0, now);
    assert_eq!(of_quiet.len(), 1);
    assert!(!busy.must_yield(), "nobody waits any more");
    drop((passes, of_quiet));
    assert_eq!(busy.reserve(9, 0, now).len(), 3);
}

#[test]
fn who_waited_and_left_holds_nobody_up() {
    let (governor, now) = (governor(), Instant::now());
    let (busy, quiet, gone) =
        (governor.share(LIMITS), governor.share(LIMITS), governor.share(LIMITS));
    let passes = busy.reserve(3, 0, now);
    quiet.wait();
    gone.wait();
    drop(passes);
    quiet.leave();
    assert_eq!(busy.reserve(9, 0, now).len(), 2);
    drop(gone);
    assert_eq!(busy.reserve(9, 0, now).len(), 3);
}

#[tokio::test]
async fn a_log_in_waits_for_a_place_and_the_others_hear_of_it() {
    let (governor, now) = (governor(), Instant::now());
    let (busy, other) = (governor.share(LIMITS), governor.share(LIMITS));
    let passes = busy.reserve(3, 0, now);
    let place = other.place();
    tokio::pin!(place);
    tokio::select! {
        biased;
        _ = &mut place => panic!("all places are taken"),
        () = busy.changed() => {}
    }
    assert!(busy.must_yield());
    drop(passes);
    place.await;
}

#[test]
fn a_mail_that_must_be_said_again_counts_twice() {
    let limits = Limits { messages_a_minute: Some(2), ..LIMITS };
    let (share, now) = (governor().share(limits), Instant::now());
    let mut pass = share.reserve(1, 0, now).pop().expect("there is room");
    pass.said(now);
    assert!(pass.again(now));
    pass.said(now);
    assert!(!pass.again(now));
    drop(pass);
    assert_eq!(share.room(now).messages, 0);
}

#[test]
fn a_limit_ends_while_the_machine_sleeps() {
    let (governor, start) = (governor(), Instant::now());
    let share = governor.share(LIMITS);
    assert_eq!(send(&share, 40, start), 30);
    governor.slept(Duration::from_mins(1));
    assert_eq!(send(&share, 1, start), 0, "the minute and its second are not over");
    governor.slept(Duration::from_secs(1));
    assert_eq!(send(&share, 40, start), 30);
    assert_eq!(share.usage(start).recipients_a_day, 60, "the day goes on");
    governor.slept(Duration::from_hours(25));
    assert_eq!(share.usage(start).recipients_a_day, 0);
}
