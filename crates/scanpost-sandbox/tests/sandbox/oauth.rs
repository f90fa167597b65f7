//! The device flow and the refresh, with each way in which they end.

use std::time::Duration;

use scanpost_sandbox::{
    CLIENT_ID, Fault, HttpDoes, HttpMoment, Options, Quirk, Sandbox, Switches, TENANT,
};

use crate::support::{Answer, DEVICE_CODE_GRANT, Http, MAILBOX, SMTP_SEND, sandbox};

const SCOPES: &str = "https://outlook.office.com/SMTP.Send offline_access openid profile";

fn refused(answer: &Answer, error: &str, number: Option<u64>) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.error(), (error.to_owned(), number));
}

#[tokio::test]
async fn a_person_approves_a_code_and_the_app_gets_tokens() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let code = http.ask_code(SCOPES).await;
    assert_eq!((&code["expires_in"], &code["interval"]), (&900.into(), &5.into()));
    assert_eq!(code["user_code"].as_str().unwrap().len(), 9);
    assert_eq!(code["verification_uri"], format!("{}/device", sandbox.web_url()));
    assert_eq!(code.get("verification_uri_complete"), None, "Entra has none");

    let pending = http.poll(&code).await;
    refused(&pending, "authorization_pending", Some(70016));
    let description = pending.json()["error_description"].as_str().unwrap().to_owned();
    assert!(
        description.starts_with(
            "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. Continue \
             polling. Trace ID: "
        ),
        "{description}"
    );

    let typed = [("code", code["user_code"].as_str().unwrap())];
    let page = http.post("/device", &typed).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains(SMTP_SEND) && page.text().contains(MAILBOX));
    assert_eq!(http.decide(&code, "approve").await.status, 200);

    let answer = http.poll(&code).await;
    let tokens = answer.json();
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["scope"], "https://outlook.office.com/SMTP.Send openid profile");
    assert!((3600..=5400).contains(&tokens["expires_in"].as_u64().unwrap()));
    assert!(tokens["access_token"].as_str().unwrap().len() > 1024);
    assert!(tokens["id_token"].is_string() && tokens["refresh_token"].is_string());

    refused(&http.poll(&code).await, "invalid_grant", Some(54005));
}

#[tokio::test]
async fn a_declined_an_expired_and_an_unknown_code_are_told_apart() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);

    let declined = http.ask_code(SCOPES).await;
    assert_eq!(http.decide(&declined, "decline").await.status, 200);
    assert_eq!(http.poll(&declined).await.error().0, "authorization_declined");

    let expired = http.ask_code(SCOPES).await;
    sandbox.advance(Duration::from_mins(15));
    refused(&http.poll(&expired).await, "expired_token", Some(70020));
    assert_eq!(http.decide(&expired, "approve").await.status, 400, "too late");

    let unknown = serde_json::json!({ "device_code": "D123" });
    refused(&http.poll(&unknown).await, "invalid_grant", Some(7_000_014));
    assert_eq!(http.post("/device", &[("code", "NOSUCHONE")]).await.status, 400);
}

#[tokio::test]
async fn a_request_that_entra_refuses_is_refused_with_its_number() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let code_of = async |tenant: &str, form: &[(&str, &str)]| {
        http.post(&format!("/{tenant}/oauth2/v2.0/devicecode"), form).await
    };
    let (client, scope) = (("client_id", CLIENT_ID), ("scope", SCOPES));
    refused(&code_of("contoso", &[client, scope]).await, "invalid_request", Some(90002));
    refused(&code_of(TENANT, &[scope]).await, "invalid_request", Some(900_144));
    refused(&code_of(TENANT, &[client]).await, "invalid_request", Some(900_144));
    refused(&code_of(TENANT, &[]).await, "invalid_request", Some(900_144));
    let stranger = ("client_id", "stranger");
    refused(&code_of(TENANT, &[stranger, scope]).await, "unauthorized_client", Some(700_016));
    let nonsense = ("scope", "everything");
    refused(&code_of(TENANT, &[client, nonsense]).await, "invalid_scope", Some(70011));

    let password = [("grant_type", "password"), client];
    refused(&http.token(&password).await, "unsupported_grant_type", Some(70003));
    let token = ("refresh_token", "x");
    let secret = [("grant_type", "refresh_token"), client, token, ("client_secret", "x")];
    refused(&http.token(&secret).await, "invalid_client", Some(700_025));
}

#[tokio::test]
async fn a_code_is_polled_at_its_own_tenant_by_its_own_app() {
    let other = "11111111-2222-4333-8444-555555555555".to_owned();
    let clients = vec![CLIENT_ID.to_owned(), other.clone()];
    let sandbox = Sandbox::start(Options { clients, ..Options::default() }).await.unwrap();
    let http = Http::to(&sandbox);
    let code = http.ask_code(SCOPES).await;
    http.decide(&code, "approve").await;
    let device_code = ("device_code", code["device_code"].as_str().unwrap());
    let grant_type = ("grant_type", DEVICE_CODE_GRANT);

    let form = [grant_type, ("client_id", other.as_str()), device_code];
    refused(&http.token(&form).await, "invalid_grant", Some(7_000_014));
    let form = [grant_type, ("client_id", CLIENT_ID), device_code];
    let elsewhere = http.post("/organizations/oauth2/v2.0/token", &form).await;
    refused(&elsewhere, "invalid_grant", Some(7_000_014));

    let tokens = http.poll(&code).await.json();
    let refresh_token = ("refresh_token", tokens["refresh_token"].as_str().unwrap());
    let form = [("grant_type", "refresh_token"), ("client_id", other.as_str()), refresh_token];
    refused(&http.token(&form).await, "invalid_grant", Some(70000));
}

#[tokio::test]
async fn an_app_without_public_client_flows_is_told_so_after_the_person_signed_in() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::PublicClientFlowsOff);
    });
    let code = http.ask_code(SCOPES).await;
    refused(&http.poll(&code).await, "authorization_pending", Some(70016));
    http.decide(&code, "approve").await;
    refused(&http.poll(&code).await, "invalid_client", Some(7_000_218));
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_and_the_old_refresh_token_lives_on() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let first = http.sign_in(SCOPES).await["refresh_token"].as_str().unwrap().to_owned();
    let renewed = http.refresh(&first).await;
    assert_eq!(renewed.status, 200);
    assert_ne!(renewed.json()["refresh_token"], first);
    assert_eq!(http.refresh(&first).await.status, 200);

    sandbox.revoke(MAILBOX);
    refused(&http.refresh(&first).await, "invalid_grant", Some(50173));
    refused(&http.refresh("nonsense").await, "invalid_grant", Some(9_002_313));
}

#[tokio::test]
async fn with_strict_rotation_a_stolen_refresh_token_ends_the_sign_in() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::StrictRotation);
    });
    let first = http.sign_in(SCOPES).await["refresh_token"].as_str().unwrap().to_owned();
    let second = http.refresh(&first).await.json();
    refused(&http.refresh(&first).await, "invalid_grant", None);
    let second = second["refresh_token"].as_str().unwrap();
    assert_eq!(http.refresh(second).await.status, 400);
}

#[tokio::test]
async fn other_servers_spell_their_answers_differently() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.set_switches(Switches {
        quirks: [
            Quirk::ErrorsWith200,
            Quirk::NumbersAsStrings,
            Quirk::NoInterval,
            Quirk::VerificationUriComplete,
            Quirk::KeepsRefreshToken,
        ]
        .into(),
        code_lifetime_seconds: 60,
        access_token_lifetime_seconds: Some(10),
        ..Switches::default()
    });
    let code = http.ask_code(SCOPES).await;
    assert_eq!(code["expires_in"], "60");
    assert_eq!(code.get("interval"), None);
    let complete = code["verification_uri_complete"].as_str().unwrap();
    assert!(complete.ends_with(code["user_code"].as_str().unwrap()));
    let pending = http.poll(&code).await;
    assert_eq!((pending.status, pending.error().0.as_str()), (200, "authorization_pending"));

    http.decide(&code, "approve").await;
    let tokens = http.poll(&code).await.json();
    assert_eq!(tokens["expires_in"], "10");
    let renewed = http.refresh(tokens["refresh_token"].as_str().unwrap()).await.json();
    assert_eq!(renewed.get("refresh_token"), None);
}

#[tokio::test]
async fn whoever_polls_too_early_is_slowed_down_when_that_is_switched_on() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::SlowDown);
    });
    let code = http.ask_code(SCOPES).await;
    assert_eq!(http.poll(&code).await.error().0, "authorization_pending");
    assert_eq!(http.poll(&code).await.error().0, "slow_down");
    sandbox.advance(Duration::from_secs(11));
    assert_eq!(http.poll(&code).await.error().0, "authorization_pending");
}

#[tokio::test]
async fn the_token_endpoint_fails_in_each_way_as_often_as_it_is_told() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let first = http.sign_in(SCOPES).await["refresh_token"].as_str().unwrap().to_owned();
    let fail = |does| {
        let fault = Fault::next(1, HttpMoment::Refresh, does);
        sandbox.change_switches(|switches| switches.http_faults.push(fault));
    };

    fail(HttpDoes::Status { status: 503, retry_after: None });
    assert_eq!(http.refresh(&first).await.status, 503);
    fail(HttpDoes::Status { status: 429, retry_after: Some(30) });
    let busy = http.refresh(&first).await;
    assert_eq!((busy.status, busy.header("retry-after")), (429, "30"));
    fail(HttpDoes::HtmlPage { status: 502 });
    assert!(http.refresh(&first).await.text().starts_with("<!doctype html>"));
    fail(HttpDoes::Refuse { error: "invalid_grant".to_owned(), code: None });
    let bare = http.refresh(&first).await;
    assert_eq!(bare.json(), serde_json::json!({ "error": "invalid_grant" }));
    fail(HttpDoes::Reset);
    let path = format!("/{TENANT}/oauth2/v2.0/token");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("refresh_token", first.as_str()),
    ];
    assert!(http.try_post(&path, &form).await.is_err(), "the body breaks off");
    assert_eq!(http.refresh(&first).await.status, 200, "and then all is well again");
}

#[tokio::test]
async fn a_token_endpoint_that_hangs_lets_go_when_the_sandbox_stops() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.http_faults.push(Fault::always(HttpMoment::Token, HttpDoes::Hang));
    });
    let path = format!("/{TENANT}/oauth2/v2.0/token");
    let form = [("grant_type", "refresh_token")];
    let hanging = http.try_post(&path, &form);
    let (answer, ()) = tokio::join!(hanging, async {
        // The fault is taken once the request is there; only then the sandbox stops.
        while sandbox.strikes() == 0 {
            tokio::task::yield_now().await;
        }
        sandbox.stop().await;
    });
    assert!(answer.is_err() || answer.unwrap().status == 503);
}

#[tokio::test]
async fn discovery_names_the_endpoints() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let answer = http.get(&format!("/{TENANT}/v2.0/.well-known/openid-configuration")).await;
    let base = format!("{}/{TENANT}/oauth2/v2.0", sandbox.web_url());
    assert_eq!(answer.json()["token_endpoint"], format!("{base}/token"));
    assert_eq!(answer.json()["device_authorization_endpoint"], format!("{base}/devicecode"));
    assert!(sandbox.provider_toml().contains(&format!("token_endpoint = \"{base}/token\"")));
}

#[tokio::test]
async fn every_secret_that_went_over_the_wire_is_listed() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let code = http.ask_code(SCOPES).await;
    http.decide(&code, "approve").await;
    let tokens = http.poll(&code).await.json();
    let secrets = sandbox.secrets_issued();
    for secret in [
        &code["device_code"],
        &tokens["access_token"],
        &tokens["refresh_token"],
        &tokens["id_token"],
    ] {
        assert!(secrets.iter().any(|listed| secret == listed));
    }
}
