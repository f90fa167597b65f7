//! The app on its own: client credentials with a secret or a certificate, and what SMTP makes of it.

use std::time::{SystemTime, UNIX_EPOCH};

use rustls::{
    SignatureScheme,
    crypto::ring::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use scanpost_proto::{
    oauth::{AssertionAlgorithm, ClientAssertion, ClientAuth, client_credentials_form},
    sasl,
};
use scanpost_sandbox::{CLIENT_ID, Quirk, Registration, Sandbox, Situation, TENANT};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::{
    smtp::secured,
    support::{Answer, Http, MAILBOX, sandbox},
};

const DEFAULT: &str = "https://outlook.office365.com/.default";
const CERTIFICATE: &str = include_str!("keys/app.cert.pem");
const KEY: &str = include_str!("keys/app.key.pem");

async fn ask(http: &Http, tenant: &str, scope: &str, auth: ClientAuth<'_>) -> Answer {
    let form = client_credentials_form(CLIENT_ID, &[scope.to_owned()], auth).encode();
    http.post_form_text(&format!("/{tenant}/oauth2/v2.0/token"), &form).await
}

fn refused(answer: &Answer, status: u16, error: &str, number: u64) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.error(), (error.to_owned(), Some(number)), "{}", answer.text());
}

/// The first line that SMTP answers to this token.
async fn log_in(sandbox: &Sandbox, user: &str, token: &str) -> String {
    let mut client = secured(sandbox).await;
    client.ask("AUTH XOAUTH2").await;
    client.ask(&sasl::xoauth2(user, &SecretString::from(token))).await
}

fn with_secret(sandbox: &Sandbox) -> (Http, SecretString) {
    let registration =
        Registration { secrets: vec!["s3cret".to_owned()], ..Registration::default() };
    sandbox.register(registration).unwrap();
    (Http::to(sandbox), SecretString::from("s3cret"))
}

#[tokio::test]
async fn an_app_with_a_secret_sends_as_a_mailbox_of_the_tenant() {
    let sandbox = sandbox().await;
    let (http, secret) = with_secret(&sandbox);
    let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Secret(&secret)).await;
    let body = answer.json();
    assert_eq!(answer.status, 200, "{body}");
    for absent in ["refresh_token", "id_token", "scope"] {
        assert_eq!(body.get(absent), None, "{absent}");
    }
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(&log_in(&sandbox, MAILBOX, token).await[..4], "235 ");
    assert_eq!(&log_in(&sandbox, "stranger@example.com", token).await[..9], "535 5.7.3");

    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::NoMailboxPermission);
    });
    assert_eq!(&log_in(&sandbox, MAILBOX, token).await[..9], "535 5.7.3");
}

#[tokio::test]
async fn a_token_without_the_role_or_for_another_resource_opens_no_mailbox() {
    let sandbox = sandbox().await;
    let (http, secret) = with_secret(&sandbox);
    let auth = ClientAuth::Secret(&secret);
    let token = async |scope: &str| {
        let body = ask(&http, TENANT, scope, auth).await.json();
        body["access_token"].as_str().unwrap().to_owned()
    };
    let graph = token("https://graph.microsoft.com/.default").await;
    assert_eq!(&log_in(&sandbox, MAILBOX, &graph).await[..9], "535 5.7.3");
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::AdminConsentNeeded);
    });
    let without_role = token(DEFAULT).await;
    assert_eq!(&log_in(&sandbox, MAILBOX, &without_role).await[..9], "535 5.7.3");
    sandbox.change_switches(|switches| switches.quirks.clear());
    let with_role = token(DEFAULT).await;
    assert_eq!(&log_in(&sandbox, MAILBOX, &with_role).await[..4], "235 ");
}

#[tokio::test]
async fn what_entra_refuses_an_app_is_refused_with_its_number() {
    let sandbox = sandbox().await;
    let (http, secret) = with_secret(&sandbox);
    let (right, wrong) = (ClientAuth::Secret(&secret), SecretString::from("the-id-of-the-secret"));
    let none = ask(&http, TENANT, DEFAULT, ClientAuth::Public).await;
    refused(&none, 400, "invalid_client", 7_000_218);
    let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Secret(&wrong)).await;
    refused(&answer, 401, "invalid_client", 7_000_215);
    let nowhere = ask(&http, "organizations", DEFAULT, right).await;
    refused(&nowhere, 400, "invalid_request", 50059);
    let narrow = ask(&http, TENANT, "https://outlook.office.com/SMTP.Send", right).await;
    refused(&narrow, 400, "invalid_scope", 1_002_012);
    let unknown = ask(&http, TENANT, "https://contoso.example/.default", right).await;
    refused(&unknown, 400, "invalid_scope", 70011);
    sandbox.change_switches(|switches| {
        switches.quirks.insert(Quirk::ClientSecretExpired);
    });
    refused(&ask(&http, TENANT, DEFAULT, right).await, 401, "invalid_client", 7_000_222);
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn thumbprint() -> [u8; 32] {
    let der = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    Sha256::digest(&der).into()
}

/// An assertion as the app makes it, changed on purpose, and signed with its key.
fn assertion(sandbox: &Sandbox, change: impl FnOnce(&mut ClientAssertion<'_>)) -> SecretString {
    let audience = format!("{}/{TENANT}/oauth2/v2.0/token", sandbox.web_url());
    assertion_for(&audience, change)
}

fn assertion_for(audience: &str, change: impl FnOnce(&mut ClientAssertion<'_>)) -> SecretString {
    let mut assertion = ClientAssertion {
        algorithm: AssertionAlgorithm::Ps256,
        client_id: CLIENT_ID,
        audience,
        jti: "once",
        issued_at: now(),
        expires_at: now() + 600,
        x5t: None,
        x5t_s256: Some(thumbprint()),
    };
    change(&mut assertion);
    let scheme = match assertion.algorithm {
        AssertionAlgorithm::Rs256 => SignatureScheme::RSA_PKCS1_SHA256,
        AssertionAlgorithm::Ps256 => SignatureScheme::RSA_PSS_SHA256,
    };
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let signer = any_supported_type(&key).unwrap().choose_scheme(&[scheme]).unwrap();
    assertion.signed(&signer.sign(assertion.signing_input().as_bytes()).unwrap())
}

async fn with_certificate() -> (Sandbox, Http) {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let json = serde_json::json!({ "certificates": [CERTIFICATE] });
    assert_eq!(http.post_json("/registration", &json).await.status, 204);
    (sandbox, http)
}

#[tokio::test]
async fn an_app_with_a_certificate_signs_in_by_either_algorithm() {
    let (sandbox, http) = with_certificate().await;
    for algorithm in [AssertionAlgorithm::Ps256, AssertionAlgorithm::Rs256] {
        let signed = assertion(&sandbox, |assertion| assertion.algorithm = algorithm);
        let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Assertion(&signed)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(&log_in(&sandbox, MAILBOX, &token).await[..4], "235 ");
    }
    let issuer = format!("{}/{TENANT}/v2.0", sandbox.web_url());
    let signed = assertion_for(&issuer, |_| {});
    assert_eq!(ask(&http, TENANT, DEFAULT, ClientAuth::Assertion(&signed)).await.status, 200);
}

#[tokio::test]
async fn an_assertion_that_is_not_good_is_refused_with_its_number() {
    let (sandbox, http) = with_certificate().await;
    let (good, other) = (assertion(&sandbox, |_| {}), assertion(&sandbox, |a| a.jti = "other"));
    let (input, _) = good.expose_secret().rsplit_once('.').unwrap();
    let (_, signature) = other.expose_secret().rsplit_once('.').unwrap();
    let forged = SecretString::from(format!("{input}.{signature}"));
    let table = [
        (forged, 700_027),
        (assertion(&sandbox, |a| a.x5t_s256 = Some([1; 32])), 700_027),
        (assertion(&sandbox, |a| a.x5t_s256 = None), 700_027),
        (assertion(&sandbox, |a| a.client_id = "other"), 700_021),
        (assertion(&sandbox, |a| a.audience = "https://login.example/token"), 700_023),
        (assertion(&sandbox, |a| a.expires_at = a.issued_at - 1), 700_024),
        (assertion(&sandbox, |a| a.issued_at += 3_600), 700_024),
        (SecretString::from("no.jwt"), 50027),
        (SecretString::from("e30.e30.e30"), 50027),
    ];
    for (assertion, number) in table {
        let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Assertion(&assertion)).await;
        refused(&answer, 401, "invalid_client", number);
    }
}

#[tokio::test]
async fn a_clock_that_is_off_makes_assertions_too_old_or_too_young() {
    let (sandbox, http) = with_certificate().await;
    for name in ["clock-ahead", "clock-behind"] {
        sandbox.change_switches(|switches| Situation::named(name).unwrap().turn_on(switches));
        let signed = assertion(&sandbox, |_| {});
        let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Assertion(&signed)).await;
        refused(&answer, 401, "invalid_client", 700_024);
    }
}

#[tokio::test]
async fn the_registration_page_makes_secrets_and_takes_certificates() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    let page = http.post("/app/secrets", &[]).await;
    let secret = sandbox.registration().secrets.pop().expect("a new secret");
    assert!(page.text().contains(&secret));
    assert!(!http.get("/app").await.text().contains(&secret), "it is shown once");
    let answer = ask(&http, TENANT, DEFAULT, ClientAuth::Secret(&SecretString::from(secret))).await;
    assert_eq!(answer.status, 200);

    assert_eq!(http.post("/app/certificates", &[("pem", CERTIFICATE)]).await.status, 200);
    assert_eq!(sandbox.registration().certificates, [CERTIFICATE]);
    assert_eq!(http.post("/app/certificates", &[("pem", "nonsense")]).await.status, 422);
    let uri = [("uri", "https://scanpost.example/sign-in/return"), ("platform", "web")];
    assert!(http.post("/app/redirects", &uri).await.text().contains(uri[0].1));
    let uri = [("uri", "http://scanpost.example/"), ("platform", "web")];
    assert_eq!(http.post("/app/redirects", &uri).await.status, 422);
    let from_elsewhere = http.post_from_site("/app/secrets", "https://evil.example").await;
    assert_eq!(from_elsewhere.status, 403);
    let read = http.get("/registration").await.json();
    assert_eq!(read["redirects"][5]["platform"], "web");
}
