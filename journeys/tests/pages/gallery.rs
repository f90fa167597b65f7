//! Each page in each look. A page that is added is one line here.

use scanpost_journeys::browser::{Browser, Gallery, Language};
use scanpost_journeys::gateway::ACCOUNT_NAME;
use scanpost_journeys::mail::Scan;
use scanpost_journeys::process::poll_until;
use scanpost_journeys::sandbox::MAILBOX;
use serde_json::Value;

use crate::receiving::{put_fax, put_letter};
use scanpost_journeys::site::{LIMIT, Site, enter};

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_before_the_first_sign_in_are_good_for_everybody() {
    let site = Site::start();
    let mut gallery = gallery(&site);
    // What a form with a mistake and a strange return are answered with.
    gallery.expect_complaint("the server responded with a status of 422");
    gallery.expect_complaint("the server responded with a status of 400");
    gallery.show(&[
        ("status-new", "/"),
        ("accounts", "/accounts"),
        ("account-new", "/accounts/scans"),
        ("account-add", "/accounts/add"),
        ("account-add-exchange", "/accounts/add/exchange-online"),
        ("account-add-custom", "/accounts/add/custom"),
        ("account-settings", "/accounts/scans/settings"),
        ("account-doctor-new", "/accounts/scans/doctor"),
        ("account-ways", "/accounts/scans/sign-in"),
        ("account-browser", "/accounts/scans/browser"),
        ("account-consent", "/accounts/scans/consent"),
        ("account-app", "/accounts/scans/app"),
        ("account-remove-question", "/accounts/scans/remove"),
        ("sign-out-question", "/accounts/scans/sign-out"),
        ("return-unknown", "/sign-in/return?code=x&state=y"),
    ]);
    gallery.show_after("account-add-registering", |browser| {
        browser.open(&format!("{}/accounts/add/exchange-online", site.home()));
        browser.click_css("details.registering summary");
        browser.text("#smtp-auth");
    });
    gallery.show_after("account-add-wrong", |browser| {
        browser.open(&format!("{}/accounts/add/exchange-online", site.home()));
        browser.click_css("form.form button.primary");
        browser.wait_for_path("/accounts/add/exchange-online");
        browser.text(".error");
    });
    let sign_in = site.gateway.cli().begin_sign_in(ACCOUNT_NAME);
    gallery.show(&[("status-code", "/"), ("account-code", "/accounts/scans")]);
    drop(sign_in);
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_a_working_gateway_are_good_for_everybody() {
    let site = Site::start();
    site.sign_in();
    let delivered = site.scan("delivered", MAILBOX);
    site.gateway.wait_until_idle(LIMIT);
    site.sandbox.turn_on("recipient-refused");
    let failed = site.scan("failed", "nobody@sandbox.example");
    site.gateway.wait_until_idle(LIMIT);

    let examined = site.gateway.cli().run(&["doctor", "--mail-to", MAILBOX]);
    examined.expect_success("doctor");
    let mut gallery = gallery(&site);
    gallery.show(&[
        ("status", "/"),
        ("account", "/accounts/scans"),
        ("account-doctor-good", "/accounts/scans/doctor"),
        ("job-delivered", &delivered),
        ("job-failed", &failed),
        ("job-delete-question", &format!("{failed}/delete")),
        ("jobs", "/jobs"),
        ("jobs-none-found", "/jobs?search=nobody&state=failed"),
        ("devices", "/devices"),
        ("device", "/devices/loopback"),
        ("device-edit", "/devices/loopback/edit"),
    ]);
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_on_the_way_to_the_provider_are_good_for_everybody() {
    let site = Site::start();
    let made = ["account", "change", ACCOUNT_NAME, "--make-certificate"];
    site.gateway.cli().run(&made).expect_success("account change");
    let mut gallery = gallery(&site);
    let app = "/accounts/scans/app?object_id=11111111-2222-3333-4444-555555555555";
    gallery.show(&[("account-app-certificate", app)]);
    let begin = |browser: &Browser| {
        browser.open(&format!("{}/accounts/scans/sign-in", site.home()));
        browser.click_css("#way-authorization-code button");
        browser.text("#open");
    };
    gallery.show_after("account-browser-begun", begin);
    gallery.show_after("account-browser-paste", |browser| {
        begin(browser);
        browser.click_css("details summary");
        browser.click_css("details button.button:not(.small)");
        browser.text("#address");
    });
    gallery.show_after("account-consent-begun", |browser| {
        browser.open(&format!("{}/accounts/scans/consent", site.home()));
        browser.click_css("main form button");
        browser.text("#open");
    });
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_a_gateway_that_waits_for_a_person_are_good_for_everybody() {
    let site = Site::start();
    site.sign_in();
    site.sandbox.turn_on("smtp-auth-off-for-tenant");
    let waiting = site.scan("waiting", MAILBOX);
    site.gateway.wait_until_held(LIMIT);
    let examined = site.gateway.cli().run(&["doctor"]);
    assert_eq!(examined.status.code(), Some(1), "{examined:?}");

    let mut gallery = gallery(&site);
    gallery.show(&[
        ("status-held", "/"),
        ("account-held", "/accounts/scans"),
        ("account-doctor-failed", "/accounts/scans/doctor"),
        ("job-waiting", &waiting),
        ("jobs-held", "/jobs?state=waiting"),
    ]);
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_devices_and_strangers_are_good_for_everybody() {
    let site = Site::start();
    site.gateway.cli().run(&["device", "remove", "loopback"]).expect_success("device remove");
    let scan = Scan::new("stranger", MAILBOX, MAILBOX, 1000);
    assert!(site.gateway.connect().send(MAILBOX, &[MAILBOX], &scan.octets).is_err());
    let mut gallery = gallery(&site);
    site.sign_in();
    gallery.show(&[("status-without-device", "/")]);
    site.gateway.cli().add_device_with_user("Copier 2nd floor", "192.0.2.0/24", "copier");
    gallery.expect_complaint("the server responded with a status of 422");
    gallery.show(&[
        ("devices-strangers", "/devices"),
        ("device-new", "/devices/new"),
        ("device-password-question", "/devices/Copier%202nd%20floor/password"),
        ("device-remove-question", "/devices/Copier%202nd%20floor/remove"),
    ]);
    gallery.show_after("device-wrong", |browser| {
        browser.open(&format!("{}/devices/new", site.home()));
        browser.fill_css("#name", "everybody");
        browser.fill_css("#ranges", "0.0.0.0/0");
        browser.click_css("#save");
        browser.text("#ranges-error");
    });
    gallery.show_after("device-password", |browser| {
        browser.open(&format!("{}/devices/Copier%202nd%20floor/password", site.home()));
        browser.click_css("#yes");
        browser.text("#shown-password");
    });
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_settings_are_good_for_everybody() {
    let site = Site::start();
    let mut gallery = gallery(&site);
    gallery.expect_complaint("the server responded with a status of 422");
    gallery.show(&[
        ("settings", "/settings"),
        ("settings-functions", "/settings/functions"),
        ("settings-receiving", "/settings/receiving"),
        ("settings-notices", "/settings/notices"),
        ("settings-history", "/settings/history"),
        ("settings-fax-server", "/settings/fax-server"),
        ("settings-panel", "/settings/panel"),
        ("sheet", "/status/sheet"),
        ("settings-transfer", "/settings/transfer"),
    ]);
    gallery.show_after("settings-wrong", |browser| {
        browser.open(&format!("{}/settings", site.home()));
        browser.fill_css("#secondary_host", "no host");
        browser.fill_css("#pop_interval", "0");
        browser.fill_css("#pop_host", "pop.example.com");
        browser.click_css("#save");
        browser.text("#secondary_host-error");
    });
    gallery.show_after("settings-receiving-wrong", |browser| {
        browser.open(&format!("{}/settings/receiving", site.home()));
        browser.click_css("input[name=fax_to][value=printer]");
        browser.fill_css("#fax_printer", "http://printer.example.com/");
        browser.fill_css("#status_senders", "anna");
        browser.fill_css("#reports_interval", "0");
        browser.click_css("#save");
        browser.text("#fax_printer-error");
    });
    gallery.show_after("settings-unchecked", |browser| {
        browser.open(&format!("{}/settings", site.home()));
        browser.click_css("input[name=certificate_validation][value=off]");
        browser.click_css("#save");
        browser.text("#unchecked");
    });
    gallery.show(&[("status-unchecked", "/")]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("site.toml");
    let exported = site.gateway.cli().run(&["settings", "export"]).expect_success("export");
    let file = exported.stdout.replace("timeout-seconds = 30", "timeout-seconds = 31");
    std::fs::write(&path, file).expect("written");
    gallery.show_after("settings-preview", |browser| {
        browser.open(&format!("{}/settings/transfer", site.home()));
        let label = match browser.language() {
            Language::English => "File of settings",
            Language::Swedish => "Inställningsfil",
        };
        browser.attach(label, &path);
        browser.click_css("#preview");
        browser.text("#things");
    });
    gallery.assert_good();
}

#[test]
#[ignore = "needs Chromium: cargo xtask test"]
fn pages_of_receiving_are_good_for_everybody() {
    let site = Site::start();
    let mut gallery = gallery(&site);
    gallery.show(&[
        ("receiving-off", "/receiving"),
        ("quarantine-empty", "/receiving/quarantine"),
        ("arrivals-none", "/receiving/arrivals"),
    ]);
    site.gateway.cli().receive_faxes_by(Some(ACCOUNT_NAME));
    gallery.show(&[("receiving-without-token", "/receiving")]);
    site.sign_in();
    put_fax(&site);
    put_letter(&site);
    site.gateway.cli().run(&["receiving", "poll", "internet-fax-receive"]).expect_success("poll");
    let quarantined = || {
        let words = ["receiving", "arrivals", "--state", "quarantined", "--json"];
        let listed = site.gateway.cli().run(&words).expect_success("arrivals").stdout;
        let arrivals: Vec<Value> = serde_json::from_str(&listed).expect("`--json` prints JSON");
        arrivals.first().map(|one| one["id"].as_str().expect("a number").to_owned())
    };
    assert!(poll_until(LIMIT, || quarantined().is_some()));
    let question = format!("/receiving/arrivals/{}/delete", quarantined().expect("it is there"));
    gallery.show(&[
        ("receiving", "/receiving"),
        ("quarantine", "/receiving/quarantine"),
        ("arrivals", "/receiving/arrivals"),
        ("arrival-delete-question", &question),
    ]);
    gallery.assert_good();
}

pub(crate) fn gallery(site: &Site) -> Gallery {
    Gallery::of(&site.home(), |browser| enter(&site.gateway, browser))
}
