//! The status sheet says what is really so, and never a secret nor whom a mail goes to.

use scanpost_core::administrator::Actor;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::gateway::{NewAccount, NewDevice};
use scanpost_core::oauth::Provider;
use scanpost_core::paper;
use scanpost_core::sheet::Sheet;
use scanpost_core::site::Slot;
use scanpost_core::words::Language;
use secrecy::{ExposeSecret, SecretString};

use crate::gateway_stage::{ALARMS, ANNA, MAILBOX, Stage};

const PROXY_PASSWORD: &str = "pr0xy-Passw0rd";
const WEBHOOK_SECRET: &str = "webh00k-Secret-of-16";
const CLIENT_SECRET: &str = "app~Secret.0815";

fn value<'a>(sheet: &'a Sheet, heading: &str, label: &str) -> &'a str {
    let part = sheet.parts.iter().find(|part| part.heading == heading);
    let part = part.unwrap_or_else(|| panic!("no part {heading}: {}", sheet.text()));
    let row = part.rows.iter().find(|row| row.label == label);
    &row.unwrap_or_else(|| panic!("no row {label}: {}", sheet.text())).value
}

#[tokio::test]
async fn the_sheet_has_what_printers_show_of_their_mail_server() {
    let stage = Stage::signed_in().await;
    stage.device().await.send(&[ANNA], b"Subject: scan\r\n\r\nA page.\r\n").await;
    stage.all_ended().await;
    let sheet = stage.gateway().sheet(Language::En).await.unwrap();
    let server = "E-mail server: Sending";
    for (label, expected) in [
        ("Authentication method", "OAuth 2.0"),
        ("Current status", "Retrieved"),
        ("Authenticated account", MAILBOX),
        ("Authenticated password", "not used with OAuth 2.0"),
        ("Sender’s e-mail address", MAILBOX),
        ("SMTP server address", "localhost"),
        ("Secure connection", "STARTTLS"),
        ("Certificate validation", "on"),
    ] {
        assert_eq!(value(&sheet, server, label), expected, "{label}");
    }
    let service = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    assert_eq!(value(&sheet, server, "E-mail service"), service.title);
    let port = service.smtp.port.to_string();
    assert_eq!(value(&sheet, server, "SMTP server port number"), port);
    assert!(value(&sheet, server, "Last log-in at the server").ends_with("went well"));
    assert!(value(&sheet, "Network", "Listens for SMTP").starts_with("127.0.0.1:"));
    assert_ne!(value(&sheet, "Jobs", "Last mail delivered"), "none");
    assert_eq!(value(&sheet, "Last faults", "Faults"), "none");
    assert_eq!(value(&sheet, "Devices", "Number"), "1");
    assert!(!sheet.text().contains(ANNA), "whom a mail went to");
    let swedish = stage.gateway().sheet(Language::Sv).await.unwrap();
    let server = "E-postserver: Sändning";
    assert_eq!(value(&swedish, server, "Aktuell status"), "Hämtad");
    assert_eq!(value(&swedish, server, "Lösenord för autentisering"), "används inte med OAuth 2.0");
}

#[tokio::test]
async fn a_fault_stands_on_the_sheet_with_its_code_and_the_makers_number() {
    let stage = Stage::signed_in().await;
    stage.gateway().by(&Actor::Console).sign_out(&stage.account).await.unwrap();
    stage.device().await.send(&[ANNA], b"Subject: scan\r\n\r\nA page.\r\n").await;
    stage
        .until(async || {
            let text = stage.gateway().sheet(Language::En).await.unwrap().text();
            text.contains("(Epson 370)") && text.contains("on hold since")
        })
        .await;
    let sheet = stage.gateway().sheet(Language::En).await.unwrap();
    assert_eq!(value(&sheet, "Jobs", "Waiting"), "1");
    assert!(!sheet.text().contains(ANNA), "whom the waiting mail goes to: {}", sheet.text());
}

#[tokio::test]
async fn each_slot_in_use_and_each_account_of_a_device_has_its_part() {
    let stage = Stage::start().await;
    let console = stage.gateway().by(&Actor::Console);
    let provider = || Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    for (name, address) in [("alarms", ALARMS), ("anna", ANNA)] {
        let new = NewAccount::to_send(name.parse().unwrap(), address.to_owned(), provider());
        console.add_account(new).await.unwrap();
    }
    let seen = stage.gateway().slots().await.unwrap();
    let mut slots = seen.slots.clone();
    slots.set(Slot::Sending, Some(stage.account.clone()));
    slots.set(Slot::EmailStatus, Some("alarms".parse().unwrap()));
    console.set_slots(seen.revision, slots).await.unwrap();
    let device = NewDevice {
        name: "annas".to_owned(),
        ranges: vec!["192.0.2.7/32".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: Some("anna".parse().unwrap()),
        wide: false,
        fetches: false,
        sender: SenderRule::default(),
        profile: None,
    };
    console.add_device(device).await.unwrap();
    let sheet = stage.gateway().sheet(Language::En).await.unwrap();
    assert_eq!(value(&sheet, "E-mail server: Status by e-mail", "Mailbox"), ALARMS);
    assert_eq!(value(&sheet, "E-mail server: annas", "Sender’s e-mail address"), ANNA);
    let headings = sheet.parts.iter().filter(|part| part.heading.starts_with("E-mail server"));
    assert_eq!(headings.count(), 3, "{}", sheet.text());
    assert!(value(&sheet, "Receiving", "E-mail status").starts_with("every 5 minutes"));
}

#[tokio::test]
async fn no_form_of_the_sheet_has_a_secret() {
    let stage = Stage::signed_in().await;
    let (gateway, console) = (stage.gateway(), stage.gateway().by(&Actor::Console));
    let secret = |text: &str| SecretString::from(text);
    let device = NewDevice {
        name: "old".to_owned(),
        ranges: Vec::new(),
        user: Some("copier".to_owned()),
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        sender: SenderRule::default(),
        profile: None,
    };
    let added = console.add_device(device).await.unwrap();
    let seen = gateway.notices().await.unwrap();
    let mut entered = seen.settings.entered();
    entered.webhook_url = "https://hooks.example/T000/hidden-in-the-path".to_owned();
    entered.webhook_secret = secret(WEBHOOK_SECRET);
    console.set_notices(seen.revision, entered).await.unwrap();
    let grant = gateway.grant(&stage.account).await.unwrap();
    console.set_secret(&stage.account, secret(CLIENT_SECRET), None, grant.revision).await.unwrap();
    let waiting = console.sign_in(&stage.account).await.unwrap();
    // The last one: from here on nothing is reached any more.
    let seen = gateway.mail_settings().await.unwrap();
    let mut entered = seen.settings.entered();
    entered.proxy_host = "proxy.example".to_owned();
    entered.proxy_port = "3128".to_owned();
    entered.proxy_user = "proxy-user".to_owned();
    entered.proxy_password = secret(PROXY_PASSWORD);
    console.set_mail_settings(seen.revision, entered).await.unwrap();

    let mut secrets = stage.sandbox.secrets_issued();
    secrets.extend([PROXY_PASSWORD, WEBHOOK_SECRET, CLIENT_SECRET].map(str::to_owned));
    secrets.extend(["proxy-user", "hidden-in-the-path"].map(str::to_owned));
    secrets.push(added.password.unwrap().expose_secret().to_owned());
    secrets.push(waiting.user_code);
    for language in Language::ALL {
        let sheet = gateway.sheet(language).await.unwrap();
        let pdf = paper::sheet(&sheet);
        let pdf = String::from_utf8_lossy(&pdf);
        assert!(pdf.contains("proxy.example:3128"), "what the PDF says can be found in it");
        let forms = [sheet.text(), serde_json::to_string(&sheet).unwrap(), pdf.into_owned()];
        for form in forms {
            assert!(form.contains("proxy.example"));
            for secret in &secrets {
                assert!(!form.contains(secret.as_str()), "{secret}: {form}");
            }
        }
    }
}
