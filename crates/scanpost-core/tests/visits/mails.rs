//! What a device gets and what it deletes.

use scanpost_core::gateway::DeviceChange;
use scanpost_sandbox::Generated;

use crate::device::Device;
use crate::stage::{MAILBOX, Stage};

#[tokio::test]
async fn a_device_reads_and_deletes_in_a_mailbox_that_wants_a_token() {
    let stage = Stage::set().await;
    stage.put("one");
    stage.put("two");
    let mut device = Device::come_in(&stage).await;
    assert!(device.say("STAT").await.starts_with("+OK 2 "));
    assert_eq!(device.list("LIST").await.len(), 2);
    let uidls = device.list("UIDL").await;
    assert!(uidls[0].starts_with("1 ") && uidls[1].starts_with("2 "), "{uidls:?}");
    assert_eq!(device.mail("RETR 2").await, "Subject: two\r\n\r\nThe text of two.\r\n.dotted\r\n");
    assert_eq!(device.mail("TOP 1 0").await, "Subject: one\r\n\r\n");
    assert_eq!(device.mail("TOP 1 1").await, "Subject: one\r\n\r\nThe text of one.\r\n");
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    assert_eq!(stage.left(), ["one", "two"], "nothing is deleted before QUIT");
    assert!(device.say("QUIT").await.starts_with("+OK"));
    assert_eq!(stage.left(), ["two"]);
    assert_eq!(stage.load().log_ins, 1, "one connection was enough for all of it");
}

#[tokio::test]
async fn a_device_that_leaves_without_quit_deletes_nothing() {
    let stage = Stage::set().await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    drop(device);
    let mut other = Device::come_in(&stage).await;
    assert!(other.say("DELE 1").await.starts_with("+OK"));
    assert!(other.say("RSET").await.starts_with("+OK"));
    assert!(other.say("QUIT").await.starts_with("+OK"));
    stage.gateway.stop().await; // every connection has come to its end
    assert_eq!(stage.left(), ["one"]);
}

#[tokio::test]
async fn a_mail_of_twenty_megabytes_comes_whole() {
    let stage = Stage::set().await;
    stage.sandbox.put_generated(MAILBOX, Generated::text(20_000_000), 1).unwrap();
    let mail = stage.sandbox.mailbox(MAILBOX).remove(0);
    let whole: Vec<u8> = mail.pieces().flat_map(|piece| piece.to_vec()).collect();
    let mut device = Device::come_in(&stage).await;
    assert_eq!(device.mail("RETR 1").await, String::from_utf8(whole).unwrap());
    let totals = stage.gateway.metrics().await.unwrap().visits;
    assert_eq!((totals.mails, totals.visits), (1, 1));
}

#[tokio::test]
async fn sizes_that_lie_and_a_server_without_top_do_no_harm() {
    for situation in ["pop3-sizes-huge", "pop3-sizes-zero", "pop3-no-top"] {
        let stage = Stage::set().await;
        stage.put("one");
        stage.turn_on(situation);
        let mut device = Device::come_in(&stage).await;
        let mail = device.mail("RETR 1").await;
        assert_eq!(mail, "Subject: one\r\n\r\nThe text of one.\r\n.dotted\r\n", "{situation}");
        assert_eq!(device.mail("TOP 1 0").await, "Subject: one\r\n\r\n", "{situation}");
        assert!(device.say("QUIT").await.starts_with("+OK"));
    }
}

#[tokio::test]
async fn a_mail_that_is_gone_meanwhile_is_said_to_be_and_no_other_is_taken_for_it() {
    let stage =
        Stage::set_with(|settings| settings.listing_lasts = std::time::Duration::ZERO).await;
    stage.put("one");
    stage.put("two");
    let mut late = Device::come_in(&stage).await;
    let mut quick = Device::come_in(&stage).await;
    assert!(quick.say("DELE 1").await.starts_with("+OK"));
    assert!(quick.say("QUIT").await.starts_with("+OK"));
    let reply = late.say("RETR 1").await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] This mail is no longer"), "{reply}");
    let two = late.mail("RETR 2").await;
    assert!(two.starts_with("Subject: two"), "the provider counts it as the first by now: {two}");
    for number in [1, 2] {
        assert!(late.say(&format!("DELE {number}")).await.starts_with("+OK"));
    }
    assert!(late.say("QUIT").await.starts_with("+OK"), "the one is gone, as was wished");
    assert_eq!(stage.left(), [""; 0]);
}

#[tokio::test]
async fn where_all_names_are_alike_nothing_is_deleted_that_was_not_meant() {
    let stage = Stage::set_with(|settings| settings.line_idle = std::time::Duration::ZERO).await;
    stage.put("one");
    stage.put("two");
    stage.turn_on("pop3-uidls-repeat");
    let mut device = Device::come_in(&stage).await;
    while stage.load().sessions > 0 {
        tokio::task::yield_now().await;
    }
    let reply = device.say("RETR 1").await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] Several mails have the same name"), "{reply}");
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    assert!(device.say("QUIT").await.starts_with("-ERR [SYS/TEMP]"));
    assert_eq!(stage.left(), ["one", "two"]);
}

#[tokio::test]
async fn a_device_whose_mailbox_is_another_one_now_must_log_in_anew() {
    let stage = Stage::set().await;
    stage.put("one");
    let mut device = Device::come_in(&stage).await;
    let off = |change: &mut DeviceChange| change.fetches = false;
    stage.change_device(off).await;
    let reply = device.say("RETR 1").await;
    assert!(reply.starts_with("-ERR [SYS/PERM] This device may not fetch"), "{reply}");
    assert!(device.say("DELE 1").await.starts_with("+OK"));
    assert!(device.say("QUIT").await.starts_with("-ERR [SYS/TEMP]"));
    assert_eq!(stage.left(), ["one"]);
}
