//! A sign-in at pages that are not ours: oidc-provider's own log-in and consent.

use std::fs;

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, Oidc};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::site::{enter, enter_code_at_oidc_provider};

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
    browser.in_the_new_tab(|tab| enter_code_at_oidc_provider(tab, &code, ACCOUNT));

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
        tab.fill_css("input[name=user_code]", &code);
        tab.click("Continue");
        tab.wait_for_text(&code);
        tab.click("[ Abort ]");
        tab.wait_for_text("interrupted");
    });

    browser.wait_for_text("Not retrieved");
    browser.wait_for_text("declined");
}

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn an_administrator_signs_in_in_the_browser_at_oidc_provider() {
    let provider = ForeignProvider::start();
    let gateway = with_account(&provider);
    let browser = browser(&gateway);

    browser.click("Sign in");
    browser.click("Sign in with this browser");
    browser.click_css("#open");
    browser.fill_css("input[name=login]", ACCOUNT);
    browser.fill_css("input[name=password]", "any");
    browser.click("Sign-in");
    browser.click("Continue");

    browser.wait_for_path("/accounts/scans");
    browser.wait_for_text_in("#account .title-line", "Connected");
    browser.wait_for_text("In this browser");
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn who_aborts_in_the_browser_at_oidc_provider_reads_so() {
    let provider = ForeignProvider::start();
    let gateway = with_account(&provider);
    let mut browser = browser(&gateway);
    browser.expect_complaint("the server responded with a status of 400");

    browser.click("Sign in");
    browser.click("Sign in with this browser");
    browser.click_css("#open");
    browser.click("[ Cancel ]");

    browser.wait_for_text("The sign-in was not finished");
    browser.click("Go on to scanpost");
    browser.wait_for_text("Not retrieved");
}

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn an_app_proves_itself_to_oidc_provider_with_the_certificate_that_the_page_made() {
    let mut provider = ForeignProvider::start();
    let gateway = with_account(&provider);
    let browser = browser(&gateway);
    browser.click("Sign in");
    browser.click_css("a[href='/accounts/scans']");
    browser.click("Change the settings");
    browser.fill("Client ID", Oidc::APP);
    browser.click("As an app");
    browser.click("Save");

    browser.click("Sign in");
    browser.click("Set up the app");
    browser.click("Make a key pair");
    let download = browser.attribute("#download", "href");
    let fetch = format!("return fetch('{download}').then((answer) => answer.text())");
    let pem = browser.script(&fetch).as_str().expect("a text").to_owned();
    let file = gateway.data().with_extension("pem");
    fs::write(&file, pem).expect("the temporary folder can be written");
    provider.oidc.register_certificate(&file);
    fs::remove_file(&file).expect("it was written");

    browser.click("Sign in as an app");
    browser.wait_for_path("/accounts/scans");
    browser.wait_for_text("Retrieved");
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
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
