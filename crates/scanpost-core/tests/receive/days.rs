//! Good days and bad ones: what a server gives, withholds, breaks off, names wrongly and lies about.

use std::time::Duration;

use scanpost_core::fault::Code;
use scanpost_core::journal::{Event, Journal};
use scanpost_core::receive::sort::Filters;
use scanpost_core::receive::{ArrivalState, Arrivals, Outcome, Polled};
use scanpost_core::settings::{ReceiveSettings, RetryPolicy};
use scanpost_core::site::Function;

use crate::server::{Naming, Quit};
use crate::stage::Stage;

const FAX: Function = Function::InternetFaxReceive;

#[tokio::test]
async fn mails_are_taken_in_as_they_are_and_deleted_there() {
    let stage = Stage::new().await;
    let large: Vec<u8> = b"Subject: large\r\n\r\n".iter().copied().chain(lines(300_000)).collect();
    stage.server.put("1", &large);
    stage.server.put("2", b"Subject: bare\n\n.a\n..b\n\nno end");
    let polled = stage.poll().await;
    assert_eq!((polled.taken, polled.again, polled.waiting, polled.fault), (2, 0, 0, None));
    let octets = stage.octets().await;
    assert!(octets[0] == large);
    assert_eq!(octets[1], b"Subject: bare\n\n.a\n..b\n\nno end\r\n");
    assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0));
    let arrival = stage.arrivals().await.remove(0);
    assert_eq!((arrival.state, arrival.function), (ArrivalState::Waiting, FAX));
    assert_eq!((arrival.size_bytes, arrival.uidl.as_str()), (large.len() as u64, "1"));
    let gone = stage.store.memory.latest(1).await.unwrap().remove(0);
    assert_eq!(gone.event, Event::MailsGone { mails: 2 });
}

#[tokio::test]
async fn one_flush_of_the_disk_serves_many_mails_and_none_is_deleted_before_it() {
    let stage = Stage::new().await;
    for number in 0..64 {
        stage.server.put_small(&number.to_string());
    }
    stage.store.flush_together(8);
    let polled = stage.poll().await;
    assert_eq!((polled.taken, polled.fault), (64, None));
    assert_eq!((stage.server.mails_left().len(), stage.arrivals().await.len()), (0, 64));
    // Fewer than a flush waits for: they are read, and stay in the mailbox.
    for number in 64..70 {
        stage.server.put_small(&number.to_string());
    }
    tokio::time::pause();
    tokio::select! {
        polled = stage.poll() => panic!("nothing is durable: {polled:?}"),
        () = tokio::time::sleep(Duration::from_mins(1)) => {} // over once nothing more happens
    }
    let heard = ["RETR", "DELE"].map(|command| stage.server.heard(command));
    assert_eq!((heard, stage.server.mails_left().len()), ([70, 64], 6));
}

fn lines(octets: usize) -> Vec<u8> {
    let line = b".A line of a large mail, with a dot that stands for itself.\r\n";
    line.iter().copied().cycle().take(octets / line.len() * line.len()).collect()
}

#[tokio::test]
async fn a_server_that_ends_each_connection_early_is_emptied_all_the_same() {
    let stage = Stage::new().await;
    stage.server.state().habits.tires_after = Some(20);
    for number in 0..60 {
        stage.server.put_small(&number.to_string());
    }
    for _ in 0..60 {
        stage.poll().await;
        if stage.server.mails_left().is_empty() {
            break;
        }
    }
    assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0));
    assert_eq!(stage.arrivals().await.len(), 60, "each was taken in once");
}

#[tokio::test]
async fn a_change_while_a_mail_comes_opens_no_second_connection() {
    let mut stage = Stage::new().await;
    stage.server.put_small("slow");
    stage.server.put_small("next");
    stage.server.state().habits.pauses_in.insert("slow".to_owned());
    let before = stage.mailbox.clone();
    let poll = tokio::spawn(async move { before.poll(FAX).await });
    stage.server.pause().await;
    stage.change(&[FAX], Filters::default());
    tokio::time::pause();
    tokio::select! {
        polled = stage.poll() => panic!("the mailbox is being read: {polled:?}"),
        () = tokio::time::sleep(Duration::from_mins(1)) => {} // over once nothing more happens
    }
    tokio::time::resume();
    let waits = stage.standing(FAX, |_| true).await;
    assert_eq!((waits.is_polling, waits.next_at), (false, None), "it waits for the mailbox");
    stage.server.go_on();
    assert_eq!(poll.await.unwrap().map(|polled| (polled.taken, polled.fault)), Some((1, None)));
    stage.poll().await;
    assert_eq!((stage.server.mails_left().len(), stage.arrivals().await.len()), (0, 2));
    assert_eq!(stage.server.state().most_open, 1);
}

#[tokio::test]
async fn while_the_quarantine_is_full_mails_stay_in_their_mailbox() {
    let settings = ReceiveSettings { most_quarantined: 1, ..ReceiveSettings::default() };
    let stage = Stage::with(settings, &[(FAX, true)]).await;
    stage.server.put_small("1");
    assert_eq!(stage.poll().await.taken, 1);
    let (memory, now) = (&stage.store.memory, stage.clock.now());
    let arrival = memory.claim_arrivals(now, RetryPolicy::default(), 1).await.unwrap().remove(0);
    let outcome = Outcome::Quarantined { fault: Code::FaxTiffBroken.into() };
    memory.settle_arrival(arrival.id, outcome, now).await.unwrap();
    stage.server.put_small("2");
    let polled = stage.poll().await;
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::QuarantineFull));
    assert_eq!((polled.taken, stage.server.mails_left().len()), (0, 1));
    memory.delete_arrival(arrival.id, now.into()).await.unwrap();
    stage.mailbox.hurry(Code::QuarantineFull);
    stage.taken(FAX, 1).await;
    let standing = stage.mailbox.standing(FAX).unwrap();
    assert_eq!(standing.polls[&Some("hold-for-settings")], 1);
}

#[tokio::test]
async fn mails_without_any_fax_make_room_in_a_full_quarantine_the_oldest_first() {
    use ArrivalState::{Deleted, Quarantined, Waiting};
    let settings = ReceiveSettings { most_quarantined: 3, ..ReceiveSettings::default() };
    let stage = Stage::with(settings, &[(FAX, true)]).await;
    let memory = &stage.store.memory;
    for code in [Code::FaxTiffBroken, Code::FaxMissing, Code::FaxMissing] {
        stage.server.put_small(&format!("{code}-{}", stage.arrivals().await.len()));
        assert_eq!(stage.poll().await.taken, 1);
        let now = stage.clock.now();
        let claimed = memory.claim_arrivals(now, RetryPolicy::default(), 1).await.unwrap();
        let outcome = Outcome::Quarantined { fault: code.into() };
        memory.settle_arrival(claimed[0].id, outcome, now).await.unwrap();
    }
    stage.server.put_small("fax");
    let polled = stage.poll().await;
    assert_eq!((polled.taken, polled.fault), (1, None));
    let states: Vec<_> = stage.arrivals().await.iter().map(|arrival| arrival.state).collect();
    assert_eq!(states, [Quarantined, Deleted, Quarantined, Waiting]);
}

#[tokio::test]
async fn a_mailbox_is_polled_by_itself_at_its_interval() {
    let stage = Stage::new().await;
    let last = stage.poll().await;
    let next_at = stage.standing(FAX, |standing| standing.next_at > Some(last.at)).await;
    let until = stage.clock.now().until(next_at.next_at.unwrap());
    assert!((240..=360).contains(&until.as_secs()), "{until:?}");
    stage.server.put_small("1");
    stage.skip(until + Duration::from_secs(30)).await;
    stage.taken(FAX, 1).await;
    assert_eq!(stage.server.state().most_open, 1);
}

#[tokio::test]
async fn who_asks_while_a_poll_is_under_way_gets_the_next_one_and_there_is_one_connection() {
    let stage = Stage::new().await;
    for number in 0..20 {
        stage.server.put_small(&number.to_string());
    }
    let asked = (0..5).map(|_| stage.mailbox.poll(FAX));
    let polled = futures_util::future::join_all(asked).await;
    let taken: u64 = polled.iter().flatten().map(|polled| polled.taken).max().unwrap_or(0);
    assert!(polled.iter().all(Option::is_some), "{polled:?}");
    assert!(taken <= 20 && stage.arrivals().await.len() == 20);
    assert_eq!(stage.server.state().most_open, 1);
    assert!(stage.server.heard("AUTH") <= 3, "{} log-ins", stage.server.heard("AUTH"));
}

#[tokio::test]
async fn what_the_server_did_not_confirm_is_looked_at_again_and_not_fetched_twice() {
    for quit in [Quit::Unheard, Quit::Dropped, Quit::Refused] {
        let stage = Stage::new().await;
        stage.server.state().habits.quit = quit;
        stage.server.put_small("1");
        let polled = stage.poll().await;
        assert_eq!(polled.taken, 1, "{quit:?}");
        assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::MailNotDeleted), "{quit:?}");
        assert_eq!(stage.marks().await, 1, "nobody knows whether it is gone");
        stage.server.state().habits.quit = Quit::Well;
        let polled = stage.poll().await;
        assert_eq!((polled.taken, polled.fault), (0, None), "{quit:?}");
        assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0), "{quit:?}");
        assert_eq!(stage.server.heard("RETR"), 1, "{quit:?}");
        assert_eq!(stage.texts().await, ["1"], "{quit:?}");
    }
}

#[tokio::test]
async fn a_new_mail_that_bears_the_name_of_one_that_is_gone_is_not_deleted_unread() {
    for no_top in [false, true] {
        let stage = Stage::new().await;
        stage.server.state().habits.quit = Quit::Unheard;
        stage.server.put_small("1");
        stage.poll().await;
        assert_eq!(stage.server.mails_left().len(), 0);
        stage.server.put("1", b"Subject: another\r\n\r\n.another\r\n");
        stage.server.state().habits.quit = Quit::Well;
        stage.server.state().habits.no_top = no_top;
        let polled = stage.poll().await;
        assert_eq!(stage.texts().await, ["1", "another"], "{polled:?}");
    }
}

#[tokio::test]
async fn names_that_change_or_repeat_make_no_mail_come_twice_or_never() {
    for naming in [Naming::New, Naming::Alike] {
        let stage = Stage::new().await;
        for uidl in ["1", "2", "3"] {
            stage.server.put_small(uidl);
        }
        {
            let habits = &mut stage.server.state().habits;
            (habits.naming, habits.quit) = (naming, Quit::Dropped);
        }
        stage.poll().await;
        stage.server.state().habits.quit = Quit::Well;
        for _ in 0..4 {
            stage.poll().await;
        }
        assert_eq!(stage.texts().await, ["1", "2", "3"], "{naming:?}");
        assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0), "{naming:?}");
    }
}

#[tokio::test]
async fn a_mail_in_which_the_connection_breaks_keeps_no_other_one_in_the_mailbox() {
    let stage = Stage::new().await;
    for uidl in ["1", "2", "3"] {
        stage.server.put_small(uidl);
    }
    stage.server.state().habits.breaks_in.insert("2".to_owned());
    let polled = stage.poll().await;
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::ConnectionLost));
    // First what is here is deleted there; then the others follow at once.
    assert_eq!(stage.poll().await.again, 1);
    stage.taken(FAX, 1).await;
    assert_eq!(stage.texts().await, ["1", "3"]);
    assert_eq!(stage.server.mails_left(), ["2"]);
    stage.server.state().habits.breaks_in.clear();
    assert_eq!(stage.poll().await.fault, None);
    assert_eq!(stage.texts().await, ["1", "3", "2"]);
}

#[tokio::test]
async fn a_mail_that_is_listed_and_not_given_is_asked_for_again() {
    let stage = Stage::new().await;
    stage.server.put_small("1");
    stage.server.put_small("2");
    stage.server.state().habits.withholds.insert("1".to_owned());
    let polled = stage.poll().await;
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::MailNotGiven));
    assert_eq!(
        (stage.texts().await, stage.server.mails_left()),
        (vec!["2".into()], vec!["1".into()])
    );
    stage.server.state().habits.withholds.clear();
    assert_eq!(stage.poll().await.taken, 1);
}

#[tokio::test]
async fn a_mail_without_end_is_left_where_it_is_once_and_for_all() {
    let settings = ReceiveSettings { largest_arrival_bytes: 100_000, ..ReceiveSettings::default() };
    let stage = Stage::with(settings, &[(FAX, true)]).await;
    stage.server.put_small("1");
    stage.server.put_small("2");
    stage.server.state().habits.endless.insert("1".to_owned());
    let polled = stage.poll().await;
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::ArrivalTooLarge));
    let entry = stage.store.memory.latest(1).await.unwrap().remove(0);
    assert!(matches!(entry.event, Event::MailLeft { uidl, .. } if uidl == "1"));
    for _ in 0..2 {
        assert_eq!(stage.poll().await.fault, None);
    }
    assert_eq!(
        (stage.texts().await, stage.server.mails_left()),
        (vec!["2".into()], vec!["1".into()])
    );
    assert_eq!(stage.server.heard("RETR"), 2, "it is not fetched again");
}

#[tokio::test]
async fn a_mail_of_just_the_limit_comes_and_one_of_an_octet_more_stays() {
    let settings = ReceiveSettings { largest_arrival_bytes: 1000, ..ReceiveSettings::default() };
    let stage = Stage::with(settings, &[(FAX, true)]).await;
    let mail = |octets: usize| {
        let mut mail = b"Subject: a limit\r\n\r\n".to_vec();
        mail.resize(octets - 2, b'x');
        [&mail[..], b"\r\n"].concat()
    };
    stage.server.put("just", &mail(1000));
    stage.server.put("more", &mail(1001));
    let polled = stage.poll().await;
    assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::ArrivalTooLarge));
    assert_eq!(stage.poll().await.fault, None);
    assert_eq!(
        (stage.octets().await, stage.server.mails_left()),
        (vec![mail(1000)], vec!["more".into()])
    );
}

#[tokio::test]
async fn nobody_believes_the_sizes_that_a_server_tells() {
    for lies in [0, 1_000_000_000] {
        let stage = Stage::new().await;
        stage.server.state().habits.lies = lies;
        stage.server.put_small("1");
        assert_eq!(stage.poll().await.taken, 1);
        assert_eq!(stage.texts().await, ["1"]);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_then_a_person_must_act() {
    let stage = Stage::new().await;
    let refusal = "-ERR Authentication failure: unknown user name or bad password.";
    stage.server.state().habits.refuses = Some(refusal);
    let polled = stage.poll().await;
    let fault = polled.fault.expect("a refusal");
    assert_eq!(fault.code, Code::PopLoginRefused);
    assert!(fault.words.is_some_and(|words| words == refusal));
    stage.server.state().habits.refuses = None;
    stage.server.put_small("1");
    stage.skip(Duration::from_hours(1)).await;
    stage.taken(FAX, 1).await;
    assert_eq!(stage.texts().await, ["1"], "it is tried now and then whether somebody has acted");
}

#[tokio::test]
async fn one_readers_missing_token_stops_no_other_and_a_sign_in_is_followed_at_once() {
    let functions = [(FAX, false), (Function::EmailStatus, true)];
    let stage = Stage::with(ReceiveSettings::default(), &functions).await;
    stage.server.put_small("1");
    assert_eq!(stage.poll().await.fault.map(|fault| fault.code), Some(Code::SignInNeeded));
    let polled = stage.mailbox.poll(Function::EmailStatus).await.expect("it is polled");
    assert_eq!(polled.fault, None);
    assert_eq!(stage.texts().await, ["1"]);
    stage.server.put_small("2");
    stage.sign_in(FAX).await;
    stage.taken(FAX, 1).await;
    assert_eq!(stage.texts().await, ["1", "2"]);
}

#[tokio::test]
async fn a_server_that_wants_time_between_log_ins_gets_it_whoever_asks() {
    let stage = Stage::new().await;
    stage.server.state().habits.login_delay = Some(600);
    let first = stage.poll().await;
    let (second, ()) = tokio::join!(stage.poll(), stage.skip(Duration::from_mins(11)));
    let apart = second.at.since(first.at);
    assert!(apart >= Duration::from_mins(10), "{apart:?}");
}

#[tokio::test]
async fn a_mailbox_that_is_in_use_and_one_without_lasting_names_say_so() {
    let stage = Stage::new().await;
    stage.server.state().habits.refuses = Some("-ERR [IN-USE] Do you have another session?");
    assert_eq!(stage.poll().await.fault.map(|fault| fault.code), Some(Code::MailboxInUse));
    {
        let habits = &mut stage.server.state().habits;
        (habits.refuses, habits.no_uidl) = (None, true);
    }
    assert_eq!(stage.poll().await.fault.map(|fault| fault.code), Some(Code::UidlMissing));
}

#[tokio::test]
async fn of_fifty_thousand_mails_a_poll_takes_so_many_and_the_next_ones_follow_at_once() {
    let settings = ReceiveSettings { most_mails: 30, ..ReceiveSettings::default() };
    let stage = Stage::with(settings, &[(FAX, true)]).await;
    for number in 0..50_000 {
        stage.server.put_small(&format!("mail-{number:05}"));
    }
    let last = stage.poll().await;
    let again = stage.standing(FAX, |standing| standing.last.is_some() && standing.is_polling);
    let again = again.await;
    assert_eq!((last.taken, last.waiting, last.fault), (30, 49_970, None));
    assert!(again.next_at <= again.last.map(|last| last.at), "nobody waits for an interval");
    let third = |last: &Polled| last.waiting <= 49_910;
    let later = stage.standing(FAX, |standing| standing.last.as_ref().is_some_and(third)).await;
    assert_eq!(later.last.map(|last| (last.taken, last.fault)), Some((30, None)));
}
