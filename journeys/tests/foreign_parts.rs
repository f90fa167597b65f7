//! The foreign parts by themselves, without scanpost: if one of these fails, the journeys' own
//! provider is broken and nothing is said about the gateway.

use std::process::Command;
use std::time::Duration;

use scanpost_journeys::foreign::{
    ACCOUNT, BUSY, ForeignProvider, Oidc, PERSON, Person, ProviderOptions, REFUSED, SCOPES,
};
use scanpost_journeys::mail::{Scan, assert_same_mail};
use scanpost_journeys::ports::HOST;
use scanpost_journeys::process::{self, Ended};
use serde_json::Value;

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_token_of_oidc_provider_opens_postfix_and_the_mail_comes_back_over_pop3() {
    let mut provider = provider(true);
    let tokens = signed_in(&provider);
    let scan = Scan::new("chain", ACCOUNT, PERSON, 100_000);

    send(&provider, &tokens.access, PERSON, &scan).expect_success("curl with XOAUTH2");

    provider.wait_for_deliveries(1, LIMIT);
    let mails = provider.mailbox(PERSON);
    assert_eq!(mails.len(), 1);
    assert_same_mail(&scan.octets, &mails[0]);
    assert_eq!(provider.oidc.refreshes(ACCOUNT), 0);
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn refresh_tokens_rotate_and_an_old_one_costs_the_grant() {
    let mut provider = provider(false);
    let first = signed_in(&provider);

    let second = tokens(&refresh(&provider, &first.refresh));
    assert_ne!(first.refresh, second.refresh);
    assert_eq!(provider.oidc.refreshes(ACCOUNT), 1);

    assert_eq!(refresh(&provider, &first.refresh)["error"], "invalid_grant");
    assert_eq!(refresh(&provider, &second.refresh)["error"], "invalid_grant");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_revoked_grant_opens_nothing_any_more() {
    let mut provider = provider(false);
    let tokens = signed_in(&provider);
    assert_eq!(provider.oidc.revoke(ACCOUNT), 1);

    assert_eq!(refresh(&provider, &tokens.refresh)["error"], "invalid_grant");
    let scan = Scan::new("revoked", ACCOUNT, PERSON, 100);
    let refusal = send(&provider, &tokens.access, PERSON, &scan);
    assert_eq!(refusal.status.code(), Some(CURL_LOGIN_DENIED), "{refusal:?}");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn a_person_who_says_no_ends_the_sign_in() {
    let provider = provider(false);
    let code = device_code(&provider);
    let person = Person::at(&provider);
    person.decline(text(&code, "verification_uri"), text(&code, "user_code"));
    assert_eq!(poll(&provider, &code)["error"], "access_denied");
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn postfix_refuses_one_recipient_for_good_and_one_for_now() {
    let provider = provider(false);
    let tokens = signed_in(&provider);
    let scan = Scan::new("refused", ACCOUNT, PERSON, 100);
    for (recipient, reply) in [(REFUSED, "< 550 5.1.1"), (BUSY, "< 450 4.2.1")] {
        let refusal = send(&provider, &tokens.access, recipient, &scan);
        assert!(refusal.stderr.contains(reply), "{refusal:?}");
    }
}

#[test]
#[ignore = "needs the foreign parts: cargo xtask test"]
fn postfix_goes_away_and_returns_with_its_queue() {
    let mut provider = provider(false);
    let tokens = signed_in(&provider);
    let scan = Scan::new("before", ACCOUNT, PERSON, 100);
    send(&provider, &tokens.access, PERSON, &scan).expect_success("curl");
    provider.wait_for_deliveries(1, LIMIT);

    provider.postfix_leaves();
    assert!(!send(&provider, &tokens.access, PERSON, &scan).status.success());
    provider.postfix_returns();

    send(&provider, &tokens.access, PERSON, &scan).expect_success("curl");
    provider.wait_for_deliveries(2, LIMIT);
}

fn provider(tls: bool) -> ForeignProvider {
    let mut options = ProviderOptions::default();
    options.oidc.tls = tls;
    ForeignProvider::start_with(&options)
}

struct Tokens {
    access: String,
    refresh: String,
}

fn signed_in(provider: &ForeignProvider) -> Tokens {
    let code = device_code(provider);
    assert_eq!(poll(provider, &code)["error"], "authorization_pending");
    let page = text(&code, "verification_uri");
    Person::at(provider).approve(page, text(&code, "user_code"), ACCOUNT);
    tokens(&poll(provider, &code))
}

fn device_code(provider: &ForeignProvider) -> Value {
    let fields = [("scope", &*SCOPES.join(" "))];
    post(provider, &provider.oidc.device_authorization_url(), &fields)
}

fn poll(provider: &ForeignProvider, code: &Value) -> Value {
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let fields = [("grant_type", grant), ("device_code", text(code, "device_code"))];
    post(provider, &provider.oidc.token_url(), &fields)
}

fn refresh(provider: &ForeignProvider, token: &str) -> Value {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    post(provider, &provider.oidc.token_url(), &fields)
}

fn post(provider: &ForeignProvider, url: &str, fields: &[(&str, &str)]) -> Value {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "20", "--cacert"])
        .arg(&provider.certificates.ca)
        .args(["--data-urlencode", &format!("client_id={}", Oidc::CLIENT)]);
    for (name, value) in fields {
        curl.arg("--data-urlencode").arg(format!("{name}={value}"));
    }
    curl.arg(url);
    let answer = process::run(curl, b"", LIMIT).expect_success("curl");
    serde_json::from_str(&answer.stdout).expect("an OAuth server answers in JSON")
}

fn send(provider: &ForeignProvider, token: &str, recipient: &str, scan: &Scan) -> Ended {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--verbose", "--ssl-reqd", "--max-time", "20"])
        .arg("--cacert")
        .arg(&provider.certificates.ca)
        .args(["--login-options", "AUTH=XOAUTH2", "--oauth2-bearer", token, "--user"])
        .arg(format!("{ACCOUNT}:"))
        .args(["--mail-from", ACCOUNT, "--mail-rcpt", recipient, "--upload-file", "-"])
        .arg(format!("smtp://{HOST}:{}/gateway.example.com", provider.postfix.port));
    process::run(curl, &scan.octets, LIMIT)
}

fn tokens(answer: &Value) -> Tokens {
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| text(answer, name));
    Tokens { access: access.to_owned(), refresh: refresh.to_owned() }
}

fn text<'json>(json: &'json Value, name: &str) -> &'json str {
    json[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}"))
}

const LIMIT: Duration = Duration::from_secs(30);
const CURL_LOGIN_DENIED: i32 = 67;
