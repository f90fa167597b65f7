//! What becomes of one mail: each recipient's result, retries, the uncertain moment, the end.

use std::time::Duration;

use scanpost_core::fault::Code;
use scanpost_core::spool::{JobState, RecipientState};
use scanpost_sandbox::{SmtpDoes, SmtpFault, SmtpMoment};
use tokio::time::Instant;

use crate::queue_stage::{ANNA, BO, Stage};

/// Every moment of a dialogue, and what a connection that ends there is called.
const MOMENTS: [(SmtpMoment, &str); 9] = [
    (SmtpMoment::Greeting, "connection-lost"),
    (SmtpMoment::Ehlo, "connection-lost"),
    (SmtpMoment::EhloAfterTls, "connection-lost"),
    (SmtpMoment::Auth, "connection-lost"),
    (SmtpMoment::Mail, "connection-lost"),
    (SmtpMoment::Rcpt, "connection-lost"),
    (SmtpMoment::Data, "connection-lost"),
    (SmtpMoment::Body, "delivery-uncertain"), // a small mail and its dot go out together
    (SmtpMoment::FinalDot, "delivery-uncertain"),
];

fn faults(attempts: &[(Option<String>, scanpost_core::journal::Route)]) -> Vec<&str> {
    attempts.iter().map(|(fault, _)| fault.as_deref().unwrap_or("none")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_mail_is_delivered_and_the_way_it_took_is_written_down() {
    let stage = Stage::signed_in().await;
    let id = stage.accept(&[ANNA, BO], "a scan").await;
    let job = stage.delivered(id).await;
    assert_eq!(job.tries, 1);
    assert!(job.recipients.iter().all(|recipient| {
        recipient.reply.as_deref().is_some_and(|reply| reply.starts_with("250 2.0.0 OK"))
    }));
    assert_eq!(
        (stage.mailbox(ANNA), stage.mailbox(BO)),
        (vec!["a scan".into()], vec!["a scan".into()])
    );
    let [(None, route)] = &stage.attempts(id).await[..] else { panic!("one good attempt") };
    assert_eq!(route.tls.as_deref(), Some("TLSv1.3"));
    assert_eq!(route.mechanism.as_deref(), Some("XOAUTH2"));
    assert_eq!(stage.queue.connection().borrow().clone().unwrap().fault, None);
}

#[tokio::test(start_paused = true)]
async fn a_refused_recipient_fails_alone_with_the_providers_words() {
    let stage = Stage::signed_in().await;
    let no = SmtpDoes::answer(550, (5, 1, 10), "Recipient not found");
    stage.sandbox.change_switches(|switches| {
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::Rcpt, no).only("nobody@*"));
    });
    let id = stage.accept(&["nobody@sandbox.example", ANNA], "a scan").await;
    let job = stage.ended(id).await;
    assert_eq!(job.state, JobState::PartlyDelivered);
    assert_eq!(job.fault.unwrap().code, Code::RecipientUnknown);
    let [nobody, anna] = &job.recipients[..] else { panic!("two recipients") };
    assert_eq!(nobody.state, RecipientState::Failed);
    assert_eq!(nobody.reply.as_deref(), Some("550 5.1.10 Recipient not found"));
    assert_eq!(anna.state, RecipientState::Delivered);
    assert_eq!(stage.mailbox(ANNA), ["a scan"]);
}

#[tokio::test(start_paused = true)]
async fn a_recipient_who_was_put_off_gets_the_mail_later_and_the_others_get_it_once() {
    let stage = Stage::signed_in().await;
    let later = SmtpDoes::answer(450, (4, 2, 1), "Mailbox busy");
    stage.sandbox.change_switches(|switches| {
        switches.smtp_faults.push(SmtpFault::next(2, SmtpMoment::Rcpt, later).only("bo@*"));
    });
    let id = stage.accept(&[ANNA, BO], "a scan").await;
    let job = stage.delivered(id).await;
    assert_eq!(job.tries, 3);
    assert_eq!((stage.mailbox(ANNA).len(), stage.mailbox(BO).len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_is_put_off_is_tried_again_after_a_wait_that_grows() {
    let stage = Stage::signed_in().await;
    stage.next(2, SmtpMoment::FinalDot, SmtpDoes::answer(451, (4, 7, 0), "Temporary server error"));
    let id = stage.accept(&[ANNA], "a scan").await;
    let (accepted, minute) = (Instant::now(), Duration::from_mins(1));
    let job = stage.job_when(id, |job| job.tries == 2 && job.state == JobState::Waiting).await;
    assert_eq!(job.recipients[0].reply.as_deref(), Some("451 4.7.0 Temporary server error"));
    assert!((minute * 4 / 5..=minute * 6 / 5).contains(&accepted.elapsed()));
    let job = stage.delivered(id).await;
    assert!((minute * 3 * 4 / 5..=minute * 3 * 6 / 5).contains(&accepted.elapsed()));
    assert_eq!((job.tries, job.fault), (3, None));
    let attempts = stage.attempts(id).await;
    assert_eq!(faults(&attempts), ["server-busy", "server-busy", "none"]);
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_is_refused_fails_at_once_with_the_providers_words() {
    for moment in [SmtpMoment::Mail, SmtpMoment::Data, SmtpMoment::FinalDot] {
        let stage = Stage::signed_in().await;
        let words = "Message size exceeds fixed maximum message size";
        stage.next(1, moment, SmtpDoes::answer(552, (5, 3, 4), words));
        let id = stage.accept(&[ANNA], "a scan").await;
        let job = stage.ended(id).await;
        assert_eq!((job.state, job.tries), (JobState::Failed, 1), "{moment:?}");
        let fault = job.fault.unwrap();
        assert_eq!(fault.code, Code::MailTooLarge);
        assert!(fault.words.unwrap().contains(words));
        // The connection is as good as before.
        let next = stage.accept(&[ANNA], "the next").await;
        stage.delivered(next).await;
        assert_eq!(stage.log_ins(), 1, "{moment:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn send_as_denied_is_tried_again_twice_some_minutes_apart_before_it_is_believed() {
    let words = "SendAsDenied; scans@sandbox.example not allowed to send as ceo@sandbox.example";
    let denied = || SmtpDoes::answer(554, (5, 2, 252), words);
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::FinalDot, denied());
    let accepted = Instant::now();
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.ended(id).await;
    assert_eq!((job.state, job.tries), (JobState::Failed, 3));
    assert_eq!(job.fault.unwrap().code, Code::SendAsDenied);
    let minutes = accepted.elapsed().as_secs() / 60;
    assert!((6..8).contains(&minutes), "{minutes}");
    assert_eq!(stage.hold().await, None, "it is a matter of one mail");

    let stage = Stage::signed_in().await;
    stage.next(2, SmtpMoment::FinalDot, denied());
    let id = stage.accept(&[ANNA], "a scan").await;
    assert_eq!(stage.delivered(id).await.tries, 3, "Exchange was wrong about it");
}

#[tokio::test(start_paused = true)]
async fn a_lost_250_is_called_uncertain_and_the_mail_is_repeated() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::Kept, SmtpDoes::Close);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    let attempts = stage.attempts(id).await;
    assert_eq!(faults(&attempts), ["delivery-uncertain", "none"]);
    assert_eq!(stage.mailbox(ANNA), ["a scan"; 2], "at least once");
}

#[tokio::test(start_paused = true)]
async fn a_mail_whose_250_is_lost_every_time_is_sent_four_times_and_ends_as_uncertain() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Kept, SmtpDoes::Close);
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.job_when(id, |job| job.tries == 1 && job.state == JobState::Waiting).await;
    assert_eq!(job.recipients[0].state, RecipientState::Uncertain, "while it waits");
    let job = stage.ended(id).await;
    assert_eq!((job.state, job.tries, job.uncertain), (JobState::Uncertain, 4, 4));
    assert_eq!(job.recipients[0].state, RecipientState::Uncertain);
    let fault = job.fault.unwrap();
    assert_eq!(fault.code, Code::StayedUncertain);
    assert_eq!(
        fault.words.as_deref(),
        Some("the server closed the connection"),
        "no library's words"
    );
    assert_eq!(stage.mailbox(ANNA).len(), 4);
    let attempts = stage.attempts(id).await;
    assert_eq!(faults(&attempts)[..3], ["delivery-uncertain"; 3]);
}

#[tokio::test(start_paused = true)]
async fn the_reply_to_the_final_dot_is_awaited_for_ten_minutes() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, SmtpDoes::Wait { milliseconds: 9 * 60 * 1000 });
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.delivered(id).await;
    assert_eq!((job.tries, job.uncertain), (1, 0));
    let asked = Instant::now();
    stage.next(1, SmtpMoment::FinalDot, SmtpDoes::Hang);
    let id = stage.accept(&[ANNA], "another scan").await;
    stage.job_when(id, |job| job.uncertain == 1).await;
    assert_eq!(asked.elapsed().as_secs() / 60, 10, "RFC 5321 §4.5.3.2.6");
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_at_any_moment_costs_no_mail_and_doubles_none() {
    for (moment, fault) in MOMENTS {
        let stage = Stage::signed_in().await;
        stage.next(1, moment, SmtpDoes::Close);
        let id = stage.accept(&[ANNA], "a scan").await;
        stage.delivered(id).await;
        let attempts = stage.attempts(id).await;
        assert_eq!(faults(&attempts), [fault, "none"], "{moment:?}");
        assert_eq!(stage.mailbox(ANNA), ["a scan"], "{moment:?}");
        assert_eq!(stage.hold().await, None, "{moment:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_at_any_moment_is_left_and_tried_again() {
    for (moment, _) in MOMENTS {
        let stage = Stage::signed_in().await;
        stage.next(1, moment, SmtpDoes::Hang);
        let id = stage.accept(&[ANNA], "a scan").await;
        stage.delivered(id).await;
        let attempts = stage.attempts(id).await;
        let [silent, good] = &faults(&attempts)[..] else { panic!("two attempts at {moment:?}") };
        assert!(["server-silent", "delivery-uncertain"].contains(silent), "{silent} at {moment:?}");
        assert_eq!(*good, "none");
        assert_eq!(stage.mailbox(ANNA), ["a scan"], "{moment:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_closes_with_421_at_any_moment_gets_the_mail_later() {
    for (moment, _) in MOMENTS {
        let stage = Stage::signed_in().await;
        stage.next(1, moment, SmtpDoes::answer(421, (4, 3, 2), "Service not active"));
        let id = stage.accept(&[ANNA], "a scan").await;
        stage.delivered(id).await;
        let attempts = stage.attempts(id).await;
        assert_eq!(faults(&attempts), ["server-busy", "none"], "{moment:?}");
        assert_eq!(stage.mailbox(ANNA), ["a scan"], "{moment:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_nobody_takes_for_five_days_is_given_up_and_says_why() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Data, SmtpDoes::answer(451, (4, 7, 0), "Temporary server error"));
    let id = stage.accept(&[ANNA], "a scan").await;
    let accepted = Instant::now();
    let job = stage.ended(id).await;
    let days = accepted.elapsed().as_secs() / 86_400;
    assert_eq!((job.state, days), (JobState::Failed, 5));
    assert!(job.tries > 100, "about once an hour: {}", job.tries);
    let fault = job.fault.unwrap();
    assert_eq!((fault.code, &*fault.facts["last"]), (Code::GaveUp, "server-busy"));
    assert!(job.recipients[0].reply.as_deref().unwrap().contains("Temporary server error"));
}

#[tokio::test(start_paused = true)]
async fn octets_that_cannot_be_read_for_a_moment_are_read_later() {
    let stage = Stage::signed_in().await;
    stage.store.fail("body", 1);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    let attempts = stage.attempts(id).await;
    assert_eq!(faults(&attempts), ["storage-failed", "none"]);
}
