//! Many at the door at once: strangers, devices that log in, guessers.

use std::net::Ipv4Addr;

use futures_util::future::join_all;
use scanpost_core::device::TlsFloor;
use scanpost_store::MemoryStore;
use secrecy::ExposeSecret;

use crate::stage::{MAIL, Printer, Stage, auth_plain, base64};

const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 9);

/// The first replies to `count` connections from there, which all stay open.
async fn crowd(stage: &Stage, address: Ipv4Addr, count: usize) -> Vec<(Printer, String)> {
    let mut crowd = Vec::new();
    for _ in 0..count {
        let mut printer = stage.connect_from(address).await;
        let reply = printer.reply().await;
        crowd.push((printer, reply));
    }
    crowd
}

fn count(crowd: &[(Printer, String)], reply: &str) -> usize {
    crowd.iter().filter(|(_, said)| said.starts_with(reply)).count()
}

#[tokio::test]
async fn two_hundred_connections_of_one_stranger_do_not_keep_a_known_device_out() {
    let stage = Stage::set().await;
    stage.add("copier", "127.0.0.1/32", None, TlsFloor::Optional).await;
    let crowd = crowd(&stage, STRANGER, 200).await;
    assert_eq!(count(&crowd, "220 "), 5);
    assert_eq!(count(&crowd, "421 4.7.0 "), 195);
    let reply = &crowd.last().expect("two hundred").1;
    assert!(reply.contains("try again") && reply.contains("administrator"), "{reply}");
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
}

#[tokio::test]
async fn strangers_from_many_addresses_do_not_keep_a_known_device_out() {
    let stage = Stage::set().await;
    stage.add("copier", "127.0.0.1/32", None, TlsFloor::Optional).await;
    let mut crowds = Vec::new();
    for n in 0..50 {
        crowds.extend(crowd(&stage, Ipv4Addr::new(127, 0, 1, n), 5).await);
    }
    assert_eq!(count(&crowds, "220 "), 100);
    assert_eq!(count(&crowds, "421 4.3.2 "), 150);
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
}

#[tokio::test]
async fn a_known_address_has_its_share_too() {
    let few = |settings: &mut scanpost_core::settings::SubmissionSettings| {
        settings.most_connections_of_known = 7;
    };
    let stage = Stage::set_with(MemoryStore::new(), few).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let crowd = crowd(&stage, Ipv4Addr::LOCALHOST, 10).await;
    assert_eq!((count(&crowd, "220 "), count(&crowd, "421 4.7.0 ")), (7, 3));
}

#[tokio::test]
async fn devices_behind_an_unknown_address_make_room_for_each_other_by_logging_in() {
    let stage = Stage::set().await;
    let added = stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    let password = added.password.expect("one was made");
    let mut inside = Vec::new();
    for _ in 0..12 {
        let mut printer = stage.connect_from(STRANGER).await;
        let reply = printer.reply().await;
        assert!(reply.starts_with("220 "), "{reply}");
        printer.say("EHLO copier.local").await;
        let reply = auth_plain(&mut printer, "copier", password.expose_secret()).await;
        assert!(reply.starts_with("235 "), "{reply}");
        inside.push(printer);
    }
    for printer in &mut inside {
        assert!(printer.send(MAIL).await.starts_with("250 "));
    }
    assert_eq!(stage.jobs().await.len(), 12);
}

#[tokio::test]
async fn a_place_is_free_again_when_its_connection_has_ended() {
    let stage = Stage::set().await;
    for (mut stranger, reply) in crowd(&stage, STRANGER, 5).await {
        assert!(reply.starts_with("220 "), "{reply}");
        assert!(stranger.say("QUIT").await.starts_with("221 "));
        assert_eq!(stranger.reply().await, "", "it has hung up");
    }
    let crowd = crowd(&stage, STRANGER, 1).await;
    assert_eq!(count(&crowd, "220 "), 1);
}

#[tokio::test]
async fn more_log_ins_than_can_be_checked_are_told_to_come_again_and_a_known_password_is_not() {
    let stage = Stage::set_with(MemoryStore::new(), |settings| {
        settings.most_guesses = u32::MAX;
        settings.most_connections_of_known = 200;
    })
    .await;
    let added = stage.add("copier", "127.0.0.0/8", Some("copier"), TlsFloor::Optional).await;
    let password = added.password.expect("one was made");
    let mut printer = stage.printer().await;
    let reply = auth_plain(&mut printer, "copier", password.expose_secret()).await;
    assert!(reply.starts_with("235 "), "{reply}");

    let mut guessers = Vec::new();
    for _ in 0..150 {
        guessers.push(stage.printer().await);
    }
    let guess = format!("AUTH PLAIN {}\r\n", base64("\0nobody\0guess"));
    join_all(guessers.iter_mut().map(|guesser| guesser.write(guess.as_bytes()))).await;
    // Remembered, so it waits for nobody.
    let mut printer = stage.printer().await;
    let reply = auth_plain(&mut printer, "copier", password.expose_secret()).await;
    assert!(reply.starts_with("235 "), "{reply}");
    let replies = join_all(guessers.iter_mut().map(Printer::reply)).await;
    let told = |what: &str| replies.iter().filter(|reply| reply.starts_with(what)).count();
    let (wrong, later) = (told("535 5.7.8 "), told("454 4.7.0 "));
    assert_eq!(wrong + later, 150, "{replies:?}");
    assert!(wrong > 0 && later > 0, "{wrong} wrong, {later} later");
    let reply = auth_plain(&mut guessers[0], "copier", "guess").await;
    assert!(reply.starts_with("535 "), "and there is room again: {reply}");
}
