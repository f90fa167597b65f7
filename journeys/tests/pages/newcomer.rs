//! A newcomer adds an account and signs it in, by each of the three ways, following the page alone.

use std::fs;

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::{enter, enter_code, home};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_newcomer_reaches_connected_with_a_code() {
    for words in [&ENGLISH, &SWEDISH] {
        let (site, mut browser) = added(words);
        browser.click(words.get_code);
        let code = browser.text("output.code");
        browser.click_css("#open");
        browser.in_the_new_tab(|tab| enter_code(tab, &code));
        assert_connected(&site, &browser, words);
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_newcomer_reaches_connected_in_the_browser() {
    for words in [&ENGLISH, &SWEDISH] {
        let (site, browser) = added(words);
        browser.click(words.in_browser);
        browser.click_css("#open");
        agree(&browser);
        // By way of localhost, as the provider names this machine, back to where the session is.
        browser.wait_for_path("/accounts/scans");
        assert!(browser.url().starts_with(&site.home()), "{}", browser.url());
        assert_connected(&site, &browser, words);
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_newcomer_reaches_connected_by_pasting_the_last_address() {
    for words in [&ENGLISH, &SWEDISH] {
        let (site, mut browser) = added(words);
        browser.click(words.in_browser);
        browser.click(words.return_address);
        browser.click(words.rather_paste);
        browser.click_css("#open");
        let mut last = String::new();
        browser.in_the_new_tab(|tab| {
            agree(tab);
            tab.wait_for_path("/common/oauth2/nativeclient");
            last = tab.url();
        });
        browser.fill(words.last_address, "http://127.0.0.1/?code=of-somebody-else&state=stolen");
        browser.expect_complaint("the server responded with a status of 422");
        browser.click(words.finish);
        browser.wait_for_text_in(".trouble", words.unknown_return);
        browser.fill(words.last_address, &last);
        browser.click(words.finish);
        assert_connected(&site, &browser, words);
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_newcomer_reaches_connected_as_an_app() {
    for words in [&ENGLISH, &SWEDISH] {
        let (site, browser) = added(words);
        browser.click(words.set_up_app);
        browser.click(words.make_key_pair);
        browser.wait_for_text("Add-MailboxPermission -Identity 'scans@sandbox.example'");
        let download = browser.attribute("#download", "href");
        let fetch = format!("return fetch('{download}').then((answer) => answer.text())");
        let pem = browser.script(&fetch).as_str().expect("a text").to_owned();

        browser.open(&site.sandbox.page("/app"));
        browser.fill("Certificate in PEM", &pem);
        browser.click("Upload");
        browser.text("li.code"); // its thumbprint
        browser.open(&format!("{}/accounts/scans/app", site.home()));
        browser.click(words.as_app);
        assert_connected(&site, &browser, words);
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn slow_pages_of_the_provider_cost_a_newcomer_patience_alone() {
    let (site, browser) = added(&ENGLISH);
    site.sandbox.turn_on("pages-slow");
    browser.click(ENGLISH.in_browser);
    browser.click_css("#open");
    agree(&browser);
    assert_connected(&site, &browser, &ENGLISH);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn who_declines_in_the_browser_reads_so_and_can_begin_anew() {
    let (site, mut browser) = added(&ENGLISH);
    browser.expect_complaint("the server responded with a status of 400");
    browser.click(ENGLISH.in_browser);
    browser.click_css("#open");
    browser.click("Cancel");
    browser.wait_for_text("The sign-in was not finished");
    browser.wait_for_text("declined");
    browser.click("Go on to scanpost");
    browser.wait_for_path("/accounts/scans");
    browser.wait_for_text("Not retrieved");
    assert_eq!(site.gateway.cli().token_status(ACCOUNT_NAME), "not-retrieved");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_administrator_of_the_tenant_consents_and_the_return_is_understood() {
    let (site, browser) = added(&ENGLISH);
    site.sandbox.turn_on("admin-consent-needed");
    browser.click("Consent for the organisation");
    browser.click("Make the link");
    browser.click_css("#open");
    browser.click("Accept");
    browser.wait_for_path("/accounts/scans");
    browser.click("Sign in");
    browser.click(ENGLISH.in_browser);
    browser.click_css("#open");
    agree(&browser);
    assert_connected(&site, &browser, &ENGLISH);
}

struct Newcomer {
    gateway: Gateway,
    sandbox: Sandbox,
}

impl Newcomer {
    fn home(&self) -> String {
        home(&self.gateway)
    }
}

/// An account that was added on the page a moment ago, with the choice of the way before us.
fn added(words: &Words) -> (Newcomer, Browser) {
    let site = Newcomer { sandbox: Sandbox::start(), gateway: Gateway::start() };
    let browser = Browser::start(words.language);
    enter(&site.gateway, &browser);
    browser.click(words.add);
    browser.click_css("a[href='/accounts/add/custom']");
    let file = fs::read_to_string(site.sandbox.provider_file()).expect("it was written");
    browser.fill(words.description, &file);
    browser.fill(words.mailbox, MAILBOX);
    browser.click(words.go_on);
    browser.wait_for_path("/accounts/scans/sign-in");
    (site, browser)
}

/// At the sandbox's pages of a sign-in in the browser, whose language is English.
fn agree(browser: &Browser) {
    browser.click("Next");
    browser.click("Accept");
}

#[track_caller]
fn assert_connected(site: &Newcomer, browser: &Browser, words: &Words) {
    browser.wait_for_path("/accounts/scans");
    browser.wait_for_text_in("#account .title-line", words.connected);
    assert_eq!(site.gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}

/// What stands on the page.
struct Words {
    language: Language,
    add: &'static str,
    description: &'static str,
    mailbox: &'static str,
    go_on: &'static str,
    get_code: &'static str,
    in_browser: &'static str,
    return_address: &'static str,
    rather_paste: &'static str,
    last_address: &'static str,
    finish: &'static str,
    unknown_return: &'static str,
    set_up_app: &'static str,
    make_key_pair: &'static str,
    as_app: &'static str,
    connected: &'static str,
}

const ENGLISH: Words = Words {
    language: Language::English,
    add: "Add an account",
    description: "Description of the provider",
    mailbox: "Mailbox address",
    go_on: "Go on to the sign-in",
    get_code: "Get a code",
    in_browser: "Sign in with this browser",
    return_address: "Return address",
    rather_paste: "Paste the last address instead",
    last_address: "Address of the last page",
    finish: "Finish the sign-in",
    unknown_return: "This sign-in is not known here any more",
    set_up_app: "Set up the app",
    make_key_pair: "Make a key pair",
    as_app: "Sign in as an app",
    connected: "Connected",
};

const SWEDISH: Words = Words {
    language: Language::Swedish,
    add: "Lägg till ett konto",
    description: "Leverantörens beskrivning",
    mailbox: "Brevlådans adress",
    go_on: "Vidare till inloggningen",
    get_code: "Hämta en kod",
    in_browser: "Logga in med den här webbläsaren",
    return_address: "Returadress",
    rather_paste: "Klistra in den sista adressen i stället",
    last_address: "Den sista sidans adress",
    finish: "Slutför inloggningen",
    unknown_return: "Den här inloggningen är inte känd här längre",
    set_up_app: "Ställ in appen",
    make_key_pair: "Skapa ett nyckelpar",
    as_app: "Logga in som app",
    connected: "Ansluten",
};
