//! An account that only receives: its token is shown to the mailbox alone, never to the server that sends.

use scanpost_core::administrator::Actor;
use scanpost_core::doctor::{Finding, Step, Why};
use scanpost_core::fault::Code;
use scanpost_core::gateway::{NewAccount, SignInSettings};
use scanpost_core::oauth::{AccountName, Needs, Provider, TokenStatus};
use scanpost_core::site::Slot;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::gateway_stage::{ALARMS, Stage};

const ONLY_RECEIVES: Needs = Needs { sending: false, receiving: true };

/// Adds the account "fax", whose mailbox is read for faxes, and signs it in. What comes to its server for
/// sending is told.
async fn fax_account(stage: &Stage, needs: Needs) -> (AccountName, mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    "127.0.0.1".clone_into(&mut provider.smtp.host);
    provider.smtp.port = listener.local_addr().unwrap().port();
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            drop(socket);
            tell.send(()).unwrap();
        }
    });
    let name: AccountName = "fax".parse().unwrap();
    let by = stage.gateway().by(&Actor::Console);
    let new = NewAccount::to_send(name.clone(), ALARMS.to_owned(), provider);
    by.add_account(NewAccount { needs, ..new }).await.unwrap();
    let mut seen = stage.gateway().slots().await.unwrap();
    seen.slots.set(Slot::InternetFaxReceive, Some(name.clone()));
    by.set_slots(seen.revision, seen.slots).await.unwrap();
    let code = by.sign_in(&name).await.unwrap();
    assert!(stage.sandbox.approve(&code.user_code, ALARMS));
    let status = async || stage.gateway().account(&name).await.unwrap().token_status;
    stage.until(async || status().await == TokenStatus::Retrieved).await;
    (name, told)
}

#[tokio::test]
async fn who_only_receives_logs_in_at_the_mailbox_and_never_where_mails_are_sent() {
    let mut stage = Stage::start().await;
    let (name, mut told) = fax_account(&stage, ONLY_RECEIVES).await;
    for _ in 0..2 {
        let by = stage.gateway().by(&Actor::Console);
        let polled = by.check_connection(&name).await.unwrap();
        assert_eq!(polled.fault, None, "the mailbox was opened");
        let view = stage.gateway().account(&name).await.unwrap();
        assert!(view.connection.is_none() && view.hold.is_none(), "{view:?}");
        assert!(view.receiving.unwrap().fault.is_none());
        assert!(told.try_recv().is_err(), "somebody knocked where mails are sent");
        stage.restart().await;
    }
}

#[tokio::test]
async fn a_hold_of_an_account_that_is_to_receive_only_from_now_on_is_over() {
    let stage = Stage::start().await;
    let (name, _told) = fax_account(&stage, Needs { sending: true, receiving: true }).await;
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let by = stage.gateway().by(&Actor::Console);
    let change = async |needs, client_id: &str| {
        let revision = stage.gateway().grant(&name).await.unwrap().revision;
        let settings = SignInSettings {
            way: None,
            needs,
            client_id: client_id.to_owned(),
            tenant: None,
            limits: None,
            network: None,
        };
        by.change_sign_in(&name, settings, revision).await.unwrap();
    };
    let both = Needs { sending: true, receiving: true };
    // The sign-in was made for another app: whoever looks finds the account unable to log in.
    change(both, "another-app").await;
    let fault = by.check_connection(&name).await.unwrap().fault.unwrap();
    assert_eq!(fault.code, Code::GrantOfOtherApp);
    let held = async || stage.gateway().account(&name).await.unwrap().hold.is_some();
    stage.until(held).await;
    change(ONLY_RECEIVES, "another-app").await;
    stage.until(async || !held().await).await;
    change(ONLY_RECEIVES, &provider.oauth.client_id).await;
    assert_eq!(by.check_connection(&name).await.unwrap().fault, None);
}

#[tokio::test]
async fn the_doctor_does_not_look_for_a_right_to_send_that_nobody_wants() {
    let stage = Stage::start().await;
    let (name, _told) = fax_account(&stage, ONLY_RECEIVES).await;
    let by = stage.gateway().by(&Actor::Console);
    by.begin_examination(&name, Some("anna@sandbox.example".to_owned())).await.unwrap();
    let ended = async || {
        let view = stage.gateway().examination(&name).await.unwrap().unwrap();
        view.ended_at.map(|_| view.steps)
    };
    stage.until(async || ended().await.is_some()).await;
    let steps = ended().await.unwrap();
    for step in [Step::LogIn, Step::TestMail] {
        assert_eq!(*steps.of(step), Finding::NotNeeded { why: Why::OnlyReceives }, "{step:?}");
    }
    assert_eq!(steps.of(Step::Token).as_str(), "passed");
}
