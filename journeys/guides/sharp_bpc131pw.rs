//! Sharp's guide for the BP-C131PW, in Swedish, on the printer's web page. The numbers are those of `sharp.rs`.

use scanpost_journeys::browser::{Browser, Language};
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::{MAILBOX, SECOND_MAILBOX};
use scanpost_journeys::site::{LIMIT, Site, enter_code, enter_code_as};

use crate::administrator::{Administrator, end_sessions, open_mail, scan};
use crate::sharp::{Words, shows};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn one_token_sends_another_one_fetches_and_each_ends_for_itself() {
    let site = Site::of_profile("sharp-bpc131pw");
    let anna = Administrator::of(&site.gateway, "anna", &[]);
    let mut browser = browser();
    anna.logs_in(&site.gateway, &browser, WORDS.log_in);

    // SMTP
    WORDS.goes_by(&browser, SMTP); // 1
    shows(&browser, WORDS.not_retrieved);
    sets_smtp(&browser); // 2
    WORDS.asks_for_a_token(&browser, EXCHANGE, MAILBOX); // 3 till 6
    browser.click("OK"); // back, before anybody has agreed
    shows(&browser, WORDS.waiting);
    browser.click(WORDS.go_on);
    WORDS.gets_it(&mut browser, |tab, code| enter_code(tab, code));
    assert_eq!(browser.value("Timeout (sekunder)"), "40");
    scan(&site, "forsta", MAILBOX, ANNA).expect("it is taken");
    open_mail(&site, &browser, ANNA, "Scan forsta");

    // POP: a token of its own, for the mailbox that is asked about the status.
    browser.open(&site.home());
    WORDS.goes_by(&browser, EMAIL_STATUS); // 1
    shows(&browser, WORDS.not_retrieved);
    sets_pop(&site, &browser); // 2
    WORDS.asks_for_a_token(&browser, EXCHANGE, SECOND_MAILBOX); // 3, 4
    WORDS.gets_it(&mut browser, |tab, code| enter_code_as(tab, code, SECOND_MAILBOX));
    browser.wait_for_text("Den här inloggningen gäller bara för");
    browser.screenshot("guide-sharp-email-status");
    asks_for_the_status(&site, &browser);

    // The token of POP ends; the one of SMTP goes on.
    end_sessions(&site, &browser, SECOND_MAILBOX);
    site.gateway.cli().run(&["receiving", "poll", "email-status"]).expect_success("poll");
    browser.open(&site.home());
    WORDS.goes_by(&browser, EMAIL_STATUS);
    shows(&browser, WORDS.invalid);
    WORDS.goes_by(&browser, SMTP);
    shows(&browser, WORDS.retrieved);
    scan(&site, "andra", MAILBOX, ANNA).expect("it is taken");

    // Radera
    WORDS.goes_by(&browser, EMAIL_STATUS);
    browser.click(WORDS.delete);
    browser.click(WORDS.cancel);
    shows(&browser, WORDS.invalid);
    WORDS.deletes(&browser);

    // A new account for POP: also in the mailbox of SMTP it has a token of its own.
    WORDS.asks_for_a_token(&browser, EXCHANGE, MAILBOX);
    WORDS.gets_it(&mut browser, |tab, code| enter_code(tab, code));
    let accounts = site.gateway.cli().status()["accounts"].as_array().map(Vec::len);
    assert_eq!(accounts, Some(3));
    WORDS.goes_by(&browser, SMTP);
    shows(&browser, WORDS.retrieved);
    open_mail(&site, &browser, ANNA, "Scan andra");
}

/// SMTP 2: what the provider gives, and what is typed.
fn sets_smtp(browser: &Browser) {
    for given in ["Primär server\nlocalhost", "Portnummer\n", "Aktivera SSL/TLS\nSTARTTLS"] {
        browser.wait_for_text(given);
    }
    browser.fill("Timeout (sekunder)", "40");
    browser.fill("Sändarnamn", "Kopiatorn på plan två");
    browser.fill("Avsändaradress", MAILBOX);
}

/// POP 2.
fn sets_pop(site: &Site, browser: &Browser) {
    browser.fill("POP3-server", "localhost");
    browser.fill("Portnummer", &site.sandbox.doors.pop3.port().to_string());
    browser.choose("Aktivera SSL/TLS", "TLS från början");
    browser.fill("Kontrollintervall (minuter)", "1");
}

/// Somebody who may ask writes to the mailbox of POP, and the answer goes by way of SMTP.
fn asks_for_the_status(site: &Site, browser: &Browser) {
    let settings = format!(
        "schema = 1\n[receiving.status]\nsenders = [\"{ANNA}\"]\n[notices]\nlanguage = \"sv\"\n"
    );
    site.gateway.cli().import_settings(&settings);
    let letter = format!(
        "From: Anna <{ANNA}>\r\nTo: {SECOND_MAILBOX}\r\nSubject: status\r\n\
         Date: Sat, 21 Nov 2026 10:11:12 +0000\r\nMessage-ID: <1@sandbox.example>\r\n\r\nHej!\r\n"
    );
    site.sandbox.put_mail_for(SECOND_MAILBOX, letter.as_bytes());
    site.gateway.cli().run(&["receiving", "poll", "email-status"]).expect_success("poll");
    let answered = || site.gateway.cli().jobs().iter().all(|job| job.state() == "delivered");
    let is_there = || site.gateway.cli().jobs().len() == 2 && answered();
    assert!(poll_until(LIMIT, is_there), "nobody answers");
    browser.open(&site.sandbox.page(&format!("/mailboxes/{ANNA}")));
    browser.wait_for_text("Status för scanpost på");
}

/// It hears a 401 with the page that wants a log-in first.
fn browser() -> Browser {
    let mut browser = Browser::start(Language::Swedish);
    browser.expect_complaint("the server responded with a status of 401");
    browser
}

const ANNA: &str = "anna@sandbox.example";
const EXCHANGE: &str = "Microsoft Exchange Online";

const SMTP: &[&str] =
    &["Systeminställningar", "Nätverksinställningar", "Service Inställning", "SMTP"];
const EMAIL_STATUS: &[&str] =
    &["Systeminställningar", "Systemstyrning", "E-post varning/status", "E-post status"];

const WORDS: Words = Words {
    log_in: ["Namn", "Lösenord", "Logga in"],
    printer: "Skrivaren",
    method: "Autentiseringsmetod",
    provider: "Leverantör",
    account: "Kontonamn",
    get_token: "Hämta token",
    go_on: "Fortsätt inloggningen",
    delete: "Radera",
    cancel: "Avbryt",
    not_retrieved: "Ej hämtad",
    waiting: "Väntar på auktorisering",
    retrieved: "Hämtad",
    invalid: "Ogiltig",
};
