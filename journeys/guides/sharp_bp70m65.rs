//! Sharp's guide for the BP-70M65, in English. The numbers are those of `sharp.rs`. The provider is made of
//! real parts: oidc-provider, Postfix and Dovecot.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::fax::{Stage, mail_by_hylafax};
use scanpost_journeys::foreign::{ACCOUNT, ForeignProvider, PERSON};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::{Scan, assert_same_mail};
use scanpost_journeys::ports::HOST;
use scanpost_journeys::sandbox::MAILBOX;
use scanpost_journeys::site::{LIMIT, Site, enter_code, enter_code_at_oidc_provider};

use crate::administrator::{Administrator, end_sessions, open_mail, scan};
use crate::sharp::{Words, shows};

#[test]
#[ignore = "needs the foreign parts and Chromium: cargo xtask test"]
fn tokens_of_oidc_provider_send_a_scan_and_fetch_a_fax_each_its_own() {
    let mut provider = ForeignProvider::start();
    let gateway = Gateway::start_knowing(&[("foreign", &provider.as_toml())]);
    gateway.cli().import_settings("schema = 1\n[appearance]\nprofile = \"sharp-bp70m65\"\n");
    gateway.cli().add_device("copier", "127.0.0.0/8");
    let anna = Administrator::of(&gateway, "anna", &[]);
    let mut browser = browser();
    anna.logs_in(&gateway, &browser, WORDS.log_in);

    // SMTP
    WORDS.goes_by(&browser, SMTP); // 1
    sets_smtp(&browser); // 2
    WORDS.asks_for_a_token(&browser, "Foreign parts", ACCOUNT); // 3 to 6
    WORDS.gets_it(&mut browser, |tab, code| enter_code_at_oidc_provider(tab, code, ACCOUNT));
    browser.wait_for_text("They change together.");
    let first = Scan::new("first", ACCOUNT, PERSON, 20_000);
    gateway.accept(&[PERSON], &first);
    provider.wait_for_deliveries(1, LIMIT);
    assert_same_mail(&first.octets, &provider.mailbox(PERSON)[0]);

    // The settings of SMTP change in concert; those of POP are on their own.
    WORDS.goes_by(&browser, EMAIL_ALERT);
    shows(&browser, WORDS.retrieved);
    assert_eq!(browser.value(WORDS.account), ACCOUNT);
    WORDS.goes_by(&browser, EMAIL_STATUS);
    shows(&browser, WORDS.not_retrieved);

    // POP
    WORDS.goes_by(&browser, INTERNET_FAX); // 1
    shows(&browser, WORDS.not_retrieved);
    sets_pop(&browser, &provider); // 2
    WORDS.asks_for_a_token(&browser, "Foreign parts", FAX); // 3, 4
    let code = browser.text("output.code");
    let page = browser.attribute("#open", "href");
    let other = self::browser(); // in which nobody is signed in at the provider
    other.open(&page);
    enter_code_at_oidc_provider(&other, &code, FAX);
    browser.click("OK");
    shows(&browser, WORDS.retrieved);
    assert_eq!(browser.value("Check Interval (minutes)"), "1");
    browser.wait_for_text("This sign-in is for “Receive internet fax” alone.");
    let stage = Stage::new();
    stage.tool("tiffcp", &["-c", "g4"], &["page.tif"], "fax.tif");
    provider.dovecot.put(FAX, &mail_by_hylafax(&stage.octets("fax.tif"), 1));
    polls(&gateway);
    gateway.wait_for_faxes(1, LIMIT);
    WORDS.goes_by(&browser, EMAIL_STATUS);
    shows(&browser, WORDS.not_retrieved);

    // One token comes to its end, the other one is as it was.
    provider.revoke(FAX);
    provider.oidc.expire(FAX);
    polls(&gateway);
    WORDS.goes_by(&browser, INTERNET_FAX);
    shows(&browser, WORDS.invalid);
    WORDS.deletes(&browser);
    WORDS.goes_by(&browser, SMTP);
    shows(&browser, WORDS.retrieved);
    gateway.accept(&[PERSON], &Scan::new("second", ACCOUNT, PERSON, 20_000));
    provider.wait_for_deliveries(2, LIMIT);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn each_state_of_the_token_is_shown_and_the_key_delete_ends_it() {
    let site = Site::of_profile("sharp-bp70m65");
    let anna = Administrator::of(&site.gateway, "anna", &[]);
    let mut browser = browser();
    anna.logs_in(&site.gateway, &browser, WORDS.log_in);
    WORDS.goes_by(&browser, SMTP);
    shows(&browser, WORDS.not_retrieved);

    WORDS.asks_for_a_token(&browser, EXCHANGE, MAILBOX);
    browser.click("OK"); // back, before anybody has agreed
    shows(&browser, WORDS.waiting);
    browser.screenshot("guide-sharp-waiting");
    browser.click(WORDS.go_on);
    WORDS.gets_it(&mut browser, |tab, code| enter_code(tab, code));

    // The provider takes the sign-in back; a scan finds that out, and waits.
    end_sessions(&site, &browser, MAILBOX);
    scan(&site, "waiting", MAILBOX, ANNA).expect("it is taken");
    site.gateway.wait_until_held(LIMIT);
    browser.open(&format!("{}/machine", site.home()));
    WORDS.goes_by(&browser, SMTP);
    shows(&browser, WORDS.invalid);
    browser.wait_for_text_in("#troubles", "sign in"); // and why, with what to do
    browser.screenshot("guide-sharp-invalid");

    browser.click(WORDS.delete);
    browser.wait_for_text_in(".question h1", WORDS.delete);
    browser.click(WORDS.cancel); // nothing has happened
    shows(&browser, WORDS.invalid);
    WORDS.deletes(&browser);

    // What waited goes with the new token.
    WORDS.asks_for_a_token(&browser, EXCHANGE, MAILBOX);
    WORDS.gets_it(&mut browser, |tab, code| enter_code(tab, code));
    open_mail(&site, &browser, ANNA, "Scan waiting");
}

/// SMTP 2: what the provider gives, and what is typed.
fn sets_smtp(browser: &Browser) {
    browser.wait_for_text("Primary Server");
    browser.wait_for_text("Port Number");
    browser.wait_for_text("Enable SSL/TLS");
    browser.fill("Timeout (seconds)", "40");
    browser.fill("Sender Name", "Copier, second floor");
    browser.fill("Sender Address", ACCOUNT);
}

/// POP 2.
fn sets_pop(browser: &Browser, provider: &ForeignProvider) {
    browser.fill("POP3 Server", HOST);
    browser.fill("Port Number", &provider.dovecot.pop3s_port.to_string());
    browser.fill("Check Interval (minutes)", "1");
    browser.choose("Enable SSL/TLS", "TLS from the start");
}

/// At once, instead of at its time.
fn polls(gateway: &Gateway) {
    gateway.cli().run(&["receiving", "poll", "internet-fax-receive"]).expect_success("poll");
}

fn browser() -> Browser {
    let mut browser = Browser::start(Language::English);
    // Whoever has not logged in yet; and oidc-provider's own pages.
    browser.expect_complaint("the server responded with a status of 401");
    browser.expect_complaint("https://fonts.googleapis.com/");
    browser.expect_complaint("/favicon.ico");
    browser
}

const ANNA: &str = "anna@sandbox.example";
const FAX: &str = "fax@example.com";
const EXCHANGE: &str = "Microsoft Exchange Online";

const SMTP: &[&str] = &[
    "Settings (Administrator)",
    "System Settings",
    "Network Settings",
    "Service Settings",
    "SMTP",
];
const EMAIL_ALERT: &[&str] = &[
    "Settings (Administrator)",
    "System Settings",
    "System Control",
    "E-mail Alert/Status",
    "E-mail Alert",
];
const EMAIL_STATUS: &[&str] = &[
    "Settings (Administrator)",
    "System Settings",
    "System Control",
    "E-mail Alert/Status",
    "E-mail Status",
];
const INTERNET_FAX: &[&str] = &[
    "Settings (Administrator)",
    "System Settings",
    "Image Send Settings",
    "Internet Fax Settings",
    "Server Settings",
];

const WORDS: Words = Words {
    log_in: ["Name", "Password", "Log in"],
    printer: "Printer",
    method: "Authentication Method",
    provider: "Provider",
    account: "Account Name",
    get_token: "Get Token",
    go_on: "Go on with the sign-in",
    delete: "Delete",
    cancel: "Cancel",
    not_retrieved: "Not Retrieved",
    waiting: "Waiting for authorisation",
    retrieved: "Retrieved",
    invalid: "Invalid",
};
