//! "Check everything": each step ticks on the open page, and the first failure says what to do.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::MAILBOX;
use scanpost_journeys::site::{LIMIT, Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn everything_is_checked_and_a_mistake_is_explained_in_english() {
    let words = Words {
        check: "Check everything",
        again: "Check again",
        mail_to: "Send a test mail to",
        taken: "The server said: 250 2.0.0 OK",
        failed: "Something must be done",
    };
    checks(Language::English, &words);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn everything_is_checked_and_a_mistake_is_explained_in_swedish() {
    let words = Words {
        check: "Kontrollera allt",
        again: "Kontrollera igen",
        mail_to: "Skicka ett testmejl till",
        taken: "Servern svarade: 250 2.0.0 OK",
        failed: "Något måste göras",
    };
    checks(Language::Swedish, &words);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_the_page_tells_the_same_when_it_is_loaded_again() {
    let site = Site::start();
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);
    let page = format!("{}/accounts/{ACCOUNT_NAME}/doctor", site.home());
    browser.open(&page);
    browser.click_css("#examine");
    browser.wait_for_path("/accounts/scans/doctor");
    let told = || {
        browser.open(&page);
        browser.text("#doctor").contains("Something must be done")
    };
    assert!(poll_until(LIMIT, told), "{}", browser.text("#doctor"));
    assert!(browser.text("#doctor").contains("Sign-in"), "{}", browser.text("#doctor"));
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn what_was_held_goes_out_as_soon_as_everything_is_found_to_be_well() {
    let site = Site::start();
    site.sign_in();
    site.sandbox.turn_on("smtp-auth-off-for-mailbox");
    site.scan("held", MAILBOX);
    site.gateway.wait_until_held(LIMIT);
    site.sandbox.turn_all_off();
    site.gateway.cli().run(&["doctor"]).expect_success("doctor");
    // Much sooner than the queue would look again by itself.
    site.gateway.wait_for_jobs(1, "delivered", LIMIT);
}

struct Words {
    check: &'static str,
    again: &'static str,
    mail_to: &'static str,
    taken: &'static str,
    failed: &'static str,
}

fn checks(language: Language, words: &Words) {
    let site = Site::start();
    site.sign_in();
    let browser = Browser::start(language);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/accounts/{ACCOUNT_NAME}", site.home()));
    browser.click(words.check);
    browser.wait_for_path("/accounts/scans/doctor");
    browser.fill(words.mail_to, MAILBOX);
    browser.click_css("#examine");
    browser.wait_for_text_in("#doctor", words.taken);
    assert_eq!(browser.count("#doctor .examined > li"), 14);
    browser.assert_accessible();

    site.sandbox.turn_on("smtp-auth-off-for-mailbox");
    browser.click(words.again);
    browser.wait_for_text_in("#doctor", words.failed);
    let told = browser.text("#doctor .trouble .next");
    assert!(told.contains("Set-CASMailbox scans@sandbox.example"), "{told}");
    browser.assert_accessible();
    browser.assert_no_complaints();
}
