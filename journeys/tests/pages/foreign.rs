//! A sign-in at pages that are not ours: oidc-provider's own log-in and consent.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};

use crate::site::enter;

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn an_administrator_signs_in_by_device_code_at_oidc_provider() {
    let provider = ForeignProvider::start();
    let gateway = with_account(&provider);
    let mut browser = browser(&gateway);

    browser.click("Sign in");
    browser.click("Get a code");
    let code = browser.text("output.code");
    browser.click_css("a[target=_blank]");
    browser.in_the_new_tab(|tab| {
        enter_code(tab, &code);
        tab.click("Continue");
        tab.fill_css("input[name=login]", ACCOUNT);
        tab.fill_css("input[name=password]", "any");
        tab.click("Sign-in");
        tab.click("Continue");
        tab.wait_for_text("Sign-in Success");
    });

    browser.wait_for_text("Retrieved");
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn an_administrator_who_aborts_at_oidc_provider_is_told_so() {
    let provider = ForeignProvider::start();
    let gateway = with_account(&provider);
    let mut browser = browser(&gateway);

    browser.click("Sign in");
    browser.click("Get a code");
    let code = browser.text("output.code");
    browser.click_css("a[target=_blank]");
    browser.in_the_new_tab(|tab| {
        enter_code(tab, &code);
        tab.click("[ Abort ]");
        tab.wait_for_text("interrupted");
    });

    browser.wait_for_text("Not retrieved");
    browser.wait_for_text("declined");
}

fn with_account(provider: &ForeignProvider) -> Gateway {
    let gateway = Gateway::start();
    gateway.cli().add_account(ACCOUNT_NAME, ACCOUNT, &provider.toml_file());
    gateway
}

fn browser(gateway: &Gateway) -> Browser {
    let mut browser = Browser::start(Language::English);
    // oidc-provider's own pages want a font from far away, and have no icon.
    browser.expect_complaint("https://fonts.googleapis.com/");
    browser.expect_complaint("/favicon.ico");
    enter(gateway, &browser);
    browser
}

fn enter_code(browser: &Browser, code: &str) {
    browser.fill_css("input[name=user_code]", code);
    browser.click("Continue");
    browser.wait_for_text(code);
}
