//! Every operation on the site's settings: all of them as one document, and part by part.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use super::story::Asker;

pub(super) async fn story(asker: &mut Asker) {
    let certificate = certificate_of_scans(asker).await;
    authorities(asker, &certificate).await;
    mail_settings(asker).await;
    slots(asker).await;
    receiving(asker).await;
    notices(asker).await;
    history(asker).await;
    fax_server(asker).await;
    panel(asker).await;
    appearance(asker).await;
    whole_document(asker).await;
}

/// The certificate that is made for the app of `scans`, so that its export has one.
async fn certificate_of_scans(asker: &mut Asker) -> String {
    let settings = "GET /accounts/{name}/settings";
    let seen = asker.expect(200, settings, "/accounts/scans/settings", None).await;
    let revision = json!({ "revision": seen["revision"] });
    let (make, path) = ("PUT /accounts/{name}/certificate", "/accounts/scans/certificate");
    asker.expect(200, make, path, Some(revision)).await;
    let certificate = asker.expect(200, "GET /accounts/{name}/certificate", path, None).await;
    certificate["pem"].as_str().unwrap().to_owned()
}

async fn authorities(asker: &mut Asker, pem: &str) {
    let (import, path) = ("POST /mail-settings/authorities", "/mail-settings/authorities");
    let imported = asker.expect(200, import, path, Some(json!({ "pem": pem }))).await;
    assert_eq!(imported, json!({ "new": 1 }));
    asker.expect(422, import, path, Some(json!({ "pem": "no certificate" }))).await;
    let view = asker.expect(200, "GET /mail-settings", "/mail-settings", None).await;
    let fingerprint = view["authorities"][0]["fingerprint"].as_str().unwrap();
    let (remove, one) =
        ("DELETE /mail-settings/authorities/{fingerprint}", format!("{path}/{fingerprint}"));
    asker.expect(204, remove, &one, None).await;
    asker.expect(404, remove, &one, None).await;
    asker.expect(200, import, path, Some(json!({ "pem": pem }))).await;
    asker.expect(204, "POST /mail-settings/roots", "/mail-settings/roots", None).await;
}

async fn mail_settings(asker: &mut Asker) {
    let (set, path) = ("PUT /mail-settings", "/mail-settings");
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    assert!(!view.to_string().contains(example["proxy_password"].as_str().unwrap()));
    asker.expect(409, set, path, Some(example)).await;
    let wrong = json!({ "revision": view["revision"], "settings": { "timeout-seconds": 1 } });
    asker.expect(422, set, path, Some(wrong)).await;
    asker.expect(200, "GET /mail-settings", path, None).await;
}

async fn slots(asker: &mut Asker) {
    let (set, path) = ("PUT /slots", "/slots");
    let seen = asker.expect(200, "GET /slots", path, None).await;
    // The first of two accounts that sends goes on to, and that is a change already.
    let mut example = asker.example(set);
    example["revision"] = seen["revision"].clone();
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    asker.expect(409, set, path, Some(example)).await;
    let of_nobody = json!({ "revision": view["revision"], "slots": { "fax-server": "x" } });
    asker.expect(422, set, path, Some(of_nobody)).await;
}

async fn receiving(asker: &mut Asker) {
    let (set, path) = ("PUT /settings/receiving", "/settings/receiving");
    asker.expect(200, "GET /settings/receiving", path, None).await;
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    assert_eq!(view["settings"], example["settings"]);
    asker.expect(409, set, path, Some(example)).await;
    let outside = json!({ "fax": { "to": { "kind": "folder", "path": "../etc" } } });
    let wrong = json!({ "revision": view["revision"], "settings": outside });
    asker.expect(422, set, path, Some(wrong)).await;
}

async fn notices(asker: &mut Asker) {
    let (set, path) = ("PUT /notices", "/notices");
    asker.expect(200, "GET /notices", path, None).await;
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    assert!(!view.to_string().contains(example["webhook_secret"].as_str().unwrap()));
    asker.expect(409, set, path, Some(example)).await;
    let in_clear = json!({ "webhook": { "url": "http://hooks.contoso.example/" } });
    let wrong = json!({ "revision": view["revision"], "settings": in_clear });
    asker.expect(422, set, path, Some(wrong)).await;
    asker.expect(204, "POST /notices/trial", "/notices/trial", None).await;
}

async fn appearance(asker: &mut Asker) {
    let (set, path) = ("PUT /appearance", "/appearance");
    asker.expect(200, "GET /appearance", path, None).await;
    let chosen = json!({"revision": 0, "settings": {"profile": "neutral"}});
    asker.expect(200, set, path, Some(chosen.clone())).await;
    asker.expect(409, set, path, Some(chosen)).await;
    let unknown = json!({"revision": 1, "settings": {"profile": "canon"}});
    asker.expect(422, set, path, Some(unknown)).await;
}

async fn history(asker: &mut Asker) {
    let (set, path) = ("PUT /history", "/history");
    asker.expect(200, "GET /history", path, None).await;
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    asker.expect(409, set, path, Some(example)).await;
    let wrong = json!({ "revision": view["revision"], "settings": { "jobs-days": 0 } });
    asker.expect(422, set, path, Some(wrong)).await;
}

async fn fax_server(asker: &mut Asker) {
    let (set, path) = ("PUT /fax-server", "/fax-server");
    asker.expect(200, "GET /fax-server", path, None).await;
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    asker.expect(409, set, path, Some(example)).await;
    let wrong = json!({ "revision": view["revision"], "settings": { "pattern": "fax" } });
    asker.expect(422, set, path, Some(wrong)).await;
}

async fn panel(asker: &mut Asker) {
    let (set, path) = ("PUT /panel", "/panel");
    asker.expect(200, "GET /panel", path, None).await;
    let example = asker.example(set);
    let view = asker.expect(200, set, path, Some(example.clone())).await;
    asker.expect(409, set, path, Some(example)).await;
    let wide = json!({ "revision": view["revision"], "settings": { "addresses": ["0.0.0.0/0"] } });
    asker.expect(422, set, path, Some(wide)).await;
}

async fn whole_document(asker: &mut Asker) {
    let (export, import) = ("GET /settings", "PUT /settings");
    for device in [
        json!({ "name": "a", "user": "a", "account": "scans", "profile": "epson" }),
        json!({ "name": "b", "ranges": ["192.0.2.7/32"] }),
    ] {
        asker.expect(201, "POST /devices", "/devices", Some(device)).await;
    }
    let document = asker.expect(200, export, "/settings", None).await;
    for list in ["authorities", "accounts", "devices", "administrators"] {
        assert_ne!(document[list], json!([]), "{list}: the story must have one");
    }
    let file = in_toml(asker, export, None).await;
    let file = file.as_str().unwrap().to_owned();

    let again = asker.expect(200, import, "/settings", Some(document)).await;
    let things = again["things"].as_array().unwrap();
    assert!(things.iter().all(|thing| thing["outcome"] == "same"), "{again}");
    assert_eq!(in_toml(asker, import, Some(file)).await, again);
    let example = asker.example(import);
    asker.expect(200, import, "/settings?dry_run=true", Some(example.clone())).await;
    asker.expect(200, import, "/settings", Some(example.clone())).await;
    asker.expect(422, import, "/settings?dry_run=perhaps", Some(example)).await;
    asker.expect(422, import, "/settings", Some(json!({ "schema": 1, "unknown": 1 }))).await;
    let large = json!({ "schema": 1, "unknown": "x".repeat(1024 * 1024) });
    asker.expect(413, import, "/settings", Some(large)).await;
}

/// The same as a file.
async fn in_toml(asker: &mut Asker, operation: &str, file: Option<String>) -> Value {
    let toml = "application/toml";
    let (method, header) = match file {
        Some(_) => (Method::PUT, CONTENT_TYPE),
        None => (Method::GET, ACCEPT),
    };
    let request = asker.site.control(method, "/api/v1/settings").header(header, toml);
    let response = request.body(file.unwrap_or_default()).send().await.unwrap();
    asker.hold(operation, "/settings", response).await.1
}
