//! Settings as an administrator has them: change, mistake, two at once, a file out and in again.

use std::fs;
use std::path::Path;

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::certificates::Certificates;
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::{LIMIT, Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_mistake_stands_at_its_field_and_what_was_typed_is_saved_after_it_is_mended() {
    let site = Site::start();
    let browser = open(&site, "/settings");
    browser.fill_css("#sender_name", "Kopiatorn");
    browser.fill_css("#timeout_seconds", "soon");
    save(&browser);
    assert!(browser.text("#timeout_seconds-error").contains("5–300"));
    assert_eq!(browser.value("Sender name"), "Kopiatorn");
    browser.fill_css("#timeout_seconds", "45");
    save(&browser);
    browser.wait_for_text("Saved.");
    assert_eq!(browser.value("Timeout (seconds)"), "45");
    assert_eq!(browser.value("Sender name"), "Kopiatorn");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn certificate_validation_that_is_off_is_said_on_the_status_page_until_it_is_on() {
    let site = Site::start();
    let browser = open(&site, "/settings");
    browser.click_css("input[name=certificate_validation][value=off]");
    save(&browser);
    browser.wait_for_text("Saved.");
    browser.open(&site.home());
    browser.wait_for_text_in("#unchecked", "Certificate validation is off");
    browser.click("To the mail settings");
    browser.click_css("input[name=certificate_validation][value=on]");
    save(&browser);
    browser.wait_for_text("Saved.");
    browser.open(&site.home());
    assert_eq!(browser.count("#unchecked"), 0);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn of_two_administrators_the_slower_one_sees_what_the_faster_one_has_saved() {
    let site = Site::start();
    let (mut slow, fast) = (open(&site, "/settings"), open(&site, "/settings"));
    slow.expect_complaint("the server responded with a status of 409");
    fast.fill_css("#timeout_seconds", "60");
    save(&fast);
    fast.wait_for_text("Saved.");
    slow.fill_css("#timeout_seconds", "45");
    save(&slow);
    slow.wait_for_text_in("#others", "60");
    assert_eq!(slow.value("Timeout (seconds)"), "45");
    save(&slow);
    slow.wait_for_text("Saved.");
    assert_eq!(slow.value("Timeout (seconds)"), "45");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_function_gets_its_account_and_the_page_says_how_that_stands() {
    let site = Site::start();
    let browser = open(&site, "/settings/functions");
    browser.wait_for_text("the only account there is");
    browser.choose("Account Sending", "scans");
    save(&browser);
    browser.wait_for_text("Saved.");
    browser.wait_for_text("Not retrieved");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn what_is_wrong_with_the_fax_server_stands_at_its_field_and_mended_it_sends_a_fax() {
    let site = Site::start();
    site.sign_in();
    let browser = open(&site, "/settings/fax-server");
    browser.wait_for_text_in("#fax-server-state", "Nothing is faxed");
    for (label, typed) in [
        ("The provider’s address", "fax@provider.example"),
        ("Country code", "046"),
        ("Fax numbers end in", "no domain"),
        ("Allowed numbers", "+46*\n08-LETTERS"),
        ("Text before what is sent", "From {nobody}"),
    ] {
        browser.fill(label, typed);
    }
    save(&browser);
    for (field, words) in [
        ("pattern", "“fax@provider.example”"),
        ("country_code", "“046”"),
        ("domain", "“no domain”"),
        ("allowed", "“08-LETTERS”"),
        ("cover", "braces"),
    ] {
        let said = browser.text(&format!("#{field}-error"));
        assert!(said.contains(words), "{field}: {said}");
    }
    assert_eq!(browser.value("Allowed numbers"), "+46*\n08-LETTERS", "what was typed stays");
    browser.wait_for_text_in("#fax-server-state", "Nothing is faxed");
    browser.screenshot("fax-server-mistakes");

    for (label, typed) in [
        ("The provider’s address", "{number}@fax.example"),
        ("Country code", "46"),
        ("Fax numbers end in", "fax"),
        ("Allowed numbers", "+46*"),
        ("Text before what is sent", "From {sender}"),
    ] {
        browser.fill(label, typed);
    }
    save(&browser);
    browser.wait_for_text("Saved.");
    browser.wait_for_text_in("#fax-server-state", "Faxes go out by scans.");
    let mut printer = site.gateway.connect();
    printer.order(&format!("MAIL FROM:<{MAILBOX}>")).and_then(|it| it.expect(250)).expect("known");
    for (number, reply) in [("08-LETTERS@fax", "5.1.3"), ("+1 212 555 0100@fax", "5.7.1")] {
        let refused = printer.order(&format!("RCPT TO:<{number}>")).expect("a reply");
        assert!(refused.code == 550 && refused.text.starts_with(reply), "{number}: {refused:?}");
    }
    printer.order("RSET").expect("a reply");
    let scan = Scan::new("faxed", MAILBOX, "08-123 45@fax", 20_000);
    printer.send(MAILBOX, &["08-123 45@fax"], &scan.octets).expect("it is taken");
    site.gateway.wait_for_jobs(1, "delivered", LIMIT);
    browser.open(&site.sandbox.page("/mailboxes/46812345@fax.example"));
    browser.click("Scan faxed");
    browser.wait_for_text(&format!("From {MAILBOX}")); // the cover
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_file_is_looked_at_and_then_imported() {
    let site = Site::start();
    let exported = site.gateway.cli().run(&["settings", "export"]).expect_success("export");
    let file = exported.stdout.replace("timeout-seconds = 30", "timeout-seconds = 31");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("site.toml");
    fs::write(&path, file).expect("written");
    let browser = open(&site, "/settings/transfer");
    browser.attach("File of settings", &path);
    browser.click("Show what would change");
    browser.wait_for_text("Nothing has been done yet.");
    browser.wait_for_text("Different");
    browser.click("Import it");
    browser.wait_for_text("This has been done.");
    browser.open(&format!("{}/settings", site.home()));
    assert_eq!(browser.value("Timeout (seconds)"), "31");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn an_update_of_the_root_certificates_lets_the_mails_go_that_waited_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("roots.pem");
    let file = |path: &Path| fs::read_to_string(path).expect("it was written");
    fs::write(&roots, file(&Certificates::make(folder.path()).ca)).expect("written");
    let site = Site { gateway: Gateway::start_with_roots(&roots), sandbox: Sandbox::start() };
    // The provider's authority is in the system's roots, as real ones are, and only since today.
    let provider = file(site.sandbox.provider_file());
    let (before, rest) = provider.split_once("ca_pem = \"\"\"\n").expect("it names its authority");
    let (authority, after) = rest.split_once("\"\"\"").expect("the text ends");
    let without = folder.path().join("provider.toml");
    fs::write(&without, format!("{before}{after}")).expect("written");
    site.gateway.cli().add_account(ACCOUNT_NAME, MAILBOX, &without);
    site.gateway.cli().add_device("loopback", "127.0.0.0/8");
    site.sign_in();
    site.scan("too-early", MAILBOX);
    site.gateway.wait_until_held(LIMIT);

    fs::write(&roots, authority).expect("written");
    let browser = open(&site, "/settings");
    browser.click("Update root certificates");
    browser.wait_for_text("have been read again");
    site.gateway.wait_for_jobs(1, "delivered", LIMIT);
}

fn open(site: &Site, path: &str) -> Browser {
    let mut browser = Browser::start(Language::English);
    browser.expect_complaint("the server responded with a status of 422");
    enter(&site.gateway, &browser);
    browser.open(&format!("{}{path}", site.home()));
    browser
}

fn save(browser: &Browser) {
    browser.click("Save");
}
