//! Users for whom somebody is at work: so many at once and no more, and grants that nobody uses.

use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Clock;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::VisitView;
use scanpost_core::settings::UserSettings;
use scanpost_core::spool::{JobState, Spool};
use scanpost_core::user::{Scans, account_of};

use crate::gateway_stage::{ALARMS, ANNA, Setting, Stage};
use crate::users::add;
use crate::users_sign_in::{begin, shown_code};

async fn sign_in(stage: &Stage, address: &str) {
    add(stage.gateway(), address, address, &[]).await;
    let key = begin(stage, address).await;
    assert!(stage.sandbox.approve(&shown_code(stage, &key).await, address));
    stage
        .until(async || {
            let view = stage.gateway().visit(&key).await.unwrap();
            matches!(view, VisitView::SignedIn { .. })
        })
        .await;
}

#[tokio::test]
async fn so_many_users_are_at_work_at_once_and_the_next_one_waits_and_goes() {
    const BOUND: usize = 2;
    let people: Vec<_> = (0..5).map(|number| format!("user{number}@sandbox.example")).collect();
    let users = UserSettings { most_at_work: BOUND, ..UserSettings::default() };
    let setting = Setting { users, mailboxes: people.clone(), ..Setting::default() };
    let stage = Stage::for_users_in(setting).await;
    for address in &people {
        sign_in(&stage, address).await;
    }
    for address in &people {
        let mail = format!("From: {address}\r\nSubject: scan\r\n\r\npaper\r\n");
        stage.device().await.send(&[ALARMS], mail.as_bytes()).await;
    }
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS).len(), people.len());
    for address in &people {
        assert_eq!(stage.sandbox.sent(address).len(), 1, "{address}");
    }
    // A line stays open for a while after its last mail: without the bound all of them would be at once.
    // The site's own account has one too.
    let together = stage.sandbox.most_mailboxes_at_once();
    assert!(together <= BOUND + 1, "{together} at once");
}

#[tokio::test]
async fn a_scan_that_nobody_comes_for_ends_after_a_month_also_of_a_user_who_was_removed() {
    const BO: &str = "bo@sandbox.example";
    let clock = Clock::by_hand(Clock::machine().now());
    let mut stage = Stage::for_users_in(Setting { clock, ..Setting::default() }).await;
    let scan = async |stage: &Stage, address: &str| {
        let mail = format!("From: {address}\r\nSubject: scan\r\n\r\npaper\r\n");
        stage.device().await.send(&[ALARMS], mail.as_bytes()).await;
    };
    for address in [ANNA, BO] {
        add(stage.gateway(), address, address, &[]).await;
        scan(&stage, address).await;
        let account = account_of(address);
        stage.until(async || stage.store().held(account.clone()).await.unwrap().is_some()).await;
    }
    stage.gateway().by(&Actor::Console).remove_user(BO, Some(Scans::Keep)).await.unwrap();
    stage.restart_after(Duration::from_hours(29 * 24)).await;
    scan(&stage, ANNA).await;
    stage.restart_after(Duration::from_hours(2 * 24)).await;
    hours_pass().await;
    let ended = async || {
        let jobs = stage.jobs().await.into_iter().filter(|job| job.state.is_final());
        jobs.map(|job| (job.state, job.fault.expect("it says why"))).collect::<Vec<_>>()
    };
    stage.until(async || ended().await.len() >= 2).await;
    let why =
        |(state, fault): &(JobState, Fault)| (*state, fault.code, fault.facts["last"].clone());
    let failed = |last: &str| (JobState::Failed, Code::HeldTooLong, last.to_owned());
    let all: Vec<_> = ended().await.iter().map(why).collect();
    assert_eq!(all, [failed("user-removed"), failed("user-sign-in-needed")]);
    let user = stage.gateway().user(ANNA).await.unwrap();
    assert_eq!(user.scans, 1, "that of two days ago waits on");
}

/// Of what waits here, not at the provider.
async fn hours_pass() {
    tokio::time::pause();
    for _ in 0..12 {
        tokio::time::advance(Duration::from_mins(15)).await;
    }
    tokio::time::resume();
}

#[tokio::test]
async fn a_grant_without_mail_is_renewed_after_a_week() {
    let clock = Clock::by_hand(Clock::machine().now());
    let mut stage = Stage::for_users_in(Setting { clock, ..Setting::default() }).await;
    sign_in(&stage, ANNA).await;
    let renewals = |stage: &Stage| {
        let all = stage.sandbox.sign_ins();
        let of_anna = |what: &&scanpost_sandbox::SignIn| what.mailbox == ANNA;
        all.iter().filter(of_anna).filter(|what| what.what == "refreshed the token").count()
    };
    let generation = async |stage: &Stage| {
        use scanpost_core::oauth::Accounts;
        let account = scanpost_core::user::account_of(ANNA);
        stage.store().grant(account).await.unwrap().expect("she is signed in").generation
    };
    let before = generation(&stage).await;
    stage.restart_after(Duration::from_hours(6 * 24)).await;
    stage.restart_after(Duration::from_hours(2 * 24)).await;
    let of_anna = async || generation(&stage).await != before;
    stage.until(of_anna).await;
    assert_eq!(renewals(&stage), 1, "once, on the eighth day");
    let user = stage.gateway().user(ANNA).await.unwrap();
    assert!(user.signed_in_at.is_some() && user.fault.is_none(), "{user:?}");
}
