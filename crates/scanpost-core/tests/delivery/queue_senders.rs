//! What a provider gets to see of a mail: the sender by the device's rule, and what was mended.

use scanpost_core::device::SenderRule;
use scanpost_core::fax::FaxServer;
use scanpost_core::journal::{Mend, Route};
use scanpost_core::spool::JobId;
use scanpost_sandbox::{SmtpDoes, SmtpMoment};

use crate::queue_stage::{ANNA, MAILBOX, Stage};

const WHOLE: &str = "To: anna@sandbox.example\r\nSubject: Scan\r\n\
    Date: Sat, 21 Nov 2026 10:15:00 +0100\r\nMessage-ID: <1@copier>\r\n";

fn mail_from(from: &str) -> String {
    format!("From: {from}\r\n{WHOLE}\r\nA page.\r\n")
}

fn alias(from: &str, to: &str) -> SenderRule {
    SenderRule::Alias([(from.to_owned(), to.to_owned())].into())
}

/// The only mail in Anna's mailbox.
fn arrived(stage: &Stage) -> String {
    let mails = stage.sandbox.mailbox(ANNA);
    let [mail] = &mails[..] else { panic!("{} mails", mails.len()) };
    assert_eq!(mail.from, MAILBOX, "the envelope's sender is the account");
    String::from_utf8(mail.octets().to_vec()).unwrap()
}

/// The way of the last attempt.
async fn route(stage: &Stage, job: JobId) -> Route {
    stage.attempts(job).await.pop().expect("an attempt").1
}

fn words(route: &Route) -> Vec<&str> {
    route.mended.iter().map(|mend| mend.what.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn from_becomes_the_account_and_replies_still_go_to_whom_the_device_named() {
    let stage = Stage::signed_in().await;
    let job = stage.accept_octets(&[ANNA], mail_from("Copier <copier@old.example>")).await;
    stage.delivered(job).await;
    let expected = format!(
        "From: Copier <{MAILBOX}>\r\nReply-To: Copier <copier@old.example>\r\n{WHOLE}\r\nA page.\r\n"
    );
    assert_eq!(arrived(&stage), expected);
    let route = route(&stage, job).await;
    assert_eq!(route.sender.as_deref(), Some(MAILBOX));
    let mend = |what: &str, was: Option<&str>| Mend {
        what: what.to_owned(),
        field: None,
        was: was.map(str::to_owned),
    };
    let replaced = mend("from-replaced", Some("copier@old.example"));
    assert_eq!(route.mended, [replaced, mend("reply-to-added", None)]);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_may_send_as_itself_keeps_its_from() {
    let stage = Stage::signed_in().await;
    stage.set_rule(SenderRule::Keep);
    let mail = mail_from(&format!("\"Scans\" <{MAILBOX}>"));
    let job = stage.accept_octets(&[ANNA], mail.clone()).await;
    stage.delivered(job).await;
    assert_eq!(arrived(&stage), mail);
    let route = route(&stage, job).await;
    assert_eq!((route.sender.as_deref(), route.mended), (Some(MAILBOX), vec![]));
}

#[tokio::test(start_paused = true)]
async fn an_alias_takes_the_place_of_what_the_device_says() {
    let stage = Stage::signed_in().await;
    stage.set_rule(alias("copier@old.example", &MAILBOX.to_uppercase()));
    let job = stage.accept_octets(&[ANNA], mail_from("Copier <Copier@Old.example>")).await;
    stage.delivered(job).await;
    assert!(
        arrived(&stage).starts_with(&format!("From: Copier <{}>\r\nTo:", MAILBOX.to_uppercase()))
    );
    assert_eq!(words(&route(&stage, job).await), ["from-replaced"]);
}

#[tokio::test(start_paused = true)]
async fn who_changes_the_rule_lets_a_mail_go_that_waits() {
    let stage = Stage::signed_in().await;
    stage.set_rule(SenderRule::Keep);
    let refusal = SmtpDoes::answer(451, (4, 7, 0), "Not as that sender");
    stage.next(1, SmtpMoment::FinalDot, refusal);
    let job = stage.accept_octets(&[ANNA], mail_from("copier@old.example")).await;
    stage.job_when(job, |job| job.tries == 1 && job.fault.is_some()).await;
    stage.set_rule(SenderRule::Account);
    stage.delivered(job).await;
    let senders: Vec<_> =
        stage.attempts(job).await.into_iter().filter_map(|(_, route)| route.sender).collect();
    assert_eq!(senders, ["copier@old.example", MAILBOX]);
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_is_sent_again_is_the_same_mail_with_the_same_message_id() {
    let stage = Stage::signed_in().await;
    stage.next(1, SmtpMoment::Kept, SmtpDoes::Close);
    let job = stage.accept_octets(&[ANNA], "Subject: Scan\n\nA page.\n").await;
    stage.delivered(job).await;
    let mails = stage.sandbox.mailbox(ANNA);
    let [first, second] = &mails[..] else { panic!("{} mails", mails.len()) };
    assert_eq!(first.octets(), second.octets());
    let text = String::from_utf8(first.octets().to_vec()).unwrap();
    assert!(text.contains(&format!("\r\nMessage-ID: <{job}@sandbox.example>\r\n")), "{text}");
    let date = stage.job(job).await.accepted_at.in_a_mail();
    assert!(text.contains(&format!("\r\nDate: {date}\r\n")), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_large_mail_with_lf_and_endless_lines_arrives_clean() {
    let stage = Stage::signed_in().await;
    let mail = mail_from(MAILBOX).replace("\r\n", "\n") + &"Q".repeat(700_000) + "\nend\n";
    let job = stage.accept_octets(&[ANNA], mail.clone()).await;
    stage.delivered(job).await;
    let arrived = arrived(&stage);
    assert!(arrived.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    assert_eq!(arrived.replace("\r\n", ""), mail.replace('\n', ""));
    assert_eq!(words(&route(&stage, job).await), ["line-ends", "long-lines"]);
}

#[tokio::test(start_paused = true)]
async fn a_fax_goes_out_as_the_account_with_its_cover_before_what_the_device_sent() {
    let from = "From: copier@old.example\r\n";
    let scan = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n";
    for page in ["JVBERi0=\r\n".to_owned(), "JVBERi0=\r\n".repeat(50_000)] {
        let stage = Stage::signed_in().await;
        stage.set_rule(SenderRule::Keep);
        let cover = "Från {sender}\n{device}: {subject}".to_owned();
        stage.devices.faxes().replace(FaxServer { cover, ..FaxServer::default() }, None);
        let mail = format!("{from}{WHOLE}{scan}\r\n{page}");
        let job = stage.accept_fax(ANNA, "+46812345", mail).await;
        stage.delivered(job).await;
        let arrived = arrived(&stage);
        let boundary = format!("scanpost-{job}");
        let head = format!("From: {MAILBOX}\r\n{WHOLE}MIME-Version: 1.0\r\n");
        assert!(arrived.starts_with(&head), "{}", &arrived[..500]);
        let text = "RnLDpW4gY29waWVyQG9sZC5leGFtcGxlDQpwcmludGVyOiBTY2Fu"; // Från … printer: Scan
        assert!(arrived.contains(&format!("\r\n\r\n{text}\r\n--{boundary}\r\n")), "{arrived:.900}");
        assert!(arrived.ends_with(&format!("\r\n{scan}\r\n{page}\r\n--{boundary}--\r\n")));
        let route = route(&stage, job).await;
        assert_eq!(words(&route), ["from-replaced", "cover-added"]);
    }
}
