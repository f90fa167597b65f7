//! The doctor names each fault: by the step at which it shows, and by its code.

use scanpost_core::doctor::Step;
use scanpost_core::fault::Code;
use scanpost_core::network::Proxy;
use scanpost_core::oauth::Needs;
use scanpost_sandbox::Situation;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::stage::{ANNA, MAILBOX, Stage};

/// The sandbox's bad days, where each shows, how grave it is and what it is called.
const SITUATIONS: [(&str, Step, &str, Code); 44] = [
    ("clock-ahead", Step::Clock, "warned", Code::ClockWrong),
    ("clock-behind", Step::Clock, "warned", Code::ClockWrong),
    ("mail-away", Step::Greeting, "failed", Code::ServerBusy),
    ("mail-hangs", Step::Greeting, "failed", Code::ServerSilent),
    ("mail-nonsense", Step::Greeting, "failed", Code::ServerNonsense),
    ("certificate-wrong-name", Step::Tls, "failed", Code::CertificateOfOtherName),
    ("certificate-expired", Step::Tls, "failed", Code::CertificateExpired),
    ("certificate-not-yet-valid", Step::Tls, "failed", Code::CertificateNotYetValid),
    ("certificate-untrusted", Step::Tls, "failed", Code::CertificateUntrusted),
    ("tls-only-old", Step::Tls, "failed", Code::TlsTooOld),
    ("tls-fails", Step::Tls, "failed", Code::TlsFailed),
    ("no-starttls", Step::Tls, "failed", Code::StarttlsMissing),
    ("no-xoauth2", Step::Offers, "failed", Code::OauthMissing),
    ("sign-in-away", Step::Token, "warned", Code::SignInBusy),
    ("sign-in-busy", Step::Token, "warned", Code::SignInBusy),
    ("sign-in-hangs", Step::Token, "warned", Code::SignInUnreachable),
    ("sign-in-html", Step::Token, "warned", Code::SignInBusy),
    ("bare-invalid-grant", Step::Token, "failed", Code::GrantUnclear),
    ("ca-blocks-refresh", Step::Token, "failed", Code::GrantOfDeviceCode),
    ("ca-blocks-sign-in", Step::Token, "failed", Code::PolicyBlocked),
    ("consent-withdrawn", Step::Token, "failed", Code::ConsentNeeded),
    ("user-disabled", Step::Token, "failed", Code::UserDisabled),
    ("mfa-needed", Step::Token, "failed", Code::MfaNeeded),
    ("smtp-auth-off-for-tenant", Step::LogIn, "failed", Code::SmtpAuthOffTenant),
    ("smtp-auth-off-for-mailbox", Step::LogIn, "failed", Code::SmtpAuthOffMailbox),
    ("criteria-not-met", Step::LogIn, "failed", Code::LoginPolicyBlocked),
    ("user-locked-by-security-defaults", Step::LogIn, "failed", Code::LoginSecurityDefaults),
    ("credentials-incorrect", Step::LogIn, "failed", Code::LoginWrong),
    ("basic-auth-off", Step::LogIn, "failed", Code::BasicAuthOff),
    ("basic-auth-retired", Step::LogIn, "failed", Code::BasicAuthOff),
    ("sign-in-server-unreachable", Step::LogIn, "failed", Code::LoginDirectoryUnreachable),
    ("auth-refused", Step::LogIn, "failed", Code::LoginRefused),
    ("gmail-token-refused", Step::LogIn, "failed", Code::LoginNotAccepted),
    ("auth-deferred", Step::LogIn, "failed", Code::LoginDeferred),
    ("gmail-too-many-log-ins", Step::LogIn, "failed", Code::LoginTooOften),
    ("token-line-invalid", Step::LogIn, "failed", Code::LoginMalformed),
    ("no-licence", Step::TestMail, "failed", Code::MailboxUnreached),
    ("send-as-denied", Step::TestMail, "failed", Code::SendAsDenied),
    ("mailbox-full", Step::TestMail, "failed", Code::MailboxFull),
    ("tenant-blocked", Step::TestMail, "failed", Code::TenantBlocked),
    ("quota-exceeded", Step::TestMail, "failed", Code::SubmissionQuota),
    ("submission-rate", Step::TestMail, "failed", Code::RateLimit),
    ("drop-before-250", Step::TestMail, "failed", Code::DeliveryUncertain),
    ("reset-before-dot", Step::TestMail, "failed", Code::DeliveryUncertain),
];

/// What the doctor puts on top.
async fn diagnosis(stage: &Stage) -> (Step, &'static str, Code) {
    found(stage).await.expect("something is found")
}

async fn found(stage: &Stage) -> Option<(Step, &'static str, Code)> {
    let (chart, _) = stage.examined().await;
    let (step, fault) = chart.trouble()?;
    Some((step, chart.of(step).as_str(), fault.code))
}

#[tokio::test(start_paused = true)]
async fn the_doctor_names_each_fault() {
    let mut wrong = Vec::new();
    for (name, step, finding, code) in SITUATIONS {
        let stage = Stage::signed_in().await;
        let situation = Situation::named(name).unwrap_or_else(|| panic!("{name} is not known"));
        stage.sandbox.change_switches(|switches| situation.turn_on(switches));
        let found = found(&stage).await;
        if found != Some((step, finding, code)) {
            wrong.push((name, found));
        }
        stage.sandbox.stop().await;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(start_paused = true)]
async fn the_recipient_of_the_test_mail_does_not_exist() {
    let mut stage = Stage::signed_in().await;
    let situation = Situation::named("recipient-unknown").expect("is known");
    stage.sandbox.change_switches(|switches| situation.turn_on(switches));
    stage.mail_to = Some("nobody@sandbox.example");
    assert_eq!(diagnosis(&stage).await, (Step::TestMail, "failed", Code::RecipientUnknown));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_signed_in() {
    let stage = Stage::new().await;
    assert_eq!(diagnosis(&stage).await, (Step::Token, "failed", Code::SignInNeeded));
}

#[tokio::test(start_paused = true)]
async fn the_grant_was_revoked() {
    let stage = Stage::signed_in().await;
    stage.sandbox.revoke(MAILBOX);
    assert_eq!(diagnosis(&stage).await, (Step::Token, "failed", Code::GrantRevoked));
}

#[tokio::test(start_paused = true)]
async fn somebody_else_signed_in_who_may_not_open_the_mailbox() {
    let stage = Stage::new().await;
    stage.sign_in_as(ANNA).await;
    assert_eq!(diagnosis(&stage).await, (Step::LogIn, "failed", Code::LoginOtherMailbox));
}

#[tokio::test(start_paused = true)]
async fn the_token_is_one_for_another_service() {
    let mut stage = Stage::new().await;
    let graph = "https://graph.microsoft.com/SMTP.Send".to_owned();
    let right = std::mem::replace(&mut stage.account.provider.oauth.scopes.sending, vec![graph]);
    stage.sign_in_as(MAILBOX).await;
    stage.account.provider.oauth.scopes.sending = right;
    assert_eq!(diagnosis(&stage).await, (Step::LogIn, "failed", Code::LoginOtherService));
}

#[tokio::test(start_paused = true)]
async fn the_permission_to_send_was_not_granted() {
    let mut stage = Stage::new().await;
    stage.account.needs = Needs { sending: false, receiving: true };
    stage.sign_in_as(MAILBOX).await;
    stage.account.needs = Needs::default();
    assert_eq!(diagnosis(&stage).await, (Step::Scopes, "failed", Code::GrantScopeMissing));
}

#[tokio::test(start_paused = true)]
async fn the_disk_is_full() {
    let mut stage = Stage::signed_in().await;
    stage.free_bytes = Ok(1_000_000);
    assert_eq!(diagnosis(&stage).await, (Step::Disk, "failed", Code::DiskFull));
}

#[tokio::test(start_paused = true)]
async fn the_name_of_the_mail_server_is_not_known() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.smtp.host = "smtp.gone.test".to_owned();
    assert_eq!(diagnosis(&stage).await, (Step::Names, "failed", Code::ServerNameUnknown));
}

#[tokio::test(start_paused = true)]
async fn the_name_of_the_sign_in_server_is_not_known() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.oauth.token_endpoint = "https://login.gone.test/token".to_owned();
    assert_eq!(diagnosis(&stage).await, (Step::Names, "failed", Code::ServerNameUnknown));
}

#[tokio::test(start_paused = true)]
async fn the_name_service_is_silent() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.smtp.host = "smtp.silent.test".to_owned();
    assert_eq!(diagnosis(&stage).await, (Step::Names, "failed", Code::NamesUnanswered));
}

/// A port where nobody listens.
async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test(start_paused = true)]
async fn the_port_of_the_mail_server_is_closed() {
    let mut stage = Stage::signed_in().await;
    stage.account.provider.smtp.port = closed_port().await;
    assert_eq!(diagnosis(&stage).await, (Step::Ipv4, "failed", Code::ConnectionRefused));
}

/// A listener whose backlog is full drops what comes, as a firewall does.
#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn a_firewall_drops_what_goes_to_the_mail_server() {
    let mut stage = Stage::signed_in().await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Linux lets one more in than the backlog says.
    let _waiting = [TcpStream::connect(address).await, TcpStream::connect(address).await];
    stage.account.provider.smtp.port = address.port();
    assert_eq!(diagnosis(&stage).await, (Step::Ipv4, "failed", Code::ConnectionTimedOut));
}

#[tokio::test(start_paused = true)]
async fn the_sign_in_server_is_not_there() {
    let mut stage = Stage::signed_in().await;
    let port = closed_port().await;
    stage.account.provider.oauth.token_endpoint = format!("http://127.0.0.1:{port}/token");
    let found = diagnosis(&stage).await;
    assert_eq!(found, (Step::SignInServer, "failed", Code::SignInUnreachable));
}

#[tokio::test(start_paused = true)]
async fn the_proxy_refuses() {
    let mut stage = Stage::signed_in().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let refusing = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 256]).await.unwrap();
        let no = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
        socket.write_all(no).await.unwrap();
    });
    stage.account.provider.smtp.host = "smtp.provider.test".to_owned();
    stage.outward.proxy = Some(Proxy { host: "127.0.0.1".to_owned(), port, login: None });
    assert_eq!(diagnosis(&stage).await, (Step::Proxy, "failed", Code::ProxyRefused));
    refusing.await.unwrap();
}
