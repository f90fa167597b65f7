//! A person must act: nothing is dropped, nothing is tried in vain, and all flows afterwards.

use std::time::Duration;

use scanpost_core::delivery::Flow;
use scanpost_core::fault::Code;
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_core::settings::DeliverySettings;
use scanpost_core::spool::JobState;
use scanpost_sandbox::{Sandbox, SmtpMoment, auth_refused};
use tokio::time::{Instant, sleep};

use crate::queue_stage::{ANNA, Stage};

const MINUTE: Duration = Duration::from_mins(1);
const PROBE_WAIT: Duration = Duration::from_mins(10);

#[tokio::test(start_paused = true)]
async fn a_535_is_answered_by_one_refresh_and_one_more_try() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::Auth, auth_refused());
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.delivered(id).await;
    assert_eq!((job.tries, stage.refreshes()), (1, 1), "in the same attempt");
    assert_eq!(stage.hold().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_second_535_holds_the_queue_and_a_sign_in_lets_it_flow() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Auth, auth_refused());
    let mut jobs = vec![stage.accept(&[ANNA], "the first").await];
    let hold = stage.held().await;
    assert_eq!(hold.fault.code, Code::LoginRefused);
    assert_eq!((stage.sandbox.strikes(), stage.refreshes()), (2, 1));
    let attempts = stage.attempts(jobs[0]).await;
    let [(Some(fault), route)] = &attempts[..] else { panic!("one attempt") };
    assert_eq!((&**fault, route.mechanism.as_deref()), ("login-refused", Some("XOAUTH2")));
    assert_eq!(route.tls.as_deref(), Some("TLSv1.3"), "how far it came is written down");

    for number in 0..5 {
        jobs.push(stage.accept(&[ANNA], &format!("while held {number}")).await);
    }
    sleep(MINUTE * 9).await;
    assert_eq!(stage.sandbox.strikes(), 2, "nothing is tried in vain");
    for id in &jobs {
        assert_eq!(stage.job(*id).await.state, JobState::Waiting);
    }

    stage.all_well();
    stage.sign_in().await;
    let signed_in = Instant::now();
    for id in jobs {
        stage.delivered(id).await;
    }
    assert!(signed_in.elapsed() < MINUTE, "at once: {:?}", signed_in.elapsed());
    assert_eq!(stage.hold().await, None);
    assert_eq!(stage.mailbox(ANNA).len(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_was_mended_is_found_by_a_probe_now_and_then() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Auth, auth_refused());
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.held().await;
    sleep(Duration::from_hours(24)).await;
    let probes = (stage.sandbox.strikes() - 2) / 2;
    assert!((140..=145).contains(&probes), "{probes} probes in a day");
    assert_eq!(stage.job(id).await.tries, 1, "a probe is no attempt at a mail");
    stage.all_well();
    let mended = Instant::now();
    stage.delivered(id).await;
    assert!(mended.elapsed() <= PROBE_WAIT, "{:?}", mended.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_person_in_a_hurry_has_the_log_in_probed_at_once() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Auth, auth_refused());
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.held().await;
    assert_eq!(stage.sandbox.strikes(), 2);
    let asked = Instant::now();
    stage.queue.hurry();
    stage.struck(4).await; // in vain
    stage.until(async || (stage.queue.flow() == Flow::Held).then_some(())).await;
    assert_eq!(stage.job(id).await.tries, 1, "a probe is no attempt at a mail");
    stage.all_well();
    stage.queue.hurry();
    stage.delivered(id).await;
    assert!(asked.elapsed() < MINUTE, "{:?}", asked.elapsed());
    assert_eq!(stage.queue.flow(), Flow::Open);
}

#[tokio::test(start_paused = true)]
async fn mails_wait_until_somebody_has_signed_in() {
    let stage = Stage::start(DeliverySettings::default(), |_| {}).await;
    let id = stage.accept(&[ANNA], "a scan").await;
    assert_eq!(stage.held().await.fault.code, Code::SignInNeeded);
    sleep(Duration::from_hours(24 * 7)).await;
    assert_eq!(stage.job(id).await.state, JobState::Waiting);
    stage.sign_in().await;
    let signed_in = Instant::now();
    stage.delivered(id).await;
    assert!(signed_in.elapsed() < MINUTE, "{:?}", signed_in.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_is_revoked_between_two_mails_holds_and_flows_after_a_new_sign_in() {
    let stage = Stage::signed_in().await;
    let before = stage.accept(&[ANNA], "before").await;
    stage.delivered(before).await;
    sleep(MINUTE).await; // the connection is closed
    stage.sandbox.revoke(crate::queue_stage::MAILBOX);
    stage.sandbox.advance(Duration::from_hours(2)); // an access token outlives a revocation
    let after = stage.accept(&[ANNA], "after").await;
    assert_eq!(stage.held().await.fault.code, Code::GrantRevoked);
    assert_eq!(stage.keeper.status().borrow().token_status, TokenStatus::Invalid);
    assert_eq!(stage.job(after).await.state, JobState::Waiting);
    stage.sign_in().await;
    stage.delivered(after).await;
    assert_eq!(stage.mailbox(ANNA), ["before", "after"]);
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_comes_back_by_itself_lets_the_mails_flow_at_once() {
    use scanpost_sandbox::{HttpDoes, HttpFault, HttpMoment};
    let stage = Stage::signed_in().await;
    let unclear = HttpDoes::Refuse { error: "invalid_grant".to_owned(), code: None };
    stage.sandbox.change_switches(|switches| {
        switches.http_faults.push(HttpFault::next(2, HttpMoment::Refresh, unclear));
    });
    stage.sandbox.advance(Duration::from_hours(2));
    let id = stage.accept(&[ANNA], "a scan").await;
    assert_eq!(stage.held().await.fault.code, Code::GrantUnclear);
    let held = Instant::now();
    stage.delivered(id).await;
    assert!(held.elapsed() < PROBE_WAIT / 2, "{:?}", held.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_hold_outlives_a_restart_and_is_looked_at_right_after_it() {
    let mut stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Auth, auth_refused());
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.held().await;
    stage.stop().await;
    stage.start_again().await;
    stage.struck(4).await; // two log-ins of the attempt, two of the probe
    assert_eq!(stage.held().await.fault.code, Code::LoginRefused);
    assert_eq!(stage.job(id).await.tries, 1);

    stage.stop().await;
    stage.all_well();
    stage.start_again().await;
    let started = Instant::now();
    stage.delivered(id).await;
    assert!(started.elapsed() < MINUTE, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_storage_that_does_not_take_the_hold_does_not_let_the_mails_run_against_the_wall() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Auth, auth_refused());
    stage.store.fail("hold", 30);
    let mut jobs = Vec::new();
    for number in 0..5 {
        jobs.push(stage.accept(&[ANNA], &format!("scan {number}")).await);
    }
    stage.held().await;
    let tries: u32 = {
        let mut tries = 0;
        for id in &jobs {
            tries += stage.job(*id).await.tries;
        }
        tries
    };
    assert!(tries <= 3, "one try a connection: {tries}");

    stage.all_well();
    stage.store.fail("release", 30);
    stage.sign_in().await;
    for id in jobs {
        stage.delivered(id).await;
    }
    assert_eq!(stage.hold().await, None);
}

#[tokio::test(start_paused = true)]
async fn after_a_sign_out_no_open_connection_sends_another_mail() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, scanpost_sandbox::SmtpDoes::Wait { milliseconds: 5000 });
    let under_way = stage.accept(&[ANNA], "under way").await;
    stage.struck(1).await;
    stage.keeper.sign_out(None).await.unwrap();
    stage.delivered(under_way).await;
    let later = stage.accept(&[ANNA], "later").await;
    assert_eq!(stage.held().await.fault.code, Code::SignInNeeded);
    assert_eq!(stage.job(later).await.state, JobState::Waiting);
    assert_eq!(stage.mailbox(ANNA), ["under way"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_with_a_strange_certificate_is_shown_no_token() {
    let other = Sandbox::start(scanpost_sandbox::Options::default()).await.unwrap();
    let strange = |provider: &mut Provider| provider.ca_pem = Some(other.ca_pem().to_owned());
    let stage = Stage::set_up(DeliverySettings::default(), strange, true).await;
    let id = stage.accept(&[ANNA], "a scan").await;
    assert_eq!(stage.held().await.fault.code, Code::CertificateUntrusted);
    let attempts = stage.attempts(id).await;
    let [(Some(fault), route)] = &attempts[..] else { panic!("one attempt") };
    assert_eq!(fault, "certificate-untrusted");
    assert_eq!((&route.tls, &route.mechanism), (&None, &None), "no hand-shake, no log-in");
    assert_eq!(route.host, "localhost");
    assert_eq!(stage.log_ins(), 0);
    assert_eq!(stage.job(id).await.state, JobState::Waiting);
}
