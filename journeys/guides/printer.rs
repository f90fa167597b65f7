//! What an administrator with a guide in hand stands before.

use std::io;

use scanpost_journeys::browser::Browser;
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::home;
use scanpost_journeys::smtp::Reply;

/// A gateway in a maker's words, in the place of that maker's printer, and a provider that plays Microsoft.
pub(crate) struct Printer {
    pub(crate) gateway: Gateway,
    pub(crate) sandbox: Sandbox,
}

impl Printer {
    pub(crate) fn of(profile: &str) -> Self {
        let (sandbox, gateway) = (Sandbox::start(), Gateway::start());
        gateway
            .cli()
            .import_settings(&format!("schema = 1\n[appearance]\nprofile = \"{profile}\"\n"));
        gateway.cli().add_account(ACCOUNT_NAME, MAILBOX, sandbox.provider_file());
        gateway.cli().add_device("printer", "127.0.0.0/8");
        Self { gateway, sandbox }
    }

    /// Somebody scans at the device, which names this sender.
    pub(crate) fn scan(&self, id: &str, from: &str, to: &str) -> io::Result<Reply> {
        let scan = Scan::new(id, from, to, 20_000);
        self.gateway.connect().send(from, &[to], &scan.octets)
    }

    /// A person opens a mail in a mailbox at the provider, by its subject.
    #[track_caller]
    pub(crate) fn open_mail(&self, browser: &Browser, address: &str, subject: &str) {
        browser.open(&self.sandbox.page(&format!("/mailboxes/{address}")));
        browser.click(subject);
        browser.wait_for_text_in("h1", subject);
    }
}

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
