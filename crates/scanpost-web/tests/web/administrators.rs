//! The pages of administrators, API tokens and the audit; the API beside the pages.

use reqwest::header::{AUTHORIZATION, COOKIE};
use reqwest::{Method, Response, StatusCode};
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_web::wire::{ApiTokenAdded, Problem};
use secrecy::ExposeSecret;

use crate::site::{Site, location};

fn custom(given: &[Privilege]) -> Privileges {
    Privileges::Custom(given.iter().copied().collect())
}

/// What stands in the element with this id.
fn element(page: &str, id: &str) -> String {
    let (_, after) = page.split_once(&format!("id=\"{id}\">")).expect("it is on the page");
    after.split('<').next().unwrap().to_owned()
}

async fn with_token(site: &Site, method: Method, path: &str, token: &str) -> Response {
    let request = site.stranger(method, path);
    request.header(AUTHORIZATION, format!("Bearer {token}")).send().await.unwrap()
}

#[tokio::test]
async fn an_administrator_is_added_changed_and_removed_on_the_page() {
    let site = Site::with_anna().await;
    let anna = site.log_in("anna").await;
    let new = [("name", "Åsa Öberg"), ("password", ""), ("all", "no"), ("may", "jobs")];
    let added = site.send(&anna, "/administrators/new", &new).await;
    assert_eq!(added.status(), StatusCode::OK);
    let made = element(&added.text().await.unwrap(), "secret");
    let form = [("name", "åsa öberg"), ("password", made.as_str())];
    assert_eq!(site.send("", "/log-in", &form).await.status(), StatusCode::SEE_OTHER);

    let again = site.send(&anna, "/administrators/new", &new).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let page = again.text().await.unwrap();
    assert!(page.contains("id=\"name-error\"") && page.contains("value=\"Åsa Öberg\""), "{page}");
    assert!(page.contains("value=\"jobs\" checked"), "what was ticked comes back: {page}");

    let list = site.get(&anna, "/administrators").await.text().await.unwrap();
    let edit = "/administrators/of/%C3%85sa%20%C3%96berg";
    assert!(list.contains(&format!("href=\"{edit}\"")), "{list}");
    let page = site.get(&anna, edit).await.text().await.unwrap();
    assert!(page.contains("name=\"revision\" value=\"1\""), "{page}");
    let change = [("revision", "1"), ("all", "no"), ("may", "devices")];
    assert_eq!(location(&site.send(&anna, edit, &change).await), "/administrators");
    let late = site.send(&anna, edit, &change).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let page = late.text().await.unwrap();
    assert!(page.contains("Somebody else has changed"), "{page}");
    assert!(page.contains("name=\"revision\" value=\"2\""), "and can be sent again: {page}");

    let remove = format!("{edit}/remove");
    let question = site.get(&anna, &remove).await.text().await.unwrap();
    assert!(question.contains("Remove Åsa Öberg?"), "{question}");
    assert_eq!(location(&site.post(&anna, &remove).await), "/administrators");
    assert_eq!(site.post(&anna, &remove).await.status(), StatusCode::NOT_FOUND, "twice is once");
    let refused = site.post(&anna, "/administrators/of/anna/remove").await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    assert!(refused.text().await.unwrap().contains("the only administrator with all privileges"));
}

#[tokio::test]
async fn what_one_may_not_do_is_not_offered_and_is_refused_in_the_language() {
    let site = Site::with_anna().await;
    site.add("bo", custom(&[])).await;
    let job = site.job(&["anna@contoso.example"]).await;
    let bo = site.log_in("bo").await;
    let status = site.get(&bo, "/").await;
    assert_eq!(status.status(), StatusCode::OK, "everybody sees how things stand");
    assert!(!status.text().await.unwrap().contains("href=\"/administrators\""));
    let page = site.get(&bo, &format!("/jobs/{job}")).await.text().await.unwrap();
    assert!(!page.contains("id=\"retry\"") && !page.contains("id=\"delete\""), "{page}");

    let retry = format!("/jobs/{job}/retry");
    let forbidden = [
        (Method::GET, "/administrators"),
        (Method::GET, "/administrators/new"),
        (Method::GET, "/administrators/of/anna"),
        (Method::GET, "/administrators/audit"),
        (Method::GET, "/administrators/tokens/new"),
        (Method::GET, "/accounts/scans/sign-out"),
        (Method::POST, "/administrators/of/anna/remove"),
        (Method::POST, "/administrators/of/anna/password"),
        (Method::POST, "/accounts/scans/sign-out"),
        (Method::POST, retry.as_str()),
    ];
    for (method, path) in forbidden {
        let request = site.stranger(method.clone(), path).header(COOKIE, &bo);
        let request = request.header("origin", site.origin()).header("accept-language", "sv");
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{method} {path}");
        let page = refused.text().await.unwrap();
        assert!(page.contains("Det här får du inte göra"), "{method} {path}: {page}");
    }
}

#[tokio::test]
async fn who_may_only_look_gets_no_sign_in_code_by_the_api() {
    let site = Site::with_account().await;
    let begun = site.control(Method::POST, "/api/v1/accounts/scans/sign-in").send().await.unwrap();
    assert!(begun.text().await.unwrap().contains("GTHK9QXRL"));
    let places = ["/api/v1/status", "/api/v1/accounts", "/api/v1/accounts/scans"];
    let tokens = [
        (Privileges::Custom([].into()), false),
        (custom(&[Privilege::Devices, Privilege::Jobs]), false),
        (custom(&[Privilege::Accounts]), true),
    ];
    for (number, (privileges, may)) in tokens.into_iter().enumerate() {
        let by = site.gateway.by(&Actor::Console);
        let added = by.add_api_token(&format!("token{number}"), privileges).await.unwrap();
        for place in places {
            let seen = with_token(&site, Method::GET, place, added.shown.expose_secret()).await;
            assert_eq!(seen.status(), StatusCode::OK, "{place}");
            assert_eq!(seen.text().await.unwrap().contains("GTHK9QXRL"), may, "{place}");
        }
    }
}

#[tokio::test]
async fn an_api_token_is_shown_once_and_asks_what_it_may() {
    let site = Site::with_anna().await;
    let anna = site.log_in("anna").await;
    let form = [("name", "monitoring"), ("all", "no"), ("may", "devices")];
    let page = site.send(&anna, "/administrators/tokens/new", &form).await.text().await.unwrap();
    let token = element(&page, "secret");
    assert!(token.starts_with("scp_"), "{token}");
    let list = site.get(&anna, "/administrators").await.text().await.unwrap();
    assert!(list.contains("monitoring") && !list.contains(&token), "{list}");

    let status = with_token(&site, Method::GET, "/api/v1/status", &token).await;
    assert_eq!(status.status(), StatusCode::OK);
    let denied = with_token(&site, Method::DELETE, "/api/v1/accounts/scans", &token).await;
    assert_eq!(denied.status(), StatusCode::FORBIDDEN);
    let removed = with_token(&site, Method::DELETE, "/api/v1/devices/none", &token).await;
    assert_eq!(removed.status(), StatusCode::NOT_FOUND, "it may, and needs no origin");
    let page = with_token(&site, Method::GET, "/", &token).await;
    assert_eq!(page.status(), StatusCode::UNAUTHORIZED, "the pages are for people");

    let withdraw = "/administrators/tokens/of/monitoring/remove";
    assert_eq!(location(&site.post(&anna, withdraw).await), "/administrators");
    let refused = with_token(&site, Method::GET, "/api/v1/status", &token).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
    assert_eq!(site.post(&anna, withdraw).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_api_beside_the_pages_is_closed_to_everybody_else() {
    let site = Site::with_anna().await;
    let anna = site.log_in("anna").await;
    let api = |method: Method| site.stranger(method, "/api/v1/status");
    let problem = async |request: reqwest::RequestBuilder| {
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        response.json::<Problem>().await.unwrap()
    };
    assert_eq!(problem(api(Method::GET)).await.code, "log-in-needed");
    for wrong in ["Bearer scp_0", "Bearer ", "Basic YTpi", "scp_0"] {
        let asked = api(Method::GET).header(AUTHORIZATION, wrong).header(COOKIE, &anna);
        assert_eq!(problem(asked).await.code, "api-token-unknown", "{wrong}");
    }
    for _ in 0..20 {
        problem(api(Method::GET).header(AUTHORIZATION, "Bearer scp_0")).await;
    }
    let limited = problem(api(Method::GET).header(AUTHORIZATION, "Bearer scp_0")).await;
    assert_eq!((limited.status, limited.code.as_str()), (429, "log-in-too-often"));

    let with_session = api(Method::GET).header(COOKIE, &anna).send().await.unwrap();
    assert_eq!(with_session.status(), StatusCode::OK);
    let delete = |origin: Option<String>| {
        let request = site.stranger(Method::DELETE, "/api/v1/accounts/scans").header(COOKIE, &anna);
        origin.into_iter().fold(request, |request, origin| request.header("origin", origin))
    };
    assert_eq!(problem(delete(None)).await.status, 401, "a session must say where it comes from");
    let foreign = problem(delete(Some("https://evil.example".to_owned()))).await;
    assert_eq!((foreign.status, foreign.code.as_str()), (403, "foreign"));
    let own = delete(Some(site.origin())).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::NO_CONTENT);
    let nowhere = site.stranger(Method::GET, "/api/v1/page-link").header(COOKIE, &anna);
    assert_eq!(problem(nowhere).await.status, 404, "links are made at the machine alone");
}

#[tokio::test]
async fn the_api_administers_administrators_tokens_and_shows_the_audit() {
    let site = Site::start().await;
    let call = async |method: Method, path: &str, body: serde_json::Value| {
        site.control(method, path).json(&body).send().await.unwrap()
    };
    let body = serde_json::json!({ "name": "anna", "privileges": "all" });
    let added = call(Method::POST, "/api/v1/administrators", body).await;
    assert_eq!(added.status(), StatusCode::CREATED);
    let made: serde_json::Value = added.json().await.unwrap();
    assert_eq!(made["password"].as_str().unwrap().len(), 20);
    let body = serde_json::json!({ "name": "bo", "privileges": { "custom": ["jobs"] } });
    call(Method::POST, "/api/v1/administrators", body).await;
    let body = serde_json::json!({ "revision": 1, "privileges": "all" });
    let changed = call(Method::PUT, "/api/v1/administrators/bo", body).await;
    assert_eq!(changed.status(), StatusCode::NO_CONTENT);
    let body = serde_json::json!({ "name": "backup", "privileges": { "custom": [] } });
    let token: ApiTokenAdded =
        call(Method::POST, "/api/v1/tokens", body).await.json().await.unwrap();
    assert!(token.token.0.starts_with("scp_") && !format!("{token:?}").contains("scp_"));
    let gone = call(Method::DELETE, "/api/v1/tokens/backup", serde_json::Value::Null).await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let gone = call(Method::DELETE, "/api/v1/administrators/bo", serde_json::Value::Null).await;
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    let audit = site.control(Method::GET, "/api/v1/audit?most=2").send().await.unwrap();
    let audit: Vec<serde_json::Value> = audit.json().await.unwrap();
    assert_eq!(audit.len(), 2);
    assert_eq!(
        (&audit[0]["event"], &audit[0]["by"]),
        (&"administrator-removed".into(), &"console".into())
    );
}

#[tokio::test]
async fn the_audit_is_paged_and_speaks_the_language() {
    let site = Site::with_anna().await;
    let anna = site.log_in("anna").await;
    let by = site.gateway.by(&Actor::Console);
    for n in 0..60 {
        by.add_api_token(&format!("token {n}"), custom(&[])).await.unwrap();
    }
    let request = site.stranger(Method::GET, "/administrators/audit").header(COOKIE, &anna);
    let newest =
        request.header("accept-language", "sv").send().await.unwrap().text().await.unwrap();
    assert!(newest.contains("API-nyckeln token 59 skapades") && !newest.contains("token 3 "));
    assert!(newest.contains("Vid maskinen"), "{newest}");
    let (_, older) = newest.split_once("href=\"/administrators/audit?before=").unwrap();
    let path = format!("/administrators/audit?before={}", older.split('"').next().unwrap());
    let older = site.get(&anna, &path).await.text().await.unwrap();
    assert!(older.contains("API token token 3 made") && older.contains("Logged in"), "{older}");
    assert!(!older.contains("rel=\"next\""), "{older}");
}
