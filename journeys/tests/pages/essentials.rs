//! What must be possible in a browser that runs no script.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::site::{Site, approve, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_a_sign_in_is_started_seen_and_cancelled() {
    let site = Site::start();
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);

    browser.click("Sign in");
    browser.click("Get a code");
    browser.wait_for_text("Waiting for authorisation");
    assert!(!browser.text("output.code").is_empty());
    // The button to copy needs a script, and is not there to disappoint.
    assert_eq!(browser.text("[data-copy]"), "");

    browser.click("Cancel");
    browser.wait_for_text("Not retrieved");
    assert_eq!(site.gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_the_page_looks_again_by_itself_and_signs_out() {
    let site = Site::start();
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);
    browser.click("Sign in");
    browser.click("Get a code");
    let code = browser.text("output.code");

    let person = Browser::start(Language::English);
    approve(&person, &site.sandbox.page("/device"), &code);
    browser.wait_for_text("Retrieved");

    browser.click("Sign out");
    browser.click("Yes, sign out");
    browser.wait_for_text("Not retrieved");
}
