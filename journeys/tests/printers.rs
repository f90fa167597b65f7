//! Printers that we did not write: every client sends in its own way, and every scan arrives.

use std::net::SocketAddr;
use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::{Scan, assert_same_mail, id};
use scanpost_journeys::printer::{self, Load, Login, Transport};
use scanpost_journeys::process::Ended;

type Client = fn(SocketAddr, Transport, Option<Login>, &[&str], &[u8]) -> Ended;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn curl_sends_in_every_way() {
    every_way("curl", printer::curl);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn swaks_sends_in_every_way() {
    every_way("swaks", printer::swaks);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn pythons_smtplib_sends_in_every_way() {
    every_way("smtplib", printer::smtplib);
}

/// Clear, STARTTLS and TLS from the start; known by address, by AUTH PLAIN and by AUTH LOGIN.
fn every_way(name: &str, client: Client) {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let password = gateway.cli().add_device_with_user("guarded", "127.0.0.0/8", "mfp01");
    let login = |mechanism| Some(Login { user: "mfp01", password: &password, mechanism });
    let ways = [
        (Transport::Clear, None),
        (Transport::StartTls, None),
        (Transport::StartTls, login("PLAIN")),
        (Transport::StartTls, login("LOGIN")),
        (Transport::Tls, None),
        (Transport::Tls, login("PLAIN")),
        (Transport::Tls, login("LOGIN")),
    ];
    let mut scans = Vec::new();
    for (number, (transport, login)) in ways.into_iter().enumerate() {
        let scan = Scan::new(&format!("{name}-{number}"), ACCOUNT, PERSON, 300_000);
        let addresses = gateway.addresses();
        let to = if transport == Transport::Tls { addresses.smtps } else { addresses.smtp };
        client(to, transport, login, &[PERSON], &scan.octets)
            .expect_success(&format!("{name} over {transport:?} with {login:?}"));
        scans.push(scan);
    }
    provider.wait_for_deliveries(scans.len(), LIMIT);
    let arrived = provider.mailbox(PERSON);
    for scan in &scans {
        let mail = arrived.iter().find(|mail| id(mail) == scan.id);
        assert_same_mail(&scan.octets, mail.expect("every scan has arrived"));
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_long_attachment_from_python_arrives_whole() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let scan = Scan::new("long", ACCOUNT, PERSON, 30_000_000);
    let to = gateway.addresses().smtp;
    printer::smtplib(to, Transport::StartTls, None, &[PERSON], &scan.octets)
        .expect_success("smtplib");
    provider.wait_for_deliveries(1, LIMIT);
    assert_same_mail(&scan.octets, &provider.mailbox(PERSON)[0]);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn many_sessions_of_smtp_source_lose_nothing() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let load = Load { sessions: 20, mails: 300, size: 10_000 };
    printer::smtp_source(gateway.addresses().smtp, load, PERSON).expect_success("smtp-source");
    provider.wait_for_deliveries(300, Duration::from_mins(3));
    gateway.wait_until_idle(LIMIT);
    assert_eq!(provider.mailbox(PERSON).len(), 300);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_wrong_password_and_an_unknown_device_send_nothing() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::start();
    gateway.cli().add_device("elsewhere", "192.0.2.0/24");
    gateway.cli().add_device_with_user("guarded", "127.0.0.0/8", "mfp01");
    let wrong = Some(Login { user: "mfp01", password: "guessed", mechanism: "PLAIN" });
    let scan = Scan::new("stranger", ACCOUNT, PERSON, 100);
    let to = gateway.addresses().smtp;
    for (name, client) in [
        ("curl", printer::curl as Client),
        ("swaks", printer::swaks),
        ("smtplib", printer::smtplib),
    ] {
        for login in [None, wrong] {
            let refusal = client(to, Transport::StartTls, login, &[PERSON], &scan.octets);
            assert!(!refusal.status.success(), "{name} with {login:?}: {refusal:?}");
        }
    }
    assert!(gateway.cli().jobs().is_empty());
    assert!(provider.mailbox(PERSON).is_empty());
}

const LIMIT: Duration = Duration::from_mins(2);
