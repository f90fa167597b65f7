//! A form that is larger than any can be: a browser, too, shows the page that says so.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::site::{Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn whoever_types_too_much_or_sends_too_large_a_file_reads_so() {
    let site = Site::start();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("site.toml");
    std::fs::write(&file, "# much\n".repeat(10 * 1024 * 1024 / 7)).expect("written");
    for (language, too_much, label) in [
        (Language::English, "This is too much", "File of settings"),
        (Language::Swedish, "Det här är för mycket", "Inställningsfil"),
    ] {
        let mut browser = Browser::start(language);
        browser.expect_complaint("the server responded with a status of 413");
        enter(&site.gateway, &browser);
        browser.open(&format!("{}/accounts/add/custom", site.home()));
        browser
            .script("document.getElementById('description').value = 'x'.repeat(10 * 1024 * 1024)");
        browser.click_css("main form button.primary");
        browser.wait_for_text_in("h1", too_much);

        browser.open(&format!("{}/settings/transfer", site.home()));
        browser.attach(label, &file);
        browser.click_css("#preview");
        browser.wait_for_text_in("h1", too_much);
        browser.open(&site.home());
    }
}
