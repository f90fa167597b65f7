//! What a reply to one mail says of the whole account: limits that pass, blocks that a person lifts.

use std::time::Duration;

use scanpost_core::delivery::Flow;
use scanpost_core::fault::Code;
use scanpost_core::journal::{Entry, Event, Journal};
use scanpost_core::settings::DeliverySettings;
use scanpost_core::spool::{JobId, JobState, Spool};
use scanpost_sandbox::{SmtpDoes, SmtpMoment, auth_refused};
use tokio::time::{Instant, sleep};

use crate::queue_stage::{ANNA, Stage};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

fn quota() -> SmtpDoes {
    let words = "STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process";
    SmtpDoes::answer(554, (5, 2, 0), words)
}

fn blocked() -> SmtpDoes {
    SmtpDoes::answer(550, (5, 1, 8), "Access denied, bad outbound sender")
}

async fn accept_some(stage: &Stage) -> Vec<JobId> {
    let mut jobs = Vec::new();
    for number in 0..5 {
        jobs.push(stage.accept(&[ANNA], &format!("scan {number}")).await);
    }
    jobs
}

async fn rests(stage: &Stage) -> (Instant, Code) {
    let rest = async || match stage.queue.flow() {
        Flow::Resting { until, limit } => Some((until, limit)),
        _ => None,
    };
    stage.until(rest).await
}

/// How often the account's queue was held and released.
async fn holds(stage: &Stage) -> usize {
    let all: Vec<Entry> = stage.store.memory.latest(1000).await.unwrap();
    let of_a_hold =
        |event: &Event| matches!(event, Event::AccountHeld { .. } | Event::AccountReleased);
    all.iter().filter(|entry| of_a_hold(&entry.event)).count()
}

#[tokio::test(start_paused = true)]
async fn a_quota_lets_the_whole_account_rest_and_is_looked_at_once_an_hour() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::FinalDot, quota());
    let begun = Instant::now();
    let jobs = accept_some(&stage).await;
    let (until, limit) = rests(&stage).await;
    assert_eq!(limit, Code::SubmissionQuota);
    assert_eq!((until - begun).as_secs() / 3600, 24, "its end is shown");
    sleep(MINUTE).await;
    let at_once = stage.sandbox.strikes();
    assert!(at_once <= 3, "one mail a connection: {at_once}");
    sleep(HOUR * 5).await;
    assert_eq!(stage.sandbox.strikes() - at_once, 5);
    assert_eq!(rests(&stage).await, (until, limit), "and stays as it was shown");
    for id in &jobs {
        assert_eq!(stage.job(*id).await.state, JobState::Waiting);
    }
    stage.all_well();
    let well = Instant::now();
    for id in jobs {
        stage.delivered(id).await;
    }
    assert!(well.elapsed() <= HOUR, "{:?}", well.elapsed());
    assert_eq!(stage.queue.flow(), Flow::Open);
    assert_eq!(holds(&stage).await, 0, "nobody had to act");
}

#[tokio::test(start_paused = true)]
async fn a_quota_is_known_after_a_restart_and_costs_no_mail_to_learn_it_anew() {
    let mut stage = Stage::signed_in().await;
    stage.always(SmtpMoment::FinalDot, quota());
    let id = stage.accept(&[ANNA], "a scan").await;
    let (until, limit) = rests(&stage).await;
    let kept = async || stage.store.memory.rest(stage.account.name.clone()).await.unwrap();
    let kept = stage.until(kept).await;
    assert_eq!(kept.fault.code, limit);
    let strikes = stage.sandbox.strikes();
    for _ in 0..3 {
        stage.stop().await;
        stage.start_again().await;
        assert_eq!(rests(&stage).await, (until, limit), "its end is shown as it was");
        sleep(MINUTE).await;
    }
    assert_eq!(stage.sandbox.strikes(), strikes);
    stage.all_well();
    let asked = Instant::now();
    stage.delivered(id).await;
    assert!(asked.elapsed() <= HOUR, "{:?}", asked.elapsed());
    let over = async || {
        let rest = stage.store.memory.rest(stage.account.name.clone()).await.unwrap();
        rest.is_none().then_some(())
    };
    stage.until(over).await;
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_another_mailbox_is_not_the_accounts() {
    let mut stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, quota());
    let id = stage.accept(&[ANNA], "a scan").await;
    rests(&stage).await;
    let name = stage.account.name.clone();
    let kept = async || stage.store.memory.rest(name.clone()).await.unwrap();
    let mut kept = stage.until(kept).await;
    stage.stop().await;
    kept.fault = kept.fault.fact("address", "earlier@sandbox.example");
    stage.store.put_rest(name, Some(kept), stage.clock.now()).await.unwrap();
    let begun = Instant::now();
    stage.store.retry(id, stage.clock.now().into()).await.unwrap();
    stage.start_again().await;
    stage.delivered(id).await;
    assert!(begun.elapsed() < MINUTE, "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn too_many_mails_a_minute_cost_a_minute_and_no_mail() {
    let words = "Message submission rate for this client has exceeded the configured limit";
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::Mail, SmtpDoes::answer(421, (4, 4, 2), words));
    let begun = Instant::now();
    let id = stage.accept(&[ANNA], "a scan").await;
    assert_eq!(rests(&stage).await.1, Code::RateLimit);
    stage.delivered(id).await;
    assert_eq!(begun.elapsed().as_secs() / 60, 1);
    assert_eq!(stage.mailbox(ANNA), ["a scan"]);
}

#[tokio::test(start_paused = true)]
async fn a_person_in_a_hurry_has_the_limit_looked_at_now() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, quota());
    let id = stage.accept(&[ANNA], "a scan").await;
    rests(&stage).await;
    let asked = Instant::now();
    stage.queue.hurry();
    stage.delivered(id).await;
    assert!(asked.elapsed() < MINUTE, "{:?}", asked.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_blocked_sender_holds_the_account_and_log_ins_that_go_well_do_not_release_it() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::FinalDot, blocked());
    let jobs = accept_some(&stage).await;
    let hold = stage.held().await;
    assert_eq!(hold.fault.code, Code::SenderBlocked);
    assert_eq!(hold.fault.facts["address"], crate::queue_stage::MAILBOX);
    sleep(HOUR * 3).await;
    assert_eq!(holds(&stage).await, 1, "it is told once");
    assert!(stage.log_ins() > 10, "a mail goes ahead now and then: {}", stage.log_ins());
    for id in &jobs {
        assert_eq!(stage.job(*id).await.state, JobState::Waiting);
    }
    stage.all_well();
    for id in jobs {
        stage.delivered(id).await;
    }
    assert_eq!(holds(&stage).await, 2, "held and released");
    assert_eq!(stage.hold().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_recipient_who_is_refused_does_not_tell_whether_a_block_was_lifted_but_another_mail_does()
{
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, blocked());
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.held().await;
    stage.next(1, SmtpMoment::FinalDot, SmtpDoes::answer(451, (4, 7, 0), "Temporary server error"));
    stage.struck(2).await;
    assert!(stage.hold().await.is_some(), "being put off tells nothing");
    stage.delivered(id).await;
    assert_eq!(holds(&stage).await, 2);
}

#[tokio::test(start_paused = true)]
async fn what_exchange_gives_as_the_reason_is_what_the_hold_is_called() {
    let reason = |words: &str| SmtpDoes::answer(535, (5, 7, 139), words);
    for (does, code) in [
        (
            reason(
                "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            ),
            Code::SmtpAuthOffTenant,
        ),
        (
            reason(
                "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            ),
            Code::SmtpAuthOffMailbox,
        ),
        (
            reason("Authentication unsuccessful, basic authentication is disabled."),
            Code::BasicAuthOff,
        ),
        (
            reason(
                "Authentication unsuccessful, user is locked by your organization's security defaults policy.",
            ),
            Code::LoginSecurityDefaults,
        ),
        (
            reason(
                "Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
            ),
            Code::LoginPolicyBlocked,
        ),
        (auth_refused(), Code::LoginRefused),
    ] {
        let stage = Stage::signed_in().await;
        stage.always(SmtpMoment::Auth, does);
        let id = stage.accept(&[ANNA], "a scan").await;
        assert_eq!(stage.held().await.fault.code, code);
        stage.all_well();
        stage.sign_in().await;
        stage.delivered(id).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_was_held_for_a_month_ends_as_failed_and_says_why_and_the_others_wait_on() {
    let stage = Stage::start(DeliverySettings::default(), |_| {}).await;
    let old = stage.accept(&[ANNA], "old").await;
    stage.held().await;
    sleep(HOUR * 24 * 20).await;
    let young = stage.accept(&[ANNA], "young").await;
    let accepted = stage.job(old).await.accepted_at;
    let job = stage.ended(old).await;
    let days = job.ended_at.unwrap().since(accepted).as_secs() / 86_400;
    assert_eq!((job.state, days), (JobState::Failed, 30));
    let fault = job.fault.unwrap();
    assert_eq!((fault.code, &*fault.facts["last"]), (Code::HeldTooLong, "sign-in-needed"));
    assert_eq!(stage.job(young).await.state, JobState::Waiting);
    stage.sign_in().await;
    stage.delivered(young).await;
}
