//! Scans that wait while another account is chosen for them: which of them follow, and which stay.

use scanpost_core::administrator::Actor;
use scanpost_core::clock::Time;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{DeviceChange, NewAccount};
use scanpost_core::journal::Event;
use scanpost_core::oauth::{AccountName, Provider, TokenStatus};
use scanpost_core::record::{Kind, Records};
use scanpost_core::site::{self, Slot, Slots};
use scanpost_core::spool::{JobId, JobState};
use scanpost_core::user::account_of;

use crate::gateway_stage::{ALARMS, ANNA, MAILBOX, Stage};
use crate::users::{add, held_scan};

const SCAN: &[u8] = b"From: copier@example.com\r\nSubject: scan\r\n\r\npaper\r\n";

fn office() -> AccountName {
    "office".parse().unwrap()
}

/// A second account, at Anna's mailbox, which nothing uses yet. Nobody is signed in to it.
async fn add_office(stage: &Stage) {
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let new = NewAccount::to_send(office(), ANNA.to_owned(), provider);
    stage.gateway().by(&Actor::Console).add_account(new).await.unwrap();
}

async fn sign_office_in(stage: &Stage) {
    let code = stage.gateway().by(&Actor::Console).sign_in(&office()).await.unwrap();
    assert!(stage.sandbox.approve(&code.user_code, ANNA));
    stage
        .until(async || {
            let account = stage.gateway().account(&office()).await.unwrap();
            account.token_status == TokenStatus::Retrieved
        })
        .await;
}

async fn choose(stage: &Stage, slot: Slot, account: AccountName) {
    let mut seen = stage.gateway().slots().await.unwrap();
    seen.slots.set(slot, Some(account));
    stage.gateway().by(&Actor::Console).set_slots(seen.revision, seen.slots).await.unwrap();
}

/// The device has this account of its own, and this rule.
async fn change_device(stage: &Stage, account: Option<AccountName>, sender: SenderRule) {
    let view = stage.gateway().device("printer").await.unwrap();
    let change = DeviceChange {
        revision: view.revision,
        ranges: vec!["127.0.0.0/8".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account,
        sender,
        fetches: false,
        profile: None,
        wide: false,
    };
    stage.gateway().by(&Actor::Console).change_device("printer", change).await.unwrap();
}

/// Sends a scan, and waits until the site's account is held for want of a sign-in.
async fn waiting_scan(stage: &Stage, mail: &[u8]) -> JobId {
    stage.device().await.send(&[ALARMS], mail).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    stage.jobs().await[0].id
}

async fn account_of_job(stage: &Stage, id: JobId) -> AccountName {
    stage.gateway().job(id).await.unwrap().job.account
}

#[tokio::test]
async fn a_scan_that_waits_for_a_sign_in_goes_out_by_the_account_that_is_chosen_now() {
    let stage = Stage::start().await;
    let job = waiting_scan(&stage, SCAN).await;
    add_office(&stage).await;
    assert_eq!(
        account_of_job(&stage, job).await,
        stage.account,
        "a second account changes nothing"
    );
    sign_office_in(&stage).await;
    choose(&stage, Slot::Sending, office()).await;
    stage.all_ended().await;
    let mail = &stage.sandbox.mailbox(ALARMS)[0];
    assert_eq!(mail.from, ANNA);
    let view = stage.gateway().job(job).await.unwrap();
    assert_eq!((view.job.state, &view.job.account), (JobState::Delivered, &office()));
    let rerouted = Event::JobRerouted { from: stage.account.clone(), to: office() };
    let told = view.story.iter().filter(|entry| entry.event == rerouted).count();
    assert_eq!(told, 1, "its story says so, once");
    stage.gateway().by(&Actor::Console).remove_account(&stage.account).await.unwrap();
}

#[tokio::test]
async fn scans_that_a_person_keeps_back_follow_too_and_stay_kept_back() {
    let stage = Stage::start().await;
    let job = waiting_scan(&stage, SCAN).await;
    stage.gateway().by(&Actor::Console).hold_job(job).await.unwrap();
    add_office(&stage).await;
    sign_office_in(&stage).await;
    choose(&stage, Slot::Sending, office()).await;
    let held = stage.gateway().job(job).await.unwrap().job;
    assert_eq!((held.state, held.account, held.fault), (JobState::Held, office(), None));
    stage.gateway().by(&Actor::Console).release_job(job).await.unwrap();
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS)[0].from, ANNA);
}

#[tokio::test]
async fn a_scan_follows_the_own_account_of_its_device_and_comes_back_when_that_is_taken_away() {
    let stage = Stage::start().await;
    let job = waiting_scan(&stage, SCAN).await;
    add_office(&stage).await;
    change_device(&stage, Some(office()), SenderRule::default()).await;
    assert_eq!(account_of_job(&stage, job).await, office());
    choose(&stage, Slot::FaxServer, office()).await;
    assert_eq!(account_of_job(&stage, job).await, office(), "it is no fax");
    change_device(&stage, None, SenderRule::default()).await;
    assert_eq!(account_of_job(&stage, job).await, stage.account);
    stage.sign_in().await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS)[0].from, MAILBOX);
}

#[tokio::test]
async fn a_scan_whose_sender_must_be_the_account_waits_for_the_mailbox_that_it_names() {
    let stage = Stage::start().await;
    change_device(&stage, None, SenderRule::MustMatch).await;
    let mut device = stage.device().await;
    device.order(&format!("MAIL FROM:<{MAILBOX}>"), "250").await;
    let mail = format!("From: {MAILBOX}\r\nSubject: scan\r\n\r\npaper\r\n");
    device.send_from_here(&[ALARMS], mail.as_bytes(), "250").await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let job = stage.jobs().await[0].id;
    add_office(&stage).await;
    sign_office_in(&stage).await;
    choose(&stage, Slot::Sending, office()).await;
    let view = stage.gateway().job(job).await.unwrap();
    assert_eq!(view.job.account, stage.account, "it names this mailbox as its sender");
    assert_eq!(view.hold.unwrap().fault.code, Code::SignInNeeded);

    stage.sign_in().await;
    stage.all_ended().await;
    let mail = &stage.sandbox.mailbox(ALARMS)[0];
    assert_eq!(mail.from, MAILBOX);
    let text = String::from_utf8_lossy(mail.octets());
    assert!(text.contains(MAILBOX) && !text.contains(ANNA), "{text}");
}

#[tokio::test]
async fn a_users_scan_waits_for_the_user_whichever_account_the_site_sends_by() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    held_scan(&stage, b"From: anna@old.example\r\nSubject: scan\r\n\r\npaper\r\n").await;
    add_office(&stage).await;
    choose(&stage, Slot::Sending, office()).await;
    let job = &stage.jobs().await[0];
    assert_eq!((job.state, &job.account), (JobState::Waiting, &account_of(ANNA)));
}

#[tokio::test]
async fn what_a_crash_left_behind_follows_after_the_start() {
    let mut stage = Stage::start().await;
    let job = waiting_scan(&stage, SCAN).await;
    add_office(&stage).await;
    sign_office_in(&stage).await;
    // The choice is stored, and nothing that follows from it.
    let records = stage.store().records(Kind::Site).await.unwrap();
    let mut seen = site::read::<Slots>(&records).unwrap();
    seen.value.sending = Some(office());
    let put = stage.store().put_record(
        Kind::Site,
        site::write(&seen),
        Event::SlotsChanged,
        Time(0).into(),
    );
    put.await.unwrap();
    assert_eq!(account_of_job(&stage, job).await, stage.account);
    stage.restart().await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS)[0].from, ANNA);
}
