//! Jobs at the page: searched, held, released, tried again, fetched, deleted.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::sandbox::MAILBOX;
use scanpost_journeys::site::{LIMIT, Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn jobs_are_searched_chosen_held_and_released() {
    let site = Site::start();
    let anna = site.scan("one", "anna@sandbox.example");
    site.scan("two", "bo@sandbox.example");
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.click("Jobs");
    browser.wait_for_path("/jobs");
    browser.fill("Search", "ANNA");
    browser.click("Show");
    browser.wait_for_text_in("#jobs", "anna@sandbox.example");
    assert_eq!(browser.count("#jobs .job"), 1);

    browser.click("Choose the job to anna@sandbox.example");
    // Something happens meanwhile: what is ticked stays ticked, and the filter stays.
    site.scan("three", "anna2@sandbox.example");
    browser.wait_for_text_in("#jobs", "anna2@sandbox.example");
    assert_eq!(browser.count("#jobs input:checked"), 1);
    assert_eq!(browser.count("#jobs .job"), 2);
    browser.click("Hold");
    browser.wait_for_text("One job was put on hold.");
    browser.wait_for_text_in("#states a:nth-child(3) .count", "1");

    browser.open(&format!("{}{anna}", site.home()));
    browser.wait_for_text("A person holds this job back.");
    browser.click("Release");
    browser.wait_for_text_in("#job .job-head", "Waiting");
    browser.wait_for_text_in(".story", "A person released the job");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_held_job_goes_out_when_it_is_released_and_not_before() {
    let site = Site::start();
    let held = site.scan("held", MAILBOX);
    let browser = Browser::start_without_scripts(Language::Swedish);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}{held}", site.home()));
    browser.click("Håll kvar");
    site.sign_in();
    site.scan("free", MAILBOX);
    site.gateway.wait_until_idle(LIMIT);
    assert_eq!(site.gateway.cli().jobs().len(), 2);
    browser.open(&format!("{}{held}", site.home()));
    browser.wait_for_text_in(".job-head", "Kvarhållet");
    browser.click("Släpp");
    site.gateway.wait_until_idle(LIMIT);
    browser.open(&format!("{}{held}", site.home()));
    browser.wait_for_text_in(".job-head", "Levererat");
    browser.wait_for_text("Själva mejlet finns inte kvar");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn several_mails_are_deleted_after_a_question() {
    let site = Site::start();
    site.scan("one", "anna@sandbox.example");
    site.scan("two", "bo@sandbox.example");
    let browser = Browser::start_without_scripts(Language::English);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/jobs", site.home()));
    browser.click_in(".deeds", "Delete");
    browser.wait_for_text("No job was ticked");
    browser.click("Choose the job to anna@sandbox.example");
    browser.click("Choose the job to bo@sandbox.example");
    browser.click_in(".deeds", "Delete");
    browser.wait_for_text("Delete 2 mails?");
    browser.click("Yes, delete");
    browser.wait_for_text("2 jobs were deleted.");
    assert!(site.gateway.cli().jobs().is_empty());
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_table_and_a_mail_are_fetched_as_files() {
    let site = Site::start();
    let job = site.scan("one", "anna@sandbox.example");
    let browser = Browser::start(Language::English);
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/jobs?search=anna", site.home()));
    let table = browser.attribute(".table-link a", "href");
    let fetched = |path: &str, method: &str| {
        browser.script(&format!(
            "const request = new XMLHttpRequest(); request.open('{method}', '{path}', false);\
             request.send(); return request.getResponseHeader('content-disposition') + ' ' +\
             request.responseText;"
        ))
    };
    let table = fetched(&table, "GET").to_string();
    assert!(table.contains("scanpost-jobs.csv") && table.contains("anna@sandbox.example"));
    let mail = fetched(&format!("{job}/mail"), "POST").to_string();
    assert!(mail.contains("attachment; filename=") && mail.contains("Received: from"), "{mail}");
    browser.open(&format!("{}{job}", site.home()));
    browser.wait_for_text_in(".story", "A person downloaded the mail");
}
