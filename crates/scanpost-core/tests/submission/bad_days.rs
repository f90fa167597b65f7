//! Mails that are too large or go in circles, a full disk, devices that leave or fall silent, the end.

use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::device::TlsFloor;
use scanpost_store::MemoryStore;

use crate::stage::{MAIL, Stage};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn a_mail_over_the_size_is_refused_and_the_next_one_is_taken() {
    let stage =
        Stage::set_with(MemoryStore::new(), |settings| settings.largest_mail_bytes = 1000).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    let reply = printer.say("MAIL FROM:<copier@example.com> SIZE=1001").await;
    assert!(reply.starts_with("552 5.3.4 "), "{reply}");
    let reply = printer.send(&format!("{MAIL}{}\r\n", "x".repeat(1000))).await;
    assert!(reply.starts_with("552 5.3.4 "), "{reply}");
    assert!(printer.send(MAIL).await.starts_with("250 "));
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_mail_whose_size_nobody_told_does_not_eat_the_reserve() {
    let store = MemoryStore::with_room(8 * MIB as u64);
    let reserve = 4 * MIB as u64;
    let stage = Stage::set_with(store, |settings| settings.disk_reserve_bytes = reserve).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    let large = format!("{MAIL}{}", "0123456789abcdef\r\n".repeat(6 * MIB / 18));
    let refused = printer.send(&large).await;
    assert!(
        refused.starts_with("452 4.3.1 "),
        "it would fit, but not beside the reserve: {refused}"
    );
    let small = format!("{MAIL}{}", "0123456789abcdef\r\n".repeat(2 * MIB / 18));
    assert!(printer.send(&small).await.starts_with("250 "), "nothing of the other one is left");
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_full_disk_is_452_and_the_service_goes_on_when_there_is_room() {
    let room = 2 * MIB;
    let stage = Stage::set_with(MemoryStore::with_room(room as u64), |_| {}).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    let large = format!("{MAIL}{}", "0123456789abcdef\r\n".repeat(room / 18));
    let reply = printer.send(&large).await;
    assert!(reply.starts_with("452 4.3.1 "), "in the middle of a mail: {reply}");
    let announced = printer.say(&format!("MAIL FROM:<copier@example.com> SIZE={room}")).await;
    assert!(announced.starts_with("452 4.3.1 "), "or before it: {announced}");
    assert!(printer.send(MAIL).await.starts_with("250 "), "there is room for a small one");
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_mail_that_goes_in_a_circle_is_refused() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let circled = format!("{}{MAIL}", "Received: from a by b;\r\n\tdate\r\n".repeat(100));
    let reply = stage.printer().await.send(&circled).await;
    assert!(reply.starts_with("554 5.4.6 "), "{reply}");
    assert!(stage.jobs().await.is_empty());
}

#[tokio::test]
async fn a_device_that_leaves_before_the_dot_leaves_nothing() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let before = stage.gateway.status().await.expect("a status").free_bytes;
    let mut printer = stage.printer().await;
    for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<anna@example.com>", "DATA"] {
        printer.say(line).await;
    }
    printer.write(MAIL.repeat(1000).as_bytes()).await;
    drop(printer);
    // A second printer's mail comes after the first one's end, whatever the order of the tasks.
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
    let [job] = &stage.jobs().await[..] else { panic!("one job") };
    stage.gateway.stop().await; // every connection has come to its end
    stage.gateway.by(&Actor::Console).delete_job(job.id).await.expect("it waits");
    assert_eq!(stage.gateway.status().await.expect("a status").free_bytes, before);
}

#[tokio::test]
async fn one_connection_too_many_is_told_to_come_again() {
    let stage = Stage::set_with(MemoryStore::new(), |settings| settings.most_connections = 1).await;
    let _first = stage.printer().await;
    let reply = stage.connect().await.reply().await;
    assert!(reply.starts_with("421 4.3.2 "), "{reply}");
}

#[tokio::test]
async fn a_silent_device_is_told_so_and_let_go() {
    let short = Duration::from_millis(50);
    let stage = Stage::set_with(MemoryStore::new(), |settings| settings.silence = short).await;
    let mut printer = stage.connect().await;
    assert!(printer.reply().await.starts_with("220 "));
    let reply = printer.reply().await;
    assert!(reply.starts_with("421 4.4.2 "), "{reply}");
    assert_eq!(printer.reply().await, "");
}

#[tokio::test]
async fn at_the_end_an_idle_device_is_told_and_a_mail_that_is_coming_is_still_taken() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut idle = stage.printer().await;
    let mut busy = stage.printer().await;
    for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<anna@example.com>", "DATA"] {
        busy.say(line).await;
    }
    let gateway = stage.gateway.clone();
    let stopping = tokio::spawn(async move { gateway.stop().await });
    let reply = idle.reply().await;
    assert!(reply.starts_with("421 4.3.2 "), "{reply}");
    busy.write(MAIL.as_bytes()).await;
    assert!(busy.say(".").await.starts_with("250 "));
    stopping.await.expect("it ends");
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn at_the_end_nobody_waits_for_a_hand_shake() {
    let stage = Stage::set().await;
    let mut printer = stage.printer().await;
    assert!(printer.say("STARTTLS").await.starts_with("220 "));
    let gateway = stage.gateway.clone();
    let stopping = tokio::spawn(async move { gateway.stop().await });
    assert_eq!(printer.reply().await, "", "it hangs up");
    stopping.await.expect("it ends");
}

#[tokio::test]
async fn at_the_end_a_mail_that_does_not_come_to_its_end_is_let_go_after_the_grace() {
    let short = Duration::from_millis(50);
    let stage = Stage::set_with(MemoryStore::new(), |settings| settings.stop_grace = short).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut stuck = stage.printer().await;
    for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<anna@example.com>", "DATA"] {
        stuck.say(line).await;
    }
    stuck.write(MAIL.as_bytes()).await;
    let gateway = stage.gateway.clone();
    let stopping = tokio::spawn(async move { gateway.stop().await });
    let reply = stuck.reply().await;
    assert!(reply.starts_with("421 4.3.2 "), "{reply}");
    assert_eq!(stuck.reply().await, "");
    stopping.await.expect("it ends");
    assert!(stage.jobs().await.is_empty());
}
