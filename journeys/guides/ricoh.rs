//! Ricoh's guide to OAuth 2.0 for Exchange Online, in English: Web Image Monitor's steps 1 to 15, then the
//! steps 1 to 9 of the administrator's address. Their numbers stand beside the lines.

use std::path::Path;

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::{LIMIT, Site, enter_code};

use crate::administrator::{Administrator, open_mail, scan};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_administrator_authenticates_and_only_the_authenticated_address_sends() {
    let site = Site::of_profile("ricoh");
    let anna = Administrator::of(&site.gateway, "anna", &[]);
    let mut browser = browser();
    specifies_smtp(&site, &anna, &mut browser);

    // On: whatever the device says.
    specifies_the_administrators_address(&site, &anna, &browser, "On");
    scan(&site, "of-the-machine", "copier@sandbox.example", ANNA).expect("it is taken");
    open_mail(&site, &browser, ANNA, "Scan of-the-machine");
    browser.wait_for_text(&format!("From\n{MAILBOX}"));

    // Off: the address of whoever scans, which must be that of the authentication.
    specifies_the_administrators_address(&site, &anna, &browser, "Off");
    let refused = scan(&site, "of-bo", "bo@sandbox.example", ANNA).expect_err("it is another one");
    let sentence = "550 5.7.1 The device sends as bo@sandbox.example and may send only as \
                    scans@sandbox.example: enter that as the sender in the device's mail settings.";
    assert!(refused.to_string().contains(sentence), "{refused}");
    scan(&site, "of-the-same", MAILBOX, ANNA).expect("it is taken");
    open_mail(&site, &browser, ANNA, "Scan of-the-same");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn who_has_the_privilege_for_sending_authenticates_and_who_has_not_only_looks() {
    let site = Site::of_profile("ricoh");
    let bo = Administrator::of(&site.gateway, "bo", &["accounts", "mail-settings"]);
    let mut browser = browser();
    specifies_smtp(&site, &bo, &mut browser);
    specifies_the_administrators_address(&site, &bo, &browser, "On");

    let eva = Administrator::of(&site.gateway, "eva", &["jobs"]);
    logs_in(&site, &eva, &browser);
    to_the_email_page(&browser);
    browser.wait_for_text_in(AUTHENTICATION, "(Authenticated)");
    assert_eq!(browser.count("#sign-in, #sign-out, #save"), 0);
    logs_out(&browser);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_error_notice_comes_from_the_administrators_address() {
    let site = Site::of_profile("ricoh");
    let anna = Administrator::of(&site.gateway, "anna", &[]);
    let mut browser = browser();
    specifies_smtp(&site, &anna, &mut browser);
    specifies_the_administrators_address(&site, &anna, &browser, "On");
    site.gateway.cli().import_settings("schema = 1\n[notices]\nmail = true\n");

    site.sandbox.turn_on("recipient-refused");
    scan(&site, "to-nobody", MAILBOX, "nobody@sandbox.example").expect("it is taken");
    let told = || site.gateway.cli().jobs().iter().filter(|job| job.state() == "delivered").count();
    assert!(poll_until(LIMIT, || told() == 1), "no notice has been sent");
    open_mail(&site, &browser, MAILBOX, "[scanpost] A mail was not delivered to everybody");
    browser.wait_for_text(&format!("From\n{MAILBOX}"));
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn what_was_set_for_another_service_holds_no_more() {
    let sandbox = Sandbox::start();
    let (exchange, gmail) = ("Microsoft Exchange Online", "Gmail");
    let gateway = Gateway::start_knowing(&[
        ("exchange-online", &sandbox.described_as("exchange-online", exchange)),
        ("gmail", &sandbox.described_as("gmail", gmail)),
    ]);
    gateway.cli().import_settings("schema = 1\n[appearance]\nprofile = \"ricoh\"\n");
    gateway.cli().add_device("copier", "127.0.0.0/8");
    gateway.cli().add_account("old", "old@example.com", Path::new("gmail"));
    let site = Site { gateway, sandbox };
    let anna = Administrator::of(&site.gateway, "anna", &[]);
    let mut browser = browser();

    logs_in(&site, &anna, &browser);
    to_the_email_page(&browser);
    browser.wait_for_text_in("#unknown-service", "The mailbox is at Gmail");
    browser.screenshot("guide-ricoh-unknown-service");
    logs_out(&browser);
    specifies_smtp(&site, &anna, &mut browser);

    logs_in(&site, &anna, &browser);
    to_the_email_page(&browser);
    browser.wait_for_text_in(AUTHENTICATION, "(Authenticated)");
    assert_eq!(browser.count("#unknown-service"), 0);
    scan(&site, "by-exchange", MAILBOX, ANNA).expect("it is taken");
    open_mail(&site, &browser, ANNA, "Scan by-exchange");
    assert_eq!(site.gateway.cli().jobs()[0].0["account"], "scans");
}

/// "Specifying the SMTP Settings".
fn specifies_smtp(site: &Site, administrator: &Administrator, browser: &mut Browser) {
    logs_in(site, administrator, browser); // 1, 2, 3
    to_the_email_page(browser); // 4, 5
    // 6
    browser.choose("Authentication Method for Sending Email", "OAuth 2.0 (for Exchange Online)");
    // 7: what is fixed, what is of no use, and the address, which is the user name as well
    for line in [
        "SMTP Server Name\nlocalhost Given by the mail service.",
        "SMTP Port No.\n587 Fixed with OAuth 2.0.",
        "Use Secure Connection (SSL)\nSTARTTLS Fixed with OAuth 2.0.",
        "SMTP Authentication\nOn Fixed with OAuth 2.0.",
        "Authentication Password\n– Not used with OAuth 2.0.",
        "SMTP Auth. Encryption\n– Not used with OAuth 2.0.",
    ] {
        browser.wait_for_text(line);
    }
    browser.fill("Authentication Email Address", MAILBOX);
    browser.click_in(AUTHENTICATION, "Start Authentication"); // 8
    browser.wait_for_text_in("h1", "OAuth 2.0 (for Exchange Online)");
    let code = browser.text("output.code"); // 9
    browser.click("Microsoft"); // 10
    browser.in_the_new_tab(|tab| enter_code(tab, &code)); // 11, 12
    browser.wait_for_text("(Authenticated)");
    browser.wait_for_text_in(".ok", "press [OK]"); // 13
    browser.click("OK");
    // 14: the word stands to the right of the button
    browser.wait_for_path("/mail-server/email");
    browser.wait_for_text_in(AUTHENTICATION, "(Authenticated)");
    assert_eq!(browser.script(IS_BESIDE), true);
    browser.screenshot("guide-ricoh-authenticated");
    browser.wait_for_text(&format!("Authentication User Name\n{MAILBOX}"));
    browser.click("OK");
    browser.wait_for_text("Saved.");
    logs_out(browser); // 15
}

/// "Specifying the Administrator's E-mail Address".
fn specifies_the_administrators_address(
    site: &Site,
    administrator: &Administrator,
    browser: &Browser,
    auto_specify_sender_name: &str,
) {
    logs_in(site, administrator, browser); // 1, 2, 3
    to_the_email_page(browser); // 4, 5
    browser.fill("Administrator Email Address", MAILBOX); // 6: the same as in 7 above
    browser.click_in("form.settings", auto_specify_sender_name); // 7
    browser.click("OK"); // 8
    browser.wait_for_text("Saved.");
    logs_out(browser); // 9
}

/// It hears a 401 with each page that wants a log-in first.
fn browser() -> Browser {
    let mut browser = Browser::start(Language::English);
    browser.expect_complaint("the server responded with a status of 401");
    browser
}

/// Steps 1 to 3 of both sections: the browser, the address, the log-in.
fn logs_in(site: &Site, administrator: &Administrator, browser: &Browser) {
    administrator.logs_in(&site.gateway, browser, ["Name", "Password", "Log in"]);
}

/// Steps 4 and 5 of both sections: each link stands below its heading.
fn to_the_email_page(browser: &Browser) {
    browser.click_in("nav", "Printer");
    browser.wait_for_text_in("main h2", "Device Management");
    browser.click("Configuration");
    browser.wait_for_text_in("main h2", "Device Settings");
    browser.click("Email");
    browser.wait_for_path("/mail-server/email");
}

fn logs_out(browser: &Browser) {
    browser.click("Logout");
    browser.wait_for_path("/log-in");
}

const ANNA: &str = "anna@sandbox.example";
const AUTHENTICATION: &str = "[aria-label='OAuth 2.0 Authentication']";
const IS_BESIDE: &str = "\
    const [button, state] = ['#sign-in', '#sign-in-state .badge'].map((one) => \
        document.querySelector(one).getBoundingClientRect());\
    return state.left >= button.right && state.top < button.bottom && state.bottom > button.top";
