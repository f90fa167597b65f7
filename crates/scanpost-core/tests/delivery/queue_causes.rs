//! Each cause by its own name: what the provider says and how a hand-shake fails, over sockets.

use scanpost_core::fault::Class;
use scanpost_core::fault::Code;
use scanpost_core::spool::{Job, JobState};
use scanpost_sandbox::{SmtpDoes, SmtpMoment, TlsDoes, TlsFault, TlsMoment};

use crate::queue_stage::{ANNA, Stage};

/// The replies that the issue names, where they come, and what they are called.
const REPLIES: [(SmtpMoment, &str, Code); 24] = [
    (SmtpMoment::Auth, "535 5.7.3 Authentication unsuccessful", Code::LoginRefused),
    (
        SmtpMoment::Auth,
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        Code::SmtpAuthOffTenant,
    ),
    (
        SmtpMoment::Auth,
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
        Code::SmtpAuthOffMailbox,
    ),
    (
        SmtpMoment::Auth,
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
        Code::LoginWrong,
    ),
    (
        SmtpMoment::Auth,
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        Code::BasicAuthOff,
    ),
    (
        SmtpMoment::Auth,
        "454 4.7.0 Too many login attempts, please try again later.",
        Code::LoginTooOften,
    ),
    (SmtpMoment::Auth, "454 4.7.0 Temporary authentication failure", Code::LoginDeferred),
    (SmtpMoment::Mail, "530 5.7.57 Client not authenticated to send mail.", Code::LoginLost),
    (
        SmtpMoment::Mail,
        "552 5.3.4 Message size exceeds fixed maximum message size",
        Code::MailTooLarge,
    ),
    (SmtpMoment::Mail, "550 5.5.105 words", Code::CommandRefused),
    (SmtpMoment::Rcpt, "550 5.1.10 Recipient not found", Code::RecipientUnknown),
    (SmtpMoment::Rcpt, "452 4.5.3 Too many recipients", Code::TooManyRecipients),
    (
        SmtpMoment::Rcpt,
        "550 5.7.233 Your tenant exceeded its daily limit",
        Code::ExternalRecipientLimit,
    ),
    (
        SmtpMoment::FinalDot,
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
        Code::ConnectionLimit,
    ),
    (SmtpMoment::FinalDot, "550 5.2.2 Submission quota exceeded", Code::SubmissionQuota),
    (
        SmtpMoment::FinalDot,
        "550 5.4.5 Daily SMTP relay limit exceeded for customer.",
        Code::SubmissionQuota,
    ),
    (SmtpMoment::FinalDot, "554 5.2.2 mailbox full", Code::MailboxFull),
    (SmtpMoment::FinalDot, "550 5.1.8 Access denied, bad outbound sender", Code::SenderBlocked),
    (
        SmtpMoment::FinalDot,
        "550 5.7.705 Access denied, tenant has exceeded threshold",
        Code::TenantThreshold,
    ),
    (
        SmtpMoment::FinalDot,
        "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domain.",
        Code::DomainUnregistered,
    ),
    (SmtpMoment::FinalDot, "554 5.2.252 SendAsDenied; not allowed to send as", Code::SendAsDenied),
    (
        SmtpMoment::FinalDot,
        "554 5.7.60 SMTP; Client does not have permissions to send as this sender",
        Code::SendAsDenied,
    ),
    (SmtpMoment::FinalDot, "554 5.6.0 Invalid message content", Code::MailMalformed),
    (
        SmtpMoment::FinalDot,
        "451 4.7.0 Temporary server error. Please try again later. PRX4",
        Code::MailboxUnreached,
    ),
];

/// What becomes of the mail follows from the class of the cause, and from nothing else.
async fn assert_treated_as(class: Class, stage: &Stage, job: &Job, what: &str) {
    let hold = stage.hold().await;
    match class {
        Class::HoldForSignIn | Class::HoldForTenant | Class::HoldForSettings => {
            assert!(hold.is_some() && job.state == JobState::Waiting, "{what}: {job:?}");
        }
        Class::RecipientFailed | Class::MailFailed => {
            assert!(hold.is_none() && job.state == JobState::Failed, "{what}: {job:?}");
        }
        _ => assert!(hold.is_none() && job.state == JobState::Waiting, "{what}: {job:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn each_reply_has_its_own_name_and_its_class_decides_what_becomes_of_the_mail() {
    for (moment, reply, code) in REPLIES {
        let stage = Stage::signed_in().await;
        stage.always(moment, SmtpDoes::read(reply).expect("a reply"));
        let id = stage.accept(&[ANNA], "a scan").await;
        let class = code.class();
        if class.is_of_the_account() && class != Class::WaitUntilReset {
            assert_eq!(stage.held().await.fault.code, code, "{reply}");
        }
        let fails = matches!(class, Class::RecipientFailed | Class::MailFailed);
        let settled = |job: &Job| {
            let named = job.fault.as_ref().is_some_and(|fault| fault.code == code);
            named && (job.state.is_final() || !fails && job.state == JobState::Waiting)
        };
        let job = stage.job_when(id, settled).await;
        assert_treated_as(class, &stage, &job, reply).await;
        stage.all_well();
        if !fails {
            stage.delivered(id).await;
            assert_eq!(stage.mailbox(ANNA), ["a scan"], "{reply}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_way_in_which_a_hand_shake_fails_has_its_own_name() {
    for (does, code) in [
        (TlsDoes::WrongName, Code::CertificateOfOtherName),
        (TlsDoes::Expired, Code::CertificateExpired),
        (TlsDoes::NotYetValid, Code::CertificateNotYetValid),
        (TlsDoes::Untrusted, Code::CertificateUntrusted),
        (TlsDoes::OnlyOldVersions, Code::TlsTooOld),
        (TlsDoes::Alert, Code::TlsFailed),
        (TlsDoes::Nonsense, Code::TlsFailed),
        (TlsDoes::Close, Code::TlsFailed),
        (TlsDoes::Hang, Code::TlsFailed),
    ] {
        let stage = Stage::signed_in().await;
        let fault = TlsFault::always(TlsMoment::Smtp, does);
        stage.sandbox.change_switches(|switches| switches.tls_faults.push(fault));
        let id = stage.accept(&[ANNA], "a scan").await;
        let named = |job: &Job| {
            let named = job.fault.as_ref().is_some_and(|fault| fault.code == code);
            named && job.state == JobState::Waiting
        };
        let job = stage.job_when(id, named).await;
        if !code.class().passes() {
            assert_eq!(stage.held().await.fault.code, code, "{does:?}");
        }
        assert_treated_as(code.class(), &stage, &job, &format!("{does:?}")).await;
        assert_eq!(stage.log_ins(), 0, "no token is shown: {does:?}");
        stage.sandbox.change_switches(|switches| switches.tls_faults.clear());
        stage.delivered(id).await;
    }
}
