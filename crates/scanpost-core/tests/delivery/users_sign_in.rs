//! A user signs in to the own mailbox on a page that anybody can open.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::{ComesBy, GatewayError, VisitView};
use scanpost_core::journal::Event;
use scanpost_core::objection::Reason;
use scanpost_sandbox::{Situation, Switches};
use secrecy::SecretString;

use crate::gateway_stage::{ALARMS, ANNA, MAILBOX, Stage};
use crate::users::{add, held_scan};

const PANEL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const SCAN: &[u8] = b"From: anna@old.example\r\nSubject: scan\r\n\r\npaper\r\n";

pub(crate) async fn begin(stage: &Stage, address: &str) -> SecretString {
    let key = stage.gateway().begin_visit(ComesBy::Address(address), PANEL).await.unwrap();
    stage.gateway().visit_with_code(&key).await.unwrap();
    key
}

pub(crate) async fn shown_code(stage: &Stage, key: &SecretString) -> String {
    match stage.gateway().visit(key).await.unwrap() {
        VisitView::Code { code, .. } => code.user_code,
        other => panic!("no code: {other:?}"),
    }
}

async fn signed_in(stage: &Stage) -> SecretString {
    let key = begin(stage, ANNA).await;
    assert!(stage.sandbox.approve(&shown_code(stage, &key).await, ANNA));
    stage
        .until(async || {
            let view = stage.gateway().visit(&key).await.unwrap();
            matches!(view, VisitView::SignedIn { .. })
        })
        .await;
    key
}

#[tokio::test]
async fn the_scan_goes_out_by_itself_from_the_users_own_mailbox_when_the_user_has_signed_in() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    held_scan(&stage, SCAN).await;
    let key = signed_in(&stage).await;
    stage.all_ended().await;
    let mail = &stage.sandbox.mailbox(ALARMS)[0];
    assert_eq!(mail.from, ANNA, "not from the site's mailbox");
    assert_eq!(stage.sandbox.sent(ANNA).len(), 1);
    let text = String::from_utf8_lossy(mail.octets());
    assert!(text.contains("anna@sandbox.example") && !text.contains("Reply-To"), "{text}");
    let VisitView::SignedIn { name, since, .. } = stage.gateway().visit(&key).await.unwrap() else {
        panic!("she sees her sign-in")
    };
    assert_eq!((&*name, since.is_some()), ("Anna", true));
    let by_her = stage.journal().await;
    assert!(by_her.iter().any(|event| matches!(event, Event::SignedIn { .. })));

    // The next one waits for nobody, and after a restart neither.
    stage.device().await.send(&[ALARMS], SCAN).await;
    stage.all_ended().await;
    let mut stage = stage;
    stage.restart().await;
    stage.device().await.send(&[ALARMS], SCAN).await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS).len(), 3);
}

#[tokio::test]
async fn who_signs_in_as_somebody_else_is_refused_and_nothing_is_kept() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    held_scan(&stage, SCAN).await;
    let key = begin(&stage, ANNA).await;
    assert!(stage.sandbox.approve(&shown_code(&stage, &key).await, MAILBOX));
    let failed = async || match stage.gateway().visit(&key).await.unwrap() {
        VisitView::Failed { fault, seconds_left, .. } => Some((fault, seconds_left)),
        _ => None,
    };
    stage.until(async || failed().await.is_some()).await;
    let (fault, seconds_left) = failed().await.expect("it was refused");
    assert!(seconds_left <= 300, "at a panel the next one sees nothing of it");
    assert_eq!((fault.code, &*fault.facts["name"]), (Code::UserSignedInAsOther, MAILBOX));
    let user = stage.gateway().user(ANNA).await.unwrap();
    assert_eq!((user.signed_in_at, user.scans), (None, 1));
    let refused = stage.gateway().visitor_signs_out(&key).await;
    assert!(matches!(refused, Err(GatewayError::Objection(_))), "she has not shown who she is");
}

#[tokio::test]
async fn an_address_that_is_no_users_gets_the_same_page_and_no_sign_in() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &[]).await;
    let (known, unknown) = (begin(&stage, ANNA).await, begin(&stage, ALARMS).await);
    for key in [&known, &unknown] {
        assert!(!shown_code(&stage, key).await.is_empty());
    }
    assert!(stage.sandbox.approve(&shown_code(&stage, &unknown).await, ALARMS));
    assert!(stage.sandbox.approve(&shown_code(&stage, &known).await, ANNA));
    stage
        .until(async || {
            let view = stage.gateway().visit(&known).await.unwrap();
            matches!(view, VisitView::SignedIn { .. })
        })
        .await;
    let view = stage.gateway().visit(&unknown).await.unwrap();
    assert!(matches!(view, VisitView::Code { .. }), "nobody asks what became of it: {view:?}");
    assert!(stage.gateway().user(ALARMS).await.is_err());
}

#[tokio::test]
async fn sign_ins_are_begun_so_often_for_one_address_whether_it_is_a_users_or_not() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &[]).await;
    for address in [ANNA, ALARMS] {
        let begin = async || stage.gateway().begin_visit(ComesBy::Address(address), PANEL).await;
        for _ in 0..5 {
            begin().await.unwrap();
        }
        let GatewayError::Objection(why) = begin().await.unwrap_err() else { panic!("too often") };
        assert_eq!(why.reason, Reason::SignInTooOften);
    }
    let ticket = stage.gateway().begin_visit(ComesBy::Ticket("guessed"), PANEL).await.unwrap_err();
    assert!(ticket.is_not_found());
}

#[tokio::test]
async fn two_people_at_one_panel_see_nothing_of_each_other() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &[]).await;
    let anna = signed_in(&stage).await;
    let other = begin(&stage, ANNA).await;
    let seen = stage.gateway().visit(&other).await.unwrap();
    assert!(matches!(seen, VisitView::Code { .. }), "{seen:?}");
    assert!(stage.gateway().visitor_signs_out(&other).await.is_err());
    stage.gateway().end_visit(&anna);
    assert!(matches!(stage.gateway().visit(&anna).await.unwrap(), VisitView::Nobody));
    assert!(stage.gateway().visitor_signs_out(&anna).await.is_err());
    assert!(stage.gateway().user(ANNA).await.unwrap().signed_in_at.is_some());
}

#[tokio::test]
async fn a_user_ends_the_own_sign_in_and_the_next_scan_waits_again() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    let key = signed_in(&stage).await;
    stage.gateway().visitor_signs_out(&key).await.unwrap();
    let VisitView::SignedIn { since, .. } = stage.gateway().visit(&key).await.unwrap() else {
        panic!("the visit goes on")
    };
    assert_eq!(since, None);
    held_scan(&stage, SCAN).await;
}

#[tokio::test]
async fn scans_are_held_while_consent_is_withdrawn_and_go_out_when_it_is_back() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &["anna@old.example"]).await;
    signed_in(&stage).await;
    let withdrawn = Situation::named("consent-withdrawn").unwrap();
    stage.sandbox.change_switches(|switches| withdrawn.turn_on(switches));
    stage.sandbox.advance(Duration::from_hours(2)); // the access token has ended there
    held_scan(&stage, SCAN).await;
    let job = stage.jobs().await[0].id;
    let hold = stage.gateway().job(job).await.unwrap().hold.expect("it is held");
    assert_eq!(hold.fault.code, Code::ConsentNeeded, "{hold:?}");
    assert!(stage.gateway().user_rules().await.unwrap().lacks_consent, "the page says so");
    let status = stage.gateway().status().await.unwrap();
    assert!(status.users_lack_consent, "and so does the first page");
    assert_eq!(status.devices_of_users, 1);
    assert_eq!(stage.gateway().user(ANNA).await.unwrap().scans, 1, "not lost");

    stage.sandbox.set_switches(Switches { interval_seconds: 1, ..Switches::default() });
    stage.gateway().by(&Actor::Console).retry_job(job).await.unwrap();
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS).len(), 1);
}

#[tokio::test]
async fn an_administrator_ends_a_users_sign_in_and_sees_since_when_it_was() {
    let stage = Stage::for_users().await;
    add(stage.gateway(), "Anna", ANNA, &[]).await;
    signed_in(&stage).await;
    assert!(stage.gateway().user(ANNA).await.unwrap().signed_in_at.is_some());
    let user = stage.gateway().by(&Actor::Console).sign_out_user(ANNA).await.unwrap();
    assert_eq!(user.signed_in_at, None);
}
