//! The way of a sign-in, with oidc-provider as the authorization server and a person at its pages.

use std::time::Duration;

use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON, Person, ProviderOptions};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::process::poll_until;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_person_approves_the_code_and_the_token_is_retrieved() {
    // oidc-provider names no interval: five seconds are to be taken (RFC 8628 §3.2).
    let provider = provider(|options| options.oidc.poll_seconds = None);
    let gateway = with_account(&provider);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");

    let sign_in = gateway.cli().begin_sign_in(ACCOUNT_NAME);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "waiting-for-authorisation");
    let person = Person::at(&provider);
    person.approve(&sign_in.verification_uri, &sign_in.user_code, ACCOUNT);

    assert!(sign_in.finish());
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_person_declines_and_may_approve_the_next_code() {
    let provider = provider(|_| {});
    let gateway = with_account(&provider);

    let sign_in = gateway.cli().begin_sign_in(ACCOUNT_NAME);
    Person::at(&provider).decline(&sign_in.verification_uri, &sign_in.user_code);
    assert!(!sign_in.finish());
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");

    gateway.sign_in(&provider);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_code_that_nobody_enters_expires_and_may_be_asked_for_anew() {
    let provider = provider(|options| options.oidc.device_code_seconds = 2);
    let gateway = with_account(&provider);

    let first = gateway.cli().begin_sign_in(ACCOUNT_NAME);
    let first_code = first.user_code.clone();
    assert!(!first.finish());
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");

    let second = gateway.cli().begin_sign_in(ACCOUNT_NAME);
    assert_ne!(first_code, second.user_code);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn refresh_tokens_rotate_again_and_again_also_across_a_power_cut() {
    let mut provider = provider(|options| options.oidc.access_token_seconds = 2);
    let mut gateway = Gateway::signed_in(&provider);
    let mut sent = 0;
    for cuts in 0..3 {
        let before = provider.oidc.refreshes(ACCOUNT);
        let rotated = poll_until(Duration::from_mins(1), || {
            sent += 1;
            send(&gateway, &format!("rotation-{sent}"));
            provider.wait_for_deliveries(sent, LIMIT);
            provider.oidc.refreshes(ACCOUNT) >= before + 2
        });
        assert!(rotated, "after {cuts} power cuts the token is not refreshed any more");
        // A cut between the provider's answer and our disk would cost the grant at a provider that
        // rotates strictly, and nobody can help it. A refused refresh says that none is under way.
        provider.oidc.hinder(503);
        gateway.wait_for_event("grant.not-refreshed", LIMIT);
        gateway.kill_hard();
        provider.oidc.recover();
        gateway.start_again();
    }
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_revoked_grant_holds_the_queue_until_a_person_has_signed_in_again() {
    let mut provider = provider(|_| {});
    let gateway = Gateway::signed_in(&provider);
    send(&gateway, "before");
    provider.wait_for_deliveries(1, LIMIT);

    provider.revoke(ACCOUNT);
    send(&gateway, "while-revoked-1");
    send(&gateway, "while-revoked-2");
    gateway.wait_until_held(LIMIT);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "invalid");
    gateway.wait_for_jobs(2, "waiting", LIMIT);
    assert_eq!(provider.postfix.recipients().delivered, 1);

    gateway.sign_in(&provider);
    provider.wait_for_deliveries(3, LIMIT);
    gateway.wait_until_idle(LIMIT);
    assert_eq!(provider.mailbox(PERSON).len(), 3);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_person_who_signs_in_while_an_attempt_still_fails_frees_the_queue_all_the_same() {
    let mut provider = provider(|options| options.refusal_seconds = 6);
    let gateway = Gateway::signed_in(&provider);
    provider.revoke(ACCOUNT);
    send(&gateway, "in-between");
    // The second refusal of the old token comes seconds after the new sign-in.
    let lapsed = || gateway.cli().token_status(ACCOUNT_NAME) == "invalid";
    assert!(poll_until(LIMIT, lapsed), "{:#?}", gateway.cli().status());
    gateway.sign_in(&provider);

    let delivered = poll_until(LIMIT, || {
        gateway.cli().retry_all();
        provider.postfix.recipients().delivered == 1
    });
    assert!(delivered, "{:#?}", gateway.cli().status());
    assert!(!gateway.cli().is_held(ACCOUNT_NAME));
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn an_authorization_server_that_is_down_costs_no_grant() {
    let mut provider = provider(|options| options.oidc.access_token_seconds = 1);
    let gateway = Gateway::signed_in(&provider);
    for status in [500, 503, 429, 404] {
        provider.oidc.hinder(status);
        provider.hang_up();
        send(&gateway, &format!("while-{status}"));
    }
    gateway.wait_for_jobs(4, "waiting", LIMIT);
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");

    provider.oidc.recover();
    let delivered = poll_until(Duration::from_mins(2), || {
        gateway.cli().retry_all();
        provider.postfix.recipients().delivered == 4
    });
    assert!(delivered, "{:#?}", gateway.cli().jobs());
}

fn provider(change: impl FnOnce(&mut ProviderOptions)) -> ForeignProvider {
    let mut options = ProviderOptions::default();
    change(&mut options);
    ForeignProvider::start_with(&options)
}

fn with_account(provider: &ForeignProvider) -> Gateway {
    let gateway = Gateway::start();
    gateway.cli().add_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
    gateway
}

fn send(gateway: &Gateway, id: &str) {
    gateway.accept(&[PERSON], &Scan::new(id, ACCOUNT, PERSON, 1_000));
}

const LIMIT: Duration = Duration::from_mins(1);
