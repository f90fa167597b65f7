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
    gallery.show(&[("status-new", "/"), ("sign-out-question", "/accounts/scans/sign-out")]);
    let sign_in = site.gateway.cli().begin_sign_in(ACCOUNT_NAME);
    gallery.show(&[("status-code", "/")]);
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
    gallery.show(&[("status-held", "/"), ("job-waiting", &waiting)]);
    gallery.assert_good();
}

fn gallery(site: &Site) -> Gallery {
    Gallery::of(&site.home(), |browser| enter(&site.gateway, browser))
}
