//! A person signs in by device code, or does not, while the account goes on working.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::{TokenStatus, Way};
use scanpost_core::words::{self, Language};
use tokio::time::sleep;

use crate::provider::{Answer, Provider};
use crate::stage::{HOUR, Stage, grant, status_when, text, tokens};

/// A server with a person: polls are pending until `approved` is set. Codes count up.
async fn with_a_person() -> (Provider, Arc<AtomicBool>) {
    let approved = Arc::new(AtomicBool::new(false));
    let decision = approved.clone();
    let provider = Provider::start(move |asked, number| {
        let approved = decision.load(Ordering::SeqCst);
        Box::pin(async move {
            if asked.is_refresh() {
                Answer(503, "", String::new())
            } else if !asked.is_poll() {
                Answer(200, "", code(number))
            } else if approved {
                Answer(200, "", tokens(100, 3600))
            } else {
                Answer(400, "", r#"{"error":"authorization_pending"}"#.to_owned())
            }
        })
    })
    .await;
    (provider, approved)
}

fn code(number: usize) -> String {
    format!(
        r#"{{"device_code":"device-{number}","user_code":"CODE-{number}","verification_uri":"https://provider.example/device","expires_in":900,"interval":5}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn an_approved_code_becomes_a_grant_that_is_durable() {
    let (provider, approved) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    let shown = keeper.sign_in(None).await.unwrap();
    assert_eq!(shown.user_code, "CODE-0");
    assert_eq!(keeper.sign_in(None).await.unwrap(), shown, "asked again, it is the same code");
    let status = keeper.status().borrow().clone();
    assert_eq!(status.token_status, TokenStatus::WaitingForAuthorisation);
    assert_eq!(status.code, Some(shown));
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInNeeded);

    approved.store(true, Ordering::SeqCst);
    let status = status_when(&keeper, |status| status.token_status == TokenStatus::Retrieved).await;
    assert_eq!((status.code, status.sign_in_fault), (None, None));
    assert_eq!(text(&keeper.token().await.unwrap()), "access-100");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-100"));
    assert!(matches!(stage.events().await[..], [Event::SignedIn { .. }]));
}

#[tokio::test(start_paused = true)]
async fn the_old_grant_works_while_a_code_is_on_the_screen() {
    let (provider, approved) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.sign_in(None).await.unwrap();
    sleep(Duration::from_mins(5)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
    approved.store(true, Ordering::SeqCst);
    status_when(&keeper, |status| status.code.is_none()).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-100");
}

#[tokio::test(start_paused = true)]
async fn a_code_that_expired_leaves_the_old_grant_and_may_be_asked_for_anew() {
    let (provider, _) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    let first = keeper.sign_in(None).await.unwrap();
    let status = status_when(&keeper, |status| status.sign_in_fault.is_some()).await;
    assert_eq!(status.sign_in_fault.unwrap().code, Code::CodeExpired);
    assert_eq!((status.token_status, status.code), (TokenStatus::Retrieved, None));
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    let polls = provider.polls().len();
    assert_eq!(polls, 180, "every five seconds for a quarter of an hour");

    sleep(HOUR / 2).await;
    assert_eq!(provider.polls().len(), polls, "a code is not renewed by itself");
    let second = keeper.sign_in(None).await.unwrap();
    assert_ne!(second.user_code, first.user_code);
    let status = status_when(&keeper, |status| status.code.is_some()).await;
    assert_eq!(status.sign_in_fault, None);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_sign_in_is_polled_no_more() {
    let (provider, approved) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.sign_in(None).await.unwrap();
    sleep(Duration::from_secs(16)).await;
    assert_eq!(provider.polls().len(), 3);
    keeper.cancel_sign_in().await.unwrap();
    approved.store(true, Ordering::SeqCst);
    sleep(HOUR).await;
    assert_eq!(provider.polls().len(), 3);
    assert_eq!(keeper.status().borrow().token_status, TokenStatus::NotRetrieved);
    assert!(stage.stored().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_ends_a_sign_in_that_is_under_way() {
    let (provider, approved) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.sign_in(None).await.unwrap();
    keeper.sign_out(None).await.unwrap();
    approved.store(true, Ordering::SeqCst);
    sleep(HOUR).await;
    assert!(provider.polls().is_empty());
    assert!(stage.stored().await.is_none());
}

#[tokio::test]
async fn whoever_waits_for_a_code_hears_that_it_was_cancelled() {
    let provider = Provider::start(|_, _| Box::pin(std::future::pending())).await;
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    let asker = keeper.clone();
    let waiting = tokio::spawn(async move { asker.sign_in(None).await });
    provider.is_asked().await;
    keeper.cancel_sign_in().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap_err().code, Code::SignInDeclined);
}

#[tokio::test]
async fn a_refused_request_for_a_code_says_why_and_keeps_the_old_grant() {
    let table = [
        (400, r#"{"error":"unauthorized_client","error_codes":[700016]}"#, Code::AppUnknown),
        (400, r#"{"error":"invalid_scope","error_codes":[70011]}"#, Code::ScopeRefused),
        (200, r#"{"error":"invalid_grant"}"#, Code::SignInRefused),
        (503, "", Code::SignInBusy),
        (200, "<html>", Code::SignInNonsense),
    ];
    for (status, body, code) in table {
        let provider = Provider::always(status, body).await;
        let stage = Stage::at(&provider.url).await;
        stage.lay_down(&grant(HOUR)).await;
        let (keeper, _guard) = stage.keeper().await;
        assert_eq!(keeper.sign_in(None).await.unwrap_err().code, code, "{body}");
        let status = status_when(&keeper, |status| status.sign_in_fault.is_some()).await;
        assert_eq!(status.token_status, TokenStatus::Retrieved);
        assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    }
}

#[tokio::test]
async fn a_provider_that_gives_no_mail_to_a_code_is_not_even_asked() {
    let provider = Provider::always(500, "").await;
    let mut stage = Stage::at(&provider.url).await;
    stage.account.provider.oauth.sign_in = vec![Way::AuthorizationCode];
    let (keeper, _guard) = stage.keeper().await;
    let fault = keeper.sign_in(None).await.unwrap_err();
    assert_eq!(fault.code, Code::DeviceCodeNotOffered);
    let sentence = words::fault(Language::En, &fault);
    assert!(sentence.what.starts_with("Test does not give the right to send mail"), "{sentence:?}");
    assert!(sentence.next.contains("another provider"), "{sentence:?}");
    assert!(provider.asked().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_new_sign_in_brings_a_lapsed_grant_back() {
    let approved = r#"{"error":"invalid_grant","error_codes":[50173]}"#;
    let provider = Provider::start(move |asked, number| {
        Box::pin(async move {
            match (asked.is_refresh(), asked.is_poll()) {
                (true, _) => Answer(400, "", approved.to_owned()),
                (false, true) => Answer(200, "", tokens(100, 3600)),
                (false, false) => Answer(200, "", code(number)),
            }
        })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    status_when(&keeper, |status| status.token_status == TokenStatus::Invalid).await;
    keeper.sign_in(None).await.unwrap();
    let status = status_when(&keeper, |status| status.token_status == TokenStatus::Retrieved).await;
    assert_eq!(status.fault, None);
    assert_eq!(text(&keeper.token().await.unwrap()), "access-100");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_the_disk_refuses_is_not_lost() {
    let (provider, approved) = with_a_person().await;
    approved.store(true, Ordering::SeqCst);
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    stage.store.fail.store(5, Ordering::SeqCst);
    keeper.sign_in(None).await.unwrap();
    // While it is held in memory, that is what is said: not that it was cancelled.
    let status = status_when(&keeper, |status| status.sign_in_fault.is_some()).await;
    assert_eq!(status.sign_in_fault.unwrap().code, Code::TokensNoRoom);
    assert_eq!((status.token_status, status.code), (TokenStatus::NotRetrieved, None));
    let status = status_when(&keeper, |status| status.token_status == TokenStatus::Retrieved).await;
    assert_eq!((status.sign_in_fault, status.fault), (None, None));
    assert_eq!(*stage.store.writes.borrow(), 6);
    assert_eq!(provider.polls().len(), 1, "the code was used up by the first");
    assert_eq!(text(&keeper.token().await.unwrap()), "access-100");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_is_written_over_whatever_was_faster() {
    let (provider, approved) = with_a_person().await;
    approved.store(true, Ordering::SeqCst);
    let stage = Stage::at(&provider.url).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.sign_in(None).await.unwrap();
    stage.lay_down(&grant(HOUR)).await; // past the keeper
    sleep(Duration::from_secs(10)).await;
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-100"));
    assert_eq!(text(&keeper.token().await.unwrap()), "access-100");
}

#[tokio::test(start_paused = true)]
async fn what_somebody_began_who_may_no_more_is_over_and_what_others_began_goes_on() {
    let (provider, approved) = with_a_person().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    let only = |who: &[&str]| Arc::new(who.iter().map(ToString::to_string).collect());
    keeper.sign_in(Some("bob".to_owned())).await.unwrap();
    keeper.keep_sign_ins_of(only(&["console", "bob"])).await.unwrap();
    assert!(keeper.status().borrow().code.is_some());
    keeper.keep_sign_ins_of(only(&["console", "anna"])).await.unwrap();
    let status = keeper.status().borrow().clone();
    assert_eq!((status.code, status.token_status), (None, TokenStatus::Retrieved));
    assert_eq!(status.sign_in_fault.unwrap().code, Code::BeginnerGone);
    let polls = provider.polls().len();
    approved.store(true, Ordering::SeqCst);
    sleep(HOUR / 2).await;
    assert_eq!(provider.polls().len(), polls, "nobody asks what became of it");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
}
