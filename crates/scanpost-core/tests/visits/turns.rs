//! Many devices at one mailbox: what the provider is asked, and who waits.

use std::time::Duration;

use futures_util::future::join_all;
use scanpost_core::administrator::Actor;
use scanpost_core::journal::Event;
use scanpost_sandbox::{Generated, Quirk};

use crate::device::Device;
use crate::stage::{MAILBOX, Stage, USER};

#[tokio::test]
async fn devices_that_look_every_half_minute_cost_the_provider_one_connection_a_minute() {
    let stage = Stage::set_with(|settings| settings.most_connections_of_unknown = 20).await;
    stage.put("one");
    let looks = (0..10).map(|_| async {
        let mut device = Device::come_in(&stage).await;
        assert!(device.say("STAT").await.starts_with("+OK 1 "));
        assert_eq!(device.list("UIDL").await.len(), 1);
        assert!(device.say("QUIT").await.starts_with("+OK"));
    });
    join_all(looks).await;
    assert_eq!(stage.sandbox.pop3_connections(), 1);
    let totals = stage.gateway.metrics().await.unwrap().visits;
    assert_eq!(totals.visits, 10);
}

#[tokio::test]
async fn what_comes_meanwhile_is_seen_when_the_list_has_grown_old() {
    let stage = Stage::set_with(|settings| settings.listing_lasts = Duration::ZERO).await;
    for mails in 1..=3 {
        stage.put("another");
        let mut device = Device::come_in(&stage).await;
        assert!(device.say("STAT").await.starts_with(&format!("+OK {mails} ")));
    }
    assert_eq!(stage.load().most_sessions, 1);
}

#[tokio::test]
async fn after_a_deletion_nobody_is_shown_the_old_list() {
    let stage = Stage::set().await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    assert!(device.say("QUIT").await.starts_with("+OK"));
    let mut other = Device::come_in(&stage).await;
    assert!(other.say("STAT").await.starts_with("+OK 0 "));
    let audit = stage.gateway.by(&Actor::Console).audit(None, 1).await.unwrap();
    let deleted = Event::DeletedByDevice { device: USER.to_owned(), mails: 1 };
    assert_eq!((audit[0].by.as_deref(), &audit[0].event), (Some(USER), &deleted));
}

#[tokio::test]
async fn devices_take_turns_over_one_connection_and_each_gets_what_it_asked_for() {
    let stage = Stage::set_with(|settings| settings.most_connections_of_unknown = 20).await;
    stage.turn_on("pop3-one-session");
    for number in 1..=8 {
        stage.put(&format!("number {number}"));
    }
    let devices = join_all((1..=8).map(|_| Device::come_in(&stage))).await;
    let fetches = (1..=8).zip(devices).map(|(number, mut device)| async move {
        let mail = device.mail(&format!("RETR {number}")).await;
        assert!(mail.starts_with(&format!("Subject: number {number}\r\n")), "{mail}");
        assert!(device.say(&format!("DELE {number}")).await.starts_with("+OK"));
        assert!(device.say("QUIT").await.starts_with("+OK"));
    });
    join_all(fetches).await;
    assert_eq!(stage.left(), [""; 0]);
    assert_eq!(stage.load().most_sessions, 1);
}

#[tokio::test]
async fn whoever_waits_too_long_for_a_turn_is_told_and_nothing_of_his_wish_is_done() {
    let stage = Stage::set_with(|settings| settings.patience = Duration::from_millis(200)).await;
    stage.sandbox.put_generated(MAILBOX, Generated::text(50_000_000), 1).unwrap();
    stage.put("two");
    let mut waiting = Device::come_in(&stage).await;
    let mut slow = Device::come_in(&stage).await;
    slow.write("RETR 1").await;
    slow.read().await; // it has its turn, and takes nothing more
    let reply = waiting.say("RETR 2").await;
    assert!(reply.starts_with("-ERR [IN-USE] Other devices"), "{reply}");
    assert!(waiting.say("DELE 2").await.starts_with("+OK"));
    assert!(waiting.say("QUIT").await.starts_with("-ERR [SYS/TEMP]"));
    let mut other = Device::greeted(&stage).await;
    let reply = other.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("+OK"), "the list is known: {reply}");
    drop(slow);
    assert_eq!(stage.sandbox.mailbox(MAILBOX).len(), 2, "what was told to fail is not done later");
    assert!(other.say("NOOP").await.starts_with("+OK"));
}

#[tokio::test]
async fn a_device_that_takes_a_mail_slowly_ends_when_its_turn_is_over_and_others_wait() {
    let stage =
        Stage::set_with(|settings| settings.longest_turn = Duration::from_millis(200)).await;
    stage.sandbox.put_generated(MAILBOX, Generated::text(50_000_000), 1).unwrap();
    stage.put("two");
    let mut waiting = Device::come_in(&stage).await;
    let mut slow = Device::come_in(&stage).await;
    slow.write("RETR 1").await;
    slow.read().await; // it has its turn, and takes nothing more
    let reply = waiting.say("RETR 2").await;
    assert!(reply.starts_with("+OK"), "{reply}");
}

#[tokio::test]
async fn too_many_that_wait_are_sent_away_at_once() {
    let stage = Stage::set_with(|settings| settings.most_waiting = 1).await;
    stage.sandbox.put_generated(MAILBOX, Generated::text(50_000_000), 1).unwrap();
    let mut slow = Device::come_in(&stage).await;
    let mut first = Device::come_in(&stage).await;
    let mut second = Device::come_in(&stage).await;
    slow.write("RETR 1").await;
    slow.read().await;
    // One of the two has the place to wait; which one, the machine decides.
    first.write("TOP 1 0").await;
    second.write("TOP 1 0").await;
    let reply = tokio::select! { reply = first.line() => reply, reply = second.line() => reply };
    assert!(reply.starts_with("-ERR [IN-USE]"), "{reply}");
}

#[tokio::test]
async fn a_visit_that_idles_holds_no_connection_to_the_provider() {
    let stage = Stage::set_with(|settings| settings.line_idle = Duration::from_millis(50)).await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    while stage.load().sessions > 0 {
        tokio::task::yield_now().await;
    }
    assert!(device.mail("RETR 1").await.starts_with("Subject: one"));
    assert_eq!(stage.load().log_ins, 2);
}

#[tokio::test]
async fn a_provider_that_wants_time_between_log_ins_gets_it() {
    let stage = Stage::set_with(|settings| settings.listing_lasts = Duration::ZERO).await;
    stage.put("one");
    // Gmail says LOGIN-DELAY 300.
    stage.sandbox.change_switches(|switches| switches.quirks.extend([Quirk::Gmail]));
    let mut first = Device::come_in(&stage).await;
    assert!(first.mail("RETR 1").await.starts_with("Subject: one"));
    let mut second = Device::come_in(&stage).await;
    assert!(second.say("STAT").await.starts_with("+OK 1 "));
    assert_eq!(stage.load().log_ins, 1, "it is shown what is known");
}
