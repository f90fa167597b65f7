//! The page "Check everything": begun by POST, shown as it goes.

use reqwest::StatusCode;

use crate::site::{Site, location, scans};

#[tokio::test]
async fn an_examination_is_begun_by_a_post_and_shown_on_the_page() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let before = site.get(&session, "/accounts/scans/doctor").await.text().await.unwrap();
    assert!(before.contains("scanpost walks the whole way of a scan"), "{before}");
    assert!(site.gateway.examination(&scans()).await.unwrap().is_none(), "a look begins nothing");

    let begun = site.post_form(&session, "/accounts/scans/doctor", &[("mail_to", "")]).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&begun), "/accounts/scans/doctor");
    let mut changes = site.gateway.changes();
    while site.gateway.examination(&scans()).await.unwrap().unwrap().ended_at.is_none() {
        changes.changed().await.unwrap();
    }
    let page = site.get(&session, "/accounts/scans/doctor").await.text().await.unwrap();
    for part in
        ["Something must be done", "Room on the disk", "Nobody asked for one", "Check again"]
    {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert_eq!(page.matches("<p class=\"address\">").count(), 14);
}

#[tokio::test]
async fn a_recipient_that_is_none_comes_back_with_its_error() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let typed = [("mail_to", "nobody<b>")];
    let refused = site.post_form(&session, "/accounts/scans/doctor", &typed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("id=\"mail_to-error\""), "{page}");
    assert!(!page.contains("<b>"), "{page}");
    assert!(site.gateway.examination(&scans()).await.unwrap().is_none());
}
