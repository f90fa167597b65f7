//! Several functions read one mailbox: each mail goes to the one that it is for, whoever polls first.

use std::time::Duration;

use scanpost_core::fault::Code;
use scanpost_core::journal::{Event, Journal};
use scanpost_core::receive::sort::Filters;
use scanpost_core::receive::{Arrivals, Outcome, Standing};
use scanpost_core::settings::{ReceiveSettings, RetryPolicy};
use scanpost_core::site::Function;
use scanpost_core::site::receiving::{Others, StatusAnswers};

use crate::server::Naming;
use crate::stage::Stage;

const REPORT: &[u8] = b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n\r\n";
const QUESTION: &[u8] = b"From: anna@contoso.example\r\nSubject: status\r\n\r\n\r\n";
const STRANGER: &[u8] = b"From: eve@elsewhere.example\r\nSubject: status\r\n\r\n\r\n";

fn filters(others: Others) -> Filters {
    let senders = vec!["anna@contoso.example".to_owned()];
    let status = StatusAnswers { senders, others, ..StatusAnswers::default() };
    Filters { status, ..Filters::default() }
}

async fn stage(functions: &[Function], others: Others) -> Stage {
    let stage = Stage::sorting(functions, filters(others)).await;
    for (uidl, mail) in [("report", REPORT), ("question", QUESTION), ("stranger", STRANGER)] {
        stage.server.put(uidl, mail);
    }
    stage
}

async fn taken(stage: &Stage) -> Vec<(String, Function)> {
    let arrivals = stage.arrivals().await;
    arrivals.into_iter().map(|arrival| (arrival.uidl, arrival.function)).collect()
}

#[tokio::test]
async fn the_poll_that_comes_first_takes_each_mail_for_the_function_it_is_for() {
    use Function::{DeliveryReports, EmailStatus, InternetFaxReceive};
    for no_top in [false, true] {
        let all = [InternetFaxReceive, EmailStatus, DeliveryReports];
        let stage = stage(&all, Others::Leave).await;
        stage.server.state().habits.no_top = no_top;
        let polled = stage.poll_for(EmailStatus).await;
        assert_eq!(polled.fault, None, "without TOP: {no_top}");
        let expected = [
            ("report", DeliveryReports),
            ("question", EmailStatus),
            ("stranger", InternetFaxReceive),
        ];
        let expected: Vec<_> =
            expected.into_iter().map(|(uidl, function)| (uidl.to_owned(), function)).collect();
        assert_eq!(taken(&stage).await, expected, "without TOP: {no_top}");
        assert!(stage.server.mails_left().is_empty());
        assert_eq!(stage.marks().await, 0);
    }
}

#[tokio::test]
async fn what_is_for_nobody_is_left_and_not_fetched_again() {
    for no_top in [false, true] {
        let stage = stage(&[Function::EmailStatus], Others::Leave).await;
        stage.server.state().habits.no_top = no_top;
        assert_eq!(stage.poll_for(Function::EmailStatus).await.fault, None);
        let question = ("question".to_owned(), Function::EmailStatus);
        assert_eq!(taken(&stage).await, [question]);
        assert_eq!(stage.server.mails_left(), ["report", "stranger"]);
        let (fetched, heads) = (stage.server.heard("RETR"), stage.server.heard("TOP"));
        assert_eq!(stage.poll_for(Function::EmailStatus).await.fault, None);
        assert_eq!(stage.server.heard("RETR"), fetched);
        assert!(stage.server.heard("TOP") <= heads + 2, "two heads may be compared");
        let entries = stage.store.memory.latest(10).await.unwrap();
        let left = entries.iter().filter(|entry| {
            matches!(&entry.event, Event::MailLeft { fault, .. } if fault.code == Code::MailForNobody)
        });
        assert_eq!(left.count(), 2);
    }
}

#[tokio::test]
async fn what_is_for_nobody_is_removed_where_an_administrator_wants_that() {
    let stage = stage(&[Function::EmailStatus], Others::Remove).await;
    let polled = stage.poll_for(Function::EmailStatus).await;
    assert_eq!((polled.fault, polled.taken), (None, 1));
    assert!(stage.server.mails_left().is_empty());
    assert_eq!(stage.server.heard("RETR"), 1, "the others were not fetched");
    let entries = stage.store.memory.latest(10).await.unwrap();
    let removed = |event: &Event| matches!(event, Event::MailRemoved { .. });
    assert_eq!(entries.iter().filter(|entry| removed(&entry.event)).count(), 2);
}

#[tokio::test]
async fn a_question_is_answered_at_once_however_many_mails_before_it_nobody_wants() {
    let settings = ReceiveSettings { most_mails: 100, ..ReceiveSettings::default() };
    let stage = Stage::sorting_by(settings, &[Function::EmailStatus], filters(Others::Leave)).await;
    for number in 0..2_500 {
        stage.server.put(&format!("junk-{number}"), STRANGER);
    }
    stage.server.put("question", QUESTION);
    stage.poll_for(Function::EmailStatus).await;
    // No time passes: each poll follows the other at once, and none more than is needed.
    stage.taken(Function::EmailStatus, 1).await;
    assert_eq!((stage.server.mails_left().len(), stage.marks().await), (2_500, 2_500));
    let heads = stage.server.heard("TOP");
    assert!(heads <= 2_500 + 1 + 27 * 8, "{heads} heads were looked at");
    let polled = stage.poll_for(Function::EmailStatus).await;
    assert_eq!((polled.taken, polled.waiting), (0, 0));
}

#[tokio::test]
async fn a_server_that_renames_all_mails_each_time_is_not_polled_without_end() {
    let settings = ReceiveSettings { most_mails: 10, ..ReceiveSettings::default() };
    let stage = Stage::sorting_by(settings, &[Function::EmailStatus], filters(Others::Leave)).await;
    stage.server.state().habits.naming = Naming::New;
    for number in 0..25 {
        stage.server.put(&number.to_string(), STRANGER);
    }
    let polled = stage.poll_for(Function::EmailStatus).await;
    assert_eq!((polled.waiting, polled.fault), (15, None));
    let rests = |standing: &Standing| {
        standing.next_at.is_some_and(|at| stage.clock.now().until(at) > Duration::from_mins(3))
    };
    stage.standing(Function::EmailStatus, rests).await;
}

#[tokio::test]
async fn what_was_left_is_looked_at_anew_when_other_mails_are_wanted() {
    use Function::{EmailStatus, InternetFaxReceive};
    let both = [EmailStatus, InternetFaxReceive];
    let mut stage = Stage::sorting(&both, Filters::default()).await;
    stage.change(&[EmailStatus], Filters::default());
    stage.server.put("question", QUESTION);
    stage.server.put("fax", STRANGER);
    stage.poll_for(EmailStatus).await;
    assert_eq!((stage.server.mails_left().len(), taken(&stage).await), (2, vec![]));
    // Anna may ask.
    stage.change(&[EmailStatus], filters(Others::Leave));
    stage.poll_for(EmailStatus).await;
    assert_eq!(taken(&stage).await, [("question".to_owned(), EmailStatus)]);
    // Faxes are wanted too.
    stage.change(&both, filters(Others::Leave));
    stage.poll_for(InternetFaxReceive).await;
    assert_eq!(taken(&stage).await[1..], [("fax".to_owned(), InternetFaxReceive)]);
    assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0));
    let entries = stage.store.memory.latest(50).await.unwrap();
    let left = entries.iter().filter(|entry| matches!(entry.event, Event::MailLeft { .. }));
    assert_eq!(left.count(), 2, "the fax stayed twice, and that was said once");
}

#[tokio::test]
async fn a_mail_that_bears_the_name_of_one_that_was_left_is_looked_at() {
    for others_behind in [0, 7, 50] {
        let stage = stage(&[Function::EmailStatus], Others::Leave).await;
        stage.poll_for(Function::EmailStatus).await;
        assert_eq!(taken(&stage).await.len(), 1);
        // Somebody deletes all of them, and the server begins to count anew.
        stage.server.state().mails.clear();
        stage.server.put("report", REPORT);
        let second = b"From: anna@contoso.example\r\nSubject: status\r\nX-Second: yes\r\n\r\n\r\n";
        stage.server.put("stranger", second);
        for number in 0..others_behind {
            stage.server.put(&format!("new-{number}"), STRANGER);
        }
        stage.poll_for(Function::EmailStatus).await;
        let expected = ["question", "stranger"].map(str::to_owned);
        let uidls: Vec<String> = taken(&stage).await.into_iter().map(|(uidl, _)| uidl).collect();
        assert_eq!(uidls, expected, "{others_behind} behind it");
    }
}

#[tokio::test]
async fn a_full_quarantine_keeps_faxes_in_the_mailbox_and_nothing_else() {
    use Function::{EmailStatus, InternetFaxReceive};
    for no_top in [false, true] {
        let settings = ReceiveSettings { most_quarantined: 1, ..ReceiveSettings::default() };
        let both = [EmailStatus, InternetFaxReceive];
        let stage = Stage::sorting_by(settings, &both, filters(Others::Leave)).await;
        stage.server.state().habits.no_top = no_top;
        stage.server.put("junk", STRANGER);
        assert_eq!(stage.poll_for(InternetFaxReceive).await.taken, 1);
        let (memory, now) = (&stage.store.memory, stage.clock.now());
        let junk = memory.claim_arrivals(now, RetryPolicy::default(), 1).await.unwrap().remove(0);
        let outcome = Outcome::Quarantined { fault: Code::FaxTiffBroken.into() };
        memory.settle_arrival(junk.id, outcome, now).await.unwrap();

        stage.server.put("fax", b"From: eve@elsewhere.example\r\nSubject: a fax\r\n\r\n\r\n");
        stage.server.put("question", QUESTION);
        let polled = stage.poll_for(InternetFaxReceive).await;
        assert_eq!(polled.fault.map(|fault| fault.code), Some(Code::QuarantineFull));
        for _ in 0..2 {
            assert_eq!(stage.poll_for(EmailStatus).await.fault, None);
        }
        assert_eq!(taken(&stage).await[1..], [("question".to_owned(), EmailStatus)]);
        assert_eq!(stage.server.mails_left(), ["fax"]);

        memory.delete_arrival(junk.id, now.into()).await.unwrap();
        assert_eq!(stage.poll_for(InternetFaxReceive).await.taken, 1, "without TOP: {no_top}");
        assert_eq!((stage.server.mails_left().len(), stage.marks().await), (0, 0));
    }
}
