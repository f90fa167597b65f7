//! The page of the history.

use reqwest::StatusCode;

use crate::site::Site;

const PATH: &str = "/settings/history";

fn form(revision: u64, jobs: &str, people: &str) -> Vec<(String, String)> {
    [("revision", revision.to_string().as_str()), ("jobs_days", jobs), ("people_days", people)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

#[tokio::test]
async fn the_days_are_saved_and_shown_again() {
    let site = Site::start().await;
    let session = site.enter().await;
    let page = site.get(&session, PATH).await.text().await.unwrap();
    assert!(page.contains("value=\"90\"") && page.contains("value=\"730\""), "{page}");
    let (status, place) = site.save(&session, PATH, &form(0, "30", "365")).await;
    assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/settings/history?done=saved"));
    let page = site.get(&session, PATH).await.text().await.unwrap();
    assert!(page.contains("value=\"30\"") && page.contains("value=\"365\""), "{page}");
    let (status, page) = site.save(&session, PATH, &form(0, "30", "365")).await;
    assert_eq!(status, StatusCode::CONFLICT, "somebody else was faster: {page}");
}

#[tokio::test]
async fn what_people_did_is_not_forgotten_before_the_jobs() {
    let site = Site::start().await;
    let session = site.enter().await;
    let (status, page) = site.save(&session, PATH, &form(0, "90", "30")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("id=\"people_days-error\""), "{page}");
    assert!(page.contains("value=\"30\""), "what was typed comes back: {page}");
}
