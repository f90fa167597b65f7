//! Each mail setting takes effect, without a restart, for the next connection.

use std::net::SocketAddr;

use scanpost_core::account::AccountName;
use scanpost_core::administrator::{Actor, Privilege, Privileges};
use scanpost_core::device::{SenderRule, TlsFloor};
use scanpost_core::fault::Code;
use scanpost_core::gateway::views::MailSettingsView;
use scanpost_core::gateway::{GatewayError, NewAccount, NewDevice};
use scanpost_core::journal::{Event, Route};
use scanpost_core::oauth::Provider;
use scanpost_core::objection::Reason;
use scanpost_core::site::{Document, Entered, Slots};
use scanpost_core::spool::JobState;
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::gateway_stage::{ANNA, Stage};

const MAIL: &[u8] = b"Subject: scan\r\n\r\nA page.\r\n";

impl Stage {
    /// Changes the settings as a page does: what is shown, and this.
    async fn set(&self, change: impl FnOnce(&mut Entered)) -> MailSettingsView {
        let seen = self.gateway().mail_settings().await.unwrap();
        let mut entered = seen.settings.entered();
        change(&mut entered);
        let by = Actor::Console;
        self.gateway().by(&by).set_mail_settings(seen.revision, entered).await.unwrap()
    }

    /// Sends a mail and gives the way of its last attempt.
    async fn way_of_a_mail(&self) -> Route {
        self.device().await.send(&[ANNA], MAIL).await;
        self.all_ended().await;
        let job = &self.jobs().await[0];
        assert_eq!(job.state, JobState::Delivered);
        self.routes(job.id).await.pop().unwrap()
    }

    async fn routes(&self, job: scanpost_core::spool::JobId) -> Vec<Route> {
        let story = self.gateway().job(job).await.unwrap().story;
        let routes = story.into_iter().filter_map(|entry| match entry.event {
            Event::AttemptEnded { route, .. } => Some(route),
            _ => None,
        });
        routes.collect()
    }
}

/// The address of a port at which nobody listens.
async fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// An HTTP proxy that leads everything to one place, and tells what it was asked.
async fn proxy(leads_to: SocketAddr) -> (u16, mpsc::UnboundedReceiver<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let tell = tell.clone();
            tokio::spawn(async move {
                let mut socket = BufReader::new(socket);
                let mut request = Vec::new();
                loop {
                    let mut line = String::new();
                    socket.read_line(&mut line).await.unwrap();
                    if line.trim().is_empty() {
                        break;
                    }
                    request.push(line.trim_end().to_owned());
                }
                tell.send(request).unwrap();
                socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let mut server = TcpStream::connect(leads_to).await.unwrap();
                let _ = copy_bidirectional(&mut socket, &mut server).await;
            });
        }
    });
    (port, told)
}

#[tokio::test]
async fn the_secondary_server_is_used_when_the_primary_cannot_be_reached_and_the_job_says_so() {
    let closed = closed_port().await;
    let stage = Stage::start_with(|provider| provider.smtp.port = closed).await;
    stage.sign_in().await;
    let real = Provider::parse(&stage.sandbox.provider_toml()).unwrap().smtp;
    stage
        .set(|settings| {
            settings.secondary_host = real.host.clone();
            settings.secondary_port = real.port.to_string();
        })
        .await;
    let route = stage.way_of_a_mail().await;
    assert_eq!((route.port, route.secondary), (real.port, true));
}

#[tokio::test]
async fn the_secondary_server_is_left_alone_while_the_primary_answers() {
    let stage = Stage::signed_in().await;
    let (_, mut told) = proxy(([127, 0, 0, 1], 9).into()).await;
    let closed = closed_port().await;
    stage
        .set(|settings| {
            settings.secondary_host = "127.0.0.1".to_owned();
            settings.secondary_port = closed.to_string();
        })
        .await;
    let route = stage.way_of_a_mail().await;
    assert!(!route.secondary && route.port != closed);
    assert!(told.try_recv().is_err());
}

#[tokio::test]
async fn the_only_account_sends_on_when_a_second_one_comes_and_the_status_counts_devices_without_one()
 {
    let stage = Stage::start_with(|_| {}).await;
    let without_account = async || stage.gateway().status().await.unwrap().devices_without_account;
    assert_eq!(without_account().await, 0, "the only account sends for all");
    let by = Actor::Console;
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let mailbox = "bo@sandbox.example".to_owned();
    let other = NewAccount::to_send("other".parse().unwrap(), mailbox, provider);
    stage.gateway().by(&by).add_account(other).await.unwrap();
    assert_eq!(without_account().await, 0, "it does so still");
    let slots = stage.gateway().slots().await.unwrap();
    assert_eq!(slots.slots.sending.as_ref(), Some(&stage.account));
    stage.gateway().by(&by).set_slots(slots.revision, Slots::default()).await.unwrap();
    assert_eq!(without_account().await, 1, "a person has chosen none of the two");
}

#[tokio::test]
async fn the_secondary_server_is_that_of_the_sending_account_and_no_other_token_goes_there() {
    let closed = closed_port().await;
    let stage = Stage::start_with(|provider| provider.smtp.port = closed).await;
    stage.sign_in().await;
    let by = Actor::Console;
    let other: AccountName = "other".parse().unwrap();
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let mailbox = "bo@sandbox.example".to_owned();
    stage
        .gateway()
        .by(&by)
        .add_account(NewAccount::to_send(other.clone(), mailbox, provider))
        .await
        .unwrap();
    let real = Provider::parse(&stage.sandbox.provider_toml()).unwrap().smtp;
    stage
        .set(|settings| {
            settings.secondary_host = real.host;
            settings.secondary_port = real.port.to_string();
        })
        .await;
    let chosen = |name| Slots { sending: Some(name), ..Slots::default() };
    let seen = stage.gateway().slots().await.unwrap().revision;
    let seen = stage.gateway().by(&by).set_slots(seen, chosen(other)).await.unwrap().revision;
    stage.gateway().by(&by).remove_device("printer").await.unwrap();
    let device = NewDevice {
        name: "printer".to_owned(),
        ranges: vec!["127.0.0.0/8".parse().unwrap()],
        user: None,
        tls: TlsFloor::Optional,
        account: Some(stage.account.clone()),
        wide: false,
        fetches: false,
        profile: None,
        sender: SenderRule::default(),
    };
    stage.gateway().by(&by).add_device(device).await.unwrap();
    stage.device().await.send(&[ANNA], MAIL).await;
    let job = stage.jobs().await[0].id;
    stage.until(async || !stage.routes(job).await.is_empty()).await;
    let route = stage.routes(job).await.pop().unwrap();
    assert!(!route.secondary, "it would show this account's token to the other one's server");
    stage.gateway().by(&by).set_slots(seen, chosen(stage.account.clone())).await.unwrap();
    stage.gateway().by(&by).retry_job(job).await.unwrap();
    stage.all_ended().await;
    assert_eq!(stage.sandbox.delivered(), 1);
}

#[tokio::test]
async fn with_validation_off_a_strangers_certificate_is_accepted_and_the_job_says_so() {
    let stage = Stage::start_with(|provider| provider.ca_pem = None).await;
    stage.sign_in().await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let hold = stage.account().await.hold.unwrap();
    assert_eq!(hold.fault.code, Code::CertificateUntrusted);
    assert!(stage.gateway().status().await.unwrap().checks_certificates);

    // The queue looks at once: nobody has to ask for another attempt.
    stage.set(|settings| settings.certificate_validation = "off".to_owned()).await;
    stage.all_ended().await;
    let route = stage.routes(stage.jobs().await[0].id).await.pop().unwrap();
    assert!(route.unchecked && route.tls.is_some(), "{route:?}");
    assert!(!stage.gateway().status().await.unwrap().checks_certificates);
    assert_eq!(stage.sandbox.delivered(), 1);
}

#[tokio::test]
async fn an_imported_authority_is_believed_and_a_removed_one_no_longer() {
    let mut stage = Stage::start_with(|provider| provider.ca_pem = None).await;
    let pem = Provider::parse(&stage.sandbox.provider_toml()).unwrap().ca_pem.unwrap();
    stage.sign_in().await;
    let actor = Actor::Console;
    let by = stage.gateway().by(&actor);
    assert_eq!(by.import_authorities(&pem).await, Ok(1));
    assert_eq!(by.import_authorities(&pem).await, Ok(0));
    let route = stage.way_of_a_mail().await;
    assert!(!route.unchecked);

    let [authority] = &stage.gateway().mail_settings().await.unwrap().authorities[..] else {
        panic!("one authority")
    };
    assert!(authority.subject.contains("scanpost sandbox authority"), "{authority:?}");
    by.remove_authority(&authority.fingerprint).await.unwrap();
    by.update_roots().await.unwrap();
    stage.restart().await; // an open connection stays as it is
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
}

#[tokio::test]
async fn a_proxy_is_gone_through_with_user_and_password_and_the_job_says_so() {
    let stage = Stage::start_with(|provider| provider.smtp.host = "smtp.test".to_owned()).await;
    let real = Provider::parse(&stage.sandbox.provider_toml()).unwrap().smtp;
    let (port, mut told) = proxy(([127, 0, 0, 1], real.port).into()).await;
    stage.sign_in().await;
    stage
        .set(|settings| {
            settings.certificate_validation = "off".to_owned(); // the certificate is for localhost
            settings.proxy_host = "127.0.0.1".to_owned();
            settings.proxy_port = port.to_string();
            settings.proxy_user = "Aladdin".to_owned();
            settings.proxy_password = SecretString::from("open sesame");
        })
        .await;
    let route = stage.way_of_a_mail().await;
    assert_eq!(route.proxy, Some(format!("127.0.0.1:{port}")));
    let request = told.recv().await.unwrap();
    assert_eq!(request[0], format!("CONNECT smtp.test:{} HTTP/1.1", real.port));
    assert_eq!(request[2], "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

#[tokio::test]
async fn the_sign_in_goes_through_the_proxy_too() {
    let stage = Stage::start_with(|provider| {
        provider.oauth.device_authorization_endpoint = "https://login.test/device".to_owned();
    })
    .await;
    let (port, mut told) = proxy(([127, 0, 0, 1], closed_port().await).into()).await;
    stage
        .set(|settings| {
            settings.proxy_host = "127.0.0.1".to_owned();
            settings.proxy_port = port.to_string();
        })
        .await;
    let refused = stage.gateway().by(&Actor::Console).sign_in(&stage.account).await;
    assert!(refused.is_err(), "nobody is behind that proxy");
    assert_eq!(told.recv().await.unwrap()[0], "CONNECT login.test:443 HTTP/1.1");
}

#[tokio::test]
async fn mails_leave_by_the_chosen_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let stage = Stage::start_with(|provider| {
        provider.smtp.host = "127.0.0.1".to_owned();
        provider.smtp.port = port;
    })
    .await;
    stage.set(|settings| settings.network = "127.0.0.77".to_owned()).await;
    let smtp = stage.sandbox.smtp_addr();
    let (tell, mut told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, peer)) = listener.accept().await {
            tell.send(peer.ip().to_string()).unwrap();
            let mut server = TcpStream::connect(smtp).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut socket, &mut server).await });
        }
    });
    stage.sign_in().await;
    stage.way_of_a_mail().await;
    assert_eq!(told.recv().await.unwrap(), "127.0.0.77");
}

#[tokio::test]
async fn two_administrators_at_once_do_not_overwrite_each_other() {
    let stage = Stage::start().await;
    let seen = stage.gateway().mail_settings().await.unwrap();
    stage.set(|settings| settings.timeout_seconds = "60".to_owned()).await;
    let mut late = seen.settings.entered();
    late.sender_name = "Copier".to_owned();
    let by = Actor::Console;
    let refused = stage.gateway().by(&by).set_mail_settings(seen.revision, late).await;
    let Err(GatewayError::Objection(objection)) = refused else { panic!("{refused:?}") };
    assert_eq!(objection.reason, Reason::ChangedMeanwhile);
    let settings = stage.gateway().mail_settings().await.unwrap().settings;
    assert_eq!((settings.timeout_seconds, settings.sender_name.as_str()), (60, ""));
}

#[tokio::test]
async fn a_network_that_this_machine_does_not_have_is_refused_at_its_field() {
    let stage = Stage::start().await;
    for nowhere in ["192.0.2.1", "no-such-one"] {
        let seen = stage.gateway().mail_settings().await.unwrap();
        let mut entered = seen.settings.entered();
        entered.network = nowhere.to_owned();
        let by = Actor::Console;
        let refused = stage.gateway().by(&by).set_mail_settings(seen.revision, entered).await;
        let Err(GatewayError::Objection(objection)) = refused else { panic!("{refused:?}") };
        assert_eq!(objection.field, Some("network"));
    }
}

#[tokio::test]
async fn who_lacks_the_privilege_changes_nothing() {
    let stage = Stage::start().await;
    let privileges = Privileges::Custom([Privilege::Jobs].into());
    let actor = Actor::Administrator { name: "bo".to_owned(), privileges };
    let by = stage.gateway().by(&actor);
    let revision = scanpost_core::record::Revision::default();
    let entered = Entered::default();
    let refusals = [
        by.set_mail_settings(revision, entered).await.err(),
        by.set_slots(revision, Slots::default()).await.err(),
        by.import_authorities("").await.err(),
        by.remove_authority("").await.err(),
        by.update_roots().await.err(),
        by.export_settings().await.err(),
    ];
    for refused in refusals {
        let Some(GatewayError::Objection(objection)) = refused else { panic!("{refused:?}") };
        assert_eq!(objection.reason, Reason::NotPermitted);
    }
}

#[tokio::test]
async fn an_import_changes_nothing_that_the_importer_could_not_change_otherwise() {
    let stage = Stage::start().await;
    let console = Actor::Console;
    let document = stage.gateway().by(&console).export_settings().await.unwrap();
    let privileges = Privileges::Custom([Privilege::Administrators].into());
    let actor = Actor::Administrator { name: "bo".to_owned(), privileges };
    let by = stage.gateway().by(&actor);
    assert!(by.import_settings(document.clone(), false).await.is_ok(), "it changes nothing");
    for (from, to) in [
        ("timeout-seconds = 30", "timeout-seconds = 31"),
        ("name = \"printer\"", "name = \"copier\""),
        ("[slots]", "[slots]\nsending = \"scans\""),
        ("title = \"Sandbox\"", "title = \"Other\""),
    ] {
        let file = document.to_toml();
        assert!(file.contains(from), "{from} is not in {file}");
        let changed = Document::parse(&file.replace(from, to)).unwrap();
        let refused = by.import_settings(changed.clone(), false).await;
        let Err(GatewayError::Objection(objection)) = refused else { panic!("{to}: {refused:?}") };
        assert_eq!(objection.reason, Reason::NotPermitted, "{to}");
        assert!(stage.gateway().by(&console).import_settings(changed, true).await.is_ok(), "{to}");
    }
}

#[tokio::test]
async fn administrators_move_with_their_hashes_and_the_last_one_with_all_privileges_stays() {
    let stage = Stage::start().await;
    let actor = Actor::Console;
    let by = stage.gateway().by(&actor);
    let password = Some(SecretString::from("correct horse battery"));
    by.add_administrator("anna", password, Privileges::All).await.unwrap();
    let file = by.export_settings().await.unwrap().to_toml();
    assert!(!file.contains("battery") && file.contains("# A hash"), "{file}");
    let there = Stage::start().await;
    let by_there = there.gateway().by(&actor);
    let alone = file.split_once("[[administrators]]").unwrap().1;
    let alone = format!("schema = 1\n[[administrators]]{alone}");
    by_there.import_settings(Document::parse(&alone).unwrap(), false).await.unwrap();
    let again = by_there.export_settings().await.unwrap();
    assert_eq!(again.administrators, by.export_settings().await.unwrap().administrators);

    let lesser = alone.replace("privileges = \"all\"", "privileges = { custom = [\"jobs\"] }");
    assert_ne!(lesser, alone);
    let refused = by_there.import_settings(Document::parse(&lesser).unwrap(), false).await;
    let Err(GatewayError::Objection(objection)) = refused else { panic!("{refused:?}") };
    assert_eq!(objection.reason, Reason::LastAdministrator);
}
