//! What must be possible in a browser that runs no script.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;

use crate::site::{Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_a_sign_in_is_started_seen_and_cancelled() {
    let site = Site::start();
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);

    browser.click("Sign in");
    browser.wait_for_text("Waiting for authorisation");
    assert!(!browser.text("output.code").is_empty());

    browser.click("Cancel");
    browser.wait_for_text("Not retrieved");
    assert_eq!(site.gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");
}
