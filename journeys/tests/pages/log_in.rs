//! From the first start to a second administrator who may do less, in both languages.

use scanpost_journeys::browser::{Browser, Gallery, Language};
use scanpost_journeys::gateway::Gateway;
use scanpost_journeys::site::home;

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_first_administrator_sets_up_logs_out_and_in_again_in_english() {
    sets_up_and_logs_in(Language::English, &ENGLISH);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn the_first_administrator_sets_up_logs_out_and_in_again_in_swedish() {
    sets_up_and_logs_in(Language::Swedish, &SWEDISH);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_second_administrator_sees_only_what_they_may_do() {
    let gateway = Gateway::start();
    let anna = browser(Language::English);
    set_up(&gateway, &anna, &ENGLISH);
    anna.click("Administrators");
    anna.click("Add an administrator");
    anna.fill("Name", "bo");
    anna.fill("Password", OTHER_PASSWORD);
    anna.click("Only what is ticked here");
    anna.click_in("main", "Jobs");
    anna.click_in("main", "Add");
    anna.wait_for_path("/administrators");

    let mut bo = Browser::start_without_scripts(Language::Swedish);
    bo.expect_complaint("the server responded with a status of 40");
    log_in(&gateway, &bo, &SWEDISH, "bo", OTHER_PASSWORD);
    bo.wait_for_text(SWEDISH.log_out);
    assert_eq!(bo.count("nav a[href='/administrators']"), 0);
    bo.open(&format!("{}/administrators", home(&gateway)));
    bo.wait_for_text("Det här får du inte göra");

    // Taken away while he is logged in.
    anna.click("Edit bo");
    anna.click("Remove");
    anna.click("Yes, remove");
    anna.wait_for_path("/administrators");
    bo.open(&home(&gateway));
    bo.wait_for_text(SWEDISH.no_password);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn who_guesses_waits_and_the_browser_that_is_known_does_not() {
    let gateway = Gateway::start();
    let anna = browser(Language::English);
    set_up(&gateway, &anna, &ENGLISH);
    anna.click(ENGLISH.log_out);
    anna.wait_for_path("/log-in");

    let stranger = browser(Language::Swedish);
    for _ in 0..5 {
        log_in(&gateway, &stranger, &SWEDISH, "anna", "en gissning till");
        stranger.wait_for_text(SWEDISH.wrong);
    }
    log_in(&gateway, &stranger, &SWEDISH, "anna", PASSWORD);
    stranger.wait_for_text("för många felaktiga försök");
    log_in(&gateway, &anna, &ENGLISH, "anna", PASSWORD);
    anna.wait_for_text(ENGLISH.log_out);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_the_log_in_and_of_administrators_are_good_for_everybody() {
    let gateway = Gateway::start();
    let home = home(&gateway);
    let mut closed = Gallery::of(&home, |_| {});
    closed.expect_complaint("the server responded with a status of 4");
    closed.show(&[("set-up", "/set-up")]);
    closed.show_after("set-up-wrong", |browser| {
        browser.open(&format!("{home}/set-up"));
        fill_set_up(browser, "abcd-efgh-jkmn-pqrs", "password1234");
    });
    let anna = browser(Language::English);
    set_up(&gateway, &anna, &ENGLISH);
    closed.show(&[("log-in", "/log-in")]);
    closed.show_after("log-in-wrong", |browser| {
        browser.open(&format!("{home}/log-in"));
        browser.fill_css("#name", "nobody");
        browser.fill_css("#password", "en gissning till");
        browser.click_css("main button");
        browser.text("#form-error");
    });
    closed.assert_good();

    gateway.cli().run(&["administrator", "add", "Bo Öberg", "--may", "jobs", "--may", "devices"]);
    gateway.cli().run(&["token", "add", "monitoring", "--look-only"]);
    let mut open = Gallery::of(&home, |browser| {
        browser.open(&format!("{home}/log-in"));
        fill_log_in(browser, "anna", PASSWORD);
        browser.wait_for_path("/");
    });
    open.expect_complaint("the server responded with a status of 4");
    open.show(&[
        ("administrators", "/administrators"),
        ("administrator-new", "/administrators/new"),
        ("administrator", "/administrators/of/Bo%20%C3%96berg"),
        ("administrator-remove-question", "/administrators/of/Bo%20%C3%96berg/remove"),
        ("token-new", "/administrators/tokens/new"),
        ("token-remove-question", "/administrators/tokens/of/monitoring/remove"),
        ("audit", "/administrators/audit"),
        ("password", "/password"),
    ]);
    open.show_after("administrator-wrong", |browser| {
        browser.open(&format!("{home}/administrators/new"));
        browser.fill_css("#name", "anna");
        browser.fill_css("#password", OTHER_PASSWORD);
        browser.click_css("main button");
        browser.text("#name-error");
    });
    open.show_after("administrator-password", |browser| {
        browser.open(&format!("{home}/administrators/of/Bo%20%C3%96berg/password"));
        browser.click_css("#yes");
        browser.text("#secret");
    });
    open.assert_good();
}

fn sets_up_and_logs_in(language: Language, words: &Words) {
    let gateway = Gateway::start();
    let browser = browser(language);
    browser.open(&home(&gateway));
    fill_set_up(&browser, &code(&gateway), "password1234");
    browser.wait_for_text_in("#password-error", words.common);
    assert_eq!(browser.value(words.name), "anna", "what was typed comes back");
    assert_eq!(browser.value(words.password), "", "but no password");
    fill_set_up(&browser, &code(&gateway), PASSWORD);
    browser.wait_for_path("/");

    browser.click(words.log_out);
    browser.wait_for_path("/log-in");
    browser.open(&format!("{}/devices", home(&gateway)));
    fill_log_in(&browser, "anna", "en gissning till");
    browser.wait_for_text(words.wrong);
    fill_log_in(&browser, "ANNA", PASSWORD);
    browser.wait_for_path("/devices");
    browser.click("anna");
    browser.wait_for_path("/password");
}

fn set_up(gateway: &Gateway, browser: &Browser, words: &Words) {
    browser.open(&home(gateway));
    fill_set_up(browser, &code(gateway), PASSWORD);
    browser.wait_for_path("/");
    browser.wait_for_text(words.log_out);
}

fn fill_set_up(browser: &Browser, code: &str, password: &str) {
    browser.fill_css("#code", code);
    browser.fill_css("#name", "anna");
    browser.fill_css("#password", password);
    browser.fill_css("#again", password);
    browser.click_css("main button");
}

fn log_in(gateway: &Gateway, browser: &Browser, words: &Words, name: &str, password: &str) {
    browser.open(&format!("{}/log-in", home(gateway)));
    browser.wait_for_text(words.no_password);
    fill_log_in(browser, name, password);
}

fn fill_log_in(browser: &Browser, name: &str, password: &str) {
    browser.fill_css("#name", name);
    browser.fill_css("#password", password);
    browser.click_css("main button");
}

/// As it lies in the data folder.
fn code(gateway: &Gateway) -> String {
    let text = std::fs::read_to_string(gateway.data().join("set-up-code"));
    text.expect("nobody can log in yet").trim().to_owned()
}

/// What is refused is a complaint at the console, too.
fn browser(language: Language) -> Browser {
    let mut browser = Browser::start(language);
    browser.expect_complaint("the server responded with a status of 4");
    browser
}

const PASSWORD: &str = "tre små grisar";
const OTHER_PASSWORD: &str = "kvist moln sjö";

/// What stands on the pages.
struct Words {
    name: &'static str,
    password: &'static str,
    common: &'static str,
    wrong: &'static str,
    no_password: &'static str,
    log_out: &'static str,
}

const ENGLISH: Words = Words {
    name: "Your name",
    password: "Password",
    common: "one of those that are tried first",
    wrong: "Name or password is wrong.",
    no_password: "No password at hand?",
    log_out: "Log out",
};

const SWEDISH: Words = Words {
    name: "Ditt namn",
    password: "Lösenord",
    common: "ett av dem som prövas först",
    wrong: "Namnet eller lösenordet är fel.",
    no_password: "Inget lösenord till hands?",
    log_out: "Logga ut från scanpost",
};
