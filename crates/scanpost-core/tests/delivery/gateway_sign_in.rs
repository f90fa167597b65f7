//! An administrator signs an account in at the gateway, in each of the three ways, and looks at it.

use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::GrantView;
use scanpost_core::gateway::{GatewayError, RETURN_PATH, ReturnTo, SignInSettings};
use scanpost_core::journal::Event;
use scanpost_core::oauth::{Needs, Provider, TokenStatus, Way};
use scanpost_core::objection::Reason;
use scanpost_core::record::Revision;
use scanpost_sandbox::{Sandbox, TENANT};
use secrecy::SecretString;

use crate::gateway_stage::{MAILBOX, Stage};

/// The sandbox as a provider that offers every way.
fn every_way(sandbox: &Sandbox) -> Provider {
    let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
    let exchange = Provider::named("exchange-online").unwrap().oauth;
    let web = sandbox.web_url();
    provider.oauth.authorization_endpoint = format!("{web}/{TENANT}/oauth2/v2.0/authorize");
    provider.oauth.admin_consent_endpoint = format!("{web}/{TENANT}/v2.0/adminconsent");
    provider.oauth.scopes = exchange.scopes;
    provider.oauth.sign_in = exchange.sign_in;
    provider.oauth.redirect = exchange.redirect;
    provider
}

async fn grant(stage: &Stage) -> GrantView {
    stage.gateway().grant(&stage.account).await.unwrap()
}

fn code(error: GatewayError) -> Code {
    match error {
        GatewayError::Fault(fault) => fault.code,
        other => panic!("{other}"),
    }
}

fn reason(error: GatewayError) -> Reason {
    match error {
        GatewayError::Objection(objection) => objection.reason,
        other => panic!("{other}"),
    }
}

async fn connected(stage: &Stage) {
    stage.until(async || stage.account().await.connection.is_some()).await;
    assert_eq!(stage.account().await.connection.unwrap().fault, None);
}

#[tokio::test]
async fn an_administrator_signs_in_with_the_own_browser_and_is_connected() {
    let stage = Stage::start_at(every_way).await;
    let by = stage.gateway().by(&Actor::Console);
    let proposed = grant(&stage).await;
    assert_eq!(proposed.ways.len(), 3);
    assert_eq!((proposed.way, proposed.given_way), (Way::AuthorizationCode, None));
    assert!(proposed.paste_from.is_some() && proposed.can_consent);

    let port = 8025;
    let browser = by.begin_browser_sign_in(&stage.account, ReturnTo::Loopback { port }, None).await;
    let browser = browser.unwrap();
    assert_eq!(browser.redirect_uri, format!("http://localhost:{port}{RETURN_PATH}"));
    assert!((895..=900).contains(&browser.seconds_left));
    let returned = stage.sandbox.sign_in_at(&browser.url, MAILBOX).unwrap();
    assert!(grant(&stage).await.browser_seconds_left.is_some());
    assert_eq!(
        code(by.finish_browser_sign_in("code=x&state=y").await.unwrap_err()),
        Code::ReturnUnknown
    );
    assert_eq!(code(by.finish_browser_sign_in("hello").await.unwrap_err()), Code::ReturnUnreadable);
    assert_eq!(by.finish_browser_sign_in(&returned).await.unwrap(), stage.account);
    assert_eq!(code(by.finish_browser_sign_in(&returned).await.unwrap_err()), Code::ReturnUnknown);
    connected(&stage).await;
    let given = grant(&stage).await;
    assert_eq!(given.given_way, Some(Way::AuthorizationCode));
    assert_eq!(given.signed_in_as.as_deref(), Some(MAILBOX));
    assert!(!given.is_other_name && given.notices.is_empty(), "{:?}", given.notices);
}

#[tokio::test]
async fn an_app_signs_in_with_a_secret_or_with_a_certificate_that_was_made_here() {
    let stage = Stage::start_at(every_way).await;
    let by = stage.gateway().by(&Actor::Console);
    let name = &stage.account;
    assert_eq!(code(by.sign_in_as_app(name).await.unwrap_err()), Code::CredentialMissing);

    let mut registration = stage.sandbox.registration();
    registration.secrets.push("Ab~secret".to_owned());
    stage.sandbox.register(registration.clone()).unwrap();
    let seen = grant(&stage).await.revision;
    let secret = SecretString::from("Ab~secret");
    let entered = by.set_secret(name, secret.clone(), None, seen).await.unwrap();
    assert_eq!(entered.credential.unwrap().kind, "secret");
    by.sign_in_as_app(name).await.unwrap();
    connected(&stage).await;
    assert_eq!(grant(&stage).await.given_way, Some(Way::ClientCredentials));

    let too_late = by.set_secret(name, secret, None, seen).await.unwrap_err();
    assert_eq!(reason(too_late), Reason::ChangedMeanwhile);
    let empty = by.set_secret(name, SecretString::from(""), None, entered.revision).await;
    assert_eq!(reason(empty.unwrap_err()), Reason::ClientSecretInvalid);

    assert_eq!(stage.gateway().certificate(name).await.unwrap(), None);
    let made = by.make_certificate(name, entered.revision).await.unwrap();
    assert_eq!(made.credential.unwrap().thumbprint.unwrap().len(), 40);
    let pem = stage.gateway().certificate(name).await.unwrap().unwrap();
    assert!(!pem.contains("PRIVATE"));
    assert_eq!(code(by.sign_in_as_app(name).await.unwrap_err()), Code::CertificateRefused);
    registration.certificates.push(pem);
    stage.sandbox.register(registration).unwrap();
    by.sign_in_as_app(name).await.unwrap();
    let checked = by.check_connection(name).await.unwrap();
    assert_eq!(checked.fault, None);

    let removed = by.remove_credential(name, made.revision).await.unwrap();
    assert_eq!(removed.credential, None);
}

#[tokio::test]
async fn what_is_entered_for_the_sign_in_survives_a_restart_and_is_checked() {
    let mut stage = Stage::start_at(every_way).await;
    let by = stage.gateway().by(&Actor::Console);
    let settings = |way, tenant: &str| SignInSettings {
        way,
        needs: Needs { sending: true, receiving: true },
        client_id: "an-own-app".to_owned(),
        tenant: Some(tenant.to_owned()),
        limits: None,
        network: None,
    };
    let seen = grant(&stage).await.revision;
    for tenant in ["", "a/b", "a b", "../x", "a?b"] {
        let wrong = by.change_sign_in(&stage.account, settings(None, tenant), seen).await;
        assert_eq!(reason(wrong.unwrap_err()), Reason::TenantInvalid, "{tenant:?}");
    }
    let way = Some(Way::AuthorizationCode);
    let changed = by.change_sign_in(&stage.account, settings(way, "contoso.example"), seen).await;
    assert_eq!(changed.unwrap().would_ask.len(), 5);
    stage.restart().await;
    let read = grant(&stage).await;
    assert_eq!((read.way, &*read.client_id), (Way::AuthorizationCode, "an-own-app"));
    assert_eq!(read.tenant.as_deref(), Some("contoso.example"));
    assert_eq!(read.revision, Revision(seen.0 + 1));
}

#[tokio::test]
async fn a_tenants_administrator_consents_and_comes_back() {
    let stage = Stage::start_at(every_way).await;
    let by = stage.gateway().by(&Actor::Console);
    let back = ReturnTo::Page("http://localhost:8025/consent/return".to_owned());
    let browser = by.begin_admin_consent(&stage.account, back).await.unwrap();
    let own = browser.url.split_once("state=").unwrap().1;
    let returned = format!("admin_consent=True&tenant={TENANT}&state={own}");
    assert_eq!(
        code(by.finish_admin_consent(&format!("{returned}x")).await.unwrap_err()),
        Code::ReturnUnknown
    );
    let noted = async || stage.gateway().user_rules().await.unwrap().consent;
    assert_eq!(noted().await, None);
    let consent = by.finish_admin_consent(&returned).await.unwrap();
    assert_eq!((consent.account, &*consent.tenant), (stage.account.clone(), TENANT));
    assert_eq!(code(by.finish_admin_consent(&returned).await.unwrap_err()), Code::ReturnUnknown);
    let noted = noted().await.expect("it came back");
    assert_eq!((&*noted.organisation, noted.by.is_some()), (TENANT, true));

    let back = ReturnTo::Page("http://localhost:8025/consent/return".to_owned());
    let browser = by.begin_admin_consent(&stage.account, back).await.unwrap();
    let own = browser.url.split_once("state=").unwrap().1;
    let declined = by.finish_admin_consent(&format!("error=access_denied&state={own}")).await;
    assert_eq!(code(declined.unwrap_err()), Code::SignInDeclined);
    let elsewhere = ReturnTo::Page("http://evil.example/".to_owned());
    let refused = by.begin_admin_consent(&stage.account, elsewhere).await.unwrap_err();
    assert_eq!(code(refused), Code::RedirectNotAllowed);
}

#[tokio::test]
async fn who_lacks_the_privilege_signs_nobody_in() {
    let stage = Stage::start_at(every_way).await;
    let privileges = Privileges::Custom([Privilege::MailSettings].into());
    let actor = Actor::Administrator { name: "anna".to_owned(), privileges };
    let (by, name) = (stage.gateway().by(&actor), &stage.account);
    let seen = grant(&stage).await.revision;
    let refused = [
        by.sign_in(name).await.map(|_| ()),
        by.begin_browser_sign_in(name, ReturnTo::Pasted, None).await.map(|_| ()),
        by.finish_browser_sign_in("code=x&state=y").await.map(|_| ()),
        by.sign_in_as_app(name).await,
        by.cancel_sign_in(name).await,
        by.sign_out(name).await,
        by.check_connection(name).await.map(|_| ()),
        by.begin_admin_consent(name, ReturnTo::Pasted).await.map(|_| ()),
        by.finish_admin_consent("").await.map(|_| ()),
        by.set_secret(name, SecretString::from("x"), None, seen).await.map(|_| ()),
        by.make_certificate(name, seen).await.map(|_| ()),
        by.import_certificate(name, String::new().into(), seen).await.map(|_| ()),
        by.remove_credential(name, seen).await.map(|_| ()),
    ];
    for refused in refused {
        assert_eq!(reason(refused.unwrap_err()), Reason::NotPermitted);
    }
}

fn has_ended(event: &Event) -> bool {
    matches!(event, Event::SignInEnded { .. })
}

async fn interrupted(stage: &Stage) -> bool {
    let fault = stage.account().await.sign_in_fault;
    fault.is_some_and(|fault| fault.code == Code::SignInInterrupted)
}

#[tokio::test]
async fn a_restart_while_a_code_is_shown_is_said_until_somebody_signs_in_anew() {
    let mut stage = Stage::start().await;
    let code = stage.gateway().by(&Actor::Console).sign_in(&stage.account).await.unwrap();
    assert!(!interrupted(&stage).await);
    for _ in 0..2 {
        stage.restart().await;
        assert!(interrupted(&stage).await, "and it is said again after another restart");
    }
    assert!(stage.sandbox.approve(&code.user_code, MAILBOX), "the provider says that all is well");
    assert_eq!(stage.account().await.token_status, TokenStatus::NotRetrieved);
    let told: Vec<_> = stage.journal().await;
    let begun = told.iter().filter(|event| matches!(event, Event::SignInBegun { .. })).count();
    let lost = told.iter().filter(|event| matches!(event, Event::SignInInterrupted { .. })).count();
    assert_eq!((begun, lost), (1, 1));

    stage.sign_in().await;
    stage.has_happened(has_ended).await;
    stage.restart().await;
    assert!(!interrupted(&stage).await, "the new code was used");
}

#[tokio::test]
async fn a_code_that_was_cancelled_is_not_missed_after_a_restart() {
    let mut stage = Stage::start().await;
    let name = stage.account.clone();
    stage.gateway().by(&Actor::Console).sign_in(&name).await.unwrap();
    stage.gateway().by(&Actor::Console).cancel_sign_in(&name).await.unwrap();
    stage.has_happened(has_ended).await;
    stage.restart().await;
    assert!(!interrupted(&stage).await);
}
