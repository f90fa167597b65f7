//! Over HTTPS the browser comes back from the provider to the gateway's own address.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::certificates::Certificates;
use scanpost_journeys::gateway::{ACCOUNT_NAME, Gateway};
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::enter;

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn over_https_the_browser_comes_back_to_the_gateways_own_address() {
    let folder = tempfile::tempdir().expect("the temporary folder can be written");
    let own = Certificates::make(folder.path());
    let (certificate, key) = (own.certificate.display(), own.key.display());
    let flags = [format!("--web-certificate={certificate}"), format!("--web-key={key}")];
    let gateway = Gateway::start_with(&flags.each_ref().map(String::as_str));
    let sandbox = Sandbox::start();
    gateway.cli().add_account(ACCOUNT_NAME, MAILBOX, sandbox.provider_file());
    let home = format!("https://{}", gateway.addresses().web);

    let browser = Browser::start_believing_anybody(Language::English);
    browser.open(&sandbox.page("/app"));
    browser.fill("New redirect URI", &format!("{home}/sign-in/return"));
    browser.choose("Platform", "Mobile and desktop: the app has none");
    browser.click("Add");

    enter(&gateway, &browser);
    browser.open(&format!("{home}/accounts/scans/sign-in"));
    browser.click("Sign in with this browser");
    browser.click("Return address");
    browser.click(&format!("Come back to {home}/sign-in/return instead"));
    browser.click_css("#open");
    browser.click("Next");
    browser.click("Accept");
    browser.wait_for_path("/accounts/scans");
    assert!(browser.url().starts_with(&home), "{}", browser.url());
    browser.wait_for_text_in("#account .title-line", "Connected");
    assert_eq!(gateway.cli().token_status(ACCOUNT_NAME), "retrieved");
}
