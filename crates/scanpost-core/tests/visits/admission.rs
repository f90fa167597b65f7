//! Who gets in, and what the others hear.

use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::device::TlsFloor;
use scanpost_core::gateway::views::MissingToFetch;
use scanpost_core::network::Encryption;
use scanpost_core::site::Slots;

use crate::device::Device;
use crate::stage::{MAILBOX, Stage, USER, name};

#[tokio::test]
async fn a_device_logs_in_in_clear_by_stls_and_under_tls() {
    let stage = Stage::set().await;
    let mut in_clear = Device::greeted(&stage).await;
    assert!(in_clear.log_in(USER, &stage.password).await.starts_with("+OK "));
    let mut upgraded = Device::greeted(&stage).await;
    upgraded.start_tls(&stage).await;
    assert!(upgraded.log_in(USER, &stage.password).await.starts_with("+OK "));
    let mut encrypted = Device::greeted_under_tls(&stage).await;
    assert!(encrypted.log_in(USER, &stage.password).await.starts_with("+OK "));
    let device = stage.gateway.device(USER).await.unwrap();
    assert!(device.facts.fetched_at.is_some());
    assert_eq!(device.facts.seen.unwrap().tls.as_deref(), Some("TLSv1.3"));
}

#[tokio::test]
async fn a_device_that_must_encrypt_is_offered_no_password_in_clear() {
    let stage = Stage::set().await;
    stage.change_device(|change| change.tls = TlsFloor::Required).await;
    let mut device = Device::greeted(&stage).await;
    let capabilities = device.list("CAPA").await;
    assert!(!capabilities.iter().any(|one| one == "USER" || one.starts_with("SASL")));
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("-ERR [AUTH] Switch on TLS"), "{reply}");
    device.start_tls(&stage).await;
    assert!(device.log_in(USER, &stage.password).await.starts_with("+OK "));
}

#[tokio::test]
async fn a_wrong_password_a_stranger_and_whoever_guesses_are_kept_out() {
    let stage = Stage::set().await;
    let mut device = Device::greeted(&stage).await;
    let wrong = device.log_in(USER, "wrong").await;
    assert!(wrong.starts_with("-ERR [AUTH] User or password is wrong."), "{wrong}");
    let stranger = device.log_in("nobody", &stage.password).await;
    assert_eq!(stranger, wrong, "nobody learns which users there are");
    for _ in 0..3 {
        device.log_in(USER, "wrong").await;
    }
    let waits = device.log_in(USER, &stage.password).await;
    assert!(waits.starts_with("-ERR ") && waits.contains("Too many failed log-ins"), "{waits}");
    assert_eq!(device.line().await, "", "and is let go");
    assert_eq!(stage.load().log_ins, 0, "the provider has heard nothing of it");
}

#[tokio::test]
async fn only_a_device_that_may_fetch_gets_in() {
    let stage = Stage::set().await;
    stage.change_device(|change| change.fetches = false).await;
    let mut device = Device::greeted(&stage).await;
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("-ERR [SYS/PERM] This device may not fetch mail."), "{reply}");
    stage.change_device(|change| change.fetches = true).await;
    assert!(device.log_in(USER, &stage.password).await.starts_with("+OK "));
    stage.gateway.by(&Actor::Console).remove_device(USER).await.unwrap();
    let reply = device.say("RETR 1").await;
    assert!(reply.starts_with("-ERR "), "{reply}");
}

#[tokio::test]
async fn without_an_account_or_a_sign_in_a_device_hears_who_must_do_what() {
    let stage = Stage::signed_out(|_| {}).await;
    let mut device = Device::greeted(&stage).await;
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("-ERR [SYS/PERM] To use this function you must sign in"), "{reply}");
    stage.sign_in().await;
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("+OK "), "a sign-in counts at once: {reply}");
    let seen = stage.gateway.slots().await.unwrap().revision;
    let console = stage.gateway.by(&Actor::Console);
    console.set_slots(seen, Slots::default()).await.unwrap();
    let mut device = Device::greeted(&stage).await;
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("-ERR [SYS/PERM] scanpost has no mail account"), "{reply}");
    stage.change_device(|change| change.account = Some(name())).await;
    assert!(device.log_in(USER, &stage.password).await.starts_with("+OK "), "it has its own now");
}

#[tokio::test]
async fn what_the_provider_refuses_is_told_by_its_code() {
    for (situation, code) in [
        ("pop3-auth-refused", "-ERR [SYS/PERM] "),
        ("pop3-in-use", "-ERR [IN-USE] "),
        ("pop3-login-delay", "-ERR [LOGIN-DELAY] "),
        ("pop3-sys-temp", "-ERR [SYS/TEMP] "),
        ("pop3-away", "-ERR [SYS/TEMP] "),
        ("pop3-no-uidl", "-ERR [SYS/PERM] The mail server cannot name the mails of this mailbox."),
        ("pop3-nonsense", "-ERR [SYS/TEMP] "),
    ] {
        let stage = Stage::set().await;
        stage.turn_on(situation);
        let mut device = Device::greeted(&stage).await;
        let reply = device.log_in(USER, &stage.password).await;
        assert!(reply.starts_with(code), "{situation}: {reply}");
        let asked = stage.sandbox.pop3_connections();
        device.log_in(USER, &stage.password).await;
        assert_eq!(stage.sandbox.pop3_connections(), asked, "{situation}: not again at once");
    }
}

#[tokio::test]
async fn whoever_enters_a_device_is_told_where_it_fetches_and_what_is_missing() {
    let stage = Stage::signed_out(|_| {}).await;
    let fetching = async || stage.gateway.device(USER).await.unwrap().fetching;
    let shown = fetching().await.unwrap();
    assert_eq!(shown.doors, Vec::new(), "no device reaches a loopback address");
    assert_eq!(shown.missing, [MissingToFetch::WayToDoor]);
    stage.change_device(|change| change.ranges = vec!["127.0.0.1/32".parse().unwrap()]).await;
    let shown = fetching().await.unwrap();
    let doors: Vec<_> = shown.doors.iter().map(|door| (door.port, door.encryption)).collect();
    let (stls, tls) = (Encryption::Starttls, Encryption::FromTheStart);
    assert_eq!(doors, [(stage.pop3.port(), stls), (stage.pop3s.port(), tls)]);
    assert_eq!((shown.mailbox.as_deref(), shown.missing), (Some(MAILBOX), Vec::new()));
    let seen = stage.gateway.slots().await.unwrap().revision;
    stage.gateway.by(&Actor::Console).set_slots(seen, Slots::default()).await.unwrap();
    let shown = fetching().await.unwrap();
    assert_eq!((shown.mailbox, shown.missing), (None, vec![MissingToFetch::Mailbox]));
    stage.change_device(|change| change.fetches = false).await;
    assert_eq!(fetching().await, None);
}

#[tokio::test]
async fn a_provider_that_says_nothing_hangs_no_device() {
    let stage = Stage::set_with(|settings| settings.patience = Duration::from_millis(300)).await;
    stage.turn_on("pop3-hangs");
    let mut device = Device::greeted(&stage).await;
    let reply = device.log_in(USER, &stage.password).await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] "), "{reply}");
}

#[tokio::test]
async fn one_connection_too_many_and_a_silent_one_are_told() {
    let stage = Stage::set_with(|settings| {
        settings.most_connections = 1;
        settings.silence = Duration::from_millis(300);
    })
    .await;
    let mut silent = Device::greeted(&stage).await;
    let mut other = Device::connect(&stage).await;
    let reply = other.line().await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] Too many connections"), "{reply}");
    let reply = silent.line().await;
    assert!(reply.starts_with("-ERR [SYS/TEMP] Nothing was heard"), "{reply}");
    assert_eq!(silent.line().await, "");
}
