//! What a monitoring system reads, and who may.

use reqwest::header::AUTHORIZATION;
use reqwest::{Method, StatusCode};
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::fault::{Code, Fault};
use secrecy::ExposeSecret;

use crate::site::Site;

/// An API token that may change nothing.
async fn token(site: &Site) -> String {
    let none = Privileges::Custom([].into());
    let added = site.gateway.by(&Actor::Console).add_api_token("prometheus", none).await.unwrap();
    format!("Bearer {}", added.shown.expose_secret())
}

pub(crate) async fn scrape(site: &Site) -> String {
    let token = token(site).await;
    let answer = site.stranger(Method::GET, "/metrics").header(AUTHORIZATION, token);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(answer.headers()["content-type"], form);
    answer.text().await.unwrap()
}

#[track_caller]
fn shows(text: &str, line: &str) {
    assert!(text.lines().any(|one| one == line), "{line} is not in:\n{text}");
}

#[tokio::test]
async fn the_numbers_are_for_who_shows_a_token_or_is_logged_in() {
    let site = Site::with_account().await;
    let stranger = || site.stranger(Method::GET, "/metrics");
    let closed = stranger().send().await.unwrap();
    assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(closed.headers()["www-authenticate"], "Bearer realm=\"scanpost\"");
    assert!(!closed.text().await.unwrap().contains("scans"));
    let wrong = stranger().header(AUTHORIZATION, "Bearer scp_wrong").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let session = site.enter().await;
    assert_eq!(site.get(&session, "/metrics").await.status(), StatusCode::OK);
    let console = site.control(Method::GET, "/metrics").send().await.unwrap();
    assert_eq!(console.status(), StatusCode::OK);
    assert!(scrape(&site).await.ends_with("# EOF\n"));
}

#[tokio::test]
async fn the_way_of_a_mail_is_seen_in_the_numbers() {
    let site = Site::with_account().await;
    site.delivered_job().await;
    site.job(&["anna@contoso.example"]).await;
    site.hold(Fault::new(Code::SignInNeeded)).await;
    let text = scrape(&site).await;
    for line in [
        "scanpost_jobs{state=\"delivered\"} 1.0",
        "scanpost_jobs{state=\"waiting\"} 1.0",
        "scanpost_jobs_accepted_total{account=\"scans\"} 2",
        "scanpost_jobs_ended_total{account=\"scans\",end=\"delivered\"} 1",
        "scanpost_recipients_total{account=\"scans\",outcome=\"delivered\"} 1",
        "scanpost_attempts_total{account=\"scans\",class=\"none\"} 1",
        "scanpost_delivery_seconds_bucket{le=\"0.25\",account=\"scans\"} 1",
        "scanpost_delivery_seconds_count{account=\"scans\"} 1",
        "scanpost_backlog_jobs{account=\"scans\"} 1.0",
        "scanpost_backlog_bytes{account=\"scans\"} 17.0",
        "scanpost_account_holds_total{account=\"scans\"} 1",
        "scanpost_token_status{account=\"scans\",status=\"not-retrieved\"} 1.0",
        "scanpost_token_status{account=\"scans\",status=\"retrieved\"} 0.0",
        "scanpost_limit_most{account=\"scans\",limit=\"connections\"} 3.0",
        "# UNIT scanpost_delivery_seconds seconds",
    ] {
        shows(&text, line);
    }
}

#[tokio::test]
async fn no_address_and_no_secret_stands_in_the_numbers() {
    let site = Site::with_account().await;
    site.delivered_job().await;
    site.job_from("copier", &["anna@contoso.example"]).await;
    let text = scrape(&site).await;
    for secret in ["@", "anna", "contoso", "Bearer", "scp_", "token\"", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} stands in:\n{text}");
    }
}

#[tokio::test]
async fn whoever_keeps_scanpost_running_hears_a_word_and_no_more() {
    let site = Site::with_account().await;
    site.hold(Fault::new(Code::SignInNeeded)).await;
    for path in ["/livez", "/readyz"] {
        let answer = site.stranger(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "a person must act, not the machine");
        assert_eq!(answer.text().await.unwrap(), "ok\n");
    }
}

#[tokio::test]
async fn on_a_full_disk_scanpost_lives_but_is_not_ready() {
    let site = Site::with_room(1024 * 1024).await;
    let look = async |path| {
        let answer = site.stranger(Method::GET, path).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    assert_eq!(look("/livez").await, (StatusCode::OK, "ok\n".to_owned()));
    let full = (StatusCode::SERVICE_UNAVAILABLE, "disk-full\n".to_owned());
    assert_eq!(look("/readyz").await, full);
}
