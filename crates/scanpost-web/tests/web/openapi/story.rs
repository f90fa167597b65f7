//! Every operation, asked of a real server: each answer, also a refusal, must be one that the
//! document has, to the last field.

use std::collections::BTreeSet;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use reqwest::{Method, Response};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::spool::JobId;
use serde_json::{Value, json};

use super::{Document, receiving, settings, signing_in};
use crate::site::Site;

/// Asks, and holds what comes back against the document.
pub(super) struct Asker {
    pub(super) site: Site,
    document: Document,
    /// What was asked, and the status that came.
    asked: BTreeSet<(String, u16)>,
}

impl Asker {
    /// Asks an operation such as `GET /accounts/{name}`, at a path such as `/accounts/scans`.
    async fn ask(&mut self, operation: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.site.control(method(operation), &format!("/api/v1{path}"));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.unwrap();
        self.hold(operation, path, response).await
    }

    /// Holds an answer against the document.
    pub(super) async fn hold(
        &mut self,
        operation: &str,
        path: &str,
        response: Response,
    ) -> (u16, Value) {
        let status = response.status().as_u16();
        let about = format!("{operation} at {path}: {status}");
        let content_type = response.headers().get(CONTENT_TYPE).cloned();
        let text = response.text().await.unwrap();
        let answer = self.document.answer(operation, status);
        let answer = answer.unwrap_or_else(|| panic!("{about} is not in the document: {text}"));
        self.asked.insert((operation.to_owned(), status));

        let Some(content) = answer.get("content") else {
            assert_eq!(text, "", "{about}");
            return (status, Value::Null);
        };
        let content_type = content_type.unwrap().to_str().unwrap().to_owned();
        let media = content_type.split(';').next().unwrap();
        let schema = &content[media]["schema"];
        assert!(schema.is_object(), "{about}: the document has no {media}");
        let is_json = media.ends_with("json");
        let value = if is_json { serde_json::from_str(&text).unwrap() } else { json!(text) };
        self.document.check(schema, &value).unwrap_or_else(|why| panic!("{about}: {why}: {text}"));
        (status, value)
    }

    /// The same, and this status must come.
    pub(super) async fn expect(
        &mut self,
        expected: u16,
        operation: &str,
        path: &str,
        body: Option<Value>,
    ) -> Value {
        let (status, value) = self.ask(operation, path, body).await;
        assert_eq!(status, expected, "{operation} at {path}: {value}");
        value
    }

    /// An operation on something that is not there, and on what can't be a name.
    pub(super) async fn expect_none(&mut self, operation: &str, nothing: &str, no_name: &str) {
        self.expect(404, operation, nothing, None).await;
        self.expect(422, operation, no_name, None).await;
    }

    pub(super) fn example(&self, operation: &str) -> Value {
        self.document.example(operation)
    }
}

fn method(operation: &str) -> Method {
    Method::from_bytes(operation.split(' ').next().unwrap().as_bytes()).unwrap()
}

#[tokio::test]
async fn every_answer_of_a_real_server_stands_in_the_document() {
    let (site, document) = (Site::start().await, Document::read());
    let mut asker = Asker { site, document, asked: BTreeSet::new() };
    at_a_glance(&mut asker).await;
    accounts(&mut asker).await;
    signing_in::story(&mut asker).await;
    devices(&mut asker).await;
    users(&mut asker).await;
    jobs(&mut asker).await;
    receiving::story(&mut asker).await;
    sheet(&mut asker).await;
    administrators(&mut asker).await;
    tokens(&mut asker).await;
    settings::story(&mut asker).await;
    asker.expect(200, "GET /audit", "/audit?most=1000", None).await;
    asker.expect(422, "GET /audit", "/audit?most=all", None).await;

    for (operation, described) in asker.document.operations() {
        for status in described["responses"].as_object().unwrap().keys() {
            let Ok(status) = status.parse() else { continue };
            let was_seen = asker.asked.contains(&(operation.clone(), status));
            assert!(was_seen, "{operation} never answered {status}");
        }
    }
}

async fn at_a_glance(asker: &mut Asker) {
    let served = asker.expect(200, "GET /openapi.json", "/openapi.json", None).await;
    assert_eq!(served, asker.document.0);
    asker.expect(200, "GET /status", "/status", None).await;
    asker.expect(200, "POST /page-link", "/page-link", None).await;
}

async fn sheet(asker: &mut Asker) {
    for path in ["/sheet", "/sheet.txt", "/sheet.pdf"] {
        let get = format!("GET {path}");
        let swedish = asker.expect(200, &get, &format!("{path}?language=sv"), None).await;
        assert!(swedish.to_string().contains("Bladets datum"), "{swedish}");
        asker.expect(422, &get, &format!("{path}?language=de"), None).await;
    }
    let (print, path) = ("POST /sheet/prints", "/sheet/prints");
    asker.expect(422, print, path, Some(json!({ "printer": "printer.example" }))).await;
    // Nobody prints there, and it says so in the end.
    let nobody = json!({ "printer": "ipp://127.0.0.1:1/ipp/print" });
    let begun = asker.expect(202, print, path, Some(nobody)).await;
    let path = format!("/sheet/prints/{}", begun["id"].as_str().unwrap());
    let print_of = "GET /sheet/prints/{id}";
    let mut changes = asker.site.gateway.changes();
    let seen = loop {
        let seen = asker.expect(200, print_of, &path, None).await;
        if !seen["ended_at"].is_null() {
            break seen;
        }
        changes.changed().await.unwrap();
    };
    assert_eq!(seen["fault"]["code"], "printer-unreachable");
    asker.expect(404, print_of, "/sheet/prints/x", None).await;
}

async fn accounts(asker: &mut Asker) {
    let add = "POST /accounts";
    let example = asker.example(add);
    asker.expect(201, add, "/accounts", Some(example.clone())).await;
    asker.expect(409, add, "/accounts", Some(example.clone())).await;
    let mut unknown_field = example;
    unknown_field["unknown"] = json!(1);
    asker.expect(422, add, "/accounts", Some(unknown_field)).await;
    asker.expect(415, add, "/accounts", None).await;
    let scans = json!({
        "name": "scans", "address": "scans@contoso.example", "provider": asker.site.provider_json(),
    });
    asker.expect(201, add, "/accounts", Some(scans)).await;

    let operations = [
        ("POST /accounts/{name}/sign-in", "/sign-in", 200),
        ("GET /accounts/{name}", "", 200),
        ("DELETE /accounts/{name}/sign-in", "/sign-in", 204),
        ("POST /accounts/{name}/sign-out", "/sign-out", 204),
    ];
    for (operation, below, status) in operations {
        asker.expect(status, operation, &format!("/accounts/scans{below}"), None).await;
        let (nothing, no_name) = (format!("/accounts/x{below}"), format!("/accounts/-{below}"));
        asker.expect_none(operation, &nothing, &no_name).await;
    }
    let remove = "DELETE /accounts/{name}";
    asker.expect(204, remove, "/accounts/front-office", None).await;
    asker.expect_none(remove, "/accounts/front-office", "/accounts/-").await;
    asker.site.job(&["anna@contoso.example"]).await;
    asker.expect(409, remove, "/accounts/scans", None).await;
    asker.expect(200, "GET /accounts", "/accounts", None).await;
}

async fn devices(asker: &mut Asker) {
    let add = "POST /devices";
    let example = Some(asker.example(add));
    asker.expect(201, add, "/devices", example.clone()).await;
    asker.expect(409, add, "/devices", example).await;
    asker.expect(422, add, "/devices", Some(json!({ "name": "other" }))).await;
    let of_nobody = json!({ "name": "other", "user": "other", "account": "x" });
    asker.expect(404, add, "/devices", Some(of_nobody)).await;
    asker.expect(200, "GET /devices", "/devices", None).await;
    asker.expect(200, "GET /devices/{name}", "/devices/copier", None).await;
    asker.expect(404, "GET /devices/{name}", "/devices/x", None).await;
    asker.expect(200, "GET /strangers", "/strangers", None).await;
    let check = "POST /device-check";
    let example = Some(asker.example(check));
    asker.expect(200, check, "/device-check", example).await;
    let nowhere = json!({ "address": "http://copier/" });
    asker.expect(422, check, "/device-check", Some(nowhere)).await;
    asker.expect(200, "POST /device-search", "/device-search", None).await;

    let change = "PUT /devices/{name}";
    let example = Some(asker.example(change));
    asker.expect(200, change, "/devices/copier", example.clone()).await;
    asker.expect(409, change, "/devices/copier", example.clone()).await;
    asker.expect(404, change, "/devices/x", example).await;
    let nobody = json!({ "revision": 2 });
    asker.expect(422, change, "/devices/copier", Some(nobody)).await;
    let password = "POST /devices/{name}/password";
    asker.expect(200, password, "/devices/copier/password", None).await;
    asker.expect(404, password, "/devices/x/password", None).await;
    let by_address = json!({ "name": "scanner", "ranges": ["192.0.2.19/32"] });
    asker.expect(201, add, "/devices", Some(by_address)).await;
    asker.expect(409, password, "/devices/scanner/password", None).await;

    let remove = "DELETE /devices/{name}";
    asker.expect(204, remove, "/devices/copier", None).await;
    asker.expect(404, remove, "/devices/copier", None).await;
}

async fn users(asker: &mut Asker) {
    let add = "POST /users";
    let example = Some(asker.example(add));
    asker.expect(201, add, "/users", example.clone()).await;
    asker.expect(409, add, "/users", example).await;
    let nobody = json!({ "name": "Bo", "address": "bo" });
    asker.expect(422, add, "/users", Some(nobody)).await;
    let import = "POST /users/import";
    let example = Some(asker.example(import));
    asker.expect(200, import, "/users/import", example).await;
    let table = |table: &str| Some(json!({ "table": table }));
    asker.expect(422, import, "/users/import", table("Bo,bo")).await;
    asker.expect(409, import, "/users/import", table("X,x@y.example,anna.b")).await;
    asker.expect(200, "GET /users", "/users?search=anna&most=1", None).await;
    let one = "/users/anna%40contoso.example";
    asker.expect(200, "GET /users/{address}", one, None).await;
    asker.expect(404, "GET /users/{address}", "/users/x", None).await;

    let change = "PUT /users/{address}";
    let example = Some(asker.example(change));
    asker.expect(200, change, one, example.clone()).await;
    asker.expect(409, change, one, example.clone()).await;
    asker.expect(404, change, "/users/x", example).await;
    asker.expect(422, change, one, Some(json!({ "revision": 2, "name": "" }))).await;
    let sign_out = "POST /users/{address}/sign-out";
    asker.expect(200, sign_out, &format!("{one}/sign-out"), None).await;
    asker.expect(404, sign_out, "/users/x/sign-out", None).await;

    let remove = "DELETE /users/{address}";
    asker.site.scan_of_user("anna@contoso.example").await;
    asker.expect(409, remove, one, None).await;
    asker.expect(200, remove, &format!("{one}?scans=delete"), None).await;
    asker.expect(404, remove, one, None).await;

    let rules = "PUT /user-rules";
    asker.expect(200, "GET /user-rules", "/user-rules", None).await;
    let example = Some(asker.example(rules));
    asker.expect(200, rules, "/user-rules", example.clone()).await;
    asker.expect(409, rules, "/user-rules", example).await;
    let wrong = json!({ "revision": 1, "rules": { "domains": ["a@b"] } });
    asker.expect(422, rules, "/user-rules", Some(wrong)).await;
}

async fn jobs(asker: &mut Asker) {
    let id = asker.site.job(&["anna@contoso.example", "bo@contoso.example"]).await;
    for (list, path) in [("GET /jobs", "/jobs"), ("GET /jobs.csv", "/jobs.csv")] {
        let query = format!("{path}?state=waiting&account=scans&device=copier&search=anna&most=1");
        let listed = asker.expect(200, list, &query, None).await;
        assert!(listed.to_string().contains(&id.to_string()), "{listed}");
        asker.expect(422, list, &format!("{path}?unknown=1"), None).await;
    }
    let operations = [
        ("POST /jobs/{id}/retry", "/retry", 200),
        ("POST /jobs/{id}/hold", "/hold", 204),
        ("GET /jobs/{id}/mail", "/mail", 200),
        ("POST /jobs/{id}/retry", "/retry", 409),
        ("POST /jobs/{id}/hold", "/hold", 409),
        ("POST /jobs/{id}/release", "/release", 204),
        ("POST /jobs/{id}/release", "/release", 409),
        ("GET /jobs/{id}", "", 200),
    ];
    for (operation, below, status) in operations {
        asker.expect(status, operation, &format!("/jobs/{id}{below}"), None).await;
        let missing = format!("/jobs/{}{below}", JobId::new());
        asker.expect_none(operation, &missing, &format!("/jobs/x{below}")).await;
    }
    let fault = Fault::new(Code::SignInNeeded).fact("account", "scans").words("said");
    asker.site.hold(fault).await;
    asker.expect(200, "POST /jobs/{id}/retry", &format!("/jobs/{id}/retry"), None).await;
    asker.expect(200, "GET /jobs/{id}", &format!("/jobs/{id}"), None).await;
    asker.expect(200, "GET /status", "/status", None).await;

    let to_several = "POST /jobs/do";
    let refused = asker.expect(200, to_several, "/jobs/do", Some(asker.example(to_several))).await;
    assert_eq!(refused["refused"][0]["problem"]["code"], "no-such-job");
    let wish = json!({ "deed": "hold", "jobs": [id] });
    asker.expect(200, to_several, "/jobs/do", Some(wish)).await;
    let wish = json!({ "deed": "keep", "jobs": [id] });
    asker.expect(422, to_several, "/jobs/do", Some(wish)).await;

    let delete = "DELETE /jobs/{id}";
    asker.expect(204, delete, &format!("/jobs/{id}"), None).await;
    asker.expect_none(delete, &format!("/jobs/{}", JobId::new()), "/jobs/x").await;
}

async fn administrators(asker: &mut Asker) {
    let (list, one) = ("/administrators", "/administrators/bo");
    let add = "POST /administrators";
    let example = Some(asker.example(add));
    asker.expect(201, add, list, example.clone()).await;
    asker.expect(409, add, list, example).await;
    let weak = json!({ "name": "cy", "password": "password", "privileges": "all" });
    asker.expect(422, add, list, Some(weak)).await;
    let anna = json!({ "name": "anna", "privileges": "all" });
    asker.expect(201, add, list, Some(anna)).await;
    asker.expect(200, "GET /administrators", list, None).await;
    asker.expect(200, "GET /administrators/{name}", one, None).await;
    asker.expect(404, "GET /administrators/{name}", "/administrators/x", None).await;

    let change = "PUT /administrators/{name}";
    let example = Some(asker.example(change));
    asker.expect(204, change, one, example.clone()).await;
    asker.expect(409, change, one, example.clone()).await;
    asker.expect(404, change, "/administrators/x", example).await;
    asker.expect(422, change, one, Some(json!({ "privileges": "all" }))).await;

    let reset = "POST /administrators/{name}/password";
    asker.expect(200, reset, "/administrators/bo/password", Some(asker.example(reset))).await;
    asker.expect(404, reset, "/administrators/x/password", Some(asker.example(reset))).await;
    let weak = json!({ "password": "password" });
    asker.expect(422, reset, "/administrators/bo/password", Some(weak)).await;

    let remove = "DELETE /administrators/{name}";
    asker.expect(409, remove, "/administrators/anna", None).await;
    asker.expect(204, remove, one, None).await;
    asker.expect(404, remove, one, None).await;
}

/// As a program asks, beside the pages.
async fn tokens(asker: &mut Asker) {
    let add = "POST /tokens";
    let added = asker.expect(201, add, "/tokens", Some(asker.example(add))).await;
    asker.expect(409, add, "/tokens", Some(asker.example(add))).await;
    let no_name = json!({ "name": "/", "privileges": "all" });
    asker.expect(422, add, "/tokens", Some(no_name)).await;

    let token = added["token"].as_str().unwrap().to_owned();
    let session = asker.site.enter().await;
    let bearer = |token: &str| (AUTHORIZATION, format!("Bearer {token}"));
    let table = [
        ("GET /status", "/status", bearer(&token), 200),
        ("GET /openapi.json", "/openapi.json", bearer(&token), 200),
        ("GET /status", "/status", (COOKIE, session.clone()), 200),
        ("GET /status", "/status", bearer("scp_0"), 401),
        ("GET /openapi.json", "/openapi.json", (COOKIE, String::new()), 401),
        ("POST /jobs/{id}/retry", "/jobs/x/retry", (COOKIE, session), 401),
        ("GET /tokens", "/tokens", bearer(&token), 403),
        ("DELETE /devices/{name}", "/devices/copier", bearer(&token), 403),
        ("POST /page-link", "/page-link", bearer(&token), 404),
    ];
    for (operation, path, (name, value), status) in table {
        let request = asker.site.stranger(method(operation), &format!("/api/v1{path}"));
        let response = request.header(name, value).send().await.unwrap();
        let (came, answer) = asker.hold(operation, path, response).await;
        assert_eq!(came, status, "{operation}: {answer}");
    }

    asker.expect(200, "GET /tokens", "/tokens", None).await;
    let remove = "DELETE /tokens/{name}";
    asker.expect(204, remove, "/tokens/monitor", None).await;
    asker.expect(404, remove, "/tokens/monitor", None).await;
}
