//! Devices at the page: a stranger becomes a device, and a password is shown once.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::Scan;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::{Site, enter, home};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_stranger_who_tried_is_added_by_its_link_and_then_sends() {
    let sandbox = Sandbox::start();
    let gateway = Gateway::start();
    gateway.cli().add_account("scans", MAILBOX, sandbox.provider_file());
    let scan = Scan::new("stranger", MAILBOX, MAILBOX, 1000);
    let refused = gateway.connect().send(MAILBOX, &[MAILBOX], &scan.octets);
    assert!(refused.is_err(), "nobody knows this printer yet");

    let browser = Browser::start(Language::English);
    enter(&gateway, &browser);
    browser.click("Devices");
    browser.wait_for_text_in("#strangers", "127.0.0.1");
    browser.click("Add as a device 127.0.0.1");
    assert_eq!(browser.value("Addresses"), "127.0.0.1");
    browser.fill("Name", "Copier 2nd floor");
    browser.click("Add a device");
    browser.wait_for_path("/devices/Copier%202nd%20floor");
    browser.wait_for_text("Not seen yet");

    gateway.connect().send(MAILBOX, &[MAILBOX], &scan.octets).expect("it is known now");
    // The page follows the events: nobody reloads it.
    browser.wait_for_text("Sends");
    browser.wait_for_text_in("#device", "none, in clear");
    browser.open(&format!("{}/devices", home(&gateway)));
    browser.wait_for_text("Nobody has tried.");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_device_gets_a_password_another_one_and_its_end() {
    let site = Site::start();
    let browser = Browser::start(Language::Swedish);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/devices/new", site.home()));
    browser.fill("Namn", "kopiator");
    browser.fill("Användare", "kopiator");
    browser.click("Krävs: det som inte är krypterat avvisas");
    browser.click("Lägg till en enhet");
    let first = browser.text("#shown-password");
    assert_eq!(first.len(), 20, "{first}");
    browser.click("Jag har angett det");
    browser.wait_for_path("/devices/kopiator");
    assert!(!browser.text("main").contains(&first), "it is shown once");

    browser.click("Nytt lösenord");
    browser.click("Nej, behåll det gamla");
    browser.click("Nytt lösenord");
    browser.click("Ja, skapa ett nytt");
    assert_ne!(browser.text("#shown-password"), first);
    browser.click("Jag har angett det");
    browser.click("Ta bort");
    browser.click("Ja, ta bort");
    browser.wait_for_path("/devices");
    browser.wait_for_text("loopback");
    assert!(!browser.text("main").contains("kopiator"));
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_wide_range_is_asked_about_and_taken_when_it_is_meant() {
    let site = Site::start();
    let mut browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/devices/new", site.home()));
    browser.fill("Name", "everybody");
    browser.fill("Addresses", "0.0.0.0/0");
    browser.click("Add a device");
    browser.expect_complaint("the server responded with a status of 422");
    browser.wait_for_text_in("#ranges-error", "very wide");
    assert_eq!(browser.value("Name"), "everybody", "what was typed comes back");
    browser
        .click("So wide a range is meant, although strangers in it can send without a password.");
    browser.click("Add a device");
    browser.wait_for_path("/devices/everybody");
}
