//! The provider is away, the storage fails, scanpost is stopped, the clock is set: the mails wait,
//! and go out when they can.

use std::time::Duration;

use scanpost_core::clock::Jump;
use scanpost_core::delivery::Flow;
use scanpost_core::fault::Code;
use scanpost_core::oauth::Provider;
use scanpost_core::settings::DeliverySettings;
use scanpost_core::spool::{JobId, JobState, Spool};
use scanpost_sandbox::{SmtpDoes, SmtpMoment};
use tokio::time::{Instant, sleep};

use crate::queue_stage::{ANNA, Stage};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(start_paused = true)]
async fn fifty_mails_go_over_three_connections() {
    let stage = Stage::signed_in().await;
    let mut jobs = Vec::new();
    for number in 0..50 {
        jobs.push(stage.accept(&[ANNA], &format!("scan {number}")).await);
    }
    for id in jobs {
        assert_eq!(stage.delivered(id).await.tries, 1);
    }
    assert!((1..=3).contains(&stage.log_ins()), "{} log-ins", stage.log_ins());
    assert_eq!(stage.mailbox(ANNA).len(), 50);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_made_anew_after_so_many_mails() {
    let settings = DeliverySettings { mails_per_connection: 2, ..DeliverySettings::default() };
    let stage = Stage::signed_in_with(settings).await;
    for _ in 0..5 {
        let id = stage.accept(&[ANNA], "a scan").await;
        stage.delivered(id).await;
    }
    assert_eq!(stage.log_ins(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_work_is_closed_after_half_a_minute() {
    let stage = Stage::signed_in().await;
    for (pause, log_ins) in [(0, 1), (20, 1), (31, 2), (300, 3)] {
        sleep(Duration::from_secs(pause)).await;
        let id = stage.accept(&[ANNA], "a scan").await;
        stage.delivered(id).await;
        assert_eq!(stage.log_ins(), log_ins, "after {pause} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_meets_a_connection_which_the_server_has_closed_goes_out_all_the_same() {
    let settings =
        DeliverySettings { idle_wait: Duration::from_hours(1), ..DeliverySettings::default() };
    let stage = Stage::signed_in_with(settings).await;
    let first = stage.accept(&[ANNA], "the first").await;
    stage.delivered(first).await;
    sleep(Duration::from_mins(10)).await; // the sandbox hangs up after five
    let second = stage.accept(&[ANNA], "the second").await;
    let job = stage.delivered(second).await;
    assert_eq!(job.tries, 1, "in the same attempt");
    assert_eq!(stage.mailbox(ANNA), ["the first", "the second"]);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_was_away_for_a_day_gets_everything_within_minutes() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Greeting, SmtpDoes::Close);
    let mut jobs = Vec::new();
    for number in 0..10 {
        jobs.push(stage.accept(&[ANNA], &format!("scan {number}")).await);
    }
    sleep(DAY).await;
    let status = stage.queue.connection().borrow().clone().unwrap();
    assert_eq!(status.fault.unwrap().code, Code::ConnectionLost);
    assert_eq!(stage.hold().await, None, "nobody has to act");
    stage.all_well();
    let back = Instant::now();
    for id in jobs {
        stage.delivered(id).await;
    }
    assert!(back.elapsed() < Duration::from_mins(6), "{:?}", back.elapsed());
    assert_eq!(stage.mailbox(ANNA).len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_person_in_a_hurry_does_not_wait_for_the_end_of_a_pause() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Greeting, SmtpDoes::Close);
    let jobs = [stage.accept(&[ANNA], "one").await, stage.accept(&[ANNA], "two").await];
    stage.struck(12).await; // by now the pauses last for five minutes
    let paused = stage.until(async || {
        matches!(stage.queue.flow(), Flow::Paused { until }
        if until > Instant::now() + Duration::from_mins(4))
        .then_some(())
    });
    paused.await;
    stage.queue.hurry();
    stage.struck(13).await; // in vain: the pause begins anew
    stage.all_well();
    let asked = Instant::now();
    stage.queue.hurry();
    for id in jobs {
        stage.delivered(id).await;
    }
    assert!(asked.elapsed() < Duration::from_mins(1), "{:?}", asked.elapsed());
    assert_eq!(stage.queue.flow(), Flow::Open);
}

#[tokio::test(start_paused = true)]
async fn while_the_provider_is_away_it_is_not_besieged() {
    let stage = Stage::signed_in().await;
    stage.always(SmtpMoment::Greeting, SmtpDoes::Close);
    for number in 0..10 {
        stage.accept(&[ANNA], &format!("scan {number}")).await;
    }
    sleep(Duration::from_hours(1)).await;
    let connections = stage.sandbox.strikes();
    assert!((10..=25).contains(&connections), "{connections} connections in an hour");
}

#[tokio::test(start_paused = true)]
async fn a_port_where_nobody_listens_is_an_outage() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let away = |provider: &mut Provider| provider.smtp.port = port;
    let stage = Stage::start(DeliverySettings::default(), away).await;
    stage.sign_in().await;
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.job_when(id, |job| job.tries > 5).await;
    assert_eq!(job.fault.unwrap().code, Code::ConnectionRefused);
    assert_eq!(stage.hold().await, None);
}

#[tokio::test(start_paused = true)]
async fn an_authorization_server_that_is_away_pauses_the_queue() {
    use scanpost_sandbox::{HttpDoes, HttpFault, HttpMoment};
    let stage = Stage::signed_in().await;
    let busy = HttpDoes::Status { status: 503, retry_after: None };
    stage.sandbox.change_switches(|switches| {
        switches.http_faults.push(HttpFault::always(HttpMoment::Refresh, busy));
    });
    stage.sandbox.advance(Duration::from_hours(2)); // the token is refused, and cannot be renewed
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.job_when(id, |job| job.tries > 3 && job.state == JobState::Waiting).await;
    assert_eq!(job.fault.unwrap().code, Code::SignInBusy);
    assert_eq!(stage.hold().await, None);
    stage.all_well();
    stage.delivered(id).await;
}

#[tokio::test(start_paused = true)]
async fn a_log_in_that_cannot_be_checked_now_is_no_refusal() {
    let stage = Stage::signed_in().await;
    let later = SmtpDoes::answer(454, (4, 7, 0), "Temporary authentication failure");
    stage.next(3, SmtpMoment::Auth, later);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    assert_eq!((stage.refreshes(), stage.hold().await), (0, None));
}

#[tokio::test(start_paused = true)]
async fn a_lost_signal_costs_a_minute_and_no_mail() {
    let stage = Stage::signed_in().await;
    sleep(Duration::from_mins(5)).await;
    let id = stage.accept_silently(&[ANNA], "a scan").await;
    let accepted = Instant::now();
    stage.delivered(id).await;
    assert!(accepted.elapsed() <= Duration::from_mins(1), "{:?}", accepted.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_storage_that_does_not_take_the_result_is_asked_until_it_does() {
    let stage = Stage::signed_in().await;
    stage.store.fail("settle", 150); // longer than an hour
    let id = stage.accept(&[ANNA], "a scan").await;
    let job = stage.delivered(id).await;
    assert_eq!((job.tries, stage.mailbox(ANNA).len()), (1, 1), "and it went out once");
}

#[tokio::test(start_paused = true)]
async fn while_no_result_is_taken_no_more_mails_leave_than_there_are_connections() {
    let stage = Stage::signed_in().await;
    stage.store.fail("settle", 300); // three at a time, for almost an hour
    let mut jobs = Vec::new();
    for number in 0..10 {
        jobs.push(stage.accept(&[ANNA], &format!("scan {number}")).await);
    }
    sleep(Duration::from_mins(30)).await;
    assert_eq!(stage.mailbox(ANNA).len(), 3, "a crash now would repeat so many");
    for id in jobs {
        assert_eq!(stage.delivered(id).await.tries, 1);
    }
    let mut mails = stage.mailbox(ANNA);
    mails.sort_unstable();
    let once_each: Vec<_> = (0..10).map(|number| format!("scan {number}")).collect();
    assert_eq!(mails, once_each);
}

#[tokio::test(start_paused = true)]
async fn a_storage_that_gives_no_jobs_is_asked_again() {
    let mut stage = Stage::signed_in().await;
    stage.store.fail("claim", 20);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    stage.stop().await;
    stage.store.fail("held", 20);
    stage.start_again().await;
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    assert_eq!(stage.store.failures_left("held"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stop_lets_the_mail_under_way_come_to_its_end() {
    let mut stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::FinalDot, SmtpDoes::Wait { milliseconds: 3000 });
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.struck(1).await;
    stage.stop().await;
    assert_eq!(stage.job(id).await.state, JobState::Delivered);
}

#[tokio::test(start_paused = true)]
async fn a_stop_does_not_wait_for_a_server_that_hangs_and_the_next_start_tries_again() {
    let mut stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::Body, SmtpDoes::Hang);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.struck(1).await;
    let asked = Instant::now();
    stage.stop().await;
    assert!(asked.elapsed() <= Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(stage.job(id).await.state, JobState::Delivering);
    stage.start_again().await;
    stage.delivered(id).await;
    assert_eq!(stage.mailbox(ANNA), ["a scan"]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_back_by_an_hour_does_not_prolong_an_outage() {
    for hour in [-3_600_000, 3_600_000] {
        let stage = Stage::signed_in().await;
        stage.always(SmtpMoment::Greeting, SmtpDoes::Close);
        let id: JobId = stage.accept(&[ANNA], "a scan").await;
        sleep(Duration::from_mins(10)).await;
        stage.set_clock(Jump(hour)).await;
        stage.all_well();
        let well = Instant::now();
        stage.delivered(id).await;
        assert!(well.elapsed() < Duration::from_mins(6), "{:?} after {hour}", well.elapsed());
        assert!(stage.store.job(id).await.unwrap().is_some());
    }
}
