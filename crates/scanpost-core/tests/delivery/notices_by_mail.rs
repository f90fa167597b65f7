//! Notices by mail, bounces, and what the printer is told; the mails arrive at the sandbox.

use std::sync::Arc;
use std::time::Duration;

use scanpost_core::administrator::Actor;
use scanpost_core::gateway::{NewAccount, NewDevice};
use scanpost_core::journal::Journal;
use scanpost_core::notify::OWN_DEVICE;
use scanpost_core::notify::channel::Channel;
use scanpost_core::oauth::{AccountName, Provider, TokenStatus};
use scanpost_core::site::Slots;
use scanpost_core::spool::{Job, JobState};
use scanpost_sandbox::{
    EnhancedCode, Mail, Return, ReturnDoes, ReturnMoment, SmtpDoes, SmtpFault, SmtpMoment,
};

use crate::gateway_stage::{ALARMS, ANNA, Device, Stage};

const MAIL: &[u8] = b"Subject: scan\r\n\r\nA page.\r\n";

impl Stage {
    /// Another account that notices go out by, signed in, and an administrator who gets them.
    async fn with_alarms() -> Self {
        let stage = Self::start().await;
        let (name, by) = ("alarms".parse::<AccountName>().unwrap(), Actor::Console);
        let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
        let account = NewAccount::to_send(name.clone(), ALARMS.to_owned(), provider);
        stage.gateway().by(&by).add_account(account).await.unwrap();
        let code = stage.gateway().by(&by).sign_in(&name).await.unwrap();
        assert!(stage.sandbox.approve(&code.user_code, ALARMS));
        stage
            .until(async || {
                let account = stage.gateway().account(&name).await.unwrap();
                account.token_status == TokenStatus::Retrieved && account.connection.is_some()
            })
            .await;
        let slots =
            Slots { sending: Some(stage.account.clone()), notices: Some(name), ..Slots::default() };
        let seen = stage.gateway().slots().await.unwrap().revision;
        stage.gateway().by(&by).set_slots(seen, slots).await.unwrap();
        stage.administrator_is(ANNA).await;
        stage
    }

    async fn administrator_is(&self, address: &str) {
        let seen = self.gateway().mail_settings().await.unwrap();
        let mut entered = seen.settings.entered();
        address.clone_into(&mut entered.administrator_address);
        let by = Actor::Console;
        self.gateway().by(&by).set_mail_settings(seen.revision, entered).await.unwrap();
    }

    async fn mails_are_on(&self) {
        self.set_notices(|form| "on".clone_into(&mut form.mail)).await;
        self.is_read_for(Channel::Mail).await;
    }

    /// Waits until so many mails of scanpost's own have come to their end.
    async fn own_mails(&self, count: usize) -> Vec<Job> {
        let own = async || {
            let jobs = self.jobs().await.into_iter().filter(|job| job.device == OWN_DEVICE);
            jobs.collect::<Vec<_>>()
        };
        self.until(async || {
            let own = own().await;
            own.len() >= count && own.iter().all(|job| job.state.is_final())
        })
        .await;
        own().await
    }
}

fn notices(mails: &[Arc<Mail>]) -> Vec<String> {
    let subjects = mails.iter().map(|mail| mail.subject());
    subjects.filter(|subject| subject.starts_with("[scanpost]")).collect()
}

#[tokio::test]
async fn an_account_that_is_held_is_told_of_by_another_one_once_over_a_restart() {
    let mut stage = Stage::with_alarms().await;
    stage.mails_are_on().await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.own_mails(1).await;
    let mails = stage.sandbox.mailbox(ANNA);
    assert_eq!(notices(&mails), ["[scanpost] The account “scans” waits for a person"]);
    let notice = &mails[0];
    assert_eq!((notice.from.as_str(), notice.header_from().as_deref()), (ALARMS, Some(ALARMS)));
    let head = String::from_utf8_lossy(notice.octets());
    assert!(head.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{head}");
    assert!(notice.text(5000).contains("sign in"), "the next step");

    stage.restart().await;
    stage.is_read_for(Channel::Mail).await;
    stage.sign_in().await;
    stage.all_ended().await;
    stage.own_mails(2).await;
    let told = notices(&stage.sandbox.mailbox(ANNA));
    assert_eq!(told[1..], ["[scanpost] The account “scans” sends again"]);
}

#[tokio::test]
async fn a_notice_speaks_the_language_of_the_site() {
    let stage = Stage::with_alarms().await;
    stage.set_notices(|form| "sv".clone_into(&mut form.language)).await;
    stage.mails_are_on().await;
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    stage.own_mails(1).await;
    let told = notices(&stage.sandbox.mailbox(ANNA));
    assert_eq!(told, ["[scanpost] Den här underrättelsen är ett prov"]);
}

#[tokio::test]
async fn a_notice_that_fails_makes_no_notice() {
    let stage = Stage::with_alarms().await;
    stage.mails_are_on().await;
    stage.set_notices(|form| "on".clone_into(&mut form.bounces)).await;
    stage.is_read_for(Channel::Bounce).await;
    stage.sandbox.change_switches(|switches| {
        let refused = SmtpDoes::answer(550, (5, 1, 10), "Recipient not found");
        switches.smtp_faults.push(SmtpFault::always(SmtpMoment::Rcpt, refused));
    });
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    let own = stage.own_mails(1).await;
    assert_eq!(own[0].state, JobState::Failed);
    stage.sandbox.change_switches(|switches| switches.smtp_faults.clear());
    // Had it made one, that would come before this one.
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    stage.own_mails(2).await;
    let told = notices(&stage.sandbox.mailbox(ANNA));
    assert_eq!(told, ["[scanpost] This notice is a trial"]);
    assert_eq!(stage.own_mails(2).await.len(), 2, "no bounce either");
}

#[tokio::test]
async fn the_sender_of_a_mail_that_failed_gets_a_report() {
    let stage = Stage::with_alarms().await;
    stage.set_notices(|form| "on".clone_into(&mut form.bounces)).await;
    stage.is_read_for(Channel::Bounce).await;
    stage.sign_in().await;
    stage.sandbox.change_switches(|switches| {
        let refused = SmtpDoes::answer(550, (5, 1, 10), "Recipient not found");
        let fault = SmtpFault::always(SmtpMoment::Rcpt, refused);
        switches.smtp_faults.push(fault.of_mailbox(crate::gateway_stage::MAILBOX));
    });
    stage.device().await.send(&["nobody@sandbox.example"], MAIL).await;
    stage.own_mails(1).await;
    let bounce = stage.sandbox.sent(ALARMS).pop().expect("a bounce");
    assert_eq!(bounce.to, ["copier@example.com"], "the envelope's sender");
    let parsed = mail_parser::MessageParser::default().parse(&bounce.octets()[..]).unwrap();
    let parts: Vec<_> = parsed
        .parts
        .iter()
        .filter_map(|part| {
            let kind = part.headers.iter().find(|header| header.name() == "Content-Type")?;
            let kind = kind.value().as_content_type()?;
            Some(format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        })
        .collect();
    assert_eq!(parts, ["multipart/report", "text/plain", "message/delivery-status"]);
    let text = String::from_utf8_lossy(bounce.octets()).into_owned();
    for field in [
        "\r\nAuto-Submitted: auto-replied\r\n",
        "\r\nFinal-Recipient: rfc822; nobody@sandbox.example\r\nAction: failed\r\nStatus: 5.1.10\r\n",
        "\r\nDiagnostic-Code: smtp; 550 5.1.10 Recipient not found",
    ] {
        assert!(text.contains(field), "{field}: {text}");
    }
}

#[tokio::test]
async fn a_sender_hears_what_it_asked_for_and_the_provider_is_asked_for_no_more() {
    let stage = Stage::with_alarms().await;
    let mut device = stage.device().await;
    device.order("MAIL FROM:<copier@example.com> ENVID=Q7", "555 5.5.4").await; // nobody would report
    stage.set_notices(|form| "on".clone_into(&mut form.bounces)).await;
    stage.is_read_for(Channel::Bounce).await;
    stage.sign_in().await;
    let comes_back = ReturnDoes::Bounce {
        code: 550,
        enhanced: EnhancedCode::try_from("5.1.10".to_owned()).unwrap(),
        text: "RESOLVER.ADR.RecipientNotFound".to_owned(),
    };
    stage.sandbox.change_switches(|switches| {
        switches.returns.push(Return::always(ReturnMoment::Kept, comes_back).only("gone@*"));
    });
    let mut device = stage.device().await;
    device.order("MAIL FROM:<copier@example.com> RET=HDRS ENVID=Q+2B7", "250").await;
    device.order("RCPT TO:<gone@sandbox.example> NOTIFY=NEVER", "250").await;
    device.order("RCPT TO:<gone@example.com> NOTIFY=SUCCESS,FAILURE", "250").await;
    let anna = format!("RCPT TO:<{ANNA}> NOTIFY=SUCCESS ORCPT=rfc822;a+2Bb@sandbox.example");
    device.order(&anna, "250").await;
    device.send_from_here(&[], MAIL, "250 2.0.0").await;
    stage.own_mails(1).await;
    let report = stage.sandbox.sent(ALARMS).pop().expect("a report");
    let text = String::from_utf8_lossy(report.octets()).into_owned();
    let of_anna = format!(
        "\r\n\r\nOriginal-Recipient: rfc822; a+b@sandbox.example\r\n\
         Final-Recipient: rfc822; {ANNA}\r\nAction: relayed\r\nStatus: 2."
    );
    for part in ["\r\nOriginal-Envelope-Id: Q+7\r\n", &of_anna] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(text.matches("Action: relayed").count(), 2, "{text}");
    let of_the_provider = stage.sandbox.mailbox(crate::gateway_stage::MAILBOX);
    assert_eq!(of_the_provider.len(), 1, "NOTIFY=NEVER was passed on, and so was FAILURE");
}

#[tokio::test]
async fn the_page_knows_that_the_only_account_cannot_tell_that_it_is_held() {
    let stage = Stage::start().await;
    stage.administrator_is(ANNA).await;
    stage.mails_are_on().await;
    stage.device().await.send(&[ANNA], MAIL).await;
    stage.until(async || stage.account().await.hold.is_some()).await;
    let view = stage.gateway().notices().await.unwrap();
    assert_eq!(view.sends_by.account(), Some(&stage.account));
    assert!(view.held.is_some());
    let waits = async || stage.channel(Channel::Mail).await.standing;
    stage.until(async || waits().await.told_at.is_some()).await;
    assert_eq!(stage.jobs().await.len(), 1, "a notice would only wait with the mail");
}

#[tokio::test]
async fn a_printer_is_told_at_once_that_nobody_is_signed_in_if_an_administrator_wants_that() {
    let stage = Stage::start().await;
    stage.device().await.send(&[ANNA], MAIL).await; // taken, and waits
    stage.set_notices(|form| "on".clone_into(&mut form.refuse_while_signed_out)).await;
    let mut device = stage.device().await;
    device.order("MAIL FROM:<copier@example.com>", "450 4.7.0 To use this function").await;
    stage.sign_in().await;
    stage.all_ended().await;
    let mut device: Device = stage.device().await;
    device.send(&[ANNA], MAIL).await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 2);
}

#[tokio::test]
async fn a_printer_is_told_at_once_that_the_sign_in_has_ended() {
    let stage = Stage::start().await;
    stage.sign_in().await;
    stage.set_notices(|form| "on".clone_into(&mut form.refuse_while_signed_out)).await;
    stage.sandbox.revoke(crate::gateway_stage::MAILBOX);
    stage.sandbox.advance(Duration::from_hours(2)); // an access token outlives a revocation
    let mut device = stage.device().await;
    device.send(&[ANNA], MAIL).await; // nobody knows it yet: taken, and waits
    stage.until(async || stage.account().await.hold.is_some()).await;
    let refused = "450 4.7.0 To use this function you must sign in to the e-mail service again.";
    device.order("MAIL FROM:<copier@example.com>", refused).await;
    let code = stage.gateway().by(&Actor::Console).sign_in(&stage.account).await.unwrap();
    // While somebody is about to sign in, nobody is signed in.
    device.order("MAIL FROM:<copier@example.com>", refused).await;
    assert!(stage.sandbox.approve(&code.user_code, crate::gateway_stage::MAILBOX));
    stage.all_ended().await;
    device.send(&[ANNA], MAIL).await;
    stage.all_ended().await;
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 2);
}

/// As after a power cut between a notice's job and the book that strikes it out: the book is the one from
/// before, and the job is there.
#[tokio::test]
async fn a_crash_between_a_notice_and_its_book_makes_no_second_mail() {
    let mut stage = Stage::with_alarms().await;
    stage.mails_are_on().await;
    let channel = Channel::Mail.as_str();
    let before = stage.store().bookmark(channel).await.unwrap().expect("a book was opened");
    stage.gateway().by(&Actor::Console).try_notices().await.unwrap();
    let first = stage.own_mails(1).await.remove(0).id;
    for _ in 0..3 {
        stage.store().put_bookmark(channel, before.clone()).await.unwrap();
        stage.restart().await;
        stage.is_read_for(Channel::Mail).await;
        // It is told, and meets the job of its name.
        stage.until(async || stage.channel(Channel::Mail).await.standing.told_at.is_some()).await;
        let own: Vec<_> = stage.own_mails(1).await.into_iter().map(|job| job.id).collect();
        assert_eq!(own, [first]);
    }
    assert_eq!(notices(&stage.sandbox.mailbox(ANNA)), ["[scanpost] This notice is a trial"]);
}

#[tokio::test]
async fn no_device_is_called_like_scanpost_itself() {
    let stage = Stage::start().await;
    let device: NewDevice =
        serde_json::from_str(r#"{ "name": "scanpost", "ranges": ["192.0.2.1/32"] }"#).unwrap();
    assert_eq!(device.name, OWN_DEVICE);
    let refused = stage.gateway().by(&Actor::Console).add_device(device).await;
    assert!(refused.is_err());
}
