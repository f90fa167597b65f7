//! Known devices may send, by address or by log-in; nobody else may.

use scanpost_core::device::TlsFloor;
use scanpost_store::MemoryStore;
use secrecy::ExposeSecret;

use crate::stage::{MAIL, Stage, auth_plain, base64};

#[tokio::test]
async fn a_known_address_sends_and_its_mail_is_kept_behind_our_received_line() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    let reply = printer.send(MAIL).await;
    let [job] = &stage.jobs().await[..] else { panic!("one job") };
    assert_eq!(reply.trim_end(), format!("250 2.0.0 Kept as {}.", job.id));
    assert_eq!((job.device.as_str(), job.sender.as_str()), ("neighbour", "copier@example.com"));
    let octets = stage.octets(job.id).await;
    let (received, rest) = octets.split_at(octets.len() - MAIL.len());
    assert_eq!(rest, MAIL, "unchanged to the last octet");
    assert!(received.starts_with("Received: from copier.local ([127.0.0.1])\r\n"), "{received}");
    assert_eq!(received.matches("\r\n").count(), 3, "one header field: {received}");
}

#[tokio::test]
async fn a_stranger_is_refused_and_told_what_to_do() {
    let stage = Stage::set().await;
    stage.add("far away", "192.0.2.0/24", None, TlsFloor::Optional).await;
    let reply = stage.printer().await.send(MAIL).await;
    assert!(reply.starts_with("550 5.7.1 "), "{reply}");
    assert!(reply.contains("administrator"), "{reply}");
    assert!(stage.jobs().await.is_empty());
}

#[tokio::test]
async fn without_an_account_nothing_is_taken() {
    let stage = Stage::without_account(MemoryStore::new(), |_| {}).await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let reply = stage.printer().await.send(MAIL).await;
    assert!(reply.starts_with("550 5.3.5 "), "{reply}");
}

#[tokio::test]
async fn a_device_that_must_encrypt_is_heard_only_behind_tls() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Required).await;
    let mut printer = stage.printer().await;
    let reply = printer.send(MAIL).await;
    assert!(reply.starts_with("530 5.7.0 "), "{reply}");
    printer.start_tls(&stage).await;
    assert!(printer.send(MAIL).await.starts_with("250 "));
    assert!(stage.encrypted_printer().await.send(MAIL).await.starts_with("250 "));
    let [first, _] = &stage.jobs().await[..] else { panic!("two jobs") };
    assert!(stage.octets(first.id).await.contains(" with ESMTPS id "));
}

#[tokio::test]
async fn user_and_password_let_a_device_in_by_plain_and_by_login() {
    let stage = Stage::set().await;
    let added = stage.add("copier", "", Some("front office"), TlsFloor::Required).await;
    let password = added.password.expect("one was made");
    let mut printer = stage.printer().await;
    assert!(!printer.start_tls(&stage).await.is_empty());
    let reply = auth_plain(&mut printer, "Front Office", password.expose_secret()).await;
    assert!(reply.starts_with("235 2.7.0 "), "{reply}");
    assert!(printer.send(MAIL).await.starts_with("250 "));

    let mut printer = stage.encrypted_printer().await;
    assert_eq!(printer.say("AUTH LOGIN").await.trim_end(), "334 VXNlcm5hbWU6");
    assert_eq!(printer.say(&base64("front office")).await.trim_end(), "334 UGFzc3dvcmQ6");
    assert!(printer.say(&base64(password.expose_secret())).await.starts_with("235 "));
    assert!(printer.send(MAIL).await.starts_with("250 "));
    let jobs = stage.jobs().await;
    assert!(jobs.iter().all(|job| job.device == "copier") && jobs.len() == 2);
    assert!(stage.octets(jobs[0].id).await.contains(" with ESMTPSA id "));
}

#[tokio::test]
async fn log_in_is_offered_in_clear_only_where_an_entry_allows_it() {
    let stage = Stage::set().await;
    stage.add("careful", "", Some("careful"), TlsFloor::Required).await;
    let offers_auth = async |stage: &Stage| {
        let mut printer = stage.connect().await;
        printer.reply().await;
        printer.say("EHLO copier.local").await.contains("AUTH")
    };
    assert!(!offers_auth(&stage).await);
    let added = stage.add("old", "127.0.0.0/8", Some("old"), TlsFloor::Optional).await;
    assert!(offers_auth(&stage).await);
    let password = added.password.expect("one was made");
    let mut printer = stage.printer().await;
    assert!(auth_plain(&mut printer, "old", password.expose_secret()).await.starts_with("235 "));
    assert!(printer.send(MAIL).await.starts_with("250 "));
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_guessing_has_to_wait() {
    let stage = Stage::set_with(MemoryStore::new(), |settings| settings.most_guesses = 3).await;
    stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    for _ in 0..3 {
        let reply = auth_plain(&mut printer, "copier", "guess").await;
        assert!(reply.starts_with("535 5.7.8 "), "{reply}");
    }
    let reply = auth_plain(&mut printer, "copier", "guess").await;
    assert!(reply.starts_with("421 4.7.0 "), "{reply}");
    assert_eq!(printer.reply().await, "", "and the connection ends");
    let reply = auth_plain(&mut stage.printer().await, "copier", "guess").await;
    assert!(reply.starts_with("421 4.7.0 "), "a new connection does not help: {reply}");
    assert!(stage.jobs().await.is_empty());
}

#[tokio::test]
async fn a_password_proved_in_clear_counts_no_more_behind_starttls() {
    let stage = Stage::set().await;
    let added = stage.add("old", "", Some("old"), TlsFloor::Optional).await;
    let password = added.password.expect("one was made");
    let mut printer = stage.printer().await;
    assert!(auth_plain(&mut printer, "old", password.expose_secret()).await.starts_with("235 "));
    printer.start_tls(&stage).await;
    assert!(printer.send(MAIL).await.starts_with("550 5.7.1 "));
}

#[tokio::test]
async fn a_stranger_who_insists_is_let_go_after_the_third_mail() {
    let stage = Stage::set().await;
    stage.add("far away", "192.0.2.0/24", None, TlsFloor::Optional).await;
    let mut stranger = stage.printer().await;
    for _ in 0..3 {
        let reply = stranger.say("MAIL FROM:<copier@example.com>").await;
        assert!(reply.starts_with("550 5.7.1 "), "{reply}");
    }
    let reply = stranger.reply().await;
    assert!(reply.starts_with("421 4.7.0 ") && reply.contains("administrator"), "{reply}");
    assert_eq!(stranger.reply().await, "", "and the connection ends");
}

#[tokio::test]
async fn a_device_that_is_added_while_it_waits_may_send_at_once() {
    let stage = Stage::set().await;
    let mut printer = stage.printer().await;
    assert!(printer.send(MAIL).await.starts_with("550 5.7.1 "));
    stage.add_neighbour(TlsFloor::Optional).await;
    assert!(printer.send(MAIL).await.starts_with("250 "));
}
