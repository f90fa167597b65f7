//! The sign-in in a browser: authorization code, PKCE, consent, and each way in which it ends.

use std::time::Duration;

use scanpost_proto::oauth::{
    AdminConsent, AuthorizationRequest, AuthorizationResponse, ClientAuth, OauthError, Pkce,
    Prompt, TokenAnswer, Tokens, admin_consent_url, code_form,
};
use scanpost_sandbox::{
    CLIENT_ID, Fault, HttpDoes, HttpMoment, Platform, Quirk, Redirect, Sandbox, TENANT, UserState,
    UserSwitch,
};
use secrecy::{ExposeSecret, SecretString};

use crate::support::{Answer, Http, MAILBOX, SMTP_SEND, sandbox};

const REDIRECT: &str = "http://localhost:8025/sign-in/return";

/// A sign-in as an app begins it.
struct SignIn {
    url: String,
    pkce: Pkce,
    redirect_uri: String,
}

fn begin(sandbox: &Sandbox, change: impl FnOnce(&mut AuthorizationRequest<'_>)) -> SignIn {
    begin_for(sandbox, &[SMTP_SEND, "offline_access", "openid"], change)
}

fn begin_for(
    sandbox: &Sandbox,
    scopes: &[&str],
    change: impl FnOnce(&mut AuthorizationRequest<'_>),
) -> SignIn {
    let pkce = Pkce::from_random([7; 32]);
    let endpoint = format!("{}/{TENANT}/oauth2/v2.0/authorize", sandbox.web_url());
    let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let mut request = AuthorizationRequest {
        endpoint: &endpoint,
        client_id: CLIENT_ID,
        redirect_uri: REDIRECT,
        scopes: &scopes,
        state: "st&te",
        nonce: Some("n0nce"),
        challenge: &pkce.challenge,
        login_hint: None,
        prompt: None,
        extra: &[],
    };
    change(&mut request);
    let (url, redirect_uri) = (request.url(), request.redirect_uri.to_owned());
    SignIn { url, pkce, redirect_uri }
}

/// Picks the account and presses the button that is named by its value.
async fn decide(http: &Http, sign_in: &SignIn, decision: &str) -> String {
    let page = http.visit(&sign_in.url).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let request = page.hidden("request");
    let form = [("request", request.as_str()), ("mailbox", MAILBOX)];
    let next = http.submit("/authorize/account", &form).await;
    if next.status == 303 {
        return next.header("location").to_owned();
    }
    let form = [("request", request.as_str()), ("mailbox", MAILBOX), ("decision", decision)];
    let answer = http.submit("/authorize/decision", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

fn code(address: &str) -> SecretString {
    match AuthorizationResponse::read(address) {
        AuthorizationResponse::Code { code, state, .. } => {
            assert_eq!(state, "st&te");
            code
        }
        other => panic!("{address}: {other:?}"),
    }
}

fn refusal(address: &str) -> OauthError {
    assert!(address.starts_with(REDIRECT), "{address}");
    match AuthorizationResponse::read(address) {
        AuthorizationResponse::Refused { error, state, .. } => {
            assert_eq!(state.as_deref(), Some("st&te"));
            error
        }
        other => panic!("{address}: {other:?}"),
    }
}

async fn redeem(
    http: &Http,
    sign_in: &SignIn,
    code: &SecretString,
    auth: ClientAuth<'_>,
) -> Answer {
    let form =
        code_form(CLIENT_ID, code, &sign_in.redirect_uri, &sign_in.pkce.verifier, auth).encode();
    http.post_form_text(&format!("/{TENANT}/oauth2/v2.0/token"), &form).await
}

fn tokens(answer: &Answer) -> Tokens {
    match TokenAnswer::read(answer.status, None, &answer.octets) {
        TokenAnswer::Tokens(tokens) => tokens,
        other => panic!("{other:?}"),
    }
}

fn refused(answer: &Answer, error: &str, number: u64) {
    assert_eq!(answer.error(), (error.to_owned(), Some(number)), "{}", answer.text());
}

#[tokio::test]
async fn a_person_picks_an_account_consents_and_the_app_redeems_the_code() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let sign_in = begin(&sandbox, |request| request.login_hint = Some("Scans@sandbox.example"));
    let page = http.visit(&sign_in.url).await;
    assert!(page.text().contains(&format!("value=\"{MAILBOX}\" checked")));
    let request = page.hidden("request");
    let form = [("request", request.as_str()), ("mailbox", MAILBOX)];
    let consent = http.submit("/authorize/account", &form).await;
    assert!(consent.text().contains(SMTP_SEND) && consent.text().contains(CLIENT_ID));
    let policy = consent.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("form-action"), "{policy}");
    let form = [("request", request.as_str()), ("mailbox", MAILBOX), ("decision", "approve")];
    let back = http.submit("/authorize/decision", &form).await;
    let address = back.header("location");
    assert!(address.starts_with(REDIRECT), "{address}");
    let code = code(address);
    assert_eq!(http.submit("/authorize/decision", &form).await.status, 400, "it is over");

    let answer = redeem(&http, &sign_in, &code, ClientAuth::Public).await;
    let tokens = tokens(&answer);
    assert_eq!(tokens.scopes.unwrap(), [SMTP_SEND, "openid"]);
    let id_token = scanpost_proto::oauth::IdToken::read(&tokens.id_token.unwrap()).unwrap();
    assert_eq!(id_token.signed_in_name(), Some(MAILBOX));
    assert_eq!(id_token.nonce.as_deref(), Some("n0nce"));
    assert_eq!(id_token.tenant_id.as_deref(), Some(TENANT));
    assert_eq!(id_token.object_id.unwrap().len(), 36);
    let refresh_token = tokens.refresh_token.unwrap();
    assert_eq!(http.refresh(refresh_token.expose_secret()).await.status, 200);
    let secrets = sandbox.secrets_issued();
    assert!(secrets.iter().any(|secret| secret == code.expose_secret()));

    refused(&redeem(&http, &sign_in, &code, ClientAuth::Public).await, "invalid_grant", 54005);
}

#[tokio::test]
async fn who_consented_once_is_not_asked_again_unless_the_app_wants_more_or_says_so() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let first = begin(&sandbox, |_| {});
    code(&decide(&http, &first, "approve").await);
    let asked = async |sign_in: &SignIn| {
        let request = http.visit(&sign_in.url).await.hidden("request");
        let form = [("request", request.as_str()), ("mailbox", MAILBOX)];
        http.submit("/authorize/account", &form).await.status == 200
    };
    assert!(!asked(&begin(&sandbox, |_| {})).await);
    assert!(asked(&begin(&sandbox, |request| request.prompt = Some(Prompt::Consent))).await);
    let pop = "https://outlook.office.com/POP.AccessAsUser.All";
    assert!(asked(&begin_for(&sandbox, &[SMTP_SEND, pop], |_| {})).await);
}

#[tokio::test]
async fn who_declines_goes_back_with_access_denied() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let error = refusal(&decide(&http, &begin(&sandbox, |_| {}), "decline").await);
    assert_eq!((error.error.as_str(), error.codes), ("access_denied", vec![65004]));
    assert_eq!(error.suberror.as_deref(), Some("cancel"));
    assert!(error.trace_id.is_some() && error.correlation_id.is_some());
}

#[tokio::test]
async fn a_code_lives_ten_minutes_for_its_verifier_and_its_redirect_uri() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let sign_in = begin(&sandbox, |_| {});
    let given = code(&decide(&http, &sign_in, "approve").await);

    let thief = SignIn { pkce: Pkce::from_random([8; 32]), ..begin(&sandbox, |_| {}) };
    refused(&redeem(&http, &thief, &given, ClientAuth::Public).await, "invalid_grant", 501_481);
    let elsewhere =
        SignIn { redirect_uri: "http://localhost:1/".to_owned(), ..begin(&sandbox, |_| {}) };
    let answer = redeem(&http, &elsewhere, &given, ClientAuth::Public).await;
    refused(&answer, "invalid_client", 500_112);
    let secret = SecretString::from("s3cret");
    let answer = redeem(&http, &sign_in, &given, ClientAuth::Secret(&secret)).await;
    refused(&answer, "invalid_client", 700_025);
    let made_up = SecretString::from("1.AQmade-up");
    let answer = redeem(&http, &sign_in, &made_up, ClientAuth::Public).await;
    refused(&answer, "invalid_grant", 70000);

    sandbox.advance(Duration::from_mins(10));
    refused(&redeem(&http, &sign_in, &given, ClientAuth::Public).await, "invalid_grant", 70008);
}

#[tokio::test]
async fn a_request_of_nobody_known_is_refused_on_a_page_and_leads_nowhere() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let table = [
        (begin(&sandbox, |r| r.redirect_uri = "https://evil.example/"), "AADSTS50011"),
        (begin(&sandbox, |r| r.redirect_uri = "http://localhost:8025/elsewhere"), "AADSTS50011"),
        (begin(&sandbox, |r| r.client_id = "stranger"), "AADSTS700016"),
        (begin(&sandbox, |r| r.client_id = ""), "AADSTS900144"),
    ];
    for (sign_in, number) in table {
        let page = http.visit(&sign_in.url).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{}", sign_in.url);
        assert!(page.text().contains(number), "{}", page.text());
    }
    let url = begin(&sandbox, |_| {}).url.replace(TENANT, "contoso");
    assert!(http.visit(&url).await.text().contains("AADSTS90002"));
    let script = begin(&sandbox, |r| r.redirect_uri = "<script>alert(1)</script>");
    assert!(!http.visit(&script.url).await.text().contains("<script"));
}

#[tokio::test]
async fn what_else_is_wrong_with_a_request_is_said_to_the_app() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let back = async |url: &str| {
        let answer = http.visit(url).await;
        assert_eq!(answer.status, 303, "{url}: {}", answer.text());
        let error = refusal(answer.header("location"));
        (error.error, error.codes[0])
    };
    let url = begin(&sandbox, |_| {}).url;
    let refused = |error: &str, code| (error.to_owned(), code);
    let token = url.replace("response_type=code", "response_type=token");
    assert_eq!(back(&token).await, refused("unsupported_response_type", 700_054));
    let plain = url.replace("method=S256", "method=plain");
    assert_eq!(back(&plain).await, refused("invalid_request", 9_002_325));
    let bare = begin(&sandbox, |request| request.challenge = "").url;
    assert_eq!(back(&bare).await, refused("invalid_request", 9_002_325));
    let silent = format!("{url}&prompt=none");
    assert_eq!(back(&silent).await, refused("login_required", 50058));
    let scope = begin_for(&sandbox, &["everything"], |_| {}).url;
    assert_eq!(back(&scope).await, refused("invalid_scope", 70011));
}

#[tokio::test]
async fn a_web_app_must_prove_itself_for_the_code_and_at_every_refresh() {
    const HTTPS: &str = "https://scanpost.example/sign-in/return";
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let mut registration = sandbox.registration();
    registration.redirects.push(Redirect { uri: HTTPS.to_owned(), platform: Platform::Web });
    registration.secrets.push("s3cret".to_owned());
    sandbox.register(registration).unwrap();
    let sign_in = begin(&sandbox, |request| request.redirect_uri = HTTPS);
    let address = decide(&http, &sign_in, "approve").await;
    assert!(address.starts_with(HTTPS));
    let code = code(&address);

    let answer = redeem(&http, &sign_in, &code, ClientAuth::Public).await;
    refused(&answer, "invalid_client", 7_000_218);
    let (wrong, right) = (SecretString::from("wrong"), SecretString::from("s3cret"));
    let answer = redeem(&http, &sign_in, &code, ClientAuth::Secret(&wrong)).await;
    assert_eq!(answer.status, 401);
    refused(&answer, "invalid_client", 7_000_215);
    let answer = redeem(&http, &sign_in, &code, ClientAuth::Secret(&right)).await;
    let refresh_token = tokens(&answer).refresh_token.unwrap();

    refused(&http.refresh(refresh_token.expose_secret()).await, "invalid_client", 7_000_218);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("refresh_token", refresh_token.expose_secret()),
        ("client_secret", "s3cret"),
    ];
    assert_eq!(http.token(&form).await.status, 200);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::ClientSecretExpired);
    });
    refused(&http.token(&form).await, "invalid_client", 7_000_222);
}

#[tokio::test]
async fn who_is_stopped_reads_why_and_goes_back_with_it() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let states = [
        (UserState::Disabled, 50057),
        (UserState::Locked, 50053),
        (UserState::PasswordExpired, 50055),
        (UserState::NotAssigned, 50105),
    ];
    for (state, number) in states {
        let who = "scans@*".to_owned();
        sandbox.change_switches(|switches| switches.users = vec![UserSwitch { who, state }]);
        let sign_in = begin(&sandbox, |_| {});
        let request = http.visit(&sign_in.url).await.hidden("request");
        let form = [("request", request.as_str()), ("mailbox", MAILBOX)];
        let page = http.submit("/authorize/account", &form).await;
        assert_eq!(page.status, 403);
        assert!(page.text().contains(&format!("AADSTS{number}")), "{}", page.text());
        let error = refusal(&decide(&http, &sign_in, "return").await);
        assert_eq!((error.error.as_str(), error.codes), ("access_denied", vec![number]));
        assert_eq!(refusal(&decide(&http, &sign_in, "approve").await).codes, [number]);
    }
}

#[tokio::test]
async fn only_an_administrator_can_consent_and_then_everybody_may_pass() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::AdminConsentNeeded);
    });
    let sign_in = begin(&sandbox, |_| {});
    let error = refusal(&decide(&http, &sign_in, "return").await);
    assert_eq!((error.error.as_str(), error.codes), ("consent_required", vec![90094]));

    let endpoint = format!("{}/{TENANT}/v2.0/adminconsent", sandbox.web_url());
    let scopes = [SMTP_SEND.to_owned()];
    let url = admin_consent_url(&endpoint, CLIENT_ID, REDIRECT, &scopes, "s 1");
    let page = http.visit(&url).await;
    assert!(page.text().contains(SMTP_SEND));
    let path = format!("/{TENANT}/v2.0/adminconsent");
    let send = async |decision: &str, redirect_uri: &str| {
        let form = [
            ("client_id", CLIENT_ID),
            ("redirect_uri", redirect_uri),
            ("scope", SMTP_SEND),
            ("state", "s 1"),
            ("decision", decision),
        ];
        http.submit(&path, &form).await
    };
    assert_eq!(send("approve", "https://evil.example/").await.status, 400);
    match AdminConsent::read(send("decline", REDIRECT).await.header("location")) {
        AdminConsent::Refused { error, state } => {
            assert_eq!((error.codes, state.as_deref()), (vec![65004], Some("s 1")));
        }
        other => panic!("{other:?}"),
    }
    match AdminConsent::read(send("approve", REDIRECT).await.header("location")) {
        AdminConsent::Given { tenant, state, scopes } => {
            assert_eq!((tenant.as_str(), state.as_str()), (TENANT, "s 1"));
            assert_eq!(scopes.unwrap(), [SMTP_SEND]);
        }
        other => panic!("{other:?}"),
    }
    code(&decide(&http, &begin(&sandbox, |_| {}), "approve").await);
}

#[tokio::test]
async fn the_address_can_be_copied_from_the_blank_page() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let own_page = format!("{}/common/oauth2/nativeclient", sandbox.web_url());
    let sign_in = begin(&sandbox, |_| {});
    let sign_in = SignIn {
        url: sign_in.url.replace(
            "http%3A%2F%2Flocalhost%3A8025%2Fsign-in%2Freturn",
            &own_page.replace(':', "%3A").replace('/', "%2F"),
        ),
        redirect_uri: own_page.clone(),
        ..sign_in
    };
    let address = decide(&http, &sign_in, "approve").await;
    assert!(address.starts_with(&own_page), "{address}");
    assert!(http.visit(&address).await.text().contains("Copy the whole address"));
    let code = code(&format!(" {address}\n"));
    tokens(&redeem(&http, &sign_in, &code, ClientAuth::Public).await);
}

#[tokio::test]
async fn gmail_gives_a_refresh_token_for_offline_access_with_consent_alone() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::Gmail);
    });
    let lasting = async |prompt, extra: &'static [(&'static str, &'static str)]| {
        let sign_in = begin_for(&sandbox, &["https://mail.google.com/"], |request| {
            (request.prompt, request.extra) = (prompt, extra);
        });
        let code = code(&decide(&http, &sign_in, "approve").await);
        let answer = redeem(&http, &sign_in, &code, ClientAuth::Public).await;
        tokens(&answer).refresh_token
    };
    let offline: &[_] = &[("access_type", "offline")];
    assert!(lasting(None, &[]).await.is_none(), "not offline");
    assert!(lasting(None, offline).await.is_none(), "consented before");
    let token = lasting(Some(Prompt::Consent), offline).await.expect("offline, and consented");

    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("refresh_token", token.expose_secret()),
    ];
    let renewed = http.token(&form).await.json();
    assert_eq!(renewed.get("refresh_token"), None);
    sandbox.revoke(MAILBOX);
    let answer = http.token(&form).await.json();
    assert_eq!(
        (answer["error"].as_str(), answer.get("error_codes")),
        (Some("invalid_grant"), None)
    );
    let form = [("client_id", CLIENT_ID), ("scope", "https://mail.google.com/")];
    let answer = http.post(&format!("/{TENANT}/oauth2/v2.0/devicecode"), &form).await;
    assert_eq!(answer.error(), ("invalid_scope".to_owned(), None), "no device code for mail");
}

#[tokio::test]
async fn the_pages_and_the_code_endpoint_fail_on_demand() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let fail = |at, does| {
        sandbox.change_switches(|switches| switches.http_faults.push(Fault::next(1, at, does)));
    };
    let sign_in = begin(&sandbox, |_| {});
    fail(HttpMoment::Page, HttpDoes::HtmlPage { status: 500 });
    assert_eq!(http.visit(&sign_in.url).await.status, 500);
    fail(HttpMoment::Page, HttpDoes::Wait { milliseconds: 1 });
    let given = code(&decide(&http, &sign_in, "approve").await);
    fail(HttpMoment::Token, HttpDoes::Status { status: 503, retry_after: None });
    assert_eq!(redeem(&http, &sign_in, &given, ClientAuth::Public).await.status, 503);
    tokens(&redeem(&http, &sign_in, &given, ClientAuth::Public).await);
    assert_eq!(sandbox.strikes(), 3);
}

#[tokio::test]
async fn a_test_without_a_browser_signs_in_all_the_same() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let sign_in = begin(&sandbox, |_| {});
    let code = code(&sandbox.sign_in_at(&sign_in.url, MAILBOX).unwrap());
    tokens(&redeem(&http, &sign_in, &code, ClientAuth::Public).await);
    let why = sandbox.sign_in_at(&sign_in.url.replace("8025", "x"), MAILBOX).unwrap_err();
    assert!(why.starts_with("AADSTS50011"), "{why}");
    assert!(sandbox.sign_in_at("http://localhost/", MAILBOX).is_err());
    let stranger = sandbox.sign_in_at(&sign_in.url, "stranger@example.com").unwrap();
    assert_eq!(refusal(&stranger).codes, [50034]);
}
