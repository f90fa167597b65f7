//! Devices that are removed, or get another password, while they are connected.

use scanpost_core::administrator::Actor;
use scanpost_core::device::TlsFloor;
use secrecy::ExposeSecret;

use crate::stage::{MAIL, Printer, Stage, auth_plain};

/// A printer that has logged in as the device `copier`.
async fn logged_in(stage: &Stage) -> Printer {
    let added = stage.add("copier", "", Some("copier"), TlsFloor::Optional).await;
    let password = added.password.expect("one was made");
    let mut printer = stage.printer().await;
    let reply = auth_plain(&mut printer, "copier", password.expose_secret()).await;
    assert!(reply.starts_with("235 "), "{reply}");
    printer
}

#[tokio::test]
async fn a_removed_device_is_refused_on_a_new_connection_and_on_the_one_it_has() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut open = stage.printer().await;
    assert!(open.send(MAIL).await.starts_with("250 "));
    stage.gateway.by(&Actor::Console).remove_device("neighbour").await.expect("it is there");
    for printer in [&mut open, &mut stage.printer().await] {
        let reply = printer.send(MAIL).await;
        assert!(reply.starts_with("550 5.7.1 ") && reply.contains("administrator"), "{reply}");
    }
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_mail_of_a_device_that_is_removed_before_the_final_dot_is_not_kept() {
    let stage = Stage::set().await;
    stage.add_neighbour(TlsFloor::Optional).await;
    let mut printer = stage.printer().await;
    for line in ["MAIL FROM:<copier@example.com>", "RCPT TO:<anna@example.com>", "DATA"] {
        printer.say(line).await;
    }
    printer.write(MAIL.as_bytes()).await;
    stage.gateway.by(&Actor::Console).remove_device("neighbour").await.expect("it is there");
    let reply = printer.say(".").await;
    assert!(reply.starts_with("550 5.7.1 "), "{reply}");
    let reply = printer.reply().await;
    assert!(reply.starts_with("421 4.7.0 "), "{reply}");
    assert_eq!(printer.reply().await, "", "and the connection ends");
    assert!(stage.jobs().await.is_empty());
}

#[tokio::test]
async fn the_connection_of_a_removed_device_that_has_logged_in_ends() {
    let stage = Stage::set().await;
    let mut printer = logged_in(&stage).await;
    assert!(printer.send(MAIL).await.starts_with("250 "));
    stage.gateway.by(&Actor::Console).remove_device("copier").await.expect("it is there");
    let reply = printer.send(MAIL).await;
    assert!(reply.starts_with("550 5.7.1 "), "{reply}");
    let reply = printer.reply().await;
    assert!(reply.starts_with("421 4.7.0 "), "{reply}");
    assert_eq!(printer.reply().await, "");
    assert_eq!(stage.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_log_in_with_an_old_password_counts_no_more_when_there_is_a_new_one() {
    let stage = Stage::set().await;
    let mut printer = logged_in(&stage).await;
    stage.gateway.by(&Actor::Console).remove_device("copier").await.expect("it is there");
    let mut renewed = logged_in(&stage).await;
    assert!(printer.send(MAIL).await.starts_with("550 5.7.1 "));
    assert!(printer.reply().await.starts_with("421 4.7.0 "));
    assert!(renewed.send(MAIL).await.starts_with("250 "));
    assert_eq!(stage.jobs().await.len(), 1);
}
