use reqwest::{Method, StatusCode};
use scanpost_core::oauth::{Needs, TokenStatus};
use scanpost_core::spool::{JobId, JobState};
use scanpost_web::wire::{
    AccountView, AddAccount, DeviceAdded, DeviceView, Job, JobView, PageLink, Problem, Retried,
    SignInView, StatusView,
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::site::{Site, cookie, scans};

async fn get<T: DeserializeOwned>(site: &Site, path: &str) -> T {
    let response = site.control(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.json().await.unwrap()
}

async fn problem(site: &Site, method: Method, path: &str) -> Problem {
    let response = site.control(method, path).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status();
    let problem: Problem = response.json().await.unwrap();
    assert_eq!(problem.status, status.as_u16());
    problem
}

#[tokio::test]
async fn an_account_lives_from_being_added_to_being_removed() {
    let site = Site::start().await;
    let new = AddAccount {
        name: scans(),
        address: "scans@contoso.example".to_owned(),
        provider: site.provider(),
        way: None,
        needs: Needs::default(),
    };
    let added = site.control(Method::POST, "/api/v1/accounts").json(&new).send().await.unwrap();
    assert_eq!(added.status(), StatusCode::CREATED);
    let account: AccountView = added.json().await.unwrap();
    assert_eq!(account.token_status, TokenStatus::NotRetrieved);
    let again = site.control(Method::POST, "/api/v1/accounts").json(&new).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::CONFLICT);

    let path = "/api/v1/accounts/scans/sign-in";
    let begun = site.control(Method::POST, path).send().await.unwrap();
    let code: SignInView = begun.json().await.unwrap();
    assert_eq!(code.user_code, "GTHK9QXRL");
    let account: AccountView = get(&site, "/api/v1/accounts/scans").await;
    assert_eq!(account.sign_in.unwrap().user_code, "GTHK9QXRL");
    let cancelled = site.control(Method::DELETE, path).send().await.unwrap();
    assert_eq!(cancelled.status(), StatusCode::NO_CONTENT);
    let out = site.control(Method::POST, "/api/v1/accounts/scans/sign-out").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);

    let removed = site.control(Method::DELETE, "/api/v1/accounts/scans").send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    assert!(get::<Vec<AccountView>>(&site, "/api/v1/accounts").await.is_empty());
}

#[tokio::test]
async fn a_device_s_password_is_given_once() {
    let site = Site::start().await;
    let body = json!({ "name": "copier", "user": "copier", "tls": "required" });
    let added = site.control(Method::POST, "/api/v1/devices").json(&body).send().await.unwrap();
    assert_eq!(added.status(), StatusCode::CREATED);
    let added: DeviceAdded = added.json().await.unwrap();
    let password = added.password.clone().expect("a device with a user has a password");
    assert!(!format!("{added:?}").contains(&password));
    let list =
        site.control(Method::GET, "/api/v1/devices").send().await.unwrap().text().await.unwrap();
    assert!(!list.contains(&password), "{list}");
    let devices: Vec<DeviceView> = serde_json::from_str(&list).unwrap();
    assert!(devices[0].tls_required);
    let removed = site.control(Method::DELETE, "/api/v1/devices/copier").send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    let gone = problem(&site, Method::DELETE, "/api/v1/devices/copier").await;
    assert_eq!((gone.status, gone.code.as_str()), (404, "no-such-device"));
}

#[tokio::test]
async fn jobs_are_listed_filtered_shown_retried_and_deleted() {
    let site = Site::with_account().await;
    let (first, second) = (site.job(&["a@b.example"]).await, site.job(&["c@d.example"]).await);
    let all: Vec<Job> = get(&site, "/api/v1/jobs").await;
    assert_eq!(all.iter().map(|job| job.id).collect::<Vec<_>>(), [second, first], "newest first");
    assert_eq!(get::<Vec<Job>>(&site, "/api/v1/jobs?most=1").await.len(), 1);
    let before: Vec<Job> = get(&site, &format!("/api/v1/jobs?before={second}&account=scans")).await;
    assert_eq!(before[0].id, first);
    assert!(get::<Vec<Job>>(&site, "/api/v1/jobs?state=failed").await.is_empty());

    let view: JobView = get(&site, &format!("/api/v1/jobs/{first}")).await;
    assert_eq!(view.job.state, JobState::Waiting);
    assert_eq!(view.story.len(), 1);
    let retried = site.control(Method::POST, &format!("/api/v1/jobs/{first}/retry")).send().await;
    let retried: Retried = retried.unwrap().json().await.unwrap();
    assert_eq!(retried, Retried::WhenServed, "this gateway delivers nothing");
    let deleted =
        site.control(Method::DELETE, &format!("/api/v1/jobs/{first}")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(&site, Method::GET, &format!("/api/v1/jobs/{first}")).await.status, 404);
}

#[tokio::test]
async fn the_status_has_everything_at_a_glance() {
    let site = Site::with_account().await;
    site.job(&["a@b.example"]).await;
    let status: StatusView = get(&site, "/api/v1/status").await;
    assert_eq!(status.accounts[0].address, "scans@contoso.example");
    assert!(status.jobs.contains(&(JobState::Waiting, 1)));
}

#[tokio::test]
async fn a_page_link_opens_the_pages() {
    let site = Site::start().await;
    let made = site.control(Method::POST, "/api/v1/page-link").send().await.unwrap();
    let link: PageLink = made.json().await.unwrap();
    assert!(!format!("{link:?}").contains(&link.path));
    let entered = site.stranger(Method::GET, &link.path).send().await.unwrap();
    assert_eq!(site.get(&cookie(&entered), "/").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn whatever_cannot_be_understood_is_a_problem_with_a_sentence() {
    let site = Site::start().await;
    for (method, path, status) in [
        (Method::GET, "/api/v1/nothing", 404),
        (Method::PUT, "/api/v1/status", 404),
        (Method::GET, "/api/v1/accounts/no%20name", 422),
        (Method::GET, "/api/v1/accounts/other", 404),
        (Method::POST, "/api/v1/accounts/other/sign-in", 404),
        (Method::GET, "/api/v1/jobs/x", 422),
        (Method::GET, "/api/v1/jobs?state=lost", 422),
        (Method::GET, "/api/v1/jobs?unknown=1", 422),
        (Method::POST, "/api/v1/devices", 415),
    ] {
        let problem = problem(&site, method, path).await;
        assert_eq!(problem.status, status, "{path}");
        assert!(!problem.title.is_empty() && !problem.code.is_empty(), "{problem:?}");
    }
    let missing = problem(&site, Method::GET, &format!("/api/v1/jobs/{}", JobId::new())).await;
    assert!(missing.next.contains("scanpost job list"), "{}", missing.next);
}

#[tokio::test]
async fn a_refusal_speaks_the_language_that_was_asked_for() {
    let site = Site::with_account().await;
    let account = json!({
        "name": "scans", "address": "scans@contoso.example", "provider": site.provider_json(),
    });
    let mut unsafe_provider = site.provider_json();
    unsafe_provider["oauth"]["token_endpoint"] = json!("http://localhost:80@evil.example/token");
    let unsafe_account = json!({
        "name": "other", "address": "scans@contoso.example", "provider": unsafe_provider,
    });
    let nobody = json!({ "name": "copier" });
    let table = [
        ("/api/v1/accounts", account, 409, "Det finns redan ett konto ”scans”."),
        ("/api/v1/accounts", unsafe_account, 422, "är inte säker för token"),
        ("/api/v1/devices", nobody, 422, "skilja den här enheten från en främling"),
    ];
    for (path, body, status, said) in table {
        let request = site.control(Method::POST, path).header("accept-language", "sv").json(&body);
        let problem: Problem = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(problem.status, status, "{problem:?}");
        assert!(problem.title.contains(said) && !problem.next.is_empty(), "{problem:?}");
    }
    for (path, said) in [
        ("/api/v1/accounts/no%20name", "kan inte vara namn på ett konto"),
        ("/api/v1/jobs/x", "är inte numret på ett jobb"),
    ] {
        let request = site.control(Method::GET, path).header("accept-language", "sv");
        let problem: Problem = request.send().await.unwrap().json().await.unwrap();
        assert!(problem.title.contains(said), "{problem:?}");
    }
}

#[tokio::test]
async fn what_the_api_cannot_read_is_said_with_what_to_do_about_it() {
    let site = Site::start().await;
    let (get, post) = (Method::GET, Method::POST);
    for (method, path, body, status, said) in [
        (&post, "/api/v1/devices", "{", 400, "kan inte läsas"),
        (&post, "/api/v1/devices", "{\"name\": 1}", 422, "kan inte läsas"),
        (&get, "/api/v1/jobs?most=many", "", 422, "kan inte läsas"),
        (&get, "/api/v1/nothing", "", 404, "känner inte till"),
        (&post, "/api/v1/status", "", 404, "känner inte till"),
    ] {
        let request = site.control(method.clone(), path).header("accept-language", "sv");
        let request = request.header("content-type", "application/json").body(body);
        let problem: Problem = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(problem.status, status, "{problem:?}");
        assert!(problem.title.contains(said), "{problem:?}");
        assert!(problem.next.contains("/api/v1/openapi.json"), "{problem:?}");
    }
    let no_json = site.control(Method::POST, "/api/v1/devices").body("name=copier").send().await;
    let problem: Problem = no_json.unwrap().json().await.unwrap();
    assert_eq!((problem.status, problem.next.is_empty()), (415, false), "{problem:?}");
}

#[tokio::test]
async fn a_body_that_is_far_too_large_is_refused() {
    let site = Site::start().await;
    let body = json!({ "name": "x".repeat(10 * 1024 * 1024) });
    // The server may close before all of it is sent; in no case is it taken.
    if let Ok(response) = site.control(Method::POST, "/api/v1/devices").json(&body).send().await {
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
