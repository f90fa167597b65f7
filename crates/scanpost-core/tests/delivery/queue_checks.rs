//! A log-in for its own sake: after a sign-in, and when a person asks.

use scanpost_core::delivery::Flow;
use scanpost_core::fault::Code;
use scanpost_core::oauth::{Limits, Provider};
use scanpost_core::settings::DeliverySettings;
use scanpost_sandbox::{SmtpDoes, SmtpMoment, auth_refused};

use crate::queue_stage::{ANNA, Stage};

async fn connected(stage: &Stage) -> Option<Code> {
    let mut connection = stage.queue.connection();
    let shown = connection.wait_for(Option::is_some).await.unwrap().clone();
    shown.unwrap().fault.map(|fault| fault.code)
}

#[tokio::test(start_paused = true)]
async fn a_new_sign_in_is_tried_at_the_mail_server_before_any_mail_comes() {
    let stage = Stage::start(DeliverySettings::default(), |_| {}).await;
    stage.sign_in().await;
    assert_eq!(connected(&stage).await, None);
    assert_eq!(stage.log_ins(), 1);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_the_mail_server_does_not_take_is_seen_at_once() {
    let stage = Stage::start(DeliverySettings::default(), |_| {}).await;
    stage.always(SmtpMoment::Auth, auth_refused());
    stage.sign_in().await;
    assert_eq!(connected(&stage).await, Some(Code::LoginRefused));
    stage.held().await;
}

#[tokio::test(start_paused = true)]
async fn a_person_who_asks_gets_the_word_of_the_mail_server() {
    let stage = Stage::signed_in().await;
    assert_eq!(stage.queue.check().await.unwrap().fault, None);
    stage.always(SmtpMoment::Greeting, SmtpDoes::Close);
    let fault = stage.queue.check().await.unwrap().fault.unwrap();
    assert_eq!(fault.code, Code::ConnectionLost);
    stage.all_well();
    assert_eq!(stage.queue.check().await.unwrap().fault, None);
    assert_eq!(stage.queue.flow(), Flow::Open);
    assert_eq!(stage.log_ins(), 2);
}

#[tokio::test(start_paused = true)]
async fn many_who_ask_at_once_cost_one_log_in() {
    let stage = Stage::signed_in().await;
    let asking: Vec<_> = (0..10)
        .map(|_| {
            let queue = stage.queue.clone();
            tokio::spawn(async move { queue.check().await })
        })
        .collect();
    for asked in asking {
        assert_eq!(asked.await.unwrap().unwrap().fault, None);
    }
    assert!(stage.log_ins() <= 2, "{}", stage.log_ins());
}

#[tokio::test(start_paused = true)]
async fn a_check_opens_no_more_connections_than_the_mailbox_may_have() {
    let one = |provider: &mut Provider| {
        provider.limits = Some(Limits { connections: Some(1), ..Limits::default() });
    };
    let stage = Stage::start(DeliverySettings::default(), one).await;
    stage.sign_in().await;
    assert_eq!(connected(&stage).await, None);
    let id = stage.accept(&[ANNA], "a scan").await;
    stage.delivered(id).await;
    assert_eq!(stage.queue.check().await.unwrap().fault, None, "the idle one is closed for it");
    let log_ins = stage.log_ins();
    let id = stage.accept(&[ANNA], "the next").await;
    stage.delivered(id).await;
    assert_eq!(stage.log_ins(), log_ins + 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_signed_in_is_what_a_check_says() {
    let stage = Stage::start(DeliverySettings::default(), |_| {}).await;
    let fault = stage.queue.check().await.unwrap().fault.unwrap();
    assert_eq!(fault.code, Code::SignInNeeded);
}
