//! Scans of users: whose they are, that they wait for the sign-in, and what becomes of them.

use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::{Gateway, GatewayError, NewUser, Retried};
use scanpost_core::journal::Event;
use scanpost_core::objection::Reason;
use scanpost_core::record::Revision;
use scanpost_core::settings::UserSettings;
use scanpost_core::site::UserRules;
use scanpost_core::spool::{JobFilter, JobState, Spool};
use scanpost_core::user::{Scans, UserFilter, Users, account_of};

use crate::gateway_stage::{ALARMS, ANNA, Device, MAILBOX, Setting, Stage};

const SCAN: &[u8] = b"From: anna@old.example\r\nSubject: scan\r\n\r\npaper\r\n";

pub(crate) async fn add(gateway: &Gateway, name: &str, address: &str, matches: &[&str]) {
    let matches = matches.iter().map(ToString::to_string).collect();
    let revision = Revision::default();
    let user = NewUser { name: name.to_owned(), address: address.to_owned(), matches, revision };
    gateway.by(&Actor::Console).put_user(user).await.unwrap();
}

/// Sends a scan for a user, and waits until it is held.
pub(crate) async fn held_scan(stage: &Stage, mail: &[u8]) {
    stage.device().await.send(&[ALARMS], mail).await;
    let account = account_of(ANNA);
    stage.until(async || stage.store().held(account.clone()).await.unwrap().is_some()).await;
}

#[tokio::test]
async fn a_scan_of_a_user_waits_held_for_the_sign_in_and_says_so() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    held_scan(&stage, SCAN).await;
    let job = &stage.jobs().await[0];
    assert_eq!((job.state, &job.account), (JobState::Waiting, &account_of(ANNA)));
    let view = stage.gateway().job(job.id).await.unwrap();
    let hold = view.hold.expect("it waits");
    assert_eq!(hold.fault.code, Code::UserSignInNeeded);
    assert_eq!((&*hold.fault.facts["user"], &*hold.fault.facts["address"]), ("Anna", ANNA));
    assert_eq!(view.user.as_deref(), Some("Anna"));
    let user = stage.gateway().user(ANNA).await.unwrap();
    assert_eq!((user.signed_in_at, user.scans), (None, 1));
    let retried = stage.gateway().by(&Actor::Console).retry_job(job.id).await.unwrap();
    assert!(matches!(retried, Retried::AfterHold { .. }), "{retried:?}");
    let shown = stage.gateway().accounts().await.unwrap();
    assert_eq!(shown.len(), 1, "a user's account is none of the site's");
    assert_eq!(stage.sandbox.mailbox(ALARMS).len(), 0);
}

#[tokio::test]
async fn who_is_named_is_found_by_from_by_the_envelope_and_by_the_name_before_the_at() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna.b"]).await;
    let table: [(&str, &str); 3] = [
        (ANNA, "Subject: no From at all"),
        ("copier@example.com", "From: Anna <ANNA@sandbox.example>"),
        ("anna.b@copier.local", "From: copier@example.com"),
    ];
    for (envelope, header) in table {
        let mut device = stage.device().await;
        device.order(&format!("MAIL FROM:<{envelope}>"), "250").await;
        let mail = format!("{header}\r\n\r\npaper\r\n");
        device.send_from_here(&[ALARMS], mail.as_bytes(), "250").await;
    }
    let jobs = stage.jobs().await;
    assert_eq!(jobs.len(), table.len());
    assert!(jobs.iter().all(|job| job.account == account_of(ANNA)), "{jobs:?}");
}

#[tokio::test]
async fn whom_nobody_has_entered_is_refused_until_the_site_lets_the_domain_in() {
    let stage = Stage::for_users().await;
    let send = async |mut device: Device, reply: &str| {
        device.order(&format!("MAIL FROM:<{ANNA}>"), "250").await;
        device.send_from_here(&[ALARMS], b"Subject: scan\r\n\r\n", reply).await;
    };
    send(stage.device().await, "550 5.7.1").await;
    assert_eq!(stage.jobs().await.len(), 0);
    let facts = stage.gateway().device("printer").await.unwrap().facts;
    assert_eq!(facts.refused.map(|refusal| refusal.code), Some(Code::SenderIsNoUser));

    let rules = UserRules { domains: vec!["sandbox.example".to_owned()], ..UserRules::default() };
    let seen = stage.gateway().user_rules().await.unwrap().revision;
    stage.gateway().by(&Actor::Console).set_user_rules(seen, rules).await.unwrap();
    send(stage.device().await, "250").await;
    send(stage.device().await, "250").await;
    let filter = UserFilter { after: None, search: String::new(), most: 9 };
    let users = stage.gateway().users(filter).await.unwrap();
    assert_eq!((users.count, &*users.users[0].user.name), (1, "anna"));
    let by_itself = stage.journal().await;
    assert!(by_itself.contains(&Event::UserAdded { user: ANNA.to_owned() }));
}

#[tokio::test]
async fn a_user_is_removed_with_scans_only_when_somebody_has_said_what_becomes_of_them() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    held_scan(&stage, SCAN).await;
    let by = stage.gateway().by(&Actor::Console);
    let refused = by.remove_user(ANNA, None).await.unwrap_err();
    let GatewayError::Objection(why) = refused else { panic!("{refused}") };
    assert_eq!((why.reason, &*why.about), (Reason::UserScansWait, "1"));
    let removed = by.remove_user(ANNA, Some(Scans::Keep)).await.unwrap();
    assert_eq!((removed.kept, removed.deleted), (1, 0));
    let job = stage.jobs().await[0].id;
    let hold = stage.gateway().job(job).await.unwrap().hold.expect("it stays held");
    assert_eq!(hold.fault.code, Code::UserGone);

    // Back again: it waits for the sign-in as before.
    add(stage.gateway(), "Anna", ANNA, &[]).await;
    let needed = async || {
        let hold = stage.gateway().job(job).await.unwrap().hold;
        hold.is_some_and(|hold| hold.fault.code == Code::UserSignInNeeded)
    };
    stage.until(needed).await;
    let removed = by.remove_user(ANNA, Some(Scans::Delete)).await.unwrap();
    assert_eq!((removed.kept, removed.deleted), (0, 1));
    assert_eq!(stage.jobs().await.len(), 0);
}

#[tokio::test]
async fn a_table_with_a_bad_line_is_refused_whole_and_names_the_line() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    let refused = by.import_users("Anna,anna@sandbox.example\nBo,bo\n").await.unwrap_err();
    let GatewayError::Objections(why) = refused else { panic!("{refused}") };
    assert_eq!((why[0].reason, &*why[0].about), (Reason::UserLineAddress, "2 (bo)"));
    assert_eq!(stage.store().count_users().await, Ok(0));
    let imported = by.import_users("Anna,anna@sandbox.example\nBo,bo@x.example\n").await.unwrap();
    assert_eq!((imported.added, imported.changed, imported.same), (2, 0, 0));
    let imported = by.import_users("Anna B,anna@sandbox.example\nBo,bo@x.example\n").await.unwrap();
    assert_eq!((imported.added, imported.changed, imported.same), (0, 1, 1));
}

#[tokio::test]
async fn the_first_scan_of_a_day_asks_the_user_by_mail_once() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    let rules = UserRules {
        page_address: "https://scanpost.sandbox.example".to_owned(),
        ..UserRules::default()
    };
    let seen = stage.gateway().user_rules().await.unwrap().revision;
    stage.gateway().by(&Actor::Console).set_user_rules(seen, rules).await.unwrap();
    held_scan(&stage, SCAN).await;
    stage.device().await.send(&[ALARMS], SCAN).await;
    stage.until(async || !stage.sandbox.mailbox(ANNA).is_empty()).await;
    let filter = JobFilter { most: 100, ..JobFilter::default() };
    let jobs = stage.gateway().jobs(filter).await.unwrap().jobs;
    assert_eq!(jobs.iter().filter(|job| job.account == stage.account).count(), 1, "one mail");
    let mail = &stage.sandbox.mailbox(ANNA)[0];
    let text = String::from_utf8_lossy(mail.octets());
    assert!(text.contains(&format!("From: \"scanpost\" <{MAILBOX}>")), "{text}");
    assert!(text.contains("https://scanpost.sandbox.example/me/"), "{text}");
    assert!(text.contains("Auto-Submitted: auto-generated"), "{text}");
}

#[tokio::test]
async fn of_many_strangers_whom_a_device_names_a_few_are_asked_and_all_their_scans_wait() {
    let users = UserSettings { asks_a_minute_of_device: 2, ..UserSettings::default() };
    let stage = Stage::for_users_in(Setting { users, ..Setting::default() }).await;
    let rules = UserRules {
        domains: vec!["sandbox.example".to_owned()],
        page_address: "https://scanpost.sandbox.example".to_owned(),
        ..UserRules::default()
    };
    let seen = stage.gateway().user_rules().await.unwrap().revision;
    stage.gateway().by(&Actor::Console).set_user_rules(seen, rules).await.unwrap();
    let strangers: Vec<_> = (0..6).map(|number| format!("inv{number}@sandbox.example")).collect();
    let mut device = stage.device().await;
    for stranger in &strangers {
        let scan = format!("From: {stranger}\r\nSubject: scan\r\n\r\npaper\r\n");
        device.send(&[ALARMS], scan.as_bytes()).await;
    }
    // Whoever is held was asked before, or was one too many.
    for stranger in &strangers {
        let account = account_of(stranger);
        stage.until(async || stage.store().held(account.clone()).await.unwrap().is_some()).await;
    }
    let jobs = stage.jobs().await;
    assert_eq!(jobs.iter().filter(|job| job.account == stage.account).count(), 2, "mails that ask");
    assert_eq!(stage.store().count_users().await, Ok(6));
    assert_eq!(jobs.len(), 8, "and every scan is kept");
}
