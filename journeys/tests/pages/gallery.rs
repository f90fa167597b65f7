//! Each page in each look. A page that is added is one line here.

use scanpost_journeys::browser::Gallery;
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::sandbox::MAILBOX;

use crate::site::{LIMIT, Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_before_the_first_sign_in_are_good_for_everybody() {
    let site = Site::start();
    let mut gallery = gallery(&site);
    // What a form with a mistake and a strange return are answered with.
    gallery.expect_complaint("the server responded with a status of 422");
    gallery.expect_complaint("the server responded with a status of 400");
    gallery.show(&[
        ("status-new", "/"),
        ("accounts", "/accounts"),
        ("account-new", "/accounts/scans"),
        ("account-add", "/accounts/add"),
        ("account-add-exchange", "/accounts/add/exchange-online"),
        ("account-add-custom", "/accounts/add/custom"),
        ("account-settings", "/accounts/scans/settings"),
        ("account-ways", "/accounts/scans/sign-in"),
        ("account-browser", "/accounts/scans/browser"),
        ("account-consent", "/accounts/scans/consent"),
        ("account-app", "/accounts/scans/app"),
        ("account-remove-question", "/accounts/scans/remove"),
        ("sign-out-question", "/accounts/scans/sign-out"),
        ("return-unknown", "/sign-in/return?code=x&state=y"),
    ]);
    gallery.show_after("account-add-wrong", |browser| {
        browser.open(&format!("{}/accounts/add/exchange-online", site.home()));
        browser.click_css("form.form button.primary");
        browser.wait_for_path("/accounts/add/exchange-online");
        browser.text(".error");
    });
    let sign_in = site.gateway.cli().begin_sign_in(ACCOUNT_NAME);
    gallery.show(&[("status-code", "/"), ("account-code", "/accounts/scans")]);
    drop(sign_in);
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_a_working_gateway_are_good_for_everybody() {
    let site = Site::start();
    site.sign_in();
    let delivered = site.scan("delivered", MAILBOX);
    site.gateway.wait_until_idle(LIMIT);
    site.sandbox.turn_on("recipient-refused");
    let failed = site.scan("failed", "nobody@sandbox.example");
    site.gateway.wait_until_idle(LIMIT);

    let mut gallery = gallery(&site);
    gallery.show(&[
        ("status", "/"),
        ("account", "/accounts/scans"),
        ("job-delivered", &delivered),
        ("job-failed", &failed),
        ("job-delete-question", &format!("{failed}/delete")),
    ]);
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_a_gateway_that_waits_for_a_person_are_good_for_everybody() {
    let site = Site::start();
    site.sign_in();
    site.sandbox.turn_on("smtp-auth-off-for-tenant");
    let waiting = site.scan("waiting", MAILBOX);
    site.gateway.wait_until_held(LIMIT);

    let mut gallery = gallery(&site);
    gallery.show(&[
        ("status-held", "/"),
        ("account-held", "/accounts/scans"),
        ("job-waiting", &waiting),
    ]);
    gallery.assert_good();
}

fn gallery(site: &Site) -> Gallery {
    Gallery::of(&site.home(), |browser| enter(&site.gateway, browser))
}
