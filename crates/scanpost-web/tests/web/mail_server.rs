//! The menus of each maker, and the pages of the mail server that they lead to.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use scanpost_core::administrator::Actor;
use scanpost_core::gateway::NewAccount;
use scanpost_core::oauth::Provider;
use scanpost_core::profile::{Name, Profile, Row};
use scanpost_core::record::Revision;
use scanpost_core::site::{Appearance, Slot};
use scanpost_core::words::{self, Language, Voice};

use crate::site::Site;

async fn speaking(site: &Site, name: &str) -> &'static Profile {
    let profile: Name = name.parse().unwrap();
    let seen = site.gateway.appearance().await.unwrap().revision;
    site.gateway.by(&Actor::Console).set_appearance(seen, Appearance { profile }).await.unwrap();
    Profile::of(profile)
}

async fn page(site: &Site, session: &str, path: &str) -> String {
    let answer = site.get(session, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.text().await.unwrap()
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The links of a menu.
fn links(page: &str) -> BTreeSet<String> {
    let (_, main) = page.split_once("<main").unwrap();
    let menus = main.split("<ul class=\"card menu\">").skip(1);
    let menus = menus.map(|menu| menu.split("</ul>").next().unwrap());
    menus
        .flat_map(|menu| menu.split("href=\"").skip(1))
        .map(|link| link.split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_click_of_every_menu_leads_somewhere_in_the_makers_words() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    for name in Name::all() {
        let profile = speaking(&site, name.as_str()).await;
        if profile.menus.is_empty() {
            assert_eq!(site.get(&session, "/machine").await.status(), StatusCode::NOT_FOUND);
            continue;
        }
        let (mut open, mut seen) = (vec!["/machine".to_owned()], BTreeSet::new());
        while let Some(path) = open.pop() {
            let shown = page(&site, &session, &path).await;
            if path.starts_with("/machine") {
                open.extend(links(&shown));
            }
            seen.insert(path);
        }
        for one in &profile.pages {
            assert!(seen.contains(&format!("/mail-server/{}", one.name)), "{name}: {}", one.name);
        }
        let first = &profile.menus[0].steps[0].click;
        let word = words::text(Voice { language: Language::En, profile: name }, first, &[]);
        assert!(page(&site, &session, "/machine").await.contains(&word), "{name}: {word}");
    }
    assert_eq!(site.get(&session, "/machine/nowhere").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_page_of_the_mail_server_has_its_lines_by_their_names_in_each_language() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    for name in Name::all() {
        let profile = speaking(&site, name.as_str()).await;
        for language in Language::ALL {
            let session = format!("{session}; scanpost-language={}", language.tag());
            let say = |id: &str| words::text(Voice { language, profile: name }, id, &[]);
            for one in &profile.pages {
                let shown = page(&site, &session, &format!("/mail-server/{}", one.name)).await;
                assert!(shown.contains(&format!("lang=\"{}\"", language.tag())), "{name}");
                let rows = one.sections.iter().flat_map(|section| &section.rows);
                for row in rows.filter(|row| **row != Row::Status) {
                    let label = say(row.label()).replace('\'', "&#39;");
                    assert!(shown.contains(&label), "{name} {}: {label}\n{shown}", one.name);
                }
                let titles = one.sections.iter().filter_map(|section| section.title.as_ref());
                for title in titles.chain([&one.title]) {
                    let title = say(title).replace('>', "&#62;");
                    assert!(shown.contains(&title), "{name}: {title}\n{shown}");
                }
            }
        }
    }
    assert_eq!(site.get(&session, "/mail-server/nothing").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sign_in_goes_by_the_makers_buttons_and_ends_by_the_makers_question() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let table = [
        ("neutral", "sending", "Sign in", None),
        ("toshiba-a4", "oauth", "Register", None),
        ("epson", "basic", "Sign In", Some("Sign in with Microsoft")),
        ("ricoh", "email", "Start Authentication", None),
        ("sharp-bp70m65", "smtp", "Get Token", Some("OK")),
    ];
    for (name, one, button, between) in table {
        speaking(&site, name).await;
        let path = format!("/mail-server/{one}");
        let shown = page(&site, &session, &path).await;
        assert!(shown.contains(&format!("id=\"sign-in\">{button}</button>")), "{name}: {shown}");
        let slots = site.gateway.slots().await.unwrap().revision.0.to_string();
        let typed = form(&[("slots_revision", &slots), ("address", "scans@contoso.example")]);
        let (status, place) = site.save(&session, &format!("{path}/sign-in"), &typed).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{name}: {place}");
        if let Some(button) = between {
            assert_eq!(place, format!("{path}/sign-in"));
            let shown = page(&site, &session, &place).await;
            assert!(shown.contains(&format!("id=\"yes\">{button}</button>")), "{name}: {shown}");
            let (status, _) = site.save(&session, &format!("{path}/code"), &[]).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
        } else {
            assert_eq!(place, format!("{path}/code"));
        }
        let shown = page(&site, &session, &format!("{path}/code")).await;
        assert!(shown.contains("<output class=\"code\" id=\"code\">"), "{name}: {shown}");
        assert!(shown.contains("id=\"ok\">OK</button>"), "{name}");
        let (status, place) = site.save(&session, &format!("{path}/cancel"), &[]).await;
        assert_eq!((status, place), (StatusCode::SEE_OTHER, path.clone()));
        let question = site.get(&session, &format!("{path}/sign-out")).await.text().await.unwrap();
        let voice = Voice { language: Language::En, profile: name.parse().unwrap() };
        for id in ["sign-out-yes", "sign-out-no"] {
            assert!(question.contains(&words::text(voice, id, &[])), "{name}: {question}");
        }
        let (status, place) = site.save(&session, &format!("{path}/signed-out"), &[]).await;
        assert_eq!((status, place), (StatusCode::SEE_OTHER, path), "{name}");
    }
}

#[tokio::test]
async fn a_slot_gets_an_account_of_its_own_and_the_others_stay() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    speaking(&site, "sharp-bp70m65").await;
    for (one, address) in
        [("internet-fax", "fax@contoso.example"), ("email-status", "fax@contoso.example")]
    {
        let slots = site.gateway.slots().await.unwrap().revision.0.to_string();
        let typed = form(&[
            ("slots_revision", &slots),
            ("method", "oauth"),
            ("service", "test"),
            ("address", address),
            ("interval", "7"),
            ("mail_revision", "0"),
            ("receiving_revision", if one == "internet-fax" { "0" } else { "1" }),
        ]);
        let (status, place) = site.save(&session, &format!("/mail-server/{one}"), &typed).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{one}: {place}");
    }
    let slots = site.gateway.slots().await.unwrap().slots;
    let fax = slots.internet_fax_receive.expect("its own");
    assert_eq!(slots.sending.expect("it was the only one").as_str(), "scans");
    let asked = slots.email_status.expect("its own, in the same mailbox");
    assert_eq!((fax.as_str(), asked.as_str()), ("fax", "fax-2"));
    assert_eq!(site.gateway.account(&asked).await.unwrap().address, "fax@contoso.example");
    assert_eq!(site.gateway.account(&fax).await.unwrap().address, "fax@contoso.example");
    let intervals = site.gateway.receiving_settings().await.unwrap().settings.intervals;
    assert_eq!(intervals.into_values().collect::<Vec<_>>(), [7, 7]);
    // Left empty: the sending functions are not touched.
    let slots = site.gateway.slots().await.unwrap().revision.0.to_string();
    let none = form(&[("slots_revision", &slots), ("method", "none")]);
    let (status, _) = site.save(&session, "/mail-server/internet-fax", &none).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let slots = site.gateway.slots().await.unwrap().slots;
    assert!(slots.internet_fax_receive.is_none() && slots.email_status == Some(asked));
}

#[tokio::test]
async fn a_service_that_the_maker_does_not_know_stays_until_another_mailbox_is_entered() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    let mut gmail = Provider::known().into_iter().find(|one| one.name == "gmail").unwrap();
    gmail.oauth.client_id = "of-the-organisation".to_owned();
    let gmail = NewAccount::to_send("old".parse().unwrap(), "old@example.com".to_owned(), gmail);
    let by = site.gateway.by(&Actor::Console);
    by.add_account(gmail).await.unwrap();
    let mut slots = site.gateway.slots().await.unwrap();
    slots.slots.set(Slot::Sending, Some("old".parse().unwrap()));
    by.set_slots(slots.revision, slots.slots).await.unwrap();
    for (name, one) in [("epson", "basic"), ("ricoh", "email")] {
        speaking(&site, name).await;
        let path = format!("/mail-server/{one}");
        let shown = page(&site, &session, &path).await;
        assert!(shown.contains("id=\"unknown-service\">The mailbox is at Gmail"), "{shown}");
        // The list of services, where there is one, has it too.
        let is_chosen = shown.contains("<option value=\"gmail\" selected>Gmail</option>");
        assert_eq!(is_chosen, name == "epson", "{shown}");
        let seen = site.gateway.slots().await.unwrap().revision.0.to_string();
        let mut typed = vec![("slots_revision", seen.as_str()), ("address", "old@example.com")];
        typed.extend((name == "epson").then_some(("service", "gmail")));
        let (status, place) = site.save(&session, &path, &form(&typed)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let sending = site.gateway.slots().await.unwrap().slots.sending;
        assert_eq!(sending.unwrap().as_str(), "old", "{name}");
    }
    // Exchange Online's app is not known here.
    let seen = site.gateway.slots().await.unwrap().revision.0.to_string();
    let other = form(&[("slots_revision", &seen), ("address", "new@contoso.example")]);
    let (status, shown) = site.save(&session, "/mail-server/email", &other).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"client_id-error\""), "{shown}");
    let (_, client_id) = shown.split_once("<input id=\"client_id\"").expect("the field");
    let (client_id, _) = client_id.split_once('>').unwrap();
    assert!(client_id.ends_with("autofocus"), "it is far below the button: {client_id}");
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_line_and_nothing_is_stored() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    speaking(&site, "ricoh").await;
    let slots = site.gateway.slots().await.unwrap().revision.0.to_string();
    let typed = form(&[
        ("slots_revision", &slots),
        ("method", "oauth"),
        ("address", "nobody"),
        ("administrator_address", "boss@contoso.example"),
        ("auto_specify_sender_name", "on"),
    ]);
    let (status, shown) = site.save(&session, "/mail-server/email", &typed).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"address-error\""), "{shown}");
    assert!(shown.contains("value=\"boss@contoso.example\""), "what was typed comes back: {shown}");
    let mail = site.gateway.mail_settings().await.unwrap();
    assert_eq!((mail.revision, mail.settings.administrator_address.as_str()), (Revision(0), ""));
    assert!(shown.contains("587") && shown.contains("STARTTLS"), "{shown}");
    assert!(shown.contains("Not used with OAuth 2.0"), "{shown}");
    let missing = form(&[("slots_revision", &slots), ("service", "gmail"), ("address", "")]);
    let (status, shown) = site.save(&session, "/mail-server/email", &missing).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"address-error\""), "{shown}");
}

#[tokio::test]
async fn what_the_maker_fixes_is_not_set_otherwise() {
    let site = Site::with_account().await;
    speaking(&site, "ricoh").await;
    let entered = |port: &str, encryption: &str| scanpost_core::site::Entered {
        secondary_host: "relay.contoso.example".to_owned(),
        secondary_port: port.to_owned(),
        secondary_encryption: encryption.to_owned(),
        ..scanpost_core::site::MailSettings::default().entered()
    };
    let by = site.gateway.by(&Actor::Console);
    for (port, encryption) in [("465", "starttls"), ("587", "from-the-start")] {
        let refused = by.set_mail_settings(Revision(0), entered(port, encryption)).await;
        let why = refused.expect_err("it is fixed").to_string();
        assert!(why.starts_with("fixed-by-profile: "), "{why}");
    }
    by.set_mail_settings(Revision(0), entered("587", "starttls")).await.unwrap();
    speaking(&site, "neutral").await;
    by.set_mail_settings(Revision(1), entered("465", "starttls")).await.unwrap();
}

#[tokio::test]
async fn who_signs_in_need_not_be_typed_and_nothing_is_stored_before_somebody_has() {
    let site = Site::with_account().await;
    let session = site.enter().await;
    speaking(&site, "epson").await;
    let path = "/mail-server/fax-server";
    let slots = site.gateway.slots().await.unwrap().revision.0.to_string();
    let typed = form(&[
        ("slots_revision", &slots),
        ("method", "oauth"),
        ("service", "test"),
        ("address", ""),
    ]);
    let (status, shown) = site.save(&session, path, &typed).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"address-error\"") && shown.contains("Nobody has signed in yet"));

    let (status, place) = site.save(&session, &format!("{path}/sign-in"), &typed).await;
    assert_eq!((status, place), (StatusCode::SEE_OTHER, format!("{path}/sign-in")));
    assert!(page(&site, &session, &format!("{path}/sign-in")).await.contains("Sign in to Test"));
    let (status, place) = site.save(&session, &format!("{path}/code"), &[]).await;
    assert_eq!((status, place), (StatusCode::SEE_OTHER, format!("{path}/code")));
    let shown = page(&site, &session, &format!("{path}/code")).await;
    assert!(shown.contains("<output class=\"code\" id=\"code\">"), "{shown}");
    assert!(shown.contains("Log in as the mailbox that scanpost is to use"), "{shown}");
    let shown = page(&site, &session, path).await;
    assert!(shown.contains("Signing in") && !shown.contains("id=\"sign-in\">"), "{shown}");
    let (status, _) = site.save(&session, &format!("{path}/cancel"), &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let shown = page(&site, &session, path).await;
    assert!(shown.contains("Not signed in") && shown.contains("id=\"sign-in\">"), "{shown}");
    assert_eq!(site.gateway.accounts().await.unwrap().len(), 1);

    // A service without an app asks for one.
    let typed = form(&[("slots_revision", &slots), ("service", "exchange-online")]);
    let (status, shown) = site.save(&session, &format!("{path}/sign-in"), &typed).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shown.contains("id=\"client_id-error\""), "{shown}");
}
