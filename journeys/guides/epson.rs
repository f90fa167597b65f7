//! Epson's guide to Exchange Online, in Swedish: Web Config's steps 1 to 12, what the control panel shows, the fax
//! server's mail server, "To My Email", and what it says under troubleshooting.
//!
//! SMTP AUTH, its first section, is switched on at Microsoft 365. The sandbox asks for no password (step 10).

use std::time::Duration;

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::ipp::IppPrinter;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::{MAILBOX, SECOND_MAILBOX};
use scanpost_journeys::site::{LIMIT, Site, approve_for_all, enter_code_as, home};

use crate::administrator::{Administrator, open_mail, scan};

const NETWORK_STATUS: [&str; 4] =
    ["Inst.", "Allmänna inställningar", "Nätverksinställningar", "Nätverksstatus"];
/// The state beside the button.
const STATE: &str = "#sign-in-state";

/// Steps 1 and 2: an administrator with a password, at the address of the gateway instead of the printer's.
fn begin() -> (Site, Browser) {
    let site = Site::of_profile("epson");
    let administrator = Administrator::of(&site.gateway, "administrator", &[]);
    let mut browser = Browser::start(Language::Swedish);
    browser.expect_complaint("the server responded with a status of 401");
    administrator.logs_in(&site.gateway, &browser, ["Namn", "Lösenord", "Logga in"]);
    (site, browser)
}

/// One click after the other in the menus.
fn walk(gateway: &Gateway, browser: &Browser, steps: &[&str]) {
    browser.open(&home(gateway));
    browser.click_in("nav.nav", "Skrivaren");
    for step in steps {
        browser.click_in("main", step);
    }
}

/// Step 3.
fn open_basic(site: &Site, browser: &Browser) {
    walk(&site.gateway, browser, &["Nätverk", "E-postserver", "Grundläggande"]);
}

/// Steps 4 to 7, on the page that is open; the code that is then shown.
fn ask_for_code(browser: &Browser) -> String {
    // 4, 5
    browser.choose("Autentiseringsmetod", "OAuth2");
    browser.choose("E-posttjänst", "Microsoft Exchange Online");
    // 6
    browser.click_in(STATE, "Logga in");
    browser.click("Logga in med Microsoft");
    // 7
    browser.text("#code")
}

/// Steps 4 to 12, by the administrator of this mailbox.
fn sign_in(browser: &mut Browser, mailbox: &str) {
    let code = ask_for_code(browser);
    // 7 to 11: the code, the account, the consent for the organisation.
    browser.click_css("#open");
    browser.in_the_new_tab(|tab| approve_for_all(tab, &code, mailbox));
    browser.wait_for_text_in("main", "Inloggad");
    browser.click("OK");
    browser.wait_for_text_in(STATE, "Inloggad");
    assert_eq!(browser.text("#signed-in-as"), mailbox);
    assert_eq!(browser.value("Autentiserat konto"), mailbox);
    // 12
    browser.click("OK");
    browser.text("p.answer.good");
}

/// Somebody taps through the pages of the control panel until it says this.
fn panel_says(browser: &Browser, words: &str) {
    while !browser.text("main").contains(words) {
        browser.click_css("#more");
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_guide_leads_to_a_scan_in_the_mailbox_and_the_printer_shows_how_its_mail_server_stands() {
    let (site, mut browser) = begin();
    let printer = IppPrinter::start(&["application/pdf"]);
    let panel = format!("schema = 1\n[panel]\nprinter = \"{}\"\n", printer.uri());
    site.gateway.cli().import_settings(&panel);
    open_basic(&site, &browser);
    browser.wait_for_text_in(STATE, "Ej inloggad");
    browser.screenshot("guide-epson-basic");
    sign_in(&mut browser, MAILBOX);
    browser.screenshot("guide-epson-signed-in");
    scan(&site, "epson", MAILBOX, MAILBOX).expect("it is taken");
    open_mail(&site, &browser, MAILBOX, "Scan epson");

    // From the control panel, 1.
    walk(&site.gateway, &browser, &NETWORK_STATUS);
    browser.screenshot("guide-epson-network-status");
    browser.click_in("main", "Status för e-postserver");
    browser.wait_for_text_in("h1", "Status för e-postserver");
    for words in ["Microsoft Exchange Online", "Inloggad", MAILBOX] {
        panel_says(&browser, words);
    }
    browser.screenshot("guide-epson-panel");

    // The network status sheet, 1 and 2.
    walk(&site.gateway, &browser, &NETWORK_STATUS);
    browser.click_in("main", "Statusblad");
    browser.wait_for_text(&printer.uri());
    browser.click("Starta utskriften");
    printer.wait_for_jobs(1, LIMIT);
    assert!(printer.documents()[0].1.starts_with(b"%PDF"), "the sheet is on paper");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_fax_server_has_a_mail_server_and_a_sign_in_of_its_own_and_a_fax_leaves_by_it() {
    let (site, mut browser) = begin();
    open_basic(&site, &browser);
    sign_in(&mut browser, MAILBOX);
    walk(&site.gateway, &browser, &["Fax", "Faxserver", "Inställningar för e-postserver"]);
    browser.wait_for_text_in(STATE, "Ej inloggad");
    sign_in(&mut browser, SECOND_MAILBOX);
    browser.screenshot("guide-epson-fax-server");
    open_basic(&site, &browser);
    browser.wait_for_text_in(STATE, MAILBOX);
    let slots = site.gateway.cli().run(&["slot", "list"]).expect_success("slot list").stdout;
    assert!(slots.lines().any(|line| line.contains("fax") && line.contains("status")), "{slots}");

    // Where the provider takes faxes, which the guide leaves to the provider's own.
    walk(&site.gateway, &browser, &["Fax", "Faxserver", "Inställningar för e-postserver"]);
    browser.click("Faxserverns inställningar");
    browser.fill("Leverantörens adress", "{number}@fax.example");
    browser.fill("Landsnummer", "46");
    browser.click("Spara");
    browser.wait_for_text_in("#fax-server-state", "Fax skickas med status.");
    // Somebody faxes at the printer; it is in the provider's mailbox, from the fax server's own.
    scan(&site, "a-fax", MAILBOX, "08-123 45@fax").expect("it is taken");
    open_mail(&site, &browser, "46812345@fax.example", "Scan a-fax");
    browser.wait_for_text(&format!("From\n{SECOND_MAILBOX}"));
    assert_eq!(site.sandbox.sent(SECOND_MAILBOX).len(), 1);
    assert_eq!(site.sandbox.sent(MAILBOX).len(), 0);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn to_my_email_goes_out_from_the_users_own_mailbox_after_the_organisation_has_consented() {
    let (site, mut browser) = begin();
    let cli = site.gateway.cli();
    cli.run(&["device", "edit", "copier", "--sender", "per-user"]).expect_success("device edit");
    cli.run(&["user", "add", SECOND_MAILBOX, "--name", "Anna"]).expect_success("user add");
    // Users of this organisation may not consent by themselves.
    site.sandbox.turn_on("admin-consent-needed");
    // 1 to 5: the administrator signs in and consents for the organisation.
    open_basic(&site, &browser);
    sign_in(&mut browser, MAILBOX);

    // The user's first scan waits for the sign-in.
    scan(&site, "to-my-email", SECOND_MAILBOX, SECOND_MAILBOX).expect("it is taken");
    site.gateway.wait_for_jobs(1, "waiting", LIMIT);
    let mut user = Browser::start(Language::Swedish);
    user.open(&format!("{}/me", site.home()));
    user.wait_for_text_in("h1", "Till Min e-post");
    user.screenshot("guide-epson-to-my-email");
    user.fill("Din e-postadress", SECOND_MAILBOX);
    user.click_css("#with-code");
    let code = user.text("#code");
    user.click_css("#open");
    user.in_the_new_tab(|tab| enter_code_as(tab, &code, SECOND_MAILBOX));
    user.wait_for_text(&format!("Inloggad som {SECOND_MAILBOX}"));
    open_mail(&site, &browser, SECOND_MAILBOX, "Scan to-my-email");
    browser.wait_for_text(&format!("From\n{SECOND_MAILBOX}"));
    user.click("Klar");

    // The next one waits for nobody.
    scan(&site, "the-next", SECOND_MAILBOX, SECOND_MAILBOX).expect("it is taken");
    open_mail(&site, &browser, SECOND_MAILBOX, "Scan the-next");
}

/// Troubleshooting: cannot log in.
#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_sign_in_that_conditional_access_blocks_says_so_and_goes_well_without_the_policy() {
    let (site, mut browser) = begin();
    site.sandbox.turn_on("ca-blocks-device-code-at-poll");
    open_basic(&site, &browser);
    let code = ask_for_code(&browser);
    browser.click_css("#open");
    browser.in_the_new_tab(|tab| approve_for_all(tab, &code, MAILBOX));
    browser.wait_for_text_in("main", "villkorsstyrd åtkomst");
    browser.screenshot("guide-epson-conditional-access");
    browser.click("OK");
    browser.wait_for_text_in("main", "villkorsstyrd åtkomst");

    site.sandbox.turn_all_off();
    sign_in(&mut browser, MAILBOX);
    assert!(!browser.text("main").contains("villkorsstyrd åtkomst"));
}

/// Troubleshooting: cannot send, because nobody is signed in. Code 370.
#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_scan_while_nobody_is_signed_in_waits_with_code_370_and_the_page_shows_the_button() {
    let (site, mut browser) = begin();
    open_basic(&site, &browser);
    sign_in(&mut browser, MAILBOX);
    browser.click_in(STATE, "Logga ut");
    browser.click("Ja");
    browser.wait_for_text_in(STATE, "Ej inloggad");
    scan(&site, "nobody", MAILBOX, MAILBOX).expect("it is taken");
    site.gateway.wait_until_held(LIMIT);
    let sentence = "Funktionen kräver att skrivaren är inloggad på e-posttjänsten. Kontot ”scans” är inte inloggat.";
    job_says(&site.gateway, &browser, "370", sentence);
    browser.screenshot("guide-epson-370");

    open_basic(&site, &browser);
    browser.wait_for_text_in("main", sentence);
    browser.wait_for_text_in(STATE, "Logga in");
    sign_in(&mut browser, MAILBOX);
    open_mail(&site, &browser, MAILBOX, "Scan nobody");
}

/// Troubleshooting: the sign-in was not used for long. Code 370.
#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_sign_in_that_was_not_used_for_long_has_expired_and_a_new_one_sends_what_waits() {
    let (site, mut browser) = begin();
    open_basic(&site, &browser);
    sign_in(&mut browser, MAILBOX);
    site.sandbox.advance(Duration::from_hours(24 * 91));
    scan(&site, "expired", MAILBOX, MAILBOX).expect("it is taken");
    site.gateway.wait_until_held(LIMIT);
    let sentence = "e-postfunktionen har inte använts på länge";
    job_says(&site.gateway, &browser, "370", sentence);
    open_basic(&site, &browser);
    browser.wait_for_text_in(STATE, "Inloggningen har gått ut");
    browser.wait_for_text_in("main", sentence);
    browser.screenshot("guide-epson-expired");

    browser.click_in(STATE, "Logga in igen");
    browser.click("Logga in med Microsoft");
    let code = browser.text("#code");
    browser.click_css("#open");
    browser.in_the_new_tab(|tab| enter_code_as(tab, &code, MAILBOX));
    browser.wait_for_text_in("main", "Inloggad");
    open_mail(&site, &browser, MAILBOX, "Scan expired");
}

/// Troubleshooting: the codes 361 and 360 in the job history.
#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_job_whose_connection_timed_out_or_that_meets_no_server_carries_the_code_of_the_guide() {
    let (site, mut browser) = begin();
    open_basic(&site, &browser);
    sign_in(&mut browser, MAILBOX);
    site.sandbox.turn_on("connection-timed-out");
    scan(&site, "timed-out", MAILBOX, MAILBOX).expect("it is taken");
    let timed_out = "Anslutningen till molntjänsten eller e-posttjänsten har gått ut.";
    job_says(&site.gateway, &browser, "361", timed_out);
    browser.screenshot("guide-epson-361");

    // The service is switched off.
    let Site { gateway, sandbox } = site;
    drop(sandbox);
    let unreachable = "Ingen anslutning till molntjänsten eller e-posttjänsten.";
    job_says(&gateway, &browser, "360", unreachable);
    browser.screenshot("guide-epson-360");
    drop(browser); // before the gateway goes, or its page complains
}

/// The newest job, where the guide says: Jobbstatus, Jobbstatus. It is tried again until it has this code.
fn job_says(gateway: &Gateway, browser: &Browser, number: &str, sentence: &str) {
    walk(gateway, browser, &["Jobbstatus", "Jobbstatus"]);
    browser.wait_for_path("/jobs");
    let job = gateway.cli().jobs()[0].id().to_owned();
    let has_code = || {
        gateway.cli().retry_all();
        browser.open(&format!("{}/jobs/{job}", home(gateway)));
        browser.text("main").contains(number)
    };
    assert!(poll_until(LIMIT, has_code), "no code {number}: {}", browser.text("main"));
    browser.wait_for_text_in("#makers-code", number);
    browser.wait_for_text_in("main", sentence);
}
