//! The way of a scan: accepted from a printer, delivered to Postfix with a token, fetched back from
//! Dovecot over POP3.

use std::fs;
use std::path::Path;
use std::time::Duration;

use scanpost_journeys::foreign::{
    ACCOUNT, BUSY, ForeignProvider, PERSON, ProviderOptions, REFUSED,
};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::{Scan, assert_same_mail, copies};
use scanpost_journeys::printer::{self, Login, Transport};
use scanpost_journeys::process::poll_until;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn scans_of_every_size_arrive_as_they_were_sent() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let sizes = [0, 1, 75, 76, 1_000, 100_000, 5_000_000, 40_000_000];
    let scans: Vec<_> = sizes
        .iter()
        .map(|size| Scan::new(&format!("size-{size}"), ACCOUNT, PERSON, *size))
        .collect();
    for scan in &scans {
        gateway.accept(&[PERSON], scan);
    }
    provider.wait_for_deliveries(scans.len(), Duration::from_mins(3));
    gateway.wait_until_idle(LIMIT);

    let arrived = provider.mailbox(PERSON);
    assert_eq!(arrived.len(), scans.len());
    for scan in &scans {
        let mail = arrived.iter().find(|mail| scanpost_journeys::mail::id(mail) == scan.id);
        assert_same_mail(&scan.octets, mail.expect("every scan has arrived"));
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn one_recipient_is_refused_and_the_other_gets_the_scan_once() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    gateway.accept(&[REFUSED, PERSON], &Scan::new("partly", ACCOUNT, PERSON, 1_000));

    gateway.wait_for_jobs(1, "partly-delivered", LIMIT);
    provider.wait_for_deliveries(1, LIMIT);
    assert_eq!(provider.mailbox(PERSON).len(), 1);
    let job = &gateway.cli().jobs()[0];
    let said = job.0.to_string();
    assert!(said.contains("No such recipient here"), "the provider's words are lost: {said}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn one_recipient_is_busy_and_the_other_gets_the_scan_once() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    gateway.accept(&[PERSON, BUSY], &Scan::new("later", ACCOUNT, PERSON, 1_000));

    provider.wait_for_deliveries(1, LIMIT);
    gateway.wait_for_jobs(1, "waiting", LIMIT);
    let refused = provider.postfix.recipients().refused;
    gateway.cli().retry_all();
    let again = || provider.postfix.recipients().refused > refused;
    assert!(poll_until(LIMIT, again), "the busy recipient is not tried again");
    gateway.wait_for_jobs(1, "waiting", LIMIT);
    assert_eq!(provider.mailbox(PERSON).len(), 1);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_provider_that_is_away_gets_the_scans_when_it_returns() {
    let mut provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    provider.postfix_leaves();
    for number in 0..5 {
        let scan = Scan::new(&format!("away-{number}"), ACCOUNT, PERSON, 1_000);
        gateway.accept(&[PERSON], &scan);
    }
    gateway.wait_for_jobs(5, "waiting", LIMIT);
    provider.postfix_returns();
    gateway.cli().retry_all();

    provider.wait_for_deliveries(5, LIMIT);
    let arrived = provider.mailbox(PERSON);
    assert!(copies(&arrived).values().all(|copies| *copies == 1));
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_scan_over_the_providers_size_fails_with_the_providers_words() {
    let options = ProviderOptions { size_limit: Some(100_000), ..ProviderOptions::default() };
    let provider = ForeignProvider::start_with(&options);
    let gateway = Gateway::signed_in(&provider);
    gateway.accept(&[PERSON], &Scan::new("too-large", ACCOUNT, PERSON, 200_000));
    gateway.accept(&[PERSON], &Scan::new("small", ACCOUNT, PERSON, 1_000));

    gateway.wait_for_jobs(1, "failed", LIMIT);
    gateway.wait_for_jobs(1, "delivered", LIMIT);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn no_line_and_no_file_holds_a_secret_of_the_whole_run() {
    let mut provider = ForeignProvider::start_with(&ProviderOptions::default());
    let mut gateway = Gateway::signed_in(&provider);
    let password = gateway.cli().add_device_with_user("guarded", "127.0.0.0/8", "mfp01");
    let login = Login { user: "mfp01", password: &password, mechanism: "PLAIN" };
    let scan = Scan::new("secret", ACCOUNT, PERSON, 1_000);
    let to = gateway.addresses().smtp;
    printer::curl(to, Transport::StartTls, Some(login), &[PERSON], &scan.octets)
        .expect_success("curl");
    provider.wait_for_deliveries(1, LIMIT);
    provider.revoke(ACCOUNT);
    gateway.accept(&[PERSON], &Scan::new("refused", ACCOUNT, PERSON, 1_000));
    gateway.wait_until_held(LIMIT);
    gateway.sign_in(&provider);
    provider.wait_for_deliveries(2, LIMIT);
    assert!(gateway.end().success());

    let mut secrets = provider.secrets_given();
    assert!(secrets.len() >= 6, "two sign-ins give at least six secrets: {}", secrets.len());
    secrets.push(password);
    let status = gateway.cli().run(&["job", "list", "--json"]).stdout;
    let lines = gateway.lines().join("\n") + &status;
    let files = files_under(gateway.data());
    assert!(!files.is_empty());
    for secret in &secrets {
        assert!(!lines.contains(secret.as_str()), "a secret is in the log");
        for (path, content) in &files {
            let found = content.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret lies open in {path}");
        }
    }
}

fn files_under(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("the data folder can be read") {
        let path = entry.expect("it is still there").path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if path.is_file() {
            files.push((path.display().to_string(), fs::read(&path).expect("it can be read")));
        }
    }
    files
}

const LIMIT: Duration = Duration::from_mins(1);
