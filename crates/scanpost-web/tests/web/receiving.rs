//! Receiving: the cards of the functions, the quarantine, and what can be done to one mail.

use reqwest::StatusCode;
use scanpost_core::administrator::{Actor, Privileges};
use scanpost_core::clock::Time;
use scanpost_core::fault::{Code, Fault};
use scanpost_core::gateway::NewAccount;
use scanpost_core::receive::{Arrivals, Outcome};
use scanpost_core::site::receiving::Destination;
use scanpost_core::site::{Function, Receiving, Slot, Slots};

use crate::site::{Site, location, scans};

async fn page(site: &Site, session: &str, path: &str) -> String {
    let response = site.get(session, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.unwrap()
}

/// A site that polls for the internet fax, by an account that nobody has signed in.
async fn polling() -> Site {
    let site = Site::serving().await;
    let by = site.gateway.by(&Actor::Console);
    let address = "faxes@contoso.example".to_owned();
    by.add_account(NewAccount::to_send(scans(), address, site.provider())).await.unwrap();
    let mut slots = Slots::default();
    slots.set(Slot::InternetFaxReceive, Some(scans()));
    let revision = site.gateway.slots().await.unwrap().revision;
    by.set_slots(revision, slots).await.unwrap();
    site
}

#[tokio::test]
async fn a_function_without_an_account_leads_to_where_one_is_chosen() {
    let site = Site::start().await;
    let session = site.enter().await;
    let shown = page(&site, &session, "/receiving").await;
    assert!(shown.contains("Not used"), "{shown}");
    assert!(shown.contains("/settings/functions#internet-fax-receive"), "{shown}");
    let function = Function::InternetFaxReceive.as_str();
    let refused = site.post(&session, &format!("/receiving/poll/{function}")).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_poll_without_a_token_says_so_on_its_card_with_the_way_to_one() {
    let site = polling().await;
    let session = site.enter().await;
    let polled = site.post(&session, "/receiving/poll/internet-fax-receive").await;
    assert_eq!(location(&polled), "/receiving?polled=ended");
    let shown = page(&site, &session, location(&polled)).await;
    for said in ["Not retrieved", "Get token", "/accounts/scans/sign-in", "every 5 minutes"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(shown.contains("sign-in-needed") && shown.contains("not looked into: "), "{shown}");
    assert!(!shown.contains("nothing new"), "{shown}");
    let account = page(&site, &session, "/accounts/scans").await;
    let connection = account.split("Connection status, mailbox (POP3)").nth(1).unwrap();
    let connection = connection.split("</div>").next().unwrap();
    assert!(connection.contains("Failed"), "{connection}");
}

#[tokio::test]
async fn a_mail_in_quarantine_says_why_and_is_downloaded_tried_again_or_deleted() {
    let site = Site::start().await;
    let session = site.enter().await;
    let id = site.arrival("Subject: no fax\r\n\r\n").await;
    site.hand_on(Outcome::Quarantined { fault: Fault::new(Code::FaxMissing) }).await;
    let shown = page(&site, &session, "/receiving/quarantine").await;
    assert!(shown.contains("fax-missing") && shown.contains(&id.to_string()), "{shown}");

    let at = |below: &str| format!("/receiving/arrivals/{id}/{below}?state=quarantined");
    let mail = site.post(&session, &at("mail")).await;
    assert_eq!(mail.headers()["content-type"], "message/rfc822");
    let file = mail.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(file, format!("attachment; filename=\"arrival-{id}.eml\""));
    assert_eq!(mail.text().await.unwrap(), "Subject: no fax\r\n\r\n");
    let audit = page(&site, &session, "/administrators/audit").await;
    assert!(audit.contains("A person downloaded a mail that had come in"), "{audit}");

    let retried = site.post(&session, &at("retry")).await;
    assert_eq!(location(&retried), "/receiving/quarantine?done=retried");
    let shown = page(&site, &session, location(&retried)).await;
    assert!(shown.contains("handed on again now") && shown.contains("No mail is in"), "{shown}");
    let question = page(&site, &session, &at("delete")).await;
    assert!(question.contains("nobody has it afterwards"), "{question}");
    let deleted = site.post(&session, &at("delete")).await;
    assert_eq!(location(&deleted), "/receiving/quarantine?done=deleted");
    let all = page(&site, &session, "/receiving/arrivals").await;
    assert!(all.contains("Deleted") && !all.contains(&at("retry")), "{all}");
    assert_eq!(site.post(&session, &at("retry")).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn whose_mail_waits_is_shown_as_its_senders_own_word_and_can_do_no_harm() {
    let site = Site::start().await;
    let session = site.enter().await;
    let id = site
        .arrival("From: Bo <bo@example.com>\r\nSubject: <b>fax\u{202e}\u{1b}[2J\r\nDate: today\r\n\r\nSecret")
        .await;
    site.hand_on(Outcome::Quarantined { fault: Fault::new(Code::FaxMissing) }).await;
    let shown = page(&site, &session, "/receiving/quarantine").await;
    for said in ["own word", "Bo &#60;bo@example.com&#62;", "&#60;b&#62;fax[2J", "<bdi>today</bdi>"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("Secret") && !shown.contains('\u{202e}'), "{shown}");
    let question =
        page(&site, &session, &format!("/receiving/arrivals/{id}/delete?state=quarantined")).await;
    assert!(question.contains("bo@example.com"), "{question}");
    site.post(&session, &format!("/receiving/arrivals/{id}/delete?state=quarantined")).await;
    let all = page(&site, &session, "/receiving/arrivals").await;
    assert!(!all.contains("bo@example.com"), "{all}");
}

#[tokio::test]
async fn what_a_waiting_mail_says_is_read_from_the_disk_once_however_often_the_page_is_drawn() {
    let site = Site::start().await;
    let (console, other) = (site.gateway.by(&Actor::Console), "Subject: 2\r\n\r\n");
    let [seen, unseen] = [site.arrival("Subject: 1\r\n\r\n").await, site.arrival(other).await];
    let seen = site.gateway.arrival(seen).await.unwrap();
    let unseen = site.gateway.arrival(unseen).await.unwrap();
    let first = console.claims(&seen).await.unwrap();
    assert_eq!(first.subject.as_deref(), Some("1"));
    for arrival in [&seen, &unseen] {
        assert!(site.store.delete_arrival(arrival.id, Time(0).into()).await.unwrap());
    }
    // Their octets are gone; the page still holds them for waiting ones.
    assert_eq!(console.claims(&seen).await, Some(first));
    assert_eq!(console.claims(&unseen).await, None);
}

#[tokio::test]
async fn mails_that_lie_in_quarantine_for_one_reason_are_deleted_together() {
    let site = Site::start().await;
    let session = site.enter().await;
    for (mail, code) in [
        ("Subject: 1\r\n\r\n", Code::FaxMissing),
        ("Subject: 2\r\n\r\n", Code::FaxMissing),
        ("Subject: 3\r\n\r\n", Code::FaxTiffBroken),
    ] {
        site.arrival(mail).await;
        site.hand_on(Outcome::Quarantined { fault: Fault::new(code) }).await;
    }
    let start = page(&site, &session, "/").await;
    assert!(start.contains("id=\"quarantined\""), "{start}");
    let shown = page(&site, &session, "/receiving/quarantine").await;
    let all = "/receiving/quarantine/delete/fax-missing";
    assert!(shown.contains(all) && !shown.contains("delete/fax-tiff-broken"), "{shown}");
    let question = page(&site, &session, all).await;
    assert!(question.contains("there is no fax"), "{question}");
    let deleted = site.post(&session, all).await;
    let left = page(&site, &session, location(&deleted)).await;
    assert!(left.contains("fax-tiff-broken") && !left.contains("fax-missing"), "{left}");
    assert!(left.contains("The mails were deleted."), "{left}");
}

#[tokio::test]
async fn a_long_list_goes_on_with_older_mails_and_back_to_the_newest() {
    let site = Site::start().await;
    let session = site.enter().await;
    let oldest = site.arrival("Subject: 1\r\n\r\n").await.to_string();
    for _ in 0..50 {
        site.arrival("Subject: more\r\n\r\n").await;
    }
    let list = "/receiving/arrivals?state=waiting";
    let first = page(&site, &session, list).await;
    assert!(!first.contains(&oldest));
    let older = first.split("id=\"older\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = page(&site, &session, &older.replace("&#38;", "&")).await;
    assert!(second.contains(&oldest) && !second.contains("id=\"older\""), "{second}");
    assert!(second.contains("Back to the newest"), "{second}");
}

#[tokio::test]
async fn who_may_only_look_sees_no_button_and_is_refused() {
    let site = Site::start().await;
    let id = site.arrival("Subject: fax\r\n\r\n").await;
    site.add("mia", Privileges::Custom([].into())).await;
    let session = site.log_in("mia").await;
    let list = page(&site, &session, "/receiving/arrivals").await;
    assert!(list.contains(&id.to_string()), "{list}");
    for button in ["/retry", "/mail", "/delete"] {
        assert!(!list.contains(button), "{list}");
        let refused = site.post(&session, &format!("/receiving/arrivals/{id}{button}")).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{button}");
    }
    let refused = site.post(&session, "/receiving/poll/internet-fax-receive").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn settings_of_receiving_are_saved_whole_or_come_back_with_what_was_typed() {
    let site = Site::start().await;
    let session = site.enter().await;
    let path = "/settings/receiving";
    let wrong = [
        ("revision", "0"),
        ("fax_to", "folder"),
        ("fax_path", "../etc"),
        ("print_printer", "http://printer.example"),
        ("status_senders", "@contoso.example"),
    ];
    let response = site.post_form(&session, path, &wrong).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let shown = response.text().await.unwrap();
    for part in ["fax_path-error", "print_printer-error", "value=\"../etc\"", "@contoso.example"] {
        assert!(shown.contains(part), "{part} is missing in {shown}");
    }
    assert_eq!(site.gateway.receiving_settings().await.unwrap().settings, Receiving::default());

    let good = [
        ("revision", "0"),
        ("fax_interval", "2"),
        ("fax_to", "mail"),
        ("fax_mail", "anna@contoso.example\r\nbo@contoso.example"),
        ("fax_confirm", "on"),
    ];
    let saved = site.post_form(&session, path, &good).await;
    assert_eq!(location(&saved), "/settings/receiving?done=saved");
    let settings = site.gateway.receiving_settings().await.unwrap().settings;
    let to = ["anna@contoso.example", "bo@contoso.example"].map(str::to_owned).to_vec();
    assert_eq!((settings.fax.to, settings.fax.confirm), (Destination::Mail { to }, true));
    assert_eq!(settings.intervals.get(&Function::InternetFaxReceive), Some(&2));
    let late = site.post_form(&session, path, &good).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
}
