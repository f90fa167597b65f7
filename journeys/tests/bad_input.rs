//! What a broken or hostile printer sends: each gets a clear reply, and no mail comes of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::{Scan, copies};
use scanpost_journeys::process;
use scanpost_journeys::smtp::{Connection, stuffed};

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn no_end_of_data_but_the_true_one_smuggles_a_second_mail() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    // The published variants of 2023 (CVE-2023-51764, -51765, -51766) and their neighbours.
    let variants =
        ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\n.\r", "\r\n\0.\r\n"];
    let mut accepted = 0;
    for (number, variant) in variants.iter().enumerate() {
        let mut printer = gateway.connect();
        begin(&mut printer);
        let body = format!(
            "From: <{ACCOUNT}>\r\nTo: <{PERSON}>\r\nDate: Sat, 21 Nov 2026 10:11:12 +0000\r\n\
             Message-ID: <outer-{number}@printer.example.com>\r\n\r\nouter{variant}\
             MAIL FROM:<{ACCOUNT}>\r\nRCPT TO:<{PERSON}>\r\nDATA\r\n\
             Message-ID: <smuggled-{number}@printer.example.com>\r\n\r\nsmuggled\r\n.\r\n"
        );
        printer.raw(body.as_bytes()).expect("the gateway reads");
        let reply = printer.reply().expect("the gateway answers");
        accepted += usize::from(reply.code == 250);
        let bye = printer.order("QUIT").expect("one reply to one mail, and then one to QUIT");
        assert_eq!(bye.code, 221, "{variant:?} left replies over: {bye:?}");
    }
    provider.wait_for_deliveries(accepted, LIMIT);
    gateway.wait_until_idle(LIMIT);
    let arrived = copies(&provider.mailbox(PERSON));
    assert_eq!(arrived.len(), accepted);
    assert!(arrived.keys().all(|id| id.starts_with("outer-")), "{arrived:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_printer_that_leaves_in_the_middle_of_data_sends_no_mail() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let whole = stuffed(&Scan::new("half", ACCOUNT, PERSON, 1_000_000).octets);
    // Nothing, a header, half an attachment, and all but the last octet of the final dot's line.
    for part in [0, 1, 100, 500_000, whole.len() - 3, whole.len() - 2, whole.len() - 1] {
        let mut printer = gateway.connect();
        begin(&mut printer);
        printer.raw(&whole[..part]).expect("the gateway reads");
        drop(printer);
    }
    gateway.accept(&[PERSON], &Scan::new("whole", ACCOUNT, PERSON, 100));
    provider.wait_for_deliveries(1, LIMIT);
    gateway.wait_until_idle(LIMIT);
    let arrived = copies(&provider.mailbox(PERSON));
    assert_eq!(arrived.keys().collect::<Vec<_>>(), ["whole"]);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_command_over_the_limit_is_refused_once_and_the_next_one_is_heard() {
    let gateway = Gateway::start();
    let mut printer = gateway.connect();
    let reply = printer.order(&"X".repeat(100_000)).expect("the gateway answers");
    assert_eq!(reply.code, 500, "{reply:?}");
    let reply = printer.order("NOOP").expect("the gateway answers");
    assert_eq!(reply.code, 250, "{reply:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_mail_over_the_size_is_refused_before_it_is_sent() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::signed_in(&provider);
    let mut printer = gateway.connect();
    let reply = printer.order(&format!("MAIL FROM:<{ACCOUNT}> SIZE=999999999")).expect("answers");
    assert_eq!(reply.code, 552, "{reply:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_mail_that_does_not_say_its_size_is_refused_at_its_end() {
    let provider = ForeignProvider::start();
    let gateway = Gateway::start_with(&["--largest-mail", "1"]).made_ready(&provider);
    let mut printer = gateway.connect();
    let large = Scan::new("large", ACCOUNT, PERSON, 3_000_000);
    let refusal = printer.send(ACCOUNT, &[PERSON], &large.octets).expect_err("it is too large");
    assert!(refusal.to_string().contains("got 552 5.3.4"), "{refusal}");
    let small = Scan::new("small", ACCOUNT, PERSON, 1_000);
    printer.send(ACCOUNT, &[PERSON], &small.octets).expect("the connection goes on");

    provider.wait_for_deliveries(1, LIMIT);
    gateway.wait_until_idle(LIMIT);
    assert_eq!(copies(&provider.mailbox(PERSON)).keys().collect::<Vec<_>>(), ["small"]);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn commands_behind_starttls_are_forgotten() {
    let gateway = Gateway::start();
    let script = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new("python3");
    python
        .arg(script.join("foreign/clients/starttls_injection.py"))
        .arg(gateway.addresses().smtp.to_string());
    process::run(python, b"", LIMIT).expect_success("the injection");
}

/// A mail's envelope, up to the 354.
fn begin(printer: &mut Connection) {
    let recipient = format!("RCPT TO:<{PERSON}>");
    for (order, code) in
        [(&*format!("MAIL FROM:<{ACCOUNT}>"), 250), (recipient.as_str(), 250), ("DATA", 354)]
    {
        let reply = printer.order(order).expect("the gateway answers");
        assert_eq!(reply.code, code, "{order}: {reply:?}");
    }
}

const LIMIT: Duration = Duration::from_mins(1);
