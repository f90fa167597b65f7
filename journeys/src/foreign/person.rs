//! The person with a browser: opens the page, types the user code, signs in, agrees or declines.
//!
//! Played by curl with a cookie jar of its own, over the pages that oidc-provider shows to anybody.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::ForeignProvider;
use crate::process;

/// One browser with nobody signed in.
#[derive(Debug)]
pub struct Person {
    ca: PathBuf,
    dir: TempDir,
}

impl Person {
    pub fn at(provider: &ForeignProvider) -> Self {
        let dir = TempDir::new().expect("the temporary folder can be written");
        Self { ca: provider.certificates.ca.clone(), dir }
    }

    /// Enters the code, signs in as `login`, and agrees to what the app asks for.
    pub fn approve(&self, page: &str, user_code: &str, login: &str) {
        let sign_in = self.enter(page, user_code, "confirm");
        let fields = [("prompt", "login"), ("login", login), ("password", "any")];
        let consent = self.submit(&action(&sign_in), &fields);
        let done = self.submit(&action(&consent), &[("prompt", "consent")]);
        assert!(done.contains("Sign-in Success"), "no success page:\n{done}");
    }

    /// Enters the code, and then says no.
    pub fn decline(&self, page: &str, user_code: &str) {
        let answer = self.enter(page, user_code, "abort");
        assert!(answer.contains("interrupted"), "no word of the refusal:\n{answer}");
    }

    /// The code page, and what comes after its button.
    fn enter(&self, page: &str, user_code: &str, button: &str) -> String {
        let form = self.open(page);
        let xsrf = field(&form, "xsrf");
        let entered = [("xsrf", xsrf.as_str()), ("user_code", user_code)];
        let shown = self.submit(page, &entered);
        assert!(shown.contains(user_code), "the page does not show the code again:\n{shown}");
        let pressed = [entered[0], entered[1], (button, "yes")];
        self.submit(page, &pressed)
    }

    fn open(&self, address: &str) -> String {
        self.browse(address, |_| {})
    }

    fn submit(&self, address: &str, fields: &[(&str, &str)]) -> String {
        self.browse(address, |curl| {
            for (name, value) in fields {
                curl.arg("--data-urlencode").arg(format!("{name}={value}"));
            }
        })
    }

    fn browse(&self, address: &str, form: impl FnOnce(&mut Command)) -> String {
        let jar = self.dir.path().join("cookies");
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--location", "--max-time", "20"])
            .arg("--cacert")
            .arg(&self.ca)
            .arg("--cookie")
            .arg(&jar)
            .arg("--cookie-jar")
            .arg(&jar);
        form(&mut curl);
        curl.arg(address);
        process::run(curl, b"", Duration::from_secs(30)).expect_success("the browser").stdout
    }
}

/// Where the page's form goes.
fn action(page: &str) -> String {
    between(page, "action=\"", "\"")
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> String {
    between(page, &format!("name=\"{name}\" value=\""), "\"")
}

fn between(page: &str, before: &str, after: &str) -> String {
    let found = page.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("the page has no {before}:\n{page}")).0.to_owned()
}
