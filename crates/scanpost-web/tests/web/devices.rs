//! Devices on the pages and over the socket: added, changed, given another password, removed.

use reqwest::{Method, StatusCode};
use scanpost_core::device::SenderRule;
use scanpost_web::wire::{DeviceAdded, DeviceView, Problem};
use serde_json::json;

use crate::site::{Site, location, scans};

async fn the_device(site: &Site) -> DeviceView {
    site.gateway.devices().await.unwrap().remove(0)
}

/// The password that a page shows.
fn shown_password(page: &str) -> String {
    let after = page.split("id=\"shown-password\">").nth(1).expect("a password is shown");
    after.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_device_is_added_by_its_address_and_its_place_is_encoded() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let fields = [
        ("name", "Kopiator plan 2"),
        ("ranges", "192.0.2.17\r\n2001:db8::/64\r\n"),
        ("user", ""),
        ("tls", "required"),
        ("account", "scans"),
    ];
    let added = site.post_form(&session, "/devices/new", &fields).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&added), "/devices/Kopiator%20plan%202");
    let device = the_device(&site).await;
    assert_eq!(device.ranges, ["192.0.2.17/32", "2001:db8::/64"]);
    assert!(device.tls_required && device.user.is_none() && device.account == Some(scans()));
    let page = site.get(&session, location(&added)).await.text().await.unwrap();
    assert!(page.contains("Not seen yet") && page.contains("192.0.2.17/32"), "{page}");
    assert!(!page.contains("id=\"new-password\""), "there is none to renew");
}

#[tokio::test]
async fn a_sender_rule_is_chosen_and_its_table_typed_in_lines() {
    let site = Site::start().await;
    let session = site.enter().await;
    let (name, ranges) = (("name", "copier"), ("ranges", "192.0.2.17"));
    let added = site.post_form(&session, "/devices/new", &[name, ranges]).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    assert_eq!(the_device(&site).await.sender, SenderRule::Account, "if nothing is said");
    let table = "copier@old.example = copier@example.com\r\nfax@old.example=fax@example.com\r\n";
    let form = |aliases| [("revision", "1"), ranges, ("sender", "alias"), ("aliases", aliases)];
    for (wrong, said) in [
        ("copier@old.example", "“copier@old.example” is no e-mail address"),
        ("", "The table of senders is empty"),
    ] {
        let refused = site.post_form(&session, "/devices/copier/edit", &form(wrong)).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text().await.unwrap();
        let error = page.split("id=\"sender-error\">").nth(1).expect(&page);
        assert!(error.starts_with(said), "{error}");
    }
    let changed = site.post_form(&session, "/devices/copier/edit", &form(table)).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let rule = the_device(&site).await.sender;
    assert_eq!(rule.aliases(), table.replace('\r', "").replace(".example=", ".example = ").trim());
    let page = site.get(&session, "/devices/copier/edit").await.text().await.unwrap();
    assert!(page.contains("value=\"alias\" checked") && page.contains(&rule.aliases()), "{page}");
    let page = site.get(&session, "/devices/copier").await.text().await.unwrap();
    assert!(page.contains("By a table"), "{page}");
}

#[tokio::test]
async fn a_password_is_shown_once_and_made_anew_after_a_question() {
    let site = Site::start().await;
    let session = site.enter().await;
    let fields = [("name", "copier"), ("user", "front office")];
    let added = site.post_form(&session, "/devices/new", &fields).await;
    assert_eq!(added.status(), StatusCode::OK);
    let first = shown_password(&added.text().await.unwrap());
    for path in ["/devices", "/devices/copier", "/devices/copier/edit"] {
        let page = site.get(&session, path).await.text().await.unwrap();
        assert!(page.contains("front office") && !page.contains(&first), "{path}");
    }
    let path = "/devices/copier/password";
    let question = site.get(&session, path).await.text().await.unwrap();
    assert!(question.contains("Make a new password for copier?"), "{question}");
    let renewed = site.post(&session, path).await.text().await.unwrap();
    assert_ne!(shown_password(&renewed), first);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_the_form_comes_back_filled_in() {
    let site = Site::start().await;
    let session = site.enter().await;
    let form = |name, ranges, user| [("name", name), ("ranges", ranges), ("user", user)];
    for (fields, field, said) in [
        (form("a/b", "192.0.2.1", ""), "name", "cannot be the name of a device"),
        (form("copier", "192.0.2.1\nprinter", ""), "ranges", "“printer” is no address"),
        (form("copier", "", ""), "ranges", "Nobody could tell this device from a stranger"),
        (form("copier", "0.0.0.0/0", ""), "ranges", "The range 0.0.0.0/0 is very wide"),
        (form("copier", "", "a\tb"), "user", "cannot be the user of a device"),
    ] {
        let response = site.post_form(&session, "/devices/new", &fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let page = response.text().await.unwrap();
        let error = page.split(&format!("id=\"{field}-error\">")).nth(1).expect(&page);
        assert!(error.starts_with(said) || error.contains(said), "{page}");
        assert!(page.contains(&format!("value=\"{}\"", fields[0].1)), "{page}");
    }
    assert_eq!(site.gateway.devices().await.unwrap().len(), 0, "nothing is half saved");
}

#[tokio::test]
async fn a_wide_range_needs_a_tick_or_a_password() {
    let site = Site::start().await;
    let session = site.enter().await;
    let fields = [("name", "all"), ("ranges", "::/0")];
    let refused = site.post_form(&session, "/devices/new", &fields).await;
    assert!(refused.text().await.unwrap().contains("name=\"wide\""), "the tick is offered");
    let ticked = [("name", "all"), ("ranges", "::/0"), ("wide", "yes")];
    let added = site.post_form(&session, "/devices/new", &ticked).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    let with_user = [("name", "roaming"), ("ranges", "0.0.0.0/0"), ("user", "roaming")];
    let added = site.post_form(&session, "/devices/new", &with_user).await;
    assert_eq!(added.status(), StatusCode::OK);
}

#[tokio::test]
async fn two_administrators_at_one_device_do_not_overwrite_each_other_unread() {
    let site = Site::start().await;
    let session = site.enter().await;
    let fields = [("name", "copier"), ("ranges", "192.0.2.1")];
    site.post_form(&session, "/devices/new", &fields).await;
    let path = "/devices/copier/edit";
    let form = site.get(&session, path).await.text().await.unwrap();
    assert!(form.contains("name=\"revision\" value=\"1\""), "{form}");
    let anna = [("revision", "1"), ("ranges", "192.0.2.2")];
    assert_eq!(site.post_form(&session, path, &anna).await.status(), StatusCode::SEE_OTHER);
    let bo = [("revision", "1"), ("ranges", "192.0.2.3"), ("tls", "required")];
    let late = site.post_form(&session, path, &bo).await;
    assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let late = late.text().await.unwrap();
    assert!(late.contains("Somebody else has changed") && late.contains("192.0.2.3"), "{late}");
    assert_eq!(the_device(&site).await.ranges, ["192.0.2.2/32"]);
    assert!(late.contains("name=\"revision\" value=\"2\""), "saved again it is meant: {late}");
    let again = [("revision", "2"), ("ranges", "192.0.2.3")];
    assert_eq!(site.post_form(&session, path, &again).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_changed_device_keeps_its_password_and_one_that_gets_a_user_gets_one() {
    let site = Site::start().await;
    let add = json!({ "name": "copier", "user": "copier" });
    let added = site.control(Method::POST, "/api/v1/devices").json(&add).send().await.unwrap();
    let added: DeviceAdded = added.json().await.unwrap();
    let change = |body: serde_json::Value| {
        let request = site.control(Method::PUT, "/api/v1/devices/copier").json(&body);
        async move { request.send().await.unwrap() }
    };
    let renamed = change(json!({ "revision": added.device.revision, "user": "other" })).await;
    let renamed: DeviceAdded = renamed.json().await.unwrap();
    assert_eq!((renamed.device.user.as_deref(), renamed.password), (Some("other"), None));
    let stale = change(json!({ "revision": 1, "user": "third" })).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    assert_eq!(stale.json::<Problem>().await.unwrap().code, "changed-meanwhile");
    let by_address = change(json!({ "revision": 2, "ranges": ["192.0.2.1/32"] })).await;
    assert!(by_address.json::<DeviceAdded>().await.unwrap().device.user.is_none());
    let path = "/api/v1/devices/copier/password";
    let none = site.control(Method::POST, path).send().await.unwrap();
    assert_eq!(none.json::<Problem>().await.unwrap().code, "device-without-user");
    let back = change(json!({ "revision": 3, "user": "copier" })).await;
    assert!(back.json::<DeviceAdded>().await.unwrap().password.is_some());
    let same = json!({ "name": "second", "user": "COPIER", "ranges": ["192.0.2.0/24"] });
    let same = site.control(Method::POST, "/api/v1/devices").json(&same).send().await.unwrap();
    assert_eq!(same.json::<Problem>().await.unwrap().code, "device-user-taken");
}

#[tokio::test]
async fn a_device_is_removed_only_after_a_question_and_one_that_is_not_there_is_said_plainly() {
    let site = Site::start().await;
    let session = site.enter().await;
    site.post_form(&session, "/devices/new", &[("name", "copier"), ("ranges", "192.0.2.1")]).await;
    let path = "/devices/copier/remove";
    assert!(site.get(&session, path).await.text().await.unwrap().contains("Remove copier?"));
    assert_eq!(site.gateway.devices().await.unwrap().len(), 1);
    assert_eq!(location(&site.post(&session, path).await), "/devices");
    for path in ["/devices/copier", "/devices/%3Cscript%3E", "/devices/copier/edit"] {
        let response = site.get(&session, path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(!response.text().await.unwrap().contains("<script>"));
    }
}

#[tokio::test]
async fn a_strangers_address_is_taken_over_and_nothing_else() {
    let site = Site::start().await;
    let session = site.enter().await;
    let form = site.get(&session, "/devices/new?address=192.0.2.99").await.text().await.unwrap();
    assert!(form.contains(">192.0.2.99</textarea>"), "{form}");
    let odd = site.get(&session, "/devices/new?address=%3C%2Ftextarea%3E%3Cscript%3E").await;
    assert!(odd.text().await.unwrap().contains("></textarea>"));
}
