//! From the first look at the page to a sign-in and back, as the printers' guides tell it.

use scanpost_journeys::browser::{Browser, Key, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::MAILBOX;
use scanpost_journeys::site::{LIMIT, Site, enter, enter_code};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_administrator_signs_in_and_out_in_english() {
    signs_in_and_out(Language::English, &ENGLISH);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_administrator_signs_in_and_out_in_swedish() {
    signs_in_and_out(Language::Swedish, &SWEDISH);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_scan_appears_and_arrives_on_the_open_page_and_tells_its_story() {
    let site = Site::start();
    site.sign_in();
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.wait_for_text("No scan has come in yet.");
    mark(&browser);

    site.scan("on-the-page", MAILBOX);
    browser.wait_for_text_in("#jobs", "Delivered");
    assert_same_page(&browser);

    browser.click_in("#jobs", MAILBOX);
    browser.wait_for_text_in("#job", "Received from loopback");
    browser.wait_for_text_in("#job", "Done: delivered to every recipient");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_keyboard_alone_starts_and_cancels_a_sign_in() {
    let site = Site::start();
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.press(Key::Tab);
    assert_eq!(browser.focused(), "Skip to the content");

    browser.tab_to("Sign in");
    browser.press(Key::Enter);
    browser.wait_for_path("/accounts/scans/sign-in");
    browser.tab_to("Get a code");
    browser.press(Key::Enter);
    browser.wait_for_text("Waiting for authorisation");
    browser.tab_to("Cancel");
    browser.press(Key::Space);
    browser.wait_for_text("Not retrieved");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_person_changes_the_language_and_stays_where_they_were() {
    let site = Site::start();
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.wait_for_text(ENGLISH.not_retrieved);
    browser.click("Svenska");
    browser.wait_for_text(SWEDISH.not_retrieved);
    browser.wait_for_path("/");
}

fn signs_in_and_out(language: Language, words: &Words) {
    let site = Site::start();
    let mut browser = Browser::start(language);
    enter(&site.gateway, &browser);
    browser.wait_for_text(words.not_retrieved);

    browser.click(words.sign_in);
    browser.click(words.get_code);
    browser.wait_for_text(words.waiting);
    assert_eq!(browser.count(".qr svg[role=img]"), 1);
    let clock = browser.text("[role=timer]");
    assert!(clock.starts_with("14:") || clock == "15:00", "the code is good for {clock}");
    assert!(poll_until(LIMIT, || browser.text("[role=timer]") != clock), "the clock stands still");
    let code = browser.text("output.code");
    mark(&browser);
    browser.click_css("a[target=_blank]");
    browser.in_the_new_tab(|tab| enter_code(tab, &code));

    browser.wait_for_text(words.retrieved);
    assert_same_page(&browser);
    assert_eq!(token_status(&site), "retrieved");
    signs_out(&site, &browser, words);
}

/// With its question: No keeps, Yes removes.
fn signs_out(site: &Site, browser: &Browser, words: &Words) {
    browser.click(words.sign_out);
    browser.wait_for_text(words.question);
    browser.click(words.no);
    browser.wait_for_path("/accounts/scans");
    browser.wait_for_text(words.retrieved);
    assert_eq!(token_status(site), "retrieved");

    browser.click(words.sign_out);
    browser.click(words.yes);
    browser.wait_for_text(words.not_retrieved);
    assert_eq!(token_status(site), "not-retrieved");
}

fn token_status(site: &Site) -> String {
    site.gateway.cli().token_status(ACCOUNT_NAME)
}

/// A page that is loaded anew has no mark.
fn mark(browser: &Browser) {
    browser.script("document.body.id = 'marked'");
}

#[track_caller]
fn assert_same_page(browser: &Browser) {
    assert_eq!(browser.count("#marked"), 1, "the page was loaded anew");
}

/// What stands on the page.
struct Words {
    sign_in: &'static str,
    get_code: &'static str,
    sign_out: &'static str,
    question: &'static str,
    yes: &'static str,
    no: &'static str,
    not_retrieved: &'static str,
    waiting: &'static str,
    retrieved: &'static str,
}

const ENGLISH: Words = Words {
    sign_in: "Sign in",
    get_code: "Get a code",
    sign_out: "Sign out",
    question: "Sign out scans@sandbox.example?",
    yes: "Yes, sign out",
    no: "No, stay signed in",
    not_retrieved: "Not retrieved",
    waiting: "Waiting for authorisation",
    retrieved: "Retrieved",
};

const SWEDISH: Words = Words {
    sign_in: "Logga in",
    get_code: "Hämta en kod",
    sign_out: "Logga ut",
    question: "Logga ut scans@sandbox.example?",
    yes: "Ja, logga ut",
    no: "Nej, förbli inloggad",
    not_retrieved: "Ej hämtad",
    waiting: "Väntar på auktorisering",
    retrieved: "Hämtad",
};
