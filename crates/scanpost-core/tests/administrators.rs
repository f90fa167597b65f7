//! Administrators, API tokens and log-in, through the gateway, on the memory store.

#![expect(clippy::unwrap_used, reason = "the whole program is tests")]

use std::net::IpAddr;
use std::sync::Arc;

use scanpost_core::administrator::guard::Visitor;
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::clock::Clock;
use scanpost_core::door::tls::{Acceptor, Identity};
use scanpost_core::gateway::{Duty, Gateway, GatewayError, Parts};
use scanpost_core::journal::Event;
use scanpost_core::oauth::Services;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::objection::Reason;
use scanpost_core::record::Revision;
use scanpost_core::settings::Settings;
use scanpost_core::site::{Document, Entered, ReceivingEntered};
use scanpost_store::MemoryStore;
use secrecy::SecretString;

const PASSWORD: &str = "tre små grisar";
const HOME: Visitor =
    Visitor { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), known_browser: None };

/// What somebody types into the mail settings.
type Change = fn(&mut Entered);

async fn gateway(store: &Arc<MemoryStore>) -> Gateway {
    let parts = Parts {
        store: store.clone(),
        sealer: Sealer::new(&[7; 32]),
        clock: Clock::machine(),
        settings: Settings::default(),
        tls: Acceptor::new(&Identity::make(vec!["localhost".to_owned()]).unwrap()).unwrap(),
        services: Services::default(),
    };
    Gateway::start(parts, Duty::Administer).await.unwrap()
}

async fn with_anna() -> Gateway {
    let gateway = gateway(&Arc::default()).await;
    add(&gateway, "anna", Privileges::All).await.unwrap();
    gateway
}

async fn add(gateway: &Gateway, name: &str, may: Privileges) -> Result<(), GatewayError> {
    let by = gateway.by(&Actor::Console);
    by.add_administrator(name, Some(PASSWORD.into()), may).await.map(drop)
}

fn custom(given: &[Privilege]) -> Privileges {
    Privileges::Custom(given.iter().copied().collect())
}

#[track_caller]
fn reason<T: std::fmt::Debug>(result: Result<T, GatewayError>) -> Reason {
    match result {
        Err(GatewayError::Objection(objection)) => objection.reason,
        other => panic!("no objection: {other:?}"),
    }
}

async fn log_in(gateway: &Gateway, name: &str, password: &str) -> Option<Actor> {
    let log_in = gateway.log_in(HOME, name, &SecretString::from(password)).await.ok()?;
    gateway.actor(&log_in)
}

#[tokio::test]
async fn who_knows_the_password_comes_in_also_after_a_restart() {
    let store = Arc::default();
    let first = gateway(&store).await;
    assert!(!first.has_administrators());
    add(&first, "Anna", Privileges::All).await.unwrap();
    first.stop().await;
    let second = gateway(&store).await;
    assert!(second.has_administrators());
    let anna = Actor::Administrator { name: "Anna".to_owned(), privileges: Privileges::All };
    assert_eq!(log_in(&second, "ANNA", PASSWORD).await, Some(anna));
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let gateway = with_anna().await;
    for (name, password) in
        [("anna", "wrong"), ("anna", ""), ("bo", PASSWORD), ("", ""), ("console", PASSWORD)]
    {
        let refused = gateway.log_in(HOME, name, &SecretString::from(password)).await;
        assert_eq!(reason(refused), Reason::LogInRefused, "{name} {password}");
    }
}

#[tokio::test]
async fn a_hundred_wrong_passwords_at_once_are_no_way_around_the_wait() {
    let gateway = with_anna().await;
    let wrong = SecretString::from("wrong");
    let tries = (0..100u8).map(|n| {
        let of = Visitor { address: IpAddr::from([192, 0, 2, n]), ..HOME };
        let (gateway, wrong) = (&gateway, &wrong);
        async move { reason(gateway.log_in(of, "anna", wrong).await) }
    });
    let answers = futures_util::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|reason| **reason != Reason::LogInTooOften);
    assert_eq!(looked_at.count(), 5);
    let right = gateway.log_in(HOME, "anna", &SecretString::from(PASSWORD)).await;
    assert_eq!(reason(right), Reason::LogInTooOften);
    let known = Visitor { known_browser: Some(1), ..HOME };
    let right = gateway.log_in(known, "anna", &SecretString::from(PASSWORD)).await;
    assert!(right.is_ok(), "her own browser is not shut out");
}

#[tokio::test]
async fn another_password_another_name_and_a_removal_end_what_was_logged_in() {
    let gateway = with_anna().await;
    add(&gateway, "bo", Privileges::All).await.unwrap();
    let by = gateway.by(&Actor::Console);
    let password = SecretString::from(PASSWORD);

    let here = gateway.log_in(HOME, "anna", &password).await.unwrap();
    let elsewhere = gateway.log_in(HOME, "anna", &password).await.unwrap();
    let wrong = by.change_own_password(&here, &"wrong".into(), "ett två tre fyra".into()).await;
    assert_eq!(reason(wrong), Reason::PasswordWrong);
    let weak = by.change_own_password(&here, &password, "password1234".into()).await;
    assert_eq!(reason(weak), Reason::PasswordTooCommon);
    let here = by.change_own_password(&here, &password, "ett två tre fyra".into()).await.unwrap();
    assert!(gateway.actor(&here).is_some());
    assert_eq!(gateway.actor(&elsewhere), None);

    let made = by.reset_password("anna", None).await.unwrap().unwrap();
    assert_eq!(gateway.actor(&here), None);
    let again = gateway.log_in(HOME, "anna", &made).await.unwrap();
    by.remove_administrator("anna").await.unwrap();
    add(&gateway, "anna", Privileges::All).await.unwrap();
    assert_eq!(gateway.actor(&again), None, "a new anna is another one");
    assert_eq!(reason(by.remove_administrator("nobody").await), Reason::NoSuchAdministrator);
}

#[tokio::test]
async fn the_last_administrator_with_all_privileges_stays() {
    let gateway = with_anna().await;
    let by = gateway.by(&Actor::Console);
    add(&gateway, "bo", custom(&Privilege::ALL)).await.unwrap();
    assert_eq!(reason(by.remove_administrator("anna").await), Reason::LastAdministrator);
    let less = by.change_privileges("anna", Revision(1), custom(&[])).await;
    assert_eq!(reason(less), Reason::LastAdministrator);
    by.change_privileges("bo", Revision(1), Privileges::All).await.unwrap();

    // Both at once: one of them stays.
    let (one, other) = tokio::join!(by.remove_administrator("anna"), by.remove_administrator("bo"));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(by.administrators().unwrap().len(), 1);
}

#[tokio::test]
async fn what_somebody_else_has_changed_is_not_overwritten() {
    let gateway = with_anna().await;
    add(&gateway, "bo", custom(&[])).await.unwrap();
    let by = gateway.by(&Actor::Console);
    let seen = by.administrator("bo").unwrap().revision;
    by.change_privileges("bo", seen, custom(&[Privilege::Jobs])).await.unwrap();
    let late = by.change_privileges("bo", seen, custom(&[Privilege::Devices])).await;
    assert_eq!(reason(late), Reason::ChangedMeanwhile);
    assert_eq!(by.administrator("bo").unwrap().privileges, custom(&[Privilege::Jobs]));
}

#[tokio::test]
async fn nobody_gets_further_by_way_of_somebody_else() {
    let gateway = with_anna().await;
    let privileges = custom(&[Privilege::Administrators, Privilege::Jobs]);
    add(&gateway, "bo", privileges.clone()).await.unwrap();
    let bo = Actor::Administrator { name: "bo".to_owned(), privileges };
    let by = gateway.by(&bo);
    let more = [Privileges::All, custom(&[Privilege::Devices])];
    for more in more {
        let added = by.add_administrator("eva", None, more.clone()).await;
        assert_eq!(reason(added), Reason::PrivilegesBeyondOwn);
        let raised = by.change_privileges("bo", Revision(1), more.clone()).await;
        assert_eq!(reason(raised), Reason::PrivilegesBeyondOwn);
        assert_eq!(reason(by.add_api_token("t", more).await), Reason::PrivilegesBeyondOwn);
    }
    assert_eq!(reason(by.reset_password("anna", None).await), Reason::PrivilegesBeyondOwn);
    assert_eq!(reason(by.remove_administrator("anna").await), Reason::PrivilegesBeyondOwn);
    by.add_administrator("eva", None, custom(&[Privilege::Jobs])).await.unwrap();

    let eva =
        Actor::Administrator { name: "eva".to_owned(), privileges: custom(&[Privilege::Jobs]) };
    let by = gateway.by(&eva);
    assert_eq!(reason(by.administrators()), Reason::NotPermitted);
    assert_eq!(reason(by.audit(None, 10).await), Reason::NotPermitted);
    assert_eq!(reason(by.api_tokens()), Reason::NotPermitted);
    assert_eq!(reason(by.reset_password("eva", None).await), Reason::NotPermitted);
}

#[tokio::test]
async fn who_may_not_read_what_comes_in_leads_it_nowhere() {
    let gateway = gateway(&Arc::default()).await;
    let may = |privileges: &[Privilege]| Actor::Administrator {
        name: "bo".to_owned(),
        privileges: custom(privileges),
    };
    let settings = may(&[Privilege::MailSettings]);
    let both = may(&[Privilege::MailSettings, Privilege::JobContents]);
    let own = || "bo@contoso.example".to_owned();
    let uri = || "ipp://192.0.2.9/ipp/print".to_owned();
    let changes: [fn(&mut ReceivingEntered, String, String); 5] = [
        |entered, own, _| (entered.fax_to, entered.fax_mail) = ("mail".to_owned(), own),
        |entered, _, uri| (entered.fax_to, entered.fax_printer) = ("printer".to_owned(), uri),
        |entered, _, uri| entered.print_printer = uri,
        |entered, own, _| entered.print_senders = own,
        |entered, own, _| entered.status_senders = own,
    ];
    for change in changes {
        let before = gateway.receiving_settings().await.unwrap();
        let mut entered = before.settings.entered();
        change(&mut entered, own(), uri());
        let by = gateway.by(&settings);
        let refused = by.set_receiving_settings(before.revision, entered.clone()).await;
        assert_eq!(reason(refused), Reason::NotPermitted);
        let by = gateway.by(&both);
        by.set_receiving_settings(before.revision, entered).await.unwrap();
    }
    let before = gateway.receiving_settings().await.unwrap();
    let entered = ReceivingEntered {
        fax_interval: "7".to_owned(),
        status_words: "toner".to_owned(),
        ..before.settings.entered()
    };
    let by = gateway.by(&settings);
    by.set_receiving_settings(before.revision, entered).await.unwrap();
}

#[tokio::test]
async fn who_may_less_withdraws_no_stronger_token_and_takes_no_hashes_home() {
    let gateway = with_anna().await;
    let console = gateway.by(&Actor::Console);
    console.add_api_token("backup", Privileges::All).await.unwrap();
    console.add_api_token("jobs", custom(&[Privilege::Jobs])).await.unwrap();
    let privileges = custom(&[Privilege::Administrators, Privilege::Jobs]);
    let carl = Actor::Administrator { name: "carl".to_owned(), privileges };
    let by = gateway.by(&carl);
    assert_eq!(reason(by.remove_api_token("backup").await), Reason::PrivilegesBeyondOwn);
    by.remove_api_token("jobs").await.unwrap();
    let left: Vec<_> = by.api_tokens().unwrap().into_iter().map(|token| token.name).collect();
    assert_eq!(left, ["backup"]);

    assert_eq!(reason(by.export_settings().await), Reason::PrivilegesBeyondOwn);
    let every = Actor::ApiToken { name: "all".to_owned(), privileges: custom(&Privilege::ALL) };
    let every = gateway.by(&every).export_settings().await;
    assert_eq!(reason(every), Reason::PrivilegesBeyondOwn);
    let file = console.export_settings().await.unwrap().to_toml();
    assert!(file.contains("hash = "), "anna's: this is what it is about");
}

#[tokio::test]
async fn who_may_change_mail_settings_alone_leads_no_access_token_elsewhere() {
    let gateway = with_anna().await;
    let privileges = custom(&[Privilege::MailSettings, Privilege::Administrators]);
    let mia = Actor::Administrator { name: "mia".to_owned(), privileges };
    let by = gateway.by(&mia);
    let plain = gateway.mail_settings().await.unwrap();
    let ways: [(&str, Change); 3] = [
        ("secondary_host", |it| it.secondary_host = "127.0.0.1".to_owned()),
        ("proxy_host", |it| it.proxy_host = "proxy.example".to_owned()),
        ("certificate_validation", |it| it.certificate_validation = "off".to_owned()),
    ];
    for (field, change) in ways {
        let mut entered = plain.settings.entered();
        change(&mut entered);
        let Err(GatewayError::Objections(all)) =
            by.set_mail_settings(plain.revision, entered).await
        else {
            panic!("{field} was taken")
        };
        let told: Vec<_> = all.iter().map(|one| (one.reason, one.field)).collect();
        assert_eq!(told, [(Reason::TokensElsewhere, Some(field))]);
    }
    let authority = Identity::make(vec!["localhost".to_owned()]).unwrap().chain_pem;
    assert_eq!(reason(by.import_authorities(&authority).await), Reason::TokensElsewhere);
    for file in [
        "schema = 1\n[mail-settings]\ncertificate-validation = false\n".to_owned(),
        format!("schema = 1\n[[authorities]]\npem = \"\"\"\n{authority}\"\"\"\n"),
    ] {
        let refused = by.import_settings(Document::parse(&file).unwrap(), false).await;
        let refused = match refused {
            Err(GatewayError::Objections(all)) => all[0].reason,
            other => reason(other),
        };
        assert_eq!(refused, Reason::TokensElsewhere, "{file}");
    }
    assert_eq!(gateway.mail_settings().await.unwrap(), plain, "nothing of it was stored");
}

#[tokio::test]
async fn the_other_mail_settings_and_the_way_back_home_take_nothing_else() {
    let gateway = with_anna().await;
    let set = async |by: &Actor, change: Change| {
        let seen = gateway.mail_settings().await.unwrap();
        let mut entered = seen.settings.entered();
        change(&mut entered);
        gateway.by(by).set_mail_settings(seen.revision, entered).await.unwrap();
    };
    set(&Actor::Console, |it| {
        it.secondary_host = "mail.example".to_owned();
        it.proxy_host = "proxy.example".to_owned();
        it.certificate_validation = "off".to_owned();
    })
    .await;
    let privileges = custom(&[Privilege::MailSettings]);
    let mia = Actor::Administrator { name: "mia".to_owned(), privileges };
    set(&mia, |it| it.sender_name = "Copier".to_owned()).await;
    set(&mia, |it| {
        it.secondary_host.clear();
        it.proxy_host.clear();
        it.certificate_validation = "on".to_owned();
    })
    .await;
    let settings = gateway.mail_settings().await.unwrap().settings;
    assert!(settings.certificate_validation && settings.proxy.is_none());
    assert_eq!((settings.sender_name.as_str(), settings.secondary_server), ("Copier", None));
}

#[tokio::test]
async fn names_are_unique_and_plain() {
    let gateway = with_anna().await;
    let taken = add(&gateway, "ANNA", Privileges::All).await;
    assert_eq!(reason(taken), Reason::AdministratorExists);
    for name in ["", "<b>x</b>", "a\r\nb", "Console", "../x"] {
        let refused = add(&gateway, name, Privileges::All).await;
        assert_eq!(reason(refused), Reason::AdministratorNameInvalid, "{name}");
        let refused = gateway.by(&Actor::Console).add_api_token(name, Privileges::All).await;
        if name != "Console" {
            assert_eq!(reason(refused), Reason::ApiTokenNameInvalid, "{name}");
        }
    }
}

#[tokio::test]
async fn an_api_token_is_somebody_until_it_is_withdrawn() {
    let gateway = with_anna().await;
    let by = gateway.by(&Actor::Console);
    let home = HOME.address;
    let added = by.add_api_token("backup", custom(&[Privilege::Jobs])).await.unwrap();
    assert_eq!(reason(by.add_api_token("backup", Privileges::All).await), Reason::ApiTokenExists);
    assert_eq!(by.api_tokens().unwrap()[0].used_at, None);
    let actor = gateway.actor_of_token(home, &added.shown).unwrap();
    assert!(actor.may(Privilege::Jobs) && !actor.may(Privilege::Devices));
    assert!(by.api_tokens().unwrap()[0].used_at.is_some());
    let wrong = gateway.actor_of_token(home, &SecretString::from("scp_0"));
    assert_eq!(wrong.unwrap_err().reason, Reason::ApiTokenUnknown);

    for _ in 0..30 {
        drop(gateway.actor_of_token(home, &SecretString::from("scp_0")));
    }
    let wrong = gateway.actor_of_token(home, &SecretString::from("scp_0"));
    assert_eq!(wrong.unwrap_err().reason, Reason::LogInTooOften);
    assert!(gateway.actor_of_token(home, &added.shown).is_ok(), "a right one always comes in");

    by.remove_api_token("backup").await.unwrap();
    assert!(gateway.actor_of_token(home, &added.shown).is_err());
    assert_eq!(reason(by.remove_api_token("backup").await), Reason::NoSuchApiToken);
}

#[tokio::test]
async fn the_audit_tells_who_did_what_and_who_was_not_let_in() {
    let gateway = with_anna().await;
    for password in ["wrong", "hunter2", PASSWORD] {
        drop(log_in(&gateway, "anna", password).await);
    }
    let audit = gateway.by(&Actor::Console).audit(None, 10).await.unwrap();
    let told: Vec<_> = audit.iter().map(|entry| (entry.by.as_deref(), &entry.event)).collect();
    let refused = Event::LogInRefused { administrator: Some("anna".to_owned()), attempts: 1 };
    assert_eq!(
        told,
        [
            (Some("anna"), &Event::LoggedIn),
            (Some("127.0.0.1"), &refused),
            (Some("127.0.0.1"), &refused),
            (Some("console"), &Event::AdministratorAdded { administrator: "anna".to_owned() }),
        ]
    );
    let text = serde_json::to_string(&audit).unwrap();
    for secret in [PASSWORD, "hunter2"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn there_is_an_end_to_the_administrators_and_api_tokens_that_are_kept() {
    let gateway = with_anna().await;
    let by = gateway.by(&Actor::Console);
    for number in 0..100 {
        by.add_api_token(&format!("t{number}"), custom(&[])).await.unwrap();
    }
    assert_eq!(reason(by.add_api_token("one-more", custom(&[])).await), Reason::TooManyApiTokens);
    by.remove_api_token("t7").await.unwrap();
    by.add_api_token("one-more", custom(&[])).await.unwrap();

    // A file is looked at as a whole, so nobody has to hash a hundred passwords.
    let mut document = by.export_settings().await.unwrap();
    let anna = document.administrators[0].clone();
    let named = |number| {
        let mut person = anna.clone();
        person.insert("name".to_owned(), format!("n{number}").into());
        person
    };
    for (count, expected) in [(99, None), (100, Some(Reason::TooManyAdministrators))] {
        document.administrators = (0..count).map(named).collect();
        let planned = by.import_settings(document.clone(), true).await;
        assert_eq!(planned.is_err().then(|| reason(planned)), expected, "{count} beside anna");
    }
}
