//! What the pages stand on: a gateway with one account at the sandbox, and one known device, or one as a
//! dealer leaves it for the administrator with the maker's guide; and what a person does again and again there.

use std::time::Duration;

use crate::browser::Browser;
use crate::gateway::{ACCOUNT_NAME, Gateway};
use crate::mail::Scan;
use crate::sandbox::{MAILBOX, Sandbox};

#[derive(Debug)]
pub struct Site {
    pub gateway: Gateway,
    pub sandbox: Sandbox,
}

impl Site {
    pub fn start() -> Self {
        Self::start_at(Sandbox::start())
    }

    pub fn start_at(sandbox: Sandbox) -> Self {
        let gateway = Gateway::start();
        gateway.cli().add_account(ACCOUNT_NAME, MAILBOX, sandbox.provider_file());
        gateway.cli().add_device("loopback", "127.0.0.0/8");
        Self { gateway, sandbox }
    }

    /// As whoever sets up printers leaves it: the pages speak as this maker's printers do, Exchange Online
    /// (here the sandbox) is described with an app, a device is known. No account; nobody has signed in.
    pub fn of_profile(profile: &str) -> Self {
        let sandbox = Sandbox::start();
        let exchange = sandbox.described_as("exchange-online", "Microsoft Exchange Online");
        let gateway = Gateway::start_knowing(&[("exchange-online", &exchange)]);
        let appearance = format!("schema = 1\n[appearance]\nprofile = \"{profile}\"\n");
        gateway.cli().import_settings(&appearance);
        gateway.cli().add_device("copier", "127.0.0.0/8");
        Self { gateway, sandbox }
    }

    pub fn home(&self) -> String {
        home(&self.gateway)
    }

    /// Has an account that is signed in, by a person who has come to these pages before.
    pub fn sign_in(&self) {
        let sign_in = self.gateway.cli().begin_sign_in(ACCOUNT_NAME);
        let browser = Browser::start(crate::browser::Language::English);
        approve(&browser, &sign_in.verification_uri, &sign_in.user_code);
        assert!(sign_in.finish(), "the person agreed, and yet there is no grant");
    }

    /// Sends a scan as a printer does, and returns the path of its page.
    pub fn scan(&self, id: &str, recipient: &str) -> String {
        let scan = Scan::new(id, MAILBOX, recipient, 20_000);
        let mut printer = self.gateway.connect();
        printer.send(MAILBOX, &[recipient], &scan.octets).expect("the scan is accepted");
        // The newest is the first.
        format!("/jobs/{}", self.gateway.cli().jobs()[0].id())
    }
}

pub fn home(gateway: &Gateway) -> String {
    format!("http://{}", gateway.addresses().web)
}

/// Lets a browser in, and leaves it at the status page.
pub fn enter(gateway: &Gateway, browser: &Browser) {
    browser.open(&gateway.cli().page_link());
    browser.wait_for_path("/");
}

/// At the sandbox's page, whose language is English.
pub fn approve(browser: &Browser, page: &str, code: &str) {
    browser.open(page);
    enter_code(browser, code);
}

/// The same, where the page is open already.
pub fn enter_code(browser: &Browser, code: &str) {
    enter_code_as(browser, code, MAILBOX);
}

/// The same, by the user of this mailbox.
pub fn enter_code_as(browser: &Browser, code: &str, mailbox: &str) {
    browser.fill("The code that the app shows", code);
    browser.click("Next");
    browser.click(mailbox);
    browser.click("Approve");
    browser.wait_for_path("/device/decision");
}

/// At oidc-provider's own pages, up to its last word.
pub fn enter_code_at_oidc_provider(browser: &Browser, code: &str, login: &str) {
    browser.fill_css("input[name=user_code]", code);
    browser.click("Continue");
    browser.wait_for_text(code);
    browser.click("Continue");
    browser.fill_css("input[name=login]", login);
    browser.fill_css("input[name=password]", "any");
    browser.click("Sign-in");
    browser.click("Continue");
    browser.wait_for_text("Sign-in Success");
}

/// At the sandbox's page, by an administrator who signs in as this mailbox and consents for the whole organisation, in the tab
/// that the page opens.
pub fn approve_for_all(tab: &Browser, code: &str, mailbox: &str) {
    tab.fill("The code that the app shows", code);
    tab.click("Next");
    tab.click(mailbox);
    tab.click("Consent on behalf of your organization");
    tab.click("Approve");
    tab.wait_for_path("/device/decision");
}

pub const LIMIT: Duration = Duration::from_mins(1);
