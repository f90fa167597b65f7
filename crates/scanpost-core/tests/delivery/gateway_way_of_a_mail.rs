//! The way of a mail from the device's first line to the provider's mailbox.

use std::collections::HashSet;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{DeviceChange, GatewayError, Retried};
use scanpost_core::oauth::TokenStatus;
use scanpost_core::objection::{Objection, Reason};
use scanpost_core::spool::{Job, JobState};
use scanpost_sandbox::{SmtpDoes, SmtpFault, SmtpMoment, auth_refused};

use crate::gateway_stage::{ANNA, MAILBOX, Stage};

/// A mail that needs no mending, with everything that could be spoilt on the way: dots at line starts,
/// octets above 127, a line of the longest length, an empty line at the end.
fn odd_mail() -> Vec<u8> {
    let mut mail = whole_header();
    mail.extend(b"Subject: sk\xe4rm\r\n\r\n");
    mail.extend(b".\r\n..\r\n.a dot at the start\r\n\r\n");
    mail.extend([b'x'; 998]);
    mail.extend(b"\r\n");
    mail.extend((128..=255).chain(1..=9).collect::<Vec<u8>>());
    mail.extend(b"\r\nthe last line\r\n\r\n");
    mail
}

/// The fields that a mail cannot do without.
fn whole_header() -> Vec<u8> {
    let date = "Sat, 21 Nov 2026 10:15:00 +0100";
    format!("From: {MAILBOX}\r\nTo: {ANNA}\r\nDate: {date}\r\nMessage-ID: <1@copier>\r\n").into()
}

/// RFC 5321 §4.5.2, as the device does it.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let lines = mail.split_inclusive(|octet| *octet == b'\n');
    lines.flat_map(|line| [if line[0] == b'.' { &b"."[..] } else { b"" }, line].concat()).collect()
}

/// What follows our own Received line, which is folded twice.
fn after_received(octets: &[u8]) -> &[u8] {
    assert!(
        octets.starts_with(b"Received: from copier ([127.0.0.1])\r\n\tby scanpost.local with ")
    );
    let mut line_ends = octets.iter().enumerate().filter(|(_, octet)| **octet == b'\n');
    let (third, _) = line_ends.nth(2).expect("three lines");
    &octets[third + 1..]
}

#[tokio::test]
async fn a_mail_arrives_octet_for_octet_behind_our_received_line() {
    let stage = Stage::signed_in().await;
    let mail = odd_mail();
    stage.device().await.send(&[ANNA], &stuffed(&mail)).await;
    stage.all_ended().await;
    let [arrived] = &stage.sandbox.mailbox(ANNA)[..] else { panic!("one mail") };
    assert_eq!(after_received(arrived.octets()), mail);
    assert_eq!(arrived.from, MAILBOX, "the envelope's sender is the account");
    let [job] = &stage.jobs().await[..] else { panic!("one job") };
    assert_eq!((job.state, job.tries), (JobState::Delivered, 1));
}

#[tokio::test]
async fn a_device_that_must_send_as_its_account_is_told_both_addresses_where_it_does_not() {
    let stage = Stage::signed_in().await;
    let console = stage.gateway().by(&Actor::Console);
    let printer = stage.gateway().device("printer").await.unwrap();
    let change = DeviceChange {
        revision: printer.revision,
        ranges: vec!["127.0.0.0/8".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        sender: SenderRule::MustMatch,
        fetches: false,
        profile: None,
        wide: false,
    };
    console.change_device("printer", change).await.unwrap();
    let refusal = |sender: &str| {
        format!("550 5.7.1 The device sends as {sender} and may send only as {MAILBOX}: enter that")
    };
    let mut device = stage.device().await;
    device.order("MAIL FROM:<copier@example.com>", &refusal("copier@example.com")).await;
    let from_bo = b"From: Copier <bo@example.com>\n\nA page.\r\n";
    let mail_from_mailbox = format!("MAIL FROM:<{}>", MAILBOX.to_uppercase());
    device.order(&mail_from_mailbox, "250").await;
    device.send_from_here(&[ANNA], from_bo, &refusal("bo@example.com")).await;
    assert_eq!(stage.jobs().await, [], "nothing was kept");
    let shown = stage.gateway().device("printer").await.unwrap();
    assert_eq!(shown.facts.refused.map(|refused| refused.code), Some(Code::SenderMismatch));

    let own = format!("From: Copier <{MAILBOX}>\n\nA page.\r\n");
    for text in [own.as_bytes(), b"Subject: from nobody\n\nA page.\r\n"] {
        device.order(&mail_from_mailbox, "250").await;
        device.send_from_here(&[ANNA], text, "250 2.0.0").await;
    }
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 2);
}

#[tokio::test]
async fn fifty_mails_of_five_devices_go_over_three_connections() {
    let stage = Stage::signed_in().await;
    let before = stage.log_ins();
    let mut devices = tokio::task::JoinSet::new();
    for number in 0..5 {
        let mut device = stage.device().await;
        devices.spawn(async move {
            for scan in 0..10 {
                let mail = format!("Subject: {number}-{scan}\r\n\r\nA page.\r\n");
                device.send(&[ANNA], mail.as_bytes()).await;
            }
        });
    }
    devices.join_all().await;
    stage.all_ended().await;
    let log_ins = stage.log_ins() - before;
    assert!((1..=3).contains(&log_ins), "{log_ins} log-ins");
    let arrived: HashSet<Vec<u8>> = {
        let mails = stage.sandbox.mailbox(ANNA);
        mails.iter().map(|mail| after_received(mail.octets()).to_vec()).collect()
    };
    assert_eq!((arrived.len(), stage.sandbox.delivered()), (50, 50));
}

#[tokio::test]
async fn mails_that_came_before_anybody_signed_in_wait_and_then_flow() {
    let mut stage = Stage::start().await;
    for _ in 0..3 {
        stage.device().await.send(&[ANNA], b"Subject: early\r\n\r\nA page.\r\n").await;
    }
    stage.until(async || stage.account().await.hold.is_some()).await;
    let hold = stage.account().await.hold.unwrap();
    assert_eq!(hold.fault.code, Code::SignInNeeded);
    let refused = stage.gateway().by(&Actor::Console).remove_account(&stage.account).await;
    let busy = Objection::new(Reason::AccountBusy, &stage.account);
    assert_eq!(refused, Err(GatewayError::Objection(busy)), "its mails would be lost");

    stage.restart().await;
    stage.sign_in().await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 3);
    assert_eq!(stage.account().await.hold, None);
}

#[tokio::test]
async fn a_refused_log_in_holds_the_mails_over_a_restart_until_the_tenant_is_mended() {
    let mut stage = Stage::signed_in().await;
    stage.sandbox.change_switches(|switches| {
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::Auth, auth_refused()));
    });
    stage.device().await.send(&[ANNA], b"Subject: held\r\n\r\nA page.\r\n").await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let account = stage.account().await;
    assert_eq!(account.token_status, TokenStatus::Retrieved, "another thing than the connection");
    assert_eq!(account.connection.unwrap().fault.unwrap().code, Code::LoginRefused);

    stage.sandbox.change_switches(|switches| switches.smtp_faults.clear());
    stage.restart().await; // which looks at once
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 1);
}

#[tokio::test]
async fn a_retry_while_the_account_is_on_hold_says_what_it_waits_for() {
    let stage = Stage::signed_in().await;
    stage.sandbox.change_switches(|switches| {
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::Auth, auth_refused()));
    });
    stage.device().await.send(&[ANNA], b"Subject: held\r\n\r\nA page.\r\n").await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let job = stage.jobs().await[0].clone();
    assert_eq!((job.state, job.due_at), (JobState::Waiting, None), "nobody knows when");
    let retried = stage.gateway().by(&Actor::Console).retry_job(job.id).await.unwrap();
    let Retried::AfterHold { hold } = retried else { panic!("it is on hold: {retried:?}") };
    assert_eq!(hold.fault.code, Code::LoginRefused);
    assert_eq!(stage.gateway().job(job.id).await.unwrap().job.due_at, None);
    assert_eq!(stage.jobs().await[0].tries, job.tries, "it was not tried");
}

#[tokio::test]
async fn a_retry_while_the_mailbox_may_send_no_more_says_until_when_it_waits() {
    let stage = Stage::signed_in().await;
    stage.limit_mails_a_day(1).await;
    let mut device = stage.device().await;
    for _ in 0..2 {
        device.send(&[ANNA], b"Subject: much\r\n\r\nA page.\r\n").await;
    }
    stage.until(async || stage.account().await.rest.is_some()).await;
    let rest = stage.account().await.rest.unwrap();
    let waiting = stage.jobs().await.into_iter().find(|job| job.state == JobState::Waiting);
    let waiting = waiting.expect("one is over the limit");
    let retried = stage.gateway().by(&Actor::Console).retry_job(waiting.id).await.unwrap();
    let Retried::AfterRest { rest: said } = retried else { panic!("it rests: {retried:?}") };
    assert_eq!(said.limit, rest.limit);
    let day = Duration::from_hours(24);
    let apart = rest.until.since(said.until).max(said.until.since(rest.until));
    assert!(apart < Duration::from_secs(1), "the same end: {rest:?} {said:?}");
    let left = Clock::machine().now().until(said.until);
    assert!(left <= day + Duration::from_mins(2) && left > day / 2, "{left:?}");
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 1);
}

#[tokio::test]
async fn a_retry_while_the_provider_is_away_looks_for_it_at_once() {
    let stage = Stage::signed_in().await;
    stage.sandbox.change_switches(|switches| {
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::Greeting, SmtpDoes::Close));
    });
    stage.device().await.send(&[ANNA], b"Subject: late\r\n\r\nA page.\r\n").await;
    // The job itself is due from the moment of its failure; what is shown is the account's next try.
    let shown_ahead = |job: &Job| {
        let soon = Clock::machine().now() + Duration::from_secs(1);
        job.state == JobState::Waiting && job.due_at.is_some_and(|due_at| due_at > soon)
    };
    stage.until(async || stage.jobs().await.iter().all(shown_ahead)).await;
    let id = stage.jobs().await[0].id;
    assert!(shown_ahead(&stage.gateway().job(id).await.unwrap().job));
    stage.sandbox.change_switches(|switches| switches.smtp_faults.clear());
    let retried = stage.gateway().by(&Actor::Console).retry_job(id).await.unwrap();
    let Retried::Probing { fault } = retried else { panic!("it is paused: {retried:?}") };
    assert_eq!(fault.code, Code::ConnectionLost);
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 1);
    let again = stage.gateway().by(&Actor::Console).retry_job(id).await;
    let ended = GatewayError::Objection(Objection::new(Reason::JobNotWaiting, "delivered"));
    assert_eq!(again, Err(ended));
}

#[tokio::test]
async fn a_stop_in_the_middle_of_much_work_loses_nothing_and_repeats_nothing() {
    let mut stage = Stage::signed_in().await;
    stage.sandbox.change_switches(|switches| {
        let slow = SmtpDoes::Wait { milliseconds: 20 };
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::FinalDot, slow));
    });
    for _ in 0..3 {
        let before = stage.sandbox.delivered();
        let mut device = stage.device().await;
        for _ in 0..10 {
            device.send(&[ANNA], b"Subject: work\r\n\r\nA page.\r\n").await;
        }
        stage.sandbox.wait_for_deliveries(before + 2).await;
        stage.restart().await;
    }
    stage.all_ended().await;
    assert_eq!(stage.jobs().await.len(), 30);
    assert!(stage.jobs().await.iter().all(|job| job.state == JobState::Delivered));
    assert_eq!(stage.sandbox.delivered(), 30);
}

#[tokio::test]
async fn an_empty_folder_of_jobs_is_left_when_all_has_arrived() {
    let stage = Stage::signed_in().await;
    let large = [whole_header(), b"\r\n".to_vec(), b"A long page.\r\n".repeat(100_000)].concat();
    stage.device().await.send(&[ANNA], &large).await;
    stage.all_ended().await;
    let [arrived] = &stage.sandbox.mailbox(ANNA)[..] else { panic!("one mail") };
    assert_eq!(after_received(arrived.octets()), large);
    assert_eq!(stage.files_of_mails(), 0);
}
