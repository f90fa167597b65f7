//! The page for a printer's control panel: who sees what, and that nothing of a visitor is left.

use reqwest::header::{COOKIE, REFRESH, SET_COOKIE};
use reqwest::{Method, Response, StatusCode};
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::NewUser;
use scanpost_core::record::Revision;
use scanpost_core::site::{Appearance, PanelEntered, Slot};
use scanpost_core::user::account_of;

use crate::log_in::PASSWORD;
use crate::site::{Site, cookie, location, scans};

/// With a panel at this machine's own address.
async fn with_panel() -> Site {
    let site = Site::with_account().await;
    let entered = PanelEntered { addresses: "127.0.0.1".to_owned(), ..PanelEntered::default() };
    site.gateway.by(&Actor::Console).set_panel(Revision(0), entered).await.unwrap();
    site
}

async fn look(site: &Site, path: &str) -> (StatusCode, String) {
    let response = site.stranger(Method::GET, path).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

fn refresh(response: &Response) -> &str {
    response.headers()[REFRESH].to_str().unwrap()
}

#[tokio::test]
async fn without_a_log_in_the_panel_is_closed_also_on_the_machine_itself() {
    let site = Site::with_account().await;
    for path in ["/panel", "/panel/jobs", "/panel/mail-server", "/panel/sheet", "/panel/sign-in"] {
        let (status, page) = look(&site, path).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!page.contains("scans@contoso.example"), "{page}");
    }
    let session = site.enter().await;
    assert_eq!(site.get(&session, "/panel").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn at_a_panel_jobs_show_without_whom_they_go_to_and_with_the_code_of_their_fault() {
    let site = with_panel().await;
    let id = site.job(&["anna@contoso.example"]).await;
    let fault = Fault::new(Code::SignInNeeded).fact("account", "scans").words("AADSTS700082: anna");
    site.hold(fault).await;
    site.delivered_job().await;
    for (path, words) in [
        ("/panel", "An administrator must sign in: scans".to_owned()),
        ("/panel/mail-server", "not used with OAuth 2.0".to_owned()),
        ("/panel/jobs", "copier".to_owned()),
        ("/panel/history", "Delivered".to_owned()),
        (&*format!("/panel/jobs/{id}"), "370".to_owned()),
        ("/panel/sign-in", "Not retrieved".to_owned()),
        ("/panel/sheet", "No printer is chosen".to_owned()),
    ] {
        let (status, page) = look(&site, path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains(&words), "{path}: {page}");
        assert!(!page.contains("anna"), "{path}: {page}");
        assert!(!page.contains("<script"), "{path}");
    }
    let (status, page) = look(&site, "/panel/jobs/0190a5f0c1d27000a1b2c3d4e5f60718").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{page}");
    // All else stays closed.
    for path in ["/", "/jobs", "/status/sheet", "/api/v1/status"] {
        assert_eq!(look(&site, path).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn nobody_starts_a_sign_in_at_the_panel_without_a_log_in() {
    let site = with_panel().await;
    let (status, _) = look(&site, "/panel/sign-in/scans").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let asked = site.post("", "/panel/sign-in/scans").await;
    assert_eq!(asked.status(), StatusCode::UNAUTHORIZED);
    assert!(site.gateway.account(&scans()).await.unwrap().sign_in.is_none());

    let session = site.enter().await;
    let asked = site.post(&session, "/panel/sign-in/scans").await;
    assert_eq!(asked.status(), StatusCode::SEE_OTHER);
    let page = site.get(&session, location(&asked)).await;
    assert!(refresh(&page).ends_with("untouched=0"), "it waits for somebody at a phone");
    assert!(page.text().await.unwrap().contains("GTHK9QXRL"));
    // Who has not logged in sees no code, or could use it for another mailbox.
    for path in ["/panel", "/panel/sign-in", "/panel/sign-in/scans"] {
        assert!(!look(&site, path).await.1.contains("GTHK9QXRL"), "{path}");
    }
    let (session, cancel) = (site.enter().await, "/panel/sign-in/scans/cancel");
    assert_eq!(site.post("", cancel).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(site.post(&session, cancel).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_a_slot_has_no_account_the_panel_shows_the_code_for_whoever_becomes_it() {
    let site = with_panel().await;
    let begun = site.gateway.by(&Actor::Console);
    begun.expect_newcomer(Slot::FaxServer, site.provider()).await.unwrap();
    begun.sign_newcomer_in(Slot::FaxServer).await.unwrap();
    let (place, session) = ("/panel/slot/fax-server", site.enter().await);
    let (_, slots) = look(&site, "/panel/sign-in").await;
    assert!(slots.contains(place) && slots.contains("Waiting for authorisation"), "{slots}");
    assert_eq!(look(&site, place).await.0, StatusCode::UNAUTHORIZED, "a code is not for everybody");
    let page = site.get(&session, place).await;
    assert!(refresh(&page).ends_with("untouched=0"), "it waits for somebody at a phone");
    assert!(page.text().await.unwrap().contains("GTHK9QXRL"));

    let cancelled = site.post(&session, &format!("{place}/cancel")).await;
    assert_eq!(location(&cancelled), "/panel/sign-in");
    let page = site.get(&session, place).await.text().await.unwrap();
    let service = site.provider();
    assert!(page.contains(&service.title) && !page.contains("GTHK9QXRL"), "{page}");
    assert!(!page.contains("Gmail"), "no app of it is known: {page}");
    let unknown = site.post_form(&session, place, &[("service", "nobody")]).await;
    assert_eq!(location(&unknown), place);
    assert!(site.gateway.newcomer(Slot::FaxServer).is_none());
    let asked = site.post_form(&session, place, &[("service", &service.name)]).await;
    assert_eq!(location(&asked), place);
    assert!(site.get(&session, place).await.text().await.unwrap().contains("GTHK9QXRL"));

    // The sending functions have their account.
    let there = site.get(&session, "/panel/slot/sending").await;
    assert_eq!(location(&there), "/panel/sign-in/scans");
    let nothing = site.get(&session, "/panel/slot/nothing").await;
    assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_that_nobody_touches_looks_again_goes_home_and_leaves_nothing_of_its_visitor() {
    let site = with_panel().await;
    let session = site.enter().await;
    let page = site.get(&session, "/panel/jobs?page=0").await;
    assert_eq!(refresh(&page), "10; url=/panel/jobs?page=0&untouched=1");
    let page = site.get(&session, "/panel/jobs?page=0&untouched=5").await;
    assert_eq!(refresh(&page), "10; url=/panel?untouched=6");
    let gone = site.get(&session, "/panel?untouched=12").await;
    assert_eq!((gone.status(), location(&gone)), (StatusCode::SEE_OTHER, "/panel"));
    let forgotten = gone.headers()[SET_COOKIE].to_str().unwrap();
    assert!(forgotten.starts_with("scanpost-language=;") && forgotten.contains("Max-Age=0"));
    assert_eq!(site.get(&session, "/accounts").await.status(), StatusCode::UNAUTHORIZED);

    let session = site.enter().await;
    assert_eq!(location(&site.post(&session, "/panel/log-out").await), "/panel");
    assert_eq!(site.get(&session, "/accounts").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_refused_and_a_log_in_that_nobody_completes_go_home_too() {
    let site = with_panel().await;
    site.add("eva", Privileges::All).await;
    let session = site.enter().await;
    let gone = site.get(&session, "/panel/jobs/0190a5f0c1d27000a1b2c3d4e5f60718").await;
    assert_eq!(
        (gone.status(), refresh(&gone)),
        (StatusCode::NOT_FOUND, "60; url=/panel?untouched=6")
    );
    let page = gone.text().await.unwrap();
    assert!(page.contains("not there any more") && !page.contains("scanpost job"), "{page}");
    let unprinted = site.post(&session, "/panel/sheet").await;
    assert_eq!(unprinted.status(), StatusCode::CONFLICT);
    assert_eq!(refresh(&unprinted), "60; url=/panel?untouched=6");

    let closed = site.get("", "/panel/sign-in/scans").await;
    let ends = "120; url=/panel?untouched=12";
    assert_eq!((closed.status(), refresh(&closed)), (StatusCode::UNAUTHORIZED, ends));
    let page = closed.text().await.unwrap();
    assert!(page.contains("id=\"back\"") && !page.contains("class=\"brand\""), "{page}");
    let form = [("name", "eva"), ("password", "wrong"), ("next", "/panel/sign-in/scans")];
    let wrong = site.post_form("", "/panel/log-in", &form).await;
    assert_eq!((wrong.status(), refresh(&wrong)), (StatusCode::UNAUTHORIZED, ends));
    let page = wrong.text().await.unwrap();
    assert!(page.contains("id=\"back\"") && !page.contains("\"wrong\""), "{page}");
    let form = [("name", "eva"), ("password", PASSWORD), ("next", "/panel/sign-in/scans")];
    let entered = site.post_form("", "/panel/log-in", &form).await;
    assert_eq!(location(&entered), "/panel/sign-in/scans");
    assert_eq!(site.get(&cookie(&entered), "/panel/sign-in/scans").await.status(), StatusCode::OK);
    let elsewhere = [("name", "eva"), ("password", PASSWORD), ("next", "/administrators")];
    let entered = site.post_form("", "/panel/log-in", &elsewhere).await;
    assert_eq!(location(&entered), "/panel", "the panel leads to itself");
}

#[tokio::test]
async fn a_users_scan_shows_at_the_panel_without_its_user() {
    let site = with_panel().await;
    let anna = "anna.berg@contoso.example".to_owned();
    let user =
        NewUser { name: "Anna Berg".to_owned(), address: anna.clone(), ..NewUser::default() };
    site.gateway.by(&Actor::Console).put_user(user).await.unwrap();
    let id = site.scan_of_user(&anna).await;
    let fault = Fault::new(Code::UserSignInNeeded).fact("user", "Anna Berg").fact("address", &anna);
    let revoked = Fault::new(Code::GrantRevoked).fact("address", &anna);
    for fault in [fault, revoked] {
        site.hold_account(account_of(&anna), fault).await;
        for path in [format!("/panel/jobs/{id}"), "/panel/jobs".to_owned(), "/panel".to_owned()] {
            let (status, page) = look(&site, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            let page = page.to_lowercase();
            assert!(!page.contains("anna") && !page.contains("berg"), "{path}: {page}");
        }
    }
}

#[tokio::test]
async fn where_the_maker_is_known_no_other_makers_codes_stand_at_a_job() {
    let site = with_panel().await;
    let id = site.job(&["anna@contoso.example"]).await;
    site.hold(Fault::new(Code::SignInNeeded).fact("account", "scans")).await;
    let path = format!("/panel/jobs/{id}");
    assert!(look(&site, &path).await.1.contains("Epson 370"), "nobody has said whose it is");
    let seen = site.gateway.appearance().await.unwrap();
    let ricoh = Appearance { profile: "ricoh".parse().unwrap() };
    site.gateway.by(&Actor::Console).set_appearance(seen.revision, ricoh).await.unwrap();
    assert!(!look(&site, &path).await.1.contains("Epson"));
}

#[tokio::test]
async fn the_history_shows_what_ended_however_many_wait() {
    let site = with_panel().await;
    site.delivered_job().await;
    assert!(look(&site, "/panel").await.1.contains("Delivered"));
    for _ in 0..=100 {
        site.job(&["anna@contoso.example"]).await;
    }
    for path in ["/panel", "/panel/history"] {
        let (_, page) = look(&site, path).await;
        assert!(page.contains("Delivered"), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_desk_is_no_panel_and_its_log_in_goes_on() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    assert_eq!(site.get(&session, "/panel?untouched=12").await.status(), StatusCode::OK);
    assert_eq!(site.get(&session, "/accounts").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_panel_prints_on_no_printer_but_its_own() {
    let site = with_panel().await;
    let form = [("printer", "ipp://192.0.2.9/ipp/print")];
    let none = site.post_form("", "/panel/sheet", &form).await;
    assert_eq!(none.status(), StatusCode::CONFLICT);
    assert!(none.text().await.unwrap().contains("No printer is chosen for the control panel."));
    let seen = site.gateway.panel().await.unwrap();
    let own = "ipp://127.0.0.1:1/ipp/print".to_owned();
    let entered = PanelEntered { printer: own.clone(), ..seen.settings.entered() };
    site.gateway.by(&Actor::Console).set_panel(seen.revision, entered).await.unwrap();
    assert!(look(&site, "/panel/sheet").await.1.contains(&own), "what will be done is said before");
    let mut changes = site.gateway.changes();
    let begun = site.post_form("", "/panel/sheet", &form).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let place = location(&begun).to_owned();
    let page = loop {
        let (_, page) = look(&site, &place).await;
        if page.contains("Not printed") {
            break page;
        }
        changes.changed().await.unwrap();
    };
    assert!(page.contains("127.0.0.1") && !page.contains("192.0.2.9"), "{page}");
}

#[tokio::test]
async fn a_foreign_form_prints_nothing() {
    let site = with_panel().await;
    let request =
        site.stranger(Method::POST, "/panel/sheet").header("origin", "http://evil.example");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let without = site.stranger(Method::POST, "/panel/sheet").send().await.unwrap();
    assert_eq!(without.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_settings_of_the_panel_are_saved_and_shown_again() {
    let site = Site::start().await;
    let session = site.enter().await;
    let fields =
        [("revision", "0"), ("addresses", "192.0.2.17\r\n198.51.100.0/24"), ("printer", "")];
    let saved = site.post_form(&session, "/settings/panel", &fields).await;
    assert_eq!(location(&saved), "/settings/panel?done=saved");
    let page = site.get(&session, "/settings/panel").await.text().await.unwrap();
    assert!(page.contains("192.0.2.17/32") && page.contains("198.51.100.0/24"), "{page}");
    let fields = [("revision", "1"), ("addresses", "0.0.0.0/0"), ("printer", "printer")];
    let wrong = site.post_form(&session, "/settings/panel", &fields).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = wrong.text().await.unwrap();
    for id in ["addresses-error", "printer-error"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}: {page}");
    }
}

#[tokio::test]
async fn the_panel_speaks_the_language_of_its_visitor() {
    let site = with_panel().await;
    let request = site.stranger(Method::GET, "/panel").header(COOKIE, "scanpost-language=sv");
    let page = request.send().await.unwrap().text().await.unwrap();
    for words in ["Status för e-postserver", "Jobbhistorik", "lang=\"sv\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
