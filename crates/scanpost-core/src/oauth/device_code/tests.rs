//! The polling loop in paused time, with a server that follows a script.

use std::future::pending;

use scanpost_proto::oauth::DeviceAuthorization;

use super::*;

const LIFE: Duration = Duration::from_mins(15);

/// What the server does with one poll.
#[derive(Clone, Copy)]
enum Does {
    Answer(u16, &'static str),
    /// It answers with 400, but only after so many seconds.
    After(u64, &'static str),
    /// The network is away.
    Unreached,
    /// Nothing ever comes.
    Hang,
}

use Does::{After, Answer, Hang, Unreached};

const PENDING: &str = r#"{"error":"authorization_pending"}"#;
const SLOW_DOWN: &str = r#"{"error":"slow_down"}"#;
const EXPIRED: &str = r#"{"error":"expired_token"}"#;
const TOKENS: &str = r#"{"token_type":"Bearer","access_token":"access","refresh_token":"refresh"}"#;

/// What came of a script: when each poll began, in seconds, the outcome, and when it was there.
struct Outcome {
    polls: Vec<u64>,
    result: Result<(), Code>,
    ended_at: u64,
}

/// Follows the script; its last line is repeated for ever.
async fn follow(script: &[Does]) -> Outcome {
    let started = Instant::now();
    let asked = Asked::new(DeviceAuthorization {
        device_code: "device-code".into(),
        user_code: "ABCD".to_owned(),
        verification_uri: "https://provider.example/device".to_owned(),
        verification_uri_complete: None,
        expires_in: LIFE,
        interval: Duration::from_secs(5),
        message: None,
    });
    let mut polls = Vec::new();
    let result = until_granted(asked, started + LIFE, async |_asked| {
        let does = script[polls.len().min(script.len() - 1)];
        polls.push(started.elapsed().as_secs());
        let (status, body) = match does {
            Answer(status, body) => (status, body),
            After(seconds, body) => {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                (400, body)
            }
            Unreached => return Err(Code::SignInUnreachable.into()),
            Hang => pending().await,
        };
        Ok(TokenAnswer::read(status, None, body.as_bytes()))
    })
    .await;
    let result = result.map(|_| ()).map_err(|fault| fault.code);
    Outcome { polls, result, ended_at: started.elapsed().as_secs() }
}

#[tokio::test(start_paused = true)]
async fn the_first_poll_comes_after_the_interval_and_an_approval_ends_it() {
    let outcome = follow(&[Answer(400, PENDING), Answer(400, PENDING), Answer(200, TOKENS)]).await;
    assert_eq!(outcome.polls, [5, 10, 15]);
    assert_eq!((outcome.result, outcome.ended_at), (Ok(()), 15));
}

#[tokio::test(start_paused = true)]
async fn the_interval_counts_from_the_end_of_the_last_reply() {
    let outcome = follow(&[After(7, PENDING), After(2, PENDING), Answer(200, TOKENS)]).await;
    assert_eq!(outcome.polls, [5, 17, 24]);
}

#[tokio::test(start_paused = true)]
async fn slow_down_slows_every_later_poll() {
    let script = [
        Answer(400, SLOW_DOWN),
        Answer(400, PENDING),
        Answer(400, SLOW_DOWN),
        Answer(400, PENDING),
    ];
    let outcome = follow(&[&script[..], &[Answer(200, TOKENS)]].concat()).await;
    assert_eq!(outcome.polls, [5, 15, 25, 40, 55]);
}

#[tokio::test(start_paused = true)]
async fn while_the_network_is_away_the_waits_double_up_to_forty_seconds() {
    let away = [Unreached; 5];
    let outcome = follow(&[&away[..], &[Answer(400, PENDING), Answer(200, TOKENS)]].concat()).await;
    let waits: Vec<_> = outcome.polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(outcome.polls[0], 5);
    assert_eq!(waits, [10, 20, 40, 40, 40, 5]);
    assert_eq!(outcome.result, Ok(()), "the code has outlived the outage");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_pending_for_ever_is_asked_one_last_time_at_our_own_deadline() {
    let outcome = follow(&[Answer(400, PENDING)]).await;
    assert_eq!((outcome.result, outcome.ended_at), (Err(Code::CodeExpired), LIFE.as_secs()));
    assert_eq!(outcome.polls.last(), Some(&LIFE.as_secs()));
    assert_eq!(outcome.polls.len(), 180, "every five seconds, and not once more");
}

#[tokio::test(start_paused = true)]
async fn an_approval_in_the_last_seconds_is_still_found() {
    // Hours of asked-for waiting end with the life of the code.
    let outcome = follow(&[
        Answer(400, r#"{"error":"slow_down","interval":600}"#),
        Answer(400, r#"{"error":"slow_down","interval":600}"#),
        Answer(200, TOKENS),
    ])
    .await;
    assert_eq!(outcome.polls, [5, 605, 900]);
    assert_eq!(outcome.result, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_stays_away_ends_with_the_life_of_the_code() {
    let outcome = follow(&[Unreached]).await;
    assert_eq!((outcome.result, outcome.ended_at), (Err(Code::CodeExpired), LIFE.as_secs()));
}

#[tokio::test(start_paused = true)]
async fn a_definite_no_ends_it_at_once() {
    let table = [
        (r#"{"error":"authorization_declined"}"#, Code::SignInDeclined),
        (r#"{"error":"access_denied"}"#, Code::SignInDeclined),
        (EXPIRED, Code::CodeExpired),
        (r#"{"error":"invalid_client","error_codes":[7000218]}"#, Code::PublicClientOff),
        (r#"{"error":"bad_verification_code"}"#, Code::SignInRefused),
        (r#"{"error":"access_denied","error_codes":[530035]}"#, Code::SecurityDefaults),
    ];
    for (body, code) in table {
        let outcome = follow(&[Answer(400, PENDING), Answer(400, body), Answer(200, TOKENS)]).await;
        assert_eq!((outcome.result, outcome.ended_at), (Err(code), 10), "{body}");
        assert_eq!(outcome.polls, [5, 10], "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_hangs_counts_as_unreached_and_is_made_again() {
    let outcome = follow(&[Hang, Answer(200, TOKENS)]).await;
    let after = 5 + LONGEST_REQUEST.as_secs() + 10;
    assert_eq!(outcome.polls, [5, after]);
    assert_eq!(outcome.result, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_always_hangs_keeps_nobody_waiting_long_after_the_deadline() {
    let outcome = follow(&[Hang]).await;
    assert_eq!(outcome.result, Err(Code::CodeExpired));
    assert!(outcome.ended_at <= (LIFE + LONGEST_REQUEST * 2).as_secs(), "{}", outcome.ended_at);
}
