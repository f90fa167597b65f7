//! The page for a printer's control panel, on a screen of 800 by 480 and without scripts: nothing has to be
//! scrolled, everything that is touched is large enough for a finger, and nothing of a visitor is left.

use scanpost_journeys::browser::{Browser, Language, Scheme, Width};
use scanpost_journeys::sandbox::MAILBOX;
use scanpost_journeys::site::{LIMIT, Site, approve, enter};
use serde_json::Value;

/// The panel is at this machine's own address.
fn panel_site() -> Site {
    let site = Site::start();
    site.gateway.cli().import_settings(
        "schema = 1\n[panel]\naddresses = [\"127.0.0.1/32\"]\nprinter = \"ipp://127.0.0.1:1/ipp/print\"\n",
    );
    site
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn every_page_of_the_panel_is_good_for_fingers_in_both_languages_by_day_and_by_night() {
    let site = panel_site();
    site.gateway.cli().receive_faxes_by(Some("scans"));
    for number in 0..7 {
        site.scan(&format!("waiting-{number}"), "anna@sandbox.example");
    }
    let job = format!("/panel{}", site.scan("waiting", "anna@sandbox.example"));
    let mut defects = Vec::new();
    for language in Language::ALL {
        let mut browser = Browser::start(language);
        // A panel that is closed to strangers says so with its status.
        browser.expect_complaint("the server responded with a status of 401");
        for scheme in Scheme::ALL {
            browser.wear(scheme, Width::Panel);
            for (name, path) in [
                ("panel", "/panel"),
                ("panel-mail-server", "/panel/mail-server"),
                ("panel-mail-server-more", "/panel/mail-server?page=1"),
                ("panel-jobs", "/panel/jobs"),
                ("panel-jobs-more", "/panel/jobs?page=1"),
                ("panel-job", &job),
                ("panel-history-none", "/panel/history"),
                ("panel-sheet", "/panel/sheet"),
                ("panel-sign-in", "/panel/sign-in"),
            ] {
                browser.open(&format!("{}{path}", site.home()));
                defects.extend(look(&browser, name));
            }
        }
        browser.open(&format!("{}/panel/sign-in/scans", site.home()));
        for scheme in Scheme::ALL {
            browser.wear(scheme, Width::Panel);
            defects.extend(look(&browser, "panel-set-up"));
        }
        enter(&site.gateway, &browser);
        for scheme in Scheme::ALL {
            browser.wear(scheme, Width::Panel);
            browser.open(&format!("{}/panel/sign-in/scans", site.home()));
            defects.extend(look(&browser, "panel-sign-in-begin"));
            browser.click_css("#begin");
            browser.text("#user-code");
            defects.extend(look(&browser, "panel-code"));
            let qr = browser.script("return document.querySelector('.qr').clientWidth");
            assert!(qr.as_u64() >= Some(300), "a phone sees it from across the room: {qr}");
            browser.click_css("#cancel");
            browser.text("#begin");
        }
        browser.click_css("#log-out");
        browser.wait_for_path("/panel");
    }
    assert!(defects.is_empty(), "{} defects:\n{}", defects.len(), defects.join("\n"));
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn who_may_not_sign_accounts_in_reads_so_in_the_panels_own_frame() {
    let site = panel_site();
    let words = ["administrator", "add", "eva", "--may", "jobs", "--json"];
    let added = site.gateway.cli().run(&words).expect_success("administrator add").stdout;
    let added: Value = serde_json::from_str(&added).expect("`--json` prints JSON");
    let password = added["password"].as_str().expect("the password is shown once");
    let mut defects = Vec::new();
    for language in Language::ALL {
        let mut browser = Browser::start(language);
        browser.expect_complaint("the server responded with a status of 40");
        for scheme in Scheme::ALL {
            browser.wear(scheme, Width::Panel);
            browser.open(&format!("{}/panel/sign-in/scans", site.home()));
            defects.extend(look(&browser, "panel-log-in"));
        }
        browser.fill_css("#name", "eva");
        browser.fill_css("#password", password);
        browser.click_css("main button");
        browser.text(".what");
        defects.extend(look(&browser, "panel-not-permitted"));
        browser.click_css("#log-out");
        browser.wait_for_path("/panel");
    }
    assert!(defects.is_empty(), "{} defects:\n{}", defects.len(), defects.join("\n"));
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn without_scripts_an_administrator_signs_in_at_the_panel_and_the_next_one_finds_nothing_of_it() {
    let site = panel_site();
    site.scan("waiting", "anna@sandbox.example");
    let mut browser = Browser::start_without_scripts(Language::English);
    browser.expect_complaint("the server responded with a status of 401");
    browser.wear(Scheme::Light, Width::Panel);
    browser.open(&format!("{}/panel", site.home()));
    browser.click_css("#must-sign-in");
    browser.wait_for_path("/panel/sign-in");
    browser.click_css(".row");
    browser.wait_for_text(CLOSED); // nobody starts a sign-in without a log-in
    enter(&site.gateway, &browser);
    browser.open(&format!("{}/panel/sign-in/scans", site.home()));
    browser.click_css("#begin");
    let code = browser.text("#user-code");
    let address = browser.text("#address");
    assert!(!browser.text("main").contains("anna"), "whom jobs go to is nobody's business here");
    let phone = Browser::start(Language::English);
    approve(&phone, &format!("http://{}", address.trim_start_matches("http://")), &code);
    browser.wait_for_text("Retrieved"); // it looks again by itself
    browser.click_css("#log-out");
    browser.wait_for_path("/panel");
    site.gateway.wait_until_idle(LIMIT);
    browser.open(&format!("{}/panel/history", site.home()));
    browser.wait_for_text("Delivered");
    browser.click_css(".row");
    browser.wait_for_text("Received");
    assert!(!browser.text("main").contains("anna") && !browser.text("main").contains(MAILBOX));
    browser.click_css("#back");
    browser.wait_for_path("/panel/history");
    browser.open(&format!("{}/panel/sign-in/scans", site.home()));
    browser.wait_for_text(CLOSED);
    assert_eq!(browser.count("#log-out"), 0);
}

/// On the page of whoever has not logged in.
const CLOSED: &str = "You are the first one here.";

/// What is wrong with the page that is shown.
fn look(browser: &Browser, name: &str) -> Vec<String> {
    let picture = browser.screenshot(name);
    let mut defects = browser.axe();
    defects.extend(browser.complaints());
    if let Value::Array(small) = browser.script(SMALL) {
        defects.extend(small.iter().map(|what| format!("too small for a finger: {what}")));
    }
    let size = browser.script(
        "const page = document.documentElement; return [page.scrollWidth, page.scrollHeight]",
    );
    if size[0].as_u64() > Some(800) || size[1].as_u64() > Some(480) {
        defects.push(format!("larger than the screen: {size}"));
    }
    defects.into_iter().map(|what| format!("{}: {what}", picture.display())).collect()
}

/// What is touched and is smaller than 48 pixels either way.
const SMALL: &str = "\
    const seen = [...document.querySelectorAll('a, button, input, select')];\
    const boxes = seen.map((one) => [one, one.getBoundingClientRect()]);\
    const small = boxes.filter(([, box]) => box.width > 0 && (box.width < 48 || box.height < 48));\
    return small.map(([one, box]) => `${one.textContent.trim()} ${box.width}×${box.height}`)";
