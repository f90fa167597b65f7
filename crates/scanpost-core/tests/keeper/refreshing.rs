//! One refresh at a time, ahead of need, never faster than is sensible.

use std::time::Duration;

use futures_util::FutureExt;
use scanpost_core::clock::Jump;
use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Grant, TokenStatus};
use tokio::time::{Instant, advance, sleep};

use crate::provider::{Answer, Provider};
use crate::stage::{HOUR, NOW, Stage, grant, status_when, text, tokens};

const REVOKED: &str = r#"{"error":"invalid_grant","error_codes":[50173]}"#;
const BARE: &str = r#"{"error":"invalid_grant"}"#;

/// The seconds between requests.
fn waits(provider: &Provider) -> Vec<u64> {
    let asked = provider.asked();
    asked.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect()
}

#[tokio::test]
async fn fifty_askers_make_one_request_and_get_the_same_token() {
    let (provider, gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;

    let askers: Vec<_> = (0..50)
        .map(|_| {
            let keeper = keeper.clone();
            tokio::spawn(async move { keeper.token().await.map(|token| text(&token)) })
        })
        .collect();
    tokio::task::yield_now().await;
    keeper.cancel_sign_in().await.unwrap(); // answered in turn: so all have asked by now
    gate.add_permits(50);
    for asker in askers {
        assert_eq!(asker.await.unwrap().as_deref(), Ok("access-1"));
    }
    assert_eq!(provider.asked().len(), 1);
    assert_eq!(provider.asked()[0].refresh_token(), "refresh-0");
}

#[tokio::test]
async fn the_token_in_hand_is_given_at_once_while_a_refresh_hangs() {
    let (provider, gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(4))).await; // due for renewal, and still good
    let (keeper, _guard) = stage.keeper().await;
    provider.is_asked().await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    gate.add_permits(1);
    status_when(&keeper, |status| status.refreshed_at >= Some(NOW)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_five_minutes_before_its_end_without_anybody_asking() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    sleep(Duration::from_mins(54)).await;
    assert!(provider.asked().is_empty());
    sleep(Duration::from_mins(2)).await;
    assert_eq!(provider.asked().len(), 1);
    assert_eq!(text(&keeper.token().await.unwrap()), "access-1");
    assert_eq!(provider.asked().len(), 1, "nobody had to wait for it");
}

#[tokio::test(start_paused = true)]
async fn a_person_who_asks_gets_a_new_token_though_the_wait_after_a_failure_still_runs() {
    let provider = Provider::start(|_, number| {
        Box::pin(async move {
            let status = if number == 0 { 503 } else { 200 };
            Answer(status, "", tokens(number + 1, 3600))
        })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(keeper.renewed().await.unwrap_err().code, Code::SignInBusy);
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0", "the token in hand is good");
    assert_eq!(text(&keeper.renewed().await.unwrap()), "access-2");
    assert_eq!(provider.asked().len(), 2);
    assert_eq!(provider.asked()[0].at, provider.asked()[1].at, "nobody had to wait");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_lives_for_a_month_is_renewed_daily_so_that_the_grant_does_not_lapse() {
    let provider = Provider::giving(28 * 24 * 3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (_keeper, _guard) = stage.keeper().await;
    sleep(Duration::from_hours(24 * 7)).await;
    assert_eq!(waits(&provider), [86_400; 6]);
}

#[tokio::test(start_paused = true)]
async fn tokens_that_live_for_no_time_at_all_do_not_make_the_keeper_spin() {
    for life in [0, 1, 2] {
        let provider = Provider::giving(life).await;
        let stage = Stage::at(&provider.url).await;
        stage.lay_down(&grant(Duration::ZERO)).await;
        let (_keeper, _guard) = stage.keeper().await;
        sleep(Duration::from_mins(1)).await;
        let requests = provider.asked().len();
        assert!((20..=62).contains(&requests), "{requests} requests in a minute at {life} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_without_any_life_is_no_token() {
    let provider = Provider::giving(0).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInNonsense);
}

#[tokio::test(start_paused = true)]
async fn trouble_at_the_provider_is_waited_out_ever_longer_and_costs_nothing() {
    let table = [
        (503, ""),
        (429, ""),
        (500, BARE),
        (200, "<html>"),
        (400, "{\"error\":\"invalid_grant\",\"error_codes\":[9002313]}"),
    ];
    for (status, body) in table {
        let provider = Provider::always(status, body).await;
        let stage = Stage::at(&provider.url).await;
        stage.lay_down(&grant(Duration::from_mins(5))).await;
        let (keeper, _guard) = stage.keeper().await;
        sleep(HOUR).await;
        assert_eq!(waits(&provider), [10, 20, 40, 80, 160, 320, 640, 900, 900], "{status} {body}");
        assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
        let status = keeper.status().borrow().clone();
        assert_eq!(status.token_status, TokenStatus::Retrieved);
        assert!(status.fault.is_some(), "and the page says what is the matter");
        let events = stage.events().await;
        assert_eq!(events.len(), 2, "told once, not nine times: {events:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn while_a_wait_runs_askers_hear_why_and_make_no_requests() {
    let provider = Provider::always(503, "").await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    for _ in 0..20 {
        assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInBusy);
    }
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_provider_may_ask_for_a_longer_wait() {
    let provider = Provider::start(|_, _| {
        Box::pin(async { Answer(429, "retry-after: 1200\r\n", String::new()) })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    let (_keeper, _guard) = stage.keeper().await;
    sleep(HOUR).await;
    assert_eq!(waits(&provider), [1200, 1200]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_cannot_be_reached_hinders_and_is_found_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener); // nobody is there any more
    let stage = Stage::at(&url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    let (keeper, _guard) = stage.keeper().await;
    let status = status_when(&keeper, |status| status.fault.is_some()).await;
    assert_eq!(status.fault.unwrap().code, Code::SignInUnreachable);
    assert_eq!(status.token_status, TokenStatus::Retrieved);
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0", "it is still good");
    sleep(HOUR).await;
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_given_up_after_half_a_minute() {
    let (provider, _gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    let started = Instant::now();
    assert_eq!(keeper.token().await.unwrap_err().code, Code::SignInUnreachable);
    assert_eq!(started.elapsed().as_secs(), 30);
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_providers_definite_word_ends_the_asking_and_keeps_the_tokens() {
    let provider = Provider::always(400, REVOKED).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    let (keeper, _guard) = stage.keeper().await;
    status_when(&keeper, |status| status.token_status == TokenStatus::Invalid).await;
    sleep(Duration::from_hours(48)).await;
    assert_eq!(keeper.token().await.unwrap_err().code, Code::GrantRevoked);
    assert_eq!(provider.asked().len(), 1);
    assert!(matches!(stage.stored().await, Some(Grant::Lapsed(_))));
    assert_eq!(stage.stored_refresh_token().await.as_deref(), Some("refresh-0"));
}

#[tokio::test(start_paused = true)]
async fn an_unclear_word_is_asked_about_again_and_may_turn_out_well() {
    let provider = Provider::start(|_, number| {
        Box::pin(async move {
            if number < 3 {
                Answer(400, "", BARE.to_owned())
            } else {
                Answer(200, "", tokens(number, 3600))
            }
        })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    let (keeper, _guard) = stage.keeper().await;
    status_when(&keeper, |status| status.token_status == TokenStatus::Invalid).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0", "it is good to its end");
    status_when(&keeper, |status| status.token_status == TokenStatus::Retrieved).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-3");
    assert_eq!(waits(&provider), [10, 20, 40]);
    let events = stage.events().await;
    assert!(
        matches!(events[..], [_, Event::GrantLapsed { .. }, Event::TokenRefreshed]),
        "{events:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn trouble_with_a_young_token_is_looked_into_soon_and_not_when_the_token_is_old() {
    let provider = Provider::start(|_, number| {
        Box::pin(async move {
            match number {
                0 => Answer(400, "", BARE.to_owned()),
                _ => Answer(200, "", tokens(number, 3600)),
            }
        })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    let refused = keeper.token().await.unwrap().generation;
    assert_eq!(keeper.token_after(refused).await.unwrap_err().code, Code::GrantUnclear);
    status_when(&keeper, |status| status.token_status == TokenStatus::Retrieved).await;
    assert_eq!(waits(&provider), [10]);
}

#[tokio::test(start_paused = true)]
async fn trouble_that_was_there_before_a_restart_is_looked_into_at_once() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    let Grant::Live(live) = grant(HOUR) else { panic!("a live grant") };
    stage.lay_down(&live.hindered(Code::SignInUnreachable.into())).await;
    let (keeper, _guard) = stage.keeper().await;
    status_when(&keeper, |status| status.fault.is_none()).await;
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_grant_without_a_refresh_token_is_used_to_its_end() {
    let provider = Provider::always(503, "").await;
    let stage = Stage::at(&provider.url).await;
    let Grant::Live(mut live) = grant(HOUR) else { panic!("a live grant") };
    live.tokens.refresh_token = None;
    stage.lay_down(&Grant::Live(live)).await;
    let (keeper, _guard) = stage.keeper().await;
    sleep(Duration::from_mins(59)).await;
    assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
    sleep(Duration::from_mins(2)).await;
    assert_eq!(keeper.token().await.unwrap_err().code, Code::GrantRevoked);
    assert!(provider.asked().is_empty());
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_however_many_were_refused_with_it() {
    let provider = Provider::giving(3600).await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(HOUR)).await;
    let (keeper, _guard) = stage.keeper().await;
    let refused = keeper.token().await.unwrap().generation;
    for _ in 0..3 {
        assert_eq!(text(&keeper.token_after(refused).await.unwrap()), "access-1");
    }
    assert_eq!(provider.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_known_again_after_a_refresh_that_failed() {
    let provider = Provider::start(|_, number| {
        Box::pin(async move {
            if number == 0 {
                Answer(503, "", String::new())
            } else {
                Answer(200, "", tokens(number, 3600))
            }
        })
    })
    .await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::from_mins(5))).await;
    let (keeper, _guard) = stage.keeper().await;
    let refused = keeper.token().await.unwrap().generation;
    status_when(&keeper, |status| status.fault.is_some()).await; // a change of the grant, not of the token
    assert_eq!(keeper.token_after(refused).await.unwrap_err().code, Code::SignInBusy);
    sleep(Duration::from_secs(11)).await;
    assert_eq!(text(&keeper.token_after(refused).await.unwrap()), "access-1");
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_by_an_hour_neither_ages_nor_renews_a_token() {
    for hour in [3_600_000, -3_600_000] {
        let provider = Provider::giving(3600).await;
        let stage = Stage::at(&provider.url).await;
        stage.lay_down(&grant(HOUR)).await;
        let (keeper, _guard) = stage.keeper().await;
        advance(Duration::from_mins(10)).await;
        stage.clock.set_wall(Jump(hour));
        let jump = stage.clock.jump().expect("an hour is a jump");
        stage.clock.adopt(jump);
        keeper.clock_set(jump).await;
        assert_eq!(text(&keeper.token().await.unwrap()), "access-0");
        let asked = |count| (provider.asked().len() == count).then_some(()).ok_or(provider.asked());
        sleep(Duration::from_mins(44)).await;
        asked(0).unwrap();
        sleep(Duration::from_mins(2)).await;
        asked(1).unwrap();
    }
}

#[tokio::test]
async fn askers_who_left_take_no_place() {
    let (provider, gate) = Provider::gated().await;
    let stage = Stage::at(&provider.url).await;
    stage.lay_down(&grant(Duration::ZERO)).await;
    let (keeper, _guard) = stage.keeper().await;
    for _ in 0..200 {
        assert!(keeper.token().now_or_never().is_none(), "it asks, and leaves");
        keeper.cancel_sign_in().await.unwrap(); // answered in turn
    }
    let keeper_of_last = keeper.clone();
    let last = tokio::spawn(async move { keeper_of_last.token().await });
    tokio::task::yield_now().await;
    keeper.cancel_sign_in().await.unwrap();
    gate.add_permits(10);
    assert_eq!(text(&last.await.unwrap().unwrap()), "access-1");
}
