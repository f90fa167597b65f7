//! The page of the notices.

use reqwest::StatusCode;
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::objection::Reason;

use crate::site::Site;

const PATH: &str = "/settings/notices";

fn form(revision: u64, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = vec![("revision".to_owned(), revision.to_string())];
    form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

#[tokio::test]
async fn notices_are_saved_and_shown_again_without_the_secret() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let entered = [
        ("language", "sv"),
        ("mail", "on"),
        ("summary_hour", "7"),
        ("webhook_url", "https://hooks.contoso.example/x"),
        ("webhook_secret", "s3cret-word"),
        ("syslog_host", "logs.contoso.example"),
        ("syslog_transport", "tcp"),
    ];
    let (status, place) = site.save(&session, PATH, &form(0, &entered)).await;
    assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/settings/notices?done=saved"));
    let page = site.get(&session, PATH).await.text().await.unwrap();
    for shown in ["https://hooks.contoso.example/x", "logs.contoso.example", "value=\"514\""] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("s3cret-word"));
    assert!(page.contains("id=\"nobody\""), "there is no administrator's address yet");
    assert!(page.contains(">scans<"), "the account that they go out by");

    let (status, page) = site.save(&session, PATH, &form(0, &entered)).await;
    assert_eq!(status, StatusCode::CONFLICT, "somebody else was faster: {page}");
    assert!(page.contains("name=\"revision\" value=\"1\""), "saving again is meant: {page}");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_is_saved() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let entered = [("webhook_url", "http://hooks.contoso.example/x"), ("summary_hour", "25")];
    let (status, page) = site.save(&session, PATH, &form(0, &entered)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["webhook_url", "summary_hour"] {
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}: {page}");
    }
    assert!(page.contains("value=\"25\""), "what was typed comes back");
    assert_eq!(site.gateway.notices().await.unwrap().revision.0, 0);
}

#[tokio::test]
async fn the_page_says_that_mails_cannot_go_out_while_their_account_is_held() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let page = site.get(&session, PATH).await.text().await.unwrap();
    assert!(!page.contains("id=\"held\""), "{page}");
    site.hold(Fault::new(Code::SignInNeeded)).await;
    let page = site.get(&session, PATH).await.text().await.unwrap();
    assert!(page.contains("id=\"held\""), "{page}");
}

#[tokio::test]
async fn a_trial_is_written_down_with_the_name_of_who_wanted_it() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let (status, place) = site.save(&session, "/settings/notices/trial", &[]).await;
    assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/settings/notices?done=tried"));
    let few = Privileges::Custom([Privilege::Jobs].into());
    let actor = Actor::Administrator { name: "bo".to_owned(), privileges: few };
    let refused = site.gateway.by(&actor).try_notices().await.unwrap_err();
    assert!(refused.to_string().contains(Reason::NotPermitted.as_str()), "{refused}");
}
