//! What comes back of a scan finds its job, and a question about the status gets one answer.

use scanpost_core::administrator::Actor;
use scanpost_core::fault::Code;
use scanpost_core::gateway::NewAccount;
use scanpost_core::journal::{Event, Journal, Reported, ReportedAs};
use scanpost_core::oauth::{AccountName, Provider};
use scanpost_core::receive::{Arrival, ArrivalFilter, ArrivalState};
use scanpost_core::site::{Function, ReceivingEntered, Slot};
use scanpost_sandbox::{EnhancedCode, Return, ReturnDoes, ReturnMoment};

use crate::gateway_stage::{ANNA, MAILBOX, Stage};

const REPORTS: Function = Function::DeliveryReports;
const STATUS: Function = Function::EmailStatus;

/// Who asks, in a mailbox of no account here.
const KIM: &str = "kim@elsewhere.example";

/// The function reads this mailbox from now on, by an account of its own that is signed in.
async fn with(function: Function, mailbox: &str) -> Stage {
    let stage = Stage::signed_in().await;
    let name: AccountName = function.as_str().parse().unwrap();
    let provider = Provider::parse(&stage.sandbox.provider_toml()).unwrap();
    let console = stage.gateway().by(&Actor::Console);
    let new = NewAccount::to_send(name.clone(), mailbox.to_owned(), provider);
    console.add_account(new).await.unwrap();
    let slots = stage.gateway().slots().await.unwrap();
    let mut chosen = slots.slots.clone();
    chosen.set(Slot::Sending, Some(stage.account.clone()));
    chosen.set(function.slot(), Some(name.clone()));
    console.set_slots(slots.revision, chosen).await.unwrap();
    let code = console.sign_in(&name).await.unwrap();
    assert!(stage.sandbox.approve(&code.user_code, mailbox));
    stage
        .until(async || {
            let receiving = stage.gateway().receiving().await.unwrap();
            let view = receiving.functions.iter().find(|view| view.function == function).unwrap();
            view.last_poll.as_ref().is_some_and(|polled| polled.fault.is_none())
        })
        .await;
    stage
}

/// Polls until so many mails are handed on, and gives them, the oldest first.
async fn handed_on(stage: &Stage, function: Function, count: usize) -> Vec<Arrival> {
    let wanted = Some(ArrivalState::HandedOn);
    let filter = ArrivalFilter { state: wanted, most: 100, ..ArrivalFilter::default() };
    let polled = stage.gateway().by(&Actor::Console).poll_now(function).await.unwrap();
    assert_eq!(polled.fault, None);
    stage
        .until(async || stage.gateway().arrivals(filter.clone()).await.unwrap().len() == count)
        .await;
    let mut arrivals = stage.gateway().arrivals(filter.clone()).await.unwrap();
    arrivals.reverse();
    arrivals
}

async fn reported(stage: &Stage) -> Vec<Reported> {
    let job = stage.jobs().await.pop().expect("the first job");
    let story = stage.store().story(job.id).await.unwrap();
    let reported = story.into_iter().filter_map(|entry| match entry.event {
        Event::JobReported(reported) => Some(reported),
        _ => None,
    });
    reported.collect()
}

#[tokio::test]
async fn a_scan_that_comes_back_later_says_so_in_its_story_whoever_wrote_its_message_id() {
    for message_id in ["", "Message-ID: <scan-1@copier.example>\r\n"] {
        let stage = with(REPORTS, MAILBOX).await;
        stage.sandbox.change_switches(|switches| {
            let text = "RESOLVER.ADR.RecipientNotFound".to_owned();
            let enhanced = EnhancedCode::new(5, 1, 10);
            let does = ReturnDoes::Bounce { code: 550, enhanced, text };
            switches.returns.push(Return::always(ReturnMoment::Kept, does).only("gone@*"));
        });
        let mail = format!("From: {MAILBOX}\r\n{message_id}Subject: scan\r\n\r\nA scan.\r\n");
        stage.device().await.send(&["gone@fabrikam.example"], mail.as_bytes()).await;
        stage.all_ended().await;
        let [arrival] = &handed_on(&stage, REPORTS, 1).await[..] else { panic!("one report") };
        let [told] = &reported(&stage).await[..] else { panic!("it is told once") };
        assert_eq!((told.what, told.arrival), (ReportedAs::Failed, arrival.id));
        assert_eq!(told.recipient.as_deref(), Some("gone@fabrikam.example"));
        let fault = told.fault.as_ref().expect("why");
        assert_eq!(fault.code, Code::RecipientUnknown);
        assert!(fault.words.as_ref().unwrap().contains("RESOLVER.ADR"));
        let job = stage.jobs().await.pop().unwrap();
        assert!(arrival.place.as_ref().unwrap().contains(&job.id.to_string()));
        assert!(job.fault.is_none(), "the provider has taken it all the same");
    }
}

#[tokio::test]
async fn who_is_away_stands_in_the_story_and_a_report_of_another_mail_is_no_trouble() {
    let stage = with(REPORTS, MAILBOX).await;
    stage.sandbox.change_switches(|switches| {
        let does = ReturnDoes::OutOfOffice { text: "Away.".to_owned() };
        switches.returns.push(Return::always(ReturnMoment::Kept, does).only("bo@*"));
    });
    let mail = format!("From: {MAILBOX}\r\nSubject: scan\r\n\r\nA scan.\r\n");
    stage.device().await.send(&["bo@fabrikam.example"], mail.as_bytes()).await;
    stage.all_ended().await;
    let other = "Return-Path: <>\r\nFrom: postmaster@fabrikam.example\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\
        In-Reply-To: <somebody@else.example>\r\n\r\n--x--\r\n";
    stage.sandbox.put_mail(MAILBOX, other.as_bytes().to_vec());
    stage.sandbox.put_mail(MAILBOX, b"From: bo@fabrikam.example\r\n\r\nHello.\r\n".to_vec());
    let arrivals = handed_on(&stage, REPORTS, 2).await;
    assert_eq!(arrivals[1].place.as_deref(), Some("about no job of this scanpost"));
    let told = reported(&stage).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].what, ReportedAs::AutomaticReply);
    assert_eq!(told[0].recipient.as_deref(), Some("bo@fabrikam.example"));
    assert_eq!(stage.sandbox.mailbox(MAILBOX).len(), 1, "the letter stays");
}

async fn allow(stage: &Stage, senders: &str) {
    let before = stage.gateway().receiving_settings().await.unwrap();
    let entered =
        ReceivingEntered { status_senders: senders.to_owned(), ..before.settings.entered() };
    let console = stage.gateway().by(&Actor::Console);
    console.set_receiving_settings(before.revision, entered).await.unwrap();
}

fn question(from: &str, more: &str) -> Vec<u8> {
    format!(
        "From: <{from}>\r\nTo: {ANNA}\r\nSubject: Status?\r\nMessage-ID: <ask@{from}>\r\n{more}\r\n"
    )
    .into()
}

#[tokio::test]
async fn a_question_about_the_status_is_answered_once_and_a_stranger_gets_nothing() {
    let mut stage = with(STATUS, ANNA).await;
    allow(&stage, KIM).await;
    stage.sandbox.put_mail(ANNA, question("eve@elsewhere.example", ""));
    stage.sandbox.put_mail(ANNA, question(KIM, ""));
    stage.sandbox.put_mail(ANNA, question(KIM, "Auto-Submitted: auto-replied\r\n"));
    let [arrival] = &handed_on(&stage, STATUS, 1).await[..] else { panic!("one question") };
    assert_eq!(arrival.place.as_deref(), Some(KIM));
    stage.all_ended().await;
    let sent = stage.sandbox.sent(MAILBOX);
    let [answer] = &sent[..] else { panic!("one answer: {}", sent.len()) };
    assert_eq!(answer.to, [KIM]);
    let text = String::from_utf8_lossy(answer.octets()).into_owned();
    for part in [
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
        &format!("In-Reply-To: <ask@{KIM}>"),
        "application/pdf",
        "Status of scanpost on",
        "Retrieved",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for secret in stage.sandbox.secrets_issued() {
        assert!(!text.contains(&secret));
    }
    assert_eq!(stage.sandbox.mailbox(ANNA).len(), 2, "the others stay");
    // The answer of one scanpost is no question to another: the loop ends at its first mail.
    stage.sandbox.put_mail(ANNA, answer.octets().clone());
    stage.restart().await;
    let polled = stage.gateway().by(&Actor::Console).poll_now(STATUS).await.unwrap();
    assert_eq!((polled.taken, polled.fault), (0, None));
    assert_eq!(stage.sandbox.sent(MAILBOX).len(), 1);
}
