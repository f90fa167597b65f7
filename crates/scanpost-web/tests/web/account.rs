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

#[tokio::test]
async fn an_account_leaves_by_its_own_network_and_says_at_once_if_that_leads_nowhere() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let path = "/accounts/scans/settings";
    let form = |network: &str, revision: u64| {
        [("client_id", "client"), ("way", "device-code"), ("network", network)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .chain([("revision".to_owned(), revision.to_string())])
            .collect::<Vec<_>>()
    };
    let revision = site.gateway.grant(&scans()).await.unwrap().revision.0;
    let (status, wrong) = site.save(&session, path, &form("192.0.2.1", revision)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.contains("id=\"network-error\"") && wrong.contains("192.0.2.1"), "{wrong}");

    site.save(&session, path, &form("127.0.0.2", revision)).await;
    let view = site.gateway.account(&scans()).await.unwrap().network;
    assert_eq!(view.own.unwrap().to_string(), "127.0.0.2");
    for page in ["/accounts/scans", "/accounts", "/"] {
        let page = site.get(&session, page).await.text().await.unwrap();
        assert!(page.contains("by 127.0.0.2"), "{page}");
        let nowhere = "The chosen network 127.0.0.2 reaches only this machine itself.";
        assert!(page.contains(nowhere), "{page}");
    }
    let typed = site.get(&session, path).await.text().await.unwrap();
    assert!(typed.contains("value=\"127.0.0.2\""), "{typed}");

    site.save(&session, path, &form("", revision + 1)).await;
    let page = site.get(&session, "/accounts/scans").await.text().await.unwrap();
    assert!(!page.contains("127.0.0.2"), "the site's holds: {page}");
}
