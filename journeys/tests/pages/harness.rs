//! The harness by itself: it must be able to fail.

use scanpost_journeys::browser::{Browser, Key, Language, Scheme, Width};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn whatever_a_page_complains_of_is_heard() {
    for (page, complaint) in [
        ("<script>throw new Error('broken')</script>", "broken"),
        ("<script>console.error('unwell')</script>", "unwell"),
        (
            "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">\
             <script>let never;</script>",
            "Content Security Policy",
        ),
        ("<img alt='' src='http://scanpost.example/logo.png'>", "ERR_NAME_NOT_RESOLVED"),
    ] {
        let browser = show(page);
        let complaints = browser.complaints();
        assert!(complaints.iter().any(|words| words.contains(complaint)), "{complaints:?}");
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
#[should_panic(expected = "at the console")]
fn a_complaint_fails_its_test() {
    show("<script>console.error('unwell')</script>");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_picture_without_words_is_a_violation() {
    let browser =
        show("<main><h1>One</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>");
    let violations = browser.axe();
    assert!(violations.iter().any(|text| text.starts_with("image-alt")), "{violations:?}");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_look_is_what_the_page_sees() {
    let mut browser = show("<meta name=viewport content=width=device-width><p>one");
    for (scheme, width, seen) in [
        (Scheme::Light, Width::Phone, "light 390 sv"),
        (Scheme::Dark, Width::Desktop, "dark 1280 sv"),
    ] {
        browser.wear(scheme, width);
        let look = browser.script(
            "const dark = matchMedia('(prefers-color-scheme: dark)').matches;\
             return `${dark ? 'dark' : 'light'} ${innerWidth} ${navigator.language}`",
        );
        assert_eq!(look, seen);
    }
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_form_is_filled_by_its_labels() {
    let browser = show(
        "<label>Server <input value=old></label>\
         <label for=port>Port</label><select id=port><option>25<option>587</select>\
         <label><input type=checkbox> Check the <b>certificate</b></label>\
         <button name=answer value=no>Drop it</button><button aria-label='Keep it' onclick='document.title = \"kept\"'>✓</button>",
    );
    browser.fill("Server", "smtp.example.com");
    browser.choose("Port", "587");
    browser.click("Check the certificate");
    browser.click("Drop it");
    browser.click("Keep it");
    assert_eq!(browser.value("Server"), "smtp.example.com");
    assert_eq!(browser.value("Port"), "587");
    assert_eq!(browser.count(":checked[type=checkbox]"), 1);
    assert_eq!(browser.script("return document.title"), "kept");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_keyboard_goes_forth_and_back_and_types() {
    let browser = show("<button>One</button><label>Two <input></label><button>Three</button>");
    browser.tab_to("Three");
    browser.press(Key::BackTab);
    assert_eq!(browser.focused(), "Two");
    browser.type_text("Åsa");
    assert_eq!(browser.value("Two"), "Åsa");
}

/// In Swedish, so that the language is seen to be no default.
fn show(html: &str) -> Browser {
    let browser = Browser::start(Language::Swedish);
    browser.open("about:blank");
    let html = html.replace('%', "%25").replace('#', "%23");
    browser.open(&format!(
        "data:text/html;charset=utf-8,<!doctype html><html lang=sv><title>one</title>{html}"
    ));
    browser
}
