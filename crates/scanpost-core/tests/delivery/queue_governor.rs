//! The limits of a mailbox are kept before the provider has to tell them: its own record says so.

use std::time::Duration;

use scanpost_core::delivery::Flow;
use scanpost_core::fault::Code;
use scanpost_core::oauth::{Limits, Provider};
use scanpost_core::settings::DeliverySettings;
use scanpost_core::spool::{JobId, JobState};
use scanpost_sandbox::{Limits as Metered, Load, MailboxLimits, SmtpDoes, SmtpMoment};
use tokio::time::{Instant, sleep};

use crate::queue_stage::{ANNA, BO, MAILBOX, Stage};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// A mailbox that Exchange meters, and an account that knows it.
async fn metered() -> Stage {
    metered_with(|_| {}).await
}

async fn metered_with(change: impl FnOnce(&mut Limits)) -> Stage {
    let mut limits = Provider::named("exchange-online").unwrap().limits.unwrap();
    change(&mut limits);
    let known = |provider: &mut Provider| provider.limits = Some(limits);
    let stage = Stage::set_up(DeliverySettings::default(), known, true).await;
    stage.sandbox.change_switches(|switches| {
        switches.limits.push(MailboxLimits::of("scans@*", Metered::exchange()));
        // Tokens outlive the days that pass here.
        switches.access_token_lifetime_seconds = Some(10 * 24 * 60 * 60);
    });
    stage
}

async fn scans(stage: &Stage, device: &str, count: usize) -> Vec<JobId> {
    let mut jobs = Vec::new();
    for number in 0..count {
        jobs.push(stage.accept_of(device, &[ANNA], &format!("scan {number}")).await);
    }
    jobs
}

async fn all_delivered(stage: &Stage, jobs: &[JobId]) {
    for id in jobs {
        let job = stage.delivered(*id).await;
        assert_eq!(job.tries, 1, "a limit costs no try");
    }
}

fn load(stage: &Stage) -> Load {
    stage.sandbox.load(MAILBOX)
}

async fn rests(stage: &Stage) -> (Instant, Code) {
    let rest = async || match stage.queue.flow() {
        Flow::Full { until, limit } => Some((until, limit)),
        _ => None,
    };
    stage.until(rest).await
}

#[tokio::test(start_paused = true)]
async fn a_hundred_mails_take_as_many_minutes_as_they_must_and_the_provider_never_says_stop() {
    let stage = metered().await;
    let begun = Instant::now();
    let jobs = scans(&stage, "printer", 100).await;
    let (until, limit) = rests(&stage).await;
    assert_eq!(limit, Code::RateLimit);
    assert!(until <= begun + MINUTE + Duration::from_secs(5), "its end is shown");
    all_delivered(&stage, &jobs).await;
    let (minutes, load) = (begun.elapsed().as_secs() / 60, load(&stage));
    assert_eq!(minutes, 3, "30 at once, and after 61, 122 and 183 seconds");
    assert_eq!((load.over_limit, load.messages), (0, 100));
    assert_eq!(load.most_messages_in_a_minute, 30);
    assert!(load.most_connections <= 3, "{load:?}");
    assert_eq!(stage.queue.flow(), Flow::Open);
}

#[tokio::test(start_paused = true)]
async fn two_accounts_of_one_mailbox_keep_its_limits_together() {
    let stage = metered().await;
    let second = stage.second_account().await;
    let mut jobs = scans(&stage, "printer", 70).await;
    for number in 0..20 {
        jobs.push(second.accept(&stage, &[BO], &format!("of the second {number}")).await);
    }
    all_delivered(&stage, &jobs).await;
    let load = load(&stage);
    assert_eq!((load.over_limit, load.messages), (0, 90));
    assert!(load.most_messages_in_a_minute <= 30, "{load:?}");
    assert!(load.most_connections <= 3, "{load:?}");
}

#[tokio::test(start_paused = true)]
async fn an_account_beside_a_busy_one_of_the_same_mailbox_gets_its_turn() {
    let stage = metered_with(|limits| limits.messages_a_minute = None).await;
    stage.sandbox.change_switches(|switches| {
        switches.limits[0].limits.messages_per_minute = None;
    });
    stage.always(SmtpMoment::FinalDot, SmtpDoes::Wait { milliseconds: 10_000 });
    let second = stage.second_account().await;
    let many = scans(&stage, "printer", 100).await;
    stage.job_when(many[2], |job| job.state == JobState::Delivering).await;
    let begun = Instant::now();
    let one = second.accept(&stage, &[BO], "of the second").await;
    stage.delivered(one).await;
    assert!(begun.elapsed() <= Duration::from_secs(25), "{:?}", begun.elapsed());
    all_delivered(&stage, &many).await;
    let load = load(&stage);
    assert_eq!((load.over_limit, load.most_connections), (0, 3));
}

#[tokio::test(start_paused = true)]
async fn a_list_of_1200_recipients_arrives_once_at_each() {
    let stage = metered().await;
    let list: Vec<String> = (0..1200).map(|n| format!("anna{n}@example.com")).collect();
    let to: Vec<&str> = list.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let id = stage.accept(&to, "to all").await;
    let job = stage.ended(id).await;
    assert_eq!((job.state, job.tries, job.fault), (JobState::Delivered, 3, None));
    assert!(begun.elapsed() < MINUTE, "the rest is due at once: {:?}", begun.elapsed());
    let deliveries = stage.sandbox.deliveries();
    let sizes: Vec<usize> = deliveries.iter().map(|delivery| delivery.to.len()).collect();
    assert_eq!(sizes, [500, 500, 200]);
    let mut arrived: Vec<String> =
        deliveries.iter().flat_map(|delivery| delivery.to.clone()).collect();
    let mut expected = list;
    arrived.sort_unstable();
    expected.sort_unstable();
    assert_eq!(arrived, expected);
    assert_eq!(load(&stage).over_limit, 0);
}

#[tokio::test(start_paused = true)]
async fn a_part_of_a_list_whose_reply_is_lost_is_uncertain_and_the_others_are_not() {
    let stage = metered().await;
    let list: Vec<String> = (0..700).map(|n| format!("anna{n}@example.com")).collect();
    let to: Vec<&str> = list.iter().map(String::as_str).collect();
    stage.next(1, SmtpMoment::FinalDot, SmtpDoes::Close);
    let id = stage.accept(&to, "to all").await;
    let states = |job: &scanpost_core::spool::Job| {
        let uncertain = scanpost_core::spool::RecipientState::Uncertain;
        job.recipients.iter().filter(|recipient| recipient.state == uncertain).count()
    };
    stage.job_when(id, |job| states(job) == 500).await;
    let job = stage.ended(id).await;
    assert_eq!(job.state, JobState::Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_day_has_ten_thousand_recipients_and_the_rest_waits_with_its_end_shown() {
    let stage = metered().await;
    let list: Vec<String> = (0..900).map(|n| format!("anna{n}@example.com")).collect();
    let to: Vec<&str> = list.iter().map(String::as_str).collect();
    let begun = Instant::now();
    let mut jobs = Vec::new();
    for number in 0..13 {
        jobs.push(stage.accept(&to, &format!("list {number}")).await);
    }
    let rest = async || match stage.queue.flow() {
        Flow::Full { until, limit: Code::SubmissionQuota } => Some(until),
        _ => None,
    };
    let until = stage.until(rest).await;
    let hours = (until - begun).as_secs_f64() / 3600.0;
    assert!((24.0..24.1).contains(&hours), "{hours}");
    sleep(HOUR).await;
    let so_far = load(&stage);
    assert_eq!((so_far.recipients, so_far.over_limit), (10_000, 0), "the day is used up, and kept");
    for id in jobs {
        stage.delivered(id).await;
    }
    let load = load(&stage);
    assert_eq!((load.recipients, load.over_limit), (13 * 900, 0));
    assert_eq!(load.most_recipients_in_a_day, 10_000);
}

#[tokio::test(start_paused = true)]
async fn the_day_goes_on_counting_after_a_restart() {
    let mut stage = metered_with(|limits| limits.recipients_a_day = Some(20)).await;
    let first = scans(&stage, "printer", 15).await;
    all_delivered(&stage, &first).await;
    sleep(HOUR * 5).await;
    stage.stop().await;
    stage.start_again().await;
    let more = scans(&stage, "printer", 10).await;
    let (until, limit) = rests(&stage).await;
    assert_eq!(limit, Code::SubmissionQuota);
    let hours = (until - Instant::now()).as_secs_f64() / 3600.0;
    assert!((18.9..19.1).contains(&hours), "{hours}");
    all_delivered(&stage, &more).await;
    assert!(load(&stage).most_recipients_in_a_day <= 20);
}

#[tokio::test(start_paused = true)]
async fn five_hundred_scans_of_one_printer_hold_up_another_ones_scan_for_a_turn_only() {
    let stage = metered().await;
    let many = scans(&stage, "busy", 500).await;
    sleep(MINUTE * 5).await;
    let begun = Instant::now();
    let one = stage.accept_of("quiet", &[BO], "the one").await;
    let job = stage.delivered(one).await;
    assert!(begun.elapsed() <= MINUTE + Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(job.tries, 1);
    all_delivered(&stage, &many).await;
    let load = load(&stage);
    assert_eq!((load.over_limit, load.messages), (0, 501));
}

#[tokio::test(start_paused = true)]
async fn a_check_finds_a_place_beside_idle_connections_and_beside_busy_ones() {
    let stage = metered_with(|limits| limits.connections = Some(1)).await;
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    assert_eq!(load(&stage).connections, 1, "it is kept for the next one");
    let checked = stage.queue.check().await.expect("the queue runs");
    assert_eq!(checked.fault, None);
    let load = load(&stage);
    assert_eq!((load.most_connections, load.over_limit), (1, 0));
}
