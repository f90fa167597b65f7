use reqwest::header::COOKIE;
use reqwest::{Method, Response, StatusCode};

use crate::site::{Site, scans};

fn assert_protected(response: &Response, of: &str) {
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
    let policy = header("content-security-policy").unwrap_or_default();
    for must in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.split("; ").any(|part| part == must), "{of}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{of}: {policy}");
    assert_eq!(header("x-content-type-options"), Some("nosniff"), "{of}");
    assert_eq!(header("referrer-policy"), Some("same-origin"), "{of}");
    assert_eq!(header("x-frame-options"), Some("DENY"), "{of}");
    let is_static = of.contains("/static/scanpost");
    assert_eq!(header("cache-control") == Some("no-store"), !is_static, "{of}");
}

#[tokio::test]
async fn every_response_carries_the_protecting_headers() {
    let site = Site::with_account().await;
    let job = site.job(&["anna@contoso.example"]).await;
    let session = site.enter().await;
    let own = [
        "/",
        "/nothing",
        "/accounts/scans/sign-out",
        "/static/scanpost.css",
        "/static/no",
        "/enter",
    ];
    for path in own.into_iter().map(str::to_owned).chain([format!("/jobs/{job}")]) {
        for cookie in ["", &session] {
            let response = site.get(cookie, &path).await;
            assert_protected(&response, &format!("{path} with '{cookie}'"));
        }
    }
    for path in ["/accounts/scans/sign-in", "/accounts/no%20name/cancel", "/", "/language"] {
        assert_protected(&site.post(&session, path).await, path);
    }
    let foreign = site.stranger(Method::POST, "/").header("sec-fetch-site", "cross-site");
    assert_protected(&foreign.send().await.unwrap(), "a foreign form");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let path = "/accounts/scans/sign-in";
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ];
    for (header, value) in foreign {
        let request = site.stranger(Method::POST, path).header(COOKIE, &session);
        let response = request.header(header, value).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{header}: {value}");
        assert!(response.text().await.unwrap().contains("came from another website"));
    }
    assert!(site.gateway.account(&scans()).await.unwrap().sign_in.is_none());
    assert_eq!(site.post(&session, path).await.status(), StatusCode::SEE_OTHER);
    assert!(site.gateway.account(&scans()).await.unwrap().sign_in.is_some());
}

#[tokio::test]
async fn a_form_that_is_far_too_large_is_refused() {
    let site = Site::start().await;
    let form = format!("language=sv&back={}", "x".repeat(10 * 1024 * 1024));
    let request = site
        .stranger(Method::POST, "/language")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    // The server may close before all of it is sent; in no case is it taken.
    if let Ok(response) = request.send().await {
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test]
async fn a_request_names_one_host_and_no_second_one() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let site = Site::start().await;
    for (head, expected) in [
        ("GET /set-up HTTP/1.1\r\nHost: a\r\n", "200"),
        ("GET /set-up HTTP/1.0\r\n", "200"),
        ("GET /set-up HTTP/1.1\r\n", "400"),
        ("GET /set-up HTTP/1.1\r\nHost: a\r\nHost: a\r\n", "400"),
        ("GET /set-up HTTP/1.0\r\nHost: a\r\nHost: b\r\n", "400"),
        ("GET /api/v1/status HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "400"),
    ] {
        let address = site.origin().replace("http://", "");
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        socket.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer.split(' ').nth(1), Some(expected), "{head}: {answer}");
        assert!(answer.to_lowercase().contains("\r\nx-frame-options: deny"), "{head}");
    }
}
