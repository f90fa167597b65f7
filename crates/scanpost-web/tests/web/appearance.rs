//! The profile of the site: chosen on a page, and heard on all of them.

use reqwest::StatusCode;
use scanpost_core::profile::Name;

use crate::site::Site;

const PATH: &str = "/settings/appearance";

fn form(revision: u64, profile: &str) -> Vec<(String, String)> {
    [("revision", revision.to_string().as_str()), ("profile", profile)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

#[tokio::test]
async fn a_profile_is_chosen_and_every_page_speaks_in_its_words() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let page = site.get(&session, PATH).await.text().await.unwrap();
    assert!(page.contains("value=\"neutral\" checked"), "{page}");
    for (revision, name, word) in
        [(0, "toshiba-a4", "Registration required"), (1, "epson", "Not signed in")]
    {
        let (status, place) = site.save(&session, PATH, &form(revision, name)).await;
        let saved = format!("{PATH}?done=saved");
        assert_eq!((status, place), (StatusCode::SEE_OTHER, saved), "{name}");
        let page = site.get(&session, "/accounts").await.text().await.unwrap();
        assert!(page.contains(word), "{name}: {page}");
    }
    let (status, page) = site.save(&session, PATH, &form(0, "ricoh")).await;
    assert_eq!(status, StatusCode::CONFLICT, "somebody else was faster: {page}");
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_refused_with_those_that_are() {
    let site = Site::start().await;
    let session = site.enter().await;
    let (status, page) = site.save(&session, PATH, &form(0, "canon")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("id=\"profile-error\""), "{page}");
    for name in Name::all() {
        assert!(page.contains(name.as_str()), "{name}: {page}");
    }
}
