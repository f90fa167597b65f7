//! What becomes of an account that is added whole, changed, or imported anew while scanpost runs.

use std::net::SocketAddr;

use scanpost_core::administrator::Actor;
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::Outcome;
use scanpost_core::gateway::{GatewayError, NewAccount, NewDevice, SignInSettings};
use scanpost_core::journal::Event;
use scanpost_core::oauth::{AccountName, Limits, Needs, Provider, TokenStatus, Way};
use scanpost_core::objection::Reason;
use scanpost_core::record::Revision;
use scanpost_core::site::Document;
use scanpost_core::spool::JobState;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::gateway_stage::{ANNA, MAILBOX, Stage};

const MAIL: &[u8] = b"Subject: scan\r\n\r\nA page.\r\n";

impl Stage {
    /// Changes the app that the account signs in with; the token's status right after it.
    async fn change_app(&self, client_id: &str, tenant: Option<&str>) -> TokenStatus {
        let before = self.gateway().grant(&self.account).await.unwrap();
        let settings = SignInSettings {
            way: None,
            needs: before.needs,
            client_id: client_id.to_owned(),
            tenant: tenant.map(str::to_owned),
            limits: None,
            network: None,
        };
        let by = self.gateway().by(&Actor::Console);
        by.change_sign_in(&self.account, settings, before.revision).await.unwrap().token_status
    }

    /// Lets so many mails of the account go out within a day.
    pub(crate) async fn limit_mails_a_day(&self, mails: u32) {
        let before = self.gateway().grant(&self.account).await.unwrap();
        let settings = SignInSettings {
            way: None,
            needs: before.needs,
            client_id: self.provider().oauth.client_id,
            tenant: None,
            limits: Some(Limits { messages_a_day: Some(mails), ..Limits::default() }),
            network: None,
        };
        let by = self.gateway().by(&Actor::Console);
        by.change_sign_in(&self.account, settings, before.revision).await.unwrap();
    }

    /// Lets the account leave this machine by this network; empty: by the site's.
    async fn change_network(&self, network: &str) {
        let before = self.gateway().grant(&self.account).await.unwrap();
        let settings = SignInSettings {
            way: None,
            needs: before.needs,
            client_id: self.provider().oauth.client_id,
            tenant: None,
            limits: None,
            network: Some(network.to_owned()),
        };
        let by = self.gateway().by(&Actor::Console);
        by.change_sign_in(&self.account, settings, before.revision).await.unwrap();
    }

    /// Exports the settings, changes the provider of the account in the file, and imports that.
    async fn import_provider(&self, change: impl FnOnce(&mut toml::Table) -> Option<toml::Value>) {
        let by = self.gateway().by(&Actor::Console);
        let mut document = by.export_settings().await.unwrap();
        change(document.accounts[0]["provider"].as_table_mut().unwrap());
        by.import_settings(document, false).await.unwrap();
    }

    fn provider(&self) -> Provider {
        Provider::parse(&self.sandbox.provider_toml()).unwrap()
    }
}

fn reason(error: GatewayError) -> Reason {
    match error {
        GatewayError::Objection(objection) => objection.reason,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn another_client_id_asks_for_a_new_sign_in_and_says_so_at_once() {
    let mut stage = Stage::signed_in().await;
    let client_id = stage.provider().oauth.client_id;
    assert_eq!(stage.change_app("another-app", None).await, TokenStatus::Invalid);
    let account = stage.account().await;
    assert_eq!(account.signed_in_as, None, "nobody has signed in to this app");
    let fault = account.token_fault.unwrap();
    assert_eq!(fault.code, Code::GrantOfOtherApp);
    assert_eq!(fault.facts["address"], MAILBOX);

    let by = stage.gateway().by(&Actor::Console);
    let audit = by.audit(None, 2).await.unwrap();
    let events: Vec<_> = audit.into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, [Event::GrantLapsed { fault }, Event::AccountChanged]);

    // No mail is lost, no token goes out, and a restart forgets nothing of it.
    let log_ins = stage.log_ins();
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    stage.restart().await;
    assert_eq!(stage.account().await.token_status, TokenStatus::Invalid);
    assert_eq!((stage.log_ins(), stage.sandbox.delivered()), (log_ins, 0));

    // The earlier settings make the earlier sign-in good again, and the mail flows by itself.
    assert_eq!(stage.change_app(&client_id, None).await, TokenStatus::Retrieved);
    stage.all_ended().await;
    assert_eq!(stage.jobs().await[0].state, JobState::Delivered);
}

#[tokio::test]
async fn another_tenant_ends_the_sign_in_that_is_under_way_and_the_one_that_was() {
    let in_tenant = |provider: &mut Provider| {
        let token_endpoint = &mut provider.oauth.token_endpoint;
        *token_endpoint = token_endpoint.replace(scanpost_sandbox::TENANT, "{tenant}");
        provider.oauth.tenant = Some(scanpost_sandbox::TENANT.to_owned());
    };
    let stage = Stage::start_with(in_tenant).await;
    stage.sign_in().await;
    stage.gateway().by(&Actor::Console).sign_in(&stage.account).await.unwrap();
    let client_id = stage.provider().oauth.client_id;
    let status = stage.change_app(&client_id, Some("other.example")).await;
    assert_eq!(status, TokenStatus::Invalid);
    assert!(stage.account().await.sign_in.is_none(), "its code was the other tenant's");
}

#[tokio::test]
async fn an_imported_ca_of_the_provider_is_believed_without_a_restart() {
    let stage = Stage::start_with(|provider| provider.ca_pem = None).await;
    stage.sign_in().await;
    let by = stage.gateway().by(&Actor::Console);
    let untrusted = by.check_connection(&stage.account).await.unwrap().fault.unwrap();
    assert_eq!(untrusted.code, Code::CertificateUntrusted);

    let ca_pem = stage.sandbox.ca_pem().to_owned();
    stage.import_provider(|provider| provider.insert("ca_pem".to_owned(), ca_pem.into())).await;
    assert_eq!(stage.account().await.token_status, TokenStatus::Retrieved, "the sign-in stays");
    assert_eq!(by.check_connection(&stage.account).await.unwrap().fault, None);
}

#[tokio::test]
async fn one_account_gets_another_mail_server_by_an_imported_file() {
    let nobody_listens = |provider: &mut Provider| provider.smtp.port = 9;
    let stage = Stage::start_with(nobody_listens).await;
    stage.sign_in().await;
    let connection = stage.account().await.connection.unwrap();
    assert_eq!(connection.fault.unwrap().code, Code::ConnectionRefused);

    let port = i64::from(stage.provider().smtp.port);
    stage
        .import_provider(|provider| {
            provider["smtp"].as_table_mut().unwrap().insert("port".to_owned(), port.into())
        })
        .await;
    let by = stage.gateway().by(&Actor::Console);
    assert_eq!(by.check_connection(&stage.account).await.unwrap().fault, None);
}

/// From here nobody gets through.
const BARRED: &str = "127.0.0.9";

/// Tells from where each connection to the server for sending comes, and passes it on.
fn mail_server_of(sandbox: SocketAddr, listener: TcpListener) -> UnboundedReceiver<String> {
    let (tell, told) = mpsc::unbounded_channel::<String>();
    tokio::spawn(async move {
        while let Ok((mut socket, peer)) = listener.accept().await {
            tell.send(peer.ip().to_string()).unwrap();
            if peer.ip().to_string() == BARRED {
                continue;
            }
            let mut server = TcpStream::connect(sandbox).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut socket, &mut server).await });
        }
    });
    told
}

#[tokio::test]
async fn another_network_of_an_account_is_the_one_that_the_next_mail_leaves_by() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let to_us = |provider: &mut Provider| {
        provider.smtp.host = "127.0.0.1".to_owned();
        provider.smtp.port = port;
    };
    let stage = Stage::start_with(to_us).await;
    let mut told = mail_server_of(stage.sandbox.smtp_addr(), listener);
    stage.sign_in().await;
    assert_eq!(told.recv().await.unwrap(), "127.0.0.1");
    for (network, from) in
        [("127.0.0.2", "127.0.0.2"), ("127.0.0.3", "127.0.0.3"), ("", "127.0.0.1")]
    {
        // The connection of the mail before lies idle, and is not for this one.
        stage.change_network(network).await;
        stage.device().await.send(&[ANNA], MAIL).await;
        assert_eq!(told.recv().await.unwrap(), from);
        stage.all_ended().await;
        assert!(stage.jobs().await.iter().all(|job| job.state == JobState::Delivered));
        assert!(told.try_recv().is_err(), "one connection carries it");
    }
}

#[tokio::test]
async fn what_waits_for_a_network_that_leads_nowhere_goes_when_the_account_gets_another() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let to_us = |provider: &mut Provider| {
        provider.smtp.host = "127.0.0.1".to_owned();
        provider.smtp.port = port;
    };
    let stage = Stage::start_with(to_us).await;
    let _told = mail_server_of(stage.sandbox.smtp_addr(), listener);
    stage.sign_in().await;
    stage.change_network(BARRED).await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.jobs().await[0].fault.is_some()).await;
    assert_eq!(stage.sandbox.delivered(), 0);
    stage.change_network("").await;
    stage.all_ended().await;
    assert_eq!(stage.jobs().await[0].state, JobState::Delivered);
}

#[tokio::test]
async fn an_account_is_added_with_all_that_was_entered_or_not_at_all() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    let name: AccountName = "fax".parse().unwrap();
    let needs = Needs { receiving: true, ..Needs::default() };
    let new = NewAccount {
        needs,
        way: Some(Way::AuthorizationCode),
        ..NewAccount::to_send(name.clone(), "fax@sandbox.example".to_owned(), stage.provider())
    };

    let mut without_way = new.clone();
    without_way.provider.oauth.sign_in.retain(|way| *way != Way::AuthorizationCode);
    let refused = by.add_account(without_way).await.unwrap_err();
    assert!(matches!(refused, GatewayError::Fault(fault) if fault.code == Code::WayNotOffered));
    let mut bad_tenant = new.clone();
    bad_tenant.provider.oauth.tenant = Some("a/b".to_owned());
    let refused = by.add_account(bad_tenant).await.unwrap_err();
    assert_eq!(reason(refused), Reason::TenantInvalid);
    assert_eq!(stage.gateway().accounts().await.unwrap().len(), 1, "nothing was left behind");

    by.add_account(new).await.unwrap();
    let grant = stage.gateway().grant(&name).await.unwrap();
    assert_eq!((grant.needs, grant.way), (needs, Way::AuthorizationCode));
    assert_eq!(grant.revision, Revision::default().next(), "stored once");
    let audit = by.audit(None, 1).await.unwrap();
    assert_eq!((audit[0].account.as_ref(), &audit[0].event), (Some(&name), &Event::AccountAdded));
}

#[tokio::test]
async fn there_is_an_end_to_the_accounts_and_devices_that_are_kept() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    // A file is looked at as a whole, so the limits show without a thousand entries.
    let mut document = by.export_settings().await.unwrap();
    let numbered = |table: &toml::Table, count: usize| {
        let named = |number| {
            let mut table = table.clone();
            table.insert("name".to_owned(), format!("n{number}").into());
            table
        };
        (0..count).map(named).collect::<Vec<_>>()
    };
    let (account, device) = (document.accounts[0].clone(), document.devices[0].clone());
    document.devices.clear();
    for (count, expected) in [(199, None), (200, Some(Reason::TooManyAccounts))] {
        document.accounts = numbered(&account, count);
        let planned = by.import_settings(document.clone(), true).await;
        assert_eq!(planned.err().map(reason), expected, "{count} beside the one that is there");
    }
    document.accounts.clear();
    for (count, expected) in [(999, None), (1000, Some(Reason::TooManyDevices))] {
        document.devices = numbered(&device, count);
        let planned = by.import_settings(document.clone(), true).await;
        assert_eq!(planned.err().map(reason), expected, "{count} beside the one that is there");
    }

    document.devices = numbered(&device, 999);
    by.import_settings(document, false).await.unwrap();
    let one_more = |name: &str| NewDevice {
        name: name.to_owned(),
        ranges: vec!["192.0.2.1/32".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: None,
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::default(),
    };
    let refused = by.add_device(one_more("one-more")).await.unwrap_err();
    assert_eq!(reason(refused), Reason::TooManyDevices);
    let there = by.add_device(one_more("n7")).await.unwrap_err();
    assert_eq!(reason(there), Reason::DeviceExists);
}

#[tokio::test]
async fn a_file_whose_line_ends_a_browser_has_changed_is_the_same_file() {
    let in_the_form = |provider: &mut Provider| {
        let mut json = serde_json::to_value(&*provider).unwrap();
        let pem = provider.ca_pem.as_ref().unwrap().replace('\n', "\r\n");
        json["ca_pem"] = pem.into();
        *provider = serde_json::from_value(json).unwrap();
    };
    let stage = Stage::start_with(in_the_form).await;
    let by = stage.gateway().by(&Actor::Console);
    let file = by.export_settings().await.unwrap().to_toml();
    assert!(file.contains("-----BEGIN CERTIFICATE-----\n") && !file.contains('\r'), "{file}");
    let travelled = Document::parse(&file.replace('\n', "\r\n")).unwrap();
    let done = by.import_settings(travelled, false).await.unwrap();
    assert!(done.things.iter().all(|one| one.outcome == Outcome::Same), "{done:?}");
    assert_eq!(by.export_settings().await.unwrap().to_toml(), file);
}

#[tokio::test]
async fn an_import_that_ends_a_sign_in_says_so_before() {
    let stage = Stage::start().await;
    let by = stage.gateway().by(&Actor::Console);
    by.sign_in(&stage.account).await.unwrap();
    let same = by.export_settings().await.unwrap();
    let mut other = same.clone();
    other.accounts[0].insert("address".to_owned(), "fax@sandbox.example".into());
    for (document, ends) in [(same, false), (other, true)] {
        for dry_run in [true, false] {
            let view = by.import_settings(document.clone(), dry_run).await.unwrap();
            let ended: Vec<_> = view.things.iter().filter(|one| one.ends_sign_in).collect();
            assert_eq!(ended.len(), usize::from(ends), "{view:?}");
            let is_shown = stage.account().await.sign_in.is_some();
            assert_eq!(is_shown, dry_run || !ends, "it is as the look at it said");
        }
    }
}
