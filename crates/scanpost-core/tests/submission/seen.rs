//! What is remembered of those who come: for the page of the devices.

use std::net::{IpAddr, Ipv4Addr};

use scanpost_core::administrator::Actor;
use scanpost_core::device::{Devices, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::DeviceView;
use secrecy::ExposeSecret;

use crate::stage::{MAIL, Stage, auth_plain};

async fn the_device(stage: &Stage) -> DeviceView {
    stage.gateway.devices().await.expect("the store answers").remove(0)
}

#[tokio::test]
async fn a_device_is_seen_with_its_address_encryption_and_log_in() {
    let stage = Stage::set().await;
    let added = stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    assert_eq!(the_device(&stage).await.facts.seen, None);
    let mut printer = stage.printer().await;
    printer.start_tls(&stage).await;
    let password = added.password.expect("one was made");
    auth_plain(&mut printer, "copier", password.expose_secret()).await;
    assert!(printer.send(MAIL).await.starts_with("250 "));
    let facts = the_device(&stage).await.facts;
    let seen = facts.seen.expect("it was seen");
    assert_eq!(seen.address, IpAddr::V4(Ipv4Addr::LOCALHOST));
    assert_eq!(seen.tls.as_deref(), Some("TLSv1.3"));
    assert!(seen.cipher.is_some_and(|cipher| cipher.starts_with("TLS13_")));
    assert_eq!(seen.mechanism.as_deref(), Some("PLAIN"));
    assert_eq!(facts.refused, None);
    assert_eq!(stage.gateway.strangers(), []);
}

#[tokio::test]
async fn a_device_in_clear_and_without_a_password_is_seen_so() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
    let seen = the_device(&stage).await.facts.seen.expect("it was seen");
    assert_eq!((seen.tls, seen.cipher, seen.mechanism), (None, None, None));
}

#[tokio::test]
async fn a_wrong_password_is_remembered_at_the_device_whose_user_it_was() {
    let stage = Stage::set().await;
    stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    assert!(auth_plain(&mut printer, "COPIER", "wrong").await.starts_with("535 "));
    let facts = the_device(&stage).await.facts;
    assert_eq!(facts.seen, None);
    assert_eq!(facts.refused.map(|refusal| refusal.code), Some(Code::DevicePasswordWrong));
    assert_eq!(stage.gateway.strangers(), [], "it is no stranger who mistyped");
}

#[tokio::test]
async fn a_device_that_did_not_encrypt_is_told_of_and_no_stranger() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Required).await;
    assert!(stage.printer().await.send(MAIL).await.starts_with("530 "));
    let facts = the_device(&stage).await.facts;
    assert_eq!(facts.refused.map(|refusal| refusal.code), Some(Code::DeviceTlsRequired));
    assert_eq!(stage.gateway.strangers(), []);
}

#[tokio::test]
async fn strangers_are_listed_until_a_device_is_added_for_them() {
    let stage = Stage::set().await;
    let mut printer = stage.printer().await;
    for _ in 0..2 {
        assert!(printer.send(MAIL).await.starts_with("550 "));
    }
    let [stranger] = &stage.gateway.strangers()[..] else { panic!("one stranger") };
    assert_eq!((stranger.address, stranger.times), (IpAddr::V4(Ipv4Addr::LOCALHOST), 2));
    assert_eq!(stranger.code, Code::DeviceUnknown);
    stage.add_neighbour(TlsFloor::Optional).await;
    assert_eq!(stage.gateway.strangers(), []);
}

#[tokio::test]
async fn what_was_seen_is_written_down_at_the_end_and_a_removed_device_leaves_nothing() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    stage.add("other", "192.0.2.1/32", None, TlsFloor::Optional).await;
    assert!(stage.printer().await.send(MAIL).await.starts_with("250 "));
    assert_eq!(stage.store.sightings().await, Ok(Vec::new()), "not while the mail waits for it");
    stage.gateway.stop().await;
    let written = stage.store.sightings().await.expect("the store answers");
    let [(device, facts)] = &written[..] else { panic!("of one device: {written:?}") };
    assert!(device == "neighbour" && facts.seen.is_some());
    let by_console = stage.gateway.by(&Actor::Console);
    by_console.remove_device("neighbour").await.expect("it is there");
    assert_eq!(stage.store.sightings().await, Ok(Vec::new()));
}
