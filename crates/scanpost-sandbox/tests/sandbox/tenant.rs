//! The tenant's switches: what stops a sign-in or a refresh, where it is said, and what mends it.

use scanpost_sandbox::{SITUATIONS, Sandbox, Situation, Switches};

use crate::support::{Answer, Http, MAILBOX, SMTP_SEND, sandbox};

const SCOPES: &str = "https://outlook.office.com/SMTP.Send offline_access openid";

fn turn_on(sandbox: &Sandbox, name: &str) {
    let situation = Situation::named(name).unwrap_or_else(|| panic!("no {name}"));
    sandbox.change_switches(|switches| situation.turn_on(switches));
}

fn refused(answer: &Answer, error: &str, number: u64) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.error(), (error.to_owned(), Some(number)), "{}", answer.text());
}

async fn refresh_token(http: &Http) -> String {
    http.sign_in(SCOPES).await["refresh_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn device_codes_are_refused_in_the_browser_while_the_poll_stays_pending() {
    let table = [("security-defaults", "AADSTS530035"), ("ca-blocks-device-code", "AADSTS53003")];
    for (name, number) in table {
        let sandbox = sandbox().await;
        let http = Http::to(&sandbox);
        turn_on(&sandbox, name);
        let code = http.ask_code(SCOPES).await;
        let page = http.decide(&code, "approve").await;
        assert_eq!(page.status, 400);
        assert!(page.text().contains(number), "{}", page.text());
        refused(&http.poll(&code).await, "authorization_pending", 70016);
        let user_code = code["user_code"].as_str().unwrap();
        assert!(!sandbox.approve(user_code, crate::support::MAILBOX));
    }
}

#[tokio::test]
async fn device_codes_are_refused_at_the_poll() {
    let table = [("security-defaults-at-poll", 530_035), ("ca-blocks-device-code-at-poll", 53003)];
    for (name, number) in table {
        let sandbox = sandbox().await;
        let http = Http::to(&sandbox);
        turn_on(&sandbox, name);
        let code = http.ask_code(SCOPES).await;
        assert_eq!(http.decide(&code, "approve").await.status, 200);
        refused(&http.poll(&code).await, "invalid_grant", number);
        refused(&http.poll(&code).await, "invalid_grant", number);
    }
}

#[tokio::test]
async fn a_refresh_is_refused_for_what_the_tenant_changed_meanwhile() {
    let table = [
        ("ca-blocks-refresh", 530_036),
        ("ca-blocks-sign-in", 53003),
        ("consent-withdrawn", 65001),
        ("user-disabled", 50057),
        ("mfa-needed", 50076),
        ("user-not-assigned", 50105),
    ];
    for (name, number) in table {
        let sandbox = sandbox().await;
        let http = Http::to(&sandbox);
        let token = refresh_token(&http).await;
        turn_on(&sandbox, name);
        refused(&http.refresh(&token).await, "invalid_grant", number);
        sandbox.set_switches(Switches::default());
        assert_eq!(http.refresh(&token).await.status, 200, "{name}: the token itself is good");
    }
}

#[tokio::test]
async fn what_only_stops_a_sign_in_lets_a_refresh_pass() {
    for name in ["password-expired", "user-locked", "security-defaults", "admin-consent-needed"] {
        let sandbox = sandbox().await;
        let http = Http::to(&sandbox);
        let token = refresh_token(&http).await;
        turn_on(&sandbox, name);
        assert_eq!(http.refresh(&token).await.status, 200, "{name}");
        let code = http.ask_code(SCOPES).await;
        assert_eq!(http.decide(&code, "approve").await.status, 400, "{name}");
    }
}

#[tokio::test]
async fn a_new_sign_in_mends_a_missing_second_factor_and_a_lost_consent() {
    for name in ["mfa-needed", "consent-withdrawn"] {
        let sandbox = sandbox().await;
        let http = Http::to(&sandbox);
        turn_on(&sandbox, name);
        let token = refresh_token(&http).await;
        assert_eq!(http.refresh(&token).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn the_granted_scope_comes_encoded_or_not_at_all() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    turn_on(&sandbox, "scope-encoded");
    let scope = http.sign_in(SMTP_SEND).await["scope"].as_str().unwrap().to_owned();
    assert_eq!(scope, "https%3a%2f%2foutlook.office.com%2fSMTP.Send");
    sandbox.set_switches(Switches::default());
    turn_on(&sandbox, "scope-missing");
    assert_eq!(http.sign_in(SMTP_SEND).await.get("scope"), None);
}

#[tokio::test]
async fn the_page_lists_every_situation_with_its_name_and_source() {
    let sandbox = sandbox().await;
    let page = Http::to(&sandbox).get("/switchboard").await.text();
    for situation in SITUATIONS {
        let named = format!("<code>{}</code>, facts {}", situation.name, situation.facts);
        assert!(page.contains(&named), "{}", situation.name);
    }
}

#[tokio::test]
async fn who_consents_for_the_organization_with_a_code_opens_the_way_for_all() {
    let sandbox = sandbox().await;
    let http = Http::to(&sandbox);
    turn_on(&sandbox, "admin-consent-needed");
    let code = http.ask_code(SCOPES).await;
    assert_ne!(http.decide(&code, "approve").await.status, 200);
    let code = http.ask_code(SCOPES).await;
    let user_code = code["user_code"].as_str().unwrap();
    let form = [
        ("code", user_code),
        ("mailbox", MAILBOX),
        ("decision", "approve"),
        ("organization", "on"),
    ];
    assert_eq!(http.post("/device/decision", &form).await.status, 200);
    let of_another = http.ask_code(SCOPES).await;
    assert_eq!(http.decide(&of_another, "approve").await.status, 200);
}
