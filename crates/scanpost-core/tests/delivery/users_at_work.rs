//! Users for whom somebody is at work: so many at once and no more, and grants that nobody uses.

use std::time::Duration;

use scanpost_core::clock::Clock;
use scanpost_core::gateway::VisitView;
use scanpost_core::settings::UserSettings;

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
