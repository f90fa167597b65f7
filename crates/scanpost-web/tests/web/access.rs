use reqwest::{Method, StatusCode};

use crate::site::Site;

#[tokio::test]
async fn without_a_session_everything_is_closed_and_says_how_to_get_in() {
    let site = Site::with_account().await;
    let closed = [
        (Method::GET, "/"),
        (Method::GET, "/events"),
        (Method::GET, "/jobs/0190"),
        (Method::GET, "/nothing"),
        (Method::GET, "/accounts/scans/sign-out"),
        (Method::POST, "/accounts/scans/sign-in"),
        (Method::POST, "/accounts/scans/sign-out"),
        (Method::DELETE, "/"),
    ];
    for (method, path) in closed {
        let response = site.stranger(method.clone(), path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{method} {path}");
        let page = response.text().await.unwrap();
        assert!(page.contains("<code>scanpost page</code>"), "{page}");
        assert!(!page.contains("scans@contoso.example"), "{page}");
    }
    let account = site.gateway.account(&crate::site::scans()).await.unwrap();
    assert!(account.sign_in.is_none(), "no sign-in was started");
}

#[tokio::test]
async fn a_link_opens_the_page_once() {
    let site = Site::with_account().await;
    let path = format!("/enter?code={}", site.access.link_code());
    let first = site.stranger(Method::GET, &path).send().await.unwrap();
    let session = crate::site::cookie(&first);
    let page = site.get(&session, "/").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("scans@contoso.example"));

    let second = site.stranger(Method::GET, &path).send().await.unwrap();
    assert_eq!(second.status(), StatusCode::UNAUTHORIZED);
    let page = second.text().await.unwrap();
    assert!(page.contains("This link does not work"), "{page}");
    assert!(!page.contains(path.split('=').next_back().unwrap()), "the code is not shown again");
}

#[tokio::test]
async fn a_made_up_session_opens_nothing() {
    let site = Site::start().await;
    let session = site.enter().await;
    let (name, value) = session.split_once('=').unwrap();
    let turned: String = value.chars().rev().collect();
    for cookie in [format!("{name}="), format!("{name}={turned}"), value.to_owned()] {
        let response = site.get(&cookie, "/").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{cookie}");
    }
}

#[tokio::test]
async fn who_tries_many_codes_must_wait() {
    let site = Site::start().await;
    let mut answers = Vec::new();
    for n in 0..12 {
        let path = format!("/enter?code={n:032x}");
        answers.push(site.stranger(Method::GET, &path).send().await.unwrap().status());
    }
    assert_eq!(answers[9], StatusCode::UNAUTHORIZED);
    assert_eq!(answers[10], StatusCode::TOO_MANY_REQUESTS);
    let right = format!("/enter?code={}", site.access.link_code());
    let refused = site.stranger(Method::GET, &right).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "60");
}

#[tokio::test]
async fn style_script_and_icon_are_open() {
    let site = Site::start().await;
    for (file, media_type) in [
        ("scanpost.css", "text/css; charset=utf-8"),
        ("scanpost.js", "text/javascript; charset=utf-8"),
        ("scanpost.svg", "image/svg+xml"),
    ] {
        let response = site.stranger(Method::GET, &format!("/static/{file}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], media_type);
    }
    let other = site.stranger(Method::GET, "/static/..%2fCargo.toml").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_that_checks_links_does_not_use_one_up() {
    let site = Site::start().await;
    let path = format!("/enter?code={}", site.access.link_code());
    let looked = site.stranger(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(looked.status(), StatusCode::OK);
    assert!(looked.headers().get("set-cookie").is_none());
    let entered = site.stranger(Method::GET, &path).send().await.unwrap();
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
}
