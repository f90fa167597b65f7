//! What the pages stand on: a gateway with one account at the sandbox, and one known device.

use std::time::Duration;

use scanpost_journeys::browser::Browser;
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};

#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) gateway: Gateway,
    pub(crate) sandbox: Sandbox,
}

impl Site {
    pub(crate) fn start() -> Self {
        let sandbox = Sandbox::start();
        let gateway = Gateway::start();
        gateway.cli().add_account(ACCOUNT_NAME, MAILBOX, sandbox.provider_file());
        gateway.cli().add_device("loopback", "127.0.0.0/8");
        Self { gateway, sandbox }
    }

    pub(crate) fn home(&self) -> String {
        home(&self.gateway)
    }

    /// Has an account that is signed in, by a person who has come to these pages before.
    pub(crate) fn sign_in(&self) {
        let sign_in = self.gateway.cli().begin_sign_in(ACCOUNT_NAME);
        let browser = Browser::start(scanpost_journeys::browser::Language::English);
        approve(&browser, &sign_in.verification_uri, &sign_in.user_code);
        assert!(sign_in.finish(), "the person agreed, and yet there is no grant");
    }

    /// Sends a scan as a printer does, and returns the path of its page.
    pub(crate) fn scan(&self, id: &str, recipient: &str) -> String {
        let scan = Scan::new(id, MAILBOX, recipient, 20_000);
        let mut printer = self.gateway.connect();
        printer.send(MAILBOX, &[recipient], &scan.octets).expect("the scan is accepted");
        // The newest is the first.
        format!("/jobs/{}", self.gateway.cli().jobs()[0].id())
    }
}

pub(crate) fn home(gateway: &Gateway) -> String {
    format!("http://{}", gateway.addresses().web)
}

/// Lets a browser in, and leaves it at the status page.
pub(crate) fn enter(gateway: &Gateway, browser: &Browser) {
    browser.open(&gateway.cli().page_link());
    browser.wait_for_path("/");
}

/// At the sandbox's page, whose language is English.
pub(crate) fn approve(browser: &Browser, page: &str, code: &str) {
    browser.open(page);
    enter_code(browser, code);
}

/// The same, where the page is open already.
pub(crate) fn enter_code(browser: &Browser, code: &str) {
    browser.fill("The code that the app shows", code);
    browser.click("Next");
    browser.click("Approve");
    browser.wait_for_path("/device/decision");
}

pub(crate) const LIMIT: Duration = Duration::from_mins(1);
