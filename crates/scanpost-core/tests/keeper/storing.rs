//! Durable first, then in use; and what happens when the storage refuses, or is slow, or holds what
//! nobody can read.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::FutureExt;
use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Accounts, Grant, TokenStatus};
use tokio::time::sleep;

use crate::provider::Provider;
use crate::stage::{HOUR, Stage, grant, status_when, text};

/// Longer than a write takes to begin.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn nobody_gets_the_new_token_before_it_lies_on_the_disk() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let permits = stage.store.permits.available_permits();
    stage.store.permits.forget_permits(permits); // writes wait from now on
    let (keeper, _guard) = stage.keeper().await;

    let mut asker = Box::pin(keeper.token());
    assert!(asker.as_mut().now_or_never().is_none());
    let mut writes = stage.store.writes.subscribe();
    let begun = tokio::time::timeout(PATIENCE, writes.wait_for(|writes| *writes > 0));
    begun.await.expect("it is written").unwrap();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(asker.as_mut().now_or_never().is_none(), "the write has not succeeded yet");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));

    stage.store.permits.add_permits(1);
    assert_eq!(text(&asker.await.unwrap()), "access-1");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-1"));
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_the_disk_refuses_is_held_and_written_again_and_not_asked_for_twice() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    stage.store.fail.store(3, Ordering::SeqCst);
    let (keeper, _guard) = stage.keeper().await;

    for _ in 0..2 {
        let fault = keeper.token().await.unwrap_err();
        assert_eq!(fault.code, Code::TokensNoRoom);
        assert!(fault.words.unwrap().contains("no space left on device"));
    }
    assert_eq!(keeper.status().borrow().fault.as_ref().unwrap().code, Code::TokensNoRoom);
    status_when(&keeper, |status| status.next_refresh_at > Some(stage.clock.now())).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-1"));
    assert_eq!(provider.asked().len(), 1, "a strict server takes a refresh token only once");
}

#[tokio::test(start_paused = true)]
async fn while_the_disk_refuses_a_token_that_is_still_good_is_given() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    stage.store.fail.store(1000, Ordering::SeqCst);
    let (keeper, _guard) = stage.keeper().await;
    sleep(Duration::from_mins(2)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    assert_eq!(provider.asked().len(), 1);
    stage.store.fail.store(0, Ordering::SeqCst);
    sleep(Duration::from_secs(3)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
}

#[tokio::test(start_paused = true)]
async fn askers_in_a_hurry_do_not_put_off_the_writing() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    stage.store.fail.store(1, Ordering::SeqCst);
    let (keeper, _guard) = stage.keeper().await;
    for _ in 0..10 {
        keeper.token().await.unwrap();
        sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-1"));
}

#[tokio::test]
async fn a_refresh_that_was_overtaken_gives_way_to_what_lies_in_the_storage() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    // Past the keeper: as if another one had the same storage.
    let Grant::Live(mut other) = grant(HOUR) else { panic!("a live grant") };
    other.tokens.access_token = "access-of-another".into();
    stage.lay_down(&Grant::Live(other)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-of-another");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
}

#[tokio::test]
async fn a_stored_grant_works_after_a_restart_without_a_single_request() {
    let provider = Provider::always(503, "").await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    for _ in 0..2 {
        let (keeper, _guard) = stage.keeper().await;
        assert_eq!(keeper.status().borrow().token_status, TokenStatus::Retrieved);
        assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    }
    assert!(provider.asked().is_empty());
}

#[tokio::test]
async fn a_refresh_survives_a_restart() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    {
        let (keeper, _guard) = stage.keeper().await;
        assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
    }
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
}

#[tokio::test]
async fn a_wrong_key_is_said_and_harms_nothing() {
    let provider = Provider::always(503, "").await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let name = stage.account.name.clone();
    let before = stage.store.grant(name.clone()).await.unwrap();
    *stage.key.lock().unwrap() = [8; 32];
    {
        let (keeper, _guard) = stage.keeper().await;
        let status = keeper.status().borrow().clone();
        assert_eq!(status.token_status, TokenStatus::Invalid);
        assert_eq!(status.fault.unwrap().code, Code::TokensUnreadable);
        assert_eq!(keeper.token().await.unwrap_err().code, Code::TokensUnreadable);
    }
    assert_eq!(stage.store.grant(name).await.unwrap(), before);
    *stage.key.lock().unwrap() = [7; 32];
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
}

#[tokio::test]
async fn signing_out_erases_the_grant() {
    let provider = Provider::always(503, "").await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.sign_out(None).await.unwrap();
    assert!(stage.stored().await.is_none());
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInNeeded);
    assert_eq!(keeper.status().borrow().token_status, TokenStatus::NotRetrieved);
    assert!(matches!(stage.events().await[..], [_, Event::SignedOut]));
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInNeeded, "after a restart too");
}

#[tokio::test]
async fn a_refresh_that_is_answered_after_the_sign_out_brings_nothing_back() {
    let (provider, gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    let mut asker = Box::pin(keeper.token());
    assert!(asker.as_mut().now_or_never().is_none());
    provider.is_asked().await;
    keeper.sign_out(None).await.unwrap();
    assert_eq!(asker.await.unwrap_err().code, Code::SignInNeeded, "and nobody waits for ever");
    gate.add_permits(1);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(stage.stored().await.is_none());
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInNeeded);
}

#[tokio::test]
async fn a_sign_out_that_the_disk_refuses_leaves_everything_as_it_was() {
    let (provider, gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    let mut asker = Box::pin(keeper.token());
    assert!(asker.as_mut().now_or_never().is_none());
    provider.is_asked().await;
    stage.store.fail.store(1, Ordering::SeqCst);
    assert_eq!(keeper.sign_out(None).await.unwrap_err().code, Code::DiskFull);
    // The refresh under way may be the only one that a strict server will ever answer.
    gate.add_permits(1);
    assert_eq!(text(&asker.await.unwrap()), "access-1");
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-1"));
}
