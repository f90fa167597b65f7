//! Receiving at the page: a mailbox that is looked into, a mail in quarantine, and who deals with it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::site::{Site, enter};

/// A site whose account fetches faxes, too.
pub(crate) fn receiving_site() -> Site {
    let site = Site::start();
    site.gateway.cli().receive_faxes_by(Some(ACCOUNT_NAME));
    site
}

pub(crate) fn put_fax(site: &Site) {
    let fax = STANDARD.encode(include_bytes!("../../../crates/scanpost/assets/fax.tif"));
    let lines: Vec<&str> =
        fax.as_bytes().chunks(76).map(|line| str::from_utf8(line).expect("ASCII")).collect();
    let head = "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64";
    put(site, &format!("{head}\r\n\r\n{}", lines.join("\r\n")));
}

pub(crate) fn put_letter(site: &Site) {
    put(site, "\r\nNo fax is in here.");
}

fn put(site: &Site, rest: &str) {
    let head = "From: fax@example.com\r\nSubject: fax\r\nMIME-Version: 1.0";
    site.sandbox.put_mail(format!("{head}\r\n{rest}\r\n").as_bytes());
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_mail_without_a_fax_shows_in_the_quarantine_by_itself_and_is_dealt_with_there() {
    let site = receiving_site();
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.click("Receiving");
    browser.wait_for_text_in("#internet-fax-receive", "Not retrieved");
    browser.click_css("#token-internet-fax-receive");
    browser.wait_for_path(&format!("/accounts/{ACCOUNT_NAME}/sign-in"));
    site.sign_in();
    browser.open(&format!("{}/receiving", site.home()));
    browser.wait_for_text_in("#internet-fax-receive", "Retrieved");

    put_letter(&site);
    let watching = Browser::start(Language::Swedish);
    enter(&site.gateway, &watching);
    watching.open(&format!("{}/receiving/quarantine", site.home()));
    watching.wait_for_text("Inget mejl är i karantän.");
    browser.click_css("#poll-internet-fax-receive");
    browser.wait_for_text("The mailbox has just been looked into");
    // Nobody has loaded it again.
    watching.wait_for_text_in("#arrivals", "I karantän");

    watching.click("Försök igen");
    watching.wait_for_text("Mejlet lämnas vidare på nytt nu.");
    watching.wait_for_text_in("#arrivals", "I karantän");
    watching.click("Ta bort");
    watching.wait_for_text("därefter har ingen det");
    watching.click("Ja, ta bort");
    watching.wait_for_text("Mejlet är borttaget.");
    watching.wait_for_text("Inget mejl är i karantän.");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_a_fax_is_fetched_and_found_among_what_has_come_in() {
    let site = receiving_site();
    site.sign_in();
    put_fax(&site);
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/receiving", site.home()));
    browser.click_css("#poll-internet-fax-receive");
    browser.wait_for_text("The mailbox has just been looked into");
    browser.click_css("#states a");
    browser.wait_for_path("/receiving/arrivals");
    browser.wait_for_text_in("#arrivals", "Receive internet fax");
}
