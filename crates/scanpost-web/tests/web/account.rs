use reqwest::StatusCode;

use crate::site::{Site, location, scans};

#[tokio::test]
async fn a_sign_in_shows_code_address_qr_code_and_what_is_being_connected() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let before = site.get(&session, "/").await.text().await.unwrap();
    assert!(before.contains("Not retrieved"), "{before}");
    assert!(before.contains("href=\"/accounts/scans/sign-in\">Sign in</a>"), "{before}");

    let begun = site.post(&session, "/accounts/scans/sign-in").await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&begun), "/accounts/scans");
    let page = site.get(&session, "/accounts/scans").await.text().await.unwrap();
    for part in [
        "Waiting for authorisation",
        "<output class=\"code\" id=\"code\">GTHK9QXRL</output>",
        "href=\"https://login.test.example/device\" target=\"_blank\" rel=\"noopener noreferrer\"",
        "Go on only if you started this sign-in yourself.",
        "<path fill=\"#000\" d=\"M",
        "data-seconds-left=\"",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert!(!page.contains("the-device-code"), "the device code is a secret");
}

#[tokio::test]
async fn a_sign_in_can_be_cancelled() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    site.post(&session, "/accounts/scans/sign-in").await;
    let cancelled = site.post(&session, "/accounts/scans/cancel").await;
    assert_eq!(location(&cancelled), "/accounts/scans");
    assert!(site.gateway.account(&scans()).await.unwrap().sign_in.is_none());
    let page = site.get(&session, "/accounts/scans").await.text().await.unwrap();
    assert!(!page.contains("GTHK9QXRL"));
}

#[tokio::test]
async fn a_sign_out_asks_first() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let question = site.get(&session, "/accounts/scans/sign-out").await.text().await.unwrap();
    assert!(question.contains("Sign out scans@contoso.example?"), "{question}");
    assert!(question.contains("<form method=\"post\" action=\"/accounts/scans/sign-out\">"));
    assert!(question.contains("href=\"/accounts/scans\">No, stay signed in</a>"), "{question}");
    let done = site.post(&session, "/accounts/scans/sign-out").await;
    assert_eq!(location(&done), "/accounts/scans");
}

#[tokio::test]
async fn an_account_that_is_not_there_is_said_plainly() {
    let site = Site::start().await;
    let session = site.enter().await;
    for path in
        ["/accounts/other/sign-in", "/accounts/no%20name/sign-in", "/accounts/%3Cb%3E/cancel"]
    {
        let response = site.post(&session, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let page = response.text().await.unwrap();
        assert!(page.contains("There is nothing here"), "{page}");
        assert!(!page.contains("<b>"), "{page}");
    }
}
