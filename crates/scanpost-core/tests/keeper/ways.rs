//! The other two ways, against the sandbox: in a browser, and as an app. Time is real.

use std::time::Duration;

use scanpost_core::clock::Clock;
use scanpost_core::fault::Code;
use scanpost_core::journal::Event;
use scanpost_core::oauth::authorization_code::Bearer;
use scanpost_core::oauth::credential::{AppCredential, Proof};
use scanpost_core::oauth::keeper::Keeper;
use scanpost_core::oauth::seal::Sealer;
use scanpost_core::oauth::{Account, BrowserMark, Needs, Provider, TokenStatus, Way};
use scanpost_proto::oauth::AuthorizationResponse;
use scanpost_sandbox::{
    HttpDoes, HttpFault, HttpMoment, Options, Quirk, Sandbox, TENANT, UserState, UserSwitch,
};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::stage::{Stage, status_when, text};

const MAILBOX: &str = "scans@sandbox.example";
const ANNA: &str = "anna@sandbox.example";
const BACK: &str = "http://localhost:8025/sign-in/return";

/// The sandbox, and an account at it that offers every way.
struct Site {
    sandbox: Sandbox,
    stage: Stage,
}

impl Site {
    async fn start() -> Self {
        let mailboxes = vec![MAILBOX.to_owned(), ANNA.to_owned()];
        let sandbox = Sandbox::start(Options { mailboxes, ..Options::default() }).await.unwrap();
        let mut stage = Stage::with(provider(&sandbox)).await;
        stage.clock = Clock::machine(); // an assertion counts for minutes by the sandbox's clock
        Self { sandbox, stage }
    }

    /// The account as an administrator changes it, before its keeper starts.
    fn account(&mut self, change: impl FnOnce(&mut Account)) {
        change(&mut self.stage.account);
    }

    /// Sends a browser there, in which the person agrees: where it ends.
    async fn browse(&self, keeper: &Keeper, person: &str) -> String {
        let by = Some("anna".to_owned());
        let address = keeper.begin_authorization(BACK.to_owned(), None, None, by).await.unwrap();
        self.sandbox.sign_in_at(&address.url, person).unwrap()
    }

    fn secret(&self, secret: &str) -> Option<AppCredential> {
        let (account, sealer) = (&self.stage.account.name, Sealer::new(&[7; 32]));
        let now = self.stage.clock.now();
        AppCredential::of_secret(account, &SecretString::from(secret), None, &sealer, now)
    }

    fn certificate(&self) -> AppCredential {
        let (account, sealer) = (&self.stage.account.name, Sealer::new(&[7; 32]));
        AppCredential::import(
            account,
            &Zeroizing::new(PEM.to_owned()),
            &sealer,
            self.stage.clock.now(),
        )
        .unwrap()
    }

    fn register(&self, change: impl FnOnce(&mut scanpost_sandbox::Registration)) {
        let mut registration = self.sandbox.registration();
        change(&mut registration);
        self.sandbox.register(registration).unwrap();
    }

    fn quirk(&self, quirk: Quirk) {
        self.sandbox.change_switches(|switches| {
            switches.quirks.insert(quirk);
        });
    }

    fn http(&self, fault: HttpFault) {
        self.sandbox.change_switches(|switches| switches.http_faults.push(fault));
    }
}

fn provider(sandbox: &Sandbox) -> Provider {
    let mut provider = Provider::parse(&sandbox.provider_toml()).unwrap();
    let exchange = Provider::named("exchange-online").unwrap().oauth;
    let web = sandbox.web_url();
    provider.oauth.authorization_endpoint = format!("{web}/{TENANT}/oauth2/v2.0/authorize");
    provider.oauth.scopes = exchange.scopes;
    provider.oauth.sign_in = exchange.sign_in;
    provider.oauth.idle_days = exchange.idle_days;
    provider
}

fn read(returned: &str) -> AuthorizationResponse {
    AuthorizationResponse::read(returned)
}

async fn refused(keeper: &Keeper, returned: &str) -> Code {
    keeper.finish_authorization(read(returned), Bearer::Actor).await.unwrap_err().code
}

#[tokio::test]
async fn a_browser_brings_a_grant_that_can_be_renewed() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let returned = site.browse(&keeper, MAILBOX).await;
    let waiting = keeper.status().borrow().clone();
    assert_eq!(waiting.token_status, TokenStatus::WaitingForAuthorisation);
    assert!(waiting.browser_until.is_some());
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();

    let status = status_when(&keeper, |status| status.given.is_some()).await;
    let given = status.given.clone().unwrap();
    assert_eq!(status.token_status, TokenStatus::Retrieved);
    assert_eq!((given.way, given.signed_in_as.as_deref()), (Way::AuthorizationCode, Some(MAILBOX)));
    assert!(status.missing_scopes.is_empty() && status.lasting && !given.proves);
    let ninety_days = Duration::from_hours(90 * 24);
    assert_eq!(status.lapses_at, Some(status.refreshed_at.unwrap() + ninety_days));
    let token = keeper.token().await.unwrap();
    let newer = keeper.token_after(token.generation).await.unwrap();
    assert_ne!(text(&newer), text(&token), "it was renewed");

    let entries = site.stage.journal().await;
    let by_whom = entries.iter().find(|entry| matches!(entry.event, Event::SignedIn { .. }));
    assert_eq!(by_whom.unwrap().by.as_deref(), Some("anna"));
}

#[tokio::test]
async fn a_return_is_good_once_and_a_stolen_one_never() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    assert_eq!(refused(&keeper, "code=x&state=y").await, Code::ReturnUnknown, "nothing was begun");
    let returned = site.browse(&keeper, MAILBOX).await;
    let code = returned.split_once("code=").unwrap().1.split('&').next().unwrap();
    for stolen in [format!("code={code}&state=stolen"), format!("code={code}"), code.to_owned()] {
        let code = refused(&keeper, &stolen).await;
        assert!([Code::ReturnUnknown, Code::ReturnUnreadable].contains(&code), "{code}");
        assert!(keeper.status().borrow().browser_until.is_some(), "nothing has changed");
    }
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
    assert_eq!(refused(&keeper, &returned).await, Code::ReturnUnknown, "the second time");
    assert!(keeper.token().await.is_ok());
}

#[tokio::test]
async fn of_two_browsers_the_newer_one_counts() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let first = site.browse(&keeper, ANNA).await;
    let second = site.browse(&keeper, MAILBOX).await;
    assert_eq!(refused(&keeper, &first).await, Code::ReturnUnknown);
    keeper.finish_authorization(read(&second), Bearer::Actor).await.unwrap();
    let given = keeper.status().borrow().given.clone().unwrap();
    assert_eq!(given.signed_in_as.as_deref(), Some(MAILBOX));
}

#[tokio::test]
async fn a_working_grant_does_not_become_somebody_elses() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let signed_in_as = || keeper.status().borrow().given.clone().and_then(|it| it.signed_in_as);
    let returned = site.browse(&keeper, MAILBOX).await;
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
    let returned = site.browse(&keeper, ANNA).await;
    let fault = keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap_err();
    assert_eq!(fault.code, Code::SignedInAsOther);
    assert_eq!((fault.facts["name"].as_str(), fault.facts["former"].as_str()), (ANNA, MAILBOX));
    assert_eq!(signed_in_as().as_deref(), Some(MAILBOX));
    assert_eq!(keeper.status().borrow().token_status, TokenStatus::Retrieved);
    assert_eq!(keeper.status().borrow().sign_in_fault, Some(fault));
    assert!(keeper.token().await.is_ok());

    keeper.sign_out(None).await.unwrap();
    for person in [ANNA, ANNA, MAILBOX] {
        // First as it is meant, then as before, and the mailbox itself always.
        let returned = site.browse(&keeper, person).await;
        keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
        assert_eq!(signed_in_as().as_deref(), Some(person));
    }
}

#[tokio::test]
async fn a_browser_that_was_not_sent_out_changes_nothing() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let key = || SecretString::from("the key in its cookie");
    let sent = Some(BrowserMark::of(&key()));
    let address = keeper.begin_authorization(BACK.to_owned(), None, sent, None).await.unwrap();
    let returned = site.sandbox.sign_in_at(&address.url, ANNA).unwrap();
    for keys in [vec![], vec![SecretString::from("guessed")]] {
        let refused = keeper.finish_authorization(read(&returned), Bearer::Browser(keys)).await;
        assert_eq!(refused.unwrap_err().code, Code::ReturnOtherBrowser);
        assert!(keeper.status().borrow().browser_until.is_some(), "the right one may still come");
    }
    keeper.finish_authorization(read(&returned), Bearer::Browser(vec![key()])).await.unwrap();
}

#[tokio::test]
async fn a_code_of_another_sign_in_cannot_be_slipped_in() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let foreign = site.browse(&keeper, ANNA).await;
    let own = site.browse(&keeper, MAILBOX).await;
    let part = |text: &str, name: &str| {
        let value = text.split_once(&format!("{name}=")).unwrap().1;
        value.split('&').next().unwrap().to_owned()
    };
    let mixed = format!("code={}&state={}", part(&foreign, "code"), part(&own, "state"));
    assert_eq!(refused(&keeper, &mixed).await, Code::StartAgain, "its verifier is another one");
    let status = keeper.status().borrow().clone();
    assert_eq!((status.token_status, status.browser_until), (TokenStatus::NotRetrieved, None));
    assert_eq!(status.sign_in_fault.unwrap().code, Code::StartAgain);
}

#[tokio::test]
async fn a_person_who_declines_or_is_stopped_comes_back_without_a_grant() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let address = keeper.begin_authorization(BACK.to_owned(), None, None, None).await.unwrap();
    let state = reqwest::Url::parse(&address.url).unwrap();
    let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let declined = format!("error=access_denied&error_subcode=cancel&state={state}");
    assert_eq!(refused(&keeper, &declined).await, Code::SignInDeclined);
    assert_eq!(keeper.status().borrow().token_status, TokenStatus::NotRetrieved);

    site.quirk(Quirk::SignInBlocked);
    let blocked = site.browse(&keeper, MAILBOX).await;
    assert_eq!(refused(&keeper, &blocked).await, Code::PolicyBlocked);
    assert!(site.stage.stored().await.is_none());
}

#[tokio::test]
async fn a_network_that_is_away_costs_no_code() {
    let site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let returned = site.browse(&keeper, MAILBOX).await;
    let away = HttpDoes::Status { status: 503, retry_after: None };
    site.http(HttpFault::next(1, HttpMoment::Code, away));
    assert_eq!(refused(&keeper, &returned).await, Code::SignInBusy);
    assert!(keeper.status().borrow().browser_until.is_some(), "it may be tried again");
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
    assert!(keeper.token().await.is_ok());
}

#[tokio::test]
async fn a_sign_in_that_outlived_a_restart_is_said_to_be_unknown() {
    let site = Site::start().await;
    let returned = {
        let (keeper, _guard) = site.stage.keeper().await;
        site.browse(&keeper, MAILBOX).await
    };
    let (keeper, _guard) = site.stage.keeper().await;
    assert_eq!(refused(&keeper, &returned).await, Code::ReturnUnknown);
    let again = site.browse(&keeper, MAILBOX).await;
    keeper.finish_authorization(read(&again), Bearer::Actor).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_stays_away_is_waited_for_no_longer() {
    let stage = Stage::with(Provider::named("exchange-online").unwrap()).await;
    let (keeper, _guard) = stage.keeper().await;
    keeper.begin_authorization(BACK.to_owned(), None, None, None).await.unwrap();
    let status = status_when(&keeper, |status| status.sign_in_fault.is_some()).await;
    assert_eq!(status.sign_in_fault.unwrap().code, Code::CodeExpired);
    assert_eq!((status.token_status, status.browser_until), (TokenStatus::NotRetrieved, None));
}

#[tokio::test]
async fn what_was_not_granted_and_who_signed_in_can_be_seen() {
    let mut site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    let returned = site.browse(&keeper, ANNA).await;
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
    // Receiving is set up after the sign-in, which did not ask for it.
    site.account(|account| account.needs = Needs { sending: true, receiving: true });
    keeper.account_changed(site.stage.account.clone(), None).await.unwrap();
    let status = status_when(&keeper, |status| !status.missing_scopes.is_empty()).await;
    assert_eq!(status.missing_scopes, ["https://outlook.office.com/POP.AccessAsUser.All"]);
    let notices =
        scanpost_core::oauth::notice::notices(&site.stage.account, &status, site.stage.clock.now());
    let codes: Vec<_> = notices.iter().map(|notice| notice.code).collect();
    assert_eq!(codes, [Code::GrantScopeMissing, Code::GrantOtherName]);
    // A refresh goes on asking for what was granted.
    let token = keeper.token().await.unwrap();
    assert!(keeper.token_after(token.generation).await.is_ok());
}

#[tokio::test]
async fn an_app_with_a_secret_gets_a_token_and_gets_it_again() {
    let mut site = Site::start().await;
    site.register(|registration| registration.secrets.push("Ab~secret".to_owned()));
    let secret = site.secret("Ab~secret");
    site.account(|account| account.credential = secret);
    let (keeper, _guard) = site.stage.keeper().await;
    keeper.sign_in_as_app(Some("anna".to_owned())).await.unwrap();
    let status = keeper.status().borrow().clone();
    let given = status.given.unwrap();
    assert_eq!((given.way, given.signed_in_as), (Way::ClientCredentials, None));
    assert!(status.lasting && status.missing_scopes.is_empty());
    assert_eq!(status.lapses_at, None, "an app's right lapses by no want of use");
    let token = keeper.token().await.unwrap();
    let newer = keeper.token_after(token.generation).await.unwrap();
    assert_ne!(text(&newer), text(&token));
    assert_eq!(site.stage.stored_refresh_token().await, None);
}

#[tokio::test]
async fn an_app_with_a_certificate_proves_itself_by_its_key() {
    let mut site = Site::start().await;
    let credential = site.certificate();
    let Proof::Certificate(certificate) = credential.proof.clone() else { panic!("it is one") };
    site.account(|account| account.credential = Some(credential));
    let (keeper, _guard) = site.stage.keeper().await;
    let unknown = keeper.sign_in_as_app(None).await.unwrap_err();
    assert_eq!(unknown.code, Code::CertificateRefused, "it was not uploaded yet");
    site.register(|registration| registration.certificates.push(certificate.pem));
    keeper.sign_in_as_app(None).await.unwrap();
    assert!(keeper.token().await.is_ok());
}

#[tokio::test]
async fn an_app_without_its_proof_or_with_a_wrong_one_is_told_what_to_do() {
    let mut site = Site::start().await;
    let (keeper, _guard) = site.stage.keeper().await;
    assert_eq!(keeper.sign_in_as_app(None).await.unwrap_err().code, Code::CredentialMissing);

    site.register(|registration| registration.secrets.push("Ab~secret".to_owned()));
    let wrong = site.secret("the-id-of-the-secret");
    site.account(|account| account.credential = wrong);
    keeper.account_changed(site.stage.account.clone(), None).await.unwrap();
    assert_eq!(keeper.sign_in_as_app(None).await.unwrap_err().code, Code::SecretWrong);

    let right = site.secret("Ab~secret");
    site.account(|account| account.credential = right);
    keeper.account_changed(site.stage.account.clone(), None).await.unwrap();
    keeper.sign_in_as_app(None).await.unwrap();
}

#[tokio::test]
async fn a_secret_that_expires_hinders_a_grant_until_a_new_one_is_entered() {
    let mut site = Site::start().await;
    site.register(|registration| registration.secrets.push("Ab~secret".to_owned()));
    let secret = site.secret("Ab~secret");
    site.account(|account| account.credential = secret);
    let (keeper, _guard) = site.stage.keeper().await;
    keeper.sign_in_as_app(None).await.unwrap();
    site.quirk(Quirk::ClientSecretExpired);
    let token = keeper.token().await.unwrap();
    let refused = keeper.token_after(token.generation).await.unwrap_err();
    assert_eq!(refused.code, Code::SecretExpired);
    assert_eq!(keeper.status().borrow().token_status, TokenStatus::Retrieved, "it is kept");

    site.sandbox.change_switches(|switches| {
        switches.quirks.clear();
    });
    keeper.account_changed(site.stage.account.clone(), None).await.unwrap();
    let newer = keeper.token_after(token.generation).await.unwrap();
    assert_ne!(text(&newer), text(&token), "the change is looked into at once");
}

#[tokio::test]
async fn each_state_of_a_user_has_its_own_advice() {
    let table = [
        (UserState::Disabled, Code::UserDisabled),
        (UserState::Locked, Code::UserLocked),
        (UserState::PasswordExpired, Code::PasswordExpired),
        (UserState::NotAssigned, Code::UserNotAssigned),
    ];
    for (state, code) in table {
        let site = Site::start().await;
        let who = MAILBOX.to_owned();
        site.sandbox.change_switches(|switches| switches.users.push(UserSwitch { who, state }));
        let (keeper, _guard) = site.stage.keeper().await;
        let address = keeper.begin_authorization(BACK.to_owned(), None, None, None).await.unwrap();
        // Some are stopped on the page itself, some are sent back with the word.
        if let Ok(returned) = site.sandbox.sign_in_at(&address.url, MAILBOX) {
            assert_eq!(refused(&keeper, &returned).await, code, "{state:?}");
        }
    }
}

#[tokio::test]
async fn a_code_that_is_blocked_says_what_to_do_instead() {
    let table = [
        (vec![Quirk::SecurityDefaults, Quirk::BlocksToldAtPoll], Code::SecurityDefaults),
        (vec![Quirk::DeviceCodeBlocked, Quirk::BlocksToldAtPoll], Code::DeviceCodeBlocked),
        (vec![Quirk::PublicClientFlowsOff], Code::PublicClientOff),
    ];
    for (quirks, code) in table {
        let site = Site::start().await;
        for quirk in quirks {
            site.quirk(quirk);
        }
        site.sandbox.change_switches(|switches| switches.interval_seconds = 1);
        let (keeper, _guard) = site.stage.keeper().await;
        let shown = keeper.sign_in(None).await.unwrap();
        site.sandbox.approve(&shown.user_code, MAILBOX);
        let status = status_when(&keeper, |status| status.sign_in_fault.is_some()).await;
        assert_eq!(status.sign_in_fault.unwrap().code, code);
    }
}

#[tokio::test]
async fn a_block_at_refresh_lapses_what_came_from_a_code_and_a_browser_mends_it() {
    let site = Site::start().await;
    site.sandbox.change_switches(|switches| switches.interval_seconds = 1);
    let (keeper, _guard) = site.stage.keeper().await;
    let shown = keeper.sign_in(None).await.unwrap();
    assert!(site.sandbox.approve(&shown.user_code, MAILBOX));
    status_when(&keeper, |status| status.given.is_some()).await;
    site.quirk(Quirk::DeviceCodeRefreshBlocked);
    let token = keeper.token().await.unwrap();
    let refused = keeper.token_after(token.generation).await.unwrap_err();
    assert_eq!(refused.code, Code::GrantOfDeviceCode);
    let status = keeper.status().borrow().clone();
    assert_eq!(status.token_status, TokenStatus::Invalid);
    assert_eq!(status.fault.unwrap().facts["address"], MAILBOX);

    let returned = site.browse(&keeper, MAILBOX).await;
    keeper.finish_authorization(read(&returned), Bearer::Actor).await.unwrap();
    let token = keeper.token().await.unwrap();
    assert!(keeper.token_after(token.generation).await.is_ok());
}

#[tokio::test]
async fn a_provider_that_does_not_offer_a_way_is_not_asked() {
    let mut gmail = Provider::named("gmail").unwrap();
    gmail.oauth.client_id = "app".to_owned();
    let stage = Stage::with(gmail).await;
    let (keeper, _guard) = stage.keeper().await;
    assert_eq!(keeper.sign_in(None).await.unwrap_err().code, Code::DeviceCodeNotOffered);
    assert_eq!(keeper.sign_in_as_app(None).await.unwrap_err().code, Code::WayNotOffered);
    // An app belongs to one tenant, and no person says which.
    let exchange = Stage::with(Provider::named("exchange-online").unwrap()).await;
    let (keeper, _guard) = exchange.keeper().await;
    assert_eq!(keeper.sign_in_as_app(None).await.unwrap_err().code, Code::TenantMissing);
    let hve = Stage::with(Provider::named("hve").unwrap()).await;
    let (keeper, _guard) = hve.keeper().await;
    let refused = keeper.begin_authorization(BACK.to_owned(), None, None, None).await.unwrap_err();
    assert_eq!(refused.code, Code::WayNotOffered);
}

const PEM: &str = concat!(
    include_str!("../../src/oauth/credential/tests/app.cert.pem"),
    include_str!("../../src/oauth/credential/tests/app.key.pem"),
);
