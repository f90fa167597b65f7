//! The page of the status sheet.

use reqwest::StatusCode;

use crate::site::{Site, location};

#[tokio::test]
async fn the_sheet_is_read_on_a_page_and_taken_along_as_pdf() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let page = site.get(&session, "/status/sheet").await.text().await.unwrap();
    for words in ["Authentication method", "not used with OAuth 2.0", "scans@contoso.example"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let pdf = site.get(&session, "/status/sheet.pdf").await;
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
    assert_eq!(site.get("", "/status/sheet").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_sheet_for_no_printer_says_why_and_the_address_is_not_kept() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let wrong = site.post_form(&session, "/status/sheet/print", &[("printer", "printer")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().await.unwrap().contains("id=\"printer-error\""));

    let mut changes = site.gateway.changes();
    let nobody = [("printer", "ipp://127.0.0.1:1/ipp/print")];
    let begun = site.post_form(&session, "/status/sheet/print", &nobody).await;
    let place = location(&begun).to_owned();
    let page = loop {
        let page = site.get(&session, &place).await.text().await.unwrap();
        if page.contains("Not printed") {
            break page;
        }
        changes.changed().await.unwrap();
    };
    assert!(page.contains("cannot be reached") && page.contains("Check the address"), "{page}");
    let page = site.get(&session, "/status/sheet").await.text().await.unwrap();
    assert!(!page.contains("ipp://127.0.0.1:1"), "{page}");
}
