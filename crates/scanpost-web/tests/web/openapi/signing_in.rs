//! Every operation on the sign-in of an account: by browser, for a whole tenant, as an app.

use serde_json::{Value, json};

use super::story::Asker;

pub(super) async fn story(asker: &mut Asker) {
    asker.expect(200, "GET /providers", "/providers", None).await;
    let provider = provider_of_every_way(asker.site.provider_json());
    let office = json!({
        "name": "office",
        "address": "office@contoso.example",
        "provider": provider,
        "way": "device-code",
        "needs": { "sending": true, "receiving": false },
    });
    asker.expect(201, "POST /accounts", "/accounts", Some(office)).await;

    settings(asker).await;
    by_browser(asker).await;
    as_app(asker).await;
    newcomer(asker).await;
    asker.expect(204, "DELETE /accounts/{name}", "/accounts/office", None).await;
}

async fn newcomer(asker: &mut Asker) {
    let (look, ask) = ("GET /slots/{slot}/sign-in", "POST /slots/{slot}/sign-in");
    let cancel = "DELETE /slots/{slot}/sign-in";
    let (fax, sending) = ("/slots/fax-server/sign-in", "/slots/sending/sign-in");
    let body = json!({ "provider": asker.site.provider_json() });
    let begun = asker.expect(200, ask, fax, Some(body.clone())).await;
    let code = |view: &Value| view["newcomer"]["code"]["user_code"].clone();
    assert!(begun["account"].is_null() && code(&begun).is_string());
    assert_eq!(code(&asker.expect(200, look, fax, None).await), code(&begun));
    asker.expect(204, cancel, fax, None).await;
    assert!(asker.expect(200, look, fax, None).await["newcomer"].is_null());

    let seen = asker.expect(200, "GET /slots", "/slots", None).await["revision"].clone();
    let chosen = json!({ "revision": seen, "slots": { "sending": "scans" } });
    asker.expect(200, "PUT /slots", "/slots", Some(chosen)).await;
    assert_eq!(asker.expect(200, look, sending, None).await["account"], "scans");
    asker.expect(409, ask, sending, Some(body.clone())).await;
    let mut nobodys = body.clone();
    nobodys["provider"]["oauth"]["client_id"] = json!("");
    asker.expect(422, ask, fax, Some(nobodys)).await;
    asker.expect(422, ask, fax, Some(json!({}))).await;
    let unknown = "/slots/x/sign-in";
    asker.expect(404, ask, unknown, Some(body)).await;
    asker.expect(404, look, unknown, None).await;
    asker.expect(404, cancel, unknown, None).await;
}

fn provider_of_every_way(mut provider: Value) -> Value {
    let oauth = &mut provider["oauth"];
    let token = oauth["token_endpoint"].as_str().unwrap().to_owned();
    let server = token.strip_suffix("/token").unwrap();
    oauth["authorization_endpoint"] = json!(format!("{server}/authorize"));
    oauth["admin_consent_endpoint"] = json!(format!("{server}/consent"));
    oauth["tenant"] = json!("contoso.example");
    oauth["scopes"] = json!({ "sending": ["send"], "app_only": ["all"] });
    oauth["sign_in"] = json!(["device-code", "authorization-code", "client-credentials"]);
    provider
}

async fn settings(asker: &mut Asker) {
    let (get, path) = ("GET /accounts/{name}/settings", "/accounts/office/settings");
    asker.expect(200, get, path, None).await;
    asker.expect_none(get, "/accounts/x/settings", "/accounts/-/settings").await;

    let change = "PUT /accounts/{name}/settings";
    let example = asker.example(change);
    let changed = with_revision(asker, example.clone()).await;
    asker.expect(200, change, path, Some(changed.clone())).await;
    asker.expect(409, change, path, Some(changed)).await;
    asker.expect(404, change, "/accounts/x/settings", Some(example)).await;
    asker.expect(422, change, path, Some(json!({ "revision": 1 }))).await;
}

async fn by_browser(asker: &mut Asker) {
    let visits = [
        ("POST /accounts/{name}/sign-in/browser", "/sign-in/browser", "sign-in"),
        ("POST /accounts/{name}/consent", "/consent", "consent"),
    ];
    let come_back = "POST /sign-in/return";
    for (begin, below, ended) in visits {
        let body = asker.example(begin);
        let at = |account: &str| format!("/accounts/{account}{below}");
        let sent = asker.expect(200, begin, &at("office"), Some(body.clone())).await;
        asker.expect(200, "GET /accounts/{name}/settings", &at_settings("office"), None).await;
        let returned = json!({ "address": way_back(&sent, ended) });
        let came = asker.expect(200, come_back, "/sign-in/return", Some(returned.clone())).await;
        assert_eq!(came, json!({ "ended": ended, "account": "office" }));
        asker.expect(409, come_back, "/sign-in/return", Some(returned)).await;

        asker.expect(409, begin, &at("scans"), Some(body.clone())).await;
        asker.expect(404, begin, &at("x"), Some(body)).await;
        asker.expect(422, begin, &at("office"), Some(json!({ "back": "nowhere" }))).await;
    }
    asker.expect(409, come_back, "/sign-in/return", Some(asker.example(come_back))).await;
    asker.expect(422, come_back, "/sign-in/return", Some(json!({}))).await;
}

/// Where the provider sends the browser when the person has agreed.
fn way_back(sent: &Value, ended: &str) -> String {
    let (url, redirect) = (sent["url"].as_str().unwrap(), sent["redirect_uri"].as_str().unwrap());
    let (_, state) = url.split_once("state=").unwrap();
    let state = state.split('&').next().unwrap();
    let answer = match ended {
        "sign-in" => "code=the-code",
        _ => "admin_consent=True&tenant=contoso.example",
    };
    format!("{redirect}?{answer}&state={state}")
}

async fn as_app(asker: &mut Asker) {
    let sign_in = "POST /accounts/{name}/sign-in/app";
    let (certificate, secret) = ("/accounts/office/certificate", "/accounts/office/secret");
    let show = "GET /accounts/{name}/certificate";
    asker.expect(409, sign_in, "/accounts/office/sign-in/app", None).await;
    asker.expect(409, show, certificate, None).await;
    let set_secret = "PUT /accounts/{name}/secret";
    set(asker, set_secret, secret, json!({ "client_secret": "" })).await;
    asker.expect(204, sign_in, "/accounts/office/sign-in/app", None).await;
    asker.expect(200, "GET /accounts/{name}/settings", &at_settings("office"), None).await;
    asker.expect(200, "DELETE /accounts/{name}/secret", secret, None).await;

    let set_certificate = "PUT /accounts/{name}/certificate";
    set(asker, set_certificate, certificate, json!({ "pem": "no certificate" })).await;
    asker.expect(200, show, certificate, None).await;
    asker.expect(200, "POST /accounts/{name}/check", "/accounts/office/check", None).await;
    let doctor = "/accounts/office/doctor";
    asker.expect(200, "GET /accounts/{name}/doctor", doctor, None).await;
    let no_address = Some(json!({ "mail_to": "nobody" }));
    asker.expect(422, "POST /accounts/{name}/doctor", doctor, no_address).await;
    let nobodys = "/accounts/x/doctor";
    asker.expect(404, "POST /accounts/{name}/doctor", nobodys, Some(json!({}))).await;
    asker.expect(202, "POST /accounts/{name}/doctor", doctor, Some(json!({}))).await;
    asker.expect(200, "GET /accounts/{name}/doctor", doctor, None).await;
    asker.expect(200, "DELETE /accounts/{name}/certificate", certificate, None).await;
    let of_somebody = [
        (sign_in, "sign-in/app"),
        (show, "certificate"),
        ("DELETE /accounts/{name}/certificate", "certificate"),
        ("DELETE /accounts/{name}/secret", "secret"),
        ("POST /accounts/{name}/check", "check"),
        ("GET /accounts/{name}/doctor", "doctor"),
    ];
    for (operation, below) in of_somebody {
        let (nothing, no_name) = (format!("/accounts/x/{below}"), format!("/accounts/-/{below}"));
        asker.expect_none(operation, &nothing, &no_name).await;
    }
}

/// Sets what an app proves itself with; what is wrong first, which changes nothing.
async fn set(asker: &mut Asker, operation: &str, path: &str, wrong: Value) {
    let wrong = with_revision(asker, wrong).await;
    asker.expect(422, operation, path, Some(wrong)).await;
    let example = asker.example(operation);
    let right = with_revision(asker, example).await;
    asker.expect(200, operation, path, Some(right.clone())).await;
    asker.expect(409, operation, path, Some(right.clone())).await;
    asker.expect(404, operation, &path.replace("office", "x"), Some(right)).await;
}

/// A change, with the revision that the account has now.
async fn with_revision(asker: &mut Asker, mut change: Value) -> Value {
    let settings = "GET /accounts/{name}/settings";
    let seen = asker.expect(200, settings, &at_settings("office"), None).await;
    change["revision"] = seen["revision"].clone();
    change
}

fn at_settings(account: &str) -> String {
    format!("/accounts/{account}/settings")
}
