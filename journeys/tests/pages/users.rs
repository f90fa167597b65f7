//! Scans from people's own mailboxes, as everybody meets them: the administrator prepares it, a scan waits for
//! its user, the user signs in at the panel or on a phone, and nothing of anybody is left for the next one.

use std::time::Duration;

use scanpost_journeys::browser::{Browser, Language, Scheme, Width};
use scanpost_journeys::mail::Scan;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::{MAILBOX, Sandbox};
use scanpost_journeys::site::{self, LIMIT, Site, enter};

use crate::gallery::gallery;

const ANNA: &str = "anna@sandbox.example";
const BO: &str = "bo@sandbox.example";

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn a_users_first_scan_waits_and_goes_out_from_the_own_mailbox_after_the_sign_in() {
    let site = Site::start_at(Sandbox::start_with(&[MAILBOX, ANNA, BO]));
    site.sign_in();
    let admin = Browser::start(Language::English);
    enter(&site.gateway, &admin);
    prepare(&site, &admin);

    scan_of(&site, ANNA);
    admin.open(&format!("{}/users", site.home()));
    admin.wait_for_text_in("#users", "Must sign in");
    admin.open(&format!("{}/jobs", site.home()));
    admin.wait_for_text_in("#jobs", "Anna Berg");
    admin.click_in("#jobs", BO);
    admin.wait_for_text_in("#reason", "Anna Berg must sign in");
    assert_eq!(admin.count("#download"), 0, "a user's mail is nobody's business");

    // She is asked by mail, and the link is what its picture would hold.
    let mut phone = Browser::start(Language::English);
    assert!(poll_until(LIMIT, || site.sandbox.newest_mail(ANNA).is_some()), "nobody asked her");
    phone.open(&link(&site.sandbox.newest_mail(ANNA).expect("it is there")));
    phone.click("Sign in with a code on another screen");
    enter_code_as(&mut phone, ANNA);
    phone.wait_for_text("Signed in as anna@sandbox.example");
    site.gateway.wait_until_idle(LIMIT);
    let sent = site.sandbox.sent(ANNA);
    assert_eq!((sent.len(), &sent[0]["to"][0]), (1, &BO.into()), "{sent:?}");
    phone.wait_for_text_in("#scans", "0"); // the page goes on by itself
    admin.open(&format!("{}/users?search=anna", site.home()));
    admin.wait_for_text_in("#users", "Signed in");
    phone.click("Sign out of my mailbox");
    phone.wait_for_text("anna@sandbox.example is signed out");
    phone.click("Done");
    phone.wait_for_text("Your mail address");
    admin.open(&format!("{}/users?search=anna", site.home()));
    admin.wait_for_text_in("#users", "Not signed in");
    let used = link(&site.sandbox.newest_mail(ANNA).expect("it is there"));
    let mut second = Browser::start(Language::English);
    second.expect_complaint("the server responded with a status of 404");
    second.open(&used);
    second.wait_for_text("This link does not work any more");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn who_signs_in_as_somebody_else_reads_so_and_begins_anew() {
    let site = Site::with_users();
    scan_of(&site, ANNA);
    let mut panel = at_panel(&site);
    begin(&panel, ANNA);
    enter_code_as(&mut panel, BO);
    panel.wait_for_text("bo@sandbox.example signed in, but the sign-in was for");
    panel.wait_for_text("with your own mail address");
    assert!(site.sandbox.sent(BO).is_empty() && site.sandbox.sent(ANNA).is_empty());
    panel.click("Begin again");
    assert_eq!(panel.value("Your mail address"), "");
    assert_eq!(site.gateway.cli().unfinished_jobs().len(), 1, "it waits as before");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn of_the_first_at_a_panel_nothing_is_left_for_the_second() {
    let site = Site::with_users();
    let mut panel = at_panel(&site);
    begin(&panel, ANNA);
    enter_code_as(&mut panel, ANNA);
    panel.wait_for_text("Signed in as anna@sandbox.example");
    assert_eq!(panel.script("return document.cookie"), "", "no script sees the visit's key");
    panel.click("Done");
    assert_nothing_of(&panel, "anna");
    // Where she has been, the browser has to ask for it again, and it is gone.
    panel.back();
    assert_nothing_of(&panel, "anna");
    panel.open(&format!("{}/me", site.home()));
    begin(&panel, BO);
    assert!(!panel.text("main").contains("anna"));
    enter_code_as(&mut panel, BO);
    panel.wait_for_text("Signed in as bo@sandbox.example");
    assert!(!panel.text("body").contains("anna"));
    panel.click("Done");
    assert_nothing_of(&panel, "bo@");
    panel.back();
    assert_nothing_of(&panel, "bo@");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn what_becomes_of_a_removed_users_scans_is_said_before_and_after() {
    let site = Site::with_users();
    scan_of(&site, ANNA);
    scan_of(&site, BO);
    let admin = Browser::start(Language::English);
    enter(&site.gateway, &admin);
    let ask = |address: &str| {
        admin.open(&format!("{}/users/of/{address}/remove", site.home()));
        admin.wait_for_text_in("#waiting", "wait to be sent: 1");
    };
    ask(ANNA);
    admin.click("Remove, keep the scans until the user comes back");
    admin.wait_for_text_in("#answer", "1 scan stays and waits");
    admin.open(&format!("{}/jobs", site.home()));
    admin.wait_for_text_in("#jobs", "A user who was removed");
    ask(BO);
    admin.click("Remove, delete the scans");
    admin.wait_for_text_in("#answer", "1 scan was deleted");
    let left = site.gateway.cli().unfinished_jobs();
    assert_eq!(left.len(), 1, "that of the first is kept: {left:?}");

    // Back again, she signs in, and her scan goes out.
    let back = ["user", "add", ANNA, "--name", "Anna Berg"];
    site.gateway.cli().run(&back).expect_success("user add");
    signed_in(&site, ANNA);
    site.gateway.wait_until_idle(LIMIT);
    assert_eq!(site.sandbox.sent(ANNA).len(), 1);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn users_scans_wait_while_the_organisations_consent_is_withdrawn_and_go_when_it_is_given() {
    let site = Site::with_users();
    signed_in(&site, ANNA);
    site.sandbox.turn_on("consent-withdrawn");
    site.sandbox.advance(Duration::from_hours(2)); // the access token has ended there
    scan_of(&site, ANNA);
    let admin = Browser::start(Language::English);
    enter(&site.gateway, &admin);
    admin.open(&format!("{}/users", site.home()));
    admin.wait_for_text_in("#users", "The organisation has not yet consented");
    admin.wait_for_text_in("#consent", "The provider refuses users because the organisation");
    admin.open(&format!("{}/jobs", site.home()));
    admin.click_in("#jobs", BO);
    admin.wait_for_text_in("#reason", "The organisation has not yet consented");
    admin.wait_for_text_in("#reason", "Tenant administrator");
    admin.open(&format!("{}/users", site.home()));
    admin.click("Consent for the organisation");
    consents(&admin);
    site.gateway.wait_until_idle(LIMIT);
    assert_eq!(site.sandbox.sent(ANNA).len(), 1);
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_users_are_good_for_everybody() {
    let site = Site::with_users();
    let mut gallery = gallery(&site);
    gallery.expect_complaint("the server responded with a status of 422");
    gallery.expect_complaint("the server responded with a status of 404");
    gallery.show(&[
        ("users", "/users"),
        ("user-new", "/users/new"),
        ("user", &format!("/users/of/{ANNA}")),
        ("users-import", "/users/import"),
        ("users-rules", "/users/rules"),
        ("user-remove-question", &format!("/users/of/{ANNA}/remove")),
        ("me", "/me"),
        ("me-link-used", "/me/by/0123456789abcdef0123456789abcdef"),
    ]);
    gallery.show_after("users-import-wrong", |browser| {
        browser.open(&format!("{}/users/import", site.home()));
        browser.fill_css("#file", "Anna,anna\nBo");
        browser.click_css("#import");
        browser.text("#file-error, .trouble");
    });
    gallery.show_after("me-code", |browser| {
        browser.open(&format!("{}/me", site.home()));
        browser.fill_css("#address", BO);
        browser.click_css("#with-code");
        browser.text("#code");
    });
    let mut panel = at_panel(&site);
    fits_the_panel(&panel, "me-panel");
    begin(&panel, BO);
    panel.text("#code");
    fits_the_panel(&panel, "me-code");
    enter_code_as(&mut panel, ANNA);
    panel.wait_for_text("Nothing was kept of it");
    fits_the_panel(&panel, "me-somebody-else");
    panel.click("Begin again");
    begin(&panel, ANNA);
    enter_code_as(&mut panel, ANNA);
    panel.wait_for_text("Signed in as");
    fits_the_panel(&panel, "me-signed-in");
    site.sandbox.turn_on("consent-withdrawn");
    site.sandbox.advance(Duration::from_hours(2));
    scan_of(&site, ANNA);
    scan_of(&site, BO);
    let held = || site.gateway.cli().run(&["job", "list"]).stdout.contains("has not yet consented");
    assert!(poll_until(LIMIT, held), "the list says why");
    gallery.show(&[
        ("users-without-consent", "/users"),
        ("jobs-of-users", "/jobs"),
        ("user-remove-question-scans", &format!("/users/of/{BO}/remove")),
    ]);
    gallery.assert_good();
}

/// Consent, the device's rule, the users and where they sign in: all on the pages.
fn prepare(site: &Site, admin: &Browser) {
    admin.open(&format!("{}/users", site.home()));
    admin.click("Consent for the organisation");
    consents(admin);
    admin.open(&format!("{}/users", site.home()));
    admin.wait_for_text_in("#consent", "has consented; the link was made by");
    admin.open(&format!("{}/devices/loopback/edit", site.home()));
    admin.click("From is a user, and each mail goes out from the user’s own mailbox");
    admin.click_css("#save");
    admin.wait_for_path("/devices/loopback");
    admin.open(&format!("{}/users/import", site.home()));
    admin.fill("Table (CSV)", &format!("name;address\nAnna Berg;{ANNA}\nBo Ek;{BO}\n"));
    admin.click("Import users");
    admin.wait_for_text_in("#answer", "Users: 2 added, 0 changed");
    admin.click("Who becomes a user");
    admin.fill("Address of this gateway", &site.home());
    admin.click("Save");
    admin.wait_for_text_in("#answer", "Saved");
}

/// At the consent page of an account.
fn consents(admin: &Browser) {
    admin.click("Make the link");
    admin.click_css("#open");
    admin.click("Accept");
    admin.wait_for_path("/accounts/scans");
}

/// A site whose device sends for users, of whom there are two.
trait WithUsers {
    fn with_users() -> Self;
}

impl WithUsers for Site {
    fn with_users() -> Self {
        let site = Self::start_at(Sandbox::start_with(&[MAILBOX, ANNA, BO]));
        site.sign_in();
        let rule = ["device", "edit", "loopback", "--sender", "per-user"];
        site.gateway.cli().run(&rule).expect_success("device edit");
        for (address, name) in [(ANNA, "Anna Berg"), (BO, "Bo Ek")] {
            let words = ["user", "add", address, "--name", name];
            site.gateway.cli().run(&words).expect_success("user add");
        }
        site
    }
}

/// A device sends a scan for this person, to the other one.
fn scan_of(site: &Site, address: &str) {
    let to = if address == ANNA { BO } else { ANNA };
    let scan = Scan::new(&format!("of-{address}"), address, to, 20_000);
    site.gateway.connect().send(address, &[to], &scan.octets).expect("the scan is accepted");
}

fn at_panel(site: &Site) -> Browser {
    let mut panel = Browser::start(Language::English);
    panel.wear(Scheme::Light, Width::Panel);
    panel.open(&format!("{}/me", site.home()));
    panel
}

/// Somebody signs in to the own mailbox, with a code at another screen.
fn signed_in(site: &Site, address: &str) {
    let mut panel = at_panel(site);
    begin(&panel, address);
    enter_code_as(&mut panel, address);
    panel.wait_for_text("Signed in as");
}

fn begin(panel: &Browser, address: &str) {
    panel.fill("Your mail address", address);
    panel.click("Sign in with a code on another screen");
}

/// At the provider this person signs in.
fn enter_code_as(panel: &mut Browser, mailbox: &str) {
    let code = panel.text("#code");
    panel.click_css("#open");
    panel.in_the_new_tab(|tab| site::enter_code_as(tab, &code, mailbox));
}

/// The link of the mail that asks to sign in.
fn link(mail: &str) -> String {
    let line = mail.lines().find(|line| line.contains("/me/")).expect("the mail has a link");
    line.trim().to_owned()
}

/// On a printer's screen of 800 by 480 nothing has to be scrolled.
#[track_caller]
fn fits_the_panel(panel: &Browser, name: &str) {
    let picture = panel.screenshot(name);
    let height = panel.script("return document.documentElement.scrollHeight");
    assert!(height.as_u64() <= Some(480), "{}: {height} pixels", picture.display());
    assert_eq!(panel.axe(), Vec::<String>::new(), "{}", picture.display());
}

/// Neither on the page nor in its fields.
#[track_caller]
fn assert_nothing_of(panel: &Browser, whom: &str) {
    panel.wait_for_text("Your mail address");
    let left = panel.script(
        "const values = [...document.querySelectorAll('input')].map((field) => field.value);\
         return document.body.innerText + values.join()",
    );
    let left = left.as_str().unwrap_or_default().to_lowercase();
    assert!(!left.contains(whom), "something is left: {left}");
}
