//! Provider facts 3.5, line by line, and what holds for every reply there can be.

use proptest::prelude::*;

use super::Moment::{LogIn, Mail, Recipient};
use super::*;
use crate::fault::Class;

/// A reply as provider facts 3.5 write it: `535 5.7.3 words`.
fn reply(text: &str) -> Reply {
    let mut words = text.splitn(3, ' ');
    let code = words.next().expect("a code").parse().expect("three digits");
    let enhanced: Vec<u16> =
        words.next().expect("an enhanced code").split('.').map(|n| n.parse().unwrap()).collect();
    let class = u8::try_from(enhanced[0]).expect("one digit");
    Reply::new(code, (class, enhanced[1], enhanced[2]), words.next().unwrap_or_default())
}

/// Provider facts 3.5: the reply, when it comes, its class there (T later, Q the account is held or
/// rests, P permanent for the mail, C ours to mend, A a tenant's administrator), and its cause here.
const FACTS: &[(&str, Moment, &str, Code)] = &[
    ("421 4.3.2 Service not active", Mail, "T", Code::ServerBusy),
    ("421 4.3.2 Service not available", LogIn, "T", Code::ServerBusy),
    (
        "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
        LogIn,
        "T",
        Code::ConnectionLimit,
    ),
    ("421 4.4.1 Connection timed out", Mail, "T", Code::ServerTiredOfWaiting),
    ("421 4.4.2 Connection dropped due to ConnectionReset", Mail, "T", Code::ServerTiredOfWaiting),
    ("451 4.7.0 Timeout waiting for client input", Mail, "T", Code::ServerTiredOfWaiting),
    (
        "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
        Mail,
        "T",
        Code::RateLimit,
    ),
    (
        "421 4.7.0 Too many errors on this connection, closing transmission channel",
        Mail,
        "CT",
        Code::TooManyErrors,
    ),
    (
        "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2.",
        LogIn,
        "C",
        Code::TlsTooOld,
    ),
    (
        "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
        Mail,
        "T",
        Code::ConnectionLimit,
    ),
    ("450 4.7.0 Organization queue quota exceeded.", Mail, "T", Code::OrganisationQueueFull),
    (
        "451 4.7.0 Temporary server error. Please try again later. PRX1",
        LogIn,
        "T",
        Code::ServerBusy,
    ),
    (
        "451 4.7.0 Temporary server error. Please try again later. PRX4",
        LogIn,
        "T",
        Code::MailboxUnreached,
    ),
    ("451 4.7.0 Temporary server error. Please try again later. PRX6", Mail, "T", Code::ServerBusy),
    ("451 4.7.500 Server busy. Please try again later", Mail, "T", Code::AddressThrottled),
    ("451 4.7.699 Access denied, please try again later", Recipient, "T", Code::AddressThrottled),
    ("451 4.7.850 Access denied, please try again later", LogIn, "T", Code::AddressThrottled),
    ("451 4.7.899 Access denied, please try again later", Mail, "T", Code::AddressThrottled),
    ("452 4.3.1 Insufficient system resources", Mail, "T", Code::ServerBusy),
    ("452 4.5.3 Too many recipients", Recipient, "T", Code::TooManyRecipients),
    ("454 4.7.0 Temporary authentication failure", LogIn, "T", Code::LoginDeferred),
    ("500 5.3.3 Unrecognized command", Mail, "C", Code::CommandRefused),
    ("500 5.5.2 Command line too long", LogIn, "C", Code::LoginMalformed),
    ("502 5.3.3 Command not implemented", Mail, "C", Code::CommandRefused),
    ("503 5.5.2 Send hello first", Mail, "CT", Code::LoginLost),
    ("501 5.1.3 Invalid address", Recipient, "P", Code::RecipientMalformed),
    ("501 5.1.7 Invalid address", Mail, "P", Code::SenderMalformed),
    ("501 5.5.4 Invalid arguments", Mail, "PC", Code::CommandRefused),
    ("501 5.5.124 Invalid XOAUTH2 auth data", LogIn, "C", Code::LoginMalformed),
    ("501 5.5.105 words", LogIn, "C", Code::LoginMalformed),
    ("550 5.5.105 words", Mail, "PC", Code::CommandRefused),
    ("504 5.7.4 Unrecognized authentication type", LogIn, "C", Code::OauthMissing),
    ("530 5.7.0 Must issue a STARTTLS command first", LogIn, "C", Code::LoginMalformed),
    ("530 5.7.57 Client not authenticated to send mail.", Mail, "CT", Code::LoginLost),
    (
        "550 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM",
        Mail,
        "CT",
        Code::LoginLost,
    ),
    (
        "535 5.7.3 Authentication unsuccessful [HOST.prod.outlook.com]",
        LogIn,
        "Q",
        Code::LoginRefused,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
        LogIn,
        "QA",
        Code::SmtpAuthOffTenant,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.",
        LogIn,
        "QA",
        Code::SmtpAuthOffMailbox,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
        LogIn,
        "QA",
        Code::BasicAuthOff,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
        LogIn,
        "QA",
        Code::LoginSecurityDefaults,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator.",
        LogIn,
        "QA",
        Code::LoginPolicyBlocked,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
        LogIn,
        "Q",
        Code::LoginWrong,
    ),
    (
        "535 5.7.139 Authentication unsuccessful, federated STS service was unreachable",
        LogIn,
        "Q",
        Code::LoginDirectoryUnreachable,
    ),
    ("535 5.7.139 Authentication unsuccessful, words of next year", LogIn, "Q", Code::LoginRefused),
    (
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        LogIn,
        "QA",
        Code::BasicAuthOff,
    ),
    (
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
        Mail,
        "QA",
        Code::BasicAuthOff,
    ),
    ("550 5.1.1 Recipient not found", Recipient, "P", Code::RecipientUnknown),
    ("550 5.1.10 Recipient not found", Recipient, "P", Code::RecipientUnknown),
    ("550 5.1.8 Access denied, bad outbound sender", Mail, "QA", Code::SenderBlocked),
    ("550 5.2.2 Submission quota exceeded", Mail, "Q", Code::SubmissionQuota),
    (
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
        Mail,
        "Q",
        Code::SubmissionQuota,
    ),
    ("554 5.2.2 mailbox full", Mail, "QA", Code::MailboxFull),
    (
        "554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
        Mail,
        "QA",
        Code::MailboxFull,
    ),
    (
        "554 5.2.252 SendAsDenied; scan@contoso.example not allowed to send as ceo@contoso.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
        Mail,
        "P",
        Code::SendAsDenied,
    ),
    (
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        Mail,
        "P",
        Code::SendAsDenied,
    ),
    (
        "554 5.7.60 SMTP; Client does not have permissions to send as this sender",
        Mail,
        "P",
        Code::SendAsDenied,
    ),
    ("552 5.3.4 Message size exceeds fixed maximum message size", Mail, "P", Code::MailTooLarge),
    (
        "550 5.2.3 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender",
        Mail,
        "P",
        Code::SendSizeLimit,
    ),
    (
        "550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization",
        Mail,
        "P",
        Code::SendSizeLimit,
    ),
    ("554 5.6.0 Invalid message content", Mail, "PC", Code::MailMalformed),
    ("550 5.6.11 Invalid characters", Mail, "PC", Code::MailMalformed),
    (
        "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized",
        Recipient,
        "P",
        Code::RecipientRestricted,
    ),
    (
        "550 5.7.12 Sender was not authenticated by organization",
        Recipient,
        "P",
        Code::RecipientRestricted,
    ),
    ("550 5.7.124 Sender not in allowed-senders list", Mail, "P", Code::RecipientRestricted),
    ("550 5.7.133 Sender not authenticated for group", Recipient, "P", Code::RecipientRestricted),
    ("550 5.7.134 Sender not authenticated for mailbox", Mail, "P", Code::RecipientRestricted),
    ("550 5.7.136 Sender not authenticated for mail user", Mail, "P", Code::RecipientRestricted),
    ("550 5.7.501 Access denied, spam abuse detected", Mail, "QA", Code::SenderBanned),
    ("550 5.7.502 Access denied, banned sender", Mail, "QA", Code::SenderBanned),
    ("550 5.7.503 Access denied, banned sender", Recipient, "QA", Code::SenderBanned),
    ("550 5.7.511 Access denied, banned sender", Mail, "QA", Code::SenderBanned),
    (
        "550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant",
        Mail,
        "PC",
        Code::FromMalformed,
    ),
    (
        "550 5.7.703 Your message can't be delivered because one or more IPs are on a block list",
        Mail,
        "QA",
        Code::TenantBlocked,
    ),
    ("550 5.7.705 Access denied, tenant has exceeded threshold", Mail, "QA", Code::TenantThreshold),
    (
        "550 5.7.708 Access denied, traffic not accepted from this IP",
        Recipient,
        "QA",
        Code::TenantAddressRefused,
    ),
    (
        "550 5.7.750 Service unavailable. Client blocked from sending from unregistered domain.",
        Mail,
        "QA",
        Code::DomainUnregistered,
    ),
    (
        "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
        Recipient,
        "Q",
        Code::ExternalRecipientLimit,
    ),
    ("550 5.7.232 words", Mail, "Q", Code::ExternalRecipientLimit),
    ("550 5.7.236 words", Mail, "Q", Code::ExternalRecipientLimit),
    (
        "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization",
        Mail,
        "A",
        Code::RelayRefused,
    ),
    ("550 5.7.64 TenantAttribution; Relay Access Denied", Recipient, "A", Code::RelayRefused),
    // Gmail: provider facts 3.3 and 5.1.
    ("535 5.7.8 Username and Password not accepted.", LogIn, "Q", Code::LoginNotAccepted),
    ("454 4.7.0 Too many login attempts, please try again later.", LogIn, "T", Code::LoginTooOften),
    ("550 5.4.5 Daily SMTP relay limit exceeded for customer.", Mail, "Q", Code::SubmissionQuota),
    ("450 4.2.1 Peak SMTP relay limit exceeded for customer.", Mail, "T", Code::RateLimit),
    // What stands in no line of its own.
    ("450 4.2.1 Mailbox busy", Recipient, "T", Code::MailDeferred),
    ("454 4.7.0 TLS not available due to temporary reason", LogIn, "T", Code::ServerBusy),
    ("554 5.3.2 No SMTP service here", LogIn, "C", Code::ServerRefused),
    ("552 5.2.2 mailbox full", Recipient, "P", Code::RecipientFull),
    ("550 5.7.1 This mail is likely unsolicited", Mail, "P", Code::MailRefused),
    ("554 5.2.0 STOREDRV.Submission.Exception:words of next year", Mail, "P", Code::MailRefused),
    ("550 5.4.310 DNS domain does not exist", Recipient, "P", Code::RecipientRefused),
];

#[test]
fn every_reply_of_the_facts_has_its_cause_and_its_class() {
    for (text, moment, classes, code) in FACTS {
        assert_eq!(meaning(*moment, &reply(text)), *code, "{text} at {moment:?}");
        let fits: &[char] = match code.class() {
            Class::RetryLater => &['T'],
            Class::WaitUntilReset => &['T', 'Q'],
            Class::HoldForSignIn => &['Q'],
            Class::HoldForTenant => &['Q', 'A'],
            Class::HoldForSettings => &['C'],
            Class::RecipientFailed => &['P'],
            Class::MailFailed => &['P', 'C'],
            Class::Uncertain | Class::NotTaken => &[],
        };
        assert!(classes.contains(fits), "{text}: {:?}, the facts say {classes}", code.class());
    }
}

#[test]
fn every_line_of_the_table_is_the_first_to_fit_something() {
    for (number, line) in TABLE.iter().enumerate() {
        let moment = match line.at {
            At::Any | At::Mails | At::Mail => Mail,
            At::LogIn => LogIn,
            At::Recipient => Recipient,
        };
        let code = (*line.codes.start()).max(400);
        let (subject, detail) = match &line.status {
            Status::Any => (9, 9),
            Status::Is(subject, detail) => (*subject, *detail),
            Status::Within(subject, details) => (*subject, *details.end()),
        };
        let class = u8::try_from(code / 100).expect("one digit");
        // A range is tried at its end: its beginning may be spoken for by a line above.
        let codes = [code, line.codes.end().min(&599) - 1, *line.codes.end().min(&599)];
        let is_first = codes.iter().any(|code| {
            let reply = Reply::new(*code, (class, subject, detail), line.says);
            TABLE.iter().position(|one| one.fits(moment, &reply)) == Some(number)
        });
        assert!(is_first, "“{line}” is hidden by a line above it");
    }
}

#[test]
fn the_words_of_a_reply_of_several_lines_are_one_text_in_any_case() {
    let mut reply = reply("535 5.7.139 Authentication unsuccessful, SMTPCLIENTAUTHENTICATION is");
    reply.lines.push("DISABLED for the tenant.".to_owned());
    assert_eq!(meaning(LogIn, &reply), Code::SmtpAuthOffTenant);
}

#[test]
fn a_reply_is_written_as_an_administrator_finds_it_in_a_log() {
    let shown: Vec<_> = leading_to(Code::SmtpAuthOffTenant).collect();
    assert_eq!(shown, ["5xx 5.7.139 “disabled for the Tenant” (at log-in)"]);
    let throttled: Vec<_> = leading_to(Code::AddressThrottled).collect();
    assert_eq!(throttled, ["4xx 4.7.500–699", "4xx 4.7.850–899"]);
    assert_eq!(leading_to(Code::MailRefused).collect::<Vec<_>>(), ["all else"]);
}

#[test]
fn what_a_log_in_shows_needs_no_mail_to_be_seen() {
    for (code, mails_only) in [
        (Code::SenderBlocked, true),
        (Code::MailboxFull, true),
        (Code::SubmissionQuota, true),
        (Code::BasicAuthOff, false),
        (Code::LoginRefused, false),
        (Code::SignInNeeded, false),
    ] {
        assert_eq!(shows_in_mails_only(code), mails_only, "{code}");
    }
}

fn any_reply() -> impl Strategy<Value = Reply> {
    let enhanced = prop::option::of((2u8..6, 0u16..1000, 0u16..1000));
    (400u16..600, enhanced, ".{0,80}").prop_map(|(code, enhanced, words)| Reply {
        code,
        enhanced: enhanced.map(|(class, subject, detail)| Enhanced(class, subject, detail)),
        lines: vec![words],
    })
}

proptest! {
    #[test]
    fn no_reply_is_without_a_cause_and_none_fails_a_mail_that_was_only_put_off(reply in any_reply()) {
        for moment in [LogIn, Recipient, Mail] {
            prop_assert!(TABLE.iter().any(|line| line.fits(moment, &reply)));
            let class = meaning(moment, &reply).class();
            let fails = matches!(class, Class::RecipientFailed | Class::MailFailed);
            prop_assert!(!(fails && reply.defers()), "{reply}");
            prop_assert!(!(fails && moment == LogIn), "no log-in fails a mail: {reply}");
            prop_assert!(!matches!(class, Class::Uncertain | Class::NotTaken), "{reply}");
        }
    }
}
