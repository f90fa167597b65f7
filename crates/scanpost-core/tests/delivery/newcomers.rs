//! Somebody signs in where nobody has typed an address: whoever it is becomes the slot's account.

use std::time::Duration;

use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{GatewayError, NewAccount};
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Provider, TokenStatus};
use scanpost_core::objection::Reason;
use scanpost_core::site::Slot;

use crate::gateway_stage::{ALARMS, ANNA, MAILBOX, Stage};

const SLOT: Slot = Slot::FaxServer;

fn provider(stage: &Stage) -> Provider {
    Provider::parse(&stage.sandbox.provider_toml()).unwrap()
}

/// The code that is shown.
async fn begin(stage: &Stage) -> String {
    begin_at(stage, provider(stage)).await
}

async fn begin_at(stage: &Stage, provider: Provider) -> String {
    let by = stage.gateway().by(&Actor::Console);
    by.expect_newcomer(SLOT, provider).await.unwrap();
    by.sign_newcomer_in(SLOT).await.unwrap();
    stage.gateway().newcomer(SLOT).unwrap().code.expect("it is shown").user_code
}

async fn chosen(stage: &Stage) -> Option<String> {
    let slots = stage.gateway().slots().await.unwrap().slots;
    slots.get(SLOT).map(ToString::to_string)
}

/// Why it came to nothing; and that nothing is left of it.
async fn failed(stage: &Stage) -> Code {
    let fault = || stage.gateway().newcomer(SLOT).and_then(|newcomer| newcomer.fault);
    stage.until(async || fault().is_some()).await;
    fault().unwrap().code
}

async fn nothing_was_made(stage: &Stage) {
    assert_eq!(stage.gateway().accounts().await.unwrap().len(), 1, "the one that was there");
    assert_eq!(chosen(stage).await, None);
    let added = stage.journal().await.iter().filter(|event| **event == Event::AccountAdded).count();
    assert_eq!(added, 1, "the one that was there");
}

#[tokio::test]
async fn whoever_signs_in_becomes_the_slots_account_and_the_others_stay_as_they_are() {
    let mut stage = Stage::signed_in().await;
    let code = begin(&stage).await;
    assert_eq!(begin(&stage).await, code, "who asks again sees the same one");
    nothing_was_made(&stage).await;
    assert!(stage.sandbox.approve(&code, ANNA));
    stage.until(async || chosen(&stage).await.is_some()).await;
    assert_eq!(chosen(&stage).await.as_deref(), Some("anna"));
    let slots = stage.gateway().slots().await.unwrap().slots;
    assert_eq!(slots.sending, Some(stage.account.clone()), "of two, none is taken silently");

    let anna = "anna".parse().unwrap();
    let view = async |stage: &Stage| stage.gateway().account(&anna).await.unwrap();
    stage.until(async || view(&stage).await.connection.is_some()).await;
    for _ in 0..2 {
        let seen = view(&stage).await;
        assert_eq!((&*seen.address, seen.signed_in_as.as_deref()), (ANNA, Some(ANNA)));
        assert_eq!(seen.token_status, TokenStatus::Retrieved);
        stage.until(async || stage.gateway().newcomer(SLOT).is_none()).await;
        stage.restart().await;
    }
}

#[tokio::test]
async fn the_first_account_of_all_can_come_so_and_sends_at_once() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    by.remove_account(&stage.account).await.unwrap();
    by.expect_newcomer(Slot::Sending, provider(&stage)).await.unwrap();
    by.sign_newcomer_in(Slot::Sending).await.unwrap();
    let code = stage.gateway().newcomer(Slot::Sending).unwrap().code.unwrap();
    assert!(stage.sandbox.approve(&code.user_code, MAILBOX));
    stage.until(async || stage.gateway().accounts().await.unwrap().len() == 1).await;
    stage.until(async || stage.gateway().newcomer(Slot::Sending).is_none()).await;
    stage.device().await.send(&[ALARMS], b"Subject: scan\r\n\r\npaper\r\n").await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ALARMS).len(), 1);
}

#[tokio::test]
async fn nobody_signs_in_where_an_account_is_chosen_already() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    let refused = by.expect_newcomer(Slot::Sending, provider(&stage)).await.unwrap_err();
    let GatewayError::Objection(why) = refused else { panic!("{refused}") };
    assert_eq!((why.reason, &*why.about), (Reason::SlotHasAccount, "scans"));
    let stands = stage.gateway().slot_sign_in(Slot::Sending).await.unwrap();
    assert_eq!(stands.account, Some(stage.account.clone()));
    assert!(stands.newcomer.is_none());
    let shared = stage.gateway().slot_sign_in(SLOT).await.unwrap();
    assert_eq!(shared.account, None, "it is the sending functions' one");
}

#[tokio::test]
async fn a_mailbox_that_has_an_account_gets_no_second_one() {
    let stage = Stage::start().await;
    let code = begin(&stage).await;
    assert!(stage.sandbox.approve(&code, MAILBOX));
    stage.until(async || chosen(&stage).await.is_some()).await;
    assert_eq!(chosen(&stage).await.as_deref(), Some("scans"));
    assert_eq!(stage.gateway().accounts().await.unwrap().len(), 1);
    assert_eq!(stage.account().await.token_status, TokenStatus::Retrieved);
}

#[tokio::test]
async fn a_grant_of_another_app_is_not_given_to_the_account_of_the_same_mailbox() {
    let stage = Stage::start_with(|provider| provider.oauth.client_id = "another".to_owned()).await;
    let code = begin(&stage).await;
    assert!(stage.sandbox.approve(&code, MAILBOX));
    stage.until(async || chosen(&stage).await.is_some()).await;
    assert_eq!(chosen(&stage).await.as_deref(), Some("scans-2"));
    assert_eq!(stage.account().await.token_status, TokenStatus::NotRetrieved);
}

#[tokio::test]
async fn nothing_is_made_when_the_code_runs_out_or_is_cancelled_or_the_program_ends() {
    let mut stage = Stage::start().await;
    begin(&stage).await;
    stage.sandbox.advance(Duration::from_mins(16));
    assert_eq!(failed(&stage).await, Code::CodeExpired);
    nothing_was_made(&stage).await;

    let code = begin(&stage).await;
    stage.gateway().by(&Actor::Console).cancel_newcomer(SLOT).unwrap();
    assert!(stage.gateway().newcomer(SLOT).is_none());
    let later = begin(&stage).await;
    assert_ne!(later, code);
    assert!(stage.sandbox.approve(&code, ANNA), "nobody asks what became of it");
    nothing_was_made(&stage).await;

    stage.restart().await;
    assert!(stage.gateway().newcomer(SLOT).is_none());
    assert!(stage.sandbox.approve(&later, ANNA));
    nothing_was_made(&stage).await;
}

#[tokio::test]
async fn nothing_is_made_where_the_provider_does_not_say_who_it_was() {
    let stage = Stage::start().await;
    let mut nameless = provider(&stage);
    nameless.oauth.scopes.always = vec!["offline_access".to_owned()];
    let code = begin_at(&stage, nameless).await;
    assert!(stage.sandbox.approve(&code, ANNA));
    assert_eq!(failed(&stage).await, Code::SignInWithoutAddress);
    nothing_was_made(&stage).await;
}

#[tokio::test]
async fn who_signs_in_where_another_account_was_chosen_meanwhile_is_told_so() {
    let stage = Stage::start().await;
    let code = begin(&stage).await;
    let by = stage.gateway().by(&Actor::Console);
    let other = NewAccount::to_send("fax".parse().unwrap(), ALARMS.to_owned(), provider(&stage));
    by.add_account(other).await.unwrap();
    let mut seen = stage.gateway().slots().await.unwrap();
    seen.slots.set(SLOT, Some("fax".parse().unwrap()));
    by.set_slots(seen.revision, seen.slots).await.unwrap();
    assert!(stage.sandbox.approve(&code, ANNA));
    assert_eq!(failed(&stage).await, Code::SignInOvertaken);
    assert_eq!(chosen(&stage).await.as_deref(), Some("fax"));
    assert_eq!(stage.gateway().accounts().await.unwrap().len(), 2);
}

#[tokio::test]
async fn only_who_may_sign_accounts_in_brings_a_newcomer() {
    let stage = Stage::start().await;
    let looks_only = Privileges::Custom([Privilege::MailSettings].into());
    let actor = Actor::Administrator { name: "bo".to_owned(), privileges: looks_only };
    let by = stage.gateway().by(&actor);
    let refused = by.expect_newcomer(SLOT, provider(&stage)).await.unwrap_err();
    let GatewayError::Objection(why) = refused else { panic!("{refused}") };
    assert_eq!(why.reason, Reason::NotPermitted);
    assert!(by.sign_newcomer_in(SLOT).await.is_err() && by.cancel_newcomer(SLOT).is_err());
}
