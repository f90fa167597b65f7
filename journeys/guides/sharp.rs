//! What Sharp's two guides tell alike, in the words of each. They do not number their sentences; we do:
//!
//! - SMTP: 1 the menus, 2 the settings, 3 OAuth 2.0, 4 the provider, 5 the account name, 6 the key
//!   `Get Token` and the confirmation
//! - POP: 1 the menus, 2 the settings, 3 OAuth 2.0, 4 the steps 4 to 6 of SMTP
//! - deletion: 1 the key `Delete`, 2 the confirmation, 3 the display

use scanpost_journeys::browser::Browser;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::site::LIMIT;

/// What stands on the pages.
pub(crate) struct Words {
    /// The lines and the button of the log-in.
    pub(crate) log_in: [&'static str; 3],
    /// Where the menus are.
    pub(crate) printer: &'static str,
    pub(crate) method: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) account: &'static str,
    pub(crate) get_token: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) cancel: &'static str,
    /// What stands beside "Token".
    pub(crate) not_retrieved: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) retrieved: &'static str,
    pub(crate) invalid: &'static str,
}

impl Words {
    /// SMTP 1, POP 1: one click after the other.
    #[track_caller]
    pub(crate) fn goes_by(&self, browser: &Browser, menus: &[&str]) {
        browser.click_in("nav", self.printer);
        for menu in menus {
            browser.click_in("main .menu", menu);
        }
        browser.wait_for_text_in("main .status .label", "Token");
    }

    /// SMTP 3 to 6, and POP 3 and 4, up to the code.
    pub(crate) fn asks_for_a_token(&self, browser: &Browser, provider: &str, account: &str) {
        browser.choose(self.method, "OAuth 2.0"); // 3
        browser.choose(self.provider, provider); // 4
        browser.fill(self.account, account); // 5
        browser.click(self.get_token); // 6: the key, and the confirmation
        browser.wait_for_text_in(".question h1", self.get_token);
        browser.click("OK");
        browser.text("output.code");
    }

    /// What is done with the code, and the way back to the settings.
    pub(crate) fn gets_it(
        &self,
        browser: &mut Browser,
        at_the_provider: impl Fn(&mut Browser, &str),
    ) {
        let code = browser.text("output.code");
        browser.click_css("#open");
        browser.in_the_new_tab(|tab| at_the_provider(tab, &code));
        shows(browser, self.retrieved);
        browser.click("OK");
        shows(browser, self.retrieved);
    }

    /// Deletion 1 to 3.
    #[track_caller]
    pub(crate) fn deletes(&self, browser: &Browser) {
        browser.click(self.delete); // 1
        browser.wait_for_text_in(".question h1", self.delete);
        browser.click("OK"); // 2
        shows(browser, self.not_retrieved); // 3
    }
}

/// What stands beside "Token".
#[track_caller]
pub(crate) fn shows(browser: &Browser, state: &str) {
    let shown = || browser.text("main .status .badge") == state;
    assert!(poll_until(LIMIT, shown), "{state} is not shown");
}
