//! Somebody with a guide in hand, and what they do beside it: log in, scan, look into a mailbox.

use std::io;
use std::time::Duration;

use scanpost_journeys::browser::Browser;
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::mail::Scan;
use scanpost_journeys::site::{LIMIT, Site, home};
use scanpost_journeys::smtp::Reply;

/// Somebody who can log in with a password.
pub(crate) struct Administrator {
    name: String,
    password: String,
}

impl Administrator {
    /// With these privileges, or with all.
    pub(crate) fn of(gateway: &Gateway, name: &str, may: &[&str]) -> Self {
        let password = gateway.cli().add_administrator(name, may);
        Self { name: name.to_owned(), password }
    }

    /// Comes to the gateway's address and logs in, by the names of the lines and of the button.
    pub(crate) fn logs_in(&self, gateway: &Gateway, browser: &Browser, words: [&str; 3]) {
        let [name, password, log_in] = words;
        browser.open(&home(gateway));
        browser.fill(name, &self.name);
        browser.fill(password, &self.password);
        browser.click_in("main", log_in);
        browser.wait_for_path("/");
    }
}

/// Somebody scans at a device, which names this sender.
pub(crate) fn scan(site: &Site, id: &str, from: &str, to: &str) -> io::Result<Reply> {
    let scan = Scan::new(id, from, to, 20_000);
    site.gateway.connect().send(from, &[to], &scan.octets)
}

/// When nothing is on its way any more, the person of a mailbox opens a mail in it, by its subject.
#[track_caller]
pub(crate) fn open_mail(site: &Site, browser: &Browser, address: &str, subject: &str) {
    site.gateway.wait_until_idle(LIMIT);
    browser.open(&site.sandbox.page(&format!("/mailboxes/{address}")));
    browser.click(subject);
    browser.wait_for_text_in("h1", subject);
}

/// At the provider an administrator ends the sessions of a user, and the hour of the access token passes.
pub(crate) fn end_sessions(site: &Site, browser: &Browser, address: &str) {
    browser.open(&site.sandbox.page(&format!("/mailboxes/{address}")));
    browser.click("Revoke the sessions of this user");
    browser.wait_for_path("/");
    site.sandbox.advance(Duration::from_hours(2));
}
